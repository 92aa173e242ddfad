"""The rows of several plans of one run side by side: what bears interest, and what is levied.

Where terms were other than a run knew, the plan of the right ones has other rows: another rate has
another row of the tier tables, a pool other participants. A row is the same in both where it is the
same thing: the credit side of an account, a loan, a side of a link's position, a part of a notional
pool, a fee on an account. Rows of the run come first, then what only later plans have. Source: the
banking day, section 9.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.levies import LevyTable
from treasury.plan.plan import Plan
from treasury.tables import (
    INTEREST,
    INTERNAL_INTEREST,
    KIND,
    LEVIED_ON,
    NUMBER,
    POOL_CREDIT,
    REF,
    SETTLED,
    TAX,
    TERM_FEE,
    TERM_FEE_ANALYSED,
    AccrualTable,
)

ON_ACCRUALS = (INTEREST, INTERNAL_INTEREST, NUMBER, SETTLED)
ON_LEVIES = (LEVIED_ON, TERM_FEE, TERM_FEE_ANALYSED, TAX)
PER_ROW = (
    "kind", "subject", "account", "sign", "rounding", "carry", "whole_balance", "common", "factor",
    "shares",
)  # fmt: skip
"""What an accrual is on every day; what it bears stands in its own plan."""
What = tuple[object, ...]


class Row(NamedTuple):
    """One row: what it is, the plan in which it is told, and its place there."""

    what: What
    plan: Plan
    at: int


class Places(NamedTuple):
    """Where the rows of one plan stand among all: shapes (accrual,), (levy,), (version,)."""

    accruals: Amounts
    levies: Amounts
    versions: Amounts


class Terms(NamedTuple):
    """The plan whose terms are taken to be right at a time, and where its rows stand."""

    plan: Plan
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """All rows of the plans, and a plan to book and to name them by; it is not to be simulated."""

    plan: Plan
    accruals: tuple[Row, ...]
    levies: tuple[Row, ...]
    versions: tuple[Row, ...]


def alone(plan: Plan) -> tuple[Joined, Terms]:
    """The rows of the run's own plan, each at its own place."""
    accruals, levies, versions = rows_of(plan)
    own = Places(*(np.arange(len(each)) for each in (accruals, levies, versions)))
    return Joined(plan=plan, accruals=accruals, levies=levies, versions=versions), Terms(plan, own)


def rows_of(plan: Plan) -> tuple[tuple[Row, ...], tuple[Row, ...], tuple[Row, ...]]:
    """The accruals, the levies and the versions of the tier tables of a plan."""
    tables, names = plan.tables, plan.names
    levies = zip(
        names.levies, tables.levies.rows.account.tolist(), tables.levies.rows.tax.tolist(),
        strict=True,
    )  # fmt: skip
    return (
        tuple(Row(accrual_is(plan, at), plan, at) for at in range(len(tables.accruals.kind))),
        tuple(Row(what, plan, at) for at, what in enumerate(levies)),
        tuple(Row((), plan, at) for at in range(len(tables.accruals.rate))),
    )


def accrual_is(plan: Plan, row: int) -> What:
    """What bears interest: its kind, and its account, loan or link; or its pool, the pool's header
    in this currency, and whose part it is.

    A row of a pool settles into its result, or into a share, which settles there.
    """
    accruals = plan.tables.accruals
    kind, subject = int(accruals.kind[row]), int(accruals.subject[row])
    if kind < POOL_CREDIT:
        return kind, subject
    result = int(accruals.into[accruals.into[row]])
    pool, header = plan.names.pools[accruals.subject[result]], int(accruals.account[result])
    return kind, pool, header, int(accruals.account[row])


def joined(known: Joined, right: Plan) -> tuple[Joined, Terms]:
    """The rows that are known with those of another plan behind them, and where its own stand."""
    theirs = rows_of(right)
    accruals, of_accruals = among(known.accruals, theirs[0])
    levies, of_levies = among(known.levies, theirs[1])
    first = len(known.versions)
    places = Places(of_accruals, of_levies, np.arange(first, first + len(theirs[2])))
    plan, versions = with_rows(known.plan, right, places), (*known.versions, *theirs[2])
    found = Joined(plan=plan, accruals=accruals, levies=levies, versions=versions)
    return found, Terms(right, places)


def among(known: tuple[Row, ...], theirs: tuple[Row, ...]) -> tuple[tuple[Row, ...], Amounts]:
    """All rows, each thing once, and where the other ones stand among them."""
    place = {row.what: at for at, row in enumerate(known)}
    found = list(known)
    for row in theirs:
        if row.what not in place:
            place[row.what] = len(found)
            found.append(row)
    return tuple(found), np.array([place[row.what] for row in theirs], dtype=np.int64)


def with_rows(plan: Plan, right: Plan, places: Places) -> Plan:
    """The plan with the other's new rows behind its own, as far as booking and naming need them."""
    ours, theirs = plan.tables.accruals, right.tables.accruals
    new = np.flatnonzero(places.accruals >= len(ours.kind))
    columns = {
        name: np.concatenate([getattr(ours, name), getattr(theirs, name)[new]]) for name in PER_ROW
    }
    columns["into"] = np.concatenate([ours.into, places.accruals[theirs.into[new]]])
    accruals: AccrualTable = ours._replace(**columns)
    levies, their_levies = plan.tables.levies, right.tables.levies
    more = np.flatnonzero(places.levies >= len(levies.rows.account))
    rows = LevyTable(
        *(
            np.concatenate([one, other[more]])
            for one, other in zip(levies.rows, their_levies.rows, strict=True)
        )
    )
    named = tuple(right.names.levies[at] for at in more.tolist())
    return replace(
        plan,
        names=replace(plan.names, levies=(*plan.names.levies, *named)),
        tables=plan.tables._replace(accruals=accruals, levies=levies._replace(rows=rows)),
    )


def renumbered(events: Amounts, places: Places) -> Amounts:
    """The events of a plan's rows, told by their places among all rows."""
    found = events.copy()
    at = np.flatnonzero(np.isin(events[:, KIND], ON_ACCRUALS))
    found[at, REF] = places.accruals[events[at, REF]]
    at = np.flatnonzero(np.isin(events[:, KIND], ON_LEVIES))
    found[at, REF] = places.levies[events[at, REF]]
    return found
