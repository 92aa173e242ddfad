"""The check of account analyses: a run that settles otherwise than agreed fails it, by name."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.hand.tables import group, on
from treasury import tables as t
from treasury.account_analysis import AccountAnalysis
from treasury.booking import book
from treasury.checks import CheckResult, check
from treasury.fees import Fee, FeeTerm
from treasury.interest import Terms
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import Projection

POOL = """
    account | opening | header | rule         | overdraft
    H       | 2000    |        |              | 9000
    A       | 8000    | H      | zero_balance | 9000
    """
ZBA = FeeTerm(
    fee="zba", base="sweep_count", amount=Decimal(7), every="month", day=5, currency="CNY",
    analysis="AN",
)  # fmt: skip


def analysed(**given: Any) -> Scenario:
    """A pool whose participant A is analysed: two fees, a fee by terms, a period that ends."""
    own: dict[str, Any] = {"accounts": ("A",), "settlement_account": "A", "terms": "ecr", "day": 4}
    own |= {key: one for key, one in given.items() if key in AccountAnalysis.__dataclass_fields__}
    more = {key: one for key, one in given.items() if key not in own}
    fees = (
        Fee(id="F", account="A", amount=Decimal(2), day=3, analysis="AN"),
        Fee(id="G", account="A", amount=Decimal(3), every="once", date=on(2), analysis="AN"),
        Fee(id="P", account="A", amount=Decimal(4), day=3, structure="pool", analysis="AN"),
        Fee(id="H", account="H", amount=Decimal(5), day=3),
    )
    fields: dict[str, Any] = {
        "fees": fees, "fee_terms": (ZBA,), "days": 9,
        "rates": (Rate(terms="ecr", side="credit", rate="3.65%"),),
        "terms": (Terms(id="ecr", day_count="ACT/365F"),),
        "account_analyses": (AccountAnalysis(id="AN", **own),),
    } | more  # fmt: skip
    return group(POOL, **fields)


def of_35(scenario: Scenario, told: Projection, structure: str | None = "pool") -> CheckResult:
    plan = resolve(scenario, structure, structure or "standalone")
    alone = resolve(scenario, None, "standalone")
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    return next(one for one in found if one.name.startswith("35"))


def honest(scenario: Scenario, structure: str | None = "pool") -> Projection:
    return simulate(resolve(scenario, structure, structure or "standalone"))


def changed(told: Projection, kind: int, column: int, amount: int, which: int = 0) -> Projection:
    """The run with a column of the n-th event of a kind changed."""
    events = told.events.copy()
    events[np.flatnonzero(events[:, t.KIND] == kind)[which], column] += amount
    return told._replace(events=events)


@pytest.mark.parametrize("structure", ["pool", None])
@pytest.mark.parametrize(
    "given",
    [
        {}, {"charge_day": 8}, {"negative": "offset"}, {"reserve_share": "10%"},
        {"excess": "lost"}, {"excess": "year"}, {"settles": "year"}, {"valid_until": on(6)},
        {"valid_from": on(3)}, {"every": "year", "settles": "year"},
        {"valid_from": on(3), "valid_until": on(5)},
    ],
)  # fmt: skip
def test_analyses_as_agreed_pass(given, structure):
    one = analysed(**given)
    found = of_35(one, honest(one, structure), structure)
    assert found.passed, found.detail
    assert found.examined == sum(one.account_analyses[0].holds_on(on(day)) for day in range(1, 10))


@pytest.mark.parametrize(
    ("column", "what"),
    [
        (t.AMOUNT, "the credit of the period closed on 2026-03-05"),
        (t.SEEN, "the fees of the period closed on"),
        (t.BASE, "the number of the period closed on"),
        (t.REASON, "the settles of the period closed on"),
        (t.GIVES, "the due of the period closed on"),
        (t.AUX, "the left of the period closed on"),
    ],
)
def test_a_figure_of_a_period_that_is_another_is_named(column, what):
    one = analysed()
    found = of_35(one, changed(honest(one), t.ANALYSIS_CLOSED, column, 1))
    assert not found.passed and what in found.detail and "AN: " in found.detail


def test_a_charge_of_another_amount_on_another_account_or_day_is_named():
    one = analysed(charge_day=8)
    told = honest(one)
    for column, amount in ((t.AMOUNT, -1), (t.ACCOUNT, 1), (t.DAY, 1)):
        found = of_35(one, changed(told, t.ANALYSIS_CHARGED, column, amount))
        assert not found.passed and "AN: the charge on" in found.detail


def test_a_period_that_is_closed_twice_or_never_is_named():
    one = analysed()
    told = honest(one)
    row = np.flatnonzero(told.events[:, t.KIND] == t.ANALYSIS_CLOSED)[:1]
    again = np.concatenate([told.events[: row[0]], told.events[row], told.events[row[0] :]])
    assert not of_35(one, told._replace(events=again)).passed
    never = np.delete(told.events, row, axis=0)
    assert not of_35(one, told._replace(events=never)).passed


def test_what_is_reported_open_at_the_end_must_be_it():
    one = analysed(days=8, day=30)
    told = honest(one)
    found = of_35(one, told._replace(analysed=told.analysed - 1))
    assert not found.passed and "what is open after 2026-03-09" in found.detail


def at_once(kind: int, paid: int) -> Callable[[Projection], Projection]:
    """A change of the run: a fee that goes through the analysis was taken at once instead."""

    def change(told: Projection) -> Projection:
        events = told.events.copy()
        row = np.flatnonzero(events[:, t.KIND] == kind)[0]
        events[row, t.KIND] = paid
        events[row, t.AMOUNT] *= -1
        return told._replace(events=events)

    return change


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (at_once(t.FEE_ANALYSED, t.FEE), "goes through AN, told no analysis"),
        (at_once(t.TERM_FEE_ANALYSED, t.TERM_FEE), "zba on 2026-03-05 goes through AN, told no"),
        (at_once(t.FEE, t.FEE_ANALYSED), "H on 2026-03-03 goes through no analysis, told AN"),
    ],
)
def test_a_fee_that_went_another_way_is_named(change, named):
    one = analysed()
    found = of_35(one, change(honest(one)))
    assert not found.passed and named in found.detail


def test_a_fee_beyond_the_days_of_the_analysis_is_paid_at_once():
    one = analysed(valid_until=on(1))
    assert of_35(one, honest(one)).passed
    found = of_35(one, at_once(t.FEE, t.FEE_ANALYSED)(honest(one)))
    assert not found.passed and "goes through no analysis, told AN" in found.detail


def test_a_fee_whose_payer_is_not_analysed_is_none_of_it():
    one = analysed(fee_terms=(replace(ZBA, payer="header"),))
    assert of_35(one, honest(one)).passed


def in_turn(begins: int = 7, **given: Any) -> Scenario:
    """The pool whose analysis is continued by another, named first, with a fee in its days."""
    later = Fee(id="J", account="A", amount=Decimal(6), every="once", date=on(8), analysis="NEW")
    one = analysed(days=12, valid_until=on(6), **given)
    (old,) = one.account_analyses
    new = replace(
        old, id="NEW", follows="AN", valid_from=on(begins), valid_until=None, reserve_share="10%",
        day=10,
    )  # fmt: skip
    return replace(one, account_analyses=(new, old), fees=(*one.fees, later))


@pytest.mark.parametrize("structure", ["pool", None])
@pytest.mark.parametrize(
    "given",
    [
        {}, {"begins": 8}, {"excess": "lost"}, {"excess": "year"}, {"accounts": ("A", "H")},
        {"settles": "year", "charge_day": 8},
    ],
)  # fmt: skip
def test_analyses_in_turn_as_agreed_pass(given, structure):
    one = in_turn(**given)
    found = of_35(one, honest(one, structure), structure)
    assert found.passed, found.detail
    assert found.examined == 12 - (given.get("begins", 7) - 7)


@pytest.mark.parametrize(
    ("kind", "column", "which", "amount", "named"),
    [
        (t.ANALYSIS_CLOSED, t.REASON, 1, -1, "AN: the settles of the period closed on 2026-03-08"),
        (t.ANALYSIS_CLOSED, t.AUX, 1, 1, "AN: the left of the period closed on 2026-03-08"),
        (t.ANALYSIS_CLOSED, t.AUX, 2, -1, "NEW: the left of the period closed on 2026-03-11"),
        (t.FEE_ANALYSED, t.AUX, 0, 1, "on 2026-03-03 goes through AN, told NEW"),
        (t.FEE_ANALYSED, t.AUX, -1, -1, "J on 2026-03-09 goes through NEW, told AN"),
        (t.TERM_FEE_ANALYSED, t.AUX, 0, 1, "zba on 2026-03-05 goes through AN, told NEW"),
    ],
)
def test_a_credit_or_a_fee_that_went_elsewhere_in_turn_is_named(kind, column, which, amount, named):
    one = in_turn()
    structure = "pool" if kind == t.TERM_FEE_ANALYSED else None
    told = changed(honest(one, structure), kind, column, amount, which)
    found = of_35(one, told, structure)
    assert not found.passed and named in found.detail


def test_a_charge_through_an_analysis_is_judged_as_a_fee_by_terms():
    one = analysed()
    told = changed(honest(one), t.TERM_FEE_ANALYSED, t.AMOUNT, 1)
    plan, alone = resolve(one, "pool", "pool"), resolve(one, None, "standalone")
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    fees = next(each for each in found if each.name.startswith("26"))
    assert (
        not fees.passed and "zba of A on 2026-03-05: 7.00 CNY is due, charged 7.01" in fees.detail
    )


GUARANTEED = """
    account | opening | header | rule        | mode
    H       | 2000    |        |             | own_deposits
    A       | 8000    | H      | keep keep=0 | own_deposits
    """


def test_beside_an_analysis_the_guarantee_makes_no_promise():
    given, pool = analysed(), group(GUARANTEED, pool={"payment_mode": "own_deposits"})
    one = replace(
        given, links=pool.links, rules=pool.rules, structures=pool.structures, fee_terms=(),
        accounts=pool.accounts, fees=given.fees[:2],
    )  # fmt: skip
    plan, alone = resolve(one, "pool", "pool"), resolve(one, None, "standalone")
    told = simulate(plan)
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    guarantee = next(each for each in found if each.name.startswith("17"))
    reason = "the pool may drain no balance that pays fees; those analysed in AN do"
    assert (guarantee.passed, guarantee.detail) == (None, reason)
    elsewhere = replace(one, accounts=(*one.accounts, replace(one.accounts[0], id="X")))
    own = replace(one.account_analyses[0], accounts=("X",), settlement_account="X")
    apart = replace(elsewhere, account_analyses=(own,), fees=())
    plan, alone = resolve(apart, "pool", "pool"), resolve(apart, None, "standalone")
    told = simulate(plan)
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    assert reason not in [each.detail for each in found]
