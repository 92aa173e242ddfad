"""Checks of payments and items: what may be paid is paid, and everything ends exactly once.

Numbers 18 and 19 of a run's checks; the banking day, section 5, says what they ask.
"""

from collections.abc import Sequence

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.evidence import Evidence, Finding, Truths, failed, first, passed
from treasury.checking.judged import Judged
from treasury.checking.payable import STOPS_MONEY, judge
from treasury.checking.payers import Payers, payers
from treasury.checking.stops import STRENGTH, stopped_days
from treasury.checking.windows import takes
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    BUDGET,
    CAUSE_BUDGET,
    CAUSE_CUT_OFF,
    CAUSE_ENTITLEMENT,
    CAUSE_HEADER,
    CAUSE_OWN_CASH,
    CAUSE_POSITION,
    CAUSE_QUEUE,
    CAUSE_RECEIVE_ONLY,
    CAUSE_RIGHT,
    CAUSE_STOPPED,
    CEILING,
    DAY,
    DRAW,
    GIVES,
    KIND,
    MADE,
    MADE_LATE,
    MINUTE,
    PAYMENT,
    QUEUED,
    REASON,
    RECEIPT,
    RECEIVE_ONLY,
    REF,
    REFUSED,
    REJECTED,
    ROOM,
    SEEN,
    STANDALONE,
    WAS_REFUSED,
    WAS_REJECTED,
)

NOWHERE = -1
BOUNDLESS = UNLIMITED // 2
"""Far above every sum a plan can have: who may pay that much may pay without bound."""


def payments_are_within_means(evidence: Evidence) -> Finding:
    """18: a payment is made if the account may pay it then, and waits or fails only if not.

    What it may pay is recomputed at each decision, with the queue, the header's help and the
    first cause; the linked draw of a payment is what its own cash did not cover.
    """
    events = evidence.projection.events
    rows = evidence.rows(PAYMENT, QUEUED, REJECTED, REFUSED)
    rows = rows[events[rows, AMOUNT] < 0]
    if len(rows) == 0:
        return Finding(None, 0, "there are no payments")
    accounts, phase = payers(evidence)
    found = Judged(*(column[rows] for column in judge(evidence, accounts, phase)))
    decided, amount = events[rows], -events[rows, AMOUNT]
    made = decided[:, KIND] == PAYMENT
    place = (phase[decided[:, DAY]], decided[:, ACCOUNT])
    terms = Payers(*(column[place] for column in accounts))
    blocked = (found.ahead > 0) & (not evidence.plan.scenario.overtaking)
    leaves = takes(evidence, decided)
    payable = np.minimum(found.payable, BOUNDLESS)
    told_payable = np.minimum(decided[:, BASE], BOUNDLESS)
    other = told_payable != payable
    rest = np.maximum(amount - np.maximum(found.usable, 0), 0)
    drawn = np.minimum(rest, found.help)
    wrong_draw = (decided[:, GIVES] != drawn) | (own_draws(events, rows) != drawn)
    tests = (
        ("was made beyond what the account may pay", made & (amount > found.payable)),
        ("overtook one that waits", made & blocked),
        ("left outside the times of its bank or clearing system", made & ~leaves),
        ("could have been made", ~made & ~blocked & leaves & (amount <= found.payable)),
        ("drew another amount from its header", made & wrong_draw),
        ("used another amount of its budget", made & (decided[:, AUX] != found.used)),
        ("saw other figures", other | (decided[:, SEEN] != found.usable)),
        (
            "names another cause",
            ~made & (decided[:, REASON] != causes(evidence, terms, found, decided)),
        ),
        ("names another position limit", limit_misnamed(found, decided)),
    )
    for what, wrong in tests:
        if wrong.any():
            (at,) = first(wrong)
            limit = evidence.money(int(decided[at, ACCOUNT]), int(payable[at]))
            return failed(len(rows), f"{told(evidence, decided[at])} {what}: it may pay {limit}")
    return draws_have_payments(evidence, len(rows))


def told(evidence: Evidence, event: Amounts) -> str:
    """The payment an event decides about, as text."""
    names, account = evidence.plan.names, int(event[ACCOUNT])
    moment = evidence.moment(int(event[DAY]), int(event[MINUTE]))
    figure = evidence.money(account, -int(event[AMOUNT]))
    return f"payment {names.items[event[REF]]} of {names.accounts[account]}, {figure}, {moment},"


def own_draws(events: Amounts, rows: Amounts) -> Amounts:
    """What came down the account's own link for each payment: the event just before it."""
    before = events[np.maximum(rows - 1, 0)]
    own = (before[:, KIND] == DRAW) & (before[:, ACCOUNT] == events[rows, ACCOUNT])
    return np.where(own & (before[:, AUX] == events[rows, REF]), before[:, AMOUNT], 0)


def causes(evidence: Evidence, terms: Payers, found: Judged, decided: Amounts) -> Amounts:
    """Why each could not be made: the first of these reasons that holds, last of all own cash.

    `terms` are those of the account at each decision.
    """
    amount, mode, help_ = -decided[:, AMOUNT], terms.mode, found.help
    queue = (found.ahead > 0) & (not evidence.plan.scenario.overtaking)
    draws = (terms.header >= 0) & (mode != STANDALONE) & (mode != RECEIVE_ONLY)
    stops = stopped_days(evidence)[decided[:, DAY], decided[:, ACCOUNT]] >= STOPS_MONEY
    reasons = (
        (CAUSE_CUT_OFF, (amount <= found.payable) & ~queue),
        (CAUSE_STOPPED, stops),
        (CAUSE_QUEUE, queue),
        (CAUSE_RECEIVE_ONLY, terms.pays == 0),
        (CAUSE_BUDGET, amount > found.budget),
        (CAUSE_ENTITLEMENT, amount <= found.own + help_),
        (CAUSE_POSITION, found.ceiling >= 0),
        (CAUSE_HEADER, found.lets > help_),
        (CAUSE_BUDGET, draws & (mode == BUDGET)),
        (CAUSE_RIGHT, draws),
    )
    return np.select([holds for _, holds in reasons], [c for c, _ in reasons], CAUSE_OWN_CASH)


def limit_misnamed(found: Judged, decided: Amounts) -> Truths:
    """Where an event names a position limit, or what it left, that did not stop the payment."""
    named = (decided[:, KIND] != PAYMENT) & (decided[:, REASON] == CAUSE_POSITION)
    room, ceiling = np.where(named, found.room, 0), np.where(named, found.ceiling, -1)
    wrong = (decided[:, ROOM] != room) | (decided[:, CEILING] != ceiling)
    return np.asarray(wrong, dtype=np.bool_)


def draws_have_payments(evidence: Evidence, examined: int) -> Finding:
    """The end of check 18: what was drawn on a link was drawn for the payment that follows."""
    events = evidence.projection.events
    drawn = evidence.rows(DRAW)
    others = np.append(np.flatnonzero(events[:, KIND] != DRAW), 0)
    following = events[others[np.searchsorted(others[:-1], drawn)]]
    wrong = (following[:, KIND] != PAYMENT) | (following[:, REF] != events[drawn, AUX])
    if wrong.any():
        event = events[drawn[first(wrong)]]
        name = evidence.plan.names.items[event[AUX]]
        moment = evidence.moment(int(event[DAY]), int(event[MINUTE]))
        link = evidence.link(int(event[REF]))
        return failed(examined, f"linked draw {link}, {moment}, for {name}: no payment follows")
    return passed(examined, "decisions about payments, each recomputed", "there are no payments")


def items_end_once(evidence: Evidence) -> Finding:
    """19: each item is booked once, rejected or refused, on its terms, and reported so."""
    count = len(evidence.plan.tables.items.day)
    if count == 0:
        return Finding(None, 0, "there are no items")
    events = evidence.projection.events
    ends = evidence.rows(RECEIPT, PAYMENT, REJECTED, REFUSED)
    waits = evidence.rows(QUEUED)
    often = np.bincount(events[ends, REF], minlength=count)
    end, begin = np.full(count, NOWHERE), np.full(count, NOWHERE)
    end[events[ends, REF]], begin[events[waits, REF]] = ends, waits
    queued = np.bincount(events[waits, REF], minlength=count)
    tests = (
        ("was lost", often == 0),
        ("ended more than once", (often > 1) | (queued > 1)),
        *ends_on_terms(evidence, begin, end),
        ("is reported otherwise than it ended", misreported(evidence, begin, end)),
    )
    return judged_items(evidence, tests)


Tests = Sequence[tuple[str, Truths]]


def judged_items(evidence: Evidence, tests: Tests) -> Finding:
    """The first item that fails the first of the tests that is failed, or that all pass."""
    items, names = evidence.plan.tables.items, evidence.plan.names
    for what, wrong in tests:
        if wrong.any():
            (item,) = first(wrong)
            account = int(items.account[item])
            figure = evidence.money(account, int(items.amount[item]))
            day = evidence.day(int(items.day[item]))
            name = f"item {names.items[item]} of {names.accounts[account]}"
            return failed(len(items.day), f"{name}, {figure} on {day}, {what}")
    return passed(len(items.day), "items, each with one end", "there are no items")


def ends_on_terms(evidence: Evidence, begin: Amounts, end: Amounts) -> Tests:
    """Tests of how each item came and ended; `begin` and `end` (item,) are rows of events."""
    events, items, scenario = (
        evidence.projection.events,
        evidence.plan.tables.items,
        evidence.plan.scenario,
    )
    waited, last = begin != NOWHERE, events[end]
    came = np.where(waited[:, np.newaxis], events[begin], last)
    kind = last[:, KIND]
    figures = [items.day, items.minute, items.account, items.amount]
    other = (came[:, [DAY, MINUTE, ACCOUNT, AMOUNT]] != np.stack(figures, axis=1)).any(axis=1)
    other |= (last[:, ACCOUNT] != items.account) | (last[:, AMOUNT] != items.amount)
    closed = closes(evidence, last[:, DAY], items.account)
    may_wait = (items.queues == 1) & ~(closed & ~waited)
    comes = (items.amount > 0) & ~closed
    wrong = ((kind == RECEIPT) != comes) | (waited & (begin > end))
    wrong |= np.where(may_wait, kind == REJECTED, waited) | ((kind == REFUSED) & ~waited)
    past = waited & (last[:, DAY] != came[:, DAY]) & (scenario.queue == "cancel")
    past |= (
        (kind == REFUSED)
        & (last[:, DAY] != len(evidence.plan.names.days) - 1)
        & (scenario.queue == "carry")
        & ~closed
    )
    return (
        ("came at another time, or with other figures", other),
        ("did not end as its terms say", wrong),
        ("left the queue on another day than its terms say", past),
    )


def closes(evidence: Evidence, days: Amounts, accounts: Amounts) -> Truths:
    """Whether each account is closed on the day beside it."""
    table = stopped_days(evidence) == STRENGTH.index("closed")
    return np.asarray(table[days, accounts], dtype=np.bool_)


def misreported(evidence: Evidence, begin: Amounts, end: Amounts) -> Truths:
    """Where fate, day, minute or cause of the projection are not those of the events; (item,)."""
    events, projection = evidence.projection.events, evidence.projection
    last, waited = events[end], begin != NOWHERE
    kind = last[:, KIND]
    booked = (kind == RECEIPT) | (kind == PAYMENT)
    fate = np.where(kind == REJECTED, WAS_REJECTED, WAS_REFUSED)
    fate = np.where(booked, np.where(waited, MADE_LATE, MADE), fate)
    cause = np.where(kind == REJECTED, last[:, REASON], 0)
    cause = np.where(waited, events[begin, REASON], cause)
    wrong = (projection.fate != fate) | (projection.cause != cause)
    wrong |= projection.made_day != np.where(booked, last[:, DAY], NOWHERE)
    wrong |= projection.made_minute != np.where(booked, last[:, MINUTE], NOWHERE)
    return np.asarray(wrong, dtype=np.bool_)
