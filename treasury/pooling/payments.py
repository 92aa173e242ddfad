"""Paying without being disturbed: what an account may pay, what a header can give, the queue.

    unused(a) = max(0, limit(a) - max(0, -n(a))), or what is left of the account's budget
    reach(h)  = unlimited where h's mode is `full`, else max(0, n(h)) + unused(h);
                within the room that position limits leave on its own link; 0 where that takes
                days, goes by a clearing system or leads to another currency
    give(h)   = max(0, available(h) - lowest(h) + min(reach(h), give(header of h)));
                at a root the undrawn credit line instead of the min
    pay(a)    = max(0, min(available + own od + min(right, give(header)),
                           entitlement + max(0, -n) + own od
                           + min(max(0, right - max(0, n)), give(header))))

`right` adds, by the payment mode, max(0, n) and unused(a), or has no bound, within the room that
position limits leave on the account's link (`pooling.ceilings`); the second line of pay holds where
the account's participants are protected. `available` is the balance less all that is held of it and
the cash reserved for queued payments; entitlement counts what is held, and an n in another currency
at what it brings today. Without a header n, right and give(header) are 0. Amounts are minor units.
Source: the banking day, section 5; decision 0064.
"""

from typing import NamedTuple

from treasury.arrays import UNLIMITED, inner
from treasury.pooling.ceilings import room_down
from treasury.pooling.converting import brought_by
from treasury.pooling.packed import Packed
from treasury.pooling.state import (
    Event,
    Log,
    State,
    available,
    emit,
    move_up,
    reserved,
    unblocked,
    undrawn,
)
from treasury.tables import ALL_OUTGOING, BUDGET, DRAW, FROZEN, MADE, MADE_LATE, NO_BUDGET, PAYMENT


class Attempt(NamedTuple):
    """A payment being tried: when, and which item."""

    day: int
    minute: int
    item: int


@inner
def give(tables: Packed, state: State, header: int) -> int:
    """What the header can pass down to a payment now, its own header's help included."""
    if state.accounts.stopped[header] >= FROZEN:
        return 0
    own = available(state, header) - state.accounts.lowest[header]
    link = state.places.link[header]
    if link < 0:
        helped = undrawn(tables, state, header)
    else:
        above = tables.links.header[link]
        helped = min(reach(tables, state, header), give(tables, state, above))
    return min(max(0, own + helped), UNLIMITED)


@inner
def unused(tables: Packed, state: State, account: int) -> int:
    """What the account may still borrow on its link: its limit not drawn, or its budget's rest."""
    if scope_of(state, account) != NO_BUDGET:
        return budget_left(state, account)
    drawn = max(0, -state.accounts.position[account])
    return max(0, state.places.limit[account] - drawn)


@inner
def scope_of(state: State, account: int) -> int:
    """What uses the account's budget today: nothing while it is in no link that pays by budget."""
    if state.places.mode[account] != BUDGET:
        return NO_BUDGET
    return state.accounts.scope[account]


@inner
def budget_left(state: State, account: int) -> int:
    """What is left of the account's budget in the present period; not negative."""
    return max(0, state.accounts.granted[account] - state.accounts.spent[account])


@inner
def reach(tables: Packed, state: State, header: int) -> int:
    """What the header may draw on its own link, on which it has a header, for its participants."""
    link = state.places.link[header]
    if not is_drawn_on(tables, link):
        return 0
    return min(reach_by_mode(tables, state, header), room_down(tables, state, link).amount)


@inner
def is_drawn_on(tables: Packed, link: int) -> bool:
    """Whether payments draw on the link: not where it takes days, its sweeps go by a clearing
    system, or it converts."""
    links = tables.links
    return links.delay[link] == 0 and links.channel[link] < 0 and links.converts[link] == 0


@inner
def reach_by_mode(tables: Packed, state: State, header: int) -> int:
    """What the header's payment mode lets it draw on its own link for its participants."""
    if state.places.unbounded[header] == 1:
        return UNLIMITED
    return max(0, state.accounts.position[header]) + unused(tables, state, header)


@inner
def right(tables: Packed, state: State, account: int) -> int:
    """What the account may draw on its own link; 0 without a header."""
    most = right_by_mode(tables, state, account)
    if most == 0:
        return 0
    return min(most, room_down(tables, state, state.places.link[account]).amount)


@inner
def right_by_mode(tables: Packed, state: State, account: int) -> int:
    """What the account's payment mode lets it draw on its own link; 0 without a header."""
    places = state.places
    if places.link[account] < 0:
        return 0
    if places.unbounded[account] == 1:
        return UNLIMITED
    found = 0
    if places.deposits[account] == 1:
        found += max(0, state.accounts.position[account])
    if places.borrows[account] == 1:
        found += unused(tables, state, account)
    return found


@inner
def help_for(tables: Packed, state: State, account: int) -> int:
    """What a payment of this account may draw from above: min(right, give(header))."""
    most = right(tables, state, account)
    if most == 0:
        return 0
    return min(most, give(tables, state, header_of(tables, state, account)))


@inner
def header_of(tables: Packed, state: State, account: int) -> int:
    """The header of an account that has one."""
    return tables.links.header[state.places.link[account]]


@inner
def own_overdraft(tables: Packed, state: State, account: int) -> int:
    """The account's overdraft limit at this time of day plus its undrawn credit line."""
    return min(state.accounts.overdraft[account] + undrawn(tables, state, account), UNLIMITED)


@inner
def usable(state: State, account: int, ahead: int) -> int:
    """The balance a payment may use when payments of the sum `ahead` wait before it."""
    free = unblocked(state, account)
    return free - reserved(free, ahead)


@inner
def payable(tables: Packed, state: State, day: int, account: int, ahead: int) -> int:
    """What the account may pay now, on the day; not negative. `ahead` as in `usable`."""
    if state.places.pays[account] == 0 or state.accounts.stopped[account] >= FROZEN:
        return 0
    overdraft = own_overdraft(tables, state, account)
    helped = help_for(tables, state, account)
    cash = usable(state, account, ahead) + overdraft + helped
    if state.places.protect[account] == 1:
        cash = min(cash, unprotected(tables, state, day, account, helped) + overdraft)
    if scope_of(state, account) == ALL_OUTGOING:
        cash = min(cash, budget_left(state, account))
    return max(0, cash)


@inner
def unprotected(tables: Packed, state: State, day: int, account: int, helped: int) -> int:
    """What the account may spend without its participants' money, its own overdraft apart.

    The entitlement, what was granted to it, and what it may draw beyond its own deposits.
    `helped` is what it may draw altogether.
    """
    free = entitled(tables, state, day, account)
    if helped == 0:
        return free
    beyond = right(tables, state, account) - max(0, state.accounts.position[account])
    return free + min(max(0, beyond), give(tables, state, header_of(tables, state, account)))


@inner
def entitled(tables: Packed, state: State, day: int, account: int) -> int:
    """Entitlement plus what was granted: book + n + max(0, -n) - participants' positions.

    What is still open on links that have ended belongs to it as well, and so does what is on its
    way to it.
    """
    accounts = state.accounts
    own = sent_up(tables, state, day, account) + accounts.left[account] + accounts.coming[account]
    return accounts.book[account] + own - accounts.held[account]


@inner
def sent_up(tables: Packed, state: State, day: int, account: int) -> int:
    """What the account has sent up beyond what it received, in its currency: 0 without a header.

    Owed in another currency, it is what that brings on the day.
    """
    own = max(0, state.accounts.position[account])
    return own if own == 0 else brought_by(tables, day, state.places.link[account], own)


@inner
def pay(tables: Packed, state: State, log: Log, attempt: Attempt, ahead: int) -> None:
    """Make the payment: positive available balance, then the linked draw, then own overdraft.

    The payment is within `payable`.
    """
    item = attempt.item
    account, amount = tables.items.account[item], -tables.items.amount[item]
    before = usable(state, account, ahead)
    limit = payable(tables, state, attempt.day, account, ahead)
    rest = amount - min(amount, max(0, before))
    draw = min(rest, help_for(tables, state, account))
    if draw > 0:
        draw_down(tables, state, log, attempt, state.places.link[account], draw)
    used = amount if scope_of(state, account) == ALL_OUTGOING else 0
    state.accounts.spent[account] += used
    book_item(tables, state, item, attempt.day)
    state.items.fate[item] = MADE if state.items.cause[item] == 0 else MADE_LATE
    state.items.made_day[item] = attempt.day
    state.items.made_minute[item] = attempt.minute
    emit(
        log,
        Event(
            attempt.day, attempt.minute, PAYMENT, account, -1, item, -amount,
            before, limit, state.items.cause[item], draw, used,
        ),
    )  # fmt: skip


@inner
def book_item(tables: Packed, state: State, item: int, day: int) -> None:
    """Book an item on the day it is made; its value comes on its value date, if that is later.

    An item of a term loan changes what is owed: a receipt draws it, a payment repays it.
    """
    account, amount = tables.items.account[item], tables.items.amount[item]
    state.accounts.book[account] += amount
    value_day = tables.items.value_day[item]
    if value_day > day:
        state.accounts.deferred[account] += amount
        if value_day < tables.days:
            state.release[value_day, account] += amount
    loan = tables.items.loan[item]
    if loan >= 0:
        state.owed[loan] += amount


@inner
def draw_down(
    tables: Packed, state: State, log: Log, attempt: Attempt, link: int, amount: int
) -> None:
    """Bring the amount down the link: the header's cash, then its own link, then its overdraft.

    Booked from the top down, each link with what crosses it. The amount is within `give`.
    """
    links = tables.links
    header = links.header[link]
    lowest = max(0, state.accounts.lowest[header])
    own = min(amount, max(0, available(state, header) - lowest))
    above = state.places.link[header]
    if own < amount and above >= 0:
        helped = min(reach(tables, state, header), give(tables, state, links.header[above]))
        if helped > 0:
            draw_down(tables, state, log, attempt, above, min(amount - own, helped))
    used = use_budget(tables, state, link, attempt.item, amount)
    move_up(links, state, link, -amount, -amount)
    emit(
        log,
        Event(
            attempt.day, attempt.minute, DRAW, links.participant[link], header, link, amount,
            own, used, 0, 0, attempt.item,
        ),
    )  # fmt: skip


@inner
def use_budget(tables: Packed, state: State, link: int, item: int, amount: int) -> int:
    """Let the amount that is about to come down the link use the participant's budget; by how much.

    What the account had itself sent up uses none. A payment of its own that uses the budget with
    its whole amount does not use it again with what it draws.
    """
    account = tables.links.participant[link]
    scope = scope_of(state, account)
    if scope == NO_BUDGET or (scope == ALL_OUTGOING and tables.items.account[item] == account):
        return 0
    used = max(0, amount - max(0, state.accounts.position[account]))
    state.accounts.spent[account] += used
    return used


@inner
def restore_budget(tables: Packed, state: State, item: int) -> int:
    """Let a receipt that is a refund give back what its account's budget has used; how much."""
    account = tables.items.account[item]
    refunds = tables.items.refund[item] * state.accounts.restores[account]
    if refunds == 0 or scope_of(state, account) == NO_BUDGET:
        return 0
    restored = min(tables.items.amount[item], state.accounts.spent[account])
    state.accounts.spent[account] -= restored
    return restored
