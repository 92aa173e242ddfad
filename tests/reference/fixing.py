"""What a rate is on a day, restated: an index, its margin, floor and cap, fixed anew on resets.

Written from the banking day, sections 1 and 8, and the words of `Terms`, `Rate` and `Index`.
Rates are exact fractions a year.
"""

import calendar
import datetime
import re
from fractions import Fraction

from tests.reference.days import settles_by
from tests.reference.units import rate_of, rounded
from treasury.credit import TermLoan
from treasury.dates import Calendar
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.scenario import Scenario

DAY = datetime.timedelta(days=1)
INTERVALS = {"monthly": 1, "quarterly": 3, "yearly": 12}
YEARS = {"ACT/360": 360, "ACT/365F": 365}
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def follows(line: Rate) -> bool:
    """Whether the line names an index."""
    return not re.match(r"\s*[+-]?\d", line.rate)


def rate_on(
    scenario: Scenario, line: Rate, day: datetime.date, loan: TermLoan | None = None
) -> Fraction:
    """The line's rate in force on a day, for a term loan that of its own broken periods."""
    if not follows(line):
        return rate_of(line.rate)
    (terms,) = (one for one in scenario.terms if one.id == line.terms)
    if terms.compounded_in_arrears:
        return compounded(scenario, line, day, loan)
    while not (day == line.valid_from or resets_on(terms, day)):
        day -= DAY
    name, margin = parts(line.rate)
    free = published(scenario, name, day, terms.fixing_lag) + margin
    if line.floor is not None:
        free = max(free, rate_of(line.floor))
    return free if line.cap is None else min(free, rate_of(line.cap))


def parts(text: str) -> tuple[str, Fraction]:
    """The index and the margin of `INDEX + margin`.

    >>> parts("LPR_1Y - 10 bps"), parts("LPR_1Y")
    (('LPR_1Y', Fraction(-1, 1000)), ('LPR_1Y', Fraction(0, 1)))
    """
    name, *rest = text.split(maxsplit=1)
    return name, rate_of(rest[0].replace(" ", "")) if rest else Fraction(0)


def resets_on(terms: Terms, day: datetime.date) -> bool:
    """Whether what follows an index is fixed anew on the day."""
    if terms.resets == "daily":
        return True
    if terms.resets == "dates":
        return day in terms.reset_dates
    start = terms.resets_from
    assert start is not None
    apart = 12 * (day.year - start.year) + day.month - start.month
    month_ends = calendar.monthrange(day.year, day.month)[1]
    return apart % INTERVALS[terms.resets] == 0 and day.day == min(start.day, month_ends)


def published(scenario: Scenario, name: str, day: datetime.date, lag: int) -> Fraction:
    """The index's last fixing not after the day so many of its business days before."""
    (index,) = (one for one in scenario.indices if one.id == name)
    for _ in range(lag):
        (days,) = (one for one in scenario.calendars if one.id == index.calendar)
        day -= DAY
        while not is_business_day(days, day):
            day -= DAY
    fixings = {one.date: one.rate for one in scenario.index_rates if one.index == name}
    used = max(fixed for fixed in fixings if fixed <= day)
    assert (day - used).days <= index.oldest
    return rate_of(fixings[used])


def is_business_day(days: Calendar, day: datetime.date) -> bool:
    """Whether the calendar works on the day."""
    if day in days.extra_working:
        return True
    return WEEK[day.weekday()] not in days.weekend and day not in days.closed


def compounded(
    scenario: Scenario, line: Rate, day: datetime.date, loan: TermLoan | None
) -> Fraction:
    """The line's rate on a day under terms that compound in arrears, with its margin.

    Day by day, it is what is due for the period up to the day less what was due the day before.
    A period is compounded through versions with another margin, floor or cap on the same index.
    """
    (terms,) = (one for one in scenario.terms if one.id == line.terms)
    name, margin = parts(line.rate)
    begins = end = day
    while not over(scenario, terms, begins - DAY, loan) and goes_on(
        scenario, line, begins - DAY, name
    ):
        begins -= DAY
    if terms.rate_change == "settlement_day":
        while not over(scenario, terms, end, loan) and goes_on(scenario, line, end + DAY, name):
            end += DAY
        return up_to(scenario, line, (begins, min(end, scenario.last_day)), loan) + margin
    due = [
        up_to(scenario, line, (begins, end), loan) * ((end - begins).days + 1)
        if end >= begins
        else 0
        for end in (day, day - DAY)
    ]
    return due[0] - due[1] + margin


def goes_on(scenario: Scenario, line: Rate, day: datetime.date, name: str) -> bool:
    """Whether the rate follows the index on the day."""
    found = standing(scenario, line, day)
    return found is not None and follows(found) and parts(found.rate)[0] == name


def standing(scenario: Scenario, line: Rate, day: datetime.date) -> Rate | None:
    """What is in force on a day at the upper end of the line's tier; None before any version."""
    first = datetime.date.min
    started = [
        one
        for one in scenario.rates
        if (one.terms, one.side) == (line.terms, line.side) and (one.valid_from or first) <= day
    ]
    latest = max((one.valid_from or first for one in started), default=None)
    version = [one for one in started if (one.valid_from or first) == latest]
    version.sort(key=lambda one: (one.up_to is None, one.up_to or 0))
    for one in version:
        if one.up_to is None or (line.up_to is not None and one.up_to >= line.up_to):
            return one
    return None


def is_compounded(scenario: Scenario, terms: Terms, side: str) -> bool:
    """Whether the side's rates are compounded in the run: each day then bears its own version's."""
    if not terms.compounded_in_arrears:
        return False
    lines = [one for one in scenario.rates if (one.terms, one.side) == (terms.id, side)]
    starts = sorted({one.valid_from or datetime.date.min for one in lines})
    for start, after in zip(starts, [*starts[1:], datetime.date.max], strict=False):
        own = [one for one in lines if (one.valid_from or datetime.date.min) == start]
        if start <= scenario.last_day and after > scenario.first_day and any(map(follows, own)):
            return True
    return False


def over(scenario: Scenario, terms: Terms, day: datetime.date, loan: TermLoan | None) -> bool:
    """Whether an interest period ends on the day; a loan's begins when it is drawn, and again when
    it should be repaid."""
    if loan is not None and day + DAY in (loan.drawn_on, loan.repaid_on):
        return True
    return settles_by(scenario, terms, day)


def up_to(
    scenario: Scenario,
    line: Rate,
    period: tuple[datetime.date, datetime.date],
    loan: TermLoan | None,
) -> Fraction:
    """The compounded rate a year from the first day to the last, both included, as published.

    Every night is one of the business day before it: of its own day, or, shifted, of the days
    observed. The fixing is that of the lookback before the business day, in the lockout before its
    first day; no loan's lockout begins before its period. Margin, floor and cap are those of the
    night, or, shifted, of the day on which the day observed is over.
    """
    (terms,) = (one for one in scenario.terms if one.id == line.terms)
    name, _ = parts(line.rate)
    begins, end = period
    (index,) = (one for one in scenario.indices if one.id == name)
    (days,) = (one for one in scenario.calendars if one.id == index.calendar)
    nights = dates(begins, end + DAY)
    if terms.observation_shift:
        lag = terms.fixing_lag
        nights = dates(earlier(days, begins, lag), earlier(days, end + DAY, lag))
        nights = nights or [earlier(days, begins, lag)]
    closes = end
    while not over(scenario, terms, closes, loan):
        closes += DAY
    frozen = earlier(days, closes + DAY, terms.lockout) if terms.lockout else None
    if frozen is not None and loan is not None:
        works = is_business_day(days, begins)
        frozen = max(frozen, begins if works else earlier(days, begins, 1))
    growth = Fraction(1)
    year = YEARS[terms.day_count]
    counted: dict[datetime.date, Fraction] = {}
    for night in nights:
        own = night if is_business_day(days, night) else earlier(days, night, 1)
        seen = min(own, frozen) if frozen else own
        lag = 0 if terms.observation_shift else terms.fixing_lag
        rate = exactly(scenario, name, earlier(days, seen, lag))
        bears = min(later(days, own, terms.fixing_lag), end) if terms.observation_shift else night
        counted[own] = counted.get(own, Fraction(0)) + held(scenario, line, rate, bears)
    for summed in counted.values():
        growth *= 1 + summed / year
    a_year = (growth - 1) * year / len(nights)
    fine = 10 ** (2 + terms.compounded_decimals)
    return Fraction(rounded(a_year * fine, "half_up"), fine)


def held(scenario: Scenario, line: Rate, rate: Fraction, day: datetime.date) -> Fraction:
    """The fixing within floor and cap of its sum with the margin of the day, without the margin."""
    found = standing(scenario, line, day)
    assert found is not None
    _, margin = parts(found.rate)
    bounded = rate + margin
    if found.floor is not None:
        bounded = max(bounded, rate_of(found.floor))
    if found.cap is not None:
        bounded = min(bounded, rate_of(found.cap))
    return bounded - margin


def dates(first: datetime.date, after: datetime.date) -> list[datetime.date]:
    """The days from the first up to the last, which is not one of them."""
    return [first + number * DAY for number in range((after - first).days)]


def earlier(days: Calendar, day: datetime.date, lag: int) -> datetime.date:
    """The day so many business days before."""
    for _ in range(lag):
        day -= DAY
        while not is_business_day(days, day):
            day -= DAY
    return day


def later(days: Calendar, day: datetime.date, lag: int) -> datetime.date:
    """The day so many business days after."""
    for _ in range(lag):
        day += DAY
        while not is_business_day(days, day):
            day += DAY
    return day


def exactly(scenario: Scenario, name: str, day: datetime.date) -> Fraction:
    """What the index was published as on the day."""
    (text,) = (
        one.rate for one in scenario.index_rates if (one.index, one.date) == (name, day)
    )  # fmt: skip
    return rate_of(text)
