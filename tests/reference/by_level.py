"""The order `level_by_level` of section 3 (sap, oblm), restated.

Header after header, the deepest first; at each, its participants give and receive. Nobody asks
for its branch, and a rule without funding asks for nothing.
"""

from tests.reference.concentrating import concentrate_link, fund_link, own_need
from tests.reference.granting import fitting, grant_in_order
from tests.reference.setting import Edge
from tests.reference.world import World


def level_by_level(world: World, taking_part: dict[str, Edge]) -> None:
    """Both directions at each header, deepest level first, within a level by header id."""
    structure = world.setting.structure
    assert structure is not None
    headers = {(-edge.level, edge.header) for edge in taking_part.values()}
    for _, header in sorted(headers):
        edges = [edge for edge in world.setting.below(header) if edge.participant in taking_part]
        if structure.credit_first:
            all_give_then_receive(world, taking_part, header, edges)
        else:
            one_after_another(world, taking_part, header, edges)


def all_give_then_receive(
    world: World, taking_part: dict[str, Edge], header: str, edges: list[Edge]
) -> None:
    """All concentration of the header before any of its funding."""
    gave = {edge.participant for edge in edges if edge.up and concentrate_link(world, edge)}
    needs = {
        edge.participant: own_need(world, edge)
        for edge in edges
        if edge.down and edge.participant not in gave
    }
    wanted = {name: (seen, base) for name, (seen, base, _) in needs.items()}
    requests = {name: amount for name, (_, _, amount) in needs.items()}
    grant_in_order(world, taking_part, header, (wanted, requests))


def one_after_another(
    world: World, taking_part: dict[str, Edge], header: str, edges: list[Edge]
) -> None:
    """Strictly by priority: a deficit is looked at before a later participant's surplus is in."""
    for edge in edges:
        gave = edge.up and concentrate_link(world, edge)
        if edge.down and not gave:
            seen, base, amount = own_need(world, edge)
            granted = fitting(world, taking_part, edge, amount)
            fund_link(world, edge, granted, (seen, base))
