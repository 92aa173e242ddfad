"""The checks of notional pools shared by internal rates: an engine that errs is found."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.made_pools import pooled_group
from tests.made_runs import A, H, Made, day, item, made
from treasury import tables as t
from treasury.checking.notional_rows import rows_differ
from treasury.rates import Rate


@cache
def honest() -> Made:
    """The pool's run, shared at 1.8 % and 5.4 %; nobody writes into it."""
    return made(pooled_group(allocation="rate_based"))


def table(run: Made, name: str, column: str, at: Any, value: int) -> Made:
    """The run as an engine would live it that had another number in one place of a table."""
    found = getattr(run.plan.tables, name)
    array = getattr(found, column).copy()
    array[at] = value
    return run.lived(**{name: found._replace(**{column: array})})


def row_of(run: Made, kind: int, account: int) -> int:
    """The row of a kind that is posted to the account."""
    accruals = run.plan.tables.accruals
    (row,) = np.flatnonzero((accruals.kind == kind) & (accruals.account == account))
    return int(row)


def test_an_honest_run_passes() -> None:
    checks = honest().checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].passed is True and checks[9].examined == 1 and checks[10].passed is True
    # H of 2.00, the result's 0.42 or so: what it keeps is what the others leave.
    shares = np.flatnonzero(honest().plan.tables.accruals.kind == t.POOL_SHARE)
    assert len(shares) == 4 and int(honest().plan.tables.accruals.account[shares[-1]]) == H


def test_shares_that_meet_while_the_pool_bears_nothing_are_no_share_of_no_result() -> None:
    # H has nothing: what B pays, T could have; here all of it is the header's.
    free = tuple(replace(one, rate="0%") if one.terms == "demand" else one
                 for one in pooled_group().rates)  # fmt: skip
    checks = made(pooled_group(allocation="rate_based", rates=free)).checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []


@pytest.mark.parametrize("kind", [t.PRICED_CREDIT, t.PRICED_DEBIT])
def test_an_engine_that_bears_internal_rates_with_the_other_sign_is_found(kind: int) -> None:
    run = honest()
    row = row_of(run, kind, A)
    sign = int(run.plan.tables.accruals.factor[row])
    items = (item("rent", 1, "A", "900"),)
    other = made(pooled_group(allocation="rate_based", items=items))
    checks = table(other, "accruals", "factor", row, -sign).checks()
    assert checks[10].passed is False and "A's share in notional pool P" in checks[10].detail


def test_a_share_that_takes_what_is_the_header_s_is_found() -> None:
    run = honest()
    share = row_of(run, t.POOL_SHARE, H)
    event = next(row for row in run.rows(t.SETTLED) if run.projection.events[row, t.REF] == share)
    amount = int(run.projection.events[event, t.AMOUNT])
    checks = run.bent(event, amount=amount + 1).checks()
    assert checks[9].passed is False and "is not shared as agreed" in checks[9].detail


def test_a_number_of_internal_rates_that_is_wrong_is_found() -> None:
    run = honest()
    row = row_of(run, t.PRICED_DEBIT, A)
    event = next(at for at in run.rows(t.NUMBER) if run.projection.events[at, t.REF] == row)
    checks = run.bent(event, amount=1).checks()
    assert checks[10].passed is False
    assert "interest number of A (debit) in notional pool P" in checks[10].detail


def test_a_plan_that_settles_internal_rates_into_the_result_is_found() -> None:
    run = honest()
    row = row_of(run, t.PRICED_DEBIT, A)
    accruals = run.plan.tables.accruals
    into = accruals.into.copy()
    into[row] = row_of(run, t.POOL_RESULT, H)
    tables = run.plan.tables._replace(accruals=accruals._replace(into=into))
    words = "P: the plan and the records disagree on what settles into its result"
    assert rows_differ(replace(run.plan, tables=tables)) == words


def test_a_side_without_an_internal_rate_has_no_row() -> None:
    lines = tuple(one for one in pooled_group().rates
                  if (one.terms, one.side) != ("internal", "debit"))  # fmt: skip
    later = Rate(terms="internal", side="credit", valid_from=day(1), rate="2.7%")
    run = made(pooled_group(allocation="rate_based", rates=(*lines, later)))
    checks = run.checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert t.PRICED_DEBIT not in run.plan.tables.accruals.kind
