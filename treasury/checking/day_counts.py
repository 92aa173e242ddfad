"""Which days count how often, by which year, and which settle: restated for the checks from terms.

Source: the banking day, sections 1 and 8.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from treasury.credit import TermLoan
from treasury.dates import WEEKDAYS, Calendar
from treasury.interest import Terms

YEAR_DAYS = {"ACT/360": 360, "30E/360": 360, "ACT/365F": 365}
SETTLING_MONTHS = {
    "monthly": range(1, 13), "quarterly": (3, 6, 9, 12), "yearly": (12,), "never": (),
}  # fmt: skip
ONE_DAY = timedelta(days=1)


def weight(day: date, terms: Terms) -> int:
    """How many days the balance at the close of this day bears.

    30E/360: days beyond the 30th count as the 30th; the month's last day bears what is left.
    """
    if terms.day_count != "30E/360":
        return 1
    if day.day == 31:
        return 1
    if (day + ONE_DAY).month != day.month:
        return 31 - day.day
    return 0 if day.day == 30 else 1


def basis(day: date, terms: Terms) -> int:
    """The days of the year by which interest of this day is divided."""
    if terms.day_count in YEAR_DAYS:
        return YEAR_DAYS[terms.day_count]
    return (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days


def settles(
    day: date, terms: Terms, loan: TermLoan | None = None, calendars: Sequence[Calendar] = ()
) -> bool:
    """Whether interest is settled at the close of this day; a short month settles on its last, a
    term `loan` also the day before it is repaid. The terms' calendar, if they have one, is one of
    the `calendars`; see `posted_instead`."""
    if loan is not None and day + ONE_DAY == loan.repaid_on:
        return True
    shift = terms.holiday_shift
    if shift == "none":
        return regularly(day, terms)
    closed = days_off(next(each for each in calendars if each.id == terms.calendar))
    return any(regularly(each, terms) for each in posted_instead(day, shift, closed))


def regularly(day: date, terms: Terms) -> bool:
    """Whether the day is a settlement day as the terms have it, whatever the calendar."""
    if day.month not in SETTLING_MONTHS[terms.settles]:
        return False
    last = (day + ONE_DAY).day == 1
    return day.day == terms.settlement_day or (last and day.day < terms.settlement_day)


def posted_instead(day: date, shift: str, closed: frozenset[date]) -> list[date]:
    """The evenings whose interest is posted on the morning after this day, its own among them.

    On a morning off nothing is posted; on another one also what would have been on the mornings off
    right before it (`following`) or right after it (`preceding`), and of both what stays in its
    month (`modified_following`).
    """
    morning = day + ONE_DAY
    if morning in closed:
        return []
    before: list[date] = []
    after: list[date] = []
    while morning - (len(before) + 1) * ONE_DAY in closed:
        before.append(morning - (len(before) + 1) * ONE_DAY)
    while morning + (len(after) + 1) * ONE_DAY in closed:
        after.append(morning + (len(after) + 1) * ONE_DAY)
    if shift == "modified_following":
        reopens = morning + (len(after) + 1) * ONE_DAY
        before = [each for each in before if each.month == morning.month]
        after = [each for each in after if each.month != reopens.month]
    elif shift == "following":
        after = []
    else:
        before = []
    return [each - ONE_DAY for each in (morning, *before, *after)]


@lru_cache
def days_off(calendar: Calendar) -> frozenset[date]:
    """The days off of those that the calendar knows."""
    found, day = set(), calendar.valid_from
    while day <= calendar.valid_until:
        weekend = WEEKDAYS[day.weekday()] in calendar.weekend
        if day not in calendar.extra_working and (weekend or day in calendar.closed):
            found.add(day)
        day += ONE_DAY
    return frozenset(found)
