"""What each pass should have brought about, from the balances at its start.

Every link open in a pass is asked, in the order of levels, what its rule wants at the balance
it then has; the events must say the same, no more and no less. Amounts are minor units; axes
(account or link, turn), a turn being a pass of a day. Source: the banking day, sections 3 and 4.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.beside import HEADER, looked_at
from treasury.checking.ceilings import BY_HEADER, BY_PHASE, STRICTLY, rooms
from treasury.checking.conversions import across, cost
from treasury.checking.evidence import Evidence, Truths, first
from treasury.checking.rules import (
    PRESETS,
    RuleColumns,
    after_limits_down,
    by_level,
    fetched_down,
    of_day,
    reserve,
    rule_columns,
    sent_up,
)
from treasury.checking.timetable import NEVER_FUNDS, Timetable, structure_of, timetable
from treasury.checking.turns import in_passes, turn_rows, turns_of
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    BASE,
    CONCENTRATION,
    DAY,
    FUNDING,
    KIND,
    OTHER,
    PAYMENT,
    QUEUED,
    RECEIPT,
    REF,
    REFUSED,
)

NEVER_FUNDS_AT = [PRESETS.index(name) for name in NEVER_FUNDS]
SILENT = -1
"""Stands for a rule that wants nothing, or for a sweep nobody wrote down."""


class Starts(NamedTuple):
    """Balances and sums of queued payments as each turn began; shape (account, turn).

    `coming` was on its way then, `later` is what of the balances bears interest from a later day
    only. `beside` (link, turn) is what rules look at beside the balance (see `beside.looked_at`).
    """

    book: Amounts
    coming: Amounts
    waiting: Amounts
    later: Amounts
    beside: Amounts


class Sweeps(NamedTuple):
    """What the events say of one direction; shape (link, turn).

    `base` is SILENT where there is no event, `amount` what crossed, `across` what that was for the
    header, in its currency, `events` how many there are.
    """

    base: Amounts
    amount: Amounts
    across: Amounts
    events: Amounts


def rules_and_times(evidence: Evidence) -> tuple[RuleColumns, Timetable]:
    """The rules of the links with what position limits left at every event, and their times."""
    rules, times = rule_columns(evidence), timetable(evidence)
    order = BY_PHASE
    if by_level(rules):
        order = BY_HEADER if structure_of(evidence).credit_first else STRICTLY
    turns = turns_of(times, evidence.projection.events)
    return rules._replace(rooms=rooms(evidence, turns, times.level, order)), times


def starts(evidence: Evidence, rules: RuleColumns, times: Timetable) -> Starts:
    """What stood at the start of every turn, from the events before it."""
    events, opening = evidence.projection.events, evidence.plan.tables.accounts.opening
    begins = turn_rows(evidence, times)
    shape = (len(opening), len(begins) + 1)
    book, coming, waiting = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    book[:, 0] = opening
    effect = evidence.effects
    for table, own, other in (
        (book, effect.own, effect.other),
        (coming, effect.own_coming, effect.other_coming),
    ):
        for column, change in ((ACCOUNT, own), (OTHER, other)):
            rows = np.flatnonzero(change)
            seen_by = np.searchsorted(begins, rows, side="right")
            np.add.at(table, (events[rows, column], seen_by), change[rows])
    rows = evidence.rows(QUEUED, PAYMENT, REFUSED)
    queued = events[rows, KIND] == QUEUED
    was_queued = np.isin(events[rows, REF], events[rows[queued], REF])
    rows, queued = rows[was_queued], queued[was_queued]
    change = np.where(queued, -events[rows, AMOUNT], events[rows, AMOUNT])
    seen_by = np.searchsorted(begins, rows, side="right")
    np.add.at(waiting, (events[rows, ACCOUNT], seen_by), change)
    book, coming, waiting = (np.cumsum(each, axis=1)[:, :-1] for each in (book, coming, waiting))
    beside = looked_at(evidence, rules, times, begins)
    later = valued_later(evidence, times, begins)
    return Starts(book, coming, waiting, later, beside)


def valued_later(evidence: Evidence, times: Timetable, begins: Amounts) -> Amounts:
    """What of each balance bears interest from a later day only as each turn begins.

    Shape (account, turn). An item counts from the first turn after it to the last of the day
    before its value date.
    """
    events, items = evidence.projection.events, evidence.plan.tables.items
    table = np.zeros((len(evidence.plan.names.accounts), len(begins) + 1), dtype=np.int64)
    rows = evidence.rows(RECEIPT, PAYMENT)
    value = items.value_day[events[rows, REF]]
    rows, value = rows[value > events[rows, DAY]], value[value > events[rows, DAY]]
    until = np.minimum(value * len(times.minute), len(begins))
    account, amount = events[rows, ACCOUNT], events[rows, AMOUNT]
    np.add.at(table, (account, np.searchsorted(begins, rows, side="right")), amount)
    np.subtract.at(table, (account, until), amount)
    return np.asarray(np.cumsum(table, axis=1)[:, :-1], dtype=np.int64)


def recorded(evidence: Evidence, times: Timetable, kind: int) -> Sweeps:
    """What the events of one kind say of every link and turn."""
    events = evidence.projection.events[in_passes(evidence, kind)]
    shape = (len(times.up), evidence.plan.tables.days * len(times.minute))
    base, amount, there, count = (np.zeros(shape, dtype=np.int64) for _ in Sweeps._fields)
    place = (events[:, REF], turns_of(times, events))
    base[place] = events[:, BASE]
    np.add.at(amount, place, events[:, AMOUNT])
    np.add.at(there, place, across(events, evidence.converts))
    np.add.at(count, place, 1)
    return Sweeps(np.where(count > 0, base, SILENT), amount, there, count)


class Case(NamedTuple):
    """All that a level is compared with; `strict`: header by header, strictly by priority."""

    evidence: Evidence
    rules: RuleColumns
    times: Timetable
    begun: Starts
    up: Sweeps
    down: Sweeps
    strict: bool


class Carried(NamedTuple):
    """What deeper levels leave to the next; shape (account, turn): the needs of an account's
    participants, what it received from them less what it gave them, and what they sent that is on
    its way."""

    below: Amounts
    arrived: Amounts
    coming: Amounts


def omitted(evidence: Evidence, rules: RuleColumns, times: Timetable, begun: Starts) -> str:
    """The first link and turn of which the events say something else than its rule; "" if none.

    What crossed the deeper levels is taken from their events, which answer for themselves.
    """
    up, down = recorded(evidence, times, CONCENTRATION), recorded(evidence, times, FUNDING)
    strict = by_level(rules) and not structure_of(evidence).credit_first
    case = Case(evidence, rules, times, begun, up, down, strict)
    carried = Carried(*(np.zeros_like(begun.book) for _ in Carried._fields))
    for level in range(int(times.level.max()), 0, -1):
        wrong = level_differs(case, carried, np.flatnonzero(times.level == level))
        if wrong:
            return wrong
    return ""


def level_differs(case: Case, carried: Carried, at: Amounts) -> str:
    """The first difference in a level, whose links are `at`; "" if none. Carries on to the next."""
    evidence, rules, times, begun, up, down, _ = case
    low = evidence.plan.tables.links.participant[at]
    link, open_ = at[:, np.newaxis], times.open()[at]
    row = of_day(rules, np.arange(open_.shape[1]) // len(times.minute), link)
    book, needs = begun.book[low] + carried.arrived[low], carried.below[low]
    beside = seen_in_turn(case, carried, at)
    seen = book - rules.on_value[link] * begun.later[low]
    held = np.repeat(evidence.held[:, low].T, len(times.minute), axis=1)
    unheld = seen - held
    free = unheld - reserve(book - held, begun.waiting[low])
    free = free - np.where(comes_back(evidence, times, link), 0, needs)
    asks = open_ & times.up[link] & (sent_up(rules, row, unheld, beside) > 0)
    wanted = np.where(asks, sent_up(rules, row, free, beside), SILENT)
    wrong = difference(evidence, times, (CONCENTRATION, at), (wanted, up))
    coming = begun.coming[low] + carried.coming[low]
    whole = seen + coming - up.amount[at]
    lacking = fetched_down(rules, row, whole - reserve(whole, held) - needs)
    asking = open_ & times.down[link]
    if by_level(rules):
        asking = asking & (up.amount[at] == 0) & ~np.isin(rules.preset, NEVER_FUNDS_AT)[link]
    lacking = np.where(asking, lacking, 0)
    wanted = np.where(lacking > 0, lacking, SILENT)
    wrong = wrong or difference(evidence, times, (FUNDING, at), (wanted, down))
    request = after_limits_down(rules, row, lacking, room_when_asked(case)[at])[0]
    days = np.arange(open_.shape[1]) // len(times.minute)
    pass_on(case, carried, at, cost(rules.exchange, (days, link), request))
    return wrong


def comes_back(evidence: Evidence, times: Timetable, link: Amounts) -> Truths:
    """Where what goes up these links for the needs of others comes back in the same pass, and at
    the same price."""
    back: Truths = times.down[link] & ~evidence.slow[link] & ~evidence.converts[link]
    return back


def room_when_asked(case: Case) -> Amounts:
    """What position limits left when each link asked in each turn; (link, turn)."""
    events, found = case.evidence.projection.events, np.full_like(case.down.base, UNLIMITED)
    rows = case.evidence.rows(FUNDING)
    asked = events[rows]
    found[asked[:, REF], turns_of(case.times, asked)] = case.rules.rooms.asked[rows]
    return found


def seen_in_turn(case: Case, carried: Carried, at: Amounts) -> Amounts:
    """What the rules of a level look at beside the balance; what goes up arrives in this order.

    Where each participant is funded in its own turn, what goes down leaves in it too.
    """
    beside = case.begun.beside[at]
    headers = case.evidence.plan.tables.links.header[at].tolist()
    for row, header in enumerate(headers):
        if case.rules.preset[at[row]] == HEADER:
            beside[row] = case.begun.book[header] + carried.arrived[header]
            beside[row] += case.begun.coming[header] + carried.coming[header]
        slow = case.evidence.slow[at[row]]
        (carried.coming if slow else carried.arrived)[header] += case.up.across[at[row]]
        if case.strict:
            carried.arrived[header] -= case.down.across[at[row]]
    return beside


def pass_on(case: Case, carried: Carried, at: Amounts, request: Amounts) -> None:
    """Carry the needs of a level to its headers, in their currencies, or what they gave where they
    gave now."""
    for row, header in enumerate(case.evidence.plan.tables.links.header[at].tolist()):
        if not by_level(case.rules):
            carried.below[header] += request[row]
        elif not case.strict:
            carried.arrived[header] -= case.down.across[at[row]]


def difference(
    evidence: Evidence,
    times: Timetable,
    asked: tuple[int, Amounts],
    compared: tuple[Amounts, Sweeps],
) -> str:
    """The first of these links' turns in which the rule wants another base than was recorded."""
    kind, at = asked
    wanted, found = compared
    wrong = (wanted != found.base[at]) | (found.events[at] > 1)
    if not wrong.any():
        return ""
    turn, row = first(wrong.T)
    link = int(at[row])
    account = int(evidence.plan.tables.links.participant[link])
    day, index = divmod(turn, len(times.minute))
    way = "concentration" if kind == CONCENTRATION else "funding"
    ours, theirs = (
        "nothing" if base == SILENT else evidence.money(account, base)
        for base in (int(wanted[row, turn]), int(found.base[link, turn]))
    )
    again = " more than once" if found.events[link, turn] > 1 else ""
    return (
        f"{way} {evidence.link(link)}, {evidence.moment(day, int(times.minute[index]))}: "
        f"its rule wants {ours}, recorded {theirs}{again}"
    )
