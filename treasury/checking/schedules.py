"""Amounts that schedules give to rules, restated from the scenario's records, day by day.

A payment counts where fewer business days lie between the day and it than the line looks ahead:
that is the next business days without looking for their end. Days are rows from the run's first
day, amounts minor units. Source: the banking day, section 4.
"""

from datetime import date

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Truths
from treasury.checking.timetable import WEEK, structure_of, works
from treasury.money import to_minor
from treasury.pooling.schedules import Schedule

KEYS = ("target", "keep", "low")
WAGES = ("payroll", "工资")


def scheduled(evidence: Evidence, participant: int, name: str) -> list[int]:
    """What the schedule comes to for the account on each day of the run, in minor units."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    lines = [line for line in scenario.schedules if line.schedule == name]
    currency = names.currencies[participant]
    chosen = [strongest(lines, day) for day in names.days]
    fixed = [0 if one.amount is None else to_minor(one.amount, currency) for one in chosen]
    ahead = np.array([one.next_business_days or 0 for one in chosen], dtype=np.int64)
    found: list[int] = (
        np.array(fixed, dtype=np.int64) + due(evidence, participant, ahead)
    ).tolist()
    return found


def strongest(lines: list[Schedule], day: date) -> Schedule:
    """The line of the day: a date before weekdays, those before all days, the latest first."""
    weekday, ranked = WEEK[day.weekday()], []
    for place, line in enumerate(lines):
        since = line.valid_from or date.min
        holds = line.date == day if line.date else since <= day
        if holds and (not line.weekdays or weekday in line.weekdays):
            ranked.append((line.date is not None, bool(line.weekdays), since, place))
    return lines[max(ranked)[3]]


def due(evidence: Evidence, participant: int, ahead: Amounts) -> Amounts:
    """The account's payments of the next `ahead` business days known on each day; shape (day,)."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    account, first = names.accounts[participant], names.days[0]
    working = np.cumsum(working_for(evidence, participant))
    total = np.zeros(len(names.days), dtype=np.int64)
    payments = [
        (item.date, -item.amount, item.known_from or (first if wages(item.category) else item.date))
        for item in scenario.items
        if item.account == account and item.amount < 0
    ]
    payments += [
        (loan.repaid_on, loan.principal, loan.drawn_on)
        for loan in scenario.term_loans
        if loan.account == account
    ]
    for day, amount, known in payments:
        at = (day - first).days
        if at >= len(total):
            continue
        before = np.arange(max(0, (known - first).days), at)
        between = working[max(at - 1, 0)] - working[before]
        counted = before[between < ahead[before]]
        total[counted] += to_minor(amount, names.currencies[participant])
    return total


def working_for(evidence: Evidence, participant: int) -> Truths:
    """True on the business days of the structure and of the account's bank; shape (day,)."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    bank = next(one for one in scenario.banks if one.id == names.banks[participant])
    found = np.ones(len(names.days), dtype=np.bool_)
    for calendar in scenario.calendars:
        if calendar.id in (bank.calendar, structure_of(evidence).calendar):
            found &= works(calendar, names.days)
    return found


def wages(category: str) -> bool:
    """Whether the category is the one of wages, which are known all along."""
    return category.strip().lower() in WAGES
