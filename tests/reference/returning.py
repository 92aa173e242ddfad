"""Step 0 of section 3, restated: sweeps that are reversed on the next business day."""

from tests.reference.stopping import may_cross
from tests.reference.world import Return, World


def return_sweeps(world: World) -> None:
    """Give back what reversing links sent up before today, from the top of the tree down.

    That is what crossed the link upwards less what came down it since it could last be returned:
    a header does not return what was fetched down already. The day is the first after the sweep
    on which the link itself could sweep. What the header has not got above its lowest balance
    stays up, and is not tried again. Funding is not reversed: it is the header that returns.
    """
    edges = sorted(
        world.setting.edges.values(),
        key=lambda one: (one.level, one.header, one.priority, one.participant),
    )
    for edge in edges:
        opens = edge.timing.may_sweep(world.day, world.setting.opens(edge))
        if not edge.reverses or not opens or not may_cross(world.setting, edge, world.day):
            continue
        due, world.to_return[edge.key] = max(0, world.to_return[edge.key]), 0
        if due == 0:
            continue
        lowest = world.setting.accounts[edge.header].lowest
        amount = min(due, max(0, world.available(edge.header) - lowest))
        if amount > 0:
            world.cross(edge.participant, -amount)
        world.to_return[edge.key] = 0
        world.outcome.returns.append(
            Return(world.day, edge.header, edge.participant, amount, due - amount)
        )
