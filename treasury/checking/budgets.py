"""What is left of each budget, kept again from the scenario's records and the events.

A budget is looked up for every day and used by every payment and linked draw anew, so that a
mistake in how the plan lists its changes would show. Amounts are minor units; an account in
payment mode `budget` has a place among the budgets. Source: the banking day, section 5.
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts, inner
from treasury.checking.evidence import Evidence
from treasury.money import to_minor
from treasury.pooling.structure import Budget
from treasury.tables import ACCOUNT, AMOUNT, DRAW, PAYMENT, RECEIPT, REF

PERIODS = ("day", "week", "month", "quarter", "year")


class Budgets(NamedTuple):
    """Terms by (day, budget), and what is used; `place` (account,) is -1 without a budget.

    `period` differs from the day before where a new period begins; `all_outgoing`, `restores` and
    `rolls` are 1 or 0. `spent` and `carried` (budget,) are of the present period, `today` (1,) is
    the day up to which they are kept. `refund` (item,) marks receipts that are refunds.
    """

    place: Amounts
    amount: Amounts
    period: Amounts
    all_outgoing: Amounts
    restores: Amounts
    rolls: Amounts
    spent: Amounts
    carried: Amounts
    today: Amounts
    refund: Amounts


def budgets_of(evidence: Evidence) -> Budgets:
    """The budgets of the run's structure, nothing used yet."""
    plan, scenario = evidence.plan, evidence.plan.scenario
    mine = [one for one in scenario.budgets if one.structure == plan.structure]
    holders = sorted({one.participant for one in mine})
    place = np.full(len(plan.names.accounts), -1, dtype=np.int64)
    terms = np.zeros((5, len(plan.names.days), len(holders)), dtype=np.int64)
    for at, holder in enumerate(holders):
        account = plan.names.accounts.index(holder)
        place[account] = at
        currency = plan.names.currencies[account]
        versions = [one for one in mine if one.participant == holder]
        for row, day in enumerate(plan.names.days):
            terms[:, row, at] = terms_on(day, versions, currency)
    refunds = {at for at, item in enumerate(scenario.items) if item.refund}
    amount, period, all_outgoing, restores, rolls = terms
    return Budgets(
        place=place,
        amount=amount,
        period=period,
        all_outgoing=all_outgoing,
        restores=restores,
        rolls=rolls,
        spent=np.zeros(len(holders), dtype=np.int64),
        carried=np.zeros(len(holders), dtype=np.int64),
        today=np.array([-1]),
        refund=np.isin(plan.tables.items.source, list(refunds)).astype(np.int64),
    )


def terms_on(day: date, versions: list[Budget], currency: str) -> tuple[int, ...]:
    """Amount, period, all_outgoing, restores and rolls of a budget on a day."""
    now = max(
        (one for one in versions if (one.valid_from or date.min) <= day),
        key=lambda one: one.valid_from or date.min,
    )
    return (
        to_minor(now.amount, currency),
        period_number(day, now.period),
        int(now.scope == "all_outgoing"),
        int(now.refunds_restore),
        int(now.roll_over),
    )


def period_number(day: date, period: str) -> int:
    """A number for the period that holds the day, another one for every other period.

    >>> sunday, monday = date(2026, 3, 1), date(2026, 3, 2)
    >>> period_number(sunday, "week") == period_number(monday, "week")
    False
    """
    count = {
        "day": day.toordinal(),
        "week": (day.toordinal() - 1) // 7,
        "month": 12 * day.year + day.month,
        "quarter": 4 * day.year + (day.month - 1) // 3,
        "year": day.year,
    }[period]
    return len(PERIODS) * count + PERIODS.index(period)


@inner
def live_until(budgets: Budgets, day: int) -> None:
    """Let periods end and begin up to the opening of the day."""
    for now in range(budgets.today[0] + 1, day + 1):
        for at in range(len(budgets.spent)):
            if now == 0 or budgets.period[now, at] == budgets.period[now - 1, at]:
                continue
            rest = min(budgets.amount[now - 1, at] + budgets.carried[at], UNLIMITED)
            budgets.carried[at] = budgets.rolls[now - 1, at] * max(0, rest - budgets.spent[at])
            budgets.spent[at] = 0
        budgets.today[0] = now


@inner
def left(budgets: Budgets, account: int) -> int:
    """What is left of the budget of an account that has one."""
    at = budgets.place[account]
    amount = min(budgets.amount[budgets.today[0], at] + budgets.carried[at], UNLIMITED)
    return int(max(0, amount - budgets.spent[at]))


@inner
def counts_all(budgets: Budgets, account: int) -> bool:
    """Whether every payment of the account uses its budget."""
    at = budgets.place[account]
    return bool(at >= 0 and budgets.all_outgoing[budgets.today[0], at] == 1)


@inner
def use(budgets: Budgets, event: Amounts, kind: int, own: bool, position: int) -> int:
    """Let an event use or restore the budget of its account, which has one; by how much it does.

    `own` says whether a draw serves the account's own payment; `position` is the account's
    before the event.
    """
    account, amount = event[ACCOUNT], event[AMOUNT]
    at = budgets.place[account]
    whole = budgets.all_outgoing[budgets.today[0], at] == 1
    if kind == PAYMENT and whole:
        budgets.spent[at] -= amount
        return int(-amount)
    if kind == DRAW and not (whole and own):
        used = max(0, amount - max(0, position))
        budgets.spent[at] += used
        return int(used)
    if kind == RECEIPT and budgets.restores[budgets.today[0], at] * budgets.refund[event[REF]]:
        restored = min(amount, budgets.spent[at])
        budgets.spent[at] -= restored
        return int(restored)
    return 0
