"""The scenario of sweeps that are returned: what its README tells is what happens."""

from dataclasses import replace

import numpy as np

from tests.scenarios.answers import (
    book,
    cny,
    disturbed_accounts,
    fate_of,
    grouped,
    is_result,
    text_of,
)
from tests.scenarios.shipped import run_of, study_of
from treasury import tables as t
from treasury.comparison import study
from treasury.tables import MADE, WAS_REFUSED

TWELVE = "12_overnight_and_back"
STRUCTURES = ("as_is", "for_good", "overnight", "overnight_by_value", "spent_by_head")


def test_the_table_of_the_text_is_the_run_s() -> None:
    text = text_of(TWELVE)
    for name in STRUCTURES:
        found = cny(run_of(TWELVE, name))
        line = (
            f"| {name} | {grouped(found.idle_cash)} | {grouped(found.interest_paid)} | "
            f"{found.payments_made.count} | {found.payments_disturbed.count} | "
            f"{found.payments_enabled.count} |"
        )
        assert line in text


def test_the_interest_worked_out_by_hand_is_what_is_paid() -> None:
    for name, number, charged in (("overnight", 2160000, 8000), ("overnight_by_value", 2320000, 0)):
        # in fen: number x 100 x 4.35 % / 360, the remainder below half a fen
        by_hand = number * 435 // 36000 + charged
        assert cny(run_of(TWELVE, name)).interest_paid == by_hand
        assert is_result(TWELVE, grouped(by_hand))


def test_the_nights_of_the_text_are_head_office_s() -> None:
    for name, nights in (
        ("overnight", (-80000, -280000, -200000, -200000, -350000)),
        ("overnight_by_value", (-80000, -280000, -280000, -280000, -350000)),
    ):
        run = run_of(TWELVE, name)
        found = [book(run, "HQ-1", 3, day) for day in (2, 3, 4, 5, 6)]
        assert found == [100 * night for night in nights]


def test_head_office_cannot_return_what_it_spent() -> None:
    run = run_of(TWELVE, "spent_by_head")
    events = run.projection.events
    short = events[(events[:, t.KIND] == t.RETURN) & (events[:, t.AMOUNT] < events[:, t.BASE])]
    assert short[:, [t.AMOUNT, t.BASE]].tolist() == [[10000000, 20000000]]
    assert str(run.plan.names.days[short[0, t.DAY]]) == "2026-03-06"
    assert fate_of(study_of(TWELVE), "spent_by_head", "H1")[0] == MADE
    assert fate_of(study_of(TWELVE), "spent_by_head", "N2")[0] == WAS_REFUSED


def test_in_another_order_of_priority_nobody_is_disturbed() -> None:
    scenario = study_of(TWELVE).scenario
    links = tuple(
        replace(link, priority=2) if link.participant == "EAST-1" else link
        for link in scenario.links
    )
    tried = study(replace(scenario, links=links))
    run = next(each for each in tried.runs if each.plan.name == "spent_by_head")
    assert disturbed_accounts(run_of(TWELVE, "spent_by_head")) == ["NORTH-1"]
    assert disturbed_accounts(run) == []


def test_on_a_pause_the_money_stays_up_for_a_day() -> None:
    scenario = study_of(TWELVE).scenario
    fifth = run_of(TWELVE, "overnight").plan.names.days[3]
    rules = tuple(replace(rule, pauses=(fifth,)) for rule in scenario.rules)
    tried = study(replace(scenario, rules=rules))
    run = next(each for each in tried.runs if each.plan.name == "overnight")
    events = run.projection.events
    back = np.unique(events[events[:, t.KIND] == t.RETURN, t.DAY])
    assert [str(run.plan.names.days[day])[-2:] for day in back] == ["03", "04", "06", "09"]
