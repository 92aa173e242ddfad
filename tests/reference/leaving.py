"""Links that end: what is open on them is settled, or taken over by the next header; restated.

Section 2 leaves the choice to the line of the link. Settlement stands at the end of the day, after
the sweeps and before the credit lines; a novation at the opening of the day after, and moves no
cash. Amounts are ints of minor units.
"""

from tests.reference.days import END_OF_DAY, ONE_DAY
from tests.reference.paying import retry_all
from tests.reference.setting import ends, key_of
from tests.reference.stopping import nothing_leaves
from tests.reference.transit import send
from tests.reference.world import World
from treasury.pooling.structure import Link


def settle_ended_links(world: World) -> None:
    """Pay back what is open on links that have ended, as far as there is money.

    Repayments first, from the deepest level up; then what headers return, from the top down.
    """
    world.minute = END_OF_DAY
    ended = [link for link in world.setting.links if settles(world, link)]
    moved = False
    for link in in_order(world, ended, deepest_first=True):
        owed = max(0, -world.position[key_of(link)])
        there = max(0, world.available(link.participant))
        moved |= pay_back(world, link, link.participant, min(owed, there))
    for link in in_order(world, ended, deepest_first=False):
        owed = max(0, world.position[key_of(link)])
        moved |= pay_back(world, link, link.header, min(owed, can_give(world, link.header)))
    if moved:
        retry_all(world)


def settles(world: World, link: Link) -> bool:
    """Whether what is open on the link is to be paid this evening; not before everything on its
    way over it has ended."""
    if any(one.key == key_of(link) for one in world.under_way):
        return False
    last = ends(link)
    return last < world.day or (last == world.day and link.at_end == "settle")


def in_order(world: World, links: list[Link], *, deepest_first: bool) -> list[Link]:
    """Level by level, as each link hangs; within a level by header id, priority and participant."""
    turn = -1 if deepest_first else 1
    return sorted(
        links,
        key=lambda one: (
            turn * depth(world, one.header), one.header, one.priority, one.participant,
        ),
    )  # fmt: skip


def depth(world: World, account: str) -> int:
    """The longest way up to a root over all dates."""
    above = [link.header for link in world.setting.links if link.participant == account]
    return max((1 + depth(world, header) for header in above), default=0)


def can_give(world: World, header: str) -> int:
    """What a header can give, as in the sweeps of the evening."""
    own = world.available(header) - world.setting.accounts[header].lowest
    if header not in world.setting.edges:
        own += world.undrawn(header)
    return max(0, own)


def pay_back(world: World, link: Link, payer: str, amount: int) -> bool:
    """Whether anything was paid back over the ended link.

    An account that is frozen or closed is skipped (section 6), whether it owes or is owed.
    """
    receiver = link.header if payer == link.participant else link.participant
    if amount == 0 or any(
        nothing_leaves(world.setting, one, world.day) for one in (payer, receiver)
    ):
        return False
    send(world, link, amount if payer == link.participant else -amount)
    return True


def take_over_positions(world: World) -> None:
    """At opening: the next header owes what the old one owed, and the links between them carry it.

    The old header owes less below and is owed less above; the new one the reverse.
    """
    for link in sorted(world.setting.links, key=lambda one: (one.participant, ends(one))):
        if link.at_end != "novate" or ends(link) + ONE_DAY != world.day:
            continue
        amount = world.position[key_of(link)]
        world.position[key_of(link)] = 0
        world.position[world.setting.edges[link.participant].key] += amount
        shared = set(way_up(world, link.header)) & set(way_up(world, link.participant))
        carry(world, way_up(world, link.header), shared, -amount)
        carry(world, way_up(world, link.participant)[1:], shared, amount)


def way_up(world: World, account: str) -> list[str]:
    """The account and all headers above it today, from below."""
    way = [account]
    while way[-1] in world.setting.edges:
        way.append(world.setting.edges[way[-1]].header)
    return way


def carry(world: World, way: list[str], shared: set[str], amount: int) -> None:
    """Change the positions on the way up to the first header that both ways share."""
    for account in way:
        if account in shared:
            return
        world.position[world.setting.edges[account].key] += amount
