"""What each account may pay, recomputed at every decision about a payment.

    give(h) = max(0, available(h) - lowest(h) + min(reach(h), give(header of h))); at a root the
              undrawn credit line in place of the min
    pay(a)  = max(0, min(available(a) + own od(a) + min(right(a), give(header of a)),
                         entitlement(a) + max(0, -n(a)) + own od(a)))

`right` and `reach` are without bound in mode `full`, where the second line of pay is dropped;
in `standalone` right is 0 and reach what the header itself has sent up. Accounts' terms come from
the scenario's records, balances from the events. Amounts are minor units. Source: the banking
day, section 5.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts, compiled, inner
from treasury.checking.evidence import Evidence
from treasury.checking.replay import CASH_OUT, DOWN, MOVES, NOTHING, UP
from treasury.checking.timetable import structure_of
from treasury.money import to_minor
from treasury.pooling.packed import rows_of
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    DAY,
    DRAW,
    INTERNAL_INTEREST,
    KIND,
    LINE_DRAW,
    LINE_REPAY,
    OTHER,
    PAYMENT,
    QUEUED,
    REF,
    REFUSED,
    REJECTED,
)


class Payers(NamedTuple):
    """Each account's terms, shape (account,); -1 where it has no header or no credit line.

    `begins` is the first place of its payments among all items by account, priority and arrival.
    """

    header: Amounts
    full: Amounts
    protected: Amounts
    lowest: Amounts
    overdraft: Amounts
    line: Amounts
    limit: Amounts
    begins: Amounts


class Balances(NamedTuple):
    """Book balances, own positions, sums of the participants' positions, and of queued payments;
    shape (account,). `refused` is what was cancelled at the close of day `close`."""

    book: Amounts
    position: Amounts
    held: Amounts
    queued: Amounts
    refused: Amounts
    close: Amounts


class Waiting(NamedTuple):
    """Each item's account, its place as in `Payers.begins`, and what of it waits; shape (item,)."""

    account: Amounts
    place: Amounts
    waits: Amounts


class Standing(NamedTuple):
    """What changes from event to event: record arrays of balances and items, `owed` (loan,).

    `tree` (item + 1,) keeps running sums of what waits, by place (a Fenwick tree).
    """

    accounts: Balances
    items: Waiting
    owed: Amounts
    tree: Amounts


class Judged(NamedTuple):
    """At each event that decides about a payment, shape (event,): what waits before it, the cash
    it may use, the same with overdraft and line, the header's help, and what may be paid.

    At close the queues are cancelled and nothing more is paid: a refusal is judged with all
    queues as they stood before.
    """

    ahead: Amounts
    usable: Amounts
    own: Amounts
    help: Amounts
    payable: Amounts


def judge(evidence: Evidence, accounts: Payers) -> Judged:
    """What could be paid at every decision about a payment of the run."""
    tables, events = evidence.plan.tables, evidence.projection.events
    items, opening = tables.items, tables.accounts.opening
    order = np.lexsort((np.arange(len(items.day)), items.priority, items.account))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    judged = Judged(*(np.zeros(len(events), dtype=np.int64) for _ in Judged._fields))
    judged = rows_of(judged)
    none = np.zeros_like(opening)
    standing = Standing(
        accounts=rows_of(Balances(opening, none, none, none, none, none - 1)),
        items=rows_of(Waiting(items.account, place, 0 * place)),
        owed=tables.loans.drawn.copy(),
        tree=np.zeros(len(place) + 1, dtype=np.int64),
    )
    walk(events, MOVES, rows_of(accounts), standing, judged)
    return Judged(*(getattr(judged, name) for name in Judged._fields))


def payers(evidence: Evidence) -> Payers:
    """The accounts' terms of payment, from the scenario's records."""
    names, items = evidence.plan.names, evidence.plan.tables.items
    count = len(names.accounts)
    first = np.searchsorted(np.sort(items.account), np.arange(count))
    rows = np.array([money_terms(evidence, at) for at in range(count)], dtype=np.int64)
    lowest, overdraft, line, limit = rows.T
    return Payers(*control(evidence), lowest, overdraft, line, limit, first)


def control(evidence: Evidence) -> tuple[Amounts, Amounts, Amounts]:
    """Each account's header, whether it is in mode `full`, whether participants are protected."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    count = len(names.accounts)
    header = np.full(count, -1, dtype=np.int64)
    full, protected = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    if evidence.plan.structure is None:
        return header, full, protected
    structure = structure_of(evidence)
    protected[:] = structure.protect_participants
    at = {name: index for index, name in enumerate(names.accounts)}
    links = [link for link in scenario.links if link.structure == structure.id]
    for link in links:
        header[at[link.participant]] = at[link.header]
        mode = structure.root_payment_mode or structure.payment_mode
        full[at[link.header]] = mode == "full"
    for link in links:
        full[at[link.participant]] = (link.payment_mode or structure.payment_mode) == "full"
    return header, full, protected


def money_terms(evidence: Evidence, account: int) -> tuple[int, int, int, int]:
    """The account's lowest balance as a header, overdraft, credit line (a loan) and its limit."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    record = scenario.accounts[names.account_records[account]]
    given = record.overdraft
    overdraft = UNLIMITED if given == "unlimited" else to_minor(given, record.currency)
    kept = 0 if record.reserve is None else to_minor(record.reserve, record.currency)
    lowest = -overdraft if record.overdraft_may_fund else kept
    for line in scenario.credit_lines:
        if line.account == record.id:
            limit = to_minor(line.limit, record.currency)
            return lowest, overdraft, names.loans.index(line.id), limit
    return lowest, overdraft, -1, 0


@compiled
def walk(
    events: Amounts, moves: Amounts, payers: Payers, standing: Standing, judged: Judged
) -> None:
    """Fill `judged`: a payment with linked draws is judged before the first of them."""
    drawing = -1
    for row in range(len(events)):
        kind = events[row, KIND]
        if kind == DRAW and drawing < 0:
            drawing = row
            weigh(payers, standing, judged, row, events[row, AUX], -1)
        elif kind == PAYMENT and drawing >= 0:
            take_over(judged, row, drawing)
        elif PAYMENT <= kind <= REFUSED:
            close = events[row, DAY] if kind == REFUSED else -1
            weigh(payers, standing, judged, row, events[row, REF], close)
        if kind != DRAW:
            drawing = -1
        happen(moves[kind], events[row], standing)
        if PAYMENT <= kind <= REFUSED:
            wait(standing, kind, events[row])


@inner
def take_over(judged: Judged, row: int, drawing: int) -> None:
    """The judgement made before the first linked draw is the payment's."""
    judged.ahead[row] = judged.ahead[drawing]
    judged.usable[row] = judged.usable[drawing]
    judged.own[row] = judged.own[drawing]
    judged.help[row] = judged.help[drawing]
    judged.payable[row] = judged.payable[drawing]


@inner
def weigh(
    payers: Payers, standing: Standing, judged: Judged, row: int, item: int, close: int
) -> None:
    """Judge the payment of an item; `close` is the day at whose close it is refused, or -1."""
    account = standing.items.account[item]
    book = standing.accounts.book[account]
    ahead = waiting_before(payers, standing, account, item) + refused(standing, account, close)
    usable = book - min(max(0, book), ahead)
    judged.ahead[row] = ahead
    judged.usable[row] = usable
    judged.own[row] = usable + payers.overdraft[account] + undrawn(payers, standing, account)
    judged.help[row] = help_for(payers, standing, account, close)
    judged.payable[row] = may_pay(payers, standing, account, usable, close)


@inner
def refused(standing: Standing, account: int, close: int) -> int:
    """What of the account's queue was cancelled before, at the close of this day."""
    if standing.accounts.close[account] != close:
        return 0
    return int(standing.accounts.refused[account])


@inner
def help_for(payers: Payers, standing: Standing, account: int, close: int) -> int:
    """What a payment of the account may draw from above."""
    header = payers.header[account]
    if header < 0 or payers.full[account] == 0:
        return 0
    return can_give(payers, standing, header, close)


@inner
def may_pay(payers: Payers, standing: Standing, account: int, usable: int, close: int) -> int:
    """What the account may pay of the cash it may use."""
    overdraft = payers.overdraft[account] + undrawn(payers, standing, account)
    payable = usable + overdraft + help_for(payers, standing, account, close)
    if payers.full[account] == 0 and payers.protected[account] == 1:
        n = standing.accounts.position[account]
        entitlement = standing.accounts.book[account] + n - standing.accounts.held[account]
        payable = min(payable, entitlement + max(0, -n) + overdraft)
    return int(max(0, payable))


@inner
def undrawn(payers: Payers, standing: Standing, account: int) -> int:
    """What is left of the account's credit line."""
    line = payers.line[account]
    if line < 0:
        return 0
    return int(max(0, payers.limit[account] - standing.owed[line]))


@inner
def can_give(payers: Payers, standing: Standing, account: int, close: int) -> int:
    """What the account can pass down, with what it can fetch from above."""
    book, above = standing.accounts.book[account], payers.header[account]
    waiting = standing.accounts.queued[account] + refused(standing, account, close)
    gives = book - min(max(0, book), waiting) - payers.lowest[account]
    if above < 0:
        gives += undrawn(payers, standing, account)
    else:
        fetched = can_give(payers, standing, above, close)
        if payers.full[account] == 0:
            fetched = min(fetched, max(0, standing.accounts.position[account]))
        gives += fetched
    return int(min(max(0, gives), UNLIMITED))


@inner
def happen(move: int, event: Amounts, standing: Standing) -> None:
    """Let the event change balances, positions and loans."""
    kind, account, other = event[KIND], event[ACCOUNT], event[OTHER]
    amount = -event[AMOUNT] if move == CASH_OUT or move == UP else event[AMOUNT]
    if move != NOTHING:
        standing.accounts.book[account] += amount
    if move == UP or move == DOWN:
        standing.accounts.book[other] -= amount
        standing.accounts.position[account] -= amount
        standing.accounts.held[other] -= amount
    elif kind == INTERNAL_INTEREST:
        standing.accounts.position[account] += amount
        standing.accounts.held[other] += amount
    elif kind == LINE_DRAW or kind == LINE_REPAY:
        standing.owed[event[REF]] += amount


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
