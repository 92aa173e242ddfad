"""The checks of notional pools within others: an engine or a plan that errs is found."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.made_pools import nested_group
from tests.made_runs import Made, made
from treasury import tables as t
from treasury.checking.notional import pools_differ
from treasury.checking.notional_rows import rows_differ


@cache
def honest() -> Made:
    """The pools' run; nobody writes into it."""
    return made(nested_group())


def planned(name: str, **columns: Any) -> Made:
    """The run whose plan has other columns in one of its tables."""
    run = honest()
    tables = run.plan.tables
    other = getattr(tables, name)._replace(**{k: np.array(v) for k, v in columns.items()})
    return replace(run, plan=replace(run.plan, tables=tables._replace(**{name: other})))


def test_honest_runs_pass_and_the_worth_of_set_off_is_known_of_both_pools() -> None:
    checks = honest().checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].passed is True and checks[8].detail.endswith("exactly of 2 of 2")
    assert checks[9].examined == 2 and checks[10].passed is True


def test_the_worth_is_not_known_where_a_pool_within_has_other_rates() -> None:
    base = nested_group()
    dear = tuple(replace(one, terms="internal") if one.id == "L" else one
                 for one in base.notional_pools)  # fmt: skip
    checks = made(replace(base, notional_pools=dear)).checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].detail.endswith("exactly of 0 of 2")


def test_an_engine_that_sets_off_a_pool_before_the_one_within_it_is_found() -> None:
    run = honest()
    table = run.plan.tables.notional
    turned = run.lived(notional=table._replace(order=table.order[::-1].copy()))
    checks = turned.checks()
    assert checks[10].passed is False and "notional pool P" in checks[10].detail


def test_an_engine_that_puts_the_header_s_own_balance_in_is_found() -> None:
    run = honest()
    members, table = run.plan.tables.members, run.plan.tables.notional
    checks = run.lived(
        members=members._replace(inner=np.full_like(members.inner, -1)),
        notional=table._replace(outer=np.full_like(table.outer, -1)),
    ).checks()
    assert checks[10].passed is False


@pytest.mark.parametrize(("column", "value"), [("outer", [-1, -1]), ("order", [1, 0]),
                                               ("order", [0, 0])])  # fmt: skip
def test_a_plan_that_nests_otherwise_is_found(column: str, value: list[int]) -> None:
    run = planned("notional", **{column: value})
    assert "in which pool it is, or when it sets off, is planned otherwise" in (
        pools_differ(run.plan)
    )


def test_a_plan_in_which_the_account_itself_takes_part_is_found() -> None:
    run = planned("members", inner=[-1, -1, -1, -1])
    words = "the plan and the records disagree on who is in which notional pool"
    assert pools_differ(run.plan) == words


def test_a_plan_that_takes_off_the_account_s_own_terms_is_found() -> None:
    accruals = honest().plan.tables.accruals
    kind = np.where(accruals.kind == t.INNER_CREDIT, t.OWN_CREDIT, accruals.kind)
    run = planned("accruals", kind=kind)
    assert "disagree on what settles into its result" in rows_differ(run.plan)
