"""Sweeps that are reversed: at opening, headers return what went up on the days before.

Due is what crossed the link upwards less what came down it, by funding or by linked draws, since
the last opening at which it could be returned: on the business day before, and on days after it on
which the link did not work. A link returns once, as far as its header has
cash above its lowest balance; the rest stays up with the header, and is not due again. From the top
down, so that a sub-header has what it returns. Amounts are minor units. Source: the banking day,
section 3, step 0.
"""

from treasury.arrays import inner
from treasury.pooling.packed import Packed
from treasury.pooling.state import Event, Log, Moment, State, capacity, emit, move_up
from treasury.tables import BOUND_CAPACITY, RETURN


@inner
def return_sweeps(tables: Packed, state: State, log: Log, moment: Moment) -> None:
    """Bring down every link what is due on it today, and tell what its header had to keep."""
    links = tables.links
    for link in range(len(links.participant)):
        if tables.link_days.return_days[moment.day, link] == 0:
            continue
        due = max(0, state.links.swept[link])
        if due > 0:
            header, before = links.header[link], state.links.position[link]
            gives = capacity(tables, state, header, moment.minute)
            amount = min(due, gives)
            move_up(links, state, link, -amount, -amount)
            emit(
                log,
                Event(
                    moment.day, moment.minute, RETURN, links.participant[link], header, link,
                    amount, before, due, BOUND_CAPACITY if amount < due else 0, gives,
                    state.links.swept_day[link],
                ),
            )  # fmt: skip
        state.links.swept[link] = 0
