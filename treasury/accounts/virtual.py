"""Virtual ledgers inside one bank account (虚拟账簿, 二级账簿), and postings between them.

The account is real, its ledgers are not (母实子虚): the bank knows one balance, which the ledgers
divide among projects, units or purposes. They settle nothing by themselves and make no payment.
What nobody assigned belongs to the account's unassigned ledger (待清分), which always exists;
adjusting postings move it on later. Amounts are as written, in major units of the account's
currency. Source: Chinese practice, section 1; the banking day, section 7.
"""

import datetime
from decimal import Decimal
from typing import Literal

from treasury.record import record

UNASSIGNED = "unassigned"
"""What the ledger of every account is called to which belongs what no other has (待清分)."""

LedgerInterest = Literal["none", "credit", "both", "net"]


@record
class VirtualLedger:
    """A sub-ledger of one account, with what it opens with and how it bears internal interest.

    `interest` says which interest numbers (积数) count, at the rates of `terms`:
    `none` (不计息): none, the ledger bears nothing. `credit` (贷方计息): those of days above zero,
    at the credit rates; a ledger below zero is charged nothing. `both` (借贷方分别计息): those of
    days above zero at the credit rates, those of days below zero at the debit rates, each side
    settled and rounded for itself. `net` (轧差计息): credit numbers less debit numbers of a rate
    period; where the credit numbers are larger, the net bears the credit rate, else the debit
    rate, and one amount is settled and rounded. Interest is settled and posted as `terms` say,
    against the unassigned ledger. What the account opens with beyond its ledgers' openings, or
    short of them, is the unassigned ledger's.
    """

    id: str
    account: str
    name: str = ""
    interest: LedgerInterest = "none"
    terms: str | None = None
    opening: Decimal = Decimal(0)


@record
class Adjustment:
    """An adjusting posting (调账): moves an amount from one ledger of an account to another.

    The bank knows nothing of it, and no money moves. `unassigned` is a ledger too. `value_date`
    (default the same) is the day from which it counts for interest.
    """

    date: datetime.date
    value_date: datetime.date | None = None
    account: str
    from_ledger: str
    to_ledger: str
    amount: Decimal
    text: str = ""
