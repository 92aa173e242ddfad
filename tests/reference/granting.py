"""Section 6, restated: what a header can give, and how it shares when that is not enough."""

from tests.reference.between_persons import room
from tests.reference.concentrating import fund_link, profile_of
from tests.reference.converting import for_participant
from tests.reference.days import END_OF_DAY
from tests.reference.setting import Edge
from tests.reference.units import shares
from tests.reference.world import World

Wishes = tuple[dict[str, tuple[int, int]], dict[str, int]]
"""By participant: the balance seen and the base; and what is asked after limits."""


def capacity(world: World, taking_part: dict[str, Edge], header: str) -> int:
    """What a header can grant now.

    At a root in the end-of-day pass its undrawn line counts; at a sub-header that overdraws in
    passing, what its own header could grant.
    """
    own = world.available(header) - world.setting.accounts[header].lowest
    if header not in world.setting.edges:
        return max(0, own + (world.undrawn(header) if world.minute == END_OF_DAY else 0))
    if overdraws_in_passing(world, taking_part, header):
        edge = world.setting.edges[header]
        above = capacity(world, taking_part, edge.header)
        own += for_participant(world.setting, edge, world.day, above)
    return max(0, own)


def overdraws_in_passing(world: World, taking_part: dict[str, Edge], header: str) -> bool:
    """Whether a sub-header may pass down what its own header will cover later in this pass.

    Not where its link takes no part in the pass: nothing will come down it then.
    """
    edge = taking_part.get(header)
    if edge is None or profile_of(world) not in ("sap", "oblm"):
        return False
    return edge.overdraws and edge.down and edge.rule.funds


def grant_in_order(world: World, taking_part: dict[str, Edge], header: str, wishes: Wishes) -> None:
    """Serve the requests of one header's participants from its capacity."""
    wanted, requests = wishes
    asking = [edge for edge in world.setting.below(header) if requests.get(edge.participant, 0) > 0]
    structure = world.setting.structure
    assert structure is not None
    if structure.when_short == "pro_rata":
        there = capacity(world, taking_part, header)
        granted = pro_rata(there, {edge.participant: requests[edge.participant] for edge in asking})
        for edge in asking:
            amount = min(granted[edge.participant], room(world, edge, upwards=False))
            fund_link(world, edge, amount, wanted[edge.participant])
        return
    for edge in asking:
        amount = fitting(world, taking_part, edge, requests[edge.participant])
        fund_link(world, edge, amount, wanted[edge.participant])


def fitting(world: World, taking_part: dict[str, Edge], edge: Edge, request: int) -> int:
    """What of one request the header grants now: all, or a part, or nothing.

    Of another currency, what the header can give brings. The same where the position limits leave
    less than the header would give.
    """
    structure = world.setting.structure
    assert structure is not None
    in_parts = structure.partial and structure.profile != "sap"
    for there in (
        for_participant(world.setting, edge, world.day, capacity(world, taking_part, edge.header)),
        room(world, edge, upwards=False),
    ):
        if request > there:
            request = there if in_parts else 0
    return request


def pro_rata(there: int, requests: dict[str, int]) -> dict[str, int]:
    """Every request in full where the capacity reaches, else in proportion."""
    return requests if sum(requests.values()) <= there else shares(there, requests)
