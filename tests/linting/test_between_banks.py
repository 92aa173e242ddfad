"""What the linter remarks on links between two banks."""

from dataclasses import replace
from datetime import date, time

import pytest

from tests.hand.tables import group
from tests.linting.test_lint import WEEKDAYS, names
from treasury.clearing import ClearingWindow
from treasury.linting.lint import remarks
from treasury.scenario import Scenario

BANKS = """
    account | bank  | opening | header | rule   | delay   | clearing | overdraft
    H       | There | 500     |        |        |         |          |
    P       | Here  | 100     | H      | {rule} | {delay} | {system} | {own}
    """
NINE_TO_TWELVE = ClearingWindow(
    system="DAY", calendar="weekdays", opens=time(9), closes=time(12), currency="CNY"
)


def two_banks(rule: str, items: str = "", **cells: str) -> Scenario:
    """P at one bank and H at another; the run begins on a Monday and has three days."""
    given = {"delay": "", "system": "", "own": ""} | cells
    table = BANKS.format(rule=rule, **given)
    return group(table, items, days=3, calendars=(WEEKDAYS,), clearing=(NINE_TO_TWELVE,))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("zero_balance at=08:59", "can never run between"),
        ("zero_balance at=12:00,13:00", "at 12:00 and at 13:00 on any day"),
        ("zero_balance at=09:00,13:00", "can never run at 13:00 between"),
        ("zero_balance at=09:00,11:59", ""),
        ("zero_balance frequency=real_time at=13:00", "can never run at 13:00 between"),
        ("zero_balance frequency=real_time", ""),
    ],
)
def test_a_time_at_which_the_clearing_system_never_takes_a_sweep_is_named(
    rule: str, said: str
) -> None:
    found = remarks(two_banks(rule, system="DAY"))
    assert len(found) == bool(said) and all(said in one.message for one in found)
    for one in found:
        alone = "at" not in said.partition("run")[2].partition("between")[0]
        assert one.severity == ("error" if alone else "warning")
        assert one.suggestion == "times from 09:00 and before 12:00 on business dates of 'DAY'"


def test_a_day_on_which_the_clearing_system_rests_is_named_too() -> None:
    always = ClearingWindow(system="DAY", calendar="weekdays", currency="CNY")
    one = replace(two_banks("zero_balance", system="DAY"), clearing=(always,))
    assert names(one) == []  # Monday to Wednesday
    saturday = date(2026, 3, 7)
    (found,) = remarks(replace(one, first_day=saturday, last_day=saturday))
    assert found.severity == "error" and "at the end of the day on any day" in found.message
    assert found.suggestion == "sweeps on business dates of 'DAY'"
    week = {"first_day": date(2026, 3, 2), "last_day": date(2026, 3, 8)}
    weekly = tuple(replace(rule, frequency="weekly", weekdays=("sat",)) for rule in one.rules)
    assert names(replace(one, rules=weekly, **week)) == ["sweep_outside_window"]
    also = tuple(replace(rule, dates=(date(2026, 3, 6),)) for rule in weekly)
    assert names(replace(one, rules=also, **week)) == []


def test_a_window_that_another_version_opens_later_in_the_run_is_left_alone() -> None:
    one = two_banks("zero_balance at=13:00", system="DAY")
    longer = replace(NINE_TO_TWELVE, valid_from=date(2026, 3, 4), closes=time(15))
    assert names(replace(one, clearing=(NINE_TO_TWELVE, longer))) == []


@pytest.mark.parametrize(
    ("rule", "delay", "own", "paid", "found"),
    [
        ("zero_balance", "1", "50", "-20", ["funding_comes_late"]),
        ("zero_balance", "", "50", "-20", []),  # there the same evening
        ("zero_balance", "1", "", "-20", []),  # nothing can be overdrawn
        ("collar threshold=90 collar=30", "2", "50", "-30", []),  # what is left is enough
        ("collar threshold=90 collar=30", "2", "50", "-31", ["funding_comes_late"]),
        ("target_constant target=30", "1", "50", "-20", []),
        ("keep keep=10", "1", "50", "-20", []),  # fetches nothing
    ],
)
def test_funding_that_is_there_days_after_a_payment_from_the_overdraft_is_named(
    rule: str, delay: str, own: str, paid: str, found: list[str]
) -> None:
    items = f"day | time | account | amount\n2 | 10:00 | P | {paid}"
    assert names(two_banks(rule, items, delay=delay, own=own)) == found


def test_between_two_banks_nothing_is_suggested_that_works_in_one_alone() -> None:
    items = "day | account | amount | category\n2 | P | -20 | payroll"
    (found,) = remarks(two_banks("zero_balance", items, delay="2"))
    assert found.name == "known_payment_swept_away"
    assert "next_business_days = 2" in found.suggestion
    assert "own_deposits" not in found.suggestion and "reverse" not in found.suggestion
