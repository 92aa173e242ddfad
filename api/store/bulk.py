"""Rows by the hundred thousand: COPY on PostgreSQL, one prepared statement on SQLite.

Values are what Python has for the columns; each column's own type says how a database takes them.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, Date, Dialect, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Row = Sequence[Any]
Given = Callable[[Any], Any] | None


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """Put the rows in, all of them or, with the error of the database, none."""
    ready = taken(connection, table, columns, rows)
    if connection.dialect.name == "postgresql":
        copy(connection, table.name, columns, ready)
        return
    named = ", ".join(f'"{each}"' for each in columns)
    marks = ", ".join(repeat("?", len(columns)))
    statement = f'INSERT INTO "{table.name}" ({named}) VALUES ({marks})'  # noqa: S608 - our names
    many(connection, statement, ready)


def update_rows(
    connection: Connection, table: Table, columns: Sequence[str], keys: int, rows: Sequence[Row]
) -> None:
    """Give the rows their new values; the first `keys` of the columns say which row is meant."""
    if not rows:
        return
    ready = taken(connection, table, columns, rows)
    changed, own = columns[keys:], columns[:keys]
    if connection.dialect.name != "postgresql":
        sets = ", ".join(f'"{each}" = ?' for each in changed)
        where = " AND ".join(f'"{each}" = ?' for each in own)
        statement = f'UPDATE "{table.name}" SET {sets} WHERE {where}'  # noqa: S608 - our names
        turned = ((*row[keys:], *row[:keys]) for row in ready)
        many(connection, statement, turned)
        return
    types = [table.c[each].type.compile(connection.dialect) for each in columns]
    arrays = ", ".join(f"%s::{kind}[]" for kind in types)
    sets = ", ".join(f'"{each}" = g."{each}"' for each in changed)
    where = " AND ".join(f't."{each}" = g."{each}"' for each in own)
    named = ", ".join(f'"{each}"' for each in columns)
    statement = (
        f'UPDATE "{table.name}" AS t SET {sets} '  # noqa: S608 - our names
        f"FROM unnest({arrays}) AS g({named}) WHERE {where}"
    )
    connection.exec_driver_sql(statement, tuple(list(each) for each in zip(*ready, strict=True)))


def many(connection: Connection, statement: str, rows: Iterable[Row]) -> None:
    """Do the statement with each of the rows."""
    if ready := [tuple(row) for row in rows]:
        connection.exec_driver_sql(statement, ready)


def copy(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Put the rows into a table of PostgreSQL."""
    named = SQL(", ").join(map(Identifier, columns))
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), named)
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as into:
            for row in rows:
                into.write_row(row)
    except psycopg.Error as error:  # as any other statement's, so that it is tried again as well
        raise DBAPIError(statement.as_string(driver), None, error) from error


def way_of(kind: TypeEngine[Any], dialect: Dialect) -> Given:
    """How the dialect's driver is given a value of this kind; None: as it is.

    PostgreSQL gets days as texts: there are few of them in many rows, and the driver would write
    each one anew.
    """
    if isinstance(kind, Date) and dialect.name == "postgresql":
        return written_day
    return kind.dialect_impl(dialect).bind_processor(dialect)


@lru_cache(maxsize=4096)
def written_day(day: datetime.date | None) -> str | None:
    """The day in ISO form.

    >>> written_day(datetime.date(2026, 3, 2))
    '2026-03-02'
    """
    return None if day is None else day.isoformat()


def taken(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]
) -> Iterator[Row]:
    """The rows as the database's driver takes them."""
    ways = [way_of(table.c[each].type, connection.dialect) for each in columns]
    if not any(ways):
        yield from rows
        return
    at = [(index, way) for index, way in enumerate(ways) if way]
    for row in rows:
        made = list(row)
        for index, way in at:
            made[index] = way(made[index])
        yield made
