"""The events of a run walked through once more, adding and subtracting, nothing else.

It knows no rule: it rebuilds, from what each event says it moved, the balances and waiting
payments as they stood when the next event happened. The checks compare them with what the
events say they saw. Amounts are minor units; shapes (event,) unless said otherwise.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from treasury.arrays import Amounts, compiled
from treasury.tables import (
    ACCOUNT,
    ACROSS,
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
    INTERNAL_INTEREST,
    INVESTED,
    KIND,
    LINE_DRAW,
    LINE_REPAY,
    MINUTE,
    NOVATED,
    OTHER,
    OVERDUE,
    OVERDUE_REPAID,
    PAYMENT,
    PLACED,
    QUEUED,
    RECEIPT,
    REDEEMED,
    REF,
    REFUSED,
    RETURN,
    SENT_BACK,
    SETTLEMENT,
    TAX,
    TERM_FEE,
    Tables,
)

Truths = npt.NDArray[np.bool_]
NOTHING, CASH_IN, CASH_OUT, UP, DOWN = 0, 1, 2, 3, 4
"""What an event does to balances: adds its (signed) amount to its account, takes it off, moves
it from its account up to the other, or from the other down to its account."""

MOVES = np.zeros(64, dtype=np.int64)
MOVES[[RECEIPT, PAYMENT, INTEREST, FEE, TERM_FEE, TAX, LINE_DRAW, ARRIVED, SENT_BACK]] = CASH_IN
MOVES[ANALYSIS_CHARGED] = CASH_IN
MOVES[[PLACED, REDEEMED, DEPOSIT_INTEREST, OVERDUE, INVESTED, DIVESTED]] = CASH_IN
MOVES[[LINE_REPAY, OVERDUE_REPAID]] = CASH_OUT
MOVES[[CONCENTRATION, SETTLEMENT]] = UP
MOVES[[FUNDING, DRAW, RETURN]] = DOWN


class Effects(NamedTuple):
    """What each event changes: the balance of its account (`own`) and of the other one, what is on
    its way to them, and n of the link `link` (-1: none); shape (event,)."""

    own: Amounts
    other: Amounts
    own_coming: Amounts
    other_coming: Amounts
    link: Amounts
    position: Amounts


def effects(events: Amounts, slow: Truths, converts: Truths, participant: Amounts) -> Effects:
    """What each event changes. Over a link that takes days (`slow`) the giver's balance changes,
    and the receiver's when the money arrives; over one that `converts`, the other's balance and n
    by what the amount became. `slow`, `converts`, `participant` (link,)."""
    kind, amount = events[:, KIND], events[:, AMOUNT]
    move, back = MOVES[kind], kind == SENT_BACK
    rise = np.where(move == UP, amount, np.where(move == DOWN, -amount, 0))
    link = np.where(kind == INTERNAL_INTEREST, events[:, AUX], events[:, REF])
    link = np.where((move >= UP) | back | np.isin(kind, (INTERNAL_INTEREST, NOVATED)), link, -1)
    takes_days = (move >= UP) & np.append(slow, False)[link]
    across = (move >= UP) & np.append(converts, False)[link]
    there = np.where(across, np.sign(rise) * events[:, ACROSS], rise)
    own = np.where(move == CASH_IN, amount, np.where(move == CASH_OUT, -amount, -rise))
    arrived = np.where(kind == ARRIVED, amount, 0)
    position = np.where(np.isin(kind, (INTERNAL_INTEREST, NOVATED)), amount, there)
    rose = back & (events[:, ACCOUNT] == np.append(participant, -1)[link])
    position = np.where(rose, -amount, np.where(back, amount, position))
    return Effects(
        own=np.where(takes_days, -np.maximum(rise, 0), own),
        other=np.where(takes_days, np.minimum(rise, 0), there),
        own_coming=np.where(takes_days, np.maximum(-rise, 0), 0) - arrived,
        other_coming=np.where(takes_days, np.maximum(rise, 0), 0) - np.where(back, amount, 0),
        link=link,
        position=position,
    )


class Replayed(NamedTuple):
    """Balances just before each event, of its account (`own`) and of the other one.

    `own_coming` and `other_coming` were on their way to them then; `later` is what of the own
    balance bears interest from a later day only. `own_waiting` and
    `other_waiting` are the sums of their queued payments then. `passed` is 1
    for a sweep event whose account moved again later in the same pass. 0 where an event has no
    other account.
    """

    own: Amounts
    other: Amounts
    own_coming: Amounts
    other_coming: Amounts
    own_waiting: Amounts
    other_waiting: Amounts
    later: Amounts
    passed: Amounts


def replay(tables: Tables, events: Amounts, effect: Effects) -> Replayed:
    """Every balance and queue as it stood when each event happened."""
    replayed = Replayed(*(np.zeros(len(events), dtype=np.int64) for _ in Replayed._fields))
    accounts, items = len(tables.accounts.opening), len(tables.items.day)
    walk_balances(
        events,
        (effect.own, effect.other),
        tables.accounts.opening.copy(),
        replayed.own,
        replayed.other,
    )
    walk_balances(
        events,
        (effect.own_coming, effect.other_coming),
        np.zeros(accounts, dtype=np.int64),
        replayed.own_coming,
        replayed.other_coming,
    )
    walk_queues(
        events,
        np.zeros(accounts, dtype=np.int64),
        np.zeros(items, dtype=np.int64),
        replayed.own_waiting,
        replayed.other_waiting,
    )
    released = np.zeros((tables.days, accounts), dtype=np.int64)
    walk_values(events, tables.items.value_day, released, replayed.later)
    walk_passes(events, np.full(accounts, -1, dtype=np.int64), replayed.passed)
    return replayed


@compiled
def walk_balances(
    events: Amounts,
    changes: tuple[Amounts, Amounts],
    balance: Amounts,
    own: Amounts,
    other: Amounts,
) -> None:
    """Fill `own` and `other`; `balance` (account,) begins with what stood before the first event.

    `changes` (event,) each are those of the event's account and of the other one.
    """
    own_change, other_change = changes
    for row in range(len(events)):
        account, partner = events[row, ACCOUNT], events[row, OTHER]
        own[row] = balance[account]
        if partner >= 0:
            other[row] = balance[partner]
            balance[partner] += other_change[row]
        balance[account] += own_change[row]


@compiled
def walk_queues(
    events: Amounts, waiting: Amounts, waits: Amounts, own: Amounts, other: Amounts
) -> None:
    """Fill `own` and `other`; `waiting` (account,) and `waits` (item,) begin with zeros."""
    for row in range(len(events)):
        kind, account, item = events[row, KIND], events[row, ACCOUNT], events[row, REF]
        own[row] = waiting[account]
        if events[row, OTHER] >= 0:
            other[row] = waiting[events[row, OTHER]]
        if kind == QUEUED:
            waiting[account] -= events[row, AMOUNT]
            waits[item] = 1
        elif (kind == PAYMENT or kind == REFUSED) and waits[item] == 1:
            waiting[account] += events[row, AMOUNT]
            waits[item] = 0


@compiled
def walk_values(events: Amounts, value_day: Amounts, released: Amounts, later: Amounts) -> None:
    """Fill `later`; `released` (day, account), what gets its value on a day, begins with zeros."""
    standing, today = np.zeros_like(released[0]), 0
    for row in range(len(events)):
        day, kind, account = events[row, DAY], events[row, KIND], events[row, ACCOUNT]
        while today < day:
            today += 1
            standing -= released[today]
        later[row] = standing[account]
        if kind == RECEIPT or kind == PAYMENT:
            value = value_day[events[row, REF]]
            if value > day:
                standing[account] += events[row, AMOUNT]
            if day < value < len(released):
                released[value, account] += events[row, AMOUNT]


@compiled
def walk_passes(events: Amounts, latest: Amounts, passed: Amounts) -> None:
    """Fill `passed`; `latest` (account,), each account's latest sweep, begins with -1."""
    for row in range(len(events)):
        kind = events[row, KIND]
        if (kind != CONCENTRATION and kind != FUNDING) or events[row, AMOUNT] == 0:
            continue
        for column in (ACCOUNT, OTHER):
            before = latest[events[row, column]]
            if before >= 0 and (
                events[before, DAY] == events[row, DAY]
                and events[before, MINUTE] == events[row, MINUTE]
            ):
                passed[before] = 1
        latest[events[row, ACCOUNT]] = row


def link_positions(tables: Tables, events: Amounts, effect: Effects) -> Amounts:
    """Day-end position of every link from the events alone, sent up > 0; shape (day, link)."""
    links = len(tables.links.participant)
    moved = np.zeros((tables.days, links), dtype=np.int64)
    rows = np.flatnonzero(effect.link >= 0)
    np.add.at(moved, (events[rows, DAY], effect.link[rows]), effect.position[rows])
    return np.cumsum(moved, axis=0)
