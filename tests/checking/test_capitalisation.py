"""Interest recomputed by its check: tiers, versions, bases, carries, large numbers."""

import datetime
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.made_runs import (
    Made,
    account,
    day,
    group,
    made,
    made_group,
)
from treasury.checking.capitalisation import observed, rate_periods
from treasury.interest import Terms
from treasury.rates import Rate


def test_tiers_versions_bases_carries_and_roundings_are_recomputed() -> None:
    rates = (
        Rate(terms="demand", side="credit", up_to=Decimal(700), rate="0.37%"),
        Rate(terms="demand", side="credit", rate="1.113%"),
        Rate(terms="demand", side="debit", rate="7.2%"),
        Rate(terms="demand", valid_from=day(6), side="credit", rate="-0.51%"),
        Rate(terms="borrowing", side="debit", rate="10.8%", valid_from=day(2)),
        Rate(terms="internal", side="credit", rate="1.7%"),
        Rate(terms="internal", side="debit", rate="5.4%"),
    )
    terms = (
        Terms(id="demand", day_count="ACT/ACT ISDA", settles="monthly", settlement_day=25,
              carry_remainder=True, rounding="half_even"),
        Terms(id="borrowing", day_count="30E/360", rounding="down", settles="monthly"),
        Terms(id="internal", whole_balance=True, settles="never"),
    )  # fmt: skip
    scenario = group(
        first_day=datetime.date(2023, 12, 20), last_day=datetime.date(2024, 3, 26),
        rates=tuple(
            replace(rate, valid_from=datetime.date(2023, 12, 28) if rate.valid_from else None)
            for rate in rates
        ),
        terms=terms, items=(), term_loans=(), fees=(),
    )  # fmt: skip
    for structure in ("pool", None):
        found = made(scenario, structure).checks()[10]
        assert found.passed is True, found.detail
        assert found.examined >= 10


def one_day(balance: str, **more: object) -> Made:
    """One day that is a settlement day, with so much on one account."""
    terms = Terms(id="demand", **more)  # type: ignore[arg-type]
    return made(
        group(
            first_day=day(2), last_day=day(2), items=(), fees=(), term_loans=(), credit_lines=(),
            accounts=(replace(account("H", "HQ", 0), opening=Decimal(balance)),),
            links=(), terms=(terms,),
            rates=(Rate(terms="demand", side="credit", rate="3.6%"),),
        ),
        None,
    )  # fmt: skip


@pytest.mark.parametrize("carries", [False, True])
def test_half_a_cent_settled_on_the_last_day_is_accrued_once(carries: bool) -> None:
    run = one_day("50.00", carry_remainder=carries)
    assert run.projection.accrued.tolist() == [1]
    assert run.checks()[10].passed is True


def test_interest_numbers_beyond_64_bits_are_summed_exactly() -> None:
    run = made_group()
    accruals = run.plan.tables.accruals
    balance = observed(run.evidence())
    large = np.full_like(balance, 2**60)
    numbers = rate_periods(accruals, large, run.plan.tables.days).numbers
    assert numbers.dtype == object
    assert set(numbers[:, 0].tolist()) == {3 * 2**60, 2 * 2**60}
