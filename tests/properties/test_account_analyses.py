"""Account analyses are the twin's, and pass every check."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import assume, given

from tests.properties.agreement import ANALYSED, difference
from tests.properties.profiles import quick, tries
from tests.properties.strategies_analyses import analysed, analysed_scenarios
from treasury.analyses import CARRIED_ON
from treasury.comparison import Run, study
from treasury.plan.plan import Plan
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.reporting.explaining.analysis_periods import periods_of
from treasury.scenario import Scenario
from treasury.simulation.simulate import advance, begin, finish, simulate
from treasury.tables import AMOUNT, ANALYSIS_CHARGED, KIND, Projection

CHECK = "35 account analyses are settled as agreed"


def right_ones(count: int) -> Iterator[tuple[int, Scenario]]:
    """Scenarios by fair dice that a treasurer could run, of so many thrown."""
    for number in range(count):
        scenario = analysed(number)
        if complaints(scenario) == []:
            yield number, scenario


@quick(80)
@given(analysed_scenarios())
def test_random_account_analyses_are_the_twin_s_and_pass_every_check(scenario):
    assume(complaints(scenario) == [])
    agrees(scenario)


def test_account_analyses_by_fair_dice_are_the_twin_s_and_many_close():
    thrown = tries(160)
    examined = [agrees(scenario, f"scenario {number}") for number, scenario in right_ones(thrown)]
    assert len(examined) > thrown // 4
    assert sum(each > 0 for each in examined) > len(examined) // 4


def agrees(scenario: Scenario, name: str = "") -> int:
    """How many days the check examined in all runs, once everything of them is the twin's."""
    found = 0
    for run in study(scenario).runs:
        assert difference(scenario, run.plan.structure) == "", name
        assert [one for one in run.checks if one.passed is False] == [], name
        assert told_open(run) == (-run.projection.analysed).tolist(), name
        found += sum(one.examined for one in run.checks if one.name == CHECK)
    return found


def told_open(run: Run) -> list[int]:
    """What the statement of each analysis says is due and not charged."""
    periods = periods_of(run.plan, run.projection)
    return [
        sum(one.due for one in periods if one.analysis == at and one.charged is None)
        for at in range(len(run.plan.names.analyses))
    ]


def test_an_analysed_run_that_is_stopped_and_resumed_is_the_same():
    for number, scenario in right_ones(40):
        plan = resolve(scenario, scenario.structures[0].id, "pool")
        whole, half = simulate(plan), plan.tables.days // 2
        again = finish(advance(advance(begin(plan), half), plan.tables.days))
        for one, other in zip(whole, again, strict=True):
            assert np.array_equal(one, other), f"scenario {number}"


def test_a_credit_of_nothing_leaves_every_analysed_fee_to_be_charged():
    for number, scenario in right_ones(60):
        rates = tuple(
            replace(one, rate="0%", floor=None, cap=None) if one.terms == "ecr" else one
            for one in scenario.rates
        )
        plan = resolve(replace(scenario, rates=rates), scenario.structures[0].id, "pool")
        told = simulate(plan)
        events = told.events
        fees = events[np.isin(events[:, KIND], ANALYSED), AMOUNT].sum()
        charged = -events[events[:, KIND] == ANALYSIS_CHARGED, AMOUNT].sum()
        assert fees + late_fees(plan, told) == charged - told.analysed.sum(), f"scenario {number}"


def test_an_analysis_renewed_on_the_same_terms_at_a_settlement_is_as_if_it_went_on():
    renewals = 0
    for number, thrown in right_ones(60):
        scenario = settled_halfway(thrown)
        name = scenario.structures[0].id
        whole = simulate(resolve(scenario, name, "pool"))
        for cut in renewed_at_settlements(scenario):
            assert complaints(cut) == [], f"scenario {number}"
            told = simulate(resolve(cut, name, "pool"))
            assert np.array_equal(whole.book, told.book), f"scenario {number}"
            assert whole.analysed.sum() == told.analysed.sum(), f"scenario {number}"
            renewals += 1
    assert renewals > 20


def settled_halfway(scenario: Scenario) -> Scenario:
    """The scenario whose analyses are settled in the middle of the run, and carry their credits."""
    days = resolve(scenario, None, "standalone").names.days
    middle = days[(len(days) - 1) // 2].day
    changed = tuple(
        replace(one, every="month", settles="month", excess="carry", day=middle)
        for one in scenario.account_analyses
    )
    return replace(scenario, account_analyses=changed)


def renewed_at_settlements(scenario: Scenario) -> Iterator[Scenario]:
    """The scenario with one analysis cut in two, at each settlement whose credit is carried on."""
    plan = resolve(scenario, None, "standalone")
    for index, one in enumerate(scenario.account_analyses):
        table, at = plan.tables.levies.analyses.days, plan.names.analyses.index(one.id)
        carries = (table.closes[:-2, at] == 1) & (table.settles[:-2, at] == CARRIED_ON)
        for row in np.flatnonzero(carries & (table.held[1:-1, at] == 1)).tolist():
            last, begins = plan.names.days[row : row + 2]
            found = list(scenario.account_analyses)
            found[index] = replace(one, valid_until=last)
            name = f"{'AZ'[row % 2]}-{one.id}"
            later = replace(one, id=name, follows=one.id, valid_from=begins)
            after = [replace(each, follows=name) if each.follows == one.id else each
                     for each in found]  # fmt: skip
            yield replace(scenario, account_analyses=(later, *after))


def late_fees(plan: Plan, told: Projection) -> int:
    """The fees by terms that would go to an analysis on the morning after the last day."""
    levies = plan.tables.levies
    through = levies.analyses.through[plan.tables.days - 1, levies.rows.way]
    return -sum(
        int(amount)
        for at, amount in zip(through.tolist(), told.levied.tolist(), strict=True)
        if at >= 0
    )
