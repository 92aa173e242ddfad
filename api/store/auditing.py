"""The audit: what was changed or taken out, by whom, when and from where; a chain of hashes.

Each row's hash covers the row and the hash before it, so a row that is changed, removed or put
in between breaks the chain from there on. The end of the chain stands in `audit_head`, so that
rows cut off at the end are missed too.
"""

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from api.store.columns import written
from api.store.paging import Asked, Page
from api.store.tables.honesty import audit, audit_head

AT_ONCE = 1000
HASHED = (
    "number", "at", "person_id", "login", "place", "request_id", "what", "subject_kind",
    "subject_id", "client_id", "before", "after", "previous_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that was done: `what` is a verb in the past ("created"), texts are documents."""

    what: str
    subject_kind: str
    subject_id: str
    client_id: str = ""
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """By whom, when and from where."""

    at: datetime.datetime
    person_id: str
    login: str
    place: str
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Where the chain does not hold, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """From when to when, both included; None: without an end."""

    start: datetime.datetime | None = None
    end: datetime.datetime | None = None


def append(connection: Connection, author: Author, remarks: Sequence[Remark]) -> None:
    """Add the remarks to the end of the chain, which is held until the transaction ends."""
    if not remarks:
        return
    head = connection.execute(select(audit_head).with_for_update()).one()
    number, previous, rows = head.number, head.hash, []
    for remark in remarks:
        number += 1
        row = {
            "number": number, "at": author.at, "person_id": author.person_id,
            "login": author.login, "place": author.place, "request_id": author.request_id,
            "what": remark.what, "subject_kind": remark.subject_kind,
            "subject_id": remark.subject_id, "client_id": remark.client_id,
            "before": remark.before, "after": remark.after, "previous_hash": previous,
        }  # fmt: skip
        previous = hash_of(row)
        rows.append(row | {"hash": previous})
    connection.execute(insert(audit), rows)
    connection.execute(update(audit_head).values(number=number, hash=previous))


def hash_of(row: dict[str, Any]) -> str:
    """The sha256 of a row's text, which has its place in the chain in it."""
    said = {name: row[name] for name in HASHED}
    said["at"] = row["at"].astimezone(datetime.UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(written(said).encode()).hexdigest()


def broken(connection: Connection) -> Iterator[Broken]:
    """Every place at which the chain does not hold."""
    expected, previous = 1, ""
    rows = connection.execute(
        select(audit).order_by(audit.c.number), execution_options={"yield_per": AT_ONCE}
    )
    for found in rows.mappings():
        row = dict(found)
        if row["number"] != expected:
            yield Broken(number=expected, why=f"rows before number {row['number']} are missing")
        if row["previous_hash"] != previous:
            yield Broken(number=row["number"], why="it does not continue the row before it")
        if hash_of(row) != row["hash"]:
            yield Broken(number=row["number"], why="it was changed after it was written")
        expected, previous = row["number"] + 1, row["hash"]
    head = connection.execute(select(audit_head)).one()
    if (head.number, head.hash) != (expected - 1, previous):
        yield Broken(number=expected, why=f"rows up to number {head.number} are missing at the end")


def count(connection: Connection) -> int:
    """How many rows the chain has by its head."""
    return head(connection)[0]


def head(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last row, by the end of the chain.

    Whoever keeps the hash elsewhere can tell a chain that was written anew from one that went on.
    """
    row = connection.execute(select(audit_head)).one()
    return row.number, row.hash


def listed(
    connection: Connection, filters: Mapping[str, str], within: Within, asked: Asked
) -> Page[Row[Any]]:
    """A page of the rows that match every filter exactly, the newest first."""
    wanted = select(audit).order_by(audit.c.number.desc()).limit(asked.limit + 1)
    for name, value in filters.items():
        wanted = wanted.where(audit.c[name] == value)
    if within.start is not None:
        wanted = wanted.where(audit.c.at >= within.start)
    if within.end is not None:
        wanted = wanted.where(audit.c.at <= within.end)
    if asked.after:
        wanted = wanted.where(audit.c.number < int(asked.after))
    rows = connection.execute(wanted).all()
    kept = rows[: asked.limit]
    return Page(items=kept, next=str(kept[-1].number) if len(rows) > len(kept) else None)
