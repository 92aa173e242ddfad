"""Runs with account analyses, corrected for late items and for terms that were other ones."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.picking import Dice, below, pick
from tests.properties.profiles import quick, tries
from tests.properties.strategies import scenarios, thrown
from tests.properties.strategies_analyses import otherwise_analysed, with_analyses
from tests.properties.strategies_terms import is_right
from tests.properties.test_back_value import (
    Known,
    ends_alike,
    free_of_balances,
    known_late_of,
    passes,
)
from tests.properties.test_right_terms import (
    UNMIXED,
    Wrong,
    also_priced,
    correction_of,
    is_the_twin_s,
)
from treasury.checking.corrected import after, findings
from treasury.correction.correcting import Correction, corrected
from treasury.correction.facts import moved_facts
from treasury.correction.postings import OPEN
from treasury.flows.items import Item
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.simulation.simulate import simulate
from treasury.tables import ANALYSIS_CHARGED, Projection

CHECK = "account analyses are settled as agreed"


@st.composite
def known_of_analysed(draw: st.DrawFn) -> Known:
    """A random scenario with account analyses, a day of it, and items that are known late then."""
    scenario = with_analyses(draw, draw(scenarios(scope=UNMIXED)))
    assume(scenario.account_analyses and complaints(scenario) == [])
    return known_late_of(draw, scenario, 1 + draw(below(3)))


@st.composite
def wrongly_analysed(draw: st.DrawFn) -> Wrong:
    """The same, whose terms were other ones: of its analyses, of its fees, or whatever prices."""
    known = draw(known_of_analysed())
    return also_priced(draw, known, otherwise_analysed(draw, known.scenario))


def correction_of_items(known: Known) -> tuple[Correction, Projection]:
    """What the items correct in the structure's run, and that run."""
    plan = resolve(known.scenario, "S0", "S0")
    projection = simulate(plan)
    return corrected(plan, projection, known.items, known.today), projection


@quick(60)
@given(known_of_analysed())
def test_a_late_item_in_an_analysed_run_is_corrected_as_the_twin_says(known):
    found, projection = correction_of_items(known)
    is_the_twin_s(Wrong(known, known.scenario), found)
    stands_up(found, projection)


@quick(60)
@given(wrongly_analysed())
def test_an_analysis_of_other_terms_is_corrected_as_the_twin_says(wrong):
    found, projection = correction_of(wrong)
    is_the_twin_s(wrong, found)
    stands_up(found, projection)


def stands_up(found: Correction, projection: Projection) -> None:
    """Whether delta and full end alike, entries are the differences, and every check passes."""
    ends_alike(found)
    passes(found, projection)


@quick(30)
@given(wrongly_analysed(), st.integers(min_value=0, max_value=30))
def test_corrections_of_an_analysed_run_in_turn_come_to_one_of_all(wrong, back):
    known, plan = wrong.known, resolve(wrong.known.scenario, "S0", "S0")
    right = resolve(wrong.right, "S0", "S0")
    assume(not moved_facts(plan, right))
    projection = simulate(plan)
    first = corrected(plan, projection, (), max(0, known.today - back), right=right)
    then = corrected(plan, projection, known.items, known.today, after=first)
    whole = corrected(plan, projection, known.items, known.today, right=right)
    one, other = (after(each, projection, "delta") for each in (then, whole))
    assert np.array_equal(one.valued, other.valued)
    assert np.array_equal(one.booked[known.today :], other.booked[known.today :])
    for each in (first, then):
        stands_up(each, projection)


@quick(30)
@given(known_of_analysed())
def test_where_no_balance_decides_an_analysed_run_is_that_with_the_items_in_time(known):
    scenario = free_of_balances(known.scenario)
    assume(complaints(scenario) == [])
    plan = resolve(scenario, None, "standalone")
    found = corrected(plan, simulate(plan), known.items, known.today)
    in_time = tuple(replace(item, date=item.value_date, value_date=None) for item in known.items)
    run = simulate(resolve(replace(scenario, items=(*scenario.items, *in_time)), None, "in time"))
    assert np.array_equal(found.now.value, run.value[: known.today + 1])
    if known.today == plan.tables.days - 1:
        assert np.array_equal(found.now.analysed, run.analysed)


def test_corrections_by_fair_dice_are_the_twin_s_and_change_charges_posted_and_open():
    """The laws above examine something: charges of the past, and what is still to be charged."""
    past = open_ = examined = 0
    thrown_ones = tries(180)
    for seed in range(thrown_ones):
        wrong = wrong_thrown(seed)
        if wrong is None:
            continue
        found, projection = correction_by_dice(wrong)
        is_the_twin_s(wrong, found)
        stands_up(found, projection)
        (one,) = (each for name, each in findings(found, projection) if name == CHECK)
        examined += one.examined
        charges = [one for one in found.touched if one.kind == ANALYSIS_CHARGED]
        open_ += sum(one.day == OPEN for one in charges)
        past += sum(one.day != OPEN for one in charges)
    least = thrown_ones // 40
    assert past > least and open_ > least and examined > 3 * thrown_ones, (past, open_, examined)


def wrong_thrown(seed: int) -> Wrong | None:
    """An item of the first day that is known on the last, of an analysed account whose terms may
    have been other ones; None where no treasurer could run it."""
    scenario, dice = with_analyses(Dice(seed), thrown(seed, scope=UNMIXED)), Dice(seed + 1)
    if complaints(scenario) or not scenario.account_analyses:
        return None
    account = pick(dice, pick(dice, scenario.account_analyses).accounts)
    item = Item(
        id="late", date=scenario.last_day, value_date=scenario.first_day, account=account,
        amount=Decimal(pick(dice, [500_000, -500_000])),
    )  # fmt: skip
    known = Known(scenario, (item,), (scenario.last_day - scenario.first_day).days)
    right = otherwise_analysed(dice, scenario)
    plans = (resolve(each, "S0", "S0") for each in (scenario, right))
    wrong = is_right(scenario, right) and not moved_facts(*plans)
    return Wrong(known, right if wrong else scenario)


def correction_by_dice(wrong: Wrong) -> tuple[Correction, Projection]:
    """What is corrected, by the right terms if they are others, and the run."""
    known = wrong.known
    if wrong.right == known.scenario:
        return correction_of_items(known)
    plan, right = (resolve(each, "S0", "S0") for each in (known.scenario, wrong.right))
    projection = simulate(plan)
    return corrected(plan, projection, known.items, known.today, right=right), projection
