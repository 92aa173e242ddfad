"""How accounts stood in the evening when the money market sweeps looked at them.

That is after sweeps, credit lines and deposits, and before what was redeemed let waiting payments
be made. Amounts are minor units. Source: the banking day, section 3, step 2.
"""

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Truths
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    DAY,
    INVESTED,
    KIND,
    OTHER,
    OVERDUE,
    PAYMENT,
    QUEUED,
    REF,
    REFUSED,
)


def after_investing(evidence: Evidence) -> Truths:
    """For each event, whether a money market sweep of its day came before it or is it, or what was
    overdrawn became overdue at the close; (event,)."""
    events = evidence.projection.events
    rows, never = evidence.rows(INVESTED, OVERDUE), len(events)
    begins = np.full(evidence.plan.tables.days, never, dtype=np.int64)
    np.minimum.at(begins, events[rows, DAY], rows)
    return np.asarray(np.arange(never) >= begins[events[:, DAY]], dtype=np.bool_)


def before_investing(evidence: Evidence) -> Amounts:
    """The book balance of each account in the evening before it; shape (day, account)."""
    found = evidence.booked[:, : len(evidence.plan.names.accounts)].copy()
    rows = np.flatnonzero(after_investing(evidence))
    events, effects = evidence.projection.events[rows], evidence.effects
    np.subtract.at(found, (events[:, DAY], events[:, ACCOUNT]), effects.own[rows])
    between = events[:, OTHER] >= 0
    two = events[between]
    np.subtract.at(found, (two[:, DAY], two[:, OTHER]), effects.other[rows][between])
    return found


def waiting_before_investing(evidence: Evidence) -> Amounts:
    """What waits in each account's queue in the evening before it; shape (account, day)."""
    events, days = evidence.projection.events, evidence.plan.tables.days
    rows = evidence.rows(QUEUED, PAYMENT, REFUSED)
    queued = events[rows, KIND] == QUEUED
    rows = rows[np.isin(events[rows, REF], events[rows[queued], REF])]
    kind, amount = events[rows, KIND], -events[rows, AMOUNT]
    table = np.zeros((len(evidence.plan.names.accounts), days + 1), dtype=np.int64)
    change = np.where(kind == QUEUED, amount, -amount)
    later = (kind == REFUSED) | ((kind == PAYMENT) & after_investing(evidence)[rows])
    np.add.at(table, (events[rows, ACCOUNT], events[rows, DAY] + later), change)
    return np.cumsum(table, axis=1)[:, :-1]
