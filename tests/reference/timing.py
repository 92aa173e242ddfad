"""When a link sweeps: frequency, one-off dates, pauses, times and business days.

Restated for the reference twin from sections 3 and 4. Where they are silent: a weekly sweep on a
closed day is left out, not moved; month end is the month's last business day of a link in
force, and no other day takes its place where it is paused.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from tests.reference.days import END_OF_DAY, ONE_DAY, minute_of
from treasury.pooling.rules import Rule

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Opens = Callable[[datetime.date], bool]


@dataclass(frozen=True)
class Timing:
    """The times and days of one rule; `on_receipt` is real time."""

    frequency: str
    weekdays: tuple[str, ...]
    dates: tuple[datetime.date, ...]
    pauses: tuple[datetime.date, ...]
    minutes: frozenset[int]

    @property
    def on_receipt(self) -> bool:
        """Whether the rule fires on every receipt."""
        return self.frequency == "real_time"

    def may_sweep(self, day: datetime.date, opens: Opens) -> bool:
        """Whether anything may move on the link this day: open, and not paused."""
        return opens(day) and day not in self.pauses

    def runs(self, day: datetime.date, opens: Opens) -> bool:
        """Whether the rule's scheduled sweeps take place on this day."""
        return self.may_sweep(day, opens) and self.is_due(day, opens)

    def is_due(self, day: datetime.date, opens: Opens) -> bool:
        """Whether the frequency names this day; a date given is a day as well."""
        if day in self.dates:
            return True
        if self.frequency == "weekly":
            return NAMES[day.weekday()] in self.weekdays
        if self.frequency == "month_end":
            return not any(opens(later) for later in rest_of_month(day))
        return self.frequency in ("daily", "real_time")


def rest_of_month(day: datetime.date) -> list[datetime.date]:
    """The days after this one in its month."""
    found = []
    later = day + ONE_DAY
    while later.month == day.month:
        found.append(later)
        later += ONE_DAY
    return found


def timing_of(rule: Rule) -> Timing:
    """The rule's times and days; end of day where it names no time and is not real time."""
    minutes = {minute_of(time) for time in rule.times}
    by_default = not minutes and rule.frequency != "real_time"
    if rule.end_of_day or (rule.end_of_day is None and by_default):
        minutes.add(END_OF_DAY)
    return Timing(
        frequency=rule.frequency,
        weekdays=rule.weekdays,
        dates=rule.dates,
        pauses=rule.pauses,
        minutes=frozenset(minutes),
    )
