"""Laws of overdraft nights, and what random agreements lead to."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.profiles import quick
from tests.properties.strategies import scenarios, thrown
from tests.properties.strategies_overdrafts import ONE_DAY, with_agreements
from tests.properties.test_checks_and_figures import everything_agrees
from treasury.checking.closed import closed_under, nights_in_a_row
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import AUX, BASE, KIND, OVERDUE, OVERDUE_REPAID, Projection

BEYOND = 10_000
"""More nights than any run has."""


def lived(scenario: Scenario, structure: str | None) -> Projection:
    """The run of a structure, or of none."""
    return simulate(resolve(scenario, structure, structure or "standalone"))


@quick(60)
@given(scenarios())
def test_as_many_nights_as_nobody_passes_change_nothing(scenario):
    agreed = tuple(
        replace(one, nights=BEYOND, overdue=Decimal(0)) for one in scenario.overdraft_agreements
    )
    for structure in (None, scenario.structures[0].id):
        endless = lived(replace(scenario, overdraft_agreements=agreed), structure)
        without = lived(replace(scenario, overdraft_agreements=()), structure)
        assert np.array_equal(endless.book, without.book)
        assert np.array_equal(endless.fate, without.fate)
        assert not endless.owed[:, endless.owed.shape[1] - len(agreed) :].any()


@quick(60)
@given(scenarios())
def test_nobody_is_overdrawn_on_more_nights_than_agreed(scenario):
    first = {one.account: one for one in scenario.overdraft_agreements[::-1]}
    agreed = tuple(
        replace(one, nights=1, nights_before=0, valid_from=None, valid_until=None, unpaid="overdue")
        for one in first.values()
    )
    one = replace(scenario, overdraft_agreements=agreed)
    for structure in (None, scenario.structures[0].id):
        plan = resolve(one, structure, structure or "standalone")
        book = simulate(plan).book
        for agreement in agreed:
            overdrawn = book[:, plan.names.accounts.index(agreement.account)] < 0
            assert not (overdrawn[1:] & overdrawn[:-1]).any()


@st.composite
def renewed(draw: st.DrawFn) -> Scenario:
    """A random scenario in which an account has several agreements in turn."""
    scenario = draw(scenarios())
    one = with_agreements(draw, replace(scenario, overdraft_agreements=()))
    assume(len({each.account for each in one.overdraft_agreements}) < len(one.overdraft_agreements))
    assume(not complaints(one))
    return one


@quick(40)
@given(renewed())
def test_agreements_in_turn_are_the_twin_s_and_pass_the_checks(scenario):
    everything_agrees(scenario)


def test_random_agreements_in_turn_count_on_and_open_again():
    """The law above examines something: nights that go on, and overdrafts that a new one opens."""
    seen: set[str] = set()
    for number in range(3000):
        scenario = thrown(number)
        for agreement in scenario.overdraft_agreements:
            before = [
                one for one in scenario.overdraft_agreements
                if one.account == agreement.account and one.valid_until is not None
                and one.valid_until + ONE_DAY == agreement.valid_from
            ]  # fmt: skip
            if not before:
                continue
            plan = resolve(scenario, scenario.structures[0].id, "pool")
            run = simulate(plan)
            begins = plan.names.days.index(agreement.valid_from)
            counts = nights_in_a_row(plan, run, agreement)
            closed = closed_under(plan, run.events, before[0])
            seen |= {"counted on"} if counts[begins] > 1 else set()
            seen |= {"opened"} if closed[begins - 1] and not closed[begins] else set()
            seen |= {"stayed closed"} if closed[begins] else set()
        if len(seen) == 3:
            return
    raise AssertionError(f"only {sorted(seen)}")


def test_random_overdrafts_become_overdue_are_added_to_repaid_and_opened_again():
    seen: set[str] = set()
    for number in range(600):
        scenario = thrown(number)
        if not scenario.overdraft_agreements:
            continue
        events = lived(scenario, scenario.structures[0].id).events
        overdue = events[events[:, KIND] == OVERDUE]
        repaid = events[events[:, KIND] == OVERDUE_REPAID]
        found = {
            "converted": overdue[:, AUX] == 0,
            "added": overdue[:, AUX] == 1,
            "repaid in part": repaid[:, BASE] > 0,
            "repaid for good": (repaid[:, BASE] == 0) & (repaid[:, AUX] == 0),
            "opened again": repaid[:, AUX] == 1,
        }
        seen |= {name for name, rows in found.items() if rows.any()}
        if len(seen) == len(found):
            return
    raise AssertionError(f"only {sorted(seen)}")
