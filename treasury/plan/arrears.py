"""Rates compounded in arrears (期末复利): what an overnight index comes to over an interest period.

The method of the ARRC and of ISDA for SOFR: the product, over the business days of the period, of
1 + rate x days / year, less 1, times year / days; rounded half up to the terms' decimals. So the
compounded rate is worked out up to each day, as if the period ended with it. A day bears
what is due by it up to the day less what was due up to the day before (non-cumulative compounded
rate); over a balance that does not change these add up to the compounded rate of the period.

Rates are whole 1e-8 a year, growth is exact. Source: the banking day, sections 1 and 8.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import repeat
from typing import NamedTuple

from treasury.dates import day_list, settles_on
from treasury.interest import SCALE, YEAR_DAYS, Terms
from treasury.money import round_fraction
from treasury.plan.fixings import ONE_DAY, Bound, Compounded, Fixing, NoFixing, Published, Quote
from treasury.rates import Rate, bounded, parse_price, parse_rate

DAYS_AT_MOST = 366
"""Of an interest period."""
PERCENT_DIGITS = 6
"""Decimals of a per cent that whole 1e-8 can hold."""


class Daily(NamedTuple):
    """What a business day contributes: rate without the margin, its fixing, the bound that held."""

    rate: int
    fixing: Fixing
    bound: Bound


class Grown(NamedTuple):
    """Up to a day of the period: growth, the calendar days that it is of, the last contribution."""

    growth: Fraction
    days: int
    last: Daily


def interest_period(terms: Terms, day: date) -> tuple[date, date]:
    """The first and the last day of the interest period of a day: it ends on a settlement day.

    >>> loan = Terms(id="loan", settles="quarterly", settlement_day=20)
    >>> [str(end) for end in interest_period(loan, date(2026, 3, 21))]
    ['2026-03-21', '2026-06-20']
    """
    first = last = day
    for _ in range(DAYS_AT_MOST):
        if not settles_on(first - ONE_DAY, terms.settles, terms.settlement_day):
            first -= ONE_DAY
        if not settles_on(last, terms.settles, terms.settlement_day):
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


def compounded_rates(
    lines: tuple[Rate, ...], terms: Terms, fixings: dict[str, Published], days: tuple[date, date]
) -> Iterator[tuple[date, tuple[Quote, ...]]]:
    """The version's rates on each of the days; the lines are of one version."""
    columns = [of_line(line, terms, fixings, days) for line in lines]
    for day, *quotes in zip(day_list(*days), *columns, strict=False):
        yield day, tuple(quotes)


def of_line(
    line: Rate, terms: Terms, fixings: dict[str, Published], days: tuple[date, date]
) -> Iterator[Quote]:
    """The line's rate on each of the days, interest period by interest period."""
    price = parse_price(line.rate)
    if price.follows is None:
        yield from repeat(Quote(price.margin, price), (days[1] - days[0]).days + 1)
        return
    day = days[0]
    while day <= days[1]:
        since, last = interest_period(terms, day)
        begun = max(since, line.valid_from or since)
        for at, quote in of_period(line, terms, fixings[price.follows], (begun, last)):
            if at > days[1]:
                return
            if at >= day:
                yield quote
        day = last + ONE_DAY


def of_period(
    line: Rate, terms: Terms, index: Published, period: tuple[date, date]
) -> Iterator[tuple[date, Quote]]:
    """The line's rate on each day of an interest period, or of what is left of it."""
    price, before, daily = parse_price(line.rate), 0, terms.rate_change == "segmented"
    grown = shifted if terms.observation_shift else looking_back
    for count, (day, up_to) in enumerate(grown(line, terms, index, period), start=1):
        annual = annual_rate(up_to.growth, up_to.days, terms)
        rate = annual * count - before * (count - 1) if daily else annual
        yield (
            day,
            Quote(
                rate=rate + price.margin,
                price=price,
                fixing=up_to.last.fixing,
                bound=up_to.last.bound,
                compounded=Compounded(period[0], count, annual, before),
                daily=daily,
            ),
        )
        before = annual


def looking_back(
    line: Rate, terms: Terms, index: Published, period: tuple[date, date]
) -> Iterator[tuple[date, Grown]]:
    """Growth up to each day, where a day weighs itself and takes the fixing of a day before it.

    The last business days of the period, the lockout, take that of the day on which they begin.
    """
    locked = index.before(period[1] + ONE_DAY, terms.lockout) if terms.lockout else date.max
    if locked < period[0]:
        days = "1 business day" if terms.lockout == 1 else f"{terms.lockout} business days"
        message = f"a lockout of {days} is longer than the interest period"
        raise NoFixing(f"{message} from {period[0]} to {period[1]}", "a shorter lockout")
    whole, part, piece = Fraction(1), Fraction(1), date.min
    for count, day in enumerate(day_list(*period), start=1):
        works = index.latest(day)
        if works != piece:
            whole, part, piece = whole * part, Fraction(1), works
            own = contribution(line, index, index.before(min(piece, locked), terms.fixing_lag))
        part += of_year(own.rate, 1, terms)
        yield day, Grown(whole * part, count, own)


def shifted(
    line: Rate, terms: Terms, index: Published, period: tuple[date, date]
) -> Iterator[tuple[date, Grown]]:
    """Growth up to each day over the days observed: as many business days before the period begins
    to as many before the next day, each weighing itself.

    Until one of them is over, the rate is that of the first.
    """
    begins = at = index.before(period[0], terms.fixing_lag)
    whole, own = Fraction(1), contribution(line, index, at)
    for day in day_list(*period):
        ends = index.before(day + ONE_DAY, terms.fixing_lag)
        while at < ends:
            following = index.following(at)
            own = contribution(line, index, at)
            whole *= 1 + of_year(own.rate, (following - at).days, terms)
            at = following
        observed = (ends - begins).days
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
