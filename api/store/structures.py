"""Structures and their versions. Of a version only the state changes; its document never does."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from api.store.inserting import inserted
from api.store.paging import Asked, Page, page
from api.store.tables.people import client
from api.store.tables.terms import structure, structure_version

ASKED_FOR = ("submitted", "approved")
"""States of versions that have their first day for themselves."""


def listed(
    connection: Connection, client_id: str, filters: Mapping[str, str], asked: Asked
) -> Page[Row[Any]]:
    """A page of a client's structures that match every filter exactly."""
    wanted = select(structure).where(structure.c.client_id == client_id)
    for name, value in filters.items():
        wanted = wanted.where(structure.c[name] == value)
    return page(connection, wanted, structure.c.id, asked)


def found(connection: Connection, seen: ColumnElement[bool], structure_id: str) -> Row[Any] | None:
    """The structure with the id, if its client is seen."""
    joined = structure.join(client, client.c.id == structure.c.client_id)
    wanted = select(structure).select_from(joined).where(structure.c.id == structure_id)
    return connection.execute(wanted.where(seen)).one_or_none()


def lock(connection: Connection, structure_id: str) -> None:
    """Hold the structure's row until the end: whoever moves a version waits for others who do."""
    wanted = select(structure.c.id).where(structure.c.id == structure_id)
    connection.execute(wanted.with_for_update()).one()


def add(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Whether the structure was added; False where its client has one with that key."""
    return inserted(connection, structure, values)


def change(
    connection: Connection, structure_id: str, version: int, values: Mapping[str, Any]
) -> bool:
    """Whether the structure was at that version, and was changed."""
    where = (structure.c.id == structure_id) & (structure.c.version == version)
    done = connection.execute(update(structure).where(where).values(**values, version=version + 1))
    return done.rowcount == 1


def add_version(connection: Connection, values: Mapping[str, Any]) -> None:
    """Add a version."""
    connection.execute(insert(structure_version).values(**values))


def versions(connection: Connection, structure_id: str, asked: Asked) -> Page[Row[Any]]:
    """A page of the versions of a structure."""
    wanted = select(structure_version).where(structure_version.c.structure_id == structure_id)
    return page(connection, wanted, structure_version.c.id, asked)


def version(connection: Connection, structure_id: str, number: int) -> Row[Any] | None:
    """A version of a structure."""
    c = structure_version.c
    where = (c.structure_id == structure_id) & (c.number == number)
    return connection.execute(select(structure_version).where(where)).one_or_none()


def version_of(connection: Connection, version_id: str) -> Row[Any]:
    """The version with the id, which is there."""
    where = structure_version.c.id == version_id
    return connection.execute(select(structure_version).where(where)).one()


def structure_of(connection: Connection, structure_id: str) -> Row[Any]:
    """The structure with the id, which is there."""
    return connection.execute(select(structure).where(structure.c.id == structure_id)).one()


def set_state(connection: Connection, version_id: str, state: str) -> None:
    """Move a version, whose structure the caller holds, to another state."""
    where = structure_version.c.id == version_id
    connection.execute(update(structure_version).where(where).values(state=state))


def beginning_on(connection: Connection, structure_id: str, day: datetime.date) -> Row[Any] | None:
    """The version that was submitted or approved to begin on the day, if there is one."""
    c = structure_version.c
    where = (c.structure_id == structure_id) & (c.effective_from == day) & c.state.in_(ASKED_FOR)
    return connection.execute(select(structure_version).where(where)).one_or_none()


def in_force(
    connection: Connection, structure_ids: Iterable[str], day: datetime.date
) -> dict[str, int]:
    """The number of the version in force on the day, of the structures that have one.

    It is the approved one that began last, on the day or before it.
    """
    c = structure_version.c
    right = c.structure_id.in_(list(structure_ids)) & (c.state == "approved")
    right = right & (c.effective_from <= day)
    last = select(c.structure_id, func.max(c.effective_from).label("begun")).where(right)
    last_ = last.group_by(c.structure_id).subquery()
    joined = structure_version.join(
        last_,
        (last_.c.structure_id == c.structure_id) & (last_.c.begun == c.effective_from),
    )
    wanted = select(c.structure_id, c.number).select_from(joined).where(c.state == "approved")
    return {row.structure_id: row.number for row in connection.execute(wanted)}
