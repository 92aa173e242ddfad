"""Schedules: what a rule keeps, fills to or funds from on each day, in place of one amount.

Amounts are in major units of the currency of the link. Source: the banking day, section 4.
"""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from treasury.dates import WEEKDAYS, Weekday
from treasury.record import record


@record
class Schedule:
    """One line of a schedule; the lines with the same `schedule` make it up.

    A line for a `date` holds on that day alone. One for `weekdays` holds on those days of the
    week, one without either on all days; both from `valid_from` (not given: from the beginning)
    until the next such line begins. A date goes before weekdays, weekdays before all days.

    The amount of the day is `amount`, plus, where `next_business_days` is given, the account's
    payments of so many business days after the day, as far as they are known at its opening.
    `forecast_quantile` would add what a forecast says of those days.
    """

    schedule: str
    date: datetime.date | None = None
    weekdays: tuple[Weekday, ...] = ()
    valid_from: datetime.date | None = None
    amount: Decimal | None = None
    next_business_days: int | None = None
    forecast_quantile: str | None = None


def line_on(lines: Sequence[Schedule], day: datetime.date) -> Schedule | None:
    """The line in force on the day, None where the schedule says nothing about it.

    >>> usual = Schedule(schedule="s", amount=Decimal(5))
    >>> fridays = Schedule(schedule="s", weekdays=("fri",), amount=Decimal(8))
    >>> later = Schedule(schedule="s", valid_from=datetime.date(2026, 3, 9), amount=Decimal(6))
    >>> once = Schedule(schedule="s", date=datetime.date(2026, 3, 13), amount=Decimal(9))
    >>> march = [datetime.date(2026, 3, day) for day in (5, 6, 9, 13, 20)]
    >>> found = [line_on((usual, fridays, later, once), day) for day in march]
    >>> [int(line.amount) for line in found]
    [5, 8, 6, 9, 8]
    """
    name = WEEKDAYS[day.weekday()]
    for chosen in (
        [line for line in lines if line.date == day],
        [line for line in lines if name in line.weekdays and begun(line, day)],
        [line for line in lines if not (line.date or line.weekdays) and begun(line, day)],
    ):
        if chosen:
            return max(chosen, key=start)
    return None


def start(line: Schedule) -> datetime.date:
    """The first day of the line."""
    return line.valid_from or datetime.date.min


def begun(line: Schedule, day: datetime.date) -> bool:
    """Whether a line that holds for more than a date has begun by the day."""
    return line.date is None and start(line) <= day
