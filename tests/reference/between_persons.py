"""Position limits, restated from section 2 and the record: what may still cross a link.

A limit speaks of what one side owes another through the pool: legal persons, or the units in a
country, as far as it is owed across a border. Gross: each link and each way for itself; what is
owed the other way is repaid first, and repaying is never limited. Net: what is owed the other way
is taken off, and nothing is free. What is owed over a link is in its header's currency, and so is
the room there is; over a link that converts it is told in the participant's. Amounts are ints of
minor units.
"""

from collections.abc import Callable
from fractions import Fraction

from tests.reference.converting import converts, for_header, for_participant, rate
from tests.reference.setting import Account, Edge
from tests.reference.units import BOUNDLESS, minor
from tests.reference.world import World
from treasury.pooling.structure import PositionLimit


def limits_of_today(world: World) -> list[PositionLimit]:
    """The limits in force today under the structure of the run."""
    structure = world.setting.structure
    return [
        one
        for one in world.setting.scenario.position_limits
        if structure is not None
        and one.structure in (None, structure.id)
        and (one.valid_from is None or one.valid_from <= world.day)
        and (one.valid_until is None or world.day <= one.valid_until)
    ]


def is_end(account: Account, person: str | None, country: str | None) -> bool:
    """Whether an account stands on the end of a limit that names a legal person, or a country, or
    neither."""
    return person in (None, account.person) and country in (None, account.country)


def speaks_of(limit: PositionLimit, creditor: Account, debtor: Account) -> bool:
    """Whether what one account has from the other falls under the limit, in its currency."""
    if creditor.person == debtor.person:
        return False
    names_a_country = limit.creditor_country is not None or limit.debtor_country is not None
    if names_a_country and creditor.country == debtor.country:
        return False
    return is_end(creditor, limit.creditor, limit.creditor_country) and is_end(
        debtor, limit.debtor, limit.debtor_country
    )


def ways_of(world: World, limit: PositionLimit, participant: str, header: str) -> tuple[bool, bool]:
    """Whether what is owed up the link falls under the limit, and what is owed down it; a link is
    in the currency of its header."""
    low, high = world.setting.accounts[participant], world.setting.accounts[header]
    if high.currency != limit.currency:
        return False, False
    return speaks_of(limit, low, high), speaks_of(limit, high, low)


def owed_under(world: World, limit: PositionLimit) -> int:
    """All that is owed under the limit, on every link on which something is open; of a net limit
    less all that is owed the other way."""
    total = 0
    for (participant, header, _), n in world.position.items():
        up, down = ways_of(world, limit, participant, header)
        if up and (limit.net or n > 0):
            total += n
        if down and (limit.net or n < 0):
            total -= n
    return total


def left_by(world: World, limit: PositionLimit, repaid: int) -> int:
    """What one limit lets cross a link that owes so much the other way."""
    left = max(0, minor(limit.amount, limit.currency) - owed_under(world, limit))
    return left if limit.net else repaid + left


def room(world: World, edge: Edge, *, upwards: bool) -> int:
    """What may cross the link this way, in the participant's currency."""
    there = room_for_header(world, edge, upwards=upwards)
    if there == BOUNDLESS or not converts(world.setting, edge):
        return there
    if upwards:
        return least_that_brings(there, rate(world.setting, edge, world.day, upwards=True))
    return for_participant(world.setting, edge, world.day, there)


def room_for_header(world: World, edge: Edge, *, upwards: bool) -> int:
    """The same in the header's currency, in which it is owed: what the limit leaves that leaves
    least."""
    n = world.position[edge.key]
    repaid = max(0, -n) if upwards else max(0, n)
    left = []
    for limit in limits_of_today(world):
        up, down = ways_of(world, limit, edge.participant, edge.header)
        if up if upwards else down:
            left.append(left_by(world, limit, repaid))
    return min(left) if left else BOUNDLESS


def least_that_brings(there: int, price: Fraction) -> int:
    """The least that must be sold at a price to bring as much as can be had within the room.

    Where one brings 3, within 10 the third is the last; where three bring 1, six bring 2.

    >>> least_that_brings(10, Fraction(3)), least_that_brings(2, Fraction(1, 3))
    (3, 6)
    >>> least_that_brings(0, Fraction(1, 150)), least_that_brings(7, Fraction(150))
    (0, 0)
    """
    most_sold = -int(-(there + 1) / price // 1) - 1  # one more would bring more than there is room
    brought = int(most_sold * price // 1)
    return -int(-brought / price // 1)


def fits_up(world: World, edge: Edge, amount: int) -> bool:
    """Whether what so much brings the header is within the room of the link, upwards."""
    there = room_for_header(world, edge, upwards=True)
    return there == BOUNDLESS or for_header(world.setting, edge, world.day, amount) <= there


def within_room(
    profile: str,
    stepped: Callable[[int], int],
    base: int,
    there: int,
    fits: Callable[[int], bool] | None = None,
) -> int:
    """What crosses of a base: after its limits where that fits, else as if the room were a maximum
    before them; all or nothing under `sap`, and where even that would be more than the room. What
    fits is no more than the room, unless something else is said of it."""
    goes = fits or (lambda amount: amount <= there)
    amount = stepped(base)
    if goes(amount):
        return amount
    amount = 0 if profile == "sap" else stepped(min(base, there))
    return amount if goes(amount) else 0
