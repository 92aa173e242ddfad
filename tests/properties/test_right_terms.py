"""Terms that were other than a run knew, on random structures: what their correction must be."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.agreement import (
    accrued,
    analysed,
    analysed_fees,
    analysis_charges,
    between,
    by_column,
    levied,
    levies,
    periods,
    postings,
)
from tests.properties.picking import Dice, below, pick
from tests.properties.profiles import quick
from tests.properties.strategies import scenarios, thrown
from tests.properties.strategies_conversions import converting
from tests.properties.strategies_fees import dated
from tests.properties.strategies_terms import RATES, is_right, otherwise_priced
from tests.properties.test_back_value import (
    CORRECTED,
    Known,
    ends_alike,
    known_late_of,
    passes,
    simulated_as,
)
from tests.reference.banking_day import live_through
from tests.reference.correcting import LateAmount
from tests.reference.repricing import price_again
from treasury.accounts.ledger import Ledger, closing
from treasury.checking.corrected import after, findings
from treasury.correction.correcting import Correction, books, corrected
from treasury.correction.facts import moved_facts
from treasury.correction.postings import OPEN
from treasury.money import DIGITS
from treasury.plan.plan import Plan
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import INTEREST, INTERNAL_INTEREST, POOL_SHARE, TAX, TERM_FEE, Projection
from treasury.tax import TaxTerm

UNMIXED = replace(
    CORRECTED,
    options=tuple(one for one in CORRECTED.options if one not in ("dated_links", "money_market")),
)
"""One link between two accounts: the twin tells positions by their ends. Nothing invested: what a
fund distributes and keeps is no posting, and stays."""


class Wrong(NamedTuple):
    """What is known late of a scenario, and the scenario as it is right."""

    known: Known
    right: Scenario


@st.composite
def wrong_terms(draw: st.DrawFn) -> Wrong:
    """A random scenario whose terms were other ones, and perhaps some late items."""
    scenario = draw(scenarios(scope=UNMIXED))
    right = otherwise_priced(draw, scenario)
    assume(is_right(scenario, right))
    return Wrong(known_late_of(draw, scenario, draw(below(3))), right)


def plans_of(wrong: Wrong) -> tuple[Plan, Plan]:
    """The plan of the run and that of its right terms, which change no fact."""
    plan, right = (resolve(each, "S0", "S0") for each in (wrong.known.scenario, wrong.right))
    assume(not moved_facts(plan, right))
    return plan, right


def also_priced(draw: st.DrawFn, known: Known, right: Scenario) -> Wrong:
    """What is right otherwise, perhaps with other prices of any kind besides."""
    if pick(draw, [False, True]):
        right = otherwise_priced(draw, right)
    assume(is_right(known.scenario, right) and complaints(right) == [])
    return Wrong(known, right)


def taxed_anew(draw: st.DrawFn, scenario: Scenario, term: TaxTerm, **way: Any) -> Wrong:
    """The scenario with a tax that is right at another rate, in another `way`, from the beginning
    or from a day on, or not due at all; and perhaps some late items."""
    days = (scenario.last_day - scenario.first_day).days + 1
    anew = dated(draw, scenario, replace(term, rate="7%", valid_from=None, **way), days)
    kept = tuple(one for one in scenario.tax_terms if one.tax != term.tax)
    right = replace(scenario, tax_terms=(*kept, *anew))
    assume(not complaints(right))
    return Wrong(known_late_of(draw, scenario, draw(below(3))), right)


def correction_of(wrong: Wrong) -> tuple[Correction, Projection]:
    """What is corrected in the structure's run, and that run."""
    plan, right = plans_of(wrong)
    projection = simulate(plan)
    known = wrong.known
    return corrected(plan, projection, known.items, known.today, right=right), projection


@quick(80)
@given(wrong_terms())
def test_delta_and_full_end_at_the_same_balances_on_both_bases(wrong):
    ends_alike(correction_of(wrong)[0])


@quick(80)
@given(wrong_terms())
def test_a_run_corrected_by_the_right_terms_stands_up_to_the_checks_of_a_run(wrong):
    passes(*correction_of(wrong))


@quick(80)
@given(wrong_terms())
def test_what_is_right_is_the_twin_s(wrong):
    is_the_twin_s(wrong, correction_of(wrong)[0])


def is_the_twin_s(wrong: Wrong, found: Correction) -> None:
    """Whether everything in the correction is what the twin says is right."""
    known, right = wrong.known, wrong.right
    scenario = known.scenario
    digits = {one.id: DIGITS[one.currency] for one in scenario.accounts}
    late = [
        LateAmount(one.account, int(one.amount * 10 ** digits[one.account]), one.value_date)
        for one in known.items
    ]
    today = found.plan.names.days[known.today]
    twin = price_again(right, "S0", live_through(scenario, "S0"), late, today)
    plan, now = found.right.plan, found.now
    assert by_column(plan.names.accounts, now.value) == twin.value
    links = plan.tables.links
    ends = [
        (plan.names.accounts[low], plan.names.accounts[high])
        for low, high in zip(links.participant, links.header, strict=True)
    ]
    assert between(ends, now.position) == twin.position
    run, told = simulated_as(found), twin.outcome
    assert sorted(postings(plan, run)) == sorted(told.postings)
    charged = [one for one in told.levies if one.amount]
    assert sorted(one for one in levies(plan, run) if one.amount) == sorted(charged)
    assert accrued(plan, run) == told.accrued
    assert levied(plan, run) == told.levied
    assert sorted(analysed_fees(plan, run)) == sorted(told.analysed_fees)
    assert periods(plan, run) == told.periods
    assert sorted(analysis_charges(plan, run)) == sorted(told.analysis_charges)
    assert analysed(plan, run) == told.analysed


def test_internal_interest_in_another_currency_is_corrected_as_the_twin_says():
    corrected_ones = 0
    for seed in range(500):
        wrong = converting_wrongly(seed)
        if wrong is None:
            continue
        plan, right = (resolve(each, "S0", "S0") for each in (wrong.known.scenario, wrong.right))
        projection = simulate(plan)
        found = corrected(plan, projection, (), wrong.known.today, right=right)
        is_the_twin_s(wrong, found)
        delta, full = (books(found, method) for method in ("delta", "full"))
        assert np.array_equal(closing(delta.ledger), closing(full.ledger)), seed
        for name, each in findings(found, projection):
            assert each.passed is not False, (seed, name, each.detail)
        tables = found.plan.tables
        corrected_ones += sum(
            bool(tables.links.converts[tables.accruals.subject[one.ref]])
            for one in found.touched
            if one.kind == INTERNAL_INTEREST
        )
    assert corrected_ones > 5


def other_internal_rates(dice: Dice, scenario: Scenario) -> Scenario:
    """The scenario in which everything between two companies bears other rates, if it is priced."""
    named = {one.internal_terms for one in (*scenario.structures, *scenario.links)}
    rates = tuple(
        replace(one, rate=pick(dice, RATES), floor=None, cap=None) if one.terms in named else one
        for one in scenario.rates
    )
    return replace(scenario, rates=rates)


def converting_wrongly(seed: int) -> Wrong | None:
    """A random scenario that converts, by fair dice, whose terms were other ones; None where it is
    none, nothing is otherwise, or the twin does not tell its positions or its investments."""
    scenario, dice = converting(Dice(seed)), Dice(seed + 1)
    dated = any(one.valid_from or one.valid_until for one in scenario.links)
    if complaints(scenario) or dated or scenario.money_market_sweeps:
        return None
    right = other_internal_rates(dice, scenario)
    if not is_right(scenario, right) or complaints(right):
        return None
    if moved_facts(*(resolve(each, "S0", "S0") for each in (scenario, right))):
        return None
    today = (scenario.last_day - scenario.first_day).days
    return Wrong(Known(scenario, (), today), right)


@quick(40)
@given(wrong_terms())
def test_terms_that_turn_out_right_after_all_are_taken_back_to_nothing(wrong):
    one, projection = correction_of(wrong)
    known, plan = wrong.known, resolve(wrong.known.scenario, "S0", "S0")
    back = corrected(plan, projection, (), known.today, right=plan, after=one)
    again = corrected(plan, projection, known.items, known.today)
    ledgers = [books(found, "delta").ledger for found in (one, back, again)]
    closed = [by_account(each) for each in ledgers]
    for account in {name for each in closed for name in each}:
        first, second, alone = (each.get(account, 0) for each in closed)
        assert first + second == alone, account
    for name, found in findings(back, projection):
        assert found.passed is not False, (name, found.detail)


def by_account(ledger: Ledger) -> dict[str, int]:
    """What the entries move on each ledger account, by its name."""
    return dict(zip((one.name for one in ledger.accounts), closing(ledger).tolist(), strict=True))


@quick(40)
@given(wrong_terms(), st.integers(min_value=0, max_value=20))
def test_items_and_terms_one_after_the_other_come_to_both_at_once(wrong, back):
    plan, right = plans_of(wrong)
    projection, known = simulate(plan), wrong.known
    sooner = max(0, known.today - back)
    first = corrected(plan, projection, (), sooner, right=right)
    then = corrected(plan, projection, known.items, known.today, after=first)
    whole = corrected(plan, projection, known.items, known.today, right=right)
    one, other = (after(each, projection, "delta") for each in (then, whole))
    assert np.array_equal(one.valued, other.valued)
    assert np.array_equal(one.booked[known.today :], other.booked[known.today :])
    for each in (first, then):
        for name, finding in findings(each, projection):
            assert finding.passed is not False, (name, finding.detail)


def test_the_random_terms_touch_postings_of_every_kind():
    """The laws above examine something: interest, also internal, fees, taxes, shares of pools."""
    kinds: set[str] = set()
    names = {
        INTEREST: "interest", INTERNAL_INTEREST: "internal", TAX: "tax", TERM_FEE: "fee",
    }  # fmt: skip
    for seed in range(2000):
        found = thrown_correction(seed)
        for one in found.touched if found else ():
            accruals = found.plan.tables.accruals
            share = one.kind == INTEREST and accruals.kind[one.ref] == POOL_SHARE
            if one.day != OPEN:
                kinds.add("share" if share else names[one.kind])
        if len(kinds) == 5:
            return
    raise AssertionError(f"kinds of posting corrected: {kinds}")


def thrown_correction(seed: int) -> Correction | None:
    """The same by fair dice, known on the last day, without late items; None where nothing is
    otherwise."""
    scenario, dice = thrown(seed, scope=UNMIXED), Dice(seed)
    right = otherwise_priced(dice, scenario)
    if not is_right(scenario, right):
        return None
    plan, by = (resolve(each, "S0", "S0") for each in (scenario, right))
    if moved_facts(plan, by):
        return None
    return corrected(plan, simulate(plan), (), plan.tables.days - 1, right=by)
