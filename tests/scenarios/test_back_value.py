"""The scenario of back value: what its README tells is what would be posted."""

import datetime
from dataclasses import replace

import pytest

from tests.scenarios.answers import grouped, is_result, text_of
from tests.scenarios.shipped import (
    LATE,
    LATER,
    RIGHT,
    SCENARIOS,
    correction_of,
    correction_of_terms,
    run_of,
    study_of,
)
from treasury.accounts.ledger import closing
from treasury.checks import check_correction
from treasury.correction.correcting import Correction, books, corrected
from treasury.correction.facts import fact_complaints
from treasury.correction.postings import OPEN
from treasury.correction.problems import late_complaints
from treasury.plan.reading import read
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import ACCOUNT, AMOUNT, INTEREST, KIND, Projection

EIGHT = "08_back_value"
SIDES = {"credit": "Credit interest", "debit": "Debit interest"}


def correction(file: str) -> tuple[Correction, Projection]:
    """The correction of a file of late items, or of the terms as they are right."""
    return correction_of_terms(EIGHT) if file == RIGHT else correction_of(EIGHT, file)


@pytest.mark.parametrize(("file", "count"), [(LATE, 3), (LATER, 2), (RIGHT, 2)])
def test_the_tables_of_the_text_are_what_is_posted(file: str, count: int) -> None:
    found, _ = correction(file)
    past = [one for one in found.touched if one.day != OPEN]
    assert len(past) == count
    for one in past:
        account = found.plan.names.accounts[one.account]
        side = found.plan.names.accrual_sides[one.ref]
        line = (
            f"| {account} | {side} | {grouped(one.posted)} | {grouped(one.right)} | "
            f"{grouped(one.right - one.posted)} |"
        )
        assert line in text_of(EIGHT)


@pytest.mark.parametrize(
    ("figure", "by_hand"),
    [
        ("26.33", 60_000 * 79 * 20 / 36_000),
        ("13.00", 60_000 * 39 * 20 / 36_000),
        ("145.00", 30_000 * 40 * 435 / 36_000),
        ("31.67", 300_000 * 19 * 20 / 36_000),
    ],
)
def test_the_figures_worked_out_by_hand_are_those_of_the_correction(
    figure: str, by_hand: float
) -> None:
    found, _ = correction_of(EIGHT)
    amounts = {abs(one.posted) for one in found.touched} | {abs(one.right) for one in found.touched}
    assert is_result(EIGHT, figure) and grouped(round(by_hand)) == figure
    assert round(by_hand) in amounts


@pytest.mark.parametrize(("file", "count"), [(LATE, 5), (LATER, 5), (RIGHT, 6)])
def test_every_check_of_the_correction_passes(file: str, count: int) -> None:
    checks = check_correction(*correction(file))
    assert [check.passed for check in checks] == [True] * count


@pytest.mark.parametrize(
    ("figure", "by_hand"),
    [("54.86", 500_000 * 79 * 5 / 36_000), ("32.92", 60_000 * 79 * 25 / 36_000)],
)
def test_the_figures_of_the_right_rate_are_worked_out_by_hand(figure: str, by_hand: float) -> None:
    found, _ = correction_of_terms(EIGHT)
    amounts = {one.right for one in found.touched}
    amounts |= {one.right - one.posted for one in found.touched}
    assert is_result(EIGHT, figure) and grouped(round(by_hand)) == figure
    assert round(by_hand) in amounts


def test_the_scenario_as_it_is_right_differs_in_one_rate() -> None:
    scenario, right = study_of(EIGHT).scenario, read(SCENARIOS / EIGHT / RIGHT)
    assert fact_complaints(scenario, right) == []
    assert len(set(scenario.rates) - set(right.rates)) == 1
    assert replace(scenario, rates=()) == replace(right, rates=())


def test_both_corrections_come_to_what_one_of_all_their_items_does() -> None:
    (one, projection), (two, _) = (correction_of(EIGHT, file) for file in (LATE, LATER))
    items = two.plan.scenario.items[-3:]
    whole = corrected(run_of(EIGHT, "zero").plan, projection, items, two.today)
    ledgers = [books(found, "delta").ledger for found in (one, two, whole)]
    first, second, all_at_once = (closing(each) for each in ledgers)
    assert (first + second).tolist() == all_at_once.tolist()


@pytest.mark.parametrize(
    ("figure", "by_hand"),
    [
        ("50.75", 30_000 * 14 * 435 / 36_000),
        ("15.17", (60_000 * 39 + 15_000 * 26) * 20 / 36_000),
    ],
)
def test_the_figures_of_the_second_correction_are_worked_out_by_hand(
    figure: str, by_hand: float
) -> None:
    found, _ = correction_of(EIGHT, LATER)
    assert is_result(EIGHT, figure) and grouped(round(by_hand)) == figure
    assert round(by_hand) in {abs(one.right) for one in found.touched}


def test_in_time_the_money_would_have_been_swept_and_earned_more_at_the_head() -> None:
    found, _ = correction_of(EIGHT)
    late = found.plan.scenario.items[-2:]
    in_time = tuple(replace(item, date=item.value_date, value_date=None) for item in late)
    scenario = study_of(EIGHT).scenario
    with_them = replace(scenario, items=(*scenario.items, *in_time))
    before, after = (of_head(each) for each in (scenario, with_them))
    assert (grouped(before), grouped(after)) == ("528.22", "583.64")
    assert all(figure in text_of(EIGHT) for figure in ("528.22", "583.64", "55.42"))


def of_head(scenario: Scenario) -> int:
    """What head office earned in March."""
    plan = resolve(scenario, "zero", "zero")
    projection: Projection = simulate(plan)
    events = projection.events[projection.events[:, KIND] == INTEREST]
    return int(events[events[:, ACCOUNT] == plan.names.accounts.index("HQ-1"), AMOUNT].sum())


def test_what_to_try_next_turns_out_as_it_is_told() -> None:
    found, projection = correction_of(EIGHT)
    scenario, late = study_of(EIGHT).scenario, found.plan.scenario.items[-2:]
    day = datetime.date(2026, 3, 20)
    early = tuple(replace(item, date=day) for item in late)
    again = corrected(run_of(EIGHT, "zero").plan, projection, early, 78)
    assert again.touched and all(one.day == OPEN for one in again.touched)
    before = replace(late[1], value_date=datetime.date(2025, 12, 20))
    (complaint,) = late_complaints(scenario, [before], before.date)
    assert complaint.message == "value date 2025-12-20 is before the run"
