"""The laws of the engine (banking day, section 12, 11 to 16), and that each can be broken."""

import hashlib
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from tests.properties.agreement import in_words
from tests.properties.picking import below
from tests.properties.profiles import SEARCH, quick
from tests.properties.scope import ENGINE
from tests.properties.strategies import scenarios, thrown
from tests.reference.world import Outcome
from treasury.booking import book
from treasury.comparison import study
from treasury.plan.resolve import resolve
from treasury.pooling.rules import Rule
from treasury.scenario import Scenario, fields_of
from treasury.simulation.simulate import advance, begin, finish, simulate
from treasury.tables import Projection

LISTS_IN_ORDER = ("items",)
LISTS_IN_NO_ORDER = tuple(
    name for name, default in fields_of(Scenario) if default == () and name not in LISTS_IN_ORDER
)
LISTS_IN_A_RULE = ("weekdays", "dates", "pauses", "times")


def lived(scenario: Scenario, structure: str | None) -> Outcome:
    """The engine's run in words, postings in the order of their names."""
    plan = resolve(scenario, structure, "run")
    outcome = in_words(plan, simulate(plan))
    outcome.postings.sort()
    return outcome


def every_byte(parts: tuple[Any, ...]) -> bytes:
    """All arrays of a projection or a ledger, one after another."""
    return b"".join(part.tobytes() for part in parts if isinstance(part, np.ndarray))


# --- 11: the same scenario gives the same bytes -------------------------------------------------


@quick(40)
@given(scenarios())
def test_the_same_scenario_gives_the_same_bytes(scenario):
    plans = [resolve(scenario, "S0", "S0") for _ in range(2)]
    first, second = (simulate(plan) for plan in plans)
    assert every_byte(first) == every_byte(second)
    books = [book(plan, first.events) for plan in plans]
    columns = ("entry", "booking_day", "value_day", "debit", "credit", "amount", "event")
    one, two = (every_byte(tuple(getattr(each, name) for name in columns)) for each in books)
    assert one == two
    assert books[0].accounts == books[1].accounts


IN_ANOTHER_PROCESS = """
import hashlib, pickle, sys
from treasury.plan.resolve import resolve
from treasury.simulation.simulate import simulate
scenario = pickle.loads(sys.stdin.buffer.read())
projection = simulate(resolve(scenario, "S0", "S0"))
print(hashlib.sha256(b"".join(part.tobytes() for part in projection)).hexdigest())
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_with_other_hashes_gives_the_same_bytes(seed):
    busy = find(scenarios(), moves_much, settings=SEARCH)
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS],
        input=pickle.dumps(busy),
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    )
    here = every_byte(simulate(resolve(busy, "S0", "S0")))
    assert done.stdout.decode().strip() == hashlib.sha256(here).hexdigest()


def moves_much(scenario: Scenario) -> bool:
    """Whether many things happen in the run of the first structure."""
    outcome = lived(scenario, "S0")
    return len(outcome.sweeps) > 3 and bool(outcome.postings)


# --- 12: the order of the input is no data ------------------------------------------------------


@quick(80)
@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_the_lists_changes_nothing(scenario, random):
    shuffled = {}
    for name in LISTS_IN_NO_ORDER:
        records = list(getattr(scenario, name))
        random.shuffle(records)
        shuffled[name] = tuple(records)
    shuffled["rules"] = tuple(turned(rule, random) for rule in shuffled["rules"])
    other = replace(scenario, **shuffled)
    for structure in (None, "S0"):
        assert lived(other, structure) == lived(scenario, structure)


def turned(rule: Rule, random: Any) -> Rule:
    """The rule with its own lists in another order."""
    lists = {name: list(getattr(rule, name)) for name in LISTS_IN_A_RULE}
    for each in lists.values():
        random.shuffle(each)
    return replace(rule, **{name: tuple(each) for name, each in lists.items()})


def test_the_order_of_the_items_is_data():
    def turned(scenario: Scenario) -> bool:
        other = replace(scenario, items=scenario.items[::-1])
        return lived(other, "S0") != lived(scenario, "S0")

    find(scenarios(), turned, settings=SEARCH)


# --- 13: a run can be stopped and resumed -------------------------------------------------------


@quick(60)
@given(scenarios(), below(1000))
def test_a_run_stopped_at_a_checkpoint_and_resumed_is_the_uninterrupted_run(scenario, number):
    plan = resolve(scenario, "S0", "S0")
    whole = simulate(plan)
    stop = number % (plan.tables.days + 1)
    checkpoint = advance(begin(plan), stop)
    saved = pickle.dumps(checkpoint)
    resumed = finish(advance(pickle.loads(saved), plan.tables.days))
    assert every_byte(resumed) == every_byte(whole)
    assert pickle.dumps(checkpoint) == saved, "resuming leaves the checkpoint as it was"


# --- 15: a structure without links, fees and pool rates is none ---------------------------------


def without_links(scenario: Scenario) -> Scenario:
    """The scenario with nothing left of its structures but their names."""
    fees = tuple(fee for fee in scenario.fees if fee.structure is None)
    structures = tuple(replace(one, internal_terms=None) for one in scenario.structures)
    nobody_s = tuple(term for term in scenario.fee_terms if term.structure is None)
    structures = tuple(replace(one, form=None) for one in structures)
    deposits = tuple(one for one in scenario.deposits if one.structure is None)
    kept = {one.id for one in deposits}
    lines = tuple(one for one in scenario.withdrawals if one.deposit in kept)
    funds = tuple(one for one in scenario.money_market_sweeps if one.structure is None)
    return replace(
        scenario, links=(), budgets=(), position_limits=(), fees=fees, fee_terms=nobody_s,
        structures=structures, notional_pools=(), deposits=deposits, withdrawals=lines,
        money_market_sweeps=funds,
    )  # fmt: skip


@quick(60)
@given(scenarios())
def test_a_structure_without_links_and_fees_is_no_structure(scenario):
    bare = without_links(scenario)
    assert lived(bare, "S0") == lived(bare, None)


OF_PRICES = replace(ENGINE, options=("fee_terms", "notional"))
"""Without what else may be drawn, a scenario in which one of them alone tells is soon thrown."""


@pytest.mark.parametrize("kept", ["links", "fees", "fee_terms", "notional_pools"])
def test_links_alone_or_fees_alone_make_a_difference(kept):
    def differs(scenario: Scenario) -> bool:
        other = replace(without_links(scenario), **{kept: getattr(scenario, kept)})
        return lived(other, "S0").book != lived(other, None).book

    assert any(differs(thrown(number, scope=OF_PRICES)) for number in range(400))


# --- 16: without rates and fees there is no benefit ---------------------------------------------


def without_prices(scenario: Scenario) -> Scenario:
    """The scenario with every rate zero and no fee."""
    rates = tuple(replace(rate, rate="0%") for rate in scenario.rates)
    deposits = tuple(replace(one, rate="0%") for one in scenario.deposits)
    plain = replace(scenario, rates=rates, agreed_deposits=(), fees=(), deposits=deposits)
    return replace(plain, fee_terms=(), tax_terms=())


def benefits(scenario: Scenario) -> list[int]:
    """Every bar and every net benefit of every run, and what each member gains."""
    found = []
    for run in study(scenario).runs:
        found += [figures.net_benefit for figures in run.figures]
        found += [amount for figures in run.figures for _, amount in figures.waterfall]
        found += [member.benefit for member in run.members]
    return found


@quick(50)
@given(scenarios())
def test_without_rates_and_fees_there_is_no_benefit(scenario):
    assert set(benefits(without_prices(scenario))) <= {0}


@pytest.mark.parametrize("kept", ["rates", "fees", "fee_terms"])
def test_rates_alone_or_fees_alone_can_make_a_benefit(kept):
    def differs(scenario: Scenario) -> bool:
        return any(benefits(replace(without_prices(scenario), **{kept: getattr(scenario, kept)})))

    find(scenarios(), differs, settings=SEARCH)


# --- nothing sees the future --------------------------------------------------------------------


@quick(80)
@given(scenarios(), below(1000), st.sampled_from([Decimal(-3), Decimal(0), Decimal(7)]))
def test_changing_an_item_moves_nothing_that_came_before_it(scenario, number, factor):
    if not scenario.items:
        return
    place = number % len(scenario.items)
    changed = scenario.items[place]
    later = replace(changed, amount=changed.amount * factor)
    items = (*scenario.items[:place], later, *scenario.items[place + 1 :])
    if factor == 0:
        items = (*scenario.items[:place], *scenario.items[place + 1 :])
    other = replace(scenario, items=items)
    assert before(lived(other, "S0"), other, changed) == before(
        lived(scenario, "S0"), scenario, changed
    )


def before(outcome: Outcome, scenario: Scenario, item: Any) -> tuple[Any, ...]:
    """What happened strictly before the item's date and time."""
    time = item.time
    moment = (item.date, -1 if time is None else 60 * time.hour + time.minute)
    days = (item.date - scenario.first_day).days
    fates = {
        key: fate
        for key, fate in outcome.fates.items()
        if key != ("item", item.id) and (fate.day, fate.minute) < moment
    }
    return (
        {name: balances[:days] for name, balances in outcome.book.items()},
        {link: positions[:days] for link, positions in outcome.position.items()},
        [one for one in outcome.sweeps if (one.day, one.minute) < moment],
        [one for one in outcome.draws if (one.day, one.minute) < moment],
        [one for one in outcome.postings if one.day <= item.date],
        fates,
    )


def test_changing_an_item_does_move_what_comes_after_it():
    def moved(scenario: Scenario) -> bool:
        other = replace(scenario, items=scenario.items[:-1])
        return lived(other, "S0").sweeps != lived(scenario, "S0").sweeps

    find(scenarios(), moved, settings=SEARCH)


def test_a_projection_of_another_scenario_has_other_bytes():
    def differs(scenario: Scenario) -> bool:
        runs: list[Projection] = [
            simulate(resolve(one, "S0", "S0")) for one in (scenario, without_prices(scenario))
        ]
        return every_byte(runs[0]) != every_byte(runs[1])

    find(scenarios(), differs, settings=SEARCH)
