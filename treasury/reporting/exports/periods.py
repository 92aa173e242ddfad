"""A run's days cut into months, quarters or years: one export file each."""

from datetime import date
from typing import Literal, NamedTuple

Cut = Literal["month", "quarter", "year", "all"]


class Period(NamedTuple):
    """A stretch of days by row, both included, and its name in file names."""

    name: str
    first: int
    last: int


def periods(days: tuple[date, ...], cut: Cut) -> list[Period]:
    """The periods of the days, in order; the first and last may be shorter than the others.

    >>> days = (date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1))
    >>> [tuple(period) for period in periods(days, "quarter")]
    [('2026-Q1', 0, 1), ('2026-Q2', 2, 2)]
    """
    found: list[Period] = []
    for row, day in enumerate(days):
        name = period_name(day, cut)
        if found and found[-1].name == name:
            found[-1] = found[-1]._replace(last=row)
        else:
            found.append(Period(name, row, row))
    return found


def period_name(day: date, cut: Cut) -> str:
    """The name of the period the day lies in, for example `2026-03` or `2026-Q1`."""
    if cut == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if cut == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return f"{day.year:04d}" if cut == "year" else "all"
