"""The running state of a day: balances, positions, queues; and the log of events.

Amounts are int64 minor units; shapes (account,) unless said otherwise. `position` of an account
is n of its own link: sent up less received, interest included, positive = sent up. `held` of an
account is the sum of the positions of its direct participants. Source: the banking day, section 5.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts, compiled
from treasury.tables import END_OF_DAY, EVENT_COLUMNS, LinkTable, Tables


class State(NamedTuple):
    """Everything that changes while days pass; saved and resumed as it is.

    `deferred` is booked money whose value date has not come, `release` (day, account) the part
    of it that gets its value on a day. `owed` (loan,). `queued` is the
    sum of an account's waiting payments, `head` its first, `behind` (item,) the next one, -1 at
    the end; `waiting` (1,) counts all. `number` (accrual, tier), `whole`, `rest` (accrual,) are
    interest accrued since the last settlement, `due` (accrual,) what is settled and not posted.
    `fate`, `made_day`, `made_minute`, `cause` (item,) as in a projection.
    """

    book: Amounts
    deferred: Amounts
    release: Amounts
    position: Amounts
    held: Amounts
    owed: Amounts
    queued: Amounts
    head: Amounts
    behind: Amounts
    waiting: Amounts
    number: Amounts
    whole: Amounts
    rest: Amounts
    due: Amounts
    fate: Amounts
    made_day: Amounts
    made_minute: Amounts
    cause: Amounts


class Log(NamedTuple):
    """Events so far: `rows` (capacity, 12), of which the first `used[0]` are written."""

    rows: Amounts
    used: Amounts


class Moment(NamedTuple):
    """Where in the run we are: day row, minute of the day (END_OF_DAY at its end)."""

    day: int
    minute: int


def first_state(tables: Tables) -> State:
    """The state before the first day."""

    def zeros(count: int) -> Amounts:
        return np.zeros(count, dtype=np.int64)

    accounts, items = len(tables.accounts.opening), len(tables.items.day)
    accruals = len(tables.accruals.kind)
    return State(
        book=tables.accounts.opening.copy(),
        deferred=zeros(accounts),
        release=np.zeros((tables.days, accounts), dtype=np.int64),
        position=zeros(accounts),
        held=zeros(accounts),
        owed=tables.loans.drawn.copy(),
        queued=zeros(accounts),
        head=zeros(accounts) - 1,
        behind=zeros(items) - 1,
        waiting=zeros(1),
        number=tables.accruals.opening.copy(),
        whole=zeros(accruals),
        rest=zeros(accruals),
        due=zeros(accruals),
        fate=zeros(items),
        made_day=zeros(items) - 1,
        made_minute=zeros(items) - 1,
        cause=zeros(items),
    )


def empty_log(capacity: int) -> Log:
    """A log with room for so many events."""
    return Log(
        rows=np.zeros((capacity, EVENT_COLUMNS), dtype=np.int64), used=np.zeros(1, dtype=np.int64)
    )


Event = tuple[int, int, int, int, int, int, int, int, int, int, int, int]


@compiled
def emit(log: Log, event: Event) -> None:
    """Write one event, its twelve columns in the order of `tables`; there is room for it."""
    row = log.used[0]
    for column in range(EVENT_COLUMNS):
        log.rows[row, column] = event[column]
    log.used[0] = row + 1


@compiled
def reserved(book: int, queued: int) -> int:
    """Cash kept for queued payments: what there is of it, never below zero.

    >>> reserved(500, 800), reserved(500, 200), reserved(-5, 200)
    (500, 200, 0)
    """
    return min(max(0, book), queued)


@compiled
def available(state: State, account: int) -> int:
    """The account's balance less cash reserved for its queued payments."""
    book = state.book[account]
    return book - reserved(book, state.queued[account])


@compiled
def undrawn(tables: Tables, state: State, account: int) -> int:
    """What is left of the account's credit line, 0 without one."""
    line = tables.accounts.line[account]
    if line < 0:
        return 0
    return max(0, tables.loans.limit[line] - state.owed[line])


@compiled
def capacity(tables: Tables, state: State, header: int, minute: int) -> int:
    """What the header can give to a sweep now; not negative.

    At a root the undrawn credit line counts in the end-of-day sweeps. Source: the banking day,
    sections 3 and 6.
    """
    gives = available(state, header) - tables.accounts.lowest[header]
    if minute == END_OF_DAY and tables.accounts.link[header] < 0:
        gives += undrawn(tables, state, header)
    return min(max(0, gives), UNLIMITED)


@compiled
def move_up(links: LinkTable, state: State, link: int, amount: int) -> None:
    """Move the amount from the participant to the header (down where negative)."""
    participant, header = links.participant[link], links.header[link]
    state.book[participant] -= amount
    state.book[header] += amount
    state.position[participant] += amount
    state.held[header] += amount
