"""On which days a rule runs, from its own words and the days on which its link works.

A day that a rule names and on which the link does not work is left out, not moved to another.
The month's end is the last day of the month on which the link works, since a month that ends on
a holiday ends for the bank on the day before. `dates` are one-off days beside the frequency.
Source: the banking day, section 4.
"""

from datetime import date, timedelta

import numpy as np

from treasury.arrays import Flags
from treasury.dates import WEEKDAYS, days_in_month
from treasury.pooling.rules import Rule


def month_is_over(last: date) -> date:
    """The last day of the day's month."""
    return last.replace(day=days_in_month(last))


def to_the_month_s_end(days: list[date]) -> list[date]:
    """The days, and those that follow to the end of their last month."""
    more = (month_is_over(days[-1]) - days[-1]).days
    return [*days, *(days[-1] + timedelta(days=count) for count in range(1, more + 1))]


def runs_on(rule: Rule, days: list[date], works: Flags) -> Flags:
    """1 on the days of the run on which the rule runs; shape (day,).

    `works` is 1 where the link works, for the days of the run and on to the end of their month.
    """
    named = set(rule.dates)
    if rule.frequency == "month_end":
        named |= ends_of_months(to_the_month_s_end(days), works)
    every = rule.frequency in ("daily", "real_time")
    weekly = rule.frequency == "weekly"
    found = [
        day not in rule.pauses
        and (every or day in named or (weekly and WEEKDAYS[day.weekday()] in rule.weekdays))
        for day in days
    ]
    return np.array(found, dtype=np.uint8) & works[: len(days)]


def returns_on(rule: Rule, days: list[date], works: Flags) -> Flags:
    """1 on the days at whose opening the rule returns what it sent up before; shape (day,).

    Every day on which the link works and nothing is paused, whether or not the rule sweeps on it.

    >>> monthly = Rule(id="m", preset="zero_balance", frequency="month_end", reverse_next_day=True)
    >>> days = [date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 2)]
    >>> returns_on(monthly, days, np.array([1, 0, 1], dtype=np.uint8)).tolist()
    [1, 0, 1]
    """
    found = [rule.reverse_next_day and day not in rule.pauses for day in days]
    return np.array(found, dtype=np.uint8) & works[: len(days)]


def ends_of_months(days: list[date], works: Flags) -> set[date]:
    """The last day of each month on which the link works.

    >>> days = to_the_month_s_end([date(2026, 1, 30)])
    >>> ends_of_months(days, np.array([1, 0], dtype=np.uint8))
    {datetime.date(2026, 1, 30)}
    """
    last = {(day.year, day.month): day for day, open_ in zip(days, works, strict=True) if open_}
    return set(last.values())
