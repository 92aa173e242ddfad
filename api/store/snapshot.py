"""Everything in a store as lines of text, the same from either database.

A table is a header (its columns and their kinds) and a JSON line a row, in the order of its
primary key, texts compared byte by byte. What is stored is written as it is: documents are the
texts they are, moments UTC to the microsecond, bytes base64. So two stores with the same rows
give the same bytes, and a sha256 of them says so.

The tables are those that the database has, whatever version of the schema it is at.
"""

import base64
import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    collate,
    select,
)
from sqlalchemy.types import TypeEngine

AT_ONCE, BLOBS_AT_ONCE = 2000, 4
"""Rows in memory; of tables that hold files fewer."""
APART = ("alembic_version", "worker_seen")
"""Not content: the version of the schema stands beside it, and who works now is nobody's record."""
LAST = ("posting",)
"""A trigger looks at the ledger accounts of a posting, which no foreign key tells."""

FAMILIES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Boolean, "bool"), (DateTime, "moment"), (Date, "date"), (Integer, "int"),
    (LargeBinary, "bytes"), (Text, "text"),
)  # fmt: skip


def in_utc(moment: datetime.datetime) -> str:
    """The moment in UTC to the microsecond; one without a zone is in UTC.

    >>> in_utc(datetime.datetime(2026, 3, 20, 9, 30))
    '2026-03-20T09:30:00.000000+00:00'
    """
    known = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return known.astimezone(datetime.UTC).isoformat(timespec="microseconds")


WRITTEN: dict[str, Callable[[Any], Any]] = {
    "date": datetime.date.isoformat,
    "moment": in_utc,
    "bytes": lambda value: base64.b64encode(value).decode(),
}
READ: dict[str, Callable[[Any], Any]] = {
    "date": datetime.date.fromisoformat,
    "moment": datetime.datetime.fromisoformat,
    "bytes": lambda value: base64.b64decode(value, validate=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was read of a table: how many rows, and the sha256 of its lines."""

    name: str
    rows: int
    sha256: str


def tables(connection: Connection) -> list[Table]:
    """The tables of the store, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    content = [table for table in found.sorted_tables if table.name not in APART]
    return sorted(content, key=lambda table: table.name in LAST)


def kind(column: Column[Any]) -> str:
    """What the column holds, in the word of both databases."""
    return next(word for family, word in FAMILIES if isinstance(column.type, family))


def header(table: Table) -> list[list[str]]:
    """The columns of the table and their kinds, by name."""
    return sorted([column.name, kind(column)] for column in table.columns)


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The lines of the table: its header, then its rows."""
    columns = header(table)
    yield line(columns)
    writers = [WRITTEN.get(word) for _, word in columns]
    wanted = select(*(table.c[name] for name, _ in columns)).order_by(*order(connection, table))
    at_once = BLOBS_AT_ONCE if any(word == "bytes" for _, word in columns) else AT_ONCE
    for row in connection.execute(wanted.execution_options(yield_per=at_once)):
        yield line([
            value if value is None or write is None else write(value)
            for value, write in zip(row, writers, strict=True)
        ])  # fmt: skip


def order(connection: Connection, table: Table) -> list[Any]:
    """The primary key, texts byte by byte on either database."""
    bytewise = "C" if connection.dialect.name == "postgresql" else "BINARY"
    return [
        collate(column, bytewise) if kind(column) == "text" else column
        for column in table.primary_key
    ]


def line(document: Any) -> bytes:
    """A line of the snapshot."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def told(name: str, found: Iterator[bytes]) -> Iterator[bytes | Told]:
    """The lines as they come; after them what they came to."""
    digest, rows = hashlib.sha256(), -1
    for each in found:
        digest.update(each)
        rows += 1
        yield each
    yield Told(name=name, rows=rows, sha256=digest.hexdigest())


def read(connection: Connection, found: Iterable[Table]) -> Iterator[Told]:
    """What each of the tables comes to."""
    for table in found:
        yield from (
            each for each in told(table.name, lines(connection, table)) if isinstance(each, Told)
        )


def content_hash(version: str, found: list[Told]) -> str:
    """One sha256 for the schema's version and every table."""
    listed = sorted([each.name, each.rows, each.sha256] for each in found)
    return hashlib.sha256(line([version, *listed])).hexdigest()
