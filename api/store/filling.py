"""Rows of a backup put into a table: what it does not take is said, whatever the database."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Integer, LargeBinary, Table, func, select
from sqlalchemy.exc import OperationalError, StatementError

from api.store.bulk import insert_rows
from api.store.database import reason

AT_ONCE, BLOBS_AT_ONCE = 2000, 4


class Unfit(Exception):
    """Rows that their table does not take; what the database or its driver says of them."""


def filled(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Put the rows in; each has its values in the order of the names.

    On SQLite they are put in a few at a time, so that a table of any size takes little memory.
    """
    blobs = any(isinstance(column.type, LargeBinary) for column in table.columns)
    at_once = BLOBS_AT_ONCE if blobs else AT_ONCE
    batches = [rows] if connection.dialect.name == "postgresql" else batched(rows, at_once)
    try:
        for batch in batches:
            insert_rows(connection, table, names, batch)
    except OperationalError:
        raise
    except StatementError as error:
        raise Unfit(reason(error)) from None


def batched(rows: Iterable[Sequence[Any]], at_once: int) -> Iterator[list[Sequence[Any]]]:
    """The rows, at most so many at once."""
    remaining = iter(rows)
    while batch := list(islice(remaining, at_once)):
        yield batch


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
