"""One pass of sweeps: concentration from the deepest level up, then funding from the top down.

The order of profile `standard` (concentrate_then_fund). Links stand by level, header, priority,
participant, which is the order of the pass within a level. A level is complete before the next
begins. Amounts are minor units. Source: the banking day, sections 3, 4 and 6.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts, allocating, compiled, inner
from treasury.pooling.allocation import share_out
from treasury.pooling.packed import Packed
from treasury.pooling.rules import (
    AT_HEADER,
    AT_POSITION,
    AT_RECEIPTS,
    Equation,
    concentration_base,
    funding_base,
    limited,
)
from treasury.pooling.state import (
    Event,
    Log,
    Moment,
    State,
    available,
    capacity,
    emit,
    emit_beside,
    move_up,
)
from treasury.tables import (
    BOUND_CAPACITY,
    BOUND_PASSED_OVER,
    BOUND_PRO_RATA,
    CONCENTRATION,
    FUNDING,
    KEPT_FOR_PARTICIPANTS,
    RESERVED_FOR_QUEUE,
)


class Demand(NamedTuple):
    """What one pass finds out on the way up; zeros at its start.

    `below` (account,) is the sum of the needs of an account's participants. For each link:
    `seen` is the balance the rule saw, `wanted` what it asked before limits, `request` after
    them, `bound` which limits changed it.
    """

    below: Amounts
    seen: Amounts
    wanted: Amounts
    request: Amounts
    bound: Amounts


class Sweep(NamedTuple):
    """One pass: when it is, which links take part (`active`, 1 or 0), and its sharing rules."""

    moment: Moment
    active: Amounts
    pro_rata: int
    partial: int


@inner
def equation_of(tables: Packed, link: int) -> Equation:
    """The link's row of the sweep equation as plain numbers."""
    row = tables.equation[link]
    return Equation(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8],
        row[9], row[10], row[11], row[12], row[13], row[14], row[15], row[16], row[17],
    )  # fmt: skip


@inner
def seen_beside(tables: Packed, state: State, link: int, row: Equation) -> int:
    """What the link's row looks at beside the balance of its participant, 0 where nothing."""
    if row.looks_at == AT_RECEIPTS:
        return state.accounts.receipts[tables.links.participant[link]]
    if row.looks_at == AT_POSITION:
        return state.position[link]
    if row.looks_at == AT_HEADER:
        return state.accounts.book[tables.links.header[link]]
    return 0


@allocating
def sweep_pass(tables: Packed, state: State, log: Log, moment: Moment, index: int) -> None:
    """Run pass `index` of the day: all concentration, the needs, then all funding.

    A link takes part where its rule has this time and the day is open for it.
    """
    links = tables.links
    count = len(links.participant)
    active = np.zeros(count, dtype=np.int64)
    for link in range(count):
        active[link] = tables.open_days[moment.day, link] * tables.passes[index, link]
    if active.sum() == 0:
        return
    sweep = Sweep(moment, active, tables.pro_rata, tables.partial)
    demand = Demand(
        np.zeros(len(state.accounts.book), dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
    )
    end = count
    while end > 0:
        start = block_start(links.level, end)
        for link in range(start, end):
            concentrate(tables, state, log, sweep, demand, link)
        for link in range(start, end):
            find_need(tables, state, sweep, demand, link)
        end = start
    for link in range(count):
        if link == 0 or links.header[link - 1] != links.header[link]:
            fund_group(tables, state, log, sweep, demand, link)


@compiled
def block_start(levels: Amounts, end: int) -> int:
    """The first link of the level that ends before `end`."""
    start = end - 1
    while start > 0 and levels[start - 1] == levels[start]:
        start -= 1
    return start


@inner
def group_end(levels: Amounts, headers: Amounts, start: int) -> int:
    """The end of the links that share the level and header of the link at `start`."""
    end = start + 1
    while end < len(levels) and levels[end] == levels[start] and headers[end] == headers[start]:
        end += 1
    return end


@inner
def concentrate(
    tables: Packed, state: State, log: Log, sweep: Sweep, demand: Demand, link: int
) -> None:
    """Send up what the link's rule and limits say, on the running balance.

    Where nothing can come down the link, the rule sees the balance less the needs of the
    account's participants; else they come back in funding and nothing is kept for them.
    """
    links = tables.links
    if sweep.active[link] == 0:
        return
    account, header = links.participant[link], links.header[link]
    row = equation_of(tables, link)
    beside = seen_beside(tables, state, link, row)
    state.accounts.receipts[account] = 0
    book = state.accounts.book[account]
    if links.up[link] == 0 or concentration_base(book, beside, row) == 0:
        return
    free = available(state, account)
    kept = 0 if links.down[link] == 1 else demand.below[account]
    base = concentration_base(free - kept, beside, row)
    amount, bound = limited(base, row.minimum, row.maximum, row.multiple)
    if amount > 0:
        move_up(links, state, link, amount)
    if kept > 0:
        bound += KEPT_FOR_PARTICIPANTS
    if free < book:
        bound += RESERVED_FOR_QUEUE
    emit_beside(
        log,
        Event(
            sweep.moment.day, sweep.moment.minute, CONCENTRATION, account, header, link,
            amount, free - kept, base, bound, book - free, kept,
        ),
        beside,
    )  # fmt: skip


@inner
def find_need(tables: Packed, state: State, sweep: Sweep, demand: Demand, link: int) -> None:
    """Note what the link asks from its header: its own need and that of its branch, limited.

    A rule that never funds, on a link open downwards, asks for what its branch lacks and for
    its own hole. Cash reserved for queued payments is no need: the book balance counts.
    """
    links = tables.links
    if sweep.active[link] * links.down[link] == 0:
        return
    account = links.participant[link]
    row = equation_of(tables, link)
    balance = state.accounts.book[account] - demand.below[account]
    wanted = funding_base(balance, row) if row.funds == 1 else max(0, -balance)
    request, bound = limited(wanted, row.minimum_deficit, row.maximum_deficit, row.multiple_deficit)
    demand.seen[link] = balance
    demand.wanted[link] = wanted
    demand.request[link] = request
    demand.bound[link] = bound
    demand.below[links.header[link]] += request


@allocating
def fund_group(
    tables: Packed, state: State, log: Log, sweep: Sweep, demand: Demand, start: int
) -> None:
    """Serve the requests of one header's participants, whose links begin at `start`.

    By priority each gets what it asks while the header can; then what is left (`partial`) or
    nothing. Pro rata, all share by their requests, whatever their priority.
    """
    links = tables.links
    end = group_end(links.level, links.header, start)
    header = links.header[start]
    shares = demand.request[start:end]
    shared = False
    if sweep.pro_rata == 1:
        gives = capacity(tables, state, header, sweep.moment.minute)
        shared = shares.sum() > gives
        if shared:
            shares = share_out(gives, shares, links.participant[start:end])
    for link in range(start, end):
        if demand.wanted[link] == 0:
            continue
        gives = capacity(tables, state, header, sweep.moment.minute)
        amount, cut = shares[link - start], 0
        if shared:
            cut = BOUND_PRO_RATA
        elif amount > gives:
            amount = gives if sweep.partial == 1 else 0
            cut = BOUND_CAPACITY if sweep.partial == 1 else BOUND_PASSED_OVER
        if amount > 0:
            move_up(links, state, link, -amount)
        participant = links.participant[link]
        wanted = demand.wanted[link]
        emit(
            log,
            Event(
                sweep.moment.day, sweep.moment.minute, FUNDING, participant, header, link, amount,
                demand.seen[link], wanted, demand.bound[link] + cut, gives,
                demand.below[participant],
            ),
        )  # fmt: skip
