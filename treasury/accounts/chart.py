"""The group: legal entities and branches, banks, bank accounts.

Amounts are as written, in major units of the account's currency; positive is the holder's asset.
"""

from decimal import Decimal
from typing import Literal

from treasury.record import record

LegalForm = Literal["company", "branch", "subsidiary", "finance_company"]
AccountKind = Literal["current", "income", "expense", "restricted", "margin", "capital"]
MAY_NOT_POOL: tuple[AccountKind, ...] = ("restricted", "margin", "capital")


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
    """A bank and the calendar of the days on which it moves money (none: every day)."""

    id: str
    name: str = ""
    country: str = "CN"
    calendar: str | None = None


@record
class BankAccount:
    """One account at one bank in one currency.

    `overdraft` is the limit the account's bank grants (0: none; "unlimited": no bound).
    As a header it gives down to minus its overdraft, or, where `overdraft_may_fund` is false,
    only what lies above `reserve`. `terms` names its interest terms (none: bears no interest).
    """

    id: str
    name: str = ""
    entity: str
    bank: str
    currency: str
    kind: AccountKind = "current"
    opening: Decimal = Decimal(0)
    overdraft: Decimal | Literal["unlimited"] = Decimal(0)
    overdraft_may_fund: bool = True
    reserve: Decimal | None = None
    terms: str | None = None
