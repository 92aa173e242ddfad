"""What each account may pay, recomputed at every decision about a payment.

    unused(a) = max(0, limit(a) - max(0, -n(a))), in mode `budget` what is left of the budget
    give(h) = max(0, available(h) - lowest(h) + min(reach(h), give(header of h))); at a root the
              undrawn credit line in place of the min
    pay(a)  = max(0, min(available(a) + own od(a) + min(right(a), give(header of a)),
                         entitlement(a) + max(0, -n(a)) + own od(a)
                         + min(max(0, right(a) - max(0, n(a))), give(header of a))))

`reach` is max(0, n) + unused, without bound in mode `full`, both within what position limits leave
(`checking.ceilings`); so is `right`. `reach` is 0 over a link that takes days, goes by a clearing
system or converts, and `entitlement` counts what is on its way to the account, what is held of it,
and an n in another currency at what it brings; `available` is less both holds and reserved cash.
`right` is without bound in `full`, where the second line of pay is dropped; max(0, n) in
`own_deposits`; max(0, n) + unused in `own_plus_limit` and `budget`; else 0. A budget for all
payments bounds pay too; `receive_only` pays nothing. Accounts' terms come from the scenario's
records, balances from the events. Amounts are minor units. Source: the banking day, section 5.
"""

from typing import Any

import numpy as np

from treasury.arrays import UNLIMITED, Amounts, compiled, inner
from treasury.checking.budgets import budgets_of, counts_all, left, live_until, use
from treasury.checking.ceilings import Left, ceilings, left_to_cross
from treasury.checking.conversions import claims
from treasury.checking.evidence import Evidence
from treasury.checking.judged import Balances, Judged, Standing, Waiting, not_held, refused
from treasury.checking.payers import Payers
from treasury.checking.stops import STRENGTH, stopped_days
from treasury.pooling.packed import recorded, rows_of
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BUDGET,
    DAY,
    DRAW,
    END_OF_DAY,
    FULL,
    INVESTED,
    KIND,
    LINE_DRAW,
    LINE_REPAY,
    MINUTE,
    OTHER,
    OWN_DEPOSITS,
    OWN_PLUS_LIMIT,
    PAYMENT,
    QUEUED,
    RECEIPT,
    REF,
    REFUSED,
    REJECTED,
)

OWN, OTHERS, OWN_COMING, OTHER_COMING, LINK, POSITION = range(6)
"""The columns of `replay.Effects`, side by side."""
STOPS_MONEY = STRENGTH.index("frozen")


Terms = tuple[Any, Amounts]
"""The accounts' terms, one record array (phase, account), and the phase of each day."""


def judge(evidence: Evidence, accounts: Payers, phase: Amounts) -> Judged:
    """What could be paid at every decision about a payment of the run.

    `accounts` (phase, account) are everybody's terms, `phase` (day,) says which hold when.
    """
    tables, events = evidence.plan.tables, evidence.projection.events
    items, opening = tables.items, tables.accounts.opening
    order = np.lexsort((np.arange(len(items.day)), items.priority, items.account))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    judged = Judged(*(np.zeros(len(events), dtype=np.int64) for _ in Judged._fields))
    judged = rows_of(judged)
    none = np.zeros_like(opening)
    standing = Standing(
        accounts=rows_of(Balances(opening, none, none, none, none, none, none, none - 1)),
        items=rows_of(Waiting(items.account, place, 0 * place)),
        owed=tables.loans.drawn.copy(),
        tree=np.zeros(len(place) + 1, dtype=np.int64),
        budgets=budgets_of(evidence),
        stopped=stopped_days(evidence),
        blocked=evidence.held,
        now=np.zeros(3, dtype=np.int64),
        links=np.zeros(len(tables.links.participant), dtype=np.int64),
        owner=tables.links.participant,
        ceilings=ceilings(evidence),
        claims=claims(evidence),
    )
    terms = [Payers(*(column[at] for column in accounts)) for at in range(phase.max() + 1)]
    by_phase = np.stack([recorded(each._asdict()) for each in terms]).view(np.recarray)
    changes = np.stack(evidence.effects, axis=1)
    walk(events, changes, (by_phase, phase), standing, judged)
    return Judged(*(getattr(judged, name) for name in Judged._fields))


@compiled
def walk(
    events: Amounts, changes: Amounts, terms: Terms, standing: Standing, judged: Judged
) -> None:
    """Fill `judged`: a payment with linked draws is judged before the first of them.

    `changes` (event, 6) are the columns of `replay.Effects`.
    """
    by_phase, phase = terms
    drawing, now = -1, 0
    payers = by_phase[now]
    for row in range(len(events)):
        kind = events[row, KIND]
        if phase[events[row, DAY]] != now:
            now = phase[events[row, DAY]]
            payers = by_phase[now]
            take_places(payers, standing)
        live_until(standing.budgets, events[row, DAY])
        standing.now[0], standing.now[1] = events[row, DAY], events[row, MINUTE]
        close = events[row, DAY] if kind == REFUSED else -1
        if kind == DRAW and drawing < 0:
            drawing = row
            weigh(payers, standing, judged, row, events[row, AUX], close)
        elif kind == PAYMENT and drawing >= 0:
            take_over(judged, row, drawing)
        elif PAYMENT <= kind <= REFUSED:
            weigh(payers, standing, judged, row, events[row, REF], close)
        if kind != DRAW:
            drawing = -1
        judged.used[row] = used_now(payers, standing, events[row])
        happen(payers, changes[row], events[row], standing)
        if PAYMENT <= kind <= REFUSED:
            wait(standing, kind, events[row])


@inner
def used_now(payers: Payers, standing: Standing, event: Amounts) -> int:
    """What the event uses of its account's budget, or gives back to it; 0 for other kinds."""
    kind, account = event[KIND], event[ACCOUNT]
    counts = kind == DRAW or kind == PAYMENT or kind == RECEIPT
    if not counts or payers.mode[account] != BUDGET:
        return 0
    own = kind != DRAW or standing.items.account[event[AUX]] == account
    return use(standing.budgets, event, kind, own, standing.accounts.position[account])


@inner
def take_over(judged: Judged, row: int, drawing: int) -> None:
    """The judgement made before the first linked draw is the payment's."""
    judged.ahead[row] = judged.ahead[drawing]
    judged.usable[row] = judged.usable[drawing]
    judged.own[row] = judged.own[drawing]
    judged.right[row] = judged.right[drawing]
    judged.lets[row] = judged.lets[drawing]
    judged.gives[row] = judged.gives[drawing]
    judged.spendable[row] = judged.spendable[drawing]
    judged.budget[row] = judged.budget[drawing]
    judged.payable[row] = judged.payable[drawing]
    judged.covered[row] = judged.covered[drawing]
    judged.room[row] = judged.room[drawing]
    judged.ceiling[row] = judged.ceiling[drawing]


@inner
def weigh(
    payers: Payers, standing: Standing, judged: Judged, row: int, item: int, close: int
) -> None:
    """Judge the payment of an item; `close` is the day at whose close it is refused, or -1."""
    account = standing.items.account[item]
    unheld, header = not_held(standing, account), payers.header[account]
    ahead = waiting_before(payers, standing, account, item) + refused(standing, account, close)
    usable = unheld - min(max(0, unheld), ahead)
    ends = standing.now[1] == END_OF_DAY
    limit = payers.overdraft[account] if ends else payers.intraday[account]
    overdraft = limit + undrawn(payers, standing, account)
    right = may_draw(payers, standing, account)
    gives = can_give(payers, standing, header, close) if header >= 0 else 0
    spendable = not_participants_money(payers, standing, account, row, right, gives) + overdraft
    budget = UNLIMITED
    if payers.mode[account] == BUDGET and counts_all(standing.budgets, account):
        budget = left(standing.budgets, account)
    payable = min(usable + overdraft + min(right, gives), spendable, budget)
    judged.ahead[row] = ahead
    judged.usable[row] = usable
    judged.own[row] = usable + overdraft
    judged.right[row] = right
    judged.lets[row] = mode_lets(payers, standing, account)
    judged.gives[row] = gives
    judged.spendable[row] = spendable
    judged.budget[row] = budget
    judged.covered[row] = covered(payers, standing, header, close)
    kept = kept_back(payers, standing, account, close)
    judged.room[row], judged.ceiling[row] = kept.room, kept.ceiling
    idle = payers.pays[account] == 0 or stopped(standing, account)
    judged.payable[row] = 0 if idle else max(0, payable)


@inner
def covered(payers: Payers, standing: Standing, header: int, close: int) -> int:
    """1 where the header and all above it could give their participants' whole positions."""
    while header >= 0:
        if can_give(payers, standing, header, close) < standing.accounts.held[header]:
            return 0
        header = payers.header[header]
    return 1


@inner
def stopped(standing: Standing, account: int) -> bool:
    """Whether no money leaves the account today."""
    return bool(standing.stopped[standing.now[0], account] >= STOPS_MONEY)


@inner
def may_draw(payers: Payers, standing: Standing, account: int) -> int:
    """right(a): what mode and position limits let the account draw from its header; 0 without."""
    most = mode_lets(payers, standing, account)
    return min(most, left_down(payers, standing, account).room) if most > 0 else 0


@inner
def left_down(payers: Payers, standing: Standing, account: int) -> Left:
    """What the position limits of the day leave on the account's own link, downwards."""
    day, link = standing.now[0], payers.link[account]
    return left_to_cross(standing.ceilings, standing.links, day, link, False)


@inner
def kept_back(payers: Payers, standing: Standing, account: int, close: int) -> Left:
    """The position limit on the way down that leaves less than mode and header would let through.

    Above a header that is itself short, it may be the limit of that header's own link.
    """
    most = mode_lets(payers, standing, account)
    while most > 0 and payers.header[account] >= 0:
        left, header = left_down(payers, standing, account), payers.header[account]
        gives = can_give(payers, standing, header, close)
        if left.room < min(most, gives):
            return left
        if gives >= most or stopped(standing, header):
            break
        account = header
        most = 0 if payers.slow[account] == 1 else mode_reaches(payers, standing, account)
    return Left(0, -1)


@inner
def mode_lets(payers: Payers, standing: Standing, account: int) -> int:
    """What the account's mode lets it draw from its header; 0 without one."""
    mode, n = payers.mode[account], standing.accounts.position[account]
    if payers.header[account] < 0:
        return 0
    if mode == FULL:
        return int(UNLIMITED)
    if mode == OWN_DEPOSITS:
        return int(max(0, n))
    if mode == OWN_PLUS_LIMIT or mode == BUDGET:
        return int(max(0, n)) + not_borrowed(payers, standing, account)
    return 0


@inner
def not_borrowed(payers: Payers, standing: Standing, account: int) -> int:
    """unused(a): what is left of the internal limit, or of the budget."""
    if payers.mode[account] == BUDGET:
        return left(standing.budgets, account)
    borrowed = max(0, -standing.accounts.position[account])
    return int(max(0, payers.internal[account] - borrowed))


@inner
def not_participants_money(
    payers: Payers, standing: Standing, account: int, row: int, right: int, gives: int
) -> int:
    """The second line of pay without the overdraft; without bound where it is dropped."""
    if payers.mode[account] == FULL or payers.protected[account] == 0:
        return int(UNLIMITED)
    n = standing.accounts.position[account]
    if standing.claims[row] >= 0:
        n = standing.claims[row]
    own = n + standing.accounts.left[account] + standing.accounts.coming[account]
    entitlement = standing.accounts.book[account] + own - standing.accounts.held[account]
    beyond = min(max(0, right - max(0, n)), gives)
    return int(entitlement + max(0, -n) + beyond)


@inner
def undrawn(payers: Payers, standing: Standing, account: int) -> int:
    """What is left of the account's credit line; nothing once an evening has redeemed money."""
    line = payers.line[account]
    if line < 0 or standing.now[2] > standing.now[0]:
        return 0
    return int(max(0, payers.limit[account] - standing.owed[line]))


@inner
def can_give(payers: Payers, standing: Standing, account: int, close: int) -> int:
    """What the account can pass down, with what it can fetch from above."""
    if stopped(standing, account):
        return 0
    unheld, above = not_held(standing, account), payers.header[account]
    waiting = standing.accounts.queued[account] + refused(standing, account, close)
    gives = unheld - min(max(0, unheld), waiting) - payers.lowest[account]
    if above < 0:
        gives += undrawn(payers, standing, account)
    else:
        most = left_down(payers, standing, account).room
        most = min(most, mode_reaches(payers, standing, account))
        most = 0 if payers.slow[account] == 1 else most
        gives += min(most, can_give(payers, standing, above, close))
    return int(min(max(0, gives), UNLIMITED))


@inner
def mode_reaches(payers: Payers, standing: Standing, account: int) -> int:
    """What the account's mode lets it fetch from above for its participants."""
    if payers.mode[account] == FULL:
        return int(UNLIMITED)
    n = max(0, standing.accounts.position[account])
    return int(n + not_borrowed(payers, standing, account))


@inner
def take_places(payers: Payers, standing: Standing) -> None:
    """Tell n of each account's present link apart from what is open on links that ended."""
    for account in range(len(payers.header)):
        standing.accounts.position[account] = 0
        standing.accounts.left[account] = 0
    for link in range(len(standing.links)):
        move_position(payers, standing, link, standing.links[link])


@inner
def move_position(payers: Payers, standing: Standing, link: int, amount: int) -> None:
    """Add the amount to what the link's participant has open on it."""
    account = standing.owner[link]
    if payers.link[account] == link:
        standing.accounts.position[account] += amount
    else:
        standing.accounts.left[account] += amount


@inner
def happen(payers: Payers, change: Amounts, event: Amounts, standing: Standing) -> None:
    """Let the event change balances, what is on its way, positions and loans."""
    kind, account, other = event[KIND], event[ACCOUNT], event[OTHER]
    link, amount = change[LINK], change[POSITION]
    standing.accounts.book[account] += change[OWN]
    standing.accounts.coming[account] += change[OWN_COMING]
    if other >= 0:
        standing.accounts.book[other] += change[OTHERS]
        standing.accounts.coming[other] += change[OTHER_COMING]
    if link >= 0:
        header = other if standing.owner[link] == account else account
        standing.links[link] += amount
        standing.accounts.held[header] += amount
        move_position(payers, standing, link, amount)
    elif kind == LINE_DRAW or kind == LINE_REPAY:
        standing.owed[event[REF]] += change[OWN]
    elif kind == INVESTED and event[AMOUNT] > 0:
        standing.now[2] = event[DAY] + 1


@inner
def wait(standing: Standing, kind: int, event: Amounts) -> None:
    """Let a payment begin to wait, or wait no longer."""
    item, account = event[REF], event[ACCOUNT]
    change = -standing.items.waits[item]
    if kind == QUEUED:
        change = -event[AMOUNT]
    elif kind == REJECTED:
        change = 0
    if kind == REFUSED:
        standing.accounts.refused[account] = refused(standing, account, event[DAY]) - change
        standing.accounts.close[account] = event[DAY]
    standing.items.waits[item] += change
    standing.accounts.queued[account] += change
    place = standing.items.place[item] + 1
    while place < len(standing.tree):
        standing.tree[place] += change
        place += place & -place


@inner
def waiting_before(payers: Payers, standing: Standing, account: int, item: int) -> int:
    """The sum of the account's queued payments that come before the item."""
    return sum_to(standing.tree, standing.items.place[item]) - sum_to(
        standing.tree, payers.begins[account]
    )


@inner
def sum_to(tree: Amounts, place: int) -> int:
    """The sum of what waits in the first so many places."""
    total = 0
    while place > 0:
        total += tree[place]
        place -= place & -place
    return total
