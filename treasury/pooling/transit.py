"""Money on its way between two banks (在途资金): sent at once, there some business days later.

A transfer over a link that takes days debits the giver and changes n at once; the receiver is
credited at the opening of the day on which it arrives. There it may be sent back, by the bank or
because the receiver is closed: the giver is credited in its place, and n is as it was. Whatever
happens to it happens once, so that a new transfer is never the same money twice. Amounts are
minor units; days are rows of the run. Source: the banking day, sections 3 and 5.
"""

from typing import NamedTuple

from treasury.arrays import inner
from treasury.pooling.converting import converted
from treasury.pooling.packed import Packed
from treasury.pooling.state import Event, Log, State, add_position, emit, move_up
from treasury.tables import (
    ARRIVED,
    BY_THE_BANK,
    CLOSED,
    CONVERTED,
    ON_ITS_WAY,
    RECEIVER_CLOSED,
    SENT_BACK,
    UNTIMED,
)


class Transfer(NamedTuple):
    """What went over a link on the day `sent`: up, down where `amount` is negative."""

    link: int
    sent: int
    amount: int


@inner
def cross(tables: Packed, state: State, day: int, link: int, amount: int) -> int:
    """ON_ITS_WAY where the amount, sent up the link now (down: negative), takes days; CONVERTED
    where it becomes another currency, at once; else 0."""
    links = tables.links
    if links.delay[link] == 0:
        move_up(links, state, link, amount, converted(tables, day, link, amount))
        return links.converts[link] * CONVERTED
    if amount > 0:
        state.sent.rising[day, link] += amount
    else:
        state.sent.falling[day, link] -= amount
    state.accounts.book[giver(tables, link, amount)] -= abs(amount)
    state.accounts.coming[giver(tables, link, -amount)] += abs(amount)
    state.links.moving[link] += abs(amount)
    add_position(links, state, link, amount)
    return ON_ITS_WAY


@inner
def giver(tables: Packed, link: int, amount: int) -> int:
    """The account that sends the amount up the link (down where negative)."""
    return tables.links.participant[link] if amount > 0 else tables.links.header[link]


@inner
def let_arrive(tables: Packed, state: State, log: Log, day: int) -> None:
    """Credit what arrives at this opening, by link and day of sending, what went up first."""
    for link in range(len(tables.links.delay)):
        if tables.links.delay[link] == 0:
            continue
        sent = state.links.reached[link]
        while sent < day and tables.link_days.arrives[sent, link] <= day:
            end(tables, state, log, day, Transfer(link, sent, state.sent.rising[sent, link]))
            end(tables, state, log, day, Transfer(link, sent, -state.sent.falling[sent, link]))
            sent += 1
        state.links.reached[link] = sent


@inner
def end(tables: Packed, state: State, log: Log, day: int, transfer: Transfer) -> None:
    """Credit the transfer to its receiver, or to its giver where it is sent back."""
    link, sent, amount = transfer
    if amount == 0:
        return
    credited, other = giver(tables, link, -amount), giver(tables, link, amount)
    state.accounts.coming[credited] -= abs(amount)
    state.links.moving[link] -= abs(amount)
    kind, reason = ARRIVED, int(tables.link_days.sent_back[sent, link]) * BY_THE_BANK
    if reason == 0 and state.accounts.stopped[credited] == CLOSED:
        reason = RECEIVER_CLOSED
    if reason > 0:
        kind, credited, other = SENT_BACK, other, credited
        add_position(tables.links, state, link, -amount)
    before = state.accounts.book[credited]
    state.accounts.book[credited] += abs(amount)
    emit(
        log,
        Event(day, UNTIMED, kind, credited, other, link, abs(amount), before, sent, reason, 0, 0),
    )


@inner
def may_arrive(tables: Packed, state: State, day: int) -> int:
    """An upper bound of what arrives at the day's opening."""
    bound = 0
    for link in range(len(tables.links.delay)):
        if tables.links.delay[link] > 0:
            bound += 2 * (day - state.links.reached[link])
    return bound
