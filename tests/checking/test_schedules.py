"""Amounts of schedules as the checks restate them: runs that hold back otherwise are seen."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.made_runs import Made, account, day, group, item, link, made, pool
from treasury.accounts.chart import Bank
from treasury.credit import TermLoan
from treasury.dates import Calendar
from treasury.pooling.rules import Rule
from treasury.pooling.schedules import Schedule
from treasury.scenario import Scenario

FRIDAY_OFF = Calendar(
    id="SHORT", weekend=("fri", "sat", "sun"), valid_from=day(0), valid_until=day(9)
)
KEEP = Rule(id="keep", preset="keep", keep_schedule="S")
TARGET = Rule(id="target", preset="target_constant", target_schedule="S")
RANGE = Rule(id="range", preset="range", low_schedule="S", high=Decimal(5000))
LOANS = tuple(
    TermLoan(
        id=name, account="T", principal=Decimal(50), terms="borrowing",
        drawn_on=day(-9), repaid_on=day(repaid),
    )
    for name, repaid in (("soon", 2), ("after the run", 40))
)  # fmt: skip


def held_back(*lines: Schedule, **more: object) -> Scenario:
    """18 to 22 March: A keeps, B is filled to, and T is funded from what schedule S says."""
    given: dict[str, object] = {
        "calendars": (FRIDAY_OFF, replace(FRIDAY_OFF, id="OTHER", closed=(day(1),))),
        "banks": (Bank(id="K", calendar="SHORT"),),
        "accounts": (
            account("H", "HQ", 9000),
            account("A", "SUB", 1000),
            account("B", "BR", 700),
            account("T", "SUB2", 100, overdraft=Decimal(900)),
        ),
        "rules": (KEEP, TARGET, RANGE),
        "schedules": lines,
        "links": (link("A", "H", "keep"), link("B", "H", "target"), link("T", "H", "range")),
        "structures": (pool(payment_mode="standalone"),),
        "items": (
            item("wages", 1, "A", "-80", category="payroll"),
            item("rent", 4, "A", "-70", known_from=day(0)),
            item("tax", 4, "B", "-60", known_from=day(1)),
            item("repair", 1, "T", "-30"),
            item("sale", 1, "A", "500"),
        ),
        "credit_lines": (),
        "term_loans": LOANS,
        "fees": (),
    }
    return group(**(given | more))


def line(**fields: object) -> Schedule:
    """A line of schedule S."""
    return Schedule(schedule="S", **fields)  # type: ignore[arg-type]


AHEAD = (
    line(amount=Decimal(20), next_business_days=1),
    line(weekdays=("thu",), next_business_days=2),
    line(date=day(0), amount=Decimal(300)),
    line(valid_from=day(1), amount=Decimal(90)),
)


@pytest.mark.parametrize("lines", [AHEAD[:1], AHEAD[:2], AHEAD, (AHEAD[0], AHEAD[3])])
def test_what_schedules_say_is_restated_from_the_records(lines: tuple[Schedule, ...]) -> None:
    checks = made(held_back(*lines)).checks()
    assert all(found.passed is not False for found in checks.values())
    assert checks[5].passed and checks[5].examined > 5


def moved(run: Made, by: int) -> Made:
    """The run as an engine would live it whose schedules said another amount."""
    links = run.plan.tables.links
    equation = links.equation.copy()
    scheduled = np.arange(len(equation)) >= len(links.participant)
    for column in (0, 2, 9, 10, 11):
        equation[scheduled & (equation[:, column] > 0), column] += by
    return run.lived(links=links._replace(equation=equation))


@pytest.mark.parametrize("by", [1, -1])
def test_a_fen_more_or_less_than_the_schedule_says_is_seen(by: int) -> None:
    run = made(held_back(*AHEAD))
    assert moved(run, 0).checks()[5].passed is True
    assert moved(run, by).checks()[5].passed is False


def test_the_amount_of_another_day_is_seen() -> None:
    run = made(held_back(*AHEAD))
    links = run.plan.tables.links
    late = links._replace(rule=np.roll(links.rule, 1, axis=0))
    assert run.lived(links=late).checks()[5].passed is False


def test_a_run_that_ignores_the_schedule_is_seen() -> None:
    run = made(held_back(*AHEAD))
    links = run.plan.tables.links
    own = np.tile(np.arange(len(links.participant)), (run.plan.tables.days, 1))
    found = run.lived(links=links._replace(rule=own)).checks()[5]
    assert found.passed is False
