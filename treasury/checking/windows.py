"""Whether a payment may leave its bank at the time of a decision, from the scenario's records.

Source: the banking day, sections 3 and 5; the windows' own records.
"""

from datetime import date, datetime, time, timedelta

import numpy as np

from treasury.accounts.chart import Bank
from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Truths
from treasury.clearing import ClearingWindow
from treasury.dates import business_days
from treasury.flows.items import Item
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
        minute = int(event[MINUTE])
        at = datetime.combine(day, time()) + timedelta(minutes=max(minute, 0))
        for calendar, opens, closes in bounds(scenario.clearing, bank[item.account], item, day):
            works = calendar is None or business_days(calendars[calendar], [day])[0] == 1
            inside = opens <= at and (closes.date() > day or (minute < END_OF_DAY and at < closes))
            found[row] &= works and (minute == UNTIMED or inside)
    return found


Bound = tuple[str | None, datetime, datetime]


def bounds(windows: tuple[ClearingWindow, ...], bank: Bank, item: Item, day: date) -> list[Bound]:
    """The calendars, opening and closing times that a payment meets on a day."""
    found: list[Bound] = []
    begin = datetime.combine(day, time())
    end = begin + timedelta(days=1)
    if bank.cut_off is not None:
        cut = datetime.combine(day, bank.cut_off) + timedelta(minutes=1)
        found.append((bank.calendar, begin, cut))
    system = item.clearing or bank.clearing
    versions = [
        one for one in windows
        if one.system == system and (one.valid_from is None or one.valid_from <= day)
        and (one.valid_until is None or day <= one.valid_until)
    ]  # fmt: skip
    if versions:
        latest = max(versions, key=lambda one: one.valid_from or date.min)
        closes = end if latest.closes is None else datetime.combine(day, latest.closes)
        opens = begin if latest.opens is None else datetime.combine(day, latest.opens)
        found.append((latest.calendar, opens - timedelta(days=latest.opens_day_before), closes))
    return found
