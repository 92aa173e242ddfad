"""The small group without links, in one notional pool of one currency or of two, for the tests of
checks, books and reports."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.made_runs import account, day, group
from treasury.fx import FxRate
from treasury.interest import Terms
from treasury.pooling.notional import NotionalCurrency, NotionalMember, NotionalPool, SetOff
from treasury.pooling.structure import Structure
from treasury.rates import Rate
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
    if of_pool.get("allocation") == "rate_based":
        of_pool["internal_terms"] = "internal"
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


def nested_group() -> Scenario:
    """B, 900 in credit, heads the pool L of itself and A, which owes 300; L, from the second day
    on, and T, which owes 400, are in P (advantage), headed by H. All at 3.6 % and 7.2 %."""
    lower = NotionalPool(id="L", structure="pool", header="B", terms="demand",
                         allocation="fair_share")  # fmt: skip
    members = (
        NotionalMember(pool="L", account="A"),
        NotionalMember(pool="L", account="B"),
        NotionalMember(pool="P", account="B", valid_from=day(1)),
        NotionalMember(pool="P", account="T"),
    )
    base = pooled_group(
        method="advantage",
        accounts=(
            account("H", "HQ", 2000),
            account("B", "BR", 900),
            account("A", "SUB", -300, overdraft=Decimal(900)),
            account("T", "SUB2", -400, overdraft=Decimal(900)),
        ),
    )
    return replace(base, notional_pools=(*base.notional_pools, lower), notional_members=members)


OFFSET_RATES = (
    Rate(terms="set_off", side="credit", rate="5.4%"),
    Rate(terms="set_off", side="debit", rate="6.3%"),
)
FX = (
    FxRate(date=day(-1), base="USD", quote="CNY", bid=Decimal("7.1"), ask=Decimal("7.3")),
    FxRate(date=day(2), base="USD", quote="CNY", mid=Decimal("7.25"), bid=Decimal("7.2"),
           ask=Decimal("7.4"), source="fixing"),
)  # fmt: skip


def overlaid_group(**changes: Any) -> Scenario:
    """The same with A and T in dollars, T the dollars' header; `offset_terms` are those of both."""
    offset_terms = changes.get("offset_terms")
    base = pooled_group(**{name: changes[name] for name in ("method", "offset", "allocation")
                           if name in changes})  # fmt: skip
    dollars = NotionalCurrency(pool="P", header="T", terms="demand", offset_terms=offset_terms)
    pool = replace(base.notional_pools[0], offset_terms=offset_terms,
                   fx_side=changes.get("fx_side", "mid"))  # fmt: skip
    priced = offset_terms is not None
    return replace(
        base,
        accounts=tuple(replace(one, currency="USD" if one.id in ("A", "T") else one.currency)
                       for one in base.accounts),
        terms=(*base.terms, *((Terms(id="set_off", settles="never"),) if priced else ())),
        rates=(*base.rates, *(OFFSET_RATES if priced else ())),
        notional_pools=(pool,),
        notional_currencies=(dollars,),
        fx_rates=FX,
    )  # fmt: skip
