"""Queues of payments that could not be made, one an account, by priority, then arrival.

Nothing overtakes a waiting payment unless the terms allow it. A waiting payment reserves the
account's cash; when it is tried it may use what is reserved for itself and for those behind it.
Source: the banking day, section 5.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, inner
from treasury.pooling.ceilings import room_down
from treasury.pooling.packed import Packed
from treasury.pooling.payments import (
    Attempt,
    budget_left,
    give,
    header_of,
    help_for,
    is_drawn_on,
    own_overdraft,
    pay,
    payable,
    reach_by_mode,
    right_by_mode,
    scope_of,
    usable,
)
from treasury.pooling.state import Beside, Event, Log, Moment, Room, State, emit_beside
from treasury.pooling.windows import takes_now
from treasury.tables import (
    ALL_OUTGOING,
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
    CLOSED,
    FROZEN,
    NO_BUDGET,
    PENDING,
    QUEUED,
    REFUSED,
    REJECTED,
    WAS_REFUSED,
    WAS_REJECTED,
)


class Verdict(NamedTuple):
    """That a payment is not made now: when, which item, and the kind of event."""

    day: int
    minute: int
    item: int
    kind: int


@inner
def arrive(tables: Packed, state: State, log: Log, moment: Moment, item: int) -> None:
    """A payment comes: it is made, or waits, or is rejected where it may not wait."""
    account = tables.items.account[item]
    enqueue(tables, state, item)
    retry(tables, state, log, moment, account)
    if state.items.fate[item] != PENDING:
        return
    closed = state.accounts.stopped[account] == CLOSED
    if tables.items.queues[item] == 1 and not closed:
        explain_wait(tables, state, log, Verdict(moment.day, moment.minute, item, QUEUED))
        return
    explain_wait(tables, state, log, Verdict(moment.day, moment.minute, item, REJECTED))
    state.items.fate[item] = WAS_REJECTED
    remove(tables, state, item)


@inner
def enqueue(tables: Packed, state: State, item: int) -> None:
    """Put the item into its account's queue behind all of the same or a lower priority number."""
    account = tables.items.account[item]
    priority = tables.items.priority[item]
    before, here = -1, state.accounts.head[account]
    while here >= 0 and tables.items.priority[here] <= priority:
        before, here = here, state.items.behind[here]
    state.items.behind[item] = here
    if before < 0:
        state.accounts.head[account] = item
    else:
        state.items.behind[before] = item
    state.accounts.queued[account] -= tables.items.amount[item]
    state.waiting[0] += 1


@inner
def remove(tables: Packed, state: State, item: int) -> None:
    """Take the item out of its account's queue."""
    account = tables.items.account[item]
    before, here = -1, state.accounts.head[account]
    while here != item:
        before, here = here, state.items.behind[here]
    if before < 0:
        state.accounts.head[account] = state.items.behind[item]
    else:
        state.items.behind[before] = state.items.behind[item]
    state.items.behind[item] = -1
    state.accounts.queued[account] += tables.items.amount[item]
    state.waiting[0] -= 1


@inner
def retry(tables: Packed, state: State, log: Log, moment: Moment, account: int) -> None:
    """Try the account's queue from the front; stop at the first that cannot be paid.

    With `overtaking` those behind it are tried as well, on what is not reserved before them.
    """
    ahead = int(np.int64(0))  # a variable: the compiler would specialise on a constant
    item = state.accounts.head[account]
    while item >= 0:
        following = state.items.behind[item]
        amount = -tables.items.amount[item]
        leaves = takes_now(tables, moment, tables.items.channel[item])
        if leaves == 1 and amount <= payable(tables, state, moment.day, account, ahead):
            remove(tables, state, item)
            pay(tables, state, log, Attempt(moment.day, moment.minute, item), ahead)
        elif tables.overtaking == 1:
            ahead += amount
        else:
            return
        item = following


@inner
def retry_branch(tables: Packed, state: State, log: Log, moment: Moment, account: int) -> None:
    """After a credit to the account: its queue, then those of its branch, by account."""
    if state.waiting[0] == 0:
        return
    retry(tables, state, log, moment, account)
    for other in range(len(state.accounts.book)):
        if (
            state.accounts.head[other] >= 0
            and other != account
            and below(tables, state, other, account)
        ):
            retry(tables, state, log, moment, other)


@inner
def below(tables: Packed, state: State, account: int, header: int) -> bool:
    """Whether the account stands below the header in the structure."""
    link = state.places.link[account]
    while link >= 0:
        above = tables.links.header[link]
        if above == header:
            return True
        link = state.places.link[above]
    return False


@inner
def retry_all(tables: Packed, state: State, log: Log, moment: Moment) -> None:
    """Try every queue, by account."""
    if state.waiting[0] == 0:
        return
    for account in range(len(state.accounts.book)):
        if state.accounts.head[account] >= 0:
            retry(tables, state, log, moment, account)


@inner
def refuse_waiting(
    tables: Packed, state: State, log: Log, moment: Moment, everywhere: bool
) -> None:
    """Cancel every waiting payment, by account and place in the queue.

    Not `everywhere`: those of closed accounts only, which wait for nothing.

    The reasons are told while all queues still stand: who waited behind another says so, and
    what its header had reserved for its own queue is not counted as free.
    """
    if state.waiting[0] == 0:
        return
    for account in range(len(state.accounts.book)):
        item = state.accounts.head[account]
        if not (everywhere or state.accounts.stopped[account] == CLOSED):
            continue
        while item >= 0:
            explain_wait(tables, state, log, Verdict(moment.day, moment.minute, item, REFUSED))
            state.items.fate[item] = WAS_REFUSED
            item = state.items.behind[item]
    for account in range(len(state.accounts.book)):
        if everywhere or state.accounts.stopped[account] == CLOSED:
            while state.accounts.head[account] >= 0:
                remove(tables, state, state.accounts.head[account])


@inner
def explain_wait(tables: Packed, state: State, log: Log, verdict: Verdict) -> None:
    """Log why the item cannot be paid now, and note its first cause."""
    item = verdict.item
    account = tables.items.account[item]
    ahead = int(np.int64(0))
    first = state.accounts.head[account]
    while first != item:
        ahead -= tables.items.amount[first]
        first = state.items.behind[first]
    limit = payable(tables, state, verdict.day, account, ahead)
    amount = -tables.items.amount[item]
    cause = CAUSE_CUT_OFF
    if amount > limit or (ahead > 0 and tables.overtaking == 0):
        cause = cause_of(tables, state, account, amount, ahead)
    if state.items.cause[item] == 0:
        state.items.cause[item] = cause
    room = Room(0, -1)
    if cause == CAUSE_POSITION:
        room = room_on_the_way(tables, state, account)
    emit_beside(
        log,
        Event(
            verdict.day, verdict.minute, verdict.kind, account, -1, item,
            -amount, usable(state, account, ahead), limit, cause, state.items.cause[item], 0,
        ),
        Beside(0, room, 0, 0),
    )  # fmt: skip


@inner
def cause_of(tables: Packed, state: State, account: int, amount: int, ahead: int) -> int:
    """The CAUSE that keeps a payment of the amount from being made now.

    In order: the account is stopped · an earlier payment waits · the account only receives · a
    budget for all payments is used up · with its own cash, overdraft and all it may draw it is
    short (`shortage`) · else the participants' money is protected.
    """
    if state.accounts.stopped[account] >= FROZEN:
        return CAUSE_STOPPED
    if ahead > 0 and tables.overtaking == 0:
        return CAUSE_QUEUE
    if state.places.pays[account] == 0:
        return CAUSE_RECEIVE_ONLY
    scope = scope_of(state, account)
    if scope == ALL_OUTGOING and amount > budget_left(state, account):
        return CAUSE_BUDGET
    overdraft = own_overdraft(tables, state, account)
    helped = help_for(tables, state, account)
    if amount <= usable(state, account, ahead) + overdraft + helped:
        return CAUSE_ENTITLEMENT
    return shortage(tables, state, account, helped)


@inner
def shortage(tables: Packed, state: State, account: int, helped: int) -> int:
    """Why the account cannot draw more than `helped`, when that is not enough.

    A position limit on the way down leaves less than would come · the header cannot give as much
    as the payment mode would let it draw · what the mode lets it draw, or its budget, is used up ·
    the mode lets it draw nothing.
    """
    places = state.places
    if room_on_the_way(tables, state, account).ceiling >= 0:
        return CAUSE_POSITION
    if right_by_mode(tables, state, account) > helped:
        return CAUSE_HEADER
    if places.link[account] < 0:
        return CAUSE_OWN_CASH
    if places.borrows[account] == 1 and scope_of(state, account) != NO_BUDGET:
        return CAUSE_BUDGET
    if places.borrows[account] + places.deposits[account] > 0:
        return CAUSE_RIGHT
    return CAUSE_OWN_CASH


@inner
def room_on_the_way(tables: Packed, state: State, account: int) -> Room:
    """What the position limit leaves that keeps back what the account would draw; -1: none does.

    Link by link upwards: the limit of a link binds where it leaves less than the payment mode
    below and the header above would let through; where the header is the one that is short, it may
    be a limit of the header's own link, if that is drawn on.
    """
    most = right_by_mode(tables, state, account)
    while most > 0 and state.places.link[account] >= 0:
        room = room_down(tables, state, state.places.link[account])
        header = header_of(tables, state, account)
        gives = give(tables, state, header)
        if room.amount < min(most, gives):
            return room
        if most <= gives or state.accounts.stopped[header] >= FROZEN:
            return Room(UNLIMITED, -1)
        account = header
        most = reach_by_mode(tables, state, account)
        if state.places.link[account] >= 0 and not is_drawn_on(tables, state.places.link[account]):
            most = 0
    return Room(UNLIMITED, -1)
