"""Rules, shares and cover as the checks restate them, on runs of every preset."""

import datetime
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
from treasury.checking.sweeps import beside, rule_columns
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
