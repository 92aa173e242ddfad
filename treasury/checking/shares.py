"""Results of notional pools restated: what settles together, who shares it, what set-off is worth.

Checks 8 and 9 of the banking day, section 12, as far as they speak of pools. Amounts are minor
units, exact ones Python's integers over 1e8 x the common basis, or fractions.
"""

from typing import NamedTuple

import numpy as np

from treasury.checking.evidence import Evidence
from treasury.money import split
from treasury.tables import (
    AMOUNT,
    AT_INTERNAL_RATES,
    DAY,
    POOL_RESULT,
    POOL_SHARE,
    REF,
    SETTLED,
    AccrualTable,
)


class Settlement(NamedTuple):
    """What one accrual settles: (day, signed amount) at each close, and what is left at the end."""

    settled: list[tuple[int, int]]
    accrued: int


def settling_together(
    exact: list[list[tuple[int, int]]], accruals: AccrualTable, commons: list[int]
) -> list[list[tuple[int, int]]]:
    """What settles with each accrual, by day, with its sign; a component has nothing left."""
    found: list[dict[int, int]] = [{} for _ in exact]
    for row, (into, factor) in enumerate(
        zip(accruals.into.tolist(), accruals.factor.tolist(), strict=True)
    ):
        units = factor * (commons[into] // commons[row])
        for day, amount in exact[row]:
            found[into][day] = found[into].get(day, 0) + units * amount
    return [sorted(each.items()) for each in found]


def shared(evidence: Evidence, row: int, settlements: list[Settlement]) -> dict[int, Settlement]:
    """What those who share a result settle, by row, and the result itself, which keeps nothing.

    Who has internal rates settles what they make; the others share what that leaves.
    """
    accruals, result = evidence.plan.tables.accruals, settlements[row]
    closes = np.flatnonzero(accruals.settles[:, row]).tolist()
    sharing, priced = sharing_rows(accruals, row), priced_rows(accruals, row)
    left = dict(result.settled)
    for share in priced:
        for day, amount in settlements[share].settled:
            left[day] = left.get(day, 0) - amount
    parts: dict[int, list[tuple[int, int]]] = {share: [] for share in sharing}
    for day, amount in sorted(left.items()):
        for share, part in parts_of(evidence, row, (closes, day), amount).items():
            if part:
                parts[share].append((day, part))
    last = len(accruals.settles) - 1
    rest = result.accrued - sum(settlements[share].accrued for share in priced)
    accrued = parts_of(evidence, row, (closes, last), rest)
    found = {
        share: settlements[share] if share in priced else Settlement(parts[share], accrued[share])
        for share in sharing
    }
    told = {day: 0 for day, amount in left.items() if amount} | dict(result.settled)
    return {**found, row: Settlement(sorted(told.items()), 0)}


def sharing_rows(accruals: AccrualTable, row: int) -> list[int]:
    """The rows that share a result."""
    return list(range(row - int(accruals.shares[row]), row))


def priced_rows(accruals: AccrualTable, row: int) -> set[int]:
    """Those of the rows that share a result whose part internal rates make."""
    return {
        int(share)
        for share, kind in zip(accruals.into.tolist(), accruals.kind.tolist(), strict=True)
        if kind in AT_INTERNAL_RATES and int(accruals.into[share]) == row
    }


def pool_of(accruals: AccrualTable, row: int) -> int:
    """The pool, by index, into whose result the row settles, through a share or by itself."""
    return int(accruals.subject[accruals.into[accruals.into[row]]])


def parts_of(
    evidence: Evidence, row: int, period: tuple[list[int], int], amount: int
) -> dict[int, int]:
    """The shares in an amount settled at the close of a day, after the settlement before it.

    `period` are the days on which the result settles, and the day.
    """
    accruals, (closes, day) = evidence.plan.tables.accruals, period
    start = max((close + 1 for close in closes if close < day), default=0)
    days = accruals.weight[start : day + 1, row]
    weight = {}
    for share in sharing_rows(accruals, row):
        member = int(accruals.subject[share])
        each = evidence.pooled.weight[start : day + 1, member] if member >= 0 else 0 * days
        weight[share] = int((each.astype(object) * days).sum())
    header = row - 1
    if not any(weight.values()):
        weight[header] = 1
    order = sorted(weight, key=lambda share: int(accruals.account[share]))
    parts = split(amount, [weight[share] for share in order])
    return dict(zip(order, parts, strict=True))


def results_shared(evidence: Evidence) -> tuple[int, str]:
    """How many settled results were shared, and the first share that is not exact, as text."""
    accruals, events = evidence.plan.tables.accruals, evidence.projection.events
    made: dict[tuple[int, int], dict[int, int]] = {}
    results = []
    for day, row, amount in events[evidence.rows(SETTLED)][:, [DAY, REF, AMOUNT]].tolist():
        if accruals.kind[row] == POOL_SHARE:
            shares = made.setdefault((day, int(accruals.into[row])), {})
            shares[row] = shares.get(row, 0) + amount
        elif accruals.kind[row] == POOL_RESULT:
            results.append((day, row, amount))
    for day, row, amount in results:
        closes = np.flatnonzero(accruals.settles[:, row]).tolist()
        found, priced = made.pop((day, row), {}), priced_rows(accruals, row)
        own = sum(found.pop(share, 0) for share in priced)
        right = parts_of(evidence, row, (closes, day), amount - own)
        if {share: part for share, part in right.items() if part} != found:
            pool = evidence.plan.names.pools[int(accruals.subject[row])]
            whole = evidence.money(int(accruals.account[row]), amount)
            wrong = f"the result {whole} of {pool} on {evidence.day(day)} is not shared as agreed"
            return len(results), wrong
    alone = any(sum(parts.values()) for parts in made.values())
    return len(results), "a share was settled of no result" if alone else ""
