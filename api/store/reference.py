"""Reference data of the bank's own: calendars, rates, FX rates and profiles, by key and date."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from api.store.inserting import inserted
from api.store.paging import Asked, Page, page
from api.store.tables.terms import reference


def keys(connection: Connection, kind: str, asked: Asked) -> list[str]:
    """The next keys of a kind, one more than is asked for."""
    wanted = select(reference.c.key).where(reference.c.kind == kind)
    wanted = wanted.where(reference.c.key > asked.after).distinct()
    found = connection.execute(wanted.order_by(reference.c.key).limit(asked.limit + 1))
    return [str(key) for key in found.scalars()]


def versions(connection: Connection, kind: str, of: Iterable[str]) -> list[Row[Any]]:
    """All versions of these keys, by key and date, then as they were added."""
    c = reference.c
    wanted = select(reference).where((c.kind == kind) & c.key.in_(list(of)))
    return list(connection.execute(wanted.order_by(c.key, c.effective_from, c.number)))


def added(connection: Connection, kind: str, key: str, asked: Asked) -> Page[Row[Any]]:
    """A page of the versions of a key, in the order in which they were added."""
    wanted = select(reference).where((reference.c.kind == kind) & (reference.c.key == key))
    return page(connection, wanted, reference.c.id, asked)


def every(connection: Connection, kind: str) -> list[Row[Any]]:
    """All versions of a kind, by key and date, then as they were added."""
    c = reference.c
    wanted = select(reference).where(c.kind == kind)
    return list(connection.execute(wanted.order_by(c.key, c.effective_from, c.number)))


def add(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Whether the version was added; False where the key has one of that day and number."""
    return inserted(connection, reference, values)
