"""The check of taxes: what is taxed as it accrues is taxed as written, at its ends and when it is
posted."""

import datetime
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.checking.test_taxes import HELD, MORE, VAT, judged, pool
from tests.hand.notional import SMALL, pooled
from treasury import tables as t
from treasury.booking import book
from treasury.checks import CheckResult, check
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate

ACCRUED = replace(HELD, taxed="accrued")
INTERNAL = replace(VAT, taxed="accrued")
FIRST_OF_APRIL = 30


def spring(scenario: Scenario, month: int = 6, day: int = 22) -> Scenario:
    """The pool from March on, up to a day of a later month."""
    return replace(scenario, last_day=datetime.date(2026, month, day))


def charges(scenario: Scenario) -> list[tuple[int, int]]:
    """Day and amount of every charge, in time."""
    events = simulate(resolve(scenario, "pool", "pool")).events
    taxed = events[events[:, t.KIND] == t.TAX]
    return [(row[t.DAY], row[t.AMOUNT]) for row in taxed.tolist()]


def at(scenario: Scenario, day: int) -> int:
    """The place, among the charges, of the first one of a day."""
    return [one for one, _ in charges(scenario)].index(day)


@pytest.mark.parametrize("accrues", ["monthly", "quarterly", "yearly"])
def test_taxes_as_interest_accrues_pass_and_nothing_else_fails(accrues):
    taxes = (replace(ACCRUED, accrues=accrues), replace(INTERNAL, accrues=accrues), MORE)
    scenario = spring(pool(*taxes))
    plan, alone = resolve(scenario, "pool", "pool"), resolve(scenario, None, "standalone")
    told = simulate(plan)
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    assert [each for each in found if each.passed is False] == []
    assert judged(scenario).passed


@pytest.mark.parametrize("term", [ACCRUED, INTERNAL])
@pytest.mark.parametrize("day", [FIRST_OF_APRIL, 61 - 1, 112 - 1])
def test_a_charge_of_another_amount_or_day_is_named(term, day):
    scenario = spring(pool(term))
    place = at(scenario, day)
    dearer = judged(scenario, (place, t.AMOUNT, -1))
    assert dearer.passed is False
    assert dearer.detail.startswith(f"{term.tax} of ")
    assert judged(scenario, (place, t.DAY, 1)).passed is False


def test_what_is_open_is_less_what_was_taxed_before():
    assert judged(spring(pool(ACCRUED), 4, 10)).passed
    assert judged(spring(pool(ACCRUED), 4, 10), more=1).passed is False


def taken_otherwise(scenario: Scenario, lived: Scenario) -> CheckResult:
    """What the check says of the scenario where the run taxed by another one."""
    plan, alone = resolve(scenario, "pool", "pool"), resolve(scenario, None, "standalone")
    told = simulate(resolve(lived, "pool", "pool"))
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    return next(one for one in found if one.name.startswith("29"))


@pytest.mark.parametrize("way", [{"taxed": "paid"}, {"accrues": "quarterly"}])
def test_a_tax_that_is_taken_at_other_times_is_named(way):
    scenario = spring(pool(ACCRUED), 5, 2)
    lived = replace(scenario, tax_terms=(replace(ACCRUED, **way),))
    one = taken_otherwise(scenario, lived)
    assert one.passed is False
    assert "is due, charged" in one.detail


def test_a_tax_that_is_not_in_force_at_an_end_takes_nothing_then():
    later = replace(ACCRUED, valid_from=datetime.date(2026, 4, 2))
    scenario = spring(pool(later), 5, 2)
    assert min(day for day, _ in charges(scenario)) == 60
    assert judged(scenario).passed
    assert taken_otherwise(scenario, replace(scenario, tax_terms=(ACCRUED,))).passed is False


def test_what_comes_back_where_interest_shrinks_is_as_written():
    falling = [
        Rate(terms=name, side="credit", rate="-36%", valid_from=datetime.date(2026, 4, 1))
        for name in ("in", "bank")
    ]
    scenario = spring(pool(ACCRUED, INTERNAL))
    scenario = replace(scenario, rates=(*scenario.rates, *falling))
    back = [place for place, (_, amount) in enumerate(charges(scenario)) if amount > 0]
    assert back
    assert judged(scenario).passed
    assert judged(scenario, (back[0], t.AMOUNT, -1)).passed is False


@pytest.mark.parametrize("name", ["bank", "in"])
def test_interest_that_is_known_only_when_it_is_settled_is_taxed_then(name):
    scenario = spring(pool(ACCRUED, INTERNAL))
    terms = [
        replace(one, rate_change="settlement_day") if one.id == name else one
        for one in scenario.terms
    ]
    late = replace(scenario, terms=tuple(terms))
    assert len(charges(late)) < len(charges(scenario))
    assert judged(late).passed


def test_remainders_that_are_carried_are_in_what_has_accrued():
    seen = 0
    for opening in range(900_001, 900_008):
        scenario = spring(pool(ACCRUED, INTERNAL), 4, 2)
        accounts = [
            replace(one, opening=Decimal(opening)) if one.id == "S-1" else one
            for one in scenario.accounts
        ]
        terms = [
            replace(one, carry_remainder=True, rounding="down", day_count="ACT/365F")
            for one in scenario.terms
        ]
        carried = replace(scenario, accounts=tuple(accounts), terms=tuple(terms))
        dropped = replace(
            carried, terms=tuple(replace(one, carry_remainder=False) for one in terms)
        )
        bases = [bases_of(one) for one in (carried, dropped)]
        seen += bases[0] != bases[1]
        assert judged(carried).passed
    assert seen


def bases_of(scenario: Scenario) -> list[int]:
    """What is taxed on 1 April."""
    events = simulate(resolve(scenario, "pool", "pool")).events
    mine = (events[:, t.KIND] == t.LEVIED_ON) & (events[:, t.DAY] == FIRST_OF_APRIL)
    return [int(amount) for amount in events[mine, t.AMOUNT]]


def test_a_run_without_an_end_in_it_is_judged_at_its_end():
    one = judged(pool(ACCRUED, last=15))
    assert one.passed
    assert np.any(simulate(resolve(pool(ACCRUED, last=15), "pool", "pool")).levied)


def test_a_share_in_a_pool_s_result_is_taxed_when_it_is_posted():
    accounts = """
        account | opening  | terms
        H       | 8000000  | own
        A       | -3000000 | own
        B       | 1000000  | own
        """
    scenario = replace(pooled(accounts, rates=SMALL), tax_terms=(ACCRUED,))
    scenario = spring(scenario)
    plan, alone = resolve(scenario, "pool", "pool"), resolve(scenario, None, "standalone")
    told = simulate(plan)
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    (one,) = (each for each in found if each.name.startswith("29"))
    assert one.passed
    days = told.events[told.events[:, t.KIND] == t.TAX, t.DAY].tolist()
    assert set(days) == set(told.events[told.events[:, t.KIND] == t.INTEREST, t.DAY].tolist())


def test_where_nothing_bears_interest_nothing_accrues():
    scenario = spring(pool(ACCRUED, INTERNAL))
    accounts = tuple(replace(one, terms=None) for one in scenario.accounts)
    free = tuple(replace(one, internal_terms=None) for one in scenario.structures)
    one = judged(replace(scenario, accounts=accounts, structures=free))
    assert (one.passed, one.examined) == (None, 0)


def test_a_tax_of_one_way_leaves_the_other_alone():
    scenario = spring(pool(replace(INTERNAL, direction="up")))
    assert judged(scenario).passed
