"""The built-in calendars say what the official notices say."""

from collections import Counter
from datetime import date

import pytest

from treasury.accounts.chart import Bank
from treasury.dates import business_days, day_list
from treasury.loading.calendars import builtin, with_builtin, without_builtin
from treasury.scenario import Scenario


def working_days(calendar_id: str) -> list[date]:
    """Every business day of a built-in calendar."""
    calendar = builtin()[calendar_id]
    days = day_list(calendar.valid_from, calendar.valid_until)
    return [day for day, works in zip(days, business_days(calendar, days), strict=True) if works]


def test_china_has_the_published_number_of_working_days_in_each_month_of_2026() -> None:
    months = Counter(day.month for day in working_days("CN") if day.year == 2026)
    counts = [months[month] for month in range(1, 13)]
    assert counts == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]


def test_china_works_on_the_saturday_before_spring_festival_and_rests_after_it() -> None:
    days = set(working_days("CN"))
    assert date(2026, 2, 14) in days and date(2026, 2, 23) not in days


def test_china_agrees_with_the_interbank_calendar_of_an_independent_library() -> None:
    quantlib = pytest.importorskip("QuantLib", reason="an oracle that need not be installed")
    other = quantlib.China(quantlib.China.IB)
    calendar = builtin()["CN"]
    days = day_list(calendar.valid_from, calendar.valid_until)
    theirs = [
        day for day in days if other.isBusinessDay(quantlib.Date(day.day, day.month, day.year))
    ]
    assert working_days("CN") == theirs


def test_every_built_in_calendar_says_where_it_comes_from() -> None:
    assert builtin() and all(calendar.source for calendar in builtin().values())


def test_a_built_in_calendar_is_added_where_it_is_named_and_only_there() -> None:
    bare = Scenario(id="x", first_day=date(2026, 1, 1), last_day=date(2026, 1, 2))
    assert with_builtin(bare).calendars == ()
    named = Scenario(
        id="x",
        first_day=bare.first_day,
        last_day=bare.last_day,
        banks=(Bank(id="B", calendar="CN"),),
    )
    assert with_builtin(named).calendars == (builtin()["CN"],)
    assert without_builtin(with_builtin(named)) == named
