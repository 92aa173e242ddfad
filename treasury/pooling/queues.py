"""Queues of payments that could not be made, one an account, by priority, then arrival.

Nothing overtakes a waiting payment unless the terms allow it. A waiting payment reserves the
account's cash; when it is tried it may use what is reserved for itself and for those behind it.
Source: the banking day, section 5.
"""

from treasury.arrays import compiled
from treasury.pooling.payments import Attempt, entitled, own_overdraft, pay, payable, usable
from treasury.pooling.state import Log, Moment, State, emit
from treasury.tables import (
    CAUSE_ENTITLEMENT,
    CAUSE_HEADER,
    CAUSE_OWN_CASH,
    CAUSE_QUEUE,
    FULL,
    PENDING,
    QUEUED,
    REFUSED,
    REJECTED,
    WAS_REFUSED,
    WAS_REJECTED,
    Tables,
)


@compiled
def arrive(tables: Tables, state: State, log: Log, moment: Moment, item: int) -> None:
    """A payment comes: it is made, or waits, or is rejected where it may not wait."""
    account = tables.items.account[item]
    enqueue(tables, state, item)
    retry(tables, state, log, moment, account)
    if state.fate[item] != PENDING:
        return
    if tables.items.queues[item] == 1:
        explain_wait(tables, state, log, moment, item, QUEUED)
        return
    explain_wait(tables, state, log, moment, item, REJECTED)
    state.fate[item] = WAS_REJECTED
    remove(tables, state, item)


@compiled
def enqueue(tables: Tables, state: State, item: int) -> None:
    """Put the item into its account's queue behind all of the same or a lower priority number."""
    account = tables.items.account[item]
    priority = tables.items.priority[item]
    before, here = -1, state.head[account]
    while here >= 0 and tables.items.priority[here] <= priority:
        before, here = here, state.behind[here]
    state.behind[item] = here
    if before < 0:
        state.head[account] = item
    else:
        state.behind[before] = item
    state.queued[account] -= tables.items.amount[item]
    state.waiting[0] += 1


@compiled
def remove(tables: Tables, state: State, item: int) -> None:
    """Take the item out of its account's queue."""
    account = tables.items.account[item]
    before, here = -1, state.head[account]
    while here != item:
        before, here = here, state.behind[here]
    if before < 0:
        state.head[account] = state.behind[item]
    else:
        state.behind[before] = state.behind[item]
    state.behind[item] = -1
    state.queued[account] += tables.items.amount[item]
    state.waiting[0] -= 1


@compiled
def retry(tables: Tables, state: State, log: Log, moment: Moment, account: int) -> None:
    """Try the account's queue from the front; stop at the first that cannot be paid.

    With `overtaking` those behind it are tried as well, on what is not reserved before them.
    """
    ahead = 0
    item = state.head[account]
    while item >= 0:
        following = state.behind[item]
        amount = -tables.items.amount[item]
        if amount <= payable(tables, state, account, ahead):
            remove(tables, state, item)
            pay(tables, state, log, Attempt(moment.day, moment.minute, item), ahead)
        elif tables.overtaking == 1:
            ahead += amount
        else:
            return
        item = following


@compiled
def retry_branch(tables: Tables, state: State, log: Log, moment: Moment, account: int) -> None:
    """After a credit to the account: its queue, then those of its branch, by account."""
    if state.waiting[0] == 0:
        return
    retry(tables, state, log, moment, account)
    for other in range(len(state.book)):
        if state.head[other] >= 0 and other != account and below(tables, other, account):
            retry(tables, state, log, moment, other)


@compiled
def below(tables: Tables, account: int, header: int) -> bool:
    """Whether the account stands below the header in the structure."""
    link = tables.accounts.link[account]
    while link >= 0:
        above = tables.links.header[link]
        if above == header:
            return True
        link = tables.accounts.link[above]
    return False


@compiled
def retry_all(tables: Tables, state: State, log: Log, moment: Moment) -> None:
    """Try every queue, by account."""
    if state.waiting[0] == 0:
        return
    for account in range(len(state.book)):
        if state.head[account] >= 0:
            retry(tables, state, log, moment, account)


@compiled
def refuse_waiting(tables: Tables, state: State, log: Log, moment: Moment) -> None:
    """Cancel every waiting payment, by account and place in the queue."""
    if state.waiting[0] == 0:
        return
    for account in range(len(state.book)):
        while state.head[account] >= 0:
            item = state.head[account]
            explain_wait(tables, state, log, moment, item, REFUSED)
            state.fate[item] = WAS_REFUSED
            remove(tables, state, item)


@compiled
def explain_wait(
    tables: Tables, state: State, log: Log, moment: Moment, item: int, kind: int
) -> None:
    """Log why the item cannot be paid now, and note its first cause."""
    account = tables.items.account[item]
    ahead = 0
    first = state.head[account]
    while first != item:
        ahead -= tables.items.amount[first]
        first = state.behind[first]
    limit = payable(tables, state, account, ahead)
    cause = cause_of(tables, state, account, -tables.items.amount[item], ahead)
    if state.cause[item] == 0:
        state.cause[item] = cause
    emit(
        log,
        (
            moment.day, moment.minute, kind, account, -1, item, tables.items.amount[item],
            usable(state, account, ahead), limit, cause, state.cause[item], 0,
        ),
    )  # fmt: skip


@compiled
def cause_of(tables: Tables, state: State, account: int, amount: int, ahead: int) -> int:
    """The CAUSE that keeps a payment of the amount from being made now.

    In order: an earlier payment waits · the header cannot give enough (mode `full`) · the
    participants' money is protected · own cash and overdraft are short.
    """
    if ahead > 0 and tables.overtaking == 0:
        return CAUSE_QUEUE
    mode = tables.accounts.mode[account]
    if mode == FULL:
        return CAUSE_HEADER if tables.accounts.link[account] >= 0 else CAUSE_OWN_CASH
    overdraft = own_overdraft(tables, state, account)
    cash = usable(state, account, ahead) + overdraft
    if amount <= cash and amount > entitled(state, account) + overdraft:
        return CAUSE_ENTITLEMENT
    return CAUSE_OWN_CASH
