"""The engine does what the slow restatement of the contract does, to the unit and the minute."""

from hypothesis import given

from tests.properties.agreement import difference
from tests.properties.profiles import quick, tries
from tests.properties.strategies import scenarios, thrown
from treasury.scenario import Scenario


def structures_of(scenario: Scenario) -> list[str | None]:
    return [None, *(structure.id for structure in scenario.structures)]


@quick(140)
@given(scenarios())
def test_balances_sweeps_payments_positions_and_interest_are_the_twin_s(scenario):
    for structure in structures_of(scenario):
        assert difference(scenario, structure) == ""


def test_scenarios_by_fair_dice_run_as_the_twin_says():
    for number in range(tries(300)):
        scenario = thrown(number)
        for structure in structures_of(scenario):
            assert difference(scenario, structure) == "", f"scenario {number}, {structure}"
