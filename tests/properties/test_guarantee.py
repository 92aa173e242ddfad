"""Paying without being disturbed (banking day, section 5 and law 17): where it is guaranteed.

Two ways to a guarantee: all accounts in `own_deposits`, or all in `full` below a root without
bound. Each condition is needed: without it somebody is disturbed in some scenario.
"""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import find, given

from tests.hand.tables import fates, group
from tests.properties.profiles import SEARCH, SLOW_KERNEL, quick
from tests.properties.strategies import scenarios, thrown
from treasury.comparison import Run, study
from treasury.fees import UNDRAWN
from treasury.scenario import Scenario

TRIED = 600 if SLOW_KERNEL else 3000
ENDLESS: dict[str, Any] = {"overdraft": "unlimited", "overdraft_may_fund": True, "reserve": None,
                           "intraday_overdraft": None}  # fmt: skip


def pooled(scenario: Scenario, structure: str = "S0") -> Run:
    """The run of a structure."""
    return next(run for run in study(scenario).runs if run.plan.structure == structure)


def without_price(scenario: Scenario) -> Scenario:
    """The scenario without fees of a pool and with every rate zero."""
    fees = tuple(fee for fee in scenario.fees if fee.structure is None)
    rates = tuple(replace(rate, rate="0%") for rate in scenario.rates)
    prices: dict[str, Any] = {"rates": rates, "agreed_deposits": (), "tax_terms": ()}
    prices |= {"deposits": (), "withdrawals": (), "money_market_sweeps": ()}
    prices |= {"overdraft_agreements": ()}
    return replace(scenario, fees=fees, fee_terms=(), budgets=(), stops=(), **prices)


def with_mode(scenario: Scenario, mode: str) -> Scenario:
    """The scenario with every account in one payment mode, protected, a member throughout."""
    fields: dict[str, Any] = {"payment_mode": mode, "root_payment_mode": mode}
    pools = tuple(replace(one, **fields, protect_participants=True) for one in scenario.structures)
    first = {(link.structure, link.participant): link for link in reversed(scenario.links)}
    own: dict[str, Any] = dict.fromkeys(
        ("payment_mode", "internal_limit", "valid_from", "valid_until", "at_end")
    )
    links = tuple(replace(link, **own) for link in first.values())
    rules = tuple(
        replace(rule, preset="zero_balance") if rule.preset == "receive_only" else rule
        for rule in scenario.rules
    )
    return replace(scenario, structures=pools, links=links, rules=rules)


def everybody_on_own_deposits(scenario: Scenario) -> Scenario:
    """The conditions of the first guarantee: nothing is funded, every header can give all."""
    one = replace(with_mode(without_price(scenario), "own_deposits"), overtaking=False)
    links = tuple(replace(link, direction="up") for link in one.links)
    return with_endless_headers(replace(one, links=links))


def with_endless_headers(scenario: Scenario) -> Scenario:
    headers = {link.header for link in scenario.links}
    accounts = tuple(
        replace(each, **ENDLESS) if each.id in headers else each for each in scenario.accounts
    )
    return replace(scenario, accounts=accounts)


@quick(60)
@given(scenarios())
def test_nobody_is_disturbed_on_own_deposits_below_headers_that_can_give_them(scenario):
    assert pooled(everybody_on_own_deposits(scenario)).disturbed == ()


def bounded_headers(scenario: Scenario) -> Scenario:
    """The accounts as they were drawn."""
    one = everybody_on_own_deposits(scenario)
    return replace(one, accounts=scenario.accounts)


def with_pool_fees(scenario: Scenario) -> Scenario:
    return replace(everybody_on_own_deposits(scenario), fees=scenario.fees)


def standalone(scenario: Scenario) -> Scenario:
    return with_mode(everybody_on_own_deposits(scenario), "standalone")


WITHOUT = {
    "headers that can give": bounded_headers,
    "no pool fee": with_pool_fees,
    "the mode": standalone,
}


@pytest.mark.parametrize("condition", WITHOUT)
def test_without_one_of_the_conditions_somebody_can_be_disturbed(condition):
    for number in range(TRIED):
        if pooled(WITHOUT[condition](thrown(number))).disturbed:
            return
    pytest.fail(f"nobody is disturbed in {TRIED} scenarios without {condition}")


def test_where_money_is_funded_and_spent_it_can_be_missed_later():
    one = group(
        """
        account | opening | header | rule
        H       | 1000    |        |
        A       | 0       | H      | range low=100 high=150 at=09:00,11:00
        """,
        """
        time  | account | amount | short
        10:00 | A       | -100   | reject
        10:30 | A       | 300    |
        12:00 | A       | -300   |
        """,
        pool={"payment_mode": "own_deposits"},
    )
    run = pooled(one, "pool")
    assert fates(one, None) == {"A1": "rejected 1 10:00", "A3": "made 1 12:00"}
    assert fates(one) == {"A1": "made 1 10:00", "A3": "refused 1 close"}
    assert [paid.item for paid in run.disturbed] == [2]


def test_where_a_payment_draws_past_one_that_waits_that_one_can_miss_the_money():
    """Alone the 100 are kept for the 300 that wait; in the pool they are deposits, and are not."""
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        A       | 100     | H      | zero_balance at=09:00
        """,
        """
        time  | account | amount
        10:00 | A       | -300
        11:00 | A       | -50
        12:00 | A       | 200
        """,
        pool={"payment_mode": "own_deposits"},
        overtaking=True,
    )
    assert fates(one, None) == {"A1": "made 1 12:00", "A2": "refused 1 close"}
    assert fates(one) == {"A1": "refused 1 close", "A2": "made 1 11:00"}
    (check,) = (each for each in pooled(one, "pool").checks if each.name.startswith("17 "))
    assert check.passed is None
    assert check.detail == (
        "no payment may draw on deposits past one that waits; A2 of A does, 2026-03-02 at 11:00"
    )
    in_order = replace(one, overtaking=False)
    assert fates(in_order) == {"A1": "made 1 12:00", "A2": "refused 1 close"}
    assert next(
        each.passed for each in pooled(in_order, "pool").checks if each.name.startswith("17 ")
    )


# --- all in `full` -------------------------------------------------------------------------------


def everybody_full(scenario: Scenario, *, unbounded: bool) -> Scenario:
    """The scenario with every account in `full`, no pool fee, and roots with or without bound.

    Nor a fee on what is undrawn: nothing is of a limit without bound. And no link that takes days
    or goes by a clearing system: no payment draws over it.
    """
    below_others = {link.participant for link in scenario.links}
    roots = {link.header for link in scenario.links} - below_others
    accounts = tuple(
        replace(one, **ENDLESS) if unbounded and one.id in roots else one
        for one in scenario.accounts
    )
    fees = tuple(fee for fee in scenario.fees if fee.structure is None)
    terms = tuple(term for term in scenario.fee_terms if term.base not in UNDRAWN)
    full = with_mode(scenario, "full")
    links = tuple(replace(link, delay=0, clearing=None) for link in full.links)
    return replace(
        full, accounts=accounts, fees=fees, fee_terms=terms, budgets=(), stops=(), links=links
    )


@quick(80)
@given(scenarios())
def test_nobody_is_disturbed_where_all_are_full_below_a_root_without_bound(scenario):
    assert pooled(everybody_full(scenario, unbounded=True)).disturbed == ()


def test_below_a_bounded_root_somebody_can_be_disturbed():
    find(
        scenarios(),
        lambda scenario: pooled(everybody_full(scenario, unbounded=False)).disturbed != (),
        settings=SEARCH,
    )


def test_below_an_unbounded_root_somebody_in_standalone_can_be_disturbed():
    def standalone(scenario: Scenario) -> bool:
        full = everybody_full(scenario, unbounded=True)
        structures = tuple(replace(one, payment_mode="standalone") for one in full.structures)
        return pooled(replace(full, structures=structures)).disturbed != ()

    find(scenarios(), standalone, settings=SEARCH)
