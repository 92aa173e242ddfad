"""What a replay posted, and on which numbers; where two replays differ.

A posting is known by its kind, its row (an accrual or a levy) and its day; what is not posted yet
stands under the day OPEN. Amounts are minor units, signed as on the account; numbers are minor
units x days, or what a levy has seen. Source: the banking day, sections 1 and 9.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from treasury.correction.replaying import POSTED, Replay
from treasury.interest import SCALE
from treasury.plan.plan import Plan
from treasury.tables import (
    AMOUNT,
    AUX,
    BASE,
    BORROWED,
    DAY,
    INTEREST,
    KIND,
    LEVIED_ON,
    NUMBER,
    POOL_RESULT,
    POOL_SHARE,
    REF,
    SEEN,
    TAX,
    TERM_FEE,
    UPSTREAMED,
    AccrualTable,
)

OPEN = -1
Key = tuple[int, int, int]
"""Of a posting: the day (OPEN: none yet), the kind, the accrual or levy."""
Bearing = tuple[int, int, int, int]
"""What a number bears: of interest the accrual, tier, rate version and basis; of a levy the levy,
0, its share and the whole of which it is one."""
Numbers = dict[Bearing, int]


class Told(NamedTuple):
    """The postings of a replay: their amounts, and the numbers behind each."""

    amounts: dict[Key, int]
    numbers: dict[Key, Numbers]


class Changed(NamedTuple):
    """A number that is not what it was."""

    bearing: Bearing
    before: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A posting that late items touch: what was posted, what is right, and why.

    `day` is the day at whose opening it was posted, from which it bears interest (OPEN: it is
    still to come). `exact` is what the numbers make, before any rounding; None for a share in a
    notional pool's result, which is no sum of its own. `changed` are then the pool's numbers.
    """

    kind: int
    ref: int
    account: int
    day: int
    posted: int
    right: int
    changed: tuple[Changed, ...]
    exact: Fraction | None


def differences(plan: Plan, before: Replay, now: Replay, today: int) -> tuple[Difference, ...]:
    """Every posting whose amount or numbers differ, by day, what is open last."""
    one, two = told(plan, before, today), told(plan, now, today)
    keys = {*one.amounts, *two.amounts, *one.numbers, *two.numbers}
    found = (difference(plan, key, one, two) for key in sorted(keys, key=in_time))
    return tuple(each for each in found if each is not None)


def in_time(key: Key) -> tuple[bool, Key]:
    """The order of postings: by day, what is open last."""
    return key[0] == OPEN, key


def difference(plan: Plan, key: Key, one: Told, two: Told) -> Difference | None:
    """How a posting differs; None where it does not."""
    (day, kind, ref), accruals = key, plan.tables.accruals
    posted, right = one.amounts.get(key, 0), two.amounts.get(key, 0)
    share = kind == INTEREST and accruals.kind[ref] == POOL_SHARE
    of = (day, kind, int(accruals.into[ref])) if share else key
    changed = tuple(changes(one.numbers.get(of, {}), two.numbers.get(of, {})))
    result = kind == INTEREST and accruals.kind[ref] == POOL_RESULT
    if result or (posted == right and (share or not changed)):
        return None
    levied = kind != INTEREST
    account = plan.tables.levies.rows.account[ref] if levied else accruals.account[ref]
    worth = (levied_part if levied else interest_part)(plan, changed)
    return Difference(
        kind=kind,
        ref=ref,
        account=int(account),
        day=day,
        posted=posted,
        right=right,
        changed=changed,
        exact=None if share else worth,
    )


def changes(before: Numbers, now: Numbers) -> Iterator[Changed]:
    """The numbers that differ, in order."""
    for bearing in sorted(before.keys() | now.keys()):
        was, is_ = before.get(bearing, 0), now.get(bearing, 0)
        if was != is_:
            yield Changed(bearing, was, is_)


def interest_part(plan: Plan, changed: tuple[Changed, ...]) -> Fraction:
    """What changed interest numbers make, exactly, signed as interest."""
    accruals = plan.tables.accruals
    return sum((worth_of(accruals, each) for each in changed), Fraction(0))


def worth_of(accruals: AccrualTable, each: Changed) -> Fraction:
    """What one changed interest number makes."""
    row, tier, version, basis = each.bearing
    sign = int(accruals.sign[accruals.into[row]]) * int(accruals.factor[row])
    rate = int(accruals.rate[version, tier])
    return Fraction(sign * (each.now - each.before) * rate, SCALE * basis)


def levied_part(plan: Plan, changed: tuple[Changed, ...]) -> Fraction:
    """What changed numbers of levies make, exactly; what is charged is below zero."""
    parts = (
        Fraction((each.before - each.now) * each.bearing[2], each.bearing[3]) for each in changed
    )
    return sum(parts, Fraction(0))


def told(plan: Plan, replay: Replay, today: int) -> Told:
    """What a replay posted up to today, and what stands open at its end."""
    amounts: dict[Key, int] = {}
    numbers: dict[Key, Numbers] = {}
    seen: dict[int, Numbers] = {}
    settled_on = {
        row: np.flatnonzero(plan.tables.accruals.settles[:, row])
        for row in range(len(plan.tables.accruals.kind))
    }
    for event in replay.events.tolist():
        day, kind, ref = event[DAY], event[KIND], event[REF]
        if kind == LEVIED_ON:
            count(seen.setdefault(ref, {}), (ref, 0, event[SEEN], event[BASE]), event[AMOUNT])
        elif kind == NUMBER:
            into = int(plan.tables.accruals.into[ref])
            key = (posted_on(settled_on[into], day, today), INTEREST, into)
            bearing = ref, event[BASE], event[AUX], event[SEEN]
            count(numbers.setdefault(key, {}), bearing, event[AMOUNT])
        elif kind in POSTED:
            amounts[day, kind, ref] = event[AMOUNT]
            if kind != INTEREST:
                numbers[day, kind, ref] = seen.pop(ref, {})
    taxed = plan.tables.levies.rows.tax
    for levy, left in seen.items():
        numbers[OPEN, TAX if taxed[levy] else TERM_FEE, levy] = left
    amounts.update(open_amounts(plan, replay))
    own = plan.tables.accruals.kind
    internal = {row for row in settled_on if own[row] in (UPSTREAMED, BORROWED)}
    kept = {key: found for key, found in numbers.items() if is_posted(key, internal)}
    return Told({key: each for key, each in amounts.items() if is_posted(key, internal)}, kept)


def is_posted(key: Key, internal: set[int]) -> bool:
    """Whether it is posted to a bank account: interest on positions is not, and stays as it was."""
    return key[1] != INTEREST or key[2] not in internal


def count(numbers: Numbers, bearing: Bearing, amount: int) -> None:
    """Add to a number."""
    numbers[bearing] = numbers.get(bearing, 0) + amount


def posted_on(settlements: "np.typing.NDArray[np.intp]", day: int, today: int) -> int:
    """The day on which what bore interest on a day was posted; OPEN if that is after today.

    >>> posted_on(np.array([4, 9]), 5, 10), posted_on(np.array([4, 9]), 5, 9)
    (10, -1)
    """
    later = settlements[settlements >= day]
    return int(later[0]) + 1 if len(later) and later[0] < today else OPEN


def open_amounts(plan: Plan, replay: Replay) -> dict[Key, int]:
    """What would be posted and charged tomorrow, if today were a settlement day."""
    taxed = plan.tables.levies.rows.tax
    found: dict[Key, int] = {
        (OPEN, INTEREST, row): amount
        for row, amount in enumerate(replay.accrued.tolist())
        if amount
    }
    for levy, amount in enumerate(replay.levied.tolist()):
        if amount:
            found[OPEN, TAX if taxed[levy] else TERM_FEE, levy] = amount
    return found
