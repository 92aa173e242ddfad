"""Entries that belong together: reversals, sweeps with their mirror, transfers of own accounts.

Two sides are paired when they are each other's only possible partner, the nearest day first. What
both sides say themselves decides before what only one says, and of either a reference that both
have before the days. What is ambiguous is left unpaired: a side with several partners on a day has
none on a later one. Amounts are minor units; days are ordinals.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import chain, product
from typing import NamedTuple

from treasury.importing.classification import SWEEP

REVERSED_WITHIN_DAYS = 92
NOBODY, STRANGER, SOMEBODY = -1, -2, -3
"""What an entry's counterparty account is: not named · named, and none of the group's · not named,
but a counterparty is, who owns none of the accounts."""


class Side(NamedTuple):
    """An entry that may have a partner.

    `account` is its own account, `names` the own account it names as the other one, or NOBODY,
    STRANGER or SOMEBODY; `kind` its class so far; `references` what it may share with its partner.
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


class Rule(NamedTuple):
    """Who can be whose partner.

    Sides of one day that are `alike` can have the same partners, so that they are tried once.
    `day_of` numbers the days, at most `within` of which lie between partners; `nearest`: the
    nearest day decides, else all days at once.
    """

    fits: Callable[[Side, Side], bool]
    alike: Callable[[Side], Hashable]
    day_of: Callable[[int], int]
    within: int
    nearest: bool = True


Spots = dict[int, list[list[Side]]]
"""Sides of one sign by day; those of a day that are alike in one list."""
Choice = tuple[int, int]
"""How many sides can be the partner, and the number of one of them."""


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
    unnamed = (NOBODY, SOMEBODY)
    if one.names not in (*unnamed, two.account) or two.names not in (*unnamed, one.account):
        return False
    swept = one.kind == two.kind == SWEEP
    return swept or one.names == two.account or two.names == one.account


def told_by_one(one: Side, two: Side) -> bool:
    """Whether two entries can be the sides of one transfer without a reference that both have.

    A payment to somebody by name is no mirror of a sweep only because the amounts are equal: a
    sweep is left out with its mirror.
    """
    if SWEEP in (one.kind, two.kind) and one.kind != two.kind:
        mirror = one if two.kind == SWEEP else two
        return mirror.names != SOMEBODY and other_side(one, two)
    return other_side(one, two)


def told_by_both(one: Side, two: Side) -> bool:
    """Whether both entries say that they belong together: each names the other, or both are sweeps.

    An entry that says nothing of its other side comes after those that do.
    """
    named = one.names == two.account and two.names == one.account
    return (named or one.kind == two.kind == SWEEP) and other_side(one, two)


def transfers(sides: Iterable[Side], within_days: int) -> Pairs:
    """Pairs of opposite amounts in two accounts within so many working days."""
    known = (side for side in sides if side.names not in (STRANGER, side.account))
    rule = Rule(
        other_side, lambda side: (side.account, side.names, side.kind), workday, within_days
    )
    groups = list(grouped(known, lambda side: (side.currency, abs(side.amount))))
    found: list[tuple[int, int]] = []
    ambiguous: dict[int, int] = {}
    for referring, fits in ((told_by_both, told_by_both), (other_side, told_by_one)):
        named = pairs_by_reference(groups, rule._replace(fits=referring))
        groups = without(groups, {*chain(*named)})
        told = paired(groups, rule._replace(fits=fits))
        groups = without(groups, {*chain(*told.found), *told.ambiguous})
        found += [*named, *told.found]
        ambiguous |= told.ambiguous
    return Pairs(found, ambiguous)


def reversals(sides: Iterable[Side], reversed_kind: int) -> Pairs:
    """Reversals with the one entry of the same account that each reverses.

    `reversed_kind` is the class of reversals. A shared reference decides before the amount alone.
    """

    def reverses(one: Side, two: Side) -> bool:
        """Whether one of the two can reverse the other."""
        if (one.kind == reversed_kind) == (two.kind == reversed_kind):
            return False
        late, early = (one, two) if one.kind == reversed_kind else (two, one)
        return late.day >= early.day

    rule = Rule(reverses, lambda side: side.kind == reversed_kind, int, REVERSED_WITHIN_DAYS)
    groups = list(grouped(sides, lambda side: (side.account, abs(side.amount))))
    named = pairs_by_reference(groups, rule)
    rest = without(groups, {*chain(*named)})
    found = paired(rest, rule._replace(nearest=False))
    return Pairs([*named, *found.found], found.ambiguous)


def pairs_by_reference(groups: Iterable[list[Side]], rule: Rule) -> list[tuple[int, int]]:
    """The pairs that share a reference, where their references do not contradict each other."""
    return agreed(pair for group in groups for pair in paired(by_reference(group), rule).found)


def without(groups: Iterable[list[Side]], numbers: set[int]) -> list[list[Side]]:
    """The groups without the sides of these numbers."""
    return [[side for side in group if side.number not in numbers] for group in groups]


def by_reference(sides: list[Side]) -> Iterator[list[Side]]:
    """The sides that share a reference, for each reference."""
    groups: dict[str, list[Side]] = defaultdict(list)
    for side in sides:
        for reference in sorted(side.references):
            groups[reference].append(side)
    return (group for group in groups.values() if len(group) > 1)


def agreed(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs, each once, but for those of a number that was paired with several."""
    every = list(dict.fromkeys(pairs))
    count = Counter(number for pair in every for number in pair)
    return [pair for pair in every if count[pair[0]] == count[pair[1]] == 1]


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


def paired(groups: Iterable[list[Side]], rule: Rule) -> Pairs:
    """The pairs of each group: for each distance in days from the nearest, mutual only choices.

    A side whose choice at one distance is not decided is not paired at a longer one.
    """
    found: list[tuple[int, int]] = []
    ambiguous: dict[int, int] = {}
    for group in groups:
        free = {side.number: side for side in group}
        undecided: set[int] = set()
        payments, receipts = spots_of(free, rule)
        for distance in distances(payments, receipts, rule) if rule.nearest else (None,):
            here = choices(payments, receipts, distance, rule)
            pairs = [pair for pair in only_choices(here) if undecided.isdisjoint(pair)]
            undecided |= here.keys() - set(chain(*pairs))
            for one, two in pairs:
                found.append(ordered(free.pop(one), free.pop(two)))
            if pairs:
                payments, receipts = spots_of(free, rule)
        left = choices(payments, receipts, None, rule)
        for alike in chain(*payments.values(), *receipts.values()):
            if choice := left.get(alike[0].number):
                ambiguous.update((side.number, choice[0]) for side in alike)
    return Pairs(found, ambiguous)


def spots_of(free: dict[int, Side], rule: Rule) -> tuple[Spots, Spots]:
    """The payments and the receipts among the sides, by day and by what they are alike in."""
    found: dict[tuple[bool, int, Hashable], list[Side]] = defaultdict(list)
    for side in free.values():
        found[side.amount > 0, rule.day_of(side.day), rule.alike(side)].append(side)
    payments: Spots = defaultdict(list)
    receipts: Spots = defaultdict(list)
    for (received, day, _), alike in found.items():
        (receipts if received else payments)[day].append(alike)
    return payments, receipts


def distances(payments: Spots, receipts: Spots, rule: Rule) -> list[int]:
    """The distances in days that occur, from the nearest."""
    within = range(rule.within + 1)
    if len(payments) > 2 * rule.within:
        return list(within)
    return sorted(
        {abs(other - day) for day in payments for other in near(day, receipts, None, rule.within)}
    )


def near(day: int, spots: Spots, distance: int | None, within: int) -> Iterator[int]:
    """The days of the spots at this distance from a day; None: up to `within` days."""
    if distance is not None:
        return (at for at in sorted({day - distance, day + distance}) if at in spots)
    if len(spots) <= within:
        return (at for at in spots if abs(at - day) <= within)
    return (at for at in range(day - within, day + within + 1) if at in spots)


def choices(
    payments: Spots, receipts: Spots, distance: int | None, rule: Rule
) -> dict[int, Choice]:
    """What the sides can be paired with at this distance, by the first number of each spot.

    Sides that are alike are counted, not tried one by one: many equal amounts cost no more time.
    """
    found: dict[int, Choice] = {}
    for day, spots in payments.items():
        for at in near(day, receipts, distance, rule.within):
            for one, two in product(spots, receipts[at]):
                if rule.fits(one[0], two[0]):
                    for mine, other in ((one, two), (two, one)):
                        count, _ = found.get(mine[0].number, (0, 0))
                        found[mine[0].number] = (count + len(other), other[0].number)
    return found


def only_choices(found: dict[int, Choice]) -> list[tuple[int, int]]:
    """The pairs of sides of which each is the other's only choice, each pair once."""
    return [
        (number, other)
        for number, (count, other) in found.items()
        if count == 1 and found.get(other) == (1, number) and number < other
    ]


def ordered(one: Side, two: Side) -> tuple[int, int]:
    """The numbers of two sides, the earlier first, of the same day the debit."""
    early = min(one, two, key=lambda side: (side.day, side.amount))
    return (early.number, (two if early is one else one).number)
