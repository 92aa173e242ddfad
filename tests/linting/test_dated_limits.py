"""Limits of credit lines that fall below what is drawn, and what a line may lend at most."""

from decimal import Decimal

import pytest

from tests.hand.tables import group, on
from tests.hand.test_dated_limits_by_hand import limited
from treasury.credit import CreditLimit
from treasury.linting.lint import remarks
from treasury.linting.view import lends_at_most
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario


def found(scenario: Scenario, name: str) -> list[str]:
    """What the remarks of a name say, of a scenario that can be run."""
    assert complaints(scenario) == []
    return [one.message for one in remarks(scenario) if one.name == name]


@pytest.mark.parametrize(
    ("day", "limit", "told"),
    [(2, 299, True), (2, 300, False), (-3, 299, True), (5, 0, True), (6, 0, False)],
)
def test_a_limit_below_what_is_drawn_before_the_run_is_remarked(day, limit, told):
    one = limited("", (day, limit), days=5, line="300/500")
    assert len(found(one, "limit_below_drawn")) == told


def test_a_limit_that_another_one_has_replaced_by_the_first_day_is_not_remarked():
    for day, told in ((1, 0), (2, 1)):
        one = limited("", (-3, 299), (day, 400), days=5, line="300/500")
        assert len(found(one, "limit_below_drawn")) == told


def test_the_remark_says_what_stays_drawn():
    (said,) = found(limited("", (2, 250), days=5, line="300/500"), "limit_below_drawn")
    assert said == (
        f"from {on(2)} on 'line-A' may lend 250, and 300 is drawn before the first day: what the "
        "account cannot repay by then stays drawn above the limit"
    )


def test_a_limit_that_begins_after_the_run_counts_on_no_day_of_it():
    for day, told in ((1, 0), (5, 0), (6, 1)):
        one = limited("", (day, 700), days=5)
        words = (
            f"'line-A' may lend 700 from {on(6)} on, and the run ends on {on(5)}: the limit counts "
            "on no day of it"
        )
        assert found(one, "limit_after_run") == [words] * told


def test_a_line_lends_at_most_its_highest_limit_in_the_run():
    for limits, most in (
        ((), 500), (((2, 700),), 700), (((2, 300),), 500), (((-1, 300),), 300),
        (((6, 700),), 500), (((-9, 900), (-1, 300), (4, 400)), 400), (((1, 300),), 300),
    ):  # fmt: skip
        one = limited("", *limits, days=5)
        assert lends_at_most(one, one.credit_lines[0]) == most


def test_internal_limits_are_held_against_the_highest_limit_of_the_header_s_line():
    table = """
        account | opening | header | rule         | line | overdraft | limit | mode
        H       | 0       |        |              | 40   | 0         |       |
        A       | 10      | H      | zero_balance |      | 0         | 50    | own_plus_limit
        """
    one = group(table, days=5)
    assert len(found(one, "limits_above_capacity")) == 1
    raised = CreditLimit(credit_line="line-H", valid_from=on(3), limit=Decimal(50))
    more = group(table, days=5, credit_limits=(raised,))
    assert found(more, "limits_above_capacity") == []
