"""Register pools (section 7; Chinese practice, section 6): positions are added up, nothing moves.

Where the header is overdrawn and the whole pool as well, the header's credit line is drawn for what
the pool lacks, not for what the header lacks. What is left of the header's overdraft bears the
demand rate as far as the others have money together, and the header's own terms beyond that.
"""

from tests.reference.world import World
from treasury.pooling.notional import NotionalPool


def registers(world: World) -> dict[str, set[str]]:
    """The participants of today beside each header that takes part in its own register today."""
    found = {}
    for pool in registers_of(world):
        today = {
            line.account
            for line in world.setting.scenario.notional_members
            if line.pool == pool.id
            and (line.valid_from or world.day) <= world.day <= (line.valid_until or world.day)
        }
        if pool.header in today:
            found[pool.header] = today - {pool.header}
    return found


def registers_of(world: World) -> list[NotionalPool]:
    """The register pools of the structure."""
    structure = world.setting.structure
    return [
        pool
        for pool in world.setting.scenario.notional_pools
        if structure is not None and (pool.structure, pool.method) == (structure.id, "register")
    ]


def at_demand_rate(world: World, pool: NotionalPool) -> int:
    """What of the header's overdraft bears the demand rate today, by value balances."""
    others = registers(world).get(pool.header, set())
    together = sum(world.value[name] for name in others)
    return max(0, min(-world.value[pool.header], together))


def seen_by_line(world: World, account: str, available: int) -> int:
    """What the account's credit line sees in the evening: the account's own, or the pool's."""
    others = registers(world).get(account, set())
    return max(available, available + sum(world.book[name] for name in others))
