"""Where the turns of a run begin among its events; a turn is a pass of a day.

Source: the banking day, section 3: the items before a timed pass, its sweeps, then all queues.
"""

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Truths
from treasury.checking.timetable import Timetable
from treasury.tables import (
    ACCOUNT,
    AUX,
    CONCENTRATION,
    DAY,
    DRAW,
    FUNDING,
    KIND,
    MINUTE,
    ON_RECEIPT,
    OTHER,
    PAYMENT,
    QUEUED,
    REASON,
    RECEIPT,
    REF,
)

A_DAY = 2000
"""More than the minutes of a day, those of its opening included."""


def turns_of(times: Timetable, events: Amounts) -> Amounts:
    """The turn of each sweep event: its day and the first pass not before its time."""
    last = len(times.minute) - 1
    index = np.minimum(np.searchsorted(times.minute, events[:, MINUTE]), last)
    return np.asarray(events[:, DAY] * (last + 1) + index, dtype=np.int64)


def in_passes(evidence: Evidence, *kinds: int) -> Amounts:
    """The rows of the events of these kinds that belong to a pass, not to a receipt."""
    rows = evidence.rows(*kinds)
    return np.asarray(rows[evidence.projection.events[rows, REASON] & ON_RECEIPT == 0])


def turn_rows(evidence: Evidence, times: Timetable) -> Amounts:
    """The row of the events before which each turn began; shape (turn,).

    It is the turn's first sweep. Without any, what else happened at the time of a timed pass came
    before it, but for payments that had waited for that time alone; at the end of the day it came
    after it.
    """
    events = evidence.projection.events
    moment = A_DAY * events[:, DAY] + events[:, MINUTE]
    days = np.arange(evidence.plan.tables.days)[:, np.newaxis]
    at = A_DAY * days + times.minute[:-1]
    timed = np.searchsorted(moment, at, side="right")
    timed -= paid_after(evidence, moment, timed, at)
    closing = np.searchsorted(moment, A_DAY * days + times.minute[-1:], side="left")
    rows = np.concatenate([timed, closing], axis=1).ravel()
    swept = in_passes(evidence, CONCENTRATION, FUNDING)
    turns, at = np.unique(turns_of(times, events[swept]), return_index=True)
    rows[turns] = swept[at]
    return np.asarray(np.maximum.accumulate(rows), dtype=np.int64)


def paid_after(evidence: Evidence, moment: Amounts, ends: Amounts, at: Amounts) -> Amounts:
    """How many of the last events of a time pay, after a pass without sweeps, what had waited.

    `moment` (event,) is when each happened; the events up to the times `at` end before the rows in
    `ends`, which have the shape of the answer. A pass that moves nothing gives nobody money: who
    can pay after it could not before because a clearing window opened with it, and no item of that
    time had let its account try.
    """
    payer = waiting_payers(evidence)
    found = np.zeros_like(ends)
    for place in map(tuple, np.argwhere(ends > 0).tolist()):
        end, when = int(ends[place]), int(at[place])
        begin = end
        while begin > 0 and payer[begin - 1] >= 0 and moment[begin - 1] == when:
            begin -= 1
        if begin > 0 and moment[begin - 1] == when:
            tried = tried_with(evidence, begin - 1)
            while begin < end and tried[payer[begin]]:
                begin += 1
        found[place] = end - begin
    return found


def waiting_payers(evidence: Evidence) -> Amounts:
    """The account whose waiting payment each event makes, or draws for; -1 for all others."""
    events, items = evidence.projection.events, evidence.plan.tables.items
    payer = np.full(len(events), -1, dtype=np.int64)
    queued = events[evidence.rows(QUEUED), REF]
    for kind, column in ((PAYMENT, REF), (DRAW, AUX)):
        rows = evidence.rows(kind)
        rows = rows[np.isin(events[rows, column], queued)]
        payer[rows] = items.account[events[rows, column]]
    return payer


def tried_with(evidence: Evidence, row: int) -> Truths:
    """Which accounts' queues were tried because of the event; shape (account,).

    A payment lets its own account try, a receipt the branch of its account too, and what was sent
    on at once the branch of whoever got it.
    """
    event, tables = evidence.projection.events[row], evidence.plan.tables
    tried = np.zeros(len(tables.accounts.opening), dtype=np.bool_)
    own = int(event[OTHER if event[KIND] == CONCENTRATION else ACCOUNT])
    tried[own] = True
    if event[KIND] not in (RECEIPT, CONCENTRATION):
        return tried
    link = tables.places.link[tables.phase[event[DAY]]]
    for account in range(len(tried)):
        above = account
        while link[above] >= 0 and not tried[account]:
            above = int(tables.links.header[link[above]])
            tried[account] = above == own
    return tried
