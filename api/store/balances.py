"""Day-end balances of ledger accounts, kept true with every posting, back-dated ones too.

A row stands on each day on which an account moved, by booking or by value date; on any other day
the balance is that of the last row before it. Minor units, debit less credit. Whoever keeps them
holds the ledger accounts (`books.hold`).
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from api.store.bulk import insert_rows, update_rows
from api.store.tables.books import day_balance
from treasury.errors import Complaint, Refused

Day = datetime.date
Balance = tuple[Day, int, int]
"""A day, book balance and value balance at its end."""
COLUMNS = ("ledger_account_id", "day", "book", "value")
LARGEST = 2**63 - 1

SINCE = """
SELECT b.ledger_account_id, b.day, b.book, b.value FROM {given}
JOIN day_balance AS b ON b.ledger_account_id = g.id AND b.day >= coalesce(
    (SELECT max(x.day) FROM day_balance AS x WHERE x.ledger_account_id = g.id AND x.day <= g.day),
    g.day)
ORDER BY b.ledger_account_id, b.day
"""
GIVEN = {
    "postgresql": "unnest(%s::bigint[], %s::date[]) AS g(id, day)",
    "sqlite": "(SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS day "
    "FROM json_each(?)) AS g",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """What a ledger account moved on each day by booking date; by value date so much more."""

    book: dict[Day, int]
    value: dict[Day, int]

    def value_otherwise(self, booked: Day, valued: Day, amount: int) -> None:
        """Say that an amount has another value date than booking date."""
        self.value[booked] = self.value.get(booked, 0) - amount
        self.value[valued] = self.value.get(valued, 0) + amount

    @property
    def days(self) -> set[Day]:
        """The days on which it moved."""
        return self.book.keys() | self.value.keys()


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows to be put in, and rows to be changed."""

    new: list[tuple[int, Day, int, int]]
    changed: list[tuple[int, Day, int, int]]


def keep_balances(
    connection: Connection, moved: Mapping[int, Moved], names: Mapping[int, str]
) -> None:
    """Keep the balances of every day; refused where one of them could not be held.

    `names` are those of the ledger accounts, for the refusal.
    """
    known = since(connection, {number: min(one.days) for number, one in moved.items()})
    kept = Kept([], [])
    for number, one in moved.items():
        add(kept, number, one, known.get(number, []))
    refuse_unheld(kept, names)
    update_rows(connection, day_balance, COLUMNS, 2, kept.changed)
    insert_rows(connection, day_balance, COLUMNS, kept.new)


def since(connection: Connection, first: Mapping[int, Day]) -> dict[int, list[Balance]]:
    """For each ledger account its balances since a day, and the last one before it, by day."""
    dialect = connection.dialect.name
    statement = SINCE.format(given=GIVEN[dialect])
    if dialect == "postgresql":
        rows: Iterable[Any] = connection.exec_driver_sql(
            statement, (list(first), list(first.values()))
        )
    else:
        given = json.dumps([(number, day.isoformat()) for number, day in first.items()])
        found = connection.exec_driver_sql(statement, (given,))
        rows = ((number, Day.fromisoformat(day), *both) for number, day, *both in found)
    return {
        number: [(day, book, value) for _, day, book, value in group]
        for number, group in groupby(rows, key=lambda row: row[0])
    }


def add(kept: Kept, number: int, moved: Moved, known: list[Balance]) -> None:
    """Add what is to be kept of an account that moved.

    >>> kept, day = Kept([], []), Day(2026, 3, 2)
    >>> add(kept, 7, Moved({day: 5}, {day: -5}),
    ...     [(Day(2026, 3, 1), 100, 100), (Day(2026, 3, 3), 90, 90)])
    >>> kept.new, kept.changed
    ([(7, datetime.date(2026, 3, 2), 105, 100)], [(7, datetime.date(2026, 3, 3), 95, 90)])
    """
    there = {day: (book, value) for day, book, value in known}
    days = moved.days
    begin = min(days)
    book = value = book_more = value_more = 0
    for day in sorted(there.keys() | days):
        book, value = there.get(day, (book, value))
        if day < begin:
            continue
        by_book = moved.book.get(day, 0)
        book_more += by_book
        value_more += by_book + moved.value.get(day, 0)
        row = (number, day, book + book_more, value + value_more)
        if day not in there:
            kept.new.append(row)
        elif book_more or value_more:
            kept.changed.append(row)


def refuse_unheld(kept: Kept, names: Mapping[int, str]) -> None:
    """Refuse balances beyond 64 bits, an account once."""
    first: dict[int, Day] = {}
    for number, day, book, value in (*kept.new, *kept.changed):
        if not (-LARGEST <= book <= LARGEST and -LARGEST <= value <= LARGEST):
            first[number] = min(day, first.get(number, day))
    if first:
        raise Refused([
            Complaint(path=(), where=names[number], message=f"its balance of {day} is beyond "
                      "what can be held exactly", expected=f"at most {LARGEST:,} minor units")
            for number, day in first.items()
        ])  # fmt: skip
