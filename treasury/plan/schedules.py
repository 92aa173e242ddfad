"""Schedules resolved: what each is on every day of the run for the account of a link.

Nothing is looked up that was not known at the opening of the day. Amounts are decimals of major
units until they become rows of the sweep equation. Source: the banking day, section 4.

*The payments of the next n business days* of a day are the payments of the account, whole and
not set off against receipts, dated after the day and not after the n-th business day that
follows it. Business days are those of the structure's calendar and of the account's bank.
Repayments of term loans are payments, known from the day the loan is drawn; fees and interest
are none. What lies after the run is not in the scenario, so the last days hold back less.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from treasury.arrays import Flags
from treasury.dates import business_days, day_list
from treasury.flows.items import first_known
from treasury.pooling.rules import Rule, schedules_named
from treasury.pooling.schedules import Schedule, line_on
from treasury.pooling.structure import Link, Structure
from treasury.scenario import Scenario

ZERO = Decimal(0)


class Payment(NamedTuple):
    """A payment of an account: its day, its place in the file, since when it is known, how much."""

    day: date
    place: int
    known: date
    amount: Decimal
    item: str


class InForce(NamedTuple):
    """What a schedule comes to on one day: its line, the amount, the payments counted in it."""

    line: Schedule
    amount: Decimal
    payments: tuple[Payment, ...]


InForceByDay = dict[str, list[InForce | None]]
"""By scheduled amount of a rule (`keep` ...), what is in force on each day of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What schedules of a scenario look up: the days, their lines, payments by account and day."""

    scenario: Scenario
    days: list[date]
    lines: dict[str, list[Schedule]]
    payments: dict[str, list[Payment]]


def foresight(scenario: Scenario) -> Foresight:
    """What the schedules of the scenario look up."""
    days = day_list(scenario.first_day, scenario.last_day)
    lines: dict[str, list[Schedule]] = {}
    for line in scenario.schedules:
        lines.setdefault(line.schedule, []).append(line)
    payments: dict[str, list[Payment]] = {}
    if any(line.next_business_days for line in scenario.schedules):
        for account, payment in payments_of(scenario):
            payments.setdefault(account, []).append(payment)
        for found in payments.values():
            found.sort()
    return Foresight(scenario=scenario, days=days, lines=lines, payments=payments)


def payments_of(scenario: Scenario) -> Iterable[tuple[str, Payment]]:
    """Every payment by its account: items below zero, and repayments of term loans."""
    first, last = scenario.first_day, scenario.last_day
    for place, item in enumerate(scenario.items):
        if item.amount < 0:
            known = first_known(item, first)
            yield item.account, Payment(item.date, place, known, -item.amount, item.id)
    for place, loan in enumerate(scenario.term_loans, start=len(scenario.items)):
        if first <= loan.repaid_on <= last:
            name = f"{loan.id}:repaid"
            due = Payment(loan.repaid_on, place, loan.drawn_on, loan.principal, name)
            yield loan.account, due


def in_force(known: Foresight, structure: Structure, link: Link, rule: Rule) -> InForceByDay:
    """What is in force on each day for the link's scheduled amounts; {} where it has none."""
    lines = {key: known.lines.get(name, []) for key, name in schedules_named(rule).items()}
    if not lines:
        return {}
    ahead = any(line.next_business_days for found in lines.values() for line in found)
    works = business_rows(known, structure, link.participant) if ahead else []
    payments = known.payments.get(link.participant, [])
    return {
        key: [on_day(known.days, found, row, (works, payments)) for row in range(len(known.days))]
        for key, found in lines.items()
    }


def business_rows(known: Foresight, structure: Structure, account: str) -> list[int]:
    """The days of the run, as rows, that are business days of the structure and the account's bank.

    The days lie inside every calendar's validity.
    """
    scenario = known.scenario
    bank = next(one.bank for one in scenario.accounts if one.id == account)
    named = {structure.calendar, next(one.calendar for one in scenario.banks if one.id == bank)}
    works: Flags = np.ones(len(known.days), dtype=np.uint8)
    for calendar in scenario.calendars:
        if calendar.id in named:
            works &= business_days(calendar, known.days)
    return np.flatnonzero(works).tolist()


def on_day(
    days: list[date], lines: list[Schedule], row: int, ahead: tuple[list[int], list[Payment]]
) -> InForce | None:
    """What a schedule comes to on a day; `ahead` are business days, as rows, and payments by day.

    None where the schedule says nothing about the day.
    """
    line = line_on(lines, days[row])
    if line is None:
        return None
    amount, counted = line.amount or ZERO, line.next_business_days
    if counted is None:
        return InForce(line, amount, ())
    works, payments = ahead
    place = bisect_right(works, row) + counted - 1
    until = days[works[place]] if place < len(works) else days[-1]
    start, end = (bisect_right(payments, one, key=day_of) for one in (days[row], until))
    found = tuple(one for one in payments[start:end] if one.known <= days[row])
    return InForce(line, sum((one.amount for one in found), amount), found)


def day_of(payment: Payment) -> date:
    """The day of the payment."""
    return payment.day
