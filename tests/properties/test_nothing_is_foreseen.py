"""No rule acts on what was not known: an item changes nothing before the day it is known on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from tests.properties.profiles import tries
from tests.properties.strategies import thrown
from treasury import tables as t
from treasury.flows.items import first_known
from treasury.plan.resolve import resolve
from treasury.pooling.rules import schedules_named
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate

TRIED = tries(400)


def before(scenario: Scenario, day: date) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Events and book balances of the days before this one, in the first structure."""
    plan = resolve(scenario, "S0", "S0")
    projection = simulate(plan)
    row = (day - scenario.first_day).days
    return projection.events[projection.events[:, t.DAY] < row], projection.book[: max(row, 0)]


def doubled(scenario: Scenario, place: int) -> Scenario:
    """The scenario with twice the amount of one item."""
    items = list(scenario.items)
    items[place] = replace(items[place], amount=2 * items[place].amount)
    return replace(scenario, items=tuple(items))


def same(one: Scenario, other: Scenario, day: date) -> bool:
    """Whether everything before the day is the same in both."""
    pairs = zip(before(one, day), before(other, day), strict=True)
    return all(np.array_equal(first, second) for first, second in pairs)


def with_schedules(tried: int) -> Iterator[Scenario]:
    """Random scenarios in which a schedule looks ahead, and items happen."""
    for number in range(tried):
        scenario = thrown(number)
        if scenario.items and any(line.next_business_days for line in scenario.schedules):
            yield scenario


def test_an_item_moves_nothing_before_the_day_on_which_it_is_known() -> None:
    for number, scenario in enumerate(with_schedules(TRIED)):
        place = number % len(scenario.items)
        known = first_known(scenario.items[place], scenario.first_day)
        assert same(scenario, doubled(scenario, place), known), scenario


def foreseen(scenario: Scenario) -> list[int]:
    """The places of payments that a rule with a schedule may reckon with before their day."""
    named = {rule.id for rule in scenario.rules if schedules_named(rule)}
    accounts = {link.participant for link in scenario.links if link.rule in named}
    return [
        place for place, item in enumerate(scenario.items)
        if item.amount < 0 and item.account in accounts
        and max(scenario.first_day, first_known(item, scenario.first_day)) < item.date
    ]  # fmt: skip


def test_a_payment_that_is_known_moves_sweeps_before_its_day_in_some() -> None:
    moved = 0
    for scenario in with_schedules(1000):
        for place in foreseen(scenario):
            moved += not same(scenario, doubled(scenario, place), scenario.items[place].date)
        if moved >= 3:
            return
    assert moved >= 3
