"""The check of taxes: a run that taxes otherwise than written fails it, by name."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from tests.hand.tables import group
from treasury import tables as t
from treasury.booking import book
from treasury.checks import CheckResult, check
from treasury.interest import Terms
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tax import TaxTerm

POOL = """
    account | opening    | header | rule         | entity | limit   | terms
    HQ-1    | 0          |        |              | HQ     |         | bank
    S-1     | 900000.00  | HQ-1   | zero_balance | Sub    | 2000000 |
    T-1     | -500000.00 | HQ-1   | zero_balance | Two    |         |
    B-1     | 100000.00  | HQ-1   | zero_balance | HQ     | 50000   |
    """
FIFTH = datetime.date(2026, 3, 5)
VAT = TaxTerm(tax="VAT", base="internal_interest", rate="6%", price_includes_tax=True)
HELD = TaxTerm(tax="held", base="bank_interest", rate="10%")
STAMP = TaxTerm(tax="stamp", base="loan_drawn", rate="0.005%", payer="participant")
LIMIT = TaxTerm(tax="limit", base="agreed_limit", rate="0.005%", date=FIFTH, payer="header")
MORE = TaxTerm(tax="surcharge", base="tax", on="VAT", rate="12%")
EVERY = (VAT, HELD, STAMP, LIMIT, MORE)


def pool(*taxes: TaxTerm, last: int = 31) -> Scenario:
    found = group(
        POOL,
        tax_terms=taxes,
        terms=(Terms(id="in"), Terms(id="bank")),
        rates=tuple(
            Rate(terms=name, side=side, rate="3.6%")
            for name in ("in", "bank")
            for side in ("credit", "debit")
        ),
        pool={"internal_terms": "in", "form": "entrusted_loans", "payment_mode": "full"},
    )
    return replace(found, last_day=datetime.date(2026, 3, last))


def judged(scenario: Scenario, *changes: tuple[int, int, int], more: int = 0) -> CheckResult:
    """What check 29 says where columns of the n-th charge are changed, or what is open."""
    plan = resolve(scenario, "pool", "pool")
    alone = resolve(scenario, None, "standalone")
    honest = simulate(plan)
    events = honest.events.copy()
    rows = np.flatnonzero(events[:, t.KIND] == t.TAX)
    for which, column, amount in changes:
        events[rows[which], column] += amount
    told = honest._replace(events=events, levied=honest.levied - more)
    found = check(plan, told, book(plan, events), (alone, simulate(alone)))
    return next(one for one in found if one.name.startswith("29"))


def test_taxes_as_written_pass_and_nothing_else_fails():
    scenario = pool(*EVERY)
    one = judged(scenario)
    assert one.passed
    assert one.examined == 31 * (4 + 1 + 4 + 1 + 4)
    plan, alone = resolve(scenario, "pool", "pool"), resolve(scenario, None, "standalone")
    told = simulate(plan)
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    assert [each for each in found if each.passed is False] == []


@pytest.mark.parametrize("term", [VAT, HELD, STAMP, LIMIT])
def test_a_charge_of_another_amount_or_day_is_named(term):
    scenario = pool(term)
    assert judged(scenario).passed
    dearer = judged(scenario, (0, t.AMOUNT, -1))
    assert not dearer.passed
    assert f"{term.tax} of " in dearer.detail
    assert "is due, charged" in dearer.detail
    assert not judged(scenario, (0, t.DAY, 1)).passed


def test_a_surcharge_of_another_amount_is_named():
    one = judged(pool(VAT, MORE), (-1, t.AMOUNT, -1))
    assert not one.passed
    assert "surcharge of " in one.detail


def test_what_is_reported_open_at_the_end_must_be_it():
    one = judged(pool(VAT), more=1)
    assert "is open at the end, reported" in one.detail


def test_a_tax_that_is_not_due_is_named():
    scenario = pool(VAT, HELD)
    plan, alone = resolve(scenario, "pool", "pool"), resolve(scenario, None, "standalone")
    told = simulate(plan)
    without = replace(plan, scenario=pool(VAT))
    found = check(without, told, book(plan, told.events), (alone, simulate(alone)))
    one = next(one for one in found if one.name.startswith("29"))
    assert one.detail == "tax held of HQ-1 is charged, and not due"


def test_versions_ways_and_forms_are_restated():
    later = replace(VAT, rate="9%", valid_from=datetime.date(2026, 3, 21))
    up = replace(STAMP, tax="up", direction="up")
    down = replace(VAT, tax="down", direction="down", valid_from=datetime.date(2026, 3, 25))
    other = replace(STAMP, tax="other", forms=("finance_company",))
    here = replace(STAMP, tax="here", forms=("entrusted_loans",), payer=None)
    undated = replace(LIMIT, tax="late", date=datetime.date(2026, 3, 31))
    assert judged(pool(VAT, later, up, down, other, here, undated)).passed


def test_where_no_tax_is_due_nothing_is_examined():
    one = judged(pool(replace(VAT, forms=("finance_company",))))
    assert (one.passed, one.examined) == (None, 0)
