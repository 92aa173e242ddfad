"""Intraday overdrafts and stopped accounts, calculated by hand."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from tests.hand.tables import MONDAY, balances, draws, fates, group, lived, moves, plain
from tests.hand.test_modes_by_hand import QUIET, paid
from treasury.accounts.chart import Stop
from treasury.comparison import study
from treasury.scenario import Scenario
from treasury.tables import ACCOUNT, AMOUNT, KIND, OVERNIGHT, REJECTED

# --- intraday overdrafts (日间透支) ---------------------------------------------------------------

POOL = """
    account | opening | overdraft | intraday | header | rule         | mode
    H       | {h}     |           |          |        |              |
    A       | 0       | 20        | 100      | H      | {rule}       |
    """


def overnight(scenario: Scenario) -> list[str]:
    """What was reported as left of intraday overdrafts, in the pool; every check holds."""
    for run in study(scenario).runs:
        assert [one for one in run.checks if one.passed is False] == []
    run = study(scenario).runs[-1]
    events = run.projection.events
    names = run.plan.names.accounts
    return [f"{names[e[ACCOUNT]]} {plain(int(e[AMOUNT]))}" for e in events if e[KIND] == OVERNIGHT]


# The header has h; A pays 100 on its intraday limit. Funding covers what H has; the rest stays.
EVENINGS = [
    # h     A    H    left overnight
    ("150", "0", "50", []),
    ("100", "0", "0", []),
    ("60", "-40", "0", ["A 40"]),  # beyond the overnight limit of 20: it stays all the same
    ("0", "-100", "0", ["A 100"]),
]


@pytest.mark.parametrize(("h", "a", "left", "stays"), EVENINGS)
def test_what_funding_leaves_of_an_intraday_overdraft_stays_overnight(h, a, left, stays):
    one = group(
        POOL.format(h=h, rule="zero_balance"),
        """
        time  | account | amount | short
        10:00 | A       | -100   |
        11:00 | A       | -0.01  | reject
        """,
    )
    assert paid(one) == [True, False]
    assert balances(one) == {"A": a, "H": left}
    assert overnight(one) == stays


def test_at_the_end_of_the_day_only_the_overnight_limit_lets_a_queue_pass():
    # 10:00: 100 of the intraday limit. 11:00: 30 wait. End of day: H brings 100, then only
    # 20 of overdraft are left: 30 wait on, though 100 would do in the day; next morning they go.
    items = """
        day | time  | account | amount
        1   | 10:00 | A       | -100
        1   | 11:00 | A       | -30
        """
    one = group(POOL.format(h="100", rule="zero_balance"), items, days=2, queue="carry")
    assert fates(one) == {"A1": "made 1 10:00", "A2": "made 2 open"}
    assert balances(one, day=1) == {"A": "0", "H": "0"}
    assert overnight(one) == ["A 30"]  # on the second day, and H has nothing


def test_an_overdraft_that_stayed_overnight_leaves_nothing_to_pay_with():
    one = group(
        POOL.format(h="0", rule=QUIET),
        """
        day | time  | account | amount
        1   | 10:00 | A       | -100
        2   | 10:00 | A       | -0.01
        """,
        days=2,
    )
    assert paid(one) == [True, False]
    assert overnight(one) == ["A 100", "A 100"]


def test_an_intraday_limit_funds_no_participant():
    one = group(
        """
        account | opening | intraday | header | rule  | mode
        H       | 10      | 100      |        |       | full
        A       | 0       |          | H      | QUIET | full
        """.replace("QUIET", QUIET),
        """
        time  | account | amount
        10:00 | A       | -10.01
        11:00 | H       | -110
        """,
    )
    assert paid(one) == [False, True]
    assert draws(one) == []


# --- accounts that are frozen, closed or not swept ------------------------------------------------

TWO_LEVELS = """
    account | opening | overdraft | header | rule         | mode
    Top     | 100     | 500       |        |              | full
    Mid     | 10      |           | Top    | zero_balance | full
    Low     | 20      |           | Mid    | zero_balance | full
    Other   | 5       |           | Top    | zero_balance | full
    """


def stopping(account: str, kind: str, *, first: int = 1, last: int | None = 1, items: str = "",
             **more: Any) -> Scenario:  # fmt: skip
    """The two levels, an account of which is stopped from a day to a day."""
    day = datetime.timedelta(days=1)
    stop = Stop(account=account, valid_from=MONDAY + (first - 1) * day, kind=kind,
                valid_until=None if last is None else MONDAY + (last - 1) * day)  # fmt: skip
    return group(TWO_LEVELS, items, stops=(stop,), **more)


@pytest.mark.parametrize("kind", ["frozen", "closed", "no_sweeps"])
def test_a_stopped_participant_is_skipped_with_its_branch_and_the_rest_goes_on(kind):
    assert moves(stopping("Mid", kind)) == ["Other > Top 5"]


@pytest.mark.parametrize("kind", ["frozen", "closed", "no_sweeps"])
def test_a_stopped_root_stops_its_structure(kind):
    assert moves(stopping("Top", kind)) == []


def test_a_stop_ends_after_its_last_day():
    one = stopping("Mid", "frozen", first=2, last=2, days=3)
    assert moves(one) == ["Low > Mid 20", "Mid > Top 30", "Other > Top 5"]
    stopped_first = stopping("Mid", "frozen", first=1, last=1, days=3)
    assert moves(stopped_first) == ["Other > Top 5", "Low > Mid 20", "Mid > Top 30"]


PAYMENTS = """
    day | time  | account | amount | short
    1   | 10:00 | Mid     | -4     | queue
    1   | 10:30 | Mid     | -3     | reject
    1   | 11:00 | Mid     | 7      |
    1   | 12:00 | Low     | -25    | queue
    """


def test_nothing_leaves_a_frozen_account_and_receipts_come_in():
    one = stopping("Mid", "frozen", items=PAYMENTS, days=2, queue="carry")
    # Low has 20 of its own and Mid can pass nothing on. Mid: 10 + 7 - 4 on the next day; Low
    # draws 5 then.
    assert fates(one) == {
        "Mid1": "made 2 open", "Mid2": "rejected 1 10:30", "Low4": "made 2 open",
    }  # fmt: skip
    assert balances(one, day=1) == {"Low": "20", "Mid": "17", "Other": "0", "Top": "105"}
    assert paid(one) == [True, False, True]


def test_a_closed_account_pays_nothing_and_sends_receipts_back():
    one = stopping("Mid", "closed", last=None, items=PAYMENTS, days=2, queue="carry")
    assert fates(one) == {
        "Mid1": "rejected 1 10:00", "Mid2": "rejected 1 10:30", "Low4": "refused 2 close",
    }  # fmt: skip
    assert balances(one, day=2) == {"Low": "20", "Mid": "10", "Other": "0", "Top": "105"}
    run = study(one).runs[-1]
    back = [e[AMOUNT] for e in run.projection.events if e[KIND] == REJECTED and e[AMOUNT] > 0]
    assert back == [700]
    assert paid(one) == [False, False, False]


def test_an_account_left_out_of_sweeps_still_draws_and_pays():
    one = stopping("Mid", "no_sweeps", items=PAYMENTS)
    # 10 of its own; 12:00: Low's 20, then 5 of the 10 that Mid holds.
    assert draws(one) == ["Mid > Low 5"]
    assert paid(one) == [True, True, True]


def test_what_waits_on_an_account_is_refused_when_it_closes():
    items = """
        day | time  | account | amount
        1   | 10:00 | Low     | -700
        """
    one = stopping("Low", "closed", first=2, last=None, items=items, days=4, queue="carry")
    assert fates(one) == {"Low1": "refused 2 close"}
    assert paid(one) == [False]


def test_a_frozen_account_s_credit_line_rests():
    one = group(
        """
        account | opening | line   | header | rule
        H       | 50      | 30/100 |        |
        """,
        stops=(Stop(account="H", valid_from=MONDAY, valid_until=MONDAY),),
        days=2,
    )
    one = replace(one, structures=())
    outcome = lived(one, None)
    assert [value // 100 for value in outcome.owed["line-H"]] == [30, 0]
    assert [one for run in study(one).runs for one in run.checks if one.passed is False] == []
