"""Which days count how often, by which year, and which settle: restated for the checks from terms.

Source: the banking day, sections 1 and 8.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from treasury.credit import TermLoan
from treasury.dates import WEEKDAYS, Calendar
from treasury.interest import Terms
from treasury.settling import LONGEST_HOLIDAYS

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
    if terms.holiday_shift == "none":
        return regularly(day, terms)
    known = known_days(next(each for each in calendars if each.id == terms.calendar))
    return any(regularly(each, terms) for each in posted_instead(day, terms.holiday_shift, known))


def regularly(day: date, terms: Terms) -> bool:
    """Whether the day is a settlement day as the terms have it, whatever the calendar."""
    if day.month not in SETTLING_MONTHS[terms.settles]:
        return False
    last = (day + ONE_DAY).day == 1
    return day.day == terms.settlement_day or (last and day.day < terms.settlement_day)


class Known(NamedTuple):
    """What a calendar says: first and last day, weekend by name, days closed and worked."""

    first: date
    last: date
    weekend: tuple[str, ...]
    closed: frozenset[date]
    worked: frozenset[date]


@lru_cache
def known_days(calendar: Calendar) -> Known:
    """The calendar's days as sets."""
    return Known(
        calendar.valid_from, calendar.valid_until, calendar.weekend,
        frozenset(calendar.closed), frozenset(calendar.extra_working),
    )  # fmt: skip


def is_off(day: date, known: Known) -> bool:
    """Whether the calendar knows the day and calls it a day off."""
    if day < known.first or day > known.last or day in known.worked:
        return False
    return WEEKDAYS[day.weekday()] in known.weekend or day in known.closed


def posted_instead(day: date, shift: str, known: Known) -> list[date]:
    """The evenings whose interest is posted on the morning after this day, its own among them.

    On a morning off nothing is posted; on another one also what would have been on the mornings off
    right before it (`following`) or right after it (`preceding`), and of both what stays in its
    month (`modified_following`).
    """
    morning = day + ONE_DAY
    if is_off(morning, known):
        return []
    before, after = mornings_off(morning, -ONE_DAY, known), mornings_off(morning, ONE_DAY, known)
    if shift == "modified_following":
        reopens = morning + (len(after) + 1) * ONE_DAY
        before = [each for each in before if each.month == morning.month]
        after = [each for each in after if each.month != reopens.month]
    elif shift == "following":
        after = []
    else:
        before = []
    return [each - ONE_DAY for each in (morning, *before, *after)]


def mornings_off(morning: date, step: timedelta, known: Known) -> list[date]:
    """The days off in a row beside a morning; calendars with more than so many are refused."""
    found: list[date] = []
    while len(found) < LONGEST_HOLIDAYS and is_off(morning + step, known):
        morning += step
        found.append(morning)
    return found
