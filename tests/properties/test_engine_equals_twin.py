"""The engine does what the slow restatement of the contract does, to the unit and the minute."""

import pytest
from hypothesis import find, given

from tests.properties.agreement import difference
from tests.properties.profiles import LARGE_PROFILE, SEARCH, quick
from tests.properties.strategies import LARGE, scenarios
from tests.reference import accruing, concentrating, granting, limits, paying, rules, units
from tests.reference.rules import Sight, UnitRule
from tests.reference.world import World
from treasury.scenario import Scenario


def structures_of(scenario: Scenario) -> list[str | None]:
    return [None, *(structure.id for structure in scenario.structures)]


@quick(320)
@given(scenarios())
def test_balances_sweeps_payments_positions_and_interest_are_the_twin_s(scenario):
    for structure in structures_of(scenario):
        assert difference(scenario, structure) == ""


@pytest.mark.slow
@LARGE_PROFILE
@given(scenarios(LARGE))
def test_large_scenarios_run_as_the_twin_says(scenario):
    for structure in structures_of(scenario):
        assert difference(scenario, structure) == ""


# The comparison itself can fail: a twin that is wrong in one rule is found out.


def minimum_is_exclusive(rule: UnitRule, profile: str, base: int, available: int) -> int:
    amount = right_limits(rule, profile, base, available)
    return 0 if amount == rule.limit("minimum", 0) else amount


def threshold_is_exclusive(rule: UnitRule, sight: Sight) -> int:
    above = rule.preset != "threshold" or sight.b > rule.amount("threshold")
    return right_base(rule, sight) if above else 0


def reserve_is_ignored(world: World, account: str) -> int:
    return world.book[account]


def line_never_helps(world: World, taking_part: object, header: str) -> int:
    return max(0, world.available(header) - world.setting.accounts[header].lowest)


def header_hole_is_given_away(world: World, header: str | None) -> int:
    if header is None:
        return 0
    return right_give(world, header) + max(0, -world.book[header])


def ties_go_to_the_higher_id(amount: int, requests: dict[str, int]) -> dict[str, int]:
    return right_shares(amount, dict(sorted(requests.items(), reverse=True))) | {
        name: amount * request // sum(requests.values()) for name, request in requests.items()
    }


def everything_is_paid(world: World, account: str, available: int) -> int:
    return right_pay(world, account, available) + 1


right_limits, right_base = limits.up_limited, rules.up_base
right_give, right_pay, right_shares = paying.give, paying.may_pay, units.shares

FAULTS = {
    "the minimum refuses an equal amount": (concentrating, "up_limited", minimum_is_exclusive),
    "the threshold is exclusive": (concentrating, "up_base", threshold_is_exclusive),
    "nothing is reserved for queued payments": (World, "available", reserve_is_ignored),
    "the root's line gives nothing": (granting, "capacity", line_never_helps),
    "a header gives what it has not": (paying, "give", header_hole_is_given_away),
    "shares lose the left-over units": (granting, "shares", ties_go_to_the_higher_id),
    "payments go one unit too far": (paying, "may_pay", everything_is_paid),
    "every month has 30 days": (accruing, "weight_of", lambda day, count: int(day.day < 31)),
    "interest is cut off": (accruing, "rounded", lambda exact, rule: int(exact)),
}


RARE = (
    "the minimum refuses an equal amount",
    "the root's line gives nothing",
    "shares lose the left-over units",
)
"""Faults that hundreds of scenarios may not show."""


@pytest.mark.parametrize(
    "fault",
    [pytest.param(one, marks=pytest.mark.slow if one in RARE else ()) for one in FAULTS],
)
def test_a_twin_with_one_wrong_rule_is_found_out(fault, monkeypatch):
    monkeypatch.setattr(*FAULTS[fault])
    find(
        scenarios(),
        lambda scenario: any(difference(scenario, one) for one in structures_of(scenario)),
        settings=SEARCH,
    )
