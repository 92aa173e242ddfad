"""Runs with money that is lent on, corrected for prices that were other ones."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.picking import Dice, pick
from tests.properties.profiles import quick, tries
from tests.properties.strategies import scenarios, thrown
from tests.properties.strategies_on_lending import with_on_lending
from tests.properties.strategies_terms import RATES, is_right, otherwise_priced
from tests.properties.test_back_value import Known, ends_alike, passes
from tests.properties.test_right_terms import UNMIXED, Wrong, correction_of, is_the_twin_s
from treasury.correction.correcting import Correction, corrected
from treasury.correction.facts import moved_facts
from treasury.levies import NOT_LENT_ON, RATE_ABOVE
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import TAX

PLAIN = replace(UNMIXED, options=tuple(one for one in UNMIXED.options if one != "on_lending"))
"""On-lending is drawn afterwards, so that more scenarios have it."""


def other_prices(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario in which loans and positions bear other rates, from the beginning."""
    named = {one.internal_terms for one in (*scenario.structures, *scenario.links)}
    named |= {one.terms for one in (*scenario.term_loans, *scenario.credit_lines)}
    rates = tuple(
        replace(one, rate=pick(draw, RATES), floor=None, cap=None) if one.terms in named else one
        for one in scenario.rates
    )
    right = replace(scenario, rates=rates)
    return scenario if complaints(right) else right


def known_on_the_last_day(scenario: Scenario) -> Known:
    """Nothing late, on the last day."""
    return Known(scenario, (), (scenario.last_day - scenario.first_day).days)


@st.composite
def wrongly_lent_on(draw: st.DrawFn) -> Wrong:
    """A random scenario with money lent on, whose prices were other ones."""
    scenario = with_on_lending(draw, UNMIXED, draw(scenarios(scope=PLAIN)))
    assume(scenario.on_lending and complaints(scenario) == [])
    right = other_prices(draw, scenario)
    if pick(draw, [False, True]):
        right = otherwise_priced(draw, right)
    assume(is_right(scenario, right) and complaints(right) == [])
    return Wrong(known_on_the_last_day(scenario), right)


@quick(40)
@given(wrongly_lent_on())
def test_what_is_lent_on_at_other_prices_is_corrected_as_the_twin_says(wrong):
    found, projection = correction_of(wrong)
    is_the_twin_s(wrong, found)
    ends_alike(found)
    passes(found, projection)


def test_by_fair_dice_taxes_on_what_is_lent_on_are_corrected_as_the_twin_says():
    """The law above examines something: taxes that spare, and periods that a rate decides."""
    taxed = decided = 0
    for seed in range(tries(3000)):
        wrong = wrong_thrown(seed)
        if wrong is None:
            continue
        plan, right = (resolve(each, "S0", "S0") for each in (wrong.known.scenario, wrong.right))
        projection = simulate(plan)
        found = corrected(plan, projection, (), wrong.known.today, right=right)
        is_the_twin_s(wrong, found)
        passes(found, projection)
        taxed += spared_ones(found)
        known, now = (each.tables.levies.on_lent.days.why for each in (plan, right))
        decided += not np.array_equal(known == RATE_ABOVE, now == RATE_ABOVE)
    assert taxed > 3 and decided > 0, (taxed, decided)


def spared_ones(found: Correction) -> int:
    """How many taxes that spare what is lent on are corrected."""
    watches = found.plan.tables.levies.watches
    sparing = set(watches.levy[watches.kind == NOT_LENT_ON].tolist())
    return sum(one.kind == TAX and one.ref in sparing for one in found.touched)


def wrong_thrown(seed: int) -> Wrong | None:
    """A random scenario by fair dice whose prices were other ones; None where nothing is lent on,
    or no treasurer could run or correct it."""
    dice = Dice(seed)
    scenario = with_on_lending(dice, UNMIXED, thrown(seed, scope=PLAIN))
    lines = tuple(
        replace(one, published=True, funds="financial_institution") for one in scenario.on_lending
    )
    scenario = replace(scenario, on_lending=lines)
    if not lines or complaints(scenario):
        return None
    right = other_prices(dice, scenario)
    if not is_right(scenario, right):
        return None
    if moved_facts(*(resolve(each, "S0", "S0") for each in (scenario, right))):
        return None
    return Wrong(known_on_the_last_day(scenario), right)
