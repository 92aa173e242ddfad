"""Interest terms and exact interest (积数计息).

The interest number of an account, side and tier is the sum over days of the slice of the
day-end value balance in that tier, times the day's weight: minor units x days, not negative.
Interest = sum of number x rate / (1e8 x basis) over tiers and rate periods, rounded once per
capitalisation. Rates are whole 1e-8 a year. Source: the banking day, sections 1 and 8.

Exactness in 64 bits: an exact amount is kept as whole minor units and a remainder over the
common denominator 1e8 x (least common multiple of the bases in use).
"""

from datetime import date
from decimal import Decimal
from typing import Literal

import numpy as np

from treasury.arrays import Amounts, Flags, compiled
from treasury.dates import DayCount, Settles
from treasury.exact import add_share, round_share
from treasury.money import Rounding
from treasury.rates import Side
from treasury.record import record
from treasury.settling import HolidayShift
from treasury.tables import POOL_SHARE, AccrualTable

SCALE = 10**8
Resets = Literal["daily", "monthly", "quarterly", "yearly", "dates"]
RateChange = Literal["segmented", "settlement_day"]
YEAR_DAYS: dict[DayCount, int] = {"ACT/360": 360, "ACT/365F": 365}
"""The day counts of rates that are compounded, with the days of their year."""
ROUNDING_CODES: dict[Rounding, int] = {"half_up": 0, "half_even": 1, "down": 2}


@record
class Terms:
    """How an account, a loan or an internal position bears interest.

    The rates stand in the rate table under the same `terms`. Interest is settled at the close
    of `settlement_day` and posted at the opening of the next day. Where that is a day off of
    `calendar`, `holiday_shift` moves it, and the settlement with it, to the business day after
    (`following`), to the one before (`preceding`), or to the one after unless that is in another
    month (`modified_following`). `whole_balance` applies the rate of the tier the balance lies in
    to all of it, instead of slice by slice.
    `carry_remainder` adds what rounding left over to the next capitalisation.

    When rates change, each day bears those in force on it (`segmented`, 分段计息), or all days
    since the last settlement bear the rates and tiers in force on the settlement day
    (`settlement_day`, as personal demand deposits do in China); at the end those of the last day.

    Rates that follow an index are fixed anew (重定价) on the first day of their version and on each
    reset: every day, or every month, quarter or year from the day `resets_from` (also backwards;
    a day that a month lacks is its last), or on `reset_dates`. The fixing used is that of
    `fixing_lag` business days of the index before the reset.

    `compounded_in_arrears` (期末复利), an overnight index is compounded over the business days of
    each interest period, and its rate is known at its end; the margin is added, not compounded;
    floor and cap hold each day's fixing with its margin. A version on the same index goes on
    with the period, and its margin, floor and cap hold from its day on; one on another index
    begins a period, as the drawdown of a term loan does; its repayment ends one. `fixing_lag`
    is then the lookback: a day takes the fixing of so many business days before. With
    `observation_shift` those earlier days also weigh in place of the period's own. The last
    `lockout` business days of a period take the fixing of the first of them. The compounded
    rate is rounded to `compounded_decimals` of a per cent. `segmented`, each day bears what is
    due by it less what was due the day before; by `settlement_day`, all days of the period bear
    its compounded rate, each with its own margin.
    """

    id: str
    day_count: DayCount = "ACT/360"
    settles: Settles = "quarterly"
    settlement_day: int = 20
    holiday_shift: HolidayShift = "none"
    calendar: str | None = None
    rounding: Rounding = "half_up"
    carry_remainder: bool = False
    whole_balance: bool = False
    rate_change: RateChange = "segmented"
    resets: Resets = "daily"
    resets_from: date | None = None
    reset_dates: tuple[date, ...] = ()
    fixing_lag: int = 0
    compounded_in_arrears: bool = False
    observation_shift: bool = False
    lockout: int = 0
    compounded_decimals: int = 5


@record
class AgreedDeposit:
    """An agreed deposit (协定存款): a contract on the credit balance of one account.

    What lies above `basic_amount` bears `rate` (a number, or an index and a margin, as in the rate
    table) in place of the rate of the account's terms; of it only whole `excess_unit`s where one is
    given, and what is left over bears the account's rate like the basic amount. From `valid_from`
    to `valid_until`, both included; afterwards the account is a plain one again.
    """

    account: str
    valid_from: date | None = None
    valid_until: date | None = None
    basic_amount: Decimal
    rate: str
    excess_unit: Decimal | None = None


@record
class OpeningNumber:
    """An interest number accrued before the run's first day, in major units x days.

    `tier` counts from 1, in the version of the rates in force on the first day.
    """

    account: str
    side: Side = "credit"
    tier: int = 1
    number: Decimal


@compiled
def slice_of(balance: int, lower: int, upper: int, whole: bool) -> int:
    """The part of a non-negative balance in the tier above `lower` up to and with `upper`.

    With `whole`, all of it if it lies in the tier, else nothing; a zero balance gives 0.

    >>> slice_of(250, 100, 200, False), slice_of(200, 100, 200, True), slice_of(100, 100, 200, True)
    (100, 200, 0)
    """
    if whole:
        return balance if lower < balance <= upper else 0
    return max(0, min(balance, upper) - lower)


@compiled
def add_exact(
    whole: int, rest: int, number: int, rate: int, basis: int, common: int
) -> tuple[int, int]:
    """`whole + rest / (1e8 x common)` plus `number x rate / (1e8 x basis)`, as (whole, rest).

    `common` is a multiple of `basis`; `0 <= rest < 1e8 x common`. |rate| <= 1e8.

    >>> add_exact(0, 0, 15050000000, 350000, 360, 360)   # O1: 1,463.19 and 16/36 of a fen
    (146319, 16000000000)
    """
    return add_share(whole, rest, number, rate, SCALE * basis, SCALE * common)


@compiled
def round_exact(whole: int, rest: int, common: int, rounding: int) -> int:
    """`whole + rest / (1e8 x common)` rounded to minor units, the same for both signs.

    `rounding` is a code of ROUNDING_CODES; the twin of `money.round_fraction` for two words.

    >>> round_exact(146319, 16000000000, 360, 0), round_exact(-1, 18000000000, 360, 0)
    (146319, -1)
    """
    return round_share(whole, rest, SCALE * common, rounding)


def is_earned(accruals: AccrualTable, row: Amounts, amount: Amounts) -> Flags:
    """1 where interest of these rows is earned, 0 where it is paid: by the side it is on; a share
    in a notional pool's result by its sign."""
    by_side = accruals.sign[row] > 0
    shares = accruals.kind[row] == POOL_SHARE
    return np.where(shares, amount > 0, by_side).astype(np.uint8)
