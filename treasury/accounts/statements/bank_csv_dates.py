"""Dates of a CSV export: the order of day, month and year by evidence over the whole file.

A year of four digits first, a month in letters, points between the parts (day first wherever dates
are written so) and a part above 12 prove the order. Where "03/02/2026" may be either, the rows may
still prove it: they stand in the order of days, and value dates lie beside booking dates, in one
reading only. What nothing proves is not guessed: the user says it in the mapping.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from treasury.accounts.statements.bank_csv_mapping import Dates, Order
from treasury.accounts.statements.bank_csv_words import plain
from treasury.accounts.statements.figures import shown

MONTHS = (
    "jan januar january janvier enero ene", "feb februar february fevrier fevr febrero",
    "mar maerz marz mrz march mars marzo", "apr april avril avr abril abr",
    "mai may mayo", "jun juni june juin junio", "jul juli july juillet juil julio",
    "aug august aout agosto ago", "sep sept september septembre septiembre set",
    "okt oct oktober october octobre octubre", "nov november novembre noviembre",
    "dez dec dezember december decembre diciembre dic",
)  # fmt: skip
MONTH_OF = {name: at for at, names in enumerate(MONTHS, start=1) for name in names.split()}
CLOCK = (
    r"(?:[T ,]\s*(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2}))?"
    r"(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
YEAR_FIRST = re.compile(
    r"(?P<y>[0-9]{4})(?:(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})"
    r"|年(?P<m2>[0-9]{1,2})月(?P<d2>[0-9]{1,2})日)" + CLOCK
)
DIGITS_ONLY = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})" + CLOCK)
SPLIT_DIGITS = re.compile(r"(?P<a>[0-9]{2})(?P<b>[0-9]{2})(?P<y>[0-9]{4})")
YEAR_LAST = re.compile(
    r"(?P<a>[0-9]{1,2})(?P<s>[-/.])(?P<b>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4}|[0-9]{2})" + CLOCK
)
LETTERS = re.compile(
    r"(?P<d>[0-9]{1,2})[. -]*(?P<name>[^\W\d_]{3,10})[. -]*(?P<y>[0-9]{4}|[0-9]{2})" + CLOCK
)
TIME = re.compile(r"([0-9]{1,2}):?([0-9]{2})(?::?([0-9]{2}))?(?:\.[0-9]+)?")
SPREADSHEET_DAY = re.compile(r"[34][0-9]{4}(?:[.,][0-9]+)?")
CELL_MAX = 60
NEAR_DAYS, FAR_DAYS = 10, 20
YEARS = range(1900, 2200)


class NotADay(ValueError):
    """Text that is not a day of the calendar; the text says why."""


class Parts(NamedTuple):
    """A date as written: year, and month and day where that is sure; else the two in question.

    `pointed` says that points stand between them.
    """

    year: int
    first: int
    second: int
    known: Dates | None
    time: datetime.time | None
    pointed: bool = False


@lru_cache(maxsize=4096)
def parts_of(cell: str) -> Parts:
    """The parts of a date, or `NotADay`.

    `known` is the order that this date proves by itself; then `first` is the month, `second` the
    day. Otherwise they stand as written.

    >>> parts_of("2026-03-02"), parts_of("03/02/26").known is None
    (Parts(year=2026, first=3, second=2, known='ymd', time=None, pointed=False), True)
    >>> parts_of("2. März 2026 09:15").time
    datetime.time(9, 15)
    """
    if len(cell) > CELL_MAX:
        raise NotADay(f"{shown(cell)} is not a date")
    text = " ".join(cell.split()).lstrip("'")
    for pattern in (YEAR_FIRST, DIGITS_ONLY):
        if found := pattern.fullmatch(text):
            said = found.groupdict()
            month, day = said["m"] or said["m2"], said["d"] or said["d2"]
            return Parts(int(said["y"]), int(month), int(day), "ymd", clock(found))
    if (found := LETTERS.fullmatch(text)) and plain(found["name"]) in MONTH_OF:
        named = MONTH_OF[plain(found["name"])]
        return Parts(full_year(found["y"]), named, int(found["d"]), "dmy", clock(found))
    if found := YEAR_LAST.fullmatch(text):
        return year_last(found)
    if found := SPLIT_DIGITS.fullmatch(text):
        return Parts(int(found["y"]), int(found["a"]), int(found["b"]), None, None)
    if SPREADSHEET_DAY.fullmatch(text):
        raise NotADay(f"{cell!r} is a spreadsheet's number of a day, not a date")
    raise NotADay(f"{cell!r} is not a date")


def year_last(found: re.Match[str]) -> Parts:
    """The parts of a date that ends in its year, in the order they are written."""
    first, second = int(found["a"]), int(found["b"])
    return Parts(full_year(found["y"]), first, second, None, clock(found), found["s"] == ".")


def full_year(text: str) -> int:
    """The year in four digits: 00 to 79 are of this century, 80 to 99 of the last.

    >>> full_year("26"), full_year("99"), full_year("2026")
    (2026, 1999, 2026)
    """
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 80 else 1900)


def clock(found: re.Match[str]) -> datetime.time | None:
    """The time of day that stands with the date."""
    if not found["hour"]:
        return None
    return time_of(f"{found['hour']}:{found['minute']}:{found['second'] or '00'}")


def time_of(cell: str) -> datetime.time | None:
    """A time of day, None where the cell is none.

    >>> time_of("09:15:22"), time_of("1640"), time_of("25:00")
    (datetime.time(9, 15, 22), datetime.time(16, 40), None)
    """
    found = TIME.fullmatch(cell.strip().lstrip("'"))
    if not found:
        return None
    try:
        return datetime.time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def day_of(parts: Parts, order: Dates) -> datetime.date:
    """The day that the parts are in this order, or `NotADay`."""
    month, day = parts.first, parts.second
    if parts.known is None and order == "dmy":
        month, day = day, month
    words = f"{parts.year:04}-{month:02}-{day:02} is no day of the calendar"
    if parts.year not in YEARS:
        raise NotADay(words)
    try:
        return datetime.date(parts.year, month, day)
    except ValueError:
        raise NotADay(words) from None


class Found(NamedTuple):
    """The order of the dates of a file, None where nothing proves it; and the reason in words."""

    order: Dates | None
    reason: str


def order_of(
    pairs: Sequence[tuple[str, str]], others: Iterable[str] = (), first: Order | None = None
) -> Found:
    """The order that the dates prove: booking and value date of each row, and dates elsewhere.

    `first` is what the running balance says of the rows: the oldest or the newest first.

    >>> order_of([("03/02/2026", ""), ("03/13/2026", "")]).order
    'mdy'
    >>> order_of([("03/02/2026", ""), ("03/04/2026", "")]).order is None
    True
    """
    written = list(dict.fromkeys(cell for pair in pairs for cell in pair if cell))
    open_ = [(cell, parts) for cell, parts in map(parted, written) if parts]
    open_ += like_those(map(parted, others), open_)
    known = {parts.known for _, parts in open_ if parts.known}
    unsure = [(cell, parts) for cell, parts in open_ if parts.known is None]
    if not unsure:
        return Found(next(iter(sorted(known)), "ymd"), "as they are written")
    day_first = next((cell for cell, parts in unsure if parts.first > 12), "")
    month_first = next((cell for cell, parts in unsure if parts.second > 12), "")
    if day_first and month_first:
        return Found(None, f"{day_first!r} has the day first, {month_first!r} the month")
    if day_first:
        return Found("dmy", f"{day_first!r} has the day first")
    if month_first:
        return Found("mdy", f"{month_first!r} has the month first")
    if any(parts.pointed for _, parts in unsure):
        return Found("dmy", "points stand between day, month and year")
    if all(parts.first == parts.second for _, parts in unsure):
        return Found("dmy", "day and month are the same number")
    return by_neighbours(pairs, unsure[0][0], first)


def like_those(
    others: Iterable[tuple[str, Parts | None]], dates: Sequence[tuple[str, Parts]]
) -> list[tuple[str, Parts]]:
    """Of other words of the file those that are written as its dates are, of about their years.

    Account numbers and sort codes (20-10-15) look like dates as well, and prove nothing.
    """
    signs = {sign_in(cell) for cell, _ in dates}
    years = {parts.year + more for _, parts in dates for more in (-1, 0, 1)}
    return [
        (cell, parts)
        for cell, parts in others
        if parts and sign_in(cell) and sign_in(cell) in signs and parts.year in years
    ]


def sign_in(cell: str) -> str:
    """What stands between the parts of a date; empty where they are digits alone."""
    return next((sign for sign in cell if not sign.isdigit()), "")


def parted(cell: str) -> tuple[str, Parts | None]:
    """The cell with its parts, None where it is no date."""
    return cell, sure_parts(cell) if len(cell) <= CELL_MAX else None


@lru_cache(maxsize=4096)
def sure_parts(cell: str) -> Parts | None:
    """The parts of a date, None where the cell is none."""
    try:
        return parts_of(cell)
    except NotADay:
        return None


def by_neighbours(pairs: Sequence[tuple[str, str]], example: str, first: Order | None) -> Found:
    """The order in which the rows make sense, if they do so in one order only."""
    readings = [days(pairs, order) for order in ("dmy", "mdy")]
    for (dmy, mdy), reason in (
        (map(near, readings), "value dates lie beside booking dates only so"),
        (
            (in_order(reading, first) for reading in readings),
            "the rows stand in the order of their days only so",
        ),
    ):
        if dmy is not mdy and None not in (dmy, mdy):
            return Found("dmy" if dmy else "mdy", reason)
    return Found(None, f"{example!r} may have the day first or the month")


Days = list[tuple[datetime.date | None, datetime.date | None]]


def days(pairs: Sequence[tuple[str, str]], order: str) -> Days:
    """The booking and value date of each row in this order, None where there is none."""
    return [(sure_day(booking, order), sure_day(value, order)) for booking, value in pairs]


def sure_day(cell: str, order: str) -> datetime.date | None:
    """The day of the cell in this order, None where it is none."""
    _, parts = parted(cell)
    try:
        return day_of(parts, "dmy" if order == "dmy" else "mdy") if parts else None
    except NotADay:
        return None


def near(found: Days) -> bool | None:
    """Whether each value date lies within ten days of its booking date; None: can't be told."""
    apart = [abs((value - booking).days) for booking, value in found if booking and value]
    if apart and max(apart) <= NEAR_DAYS:
        return True
    return False if apart and max(apart) > FAR_DAYS else None


def in_order(found: Days, first: Order | None) -> bool | None:
    """Whether the rows stand in the order of days; None where too few days tell.

    Two days tell where the balance says which is the later one, else three.
    """
    each = [booking or value for booking, value in found]
    known = [day for day in each if day]
    if len(set(known)) < (3 if first is None else 2):
        return None
    steps = {(later > earlier) - (later < earlier) for earlier, later in pairwise(known)} - {0}
    return steps == {1 if first == "oldest first" else -1} if first else len(steps) == 1
