"""What is levied on a run and not charged by its last day, as if the next one were its day."""

import numpy as np

from treasury.arrays import Amounts
from treasury.exact import add_share, round_share
from treasury.levies import NOT_LENT_ON, bounded
from treasury.pooling.packed import Packed
from treasury.pooling.state import State
from treasury.simulation.lending_on import part_spared


def levied_at_end(tables: Packed, state: State, accrued: Amounts) -> Amounts:
    """What would be charged of each levy, signed as TERM_FEE (<= 0), rounded once; shape (levy,).

    What is charged once, on a later day, is watched by nothing and accrues on no day: 0.
    Once the last day has closed no number is open any more. `accrued` (accrual,) is the interest
    that would be posted on the next day, and taxed.
    """
    open_ = Open(tables, state)
    links, accruals = len(tables.links.participant), tables.accruals
    for row in np.flatnonzero(accrued).tolist():
        open_.see(links + row, max(0, int(accruals.sign[row]) * int(accrued[row])))
    found = np.zeros(len(tables.levies.account), dtype=np.int64)
    for levy in range(len(found)):
        found[levy] = -open_.charge(levy, links + len(accruals.kind) + levy)
    return found


class Open:
    """What each levy has seen and not charged: its whole number, and its exact amount."""

    def __init__(self, tables: Packed, state: State) -> None:
        """As it stands after the last close."""
        self.tables, self.day, self.on_lent = tables, tables.days, state.on_lent
        accrues = np.isin(np.arange(len(state.levies.seen)), tables.watches.levy)
        self.seen: list[int] = np.where(accrues, state.levies.seen, 0).tolist()
        self.units: list[int] = state.levies.units.tolist()
        self.rest: list[int] = state.levies.rest.tolist()

    def see(self, place: int, amount: int) -> None:
        """Let the watches of the place see an amount, at the tariff of the day after the last."""
        tables, tariffs = self.tables, self.tables.tariffs
        for watch in range(int(tables.first_watch[place]), int(tables.first_watch[place + 1])):
            levy = int(tables.watches.levy[watch])
            at = self.day, int(tables.levies.tariff[levy])
            taxed = amount
            if tables.watches.kind[watch] == NOT_LENT_ON:
                row, lent = int(tables.watches.subject[watch]), self.on_lent
                taxed -= part_spared(amount, int(lent.covered[row]), int(lent.owed[row]))
            number = taxed * int(tariffs.weight[at])
            self.seen[levy] += number
            self.units[levy], self.rest[levy] = add_share(
                self.units[levy], self.rest[levy], number,
                int(tariffs.share[at]), int(tariffs.whole[at]), int(tariffs.common[at]),
            )  # fmt: skip

    def charge(self, levy: int, place: int) -> int:
        """What would be charged of the levy; those on it, at its place, see it."""
        if not self.seen[levy]:
            return 0
        at, tariffs = (self.day, int(self.tables.levies.tariff[levy])), self.tables.tariffs
        exact = round_share(self.units[levy], self.rest[levy], int(tariffs.common[at]), 0)
        amount = bounded(exact, int(tariffs.least[at]), int(tariffs.most[at]))
        self.see(place, amount)
        return amount
