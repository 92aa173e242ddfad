"""The small group without links, in one notional pool, for the tests of checks and books."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.made_runs import account, day, group
from treasury.pooling.notional import NotionalMember, NotionalPool, SetOff
from treasury.pooling.structure import Structure
from treasury.scenario import Scenario

LAW = SetOff(country="CN", allowed=True)
MEMBERS = (
    NotionalMember(pool="P", account="H"),
    NotionalMember(pool="P", account="A", debit_cap=Decimal(150), valid_until=day(2)),
    NotionalMember(pool="P", account="A", debit_cap=Decimal(50), valid_from=day(4)),
    NotionalMember(pool="P", account="B"),
    NotionalMember(pool="P", account="T", valid_from=day(1)),
)
AGREED = (
    *(replace(one, share="25%") for one in (MEMBERS[0], MEMBERS[3], MEMBERS[4])),
    replace(MEMBERS[1], share="25%", valid_until=None),
)


def pooled_group(**changes: Any) -> Scenario:
    """The small group without links, B and A overdrawn, all four accounts in one pool.

    `changes` are fields of the pool, its terms as `pool_terms`, or of the scenario.
    """
    of_pool = {name: changes.pop(name) for name in ("method", "offset", "allocation")
               if name in changes}  # fmt: skip
    of_pool["terms"] = changes.pop("pool_terms", "demand")
    fields: dict[str, Any] = {
        "accounts": (
            account("H", "HQ", 2000, overdraft=Decimal(100)),
            account("B", "BR", -500, overdraft=Decimal(900)),
            account("A", "SUB", -300, overdraft=Decimal(900)),
            account("T", "SUB2", 100, overdraft=Decimal(900)),
        ),
        "links": (),
        "structures": (Structure(id="pool"),),
        "notional_pools": (
            NotionalPool(
                id="P", structure="pool", header="H",
                **{"allocation": "fair_share", **of_pool},
            ),
        ),
        "notional_members": AGREED if of_pool.get("allocation") == "agreed" else MEMBERS,
        "set_off": (LAW,),
    }  # fmt: skip
    return group(**fields | changes)
