"""The ways payments and sweeps leave a bank: clearing systems and cut-offs, resolved to days.

A payment takes the clearing system it names, or its bank's, and its bank's cut-off. One entered
after the window belongs to the next business date and is executed at that opening; where its
bank refuses it, it is rejected when it comes. One that would be executed after the run's last day
stays where it was entered and waits. A sweep takes the clearing system of its link and no cut-off:
that is for orders of the day, and a sweep was ordered before. It is made in the window of its own
day, or not. Source: the banking day, sections 3 and 5.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np

from treasury.accounts.chart import Bank
from treasury.arrays import Amounts
from treasury.clearing import (
    Channel,
    ClearingWindow,
    closing,
    execution,
    is_business_date,
    opening,
    window_on,
)
from treasury.flows.items import Item
from treasury.scenario import Scenario
from treasury.tables import END_OF_DAY, NOT_TODAY, UNTIMED

Way = tuple[str | None, str]
"""The clearing system and the bank of a payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """Every way that money of the run takes; `ways` by index, those of payments first.

    `index` is the index of a payment's way, `of_sweeps` that of a clearing system's sweeps.
    """

    ways: tuple[tuple[Channel, ...], ...]
    index: dict[Way, int]
    of_sweeps: dict[str | None, int]
    banks: dict[str, Bank]
    bank_of: dict[str, str]

    def of(self, item: Item) -> int:
        """The way of a payment, -1 where it may be made at any time."""
        return self.index.get(self.way(item), -1) if self.index and item.amount < 0 else -1

    def way(self, item: Item) -> Way:
        """The clearing system and the bank of a payment."""
        bank = self.banks[self.bank_of[item.account]]
        return item.clearing or bank.clearing, bank.id


NO_CHANNELS = Channels(ways=(), index={}, of_sweeps={}, banks={}, bank_of={})
"""Payments and sweeps at any time."""


def channels_of(scenario: Scenario) -> Channels:
    """The ways of the scenario's payments, by system and bank, then of its sweeps, by system."""
    banks = {bank.id: bank for bank in scenario.banks}
    bank_of = {account.id: account.bank for account in scenario.accounts}
    found = Channels(ways=(), index={}, of_sweeps={}, banks=banks, bank_of=bank_of)
    ways: set[tuple[str, str]] = set()
    for item in scenario.items:
        if item.amount < 0:
            system, bank = found.way(item)
            if system is not None or banks[bank].cut_off is not None:
                ways.add((system or "", bank))
    ordered = sorted(ways)
    systems = sorted({link.clearing for link in scenario.links if link.clearing is not None})
    of_payments = [channels(scenario, system or None, banks[bank]) for system, bank in ordered]
    return Channels(
        ways=(*of_payments, *(channels(scenario, system, None) for system in systems)),
        index={(system or None, bank): at for at, (system, bank) in enumerate(ordered)},
        of_sweeps={system: at for at, system in enumerate(systems, start=len(ordered))},
        banks=banks,
        bank_of=bank_of,
    )


def channels(scenario: Scenario, system: str | None, bank: Bank | None) -> tuple[Channel, ...]:
    """What has to be passed by this system from this bank (a sweep: no bank's cut-off)."""
    calendars = {calendar.id: calendar for calendar in scenario.calendars}
    found = []
    if system is not None:
        windows = tuple(each for each in scenario.clearing if each.system == system)
        name = windows[0].calendar
        found.append(Channel(windows, calendars[name] if name else None))
    if bank is not None and bank.cut_off is not None:
        calendar = calendars[bank.calendar] if bank.calendar else None
        found.append(Channel((own_window(bank, bank.cut_off),), calendar))
    return tuple(found)


def own_window(bank: Bank, cut_off: time) -> ClearingWindow:
    """The bank's cut-off as a window: the cut-off itself is the last minute."""
    after = (datetime.combine(date.min, cut_off) + timedelta(minutes=1)).time()
    return ClearingWindow(system=bank.id, currency="", closes=None if after == time() else after)


def latest_minutes(found: Channels, days: list[date]) -> Amounts:
    """The last minute at which money may leave, by day and way; shape (day, way).

    END_OF_DAY: also after the last sweeps; NOT_TODAY where the day is no business date.
    """
    table = np.full((len(days), len(found.ways)), NOT_TODAY, dtype=np.int64)
    for at, way in enumerate(found.ways):
        for row, day in enumerate(days):
            if all(is_business_date(channel, day) for channel in way):
                table[row, at] = min(last_minute(channel, day) for channel in way)
    return table


def earliest_minutes(found: Channels, days: list[date]) -> Amounts:
    """The first minute of a day at which money may leave, by day and way; (day, way).

    0 where the way opened on the evening before, and where the day is no business date.
    """
    table = np.zeros((len(days), len(found.ways)), dtype=np.int64)
    for at, way in enumerate(found.ways):
        for row, day in enumerate(days):
            if all(is_business_date(channel, day) for channel in way):
                table[row, at] = max(first_minute(channel, day) for channel in way)
    return table


def first_minute(channel: Channel, day: date) -> int:
    """The first minute of the day at which the channel takes payments for it, 0 or more."""
    window = window_on(channel, day)
    assert window is not None, "whoever resolves has refused days without a window"
    opened = (opening(window, day) - datetime.combine(day, time())) // timedelta(minutes=1)
    return max(0, opened)


def last_minute(channel: Channel, day: date) -> int:
    """The last minute of the day at which the channel takes payments for it."""
    window = window_on(channel, day)
    assert window is not None, "whoever resolves has refused days without a window"
    if window.closes is None:
        return END_OF_DAY
    return (closing(window, day) - datetime.combine(day, time())) // timedelta(minutes=1) - 1


class Entry(NamedTuple):
    """When a payment happens, and whether it may wait."""

    day: date
    minute: int
    waits: bool


def minute_of(item: Item) -> int:
    """The minute of the day at which an item was entered, UNTIMED where it has no time."""
    return item.time.hour * 60 + item.time.minute if item.time else UNTIMED


def waits(item: Item) -> bool:
    """Whether a payment that cannot be made waits."""
    return item.if_short == "queue"


def entry_of(found: Channels, item: Item, way: int, last_day: date) -> Entry:
    """When a payment that takes this way happens: when entered, or at the way's next opening."""
    entered = Entry(day=item.date, minute=minute_of(item), waits=waits(item))
    executed = execution(found.ways[way], datetime.combine(item.date, item.time or time()))
    if executed is not None and executed.business_date == item.date:
        opened = executed.at.hour * 60 + executed.at.minute
        return entered._replace(minute=opened if item.time else UNTIMED)
    if found.banks[found.bank_of[item.account]].after_cut_off == "refuse":
        return entered._replace(waits=False)
    if executed is None or executed.business_date > last_day:
        return entered
    opened = executed.at.hour * 60 + executed.at.minute
    early = opened == 0 or executed.at.date() < executed.business_date
    return Entry(
        day=executed.business_date, minute=UNTIMED if early else opened, waits=entered.waits
    )
