"""The events of a run walked through once more, adding and subtracting, nothing else.

It knows no rule: it rebuilds, from what each event says it moved, the balances and waiting
payments as they stood when the next event happened. The checks compare them with what the
events say they saw. Amounts are minor units; shapes (event,) unless said otherwise.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts, compiled
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    CONCENTRATION,
    DAY,
    DRAW,
    FEE,
    FUNDING,
    INTEREST,
    INTERNAL_INTEREST,
    KIND,
    LINE_DRAW,
    LINE_REPAY,
    MINUTE,
    NOVATED,
    OTHER,
    PAYMENT,
    QUEUED,
    RECEIPT,
    REF,
    REFUSED,
    RETURN,
    SETTLEMENT,
    Tables,
)

NOTHING, CASH_IN, CASH_OUT, UP, DOWN = 0, 1, 2, 3, 4
"""What an event does to balances: adds its (signed) amount to its account, takes it off, moves
it from its account up to the other, or from the other down to its account."""

MOVES = np.zeros(32, dtype=np.int64)
MOVES[[RECEIPT, PAYMENT, INTEREST, FEE, LINE_DRAW]] = CASH_IN
MOVES[LINE_REPAY] = CASH_OUT
MOVES[[CONCENTRATION, SETTLEMENT]] = UP
MOVES[[FUNDING, DRAW, RETURN]] = DOWN


class Replayed(NamedTuple):
    """Balances just before each event, of its account (`own`) and of the other one.

    `later` is what of the own balance bears interest from a later day only.

    `own_waiting` and `other_waiting` are the sums of their queued payments then. `passed` is 1
    for a sweep event whose account moved again later in the same pass. 0 where an event has no
    other account.
    """

    own: Amounts
    other: Amounts
    own_waiting: Amounts
    other_waiting: Amounts
    later: Amounts
    passed: Amounts


def replay(tables: Tables, events: Amounts) -> Replayed:
    """Every balance and queue as it stood when each event happened."""
    replayed = Replayed(*(np.zeros(len(events), dtype=np.int64) for _ in Replayed._fields))
    walk_cash(events, MOVES, tables.accounts.opening.copy(), replayed.own, replayed.other)
    accounts, items = len(tables.accounts.opening), len(tables.items.day)
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
def walk_cash(
    events: Amounts, moves: Amounts, balance: Amounts, own: Amounts, other: Amounts
) -> None:
    """Fill `own` and `other`; `balance` (account,) begins with the opening balances."""
    for row in range(len(events)):
        account, partner, amount = events[row, ACCOUNT], events[row, OTHER], events[row, AMOUNT]
        own[row] = balance[account]
        if partner >= 0:
            other[row] = balance[partner]
        move = moves[events[row, KIND]]
        if move == CASH_OUT or move == UP:
            amount = -amount
        if move != NOTHING:
            balance[account] += amount
        if move >= UP:
            balance[partner] -= amount


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


def link_positions(tables: Tables, events: Amounts) -> Amounts:
    """Day-end position of every link from the events alone, sent up > 0; shape (day, link)."""
    links = len(tables.links.participant)
    moved = np.zeros(tables.days * links, dtype=np.int64)
    kind = events[:, KIND]
    for kinds, sign, column in (
        ((CONCENTRATION, SETTLEMENT, NOVATED), 1, REF),
        ((FUNDING, DRAW, RETURN), -1, REF),
        ((INTERNAL_INTEREST,), 1, AUX),
    ):
        rows = np.flatnonzero(np.isin(kind, kinds))
        at = events[rows, DAY] * links + events[rows, column]
        np.add.at(moved, at, sign * events[rows, AMOUNT])
    return np.cumsum(moved.reshape(tables.days, links), axis=0)
