"""Position limits (往来限额), restated from the scenario's records, and whether they are kept.

What is owed under a limit is the sum over its links, each way for itself, or net of the other way;
what may cross a link is what the limits of this way leave and, unless net, first what it owes the
other way. Number 24 of a run's checks. Amounts are minor units, positions as in the banking day,
section 5. Source: its section 2, the docstring of `PositionLimit`, decision 0075.
"""

from typing import NamedTuple

import numpy as np

from treasury.accounts.chart import Entity
from treasury.arrays import UNLIMITED, Amounts, compiled, inner
from treasury.checking.conversions import (
    across,
    bought_within,
    exchange,
    least_within,
    most_within,
)
from treasury.checking.evidence import Evidence, Finding, failed, first, passed
from treasury.money import to_minor
from treasury.pooling.structure import PositionLimit
from treasury.tables import (
    AMOUNT,
    CONCENTRATION,
    DAY,
    DRAW,
    FUNDING,
    KIND,
    MINUTE,
    ON_RECEIPT,
    OTHER,
    REASON,
    REF,
)


class Ceilings(NamedTuple):
    """The limits of the run's structure by id: `amount` (day, limit), UNLIMITED where one does not
    hold; `net` (limit,), 1 where what is owed the other way is taken off; `up` and `down` (limit,
    link), 1 where what is sent up or fetched down falls under it."""

    amount: Amounts
    net: Amounts
    up: Amounts
    down: Amounts


class Left(NamedTuple):
    """What may cross, and the limit that leaves the least (-1: none)."""

    room: int
    ceiling: int


class Rooms(NamedTuple):
    """What may cross its link at each event of a sweep or linked draw, just before it, and the
    limit that leaves the least; for a funding also when its link asked; shape (event,).

    `room` and `asked` are what it may be of the participant's currency, and `whole` what may go up
    where that is all; `left` and `left_asked` are what the limit leaves, in the header's.
    """

    room: Amounts
    ceiling: Amounts
    asked: Amounts
    asked_ceiling: Amounts
    left: Amounts
    left_asked: Amounts
    whole: Amounts


NO_ROOMS = Rooms(*(np.zeros(0, dtype=np.int64) for _ in range(7)))


def records_of(evidence: Evidence) -> list[PositionLimit]:
    """The records of the limits of the run's structure, by id."""
    plan = evidence.plan
    own = [one for one in plan.scenario.position_limits if one.structure in (None, plan.structure)]
    return sorted(own if plan.structure else [], key=lambda one: one.id)


def ceilings(evidence: Evidence) -> Ceilings:
    """The limits from the scenario's records."""
    names, limits = evidence.plan.names, records_of(evidence)
    scenario = evidence.plan.scenario
    unit = {one.id: one for one in scenario.entities}
    holder = {one.id: unit[one.entity] for one in scenario.accounts}
    currency = {one.id: one.currency for one in scenario.accounts}
    links = [scenario.links[record] for record in names.link_records]
    shape = (len(limits), len(links))
    amount = np.full((len(names.days), len(limits)), UNLIMITED, dtype=np.int64)
    up, down = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for at, limit in enumerate(limits):
        for row, day in enumerate(names.days):
            begun = limit.valid_from is None or day >= limit.valid_from
            if begun and (limit.valid_until is None or day <= limit.valid_until):
                amount[row, at] = to_minor(limit.amount, limit.currency)
        for place, link in enumerate(links):
            low, high = holder[link.participant], holder[link.header]
            if currency[link.header] == limit.currency:
                up[at, place] = is_between(limit, low, high)
                down[at, place] = is_between(limit, high, low)
    net = np.array([limit.net for limit in limits], dtype=np.int64)
    return Ceilings(amount, net, up, down)


def is_between(limit: PositionLimit, creditor: Entity, debtor: Entity) -> bool:
    """Whether what a unit owes another one is what the limit speaks of."""
    owed, owes = creditor.branch_of or creditor.id, debtor.branch_of or debtor.id
    abroad = creditor.country != debtor.country
    if owed == owes or ((limit.creditor_country or limit.debtor_country) and not abroad):
        return False
    return (
        limit.creditor in (None, owed)
        and limit.debtor in (None, owes)
        and limit.creditor_country in (None, creditor.country)
        and limit.debtor_country in (None, debtor.country)
    )


@inner
def left_to_cross(limits: Ceilings, positions: Amounts, day: int, link: int, upwards: bool) -> Left:
    """What may cross the link this way on the day, at these positions (link,), in the currency of
    its header."""
    amount, net, up, down = limits
    own = up if upwards else down
    n = positions[link] if upwards else -positions[link]
    least, binding = UNLIMITED, -1
    for ceiling in range(amount.shape[1]):
        if own[ceiling, link] == 0 or amount[day, ceiling] == UNLIMITED:
            continue
        rest = amount[day, ceiling]
        for each in range(len(positions)):
            owed_up, owed_down = up[ceiling, each], down[ceiling, each]
            if net[ceiling] == 1:
                rest -= (owed_up - owed_down) * positions[each]
            elif positions[each] > 0:
                rest -= owed_up * positions[each]
            else:
                rest += owed_down * positions[each]
        rest = max(0, rest)
        if net[ceiling] == 0:
            rest += max(0, -n)
        if rest < least:
            least, binding = rest, ceiling
    return Left(least, binding)


BY_PHASE, BY_HEADER, STRICTLY = 0, 1, 2
"""When a link asks for money: when all of its level has sent up; when its header's participants
have; at its own turn."""


class Course(NamedTuple):
    """The events, for each what its other account has of it, the pass it belongs to, and by how
    much n of which link (-1: none) it changes; `level` (link,)."""

    events: Amounts
    across: Amounts
    turns: Amounts
    link: Amounts
    position: Amounts
    level: Amounts


def rooms(evidence: Evidence, turns: Amounts, level: Amounts, order: int) -> Rooms:
    """What the limits left at every sweep and linked draw.

    `turns` (event,) is the pass of each sweep, `level` (link,) as in the timetable; `order` is one
    of BY_PHASE, BY_HEADER, STRICTLY.
    """
    events, limits = evidence.projection.events, ceilings(evidence)
    found = Rooms(
        *(
            np.full(len(events), one, dtype=np.int64)
            for one in (UNLIMITED, -1, UNLIMITED, -1, UNLIMITED, UNLIMITED, UNLIMITED)
        )
    )
    if not len(limits.up):
        return found
    effect = evidence.effects
    course = Course(events, crossed(evidence), turns, effect.link, effect.position, level)
    then = np.zeros((int(level.max(initial=0)) + 1, len(level)), dtype=np.int64)
    walk(course, limits, then, order, found)
    return in_own_currency(evidence, found)


def crossed(evidence: Evidence) -> Amounts:
    """What the header of each sweep or linked draw has of it, in its currency; shape (event,)."""
    events = evidence.projection.events
    found = np.zeros(len(events), dtype=np.int64)
    rows = evidence.rows(CONCENTRATION, FUNDING, DRAW)
    found[rows] = across(events[rows], evidence.converts)
    return found


def in_own_currency(evidence: Evidence, found: Rooms) -> Rooms:
    """The same with what may cross as it may be of the participant's currency."""
    events, rates = evidence.projection.events, exchange(evidence)
    place = events[:, DAY], events[:, REF]
    up = events[:, KIND] == CONCENTRATION
    down = bought_within(rates, place, found.left)
    room = np.where(up, least_within(rates, place, found.left), down)
    whole = np.where(up, most_within(rates, place, found.left), down)
    asked = bought_within(rates, place, found.left_asked)
    return found._replace(room=room, whole=whole, asked=asked)


@compiled
def walk(course: Course, limits: Ceilings, then: Amounts, order: int, found: Rooms) -> None:
    """Fill `found`. `then` (level, link) begins with zeros: row 0 are the positions now, the
    others those at which the links of a level asked in the present pass."""
    pass_, header = -1, -1
    for row in range(len(course.events)):
        event, kind = course.events[row], course.events[row, KIND]
        in_pass = kind == FUNDING or (kind == CONCENTRATION and event[REASON] & ON_RECEIPT == 0)
        if in_pass and course.turns[row] != pass_:
            pass_, header = course.turns[row], -1
            ask_now(then)
        asks = order == STRICTLY or (order == BY_HEADER and event[OTHER] != header)
        if kind == FUNDING and asks:
            header = event[OTHER]
            ask_now(then)
        if kind == CONCENTRATION or kind == FUNDING or kind == DRAW:
            look(course, limits, then, found, row)
        if course.link[row] >= 0:
            then[0, course.link[row]] += course.position[row]
        if in_pass and kind == CONCENTRATION:
            for level in range(1, course.level[event[REF]] + 1):
                then[level, event[REF]] += course.across[row]


@inner
def ask_now(then: Amounts) -> None:
    """Let every level ask at the present positions."""
    for level in range(1, len(then)):
        for link in range(then.shape[1]):
            then[level, link] = then[0, link]


@inner
def look(course: Course, limits: Ceilings, then: Amounts, found: Rooms, row: int) -> None:
    """Note what the limits leave for the event now, and for a funding when its link asked."""
    event = course.events[row]
    day, link = event[DAY], event[REF]
    left = left_to_cross(limits, then[0], day, link, event[KIND] == CONCENTRATION)
    found.left[row], found.ceiling[row] = left.room, left.ceiling
    if event[KIND] == FUNDING:
        left = left_to_cross(limits, then[course.level[link]], day, link, False)
        found.left_asked[row], found.asked_ceiling[row] = left.room, left.ceiling


def limits_are_kept(evidence: Evidence) -> Finding:
    """24: no sweep and no linked draw lets anybody owe more than a position limit allows.

    What is repaid is free but under a net limit; interest, settlements and positions taken over
    are no sweeps.
    """
    limits = records_of(evidence)
    if not limits:
        return Finding(None, 0, "the run has no position limits")
    events, links = evidence.projection.events, evidence.plan.tables.links
    rows = evidence.rows(CONCENTRATION, FUNDING, DRAW)
    rows = rows[events[rows, AMOUNT] > 0]
    nowhere = np.zeros(len(events), dtype=np.int64)
    found = rooms(evidence, nowhere, np.ones(len(links.last), dtype=np.int64), STRICTLY)
    under = rows[found.ceiling[rows] >= 0]
    had = crossed(evidence)
    wrong = had[under] > found.left[under]
    if wrong.any():
        row = int(under[first(wrong)])
        event, limit = events[row], limits[int(found.ceiling[row])]
        moment = evidence.moment(int(event[DAY]), int(event[MINUTE]))
        header = int(evidence.plan.tables.links.header[event[REF]])
        moved = evidence.money(header, int(had[row]))
        left = evidence.money(header, int(found.left[row]))
        what = f"{moved} moved, and the position limit {limit.id} left {left}"
        return failed(len(under), f"{evidence.link(int(event[REF]))}, {moment}: {what}")
    return passed(len(under), "sweeps and draws under a limit", "nothing moved under a limit")
