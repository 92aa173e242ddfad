"""Scenario 05: the figures and stories of its README, and what it suggests to try."""

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Literal

import pytest

from tests.scenarios.answers import (
    accrued,
    book,
    changed_account,
    changed_rule,
    cny,
    disturbed_accounts,
    fate_of,
    grouped,
    is_result,
    row,
    text_of,
)
from tests.scenarios.shipped import run_of, study_of
from treasury.comparison import Run, study
from treasury.linting.lint import remarks
from treasury.reporting.explaining.story import explain_day
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    CONCENTRATION,
    DAY,
    DRAW,
    END_OF_DAY,
    FUNDING,
    KIND,
    MADE_LATE,
    MINUTE,
    PAYMENT,
    RECEIPT,
    UNTIMED,
    WAS_REFUSED,
)

FIVE = "05_intraday_linked_payment"
STRUCTURES = ("standalone", "own_cash", "own_deposits", "own_plus_limit", "full")


def cell(run: Run, item: str) -> str:
    """When a payment was made, as the README's table writes it."""
    index = run.plan.names.items.index(item)
    if run.projection.made_day[index] < 0:
        return "never"
    assert run.projection.made_day[index] == run.plan.tables.items.day[index]
    minute = int(run.projection.made_minute[index])
    return "evening" if minute == END_OF_DAY else f"{minute // 60:02}:{minute % 60:02}"


def test_the_time_of_every_payment_in_every_structure_stands_in_the_text() -> None:
    lines = [line for line in text_of(FIVE).splitlines() if line.startswith("| ")]
    payments = [item for item in study_of(FIVE).scenario.items if item.amount < 0]
    assert len(payments) == 9
    for item in payments:
        (line,) = [one for one in lines if one.startswith(f"| {item.id} ")]
        cells = [cell(run_of(FIVE, name), item.id) for name in STRUCTURES]
        assert line.endswith(f"| {-item.amount:,.0f} | {' | '.join(cells)} |")


def test_each_structure_disturbs_as_many_payments_as_the_text_says() -> None:
    counts = [len(run_of(FIVE, name).disturbed) for name in STRUCTURES[1:]]
    assert counts == [4, 1, 2, 1]
    text = " ".join(text_of(FIVE).split())
    assert (
        "`own_cash` disturbs four payments, `own_deposits` one, `own_plus_limit` two, `full` one"
        in text
    )


def test_the_head_account_stands_hour_by_hour_where_the_table_by_hand_puts_it() -> None:
    run = run_of(FIVE, "full")
    events, names = run.projection.events, run.plan.names
    day, head = row(run, 4, 14), names.accounts.index("HQ-1")
    balance, found = book(run, "HQ-1", 4, 13), []
    assert balance == (300_000 + 100_000 + 250_000 + 80_000 + 120_000) * 100
    below = [names.accounts.index(name) for name in ("EAST-1", "SALES-1")]
    for event in events[events[:, DAY] == day]:
        if event[KIND] in (CONCENTRATION, DRAW) and event[ACCOUNT] in below:
            balance += int(event[AMOUNT]) * (1 if event[KIND] == CONCENTRATION else -1)
            found.append((int(event[MINUTE]), balance // 100))
        assert event[ACCOUNT] != head or event[KIND] not in (PAYMENT, RECEIPT, FUNDING)
    by_minute = dict(found)
    assert list(by_minute.values()) == [760_000, 650_000, 710_000, 430_000, 360_000, 680_000]
    text = text_of(FIVE)
    for (minute, amount), change in zip(
        by_minute.items(), ("-90", "-110", "+60", "-280", "-70", "+320"), strict=True
    ):
        when = "evening" if minute == END_OF_DAY else f"{minute // 60:02}:00"
        shown = f"{amount:,}" if amount != 680_000 else "**680,000.00**"
        assert any(
            line.startswith(f"| {when} | ") and line.endswith(f"| {change},000 | {shown} |")
            for line in text.splitlines()
        )
    assert book(run, "HQ-1", 4, 14) == balance == 68_000_000


def test_one_night_below_zero_and_three_nights_alone_cost_what_was_computed_by_hand() -> None:
    year = 360 * 10_000
    assert (100 * 165_000 * 1 * 435 + year // 2) // year == 1_994
    assert (100 * 480_000 * 3 * 435 + year // 2) // year == 17_400
    one = accrued(run_of(FIVE, "full"), "HQ-1", "current", "debit")
    three = accrued(run_of(FIVE, "standalone"), "HQ-1", "current", "debit")
    assert (grouped(one), grouped(three)) == ("19.94", "174.00")
    assert is_result(FIVE, "19.94") and is_result(FIVE, "174.00")
    assert [book(run_of(FIVE, "full"), "HQ-1", 4, day) for day in (15, 16, 17)] == [
        18_500_000, -16_500_000, 11_000_000,
    ]  # fmt: skip


def test_an_overdraft_of_the_day_that_is_settled_by_the_evening_costs_nothing() -> None:
    for name in ("own_cash", "own_deposits", "own_plus_limit"):
        assert cny(run_of(FIVE, name)).interest_paid == 0
        assert run_of(FIVE, name).projection.book.min() >= 0


def test_wages_are_missed_because_the_internal_limit_was_used_for_feed() -> None:
    limited = run_of(FIVE, "own_plus_limit")
    assert disturbed_accounts(limited) == ["FARM-1", "FARM-1"]
    names = limited.plan.names
    assert [names.items[one.item] for one in limited.enabled] == ["F1"]
    assert fate_of(study_of(FIVE), "own_plus_limit", "F2") == (MADE_LATE, "2026-04-14", 16 * 60)


def test_a_promise_without_a_line_behind_it_is_said_beforehand() -> None:
    found = remarks(study_of(FIVE).scenario)
    assert [one.name for one in found] == ["limits_above_capacity"]


def test_what_a_frozen_account_received_goes_up_a_day_later_but_for_what_is_held() -> None:
    for name in STRUCTURES[1:]:
        run = run_of(FIVE, name)
        frozen = run.projection.book[:, run.plan.names.accounts.index("PLANT-1")]
        assert frozen[row(run, 4, 16)] == 4_000_000
        assert frozen[row(run, 4, 17)] == 1_500_000
        assert fate_of(study_of(FIVE), name, "P4")[0] == WAS_REFUSED


def test_the_story_of_the_day_says_what_is_held_and_what_went_up_beside_it() -> None:
    run = run_of(FIVE, "full")
    plant = run.plan.names.accounts.index("PLANT-1")
    told = " ".join(explain_day(run.plan, run.projection, plant, row(run, 4, 17)))
    assert (
        "Opened with 40,000.00 book; 15,000.00 is held (the sum in dispute, by order of the court)."
        in told
    )
    assert "saw 25,000.00 on PLANT-1 after 15,000.00 held and sent 25,000.00 up to EAST-1" in told
    assert "(0.00 of its own after 15,000.00 held" in told


@pytest.mark.parametrize(("held", "minute"), [(15_000, UNTIMED), (20_000, 11 * 60)])
def test_the_electricity_leaves_in_the_morning_if_enough_is_not_held(
    held: int, minute: int
) -> None:
    one = study_of(FIVE).scenario
    (hold,) = one.holds
    queue: Literal["carry"] = "carry"
    found = study(replace(one, queue=queue, holds=(replace(hold, amount=Decimal(held)),)))
    assert fate_of(found, "full", "P4") == (MADE_LATE, "2026-04-17", minute)


@pytest.mark.parametrize("structure", ["own_deposits", "full"])
def test_a_sweep_at_half_past_one_pays_the_veterinary_in_time(structure: str) -> None:
    times = (time(11), time(13, 30))
    found = study(changed_rule(study_of(FIVE).scenario, "zero_eleven", times=times))
    assert fate_of(found, structure, "F4")[1:] == ("2026-04-15", 14 * 60)


def test_an_overdraft_granted_overnight_serves_the_members_too() -> None:
    scenario = changed_account(study_of(FIVE).scenario, "HQ-1", overdraft=Decimal(200_000))
    assert fate_of(study(scenario), "full", "F4")[1:] == ("2026-04-15", 14 * 60)


@pytest.mark.parametrize(("overtaking", "minute"), [(False, 16 * 60), (True, 15 * 60)])
def test_wages_of_the_worse_priority_wait_unless_they_may_overtake(
    overtaking: bool, minute: int
) -> None:
    scenario = study_of(FIVE).scenario
    exchanged = {"F1": 1, "F2": 5}
    items = tuple(
        replace(one, priority=exchanged.get(one.id, one.priority)) for one in scenario.items
    )
    found = study(replace(scenario, items=items, overtaking=overtaking))
    assert fate_of(found, "own_deposits", "F2")[1:] == ("2026-04-14", minute)


def test_carried_over_the_electricity_is_paid_next_morning_and_the_feed_never() -> None:
    queue: Literal["carry"] = "carry"
    found = study(replace(study_of(FIVE).scenario, queue=queue))
    for name in ("own_deposits", "own_plus_limit", "full"):
        assert fate_of(found, name, "P4") == (MADE_LATE, "2026-04-17", UNTIMED)
    assert fate_of(found, "own_cash", "F1")[0] == WAS_REFUSED
