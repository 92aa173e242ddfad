"""The one sweep equation and its presets.

`b` is the available balance in minor units: the book or the value balance, as the rule says, less
holds and cash reserved for queued payments. For funding nothing is reserved, and of holds counts
what is there.

    concentration   fires  b > trigger (>= where inclusive)
                    base   share x (b - keep), down to whole units, at most: a fixed amount,
                           a share of the receipts, the room under a cap, the header's hole
    funding         fires  b < floor                          base  fill_to - b

Each named method is a row of data for this equation; the kernel does not know the names.
Source: the banking day, section 4. Fields of the record that the kernel does not obey yet are
refused when a plan is resolved; they stand here because they belong to the same equation.
"""

import datetime
import re
from decimal import Decimal
from fractions import Fraction
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

MAXIMUM, MULTIPLE, MINIMUM, RAISED = 1, 2, 4, 256
"""Which step of the limits changed an amount; the codes add up (a bit each)."""

STEPS = {"maximum": MAXIMUM, "multiple": MULTIPLE, "minimum": MINIMUM}


@record
class Rule:
    """A sweep rule as a treasurer writes it: a preset, its amounts, its limits, its times.

    `keep_schedule`, `target_schedule` and `low_schedule` name schedules that take the place of one
    amount: amounts by date or weekday, the known payments of the next business days.

    Amounts are in major units of the currency of the link. `times` are times of day of timed
    sweeps; `end_of_day` adds the end-of-day sweep (the default when there are no times). On basis
    `value` the rule sees the value balance: what is booked and bears interest from a later day does
    not count yet.
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
    keep_schedule: str | None = None
    target_schedule: str | None = None
    low_schedule: str | None = None


NOTHING_ELSE, AT_RECEIPTS, AT_POSITION, AT_HEADER = 0, 1, 2, 3
"""What a rule looks at beside the balance: the account's external receipts since the last run of
its link, the link's net position (sent up > 0), its header's book balance."""


class Equation(NamedTuple):
    """A rule as numbers: one row of the sweep equation with its limits, in minor units.

    `inclusive` and `funds` are 0 or 1. The share is `share` / `share_of`; of the receipts where
    the rule looks at them, else of what lies above `keep`. `most` is a fixed amount or the cap on
    the position, `unit` what a base is a whole multiple of. A bound that is not given is
    UNLIMITED (`most`, maximum), 0 (minimum) or 1 (unit, multiple). A rule that never funds has
    `funds` 0. `raises` is 1 where a smaller amount is raised to the minimum.
    """

    trigger: int
    inclusive: int
    keep: int
    share: int
    share_of: int
    unit: int
    most: int
    looks_at: int
    funds: int
    floor: int
    fill_to: int
    fill_to_below_zero: int
    minimum: int
    maximum: int
    multiple: int
    minimum_deficit: int
    maximum_deficit: int
    multiple_deficit: int
    raises: int


NO_RULE = Equation(
    trigger=0, inclusive=0, keep=0, share=1, share_of=1, unit=1, most=UNLIMITED,
    looks_at=NOTHING_ELSE, funds=0, floor=0, fill_to=0, fill_to_below_zero=0,
    minimum=0, maximum=UNLIMITED, multiple=1,
    minimum_deficit=0, maximum_deficit=UNLIMITED, multiple_deficit=1, raises=0,
)  # fmt: skip
"""A row whose concentration sends all above zero and which never funds."""

Column = int | str
FILLS_HOLE: dict[str, Column] = {"funds": 1}
FILLS_TO_TARGET: dict[str, Column] = {
    "trigger": "target", "keep": "target", "funds": 1, "floor": "target", "fill_to": "target",
}  # fmt: skip
PRESETS: dict[str, dict[str, Column]] = {
    "zero_balance": FILLS_HOLE,
    "target_constant": {**FILLS_TO_TARGET, "fill_to_below_zero": "target"},
    "target_fixed": FILLS_TO_TARGET,
    "threshold": {"trigger": "threshold", "inclusive": 1, **FILLS_HOLE},
    "collar": {"trigger": "threshold", "inclusive": 1, "keep": "collar", **FILLS_HOLE},
    "percentage": {"share": "share", "share_of": "share_of", **FILLS_HOLE},
    "fixed": {"trigger": "amount", "inclusive": 1, "most": "amount", **FILLS_HOLE},
    "range": {
        "trigger": "high", "keep": "to or high", "funds": 1, "floor": "low",
        "fill_to": "to or low", "fill_to_below_zero": "to or low",
    },
    "keep": {"trigger": "keep", "keep": "keep"},
    "whole_units": {"trigger": "keep", "keep": "keep", "unit": "unit"},
    "share_of_receipts": {"share": "share", "share_of": "share_of", "looks_at": AT_RECEIPTS},
    "cumulative_cap": {"most": "cap", "looks_at": AT_POSITION},
    "cover_overdraft": {"looks_at": AT_HEADER, **FILLS_HOLE},
    "receive_only": {},
}  # fmt: skip
"""Each preset as columns of the equation: a number, or the rule's key that gives it (`to or low`:
the first of the two that is given). What is not said is as in NO_RULE."""

BUILT: dict[str, tuple[str, ...]] = {
    "zero_balance": (),
    "target_constant": ("target",),
    "target_fixed": ("target",),
    "threshold": ("threshold",),
    "collar": ("threshold", "collar"),
    "percentage": ("share",),
    "fixed": ("amount",),
    "range": ("low", "high", "to"),
    "keep": ("keep",),
    "whole_units": ("keep", "unit"),
    "share_of_receipts": ("share",),
    "cumulative_cap": ("cap",),
    "cover_overdraft": (),
    "receive_only": (),
}
"""The presets the kernel obeys and the keys each takes."""

OPTIONAL = (("range", "to"), ("whole_units", "keep"))
"""Keys of presets that may be left out."""

LIMITS = (
    "minimum",
    "maximum",
    "multiple",
    "minimum_deficit",
    "maximum_deficit",
    "multiple_deficit",
)


SCHEDULED = ("keep", "target", "low")
"""The amounts of rules that a schedule may give; the rule's key is the name with `_schedule`."""


def schedules_named(rule: Rule) -> dict[str, str]:
    """The schedules that the rule names, by the amount that each gives.

    >>> schedules_named(Rule(id="r", preset="keep", keep_schedule="wages"))
    {'keep': 'wages'}
    """
    named = {key: getattr(rule, f"{key}_schedule") for key in SCHEDULED}
    return {key: name for key, name in named.items() if name is not None}


SHARE_DIGITS_MAX = 7
SHARE = re.compile(rf"[0-9]{{1,3}}(?:\.[0-9]{{1,{SHARE_DIGITS_MAX}}})?\s*%")


class NotAShare(ValueError):
    """A share that cannot be read; the text says why."""


def parse_share(text: str) -> tuple[int, int]:
    """The share as an exact fraction, numerator and denominator in lowest terms, above 0 to 1.

    The denominator is at most a thousand million, so that its products fit 64 bits.

    >>> parse_share("33.3%"), parse_share("100 %")
    ((333, 1000), (1, 1))
    >>> parse_share("0.4")
    Traceback (most recent call last):
    treasury.pooling.rules.NotAShare: '0.4' is not a percentage
    """
    if not SHARE.fullmatch(text.strip()):
        raise NotAShare(f"{text!r} is not a percentage")
    share = Fraction(Decimal(text.strip().removesuffix("%").strip())) * Fraction(1, 100)
    if not 0 < share <= 1:
        raise NotAShare(f"{text!r} is {'above 100%' if share else 'not above 0%'}")
    return share.numerator, share.denominator


def equation(preset: str, amounts: dict[str, int], limits: dict[str, int]) -> Equation:
    """The row of numbers for a preset, its amounts and its limits in minor units.

    A share is given as `share` and `share_of`.

    >>> equation("range", {"low": 200, "high": 1000}, {"minimum": 10})[8:13]
    (1, 200, 200, 200, 10)
    >>> equation("target_fixed", {"target": 50}, {})[8:12]
    (1, 50, 50, 0)
    """
    columns = {name: value_of(said, amounts) for name, said in PRESETS[preset].items()}
    return NO_RULE._replace(**columns)._replace(**limits)


def value_of(said: Column, amounts: dict[str, int]) -> int:
    """The number of a column: as it is, or the first of the named amounts that is given.

    >>> value_of("to or low", {"low": 5}), value_of("keep", {}), value_of(1, {})
    (5, 0, 1)
    """
    if isinstance(said, int):
        return said
    return next((amounts[name] for name in said.split(" or ") if name in amounts), 0)


@compiled
def part_of(amount: int, share: int, share_of: int) -> int:
    """floor(amount x share / share_of), for an amount not below zero and a share of at most 1.

    Divided first, so that no product leaves 64 bits.

    >>> part_of(10**17, 333, 1000), part_of(123745678, 4, 5)   # O5: 80 % of 1,237,456.78
    (33300000000000000, 98996542)
    """
    return amount // share_of * share + amount % share_of * share // share_of


@compiled
def concentration_base(b: int, beside: int, row: Equation) -> int:
    """What the rule would send up at balance `b`, before limits; not negative.

    `beside` is what the row looks at beside the balance (AT_RECEIPTS and so on), else 0.

    >>> threshold = equation("threshold", {"threshold": 10000}, {})
    >>> [concentration_base(b, 0, threshold) for b in (10000, 9999, -500)]   # V01
    [10000, 0, 0]
    >>> units = equation("whole_units", {"keep": 20000000, "unit": 1000000}, {})
    >>> concentration_base(123745678, 0, units)   # O5
    103000000
    >>> receipts = equation("share_of_receipts", {"share": 3, "share_of": 5}, {})
    >>> [concentration_base(b, 40000000, receipts) for b in (123745678, 20000000)]   # O5b
    [24000000, 20000000]
    >>> cap = equation("cumulative_cap", {"cap": 500}, {})
    >>> [concentration_base(1000, n, cap) for n in (450, 600, -100)]
    [50, 0, 600]
    >>> cover = equation("cover_overdraft", {}, {})
    >>> [concentration_base(100, header, cover) for header in (-70, -130, 10)]
    [70, 100, 0]
    """
    if b < row.trigger or (row.inclusive == 0 and b == row.trigger):
        return 0
    base = max(0, b - row.keep)
    if row.looks_at == AT_RECEIPTS:
        base = min(base, part_of(beside, row.share, row.share_of))
    else:
        base = part_of(base, row.share, row.share_of)
        if row.looks_at == AT_HEADER:
            base = min(base, -beside)
        elif row.looks_at == AT_POSITION:
            base = min(base, row.most - beside)
        else:
            base = min(base, row.most)
    return max(0, base - base % row.unit)


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


class Steps(NamedTuple):
    """The limits in the order in which a profile lets them bind (0: no more), by their codes.

    `half_up` is 1 where a multiple rounds half up, even past the amount, 0 where it cuts down.
    """

    first: int
    second: int
    third: int
    half_up: int


class Limits(NamedTuple):
    """The limits of one direction. `least` is what there is to raise an amount to the minimum
    from, 0 where nothing is raised."""

    minimum: int
    maximum: int
    multiple: int
    least: int


@compiled
def limits_up(row: Equation, b: int) -> Limits:
    """The limits that bind concentration at balance `b`."""
    return Limits(row.minimum, row.maximum, row.multiple, row.raises * max(0, b))


@compiled
def limits_down(row: Equation) -> Limits:
    """The limits that bind funding. A need is raised whatever the header has: that is tested
    when it gives."""
    least = row.raises * row.minimum_deficit
    return Limits(row.minimum_deficit, row.maximum_deficit, row.multiple_deficit, least)


@compiled
def limited(amount: int, limits: Limits, steps: Steps) -> tuple[int, int]:
    """The amount after the limits, one step after the other, and which steps changed it.

    The second number adds the code of each step that changed the amount.

    >>> standard = Steps(MAXIMUM, MULTIPLE, MINIMUM, 0)
    >>> limited(12000, Limits(0, 10000, 1, 0), standard)   # V07
    (10000, 1)
    >>> limited(12000, Limits(0, UNLIMITED, 5000, 0), standard)
    (10000, 2)
    >>> [limited(n, Limits(1000, UNLIMITED, 1, 0), standard) for n in (999, 1000)]
    [(0, 4), (1000, 0)]
    >>> t24 = Steps(MINIMUM, MAXIMUM, MULTIPLE, 0)
    >>> limited(500, Limits(1000, UNLIMITED, 400, 5000), t24)   # V08: raised, then whole units
    (800, 258)
    >>> [limited(n, Limits(0, 0, 100, 0), Steps(MULTIPLE, MINIMUM, 0, 1)) for n in (149, 150)]
    [(100, 2), (200, 2)]
    """
    bound = 0
    for step in (steps.first, steps.second, steps.third):
        after = amount
        code = step
        if step == MAXIMUM:
            after = min(amount, limits.maximum)
        elif step == MULTIPLE:
            after = whole_multiple(amount, limits.multiple, steps.half_up)
        elif step == MINIMUM and 0 < amount < limits.minimum:
            raised = min(limits.minimum, limits.least)
            after = raised if raised >= limits.minimum else 0
            code = RAISED if after > 0 else MINIMUM
        if after != amount:
            bound += code
        amount = after
    return amount, bound


@compiled
def whole_multiple(amount: int, multiple: int, half_up: int) -> int:
    """The amount as a whole multiple: cut down, or rounded half up.

    >>> whole_multiple(14, 5, 0), whole_multiple(12, 5, 1), whole_multiple(13, 5, 1)
    (10, 10, 15)
    """
    if half_up == 1:
        amount += multiple // 2
    return amount - amount % multiple
