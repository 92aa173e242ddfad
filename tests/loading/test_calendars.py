"""The built-in calendars say what the official notices say."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import QuantLib

from tests.beside import DATA, needs_samples
from treasury.accounts.chart import Bank
from treasury.dates import business_days, day_list
from treasury.loading.calendars import builtin, with_builtin, without_builtin
from treasury.money_market import MoneyMarketSweep
from treasury.scenario import Scenario

PUBLISHED = DATA / "reference" / "calendars_published.json"
SATURDAY = 5


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


def oracles() -> dict[str, Any]:
    """The calendars of an independent library, by the id of ours."""
    return {
        "CN": QuantLib.China(QuantLib.China.IB),
        "FED": QuantLib.UnitedStates(QuantLib.UnitedStates.FederalReserve),
        "HK": QuantLib.HongKong(),
        "TARGET": QuantLib.TARGET(),
        "UK": QuantLib.UnitedKingdom(QuantLib.UnitedKingdom.Settlement),
    }


@pytest.mark.parametrize("name", sorted(builtin()))
def test_every_built_in_calendar_agrees_with_an_independent_library(name: str) -> None:
    other, calendar = oracles()[name], builtin()[name]
    days = day_list(calendar.valid_from, calendar.valid_until)
    theirs = [
        day for day in days if other.isBusinessDay(QuantLib.Date(day.day, day.month, day.year))
    ]
    assert working_days(name) == theirs


@needs_samples
@pytest.mark.parametrize(
    ("name", "list_name"), [("TARGET", "EUTA"), ("FED", "NYFD"), ("UK", "GBLO")]
)
def test_closed_days_equal_the_lists_published_year_by_year(name: str, list_name: str) -> None:
    calendar = builtin()[name]
    years = json.loads(PUBLISHED.read_text(encoding="utf-8"))[list_name]["years"]
    covered = range(calendar.valid_from.year, calendar.valid_until.year + 1)
    compared = [int(year) for year in years if int(year) in covered]
    works = set(working_days(name))
    for year in compared:
        days = day_list(date(year, 1, 1), date(year, 12, 31))
        ours = [str(day) for day in days if day.weekday() < SATURDAY and day not in works]
        theirs = [day for day in years[str(year)] if date.fromisoformat(day).weekday() < SATURDAY]
        assert ours == theirs
    assert len(compared) >= 2


def test_the_federal_reserve_works_on_the_friday_before_a_saturday_holiday() -> None:
    days = set(working_days("FED"))
    assert date(2026, 7, 3) in days and date(2027, 7, 5) not in days  # 4 July: Saturday, Sunday


def test_a_bank_holiday_that_was_moved_is_where_it_was_moved_to() -> None:
    days = set(working_days("UK"))
    assert date(2020, 5, 4) in days and date(2020, 5, 8) not in days  # 75 years after the war
    assert date(2022, 5, 30) in days and date(2022, 6, 2) not in days  # the Platinum Jubilee


def test_good_friday_is_a_holiday_in_hong_kong_and_in_the_euro_system() -> None:
    assert date(2026, 4, 3) not in {*working_days("HK"), *working_days("TARGET")}


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
    sweep = MoneyMarketSweep(id="M", account="A", terms="T", calendar="CN")
    swept = replace(bare, money_market_sweeps=(sweep,))
    for one in (named, swept):
        assert with_builtin(one).calendars == (builtin()["CN"],)
        assert without_builtin(with_builtin(one)) == one
