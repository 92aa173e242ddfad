"""What is levied on a run and not charged by its last day, as if the next one were its day."""

import numpy as np

from treasury.arrays import Amounts
from treasury.exact import round_share
from treasury.levies import bounded
from treasury.pooling.packed import Packed
from treasury.pooling.state import State


def levied_at_end(tables: Packed, state: State) -> Amounts:
    """What would be charged of each levy, signed as TERM_FEE (<= 0), rounded once; shape (levy,).

    Once the last day has closed no number is open any more.
    """
    found = np.zeros(len(tables.levies.account), dtype=np.int64)
    for levy, tariff in enumerate(tables.levies.tariff.tolist()):
        if state.levies.seen[levy]:
            units, rest = int(state.levies.units[levy]), int(state.levies.rest[levy])
            exact = round_share(units, rest, int(tables.tariffs.common[tables.days, tariff]), 0)
            least, most = (
                int(bounds[tables.days, tariff])
                for bounds in (tables.tariffs.least, tables.tariffs.most)
            )
            found[levy] = -bounded(exact, least, most)
    return found
