"""Sections 3, 4 and 6, restated: one pass of sweeps in the order of the structure's profile.

`concentrate_then_fund` (standard, cn, t24) stands here, `level_by_level` (sap, oblm) in
`by_level`. In both, a header serves requests from its capacity in the same ways.
"""

from tests.reference.between_persons import room
from tests.reference.by_level import level_by_level
from tests.reference.clearing import carries_a_sweep
from tests.reference.concentrating import asked, concentrate_link, profile_of, run_is_over
from tests.reference.converting import converts, for_header
from tests.reference.granting import grant_in_order
from tests.reference.rules import down_base
from tests.reference.setting import Edge
from tests.reference.stopping import may_cross
from tests.reference.world import World

LEVEL_BY_LEVEL = ("sap", "oblm")


def sweep_pass(world: World) -> None:
    """All sweeps of this minute."""
    taking_part = {
        name: edge
        for name, edge in world.setting.edges.items()
        if world.setting.sweeps_now(edge, world.day, world.minute)
        and carries_a_sweep(world.setting, edge, world.day, world.minute)
        and may_cross(world.setting, edge, world.day)
    }
    if profile_of(world) in LEVEL_BY_LEVEL:
        level_by_level(world, taking_part)
    else:
        concentrate_then_fund(world, taking_part)
    for edge in taking_part.values():
        run_is_over(world, edge)


def concentrate_then_fund(world: World, taking_part: dict[str, Edge]) -> None:
    """Everything goes up, deepest first; then needs, bottom up; then money comes down."""
    concentrate(world, taking_part)
    wanted = {name: wish(world, taking_part, name) for name in taking_part}
    requests = {name: need(world, taking_part, name) for name in taking_part}
    levels = sorted({edge.level for edge in taking_part.values()})
    for level in levels:
        headers = {edge.header for edge in taking_part.values() if edge.level == level}
        for header in sorted(headers):
            grant_in_order(world, taking_part, header, (wanted, requests))


def concentrate(world: World, taking_part: dict[str, Edge]) -> None:
    """Every concentration of the pass: deepest level first, each complete before the next.

    What position limits let a link ask for is what they leave when its level is complete.
    """
    in_order = sorted(
        taking_part.values(),
        key=lambda one: (-one.level, one.header, one.priority, one.participant),
    )
    for place, edge in enumerate(in_order):
        if edge.up:
            # Nothing comes back down it in this pass, or only at another price.
            alone = not edge.down or edge.takes_days or converts(world.setting, edge)
            held_back = needs_below(world, taking_part, edge.participant) if alone else 0
            concentrate_link(world, edge, held_back)
        if edge.level not in [later.level for later in in_order[place + 1 :]]:
            for one in in_order:
                if one.level == edge.level:
                    world.room_when_asked[one.participant] = room(world, one, upwards=False)


def needs_below(world: World, taking_part: dict[str, Edge], header: str) -> int:
    """The sum of the needs of an account's direct participants in this pass, each in what it costs
    the account."""
    return sum(
        -for_header(world.setting, edge, world.day, -need(world, taking_part, edge.participant))
        for edge in world.setting.below(header)
    )


def wish(world: World, taking_part: dict[str, Edge], name: str) -> tuple[int, int]:
    """What the funding side of the account's own link sees, and its base before limits."""
    edge = taking_part[name]
    balance = world.seen_balance(name, on_value=edge.rule.on_value) + world.coming(name)
    seen = world.lacking(name, balance) - needs_below(world, taking_part, name)
    if edge.rule.funds:
        return seen, down_base(edge.rule, seen)
    return seen, max(0, -seen)


def need(world: World, taking_part: dict[str, Edge], name: str) -> int:
    """What the account asks of its header; 0 where its link is closed downwards now."""
    if name not in taking_part or not taking_part[name].down:
        return 0
    base = wish(world, taking_part, name)[1]
    return asked(world, taking_part[name], base, world.room_when_asked[name])
