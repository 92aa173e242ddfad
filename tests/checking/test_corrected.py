"""The checks of a correction pass on a right one, and fail on each thing that could be wrong."""

from dataclasses import replace

import numpy as np
import pytest

from tests.hand.back_value import late
from tests.hand.tables import group, on
from tests.hand.test_conversions_by_hand import DOLLARS, MID, across
from tests.hand.test_corrected_analyses_by_hand import RECEIPT, small
from tests.hand.test_corrected_ledgers_by_hand import RECEIPT as LEDGER_S
from tests.hand.test_corrected_ledgers_by_hand import divided, items
from tests.hand.test_corrected_on_lending_by_hand import at
from tests.hand.test_right_terms_by_hand import internal
from treasury.checking.corrected import findings
from treasury.checks import check_correction
from treasury.correction.correcting import Correction, corrected
from treasury.correction.postings import OPEN
from treasury.fees import FeeTerm
from treasury.interest import Terms
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import (
    AMOUNT,
    ANALYSIS_CHARGED,
    ANALYSIS_CLOSED,
    FEE_ANALYSED,
    INTEREST,
    KIND,
    TAX,
    Projection,
)
from treasury.tax import TaxTerm

REPRODUCED, BALANCED, EQUAL, EXACT, FEES, TAXES, METHODS = range(7)


@pytest.fixture(scope="module")
def right() -> tuple[Correction, Projection]:
    """A right correction of interest, a commitment fee and a tax, and its run."""
    scenario = group(
        "account | opening | terms | overdraft\nA | 1000 | own | 1000",
        days=30,
        terms=(Terms(id="own", settles="monthly", settlement_day=20),),
        rates=(
            Rate(terms="own", side="credit", rate="3.6%"),
            Rate(terms="own", side="debit", rate="36%"),
        ),
        fee_terms=(
            FeeTerm(
                fee="line", base="undrawn_overdraft", account="A", rate="0.36%", every="month",
                day=21,
            ),
        ),
        tax_terms=(TaxTerm(tax="WHT", base="bank_interest", rate="10%"),),
    )  # fmt: skip
    plan = resolve(scenario, "pool", "pool")
    projection = simulate(plan)
    items = late("value | account | amount\n1 | A | 500\n10 | A | -1900", 25)
    return corrected(plan, projection, items, (on(25) - on(1)).days), projection


def failing(correction: Correction, projection: Projection) -> dict[int, str]:
    """The checks that fail, by their place, and what they say."""
    found = findings(correction, projection)
    return {at: one.detail for at, (_, one) in enumerate(found) if one.passed is False}


def test_a_right_correction_passes_every_check_and_each_examines_something(right):
    checks = check_correction(*right)
    assert [check.passed for check in checks] == [True] * 7
    assert all(check.examined for check in checks)


def test_a_run_that_posted_something_else_is_not_reproduced(right):
    correction, projection = right
    events = projection.events.copy()
    events[events[:, KIND] == INTEREST, AMOUNT] += 1
    assert REPRODUCED in failing(correction, projection._replace(events=events))


def test_a_run_with_another_value_balance_is_not_reproduced(right):
    correction, projection = right
    value = projection.value.copy()
    value[3, 0] += 1
    found = failing(correction, projection._replace(value=value))
    assert found[REPRODUCED] == "a value balance of the run comes out otherwise"


@pytest.mark.parametrize("kind", [INTEREST, -1])
def test_a_difference_of_another_amount_does_not_meet_the_corrected_balances(right, kind):
    correction, projection = right
    wrong = tuple(
        replace(one, right=one.right + 1) if one.day != OPEN and (one.kind == kind or kind < 0)
        else one
        for one in correction.touched
    )  # fmt: skip
    assert set(failing(replace(correction, touched=wrong), projection)) == {EQUAL, EXACT}


def test_a_difference_that_is_left_out_does_not_meet_the_corrected_balances(right):
    correction, projection = right
    left_out = replace(correction, touched=correction.touched[1:])
    assert EQUAL in failing(left_out, projection)


@pytest.fixture(scope="module")
def repriced() -> tuple[Correction, Projection]:
    """A right correction of internal interest, whose rate was another one, and its run."""
    plan, right = (resolve(internal(rate), "pool", "pool") for rate in ("3.6%", "36%"))
    projection = simulate(plan)
    return corrected(plan, projection, (), 24, right=right), projection


def test_a_correction_of_terms_passes_every_check_and_each_examines_something(repriced):
    checks = {check.name: check for check in check_correction(*repriced)}
    assert all(check.passed for check in checks.values())
    assert checks["positions are right by value date"].examined == 2 * 30


def test_internal_interest_of_another_amount_does_not_meet_the_right_positions(repriced):
    correction, projection = repriced
    wrong = tuple(replace(one, right=one.right + 1) for one in correction.touched)
    (said,) = failing(replace(correction, touched=wrong), projection).values()
    assert (
        said == "what Sub and HQ owe each other in CNY on 2026-03-21 is not what their links make"
    )


def test_a_run_corrected_by_terms_that_are_not_right_is_told(repriced):
    correction, projection = repriced
    unchanged = replace(correction, right=correction.known)
    assert "positions are right by value date" not in [
        name for name, _ in findings(unchanged, projection)
    ]
    terms = correction.right._replace(
        plan=replace(correction.right.plan, scenario=correction.plan.scenario)
    )
    found = dict(findings(replace(correction, right=terms), projection))
    assert found["interest is exact on the corrected balances"].passed is False


def test_where_nothing_is_posted_the_methods_are_not_compared(repriced):
    correction, projection = repriced
    nothing = dict(findings(replace(correction, touched=()), projection))
    assert nothing["delta and full end at equal balances"].passed is None


def test_methods_that_end_at_different_balances_are_told(right, monkeypatch):
    from treasury.checking import corrected as checking

    books = checking.books

    def unequal(correction, method):
        found = books(correction, method)
        amount = found.ledger.amount + (method == "full")
        return found._replace(ledger=replace(found.ledger, amount=np.asarray(amount)))

    monkeypatch.setattr(checking, "books", unequal)
    correction, projection = right
    assert failing(correction, projection)[METHODS] == "delta and full end at different balances"


@pytest.fixture(scope="module")
def settled() -> tuple[Correction, Projection]:
    """A right correction of an account analysis, and its run."""
    plan = resolve(small(), "pool", "pool")
    projection = simulate(plan)
    return corrected(plan, projection, late(RECEIPT, 10), 9), projection


ANALYSES = "account analyses are settled as agreed"


def test_a_correction_of_an_analysis_passes_every_check_and_each_examines_something(settled):
    checks = {check.name: check for check in check_correction(*settled)}
    assert all(check.passed is not False for check in checks.values())
    assert checks[ANALYSES].passed and checks[ANALYSES].examined == 12


def test_a_charge_of_another_amount_does_not_meet_the_corrected_balances(settled):
    correction, projection = settled
    wrong = tuple(replace(one, right=one.right + 1) for one in correction.touched)
    found = findings(replace(correction, touched=wrong), projection)
    assert [name for name, one in found if one.passed is False] == [
        "books equal the corrected balances"
    ]


@pytest.mark.parametrize("kind", [ANALYSIS_CLOSED, ANALYSIS_CHARGED, FEE_ANALYSED])
def test_a_run_that_settled_its_analysis_otherwise_is_not_reproduced(settled, kind):
    correction, projection = settled
    events = projection.events.copy()
    events[events[:, KIND] == kind, AMOUNT] += 1
    found = dict(findings(correction, projection._replace(events=events)))
    assert found["the run is reproduced as it was known"].passed is False


def test_an_analysis_that_is_settled_by_another_credit_is_told(settled, monkeypatch):
    from treasury.checking import corrected as checking

    replayed = checking.replayed

    def wrong(*given):
        found = replayed(*given)
        found.events[found.events[:, KIND] == ANALYSIS_CLOSED, AMOUNT] += 1
        return found

    monkeypatch.setattr(checking, "replayed", wrong)
    said = dict(findings(*settled))[ANALYSES]
    assert said.passed is False
    assert (
        said.detail
        == "AN: the credit of the period closed on 2026-03-05 is 0.60 CNY, told 0.61 CNY"
    )


def test_what_an_analysis_has_open_is_judged(settled, monkeypatch):
    from treasury.checking import corrected as checking

    replayed = checking.replayed

    def wrong(*given):
        found = replayed(*given)
        return found._replace(analysed=found.analysed - 1)

    monkeypatch.setattr(checking, "replayed", wrong)
    said = dict(findings(*settled))[ANALYSES]
    assert said.passed is False and "what is open after" in said.detail


@pytest.fixture(scope="module")
def inner() -> tuple[Correction, Projection]:
    """A right correction of a run with a virtual ledger, the second of two, and its run."""
    plan = resolve(divided(), None, "as_is")
    projection = simulate(plan)
    first = corrected(plan, projection, items(LEDGER_S, 22), 21)
    return corrected(plan, projection, items(LEDGER_S, 25, "l"), 24, after=first), projection


HOLD = "virtual ledgers hold their own and sum to their account"
BORE = "interest of virtual ledgers is exact on the corrected balances"


def failed_ones(correction: Correction, projection: Projection) -> dict[str, str]:
    """The checks that fail, by their names, and what they say."""
    found = findings(correction, projection)
    return {name: one.detail for name, one in found if one.passed is False}


def test_a_correction_of_ledgers_passes_every_check_and_each_examines_something(inner):
    checks = {check.name: check for check in check_correction(*inner)}
    assert all(check.passed is not False for check in checks.values())
    # 30 days, two ledgers, both bases; 30 days of the one that bears interest.
    assert (checks[HOLD].examined, checks[BORE].examined) == (2 * 2 * 30, 30)


def test_where_no_ledger_bears_interest_there_is_none_to_be_exact():
    plan = resolve(divided("none"), None, "as_is")
    projection = simulate(plan)
    found = dict(findings(corrected(plan, projection, items(LEDGER_S, 25), 24), projection))
    assert found[BORE].passed is None and found[HOLD].passed is True


def test_internal_interest_of_another_amount_is_told_by_both_checks(inner):
    correction, projection = inner
    wrong = tuple(replace(one, right=one.right + 1) for one in correction.ledgers.touched)
    ledgers = replace(correction.ledgers, touched=wrong)
    found = failed_ones(replace(correction, ledgers=ledgers), projection)
    assert found[HOLD] == (
        "book balance of virtual ledger L on 2026-03-26: its own postings make 70,023.00 CNY, it "
        "is told as 70,023.01 CNY"
    )


def test_internal_interest_that_is_left_out_is_told(inner):
    correction, projection = inner
    ledgers = replace(correction.ledgers, touched=())
    assert HOLD in failed_ones(replace(correction, ledgers=ledgers), projection)


def test_a_late_item_on_another_ledger_is_told(inner):
    correction, projection = inner
    late = correction.late._replace(ledger=1 - correction.late.ledger)
    found = failed_ones(replace(correction, late=late), projection)
    assert HOLD in found and "virtual ledger L" in found[HOLD]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: one._replace(value=one.value + 1), "a value balance of a virtual ledger"),
        (
            lambda one: one._replace(interest=one.interest._replace(settled=())),
            "internal interest of a virtual ledger",
        ),
    ],
)
def test_ledgers_that_come_out_otherwise_are_not_reproduced(inner, change, words):
    correction, projection = inner
    first = correction.after
    ledgers = replace(first.ledgers, before=change(first.ledgers.before))
    found = failed_ones(replace(correction, after=replace(first, ledgers=ledgers)), projection)
    assert found["the run is reproduced as it was known"] == f"{words} comes out otherwise"


def test_methods_that_move_ledgers_otherwise_are_told(inner, monkeypatch):
    from treasury.checking import corrected as checking

    monkeypatch.setattr(checking, "moved_by_value", lambda correction, method: {(0, 0): method})
    assert failed_ones(*inner) == {
        "delta and full end at equal balances": "delta and full end at different balances"
    }


def test_what_is_lent_on_is_judged_by_the_right_terms():
    """At 3.9 % the exemption was lost; at 3.6 %, the loan's, it is not."""
    plan, right = (resolve(at(rate), "pool", "pool") for rate in ("3.9%", "3.6%"))
    projection = simulate(plan)
    correction = corrected(plan, projection, (), 19, right=right)
    checks = {check.name: check for check in check_correction(correction, projection)}
    assert all(check.passed for check in checks.values())
    wrong = replace(correction.right.plan, scenario=correction.plan.scenario)
    judged = replace(correction, right=correction.right._replace(plan=wrong))
    assert "taxes are charged as written" in failed_ones(judged, projection)
    kept = tuple(one for one in correction.touched if one.kind != TAX)
    assert failed_ones(replace(correction, touched=kept), projection).keys() == {
        "books equal the corrected balances"
    }


def test_right_terms_of_a_run_that_converts_are_judged_by_what_is_owed():
    """What is owed by a conversion is owed in the header's currency, in both companies' books."""

    def priced(rate: str) -> Scenario:
        own = Terms(id="own", settles="monthly", settlement_day=20)
        rates = (Rate(terms="own", side="credit", rate=rate),)
        quoted = replace(DOLLARS, valid_until=on(30))
        known = across("1000", terms=MID, fx_rates=(quoted,), days=30)
        accounts = tuple(replace(one, terms="own") for one in known.accounts)
        return replace(known, accounts=accounts, terms=(own,), rates=rates)

    plan, right = (resolve(priced(rate), "pool", "pool") for rate in ("3.6%", "36%"))
    projection = simulate(plan)
    correction = corrected(plan, projection, (), 24, right=right)
    checks = {check.name: check for check in check_correction(correction, projection)}
    assert all(check.passed for check in checks.values())
    assert checks["positions are right by value date"].examined == 2 * 30
