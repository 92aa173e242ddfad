"""The rows by which notional pools bear interest, restated from the scenario's records.

What settles into each pool's result or into a share of it; the plan's table of accruals is held
against it. Source: the banking day, section 7; the docstring of `NotionalPool`.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from treasury.checking.notional import OUTSIDE, members_of, pools_of, within
from treasury.plan.plan import Plan
from treasury.pooling.notional import NotionalPool
from treasury.tables import (
    AFTER_OFFSET,
    AT_INTERNAL_RATES,
    OFFSET_DEBIT,
    POOL_CREDIT,
    POOL_RESULT,
    POOL_SHARE,
    SET_OFF,
    TAKEN_OFF,
    TAKEN_OFF_WITHIN,
    AccrualTable,
)

BOTH, SIGNS = ("credit", "debit"), (1, -1)


class PoolRow(NamedTuple):
    """A row that a pool should have in the table of accruals; `into` and `shares` as there."""

    kind: int
    subject: int
    account: int
    terms: str
    side: str
    factor: int
    shares: int


def rows_differ(plan: Plan) -> str:
    """The first row of a pool that is not as the records have it, as text; "" if none."""
    accruals, names = plan.tables.accruals, plan.names
    first = int(np.count_nonzero(accruals.kind < POOL_CREDIT))
    at = first
    for pool, rows in enumerate(wanted_rows(plan)):
        into = settling(rows, at)
        for row, settles in zip(rows, into, strict=True):
            planned = planned_row(plan, at) if at < len(accruals.kind) else None
            if planned != row or int(accruals.into[at]) != settles:
                name = names.pools[pool]
                return f"{name}: the plan and the records disagree on what settles into its result"
            at += 1
    if at != len(accruals.kind) or (accruals.into[:first] != np.arange(first)).any():
        return "the plan has rows that settle into something the records do not know"
    ordinary = (accruals.factor[:first] != 1) | (accruals.shares[:first] != 0)
    return "an account, loan or link settles with another's interest" if ordinary.any() else ""


def settling(rows: list[PoolRow], first: int) -> list[int]:
    """Where each of a pool's rows settles, the first of them in this place: what bears at internal
    rates into the share of its account, all else into the result."""
    result = first + len(rows) - 1
    shares = {row.account: first + at for at, row in enumerate(rows) if row.kind == POOL_SHARE}
    return [shares[row.account] if row.kind in AT_INTERNAL_RATES else result for row in rows]


def planned_row(plan: Plan, row: int) -> PoolRow:
    """A row of the table of accruals."""
    accruals, names = plan.tables.accruals, plan.names
    return PoolRow(
        kind=int(accruals.kind[row]),
        subject=int(accruals.subject[row]),
        account=int(accruals.account[row]),
        terms=names.accrual_terms[row],
        side=names.accrual_sides[row],
        factor=int(accruals.factor[row]),
        shares=int(accruals.shares[row]),
    )


def wanted_rows(plan: Plan) -> Iterator[list[PoolRow]]:
    """The rows that each pool should have: what it bears, who shares it, the result."""
    members = members_of(plan)
    for at, pool in enumerate(pools_of(plan)):
        own = [(row, member.account) for row, member in enumerate(members) if member.pool == at]
        yield [
            *bearing_rows(plan, at, pool, own),
            *sharing_rows(plan, at, pool, own),
        ]


def bearing_rows(
    plan: Plan, at: int, pool: NotionalPool, own: list[tuple[int, int]]
) -> Iterator[PoolRow]:
    """What the pool bears on each side with rates, less what its participants bear themselves."""
    priced = {(rate.terms, rate.side) for rate in plan.scenario.rates}
    header = plan.names.accounts.index(pool.header)
    if pool.method == "register":
        yield PoolRow(OFFSET_DEBIT, at, header, pool.terms, "debit", -1, 0)
        return
    pools, members = pools_of(plan), members_of(plan)
    off = zip(TAKEN_OFF, TAKEN_OFF_WITHIN, strict=True)
    for side, kind, offset, taken, sign in zip(
        BOTH, AFTER_OFFSET, SET_OFF, off, SIGNS, strict=True
    ):
        if (pool.terms, side) in priced:
            yield PoolRow(kind, at, header, pool.terms, side, sign, 0)
            if pool.offset_terms is not None:
                yield PoolRow(offset, at, header, pool.offset_terms, side, sign, 0)
            for row, account in own:
                lower = within(plan, members[row])
                terms = pools[lower].terms if lower != OUTSIDE else terms_of(plan, account)
                if pool.method != "net" and (terms, side) in priced:
                    own_or_inner = taken[lower != OUTSIDE]
                    yield PoolRow(own_or_inner, row, account, terms, side, -sign, 0)


def sharing_rows(
    plan: Plan, at: int, pool: NotionalPool, own: list[tuple[int, int]]
) -> Iterator[PoolRow]:
    """Who shares the result, the header last, and the result."""
    header = plan.names.accounts.index(pool.header)
    if pool.allocation == "rate_based":
        yield from priced_rows(plan, pool, [pair for pair in own if pair[1] != header])
    others = [pair for pair in own if pair[1] != header and pool.allocation != "central"]
    itself = [pair for pair in own if pair[1] == header] or [(OUTSIDE, header)]
    for row, account in (*others, *itself):
        yield PoolRow(POOL_SHARE, row, account, pool.terms, "credit", 1, 0)
    yield PoolRow(POOL_RESULT, at, header, pool.terms, "credit", 1, len(others) + 1)


def priced_rows(plan: Plan, pool: NotionalPool, others: list[tuple[int, int]]) -> Iterator[PoolRow]:
    """What the participants but the header have in the pool, at the rates of their shares."""
    priced, members = {(rate.terms, rate.side) for rate in plan.scenario.rates}, members_of(plan)
    for row, account in others:
        terms = members[row].lines[0].internal_terms or pool.internal_terms or ""
        for side, kind, sign in zip(BOTH, AT_INTERNAL_RATES, SIGNS, strict=True):
            if (terms, side) in priced:
                yield PoolRow(kind, row, account, terms, side, sign, 0)


def terms_of(plan: Plan, account: int) -> str:
    """The account's own terms, "" without any."""
    return plan.scenario.accounts[plan.names.account_records[account]].terms or ""


def closing_terms(plan: Plan, row: int) -> str:
    """The terms on whose settlement days a row settles: a pool's for all of its rows."""
    accruals: AccrualTable = plan.tables.accruals
    return plan.names.accrual_terms[int(accruals.into[row])]


def bears(accruals: AccrualTable, row: int) -> bool:
    """Whether the row bears a rate at all: a result and its shares do not."""
    return int(accruals.kind[row]) not in (POOL_SHARE, POOL_RESULT)
