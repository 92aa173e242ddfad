"""Money borrowed outside the group: revolving lines, term loans, overdrafts by agreement.

Outstanding amounts are what the group owes, positive. Interest uses the debit rates of `terms`.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from treasury.arrays import compiled
from treasury.record import record


@record
class CreditLine:
    """A revolving loan of one account, at most one an account.

    At a root it counts as capacity of the end-of-day sweeps. At the end of the day it is drawn
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
class TermLoan:
    """A loan with fixed dates: `principal` received on `drawn_on`, paid back on `repaid_on`.

    Both are ordinary dated items of the account; a repayment without money queues like any
    payment. A loan drawn before the run's first day is outstanding from the start.
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
    """What the bank agreed on the overdraft of one account: nights in a row, and what follows.

    What is overdrawn at a close between `valid_from` and `valid_until` counts a night, calendar
    day by calendar day; a close at or above zero begins anew. Where one more would pass `nights`,
    what is overdrawn becomes an overdue loan under `terms`, and the overdraft is closed:
    overnight always, during the day too with `closes_intraday`. It `reopens` when the overdue loan
    is repaid, or never. Interest and fees that overdraw the account while it is closed are
    `unpaid`: they become overdue as well and bear interest as it does, or stay on the account.
    `nights_before` and `overdue` are what the run begins with.
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
