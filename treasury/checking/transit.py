"""Check of money on its way: every transfer over a link that takes days ends once, and on its day.

Number 25 of a run's checks. Days are rows; the day of arrival, what is sent back and who is closed
are restated from the scenario's records. Amounts are minor units. Source: the banking day,
section 3: a transfer may be rejected and returned; a retry never pays twice.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Finding, Truths, failed, first, passed
from treasury.checking.stops import STRENGTH, stopped_days
from treasury.checking.timetable import working_days
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ARRIVED,
    BASE,
    BY_THE_BANK,
    DAY,
    KIND,
    MINUTE,
    OTHER,
    REASON,
    RECEIVER_CLOSED,
    REF,
    SEEN,
    SENT_BACK,
    UNTIMED,
)

SLOW = "no link takes days"


class Ends(NamedTuple):
    """What ends, in any order; shape (end,): its kind of event, who is credited, the other end of
    the link, the link, the day on which it ends, that of sending, the amount, and why it came
    back."""

    kind: Amounts
    account: Amounts
    other: Amounts
    link: Amounts
    day: Amounts
    sent: Amounts
    amount: Amounts
    reason: Amounts


def transfers_end_once(evidence: Evidence) -> Finding:
    """25: what was sent over a link that takes days is credited once: to its receiver on the day
    of arrival, or on that day to its giver where it is sent back."""
    if not evidence.slow.any():
        return Finding(None, 0, SLOW)
    expected, found = sorted_ends(should_end(evidence)), sorted_ends(ended(evidence))
    examined = len(expected)
    if not np.array_equal(expected, found):
        shared = min(len(expected), len(found))
        differs = (expected[:shared] != found[:shared]).any(axis=1)
        at = int(np.argmax(differs)) if differs.any() else shared
        due, told = (in_words(evidence, rows, at) for rows in (expected, found))
        return failed(examined, f"due: {due}; recorded: {told}")
    rows = evidence.rows(ARRIVED, SENT_BACK)
    events = evidence.projection.events[rows]
    wrong = (events[:, SEEN] != evidence.replayed.own[rows]) | (events[:, MINUTE] != UNTIMED)
    wrong |= late_in_the_day(evidence, rows)
    if wrong.any():
        (at,) = first(wrong)
        what = in_words(evidence, ends_of(events), at)
        return failed(examined, f"{what}: it saw another balance, or came too late in the day")
    return passed(examined, "transfers that arrived or came back", "nothing was due in the run")


def late_in_the_day(evidence: Evidence, rows: Amounts) -> Truths:
    """Whether anything else happened before it on its day."""
    events = evidence.projection.events
    before = np.maximum(rows - 1, 0)
    same_day = (rows > 0) & (events[before, DAY] == events[rows, DAY])
    return np.asarray(same_day & ~np.isin(events[before, KIND], (ARRIVED, SENT_BACK)))


def in_words(evidence: Evidence, rows: Amounts, at: int) -> str:
    """The end of a transfer as text; "nothing" where there is none at this place."""
    if at >= len(rows):
        return "nothing"
    end = Ends(*rows[at])
    names = evidence.plan.names.accounts
    verb = "arrives at" if end.kind == ARRIVED else "comes back to"
    return (
        f"{evidence.money(int(end.account), int(end.amount))} sent over "
        f"{evidence.link(int(end.link))} on {evidence.day(int(end.sent))} {verb} "
        f"{names[end.account]} on {evidence.day(int(end.day))}"
    )


def sorted_ends(rows: Amounts) -> Amounts:
    """The ends by link, day of sending, and the rest; shape (end, 8)."""
    table = Ends(*rows.T)
    order = np.lexsort((table.amount, table.account, table.kind, table.sent, table.link))
    return np.asarray(rows[order])


def ended(evidence: Evidence) -> Amounts:
    """What the events say has ended; shape (end, 8)."""
    return ends_of(evidence.projection.events[evidence.rows(ARRIVED, SENT_BACK)])


def ends_of(events: Amounts) -> Amounts:
    """The events as ends of transfers; shape (end, 8)."""
    columns = (KIND, ACCOUNT, OTHER, REF, DAY, BASE, AMOUNT, REASON)
    return np.asarray(events[:, columns])


def should_end(evidence: Evidence) -> Amounts:
    """What was sent and is due to end within the run; shape (end, 8)."""
    sent = sent_over(evidence)
    day, link, up = (at.astype(np.int64) for at in np.nonzero(sent))
    arrives = arrival_days(evidence)[day, link]
    inside = arrives < evidence.plan.tables.days
    day, link, up, arrives = day[inside], link[inside], up[inside], arrives[inside]
    links = evidence.plan.tables.links
    low, high = links.participant[link], links.header[link]
    receiver, giver = np.where(up == 1, high, low), np.where(up == 1, low, high)
    closed = stopped_days(evidence)[arrives, receiver] == STRENGTH.index("closed")
    rejected = rejections(evidence)[day, link]
    reason = np.where(rejected, BY_THE_BANK, np.where(closed, RECEIVER_CLOSED, 0))
    back = reason > 0
    ends = Ends(
        kind=np.where(back, SENT_BACK, ARRIVED),
        account=np.where(back, giver, receiver),
        other=np.where(back, receiver, giver),
        link=link,
        day=arrives,
        sent=day,
        amount=sent[day, link, up],
        reason=reason,
    )
    return np.stack(ends, axis=1)


def sent_over(evidence: Evidence) -> Amounts:
    """What went over each link that takes days; shape (day, link, 2): down, up."""
    effect, events = evidence.effects, evidence.projection.events
    table = np.zeros((evidence.plan.tables.days, len(evidence.slow), 2), dtype=np.int64)
    coming = np.maximum(effect.own_coming, 0) + np.maximum(effect.other_coming, 0)
    rows = np.flatnonzero(coming)
    up = (effect.position[rows] > 0).astype(np.int64)
    np.add.at(table, (events[rows, DAY], effect.link[rows], up), coming[rows])
    return table


def arrival_days(evidence: Evidence) -> Amounts:
    """The row of the day on which a transfer of each day is due; shape (day, link).

    So many days later on which the structure and both banks work; beyond the run: its length.
    """
    names = evidence.plan.names
    links = [evidence.plan.scenario.links[record] for record in names.link_records]
    always = [replace(link, valid_from=None, valid_until=None) for link in links]
    works = working_days(evidence, always, names.days)
    table = np.zeros(works.shape, dtype=np.int64)
    for column, link in enumerate(links):
        for row in range(len(works)):
            later = row + 1 + np.flatnonzero(works[row + 1 :, column])
            due = later[link.delay - 1 : link.delay] if link.delay else [row]
            table[row, column] = due[0] if len(due) else len(works)
    return table


def rejections(evidence: Evidence) -> Truths:
    """True on days whose transfers over a link a record sends back; shape (day, link)."""
    names, scenario = evidence.plan.names, evidence.plan.scenario
    table = np.zeros((len(names.days), len(names.link_records)), dtype=np.bool_)
    for told in scenario.rejections:
        if told.structure != evidence.plan.structure or told.date not in names.days:
            continue
        for column, record in enumerate(names.link_records):
            same = scenario.links[record].participant == told.participant
            table[names.days.index(told.date), column] |= same
    return table
