"""What a header hears about participants with which nothing moved."""

from dataclasses import replace

import pytest

from tests.reporting.made_pool import day, pool, simulated
from treasury.plan.plan import Plan
from treasury.reporting.explaining.story import explain_day
from treasury.tables import Projection

CLOSED = "2026-01-01 is not a business day of structure P (calendar CN) or of bank ICBC"


def told(made: tuple[Plan, Projection], account: str, number: int, month: int = 1) -> str:
    """The account's day as one text."""
    plan, projection = made
    row = plan.names.days.index(day(number, month))
    return "\n".join(explain_day(plan, projection, plan.names.accounts.index(account), row))


@pytest.fixture(scope="module")
def made() -> tuple[Plan, Projection]:
    return simulated(pool())


@pytest.mark.parametrize("header", ["HQ-1", "EAST-1"])
def test_on_a_closed_day_a_header_hears_which_calendar_is_closed(
    made: tuple[Plan, Projection], header: str
) -> None:
    whom = "participant EAST-1" if header == "HQ-1" else "participants S1-1, S2-1"
    sentence = f"Nothing was swept between it and its {whom}: {CLOSED}"
    assert sentence in told(made, header, 1)


def test_interest_between_two_entities_is_no_sweep() -> None:
    accounts = tuple(replace(account, terms=None) for account in pool().accounts)
    story = told(simulated(pool(accounts=accounts)), "HQ-1", 21)
    assert "Internal interest of EAST-1" in story
    assert "Nothing was swept between it and its participant EAST-1." in story
