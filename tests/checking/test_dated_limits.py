"""Credit lines with dated limits, judged by checks that read them for themselves."""

from dataclasses import replace

import pytest

from tests.hand.tables import on
from tests.hand.test_dated_limits_by_hand import SPENT, limited
from treasury.booking import book
from treasury.checks import CheckResult, check
from treasury.fees import FeeTerm
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate


def judged(scenario: Scenario, number: str) -> CheckResult:
    """What a check says of a run in which nobody knew that limits change."""
    plan = resolve(scenario, None, "standalone")
    told = simulate(resolve(replace(scenario, credit_limits=()), None, "standalone"))
    found = check(plan, told, book(plan, told.events), (plan, told))
    return next(one for one in found if one.name.startswith(f"{number} "))


def test_a_line_that_lends_more_than_its_limit_of_the_day_is_found() -> None:
    items = SPENT + "    3   | A       | -60\n"
    one = judged(limited(items, (2, 250), days=3), "20")
    assert one.passed is False
    assert one.detail.startswith(f"line line-A on {on(3)}: should move 0.00 CNY, moved 60.00 CNY")


def test_a_line_that_does_not_lend_what_it_may_is_found() -> None:
    items = SPENT + "    3   | A       | -300\n"
    assert judged(limited(items, (3, 800), days=3), "20").passed is False


def test_a_payment_above_the_limit_of_its_day_is_found() -> None:
    # 1,000 of overdraft and 500 of the line pay 1,300 on day 2; from then on the line has 100.
    items = "day | account | amount | short\n2 | A | -1300 | reject"
    assert judged(limited(items, (2, 100), days=2), "18").passed is False


@pytest.mark.parametrize("base", ["credit_line", "undrawn_line"])
def test_a_fee_on_another_limit_than_that_of_the_day_is_found(base) -> None:
    fee = FeeTerm(fee="fee", base=base, credit_line="line-A", rate="36%", every="month", day=7)
    one = replace(limited(SPENT, (3, 450), days=6), fee_terms=(fee,))
    assert judged(one, "26").passed is False
