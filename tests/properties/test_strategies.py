"""The random scenarios do try what they are for: every rule acts in a good share of them."""

import functools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.properties.picking import Dice
from tests.properties.scope import EVERYTHING, NEVER_FUND
from tests.properties.strategies import thrown
from tests.properties.strategies_ceilings import ACROSS
from tests.properties.strategies_conversions import converting
from tests.properties.tally import happened
from tests.reference.banking_day import live_through
from tests.reference.world import Outcome
from treasury.plan.problems.every import complaints
from treasury.pooling.rules import schedules_named
from treasury.pooling.structure import PositionLimit
from treasury.scenario import Scenario

TRIED = 1200
OFTEN, NOW_AND_THEN, RARELY = TRIED // 30, TRIED // 100, 3


@pytest.fixture(scope="module")
def counted() -> Counter[str]:
    """In how many scenarios each thing happened."""
    with pytest.MonkeyPatch.context() as patch:
        found: Counter[str] = Counter()
        for number in range(TRIED):
            found.update(happened(thrown(number, scope=EVERYTHING), patch))
        return found


def expected() -> dict[str, int]:
    """How often each thing must happen at least."""
    often = [f"{profile} {way}" for profile in EVERYTHING.profiles for way in ("up", "down")]
    often += ["item made", "item refused", "item rejected", "drawn in full", "returned"]
    some = [f"{preset} up" for preset in EVERYTHING.presets]
    some += [f"{preset} down" for preset in EVERYTHING.presets if preset not in NEVER_FUND]
    some += ["equal to the minimum up", "equal to the minimum down", "not returned in full"]
    some += [f"paid in {mode}" for mode in EVERYTHING.modes if mode != "receive_only"]
    some += [f"drawn in {mode}" for mode in ("own_deposits", "own_plus_limit", "budget")]
    some += ["drawn through a sub-header", "overdrawn in the day"]
    few = ["raised to the minimum up", "raised to the minimum down"]
    few += ["sap rounded up up", "sap rounded up down"]
    for profile in EVERYTHING.profiles:
        for way in ("up", "down"):
            few += [f"{profile} below the minimum {way}", f"{profile} rounded off {way}"]
            few += [f"{profile} above the maximum {way}"] if profile != "sap" else []
    return {
        **dict.fromkeys(often, OFTEN),
        **dict.fromkeys(some, NOW_AND_THEN),
        **dict.fromkeys(few, RARELY),
    }


@pytest.mark.slow
@pytest.mark.parametrize("what", expected())
def test_it_happens_in_a_good_share_of_the_scenarios(what, counted):
    assert counted[what] >= expected()[what]


@pytest.mark.slow
def test_nothing_is_paid_where_payments_are_refused(counted):
    assert counted["paid in receive_only"] == 0


# What an option does is seen by leaving it out.


def every_rule(**dropped: Any) -> Callable[[Scenario], Scenario]:
    return lambda one: replace(one, rules=tuple(replace(rule, **dropped) for rule in one.rules))


def every_link(**dropped: Any) -> Callable[[Scenario], Scenario]:
    return lambda one: replace(one, links=tuple(replace(link, **dropped) for link in one.links))


def every_structure(**dropped: Any) -> Callable[[Scenario], Scenario]:
    return lambda one: replace(
        one, structures=tuple(replace(pool, **dropped) for pool in one.structures)
    )


def limits_that(stay: Callable[[PositionLimit], bool]) -> Callable[[Scenario], Scenario]:
    """The scenario with some of its position limits."""
    return lambda one: replace(
        one, position_limits=tuple(each for each in one.position_limits if stay(each))
    )


def names_no_country(limit: PositionLimit) -> bool:
    return limit.creditor_country is None and limit.debtor_country is None


def gross(one: Scenario) -> Scenario:
    """The scenario with nothing taken off what is owed."""
    limits = tuple(replace(each, net=False) for each in one.position_limits)
    return replace(one, position_limits=limits)


def without_schedules(one: Scenario) -> Scenario:
    """The scenario with rules whose scheduled amounts are zero on every day."""
    rules = list(one.rules)
    for place, rule in enumerate(one.rules):
        for key in schedules_named(rule):
            given: dict[str, Any] = {key: Decimal(0), f"{key}_schedule": None}
            rules[place] = replace(rules[place], **given)
    return replace(one, rules=tuple(rules), schedules=())


WITHOUT = {
    "pauses": every_rule(pauses=()),
    "value basis": every_rule(basis="book"),
    "frequency": every_rule(frequency="daily", weekdays=(), dates=()),
    "reversal": every_rule(reverse_next_day=False),
    "raising to the minimum": every_rule(raise_to_minimum=False),
    "schedules": without_schedules,
    "knowing payments before their day": lambda one: replace(
        one, items=tuple(replace(item, known_from=item.date) for item in one.items)
    ),
    "stopped accounts": lambda one: replace(one, stops=()),
    "holds": lambda one: replace(one, holds=()),
    "budgets of all payments": lambda one: replace(
        one, budgets=tuple(replace(each, scope="pool_draw_only") for each in one.budgets)
    ),
    "rolling over": lambda one: replace(
        one, budgets=tuple(replace(each, roll_over=False) for each in one.budgets)
    ),
    "refunds": lambda one: replace(
        one, budgets=tuple(replace(each, refunds_restore=False) for each in one.budgets)
    ),
    "clearing systems and cut-offs": lambda one: replace(
        one,
        banks=tuple(
            replace(bank, clearing=None, cut_off=None, after_cut_off="next_day")
            for bank in one.banks
        ),
        items=tuple(replace(item, clearing=None) for item in one.items),
    ),
    "sweeps by clearing systems": every_link(clearing=None),
    "position limits": limits_that(lambda one: False),
    "quotas of countries": limits_that(names_no_country),
    "what is owed the other way": gross,
    "novation": lambda one: replace(
        one,
        links=tuple(replace(link, at_end="settle" if link.at_end else None) for link in one.links),
    ),
    "internal limits": every_link(internal_limit=None),
    "overdraw in passing": every_link(overdraw_in_passing=False),
    "strict order of priority": every_structure(credit_first=True),
    "sharing": every_structure(when_short="priority"),
    "protection of participants": every_structure(protect_participants=False),
}


@functools.cache
def lived(number: int) -> tuple[Scenario, Outcome]:
    """One of the scenarios, and what happens in it."""
    scenario = thrown(number, scope=EVERYTHING)
    return scenario, live_through(scenario, "S0")


@pytest.mark.slow
@pytest.mark.parametrize("option", WITHOUT)
def test_an_option_changes_what_happens_in_some_scenarios(option):
    acted = 0
    for number in range(3 * TRIED):
        scenario, outcome = lived(number)
        other = WITHOUT[option](scenario)
        if other != scenario and live_through(other, "S0") != outcome:
            acted += 1
        if acted == RARELY:
            return
    pytest.fail(f"{option} acts in {acted} of {3 * TRIED} scenarios")


ON_LINKS_THAT_CONVERT = {
    "position limits": (limits_that(lambda one: False), OFTEN),
    "those of what is exchanged": (limits_that(lambda one: one.id[0] != ACROSS), OFTEN // 2),
    "quotas of countries": (limits_that(names_no_country), OFTEN // 4),
    "what is owed the other way": (gross, RARELY),
}


@functools.cache
def lived_in_currencies(number: int) -> tuple[Scenario, Outcome]:
    """The same where some participants have another currency than their header."""
    scenario = converting(Dice(number))
    return scenario, live_through(scenario, "S0")


@pytest.mark.slow
@pytest.mark.parametrize("what", ON_LINKS_THAT_CONVERT)
def test_limits_change_what_happens_where_links_convert(what):
    without, wanted = ON_LINKS_THAT_CONVERT[what]
    acted = 0
    for number in range(TRIED):
        scenario, outcome = lived_in_currencies(number)
        other = without(scenario)
        if other != scenario and complaints(scenario) == []:
            acted += live_through(other, "S0") != outcome
        if acted == wanted:
            return
    pytest.fail(f"{what}: {acted} of {TRIED} scenarios, not {wanted}")


def test_nothing_is_wrong_with_a_scenario_of_the_engine_s_scope():
    for number in range(TRIED // 4):
        assert [one.sentence() for one in complaints(thrown(number))] == []
