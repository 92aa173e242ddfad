"""Deposits with a principal by engines that place, pay out or reckon them otherwise."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.test_deposits_by_hand import POOL, placed, taken, time
from tests.made_runs import Made, made
from treasury import tables as t
from treasury.deposits import Withdrawal
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario

USUAL = (taken(None, told=3, named=200_000), taken(18, 700_000, 11, named=500_000),
         taken(28, 300_000, 21, named=400_000))  # fmt: skip


def seen(scenario: Scenario) -> Made:
    """The run without a structure, all of whose checks pass."""
    run = made(scenario, None)
    assert run.checks()[30].passed is True
    return run


def test_what_is_examined_is_every_day_of_a_deposit() -> None:
    found = seen(placed(*USUAL)).checks()
    assert found[30].detail == "40 days of deposits"
    assert [found[number].passed for number in (1, 2, 3)] == [True, True, True]


def test_a_scenario_whose_deposits_are_another_structure_s_has_none_to_look_at() -> None:
    found = made(placed(structure="pool"), None).checks()[30]
    assert (found.passed, found.detail) == (None, "no deposit is placed in this run")


@pytest.mark.parametrize(
    ("kind", "column", "wrong", "told"),
    [
        (t.PLACED, "amount", -1, "of 3,000,000.00 CNY free, 2,000,000.00 CNY is to be placed"),
        (t.PLACED, "amount", 0, "of 3,000,000.00 CNY free, 2,000,000.00 CNY is to be placed"),
        (t.PLACED, "day", 1, "it is to be placed on 2026-03-02, once"),
        (t.REDEEMED, "amount", 1, "on 2026-03-19 700,000.00 CNY and interest 744.00 CNY are due"),
        (t.DEPOSIT_INTEREST, "amount", 74401, "are due, paid 700,000.00 CNY and 744.01 CNY"),
        (t.DEPOSIT_INTEREST, "day", 18, "on 2026-03-19 700,000.00 CNY and interest 744.00 CNY"),
    ],
)
def test_a_deposit_that_moves_otherwise_is_found(
    kind: int, column: str, wrong: int, told: str
) -> None:
    run = seen(placed(*USUAL))
    found = run.bent(run.rows(kind)[0], **{column: wrong}).checks()[30]
    assert found.passed is False
    assert found.detail.startswith("deposit D: ") and told in found.detail


def test_the_books_and_the_projection_must_agree_on_what_is_on_deposit() -> None:
    run = seen(placed(*USUAL))
    found = run.projected("deposited", (5, 0), 1).checks()[2]
    assert found.passed is False
    assert found.detail == (
        "deposit D on 2026-03-07: ledger 2,000,000.00 CNY, projection 2,000,000.01 CNY"
    )


def test_what_leaves_for_a_deposit_is_no_loss_of_cash_and_no_more_than_it_is() -> None:
    run = seen(placed(*USUAL))
    found = run.projected("deposited", (5, 0), 1).checks()[3]
    assert found.passed is False and "CNY cash on 2026-03-07 changed by 0.00 CNY" in found.detail


def test_a_deposit_that_stood_before_is_not_placed_again() -> None:
    earlier = placed(*USUAL, placed_on=placed().first_day.replace(month=2))
    run = seen(earlier)
    assert run.rows(t.PLACED) == []
    later = seen(placed(*USUAL))
    found = replace(later, plan=replace(later.plan, scenario=earlier), alone=later.alone).checks()[
        30
    ]
    assert found.detail == "deposit D: it stood before the run, and is placed in it"


def test_a_plan_with_other_deposits_is_found() -> None:
    run = seen(placed(*USUAL))
    own = replace(run.plan.scenario.deposits[0], id="E")
    scenario = replace(run.plan.scenario, deposits=(own,), withdrawals=())
    found = replace(run, plan=replace(run.plan, scenario=scenario)).checks()[30]
    assert found.detail == "the plan has other deposits than the records"


@pytest.mark.parametrize(
    "change",
    [
        {"rate": "3.5%"},
        {"minimum": Decimal(1_400_000)},
        {"minimum_withdrawal": Decimal(800_000)},
        {"product": "notice_1"},
    ],
)
def test_terms_that_the_plan_did_not_obey_are_found(change: dict[str, Any]) -> None:
    run = seen(placed(*USUAL))
    own = replace(run.plan.scenario.deposits[0], **change)
    scenario = replace(run.plan.scenario, deposits=(own,))
    assert replace(run, plan=replace(run.plan, scenario=scenario)).checks()[30].passed is False


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_notice_that_the_plan_forgot_is_found(place: int) -> None:
    run = seen(placed(*USUAL))
    lines: list[Withdrawal] = [line for at, line in enumerate(USUAL) if at != place]
    scenario = replace(run.plan.scenario, withdrawals=tuple(lines))
    assert replace(run, plan=replace(run.plan, scenario=scenario)).checks()[30].passed is False


def test_a_group_that_places_deposits_has_no_guarantee() -> None:
    found = made(placed(accounts=POOL.format(head=0, low=3_000_000))).checks()[17]
    assert (found.passed, found.detail) == (None, "it speaks of groups that place no deposits")


@pytest.mark.parametrize("how", ["pay_out", "renew", "stay"])
def test_ends_of_terms_are_restated_and_another_end_is_found(how: str) -> None:
    run = seen(time(taken(11, 400_000), at_maturity=how, days=70))
    other = {"pay_out": "renew", "renew": "stay", "stay": "pay_out"}[how]
    own = replace(run.plan.scenario.deposits[0], at_maturity=other)
    scenario = replace(run.plan.scenario, deposits=(own,))
    assert replace(run, plan=replace(run.plan, scenario=scenario)).checks()[30].passed is False


def test_what_is_accrued_at_the_end_is_reckoned_again() -> None:
    run = seen(placed())
    deposits = run.plan.tables.deposits
    rows = deposits.rows._replace(accrued=deposits.rows.accrued + 1)
    tables = run.plan.tables._replace(deposits=deposits._replace(rows=rows))
    found = replace(run, plan=replace(run.plan, tables=tables)).checks()[30]
    assert found.detail == "deposit D: 800000 is accrued at the end, reported 800001"


def test_a_line_is_used_before_anything_is_placed() -> None:
    one = placed(accounts="""
        account | opening | terms  | line          | reserve
        A       | 3000000 | demand | 900000/900000 | 100000
        """)  # fmt: skip
    run = seen(one)
    assert run.checks()[20].passed is True
    assert run.projection.book[0].tolist() == [100_000_00]


def test_a_demand_rate_that_is_fixed_once_a_month_is_restated() -> None:
    one = placed(taken(18, 500_000), taken(28, told=21))
    terms = replace(one.terms[0], resets="monthly", resets_from=one.first_day)
    fixings = tuple(
        IndexRate(index="DEMAND", date=one.first_day + timedelta(days=later), rate=rate)
        for later, rate in ((0, "0.36%"), (10, "0.72%"))
    )
    scenario = replace(
        one, terms=(terms,), rates=(replace(one.rates[0], rate="DEMAND"),),
        indices=(Index(id="DEMAND", oldest=60),), index_rates=fixings,
    )  # fmt: skip
    run = seen(scenario)
    assert run.projection.events[run.rows(t.DEPOSIT_INTEREST), t.AMOUNT].tolist() == [
        85_00, 27 * 150_00,
    ]  # fmt: skip


def test_a_demand_rate_that_follows_nothing_waits_for_no_reset() -> None:
    one = placed(taken(18, 500_000))
    terms = replace(one.terms[0], resets="dates", reset_dates=(one.last_day,))
    owed = Rate(terms="demand", side="debit", rate="OWED")
    fixing = IndexRate(index="OWED", date=one.first_day, rate="3%")
    index = Index(id="OWED", oldest=60)
    bent = replace(one, terms=(terms,), rates=(*one.rates, replace(owed, valid_from=one.first_day)))
    run = seen(replace(bent, indices=(index,), index_rates=(fixing,)))
    assert run.projection.events[run.rows(t.DEPOSIT_INTEREST), t.AMOUNT].tolist() == [85_00]


def test_a_term_that_nothing_is_left_of_ends_without_a_payout() -> None:
    run = seen(time(taken(11, 995_000), days=40))
    assert len(run.rows(t.REDEEMED)) == 1
