"""Money borrowed outside the group: revolving lines, term loans, overdrafts by agreement.

Outstanding amounts are what the group owes, positive. Interest uses the debit rates of `terms`.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from treasury.arrays import compiled
from treasury.record import record


@record
class CreditLine:
    """A revolving loan of one account, at most one an account.

    `limit` holds until the first of its `CreditLimit`s. At a root it counts as capacity of the
    end-of-day sweeps. At the end of the day it is drawn
    to lift the account to zero (or its reserve), before the overdraft is used, and repaid from
    what lies above. `drawn` is what is outstanding before the first day.
    """

    id: str
    account: str
    limit: Decimal
    drawn: Decimal = Decimal(0)
    terms: str | None = None
    lender: str = ""


@record
class CreditLimit:
    """The limit of a credit line from the opening of a day on: raised or cut (授信额度调整).

    What is drawn above a limit that was cut is due, and repaid like the rest, from what lies above
    zero (or the reserve) in the evening; what is not there stays drawn. Nothing more is drawn.
    """

    credit_line: str
    valid_from: date
    limit: Decimal


def limit_on(line: CreditLine, limits: Iterable[CreditLimit], day: date) -> Decimal:
    """The limit of the line on a day: the latest that has begun, or its own.

    >>> line = CreditLine(id="L", account="A", limit=Decimal(500))
    >>> cut = CreditLimit(credit_line="L", valid_from=date(2026, 4, 1), limit=Decimal(300))
    >>> [int(limit_on(line, [cut], date(2026, month, 1))) for month in (3, 4, 5)]
    [500, 300, 300]
    """
    own = [one for one in limits if one.credit_line == line.id and one.valid_from <= day]
    return max(own, key=lambda one: one.valid_from).limit if own else line.limit


@record
class TermLoan:
    """A loan with fixed dates: `principal` received on `drawn_on`, paid back on `repaid_on`.

    Both are ordinary dated items of the account; a repayment without money queues like any
    payment. A loan drawn before the run's first day is outstanding from the start. What interest
    it bore since the last settlement is paid on the morning of `repaid_on` (利随本清).
    """

    id: str
    account: str
    principal: Decimal
    drawn_on: date
    repaid_on: date
    terms: str | None = None
    lender: str = ""


Unpaid = Literal["overdue", "overdrawn"]


@record
class OverdraftAgreement:
    """What the bank agreed on the overdraft of one account: nights in a row, and what follows; one
    agreement of an account at a time.

    What is overdrawn at a close between `valid_from` and `valid_until` counts a night, calendar
    day by calendar day; a close at or above zero begins anew. Where one more would pass `nights`,
    what is overdrawn becomes an overdue loan under `terms`, and the overdraft is closed:
    overnight always, during the day too with `closes_intraday`. It `reopens` when the overdue loan
    is repaid, or never. Interest and fees that overdraw the account while it is closed are
    `unpaid`: they become overdue as well and bear interest as it does, or stay on the account.
    The next agreement of the account opens it on its first day, or when nothing is overdue under
    the one before any more; where it follows without a gap, it goes on counting the same nights in
    a row. `nights_before` and `overdue` are what the run begins with.
    """

    id: str
    account: str
    nights: int
    terms: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    reopens: bool = False
    closes_intraday: bool = True
    unpaid: Unpaid = "overdue"
    nights_before: int = 0
    overdue: Decimal = Decimal(0)
    lender: str = ""


Borrowing = CreditLine | TermLoan | OverdraftAgreement
"""What money is owed on to a lender outside the group."""


Funds = Literal["financial_institution", "bonds", "other"]


@record
class OnLending:
    """A loan from outside that its borrower lends on inside the group (统借统还), by date.

    In `structure` what `participant` (not given: each direct participant of another legal person)
    owes an account of the borrower is lent on of `loan`, a credit line or a term loan, from
    `valid_from` to `valid_until`, both included. A tax with `exempt_on_lending` spares the interest
    on it, in proportion to balance-days, where the `funds` come from a financial institution or
    from bonds, where it is `published` that borrower and members are one group of companies, where
    the member lends nothing on to a third legal person, and where on no day of an interest period
    the internal rate is above that of the loan: then the whole interest of the period is taxed. A
    term loan's rate is held against it from `drawn_on` to the day before `repaid_on`; what is late
    of it is lent on of it on the days on which the internal rate is no higher.
    What is lent beyond what is owed outside at the end of a day is spared nothing; the loan is
    spread over what is lent on of it in proportion.
    """

    loan: str
    structure: str
    participant: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    funds: Funds = "financial_institution"
    published: bool = False
    text: str = ""
    source: str = ""
    confirmed: bool = False


@compiled
def line_movement(available: int, lowest: int, limit: int, drawn: int) -> int:
    """What a credit line moves at the end of the day: drawn (> 0) or repaid (< 0).

    It lifts the available balance to zero, or to the reserve the account keeps (`lowest` > 0),
    before the overdraft is used, and takes back what lies above.

    >>> line_movement(-300, -1000, 500, 0), line_movement(-300, 0, 200, 50)
    (300, 150)
    >>> line_movement(80, 0, 500, 300), line_movement(80, 50, 500, 10)
    (-80, -10)
    """
    wanted = max(0, lowest)
    if available < wanted:
        return max(0, min(limit - drawn, wanted - available))
    return -min(drawn, available - wanted)
