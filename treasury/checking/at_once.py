"""What fired in real time on a receipt: each transfer from what it says it saw, and none left out.

Amounts are minor units. Source: the banking day, sections 3 and 4.
"""

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.beside import HEADER, POSITION, not_yet_valued
from treasury.checking.evidence import Evidence, Truths
from treasury.checking.rules import (
    RuleColumns,
    after_limits_up,
    of_day,
    of_events,
    reserve,
    sent_up,
)
from treasury.checking.timetable import Timetable, taken_at
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    BESIDE,
    CONCENTRATION,
    CONVERTED,
    DAY,
    GIVES,
    MINUTE,
    ON_RECEIPT,
    OTHER,
    REASON,
    RECEIPT,
    REF,
    RESERVED_FOR_QUEUE,
    SEEN,
)


def hasty(evidence: Evidence, rules: RuleColumns, times: Timetable) -> tuple[str, int] | None:
    """What is wrong with the first such transfer, and its row; None if nothing is."""
    rows = evidence.rows(CONCENTRATION)
    rows = rows[evidence.projection.events[rows, REASON] & ON_RECEIPT > 0]
    tests = (
        ("fired on a receipt where nothing may", rows, barred(evidence, times, rows)),
        ("saw another balance", rows, saw_wrongly(evidence, rules, rows)),
        ("is not what its rule and limits say", rows, moved_wrongly(evidence, rules, rows)),
    )
    for what, at, wrong in tests:
        if wrong.any():
            return what, int(at[np.argmax(wrong)])
    for row in quiet_receipts(evidence, times):
        if should_have_fired(evidence, rules, times, row):
            return "came in, and its rule did not fire in real time", row
    return None


def barred(evidence: Evidence, times: Timetable, rows: Amounts) -> Truths:
    """Where a link is not of these accounts, fires not in real time, or is closed just then."""
    events, links = evidence.projection.events[rows], evidence.plan.tables.links
    link = events[:, REF]
    fits = times.at_once[link] & times.up[link] & times.works[events[:, DAY], link]
    fits &= (links.participant[link] == events[:, ACCOUNT]) & (
        links.header[link] == events[:, OTHER]
    )
    fits &= taken_at(evidence, times, link, events)
    return np.asarray(~fits, dtype=np.bool_)


def saw_wrongly(evidence: Evidence, rules: RuleColumns, rows: Amounts) -> Truths:
    """Where a transfer saw something else than its balance less what is held and reserved."""
    events, replayed, held = evidence.projection.events[rows], evidence.replayed, evidence.held_at
    unheld = replayed.own[rows] - held(rows)
    reserved = reserve(unheld, replayed.own_waiting[rows])
    seen = unheld - not_yet_valued(evidence, rules, rows) - reserved
    wrong = (events[:, SEEN] != seen) | (events[:, GIVES] != reserved)
    covers = rules.preset[events[:, REF]] == HEADER
    wrong |= covers & (events[:, BESIDE] != replayed.other[rows])
    return np.asarray(wrong | (events[:, AUX] != 0), dtype=np.bool_)


def moved_wrongly(evidence: Evidence, rules: RuleColumns, rows: Amounts) -> Truths:
    """Where base, amount or reason of a transfer do not follow from what it saw."""
    events = evidence.projection.events[rows]
    row, seen = of_events(rules, events), events[:, SEEN]
    base = sent_up(rules, row, seen, events[:, BESIDE])
    amount, bits = after_limits_up(rules, row, base, seen, rows)
    bits = bits + ON_RECEIPT + RESERVED_FOR_QUEUE * (events[:, GIVES] > 0)
    bits = bits + CONVERTED * (evidence.converts[events[:, REF]] & (amount > 0))
    wrong = (events[:, BASE] != base) | (events[:, AMOUNT] != amount)
    return np.asarray(wrong | (events[:, REASON] != bits), dtype=np.bool_)


def quiet_receipts(evidence: Evidence, times: Timetable) -> list[int]:
    """The rows of receipts of accounts with a rule in real time after which nothing happened.

    Nothing means nothing at that moment of the day.
    """
    events, rows = evidence.projection.events, evidence.rows(RECEIPT)
    swept_at_once = evidence.plan.tables.links.participant[times.at_once & times.up]
    rows = rows[np.isin(events[rows, ACCOUNT], swept_at_once)]
    following = events[np.minimum(rows + 1, len(events) - 1)]
    same = (following[:, [DAY, MINUTE]] == events[rows][:, [DAY, MINUTE]]).all(axis=1)
    quiet: list[int] = rows[~same | (rows + 1 == len(events))].tolist()
    return quiet


def should_have_fired(evidence: Evidence, rules: RuleColumns, times: Timetable, row: int) -> bool:
    """Whether the rule of the receipt's account would have sent something up after it.

    Not asked of rules that look at a position or at the header.
    """
    event = evidence.projection.events[row]
    participant = evidence.plan.tables.links.participant
    open_ = times.at_once & times.up & times.works[event[DAY]]
    links = np.flatnonzero((participant == event[ACCOUNT]) & open_)
    links = links[~np.isin(rules.preset[links], (POSITION, HEADER))]
    links = links[taken_at(evidence, times, links, np.tile(event, (len(links), 1)))]
    book = evidence.replayed.own[row] + event[AMOUNT]
    later = evidence.replayed.later[row]
    if evidence.plan.tables.items.value_day[event[REF]] > event[DAY]:
        later += event[AMOUNT]
    held = evidence.held[event[DAY], event[ACCOUNT]]
    seen = book - held - rules.on_value[links] * later
    rows = of_day(rules, event[[DAY]], links)
    return bool((sent_up(rules, rows, seen, event[[AMOUNT]]) > 0).any())
