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

from treasury.dates import Calendar, Settles, business_days, day_list, settles_on

HolidayShift = Literal["none", "following", "modified_following", "preceding"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settling:
    """The days on which the interest of some terms is settled; `calendar` has the days off.

    A day that the calendar does not know moves nothing, and nothing moves beyond what it knows.
    """

    settles: Settles
    settlement_day: int
    shift: HolidayShift = "none"
    calendar: Calendar | None = None

    def on(self, day: date) -> bool:
        """Whether interest is settled at the close of the day.

        20 June 2026 is a Saturday, the interest would be posted on Sunday:

        >>> china = Calendar(id="CN", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
        >>> moved = Settling("quarterly", 20, "following", china)
        >>> [day for day in range(15, 26) if moved.on(date(2026, 6, day))]
        [21]
        >>> Settling("quarterly", 20, "preceding", china).on(date(2026, 6, 18))
        True
        """
        if self.calendar is None or self.shift == "none":
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
        near = [posted]
        for step in (-ONE_DAY, ONE_DAY):
            day = posted + step
            while self.off(day):
                near.append(day)
                day += step
        return [one for one in near if settles_on(one - ONE_DAY, self.settles, self.settlement_day)]

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
        while self.off(day):
            day += step
        return day

    def off(self, day: date) -> bool:
        """Whether the day is known as a day off."""
        return self.calendar is not None and day in days_off(self.calendar)


@lru_cache(maxsize=64)
def days_off(calendar: Calendar) -> frozenset[date]:
    """The days that are no business days, of those that the calendar knows."""
    days = day_list(calendar.valid_from, calendar.valid_until)
    if not days:
        return frozenset()
    works = business_days(calendar, days)
    return frozenset(day for day, working in zip(days, works, strict=True) if not working)
