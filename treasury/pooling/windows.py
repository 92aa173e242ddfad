"""Whether a clearing system, or a bank with a cut-off, takes money at some time.

Of payments and sweeps alike: `channel` is the way that either takes. Times are minutes. Source:
the banking day, section 3.
"""

from treasury.arrays import inner
from treasury.pooling.packed import Packed
from treasury.pooling.state import Moment
from treasury.tables import UNTIMED


@inner
def takes_now(tables: Packed, moment: Moment, channel: int) -> int:
    """1 where the way takes money at this time, and always where there is none; else 0.

    What has no time of its own is in time at the start of a business date.
    """
    if channel < 0:
        return 1
    opened = moment.minute == UNTIMED or moment.minute >= tables.ways.earliest[moment.day, channel]
    return 1 if opened and moment.minute <= tables.ways.latest[moment.day, channel] else 0
