"""Runs with virtual ledgers, corrected for late items and for terms that were other ones."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.agreement import by_column
from tests.properties.picking import Dice, below, pick
from tests.properties.profiles import quick, tries
from tests.properties.strategies import scenarios, thrown
from tests.properties.strategies_ledgers import FLAT, divided
from tests.properties.strategies_terms import RATES
from tests.properties.test_back_value import Known, ends_alike, known_late_of, passes
from tests.properties.test_right_terms import UNMIXED, Wrong, also_priced, correction_of
from tests.reference import dividing_again
from tests.reference.banking_day import live_through
from tests.reference.dividing_again import DividedAgain, LateOfLedger, corrections, divide_again
from treasury.checking.corrected import after, findings
from treasury.correction.correcting import Correction, books, corrected
from treasury.correction.facts import moved_facts
from treasury.correction.ledger_entries import lines_on_ledgers
from treasury.correction.ledgers import LedgersCorrected
from treasury.correction.postings import OPEN
from treasury.flows.items import Item
from treasury.money import DIGITS
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import Projection

UNDIVIDED = replace(UNMIXED, options=tuple(one for one in UNMIXED.options if one != "ledgers"))
"""Ledgers are drawn afterwards, so that every scenario has some."""
CHECKS = (
    "virtual ledgers hold their own and sum to their account",
    "interest of virtual ledgers is exact on the corrected balances",
)


@st.composite
def known_of_divided(draw: st.DrawFn) -> Known:
    """A random scenario with virtual ledgers, and items of theirs that are known late."""
    scenario = divided(draw, draw(scenarios(scope=UNDIVIDED)))
    assume(scenario.ledgers and complaints(scenario) == [])
    return known_late_of(draw, scenario, 1 + draw(below(3)))


@st.composite
def wrongly_divided(draw: st.DrawFn) -> Wrong:
    """The same, whose terms were other ones: of its ledgers, or whatever prices."""
    known = draw(known_of_divided())
    return also_priced(draw, known, other_inside(draw, known.scenario))


def other_inside(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario whose ledgers bear by other terms or other rates, from the beginning or a day
    on; where no treasurer could run it, as it is."""
    kind, days = pick(draw, ["terms", "rate", "later", "carry"]), scenario.last_day
    right = scenario
    if kind == "terms":
        ledger = pick(draw, scenario.ledgers)
        other = replace(ledger, terms=pick(draw, scenario.terms).id if ledger.terms else None)
        ledgers = tuple(other if each == ledger else each for each in scenario.ledgers)
        right = replace(scenario, ledgers=ledgers)
    elif kind == "later":
        since = pick(draw, [scenario.first_day, days])
        side = pick(draw, ["credit", "debit"])
        more = Rate(terms=FLAT, side=side, rate=pick(draw, RATES), valid_from=since)
        right = replace(scenario, rates=(*scenario.rates, more))
    else:
        terms = tuple(
            replace(one, carry_remainder=not one.carry_remainder)
            if kind == "carry" and one.id == FLAT
            else one
            for one in scenario.terms
        )
        rates = tuple(
            replace(one, rate=pick(draw, RATES), floor=None, cap=None)
            if kind == "rate" and one.terms == FLAT
            else one
            for one in scenario.rates
        )
        right = replace(scenario, terms=terms, rates=rates)
    return scenario if complaints(right) else right


def correction_of_items(known: Known) -> tuple[Correction, Projection]:
    """What the items correct in the structure's run, and that run."""
    plan = resolve(known.scenario, "S0", "S0")
    projection = simulate(plan)
    return corrected(plan, projection, known.items, known.today), projection


def inside(found: Correction) -> LedgersCorrected:
    """The ledgers of a correction."""
    assert found.ledgers
    return found.ledgers


def difference(wrong: Wrong, found: Correction) -> str:
    """What engine and twin disagree about first, "" if nothing."""
    known, scenario = wrong.known, wrong.known.scenario
    digits = {one.id: DIGITS[one.currency] for one in scenario.accounts}
    late = [
        LateOfLedger(
            one.account,
            one.ledger or "",
            int(one.amount * 10 ** digits[one.account]),
            one.value_date or one.date,
        )
        for one in known.items
    ]
    lived, names = live_through(scenario, "S0"), found.plan.names
    today, of_accounts = names.days[known.today], by_column(names.accounts, found.now.value)
    known_then = by_column(names.accounts, found.before.value)
    was = divide_again(scenario, lived, [], known_then, today)
    is_ = divide_again(wrong.right, lived, late, of_accounts, today)
    anew, table = inside(found), inside(found).now.table
    keys = [
        (names.accounts[account], ledger)
        for account, ledger in zip(table.account, table.ids, strict=True)
    ]
    for told, twin in ((anew.before, was), (anew.now, is_)):
        if by_column(keys, told.value) != twin.value:
            return "value balances"
    if told_by_day(found) != corrections(was, is_):
        return "corrections"
    if told_open(found) != opened(was, is_):
        return "open"
    return ""


def sides_of(found: Correction) -> list[tuple[str, int]]:
    """Of each bearing its ledger, and which of its ledger's it is."""
    table = inside(found).now.table
    ids = [table.ids[one.ledger] for one in table.bearings]
    return [(name, ids[:at].count(name)) for at, name in enumerate(ids)]


def told_by_day(found: Correction) -> dict[tuple[str, object, int], int]:
    """What the engine posts on ledgers, by ledger, value day and side, without noughts."""
    names, sides = found.plan.names, sides_of(found)
    return {
        (sides[one.bearing][0], names.days[one.day], sides[one.bearing][1]): one.right - one.posted
        for one in inside(found).touched
        if one.day != OPEN and one.right != one.posted
    }


def told_open(found: Correction) -> dict[tuple[str, int], tuple[int, int]]:
    """What the engine says stands open, as known and as right, where that differs."""
    sides = sides_of(found)
    return {
        sides[one.bearing]: (one.posted, one.right)
        for one in inside(found).touched
        if one.day == OPEN and one.right != one.posted
    }


def opened(was: DividedAgain, is_: DividedAgain) -> dict[tuple[str, int], tuple[int, int]]:
    """The same of the twin."""
    return {
        key: (was.open[key], is_.open[key]) for key in was.open if was.open[key] != is_.open[key]
    }


def stands_up(found: Correction, projection: Projection) -> None:
    """Whether delta and full end alike, in every ledger too, every check passes, and what is
    posted on the ledgers of an account comes to what is posted on it."""
    ends_alike(found)
    passes(found, projection)
    table, accounts = inside(found).now.table, len(found.plan.names.accounts)
    for method in ("delta", "full"):
        inner = np.zeros((accounts, found.today + 1), dtype=np.int64)
        for one in lines_on_ledgers(found, method):
            inner[table.account[one.ledger], one.value_day] += one.amount
        outer, ledger = np.zeros_like(inner), books(found, method).ledger
        for column, sign in ((ledger.debit, 1), (ledger.credit, -1)):
            at = column < accounts
            np.add.at(outer, (column[at], ledger.value_day[at]), sign * ledger.amount[at])
        own = table.unassigned >= 0
        assert np.array_equal(inner[own], outer[own])


@quick(60)
@given(known_of_divided())
def test_a_late_item_of_a_ledger_is_corrected_as_the_twin_says(known):
    found, projection = correction_of_items(known)
    assert difference(Wrong(known, known.scenario), found) == ""
    stands_up(found, projection)


@quick(60)
@given(wrongly_divided())
def test_ledgers_of_other_terms_are_corrected_as_the_twin_says(wrong):
    found, projection = correction_of(wrong)
    assert difference(wrong, found) == ""
    stands_up(found, projection)


@quick(30)
@given(wrongly_divided(), st.integers(min_value=0, max_value=30))
def test_corrections_of_ledgers_in_turn_come_to_one_of_all(wrong, back):
    known, plan = wrong.known, resolve(wrong.known.scenario, "S0", "S0")
    right = resolve(wrong.right, "S0", "S0")
    assume(not moved_facts(plan, right))
    projection = simulate(plan)
    first = corrected(plan, projection, (), max(0, known.today - back), right=right)
    then = corrected(plan, projection, known.items, known.today, after=first)
    whole = corrected(plan, projection, known.items, known.today, right=right)
    one, other = (after(each, projection, "delta").virtual for each in (then, whole))
    assert np.array_equal(one.value, other.value)
    assert np.array_equal(one.book[known.today :], other.book[known.today :])
    for each in (first, then):
        stands_up(each, projection)


@quick(40)
@given(known_of_divided())
def test_an_item_that_is_unassigned_changes_no_interest_of_a_ledger(known):
    items = tuple(replace(one, ledger=None) for one in known.items)
    found, _ = correction_of_items(known._replace(items=items))
    assert inside(found).touched == ()


def test_corrections_by_fair_dice_are_the_twin_s_in_every_way_of_bearing():
    """The laws above examine something: each way, of the past and open."""
    seen: set[tuple[str, bool]] = set()
    thrown_ones, examined = tries(400), [0, 0]
    for seed in range(thrown_ones):
        known = thrown_known(seed)
        if known is None:
            continue
        found, projection = correction_of_items(known)
        assert difference(Wrong(known, known.scenario), found) == "", seed
        stands_up(found, projection)
        told = dict(findings(found, projection))
        examined = [sum(pair) for pair in zip(examined, (told[name].examined for name in CHECKS),
                                              strict=True)]  # fmt: skip
        table = inside(found).now.table
        for one in inside(found).touched:
            record = table.records[table.bearings[one.bearing].ledger]
            assert record
            seen.add((record.interest, one.day == OPEN))
    assert seen == {(way, open_) for way in ("credit", "both", "net") for open_ in (False, True)}
    assert min(examined) > thrown_ones


def thrown_known(seed: int) -> Known | None:
    """An item of the first day that is known on the last, of a ledger; None where no treasurer
    could run it."""
    scenario, dice = divided(Dice(seed), thrown(seed, scope=UNDIVIDED)), Dice(seed + 1)
    if not scenario.ledgers or complaints(scenario):
        return None
    ledger = pick(dice, scenario.ledgers)
    item = Item(
        id="late", date=scenario.last_day, value_date=scenario.first_day, account=ledger.account,
        amount=Decimal(pick(dice, [500_000, -500_000])), ledger=ledger.id,
    )  # fmt: skip
    return Known(scenario, (item,), (scenario.last_day - scenario.first_day).days)


@pytest.mark.parametrize("fault", ["items_of", "adjustments_of"])
def test_a_twin_that_forgets_what_moved_a_ledger_is_found_out(fault, monkeypatch):
    monkeypatch.setattr(dividing_again, fault, lambda *given: [])
    for seed in range(200):
        known = thrown_known(seed)
        if known and difference(Wrong(known, known.scenario), correction_of_items(known)[0]):
            return
    pytest.fail(f"200 scenarios do not show it: {fault}")
