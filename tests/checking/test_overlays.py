"""The checks of pools of several currencies pass on an honest run and fail on one that was bent."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.made_pools import overlaid_group
from tests.made_runs import Made, made
from treasury import tables as t
from treasury.checking.exchange import worth_by_day
from treasury.checking.notional import pools_differ
from treasury.checking.notional_rows import rows_differ
from treasury.fx import FxSide
from treasury.pooling.notional import PoolMethod

CNY, USD = 0, 1
"""The rows of the pool's currencies."""


@cache
def honest(method: PoolMethod = "net", offset_terms: str | None = None) -> Made:
    """The pool's run; nobody writes into it."""
    return made(overlaid_group(method=method, offset_terms=offset_terms))


@pytest.mark.parametrize("method", ["net", "advantage"])
@pytest.mark.parametrize("side", ["mid", "bid", "ask"])
def test_an_honest_run_passes_and_set_off_has_its_worth_in_every_currency(
    method: PoolMethod, side: FxSide
) -> None:
    checks = made(overlaid_group(method=method, fx_side=side, offset="62.5%")).checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].passed is True and checks[8].examined == 2 * 5
    assert checks[8].detail.endswith(
        "known exactly of 2 of 2, currency by currency: for several together there is no closed "
        "form"
    )
    assert checks[9].passed is True and checks[9].examined == 2
    assert checks[10].passed is True


@pytest.mark.parametrize("method", ["net", "advantage"])
def test_what_cancels_out_may_bear_something_and_then_its_worth_is_not_told(
    method: PoolMethod,
) -> None:
    checks = honest(method, "set_off").checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].passed is True and "known exactly of 0 of 2" in checks[8].detail


def test_where_nobody_is_overdrawn_nothing_cancels_out_and_the_run_passes() -> None:
    base = overlaid_group()
    rich = tuple(replace(one, opening=Decimal(2000)) for one in base.accounts)
    run = made(replace(base, accounts=rich))
    checks = run.checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert not run.evidence().pooled.credit_taken.any()


def test_a_rate_that_holds_no_more_is_restated_as_none() -> None:
    plan = honest().plan
    own_day = replace(plan, scenario=replace(plan.scenario, fx_days=0))
    assert worth_by_day(own_day, "USD", "CNY", "mid") == [0, 0, Fraction(29, 4), 0, 0]
    assert worth_by_day(plan, "USD", "CNY", "bid") == [Fraction(71, 10)] * 2 + [Fraction(36, 5)] * 3


# --- engines that err -------------------------------------------------------------------------


def lived(run: Made, column: str, at: Any, value: int) -> Made:
    """The run as an engine would live it that had another number in one place of the pools."""
    array = getattr(run.plan.tables.notional, column).copy()
    array[at] = value
    return run.lived(notional=run.plan.tables.notional._replace(**{column: array}))


def test_an_engine_that_translates_at_another_rate_is_found() -> None:
    checks = lived(honest(), "worth", (1, USD), 1).checks()
    assert checks[8].passed is False and "set-off in P is worth" in checks[8].detail
    assert checks[10].passed is False and "interest number of" in checks[10].detail


def test_an_engine_that_sets_every_currency_off_by_itself_is_found() -> None:
    checks = lived(honest(), "together", USD, USD).checks()
    assert checks[10].passed is False and "interest number of" in checks[10].detail


def test_an_engine_that_bears_on_what_cancelled_out_as_on_the_rest_is_found() -> None:
    run = honest("net", "set_off")
    kinds = run.plan.tables.accruals.kind
    other = np.where(kinds == t.OFFSET_DEBIT, t.POOL_DEBIT, kinds)
    checks = run.lived(accruals=run.plan.tables.accruals._replace(kind=other)).checks()
    assert checks[10].passed is False and "notional pool P (debit), set off" in checks[10].detail


# --- plans that err ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "at", "value", "words"),
    [
        ("together", USD, USD, "P: its currencies are not planned to set off together"),
        ("worth", (2, USD), 1, "P: USD on 2026-03-20 is not translated at the rate in force"),
        ("worth_of", (0, CNY), 2, "P: CNY on 2026-03-18 is not translated at the rate in force"),
    ],
)
def test_a_plan_with_other_rates_is_found(column: str, at: Any, value: int, words: str) -> None:
    plan = honest().plan
    array = getattr(plan.tables.notional, column).copy()
    array[at] = value
    notional = plan.tables.notional._replace(**{column: array})
    bent = replace(plan, tables=plan.tables._replace(notional=notional))
    assert (pools_differ(plan), pools_differ(bent)) == ("", words)


def test_a_plan_that_forgets_what_cancelled_out_is_found() -> None:
    plan = honest("net", "set_off").plan
    kinds = plan.tables.accruals.kind
    other = np.where(kinds == t.OFFSET_CREDIT, t.POOL_CREDIT, kinds)
    accruals = plan.tables.accruals._replace(kind=other)
    bent = replace(plan, tables=plan.tables._replace(accruals=accruals))
    assert rows_differ(plan) == ""
    assert "the plan and the records disagree on what settles" in rows_differ(bent)
