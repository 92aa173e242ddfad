"""Business calendars, settlement days and day weights.

Days are rows counted from the run's first day. A calendar says nothing about days outside its
validity: they are unknown, never guessed. Source: the banking day, sections 1, 3 and 8.
"""

from datetime import date, timedelta
from typing import Literal

import numpy as np

from treasury.arrays import Amounts, Flags
from treasury.record import record

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DayCount = Literal["ACT/360", "ACT/365F", "ACT/ACT ISDA", "30E/360"]
Settles = Literal["monthly", "quarterly", "yearly", "never"]


@record
class Calendar:
    """Business days: every day but the weekend and the closed days, plus extra working days."""

    id: str
    weekend: tuple[Weekday, ...] = ("sat", "sun")
    closed: tuple[date, ...] = ()
    extra_working: tuple[date, ...] = ()
    valid_from: date
    valid_until: date
    source: str = ""


def day_list(first: date, last: date) -> list[date]:
    """Every calendar day from the first to the last, both included."""
    return [first + timedelta(days=row) for row in range((last - first).days + 1)]


def business_days(calendar: Calendar, days: list[date]) -> Flags:
    """1 for each business day, 0 for the others; shape (day,).

    The days lie inside the calendar's validity; whoever resolves has refused others.

    >>> cn = Calendar(id="CN", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31),
    ...               closed=(date(2026, 1, 1), date(2026, 1, 2)),
    ...               extra_working=(date(2026, 1, 4),))
    >>> business_days(cn, day_list(date(2026, 1, 1), date(2026, 1, 5))).tolist()
    [0, 0, 0, 1, 1]
    """
    assert calendar.valid_from <= days[0] and days[-1] <= calendar.valid_until
    closed, extra = set(calendar.closed), set(calendar.extra_working)
    weekend = set(calendar.weekend)
    works = [
        day in extra or (WEEKDAYS[day.weekday()] not in weekend and day not in closed)
        for day in days
    ]
    return np.array(works, dtype=np.uint8)


def settles_on(day: date, settles: Settles, settlement_day: int) -> bool:
    """Whether interest is settled at the close of this day (结息日).

    Quarterly means March, June, September and December; yearly means December. A settlement
    day beyond the month's end is the month's last day.

    >>> settles_on(date(2026, 3, 20), "quarterly", 20), settles_on(date(2026, 2, 28), "monthly", 31)
    (True, True)
    """
    if settles == "never":
        return False
    if settles == "quarterly" and day.month % 3:
        return False
    if settles == "yearly" and day.month != 12:
        return False
    return day.day == min(settlement_day, days_in_month(day))


def days_in_month(day: date) -> int:
    """The number of days in the day's month."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier where negative).

    A day that the month lacks is its last.

    >>> months_later(date(2026, 1, 31), 1), months_later(date(2026, 1, 31), -2)
    (datetime.date(2026, 2, 28), datetime.date(2025, 11, 30))
    """
    years, month = divmod(12 * day.year + day.month - 1 + months, 12)
    first = date(years, month + 1, 1)
    return first.replace(day=min(day.day, days_in_month(first)))


def day_weights(days: list[date], day_count: DayCount) -> Amounts:
    """How many days of interest each day-end balance bears; shape (day,).

    Additive conventions only: the weight of a day is the convention's day count from that day
    to the next. ACT conventions weigh every day 1. 30E/360 (ISDA 2006, 4.16(g)) counts days
    of the month above 30 as 30: the night to a 31st weighs 0, the last of February the rest of 30.

    >>> day_weights(day_list(date(2026, 2, 27), date(2026, 3, 1)), "30E/360").tolist()
    [1, 3, 1]
    """
    if day_count != "30E/360":
        return np.ones(len(days), dtype=np.int64)
    following = [day + timedelta(days=1) for day in days]
    return np.array(
        [count_30e(end) - count_30e(day) for day, end in zip(days, following, strict=True)],
        dtype=np.int64,
    )


def count_30e(day: date) -> int:
    """The day's number in a year of twelve months of 30 days.

    >>> count_30e(date(2026, 1, 31)) == count_30e(date(2026, 1, 30))
    True
    """
    return 360 * day.year + 30 * (day.month - 1) + min(day.day, 30)


def bases(days: list[date], day_count: DayCount) -> Amounts:
    """The days of the year that divides each day's interest; shape (day,).

    ACT/ACT ISDA: 366 for days in a leap year, else 365 (ISDA 2006, 4.16(b)).

    >>> bases([date(2023, 12, 31), date(2024, 1, 1)], "ACT/ACT ISDA").tolist()
    [365, 366]
    """
    if day_count == "ACT/ACT ISDA":
        return np.array([366 if leap(day.year) else 365 for day in days], dtype=np.int64)
    return np.full(len(days), 365 if day_count == "ACT/365F" else 360, dtype=np.int64)


def leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
