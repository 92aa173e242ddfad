"""Rules, shares and cover as the checks restate them, on runs of every preset."""

import datetime
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.made_runs import (
    A,
    Made,
    account,
    day,
    group,
    item,
    link,
    made,
    made_group,
    pool,
)
from treasury import tables as t
from treasury.accounts.chart import Bank
from treasury.checking.rules import rule_columns
from treasury.checking.sweeps import beside
from treasury.dates import Calendar
from treasury.pooling.rules import Rule
from treasury.scenario import Scenario

RULES = (
    Rule(id="zero", preset="zero_balance", minimum=Decimal(100), maximum=Decimal(700)),
    Rule(id="constant", preset="target_constant", target=Decimal(300), multiple=Decimal(50)),
    Rule(id="fixed", preset="target_fixed", target=Decimal(300), maximum_deficit=Decimal(90)),
    Rule(id="threshold", preset="threshold", threshold=Decimal(500)),
    Rule(id="range", preset="range", low=Decimal(200), high=Decimal(900), to=Decimal(600)),
    Rule(id="keep", preset="keep", keep=Decimal(50), times=(datetime.time(9), datetime.time(16))),
)
NAMES = tuple(f"P{at}" for at in range(len(RULES)))


def six_presets(**more: object) -> Scenario:
    """One participant for each preset, with balances above, at and below its points."""
    moves = (950, -1200, 300, -150, 500, -301)
    return group(
        rules=RULES,
        accounts=(
            account("H", "HQ", 400, overdraft=Decimal(600)),
            *(account(name, "SUB", 0, overdraft=Decimal(2000)) for name in NAMES),
        ),
        credit_lines=(), term_loans=(), fees=(),
        structures=(pool(payment_mode="standalone", **more),),
        links=tuple(
            link(name, "H", rule.id) for name, rule in zip(NAMES, RULES, strict=True)
        ),
        items=tuple(
            item(f"{name}-{at}", at % 5, name, str(move + 7 * at))
            for name in NAMES
            for at, move in enumerate(moves)
        ),
    )  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"partial": False}, {"when_short": "pro_rata"}])
def test_every_preset_with_its_limits_is_replayed(more: dict[str, object]) -> None:
    checks = made(six_presets(**more)).checks()
    assert all(found.passed is not False for found in checks.values())
    assert checks[5].examined > 15


def test_a_rule_read_otherwise_leaves_accounts_beside_its_point() -> None:
    evidence = made_group().evidence()
    rules, rows = rule_columns(evidence), evidence.rows(t.CONCENTRATION, t.FUNDING)
    assert not beside(evidence, rules, rows).any()
    keeps = rules._replace(preset=np.full_like(rules.preset, 5), at=np.full_like(rules.at, 1))
    assert beside(evidence, keeps, rows).any()


def test_money_kept_for_participants_and_for_the_queue_is_seen() -> None:
    scenario = group(
        accounts=(account("H", "HQ", 0), account("B", "BR", 0), account("A", "SUB", 900),
                  account("T", "SUB2", -300, overdraft=Decimal(300))),
        structures=(pool(payment_mode="standalone"),),
        links=(link("A", "H", direction="up"), link("T", "A")),
        items=(item("large", 0, "A", "-1000"),),
        credit_lines=(), term_loans=(), fees=(),
    )  # fmt: skip
    run = made(scenario)
    assert all(found.passed is not False for found in run.checks().values())
    sent = run.projection.events[run.row(t.CONCENTRATION, A)]
    assert (sent[t.GIVES], sent[t.AUX], sent[t.AMOUNT]) == (90000, 30000, 0)


def test_money_reserved_for_a_header_s_own_payment_is_not_drawn() -> None:
    scenario = group(
        accounts=(account("H", "HQ", 900), account("B", "BR", 0), account("A", "SUB", 0),
                  account("T", "SUB2", 0)),
        items=(item("tax", 0, "H", "-1000"), item("rent", 0, "A", "-100"),
               item("late", 1, "H", "500")),
        structures=(pool(root_payment_mode="standalone"),),
        credit_lines=(), term_loans=(), fees=(),
    )  # fmt: skip
    run = made(scenario)
    rent = run.plan.names.items.index("rent")
    assert run.projection.made_day[rent] == 1
    assert all(found.passed is not False for found in run.checks().values())
    drawn = run.rows(t.DRAW)[0]
    early = run.projection.events.copy()
    moved = early[[drawn, drawn + 1]].copy()
    moved[:, t.DAY] = 0
    early = np.delete(early, [drawn, drawn + 1], axis=0)
    waiting = int(np.flatnonzero(early[:, t.KIND] == t.QUEUED)[-1]) + 1
    found = run.with_events(np.insert(early, waiting, moved, axis=0)).checks()[6]
    assert found.passed is False
    assert "linked draw A -> H, 2026-03-18, was not covered" in found.detail


def test_who_comes_first_is_served_first() -> None:
    scenario = group(
        accounts=(account("H", "HQ", 90), account("B", "BR", -50, overdraft=Decimal(50)),
                  account("A", "SUB", -100, overdraft=Decimal(100)), account("T", "SUB2", 0)),
        structures=(pool(payment_mode="standalone"),),
        links=(link("A", "H", priority=2), link("B", "H", priority=1)),
        items=(), credit_lines=(), term_loans=(), fees=(), first_day=day(0), last_day=day(0),
    )  # fmt: skip
    run = made(scenario)
    assert run.checks()[5].passed is True
    other = replace(scenario, links=(link("A", "H", priority=1), link("B", "H", priority=2)))
    found = replace(run, plan=replace(run.plan, scenario=other)).checks()[5]
    assert found.passed is False
    assert "funding A -> H, 2026-03-18 at end of day, was served out of turn" in found.detail


CN = Calendar(
    id="CN", valid_from=day(0), valid_until=day(4), closed=(day(1),), extra_working=(day(3),)
)


def test_a_timed_pass_and_a_closed_bank_are_restated() -> None:
    """18 March 2026 is a Wednesday; Thursday is closed, Saturday is worked, Sunday is not."""
    scenario = group(
        calendars=(CN,), banks=(Bank(id="K", calendar="CN"),),
        rules=(Rule(id="zero", preset="zero_balance", times=(datetime.time(10),),
                    end_of_day=True),),
    )  # fmt: skip
    run = made(scenario)
    assert run.checks()[5].passed is True
    assert run.checks()[5].examined == 3 * 2 * 3
    lazy = run.lived_by("links", "passes", np.array([[0], [1]])).checks()[5]
    assert "2026-03-18 at 10:00: its rule wants 100.00 CNY, recorded nothing" in lazy.detail


def test_a_pool_that_is_never_open_was_not_examined() -> None:
    shut = Calendar(
        id="shut", closed=tuple(map(day, range(5))), valid_from=day(0), valid_until=day(4)
    )
    found = made(group(calendars=(shut,), structures=(pool(calendar="shut"),))).checks()[5]
    assert (found.passed, found.examined) == (None, 0)


def test_a_draw_may_pass_through_a_header_that_is_below_its_lowest_balance() -> None:
    scenario = group(
        accounts=(account("H", "HQ", 900), account("B", "BR", 0), account("A", "SUB", -50),
                  account("T", "SUB2", 0)),
        links=(link("A", "H", direction="up"), link("T", "A", direction="up")),
        items=(item("rent", 0, "T", "-100"),),
        credit_lines=(), term_loans=(), fees=(),
    )  # fmt: skip
    run = made(scenario)
    assert len(run.rows(t.DRAW)) == 2
    assert run.checks()[6].passed is True


def test_a_pool_that_only_collects_has_no_grants() -> None:
    collects = group(
        structures=(pool(payment_mode="standalone"),), items=(), fees=(),
        rules=(Rule(id="zero", preset="keep", keep=Decimal(0)),),
    )  # fmt: skip
    assert made(collects).checks()[6].passed is None


def test_a_pool_inside_one_legal_person_has_no_positions() -> None:
    inside = group(links=(link("B", "H"),), structures=(pool(internal_terms=None),))
    assert made(inside).checks()[7].passed is None


def shared() -> Made:
    """H has 90.01 for A, who lacks 100, and B, who lacks 50: 60.01 (tie of 2/3) and 30.00."""
    scenario = group(
        accounts=(account("H", "HQ", 90), account("B", "BR", -50, overdraft=Decimal(50)),
                  account("A", "SUB", -100, overdraft=Decimal(100)), account("T", "SUB2", 0)),
        structures=(pool(payment_mode="standalone", when_short="pro_rata"),),
        links=(link("A", "H"), link("B", "H")),
        items=(item("cent", 0, "H", "0.01"),),
        credit_lines=(), term_loans=(), fees=(), first_day=day(0), last_day=day(0),
    )  # fmt: skip
    return made(scenario)


def test_pro_rata_shares_sum_to_what_the_header_had() -> None:
    run = shared()
    assert run.checks()[9].passed is True
    assert run.projection.events[run.rows(t.FUNDING), t.AMOUNT].tolist() == [6001, 3000]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"amount": 6000}, "is not its share of 60.01 CNY"),
        ({"gives": 20000}, "was shared although there was enough"),
    ],
)
def test_a_share_that_is_not_exact_is_found(columns: dict[str, int], words: str) -> None:
    run = shared()
    found = run.bent(run.rows(t.FUNDING)[0], rebook=False, **columns).checks()[9]
    assert found.passed is False
    assert words in found.detail
