"""Fixings of indices as they were published, and rates that follow them, with how they came about.

Rates are whole 1e-8 a year. Source: the banking day, sections 1 and 8.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

from treasury.dates import Calendar, business_days
from treasury.rates import Index, Price, parse_rate
from treasury.scenario import Scenario

ONE_DAY = timedelta(days=1)
OF_THE_DAY = "one for each business day, as compounding in arrears needs them"
Bound = Literal["", "floor", "cap"]
"""The bound that held a rate, if one did."""


class Fixing(NamedTuple):
    """A published rate: of which index, on which date."""

    name: str
    day: date
    rate: int


class Compounded(NamedTuple):
    """An index compounded in arrears (期末复利) over the days from `since` up to the day of a rate:
    `rate` a year over `days` calendar days, and what it was up to the day before."""

    since: date
    days: int
    rate: int
    before: int


class Quote(NamedTuple):
    """A rate in force and how it came about: as written, by which fixing, held by which bound.

    Compounded, it is what is due up to the day less what was due the day before (`daily`), or the
    compounded rate itself; `fixing` is the last one in it, `bound` what held that.
    """

    rate: int
    price: Price
    fixing: Fixing | None = None
    bound: Bound = ""
    compounded: Compounded | None = None
    daily: bool = True


class NoFixing(LookupError):
    """A day for which an index has no fixing that may be used; `expected` would be right."""

    def __init__(self, message: str, expected: str) -> None:
        """The text says which day, and why."""
        super().__init__(message)
        self.expected = expected


class Unfixed(NoFixing):
    """A day for which an index has no fixing that is young enough: the index, the day, and the
    last fixing before it (None: there is none before)."""

    def __init__(self, index: str, wanted: date, last: date | None, expected: str) -> None:
        """The text says what lacks, and what there is."""
        there = f"the last before it is of {last}" if last else "there is none before"
        super().__init__(f"{index!r} has no fixing for {wanted}: {there}", expected)
        self.index, self.wanted, self.last = index, wanted, last


@dataclass(slots=True)
class Published:
    """The fixings of one index, by date, its business days, and how old a fixing may be; `known`
    are days of which it was asked whether they are business days."""

    index: Index
    calendar: Calendar | None
    days: list[date] = field(default_factory=list)
    rates: list[int] = field(default_factory=list)
    known: dict[date, int] = field(default_factory=dict)

    def for_day(self, day: date, lag: int) -> Fixing:
        """The fixing of `lag` business days before the day, or the last one before that."""
        wanted = self.before(day, lag)
        return self.last_of(wanted, self.index.oldest)

    def of_day(self, day: date) -> Fixing:
        """The fixing of this business day itself."""
        return self.last_of(day, 0)

    def last_of(self, wanted: date, oldest: int) -> Fixing:
        """The last fixing not after the day, at most so many days older."""
        place = bisect_right(self.days, wanted) - 1
        if place < 0 or (wanted - self.days[place]).days > oldest:
            earliest = date.fromordinal(max(1, wanted.toordinal() - oldest))
            window = f"a line in index_rates from {earliest} to {wanted}"
            last = self.days[place] if place >= 0 else None
            raise Unfixed(self.index.id, wanted, last, window if oldest else OF_THE_DAY)
        return Fixing(self.index.id, self.days[place], self.rates[place])

    def before(self, day: date, lag: int) -> date:
        """The day so many business days before; the day itself for none."""
        while lag:
            day -= ONE_DAY
            lag -= self.works(day)
        return day

    def works(self, day: date) -> int:
        """1 on a business day of the index, else 0."""
        assert self.calendar is not None, "refused: a lag needs business days"
        if not self.calendar.valid_from <= day <= self.calendar.valid_until:
            message = f"calendar {self.calendar.id!r} does not know {day}"
            raise NoFixing(message, f"a calendar that does, for {self.index.id!r}")
        if day not in self.known:
            self.known[day] = int(business_days(self.calendar, [day])[0])
        return self.known[day]

    def latest(self, day: date) -> date:
        """The day itself if it is a business day, else the last one before it."""
        return day if self.works(day) else self.before(day, 1)

    def following(self, day: date) -> date:
        """The first business day after the day."""
        day += ONE_DAY
        while not self.works(day):
            day += ONE_DAY
        return day


def published(scenario: Scenario) -> dict[str, Published]:
    """The fixings of each index of the scenario."""
    calendars = {each.id: each for each in scenario.calendars}
    found = {
        each.id: Published(each, calendars.get(each.calendar or "")) for each in scenario.indices
    }
    for line in sorted(scenario.index_rates, key=lambda each: each.date):
        found[line.index].days.append(line.date)
        found[line.index].rates.append(parse_rate(line.rate))
    return found
