"""Rows put into a table in bulk: by COPY on PostgreSQL, a few thousand at a time on SQLite."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Integer, LargeBinary, Table, func, insert, select
from sqlalchemy.exc import OperationalError, StatementError

from api.store.database import reason

AT_ONCE, BLOBS_AT_ONCE = 2000, 4


class Unfit(Exception):
    """Rows that their table does not take; what the database or its driver says of them."""


def filled(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Put the rows in; each has its values in the order of the names."""
    if connection.dialect.name == "postgresql":
        copied(connection, table, names, rows)
        return
    blobs = any(isinstance(column.type, LargeBinary) for column in table.columns)
    remaining = iter(rows)
    adding = insert(table)
    try:
        while batch := list(islice(remaining, BLOBS_AT_ONCE if blobs else AT_ONCE)):
            connection.execute(adding, [dict(zip(names, row, strict=True)) for row in batch])
    except OperationalError:
        raise
    except StatementError as error:
        raise Unfit(reason(error)) from None


def copied(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Put the rows in by COPY."""
    quoted = connection.dialect.identifier_preparer.quote
    listed = ", ".join(quoted(name) for name in names)
    cursor: Any = connection.connection.cursor()
    dbapi: Any = connection.dialect.loaded_dbapi
    try:
        with cursor, cursor.copy(f"COPY {quoted(table.name)} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    except dbapi.Error as error:
        raise Unfit(reason(error)) from None


def numbered(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on from the highest number that a table has; SQLite does by itself."""
    keys = list(table.primary_key)
    if connection.dialect.name != "postgresql" or len(keys) != 1:
        return
    if not isinstance(keys[0].type, Integer):
        return
    sequence = func.pg_get_serial_sequence(table.name, keys[0].name)
    highest = connection.execute(select(func.max(keys[0]))).scalar_one()
    if highest is not None and connection.execute(select(sequence)).scalar_one() is not None:
        connection.execute(select(func.setval(sequence, highest)))
