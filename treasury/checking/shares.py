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


def shared(evidence: Evidence, row: int, result: Settlement) -> dict[int, Settlement]:
    """What those who share a result settle, by row, and the result itself, which keeps nothing."""
    accruals = evidence.plan.tables.accruals
    closes = np.flatnonzero(accruals.settles[:, row]).tolist()
    sharing = sharing_rows(accruals, row)
    parts: dict[int, list[tuple[int, int]]] = {share: [] for share in sharing}
    for day, amount in result.settled:
        for share, part in parts_of(evidence, row, (closes, day), amount).items():
            if part:
                parts[share].append((day, part))
    last = len(accruals.settles) - 1
    accrued = parts_of(evidence, row, (closes, last), result.accrued)
    found = {share: Settlement(parts[share], accrued[share]) for share in sharing}
    return {**found, row: Settlement(result.settled, 0)}


def sharing_rows(accruals: AccrualTable, row: int) -> list[int]:
    """The rows that share a result."""
    return list(range(row - int(accruals.shares[row]), row))


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
        right = parts_of(evidence, row, (closes, day), amount)
        found = made.pop((day, row), {})
        if {share: part for share, part in right.items() if part} != found:
            pool = evidence.plan.names.pools[int(accruals.subject[row])]
            whole = evidence.money(int(accruals.account[row]), amount)
            wrong = f"the result {whole} of {pool} on {evidence.day(day)} is not shared as agreed"
            return len(results), wrong
    return len(results), "a share was settled of no result" if made else ""
