"""Days, calendars and day counts, restated for the reference twin.

Written from the banking day, sections 1, 3 and 8, with the standard library's calendar alone.
"""

import calendar
import datetime

from treasury.dates import Calendar
from treasury.fees import Fee
from treasury.interest import Terms
from treasury.scenario import Scenario

ONE_DAY = datetime.timedelta(days=1)
SOME_WEEKS = datetime.timedelta(days=60)
"""No holidays last longer."""
UNTIMED = -1
END_OF_DAY = 24 * 60


def days_of(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Every calendar day from the first to the last."""
    days = [first]
    while days[-1] < last:
        days.append(days[-1] + ONE_DAY)
    return days


def works(calendars: dict[str, Calendar], name: str | None, day: datetime.date) -> bool:
    """Whether the day is a business day of the named calendar (no calendar: every day is)."""
    if name is None:
        return True
    found = calendars[name]
    if day in found.extra_working:
        return True
    short_name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()]
    return short_name not in found.weekend and day not in found.closed


def is_day_of_month(day: datetime.date, wanted: int) -> bool:
    """Whether this is the wanted day of its month; beyond the month's end means the last day."""
    last = calendar.monthrange(day.year, day.month)[1]
    return day.day == min(wanted, last)


def is_settlement(day: datetime.date, settles: str, wanted: int) -> bool:
    """Whether interest is settled at the close of this day."""
    months = {
        "monthly": range(1, 13),
        "quarterly": (3, 6, 9, 12),
        "yearly": (12,),
        "never": (),
    }[settles]
    return day.month in months and is_day_of_month(day, wanted)


def settles_by(scenario: Scenario, terms: Terms, day: datetime.date) -> bool:
    """Whether interest by the terms is settled at the close of the day: on the evening before it
    is posted, and that is not on a day off where they move it."""
    if terms.holiday_shift == "none":
        return is_settlement(day, terms.settles, terms.settlement_day)
    calendars = {one.id: one for one in scenario.calendars}
    near = days_of(day - SOME_WEEKS, day + SOME_WEEKS)
    return any(
        posted_on(calendars, terms, evening + ONE_DAY) == day + ONE_DAY
        for evening in near
        if is_settlement(evening, terms.settles, terms.settlement_day)
    )


def posted_on(
    calendars: dict[str, Calendar], terms: Terms, morning: datetime.date
) -> datetime.date:
    """The morning on which interest is posted that is regularly posted on this one.

    Sunday 31 May: 1 June is in another month.

    >>> every = {"W": Calendar(id="W", valid_from=morning.min, valid_until=morning.max)
    ...          for morning in [datetime.date]}
    >>> sunday = datetime.date(2026, 5, 31)
    >>> for shift in ("following", "preceding", "modified_following"):
    ...     terms = Terms(id="T", holiday_shift=shift, calendar="W")
    ...     print(posted_on(every, terms, sunday))
    2026-06-01
    2026-05-29
    2026-05-29
    """
    after = before = morning
    while not open_on(calendars[terms.calendar or ""], after):
        after += ONE_DAY
    while not open_on(calendars[terms.calendar or ""], before):
        before -= ONE_DAY
    if terms.holiday_shift == "following":
        return after
    if terms.holiday_shift == "modified_following" and after.month == morning.month:
        return after
    return before


def open_on(known: Calendar, day: datetime.date) -> bool:
    """Whether the day is not known as a day off."""
    if not known.valid_from <= day <= known.valid_until:
        return True
    return works({known.id: known}, known.id, day)


def is_charged(fee: Fee, day: datetime.date) -> bool:
    """Whether the flat fee is charged at the opening of this day."""
    if fee.every == "once":
        return day == fee.date
    settles = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}[fee.every]
    return is_settlement(day, settles, fee.day)


def weight_of(day: datetime.date, day_count: str) -> int:
    """How many days of interest this day's closing balance bears.

    >>> [weight_of(datetime.date(2026, 2, d), "30E/360") for d in (27, 28)]
    [1, 3]
    """
    if day_count != "30E/360":
        return 1
    after = day + ONE_DAY
    years, months = after.year - day.year, after.month - day.month
    return 360 * years + 30 * months + min(30, after.day) - min(30, day.day)


def basis_of(day: datetime.date, day_count: str) -> int:
    """The days of the year by which this day's interest is divided."""
    if day_count == "ACT/ACT ISDA":
        return 366 if calendar.isleap(day.year) else 365
    return 365 if day_count == "ACT/365F" else 360


def minute_of(time: datetime.time | None) -> int:
    """Minutes after midnight, -1 where no time is given."""
    return UNTIMED if time is None else 60 * time.hour + time.minute
