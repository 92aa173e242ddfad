"""Scenario 06: the figures and stories of its README, and what it suggests to try."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.answers import (
    benefits,
    book,
    changed_rate,
    fate_of,
    grouped,
    is_result,
    row,
    text_of,
)
from tests.scenarios.shipped import run_of, study_of
from treasury.comparison import Run, Study, study
from treasury.linting.lint import remarks
from treasury.pooling.structure import Budget
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    CONCENTRATION,
    DAY,
    DRAW,
    FUNDING,
    INTERNAL_INTEREST,
    KIND,
    MADE,
    MADE_LATE,
    WAS_REFUSED,
)

SIX = "06_two_lines"
STRUCTURES = ("as_is", "single_full", "two_lines", "two_lines_draw")
TOLD = ("EX4", "EX5", "H2", "WX5", "EX9")


def with_budget(structure: str, account: str, **fields: object) -> Study:
    """The study with one account's budget changed in one structure."""
    scenario = study_of(SIX).scenario
    budgets: list[Budget] = [
        replace(one, **fields)  # type: ignore[arg-type]
        if (one.structure, one.participant) == (structure, account)
        else one
        for one in scenario.budgets
    ]
    return study(replace(scenario, budgets=tuple(budgets)))


def day_of(run: Run, item: str) -> str:
    """The day on which a payment was made, as the README writes it."""
    made = int(run.projection.made_day[run.plan.names.items.index(item)])
    if made < 0:
        return "never"
    day = run.plan.names.days[made]
    return f"{day.day} {day:%B}"


def moved(run: Run, kind: int, account: str, month: int, day: int) -> list[int]:
    """What sweeps or draws moved on one account's own link on a day."""
    events = run.projection.events
    mine = (events[:, KIND] == kind) & (events[:, DAY] == row(run, month, day))
    mine &= events[:, ACCOUNT] == run.plan.names.accounts.index(account)
    return [int(amount) for amount in events[mine, AMOUNT]]


def test_the_payments_that_differ_stand_in_the_text_with_their_days() -> None:
    items = {item.id: item for item in study_of(SIX).scenario.items}
    for name in TOLD:
        cells = [day_of(run_of(SIX, structure), name) for structure in STRUCTURES]
        due = f"{items[name].date.day} {items[name].date:%B}"
        (line,) = [one for one in text_of(SIX).splitlines() if one.startswith(f"| {name} ")]
        assert line.endswith(f"| {due} | {-items[name].amount:,.0f} | {' | '.join(cells)} |")


def test_every_other_payment_is_made_on_its_day_in_all_four() -> None:
    others = [
        item for item in study_of(SIX).scenario.items if item.amount < 0 and item.id not in TOLD
    ]
    assert len(others) == 11
    for item in others:
        for structure in STRUCTURES:
            fate, day, _ = fate_of(study_of(SIX), structure, item.id)
            assert (fate, day) == (MADE, str(item.date)), (structure, item.id)


def test_the_budget_of_march_is_used_as_the_table_by_hand_says() -> None:
    run = run_of(SIX, "two_lines")
    drawn = [moved(run, DRAW, "EAST-EX", 3, day) for day in (3, 10, 17, 24, 26, 30)]
    assert drawn == [[2_000_000], [3_000_000], [1_000_000], [], [], []]
    assert fate_of(study_of(SIX), "two_lines", "EX4") == (MADE_LATE, "2026-03-26", 11 * 60 + 30)
    assert fate_of(study_of(SIX), "two_lines", "EX5")[1] == "2026-04-01"
    left, shown = 300_000, []
    for change in (-80_000, -90_000, -70_000, 20_000, -75_000):
        left += change
        shown.append(f"{left:,} |")
    table = text_of(SIX).split("## The budget by hand")[1].split("| 31 |")[0]
    rows = [one for one in table.splitlines() if one.endswith(tuple(shown))]
    assert [one.split("|")[1].strip() for one in rows] == ["3", "10", "17", "26", "26"]


def test_income_goes_up_before_the_expense_account_is_filled() -> None:
    run = run_of(SIX, "two_lines")
    head = 100_000 + 250_000 + 80_000
    head += 110_000 - 80_000 + 45_000 - 60_000
    assert head == 445_000
    assert moved(run, DRAW, "EAST-EX", 3, 10) == [3_000_000]
    assert moved(run, CONCENTRATION, "EAST-IN", 3, 10) == [11_000_000]
    assert moved(run, FUNDING, "EAST-EX", 3, 10) == [6_000_000]
    assert book(run, "HQ-1", 3, 9) == 44_500_000
    assert grouped(book(run, "HQ-1", 3, 10)) == "465,000.00"
    assert "**465,000.00**" in text_of(SIX)
    events = run.projection.events
    kinds = events[events[:, DAY] == row(run, 3, 10), KIND].tolist()
    assert kinds.index(CONCENTRATION) < kinds.index(FUNDING)


def test_what_two_lines_cost_east_until_the_settlement_day_was_computed_by_hand() -> None:
    year = 360 * 10_000
    sent = 250_000 * 1 + 360_000 * 7 + 470_000 * 7 + 580_000 * 4
    fetched = 80_000 * 7 + 170_000 * 7 + 240_000 * 4
    assert (100 * sent * 80 + year // 2) // year == 18_622
    assert (100 * fetched * 240 + year // 2) // year == 18_067
    run = run_of(SIX, "two_lines")
    events = run.projection.events
    posted = (events[:, KIND] == INTERNAL_INTEREST) & (events[:, DAY] == row(run, 3, 21))
    found = dict(
        zip(events[posted, ACCOUNT].tolist(), events[posted, AMOUNT].tolist(), strict=True)
    )
    accounts = run.plan.names.accounts
    assert abs(found[accounts.index("EAST-IN")]) == 18_622
    assert abs(found[accounts.index("EAST-EX")]) == 18_067
    assert is_result(SIX, "186.22") and is_result(SIX, "180.67")
    assert "keeps 5.55" in text_of(SIX)


def test_east_loses_until_what_it_fetches_costs_no_more_than_what_it_sends_earns() -> None:
    assert benefits(run_of(SIX, "two_lines"))["EAST"] < 0
    cheaper = study(changed_rate(study_of(SIX).scenario, "internal", "debit", "0.80%"))
    (run,) = [one for one in cheaper.runs if one.plan.name == "two_lines"]
    assert benefits(run)["EAST"] > 0


def test_an_income_account_is_empty_every_working_evening_and_pays_nothing() -> None:
    for structure in ("two_lines", "two_lines_draw"):
        run = run_of(SIX, structure)
        for account in ("EAST-IN", "WEST-IN"):
            held = run.projection.book[:, run.plan.names.accounts.index(account)]
            assert held.max() == 0


def test_the_float_lies_idle_and_the_draw_leaves_nothing() -> None:
    assert book(run_of(SIX, "two_lines"), "EAST-EX", 3, 10) == 6_000_000
    assert book(run_of(SIX, "two_lines_draw"), "EAST-EX", 3, 10) == 0


def test_a_budget_that_rolls_over_pays_the_boxes() -> None:
    assert fate_of(study_of(SIX), "two_lines", "WX5")[0] == WAS_REFUSED
    found = with_budget("two_lines", "WEST-EX", roll_over=True)
    assert fate_of(found, "two_lines", "WX5")[0] == MADE


def test_without_the_refund_the_advertising_waits_for_april_and_the_roof_behind_it() -> None:
    found = with_budget("two_lines", "EAST-EX", refunds_restore=False)
    for item in ("EX4", "EX5"):
        assert fate_of(found, "two_lines", item)[:2] == (MADE_LATE, "2026-04-01")


def test_a_budget_of_the_quarter_makes_nothing_of_march_late() -> None:
    found = with_budget("two_lines", "EAST-EX", period="quarter", amount=Decimal(900_000))
    assert [fate_of(found, "two_lines", item)[0] for item in ("EX4", "EX5")] == [MADE, MADE]


@pytest.mark.parametrize(("period", "told"), [("day", True), ("week", True), ("month", False)])
def test_a_sweep_once_a_month_is_too_slow_for_a_budget_of_a_week(period: str, told: bool) -> None:
    scenario = study_of(SIX).scenario
    rules = tuple(
        replace(rule, frequency="month_end") if rule.id == "float_60" else rule
        for rule in scenario.rules
    )
    budgets = tuple(replace(one, period=period) for one in scenario.budgets)  # type: ignore[arg-type]
    found = [one.name for one in remarks(replace(scenario, rules=rules, budgets=budgets))]
    assert ("budget_faster_than_sweep" in found) is told


def test_nothing_is_remarked_on_the_two_lines_as_they_stand() -> None:
    assert remarks(study_of(SIX).scenario) == []
