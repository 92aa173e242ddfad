"""The check of what fires on receipts, on runs bent on purpose."""

from dataclasses import replace

import pytest

from tests.hand.tables import group
from tests.made_runs import Made, made
from treasury import tables as t
from treasury.arrays import Amounts


@pytest.fixture
def run() -> Made:
    """P sends what it receives to H at once; Q, without a receipt, keeps what it has."""
    return made(
        group(
            """
            account | opening | header | rule
            H       | 0       |        |
            P       | 5       | H      | zero_balance frequency=real_time
            Q       | 9       | H      | zero_balance frequency=real_time
            """,
            """
            time  | account | amount
            09:10 | P       | 100
            10:00 | P       | 40
            """,
        )
    )


def checked(run: Made, events: Amounts) -> str:
    """What check 5 says of the run with these events instead."""
    found = replace(run, projection=run.projection._replace(events=events)).checks()[5]
    assert found.passed is False
    return found.detail


def test_a_right_run_passes(run):
    assert run.checks()[5].passed


def test_a_receipt_after_which_nothing_fired_is_found(run):
    events = run.projection.events
    rows = [row for row in range(len(events)) if row != run.rows(t.CONCENTRATION)[1]]
    assert "did not fire" in checked(run, events[rows])


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (t.SEEN, 10400, "saw another balance"),
        (t.BASE, 10400, "is not what its rule and limits say"),
        (t.REF, 1, "fired on a receipt where nothing may"),
    ],
)
def test_a_wrong_figure_is_found(run, column, value, words):
    events = run.projection.events.copy()
    events[run.rows(t.CONCENTRATION)[0], column] = value
    assert words in checked(run, events)
