"""When each link may sweep, and which way, restated from the scenario's records.

Days are rows from the run's first day; links and accounts are indices of the plan's names.
Source: the banking day, sections 3 and 4.
"""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Truths
from treasury.checking.stops import free_days
from treasury.checking.windows import takes_sweeps
from treasury.dates import Calendar
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Structure
from treasury.tables import DAY, END_OF_DAY, MINUTE

NEVER_FUNDS = ("keep", "whole_units", "share_of_receipts", "cumulative_cap", "receive_only")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Timetable(NamedTuple):
    """`minute` (pass,) are the times of a day's passes; `up`, `down` (link,) the ways open.

    `turn` (pass, link) is true where the link's rule has that time, `works` (day, link) where
    the structure and both banks work and nothing stops it. `level` (link,) is the participant's
    distance from its root. `taken` (link, day x pass) is true where the clearing system of its
    sweeps, in `systems` (None: none), takes them at the time of the pass.
    """

    minute: Amounts
    up: Truths
    down: Truths
    turn: Truths
    works: Truths
    level: Amounts
    at_once: Truths
    systems: tuple[str | None, ...]
    taken: Truths

    def open(self) -> Truths:
        """True where a link takes part in a pass; shape (link, day x pass)."""
        both = self.works.T[:, :, np.newaxis] & self.turn.T[:, np.newaxis, :]
        return np.asarray(both.reshape(len(self.up), -1) & self.taken, dtype=np.bool_)


def timetable(evidence: Evidence) -> Timetable:
    """The times, days and directions of the run's links."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    rules = {rule.id: rule for rule in scenario.rules}
    links = [scenario.links[record] for record in names.link_records]
    own = [times_of(rules[link.rule]) for link in links]
    minutes = sorted({END_OF_DAY}.union(*own))
    ways = [ways_of(link, rules[link.rule]) for link in links]
    headers: dict[str, set[str]] = {}
    for link in links:
        headers.setdefault(link.participant, set()).add(link.header)
    return Timetable(
        minute=np.array(minutes, dtype=np.int64),
        up=np.array(["up" in way for way in ways]),
        down=np.array(["down" in way for way in ways]),
        turn=np.array([[minute in times for times in own] for minute in minutes]),
        works=running_days(evidence, links) & free_days(evidence, links),
        level=np.array([1 + depth(link.header, headers) for link in links], dtype=np.int64),
        at_once=np.array([rules[link.rule].frequency == "real_time" for link in links]),
        systems=tuple(link.clearing for link in links),
        taken=taken_in_passes(evidence, [link.clearing for link in links], minutes),
    )


def taken_in_passes(evidence: Evidence, systems: list[str | None], minutes: list[int]) -> Truths:
    """True where each link's clearing system takes sweeps; shape (link, day x pass)."""
    count = len(evidence.plan.names.days)
    days = np.repeat(np.arange(count), len(minutes))
    when = days, np.tile(np.array(minutes, dtype=np.int64), count)
    known = {system: takes_sweeps(evidence, system, when) for system in set(systems)}
    return np.array([known[system] for system in systems], dtype=np.bool_).reshape(-1, len(days))


def taken_at(evidence: Evidence, times: Timetable, links: Amounts, events: Amounts) -> Truths:
    """True where the clearing system of each link takes a sweep at the time of its event."""
    found = np.ones(len(links), dtype=np.bool_)
    for system in {times.systems[link] for link in links.tolist()}:
        at = np.array([times.systems[link] == system for link in links.tolist()])
        found[at] = takes_sweeps(evidence, system, (events[at, DAY], events[at, MINUTE]))
    return found


def times_of(rule: Rule) -> set[int]:
    """The minutes of the rule's sweeps; without a time it runs at the end of the day.

    One that fires on receipts runs at the end of the day only where that is said.
    """
    timed = {60 * time.hour + time.minute for time in rule.times}
    alone = not timed and rule.frequency != "real_time"
    if rule.end_of_day or (rule.end_of_day is None and alone):
        timed.add(END_OF_DAY)
    return timed


def ways_of(link: Link, rule: Rule) -> tuple[str, ...]:
    """The directions in which money may cross: both unless told, `up` for rules without funding."""
    told = link.direction or ("up" if rule.preset in NEVER_FUNDS else "both")
    return ("up", "down") if told == "both" else (told,)


def depth(participant: str, headers: dict[str, set[str]]) -> int:
    """The participant's longest distance from a root, over all links that it ever has."""
    above = headers.get(participant, set())
    return 1 + max(depth(header, headers) for header in above) if above else 0


def told(link: Link) -> bool:
    """Whether the link says when it begins or ends; one that does not is always in force."""
    return link.valid_from is not None or link.valid_until is not None


def in_force(link: Link, day: date) -> bool:
    """Whether the day lies between the link's first and last day."""
    return (link.valid_from or date.min) <= day <= (link.valid_until or date.max)


def structure_of(evidence: Evidence) -> Structure:
    """The record of the run's structure, which has one."""
    wanted = evidence.plan.structure
    return next(found for found in evidence.plan.scenario.structures if found.id == wanted)


def running_days(evidence: Evidence, links: list[Link]) -> Truths:
    """True on days when a link works and its rule runs; shape (day, link).

    Daily, on its weekdays, at the last working day of the month, on its dates; never on a pause.
    """
    days = evidence.plan.names.days
    rules = {rule.id: rule for rule in evidence.plan.scenario.rules}
    rest = (days[-1].replace(day=28) + timedelta(days=4)).replace(day=1) - days[-1]
    on = (*days, *(days[-1] + timedelta(days=n) for n in range(1, rest.days)))
    works = working_days(evidence, links, on)
    runs = np.zeros((len(days), len(links)), dtype=np.bool_)
    for column, link in enumerate(links):
        rule = rules[link.rule]
        if rule.frequency in ("daily", "real_time"):
            runs[:, column] = [day not in rule.pauses for day in days]
            continue
        for row, day in enumerate(days):
            named = {
                "weekly": WEEK[day.weekday()] in rule.weekdays,
                "month_end": ends_month(works[:, column], on, row),
                "dates": False,
            }.get(rule.frequency, True)
            runs[row, column] = (named or day in rule.dates) and day not in rule.pauses
    return runs & works[: len(days)]


def ends_month(works: Truths, days: tuple[date, ...], row: int) -> bool:
    """Whether no later day of the month works."""
    later = [at for at in range(row + 1, len(days)) if days[at].month == days[row].month]
    return not works[later[:31]].any()


def working_days(evidence: Evidence, links: list[Link], days: tuple[date, ...]) -> Truths:
    """True on days when a link is in force and the structure and both banks work; (day, link)."""
    scenario = evidence.plan.scenario
    known: dict[str | None, Truths] = {None: np.ones(len(days), dtype=np.bool_)}
    known |= {found.id: works(found, days) for found in scenario.calendars}
    calendar = {bank.id: bank.calendar for bank in scenario.banks}
    bank = {account.id: account.bank for account in scenario.accounts}
    own = known[structure_of(evidence).calendar]
    columns = [
        own
        & known[calendar[bank[link.participant]]]
        & known[calendar[bank[link.header]]]
        & np.array([in_force(link, day) for day in days] if told(link) else True)
        for link in links
    ]
    return np.stack(columns, axis=1)


def works(calendar: Calendar, days: tuple[date, ...]) -> Truths:
    """True on the calendar's business days; an extra working day is one, whatever else it is."""
    resting = set(calendar.closed) | {
        day for day in days if WEEK[day.weekday()] in calendar.weekend
    }
    resting -= set(calendar.extra_working)
    return np.array([day not in resting for day in days])
