"""What came back at opening: each return from the sweeps before it, and none left out.

Due on a link whose rule reverses is what crossed it upwards less what came down it since the last
opening at which it could be returned; its header gives what it has above its lowest balance. Days
and links come from the scenario's records. Amounts are minor units. Source: the banking day,
section 3, step 0.
"""

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.evidence import Evidence
from treasury.checking.rules import reserve
from treasury.checking.stops import free_days
from treasury.checking.timetable import Timetable, working_days
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ARRIVED,
    AUX,
    BASE,
    BOUND_CAPACITY,
    BUDGETED,
    CONCENTRATION,
    DAY,
    DRAW,
    FUNDING,
    GIVES,
    KIND,
    MINUTE,
    NOVATED,
    OTHER,
    REASON,
    REF,
    RETURN,
    SEEN,
    SENT_BACK,
    UNTIMED,
)

BEFORE = (NOVATED, BUDGETED, RETURN, ARRIVED, SENT_BACK)
"""The kinds of event that may stand before a return in its day."""


def returned_wrongly(evidence: Evidence, times: Timetable) -> str:
    """The first link and opening of which the events say another return than is due; "" if none."""
    due, swept = dues(evidence)
    rows = evidence.rows(RETURN)
    events = evidence.projection.events[rows]
    told = np.zeros_like(due)
    np.add.at(told, (events[:, DAY], events[:, REF]), 1)
    wrong = told != (due > 0)
    if wrong.any():
        day, link = np.argwhere(wrong)[0].tolist()
        account = int(evidence.plan.tables.links.participant[link])
        what = f"{told[day, link]} returns are recorded, due is"
        figure = evidence.money(account, int(due[day, link]))
        return f"{evidence.link(link)} on {evidence.day(day)}: {what} {figure}"
    place = (events[:, DAY], events[:, REF])
    figures = np.stack([due[place], swept[place], opening_positions(evidence)[place]], axis=1)
    for row, wanted in zip(rows.tolist(), figures, strict=True):
        event = evidence.projection.events[row]
        what = differs(evidence, row, wanted) or out_of_turn(evidence, times, row)
        if what:
            figure = evidence.money(int(event[ACCOUNT]), int(event[AMOUNT]))
            where = f"{evidence.link(int(event[REF]))} on {evidence.day(int(event[DAY]))}"
            return f"return {where}, {figure}, {what}"
    return ""


def dues(evidence: Evidence) -> tuple[Amounts, Amounts]:
    """What is due at each opening on each link, and the day of the sweep; shape (day, link).

    0 where nothing is due, or nothing can come back that day.
    """
    events, days = evidence.projection.events, evidence.plan.tables.days
    opens = opening_days(evidence)
    net, swept = (np.zeros(opens.shape, dtype=np.int64) for _ in range(2))
    rows = evidence.rows(CONCENTRATION, FUNDING, DRAW)
    effect = evidence.effects
    np.add.at(net, (events[rows, DAY], effect.link[rows]), effect.position[rows])
    rows = evidence.rows(CONCENTRATION)
    rows = rows[events[rows, AMOUNT] > 0]
    swept[events[rows, DAY], events[rows, REF]] = events[rows, DAY]
    total = np.vstack([np.zeros_like(net[:1]), np.cumsum(net, axis=0)])[:-1]
    last = np.vstack([np.zeros_like(net[:1]), np.maximum.accumulate(swept, axis=0)])[:-1]
    due = np.zeros_like(net)
    for link in range(opens.shape[1]):
        returned = 0
        for day in range(days):
            if opens[day, link]:
                due[day, link] = max(0, total[day, link] - returned)
                returned = total[day, link]
    return due, last


def opening_days(evidence: Evidence) -> Amounts:
    """1 on days at whose opening a link returns: its rule reverses, it works, nothing stops it."""
    names, scenario = evidence.plan.names, evidence.plan.scenario
    rules = {rule.id: rule for rule in scenario.rules}
    links = [scenario.links[record] for record in names.link_records]
    works = working_days(evidence, links, names.days) & free_days(evidence, links)
    for at, link in enumerate(links):
        rule = rules[link.rule]
        works[:, at] &= [rule.reverse_next_day and day not in rule.pauses for day in names.days]
    return works.astype(np.int64)


def differs(evidence: Evidence, row: int, wanted: Amounts) -> str:
    """What of a return is not what was due, seen and covered, as text; "" if nothing is."""
    event = evidence.projection.events[row]
    due, swept, position = wanted.tolist()
    links, link = evidence.plan.tables.links, int(event[REF])
    if (links.participant[link], links.header[link]) != (event[ACCOUNT], event[OTHER]):
        return "crossed another link"
    header = int(event[OTHER])
    unheld = evidence.replayed.other[row] - evidence.held[event[DAY], header]
    kept = reserve(unheld, evidence.replayed.other_waiting[row])
    lowest = int(evidence.lowest_at(np.array([row]), OTHER)[0])
    gives = int(np.clip(unheld - kept - lowest, 0, UNLIMITED))
    amount = min(due, gives)
    for what, column, number in (
        ("was due otherwise", BASE, due),
        ("names another day of the sweep", AUX, swept),
        ("was not covered, or could have been more", GIVES, gives),
        ("is not what was due and could be given", AMOUNT, amount),
        ("names another reason", REASON, BOUND_CAPACITY if amount < due else 0),
        ("saw another position", SEEN, position),
    ):
        if event[column] != number:
            return what
    return ""


def opening_positions(evidence: Evidence) -> Amounts:
    """N of each link at each opening: the evening before, with what it took over this morning.

    Shape (day, link).
    """
    found = np.vstack([np.zeros_like(evidence.positions[:1]), evidence.positions[:-1]])
    rows, effect = evidence.rows(NOVATED), evidence.effects
    days = evidence.projection.events[rows, DAY]
    np.add.at(found, (days, effect.link[rows]), effect.position[rows])
    return found


def out_of_turn(evidence: Evidence, times: Timetable, row: int) -> str:
    """Whether a return stands after other things of its day, or before one above it; "" if not."""
    events = evidence.projection.events
    event, before = events[row], events[row - 1]
    if event[MINUTE] != UNTIMED:
        return "came at another time than the opening"
    if before[DAY] != event[DAY]:
        return ""
    if before[KIND] not in BEFORE:
        return "came after other things of its day"
    if before[KIND] == RETURN and rank(evidence, times, before) > rank(evidence, times, event):
        return "came out of turn"
    return ""


def rank(evidence: Evidence, times: Timetable, event: Amounts) -> tuple[int, ...]:
    """The place of a return in the order of an opening: level, header, priority, participant."""
    link = int(event[REF])
    record = evidence.plan.scenario.links[evidence.plan.names.link_records[link]]
    return int(times.level[link]), int(event[OTHER]), record.priority, int(event[ACCOUNT])
