"""The first and last day that can be written, in every date of a scenario.

Banks write "for ever" as 9999-12-31. It is refused with a sentence or it runs; it never breaks.
"""

import datetime
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.hand.tables import group
from treasury.comparison import study
from treasury.loading.folder import load
from treasury.plan.problems.dates import FIRST_YEAR, LAST_YEAR
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ENDS = (datetime.date.min, datetime.date.max)


def holds_a_date(kind: Any) -> bool:
    """Whether a field of this type may hold a date."""
    return kind is datetime.date or any(holds_a_date(part) for part in typing.get_args(kind))


def with_ends_of_time(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    """The scenario with every date of the first record that gives it, or could, at both ends."""
    for field in fields(scenario):
        records = getattr(scenario, field.name)
        if not (isinstance(records, tuple) and records and is_dataclass(records[0])):
            continue
        for name, kind in typing.get_type_hints(type(records[0])).items():
            if not holds_a_date(kind):
                continue
            at = next((row for row, each in enumerate(records) if getattr(each, name)), 0)
            many = isinstance(getattr(records[at], name), tuple)
            for day in ENDS:
                changed = replace(records[at], **{name: (day,) if many else day})
                every = (*records[:at], changed, *records[at + 1 :])
                yield f"{field.name}.{name} {day}", replace(scenario, **{field.name: every})


@pytest.mark.parametrize("folder", sorted(SCENARIOS.glob("0*")), ids=lambda folder: folder.name)
def test_the_ends_of_time_in_any_date_are_refused_or_run(folder):
    ran = []
    for name, scenario in with_ends_of_time(load(folder).scenario):
        if complaints(scenario):
            continue
        failed = [check for run in study(scenario).runs for check in run.checks
                  if check.passed is False]  # fmt: skip
        assert failed == [], name
        ran.append(name)
    assert ran


@pytest.mark.parametrize("at_end", [None, "settle", "novate"])
def test_a_link_for_ever_is_a_link_without_an_end(at_end):
    endless = group(
        """
        account | opening | header | rule
        H       | 1000    |        |
        A       | 50      | H      | zero_balance
        """,
        """
        time  | account | amount
        10:00 | A       | -100
        """,
    )
    links = tuple(
        replace(link, valid_until=datetime.date.max, at_end=at_end) for link in endless.links
    )
    for_ever = replace(endless, links=links)
    assert complaints(for_ever) == []
    one, other = study(endless).runs[-1], study(for_ever).runs[-1]
    assert (one.projection.events == other.projection.events).all()
    assert [check for check in other.checks if check.passed is False] == []


@pytest.mark.parametrize("day", ENDS)
def test_a_run_at_the_ends_of_time_is_refused(day):
    one = group("account | opening\nH | 1000", "time | account | amount\n10:00 | H | 5")
    found = complaints(replace(one, first_day=day, last_day=day))
    expected = f"a day of the years {FIRST_YEAR} to {LAST_YEAR}"
    assert [each.sentence() for each in found] == [
        f"{key}: the run cannot be on {day}; expected {expected}"
        for key in ("first_day", "last_day")
    ]
