"""The budgets of a structure's accounts as changes at the opening of days.

Amounts become minor units of the account's currency. Only accounts in payment mode `budget` have
one. Source: the banking day, section 5, and the docstring of `Budget`.
"""

from datetime import date

import numpy as np

from treasury.dates import WEEKDAYS
from treasury.money import to_minor
from treasury.plan.group import Group
from treasury.pooling.structure import Budget, BudgetPeriod
from treasury.scenario import Scenario
from treasury.structures import BudgetTable
from treasury.tables import ALL_OUTGOING, POOL_DRAW_ONLY

SCOPES = {"pool_draw_only": POOL_DRAW_ONLY, "all_outgoing": ALL_OUTGOING}
Change = tuple[int, ...]


def budget_table(
    scenario: Scenario, structure: str | None, group: Group, days: list[date]
) -> BudgetTable:
    """Every change of a budget, by day, then by account."""
    versions: dict[str, list[Budget]] = {}
    for budget in scenario.budgets:
        if budget.structure == structure:
            versions.setdefault(budget.participant, []).append(budget)
    rows = [
        (row, group.account[name], *change)
        for name, found in versions.items()
        for row, change in changes(found, group.currency(name), days)
    ]
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 7)
    first = np.searchsorted(table[:, 0], np.arange(len(days) + 1))
    account, amount, *terms = (np.ascontiguousarray(table[:, at]) for at in range(1, 7))
    starting, carries, scope, restores = terms
    return BudgetTable(
        account=account,
        amount=amount,
        begins=starting,
        carries=carries,
        scope=scope,
        restores=restores,
        first=first.astype(np.int64),
    )


def changes(versions: list[Budget], currency: str, days: list[date]) -> list[tuple[int, Change]]:
    """The days on which one account's budget changes: amount, begins, carries, scope, restores."""
    ordered = sorted(versions, key=lambda version: version.valid_from or date.min)
    found: list[tuple[int, Change]] = []
    before: Budget | None = None
    for row, day in enumerate(days):
        now = in_force(ordered, day)
        amount = to_minor(now.amount, currency)
        terms = (SCOPES[now.scope], int(now.refunds_restore))
        if before is None or now.period != before.period or begins(now.period, day):
            carries = int(before is not None and before.roll_over)
            found.append((row, (amount, 1, carries, *terms)))
        elif now is not before:
            change = amount - to_minor(before.amount, currency)
            found.append((row, (change, 0, 0, *terms)))
        before = now
    return found


def in_force(ordered: list[Budget], day: date) -> Budget:
    """The version in force on the day; one is from the run's first day on."""
    begun = [one for one in ordered if one.valid_from is None or one.valid_from <= day]
    return begun[-1]


def begins(period: BudgetPeriod, day: date) -> bool:
    """Whether a period begins on the day.

    >>> [begins(period, date(2026, 6, 1)) for period in ("day", "week", "month", "quarter", "year")]
    [True, True, True, False, False]
    """
    if period == "week":
        return WEEKDAYS[day.weekday()] == "mon"
    if period == "day" or day.day != 1:
        return period == "day"
    return day.month in {"month": range(1, 13), "quarter": (1, 4, 7, 10), "year": (1,)}[period]
