"""Money market sweeps: what an account has left in the evening is invested, what it lacks redeemed.

What a treasurer writes of them (自动理财, 货币基金归集), and the arithmetic of an evening.
Amounts are decimals of major units in the record, minor units in the functions. Source: the
banking day, section 3, step 2, and section 5; `docs/decisions/0058-money-market-sweeps.md`.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from treasury.arrays import compiled
from treasury.record import record

Redemption = Literal["same_day", "next_day"]
Distribution = Literal["pay_out", "reinvest"]


@record
class MoneyMarketSweep:
    """A standing order of one account: invest in the evening what is over, redeem what is lacking.

    On business days of `calendar` (not given: of the account's bank), after sweeps, credit lines
    and deposits. What lies above `keep`, or the account's reserve if that is more, is placed in
    whole `multiple`s, if it is at least `minimum`, up to `maximum` invested in all. What lacks to
    it is redeemed, at least `redemption_minimum`, rounded up to `redemption_multiple`, up to what
    is invested; payments that wait, what is drawn of the account's credit line and what is overdue
    on its overdraft count as lacking.

    Redeemed money is there the same evening, or at the opening of the next business day. What is
    invested bears the credit rates of `terms`; on their settlement days that is distributed, to the
    account or into the investment. `invested` is what is invested before the first day. It works
    from `valid_from` to `valid_until`, both included; on the last evening everything is redeemed.
    With a `structure` it works in that structure's run alone.
    """

    id: str
    account: str
    terms: str
    keep: Decimal = Decimal(0)
    minimum: Decimal | None = None
    multiple: Decimal | None = None
    redemption_minimum: Decimal | None = None
    redemption_multiple: Decimal | None = None
    maximum: Decimal | None = None
    redemption: Redemption = "same_day"
    distribution: Distribution = "pay_out"
    invested: Decimal = Decimal(0)
    calendar: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    structure: str | None = None


@compiled
def placing(over: int, room: int, multiple: int, minimum: int) -> int:
    """What is placed of what is over: within the room, whole multiples, at least the minimum.

    >>> placing(970, 10_000, 100, 200), placing(970, 150, 100, 200), placing(970, 0, 1, 0)
    (900, 0, 0)
    """
    amount = max(0, min(over, room))
    amount -= amount % multiple
    return amount if amount >= minimum else 0


@compiled
def redeeming(lacking: int, invested: int, multiple: int, minimum: int) -> int:
    """What is redeemed for what is lacking: at least the minimum, whole multiples, rounded up.

    The last redemption may take everything.

    >>> redeeming(130, 1_000, 100, 0), redeeming(130, 1_000, 1, 500), redeeming(130, 170, 100, 0)
    (200, 500, 170)
    """
    amount = max(lacking, minimum)
    amount += -amount % multiple
    return min(amount, invested)
