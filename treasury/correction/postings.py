"""What a replay posted, and on which numbers; where two replays differ.

A posting is known by its kind, its row (an accrual or a levy, by its place among the rows of all
plans; an account analysis, by its own, which is the same in all) and its day; what is not posted
yet stands under the day OPEN. A fee that goes through an analysis is no posting. Numbers are
compared by the rate they bear, whatever version of the terms it stands in. Amounts are minor units,
signed as on the account; numbers are minor units x days, or what a levy has seen. Source: the
banking day, sections 1 and 9.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from treasury.correction.joining import Joined, Terms
from treasury.correction.replaying import POSTED, Replay
from treasury.interest import SCALE
from treasury.plan.plan import Plan
from treasury.tables import (
    AMOUNT,
    ANALYSIS_CHARGED,
    AUX,
    BASE,
    DAY,
    INTEREST,
    INTERNAL_INTEREST,
    KIND,
    LEVIED_ON,
    NUMBER,
    ON_POSITIONS,
    POOL_RESULT,
    POOL_SHARE,
    REF,
    SEEN,
    TAX,
    TERM_FEE,
    TERM_FEE_ANALYSED,
)

OPEN = -1
Key = tuple[int, int, int]
"""Of a posting: the day (OPEN: none yet), the kind, the accrual, levy or account analysis."""
Bearing = tuple[int, int, int, int]
"""What a number bears: of interest the accrual, tier, rate and basis; of a levy the levy, 0, its
share and the whole of which it is one."""


class Number(NamedTuple):
    """How much bears it, and the version of the terms that says so (0 of a levy)."""

    amount: int
    version: int


Numbers = dict[Bearing, Number]


class Told(NamedTuple):
    """The postings of a replay: their amounts, and the numbers behind each."""

    amounts: dict[Key, int]
    numbers: dict[Key, Numbers]


class Changed(NamedTuple):
    """A number that is not what it was; `version` is that of the terms in which its rate stands."""

    bearing: Bearing
    before: int
    now: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A posting that is not right: what was posted, what is right, and why.

    `day` is the day at whose opening it was posted, from which it bears interest (OPEN: it is
    still to come). `exact` is what the numbers make, before any rounding; None for a share in a
    notional pool's result, which is no sum of its own, and for the charge of an account analysis,
    whose periods say why. Of a share `changed` are then what is in the pool at
    its own rates, if it has any, and the pool's numbers.
    """

    kind: int
    ref: int
    account: int
    day: int
    posted: int
    right: int
    changed: tuple[Changed, ...]
    exact: Fraction | None


def money_at(plan: Plan, kind: int, ref: int, account: int) -> int:
    """The account in whose currency a posting of the kind is: interest on a position is in its
    header's, all else in that of the account it is posted to."""
    return plan.money_of(ref) if kind == INTERNAL_INTEREST else account


def differences(rows: Joined, one: Told, two: Told) -> tuple[Difference, ...]:
    """Every posting whose amount or numbers differ, by day, what is open last."""
    keys = {*one.amounts, *two.amounts, *one.numbers, *two.numbers}
    found = (difference(rows, key, one, two) for key in sorted(keys, key=in_time))
    return tuple(each for each in found if each is not None)


def in_time(key: Key) -> tuple[bool, Key]:
    """The order of postings: by day, what is open last."""
    return key[0] == OPEN, key


def difference(rows: Joined, key: Key, one: Told, two: Told) -> Difference | None:
    """How a posting differs; None where it does not."""
    (day, kind, ref), accruals = key, rows.plan.tables.accruals
    posted, right = one.amounts.get(key, 0), two.amounts.get(key, 0)
    share = kind == INTEREST and accruals.kind[ref] == POOL_SHARE
    changed = tuple(changes(one.numbers.get(key, {}), two.numbers.get(key, {})))
    if share:
        of = day, kind, int(accruals.into[ref])
        changed += tuple(changes(one.numbers.get(of, {}), two.numbers.get(of, {})))
    result = kind == INTEREST and accruals.kind[ref] == POOL_RESULT
    if result or (posted == right and (share or not changed)):
        return None
    levied = kind in LEVIED
    worth = levied_part(changed) if levied else interest_part(rows.plan, changed)
    return Difference(
        kind=kind,
        ref=ref,
        account=account_of(rows.plan, kind, ref),
        day=day,
        posted=posted,
        right=right,
        changed=changed,
        exact=None if share or kind == ANALYSIS_CHARGED else worth,
    )


def account_of(plan: Plan, kind: int, ref: int) -> int:
    """The account to which a posting of the kind is posted."""
    tables = plan.tables
    if kind == ANALYSIS_CHARGED:
        return int(tables.levies.analyses.rows.account[ref])
    if kind in LEVIED:
        return int(tables.levies.rows.account[ref])
    return int(tables.accruals.account[ref])


def changes(before: Numbers, now: Numbers) -> Iterator[Changed]:
    """The numbers that differ, by row and tier, then in the order in which they were borne."""
    for bearing in sorted({**before, **now}, key=lambda each: each[:2]):
        was, is_ = before.get(bearing, NONE), now.get(bearing, NONE)
        if was.amount != is_.amount:
            version = (now if bearing in now else before)[bearing].version
            yield Changed(bearing, was.amount, is_.amount, version)


NONE = Number(0, 0)


def interest_part(plan: Plan, changed: tuple[Changed, ...]) -> Fraction:
    """What changed interest numbers make, exactly, signed as interest."""
    return sum((worth_of(plan, each) for each in changed), Fraction(0))


def worth_of(plan: Plan, each: Changed) -> Fraction:
    """What one changed interest number makes."""
    (row, _, rate, basis), accruals = each.bearing, plan.tables.accruals
    sign = int(accruals.sign[accruals.into[row]]) * int(accruals.factor[row])
    return Fraction(sign * (each.now - each.before) * rate, SCALE * basis)


def levied_part(changed: tuple[Changed, ...]) -> Fraction:
    """What changed numbers of levies make, exactly; what is charged is below zero."""
    parts = (
        Fraction((each.before - each.now) * each.bearing[2], each.bearing[3]) for each in changed
    )
    return sum(parts, Fraction(0))


def told(terms: Terms, replay: Replay, today: int) -> Told:
    """What a replay under the terms posted up to today, and what stands open at its end.

    Its rows are told by their places among those of all plans.
    """
    amounts: dict[Key, int] = {}
    numbers: dict[Key, Numbers] = {}
    seen: dict[int, Numbers] = {}
    telling, places = Telling(terms, today), terms.places
    for event in replay.events.tolist():
        kind = event[KIND]
        if kind == LEVIED_ON:
            levy = int(places.levies[event[REF]])
            bearing = levy, 0, event[SEEN], event[BASE]
            count(seen.setdefault(levy, {}), bearing, event[AMOUNT], 0)
        elif kind == NUMBER:
            found = numbers.setdefault(telling.borne(event[REF], event[DAY]), {})
            bearing, version = telling.bearing(event)
            count(found, bearing, event[AMOUNT], version)
        elif kind == TERM_FEE_ANALYSED:
            seen.pop(int(places.levies[event[REF]]), None)
        elif kind in POSTED:
            key = event[DAY], kind, telling.row(kind, event[REF])
            amounts[key] = event[AMOUNT]
            if kind in LEVIED:
                numbers[key] = seen.pop(key[2], {})
    taxed = {int(places.levies[at]): tax for at, tax in enumerate(telling.taxed)}
    for levy, left in ((levy, left) for levy, left in seen.items() if levy not in telling.unposted):
        numbers[OPEN, TAX if taxed[levy] else TERM_FEE, levy] = left
    amounts.update(telling.open_amounts(replay))
    return Told(amounts, numbers)


LEVIED = (TERM_FEE, TAX)


class Telling:
    """How the rows of a plan are told by their places among those of all plans.

    What is charged once accrues on no day, so nothing of it is open before its own; what would go
    through an account analysis tomorrow is open there: both are `unposted`.
    """

    def __init__(self, terms: Terms, today: int) -> None:
        """Of the plan of the terms, up to today."""
        tables = terms.plan.tables
        accruals = tables.accruals
        self.accruals, self.today, self.places = accruals, today, terms.places
        self.taxed: list[int] = tables.levies.rows.tax.tolist()
        watched = set(tables.levies.watches.levy.tolist())
        unwatched = [at for at in range(len(self.taxed)) if at not in watched]
        through = [at for at in range(len(self.taxed)) if goes_through(terms.plan, at, today)]
        self.unposted = {int(terms.places.levies[at]) for at in (*unwatched, *through)}
        self.settled_on = [np.flatnonzero(column) for column in accruals.settles.T]

    def row(self, kind: int, ref: int) -> int:
        """The place of what a posting of the kind is of."""
        if kind == ANALYSIS_CHARGED:
            return ref
        return int((self.places.levies if kind in LEVIED else self.places.accruals)[ref])

    def kind(self, ref: int) -> int:
        """The kind of posting of an accrual: interest on positions moves no cash."""
        internal = self.accruals.kind[ref] in ON_POSITIONS
        return INTERNAL_INTEREST if internal else INTEREST

    def borne(self, ref: int, day: int) -> Key:
        """The posting in which what an accrual bore up to a day is paid."""
        into = int(self.accruals.into[ref])
        on = posted_on(self.settled_on[into], day, self.today)
        return on, self.kind(into), int(self.places.accruals[into])

    def bearing(self, event: list[int]) -> tuple[Bearing, int]:
        """What the number of an event bears, and the version of the terms that says so."""
        rate = int(self.accruals.rate[event[AUX], event[BASE]])
        row, version = self.places.accruals[event[REF]], self.places.versions[event[AUX]]
        return (int(row), event[BASE], rate, event[SEEN]), int(version)

    def open_amounts(self, replay: Replay) -> dict[Key, int]:
        """What would be posted and charged tomorrow, if today were a settlement day."""
        found: dict[Key, int] = {
            (OPEN, self.kind(row), int(self.places.accruals[row])): amount
            for row, amount in enumerate(replay.accrued.tolist())
            if amount
        }
        for levy, amount in enumerate(replay.levied.tolist()):
            place = int(self.places.levies[levy])
            if amount and place not in self.unposted:
                found[OPEN, TAX if self.taxed[levy] else TERM_FEE, place] = amount
        for analysis, amount in enumerate(replay.analysed.tolist()):
            if amount:
                found[OPEN, ANALYSIS_CHARGED, analysis] = amount
        return found


def goes_through(plan: Plan, levy: int, day: int) -> bool:
    """Whether what a levy would be charged on the day after `day` goes through an analysis."""
    levies = plan.tables.levies
    return bool(levies.analyses.through[day, int(levies.rows.way[levy])] >= 0)


def count(numbers: Numbers, bearing: Bearing, amount: int, version: int) -> None:
    """Add to a number; it is told by the last version that says what it bears."""
    numbers[bearing] = Number(numbers.get(bearing, NONE).amount + amount, version)


def posted_on(settlements: "np.typing.NDArray[np.intp]", day: int, today: int) -> int:
    """The day on which what bore interest on a day was posted; OPEN if that is after today.

    >>> posted_on(np.array([4, 9]), 5, 10), posted_on(np.array([4, 9]), 5, 9)
    (10, -1)
    """
    later = settlements[settlements >= day]
    return int(later[0]) + 1 if len(later) and later[0] < today else OPEN
