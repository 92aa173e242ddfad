"""Step 1b of section 3, restated: real-time rules fire on receipts."""

from tests.reference.clearing import carries_a_sweep
from tests.reference.concentrating import concentrate_link, run_is_over
from tests.reference.stopping import may_cross
from tests.reference.world import World


def fires_on_receipt(world: World, account: str) -> bool:
    """Whether the account's own link moved money up for a receipt just booked.

    Real time needs an open day without a pause and an open clearing system, as a scheduled sweep
    does, but no time of day.
    """
    edge = world.setting.edges.get(account)
    if edge is None or not edge.up or not edge.timing.on_receipt:
        return False
    opens = edge.timing.may_sweep(world.day, world.setting.opens(edge))
    if not opens or not may_cross(world.setting, edge, world.day):
        return False
    if not carries_a_sweep(world.setting, edge, world.day, world.minute):
        return False
    moved = concentrate_link(world, edge)
    run_is_over(world, edge)
    return moved
