"""What a rate is on a day: rates that follow an index, resolved to numbers before the day loop.

Rates are whole 1e-8 a year. A line `LPR_1Y + 35 bps` is fixed on the first day of its version and
on each reset; between these the rate stands. The fixing is that of so many business days of the
index before; a day without one has the last before it. Floor and cap bound the sum of fixing and
margin. Source: the banking day, sections 1 and 8.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

from treasury.dates import Calendar, business_days, day_list, months_later
from treasury.interest import Terms
from treasury.rates import (
    Index,
    Price,
    Rate,
    bounded,
    parse_price,
    parse_rate,
)
from treasury.scenario import Scenario

MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
ONE_DAY = timedelta(days=1)


class Fixing(NamedTuple):
    """A published rate: of which index, on which date."""

    name: str
    day: date
    rate: int


class Quote(NamedTuple):
    """A rate in force and how it came about: as written, by which fixing, held by which bound."""

    rate: int
    price: Price
    fixing: Fixing | None = None
    bound: Literal["", "floor", "cap"] = ""


class NoFixing(LookupError):
    """A day for which an index has no fixing that may be used; `expected` would be right."""

    def __init__(self, message: str, expected: str) -> None:
        """The text says which day, and why."""
        super().__init__(message)
        self.expected = expected


@dataclass(slots=True)
class Published:
    """The fixings of one index, by date, its business days, and how old a fixing may be."""

    index: Index
    calendar: Calendar | None
    days: list[date] = field(default_factory=list)
    rates: list[int] = field(default_factory=list)

    def for_day(self, day: date, lag: int) -> Fixing:
        """The fixing of `lag` business days before the day, or the last one before that."""
        wanted = self.before(day, lag)
        place = bisect_right(self.days, wanted) - 1
        if place < 0 or (wanted - self.days[place]).days > self.index.oldest:
            last = (
                f"the last before it is of {self.days[place]}"
                if place >= 0
                else "there is none before"
            )
            earliest = date.fromordinal(max(1, wanted.toordinal() - self.index.oldest))
            raise NoFixing(
                f"{self.index.id!r} has no fixing for {wanted}: {last}",
                f"a line in index_rates from {earliest} to {wanted}",
            )
        return Fixing(self.index.id, self.days[place], self.rates[place])

    def before(self, day: date, lag: int) -> date:
        """The day so many business days before; the day itself for none."""
        if lag == 0:
            return day
        assert self.calendar is not None, "refused: a lag needs business days"
        known = self.calendar.valid_from, self.calendar.valid_until
        while lag:
            if not known[0] < day or day - ONE_DAY > known[1]:
                message = f"calendar {self.calendar.id!r} does not know the days before {day}"
                raise NoFixing(message, f"a calendar that does, for {self.index.id!r}")
            day -= ONE_DAY
            lag -= int(business_days(self.calendar, [day])[0])
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


def last_reset(terms: Terms, day: date) -> date:
    """The day, not after this one, on which rates that follow an index were last fixed anew.

    The beginning of time where the first reset is still to come.

    >>> spring = Terms(id="loan", resets="quarterly", resets_from=date(2026, 3, 31))
    >>> last_reset(spring, date(2026, 6, 29)), last_reset(spring, date(2025, 10, 1))
    (datetime.date(2026, 3, 31), datetime.date(2025, 9, 30))
    """
    if terms.resets == "daily":
        return day
    if terms.resets == "dates":
        return max((each for each in terms.reset_dates if each <= day), default=date.min)
    assert terms.resets_from is not None, "refused: resets at intervals need a day to count from"
    start, step = terms.resets_from, MONTHS[terms.resets]
    months = 12 * (day.year - start.year) + day.month - start.month
    months -= months % step
    found = months_later(start, months)
    return found if found <= day else months_later(start, months - step)


def quoted(line: Rate, terms: Terms, fixings: dict[str, Published], day: date) -> Quote:
    """The line's rate from this day on, on which it is fixed."""
    price = parse_price(line.rate)
    if price.follows is None:
        return Quote(price.margin, price)
    fixing = fixings[price.follows].for_day(day, terms.fixing_lag)
    floor, cap = (None if text is None else parse_rate(text) for text in (line.floor, line.cap))
    free = fixing.rate + price.margin
    rate = bounded(free, floor, cap)
    return Quote(rate, price, fixing, "" if rate == free else "floor" if rate > free else "cap")


def fixed_on(terms: Terms, lines: tuple[Rate, ...], day: date) -> date:
    """The day on which the version's rates in force on a day were fixed."""
    return max(last_reset(terms, day), lines[0].valid_from or date.min)


def rate_periods(
    lines: tuple[Rate, ...], terms: Terms, fixings: dict[str, Published], days: tuple[date, date]
) -> Iterator[tuple[date, tuple[Quote, ...]]]:
    """The version's rates from the first to the last of the days, anew from each day on which they
    are other ones, or come from another fixing. The lines are of one version.
    """
    if all(parse_price(line.rate).follows is None for line in lines):
        yield days[0], tuple(quoted(line, terms, fixings, days[0]) for line in lines)
        return
    fixed = None
    before: tuple[Quote, ...] = ()
    for day in day_list(*days):
        reset = fixed_on(terms, lines, day)
        if reset == fixed:
            continue
        fixed = reset
        if reset == date.min:
            message = f"the rates in force on {day} were never fixed: all resets come later"
            raise NoFixing(message, f"a reset on {day} or before, or valid_from")
        found = tuple(quoted(line, terms, fixings, reset) for line in lines)
        if found != before:
            yield day, found
        before = found
