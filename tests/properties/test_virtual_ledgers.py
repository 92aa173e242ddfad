"""Virtual ledgers of random scenarios: laws, that they are tried, and that a wrong twin shows.

That engine and twin divide accounts alike is part of `agreement.difference`, which every scenario
with ledgers goes through.
"""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.agreement import difference
from tests.properties.profiles import quick
from tests.properties.strategies import scenarios, thrown
from tests.reference import dividing
from treasury.booking import book
from treasury.plan.resolve import resolve
from treasury.reporting.ledger_lines import ledger_lines
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.virtual_ledgers import VirtualLedgers, virtual_ledgers

TRIED = 300
WITH_LEDGERS = scenarios().filter(lambda scenario: bool(scenario.ledgers))


def divided(scenario: Scenario, structure: str | None = "S0") -> VirtualLedgers:
    """The accounts of a run divided among their ledgers."""
    plan = resolve(scenario, structure, "run")
    events = simulate(plan).events
    return virtual_ledgers(plan, events, book(plan, events))


@quick(60)
@given(WITH_LEDGERS, st.randoms(use_true_random=False))
def test_the_order_of_ledgers_and_adjustments_changes_nothing(scenario, random):
    shuffled = {}
    for name in ("ledgers", "adjustments", "accounts", "rates", "terms"):
        records = list(getattr(scenario, name))
        random.shuffle(records)
        shuffled[name] = tuple(records)
    one, two = divided(scenario), divided(replace(scenario, **shuffled))
    assert (one.table.ids, one.settled, one.accrued, one.numbers) == (
        two.table.ids, two.settled, two.accrued, two.numbers,
    )  # fmt: skip
    assert np.array_equal(one.book, two.book) and np.array_equal(one.value, two.value)


@quick(60)
@given(WITH_LEDGERS)
def test_ledgers_change_nothing_at_the_bank(scenario):
    items = tuple(replace(item, ledger=None) for item in scenario.items)
    bare = replace(scenario, ledgers=(), adjustments=(), items=items)
    with_, without = (simulate(resolve(one, "S0", "S0")) for one in (scenario, bare))
    assert all(np.array_equal(*both) for both in zip(with_, without, strict=True))


@quick(60)
@given(WITH_LEDGERS)
def test_the_lines_of_every_ledger_make_its_balances(scenario):
    plan = resolve(scenario, "S0", "S0")
    events = simulate(plan).events
    books = book(plan, events)
    found = virtual_ledgers(plan, events, books)
    moved = np.zeros_like(found.book), np.zeros_like(found.value)
    for line in ledger_lines(found, plan, events, books):
        for change, day in zip(moved, (line.day, line.value_day), strict=True):
            if day < len(change):
                change[day, line.ledger] += line.amount
    assert np.array_equal(np.cumsum(moved[0], axis=0), found.book)
    assert np.array_equal(np.cumsum(moved[1], axis=0), found.value)


def tried(scenario: Scenario) -> set[str]:
    """What the ledgers of a scenario do, each thing once."""
    found = divided(scenario)
    way = {one.id: one.interest for one in scenario.ledgers}
    of = [way[found.table.ids[bearing.ledger]] for bearing in found.table.bearings]
    told = {f"{of[one.bearing]} settled" for one in found.settled if one.amount}
    told |= {"netted" for one in found.numbers if 0 < one.borne < one.number}
    told |= {"netted to a debit" for one in found.numbers if one.side == 1 and one.borne}
    told |= {"tiers" for one in found.numbers if one.tier}
    told |= {"an item of a ledger" for one in scenario.items if one.ledger in way}
    told |= {"an adjustment" for _ in scenario.adjustments}
    told |= {"a later value" for one in found.table.moves if one.value_day > one.day}
    if any(one.ledger in way and one.value_date for one in scenario.items):
        told.add("an item of a ledger with a value date")
    return told


def test_random_scenarios_try_every_way_of_bearing_interest():
    seen: Counter[str] = Counter()
    for number in range(TRIED):
        scenario = thrown(number)
        seen.update(tried(scenario) if scenario.ledgers else ())
    wanted = [f"{way} settled" for way in ("credit", "both", "net")]
    wanted += ["netted", "netted to a debit", "tiers", "an item of a ledger", "an adjustment"]
    wanted += ["a later value", "an item of a ledger with a value date"]
    assert {what: seen[what] for what in wanted if seen[what] < TRIED // 60} == {}


def no_netting(of: dividing.Netted) -> object:
    """What each rate period would bear if every day bore its own side's rate."""
    parts = [net * (earns if net < 0 else pays) for _, earns, pays, net in of.periods]
    return of.carried + sum(parts)


FAULTS = {
    "the net bears the other side's rate": (dividing.Netted, "exact", no_netting),
    "items belong to nobody": (dividing, "items_of", lambda *given: []),
    "adjustments move nothing": (dividing, "adjustments_of", lambda *given: []),
    "nothing is settled": (dividing, "settles_by", lambda *given: False),
    "credit charges debit balances": (
        dividing,
        "bearings",
        lambda scenario, ledger, currency: right_bearings(
            scenario,
            replace(ledger, interest="both") if ledger.interest == "credit" else ledger,
            currency,
        ),
    ),
}
right_bearings = dividing.bearings


@pytest.mark.parametrize("fault", FAULTS)
def test_a_twin_that_divides_wrongly_is_found_out(fault, monkeypatch):
    monkeypatch.setattr(*FAULTS[fault])
    for number in range(TRIED):
        scenario = thrown(number)
        if scenario.ledgers and difference(scenario, "S0").startswith("ledgers, "):
            return
    pytest.fail(f"{TRIED} scenarios do not show it: {fault}")
