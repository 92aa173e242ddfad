"""The books: balanced pairs of postings, held as columns; an entry is a view.

Amounts are int64 minor units, always > 0; a pair debits one ledger account and credits another
of the same legal entity's books and the same currency, so it balances by construction.
Bank accounts are assets of their holder: a debit raises them. Days are rows; -1 is "before the
first day" (opening balances). Source: the banking day, section 11.
"""

from dataclasses import dataclass
from typing import Literal

from treasury.arrays import Amounts

LedgerKind = Literal[
    "bank", "position", "loan", "receipts", "payments", "interest_earned", "interest_paid",
    "internal_interest_earned", "internal_interest_paid", "fees", "opening",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAccount:
    """One account of one legal entity's books in one currency.

    `subject` is what it is about: the bank account's id, the other legal entity's id for a
    position, the loan's id for a loan, the entity (branch) id for receipts, payments, interest
    and fees. `name` is unique over all books.
    """

    legal_entity: str
    kind: LedgerKind
    subject: str
    currency: str

    @property
    def name(self) -> str:
        """The account's name, for example `HQ:bank:HQ-001:CNY`."""
        return f"{self.legal_entity}:{self.kind}:{self.subject}:{self.currency}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All postings of a run, shape (pair,) each.

    `entry` numbers entries from 0 in booking order; the pairs of one entry stand together.
    `debit` and `credit` index `accounts`. `event` is the row of the event that was booked, -1
    for opening balances. `value_day` is never before `booking_day`; it may lie beyond the run.
    """

    accounts: tuple[LedgerAccount, ...]
    entry: Amounts
    booking_day: Amounts
    value_day: Amounts
    debit: Amounts
    credit: Amounts
    amount: Amounts
    event: Amounts
