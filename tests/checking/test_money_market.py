"""Money market sweeps by engines that place, redeem, order or distribute otherwise."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import on
from tests.hand.test_money_market_by_hand import CALENDAR, monthly, swept
from tests.made_runs import Made, made
from treasury import tables as t
from treasury.accounts.chart import Hold, Stop
from treasury.scenario import Scenario

ITEMS = "2 | A | -80\n3 | A | 50"


def seen(scenario: Scenario) -> Made:
    """The run without a structure, all of whose checks pass or do not apply."""
    run = made(scenario, None)
    wrong = [one.detail for one in run.checks().values() if one.passed is False]
    assert wrong == [] and run.checks()[31].passed is True
    return run


def test_what_is_examined_is_every_evening() -> None:
    found = seen(swept(1000, ITEMS)).checks()
    assert found[31].detail == "3 evenings of money market sweeps"
    assert [found[number].passed for number in (1, 2, 3, 10)] == [True] * 4


def test_a_scenario_whose_sweeps_are_another_structure_s_has_none_to_look_at() -> None:
    found = made(swept(1000, structure="pool"), None).checks()[31]
    assert (found.passed, found.detail) == (None, "no money market sweep works in this run")


def test_what_an_evening_s_payment_may_use_is_judged_without_the_line_that_is_drawn_already():
    accounts = "account | opening | line\nA | {opening} | 150"
    seen(replace(swept(200, "2 | A | -320", accounts=accounts), queue="carry"))
    seen(swept(200, "2 | A | -320", accounts=accounts))


@pytest.mark.parametrize(
    ("column", "wrong", "told"),
    [
        ("amount", -899_00, "on 2026-03-02: -900.00 CNY should be, and -899.00 CNY is placed"),
        ("day", 1, "on 2026-03-02: -900.00 CNY should be, and 0.00 CNY is placed"),
        ("seen", 1, "on 2026-03-02: -900.00 CNY should be, and -900.00 CNY is placed"),
        ("gives", 1, "on 2026-03-02: -900.00 CNY should be, and -900.00 CNY is placed"),
        ("base", 1, "on 2026-03-02: -900.00 CNY should be, and -900.00 CNY is placed"),
        ("aux", 1, "on 2026-03-02: -900.00 CNY should be, and -899.99 CNY is placed"),
    ],
)
def test_an_evening_that_went_otherwise_is_found(column: str, wrong: int, told: str) -> None:
    run = seen(swept(1000, ITEMS))
    found = run.bent(run.rows(t.INVESTED)[0], **{column: wrong}).checks()[31]
    assert found.passed is False and told in found.detail
    assert found.detail.startswith("money market sweep M ")


def test_an_order_that_comes_on_another_day_is_found() -> None:
    run = seen(swept(1000, ITEMS, redemption="next_day"))
    found = run.bent(run.rows(t.DIVESTED)[0], amount=79_00).checks()[31]
    assert found.detail == (
        "money market sweep M on 2026-03-04: 80.00 CNY should be, and 79.00 CNY is paid out"
    )


@pytest.mark.parametrize("distribution", ["pay_out", "reinvest"])
def test_a_distribution_that_goes_elsewhere_is_found(distribution: str) -> None:
    run = seen(monthly(distribution=distribution))
    other = {"pay_out": "reinvest", "reinvest": "pay_out"}[distribution]
    own = replace(run.plan.scenario.money_market_sweeps[0], distribution=other)
    scenario = replace(run.plan.scenario, money_market_sweeps=(own,))
    found = replace(run, plan=replace(run.plan, scenario=scenario)).checks()[31]
    assert "what was distributed went elsewhere than agreed" in found.detail


def test_the_books_and_the_projection_must_agree_on_what_is_invested() -> None:
    run = seen(swept(1000, ITEMS))
    bent = run.projected("invested", (1, 0), 1)
    assert bent.checks()[2].detail == (
        "money market sweep M on 2026-03-03: ledger 820.00 CNY, projection 820.01 CNY"
    )
    assert "820.00 CNY should be, and 820.01 CNY is invested" in bent.checks()[31].detail
    assert bent.checks()[3].passed is False


def test_a_plan_with_other_sweeps_is_found() -> None:
    run = seen(swept(1000, ITEMS))
    own = replace(run.plan.scenario.money_market_sweeps[0], id="N")
    scenario = replace(run.plan.scenario, money_market_sweeps=(own,))
    found = replace(run, plan=replace(run.plan, scenario=scenario)).checks()[31]
    assert found.detail == "the plan has other money market sweeps than the records"


@pytest.mark.parametrize(
    "change",
    [
        {"keep": Decimal(101)},
        {"minimum": Decimal(1000)},
        {"multiple": Decimal(200)},
        {"maximum": Decimal(800)},
        {"redemption_minimum": Decimal(90)},
        {"redemption_multiple": Decimal(50)},
        {"redemption": "next_day"},
        {"valid_from": on(2)},
        {"valid_until": on(2)},
        {"invested": Decimal(1)},
    ],
)
def test_terms_that_the_plan_did_not_obey_are_found(change: dict[str, Any]) -> None:
    run = seen(swept(1000, ITEMS))
    own = replace(run.plan.scenario.money_market_sweeps[0], **change)
    scenario = replace(run.plan.scenario, money_market_sweeps=(own,))
    assert replace(run, plan=replace(run.plan, scenario=scenario)).checks()[31].passed is False


def test_terms_of_another_yield_are_found() -> None:
    run = seen(monthly())
    own = replace(run.plan.scenario.money_market_sweeps[0], terms="other")
    scenario = replace(run.plan.scenario, money_market_sweeps=(own,))
    found = replace(run, plan=replace(run.plan, scenario=scenario)).checks()[10]
    assert "the plan and the records disagree on who bears it" in found.detail


def test_interest_of_a_sweep_that_is_posted_otherwise_is_found() -> None:
    run = seen(monthly())
    found = run.bent(run.rows(t.INTEREST)[0], amount=37).checks()[10]
    assert found.detail == (
        "interest of money market sweep M on 2026-03-06: recomputed 0.36 CNY, posted 0.37 CNY"
    )


def test_a_weekend_a_last_day_and_a_frozen_account_are_restated() -> None:
    seen(swept(1000, "5 | A | -80\n6 | A | 500", days=9, calendar="weekdays",
               redemption="next_day", more={"calendars": (CALENDAR,)}))  # fmt: skip
    seen(swept(1000, ITEMS, valid_until=on(2)))
    frozen = Stop(account="A", kind="frozen", valid_from=on(1), valid_until=on(1))
    seen(swept(1000, more={"stops": (frozen,)}))
    seen(swept(1000, ITEMS, minimum=950, maximum=2000))
    seen(swept(100, days=2))
    held = Hold(account="A", amount=Decimal(800))
    seen(swept(500, invested=500, more={"holds": (held,)}))


def test_two_sweeps_are_told_apart_and_their_calendars_too() -> None:
    accounts = "account | opening\nA | {opening}\nB | 500"
    other = replace(CALENDAR, id="another", weekend=())
    one = monthly(accounts=accounts, distribution="reinvest", redemption="next_day",
                  calendar="weekdays", items="5 | A | -80",
                  more={"calendars": (other, CALENDAR)})  # fmt: skip
    (mine,) = one.money_market_sweeps
    theirs = replace(mine, id="N", account="B", calendar="another")
    run = seen(replace(one, money_market_sweeps=(mine, theirs)))
    assert run.checks()[31].detail == "12 evenings of money market sweeps"


def test_a_line_and_a_queue_are_restated_as_they_stood_before_the_fund() -> None:
    lined = "account | opening | line | reserve\nA | {opening} | 500 | 50"
    run = seen(swept(1000, "2 | A | -300", accounts=lined))
    assert run.checks()[20].passed is True
    waits = seen(swept(1000, "2 | A | -180"))
    assert [int(day) for day in waits.projection.made_day] == [1]


def test_a_draw_in_the_evening_is_no_matter_of_the_line() -> None:
    accounts = """
        account | opening | header | rule         | mode | line
        A       | {opening} |      |              | full | 100
        B       | 0       | A      | zero_balance | full |
        """
    one = swept(1000, "2 | A | -150\n2 | B | -60", accounts=accounts, structure="pool")
    run = made(one, "pool")
    assert [found.detail for found in run.checks().values() if found.passed is False] == []
    assert run.checks()[31].passed is True


def test_a_group_that_invests_has_no_guarantee() -> None:
    accounts = """
        account | opening   | header | rule
        A       | {opening} |        |
        B       | 10        | A      | zero_balance
        """
    found = made(swept(1000, accounts=accounts)).checks()[17]
    assert (found.passed, found.detail) == (None, "it speaks of groups without money market sweeps")
