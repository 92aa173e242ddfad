"""Positions: what a client's accounts hold, by their statements; on a day, over a time, as CSV.

A balance stands until the account moves again; `told_until` is the last day that its statements
tell, and what it holds after it nobody knows. Sums are made within one currency only.
"""

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from api.problems import Wrong, invalid, not_found
from api.store import group, positions
from api.store.auditing import Remark
from api.store.database import Connection
from api.store.positions import Balanced
from api.workflows.unit import TAKEN_OUT, Unit
from treasury.importing.cells import inert
from treasury.money import written

Day = datetime.date
DAYS_MAX = 3660
LINES_AT_ONCE = 1000
HEADING = ("account", "number", "entity", "bank", "currency", "date", "book", "value")
Rows = Callable[[Connection], Iterator[bytes]]
"""Writes the lines of a table from a connection, a piece at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The sum of the accounts of a currency whose balance is known."""

    currency: str
    book: int
    value: int
    accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay:
    """All accounts at the end of a day; `unknown` counts those that no statement tells by then."""

    date: Day
    accounts: list[Any]
    totals: list[Total]
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """An account's days, from the first one that is known."""

    account: Any
    first: Day
    last: Day
    days: list[tuple[Day, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The days that somebody asks for; None: as far as statements tell."""

    first: Day | None = None
    last: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From the first to the last day; `as_told`: an account ends where its own statements do."""

    first: Day
    last: Day
    as_told: bool


def on_day(unit: Unit, client_id: str, day: Day | None) -> OnDay:
    """The positions at the end of the day; of the last that any statement tells without one."""
    unit.require("positions:read")
    unit.client(client_id)
    day = day or positions.told(unit.connection, client_id)[1] or unit.now.date()
    rows = positions.on_day(unit.connection, client_id, day)
    sums: dict[str, list[int]] = {}
    for row in rows:
        if row.day is not None:
            found = sums.setdefault(row.currency, [0, 0, 0])
            found[0] += row.book
            found[1] += row.value
            found[2] += 1
    totals = [
        Total(currency=currency, book=found[0], value=found[1], accounts=found[2])
        for currency, found in sorted(sums.items())
    ]
    unknown = sum(row.day is None for row in rows)
    return OnDay(date=day, accounts=rows, totals=totals, unknown=unknown)


def over_time(unit: Unit, client_id: str, key: str, asked: Asked) -> OverTime:
    """An account day by day; what is not asked is from the first to the last day that is told."""
    unit.require("positions:read")
    unit.client(client_id)
    span = spanned(unit, client_id, key, asked)
    [one] = positions.over(unit.connection, client_id, span.first, span.last, key)
    return OverTime(account=one.account, first=span.first, last=span.last,
                    days=list(day_by_day(one, span)))  # fmt: skip


def spanned(unit: Unit, client_id: str, key: str | None, asked: Asked) -> Span:
    """The days that are asked for, of an account (or all) that is there."""
    if key is not None and group.found(unit.connection, "accounts", client_id, key) is None:
        raise not_found("account")
    first, last = positions.told(unit.connection, client_id, key)
    today = unit.now.date()
    begin = asked.first or first or asked.last or today
    end = asked.last or max(begin, last or begin)
    refuse_long(begin, end)
    return Span(first=begin, last=end, as_told=asked.last is None)


def refuse_long(first: Day, last: Day) -> None:
    """Refuse a time that ends before it begins, or is longer than anybody reads."""
    if last < first:
        expected = f"{first} or later"
        raise invalid([Wrong(pointer="to", detail="is before `from`", expected=expected)])
    if (last - first).days >= DAYS_MAX:
        expected = f"at most {DAYS_MAX:,} days from `from` to `to`"
        raise invalid([Wrong(pointer="to", detail="is too far from `from`", expected=expected)])


def day_by_day(one: Balanced, span: Span) -> Iterator[tuple[Day, int, int]]:
    """Every day with book and value balance; days before the first that is known are left out.

    >>> one = Balanced(account=None, balances=[(Day(2026, 3, 2), 5, 0), (Day(2026, 3, 4), 7, 5)])
    >>> span = Span(first=Day(2026, 3, 1), last=Day(2026, 3, 5), as_told=False)
    >>> [(day.day, *both) for day, *both in day_by_day(one, span)]
    [(2, 5, 0), (3, 5, 0), (4, 7, 5), (5, 7, 5)]
    """
    if not one.balances:
        return
    at, known = 0, one.balances
    begin = max(span.first, known[0][0])
    end = min(span.last, one.account.last_day or span.last) if span.as_told else span.last
    for ordinal in range(begin.toordinal(), end.toordinal() + 1):
        day = Day.fromordinal(ordinal)
        while at + 1 < len(known) and known[at + 1][0] <= day:
            at += 1
        yield day, known[at][1], known[at][2]


def exported(unit: Unit, client_id: str, key: str | None, asked: Asked) -> Rows:
    """What writes the table of all accounts (or one) day by day as CSV; it is remembered."""
    unit.require("positions:read")
    unit.client(client_id)
    span = spanned(unit, client_id, key, asked)
    after = {"account": key, "from": str(span.first), "to": str(span.last)}
    unit.remember(Remark(what=TAKEN_OUT, subject_kind="positions", subject_id=client_id,
                         client_id=client_id, after=after))  # fmt: skip
    return lambda connection: table(
        positions.over(connection, client_id, span.first, span.last, key), span
    )


def table(found: Iterable[Balanced], span: Span) -> Iterator[bytes]:
    """The CSV table of the accounts, a piece at a time."""
    out = [line(HEADING)]
    for one in found:
        account, currency = one.account, one.account.currency
        cells = (account.key, account.number or "", account.entity, account.bank, currency)
        start = line([inert(each) for each in cells])[:-1]
        for day, book, value in day_by_day(one, span):
            in_books = written(book, currency)
            in_value = in_books if value == book else written(value, currency)  # nearly always
            out.append(f"{start},{day},{in_books},{in_value}\n")
            if len(out) == LINES_AT_ONCE:
                yield "".join(out).encode()
                out = []
    yield "".join(out).encode()


def line(cells: Any) -> str:
    """The cells as a line of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
