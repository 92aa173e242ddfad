"""What a rate is on a day: rates that follow an index, resolved to numbers before the day loop.

Rates are whole 1e-8 a year. A line `LPR_1Y + 35 bps` is fixed on the first day of its version and
on each reset; between these the rate stands. The fixing is that of so many business days of the
index before; a day without one has the last before it. Floor and cap bound the sum of fixing and
margin. Rates compounded in arrears stand in `plan.arrears`. Source: the banking day, sections 1
and 8.
"""

from collections.abc import Iterator
from datetime import date

from treasury.dates import day_list, months_later
from treasury.interest import Terms
from treasury.plan.arrears import Course, compounded_rates
from treasury.plan.fixings import NoFixing, Published, Quote
from treasury.rates import Rate, bounded, parse_price, parse_rate

MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


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
    lines: tuple[Rate, ...],
    terms: Terms,
    fixings: dict[str, Published],
    days: tuple[date, date],
    course: Course | None = None,
) -> Iterator[tuple[date, tuple[Quote, ...]]]:
    """The version's rates from the first to the last of the days, anew from each day on which they
    are other ones, or come from another fixing. The lines are of one version of the course.
    """
    if all(parse_price(line.rate).follows is None for line in lines):
        yield days[0], tuple(quoted(line, terms, fixings, days[0]) for line in lines)
        return
    if terms.compounded_in_arrears:
        assert course is not None, "refused: agreed deposits at rates compounded in arrears"
        yield from compounded_rates(lines, terms, fixings, days, course)
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
