"""What the linter remarks on a scenario that is right and may disappoint, and what it leaves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import SCENARIOS, treasury
from tests.hand.tables import group, on, schedule
from treasury.accounts.chart import Hold
from treasury.dates import Calendar
from treasury.linting.lint import remarks
from treasury.linting.view import pools
from treasury.loading.profiles import builtin_profiles
from treasury.pooling.schedules import Schedule
from treasury.pooling.structure import Budget, PositionLimit
from treasury.scenario import Scenario

WEEKDAYS = Calendar(
    id="weekdays", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31), source="tests"
)


def names(scenario: Scenario) -> list[str]:
    """The remarks' names, in their order."""
    return [remark.name for remark in remarks(scenario)]


def lines(*accounts: str) -> str:
    """A table of accounts below the header H."""
    head = "account | opening | header | rule | priority | direction | reserve"
    return "\n".join([head, *accounts])


def test_a_group_that_means_what_it_says_is_left_alone() -> None:
    assert remarks(group(lines("H | 100 | | | | |", "P | 10 | H | zero_balance | | |"))) == []


@pytest.mark.parametrize(
    ("rule", "received", "found"),
    [
        ("threshold threshold=500", "399", ["rule_never_fires"]),
        ("threshold threshold=500", "400", []),  # 100 + 400 reach it
        ("keep keep=501", "400", ["rule_never_fires"]),
        ("range low=0 high=501", "400", ["rule_never_fires"]),
    ],
)
def test_a_rule_above_all_the_money_there_is_never_fires(
    rule: str, received: str, found: list[str]
) -> None:
    table = lines("H | 100 | | | | |", f"P | 100 | H | {rule} | | |")
    items = f"day | account | amount\n1 | P | {received}"
    assert names(group(table, items, days=2)) == found


def test_what_those_below_send_up_counts_for_a_sub_header() -> None:
    table = lines(
        "H | 0 | | | | |",
        "S | 0 | H | threshold threshold=500 | | |",
        "P | 500 | S | zero_balance | | |",
    )
    assert names(group(table)) == []


def test_a_rule_that_only_funds_need_not_reach_its_trigger() -> None:
    table = lines("H | 100 | | | | |", "P | 0 | H | target_constant target=50 | | down |")
    assert names(group(table)) == []


def test_a_rule_without_links_is_named() -> None:
    scenario = group(lines("H | 100 | | | | |", "P | 10 | H | zero_balance | | |"))
    spare = replace(scenario.rules[0], id="spare")
    assert names(replace(scenario, rules=(*scenario.rules, spare))) == ["unused_rule"]


def priorities(direction: str, **pool: Any) -> Scenario:
    """Two participants with priorities of their own."""
    return group(
        lines(
            "H | 100 | | | | |",
            f"P | 10 | H | zero_balance | 1 | {direction} |",
            f"Q | 10 | H | zero_balance | 2 | {direction} |",
        ),
        pool=pool,
    )


def test_priorities_order_nothing_where_shares_are_pro_rata_or_nothing_comes_down() -> None:
    assert names(priorities("both", when_short="pro_rata")) == ["priority_without_effect"]
    assert names(priorities("up")) == ["priority_without_effect"]
    assert names(priorities("both")) == []


def test_a_header_whose_reserve_is_all_it_could_ever_have_funds_nobody() -> None:
    below = "P | -10 | H | zero_balance | | |"
    assert names(group(lines("H | 100 | | | | | 100", below))) == ["never_funded"]
    assert names(group(lines("H | 100 | | | | | 99", below))) == []


def test_funding_below_a_link_that_only_goes_up_is_named() -> None:
    below = "P | -10 | S | zero_balance | | |"
    above = "H | 100 | | | | |"
    shut = group(lines(above, "S | 10 | H | zero_balance | | up |", below))
    assert names(shut) == ["funding_below_a_closed_link"]
    assert names(group(lines(above, "S | 10 | H | zero_balance | | both |", below))) == []


def test_targets_above_what_a_sub_header_may_keep_are_named() -> None:
    below = ("P | 0 | S | target_constant target=300 | | down |",)
    above = "H | 900 | | | | |"
    low = group(lines(above, "S | 300 | H | range low=0 high=299 | | up |", *below))
    assert "target_above_range" in names(low)
    enough = group(lines(above, "S | 300 | H | range low=0 high=300 | | up |", *below))
    assert "target_above_range" not in names(enough)


def called(category: str, scenario: Scenario) -> Scenario:
    """The scenario with this category on its items."""
    items = tuple(replace(item, category=category) for item in scenario.items)
    return replace(scenario, items=items)


@pytest.mark.parametrize(
    ("text", "pool", "rule", "found"),
    [
        ("payroll", {}, "zero_balance", ["known_payment_swept_away"]),
        ("工资", {}, "zero_balance", ["known_payment_swept_away"]),
        ("materials", {}, "zero_balance", []),
        ("payroll", {"payment_mode": "full"}, "zero_balance", []),
        ("payroll", {}, "keep keep=80", []),
    ],
)
def test_a_full_sweep_before_a_payday_is_named(
    text: str, pool: dict[str, str], rule: str, found: list[str]
) -> None:
    table = lines("H | 100 | | | | |", f"P | 90 | H | {rule} | | |")
    items = "day | account | amount\n3 | P | -80"
    assert names(called(text, group(table, items, days=4, pool=pool))) == found


def test_an_overdraft_or_a_receipt_of_the_day_covers_the_payday() -> None:
    items = "day | account | amount\n3 | P | 80\n3 | P | -80"
    table = lines("H | 100 | | | | |", "P | 90 | H | zero_balance | | |")
    assert names(called("payroll", group(table, items, days=4))) == []


HELD = schedule("schedule | next\nS | 1")


@pytest.mark.parametrize(
    ("known", "rule", "lines", "found"),
    [
        ("1", "keep keep_schedule=S", HELD, []),
        ("1", "target_constant target_schedule=S", HELD, []),
        ("", "keep keep_schedule=S", HELD, ["known_payment_swept_away"]),  # nobody told it
        ("1", "keep keep_schedule=S", schedule("schedule | amount\nS | 79"),
         ["known_payment_swept_away"]),
        ("1", "keep keep_schedule=S", schedule("schedule | date | amount\nS | | 0\nS | 2 | 80"),
         []),
        ("1", "keep keep=79", (), ["known_payment_swept_away"]),
        ("1", "collar threshold=90 collar=79", (), ["known_payment_swept_away"]),
        ("1", "collar threshold=90 collar=80", (), []),
        ("1", "percentage share=90%", (), []),
    ],
)  # fmt: skip
def test_a_schedule_that_holds_a_payment_back_is_left_alone(
    known: str, rule: str, lines: tuple[Schedule, ...], found: list[str]
) -> None:
    table = below_h(f"P | 90 | H | {rule} | | |")
    items = f"day | account | amount | known\n3 | P | -80 | {known}"
    assert names(called("tax", group(table, items, days=4, schedules=lines))) == found


def test_what_would_hold_a_payment_back_is_suggested() -> None:
    items = "day | account | amount\n3 | P | -80"

    def suggested(category: str, rule: str, lines: tuple[Schedule, ...] = ()) -> str:
        table = below_h(f"P | 90 | H | {rule} | | |")
        (remark,) = remarks(called(category, group(table, items, days=4, schedules=lines)))
        return remark.suggestion

    held = "target_constant with a target_schedule whose line has next_business_days = 1"
    assert held in suggested("payroll", "zero_balance")
    assert "known_from" not in suggested("payroll", "zero_balance")
    assert "keep with a keep_schedule whose line" in suggested("payroll", "keep keep=0")
    assert "known_from on these payments" in suggested("tax", "zero_balance")
    told = suggested("tax", "keep keep_schedule=S", HELD)
    assert told.startswith("known_from on these payments") and "preset" not in told


def test_a_schedule_above_all_the_money_there_is_never_fires() -> None:
    lines = schedule("schedule | date | amount\nS | | 501\nS | 2 | 600")
    table = below_h("P | 100 | H | keep keep_schedule=S | | |")
    items = "day | account | amount\n1 | P | 400"
    (remark,) = remarks(group(table, items, days=2, schedules=lines))
    assert remark.name == "rule_never_fires" and "keep of schedule 'S'" in remark.message
    lower = schedule("schedule | date | amount\nS | | 501\nS | 2 | 400")
    assert names(group(table, items, days=2, schedules=lower)) == []


def below_h(account: str) -> str:
    """A table of one account below the header H."""
    return lines("H | 100 | | | | |", account)


def test_the_command_says_place_sentence_and_suggestion(tmp_path: Path) -> None:
    said = treasury("lint", SCENARIOS / "02_zero_balancing", cwd=tmp_path)
    assert said.returncode == 0 and said.stderr == ""
    first, try_, count = said.stdout.splitlines()
    assert first.startswith("warning: links.csv line 4, column rule: in 'zero_standalone'")
    assert "1 payment, 120,000.00 in all" in first
    assert "a target_schedule whose line has next_business_days = 1" in try_
    assert count == "1 warning."


def test_a_scenario_that_is_wrong_is_refused_before_it_is_linted(tmp_path: Path) -> None:
    said = treasury("lint", tmp_path / "nothing", cwd=tmp_path)
    assert said.returncode == 2 and "does not exist" in said.stderr


def test_most_counts_all_that_an_account_could_hold() -> None:
    scenario = group(
        lines("H | 100 | | | | |", "P | 10 | H | zero_balance | | |"),
        "day | account | amount\n1 | P | 5\n1 | P | -3",
    )
    assert pools(scenario)[0].most("P") == Decimal(15)


def with_first_link(scenario: Scenario, **changes: Any) -> Scenario:
    """The scenario with changes to its first link."""
    return replace(scenario, links=(replace(scenario.links[0], **changes), *scenario.links[1:]))


def with_rule(scenario: Scenario, **changes: Any) -> Scenario:
    """The scenario with changes to every rule."""
    return replace(scenario, rules=tuple(replace(rule, **changes) for rule in scenario.rules))


POOL = lines("H | 100 | | | | | 40", "P | 10 | H | zero_balance | | |")


def test_internal_limits_above_what_the_header_has_ready_are_named() -> None:
    assert names(with_first_link(group(POOL), internal_limit=Decimal(41))) == [
        "limits_above_capacity"
    ]
    assert names(with_first_link(group(POOL), internal_limit=Decimal(40))) == []


@pytest.mark.parametrize(
    ("frequency", "period", "found"),
    [
        ("weekly", "day", ["budget_faster_than_sweep"]),
        ("weekly", "week", []),
        ("month_end", "week", ["budget_faster_than_sweep"]),
        ("daily", "day", []),
    ],
)
def test_a_budget_faster_than_the_sweep_that_refills_it_is_named(
    frequency: str, period: Any, found: list[str]
) -> None:
    budget = Budget(structure="pool", participant="P", period=period, amount=Decimal(5))
    scenario = replace(with_rule(group(POOL), frequency=frequency), budgets=(budget,))
    assert names(scenario) == found


def test_sweeps_on_closed_days_only_are_an_error() -> None:
    sunday, monday = date(2026, 3, 8), date(2026, 3, 9)
    scenario = group(POOL, days=10, pool={"calendar": "weekdays"}, calendars=(WEEKDAYS,))
    once = with_rule(scenario, frequency="dates", dates=(sunday,))
    assert [(each.name, each.severity) for each in remarks(once)] == [
        ("sweeps_on_holidays_only", "error")
    ]
    assert names(with_rule(scenario, frequency="dates", dates=(sunday, monday))) == []
    weekly = with_rule(scenario, frequency="weekly", weekdays=("sat", "sun"))
    assert names(weekly) == ["sweeps_on_holidays_only"]


@pytest.mark.parametrize(
    ("profile", "rule", "passing", "found"),
    [
        ("oblm", "zero_balance", False, ["second_level_unfunded"]),
        ("oblm", "zero_balance", True, []),
        ("oblm", "target_constant target=5", False, []),
        ("standard", "zero_balance", False, []),
    ],
)
def test_a_sub_header_that_serves_before_it_is_served_is_named(
    profile: str, rule: str, passing: bool, found: list[str]
) -> None:
    table = lines(
        "H | 100 | | | | |", f"S | 10 | H | {rule} | | |", "P | -10 | S | zero_balance | | |"
    )
    scenario = group(table, pool={"profile": profile}, profiles=tuple(builtin_profiles().values()))
    chosen = with_first_link(scenario, overdraw_in_passing=passing)
    assert [name for name in names(chosen) if name.startswith("second")] == found


def test_a_sub_header_that_sends_on_for_good_what_it_holds_for_a_night_is_remarked() -> None:
    below = "P | 10 | S | zero_balance reverse | | |"
    for_good = lines("H | 100 | | | | |", "S | 0 | H | zero_balance | | |", below)
    assert names(group(for_good)) == ["return_sent_on"]
    assert "what 'P' sent it for the night" in remarks(group(for_good))[0].message
    back = lines("H | 100 | | | | |", "S | 0 | H | zero_balance reverse | | |", below)
    assert names(group(back)) == []


def test_what_is_there_again_in_the_morning_is_not_swept_away_before_payday() -> None:
    paid = "day | account | amount\n2 | P | -10"
    table = lines("H | 100 | | | | |", "P | 10 | H | zero_balance | | |")
    payroll = group(table, paid, days=2)
    payroll = replace(payroll, items=tuple(replace(i, category="payroll") for i in payroll.items))
    assert names(payroll) == ["known_payment_swept_away"]
    rules = tuple(replace(rule, reverse_next_day=True) for rule in payroll.rules)
    assert names(replace(payroll, rules=rules)) == []


@pytest.mark.parametrize(
    ("most", "owes", "found"),
    [
        ("49.99", "SUB", ["limit_above_position_limit"]),
        ("50", "SUB", []),
        ("0", "HQ", []),  # what is sent up is not what the internal limit lets be borrowed
    ],
)
def test_an_internal_limit_above_a_position_limit_is_said(
    most: str, owes: str, found: list[str]
) -> None:
    table = """
        account | entity | opening | header | rule         | limit
        H       | HQ     | 100     |        |              |
        P       | SUB    | 10      | H      | zero_balance | 50
        """
    limit = PositionLimit(id="L", debtor=owes, currency="CNY", amount=Decimal(most))
    ready = replace(group(table).accounts[0], overdraft=Decimal(50))
    scenario = replace(group(table), position_limits=(limit,))
    scenario = replace(scenario, accounts=(ready, *scenario.accounts[1:]))
    assert [name for name in names(scenario) if "position" in name] == found


@pytest.mark.parametrize(
    ("rule", "held", "last", "found"),
    [
        ("zero_balance", "200.01", None, ["hold_silences_rule"]),
        ("zero_balance", "200", None, []),  # not more than there is
        ("zero_balance", "201", 2, []),  # free on day 3
        ("keep keep=150", "51", None, ["hold_silences_rule"]),
        ("keep keep=150", "50", None, []),
        ("keep keep=500", "51", None, ["rule_never_fires"]),  # with or without the hold
        ("target_constant target=30", "201", None, ["hold_silences_rule", "hold_swallows_funding"]),
        ("target_constant target=30", "201", 1, ["hold_swallows_funding"]),
        ("target_constant target=30", "200", None, ["hold_silences_rule"]),
        ("target_constant target=30", "170", None, []),
    ],
)
def test_a_hold_above_all_the_money_there_is_is_remarked(
    rule: str, held: str, last: int | None, found: list[str]
) -> None:
    one = group(below_h(f"P | 100 | H | {rule} | | |"), "account | amount\nP | 100", days=3)
    until = None if last is None else on(last)
    hold = Hold(account="P", amount=Decimal(held), valid_until=until)
    told = remarks(replace(one, holds=(hold,)))
    assert [remark.name for remark in told] == found
    waits = "beside which it waits for keep 150, and the account"
    assert all((waits in one.message) == (rule == "keep keep=150") for one in told)


def test_a_hold_on_an_account_that_only_funds_or_is_no_participant_silences_no_rule() -> None:
    one = group(below_h("P | 100 | H | zero_balance | | down |"))
    holds = (Hold(account="P", amount=Decimal(900)), Hold(account="H", amount=Decimal(900)))
    assert names(replace(one, holds=holds)) == []
