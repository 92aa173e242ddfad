"""Overdraft nights inside the day loop: counted at close, the overdue loan made and repaid.

What is overdrawn at the close counts a night. Where a further one would pass the agreed number,
the bank credits the account with what is overdrawn, the debt stands as an overdue loan, and the
overdraft is closed: its limit is 0 until it opens again. Amounts are minor units, nights are
calendar days. Source: `docs/decisions/0057-overdraft-nights.md`; the banking day, section 3.
"""

from treasury.arrays import inner
from treasury.pooling.packed import Packed
from treasury.pooling.state import Event, Log, State, available, emit
from treasury.tables import END_OF_DAY, FROZEN, OVERDUE, OVERDUE_REPAID


@inner
def limit_the_day(tables: Packed, state: State) -> None:
    """At the opening: the limits of the day; those of an overdraft that is closed are its own."""
    accounts, agreements = tables.accounts, tables.overdrafts
    for account in range(len(state.accounts.book)):
        state.accounts.overdraft[account] = accounts.intraday[account]
        state.accounts.lowest[account] = accounts.lowest[account]
    for row in range(len(agreements.account)):
        if state.nights.closed[row] == 1:
            account = agreements.account[row]
            state.accounts.overdraft[account] = agreements.intraday[row]
            state.accounts.lowest[account] = max(0, accounts.lowest[account])


@inner
def limit_the_night(tables: Packed, state: State) -> None:
    """At the end of the day: only overnight overdrafts may be used, and none that is closed."""
    for account in range(len(state.accounts.book)):
        state.accounts.overdraft[account] = tables.accounts.overdraft[account]
    for row in range(len(tables.overdrafts.account)):
        if state.nights.closed[row] == 1:
            state.accounts.overdraft[tables.overdrafts.account[row]] = 0


@inner
def repay_overdue(tables: Packed, state: State, log: Log, day: int) -> None:
    """Repay overdue loans from what is available above the reserve; the last of one may reopen
    its overdraft, from the next opening on, as it or a later agreement says."""
    agreements = tables.overdrafts
    for row in range(len(agreements.account)):
        account, loan = agreements.account[row], agreements.loan[row]
        if state.owed[loan] == 0 or state.accounts.stopped[account] >= FROZEN:
            continue
        free = available(state, account)
        amount = min(state.owed[loan], free - max(0, state.accounts.lowest[account]))
        if amount <= 0:
            continue
        state.accounts.book[account] -= amount
        state.owed[loan] -= amount
        may_open = agreements.reopens[row] == 1 or day >= agreements.renewed[row]
        opens = 1 if state.owed[loan] == 0 and may_open else 0
        if opens == 1:
            state.nights.closed[row] = 0
        emit(
            log,
            Event(
                day, END_OF_DAY, OVERDUE_REPAID, account, -1, loan, amount,
                free, state.owed[loan], 0, 0, opens,
            ),
        )  # fmt: skip


@inner
def count_nights(tables: Packed, state: State, log: Log, day: int) -> None:
    """At the close: count the nights overdrawn, make overdue what passes the agreed number, and let
    the next agreement of an account take over."""
    agreements, nights = tables.overdrafts, state.nights
    for row in range(len(agreements.account)):
        if nights.closed[row] == 1:
            stay_closed(tables, state, log, day, row)
        elif is_closed(tables, state, agreements.account[row]):
            nights.used[row] = 0
        elif day >= agreements.begins[row]:
            count_night(tables, state, log, day, row)
    for row in range(len(agreements.account)):
        if day == agreements.ends[row] and agreements.follows[row] >= 0:
            nights.used[agreements.follows[row]] = nights.used[row]


@inner
def stay_closed(tables: Packed, state: State, log: Log, day: int, row: int) -> None:
    """A close of an overdraft that is closed: what interest and fees overdrew may become overdue;
    a new agreement opens it where nothing is."""
    agreements = tables.overdrafts
    overdrawn = max(0, -state.accounts.book[agreements.account[row]])
    if overdrawn > 0 and agreements.adds_unpaid[row] == 1:
        make_overdue(tables, state, log, day, row)
    if day >= agreements.renewed[row] and state.owed[agreements.loan[row]] == 0:
        state.nights.closed[row] = 0


@inner
def is_closed(tables: Packed, state: State, account: int) -> bool:
    """Whether the account's overdraft is closed, under whichever agreement."""
    for row in range(len(tables.overdrafts.account)):
        if tables.overdrafts.account[row] == account and state.nights.closed[row] == 1:
            return True
    return False


@inner
def count_night(tables: Packed, state: State, log: Log, day: int, row: int) -> None:
    """A close of an overdraft that is open, under an agreement that has begun."""
    agreements, nights = tables.overdrafts, state.nights
    overdrawn = max(0, -state.accounts.book[agreements.account[row]])
    if overdrawn == 0 or day > agreements.ends[row]:
        nights.used[row] = 0
    elif nights.used[row] < agreements.nights[row]:
        nights.used[row] += 1
    else:
        make_overdue(tables, state, log, day, row)
        nights.used[row] = 0
        nights.closed[row] = 1


@inner
def make_overdue(tables: Packed, state: State, log: Log, day: int, row: int) -> None:
    """Credit the account with what is overdrawn; it is owed on the overdue loan."""
    account, loan = tables.overdrafts.account[row], tables.overdrafts.loan[row]
    amount = -state.accounts.book[account]
    state.accounts.book[account] = 0
    state.owed[loan] += amount
    emit(
        log,
        Event(
            day, END_OF_DAY, OVERDUE, account, -1, loan, amount,
            state.nights.used[row], tables.overdrafts.nights[row], 0, 0, state.nights.closed[row],
        ),
    )  # fmt: skip
