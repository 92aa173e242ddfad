"""Checks find pairs again in the records: a run that nets otherwise than written fails them."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.hand.tables import group
from treasury import tables as t
from treasury.booking import book
from treasury.checks import check
from treasury.fees import FeeTerm
from treasury.interest import Terms
from treasury.plan.plan import Plan
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tax import TaxTerm

POOL = """
    account | opening    | header | rule         | entity
    H-1     | 700000.00  |        |              | H
    H-2     | 100000.00  | H-1    | zero_balance | H
    S-1     | 500000.00  | H-1    | zero_balance | S
    S-2     | -300000.00 | H-1    | zero_balance | S
    """
TURNS = """
    account | day | amount
    S-1     | 8   | -600000.00
    """
AGENT = FeeTerm(
    fee="agent", base="loan_balance", rate="0.1%", minimum=Decimal(50), every="quarter",
    payer="lender", currency="CNY",
)  # fmt: skip
STAMP = TaxTerm(tax="stamp", base="loan_drawn", rate="0.005%")
FEES, TAXES = "26 ", "29 "


def pool(netting: str, **terms: Any) -> Scenario:
    found = group(
        POOL,
        TURNS,
        terms=(Terms(id="in"),),
        rates=tuple(Rate(terms="in", side=side, rate="3.6%") for side in ("credit", "debit")),
        pool={"internal_terms": "in", "payment_mode": "full", "netting": netting},
        **terms,
    )
    return replace(found, last_day=datetime.date(2026, 3, 31))


def failures(lived: Scenario, judged: Scenario | None = None, *, cheaper: int = 0) -> list[str]:
    """Which checks fail where a run of one scenario is judged by the records of another, or where
    its first fee is so much less."""
    plan, alone = resolve(lived, "pool", "pool"), resolve(lived, None, "standalone")
    found = simulate(plan)
    events = found.events.copy()
    events[np.flatnonzero(events[:, t.KIND] == t.TERM_FEE)[:1], t.AMOUNT] += cheaper
    told = found._replace(events=events)
    by: Plan = replace(plan, scenario=judged) if judged else plan
    results = check(by, told, book(plan, events), (alone, simulate(alone)))
    return [one.name for one in results if one.passed is False]


def test_a_netted_run_and_one_that_is_not_pass():
    for netting in ("pair", "link"):
        assert failures(pool(netting, fee_terms=(AGENT,), tax_terms=(STAMP,))) == []


@pytest.mark.parametrize(("lived", "judged"), [("pair", "link"), ("link", "pair")])
@pytest.mark.parametrize("terms", [{"fee_terms": (AGENT,)}, {"tax_terms": (STAMP,)}])
def test_a_run_that_nets_otherwise_than_written_fails(lived, judged, terms):
    (number,) = (FEES if "fee_terms" in terms else TAXES,)
    assert any(
        name.startswith(number) for name in failures(pool(lived, **terms), pool(judged, **terms))
    )


def test_interest_on_another_pair_fails():
    assert failures(pool("pair"), pool("link"))
    assert failures(pool("link"), pool("pair"))


def test_a_part_of_a_shared_minimum_that_is_another_fails():
    names = failures(pool("pair", fee_terms=(AGENT,)), cheaper=1)
    assert any(name.startswith(FEES) for name in names)
