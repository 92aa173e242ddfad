"""Clearing systems: when a payment that is entered at some time is executed, and for which day.

Times are the system's own local times. A business date is a day of the system's calendar; a
calendar says nothing about days outside its validity: they are unknown, never guessed. Source:
the banking day, section 3; each system's data names its own.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from treasury.dates import Calendar, business_days
from treasury.record import record


@record
class ClearingWindow:
    """When a clearing system takes customers' payments, in force from a date to a date.

    For each business date of `calendar` (none: every day) it takes them from `opens`, on the
    natural day before where `opens_day_before`, until just before `closes` (no times: round the
    clock). `limit` is the largest single payment in `currency`, in major units (none: no limit).
    """

    system: str
    name: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    calendar: str | None = None
    opens: time | None = None
    opens_day_before: bool = False
    closes: time | None = None
    currency: str
    limit: Decimal | None = None
    source: str = ""


class Channel(NamedTuple):
    """One way for payments to leave: the versions of its window, and its calendar (None: every
    day is a business date)."""

    windows: tuple[ClearingWindow, ...]
    calendar: Calendar | None


class Execution(NamedTuple):
    """When a payment is executed, and the business date for which it is."""

    at: datetime
    business_date: date


def execution(channels: tuple[Channel, ...], entered: datetime) -> Execution | None:
    """When a payment entered at this time is executed through all the channels; None: unknown.

    Entered before the close of a business date, and after its opening, it is executed at once;
    after the close, at the opening for the next business date.

    >>> hvps = ClearingWindow(system="HVPS", calendar="CN", opens=time(20, 30),
    ...                       opens_day_before=True, closes=time(17, 15), currency="CNY")
    >>> cn = Calendar(id="CN", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    >>> execution((Channel((hvps,), cn),), datetime(2026, 3, 6, 18)) # a Friday evening
    Execution(at=datetime.datetime(2026, 3, 8, 20, 30), business_date=datetime.date(2026, 3, 9))
    >>> execution((Channel((hvps,), cn),), datetime(2026, 12, 31, 18)) is None
    True
    """
    day = entered.date()
    while True:
        windows = [window_on(channel, day) for channel in channels]
        if not all(knows(channel, day) for channel in channels) or None in windows:
            return None
        found = [window for window in windows if window is not None]
        works = all(is_business_date(channel, day) for channel in channels)
        if works and all(entered < closing(window, day) for window in found):
            return Execution(max([entered, *(opening(window, day) for window in found)]), day)
        day += timedelta(days=1)


def knows(channel: Channel, day: date) -> bool:
    """Whether the channel's calendar says anything about the day."""
    calendar = channel.calendar
    return calendar is None or calendar.valid_from <= day <= calendar.valid_until


def is_business_date(channel: Channel, day: date) -> bool:
    """Whether the day, of which the calendar knows, is a business date of the channel."""
    return channel.calendar is None or bool(business_days(channel.calendar, [day])[0])


def window_on(channel: Channel, day: date) -> ClearingWindow | None:
    """The version in force on the day, None where none is known."""
    begun = [
        window for window in channel.windows
        if (window.valid_from or date.min) <= day <= (window.valid_until or date.max)
    ]  # fmt: skip
    return max(begun, key=lambda window: window.valid_from or date.min, default=None)


def opening(window: ClearingWindow, day: date) -> datetime:
    """From when payments for the business date are taken."""
    before = timedelta(days=1) if window.opens_day_before else timedelta()
    return datetime.combine(day, window.opens or time()) - before


def closing(window: ClearingWindow, day: date) -> datetime:
    """From when payments are taken for the business date no longer."""
    if window.closes is None:
        return datetime.combine(day, time()) + timedelta(days=1)
    return datetime.combine(day, window.closes)
