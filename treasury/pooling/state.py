"""The running state of a day: balances, positions, queues; and the log of events.

Amounts are int64 minor units; shapes (account,) unless said otherwise. `position` of an account
is n of its own link: sent up less received, interest included, positive = sent up; `left` the sum
of what is still open on its links that have ended. `held` of an account is the sum of the
positions of its participants, on every link with an open one. Source: the banking day, section 5.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts, compiled, inner
from treasury.pooling.packed import Packed
from treasury.structures import LinkTable, PlaceTable
from treasury.tables import (
    ACROSS,
    BESIDE,
    CEILING,
    COMING,
    END_OF_DAY,
    EVENT_COLUMNS,
    ROOM,
)


class AccountState(NamedTuple):
    """Shape (account,) each. `deferred` is booked money whose value date has not come; `queued`
    the sum of the waiting payments, `head` the first of them (-1: none). `granted` is the budget
    of the present period, `spent` what of it is used, `scope` and `restores` its terms. `receipts`
    came from outside since the last run of the account's own link. `overdraft` is the limit that
    holds at this time of day, `stopped` how the account is stopped today, `blocked` the sum of
    today's holds on it; `lowest` what it gives down to as a header today; `coming` is on its way to
    the account, in no balance yet; `pooled` is what of its value balance bears in a notional
    pool in place of its own terms."""

    book: Amounts
    deferred: Amounts
    position: Amounts
    left: Amounts
    held: Amounts
    queued: Amounts
    head: Amounts
    granted: Amounts
    spent: Amounts
    scope: Amounts
    restores: Amounts
    receipts: Amounts
    overdraft: Amounts
    stopped: Amounts
    blocked: Amounts
    lowest: Amounts
    coming: Amounts
    pooled: Amounts


class ItemState(NamedTuple):
    """Shape (item,) each. `behind` is the next in the queue (-1: none); the others as in a
    projection."""

    behind: Amounts
    fate: Amounts
    made_day: Amounts
    made_minute: Amounts
    cause: Amounts


class AccrualState(NamedTuple):
    """Shape (accrual,) each: exact interest since the last settlement (`whole`, `rest`), and
    what is settled and not posted (`due`)."""

    whole: Amounts
    rest: Amounts
    due: Amounts


class NightState(NamedTuple):
    """Shape (agreement,) each: the nights overdrawn in a row up to the latest close (`used`), and
    1 where the overdraft is `closed`."""

    used: Amounts
    closed: Amounts


class LevyState(NamedTuple):
    """Shape (levy,) each: the `number` of the present tariff, the exact amount of what is closed
    (`units`, `rest`), and the whole number since the last charge (`seen`)."""

    number: Amounts
    units: Amounts
    rest: Amounts
    seen: Amounts


class AnalysisState(NamedTuple):
    """Shape (analysis,) each, not negative: what is collected `today`; of the open period the
    `number` that was, the exact credit before the reserve (`units`, `rest`) and the `fees`; of the
    periods since the last settlement the credits (`earned`) and fees (`owed`); the credit that is
    `carried`, and what is `due` and not charged."""

    today: Amounts
    number: Amounts
    units: Amounts
    rest: Amounts
    fees: Amounts
    earned: Amounts
    owed: Amounts
    carried: Amounts
    due: Amounts


class OnLentState(NamedTuple):
    """Shape (row,) each: balance-days of money that may be lent on since interest was last settled
    (`owed`), and those of it that are (`covered`); of today's balance the part that is (`part`),
    and what rounding left over of it (`rest`)."""

    owed: Amounts
    covered: Amounts
    part: Amounts
    rest: Amounts


class NotionalState(NamedTuple):
    """Shape (pool,) each, not negative: what a notional pool has in a currency at this close on
    either side, after its offset, and what of either side cancelled out; `base_credit` and
    `base_debit`, in the row of its base currency, are C and D in that."""

    credit: Amounts
    debit: Amounts
    credit_taken: Amounts
    debit_taken: Amounts
    base_credit: Amounts
    base_debit: Amounts


class LentState(NamedTuple):
    """Shape (link,) each: what stands at this close between the legal persons of the link (n of the
    link, or where links are netted by pair the sum of theirs in the row of the first, 0 in the
    others); the same at the latest close, and the interest added to it since."""

    stands: Amounts
    closed: Amounts
    added: Amounts


class InvestmentState(NamedTuple):
    """Shape (sweep,) each, of money market sweeps: what is invested; what of it was ordered and is
    still to be paid, and on which day it was ordered."""

    invested: Amounts
    ordered: Amounts
    since: Amounts


class LinkState(NamedTuple):
    """Shape (link,) each. `position` is n of the link, `swept` what crossed it upwards less
    downwards since the last opening at which it might be returned, `swept_day` the day on which
    something last went up it. Of a link that takes days, `reached` is the first day whose
    transfers have not arrived, `moving` the sum of what has not."""

    position: Amounts
    swept: Amounts
    swept_day: Amounts
    reached: Amounts
    moving: Amounts


class SentState(NamedTuple):
    """What went up and down links that take days, by the day of sending; shape (day, link) each,
    without rows where no link takes any."""

    rising: Amounts
    falling: Amounts


class State(NamedTuple):
    """Everything that changes while days pass; saved and resumed as it is.

    `accounts`, `items`, `accruals`, `nights`, `levies`, `analyses`, `links`, `sent`, `investments`
    are record arrays (`pooling.packed`). `places` (account,) is the present phase of the structure.
    `ceiling` (limit,) are the position limits of today, UNLIMITED where one is not in force.
    `release` (day, account) is booked money that gets its value on a day; `waiting` (1,) counts
    queued payments; `owed` (loan,); `limit` (loan,), that of a credit line today; `deposited`
    (deposit,); `number` (accrual, tier); `watched` (1,) is the first event that no levy has seen;
    `ahead` (watch,) is what a watch has seen of interest that is not posted yet;
    `redeemed` (1,) is 1 from an evening's redemption up to the close. `part` (member,) is what each
    participant has in its notional pool, signed.
    """

    accounts: AccountState
    items: ItemState
    accruals: AccrualState
    nights: NightState
    levies: LevyState
    analyses: AnalysisState
    on_lent: OnLentState
    lent: LentState
    links: LinkState
    sent: SentState
    places: PlaceTable
    ceiling: Amounts
    release: Amounts
    waiting: Amounts
    owed: Amounts
    limit: Amounts
    deposited: Amounts
    investments: InvestmentState
    number: Amounts
    watched: Amounts
    ahead: Amounts
    redeemed: Amounts
    notional: NotionalState
    part: Amounts


class Log(NamedTuple):
    """Events so far: `rows` (capacity, 17), of which the first `used[0]` are written."""

    rows: Amounts
    used: Amounts


class Moment(NamedTuple):
    """Where in the run we are: day row, minute of the day (END_OF_DAY at its end)."""

    day: int
    minute: int


def empty_log(capacity: int) -> Log:
    """A log with room for so many events; each is written whole."""
    return Log(
        rows=np.empty((capacity, EVENT_COLUMNS), dtype=np.int64), used=np.zeros(1, dtype=np.int64)
    )


class Room(NamedTuple):
    """What the position limits let cross a link, and the limit that leaves the least; -1: none."""

    amount: int
    ceiling: int


class Event(NamedTuple):
    """One event; the columns are those of `treasury.tables`, in their order, up to AUX."""

    day: int
    minute: int
    kind: int
    account: int
    other: int
    ref: int
    amount: int
    seen: int
    base: int
    reason: int
    gives: int
    aux: int


class Beside(NamedTuple):
    """The other columns of an event: what its rule looked at beside the balance, what a position
    limit left and which, what was on its way to its account, what a conversion made of its amount.
    """

    looked_at: int
    room: Room
    coming: int
    across: int


@inner
def emit(log: Log, event: Event) -> None:
    """Write one event; there is room for it."""
    emit_beside(log, event, Beside(0, Room(0, -1), 0, 0))


@inner
def emit_beside(log: Log, event: Event, beside: Beside) -> None:
    """Write one event with what it tells beside; there is room for it in the log."""
    row = log.used[0]
    for column in range(BESIDE):
        log.rows[row, column] = event[column]
    log.rows[row, BESIDE] = beside.looked_at
    log.rows[row, ROOM] = beside.room.amount
    log.rows[row, CEILING] = beside.room.ceiling
    log.rows[row, COMING] = beside.coming
    log.rows[row, ACROSS] = beside.across
    log.used[0] = row + 1


@compiled
def reserved(book: int, queued: int) -> int:
    """Cash kept for queued payments: what there is of it, never below zero.

    >>> reserved(500, 800), reserved(500, 200), reserved(-5, 200)
    (500, 200, 0)
    """
    return min(max(0, book), queued)


@inner
def unblocked(state: State, account: int) -> int:
    """The account's balance less its holds; below zero where they are not covered."""
    return state.accounts.book[account] - state.accounts.blocked[account]


@inner
def available(state: State, account: int) -> int:
    """The account's balance less its holds and the cash reserved for its queued payments."""
    free = unblocked(state, account)
    return free - reserved(free, state.accounts.queued[account])


@inner
def undrawn(tables: Packed, state: State, account: int) -> int:
    """What is left of the account's credit line, 0 without one.

    When money has been redeemed in the evening, the lines of the day are drawn already: nothing.
    """
    line = tables.accounts.line[account]
    if line < 0 or state.redeemed[0] == 1:
        return 0
    return max(0, state.limit[line] - state.owed[line])


@inner
def capacity(tables: Packed, state: State, header: int, minute: int) -> int:
    """What the header can give to a sweep now; not negative.

    At a root the undrawn credit line counts in the end-of-day sweeps. Source: the banking day,
    sections 3 and 6.
    """
    gives = available(state, header) - state.accounts.lowest[header]
    if minute == END_OF_DAY and state.places.link[header] < 0:
        gives += undrawn(tables, state, header)
    return min(max(0, gives), UNLIMITED)


@inner
def move_up(links: LinkTable, state: State, link: int, amount: int, across: int) -> None:
    """Move the amount from the participant to the header (down where negative), where it becomes
    `across`: the same in one currency. Owed is what the header has of it."""
    participant, header = links.participant[link], links.header[link]
    state.accounts.book[participant] -= amount
    state.accounts.book[header] += across
    state.links.swept[link] += amount
    add_position(links, state, link, across)


@inner
def add_position(links: LinkTable, state: State, link: int, amount: int) -> None:
    """Let n of the link grow by the amount; no cash moves."""
    participant, header = links.participant[link], links.header[link]
    state.links.position[link] += amount
    state.accounts.held[header] += amount
    if state.places.link[participant] == link:
        state.accounts.position[participant] += amount
    else:
        state.accounts.left[participant] += amount
