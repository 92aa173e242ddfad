"""Requests that carry a key of the caller's, so that repeating one does nothing twice.

The row is put in before the work and filled after it, in the work's own transaction: another
request with the same key waits for it, and finds the answer.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, select, update

from api.store.inserting import inserted
from api.store.tables.honesty import repeated_request


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A caller's key and the hash of what they ask with it."""

    person_id: str
    key: str
    request_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The answer that was given; `request_hash` is that of the request it was given to."""

    request_hash: str
    status: int
    headers: Mapping[str, str]
    body: bytes


KEPT = datetime.timedelta(days=7)
"""A key says nothing any more after so long: nobody repeats a request of last week."""


def begun(connection: Connection, key: Key, now: datetime.datetime) -> Kept | None:
    """The answer given before with this key; None where the request is the first with it."""
    c = repeated_request.c
    over = (c.person_id == key.person_id) & (c.created_at <= now - KEPT)
    connection.execute(delete(repeated_request).where(over))
    values = {"person_id": key.person_id, "key": key.key, "request_hash": key.request_hash,
              "created_at": now}  # fmt: skip
    if inserted(connection, repeated_request, values):
        return None
    row = connection.execute(select(repeated_request).where(at(key))).one()
    return Kept(
        request_hash=row.request_hash, status=row.status, headers=row.headers, body=row.body
    )


def finished(connection: Connection, key: Key, answer: Kept) -> None:
    """Keep the answer."""
    values = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}
    connection.execute(update(repeated_request).where(at(key)).values(**values))


def at(key: Key) -> ColumnElement[bool]:
    """The row of the key."""
    c = repeated_request.c
    return (c.person_id == key.person_id) & (c.key == key.key)
