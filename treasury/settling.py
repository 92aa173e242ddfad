"""When interest is settled and posted: the days of terms, and how days off move them.

Interest is settled at the close of a day (结息日) and posted the next morning. Where the morning
on which it would be posted is a day off, terms may move it (节假日顺延): the settlement moves with
it, so interest counts up to the evening before it is posted. Source: the banking day, section 8;
the conventions are those of ISDA 2006, section 4.12, payment dates adjusted and periods too.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from treasury.dates import WEEKDAYS, Calendar, Settles, settles_on

HolidayShift = Literal["none", "following", "modified_following", "preceding"]
ONE_DAY = timedelta(days=1)
LONGEST_HOLIDAYS = 60
"""So many days in a row may be days off where settlement days move; longer ones are refused."""


class DaysOff:
    """The days off of a calendar among those that it knows; two of them are never equal."""

    def __init__(self, calendar: Calendar) -> None:
        """Looked up by day, however long the calendar is valid."""
        self.known = calendar.valid_from, calendar.valid_until
        self.weekend = {WEEKDAYS.index(day) for day in calendar.weekend}
        self.closed, self.working = set(calendar.closed), set(calendar.extra_working)

    def __contains__(self, day: date) -> bool:
        """Whether the day is known as a day off."""
        if not self.known[0] <= day <= self.known[1] or day in self.working:
            return False
        return day.weekday() in self.weekend or day in self.closed


@lru_cache(maxsize=64)
def days_off(calendar: Calendar) -> DaysOff:
    """The days off of the calendar, the same ones whenever it is asked for."""
    return DaysOff(calendar)


@dataclass(frozen=True, slots=True)
class Settling:
    """The days on which the interest of some terms is settled, and the days off that move them.

    A day that the calendar does not know moves nothing, and nothing moves beyond what it knows.
    """

    settles: Settles
    settlement_day: int
    shift: HolidayShift = "none"
    days_off: DaysOff | None = None

    def on(self, day: date) -> bool:
        """Whether interest is settled at the close of the day.

        20 June 2026 is a Saturday, the interest would be posted on Sunday:

        >>> china = Calendar(id="CN", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
        >>> moved = Settling("quarterly", 20, "following", days_off(china))
        >>> [day for day in range(15, 26) if moved.on(date(2026, 6, day))]
        [21]
        >>> Settling("quarterly", 20, "preceding", days_off(china)).on(date(2026, 6, 18))
        True
        """
        if self.days_off is None or self.shift == "none":
            return settles_on(day, self.settles, self.settlement_day)
        return bool(self.posted_after(day))

    def posted_after(self, day: date) -> list[date]:
        """The regular days of what is posted on the morning after this one: that morning itself, or
        days off next to it."""
        posted = day + ONE_DAY
        return [one for one in self.regular_around(posted) if self.moved(one) == posted]

    def regular_around(self, posted: date) -> list[date]:
        """The days on which interest is regularly posted that may move to this one: itself, and
        those in the days off right before and right after it."""
        near = [posted, *self.holidays(posted, -ONE_DAY), *self.holidays(posted, ONE_DAY)]
        return [one for one in near if settles_on(one - ONE_DAY, self.settles, self.settlement_day)]

    def holidays(self, day: date, step: timedelta) -> list[date]:
        """The days off in a row beside a day, nearest first, in steps of one day."""
        found: list[date] = []
        while len(found) < LONGEST_HOLIDAYS and self.off(day + step):
            day += step
            found.append(day)
        return found

    def moved(self, regular: date) -> date:
        """The day on which interest is posted that is regularly posted on this one."""
        later = self.working(regular, ONE_DAY)
        if self.shift == "following":
            return later
        same_month = (later.year, later.month) == (regular.year, regular.month)
        if self.shift == "modified_following" and same_month:
            return later
        return self.working(regular, -ONE_DAY)

    def working(self, day: date, step: timedelta) -> date:
        """The first day from this one on, in steps, that is not known as a day off."""
        if not self.off(day):
            return day
        return [day, *self.holidays(day, step)][-1] + step

    def off(self, day: date) -> bool:
        """Whether the day is known as a day off."""
        return self.days_off is not None and day in self.days_off
