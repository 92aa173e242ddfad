"""Position limits, restated from section 2 and the record: what may still cross a link.

A limit speaks of what one legal person owes another through the pool, each link and each way for
itself. What is owed the other way is repaid first, and repaying is never limited. Amounts are ints
of minor units.
"""

from collections.abc import Callable

from tests.reference.setting import Edge
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


def speaks_of(world: World, limit: PositionLimit, creditor: str, debtor: str) -> bool:
    """Whether what account `debtor` has from account `creditor` falls under the limit."""
    owed, owes = world.setting.accounts[creditor], world.setting.accounts[debtor]
    if owed.person == owes.person or owed.currency != limit.currency:
        return False
    named = limit.creditor or owed.person, limit.debtor or owes.person
    return named == (owed.person, owes.person)


def owed_under(world: World, limit: PositionLimit) -> int:
    """All that is owed under the limit, on every link on which something is open."""
    total = 0
    for (participant, header, _), n in world.position.items():
        if n > 0 and speaks_of(world, limit, participant, header):
            total += n
        if n < 0 and speaks_of(world, limit, header, participant):
            total -= n
    return total


def room(world: World, edge: Edge, *, upwards: bool) -> int:
    """What may cross the link this way: what is owed the other way, and what the limits leave."""
    ends = (edge.participant, edge.header) if upwards else (edge.header, edge.participant)
    n = world.position[edge.key]
    repaid = max(0, -n) if upwards else max(0, n)
    left = [
        max(0, minor(limit.amount, limit.currency) - owed_under(world, limit))
        for limit in limits_of_today(world)
        if speaks_of(world, limit, *ends)
    ]
    return repaid + min(left) if left else BOUNDLESS


def within_room(profile: str, stepped: Callable[[int], int], base: int, there: int) -> int:
    """What crosses of a base: after its limits where that fits, else as if the room were a maximum
    before them; all or nothing under `sap`, and where even that would be more than the room."""
    amount = stepped(base)
    if amount <= there:
        return amount
    amount = 0 if profile == "sap" else stepped(min(base, there))
    return amount if amount <= there else 0
