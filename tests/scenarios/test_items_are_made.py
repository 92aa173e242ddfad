"""The flagship's items are what its script makes, and the script says the holidays right."""

import csv
import datetime
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.scenarios.shipped import FLAGSHIP, SCENARIOS
from treasury.dates import business_days, day_list
from treasury.loading.calendars import builtin

FOLDER = SCENARIOS / FLAGSHIP


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("make_items", FOLDER / "make_items.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_items"] = module
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_committed_items_are_those_the_script_makes(maker: ModuleType) -> None:
    assert (FOLDER / "items.csv").read_text(encoding="utf-8") == maker.make()


def test_the_scripts_working_days_are_those_of_the_calendar(maker: ModuleType) -> None:
    days = day_list(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    calendar = builtin()["CN"]
    works = {day for day, open_ in zip(days, business_days(calendar, days), strict=True) if open_}
    assert maker.working_days() == works
    assert len(works) == 248


def test_a_draw_depends_on_its_own_name_alone(maker: ModuleType) -> None:
    assert maker.draw(0, 10**9, "size", "A", 1) == maker.draw(0, 10**9, "size", "A", 1)
    assert maker.draw(0, 10**9, "size", "A", 1) != maker.draw(0, 10**9, "size", "A", 2)
    drawn = {maker.draw(3, 5, n) for n in range(100)}
    assert drawn == {3, 4, 5}


def test_a_flow_taken_away_moves_no_other(
    maker: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [line.split(",")[1:] for line in maker.make().splitlines()]
    flows = maker.flows()
    gone = flows.pop(0)
    monkeypatch.setattr(maker, "flows", lambda: flows)
    after = [line.split(",")[1:] for line in maker.make().splitlines()]
    without = [line for line in before if line[2] != gone.account]
    assert [line for line in after if line[2] != gone.account] == without


def test_an_accounts_receipts_are_its_size_but_for_rounding() -> None:
    received: dict[str, int] = {}
    for row in rows(FOLDER / "items.csv"):
        fen = int(row["amount"].replace(".", ""))
        received[row["account"]] = received.get(row["account"], 0) + max(0, fen)
    for size in rows(FOLDER / "made_from" / "sizes.csv"):
        short = int(size["receipts_a_year"]) * 100 - received[size["account"]]
        assert 0 <= short < 10_000_000, size["account"]


def test_nothing_but_holiday_trade_happens_on_a_closed_day(maker: ModuleType) -> None:
    works = {str(day) for day in maker.working_days()}
    closed = {row["category"] for row in rows(FOLDER / "items.csv") if row["date"] not in works}
    assert closed == {"shops", "platforms", "visitors"}
