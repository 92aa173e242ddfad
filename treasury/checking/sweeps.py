"""Check of what was swept: every transfer replayed from what it says it saw, and none left out.

Number 5 of the banking day, section 12. Rules, times and directions are restated from the
records of the scenario, without the kernel's equation. Amounts are minor units.
"""

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.at_once import hasty
from treasury.checking.beside import HEADER, not_yet_valued
from treasury.checking.books import no_links
from treasury.checking.conversions import brought, cost
from treasury.checking.evidence import Evidence, Finding, Truths, failed, first, passed
from treasury.checking.passes import (
    Starts,
    comes_back,
    omitted,
    rules_and_times,
    starts,
)
from treasury.checking.returns import returned_wrongly
from treasury.checking.rules import (
    RuleColumns,
    after_limits_down,
    after_limits_up,
    by_level,
    choose,
    fetched_down,
    of_events,
    reserve,
    sent_up,
)
from treasury.checking.timetable import Timetable, structure_of
from treasury.checking.turns import in_passes, turns_of
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    BESIDE,
    BOUND_CAPACITY,
    BOUND_PASSED_OVER,
    BOUND_POSITION,
    BOUND_PRO_RATA,
    CEILING,
    COMING,
    CONCENTRATION,
    CONVERTED,
    DAY,
    DRAW,
    FUNDING,
    GIVES,
    KEPT_FOR_PARTICIPANTS,
    KIND,
    MINUTE,
    ON_ITS_WAY,
    OTHER,
    REASON,
    REF,
    RESERVED_FOR_QUEUE,
    RETURN,
    ROOM,
    SEEN,
)


def rules_are_obeyed(evidence: Evidence) -> Finding:
    """5: each transfer is what its rule, its limits and its header prescribe for what it saw.

    And in every pass each open link whose rule wants to move something says so, once. Where an
    account's own link moved last in a pass without a limit, it ends at its rule's point; an
    account that passed money on afterwards is exempt. Sweeps that are reversed come back at the
    next opening.
    """
    if not evidence.plan.names.link_records:
        return Finding(None, 0, no_links(evidence))
    rules, times = rules_and_times(evidence)
    fired = evidence.rows(CONCENTRATION, FUNDING)
    turns = int(times.open().sum()) + len(fired) - len(in_passes(evidence, CONCENTRATION, FUNDING))
    turns += len(evidence.rows(RETURN))
    rows = in_passes(evidence, CONCENTRATION, FUNDING)
    begun = starts(evidence, rules, times)
    wrong = returned_wrongly(evidence, times) or misled(evidence, rules, times, begun)
    wrong = wrong or omitted(evidence, rules, times, begun)
    early = hasty(evidence, rules, times)
    if early and not wrong:
        wrong = transfer(evidence, early[1], early[0])
    behind = out_of_turn(evidence, rules, times, rows)
    if not wrong and behind.any():
        wrong = transfer(evidence, int(rows[first(behind)]), "was served out of turn")
    if wrong:
        return failed(turns, wrong)
    what = f"turns of a link in a pass; {len(fired):,} moved money, or say what stopped them"
    return passed(turns, what, "no link was ever open")


def misled(evidence: Evidence, rules: RuleColumns, times: Timetable, begun: Starts) -> str:
    """The first transfer that does not follow from what it saw, as text; "" if none."""
    up, down = in_passes(evidence, CONCENTRATION), evidence.rows(FUNDING)
    events = evidence.projection.events
    asked = rules.rooms.asked[down]
    row = of_events(rules, events[down])
    request = after_limits_down(rules, row, events[down, BASE], asked)[0]
    request = cost(rules.exchange, (events[down, DAY], events[down, REF]), request)
    rows, told = np.concatenate([up, down]), evidence.rows(CONCENTRATION, FUNDING)
    needs = np.concatenate([0 * up, 0 * request if by_level(rules) else request])
    below = needs_below(evidence, times, rows, needs)
    tests = (
        ("crossed a link that is not open then", rows, closed(evidence, times, rows)),
        ("saw another balance", up, saw_wrongly_up(evidence, rules, times, up, below[: len(up)])),
        ("looked at something else", up, looked_wrongly(evidence, rules, times, begun, up)),
        ("saw another balance", down, saw_wrongly_down(evidence, rules, down, below[len(up) :])),
        ("is not what its rule and limits say", up, moved_wrongly_up(evidence, rules, up)),
        ("is not what its rule and limits say", down, moved_wrongly_down(evidence, rules, down)),
        ("left the account beside the point of its rule", rows, beside(evidence, rules, rows)),
        ("names another position limit", told, named_wrongly(evidence, rules, told)),
    )
    for what, at, wrong in tests:
        if wrong.any():
            return transfer(evidence, int(at[first(wrong)]), what)
    return ""


def needs_below(evidence: Evidence, times: Timetable, rows: Amounts, requests: Amounts) -> Amounts:
    """The needs of each event's account's participants in its pass; shape (event of `rows`,).

    `requests` are the limited needs, 0 for concentration.
    """
    events, tables = evidence.projection.events[rows], evidence.plan.tables
    turns, width = tables.days * len(times.minute), len(tables.accounts.opening)
    place = turns_of(times, events) * width
    total = np.zeros(turns * width, dtype=np.int64)
    np.add.at(total, place + events[:, OTHER], requests)
    return np.asarray(total[place + events[:, ACCOUNT]], dtype=np.int64)


def transfer(evidence: Evidence, row: int, what: str) -> str:
    """The sentence about an offending transfer: link, time, and the figures it gives."""
    event = evidence.projection.events[row]
    kind = "concentration" if event[KIND] == CONCENTRATION else "funding"
    kind = "linked draw" if event[KIND] == DRAW else kind
    account = int(event[ACCOUNT])
    figures = ", ".join(
        f"{name} {evidence.money(account, int(event[column]))}"
        for name, column in (("seen", SEEN), ("base", BASE), ("moved", AMOUNT), ("given", GIVES))
    )
    moment = evidence.moment(int(event[DAY]), int(event[MINUTE]))
    return f"{kind} {evidence.link(int(event[REF]))}, {moment}, {what}: {figures}"


def closed(evidence: Evidence, times: Timetable, rows: Amounts) -> Truths:
    """Where an event is not of its link's two accounts, direction, pass or business days."""
    events, links = evidence.projection.events[rows], evidence.plan.tables.links
    link, turn = events[:, REF], turns_of(times, events)
    way = np.where(events[:, KIND] == CONCENTRATION, times.up[link], times.down[link])
    fits = (links.participant[link] == events[:, ACCOUNT]) & (
        links.header[link] == events[:, OTHER]
    )
    fits &= times.minute[turn % len(times.minute)] == events[:, MINUTE]
    return np.asarray(~(fits & way & times.open()[link, turn]), dtype=np.bool_)


def out_of_turn(evidence: Evidence, rules: RuleColumns, times: Timetable, rows: Amounts) -> Truths:
    """Where a sweep came after one that goes before it in the order of its profile.

    Either all concentration of a pass, the deepest level first, then all funding from the top
    down; or header by header from the deepest level up, with its concentration first, or strictly
    by priority. Within a level by header, priority, participant: accounts stand in the order of
    their ids.
    """
    events, plan = evidence.projection.events[rows], evidence.plan
    priority = np.array([plan.scenario.links[at].priority for at in plan.names.link_records])
    link, turn, down = events[:, REF], turns_of(times, events), events[:, KIND] == FUNDING
    level, header = times.level[link], events[:, OTHER]
    keys: tuple[Amounts, ...]
    funding = down.astype(np.int64)
    last = (priority[link], events[:, ACCOUNT])
    if not by_level(rules):
        keys = (turn, funding, np.where(down, level, -level), header, *last)
    elif structure_of(evidence).credit_first:
        keys = (turn, -level, header, funding, *last)
    else:
        keys = (turn, -level, header, *last)
    behind = np.zeros(len(rows), dtype=np.bool_)
    equal = np.ones(len(rows), dtype=np.bool_)
    for key in keys:
        step = np.diff(key, prepend=key[:1])
        behind |= equal & (step < 0)
        equal &= step == 0
    return behind


def saw_wrongly_up(
    evidence: Evidence, rules: RuleColumns, times: Timetable, rows: Amounts, below: Amounts
) -> Truths:
    """Where a concentration saw something else than its balance less held, reserved and kept.

    The book balance, or the value balance where its rule is on value basis. Needs of the branch
    are kept back only where nothing can come down the account's own link in the pass, or where
    that converts.
    """
    events, replayed = evidence.projection.events[rows], evidence.replayed
    link = events[:, REF]
    kept = np.where(comes_back(evidence, times, link), 0, below)
    held = evidence.held_at(rows)
    reserved = reserve(replayed.own[rows] - held, replayed.own_waiting[rows])
    seen = replayed.own[rows] - not_yet_valued(evidence, rules, rows) - held - reserved - kept
    wrong = (events[:, SEEN] != seen) | (events[:, AUX] != kept) | (events[:, GIVES] != reserved)
    return np.asarray(wrong, dtype=np.bool_)


def looked_wrongly(
    evidence: Evidence, rules: RuleColumns, times: Timetable, begun: Starts, rows: Amounts
) -> Truths:
    """Where a concentration looked at other receipts, position or header's balance than there was.

    Rules that look at the balance alone say 0.
    """
    events = evidence.projection.events[rows]
    link = events[:, REF]
    beside = begun.beside[link, turns_of(times, events)]
    covers = rules.preset[link] == HEADER
    replayed = evidence.replayed
    beside = np.where(covers, replayed.other[rows] + replayed.other_coming[rows], beside)
    return np.asarray(events[:, BESIDE] != beside, dtype=np.bool_)


def saw_wrongly_down(
    evidence: Evidence, rules: RuleColumns, rows: Amounts, below: Amounts
) -> Truths:
    """Where a funding saw something else than its balance, with what is on its way there, less
    what is held of it and its participants' needs."""
    events, coming = evidence.projection.events[rows], evidence.replayed.own_coming[rows]
    whole = evidence.replayed.own[rows] - not_yet_valued(evidence, rules, rows) + coming
    seen = whole - reserve(whole, evidence.held_at(rows)) - below
    wrong = (events[:, SEEN] != seen) | (events[:, AUX] != below) | (events[:, COMING] != coming)
    return np.asarray(wrong, dtype=np.bool_)


def moved_wrongly_up(evidence: Evidence, rules: RuleColumns, rows: Amounts) -> Truths:
    """Where base, amount or reason of a concentration do not follow from what it saw."""
    events = evidence.projection.events[rows]
    row = of_events(rules, events)
    base = sent_up(rules, row, events[:, SEEN], events[:, BESIDE])
    amount, bits = after_limits_up(rules, row, base, events[:, SEEN], rows)
    bits = bits + KEPT_FOR_PARTICIPANTS * (events[:, AUX] > 0)
    bits = bits + RESERVED_FOR_QUEUE * (events[:, GIVES] > 0)
    bits = bits + takes_days(evidence, events)
    return differs(events, base, amount, bits)


def takes_days(evidence: Evidence, events: Amounts) -> Amounts:
    """The bit of a reason that says the amount is on its way, or was converted; 0 where it is there
    at once as it is."""
    link, moves = events[:, REF], events[:, AMOUNT] != 0
    converted = np.where(evidence.converts[link] & moves, CONVERTED, 0)
    return np.where(evidence.slow[link] & moves, ON_ITS_WAY, converted)


def moved_wrongly_down(evidence: Evidence, rules: RuleColumns, rows: Amounts) -> Truths:
    """Where base, amount or reason of a funding do not follow from what it saw and was given.

    Over a link that converts, what the header can give is in its own currency.
    The parts of a pro-rata grant are check 9's: here they only may not exceed the request. What
    position limits leave when a grant is made bounds it once more.
    """
    events = evidence.projection.events[rows]
    row = of_events(rules, events)
    base = fetched_down(rules, row, events[:, SEEN])
    amount, bits = after_limits_down(rules, row, base, rules.rooms.asked[rows])
    gives, moved = events[:, GIVES], events[:, AMOUNT]
    shared = events[:, REASON] & BOUND_PRO_RATA > 0
    if evidence.plan.tables.passes.pro_rata == 0:
        shared = np.zeros_like(shared)
    place = events[:, DAY], events[:, REF]
    short = ~shared & (cost(rules.exchange, place, amount) > gives)
    partial = evidence.plan.tables.passes.partial == 1
    part = brought(rules.exchange, place, np.where(short, gives, 0))
    cut = np.where(short, part if partial else 0, amount)
    cut = np.where(shared, np.minimum(moved, np.minimum(amount, gives)), cut)
    bits = bits + short * (BOUND_CAPACITY if partial else BOUND_PASSED_OVER)
    room = rules.rooms.room[rows]
    stopped = (cut > room) | (shared & (events[:, REASON] & BOUND_POSITION > 0) & (moved == room))
    cut = np.where(cut > room, np.where(shared | partial, room, 0), cut)
    bits = bits | np.where(stopped, BOUND_POSITION, 0)
    bits = bits + shared * BOUND_PRO_RATA + takes_days(evidence, events)
    wrong = (events[:, BESIDE] != amount) | differs(events, base, cut, bits)
    return np.asarray(wrong, dtype=np.bool_)


def differs(events: Amounts, base: Amounts, amount: Amounts, bits: Amounts) -> Truths:
    """Where events say another base, amount or reason; shape (event,)."""
    wrong = (events[:, BASE] != base) | (events[:, AMOUNT] != amount) | (events[:, AMOUNT] < 0)
    return np.asarray(wrong | (events[:, REASON] != bits), dtype=np.bool_)


def beside(evidence: Evidence, rules: RuleColumns, rows: Amounts) -> Truths:
    """Where an own link's whole base moved last in a pass, and the account is off its point."""
    events, replayed = evidence.projection.events[rows], evidence.replayed
    up = events[:, KIND] == CONCENTRATION
    amount, seen, row = events[:, AMOUNT], events[:, SEEN], of_events(rules, events)
    unlimited = (amount > 0) & (amount == events[:, BASE]) & (replayed.passed[rows] == 0)
    ends = replayed.own[rows] - not_yet_valued(evidence, rules, rows)
    ends = ends + np.where(up, 0, replayed.own_coming[rows])
    held = np.where(up, evidence.held_at(rows), reserve(ends, evidence.held_at(rows)))
    ends = ends + np.where(up, -amount, amount)
    spoken_for = held + np.where(up, events[:, GIVES] + events[:, AUX], events[:, AUX])
    point = np.where(up, point_up(rules, row, seen - amount), point_down(rules, row, seen))
    return np.asarray(unlimited & (ends - spoken_for != point), dtype=np.bool_)


def named_wrongly(evidence: Evidence, rules: RuleColumns, rows: Amounts) -> Truths:
    """Where a sweep tells of another position limit, or of another room, than the one that bound.

    That of the moment where more was offered than it leaves, else that of when it was asked; of a
    share of a grant, whose size is check 9's, either.
    """
    events, rooms = evidence.projection.events[rows], rules.rooms
    passes, asked, gives = evidence.plan.tables.passes, events[:, BESIDE], events[:, GIVES]
    place = events[:, DAY], events[:, REF]
    whole = cost(rules.exchange, place, asked) <= gives
    part = brought(rules.exchange, place, gives) if passes.partial else 0
    offered = np.where(whole, asked, part)
    shared = events[:, REASON] & BOUND_PRO_RATA > 0
    at_grant = (events[:, KIND] == CONCENTRATION) | (offered > rooms.room[rows])
    room, ceiling = events[:, ROOM], events[:, CEILING]
    now = (room == rooms.left[rows]) & (ceiling == rooms.ceiling[rows])
    then = (room == rooms.left_asked[rows]) & (ceiling == rooms.asked_ceiling[rows])
    none = (room == 0) & (ceiling == -1)
    fits = np.where(shared, now | then, np.where(at_grant, now, then))
    bound = events[:, REASON] & BOUND_POSITION > 0
    wrong: Truths = ~np.where(bound, fits, none)
    return wrong


def point_up(rules: RuleColumns, row: Amounts, left: Amounts) -> Amounts:
    """Where each preset leaves an account that sent up; `left` where it names no point."""
    at, up_to, zero = rules.at[row], rules.up_to[row], np.zeros(len(row), dtype=np.int64)
    choices = (zero, at, at, zero, up_to, at, up_to, *[left] * 6, zero)
    return choose(rules, row, choices)


def point_down(rules: RuleColumns, row: Amounts, seen: Amounts) -> Amounts:
    """Where each preset leaves an account that fetched down."""
    at, zero = rules.at[row], np.zeros(len(row), dtype=np.int64)
    fixed = np.where(seen < 0, 0, at)
    return choose(rules, row, (zero, at, fixed, zero, rules.down_to[row], *[zero] * 9))
