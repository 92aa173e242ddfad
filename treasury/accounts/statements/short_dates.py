"""Dates of six digits, YYMMDD, as SWIFT and BAI2 write them -> days of the calendar."""

import datetime
from functools import lru_cache


def year_of(text: str) -> int:
    """The year of a date YYMMDD: 80 to 99 are of the last century.

    >>> year_of("991231"), year_of("260101")
    (1999, 2026)
    """
    short = int(text[:2])
    return 1900 + short if short >= 80 else 2000 + short


@lru_cache(maxsize=4096)
def day_in(year: int, text: str) -> datetime.date | None:
    """The day MMDD of the year; None where the calendar has no such day.

    >>> day_in(2026, "0230") is None, day_in(2028, "0229")
    (True, datetime.date(2028, 2, 29))
    """
    try:
        return datetime.date(year, int(text[:2]), int(text[2:]))
    except ValueError:
        return None
