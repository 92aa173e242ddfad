"""Whether a payment or a sweep may leave a bank at some time, from the scenario's records.

Source: the banking day, sections 3 and 5; the windows' own records.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np

from treasury.accounts.chart import Bank
from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Truths
from treasury.clearing import ClearingWindow
from treasury.dates import Calendar, business_days
from treasury.flows.items import Item
from treasury.pooling.structure import Link
from treasury.tables import DAY, END_OF_DAY, MINUTE, REF, UNTIMED


def takes(evidence: Evidence, decided: Amounts) -> Truths:
    """True where bank and clearing system take the payment of each event at its time."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    banks = {bank.id: bank for bank in scenario.banks}
    bank = {account.id: banks[account.bank] for account in scenario.accounts}
    calendars = {calendar.id: calendar for calendar in scenario.calendars}
    source = evidence.plan.tables.items.source
    found = np.ones(len(decided), dtype=np.bool_)
    if not any(one.cut_off or one.clearing for one in scenario.banks) and not scenario.clearing:
        return found
    for row, event in enumerate(decided):
        place = int(source[event[REF]])
        if place >= len(scenario.items):
            continue
        item, day = scenario.items[place], names.days[event[DAY]]
        found[row] = all(
            inside(calendars, bound, day, int(event[MINUTE]))
            for bound in bounds(scenario.clearing, bank[item.account], item, day)
        )
    return found


def takes_sweeps(evidence: Evidence, system: str | None, when: tuple[Amounts, Amounts]) -> Truths:
    """True where a clearing system takes sweeps; `when` are days and minutes, shape (moment,).

    Without a system: always.
    """
    scenario, names = evidence.plan.scenario, evidence.plan.names
    found = np.ones(len(when[0]), dtype=np.bool_)
    calendars = {calendar.id: calendar for calendar in scenario.calendars}
    for place, (row, minute) in enumerate(zip(*when, strict=True) if system else ()):
        day = names.days[row]
        bound = system_bound(scenario.clearing, system, day)
        found[place] = bound is not None and inside(calendars, bound, day, int(minute))
    return found


def largest_sweep(evidence: Evidence, link: Link, day: date) -> Decimal | None:
    """The most that the link's clearing system takes at once on the day, None without limit."""
    version = version_on(evidence.plan.scenario.clearing, link.clearing, day)
    return version.limit if version else None


Bound = tuple[str | None, datetime, datetime]


def inside(calendars: dict[str, Calendar], bound: Bound, day: date, minute: int) -> bool:
    """Whether the minute of the day lies between the two times, on a day of the calendar."""
    calendar, opens, closes = bound
    at = datetime.combine(day, time()) + timedelta(minutes=max(minute, 0))
    works = calendar is None or business_days(calendars[calendar], [day])[0] == 1
    between = opens <= at and (closes.date() > day or (minute < END_OF_DAY and at < closes))
    return bool(works and (minute == UNTIMED or between))


def bounds(windows: tuple[ClearingWindow, ...], bank: Bank, item: Item, day: date) -> list[Bound]:
    """The calendars, opening and closing times that a payment meets on a day."""
    found: list[Bound] = []
    begin = datetime.combine(day, time())
    if bank.cut_off is not None:
        cut = datetime.combine(day, bank.cut_off) + timedelta(minutes=1)
        found.append((bank.calendar, begin, cut))
    own = system_bound(windows, item.clearing or bank.clearing, day)
    return found if own is None else [*found, own]


def system_bound(
    windows: tuple[ClearingWindow, ...], system: str | None, day: date
) -> Bound | None:
    """The calendar, opening and closing time of a clearing system on a day."""
    version = version_on(windows, system, day)
    if version is None:
        return None
    begin = datetime.combine(day, time())
    end = begin + timedelta(days=1)
    closes = end if version.closes is None else datetime.combine(day, version.closes)
    opens = begin if version.opens is None else datetime.combine(day, version.opens)
    return version.calendar, opens - timedelta(days=version.opens_day_before), closes


def version_on(
    windows: tuple[ClearingWindow, ...], system: str | None, day: date
) -> ClearingWindow | None:
    """The version of a clearing system that holds on a day, the one that began last."""
    versions = [
        one for one in windows
        if one.system == system and (one.valid_from is None or one.valid_from <= day)
        and (one.valid_until is None or day <= one.valid_until)
    ]  # fmt: skip
    return max(versions, key=lambda one: one.valid_from or date.min, default=None)
