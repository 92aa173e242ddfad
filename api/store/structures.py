"""Structures and their versions. Of a version only the state changes; its document never does.

A version that was approved may be corrected by a later one of the same day, which names it; the
corrected one stays as it was, and is in force on no day.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, insert, select, update

from api.store.inserting import inserted
from api.store.paging import Asked, Page, page
from api.store.tables.people import client
from api.store.tables.terms import structure, structure_version

LATER = structure_version.alias("later")
CORRECTING = (
    (LATER.c.structure_id == structure_version.c.structure_id)
    & (LATER.c.corrects == structure_version.c.number)
    & (LATER.c.state == "approved")
)
"""The approved version that took another one's place."""
CORRECTED_BY = select(LATER.c.number).where(CORRECTING).scalar_subquery().label("corrected_by")
VERSION = select(structure_version, CORRECTED_BY)
STANDS = (structure_version.c.state == "approved") & ~exists().where(CORRECTING)
"""Approved, and not corrected since."""


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
    """Hold the structure's row until the end: whoever moves a version waits for others who do.

    It may be gone after that.
    """
    wanted = select(structure.c.id).where(structure.c.id == structure_id)
    connection.execute(wanted.with_for_update()).one_or_none()


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
    wanted = VERSION.where(structure_version.c.structure_id == structure_id)
    return page(connection, wanted, structure_version.c.id, asked)


def every_version(connection: Connection, structure_id: str) -> list[Row[Any]]:
    """All versions of a structure, the first one first."""
    c = structure_version.c
    wanted = VERSION.where(c.structure_id == structure_id).order_by(c.number)
    return list(connection.execute(wanted))


def delete_version(connection: Connection, version_id: str) -> None:
    """Take a draft, whose structure the caller holds, away."""
    connection.execute(structure_version.delete().where(structure_version.c.id == version_id))


def delete(connection: Connection, structure_id: str) -> None:
    """Take a structure without versions, which the caller holds, away."""
    connection.execute(structure.delete().where(structure.c.id == structure_id))


def version(connection: Connection, structure_id: str, number: int) -> Row[Any] | None:
    """A version of a structure."""
    c = structure_version.c
    where = (c.structure_id == structure_id) & (c.number == number)
    return connection.execute(VERSION.where(where)).one_or_none()


def version_of(connection: Connection, version_id: str) -> Row[Any]:
    """The version with the id, which is there."""
    where = structure_version.c.id == version_id
    return connection.execute(select(structure_version).where(where)).one()


def structure_of(connection: Connection, structure_id: str) -> Row[Any]:
    """The structure with the id, which is there."""
    return connection.execute(select(structure).where(structure.c.id == structure_id)).one()


def set_state(
    connection: Connection, version_id: str, state: str, corrects: int | None = None
) -> None:
    """Move a version, whose structure the caller holds, to another state; say what it corrects."""
    where = structure_version.c.id == version_id
    values = {"state": state, "corrects": corrects}
    connection.execute(update(structure_version).where(where).values(**values))


def waiting(connection: Connection, structure_id: str, day: datetime.date) -> Row[Any] | None:
    """The version that waits for approvals to begin on the day, if there is one."""
    return beginning(connection, structure_id, day, structure_version.c.state == "submitted")


def standing(connection: Connection, structure_id: str, day: datetime.date) -> Row[Any] | None:
    """The approved version that begins on the day and was not corrected, if there is one."""
    return beginning(connection, structure_id, day, STANDS)


def beginning(
    connection: Connection, structure_id: str, day: datetime.date, those: ColumnElement[bool]
) -> Row[Any] | None:
    """The one of those versions that begins on the day, if there is one."""
    c = structure_version.c
    where = (c.structure_id == structure_id) & (c.effective_from == day) & those
    return connection.execute(select(structure_version).where(where)).one_or_none()


def in_force(
    connection: Connection, structure_ids: Iterable[str], day: datetime.date,
    without: int | None = None,
) -> dict[str, int]:  # fmt: skip
    """The number of the version in force on the day, of the structures that have one.

    It is the approved one that began last, on the day or before it, and was not corrected;
    the version of the number `without` is left out.
    """
    c = structure_version.c
    right = c.structure_id.in_(list(structure_ids)) & STANDS & (c.effective_from <= day)
    if without is not None:
        right = right & (c.number != without)
    last = select(c.structure_id, func.max(c.effective_from).label("begun")).where(right)
    last_ = last.group_by(c.structure_id).subquery()
    joined = structure_version.join(
        last_,
        (last_.c.structure_id == c.structure_id) & (last_.c.begun == c.effective_from),
    )
    wanted = select(c.structure_id, c.number).select_from(joined).where(STANDS)
    return {row.structure_id: row.number for row in connection.execute(wanted)}
