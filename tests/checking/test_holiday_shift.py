"""The check of terms restates on which days interest is settled that days off have moved."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from tests.hand.test_holiday_shift_by_hand import FEBRUARY, JANUARY, moved, to
from tests.made_runs import Made, made
from treasury.scenario import Scenario

FIRST = datetime.date(2026, 1, 1)
SETTLED = {
    ("following", 20): ("01-20", "02-23", "03-22", "04-20", "05-20", "06-21"),
    ("preceding", 20): ("01-20", "02-13", "03-19", "04-20", "05-20", "06-17"),
    ("modified_following", 30): ("01-29", "03-01", "03-30", "05-05", "05-28", "06-30"),
    ("following", 30): ("02-01", "03-01", "03-30", "05-05", "05-31", "06-30"),
    ("following", 14): ("01-14", "02-23", "03-15", "04-14", "05-14", "06-14"),
}
"""By hand from the calendar of China: the evenings before interest is posted."""


def half_a_year(shift: str, day: int) -> Scenario:
    """January to June, settled monthly."""
    return moved(shift, day, first=FIRST, last=to(6, 30))


@pytest.mark.parametrize(("shift", "day"), SETTLED)
def test_settlement_days_of_half_a_year_are_those_by_hand(shift: str, day: int) -> None:
    run = made(half_a_year(shift, day), None)
    days = run.plan.names.days
    found = [f"{days[at]:%m-%d}" for at in np.flatnonzero(run.plan.tables.accruals.settles[:, 0])]
    assert tuple(found) == SETTLED[shift, day]
    assert run.checks()[10].passed is True


@pytest.mark.parametrize(("shift", "day"), SETTLED)
def test_each_settlement_day_that_is_another_is_found(shift: str, day: int) -> None:
    run = made(half_a_year(shift, day), None)
    days = list(run.plan.names.days)
    for one in SETTLED[shift, day]:
        row = days.index(datetime.date(2026, int(one[:2]), int(one[3:])))
        for place, told in ((row, 0), (row + 1, 1)):
            if place < len(days):
                found = bent(run, place, told).checks()[10]
                assert found.passed is False
                assert f"settlement on {days[place]}: by the records {1 - told}" in found.detail


def bent(run: Made, row: int, told: int) -> Made:
    """The run whose plan settles on another day."""
    settles = run.plan.tables.accruals.settles.copy()
    settles[row] = told
    accruals = run.plan.tables.accruals._replace(settles=settles)
    return replace(run, plan=replace(run.plan, tables=run.plan.tables._replace(accruals=accruals)))


def test_a_run_without_a_settlement_has_none_moved_into_it() -> None:
    run = made(moved("modified_following", 30, first=JANUARY, last=to(1, 28)), None)
    assert not run.plan.tables.accruals.settles.any()
    later = made(moved("modified_following", 30, first=FEBRUARY, last=to(2, 5)), None)
    assert not later.plan.tables.accruals.settles.any()
    assert [each.checks()[10].passed for each in (run, later)] == [True, True]
