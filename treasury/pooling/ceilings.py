"""Position limits (往来限额): how much more may cross a link before a legal person owes too much.

    exposure(limit) = sum over its links and ways of what is owed on them, each way for itself
    room(link, way) = what the link owes the other way (that is repaid first)
                      + the least, over the limits of this way, of max(0, amount - exposure)

Way up: money is sent up, so the participant's legal person is owed more by the header's; way
down the reverse. What is repaid is never stopped, and a limit that is exceeded already, because it
was lowered, interest was added or a position was taken over, lets nothing more cross. Amounts are
minor units. Source: the banking day, section 2, and the docstring of `PositionLimit`.
"""

from treasury.arrays import UNLIMITED, Amounts, compiled, inner
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
    """What may be sent up the link, and the limit that says so (-1: without bound)."""
    return least_room(tables, state, tables.counts.up, link, max(0, -state.links.position[link]))


@inner
def room_down(tables: Packed, state: State, link: int) -> Room:
    """What may come down the link, and the limit that says so (-1: without bound)."""
    return least_room(tables, state, tables.counts.down, link, max(0, state.links.position[link]))


@inner
def least_room(tables: Packed, state: State, counts: Amounts, link: int, repaid: int) -> Room:
    """The least that a limit of this way leaves, with what is repaid first, and that limit.

    `counts` (limit, link) is 1 where what crosses the link this way falls under the limit.
    """
    least, binding = UNLIMITED, -1
    for ceiling in range(len(state.ceiling)):
        if counts[ceiling, link] == 1 and state.ceiling[ceiling] < UNLIMITED:
            left = left_under(tables, state, ceiling) + repaid
            if left < least:
                least, binding = left, ceiling
    return Room(least, binding)


@inner
def left_under(tables: Packed, state: State, ceiling: int) -> int:
    """What the limit leaves: its amount less all that is owed under it; not negative."""
    owed = 0
    for link in range(len(state.links.position)):
        owed += tables.counts.up[ceiling, link] * max(0, state.links.position[link])
        owed += tables.counts.down[ceiling, link] * max(0, -state.links.position[link])
    return max(0, state.ceiling[ceiling] - owed)


@compiled
def limited_within(amount: int, room: int, limits: Limits, steps: Steps) -> tuple[int, int]:
    """The amount after the limits and within the room of the position limits, and what changed it.

    Where more than the room would cross, the room is a further maximum before the limits; so what
    crosses is still a whole multiple and not below the minimum. A profile that rounds half up moves
    all or nothing, and so does an amount that was raised to the minimum.

    >>> from treasury.pooling.rules import MAXIMUM, MINIMUM, MULTIPLE
    >>> standard = Steps(MAXIMUM, MULTIPLE, MINIMUM, 0)
    >>> limits = Limits(2000, UNLIMITED, 500, 0)
    >>> [limited_within(9000, room, limits, standard) for room in (9000, 8700, 1900, 0)]
    [(9000, 0), (8500, 1026), (0, 1030), (0, 1024)]
    >>> limited_within(160, 199, Limits(0, 0, 100, 0), Steps(MULTIPLE, MINIMUM, 0, 1))
    (0, 1026)
    """
    crosses, bound = limited(amount, limits, steps)
    if crosses <= room:
        return crosses, bound
    if steps.half_up == 0:
        crosses, bound = limited(min(amount, room), limits, steps)
    return crosses if crosses <= room else 0, bound + BOUND_POSITION
