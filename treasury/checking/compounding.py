"""What a rate compounded in arrears is on a day, restated from the records, each day from scratch.

Up to a day, as if its interest period ended with it: every calendar day counts at the fixing of its
business day, that of some days before, or, in a lockout, of the day on which that begins. Rates are
whole 1e-8 a year. Source: the method of the ARRC and of ISDA for SOFR.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

from treasury.checking.day_counts import ONE_DAY, basis, settles
from treasury.credit import TermLoan
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

    def __init__(
        self, scenario: Scenario, terms: Terms, line: Rate, loan: TermLoan | None = None
    ) -> None:
        """The index and its fixings by date; the line that holds on a day, what days are, and what
        the rate was up to them, once it was asked."""
        self.scenario, self.terms, self.line, self.loan = scenario, terms, line, loan
        price = parse_price(line.rate)
        self.margin = price.margin
        (self.index,) = (each for each in scenario.indices if each.id == price.follows)
        self.known: dict[date, bool] = {}
        self.told: dict[tuple[date, date], int] = {}
        self.lines: dict[date, Rate | None] = {}
        self.fixings = {
            each.date: parse_rate(each.rate)
            for each in scenario.index_rates
            if each.index == self.index.id
        }

    def on(self, day: date) -> int:
        """The rate on a day: the margin, and what the index came to, or what that day adds."""
        since, last, end = day, day, day
        while self.goes_on(since - ONE_DAY) and not self.closes(since - ONE_DAY):
            since -= ONE_DAY
        while not self.closes(last):
            last += ONE_DAY
        if self.terms.rate_change == "settlement_day":
            while end < min(last, self.scenario.last_day) and self.goes_on(end + ONE_DAY):
                end += ONE_DAY
            return self.once(since, end, last) + self.margin
        days = (day - since).days
        up_to = self.once(since, day, last)
        before = self.once(since, day - ONE_DAY, last) if days else 0
        return up_to * (days + 1) - before * days + self.margin

    def closes(self, day: date) -> bool:
        """Whether a period ends with the day: one of settlement, or that before the loan is drawn
        or repaid."""
        edges = (self.loan.drawn_on, self.loan.repaid_on) if self.loan else ()
        return settles(day, self.terms, None, self.scenario.calendars) or day + ONE_DAY in edges

    def once(self, since: date, day: date, last: date) -> int:
        """The compounded rate up to a day, worked out the first time that it is asked for."""
        if (since, day) not in self.told:
            self.told[since, day] = self.annual(since, day, last)
        return self.told[since, day]

    def goes_on(self, day: date) -> bool:
        """Whether the tier's rate follows the index on the day, too."""
        line = self.line_on(day)
        return line is not None and parse_price(line.rate).follows == self.index.id

    def line_on(self, day: date) -> Rate | None:
        """The line in force on a day for an amount at the upper bound of this one; None without."""
        if day not in self.lines:
            own = (self.terms.id, self.line.side)
            every = [one for one in self.scenario.rates if (one.terms, one.side) == own]
            begun = [one.valid_from or date.min for one in every]
            since = max((start for start in begun if start <= day), default=None)
            version = [one for one in every if (one.valid_from or date.min) == since]
            bounded = [one for one in version if one.up_to is not None]
            above = [
                one for one in sorted(bounded, key=lambda each: each.up_to or 0)
                if self.line.up_to is not None and self.line.up_to <= (one.up_to or 0)
            ]  # fmt: skip
            unbounded = [one for one in version if one.up_to is None]
            self.lines[day] = next(iter(above + unbounded), None)
        return self.lines[day]

    def annual(self, since: date, day: date, last: date) -> int:
        """The compounded rate a year from the first day to the second, both included, in an
        interest period that ends on the third."""
        lag, lockout = self.terms.fixing_lag, self.terms.lockout
        first, after = since, day + ONE_DAY
        if self.terms.observation_shift:
            first, after, lag = self.back(since, lag), self.back(after, lag), 0
        locked = self.back(last + ONE_DAY, lockout) if lockout else date.max
        if self.loan is not None:
            locked = max(locked, self.own_day(since))
        every = [first + timedelta(days=at) for at in range((after - first).days)] or [first]
        year = RATE_ONE * basis(day, self.terms)
        grown, whole = 1, 1
        for piece, same in groupby(every, self.own_day):
            rate = self.fixings[self.back(min(piece, locked), lag)]
            grown *= year + sum(self.held(rate, each, day) for each in same)
            whole *= year
        unit: int = 10 ** (6 - self.terms.compounded_decimals)
        exact = Fraction((grown - whole) * year, whole * len(every) * unit)
        return round_fraction(exact.numerator, exact.denominator) * unit

    def held(self, rate: int, day: date, end: date) -> int:
        """The fixing between floor and cap less the margin, as they are on the day that bears it:
        the day itself, or, shifted, as many business days after it as it is observed before; the
        last day at most."""
        if self.terms.observation_shift:
            day = min(self.after(self.own_day(day), self.terms.fixing_lag), end)
        line = self.line_on(day)
        assert line is not None, "only days with a rate are compounded"
        margin = parse_price(line.rate).margin
        if line.floor is not None:
            rate = max(rate, parse_rate(line.floor) - margin)
        return rate if line.cap is None else min(rate, parse_rate(line.cap) - margin)

    def after(self, day: date, lag: int) -> date:
        """The day so many business days after."""
        while lag:
            day += ONE_DAY
            lag -= self.works(day)
        return day

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
