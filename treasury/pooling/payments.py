"""Paying without being disturbed: what an account may pay, what a header can give, the queue.

    reach(h) = unlimited where h's mode is `full`, else max(0, n(h))
    give(h)  = max(0, available(h) - lowest(h) + min(reach(h), give(header of h)));
               at a root the undrawn credit line instead of the min
    pay(a)   = max(0, min(available + own od + min(right, give(header)),
                          entitlement + max(0, -n) + own od
                          + min(max(0, right - max(0, n)), give(header))))

`right` is 0 in `standalone` and unlimited in `full`, where the entitlement term is dropped.
Internal limits are 0. Amounts are minor units. Source: the banking day, section 5.
"""

from typing import NamedTuple

from treasury.arrays import UNLIMITED, inner
from treasury.pooling.packed import Packed
from treasury.pooling.state import Event, Log, State, available, emit, move_up, reserved, undrawn
from treasury.tables import DRAW, FULL, MADE, MADE_LATE, PAYMENT


class Attempt(NamedTuple):
    """A payment being tried: when, and which item."""

    day: int
    minute: int
    item: int


@inner
def give(tables: Packed, state: State, header: int) -> int:
    """What the header can pass down to a payment now, its own header's help included."""
    accounts = tables.accounts
    own = available(state, header) - accounts.lowest[header]
    link = accounts.link[header]
    if link < 0:
        helped = undrawn(tables, state, header)
    else:
        above = tables.links.header[link]
        helped = min(reach(tables, state, header), give(tables, state, above))
    return min(max(0, own + helped), UNLIMITED)


@inner
def reach(tables: Packed, state: State, header: int) -> int:
    """What the header may draw on its own link."""
    if tables.accounts.mode[header] == FULL:
        return UNLIMITED
    return max(0, state.accounts.position[header])


@inner
def help_for(tables: Packed, state: State, account: int) -> int:
    """What a payment of this account may draw from above: min(right, give(header))."""
    link = tables.accounts.link[account]
    if link < 0 or tables.accounts.mode[account] != FULL:
        return 0
    return give(tables, state, tables.links.header[link])


@inner
def own_overdraft(tables: Packed, state: State, account: int) -> int:
    """The account's overdraft limit plus its undrawn credit line."""
    return min(tables.accounts.overdraft[account] + undrawn(tables, state, account), UNLIMITED)


@inner
def usable(state: State, account: int, ahead: int) -> int:
    """The balance a payment may use when payments of the sum `ahead` wait before it."""
    book = state.accounts.book[account]
    return book - reserved(book, ahead)


@inner
def payable(tables: Packed, state: State, account: int, ahead: int) -> int:
    """What the account may pay now; not negative. `ahead` as in `usable`."""
    overdraft = own_overdraft(tables, state, account)
    cash = usable(state, account, ahead) + overdraft + help_for(tables, state, account)
    if tables.accounts.mode[account] == FULL or tables.accounts.protect[account] == 0:
        return max(0, cash)
    return max(0, min(cash, entitled(state, account) + overdraft))


@inner
def entitled(state: State, account: int) -> int:
    """Entitlement plus what was granted: book + n + max(0, -n) - participants' positions."""
    position = state.accounts.position[account]
    return state.accounts.book[account] + max(0, position) - state.accounts.held[account]


@inner
def pay(tables: Packed, state: State, log: Log, attempt: Attempt, ahead: int) -> None:
    """Make the payment: positive available balance, then the linked draw, then own overdraft.

    The payment is within `payable`.
    """
    item = attempt.item
    account, amount = tables.items.account[item], -tables.items.amount[item]
    before = usable(state, account, ahead)
    limit = payable(tables, state, account, ahead)
    rest = amount - min(amount, max(0, before))
    draw = min(rest, help_for(tables, state, account))
    if draw > 0:
        draw_down(tables, state, log, attempt, tables.accounts.link[account], draw)
    book_item(tables, state, item, attempt.day)
    state.items.fate[item] = MADE if state.items.cause[item] == 0 else MADE_LATE
    state.items.made_day[item] = attempt.day
    state.items.made_minute[item] = attempt.minute
    emit(
        log,
        Event(
            attempt.day, attempt.minute, PAYMENT, account, -1, item, -amount,
            before, limit, state.items.cause[item], draw, 0,
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
    lowest = max(0, tables.accounts.lowest[header])
    own = min(amount, max(0, available(state, header) - lowest))
    above = tables.accounts.link[header]
    if own < amount and above >= 0:
        helped = min(reach(tables, state, header), give(tables, state, links.header[above]))
        if helped > 0:
            draw_down(tables, state, log, attempt, above, min(amount - own, helped))
    move_up(links, state, link, -amount)
    emit(
        log,
        Event(
            attempt.day, attempt.minute, DRAW, links.participant[link], header, link, amount,
            own, 0, 0, 0, attempt.item,
        ),
    )  # fmt: skip
