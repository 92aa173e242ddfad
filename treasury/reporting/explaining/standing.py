"""Where an account stands at a close: balances, what waits, loans, position, headroom.

Headroom is what the account could still pay, restated here in plain integers from day-end
figures; amounts are minor units. Source: the banking day, section 5.
"""

from dataclasses import dataclass

import numpy as np

from treasury.arrays import UNLIMITED
from treasury.plan.plan import Plan
from treasury.reporting.explaining.day_view import DayView, waiting
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import FULL, Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Day-end figures of every account, lists by account index.

    `waits` counts queued payments, `queued` is their sum (positive). `position` is n of the
    account's own link, `held` the sum of n of its direct participants. `owed` is by loan.
    """

    plan: Plan
    book: list[int]
    waits: list[int]
    queued: list[int]
    position: list[int]
    held: list[int]
    owed: list[int]


def close_of(plan: Plan, projection: Projection, day: int) -> Close:
    """The figures at the close of the day."""
    count, queued = waiting(plan, projection, day)
    position = np.zeros(len(queued), dtype=np.int64)
    held = np.zeros(len(queued), dtype=np.int64)
    links = plan.tables.links
    position[links.participant] = projection.position[day]
    np.add.at(held, links.header, projection.position[day])
    return Close(
        plan=plan,
        book=projection.book[day].tolist(),
        waits=count.tolist(),
        queued=queued.tolist(),
        position=position.tolist(),
        held=held.tolist(),
        owed=projection.owed[day].tolist(),
    )


def free_cash(close: Close, account: int) -> int:
    """The book balance less cash reserved for queued payments."""
    book = close.book[account]
    return book - min(max(0, book), close.queued[account])


def undrawn(close: Close, account: int) -> int:
    """What is left of the account's credit line, 0 without one."""
    line = int(close.plan.tables.accounts.line[account])
    if line < 0:
        return 0
    return max(0, int(close.plan.tables.loans.limit[line]) - close.owed[line])


def give(close: Close, header: int) -> int:
    """What the header could pass down to a payment, its own header's help included."""
    accounts = close.plan.tables.accounts
    gives = free_cash(close, header) - int(accounts.lowest[header])
    link = int(accounts.link[header])
    if link < 0:
        gives += undrawn(close, header)
    else:
        above = give(close, int(close.plan.tables.links.header[link]))
        full = accounts.mode[header] == FULL
        gives += above if full else min(above, max(0, close.position[header]))
    return min(max(0, gives), UNLIMITED)


def help_for(close: Close, account: int) -> int:
    """What a payment of the account could draw from its header."""
    accounts = close.plan.tables.accounts
    link = int(accounts.link[account])
    if link < 0 or accounts.mode[account] != FULL:
        return 0
    return give(close, int(close.plan.tables.links.header[link]))


def own_overdraft(close: Close, account: int) -> int:
    """The account's overdraft limit and its undrawn credit line."""
    limit = int(close.plan.tables.accounts.overdraft[account])
    return min(limit + undrawn(close, account), UNLIMITED)


def entitled(close: Close, account: int) -> int:
    """Its entitlement, what was granted to it included: what is not its participants' money."""
    return close.book[account] + max(0, close.position[account]) - close.held[account]


def headroom(close: Close, account: int) -> int:
    """What a new payment of the account could be at the close, behind those that wait."""
    accounts = close.plan.tables.accounts
    overdraft = own_overdraft(close, account)
    cash = free_cash(close, account) + overdraft + help_for(close, account)
    if accounts.mode[account] != FULL and accounts.protect[account]:
        cash = min(cash, entitled(close, account) + overdraft)
    return min(max(0, cash), UNLIMITED)


def closing(view: DayView) -> list[str]:
    """The sentences of the close: balances, queue, loans, positions, headroom."""
    close = close_of(view.plan, view.projection, view.day)
    return [
        balance_words(view),
        *queue_words(view, close),
        *loan_words(view),
        *position_words(view, close),
        headroom_words(view, close),
    ]


def bounded(view: DayView, minor: int) -> str:
    """The amount, or `without bound`."""
    return "without bound" if minor >= UNLIMITED else money(view.plan, view.account, minor)


def balance_words(view: DayView) -> str:
    """The closing balances."""
    book = int(view.projection.book[view.day, view.account])
    value = int(view.projection.value[view.day, view.account])
    words = f"Closed with {money(view.plan, view.account, book)} book"
    if value != book:
        words += f" and {money(view.plan, view.account, value)} value"
    if book < 0:
        limit = bounded(view, int(view.plan.tables.accounts.overdraft[view.account]))
        words += f", overdrawn overnight (overdraft limit: {limit})"
    return f"{words}."


def queue_words(view: DayView, close: Close) -> list[str]:
    """What still waits in the account's queue, if anything."""
    count = close.waits[view.account]
    if count == 0:
        return []
    total = money(view.plan, view.account, close.queued[view.account])
    payments = "payment waits" if count == 1 else "payments wait"
    return [f"{count} {payments} for the next day, {total} in all."]


def loan_words(view: DayView) -> list[str]:
    """What is owed and undrawn on the account's loans."""
    loans, words = view.plan.tables.loans, []
    for loan in np.flatnonzero(loans.account == view.account).tolist():
        owed, limit = int(view.projection.owed[view.day, loan]), int(loans.limit[loan])
        name = one_line(view.plan.names.loans[loan])
        left = f", {bounded(view, limit - owed)} undrawn" if limit else ""
        if owed or limit:
            words.append(f"Loan {name}: {money(view.plan, view.account, owed)} owed{left}.")
    return words


def position_words(view: DayView, close: Close) -> list[str]:
    """The position to the header, what is held of participants, the entitlement."""
    words = []
    own, held = close.position[view.account], close.held[view.account]
    if view.link >= 0:
        header = view.name(int(view.plan.tables.links.header[view.link]))
        net = money(view.plan, view.account, abs(own))
        way = f"sent up to {header}" if own >= 0 else f"fetched down from {header}"
        words.append(f"Position: {net} net {way}.")
    if held:
        net = money(view.plan, view.account, abs(held))
        money_of = f"It holds {net} of its participants' money, net."
        words.append(money_of if held > 0 else f"It has lent {net} to its participants, net.")
    if own or held:
        right = close.book[view.account] + own - held
        words.append(f"Entitlement: {money(view.plan, view.account, right)}.")
    return words


def headroom_words(view: DayView, close: Close) -> str:
    """What the account could still pay at the close, and from where."""
    account, total = view.account, headroom(close, view.account)
    if total >= UNLIMITED:
        return "Headroom: it could still pay without bound."
    own, overdraft = free_cash(close, account), own_overdraft(close, account)
    helped = help_for(close, account)
    parts = [f"{money(view.plan, account, own)} of its own"]
    if overdraft:
        parts.append(f"{bounded(view, overdraft)} overdraft and credit line")
    if helped:
        parts.append(f"{bounded(view, helped)} from its header")
    words = f"Headroom: it could still pay {money(view.plan, account, total)} ({', '.join(parts)}"
    if total < max(0, own + overdraft + helped):
        right = money(view.plan, account, entitled(close, account))
        words += f", but only {right} is not its participants' money"
    return f"{words})."
