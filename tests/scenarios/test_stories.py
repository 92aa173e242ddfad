"""What the scenarios' READMEs tell happens, and what they suggest to try does what they say."""

import datetime
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.scenarios.answers import (
    benefits,
    changed_account,
    changed_rate,
    changed_rule,
    disturbed_accounts,
    fate_of,
)
from tests.scenarios.shipped import FLAGSHIP, run_of, study_of
from treasury.comparison import Study, study
from treasury.credit import CreditLine
from treasury.plan.resolve import resolve
from treasury.simulation.simulate import simulate
from treasury.tables import MADE, MADE_LATE, WAS_REFUSED, WAS_REJECTED

ONE, TWO, THREE, FOUR = (
    "01_one_account", "02_zero_balancing", "03_target_and_range", "04_three_levels"
)  # fmt: skip


# --- 01 -------------------------------------------------------------------------------------


def test_the_payment_that_meets_too_little_waits_for_the_dealer() -> None:
    assert fate_of(study_of(ONE), "as_is", "P1") == (MADE_LATE, "2026-04-10", 14 * 60)


def test_a_payment_waits_behind_another_unless_that_one_is_turned_away() -> None:
    assert fate_of(study_of(ONE), "as_is", "P7")[0] == WAS_REFUSED
    scenario = study_of(ONE).scenario
    items = tuple(
        replace(one, if_short="reject") if one.id == "P6" else one for one in scenario.items
    )
    tried = study(replace(scenario, items=items))
    assert fate_of(tried, "as_is", "P6")[0] == WAS_REJECTED
    assert fate_of(tried, "as_is", "P7")[0] == MADE


def test_a_carried_payment_is_made_two_days_late() -> None:
    tried = study(replace(study_of(ONE).scenario, queue="carry"))
    assert fate_of(tried, "as_is", "P6") == (MADE_LATE, "2026-06-26", 12 * 60)


# --- 02 -------------------------------------------------------------------------------------


def test_a_grain_bill_waits_for_the_afternoon_and_wages_for_nothing() -> None:
    assert fate_of(study_of(TWO), "zero_standalone", "E1") == (MADE_LATE, "2026-03-03", 14 * 60)
    assert fate_of(study_of(TWO), "zero_standalone", "W1")[0] == WAS_REFUSED
    assert [fate_of(study_of(TWO), "zero_linked", name)[0] for name in ("E1", "W1", "N1")] == [
        MADE
    ] * 3


def test_members_of_the_zero_balancing_group_gain_and_east_loses_at_a_low_internal_rate() -> None:
    assert min(benefits(run_of(TWO, "zero_linked"))[name] for name in ("EAST", "WEST")) > 0
    tried = study(changed_rate(study_of(TWO).scenario, "internal", "credit", "0.20%"))
    assert benefits(tried.runs[2])["EAST"] < 0


def test_a_header_whose_overdraft_may_not_fund_leaves_east_waiting() -> None:
    scenario = changed_account(study_of(TWO).scenario, "HQ-1", overdraft_may_fund=False)
    assert fate_of(study(scenario), "zero_linked", "E3")[0] == WAS_REFUSED


def test_west_does_not_pay_its_wages_within_the_fortnight() -> None:
    tried = study(replace(study_of(TWO).scenario, queue="carry"))
    assert fate_of(tried, "zero_standalone", "W1")[0] == WAS_REFUSED


def known_otherwise(**changes: dict[str, object]) -> Study:
    """The study of 02 with other fields in some items, by their ids."""
    scenario = study_of(TWO).scenario
    items = tuple(
        replace(one, **changes.get(one.id, {}))  # type: ignore[arg-type]
        for one in scenario.items
    )
    return study(replace(scenario, items=items))


def test_known_payments_are_held_back_and_the_advertising_is_not_known() -> None:
    fates = [fate_of(study_of(TWO), "zero_held_back", name)[0] for name in ("E1", "W1", "E3")]
    assert fates == [MADE, MADE, WAS_REFUSED]
    told = known_otherwise(E3={"known_from": datetime.date(2026, 3, 9)})
    assert fate_of(told, "zero_held_back", "E3")[0] == MADE
    assert not next(one for one in told.runs if one.plan.name == "zero_held_back").disturbed
    untold = known_otherwise(E1={"known_from": None}, W1={"category": "staff"})
    assert fate_of(untold, "zero_held_back", "E1")[0] == MADE_LATE
    assert fate_of(untold, "zero_held_back", "W1")[0] == WAS_REFUSED


def test_a_rule_that_only_keeps_has_nothing_left_of_wests_wages() -> None:
    scenario = changed_rule(
        study_of(TWO).scenario, "due", preset="keep", target_schedule=None, keep_schedule="due"
    )
    assert fate_of(study(scenario), "zero_held_back", "W1")[0] == WAS_REFUSED


# --- 03 -------------------------------------------------------------------------------------


def test_a_minimum_deficit_above_a_need_leaves_it_unserved() -> None:
    scenario = changed_rule(study_of(THREE).scenario, "cover", minimum_deficit=Decimal(65000))
    plan = resolve(scenario, "short_whole", "short_whole")
    book = simulate(plan).book
    assert book[1, plan.names.accounts.index("D-1")] == -6_000_000


def test_a_reserve_lowers_what_is_shared() -> None:
    scenario = changed_account(
        study_of(THREE).scenario, "HQ-1", overdraft_may_fund=False, reserve=Decimal(50000)
    )
    plan = resolve(scenario, "short_partial", "short_partial")
    assert simulate(plan).book[1, plan.names.accounts.index("HQ-1")] == 5_000_000


# --- 04 -------------------------------------------------------------------------------------


def test_the_growers_are_paid_only_where_payments_are_linked() -> None:
    assert fate_of(study_of(FOUR), "keep_levels", "B1")[0] == WAS_REFUSED
    assert fate_of(study_of(FOUR), "linked_levels", "B1") == (MADE, "2026-05-12", 9 * 60 + 30)


def test_the_land_is_paid_when_the_region_has_received_enough() -> None:
    assert fate_of(study_of(FOUR), "linked_levels", "B2") == (MADE_LATE, "2026-05-14", 14 * 60)
    assert len(run_of(FOUR, "linked_levels").enabled) == 1


def test_a_larger_keep_disturbs_nobody_on_three_levels() -> None:
    scenario = changed_rule(study_of(FOUR).scenario, "keep_100", keep=Decimal(250000))
    assert study(scenario).runs[1].disturbed == ()


def test_a_credit_line_at_the_root_pays_the_land_at_once() -> None:
    line = CreditLine(id="LINE", account="HQ-1", limit=Decimal(500000))
    tried = study(replace(study_of(FOUR).scenario, credit_lines=(line,)))
    assert fate_of(tried, "linked_levels", "B2") == (MADE, "2026-05-14", 10 * 60)


# --- 10 -------------------------------------------------------------------------------------


def test_cash_lies_idle_and_loans_are_owed_at_once_today() -> None:
    figures = run_of(FLAGSHIP, "as_is").figures
    (found,) = [one for one in figures if one.currency == "CNY"]
    assert min(found.idle_cash, found.external_debt) > 400_000_000_00


def test_the_harvest_loan_is_always_covered_by_the_distillerys_own_deposit() -> None:
    run = run_of(FLAGSHIP, "as_is")
    held = run.projection.book[:79, run.plan.names.accounts.index("DIS-AH-CHB")]
    assert held.min() > 40_000_000_00


def test_zero_balancing_alone_spoils_thousands_of_payments_and_linking_repairs_them_all() -> None:
    assert len(run_of(FLAGSHIP, "zero_standalone").disturbed) > 3000
    assert run_of(FLAGSHIP, "zero_linked").disturbed == ()
    assert len(run_of(FLAGSHIP, "targets").disturbed) < 30
    assert len(run_of(FLAGSHIP, "provinces").disturbed) < 30


def test_the_bottlers_of_6_january_wait_for_the_dealers() -> None:
    run = run_of(FLAGSHIP, "zero_standalone")
    items, names = run.plan.tables.items, run.plan.names
    waiting = {
        (names.accounts[int(items.account[one.item])], str(names.days[int(items.day[one.item])]))
        for one in run.disturbed
    }
    assert ("BR-GD-CHB", "2026-01-06") in waiting


def test_five_targets_do_not_suffice_after_spring_festival_and_one_keep_is_too_small() -> None:
    run = run_of(FLAGSHIP, "targets")
    items, days = run.plan.tables.items, run.plan.names.days
    accounts = disturbed_accounts(run)
    festival = {
        account
        for account, one in zip(accounts, run.disturbed, strict=True)
        if days[int(items.day[one.item])] == datetime.date(2026, 2, 24)
    }
    assert len(festival) == 5 and all(name.startswith("BR-") for name in festival)
    tourism = [one for name, one in zip(accounts, run.disturbed, strict=True) if name == "TOU-CHB"]
    assert days[int(items.day[tourism[0].item])] == datetime.date(2026, 5, 13)
    assert tourism[0].here_day - tourism[0].alone_day == 13


def test_a_keep_of_eight_million_lets_the_tourism_company_pay() -> None:
    scenario = changed_rule(study_of(FLAGSHIP).scenario, "keep_5m", keep=Decimal(8_000_000))
    plan = resolve(scenario, "targets", "targets")
    late = np.isin(simulate(plan).fate, (MADE_LATE, WAS_REFUSED))
    accounts = plan.tables.items.account[late]
    assert plan.names.accounts.index("TOU-CHB") not in accounts


@pytest.mark.parametrize("structure", ["zero_standalone", "zero_linked", "targets", "provinces"])
def test_members_with_agreed_deposits_lose_in_every_proposal(structure: str) -> None:
    found = benefits(run_of(FLAGSHIP, structure))
    assert max(found[name] for name in ("TOU", "ECO", "PKG")) < 0
    assert found["DIS-AH"] > 0 and found["HQ"] > 0
    assert found["LIS"] == 0, "the listed company stands outside"


def test_the_nights_below_zero_are_those_after_interest_was_taken_on_a_weekend() -> None:
    run = run_of(FLAGSHIP, "zero_linked")
    names = run.plan.names
    nights = [
        (names.accounts[account], str(names.days[day]))
        for day, account in np.argwhere(run.projection.book < 0).tolist()
    ]
    assert nights == [
        ("DIS-AH-CHB", "2026-03-21"), ("DIS-AH-CHB", "2026-03-22"),
        ("DIS-AH-CHB", "2026-06-21"), ("HQ-CHB-02", "2026-06-21"),
    ]  # fmt: skip
    alone = study_of(FLAGSHIP).standalone
    below = {alone.plan.names.accounts[at] for _, at in np.argwhere(alone.projection.book < 0)}
    assert below == {"BOT-CHB", "LOG-CHB"} and (alone.projection.book < 0).sum() == 70


def test_without_the_second_loan_the_line_suffices_in_the_pool_but_not_today() -> None:
    scenario = study_of(FLAGSHIP).scenario
    kept = tuple(loan for loan in scenario.term_loans if loan.id != "TERM-HQ-2026")
    scenario = replace(scenario, term_loans=kept)
    for structure, suffices in (("zero_linked", True), ("two_provinces", False)):
        plan = resolve(scenario, structure, structure)
        fate = simulate(plan).fate
        mine = plan.tables.items.account == plan.names.accounts.index("HQ-CHB-01")
        assert bool((fate[mine] == MADE).all()) is suffices
