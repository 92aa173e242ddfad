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
        at = int(source[event[REF]])
        if at >= len(scenario.items):
            continue
        item, day = scenario.items[at], names.days[event[DAY]]
        minute = int(event[MINUTE])
        for calendar, closes in bounds(scenario.clearing, bank[item.account], item, day):
            works = calendar is None or business_days(calendars[calendar], [day])[0] == 1
            early = minute == UNTIMED or (
                minute < END_OF_DAY
                and datetime.combine(day, time()) + timedelta(minutes=minute) < closes
            )
            found[row] &= works and (early or closes.date() > day)
    return found


Bound = tuple[str | None, datetime]


def bounds(windows: tuple[ClearingWindow, ...], bank: Bank, item: Item, day: date) -> list[Bound]:
    """The calendars and closing times that a payment meets on a day."""
    found: list[Bound] = []
    end = datetime.combine(day, time()) + timedelta(days=1)
    if bank.cut_off is not None:
        cut = datetime.combine(day, bank.cut_off) + timedelta(minutes=1)
        found.append((bank.calendar, cut))
    system = item.clearing or bank.clearing
    versions = [
        one for one in windows
        if one.system == system and (one.valid_from is None or one.valid_from <= day)
        and (one.valid_until is None or day <= one.valid_until)
    ]  # fmt: skip
    if versions:
        latest = max(versions, key=lambda one: one.valid_from or date.min)
        closes = end if latest.closes is None else datetime.combine(day, latest.closes)
        found.append((latest.calendar, closes))
    return found
