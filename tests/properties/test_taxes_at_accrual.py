"""Taxes of interest as it accrues, on random structures: runs over the ends of months, in which
interest is settled every month, and rates fall below zero and rise again."""

import datetime
from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.agreement import difference
from tests.properties.picking import below, pick
from tests.properties.profiles import quick
from tests.properties.scope import ENGINE, Scope
from tests.properties.strategies import scenarios
from tests.properties.strategies_fees import dated, draw_day, when_taken
from tests.properties.test_checks_and_figures import every_check_passes_and_figures_agree
from tests.properties.test_right_terms import (
    UNMIXED,
    Wrong,
    correction_of,
    is_the_twin_s,
    taxed_anew,
)
from treasury.checking.corrected import findings
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import advance, begin, finish
from treasury.tables import TAX
from treasury.tax import TaxBase, TaxTerm

BASES: tuple[TaxBase, ...] = ("bank_interest", "internal_interest")
FALLING = ("-36%", "-36%", "-3%", "0%")


@st.composite
def taxed(draw: st.DrawFn, scope: Scope = ENGINE) -> Scenario:
    """A random scenario over a month or two, with such taxes on what banks and members pay."""
    scenario = draw(scenarios(scope=scope))
    more = datetime.timedelta(days=pick(draw, [35, 0, 14, 70]))
    scenario = replace(scenario, last_day=scenario.last_day + more)
    scenario = replace(scenario, rates=(*scenario.rates, *falling(draw, scenario)))
    settled = pick(draw, [20, 15, None, 5, 31])
    if settled is not None:
        monthly = [
            replace(one, settles="monthly", settlement_day=settled) for one in scenario.terms
        ]
        scenario = replace(scenario, terms=tuple(monthly))
    scenario = replace(scenario, tax_terms=(*scenario.tax_terms, *drawn_taxes(draw, scenario)))
    assume(not complaints(scenario))
    return scenario


def falling(draw: st.DrawFn, scenario: Scenario) -> list[Rate]:
    """Rates below zero from a day on, of sides that have one rate from the beginning, and perhaps
    the old one again."""
    found: list[Rate] = []
    if pick(draw, [False, False, True]):
        return found
    first, last = scenario.first_day, scenario.last_day
    days = [first + datetime.timedelta(days=row) for row in range((last - first).days + 1)]
    begin_months = [day for day in days if day.day == 1]
    sides = [(one.terms, one.side) for one in scenario.rates]
    for rate in scenario.rates:
        if rate.valid_from is None and sides.count((rate.terms, rate.side)) == 1:
            day = pick(draw, [*begin_months, *begin_months, draw_day(draw, first, last)])
            found.append(replace(rate, valid_from=day, rate=pick(draw, FALLING)))
            again = draw_day(draw, day, last)
            found += [replace(rate, valid_from=again)] * (again > day and pick(draw, [0, 0, 1]))
    return found


def drawn_taxes(draw: st.DrawFn, scenario: Scenario) -> list[TaxTerm]:
    """A tax on either base, mostly as interest accrues, and one on one of them."""
    days, found = (scenario.last_day - scenario.first_day).days + 1, list[TaxTerm]()
    for base in BASES:
        first = TaxTerm(tax=f"on-{base}", base=base, rate=pick(draw, ["10%", "36%", "100%"]))
        inner = base == "internal_interest" and pick(draw, [True, False])
        way = {"taxed": "accrued"} | when_taken(draw, base)
        accrues = replace(first, price_includes_tax=inner, **way)
        found += dated(draw, scenario, accrues, days)
    on = f"on-{pick(draw, BASES)}"
    return [*found, TaxTerm(tax="on-it", base="tax", on=on, rate="12%")]


@st.composite
def taxed_otherwise(draw: st.DrawFn) -> Wrong:
    """The same with a tax that is right when it is posted, at other ends, or at another rate; and
    perhaps some late items."""
    scenario = draw(taxed(scope=UNMIXED))
    term = pick(draw, [one for one in scenario.tax_terms if one.taxed == "accrued"])
    way = pick(draw, [{"taxed": "paid", "accrues": "monthly"}, {"accrues": "quarterly"}, {}])
    return taxed_anew(draw, scenario, term, **way)


@quick(160)
@given(taxed())
def test_a_run_is_the_twin_s(scenario):
    for structure in (None, *(one.id for one in scenario.structures)):
        assert difference(scenario, structure) == ""


@quick(60)
@given(taxed())
def test_no_check_fails_and_the_figures_are_the_twin_s(scenario):
    every_check_passes_and_figures_agree(scenario)


@quick(80)
@given(taxed_otherwise())
def test_what_is_right_under_other_taxes_is_the_twin_s(wrong):
    is_the_twin_s(wrong, correction_of(wrong)[0])


@quick(60)
@given(taxed_otherwise())
def test_a_run_corrected_for_other_taxes_stands_up_to_the_checks_of_a_run(wrong):
    for name, found in findings(*correction_of(wrong)):
        assert found.passed is not False, (name, found.detail)


@quick(60)
@given(taxed(), below(200))
def test_a_run_resumed_inside_an_interest_period_goes_on_as_it_was(scenario, number):
    plan = resolve(scenario, "S0", "S0")
    whole = finish(advance(begin(plan), plan.tables.days))
    stopped = advance(begin(plan), number % plan.tables.days)
    resumed = finish(advance(stopped, plan.tables.days))
    for one, other in zip(whole, resumed, strict=True):
        assert np.array_equal(one, other)


def test_taxes_are_taken_and_given_back_in_some():
    """What the other tests would not see if it never happened."""
    seen = {"taken": 0, "back": 0}

    @quick(200)
    @given(taxed())
    def count(scenario):
        plan = resolve(scenario, "S0", "S0")
        events = finish(advance(begin(plan), plan.tables.days)).events
        amounts = [one[6] for one in events[events[:, 2] == TAX].tolist()]
        seen["taken"] += any(one < 0 for one in amounts)
        seen["back"] += any(one > 0 for one in amounts)

    count()
    assert min(seen.values()) > 0, seen
