"""What is levied on a run and not charged by its last day, as if the next one were its day."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.exact import add_share, round_share
from treasury.levies import NOT_LENT_ON, Levies
from treasury.pooling.packed import Packed
from treasury.pooling.state import State
from treasury.simulation.lending_on import part_spared
from treasury.simulation.levying import bounded_together


class Seen(NamedTuple):
    """What a levy sees: a number, and the share of it that is levied, of a whole."""

    levy: int
    number: int
    share: int
    whole: int


def seen_at(
    levies: Levies,
    day: int,
    place: int,
    amount: int,
    spared: Callable[[int, int], int],
    ahead: Amounts,
) -> Iterator[Seen]:
    """What the watches of a place see of an amount there, at the tariff of a day.

    `spared` says of a row of what is lent on, and an amount of its interest, what part of it is;
    `ahead` (watch,) is what a watch has seen of it before.
    """
    watches, tariffs = levies.watches, levies.tariffs
    for watch in range(int(levies.first[place]), int(levies.first[place + 1])):
        levy, taxed = int(watches.levy[watch]), amount
        at = day, int(levies.rows.tariff[levy])
        if watches.kind[watch] == NOT_LENT_ON:
            taxed -= spared(int(watches.subject[watch]), amount)
        number = (taxed - int(ahead[watch])) * int(tariffs.weight[at])
        yield Seen(levy, number, int(tariffs.share[at]), int(tariffs.whole[at]))


def levied_at_end(tables: Packed, state: State, accrued: Amounts, earned: Amounts) -> Amounts:
    """What would be charged of each levy, signed as TERM_FEE (<= 0), rounded once; shape (levy,).

    What is charged once, on a later day, is watched by nothing and accrues on no day: 0.

    Once the last day has closed no number is open any more. `accrued` (accrual,) is the interest
    that would be posted on the next day, and taxed, `earned` (deposit,) what deposits would pay.
    """
    open_ = Open(tables, state)
    links, accruals = len(tables.links.participant), tables.accruals
    begun = tables.watches.ahead[np.flatnonzero(state.ahead)]
    for row in sorted({*np.flatnonzero(accrued).tolist(), *begun.tolist()}):
        open_.see(links + row, max(0, int(accruals.sign[row]) * int(accrued[row])))
    deposits = links + len(accruals.kind)
    for deposit, amount in enumerate(earned.tolist()):
        open_.see(deposits + deposit, max(0, amount))
    found = np.zeros(len(tables.levies.account), dtype=np.int64)
    for levy, mate in enumerate(tables.levies.mate.tolist()):
        if mate >= levy:
            found[[levy, mate]] = open_.charge(levy, mate, deposits + len(earned))
    return found


class Open:
    """What each levy has seen and not charged: its whole number, and its exact amount."""

    def __init__(self, tables: Packed, state: State) -> None:
        """As it stands after the last close."""
        self.day, self.on_lent, self.ahead = tables.days, state.on_lent, state.ahead
        self.levies = Levies(
            rows=tables.levies,
            watches=tables.watches,
            first=tables.first_watch,
            tariffs=tables.tariffs,
            on_lent=tables.on_lent,
            analyses=tables.analyses,
        )
        accrues = np.isin(np.arange(len(state.levies.seen)), tables.watches.levy)
        self.seen: list[int] = np.where(accrues, state.levies.seen, 0).tolist()
        self.units: list[int] = state.levies.units.tolist()
        self.rest: list[int] = state.levies.rest.tolist()

    def common(self, levy: int) -> int:
        """Of what the levy's exact amount is kept in parts."""
        return int(self.levies.tariffs.common[self.day, int(self.levies.rows.tariff[levy])])

    def spared(self, row: int, amount: int) -> int:
        """Of interest on what is lent on the part that is on money lent on."""
        return part_spared(amount, int(self.on_lent.covered[row]), int(self.on_lent.owed[row]))

    def see(self, place: int, amount: int) -> None:
        """Let the watches of the place see an amount, at the tariff of the day after the last."""
        for levy, number, share, whole in seen_at(
            self.levies, self.day, place, amount, self.spared, self.ahead
        ):
            self.seen[levy] += number
            self.units[levy], self.rest[levy] = add_share(
                self.units[levy], self.rest[levy], number, share, whole, self.common(levy)
            )

    def charge(self, levy: int, mate: int, before: int) -> tuple[int, int]:
        """What would be charged of the levy and of its mate, signed (twice the same where it is
        its own); those on them, at their places after `before`, see it."""
        alone = mate == levy
        seen = self.seen[levy], 0 if alone else self.seen[mate]
        if not any(seen):
            return 0, 0
        exact = self.exact(levy), 0 if alone else self.exact(mate)
        at, tariffs = (self.day, int(self.levies.rows.tariff[levy])), self.levies.tariffs
        bounds = int(tariffs.least[at]), int(tariffs.most[at])
        amount, rest = bounded_together(exact, seen, bounds)
        self.see(before + levy, amount)
        return -amount, -(amount if alone else rest)

    def exact(self, levy: int) -> int:
        """What the levy has come to, rounded once, before its bounds."""
        return round_share(self.units[levy], self.rest[levy], self.common(levy), 0)
