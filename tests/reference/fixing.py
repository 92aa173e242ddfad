"""What a rate is on a day, restated: an index, its margin, floor and cap, fixed anew on resets.

Written from the banking day, sections 1 and 8, and the words of `Terms`, `Rate` and `Index`.
Rates are exact fractions a year.
"""

import calendar
import datetime
import re
from fractions import Fraction

from tests.reference.units import rate_of
from treasury.dates import Calendar
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.scenario import Scenario

DAY = datetime.timedelta(days=1)
INTERVALS = {"monthly": 1, "quarterly": 3, "yearly": 12}
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def follows(line: Rate) -> bool:
    """Whether the line names an index."""
    return not re.match(r"\s*[+-]?\d", line.rate)


def rate_on(scenario: Scenario, line: Rate, day: datetime.date) -> Fraction:
    """The line's rate in force on a day."""
    if not follows(line):
        return rate_of(line.rate)
    (terms,) = (one for one in scenario.terms if one.id == line.terms)
    while not (day == line.valid_from or resets_on(terms, day)):
        day -= DAY
    name, margin = parts(line.rate)
    free = published(scenario, name, day, terms.fixing_lag) + margin
    if line.floor is not None:
        free = max(free, rate_of(line.floor))
    return free if line.cap is None else min(free, rate_of(line.cap))


def parts(text: str) -> tuple[str, Fraction]:
    """The index and the margin of `INDEX + margin`.

    >>> parts("LPR_1Y - 10 bps"), parts("LPR_1Y")
    (('LPR_1Y', Fraction(-1, 1000)), ('LPR_1Y', Fraction(0, 1)))
    """
    name, *rest = text.split(maxsplit=1)
    return name, rate_of(rest[0].replace(" ", "")) if rest else Fraction(0)


def resets_on(terms: Terms, day: datetime.date) -> bool:
    """Whether what follows an index is fixed anew on the day."""
    if terms.resets == "daily":
        return True
    if terms.resets == "dates":
        return day in terms.reset_dates
    start = terms.resets_from
    assert start is not None
    apart = 12 * (day.year - start.year) + day.month - start.month
    month_ends = calendar.monthrange(day.year, day.month)[1]
    return apart % INTERVALS[terms.resets] == 0 and day.day == min(start.day, month_ends)


def published(scenario: Scenario, name: str, day: datetime.date, lag: int) -> Fraction:
    """The index's last fixing not after the day so many of its business days before."""
    (index,) = (one for one in scenario.indices if one.id == name)
    for _ in range(lag):
        (days,) = (one for one in scenario.calendars if one.id == index.calendar)
        day -= DAY
        while not is_business_day(days, day):
            day -= DAY
    fixings = {one.date: one.rate for one in scenario.index_rates if one.index == name}
    used = max(fixed for fixed in fixings if fixed <= day)
    assert (day - used).days <= index.oldest
    return rate_of(fixings[used])


def is_business_day(days: Calendar, day: datetime.date) -> bool:
    """Whether the calendar works on the day."""
    if day in days.extra_working:
        return True
    return WEEK[day.weekday()] not in days.weekend and day not in days.closed
