"""Sections 3, 4 and 6, restated: one pass of sweeps, concentration first, then funding.

Profile `standard`: concentrate_then_fund.
"""

from tests.reference.days import END_OF_DAY
from tests.reference.rules import down_base, down_limited, up_base, up_limited
from tests.reference.setting import Edge
from tests.reference.units import shares
from tests.reference.world import Sweep, World


def sweep_pass(world: World) -> None:
    """All sweeps of this minute: concentration, then needs, then funding."""
    taking_part = {
        name: edge
        for name, edge in world.setting.edges.items()
        if world.setting.sweeps_now(edge, world.day, world.minute)
    }
    concentrate(world, taking_part)
    wanted = {name: wish(world, taking_part, name) for name in taking_part}
    requests = {name: need(world, taking_part, name) for name in taking_part}
    levels = sorted({edge.level for edge in taking_part.values()})
    for level in levels:
        headers = {edge.header for edge in taking_part.values() if edge.level == level}
        for header in sorted(headers):
            fund(world, header, wanted, requests)


def concentrate(world: World, taking_part: dict[str, Edge]) -> None:
    """Every concentration of the pass: deepest level first, each complete before the next."""
    in_order = sorted(
        taking_part.values(),
        key=lambda one: (-one.level, one.header, one.priority, one.participant),
    )
    for edge in in_order:
        if not edge.up:
            continue
        seen = world.available(edge.participant)
        if not edge.down:
            seen -= needs_below(world, taking_part, edge.participant)
        base = up_base(edge.rule, seen)
        amount = up_limited(edge.rule, base)
        if amount > 0:
            world.cross(edge.participant, amount)
            write(world, (edge.participant, edge.header), amount, seen, base)


def needs_below(world: World, taking_part: dict[str, Edge], header: str) -> int:
    """The sum of the needs of an account's direct participants in this pass."""
    below = [edge.participant for edge in world.setting.below(header)]
    return sum(need(world, taking_part, name) for name in below)


def wish(world: World, taking_part: dict[str, Edge], name: str) -> tuple[int, int]:
    """What the funding side of the account's own link sees, and its base before limits."""
    edge = taking_part[name]
    seen = world.book[name] - needs_below(world, taking_part, name)
    if edge.rule.funds:
        return seen, down_base(edge.rule, seen)
    return seen, max(0, -seen)


def need(world: World, taking_part: dict[str, Edge], name: str) -> int:
    """What the account asks of its header; 0 where its link is closed downwards now."""
    if name not in taking_part or not taking_part[name].down:
        return 0
    return down_limited(taking_part[name].rule, wish(world, taking_part, name)[1])


def capacity(world: World, header: str) -> int:
    """What a header can grant now; at a root in the end-of-day pass also its undrawn line."""
    own = world.available(header) - world.setting.accounts[header].lowest
    if header not in world.setting.edges and world.minute == END_OF_DAY:
        own += world.undrawn(header)
    return max(0, own)


def fund(
    world: World, header: str, wanted: dict[str, tuple[int, int]], requests: dict[str, int]
) -> None:
    """Serve the requests of one header's participants from its capacity."""
    asking = [edge.participant for edge in world.setting.below(header)]
    asking = [name for name in asking if requests.get(name, 0) > 0]
    structure = world.setting.structure
    assert structure is not None
    if structure.when_short == "pro_rata":
        granted = pro_rata(world, header, {name: requests[name] for name in asking})
        for name in asking:
            grant(world, header, name, granted[name], wanted[name])
        return
    for name in asking:
        there = capacity(world, header)
        amount = requests[name]
        if amount > there:
            amount = there if structure.partial else 0
        grant(world, header, name, amount, wanted[name])


def pro_rata(world: World, header: str, requests: dict[str, int]) -> dict[str, int]:
    """Every request in full where the capacity reaches, else in proportion."""
    there = capacity(world, header)
    return requests if sum(requests.values()) <= there else shares(there, requests)


def grant(world: World, header: str, name: str, amount: int, wanted: tuple[int, int]) -> None:
    """Move what was granted down the link."""
    if amount > 0:
        world.cross(name, -amount)
        write(world, (header, name), amount, *wanted)


def write(world: World, way: tuple[str, str], amount: int, seen: int, base: int) -> None:
    """Put one sweep on the record."""
    world.outcome.sweeps.append(Sweep(world.day, world.minute, *way, amount, seen, base))
