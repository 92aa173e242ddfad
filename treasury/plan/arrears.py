"""Rates compounded in arrears (期末复利): what an overnight index comes to over an interest period.

The method of the ARRC and of ISDA for SOFR: the product, over the business days of the period, of
1 + rate x days / year, less 1, times year / days; rounded half up to the terms' decimals. So the
compounded rate is worked out up to each day, as if the period ended with it. A day bears
what is due by it up to the day less what was due up to the day before (non-cumulative compounded
rate); over a balance that does not change these add up to the compounded rate of the period.

Rates are whole 1e-8 a year, growth is exact. Source: the banking day, sections 1 and 8.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import repeat
from typing import NamedTuple

from treasury.dates import day_list
from treasury.interest import SCALE, YEAR_DAYS, Terms
from treasury.money import round_fraction
from treasury.plan.fixings import ONE_DAY, Bound, Compounded, Fixing, NoFixing, Published, Quote
from treasury.plan.settling import settling_of
from treasury.rates import Rate, Side, bounded, parse_price, parse_rate
from treasury.scenario import Scenario
from treasury.settling import Settling

DAYS_AT_MOST = 366
"""Of an interest period."""
PERCENT_DIGITS = 6
"""Decimals of a per cent that whole 1e-8 can hold."""


Sided = tuple[str, Side]
"""A side of terms."""


class Daily(NamedTuple):
    """What a business day contributes: rate without the margin, its fixing, the bound that held."""

    rate: int
    fixing: Fixing
    bound: Bound


class Period(NamedTuple):
    """The first and the last day that are compounded, and the last of their interest period."""

    begins: date
    ends: date
    closes: date


class Grown(NamedTuple):
    """Up to a day of the period: growth, the calendar days that it is of, the last contribution."""

    growth: Fraction
    days: int
    last: Daily


def interest_period(settling: Settling, day: date) -> tuple[date, date]:
    """The first and the last day of the interest period of a day: it ends on a settlement day.

    >>> [str(end) for end in interest_period(Settling("quarterly", 20), date(2026, 3, 21))]
    ['2026-03-21', '2026-06-20']
    """
    first = last = day
    for _ in range(DAYS_AT_MOST):
        if not settling.on(first - ONE_DAY):
            first -= ONE_DAY
        if not settling.on(last):
            last += ONE_DAY
    return first, last


def annual_rate(growth: Fraction, days: int, terms: Terms) -> int:
    """The growth over so many days as a rate a year, rounded to the terms' decimals of a per cent.

    >>> growth = (1 + Fraction(430, 10_000 * 360)) * (1 + Fraction(3 * 436, 10_000 * 360))
    >>> annual_rate(growth, 4, Terms(id="loan"))   # 4.30 % for a day, 4.36 % for three
    4345390
    """
    unit: int = 10 ** (PERCENT_DIGITS - terms.compounded_decimals)
    exact: Fraction = (growth - 1) * Fraction(YEAR_DAYS[terms.day_count] * SCALE, days * unit)
    return round_fraction(exact.numerator, exact.denominator) * unit


@dataclass(frozen=True, slots=True)
class Course:
    """The versions of one side of terms, by date, the run's last day and when the terms settle; of
    a broken period when it begins and closes."""

    versions: tuple[tuple[Rate, ...], ...]
    last_day: date
    settling: Settling
    begins: date = date.min
    closes: date = date.max

    def line_on(self, line: Rate, day: date) -> Rate | None:
        """What holds on a day where this line does: the tier in which its upper bound lies; None
        before the first version."""
        for lines in reversed(self.versions):
            if (lines[0].valid_from or date.min) <= day:
                return next((each for each in lines if reaches(each, line)), None)
        return None


def courses(scenario: Scenario) -> dict[Sided, Course]:
    """The versions of each side of terms, each with its tiers ascending."""
    settling = {each.id: settling_of(scenario, each) for each in scenario.terms}
    found: dict[Sided, dict[date, list[Rate]]] = {}
    for rate in sorted(scenario.rates, key=lambda each: (each.up_to is None, each.up_to or 0)):
        versions = found.setdefault((rate.terms, rate.side), {})
        versions.setdefault(rate.valid_from or date.min, []).append(rate)
    return {
        side: Course(
            tuple(tuple(versions[at]) for at in sorted(versions)),
            scenario.last_day,
            settling[side[0]],
        )
        for side, versions in found.items()
        if side[0] in settling
    }


def reaches(tier: Rate, line: Rate) -> bool:
    """Whether the tier reaches up to the line's upper bound."""
    return tier.up_to is None or (line.up_to is not None and line.up_to <= tier.up_to)


@dataclass(frozen=True, slots=True)
class Compounding:
    """A line that follows an index under terms that compound it, and the versions around it."""

    line: Rate
    terms: Terms
    index: Published
    course: Course

    def period(self, day: date) -> Period:
        """What is compounded around a day: days of its interest period, up to the run's last, on
        which the rate follows this index. Another margin, floor or cap is no new beginning."""
        since, closes = interest_period(self.course.settling, day)
        since, closes = max(since, self.course.begins), min(closes, self.course.closes)
        begins = ends = day
        while begins > since and self.follows(begins - ONE_DAY):
            begins -= ONE_DAY
        while ends < min(closes, self.course.last_day) and self.follows(ends + ONE_DAY):
            ends += ONE_DAY
        return Period(begins, ends, closes)

    def follows(self, day: date) -> bool:
        """Whether the rate follows this index on a day."""
        held = self.course.line_on(self.line, day)
        return held is not None and parse_price(held.rate).follows == self.index.index.id

    def held(self, day: date) -> Rate:
        """The line that is in force on a day that is compounded."""
        found = self.course.line_on(self.line, day)
        assert found is not None, "a period has only days on which the index is followed"
        return found


def compounded_rates(
    lines: tuple[Rate, ...],
    terms: Terms,
    fixings: dict[str, Published],
    days: tuple[date, date],
    course: Course,
) -> Iterator[tuple[date, tuple[Quote, ...]]]:
    """The version's rates from the first to the last of the days, anew from each day on which they
    are other ones, or come about otherwise; the lines are of one version."""
    columns = [of_line(line, terms, fixings, days, course) for line in lines]
    before: tuple[Quote, ...] = ()
    for day, *quotes in zip(day_list(*days), *columns, strict=False):
        found = tuple(quotes)
        if found != before:
            yield day, found
        before = found


def of_line(
    line: Rate,
    terms: Terms,
    fixings: dict[str, Published],
    days: tuple[date, date],
    course: Course,
) -> Iterator[Quote]:
    """The line's rate on each of the days, interest period by interest period."""
    price = parse_price(line.rate)
    if price.follows is None:
        yield from repeat(Quote(price.margin, price), (days[1] - days[0]).days + 1)
        return
    compounding = Compounding(line, terms, fixings[price.follows], course)
    day = days[0]
    while day <= days[1]:
        period = compounding.period(day)
        for at, quote in of_period(compounding, period):
            if at > days[1]:
                return
            if at >= day:
                yield quote
        day = period.ends + ONE_DAY


def of_period(compounding: Compounding, period: Period) -> Iterator[tuple[date, Quote]]:
    """The line's rate on each day that is compounded: what the day adds, or that of the period."""
    price, terms = parse_price(compounding.line.rate), compounding.terms
    before, daily = 0, terms.rate_change == "segmented"
    grown = shifted if terms.observation_shift else looking_back
    for count, (day, up_to) in enumerate(grown(compounding, period), start=1):
        annual = annual_rate(up_to.growth, up_to.days, terms)
        rate = annual * count - before * (count - 1) if daily else annual
        quote = Quote(
            rate=rate + price.margin,
            price=price,
            fixing=up_to.last.fixing,
            bound=up_to.last.bound,
            compounded=Compounded(period.begins, count, annual, before),
            daily=daily,
        )
        if daily:
            yield day, quote
        before = annual
    if not daily:
        yield from zip(day_list(period.begins, period.ends), repeat(quote))


def looking_back(compounding: Compounding, period: Period) -> Iterator[tuple[date, Grown]]:
    """Growth up to each day, where a day weighs itself and takes the fixing of a day before it.

    The last business days of the period, the lockout, take that of the day on which they begin; in
    a broken period, which nobody chose for its length, it begins with the period at the earliest.
    """
    terms, index = compounding.terms, compounding.index
    locked = index.before(period.closes + ONE_DAY, terms.lockout) if terms.lockout else date.max
    if locked < period.begins and compounding.course.begins > date.min:
        locked = index.latest(period.begins)
    elif locked < period.begins:
        days = "1 business day" if terms.lockout == 1 else f"{terms.lockout} business days"
        message = f"a lockout of {days} is longer than the interest period"
        raise NoFixing(f"{message} from {period.begins} to {period.closes}", "a shorter lockout")
    whole, part, piece = Fraction(1), Fraction(1), date.min
    for count, day in enumerate(day_list(period.begins, period.ends), start=1):
        works = index.latest(day)
        if works != piece:
            whole, part, piece = whole * part, Fraction(1), works
            seen = index.before(min(piece, locked), terms.fixing_lag)
        own = contribution(compounding.held(day), index, seen)
        part += of_year(own.rate, 1, terms)
        yield day, Grown(whole * part, count, own)


def shifted(compounding: Compounding, period: Period) -> Iterator[tuple[date, Grown]]:
    """Growth up to each day over the days observed: as many business days before the period begins
    to as many before the next day, each weighing itself.

    Until one of them is over, the rate is that of the first. Each is held by floor and cap of the
    day of the period on which it is over.
    """
    terms, index = compounding.terms, compounding.index
    begins = at = index.before(period.begins, terms.fixing_lag)
    whole = Fraction(1)
    for day in day_list(period.begins, period.ends):
        ends = index.before(day + ONE_DAY, terms.fixing_lag)
        while at < ends:
            following = index.following(at)
            own = contribution(compounding.held(day), index, at)
            whole *= 1 + of_year(own.rate, (following - at).days, terms)
            at = following
        observed = (ends - begins).days
        if not observed:
            own = contribution(compounding.held(day), index, at)
        growth = whole if observed else 1 + of_year(own.rate, 1, terms)
        yield day, Grown(growth, observed or 1, own)


def contribution(line: Rate, index: Published, day: date) -> Daily:
    """The fixing of a business day, held by floor and cap together with the margin, without it."""
    margin, fixing = parse_price(line.rate).margin, index.of_day(day)
    floor, cap = (None if text is None else parse_rate(text) for text in (line.floor, line.cap))
    free = fixing.rate + margin
    rate = bounded(free, floor, cap)
    held: Bound = "" if rate == free else "floor" if rate > free else "cap"
    return Daily(rate - margin, fixing, held)


def of_year(rate: int, days: int, terms: Terms) -> Fraction:
    """What the rate comes to over so many days."""
    return Fraction(rate * days, SCALE * YEAR_DAYS[terms.day_count])
