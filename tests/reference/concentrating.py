"""One link's sweep: what its rule sees, what it moves up, what it asks for; restated.

Sections 3 and 4. Both orders of a pass and real time use these; amounts are ints of minor units.
"""

from tests.reference.between_persons import fits_up, room, within_room
from tests.reference.limits import down_limited, up_limited
from tests.reference.rules import Sight, down_base, up_base
from tests.reference.setting import Edge
from tests.reference.transit import sweep_over
from tests.reference.world import Sweep, World


def profile_of(world: World) -> str:
    """The profile of the structure under which the run stands."""
    assert world.setting.structure is not None
    return world.setting.structure.profile


def sight_of(world: World, edge: Edge) -> Sight:
    """What the concentration of a link looks at now."""
    basis = edge.rule.on_value
    account = edge.participant
    return Sight(
        b=world.seen_balance(account, on_value=basis)
        - world.on_hold(account)
        - world.reserved(account),
        receipts=world.receipts[account],
        position=world.position[edge.key],
        hole=max(0, -world.book[edge.header] - world.coming(edge.header)),
    )


def concentrate_link(world: World, edge: Edge, held_back: int = 0) -> bool:
    """Whether the link moved money up; `held_back` is kept for needs that nothing else covers."""
    sight = sight_of(world, edge)
    sight = sight._replace(b=sight.b - held_back)
    base = up_base(edge.rule, sight)
    profile = profile_of(world)
    amount = within_room(
        profile,
        lambda base: up_limited(edge.rule, profile, base, sight.b),
        base,
        room(world, edge, upwards=True),
        lambda amount: fits_up(world, edge, amount),
    )
    if amount > 0:
        sweep_over(world, edge.participant, amount)
        write(world, (edge.participant, edge.header), amount, sight.b, base)
    return amount > 0


def own_need(world: World, edge: Edge) -> tuple[int, int, int]:
    """What the funding side of the link alone sees, its base, and what it asks for; what is on its
    way to the account is not asked for again."""
    whole = world.seen_balance(edge.participant, on_value=edge.rule.on_value)
    seen = world.lacking(edge.participant, whole + world.coming(edge.participant))
    base = down_base(edge.rule, seen)
    return seen, base, asked(world, edge, base, room(world, edge, upwards=False))


def asked(world: World, edge: Edge, base: int, there: int) -> int:
    """What the link asks for of a base, when the position limits leave so much."""
    profile = profile_of(world)
    return within_room(profile, lambda base: down_limited(edge.rule, profile, base), base, there)


def fund_link(world: World, edge: Edge, amount: int, wanted: tuple[int, int]) -> None:
    """Move what was granted down the link; `wanted` is the balance seen and the base."""
    if amount > 0:
        sweep_over(world, edge.participant, -amount)
        write(world, (edge.header, edge.participant), amount, *wanted)


def run_is_over(world: World, edge: Edge) -> None:
    """The link has run: what comes in from now on are the receipts of the account's next run.

    A link that begins inside the run finds what came in since the last run of the account's link
    before it, or since the first day.
    """
    world.receipts[edge.participant] = 0


def write(world: World, way: tuple[str, str], amount: int, seen: int, base: int) -> None:
    """Put one sweep on the record."""
    world.outcome.sweeps.append(Sweep(world.day, world.minute, *way, amount, seen, base))
