"""One link's turn in a pass: what its rule sends up, what it asks for, what its header grants.

Amounts are minor units. Source: the banking day, sections 3, 4 and 6.
"""

from typing import NamedTuple

from treasury.arrays import UNLIMITED, WITHOUT_BOUND, Amounts, allocating, inner
from treasury.pooling.allocation import share_out
from treasury.pooling.ceilings import (
    Within,
    bought_within,
    limited_within,
    room_down,
    room_up,
    sold_within,
)
from treasury.pooling.converting import brought_by, converted
from treasury.pooling.packed import Packed
from treasury.pooling.rules import (
    AT_HEADER,
    AT_POSITION,
    AT_RECEIPTS,
    Equation,
    concentration_base,
    funding_base,
    limited,
    limits_down,
    limits_up,
)
from treasury.pooling.state import (
    Beside,
    Event,
    Log,
    Moment,
    Room,
    State,
    available,
    capacity,
    emit_beside,
    reserved,
    unblocked,
)
from treasury.pooling.transit import cross
from treasury.pooling.windows import takes_now
from treasury.tables import (
    BOUND_CAPACITY,
    BOUND_PASSED_OVER,
    BOUND_POSITION,
    BOUND_PRO_RATA,
    CONCENTRATION,
    FUNDING,
    KEPT_FOR_PARTICIPANTS,
    ON_RECEIPT,
    RESERVED_FOR_QUEUE,
)


class Demand(NamedTuple):
    """What one pass finds out on the way up; zeros at its start.

    `below` (account,) is the sum of the needs of an account's participants. For each link:
    `seen` is the balance the rule saw, `wanted` what it asked before limits, `request` after
    them, `cost` what that is for its header, in the header's currency, `bound` which limits
    changed it, `room` what position limits left when it was asked, in the header's currency, and
    `ceiling` the one that did, `sent` what went up.
    """

    below: Amounts
    seen: Amounts
    wanted: Amounts
    request: Amounts
    cost: Amounts
    bound: Amounts
    room: Amounts
    ceiling: Amounts
    sent: Amounts


class Sweep(NamedTuple):
    """One pass: when it is, and which links take part (`active`, 1 or 0)."""

    moment: Moment
    active: Amounts


class Group(NamedTuple):
    """The links of one header's participants, from `start` up to `end`."""

    start: int
    end: int


@inner
def equation_of(tables: Packed, day: int, link: int) -> Equation:
    """The link's row of the sweep equation on the day as plain numbers."""
    row = tables.equation[tables.link_days.rule[day, link]]
    return Equation(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8],
        row[9], row[10], row[11], row[12], row[13], row[14], row[15], row[16], row[17],
        row[18],
    )  # fmt: skip


@inner
def balance_seen(tables: Packed, state: State, link: int) -> int:
    """The balance the link's rule starts from: book, or value where it is on value basis."""
    account = tables.links.participant[link]
    later = tables.links.on_value[link] * state.accounts.deferred[account]
    return state.accounts.book[account] - later


@inner
def seen_beside(tables: Packed, state: State, link: int, row: Equation) -> int:
    """What the link's row looks at beside the balance of its participant, 0 where nothing."""
    if row.looks_at == AT_RECEIPTS:
        return state.accounts.receipts[tables.links.participant[link]]
    if row.looks_at == AT_POSITION:
        return state.links.position[link]
    if row.looks_at == AT_HEADER:
        header = tables.links.header[link]
        return state.accounts.book[header] + state.accounts.coming[header]
    return 0


@inner
def concentrate(
    tables: Packed, state: State, log: Log, sweep: Sweep, demand: Demand, link: int
) -> None:
    """Send up what the link's rule and limits say, on the running balance.

    Where nothing can come down the link in this pass, the rule sees the balance less the needs of
    the account's participants; else they come back in funding and nothing is kept for them. Over a
    link that converts they are kept too: coming back, they would be bought for more than they were
    sold for.
    """
    links = tables.links
    if sweep.active[link] == 0:
        return
    comes_back = links.down[link] * (1 - links.converts[link]) == 1 and links.delay[link] == 0
    kept = 0 if comes_back else demand.below[links.participant[link]]
    demand.sent[link] = send_up(tables, state, log, sweep.moment, link, kept)


@inner
def send_up(tables: Packed, state: State, log: Log, moment: Moment, link: int, kept: int) -> int:
    """What the link's rule sends up now; this is a run of it, whether or not anything moves.

    `kept` is taken off the balance that it sees, negative where the run is one on a receipt
    (then nothing is kept).
    """
    links = tables.links
    account, header = links.participant[link], links.header[link]
    row = equation_of(tables, moment.day, link)
    beside = seen_beside(tables, state, link, row)
    state.accounts.receipts[account] = 0
    balance = balance_seen(tables, state, link) - state.accounts.blocked[account]
    if links.up[link] == 0 or concentration_base(balance, beside, row) == 0:
        return 0
    waits = unblocked(state, account) - available(state, account)
    free = balance - waits
    needs = max(0, kept)
    base = concentration_base(free - needs, beside, row)
    room = room_up(tables, state, link)
    limits = limits_up(row, free - needs)
    within = Within(room.amount, room.amount)
    if room.ceiling >= 0 and links.converts[link] == 1:
        wanted = limited(base, limits, tables.steps)[0]
        within = sold_within(tables, moment.day, link, wanted, room.amount)
    amount, bound = limited_within(base, within, limits, tables.steps)
    told = room if bound & BOUND_POSITION > 0 else Room(0, -1)
    if amount > 0:
        bound += cross(tables, state, moment.day, link, amount)
        state.links.swept_day[link] = moment.day
    if kept < 0:
        bound += ON_RECEIPT
    if needs > 0:
        bound += KEPT_FOR_PARTICIPANTS
    if waits > 0:
        bound += RESERVED_FOR_QUEUE
    emit_beside(
        log,
        Event(
            moment.day, moment.minute, CONCENTRATION, account, header, link,
            amount, free - needs, base, bound, waits, needs,
        ),
        Beside(beside, told, 0, links.converts[link] * converted(tables, moment.day, link, amount)),
    )  # fmt: skip
    return amount


@inner
def send_at_once(tables: Packed, state: State, log: Log, moment: Moment, account: int) -> int:
    """The highest header that money reached in real time after a receipt of the account, else -1.

    What goes up fires the header's own rule in turn, so that it goes as far as rules fire in real
    time (逐级实时归集) and clearing systems on the way are open. Nothing comes down: a receipt is
    no reason to fund.
    """
    reached = -1
    link = state.places.link[account]
    while (
        link >= 0
        and tables.links.on_receipt[link] * tables.link_days.open_days[moment.day, link] == 1
    ):
        if takes_now(tables, moment, tables.links.channel[link]) == 0:
            break
        if send_up(tables, state, log, moment, link, -1) == 0:
            break
        reached = tables.links.header[link]
        link = state.places.link[reached]
    return reached


@inner
def find_need(tables: Packed, state: State, sweep: Sweep, demand: Demand, link: int) -> None:
    """Note what the link asks from its header: its own need and that of its branch, limited.

    A rule that never funds, on a link open downwards, asks for what its branch lacks and for
    its own hole. Header by header it asks for nothing: its participants were served before; nor
    does a link that sent something up in this pass. Cash reserved for queued payments is no
    need: the balance counts with it, and with what is on its way to the account, so that nothing
    is asked for twice. What is held of that balance is taken off it; what holds block beyond it
    is no need.
    """
    links = tables.links
    if sweep.active[link] * links.down[link] == 0:
        return
    account = links.participant[link]
    row = equation_of(tables, sweep.moment.day, link)
    if tables.by_level == 1 and (row.funds == 0 or demand.sent[link] > 0):
        return
    balance = balance_seen(tables, state, link) + state.accounts.coming[account]
    balance -= reserved(balance, state.accounts.blocked[account]) + demand.below[account]
    wanted = funding_base(balance, row) if row.funds == 1 else max(0, -balance)
    room = room_down(tables, state, link)
    within = room.amount
    if room.ceiling >= 0 and links.converts[link] == 1:
        whole = limited(wanted, limits_down(row), tables.steps)[0]
        within = bought_within(tables, sweep.moment.day, link, whole, within)
    request, bound = limited_within(wanted, Within(within, within), limits_down(row), tables.steps)
    demand.seen[link] = balance
    demand.wanted[link] = wanted
    cost = -converted(tables, sweep.moment.day, link, -request)
    demand.request[link] = request
    demand.cost[link] = cost
    demand.bound[link] = bound
    demand.room[link] = room.amount
    demand.ceiling[link] = room.ceiling
    if tables.by_level == 0:
        demand.below[links.header[link]] += cost


@inner
def gives_now(tables: Packed, state: State, sweep: Sweep, header: int) -> int:
    """What the header can give in this pass; not negative.

    A header that may be overdrawn in passing gives what its own header can give, too, as long as
    its own link takes part in the pass: what is then not covered stays on it. Of another currency
    counts what it brings today.
    """
    own = capacity(tables, state, header, sweep.moment.minute)
    link = state.places.link[header]
    if link < 0 or tables.by_level * tables.links.overdraws[link] * sweep.active[link] == 0:
        return own
    free = available(state, header) - state.accounts.lowest[header]
    helped = gives_now(tables, state, sweep, tables.links.header[link])
    if helped < WITHOUT_BOUND:
        helped = brought_by(tables, sweep.moment.day, link, helped)
    return min(max(0, free + helped), UNLIMITED)


@allocating
def fund(
    tables: Packed, state: State, log: Log, sweep: Sweep, demand: Demand, group: Group
) -> None:
    """Serve the requests of one header's participants on these links.

    By priority each gets what it asks while the header can; then what is left (`partial`) or
    nothing. Pro rata, all share by their requests, whatever their priority. Nobody gets more than
    the position limits leave when its turn comes.
    """
    links = tables.links
    start, end = group
    header = links.header[start]
    shares = demand.cost[start:end]
    shared = False
    if tables.pro_rata == 1:
        gives = gives_now(tables, state, sweep, header)
        shared = shares.sum() > gives
        if shared:
            shares = share_out(gives, shares, links.participant[start:end])
    for link in range(start, end):
        if demand.wanted[link] == 0:
            continue
        gives = gives_now(tables, state, sweep, header)
        amount, cut = shares[link - start], 0
        if shared:
            cut = BOUND_PRO_RATA
        elif amount > gives:
            amount = gives if tables.partial == 1 else 0
            cut = BOUND_CAPACITY if tables.partial == 1 else BOUND_PASSED_OVER
        grant(tables, state, log, sweep, demand, Offer(link, amount, cut, gives))


class Offer(NamedTuple):
    """What a header has for a link's request, in its currency: the amount, why it is less than
    asked (bits), and what the header could give when it was asked."""

    link: int
    amount: int
    cut: int
    gives: int


@inner
def grant(
    tables: Packed, state: State, log: Log, sweep: Sweep, demand: Demand, offer: Offer
) -> None:
    """Move what was offered down the link, no more than the position limits leave now.

    Where the header gives parts, a part of it; else nothing. Of another currency comes what the
    offer brings, and no more than was asked for.
    """
    links, link, day = tables.links, offer.link, sweep.moment.day
    amount = min(demand.request[link], brought_by(tables, day, link, offer.amount))
    bound = demand.bound[link] | offer.cut
    told = Room(0, -1)
    if bound & BOUND_POSITION > 0:
        told = Room(demand.room[link], demand.ceiling[link])
    room = room_down(tables, state, link)
    within = room.amount
    if room.ceiling >= 0 and links.converts[link] == 1:
        within = bought_within(tables, day, link, amount, within)
    if amount > within:
        shares = tables.partial == 1 or offer.cut == BOUND_PRO_RATA
        amount = within if shares else 0
        bound |= BOUND_POSITION
        told = room
    participant = links.participant[link]
    coming = state.accounts.coming[participant]
    if amount > 0:
        bound += cross(tables, state, day, link, -amount)
    across = links.converts[link] * -converted(tables, day, link, -amount)
    emit_beside(
        log,
        Event(
            day, sweep.moment.minute, FUNDING, participant, links.header[link], link,
            amount, demand.seen[link], demand.wanted[link], bound, offer.gives,
            demand.below[participant],
        ),
        Beside(demand.request[link], told, coming, across),
    )  # fmt: skip
