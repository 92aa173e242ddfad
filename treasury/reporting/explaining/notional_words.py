"""What the methods, allocations and rows of notional pools are called in sentences and tables."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from datetime import date

from treasury.fx import price_text
from treasury.plan.plan import Plan
from treasury.plan.problems.set_off import Law, laws_by_country, persons_in
from treasury.plan.translation import Applied
from treasury.pooling.notional import Allocation, NotionalPool, PoolMethod, SetOff, sets_off
from treasury.reporting.explaining.rule_words import one_line
from treasury.scenario import Scenario
from treasury.tables import (
    AFTER_OFFSET,
    AT_INTERNAL_RATES,
    POOL_RESULT,
    SET_OFF,
    TAKEN_OFF,
    TAKEN_OFF_WITHIN,
)

METHODS: dict[PoolMethod, str] = {
    "net": "net: the pool bears, not its participants",
    "advantage": "advantage: the pool pays what netting adds",
    "enhance": "enhance: better rates together, no offset",
    "register": "register: positions added up, the shortfall drawn",
}
ALLOCATIONS: dict[Allocation, str] = {
    "central": "the header's",
    "even": "all alike, by days in the pool",
    "even_to_positive": "alike to those in credit, by days",
    "agreed": "as agreed",
    "fair_share": "by credit balances",
    "reverse_fair_share": "by overdrafts",
    "absolute_pro_rata": "by balances of either sign",
    "rate_based": "at internal rates, the rest the header's",
}


def row_words(plan: Plan, accrual: int) -> str:
    """What a row of a pool is, for a sentence: `Notional pool EU, in credit (terms EUR)`."""
    names, table = plan.names, plan.tables.accruals
    kind = int(table.kind[accrual])
    pool = one_line(names.pools[int(table.subject[table.into[table.into[accrual]]])])
    account = names.accounts[int(table.account[accrual])]
    terms, credit = one_line(names.accrual_terms[accrual]), names.accrual_sides[accrual] == "credit"
    balances, side = ("credit balances", "in credit") if credit else ("overdrafts", "overdrawn")
    if is_register(plan, int(table.subject[accrual])) and kind in SET_OFF and not credit:
        return f"Register pool {pool}, the header's overdraft that the others cover (terms {terms})"
    if kind in SET_OFF:
        return f"Notional pool {pool}, {balances} that are set off (terms {terms})"
    if kind in AFTER_OFFSET:
        return f"Notional pool {pool}, {balances} after set-off (terms {terms})"
    if kind in TAKEN_OFF_WITHIN:
        lower = one_line(names.pools[int(plan.tables.members.inner[table.subject[accrual]])])
        return f"Notional pool {pool}, less what pool {lower} bears itself {side} (terms {terms})"
    if kind in TAKEN_OFF:
        return f"Notional pool {pool}, less what {account} bears itself {side} (terms {terms})"
    if kind in AT_INTERNAL_RATES:
        return f"Notional pool {pool}, what {account} has in it {side} (internal terms {terms})"
    if kind == POOL_RESULT:
        return f"Result of notional pool {pool} (terms {terms})"
    return f"Share of {account} in the result of notional pool {pool} (terms {terms})"


def is_register(plan: Plan, pool: int) -> bool:
    """Whether the pool of this row is a register."""
    rows = plan.tables.notional.register
    return 0 <= pool < len(rows) and int(rows[pool]) >= 0


def rate_words(used: Iterable[Applied], day: int) -> str:
    """The pairs by which a currency becomes its pool's base on a day: the side of each as it is
    quoted, of which day, whose; "" for the base itself: `mid EUR/USD 1.085 of 2026-03-20 (ECB)`."""
    found = []
    for each in used:
        rate = each.rates[day]
        whose = f" ({one_line(rate.source)})" if rate.source else ""
        price = f"{rate.base}/{rate.quote} {price_text(each.prices[day])}"
        found.append(f"{each.side} {price} of {rate.date}{whose}")
    return ", ".join(found)


def set_off_words(plan: Plan) -> list[str]:
    """On what set-off rests in each country of the structure's pools, and what nobody confirmed.

    Of a country's lines those that hold on a day of the run. No law is asked of a pool in which
    all accounts are one legal person's.
    """
    scenario, names = plan.scenario, (plan.structure,)
    alone = {
        pool.id: found
        for pool in setting_off(scenario, names)
        if len(found := persons_in(scenario, pool)) == 1
    }
    return [
        *(one_person_words(pool, *found) for pool, found in sorted(alone.items())),
        *map(law_words, laws_used(scenario, names)),
    ]


def setting_off(scenario: Scenario, structures: Collection[str | None]) -> list[NotionalPool]:
    """The pools of these structures that set off."""
    pools = scenario.notional_pools
    return [pool for pool in pools if pool.structure in structures and sets_off(pool)]


def laws_used(scenario: Scenario, structures: Collection[str | None]) -> list[SetOff]:
    """By which lines set-off holds in the pools of these structures, on a day of the run."""
    netted = {
        pool.id
        for pool in setting_off(scenario, structures)
        if len(persons_in(scenario, pool)) != 1
    }
    accounts = {one.account for one in scenario.notional_members if one.pool in netted}
    owners = {one.entity for one in scenario.accounts if one.id in accounts}
    countries = {one.country for one in scenario.entities if one.id in owners}
    laws = laws_by_country(scenario.set_off)
    return [
        line
        for country in sorted(countries & laws.keys())
        for line in in_force(laws[country], scenario.first_day, scenario.last_day)
        if line.allowed
    ]


def one_person_words(pool: str, person: str) -> str:
    """That a pool nets what is one legal person's.

    >>> one_person_words("P", "HQ")
    'All accounts of notional pool P belong to HQ: no balances of several companies are set off.'
    """
    return (
        f"All accounts of notional pool {one_line(pool)} belong to {one_line(person)}: no balances "
        "of several companies are set off."
    )


def in_force(law: Law, first: date, last: date) -> list[SetOff]:
    """The lines of a country's law that hold on a day of the run, each until the next one."""
    return law.lines[max(0, bisect_right(law.since, first) - 1) : bisect_right(law.since, last)]


def law_words(law: SetOff) -> str:
    """That set-off holds in a country, why, by which source, and whether that is confirmed."""
    reason = f" ({one_line(law.reason)})" if law.reason else ""
    source = f"Source: {one_line(law.source)}." if law.source else "No source is given."
    sure = "" if law.confirmed else " NOT CONFIRMED: have it checked before you rely on it."
    return f"Set-off in {law.country} is taken to hold{reason}. {source}{sure}"
