"""Entries that belong together: reversals, sweeps with their mirror, transfers of own accounts.

Two sides are paired when they are each other's only possible partner, the nearest day first.
What is ambiguous is left unpaired. Amounts are minor units; days are ordinals.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from treasury.importing.classification import SWEEP

REVERSED_WITHIN_DAYS = 92
NOBODY, STRANGER = -1, -2
"""What an entry's counterparty account is: not named · named, and none of the group's."""


class Side(NamedTuple):
    """An entry that may have a partner.

    `account` is its own account, `names` the own account it names as the other one, or NOBODY
    or STRANGER; `kind` its class so far; `references` what it may share with a reversal.
    """

    number: int
    account: int
    currency: str
    amount: int
    day: int
    names: int
    kind: int
    references: frozenset[str] = frozenset()


class Pairs(NamedTuple):
    """The pairs found (entry numbers, the earlier side first), and how many candidates the
    sides had that were left because more than one fitted."""

    found: list[tuple[int, int]]
    ambiguous: dict[int, int]


Fits = Callable[[Side, Side], bool]


def workday(day: int) -> int:
    """The number of a working day (Monday to Friday); a weekend is its Monday.

    >>> import datetime
    >>> friday = datetime.date(2026, 3, 6).toordinal()
    >>> [workday(friday + after) - workday(friday) for after in range(5)]
    [0, 1, 1, 1, 2]
    """
    weeks, weekday = divmod(day - 1, 7)
    return weeks * 5 + min(weekday, 5)


def other_side(one: Side, two: Side) -> bool:
    """Whether two entries can be the sides of one transfer between own accounts.

    At least one of them names the other's account, neither names another one; two sweeps may
    also name nobody.
    """
    if one.account == two.account:
        return False
    if one.names not in (NOBODY, two.account) or two.names not in (NOBODY, one.account):
        return False
    swept = one.kind == two.kind == SWEEP
    return swept or one.names == two.account or two.names == one.account


def transfers(sides: Iterable[Side], within_days: int) -> Pairs:
    """Pairs of opposite amounts in two accounts within so many working days."""
    return paired(
        grouped(sides, lambda side: (side.currency, abs(side.amount))), within_days, other_side
    )


def reversals(sides: Iterable[Side], reversed_kind: int) -> Pairs:
    """Reversals with the one entry of the same account that each reverses.

    `reversed_kind` is the class of reversals. A shared reference decides before the amount alone.
    """

    def reverses(one: Side, two: Side) -> bool:
        """Whether one of the two can reverse the other."""
        if (one.kind == reversed_kind) == (two.kind == reversed_kind):
            return False
        late, early = (one, two) if one.kind == reversed_kind else (two, one)
        return 0 <= late.day - early.day <= REVERSED_WITHIN_DAYS

    groups = list(grouped(sides, lambda side: (side.account, abs(side.amount))))
    named = paired(
        groups,
        REVERSED_WITHIN_DAYS,
        lambda one, two: reverses(one, two) and bool(one.references & two.references),
    )
    done = {number for pair in named.found for number in pair}
    rest = [[side for side in group if side.number not in done] for group in groups]
    found = paired(rest, 0, reverses, by_day=False)
    return Pairs([*named.found, *found.found], found.ambiguous)


def grouped(
    sides: Iterable[Side], key: Callable[[Side], tuple[object, ...]]
) -> Iterator[list[Side]]:
    """Sides with the same key, where there are debits and credits among them."""
    groups: dict[tuple[object, ...], list[Side]] = defaultdict(list)
    for side in sides:
        groups[key(side)].append(side)
    for group in groups.values():
        if min(side.amount for side in group) < 0 < max(side.amount for side in group):
            yield group


def paired(
    groups: Iterable[list[Side]], within_days: int, fits: Fits, *, by_day: bool = True
) -> Pairs:
    """The pairs of each group: for each distance in days from the nearest, mutual only choices."""
    found: list[tuple[int, int]] = []
    ambiguous: dict[int, int] = {}
    for group in groups:
        free = {side.number: side for side in group}
        for distance in range(within_days + 1) if by_day else (None,):
            choices = possible(free, distance, fits)
            for number, others in choices.items():
                if number in free and len(others) == 1 and choices[others[0]] == [number]:
                    found.append(ordered(free[number], free[others[0]]))
                    del free[number], free[others[0]]
        last = possible(free, None, fits)
        for number, others in last.items():
            near = [other for other in others if not by_day
                    or apart(free[number], free[other]) <= within_days]  # fmt: skip
            if near:
                ambiguous[number] = len(near)
    return Pairs(found, ambiguous)


def possible(free: dict[int, Side], distance: int | None, fits: Fits) -> dict[int, list[int]]:
    """For each free side the sides of the opposite sign that fit, at this distance of days."""
    debits = [side for side in free.values() if side.amount < 0]
    receipts = [side for side in free.values() if side.amount > 0]
    choices: dict[int, list[int]] = defaultdict(list)
    by_day: dict[int, list[Side]] = defaultdict(list)
    for side in receipts:
        by_day[workday(side.day)].append(side)
    for debit in debits:
        day = workday(debit.day)
        near = receipts
        if distance is not None:
            near = [side for at in {day - distance, day + distance} for side in by_day.get(at, ())]
        for credit in near:
            if fits(debit, credit):
                choices[debit.number].append(credit.number)
                choices[credit.number].append(debit.number)
    return choices


def apart(one: Side, two: Side) -> int:
    """How many working days lie between two entries."""
    return abs(workday(one.day) - workday(two.day))


def ordered(one: Side, two: Side) -> tuple[int, int]:
    """The numbers of two sides, the earlier first, of the same day the debit."""
    early = min(one, two, key=lambda side: (side.day, side.amount))
    return (early.number, (two if early is one else one).number)
