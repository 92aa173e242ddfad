"""Position limits (往来限额): how much more may cross a link before one side owes too much.

    exposure(limit) = sum over its links and ways of what is owed on them, each way for itself;
                      of a net limit less what is owed the other way
    room(link, way) = the least, over the limits of this way, of max(0, amount - exposure), and,
                      unless it is a net one, what the link owes the other way: repaid first

Way up: money is sent up, so the participant's legal person is owed more by the header's; way
down the reverse. What is repaid is never stopped but by a net limit, and a limit that is exceeded
already, because it was lowered, interest was added or a position was taken over, lets nothing more
cross. Amounts are minor units of the header's currency, in which is owed over a link. Source: the
banking day, section 2, the docstring of `PositionLimit`, decision 0075.
"""

from typing import NamedTuple

from treasury.arrays import UNLIMITED, Amounts, compiled, inner
from treasury.pooling.converting import brought_by, converted, cost_of, sold_for
from treasury.pooling.packed import Packed
from treasury.pooling.rules import Limits, Steps, limited
from treasury.pooling.state import Room, State
from treasury.tables import BOUND_POSITION


@inner
def take_ceilings(tables: Packed, state: State, day: int) -> None:
    """Let the position limits of the day take effect."""
    ceilings = tables.ceilings
    for ceiling in range(len(state.ceiling)):
        holds = ceilings.begins[ceiling] <= day and day <= ceilings.ends[ceiling]
        state.ceiling[ceiling] = ceilings.amount[ceiling] if holds else UNLIMITED


@inner
def room_up(tables: Packed, state: State, link: int) -> Room:
    """What may go up the link, in the header's currency, and the limit that says so (-1: none)."""
    return least_room(tables, state, tables.counts.up, link, max(0, -state.links.position[link]))


@inner
def room_down(tables: Packed, state: State, link: int) -> Room:
    """What may come down it, in the header's currency, and the limit that says so (-1: none)."""
    return least_room(tables, state, tables.counts.down, link, max(0, state.links.position[link]))


@inner
def least_room(tables: Packed, state: State, counts: Amounts, link: int, repaid: int) -> Room:
    """The least that a limit of this way leaves, with what is repaid first, and that limit.

    `counts` (limit, link) is 1 where what crosses the link this way falls under the limit.
    """
    least, binding = UNLIMITED, -1
    for ceiling in range(len(state.ceiling)):
        if counts[ceiling, link] == 1 and state.ceiling[ceiling] < UNLIMITED:
            left = left_under(tables, state, ceiling)
            left += repaid * (1 - tables.ceilings.net[ceiling])
            if left < least:
                least, binding = left, ceiling
    return Room(least, binding)


@inner
def left_under(tables: Packed, state: State, ceiling: int) -> int:
    """What the limit leaves: its amount less all that is owed under it; not negative."""
    up, down = tables.counts.up, tables.counts.down
    owed = 0
    for link in range(len(state.links.position)):
        position = state.links.position[link]
        if tables.ceilings.net[ceiling] == 1:
            owed += (up[ceiling, link] - down[ceiling, link]) * position
        else:
            owed += up[ceiling, link] * max(0, position)
            owed += down[ceiling, link] * max(0, -position)
    return max(0, state.ceiling[ceiling] - owed)


class Within(NamedTuple):
    """A room in the participant's currency: what may go whole, and the maximum where more would
    go; they differ only where it is sold."""

    whole: int
    part: int


@inner
def sold_within(tables: Packed, day: int, link: int, amount: int, room: int) -> Within:
    """How much of the amount may go up so that the header gets no more than the room.

    A part of it is the least that brings as much as can be had. Without bound where all of it may
    go, so that nothing larger than the amount is worked out.
    """
    terms = tables.link_days
    worth, worth_of = terms.worth[day, link], terms.worth_of[day, link]
    if sold_for(amount, worth, worth_of) <= room:
        return Within(UNLIMITED, UNLIMITED)
    most = cost_of(room + 1, worth, worth_of) - 1
    return Within(most, cost_of(sold_for(most, worth, worth_of), worth, worth_of))


@inner
def bought_within(tables: Packed, day: int, link: int, amount: int, room: int) -> int:
    """How much of the amount may come down so that it costs the header no more than the room;
    without bound where it may come whole."""
    if -converted(tables, day, link, -amount) <= room:
        return UNLIMITED
    return brought_by(tables, day, link, room)


@compiled
def limited_within(amount: int, room: Within, limits: Limits, steps: Steps) -> tuple[int, int]:
    """The amount after the limits and within the room of the position limits, and what changed it.

    Where more than the room would cross, the room is a further maximum before the limits; so what
    crosses is still a whole multiple and not below the minimum. A profile that rounds half up moves
    all or nothing, and so does an amount that was raised to the minimum.

    >>> from treasury.pooling.rules import MAXIMUM, MINIMUM, MULTIPLE
    >>> standard = Steps(MAXIMUM, MULTIPLE, MINIMUM, 0)
    >>> limits = Limits(2000, UNLIMITED, 500, 0)
    >>> [limited_within(9000, Within(room, room), limits, standard)
    ...  for room in (9000, 8700, 1900, 0)]
    [(9000, 0), (8500, 1026), (0, 1030), (0, 1024)]
    >>> limited_within(160, Within(199, 199), Limits(0, 0, 100, 0), Steps(MULTIPLE, MINIMUM, 0, 1))
    (0, 1026)
    """
    crosses, bound = limited(amount, limits, steps)
    if crosses <= room.whole:
        return crosses, bound
    if steps.half_up == 0:
        crosses, bound = limited(min(amount, room.part), limits, steps)
    return crosses if crosses <= room.whole else 0, bound + BOUND_POSITION
