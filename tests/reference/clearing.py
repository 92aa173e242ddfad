"""Clearing windows and cut-offs, restated from section 3 and their records.

A payment is entered at a moment; it is executed at the first moment from then on at which its
clearing system and its bank both take it for one business date, and belongs to that date. On the
evening before, or at midnight, it is the first thing of its date.
"""

import datetime
from collections.abc import Callable
from typing import NamedTuple

from tests.reference.days import END_OF_DAY, ONE_DAY, UNTIMED, minute_of, works
from tests.reference.setting import Edge, Setting
from treasury.accounts.chart import Bank
from treasury.clearing import ClearingWindow
from treasury.flows.items import Item

LOOKED_AHEAD = 60
"""Days after which a window is not looked for any more; longer than any holiday."""


class Window(NamedTuple):
    """The minutes of a business date at which payments are taken: from the first, which may lie
    on the day before (negative), to just before the last."""

    opens: int
    closes: int


class Execution(NamedTuple):
    """The business date and the minute of it at which a payment is executed."""

    date: datetime.date
    minute: int
    is_late: bool


Taking = Callable[[datetime.date], Window | None]
"""The window for a business date; None where the date is none."""


def of_system(setting: Setting, system: str) -> Taking:
    """A clearing system's windows by its versions; the one that began last holds."""
    every = [one for one in setting.scenario.clearing if one.system == system]
    versions = sorted(every, key=lambda one: one.valid_from or datetime.date.min, reverse=True)

    def taking(date: datetime.date) -> Window | None:
        one = next(each for each in versions if in_force(each, date))
        if not works(setting.calendars, one.calendar, date):
            return None
        if one.opens is None or one.closes is None:
            return Window(0, END_OF_DAY + 1)
        before = END_OF_DAY if one.opens_day_before else 0
        return Window(minute_of(one.opens) - before, minute_of(one.closes))

    return taking


def in_force(window: ClearingWindow, date: datetime.date) -> bool:
    """Whether this version of a system holds on a date."""
    begun = window.valid_from is None or window.valid_from <= date
    return begun and (window.valid_until is None or date <= window.valid_until)


def of_bank(setting: Setting, bank: Bank) -> Taking:
    """A bank takes payments from midnight to its cut-off, the last minute, on its own days."""
    assert bank.cut_off is not None
    last = minute_of(bank.cut_off)

    def taking(date: datetime.date) -> Window | None:
        return Window(0, last + 1) if works(setting.calendars, bank.calendar, date) else None

    return taking


def channels_of(setting: Setting, item: Item) -> list[Taking]:
    """Whoever must take the payment: its own or its bank's system, and a bank with a cut-off."""
    account = next(one for one in setting.scenario.accounts if one.id == item.account)
    bank = next(one for one in setting.scenario.banks if one.id == account.bank)
    if item.amount > 0:
        return []
    system = item.clearing or bank.clearing
    found = [] if system is None else [of_system(setting, system)]
    return found if bank.cut_off is None else [*found, of_bank(setting, bank)]


def carries_a_sweep(setting: Setting, edge: Edge, date: datetime.date, minute: int) -> bool:
    """Whether the clearing system of a link's sweeps, if it has one, takes one at this moment.

    "Scheduled sweeps of this time, ... within the clearing system's window": of this very day.
    """
    return edge.clearing is None or takes([of_system(setting, edge.clearing)], date, minute)


def refuses_late(setting: Setting, item: Item) -> bool:
    """Whether the bank refuses what comes too late, instead of taking it for the next date."""
    account = next(one for one in setting.scenario.accounts if one.id == item.account)
    bank = next(one for one in setting.scenario.banks if one.id == account.bank)
    return bank.after_cut_off == "refuse"


def takes(channels: list[Taking], date: datetime.date, minute: int) -> bool:
    """Whether a payment may be made at this moment for this date.

    The opening of a day, where nothing has a time, is in time on every business date.
    """
    windows = [taking(date) for taking in channels]
    return all(
        one is not None and (minute == UNTIMED or one.opens <= minute < one.closes)
        for one in windows
    )


def opening(channels: list[Taking], date: datetime.date) -> int:
    """The minute from which all of them take payments for the date; 0 where it is the start of
    the day, or the date is no business date."""
    windows = [taking(date) for taking in channels]
    return max([0, *(one.opens for one in windows if one)]) if None not in windows else 0


def executed(channels: list[Taking], date: datetime.date, minute: int) -> Execution | None:
    """When a payment entered then is executed; one without a time is in time on its date.

    It is late where it has to wait for another business date; before the opening it is early.
    """
    for later in range(LOOKED_AHEAD):
        business_date = date + later * ONE_DAY
        windows = [taking(business_date) for taking in channels]
        if None in windows:
            continue
        if minute == UNTIMED and later == 0:
            return Execution(business_date, UNTIMED, is_late=False)
        since = max(0, minute) - later * END_OF_DAY
        opens = max([since, *(one.opens for one in windows if one)])
        if all(opens < one.closes for one in windows if one):
            at = UNTIMED if opens <= 0 and later > 0 else opens
            return Execution(business_date, at, later > 0 and opens > since)
    return None
