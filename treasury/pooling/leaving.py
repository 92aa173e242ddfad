"""Links that end: what is open on them is settled, or taken over by the next link.

Settled: at the end of the link's last day, after the sweeps, what the participant had sent up
comes back from what the header can give, and what it had borrowed is repaid from its available
cash; what there is no money for is tried again at the end of every day after it. Repayments go
first, deepest level first, then what comes back, from the top down, so that money on its way
through several levels arrives the same day. Nothing is settled while money is on its way over
the link: it might be sent back. Taken over: at the opening of the next day the new
header owes what the old one owed; no cash moves, and every link on the way between the two
headers carries it; interest of the old link that is posted later is settled. Amounts are minor
units. Source: the banking day, section 2.
"""

from typing import NamedTuple

from treasury.arrays import inner
from treasury.pooling.packed import Packed
from treasury.pooling.state import (
    Event,
    Log,
    State,
    add_position,
    available,
    capacity,
    emit,
)
from treasury.pooling.transit import cross
from treasury.tables import (
    BOUND_CAPACITY,
    END_OF_DAY,
    FROZEN,
    NOVATED,
    ON_ITS_WAY,
    SETTLEMENT,
    UNTIMED,
)


class Takeover(NamedTuple):
    """A position taken over: on which day, of which link that ended, and how much (n of it)."""

    day: int
    ended: int
    amount: int


@inner
def settle_ended(tables: Packed, state: State, log: Log, day: int) -> None:
    """Settle what is open on links whose last day has come, as far as there is money: repayments
    from the deepest level up, each level in the order of a pass, then what headers return."""
    links = tables.links
    end = len(links.last)
    while end > 0:
        first = end - 1
        while first > 0 and links.level[first - 1] == links.level[end - 1]:
            first -= 1
        for link in range(first, end):
            repay_ended(tables, state, log, day, link)
        end = first
    for link in range(len(links.last)):
        if is_due(tables, link, day) and state.links.position[link] > 0:
            gives = capacity(tables, state, links.header[link], END_OF_DAY)
            amount = min(state.links.position[link], gives)
            settle(tables, state, log, day, link, -amount * may_pay(tables, state, link))


@inner
def repay_ended(tables: Packed, state: State, log: Log, day: int, link: int) -> None:
    """Let the participant of the link, if it has ended, pay back what it still owes over it."""
    if is_due(tables, link, day) and state.links.position[link] < 0:
        free = max(0, available(state, tables.links.participant[link]))
        amount = min(-state.links.position[link], free)
        settle(tables, state, log, day, link, amount * may_pay(tables, state, link))


@inner
def is_due(tables: Packed, link: int, day: int) -> bool:
    """Whether what is open on the link is to be paid this evening.

    Of a link that was taken over that is interest which was posted only later.
    """
    last = tables.links.last[link]
    return last < day or (last == day and tables.links.settles[link] == 1)


@inner
def may_pay(tables: Packed, state: State, link: int) -> int:
    """1 where neither end of the link is frozen or closed today and nothing is on its way over it,
    so that money may move; else 0."""
    if state.links.moving[link] > 0:
        return 0
    stopped = state.accounts.stopped
    ends = max(stopped[tables.links.participant[link]], stopped[tables.links.header[link]])
    return 0 if ends >= FROZEN else 1


@inner
def settle(tables: Packed, state: State, log: Log, day: int, link: int, amount: int) -> None:
    """Move the amount up the link (down where negative); told on the last day in any case."""
    links = tables.links
    open_before = state.links.position[link]
    if amount == 0 and links.last[link] != day:
        return
    reason = BOUND_CAPACITY if amount != -open_before else 0
    reason += ON_ITS_WAY if state.links.moving[link] > 0 else 0
    if amount != 0:
        reason += cross(tables, state, day, link, amount)
    emit(
        log,
        Event(
            day, END_OF_DAY, SETTLEMENT, links.participant[link], links.header[link], link, amount,
            open_before, -open_before, reason, 0, 0,
        ),
    )  # fmt: skip


@inner
def novate_ended(tables: Packed, state: State, log: Log, day: int) -> None:
    """Let the heirs of links that ended the evening before take over what is open on them."""
    links = tables.links
    for link in range(len(links.last)):
        heir, amount = links.heir[link], state.links.position[link]
        if links.last[link] != day - 1 or heir < 0 or amount == 0:
            continue
        out, into = Takeover(day, link, -amount), Takeover(day, link, amount)
        hand_over(tables, state, log, out, link)
        hand_over(tables, state, log, into, heir)
        meeting = meeting_point(tables, state, links.header[link], links.header[heir])
        climb(tables, state, log, out, links.header[link], meeting)
        climb(tables, state, log, into, links.header[heir], meeting)


@inner
def climb(
    tables: Packed, state: State, log: Log, takeover: Takeover, start: int, meeting: int
) -> None:
    """Add the amount to n of every link from the account `start` up to the account `meeting`."""
    account = start
    while account != meeting:
        above = state.places.link[account]
        hand_over(tables, state, log, takeover, above)
        account = tables.links.header[above]


@inner
def hand_over(tables: Packed, state: State, log: Log, takeover: Takeover, link: int) -> None:
    """Add the amount to n of the link, because the link that ended is taken over."""
    links = tables.links
    before = state.links.position[link]
    add_position(links, state, link, takeover.amount)
    emit(
        log,
        Event(
            takeover.day, UNTIMED, NOVATED, links.participant[link], links.header[link], link,
            takeover.amount, before, 0, 0, 0, takeover.ended,
        ),
    )  # fmt: skip


@inner
def meeting_point(tables: Packed, state: State, one: int, other: int) -> int:
    """The lowest account that stands above, or is, both accounts; there is one."""
    found = one
    while not stands_over(tables, state, found, other):
        found = header_above(tables, state, found)
    return found


@inner
def stands_over(tables: Packed, state: State, header: int, account: int) -> bool:
    """Whether the header is the account, or stands anywhere above it."""
    while account >= 0 and account != header:
        account = header_above(tables, state, account)
    return account == header


@inner
def header_above(tables: Packed, state: State, account: int) -> int:
    """The account's header today, -1 for a root."""
    link = state.places.link[account]
    return tables.links.header[link] if link >= 0 else -1
