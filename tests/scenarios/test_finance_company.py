"""Scenario 11: the figures and stories of its README, and what it suggests to try."""

import importlib.util
from dataclasses import replace
from decimal import Decimal
from types import ModuleType

import pytest

from tests.scenarios.answers import (
    book,
    changed_account,
    changed_rule,
    cny,
    fate_of,
    grouped,
    is_result,
    row,
    text_of,
)
from tests.scenarios.shipped import HYDRO, SCENARIOS, run_of, study_of
from treasury.comparison import Run
from treasury.linting.lint import remarks
from treasury.plan.resolve import resolve
from treasury.simulation.simulate import simulate
from treasury.tables import ACCOUNT, AMOUNT, DAY, INTERNAL_INTEREST, KIND, MADE, MADE_LATE

FOLDER = SCENARIOS / HYDRO
MONTH_ENDS = ((3, 31), (4, 30), (5, 31), (6, 30), (7, 31), (8, 31))


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("make_hydro_items", FOLDER / "make_items.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_items_are_those_the_script_makes(maker: ModuleType) -> None:
    made = maker.make()
    assert (FOLDER / "items.csv").read_text(encoding="utf-8") == made
    assert made.count("\n") == 293


def position(run: Run, account: str, month: int, day: int) -> int:
    """What an account has net sent up, over all its links, at the end of a day."""
    participant = run.plan.tables.links.participant
    mine = participant == run.plan.names.accounts.index(account)
    return int(run.projection.position[row(run, month, day), mine].sum())


def below(run: Run, header: str, month: int, day: int) -> list[int]:
    """The positions of every link to a header at the end of a day."""
    mine = run.plan.tables.links.header == run.plan.names.accounts.index(header)
    return [int(each) for each in run.projection.position[row(run, month, day), mine]]


def test_the_results_stand_in_the_text() -> None:
    for name, shown in (
        ("as_is", "`basins` (today)"),
        ("deposits", "`deposits`"),
        ("full", "`full`"),
        ("limits", "`limits`"),
    ):
        found = cny(run_of(HYDRO, name))
        amounts = (found.external_debt, found.interest_paid, found.net_benefit)
        nights = int((run_of(HYDRO, name).projection.book < 0).sum())
        missed = found.payments_not_made.count
        cells = [shown, *map(grouped, amounts), str(nights), str(missed)]
        assert f"| {' | '.join(cells)} |" in text_of(HYDRO)


def test_the_first_evening_is_the_one_computed_by_hand() -> None:
    run = run_of(HYDRO, "deposits")
    sent = [position(run, name, 3, 2) for name in ("UPA-1", "LOB-1", "TRC-1", "LIS-1")]
    assert sent == [million * 100_000_000 for million in (47, 30, 13, 38)]
    assert 30 + 47 + 30 + 13 + (35 + 12 + 4 + 12 + 2) + 38 == 223
    assert grouped(book(run, "FC-1", 3, 2)) == "223,000,000.00"
    assert "**223,000,000.00**" in text_of(HYDRO)


def test_a_members_interest_in_two_tiers_is_the_one_computed_by_hand() -> None:
    year = 360 * 10_000
    tiers = 5_000_000 * 19 * 45 + 7_000_000 * 19 * 80
    assert (100 * tiers + year // 2) // year == 414_306
    run = run_of(HYDRO, "deposits")
    events = run.projection.events
    wanted = (events[:, KIND] == INTERNAL_INTEREST) & (events[:, DAY] == row(run, 3, 21))
    wanted &= events[:, ACCOUNT] == run.plan.names.accounts.index("OLD-1")
    assert events[wanted, AMOUNT].tolist() == [414_306]
    assert is_result(HYDRO, "4,143.06")


def test_deposits_loans_and_cash_at_the_months_ends_stand_in_the_text() -> None:
    run = run_of(HYDRO, "deposits")
    lines: dict[str, list[int]] = {
        "members' deposits": [],
        "loans to members": [],
        "cash on FC-1": [],
    }
    for month, day in MONTH_ENDS:
        positions = below(run, "FC-1", month, day)
        lines["members' deposits"].append(sum(each for each in positions if each > 0))
        lines["loans to members"].append(-sum(each for each in positions if each < 0))
        lines["cash on FC-1"].append(book(run, "FC-1", month, day))
    for name, amounts in lines.items():
        cells = " | ".join(f"{amount / 1e8:.1f}" for amount in amounts)
        assert f"| {name} | {cells} |" in text_of(HYDRO)


def test_a_member_joins_one_leaves_and_one_moves() -> None:
    run = run_of(HYDRO, "deposits")
    assert position(run, "NEW-1", 5, 10) == 0
    assert grouped(position(run, "NEW-1", 5, 11)) == "9,900,225.69"
    assert grouped(book(run, "OLD-1", 6, 30)) == "13,026,918.23"
    assert (position(run, "OLD-1", 6, 30), book(run, "OLD-1", 6, 29)) == (0, 0)
    moved = position(run, "TRC-S2", 6, 30)
    assert grouped(moved) == "10,066,787.23"
    assert moved in below(run, "TRC-1", 6, 30) and moved in below(run, "LOB-1", 7, 1)
    assert moved not in below(run, "TRC-1", 7, 1)
    for shown in ("9,900,225.69", "13,026,918.23", "10,066,787.23"):
        assert shown in text_of(HYDRO)


@pytest.mark.parametrize("structure", ["as_is", "deposits", "full"])
def test_what_a_frozen_station_receives_stays_and_its_taxes_wait_for_monday(structure: str) -> None:
    run = run_of(HYDRO, structure)
    assert book(run, "LOB-S2", 4, 16) == 450_000_000
    taxes = [
        item.id for item in study_of(HYDRO).scenario.items
        if item.account == "LOB-S2" and item.category == "tax" and item.date.month == 4
    ]  # fmt: skip
    (tax,) = taxes
    assert fate_of(study_of(HYDRO), structure, tax)[:2] == (MADE_LATE, "2026-04-20")


def test_the_listed_company_keeps_what_lies_above_its_ceiling() -> None:
    run = run_of(HYDRO, "deposits")
    assert grouped(book(run, "LIS-1", 7, 16)) == "38,418,909.43"
    assert grouped(position(run, "LIS-1", 7, 16)) == "40,091,831.71"
    higher = changed_rule(study_of(HYDRO).scenario, "listed_cap", cap=Decimal(60_000_000))
    plan = resolve(higher, "deposits", "deposits")
    names = plan.names
    day = [str(each) for each in names.days].index("2026-07-16")
    assert simulate(plan).book[day, names.accounts.index("LIS-1")] < 2_000_000_000


def test_zero_balancing_fills_up_what_the_loan_limit_did_not_allow() -> None:
    run = run_of(HYDRO, "deposits")
    assert position(run, "GRP-1", 7, 31) < -60_000_000_00
    assert book(run, "GRP-1", 7, 31) == 0
    (dividend,) = [
        one.id
        for one in study_of(HYDRO).scenario.items
        if one.category == "dividend" and one.account == "GRP-1"
    ]
    assert fate_of(study_of(HYDRO), "deposits", dividend)[0] == MADE
    without = changed_account(study_of(HYDRO).scenario, "GRP-1", overdraft=Decimal(0))
    plan = resolve(without, "deposits", "deposits")
    assert simulate(plan).fate[plan.names.items.index(dividend)] not in (MADE, MADE_LATE)


def test_the_line_is_never_drawn_and_promises_exceed_it() -> None:
    for structure in ("deposits", "full", "limits"):
        assert run_of(HYDRO, structure).projection.owed.max() == 0
    found = [one.name for one in remarks(study_of(HYDRO).scenario)]
    assert found == ["limits_above_capacity"] * 2  # of `deposits` and of `limits`


def test_a_member_that_is_not_sold_stays_a_depositor() -> None:
    scenario = study_of(HYDRO).scenario
    links = tuple(
        replace(link, valid_until=None, at_end=None) if link.participant == "OLD-1" else link
        for link in scenario.links
    )
    plan = resolve(replace(scenario, links=links), "deposits", "deposits")
    assert simulate(plan).book[-1, plan.names.accounts.index("OLD-1")] == 0


def test_the_price_of_the_group_company_s_limit_is_the_one_computed_by_hand() -> None:
    balance_days = 10 * 3_052_912_821 + 22 * 3_202_912_821
    assert balance_days == 100_993_210_272
    assert (balance_days * 360 + 360 * 10_000 // 2) // (360 * 10_000) == 10_099_321
    run = run_of(HYDRO, "limits")
    assert grouped(cny(run).interest_paid) == "100,993.21" and is_result(HYDRO, "100,993.21")
    assert book(run, "GRP-1", 7, 31) == -3_052_912_821
    assert book(run, "GRP-1", 8, 31) == -3_202_912_821
    assert position(run, "GRP-1", 7, 31) == position(run, "GRP-1", 8, 31) == -6_000_000_000


def test_the_listed_company_s_deposit_stays_within_its_agreements() -> None:
    run = run_of(HYDRO, "limits")
    assert position(run, "LIS-1", 6, 30) == 4_009_183_171  # the ceiling, and interest
    assert position(run, "LIS-1", 7, 1) == 5_000_000_000
    assert book(run, "LIS-1", 7, 1) == 411_074_114
    for figure in ("9,908,168.29", "4,110,741.14", "40,091,831.71"):
        assert figure in text_of(HYDRO)
    kept = [check for check in run.checks if check.name.startswith("24 ")]
    assert [check.passed for check in kept] == [True]
