"""Balances, queues, positions, loans and budgets of every account at one moment of a run.

Built from the evening before and the events since, so that a payment can be explained by what
was there when it was decided. Amounts are minor units, positive = the holder's asset.
"""

from dataclasses import dataclass

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.closed import closures
from treasury.plan.plan import Plan
from treasury.reporting.explaining.conversion_words import across
from treasury.reporting.explaining.day_view import Row, coming, effect, waiting
from treasury.structures import PlaceTable
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    BUDGET,
    BUDGETED,
    CONCENTRATION,
    DAY,
    DRAW,
    END_OF_DAY,
    FUNDING,
    INTERNAL_INTEREST,
    INVESTED,
    KIND,
    LINE_DRAW,
    LINE_REPAY,
    NOVATED,
    OTHER,
    OVERDUE,
    OVERDUE_REPAID,
    PAYMENT,
    QUEUED,
    REASON,
    RECEIPT,
    REF,
    REFUSED,
    RETURN,
    SENT_BACK,
    SETTLEMENT,
    Projection,
    places_on,
)

UP = (CONCENTRATION, INTERNAL_INTEREST, SETTLEMENT, NOVATED)
"""Kinds whose amount is added to n of their link; those of DOWN take it off, as does SENT_BACK
where it comes back to the participant (it adds it where to the header)."""
DOWN = (FUNDING, DRAW, RETURN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Lists by account index, but `owed` by loan.

    `minute` is the time of day and `day` the day's row. `waits` counts queued payments, `queued` is
    their sum (positive), `coming` what is on its way to the account. `position` is n of the
    account's own link, `ended` the sum of what is open on its links that have ended, `held` the sum
    of n of its participants. `closed` says whose overdraft is closed. `left` is what is left of its
    budget and `scope` what uses it, None and 0 without one. `redeemed` are the money market sweeps
    that gave money back this evening. `places` is the phase of the structure
    on the day, `links` n of every link.
    """

    plan: Plan
    day: int
    minute: int
    places: PlaceTable
    links: list[int]
    book: list[int]
    waits: list[int]
    queued: list[int]
    coming: list[int]
    position: list[int]
    ended: list[int]
    held: list[int]
    owed: list[int]
    closed: list[bool]
    left: list[int | None]
    scope: list[int]
    redeemed: set[int]


def figures_at(plan: Plan, projection: Projection, when: tuple[int, int], done: int) -> Figures:
    """The figures at a time (day, minute) when the first `done` events of the day have happened."""
    day, _ = when
    first = int(np.searchsorted(projection.events[:, DAY], day))
    figures = opening_figures(plan, projection, when, first + done)
    count, queued = waiting(plan, projection, day - 1)
    waits = still_waiting(projection.events[:first])
    figures.waits[:], figures.queued[:] = count.tolist(), queued.tolist()
    for row in projection.events[first : first + done].tolist():
        happen(figures, row, waits)
        if row[KIND] == INVESTED and row[AMOUNT] > 0:
            figures.redeemed.add(row[REF])
    return figures


def close_of(plan: Plan, projection: Projection, day: int) -> Figures:
    """The figures at the close of the day, when undrawn lines are there for the next one."""
    first, after = np.searchsorted(projection.events[:, DAY], [day, day + 1])
    figures = figures_at(plan, projection, (day, END_OF_DAY), int(after - first))
    figures.redeemed.clear()
    return figures


def opening_figures(
    plan: Plan, projection: Projection, when: tuple[int, int], events: int
) -> Figures:
    """The figures of the evening before, but budgets after so many events of the run."""
    (day, minute), tables = when, plan.tables
    accounts = len(plan.names.accounts)
    before = day > 0
    book = projection.book[day - 1] if before else tables.accounts.opening
    own = projection.position[day - 1] if before else plan.opening_positions
    owed = projection.owed[day - 1] if before else tables.loans.drawn
    places = places_on(tables, day)
    current = places.link[tables.links.participant] == np.arange(len(own))
    position, ended, held = np.zeros((3, accounts), dtype=np.int64)
    np.add.at(position, tables.links.participant, np.where(current, own, 0))
    np.add.at(ended, tables.links.participant, np.where(current, 0, own))
    np.add.at(held, tables.links.header, own)
    left, scope = budgets_after(projection.events[:events], accounts)
    left = [each if mode == BUDGET else None for each, mode in zip(left, places.mode, strict=True)]
    return Figures(
        plan=plan,
        day=day,
        minute=minute,
        places=places,
        links=own.tolist(),
        book=book.tolist(),
        waits=[0] * accounts,
        queued=[0] * accounts,
        coming=(projection.transit[day - 1] if before else np.zeros_like(book)).tolist(),
        position=position.tolist(),
        ended=ended.tolist(),
        held=held.tolist(),
        owed=owed.tolist(),
        closed=closures(plan, projection.events[:events])[day].tolist(),
        left=left,
        scope=scope,
        redeemed=set(),
    )


def budgets_after(events: Amounts, accounts: int) -> tuple[list[int | None], list[int]]:
    """What is left of each account's budget after the events, and what uses it; by account."""
    left: list[int | None] = [None] * accounts
    scope = [0] * accounts
    rows = np.flatnonzero(events[:, KIND] == BUDGETED)
    for account in np.unique(events[rows, ACCOUNT]).tolist():
        begun = rows[events[rows, ACCOUNT] == account][-1]
        since = events[begun + 1 :]
        mine = since[since[:, ACCOUNT] == account]
        used = sum(
            sign * int(mine[mine[:, KIND] == kind][:, column].sum())
            for kind, column, sign in ((PAYMENT, AUX, 1), (DRAW, BASE, 1), (RECEIPT, BASE, -1))
        )
        left[account] = max(0, int(events[begun, AMOUNT]) - used)
        scope[account] = int(events[begun, REASON])
    return left, scope


def still_waiting(events: Amounts) -> set[int]:
    """The items that wait in a queue after the events."""
    came = events[events[:, KIND] == QUEUED, REF]
    ended = events[np.isin(events[:, KIND], (PAYMENT, REFUSED)), REF]
    return set(came.tolist()) - set(ended.tolist())


def happen(figures: Figures, row: Row, waits: set[int]) -> None:
    """Let an event change the figures; `waits` are the items that wait."""
    kind, account, other, amount = row[KIND], row[ACCOUNT], row[OTHER], row[AMOUNT]
    there = across(row)
    for each in {account, other} - {-1}:
        figures.book[each] += effect(row, each)
        figures.coming[each] += coming(row, each)
    if kind == SENT_BACK and account != figures.plan.tables.links.participant[row[REF]]:
        account, other, there = other, account, -there
    if kind in (*UP, *DOWN, SENT_BACK):
        up = there if kind in UP else -there
        link = row[AUX] if kind == INTERNAL_INTEREST else row[REF]
        own = figures.places.link[account] == link
        (figures.position if own else figures.ended)[account] += up
        figures.links[link] += up
        figures.held[other] += up
    if kind in (LINE_DRAW, LINE_REPAY, OVERDUE, OVERDUE_REPAID):
        figures.owed[row[REF]] += amount if kind in (LINE_DRAW, OVERDUE) else -amount
    if kind == OVERDUE or (kind == OVERDUE_REPAID and row[AUX]):
        figures.closed[account] = kind == OVERDUE
    if kind == QUEUED:
        waits.add(row[REF])
        figures.waits[account] += 1
        figures.queued[account] -= amount
    if kind in (PAYMENT, REFUSED) and row[REF] in waits:
        waits.remove(row[REF])
        figures.waits[account] -= 1
        figures.queued[account] += amount
