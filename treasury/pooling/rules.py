"""The one sweep equation and its presets.

`b` is the available balance in minor units: book balance less cash reserved for queued payments.

    concentration   fires  b > trigger (>= where inclusive)   base  b - keep
    funding         fires  b < floor                          base  fill_to - b

Each named method is a row of data for this equation; the kernel does not know the names.
Source: the banking day, section 4. Fields of the record that the kernel does not obey yet are
refused when a plan is resolved; they stand here because they belong to the same equation.
"""

import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from treasury.arrays import UNLIMITED, compiled
from treasury.dates import Weekday
from treasury.record import record

Preset = Literal[
    "zero_balance", "target_constant", "target_fixed", "threshold", "collar", "percentage",
    "fixed", "range", "keep", "whole_units", "share_of_receipts", "cumulative_cap",
    "cover_overdraft", "receive_only",
]  # fmt: skip
Frequency = Literal["daily", "weekly", "month_end", "dates", "real_time"]

MAXIMUM, MULTIPLE, MINIMUM = 1, 2, 4
"""Which step of the limits changed an amount; the codes add up (a bit each)."""


@record
class Rule:
    """A sweep rule as a treasurer writes it: a preset, its amounts, its limits, its times.

    `schedules` names what takes the place of a fixed `keep`, `target` or `low`: amounts by date
    or weekday, the known payments of the next business days, or a forecast's quantile.

    Amounts are in major units of the currency of the link. `times` are times of day of timed
    sweeps; `end_of_day` adds the end-of-day sweep (the default when there are no times).
    """

    id: str
    preset: Preset
    target: Decimal | None = None
    threshold: Decimal | None = None
    keep: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    to: Decimal | None = None
    collar: Decimal | None = None
    share: str | None = None
    amount: Decimal | None = None
    unit: Decimal | None = None
    cap: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    multiple: Decimal | None = None
    minimum_deficit: Decimal | None = None
    maximum_deficit: Decimal | None = None
    multiple_deficit: Decimal | None = None
    raise_to_minimum: bool = False
    basis: Literal["book", "value"] = "book"
    frequency: Frequency = "daily"
    weekdays: tuple[Weekday, ...] = ()
    dates: tuple[datetime.date, ...] = ()
    pauses: tuple[datetime.date, ...] = ()
    times: tuple[datetime.time, ...] = ()
    end_of_day: bool | None = None
    reverse_next_day: bool = False
    schedules: tuple[str, ...] = ()


class Equation(NamedTuple):
    """A rule as numbers: one row of the sweep equation with its limits, in minor units.

    `inclusive` and `funds` are 0 or 1. A limit that is not given is UNLIMITED (maximum), 0
    (minimum) or 1 (multiple). A rule that never funds has `funds` 0.
    """

    trigger: int
    inclusive: int
    keep: int
    funds: int
    floor: int
    fill_to: int
    fill_to_below_zero: int
    minimum: int = 0
    maximum: int = UNLIMITED
    multiple: int = 1
    minimum_deficit: int = 0
    maximum_deficit: int = UNLIMITED
    multiple_deficit: int = 1


BUILT: dict[str, tuple[str, ...]] = {
    "zero_balance": (),
    "target_constant": ("target",),
    "target_fixed": ("target",),
    "threshold": ("threshold",),
    "keep": ("keep",),
    "range": ("low", "high", "to"),
}
"""The presets the kernel obeys and the amounts each takes (`to` may be left out)."""

LIMITS = (
    "minimum",
    "maximum",
    "multiple",
    "minimum_deficit",
    "maximum_deficit",
    "multiple_deficit",
)


def equation(preset: str, amounts: dict[str, int], limits: dict[str, int]) -> Equation:
    """The row of numbers for a preset and its amounts and limits in minor units.

    >>> equation("range", {"low": 200, "high": 1000}, {"minimum": 10})[:8]
    (1000, 0, 1000, 1, 200, 200, 200, 10)
    >>> equation("target_fixed", {"target": 50}, {})[:7]
    (50, 0, 50, 1, 50, 50, 0)
    """
    at = amounts.get
    if preset in ("target_constant", "target_fixed"):
        target = amounts["target"]
        below = target if preset == "target_constant" else 0
        numbers = (target, 0, target, 1, target, target, below)
    elif preset == "range":
        low, high = amounts["low"], amounts["high"]
        fill = at("to", low)
        numbers = (high, 0, at("to", high), 1, low, fill, fill)
    elif preset == "threshold":
        numbers = (amounts["threshold"], 1, 0, 1, 0, 0, 0)
    elif preset == "keep":
        numbers = (amounts["keep"], 0, amounts["keep"], 0, 0, 0, 0)
    else:
        assert preset == "zero_balance", f"no equation for {preset}"
        numbers = (0, 0, 0, 1, 0, 0, 0)
    return Equation(*numbers)._replace(**limits)


@compiled
def concentration_base(b: int, row: Equation) -> int:
    """What the rule would send up at balance `b`, before limits; not negative.

    >>> threshold = equation("threshold", {"threshold": 10000}, {})
    >>> [concentration_base(b, threshold) for b in (10000, 9999, -500)]   # V01
    [10000, 0, 0]
    """
    if b > row.trigger or (row.inclusive == 1 and b == row.trigger):
        return max(0, b - row.keep)
    return 0


@compiled
def funding_base(b: int, row: Equation) -> int:
    """What the rule would fetch down at balance `b`, before limits; not negative.

    >>> fixed = equation("target_fixed", {"target": 5000}, {})
    >>> [funding_base(b, fixed) for b in (2000, -1000, 0)]   # V05
    [3000, 1000, 5000]
    """
    if row.funds == 0 or b >= row.floor:
        return 0
    fill_to = row.fill_to_below_zero if b < 0 else row.fill_to
    return max(0, fill_to - b)


@compiled
def limited(amount: int, minimum: int, maximum: int, multiple: int) -> tuple[int, int]:
    """The amount after maximum, multiple (down), minimum in this order, and what changed it.

    The second number adds MAXIMUM, MULTIPLE, MINIMUM for each step that changed the amount.

    >>> limited(12000, 0, 10000, 1), limited(12000, 0, UNLIMITED, 5000)   # V07
    ((10000, 1), (10000, 2))
    >>> limited(500, 1000, UNLIMITED, 1), limited(1000, 1000, UNLIMITED, 1)
    ((0, 4), (1000, 0))
    """
    bound = 0
    if amount > maximum:
        amount = maximum
        bound += MAXIMUM
    if amount % multiple != 0:
        amount -= amount % multiple
        bound += MULTIPLE
    if 0 < amount < minimum:
        amount = 0
        bound += MINIMUM
    return amount, bound
