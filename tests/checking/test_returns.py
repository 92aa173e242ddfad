"""The check of what is returned at opening, on runs bent on purpose."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.hand.tables import group
from tests.made_runs import Made, made
from treasury import tables as t
from treasury.arrays import Amounts
from treasury.checking.returns import returned_wrongly
from treasury.checking.timetable import timetable

TABLE = """
account | opening | reserve | header | rule
R       | 0       | 40      |        |
S       | 30      |         | R      | zero_balance reverse
L       | 100     |         | S      | zero_balance reverse
"""


@pytest.fixture
def run() -> Made:
    """R returns 90 of 130 to S on the second day, S 90 of 100 to L."""
    return made(group(TABLE, days=3))


def wrong(run: Made) -> str:
    """What check 5 finds wrong."""
    found = run.checks()[5]
    assert found.passed is False
    return found.detail


def test_a_right_run_passes_and_every_return_is_examined(run):
    found, without = run.checks()[5], made(group(TABLE.replace(" reverse", ""), days=3)).checks()[5]
    assert found.passed is True
    events = run.projection.events[run.rows(t.RETURN)]
    assert [(row[t.DAY], row[t.AMOUNT], row[t.BASE]) for row in events.tolist()] == [
        (1, 9000, 13000), (1, 9000, 10000), (2, 9000, 9000), (2, 9000, 9000),
    ]  # fmt: skip
    # Two links in three passes, their sweeps told in each of them, and four returns.
    assert without.passed is True and without.examined == 6
    assert found.examined == 6 + 4


def test_a_return_that_was_left_out_is_found(run):
    events = np.delete(run.projection.events, run.rows(t.RETURN)[1], axis=0)
    bent = run.with_events(events)
    assert "L -> S on 2026-03-03: 0 returns are recorded, due is 100.00 CNY" in wrong(bent)


def test_a_return_that_nobody_is_due_is_found(run):
    row = run.projection.events[run.rows(t.RETURN)[0]].copy()
    row[t.DAY] = 0
    bent = run.with_events(np.insert(run.projection.events, 0, row, axis=0))
    assert wrong(bent) == "S -> R on 2026-03-02: 1 returns are recorded, due is 0.00 CNY"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"base": 12999}, "was due otherwise"),
        ({"aux": 1}, "names another day of the sweep"),
        ({"gives": 9001}, "was not covered, or could have been more"),
        ({"amount": 8999}, "is not what was due and could be given"),
        ({"reason": 0}, "names another reason"),
        ({"seen": 0}, "saw another position"),
        ({"minute": 540}, "came at another time than the opening"),
    ],
)
def test_a_wrong_figure_is_found(run, columns, words):
    assert words in alone(run.bent(run.rows(t.RETURN)[0], rebook=False, **columns))


def alone(run: Made) -> str:
    """What the restatement of returns says by itself: other checks see such a run fail as well."""
    evidence = run.evidence()
    return returned_wrongly(evidence, timetable(evidence))


def test_a_return_over_another_link_is_found(run):
    bent = run.bent(run.rows(t.RETURN)[0], rebook=False, account=0)
    assert "crossed another link" in alone(bent)


def in_another_order(run: Made, *rows: int) -> Made:
    """The run with these events in this order, in the places they had."""
    events: Amounts = run.projection.events.copy()
    events[sorted(rows)] = run.projection.events[list(rows)]
    return replace(run, projection=run.projection._replace(events=events))


def unbounded() -> Made:
    """The same group; S has an overdraft, so that either order would do."""
    table = TABLE.replace("| header | rule", "| overdraft | header | rule")
    lines = [line.split("|") for line in table.strip().splitlines()]
    for number, cells in enumerate(lines[1:]):
        cells.insert(3, " 500 " if number == 1 else " ")
    return made(group("\n".join("|".join(cells) for cells in lines), days=2))


def test_a_sub_header_that_returns_before_it_has_its_own_back_is_found():
    run: Any = unbounded()
    first, second = run.rows(t.RETURN)
    assert run.checks()[5].passed is True
    bent = in_another_order(run, second, first)
    events = bent.projection.events
    events[first, t.GIVES] -= 9000
    assert "came out of turn" in alone(bent)


def test_a_return_after_other_things_of_its_day_is_found():
    run = made(group(TABLE, "day | account | amount\n2 | L | 7", days=2))
    first, second = run.rows(t.RETURN)
    receipt = next(row for row in run.rows(t.RECEIPT))
    bent = in_another_order(run, receipt, first, second)
    assert "came after other things of its day" in alone(bent)
