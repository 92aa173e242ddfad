"""Dated limits of credit lines by hand: raised, cut, what stays drawn, and the fee on the rest.

Amounts are whole major units; days count from 1, Monday 2 March 2026. In the tables of evenings
`book` is the balance of A at the close and `owed` what is drawn of its line.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.hand.back_value import correct
from tests.hand.tables import fates, group, on
from treasury.comparison import Run, study
from treasury.credit import CreditLimit
from treasury.fees import FeeTerm
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.liquidity import liquidity_columns
from treasury.scenario import Scenario
from treasury.tables import AMOUNT, KIND, REF, TERM_FEE

ALONE = """
    account | opening | overdraft | line
    A       | 0       | 1000      | {}
    """


def limited(items: str, *limits: tuple[int, int], days: int, line: str = "500") -> Scenario:
    """A with a line of 500 and these limits, (day, limit)."""
    dated = tuple(
        CreditLimit(credit_line="line-A", valid_from=on(day), limit=Decimal(limit))
        for day, limit in limits
    )
    return group(ALONE.format(line), items, days=days, credit_limits=dated)


def checked(scenario: Scenario) -> Run:
    """The last run; every check of every run holds."""
    runs = study(scenario).runs
    for run in runs:
        assert [one for one in run.checks if one.passed is False] == []
    return runs[-1]


def evenings(scenario: Scenario) -> list[tuple[int, int]]:
    """Book balance of A and what is drawn of its line at each close."""
    run = checked(scenario)
    at = run.plan.names.accounts.index("A")
    columns = run.projection.book[:, at] // 100, run.projection.owed[:, 0] // 100
    return list(zip(*(column.tolist() for column in columns), strict=True))


SPENT = """
    day | account | amount
    1   | A       | -400
    """


def test_a_line_that_is_raised_lends_more_from_its_day_on():
    # Day 1 draws 400; day 2 spends 300, of which 100 are left on the line; day 3 has 200 more.
    items = SPENT + "    2   | A       | -300\n"
    assert evenings(limited(items, (3, 700), days=3)) == [(0, 400), (-200, 500), (0, 700)]


def test_what_is_drawn_above_a_limit_that_was_cut_is_repaid_as_far_as_cash_goes():
    # From day 2 on 250 may be drawn, and 400 are. Day 3 brings 50, day 4 300.
    items = (
        SPENT
        + """
    3   | A       | 50
    4   | A       | 300
    5   | A       | -220
    """
    )
    assert evenings(limited(items, (2, 250), days=5)) == [
        (0, 400), (0, 400), (0, 350), (0, 50), (-20, 250),
    ]  # fmt: skip


def test_nothing_more_is_drawn_above_the_limit():
    # 400 drawn, 250 from day 2: what is spent on day 3 is overdrawn.
    items = SPENT + "    3   | A       | -60\n"
    assert evenings(limited(items, (2, 250), days=3)) == [(0, 400), (0, 400), (-60, 400)]


def test_a_limit_of_zero_ends_the_line():
    items = SPENT + "    2   | A       | 400\n    3   | A       | -10\n"
    assert evenings(limited(items, (3, 0), days=3)) == [(0, 400), (0, 0), (-10, 0)]


def test_a_limit_from_before_the_run_holds_from_its_first_day():
    assert evenings(limited(SPENT, (-5, 900), (-2, 300), days=1)) == [(-100, 300)]
    # In whatever order they are written.
    assert evenings(limited(SPENT, (-2, 300), (-5, 900), days=1)) == [(-100, 300)]


@pytest.mark.parametrize(("day", "fate"), [(1, "rejected 1 open"), (2, "made 2 open")])
def test_a_payment_finds_the_limit_of_its_day(day, fate):
    items = f"day | account | amount | short\n{day} | A | -1300 | reject"
    assert fates(limited(items, (2, 300), days=2, line="200")) == {"A1": fate}


def test_a_header_gives_what_its_line_has_on_the_day():
    one = group(
        """
        account | opening | header | rule         | overdraft | line
        H       | 0       |        |              | 0         | 100
        A       | -400    | H      | zero_balance |           |
        """,
        days=2,
        credit_limits=(CreditLimit(credit_line="line-H", valid_from=on(2), limit=Decimal(250)),),
    )
    run = checked(one)
    names = run.plan.names.accounts
    assert (run.projection.book[:, names.index("A")] // 100).tolist() == [-300, -150]
    assert (run.projection.owed[:, 0] // 100).tolist() == [100, 250]


def test_fees_are_on_the_limit_of_each_day_and_on_what_is_not_drawn_of_it():
    # Days 1 and 2 have 500, days 3 to 5 200, of which 400 are drawn. On the limit 0.1 % a day is
    # (2 x 500 + 3 x 200) x 0.1 % = 1.60; on what is not drawn, 100 and 100, it is 0.20. Both are
    # charged on 7 March, day 6.
    on_limit = FeeTerm(fee="limit", base="credit_line", credit_line="line-A", rate="36%",
                       every="month", day=7)  # fmt: skip
    rest = replace(on_limit, fee="rest", base="undrawn_line")
    one = replace(limited(SPENT, (3, 200), days=6), fee_terms=(on_limit, rest))
    run = checked(one)
    events = run.projection.events[run.projection.events[:, KIND] == TERM_FEE]
    told = {run.plan.names.levies[row[REF]][0]: -row[AMOUNT] for row in events.tolist()}
    assert told == {"limit": 1_60, "rest": 20}


def test_a_fee_charged_once_is_on_the_limit_of_its_day():
    once = FeeTerm(fee="once", base="credit_line", credit_line="line-A", rate="1%", every="once",
                   date=on(3))  # fmt: skip
    one = replace(limited(SPENT, (3, 200), days=3), fee_terms=(once,))
    assert evenings(one)[-1] == (-2, 400)


def test_what_is_said_of_a_line_above_its_limit():
    run = checked(limited(SPENT, (2, 250), days=3))

    def said(day: int) -> str:
        return "\n".join(explain_day(run.plan, run.projection, 0, day - 1))

    assert "Loan line-A: 400.00 owed, 100.00 undrawn." in said(1)
    assert (
        "Loan line-A: 400.00 owed, 150.00 more than its limit, its limit is 250.00 from this day "
        "on, 500.00 before." in said(2)
    )
    assert "Loan line-A: 400.00 owed, 150.00 more than its limit." in said(3)
    assert "It could still pay" not in said(3)
    undrawn = liquidity_columns(run, "CNY")["undrawn_lines"]
    assert undrawn is not None and undrawn.tolist() == [100_00, 0, 0]


def test_a_correction_knows_the_limit_of_each_day():
    # 100 of 500 stand undrawn on days 1 and 2; the limit of 800 leaves 400 on days 3 to 5: 1,400
    # at 0.1 % a day. A late item on the account changes nothing of it.
    rest = FeeTerm(fee="rest", base="undrawn_line", credit_line="line-A", rate="36%",
                   every="month", day=7)  # fmt: skip
    one = replace(limited(SPENT, (3, 800), days=8), fee_terms=(rest,))
    assert evenings(one)[5] == (0, 401)
    assert correct(one, "value | account | amount\n2 | A | 1", 7).touched == ()
