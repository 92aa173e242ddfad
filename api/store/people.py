"""People: who they are, their roles, and the clients they see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, insert, or_, select, true

from api.security.permissions import Role, Sight
from api.store.tables.people import client, client_team, person, person_role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person and their roles."""

    id: str
    login: str
    name: str
    state: str
    department_id: str | None
    client_id: str | None
    version: int
    roles: tuple[Role, ...]


def person_of(connection: Connection, person_id: str) -> Person | None:
    """The person with the id."""
    row = connection.execute(select(person).where(person.c.id == person_id)).one_or_none()
    if row is None:
        return None
    return Person(
        id=row.id, login=row.login, name=row.name, state=row.state, client_id=row.client_id,
        department_id=row.department_id, version=row.version, roles=roles_of(connection, row.id),
    )  # fmt: skip


def roles_of(connection: Connection, person_id: str) -> tuple[Role, ...]:
    """The roles of a person, by name."""
    where = person_role.c.person_id == person_id
    found = connection.execute(select(person_role.c.role).where(where).order_by(person_role.c.role))
    return tuple(found.scalars())


def add_person(connection: Connection, values: Mapping[str, Any], roles: tuple[Role, ...]) -> None:
    """Add a person with their roles."""
    connection.execute(insert(person).values(**values))
    given = [{"person_id": values["id"], "role": role} for role in dict.fromkeys(roles)]
    if given:
        connection.execute(insert(person_role), given)


def seen_by(found: Person, sight: Sight) -> ColumnElement[bool]:
    """The condition on `client` under which the person sees the row."""
    if sight == "all":
        return true()
    mine = select(client_team.c.client_id).where(client_team.c.person_id == found.id)
    own = or_(client.c.id.in_(mine), client.c.id == (found.client_id or ""))
    if sight == "own":
        return own
    if sight == "department":
        return or_(own, client.c.department_id == (found.department_id or ""))
    return false()
