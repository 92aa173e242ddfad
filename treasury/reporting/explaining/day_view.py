"""One account's day of a run, picked out of the events: what its story is told from.

Amounts are minor units; an event row is a list of the columns of `tables`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from treasury.arrays import Amounts
from treasury.plan.plan import Plan
from treasury.reporting.explaining.conversion_words import across
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ANALYSIS_CHARGED,
    ARRIVED,
    AUX,
    CONCENTRATION,
    DAY,
    DEPOSIT_INTEREST,
    DIVESTED,
    DRAW,
    FEE,
    FUNDING,
    INTEREST,
    INVESTED,
    KIND,
    LINE_DRAW,
    LINE_REPAY,
    MINUTE,
    NUMBER,
    ON_ITS_WAY,
    ON_RECEIPT,
    OTHER,
    OVERDUE,
    OVERDUE_REPAID,
    OVERNIGHT,
    PAYMENT,
    PLACED,
    QUEUED,
    REASON,
    RECEIPT,
    REDEEMED,
    REF,
    REFUSED,
    REJECTED,
    RETURN,
    SENT_BACK,
    SETTLED,
    SETTLEMENT,
    TAX,
    TERM_FEE,
    Projection,
    link_on,
)

Row = list[int]
SWEEPS = (CONCENTRATION, FUNDING)
ITEMS = (RECEIPT, PAYMENT, QUEUED, REJECTED)
AFTER_PASSES = (
    SETTLEMENT, OVERNIGHT, OVERDUE_REPAID, LINE_DRAW, LINE_REPAY, PLACED, INVESTED, REFUSED,
    OVERDUE, NUMBER, SETTLED,
)  # fmt: skip
OF_ONE_ACCOUNT = (RECEIPT, PAYMENT, INTEREST, FEE, TERM_FEE, TAX, ARRIVED, SENT_BACK,
                  PLACED, REDEEMED, DEPOSIT_INTEREST, OVERDUE, INVESTED, DIVESTED,
                  ANALYSIS_CHARGED)  # fmt: skip
"""Kinds whose signed amount is credited to their own account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """An account's day. `rows` are all events of the day, of every account, in order."""

    plan: Plan
    projection: Projection
    account: int
    day: int
    rows: list[Row]

    @property
    def link(self) -> int:
        """The link on which the account is the participant, -1 without one."""
        return link_on(self.plan.tables, self.day, self.account)

    @property
    def opening(self) -> int:
        """The book balance of the evening before."""
        if self.day == 0:
            return int(self.plan.tables.accounts.opening[self.account])
        return int(self.projection.book[self.day - 1, self.account])

    @property
    def opening_coming(self) -> int:
        """What was on its way to the account the evening before."""
        return int(self.projection.transit[self.day - 1, self.account]) if self.day else 0

    @property
    def opening_value(self) -> int:
        """The value balance of the evening before."""
        if self.day == 0:
            return int(self.plan.tables.accounts.opening[self.account])
        return int(self.projection.value[self.day - 1, self.account])

    def name(self, account: int) -> str:
        """The account's id."""
        return self.plan.names.accounts[account]


def view_day(plan: Plan, projection: Projection, account: int, day: int) -> DayView:
    """The account's day; `account` is an index and `day` a row of the plan."""
    days = projection.events[:, DAY]
    first, after = np.searchsorted(days, [day, day + 1])
    rows: list[Row] = projection.events[first:after].tolist()
    return DayView(plan=plan, projection=projection, account=account, day=day, rows=rows)


def effect(row: Row, account: int) -> int:
    """What the event did to the account's book balance.

    >>> effect([0, 1440, CONCENTRATION, 3, 0, 2, 500, 500, 500, 0, 0, 0], 0)
    500

    Over a link that takes days the giver alone is debited; the receiver is credited on arrival.
    """
    kind, amount = row[KIND], row[AMOUNT]
    if kind in OF_ONE_ACCOUNT:
        return amount if row[ACCOUNT] == account else 0
    if kind in (LINE_DRAW, LINE_REPAY, OVERDUE_REPAID):
        signed = amount if kind == LINE_DRAW else -amount
        return signed if row[ACCOUNT] == account else 0
    if kind in (CONCENTRATION, SETTLEMENT, FUNDING, DRAW, RETURN):
        way = -1 if kind in (CONCENTRATION, SETTLEMENT) else 1
        change = way * (amount * (row[ACCOUNT] == account) - across(row) * (row[OTHER] == account))
        return min(0, change) if row[REASON] & ON_ITS_WAY else change
    return 0


def coming(row: Row, account: int) -> int:
    """What the event did to what is on its way to the account.

    >>> coming([0, 1440, CONCENTRATION, 3, 0, 2, 500, 500, 500, ON_ITS_WAY, 0, 0], 0)
    500
    """
    kind, amount = row[KIND], row[AMOUNT]
    if kind == ARRIVED:
        return -amount if row[ACCOUNT] == account else 0
    if kind == SENT_BACK:
        return -amount if row[OTHER] == account else 0
    if kind in (CONCENTRATION, SETTLEMENT, FUNDING) and row[REASON] & ON_ITS_WAY:
        into = -amount if kind in (CONCENTRATION, SETTLEMENT) else amount
        return max(0, into * (row[ACCOUNT] == account) - into * (row[OTHER] == account))
    return 0


def moved(rows: Iterable[Row], account: int) -> int:
    """What the events did to the account's book balance together."""
    return sum(effect(row, account) for row in rows)


def not_yet_valued(view: DayView, place: int) -> int:
    """What of the account's balance before the row at this place bears interest later only."""
    items, made = view.plan.tables.items, view.projection.made_day
    later = (items.account == view.account) & (items.value_day > view.day)
    before = later & (made >= 0) & (made < view.day)
    today = [
        row[AMOUNT] for row in view.rows[:place]
        if row[KIND] in (RECEIPT, PAYMENT) and later[row[REF]]
    ]  # fmt: skip
    return int(items.amount[before].sum()) + sum(today)


def in_pass(row: Row) -> bool:
    """Whether the event is a sweep of a pass, not one that fired in real time on a receipt."""
    return row[KIND] in SWEEPS and not row[REASON] & ON_RECEIPT


def pass_start(view: DayView, index: int) -> int:
    """Where in the day's rows the sweeps of pass `index` begin, or would have begun."""
    minute = int(view.plan.tables.passes.minute[index])
    for place, row in enumerate(view.rows):
        if in_pass(row) and row[MINUTE] == minute:
            return place
    following = int(view.plan.tables.items.first[view.day, index + 1])
    for place, row in enumerate(view.rows):
        item = row[AUX] if row[KIND] == DRAW else row[REF]
        later = row[KIND] in (*ITEMS, DRAW) and item >= following
        if later or row[KIND] in AFTER_PASSES or (in_pass(row) and row[MINUTE] > minute):
            return place
    return len(view.rows)


def pass_rows(view: DayView, minute: int) -> list[Row]:
    """The day's sweeps of the pass at this minute."""
    return [row for row in view.rows if in_pass(row) and row[MINUTE] == minute]


def waiting(plan: Plan, projection: Projection, day: int) -> tuple[Amounts, Amounts]:
    """What waits in each account's queue at the close of the day: how many, and the sum.

    Shapes (account,); the sum is positive.
    """
    accounts = len(plan.names.accounts)
    events = projection.events[projection.events[:, DAY] <= day]
    came = np.unique(events[events[:, KIND] == QUEUED, REF])
    ended = np.isin(events[:, KIND], (PAYMENT, REFUSED))
    items = np.setdiff1d(came, events[ended, REF])
    where = plan.tables.items.account[items]
    count = np.zeros(accounts, dtype=np.int64)
    total = np.zeros(accounts, dtype=np.int64)
    np.add.at(count, where, 1)
    np.add.at(total, where, -plan.tables.items.amount[items])
    return count, total
