"""What a rate compounded in arrears is on a day, restated from the records, each day from scratch.

Up to a day, as if its interest period ended with it: every calendar day counts at the fixing of its
business day, that of some days before, or, in a lockout, of the day on which that begins. Rates are
whole 1e-8 a year. Source: the method of the ARRC and of ISDA for SOFR.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

from treasury.checking.day_counts import ONE_DAY, basis, settles
from treasury.dates import WEEKDAYS
from treasury.interest import Terms
from treasury.money import round_fraction
from treasury.rates import RATE_ONE, Index, Rate, parse_price, parse_rate
from treasury.scenario import Scenario


def works(scenario: Scenario, name: str | None, day: date) -> bool:
    """Whether the day is a business day of the calendar."""
    (calendar,) = (each for each in scenario.calendars if each.id == name)
    rests = WEEKDAYS[day.weekday()] in calendar.weekend or day in calendar.closed
    return day in calendar.extra_working or not rests


def back(scenario: Scenario, index: Index, day: date, lag: int) -> date:
    """The day so many business days of the index before; the day itself for none."""
    for _ in range(lag):
        day -= ONE_DAY
        while not works(scenario, index.calendar, day):
            day -= ONE_DAY
    return day


class Compounding:
    """One line of the rate table that follows an index, compounded under its terms."""

    def __init__(self, scenario: Scenario, terms: Terms, line: Rate) -> None:
        """The line's fixings by date, held between floor and cap less the margin; what days are,
        and what the rate was up to them, once it was asked."""
        self.scenario, self.terms, self.line = scenario, terms, line
        price = parse_price(line.rate)
        self.margin = price.margin
        (self.index,) = (each for each in scenario.indices if each.id == price.follows)
        floor, cap = (parse_rate(text) if text else None for text in (line.floor, line.cap))
        self.known: dict[date, bool] = {}
        self.told: dict[tuple[date, date], int] = {}
        self.fixings: dict[date, int] = {}
        for each in scenario.index_rates:
            if each.index == self.index.id:
                rate = parse_rate(each.rate)
                rate = rate if floor is None else max(rate, floor - self.margin)
                self.fixings[each.date] = rate if cap is None else min(rate, cap - self.margin)

    def on(self, day: date) -> int:
        """The rate on a day: the margin, and what the index came to, or what that day adds."""
        since, last = day, day
        while since != self.line.valid_from and not settles(since - ONE_DAY, self.terms):
            since -= ONE_DAY
        while not settles(last, self.terms):
            last += ONE_DAY
        up_to, days = self.annual(since, day, last), (day - since).days
        before = self.told.get((since, day - ONE_DAY))
        self.told[since, day] = up_to
        if self.terms.rate_change == "settlement_day" or not days:
            return up_to + self.margin
        if before is None:
            before = self.annual(since, day - ONE_DAY, last)
        return up_to * (days + 1) - before * days + self.margin

    def annual(self, since: date, day: date, last: date) -> int:
        """The compounded rate a year from the first day to the second, both included, in an
        interest period that ends on the third."""
        lag, lockout = self.terms.fixing_lag, self.terms.lockout
        first, after = since, day + ONE_DAY
        if self.terms.observation_shift:
            first, after, lag = self.back(since, lag), self.back(after, lag), 0
        locked = self.back(last + ONE_DAY, lockout) if lockout else date.max
        every = [first + timedelta(days=at) for at in range((after - first).days)] or [first]
        year = RATE_ONE * basis(day, self.terms)
        grown, whole = 1, 1
        for piece, same in groupby(every, self.own_day):
            rate = self.fixings[self.back(min(piece, locked), lag)]
            grown *= year + rate * len(list(same))
            whole *= year
        unit: int = 10 ** (6 - self.terms.compounded_decimals)
        exact = Fraction((grown - whole) * year, whole * len(every) * unit)
        return round_fraction(exact.numerator, exact.denominator) * unit

    def own_day(self, day: date) -> date:
        """The day itself if it is a business day, else the last one before it."""
        return day if self.works(day) else self.back(day, 1)

    def back(self, day: date, lag: int) -> date:
        """The day so many business days before."""
        while lag:
            day -= ONE_DAY
            lag -= self.works(day)
        return day

    def works(self, day: date) -> bool:
        """Whether the day is a business day of the index."""
        if day not in self.known:
            self.known[day] = works(self.scenario, self.index.calendar, day)
        return self.known[day]
