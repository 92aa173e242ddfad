"""Taxes on what deposits and money market sweeps earn, on random structures: more of them than the
random scenarios bring by themselves."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.agreement import difference
from tests.properties.picking import pick
from tests.properties.profiles import quick
from tests.properties.scope import ENGINE, Scope
from tests.properties.strategies import scenarios
from tests.properties.strategies_deposits import with_deposits
from tests.properties.strategies_fees import dated, tax_rates
from tests.properties.strategies_money_market import with_money_market
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
from treasury.scenario import Scenario
from treasury.tax import TaxBase, TaxTerm

OF_PLACINGS: dict[str, TaxBase] = {"of-banks": "bank_interest", "of-funds": "fund_income"}


@st.composite
def taxed(draw: st.DrawFn, scope: Scope = ENGINE) -> Scenario:
    """A random scenario that mostly has deposits or money market sweeps, and taxes on both."""
    scenario = draw(scenarios(scope=scope))
    if not scenario.deposits:
        scenario = with_deposits(draw, scope, scenario)
    if not scenario.money_market_sweeps:
        scenario = with_money_market(draw, scope, scenario)
    days = (scenario.last_day - scenario.first_day).days + 1
    found = list(scenario.tax_terms)
    for name, base in OF_PLACINGS.items():
        first = TaxTerm(tax=name, base=base, rate=pick(draw, tax_rates(base)))
        found += dated(draw, scenario, first, days)
    on = pick(draw, [*OF_PLACINGS])
    found.append(TaxTerm(tax="on-it", base="tax", on=on, rate="12%"))
    scenario = replace(scenario, tax_terms=tuple(found))
    assume(not complaints(scenario))
    assume(scenario.deposits or scenario.money_market_sweeps)
    return scenario


@st.composite
def taxed_otherwise(draw: st.DrawFn) -> Wrong:
    """The same without money market sweeps, with taxes that are right otherwise, from the beginning
    or from a day of the run, or not due at all; and perhaps some late items."""
    scenario = draw(taxed(scope=UNMIXED))
    term = pick(draw, [one for one in scenario.tax_terms if one.tax != "of-funds"])
    return taxed_anew(draw, scenario, term)


@quick(100)
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
