"""Random terms that were other than a run knew: whatever prices, and nothing that decides.

Each change is kept where the scenario is right with it, too.
"""

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from tests.properties.picking import below, pick
from treasury.correction.facts import fact_complaints
from treasury.plan.problems.every import complaints
from treasury.rates import Rate
from treasury.scenario import Scenario

Line = TypeVar("Line")
RATES = ("1.25%", "0.05%", "4.2%", "0%", "36%")


def otherwise_priced(draw: st.DrawFn, scenario: Scenario, most: int = 3) -> Scenario:
    """The scenario with some of its terms as they are right; it may be left as it is."""
    for _ in range(1 + draw(below(most))):
        changed = pick(draw, CHANGES)(draw, scenario)
        if changed != scenario and not complaints(changed):
            scenario = changed
    return scenario


def other_rate(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """A line of the rate table bears another rate."""
    if not scenario.rates:
        return scenario
    line = pick(draw, scenario.rates)
    other = replace(line, rate=pick(draw, RATES), floor=None, cap=None)
    return replace(
        scenario, rates=tuple(other if each == line else each for each in scenario.rates)
    )


def later_version(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """A side of terms has a version more, with other rates, from a day of the run on."""
    if not scenario.rates:
        return scenario
    line = pick(draw, scenario.rates)
    since = day_of(draw, scenario)
    rate = pick(draw, RATES)
    more = Rate(terms=line.terms, side=line.side, valid_from=since, rate=rate)
    return replace(scenario, rates=(*scenario.rates, more))


def day_of(draw: st.DrawFn, scenario: Scenario) -> datetime.date:
    """A day of the run."""
    days = (scenario.last_day - scenario.first_day).days
    return scenario.first_day + datetime.timedelta(days=draw(below(days + 1)))


def other_fixing(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """An index was published as something else."""
    if not scenario.index_rates:
        return scenario
    fixing = pick(draw, scenario.index_rates)
    other = replace(fixing, rate=pick(draw, RATES))
    found = tuple(other if each == fixing else each for each in scenario.index_rates)
    return replace(scenario, index_rates=found)


def other_terms(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """Terms weigh days, carry or settle otherwise."""
    if not scenario.terms:
        return scenario
    terms = pick(draw, scenario.terms)
    other = pick(
        draw,
        [
            replace(terms, day_count="ACT/365F"),
            replace(terms, carry_remainder=not terms.carry_remainder),
            replace(terms, settlement_day=1 + draw(below(28))),
            replace(terms, rounding="down"),
        ],
    )
    return replace(
        scenario, terms=tuple(other if each == terms else each for each in scenario.terms)
    )


def other_terms_of_account(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """An account bears by other terms, or by none."""
    account = pick(draw, scenario.accounts)
    named = pick(draw, [*(each.id for each in scenario.terms), None])
    found = tuple(
        replace(each, terms=named) if each == account else each for each in scenario.accounts
    )
    return replace(scenario, accounts=found)


def other_internal_terms(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """Positions of a structure, or over a link, bear by other terms, or by none."""
    named = pick(draw, [*(each.id for each in scenario.terms), None])
    if not scenario.structures:
        return scenario
    if scenario.links and pick(draw, [False, True]):
        link = pick(draw, scenario.links)
        found = tuple(
            replace(each, internal_terms=named) if each == link else each for each in scenario.links
        )
        return replace(scenario, links=found)
    structures = tuple(replace(each, internal_terms=named) for each in scenario.structures)
    return replace(scenario, structures=structures)


def other_fee(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """A fee by terms has another rate, or a minimum, or is not charged at all."""
    if not scenario.fee_terms:
        return scenario
    term = pick(draw, scenario.fee_terms)
    other = [replace(term, minimum=Decimal(3), maximum=None)]
    if term.rate is not None:
        other.append(replace(term, rate=pick(draw, RATES)))
    chosen = pick(draw, [*other, None])
    found = (chosen if each == term else each for each in scenario.fee_terms)
    return replace(scenario, fee_terms=tuple(each for each in found if each is not None))


def other_tax(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """A tax has another rate, or is not due at all."""
    if not scenario.tax_terms:
        return scenario
    term = pick(draw, scenario.tax_terms)
    chosen = pick(draw, [replace(term, rate=pick(draw, RATES)), None])
    found = (chosen if each == term else each for each in scenario.tax_terms)
    return replace(scenario, tax_terms=tuple(each for each in found if each is not None))


def other_pool(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """A notional pool sets off or shares otherwise."""
    if not scenario.notional_pools:
        return scenario
    pool = pick(draw, scenario.notional_pools)
    other = pick(
        draw,
        [
            replace(pool, allocation="fair_share"),
            replace(pool, allocation="central"),
            replace(pool, offset="50%"),
            replace(pool, method="net" if pool.method != "net" else "advantage"),
            replace(pool, terms=pick(draw, scenario.terms).id),
        ],
    )
    found = tuple(other if each == pool else each for each in scenario.notional_pools)
    return replace(scenario, notional_pools=found)


def other_member(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """A participant of a notional pool was in it to another cap, at other times, or not at all."""
    if not scenario.notional_members:
        return scenario
    member = pick(draw, scenario.notional_members)
    chosen = pick(
        draw,
        [
            replace(member, debit_cap=Decimal(100)),
            replace(member, valid_from=day_of(draw, scenario)),
            None,
        ],
    )
    members = in_place_of(member, chosen, scenario.notional_members)
    return replace(scenario, notional_members=members)


def in_place_of(one: Line, other: Line | None, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines with another in place of one of them, or without it."""
    found = (other if each == one else each for each in lines)
    return tuple(each for each in found if each is not None)


def other_contract(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """An agreed deposit has another basic amount or rate, or was never agreed."""
    if not scenario.agreed_deposits:
        return scenario
    contract = pick(draw, scenario.agreed_deposits)
    chosen = pick(
        draw,
        [
            replace(contract, basic_amount=contract.basic_amount + 50),
            replace(contract, rate=pick(draw, RATES)),
            None,
        ],
    )
    contracts = in_place_of(contract, chosen, scenario.agreed_deposits)
    return replace(scenario, agreed_deposits=contracts)


def other_exchange(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """A rate of exchange was another one."""
    if not scenario.fx_rates:
        return scenario
    rate = pick(draw, scenario.fx_rates)
    other = replace(rate, mid=Decimal(3), bid=None, ask=None)
    found = tuple(other if each == rate else each for each in scenario.fx_rates)
    return replace(scenario, fx_rates=found)


def other_terms_of_ledger(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """A virtual ledger bears by other terms."""
    bearing = [each for each in scenario.ledgers if each.terms]
    if not bearing:
        return scenario
    ledger = pick(draw, bearing)
    other = replace(ledger, terms=pick(draw, scenario.terms).id)
    return replace(scenario, ledgers=in_place_of(ledger, other, scenario.ledgers))


CHANGES: tuple[Callable[[st.DrawFn, Scenario], Scenario], ...] = (
    other_rate, later_version, other_terms, other_terms_of_account, other_internal_terms,
    other_fixing, other_fee, other_tax, other_pool, other_member, other_contract, other_exchange,
    other_terms_of_ledger,
)  # fmt: skip


def is_right(scenario: Scenario, right: Scenario) -> bool:
    """Whether the other one differs in what prices alone, and does."""
    return right != scenario and not fact_complaints(scenario, right)
