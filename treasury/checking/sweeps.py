"""Checks of what was swept: every transfer replayed from what it says it saw.

Numbers 5, 6 and 9 of the banking day, section 12. The rules are restated here from the records
of the scenario, preset by preset, without the kernel's equation. Amounts are minor units.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.books import NO_STRUCTURE
from treasury.checking.evidence import Evidence, Finding, failed, first, passed
from treasury.money import split, to_minor
from treasury.pooling.rules import Rule
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    BOUND_CAPACITY,
    BOUND_MAXIMUM,
    BOUND_MINIMUM,
    BOUND_MULTIPLE,
    BOUND_PASSED_OVER,
    BOUND_PRO_RATA,
    CONCENTRATION,
    DAY,
    DRAW,
    END_OF_DAY,
    FUNDING,
    GIVES,
    KEPT_FOR_PARTICIPANTS,
    KIND,
    MINUTE,
    OTHER,
    REASON,
    REF,
    RESERVED_FOR_QUEUE,
    SEEN,
)

Truths = npt.NDArray[np.bool_]
PRESETS = ("zero_balance", "target_constant", "target_fixed", "threshold", "range", "keep")


class Limits(NamedTuple):
    """Maximum, multiple and minimum of one direction, shape (link,) each."""

    maximum: Amounts
    multiple: Amounts
    minimum: Amounts


class RuleColumns(NamedTuple):
    """The rule of each link, from its record; shape (link,) each, minor units.

    `preset` is a place in PRESETS. `at` is the target, threshold, keep or upper end of the
    range, `low` its lower end; `up_to` and `down_to` are where a range ends after a sweep.
    """

    preset: Amounts
    at: Amounts
    low: Amounts
    up_to: Amounts
    down_to: Amounts
    up: Limits
    down: Limits


def rule_columns(evidence: Evidence) -> RuleColumns:
    """The rules of the run's links, read from the scenario's records."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    rules = {rule.id: rule for rule in scenario.rules}
    rows = []
    participants = evidence.plan.tables.links.participant.tolist()
    for record, participant in zip(names.link_records, participants, strict=True):
        rule = rules[scenario.links[record].rule]
        rows.append(rule_row(rule, names.currencies[participant]))
    columns = list(np.array(rows, dtype=np.int64).reshape(-1, 11).T)
    preset, at, low, up_to, down_to = columns[:5]
    up, down = Limits(*columns[5:8]), Limits(*columns[8:])
    return RuleColumns(preset, at, low, up_to, down_to, up, down)


def rule_row(rule: Rule, currency: str) -> tuple[int, ...]:
    """One rule as numbers: preset, amounts, limits up, limits down."""

    def minor(name: str, default: int) -> int:
        value = getattr(rule, name)
        return default if value is None else to_minor(value, currency)

    at = {"threshold": "threshold", "keep": "keep", "range": "high"}.get(rule.preset, "target")
    amount, low = minor(at, 0), minor("low", 0)
    return (
        PRESETS.index(rule.preset), amount, low, minor("to", amount), minor("to", low),
        minor("maximum", UNLIMITED), minor("multiple", 1), minor("minimum", 0),
        minor("maximum_deficit", UNLIMITED), minor("multiple_deficit", 1),
        minor("minimum_deficit", 0),
    )  # fmt: skip


def sent_up(rules: RuleColumns, link: Amounts, b: Amounts) -> Amounts:
    """What each preset sends up at balance `b`, before limits: the table of section 4."""
    at, up_to = rules.at[link], rules.up_to[link]
    above = np.maximum(b - at, 0)
    choices = (
        np.maximum(b, 0),
        above,
        above,
        np.where(b >= at, b, 0),
        np.where(b > at, b - up_to, 0),
        above,
    )
    return np.choose(rules.preset[link], choices)


def fetched_down(rules: RuleColumns, link: Amounts, b: Amounts) -> Amounts:
    """What each preset fetches down at balance `b`, before limits; a hole only, for `keep`."""
    at, low, down_to = rules.at[link], rules.low[link], rules.down_to[link]
    hole = np.maximum(-b, 0)
    missing = np.maximum(at - b, 0)
    choices = (
        hole,
        missing,
        np.where(b < 0, -b, missing),
        hole,
        np.where(b < low, down_to - b, 0),
        hole,
    )
    return np.choose(rules.preset[link], choices)


def after_limits(base: Amounts, limits: Limits, link: Amounts) -> tuple[Amounts, Amounts]:
    """Maximum, then multiple, down, then minimum: the amount, and the bits of what changed it."""
    most = np.minimum(base, limits.maximum[link])
    whole = most // limits.multiple[link] * limits.multiple[link]
    small = (whole > 0) & (whole < limits.minimum[link])
    bits = BOUND_MAXIMUM * (most < base) + BOUND_MULTIPLE * (whole < most) + BOUND_MINIMUM * small
    return np.where(small, 0, whole), bits


def needs_below(evidence: Evidence, rows: Amounts, requests: Amounts) -> Amounts:
    """The needs of each event's account's participants in its pass; shape (event of `rows`,).

    `requests` are the limited needs, 0 for concentration.
    """
    events, tables = evidence.projection.events[rows], evidence.plan.tables
    passes, width = len(tables.passes.minute), len(tables.accounts.opening)
    place = (events[:, DAY] * passes + pass_of(evidence, events)) * width
    total = np.zeros(tables.days * passes * width, dtype=np.int64)
    np.add.at(total, place + events[:, OTHER], requests)
    return np.asarray(total[place + events[:, ACCOUNT]], dtype=np.int64)


def pass_of(evidence: Evidence, events: Amounts) -> Amounts:
    """The pass of each event: the first that is not before its time; shape (event,)."""
    minutes = evidence.plan.tables.passes.minute
    return np.minimum(np.searchsorted(minutes, events[:, MINUTE]), len(minutes) - 1)


def rules_are_obeyed(evidence: Evidence) -> Finding:
    """5: each transfer is what its rule, its limits and its header prescribe for what it saw.

    Where an account's own link moved last in a pass without a limit, it ends at its rule's
    point; an account that passed money on afterwards is exempt.
    """
    if not evidence.plan.names.link_records:
        return Finding(None, 0, NO_STRUCTURE)
    events, rules = evidence.projection.events, rule_columns(evidence)
    up, down = evidence.rows(CONCENTRATION), evidence.rows(FUNDING)
    request = after_limits(events[down, BASE], rules.down, events[down, REF])[0]
    rows = np.concatenate([up, down])
    below = needs_below(evidence, rows, np.concatenate([0 * up, request]))
    tests = (
        (
            "crossed a link that is not open then",
            np.concatenate([up, down]),
            closed(evidence, rows),
        ),
        ("saw another balance", up, saw_wrongly_up(evidence, up, below[: len(up)])),
        ("saw another balance", down, saw_wrongly_down(evidence, down, below[len(up) :])),
        ("is not what its rule and limits say", up, moved_wrongly_up(evidence, rules, up)),
        ("is not what its rule and limits say", down, moved_wrongly_down(evidence, rules, down)),
        ("left the account beside the point of its rule", rows, beside(evidence, rules, rows)),
    )
    for what, at, wrong in tests:
        if wrong.any():
            return failed(len(rows), transfer(evidence, int(at[first(wrong)]), what))
    return passed(len(rows), "transfers and what stopped them", "no rule fired")


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


def closed(evidence: Evidence, rows: Amounts) -> Truths:
    """Where an event is not of its link's two accounts, direction, pass or business days."""
    events, tables = evidence.projection.events[rows], evidence.plan.tables
    link, links = events[:, REF], tables.links
    at = pass_of(evidence, events)
    way = np.where(events[:, KIND] == CONCENTRATION, links.up[link], links.down[link])
    fits = (links.participant[link] == events[:, ACCOUNT]) & (
        links.header[link] == events[:, OTHER]
    )
    fits &= tables.passes.minute[at] == events[:, MINUTE]
    taking_part = links.passes[at, link] & links.open_days[events[:, DAY], link]
    return np.asarray(~(fits & (way == 1) & (taking_part == 1)), dtype=np.bool_)


def reserve(book: Amounts, waiting: Amounts) -> Amounts:
    """Cash kept for queued payments: what there is of it."""
    return np.minimum(np.maximum(book, 0), waiting)


def saw_wrongly_up(evidence: Evidence, rows: Amounts, below: Amounts) -> Truths:
    """Where a concentration saw something else than book less reserved less kept for the branch.

    Needs are kept back only where nothing can come down the account's own link.
    """
    events, replayed = evidence.projection.events[rows], evidence.replayed
    links = evidence.plan.tables.links
    kept = np.where(links.down[events[:, REF]] == 1, 0, below)
    reserved = reserve(replayed.own[rows], replayed.own_waiting[rows])
    seen = replayed.own[rows] - reserved - kept
    wrong = (events[:, SEEN] != seen) | (events[:, AUX] != kept) | (events[:, GIVES] != reserved)
    return np.asarray(wrong, dtype=np.bool_)


def saw_wrongly_down(evidence: Evidence, rows: Amounts, below: Amounts) -> Truths:
    """Where a funding saw something else than its book balance less its participants' needs."""
    events = evidence.projection.events[rows]
    seen = evidence.replayed.own[rows] - below
    return np.asarray((events[:, SEEN] != seen) | (events[:, AUX] != below), dtype=np.bool_)


def moved_wrongly_up(evidence: Evidence, rules: RuleColumns, rows: Amounts) -> Truths:
    """Where base, amount or reason of a concentration do not follow from what it saw."""
    events = evidence.projection.events[rows]
    base = sent_up(rules, events[:, REF], events[:, SEEN])
    amount, bits = after_limits(base, rules.up, events[:, REF])
    bits = bits + KEPT_FOR_PARTICIPANTS * (events[:, AUX] > 0)
    bits = bits + RESERVED_FOR_QUEUE * (events[:, GIVES] > 0)
    return differs(events, base, amount, bits)


def moved_wrongly_down(evidence: Evidence, rules: RuleColumns, rows: Amounts) -> Truths:
    """Where base, amount or reason of a funding do not follow from what it saw and was given.

    The parts of a pro-rata grant are check 9's: here they only may not exceed the request.
    """
    events = evidence.projection.events[rows]
    base = fetched_down(rules, events[:, REF], events[:, SEEN])
    amount, bits = after_limits(base, rules.down, events[:, REF])
    gives, moved = events[:, GIVES], events[:, AMOUNT]
    shared = events[:, REASON] & BOUND_PRO_RATA > 0
    if evidence.plan.tables.passes.pro_rata == 0:
        shared = np.zeros_like(shared)
    short = ~shared & (amount > gives)
    partial = evidence.plan.tables.passes.partial == 1
    cut = np.where(short, gives if partial else 0, amount)
    cut = np.where(shared, np.minimum(moved, np.minimum(amount, gives)), cut)
    bits = bits + short * (BOUND_CAPACITY if partial else BOUND_PASSED_OVER)
    return differs(events, base, cut, bits + shared * BOUND_PRO_RATA)


def differs(events: Amounts, base: Amounts, amount: Amounts, bits: Amounts) -> Truths:
    """Where events say another base, amount or reason; shape (event,)."""
    wrong = (events[:, BASE] != base) | (events[:, AMOUNT] != amount) | (events[:, AMOUNT] < 0)
    return np.asarray(wrong | (events[:, REASON] != bits), dtype=np.bool_)


def beside(evidence: Evidence, rules: RuleColumns, rows: Amounts) -> Truths:
    """Where an own link's whole base moved last in a pass, and the account is off its point."""
    events, replayed = evidence.projection.events[rows], evidence.replayed
    up = events[:, KIND] == CONCENTRATION
    amount, seen, link = events[:, AMOUNT], events[:, SEEN], events[:, REF]
    unlimited = (amount > 0) & (amount == events[:, BASE]) & (replayed.passed[rows] == 0)
    ends = replayed.own[rows] + np.where(up, -amount, amount)
    spoken_for = np.where(up, events[:, GIVES] + events[:, AUX], events[:, AUX])
    point = np.where(up, point_up(rules, link), point_down(rules, link, seen))
    return np.asarray(unlimited & (ends - spoken_for != point), dtype=np.bool_)


def point_up(rules: RuleColumns, link: Amounts) -> Amounts:
    """Where each preset leaves an account that sent up."""
    at, zero = rules.at[link], np.zeros(len(link), dtype=np.int64)
    return np.choose(rules.preset[link], (zero, at, at, zero, rules.up_to[link], at))


def point_down(rules: RuleColumns, link: Amounts, seen: Amounts) -> Amounts:
    """Where each preset leaves an account that fetched down."""
    at, zero = rules.at[link], np.zeros(len(link), dtype=np.int64)
    fixed = np.where(seen < 0, 0, at)
    return np.choose(rules.preset[link], (zero, at, fixed, zero, rules.down_to[link], zero))


def grants_are_covered(evidence: Evidence) -> Finding:
    """6: no grant leaves a header below its lowest balance (a root: less its undrawn line).

    What a header could give to each funding is recomputed from running balances; a root's
    undrawn line counts at the end of the day, for linked draws always.
    """
    if not evidence.plan.names.link_records:
        return Finding(None, 0, NO_STRUCTURE)
    events, replayed = evidence.projection.events, evidence.replayed
    lowest = evidence.plan.tables.accounts.lowest
    funded, drawn = evidence.rows(FUNDING), evidence.rows(DRAW)
    header = events[funded, OTHER]
    book = replayed.other[funded]
    line = np.where(events[funded, MINUTE] == END_OF_DAY, undrawn(evidence, funded), 0)
    free = book - reserve(book, replayed.other_waiting[funded]) - lowest[header] + line
    gives = np.clip(free, 0, UNLIMITED)
    examined = int((events[funded, AMOUNT] > 0).sum()) + len(drawn)
    wrong = (events[funded, AMOUNT] > gives) | (events[funded, GIVES] != gives)
    if wrong.any():
        return failed(examined, transfer(evidence, int(funded[first(wrong)]), "was not covered"))
    left = replayed.other[drawn] - events[drawn, AMOUNT]
    before = replayed.other[drawn] - passed_through(events, drawn)
    bound = np.minimum(lowest[events[drawn, OTHER]] - undrawn(evidence, drawn), before)
    wrong = left < bound
    if wrong.any():
        return failed(examined, transfer(evidence, int(drawn[first(wrong)]), "was not covered"))
    return passed(examined, "grants and linked draws", "nothing was granted")


def passed_through(events: Amounts, drawn: Amounts) -> Amounts:
    """What each draw's header had itself just drawn for it: not its own cash to count with."""
    above = events[np.maximum(drawn - 1, 0)]
    helped = (above[:, KIND] == DRAW) & (above[:, ACCOUNT] == events[drawn, OTHER])
    helped &= above[:, AUX] == events[drawn, AUX]
    return np.where(helped, above[:, AMOUNT], 0)


def undrawn(evidence: Evidence, rows: Amounts) -> Amounts:
    """What is left of the line of each event's header, a root's only; before the day's own draw."""
    events, tables = evidence.projection.events[rows], evidence.plan.tables
    banks, header = len(evidence.plan.names.accounts), events[:, OTHER]
    line = tables.accounts.line[header]
    at = np.flatnonzero((line >= 0) & (tables.accounts.link[header] < 0))
    owed = np.vstack(
        [tables.loans.drawn, -evidence.booked[:, banks : banks + len(tables.loans.limit)]]
    )
    left = np.zeros(len(rows), dtype=np.int64)
    left[at] = tables.loans.limit[line[at]] - owed[events[at, DAY], line[at]]
    return np.maximum(left, 0)


def allocations_are_whole(evidence: Evidence) -> Finding:
    """9: parts of a pro-rata grant sum to what the header had, each its exact share."""
    events, rules = evidence.projection.events, rule_columns(evidence)
    rows = evidence.rows(FUNDING)
    rows = rows[events[rows, REASON] & BOUND_PRO_RATA > 0]
    if len(rows) == 0:
        return Finding(None, 0, "no grant was shared pro rata")
    requests = after_limits(events[rows, BASE], rules.down, events[rows, REF])[0]
    groups = events[rows][:, [DAY, MINUTE, OTHER]]
    starts = np.flatnonzero((np.diff(groups, axis=0, prepend=-2) != 0).any(axis=1)).tolist()
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        chosen = rows[start:end]
        order = np.argsort(events[chosen, ACCOUNT], kind="stable")
        whole = int(events[chosen[0], GIVES])
        wanted = requests[start:end][order].tolist()
        if sum(wanted) <= whole:
            what = "was shared although there was enough"
            return failed(len(starts), transfer(evidence, int(chosen[0]), what))
        parts = split(whole, wanted)
        wrong = events[chosen[order], AMOUNT] != parts
        if wrong.any():
            at = first(wrong)
            share = evidence.money(int(events[chosen[0], ACCOUNT]), parts[at[0]])
            what = f"is not its share of {share}"
            return failed(len(starts), transfer(evidence, int(chosen[order][at]), what))
    return passed(len(starts), "shared grants", NO_STRUCTURE)
