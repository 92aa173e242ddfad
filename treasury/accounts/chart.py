"""The group: legal entities and branches, banks, bank accounts; what must be said of them.

Amounts are as written, in major units of the account's currency; positive is the holder's asset.
"""

import datetime
from decimal import Decimal
from typing import Literal

from treasury.record import record

LegalForm = Literal["company", "branch", "subsidiary", "finance_company"]
AccountKind = Literal["current", "income", "expense", "restricted", "margin", "capital"]
StopKind = Literal["frozen", "closed", "no_sweeps"]
MAY_NOT_POOL: tuple[AccountKind, ...] = ("restricted", "margin", "capital")


@record
class Notice:
    """Something that every report of the scenario must say, such as an assumption.

    `accounts` are the ids of the accounts it is about (none: the whole scenario).
    """

    text: str
    accounts: tuple[str, ...] = ()


@record
class Entity:
    """A unit of the group: a legal person, or a branch of one (`branch_of`).

    Between branches of one legal person a sweep is a book move; between legal persons it makes
    an intercompany position.
    """

    id: str
    name: str = ""
    legal_form: LegalForm = "company"
    branch_of: str | None = None
    country: str = "CN"
    region: str = ""
    share_held: str = "100%"
    listed: bool = False


@record
class Bank:
    """A bank and the calendar of the days on which it moves money (none: every day).

    `clearing` is the clearing system its customers' payments take unless a payment names another
    (none: they are made at any time). `cut_off` is the bank's own latest time for a payment of the
    day, on the days of its calendar; one given after it belongs to the next business day or is
    refused (`after_cut_off`). A queued payment is not made outside these times either.
    """

    id: str
    name: str = ""
    country: str = "CN"
    calendar: str | None = None
    clearing: str | None = None
    cut_off: datetime.time | None = None
    after_cut_off: Literal["next_day", "refuse"] = "next_day"


@record
class BankAccount:
    """One account at one bank in one currency.

    `overdraft` is the limit the account's bank grants (0: none; "unlimited": no bound).
    As a header it gives down to minus its overdraft, or, where `overdraft_may_fund` is false,
    only what lies above `reserve`. `terms` names its interest terms (none: bears no interest).
    `intraday_overdraft` (日间透支) is the limit up to which its own payments may overdraw it during
    the day, in place of `overdraft` where larger; at the end of the day it is settled by what
    funding brings, and what that leaves uncovered stays overnight. It funds no participant.
    """

    id: str
    name: str = ""
    entity: str
    bank: str
    currency: str
    kind: AccountKind = "current"
    opening: Decimal = Decimal(0)
    overdraft: Decimal | Literal["unlimited"] = Decimal(0)
    intraday_overdraft: Decimal | None = None
    overdraft_may_fund: bool = True
    reserve: Decimal | None = None
    terms: str | None = None


@record
class Hold:
    """An amount of an account that is blocked from a day to a day, both included (冻结, 圈存).

    A court's freeze of an amount, a margin deposit, tax set apart, a card settlement to come.
    Without a first or a last day it is in force from the beginning, or for good; the holds of an
    account in force on a day add up. What is held stays in the book balance, bears interest and
    belongs to the account, but no rule sends it up, no header gives it down and no payment uses
    it, nor an overdraft in its place: available is the balance less all that is held. Where more
    is held than is there, what comes in is caught until the hold is covered. What is there and
    held lowers the balance from which a rule funds, never below zero: what the hold lacks is no
    need, and no credit line is drawn for it.
    """

    account: str
    amount: Decimal
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    reason: str = ""


@record
class Stop:
    """An account that is stopped from a day to a day, both included (no last day: for good).

    `frozen`: no money leaves it; its payments wait or are rejected by their own terms, receipts
    come in. `closed`: payments are rejected and receipts go back. In both, and with `no_sweeps`
    alone, it is swept in no direction, nor is its branch: the structure goes on without them. A
    header that is stopped stops everything below it. A linked draw does not pass a frozen or
    closed account. Interest and fees are posted all the same.
    """

    account: str
    valid_from: datetime.date
    valid_until: datetime.date | None = None
    kind: StopKind = "frozen"
    reason: str = ""
