"""Account analyses are the twin's, and pass every check."""

from collections.abc import Iterator

from hypothesis import assume, given

from tests.properties.agreement import difference
from tests.properties.profiles import SLOW_KERNEL, quick
from tests.properties.strategies_analyses import analysed, analysed_scenarios
from treasury.comparison import Run, study
from treasury.plan.problems import complaints
from treasury.reporting.explaining.analysis_periods import periods_of
from treasury.scenario import Scenario

CHECK = "35 account analyses are settled as agreed"
TRIED = 160 // (4 if SLOW_KERNEL else 1)


def right_ones(count: int = TRIED) -> Iterator[tuple[int, Scenario]]:
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
    examined = [agrees(scenario, f"scenario {number}") for number, scenario in right_ones()]
    assert len(examined) > TRIED // 4
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
