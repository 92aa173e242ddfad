"""Dated limits of credit lines, on random structures: more of them than random scenarios bring."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.profiles import quick
from tests.properties.strategies import scenarios, thrown
from tests.properties.strategies_limits import with_limits_of_lines
from tests.properties.test_checks_and_figures import everything_agrees
from treasury.credit import CreditLimit
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate


@st.composite
def dated(draw: st.DrawFn) -> Scenario:
    """A random scenario with dated limits of its credit lines."""
    scenario = with_limits_of_lines(draw, draw(scenarios()))
    assume(scenario.credit_limits)
    assume(not complaints(scenario))
    return scenario


@quick(100)
@given(dated())
def test_dated_limits_are_the_twin_s_and_pass_the_checks(scenario):
    everything_agrees(scenario)


@quick(60)
@given(scenarios())
def test_a_dated_limit_that_is_the_line_s_own_changes_nothing(scenario):
    days = scenario.first_day, scenario.last_day
    same = tuple(
        CreditLimit(credit_line=line.id, valid_from=day, limit=line.limit)
        for line in scenario.credit_lines
        for day in sorted(set(days))
    )
    plain = replace(scenario, credit_limits=())
    for structure in (None, scenario.structures[0].id):
        one, two = (
            simulate(resolve(each, structure, "run"))
            for each in (plain, replace(plain, credit_limits=same))
        )
        assert np.array_equal(one.events, two.events)
        assert np.array_equal(one.owed, two.owed)


def test_random_limits_are_cut_below_what_is_drawn_and_raised():
    """The laws above examine something: lines above their limit, and repaid from there."""
    seen: set[str] = set()
    for number in range(900):
        scenario = thrown(number)
        if not scenario.credit_limits:
            continue
        plan = resolve(scenario, scenario.structures[0].id, "pool")
        run, limits = simulate(plan), plan.tables.loans.limit
        lines = len(scenario.credit_lines)
        owed, limit = run.owed[:, :lines], limits[:, :lines]
        above = owed > limit
        seen |= {"above"} if above.any() else set()
        seen |= {"repaid"} if (above[:-1] & (owed[1:] < owed[:-1])).any() else set()
        seen |= {"raised"} if (limit[1:] > limit[:-1]).any() else set()
        if len(seen) == 3:
            return
    raise AssertionError(f"only {sorted(seen)}")
