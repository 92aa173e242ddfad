"""People: who they are, their roles, and the clients they see; departments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    delete,
    false,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from api.security.permissions import Role, Sight
from api.store.paging import Asked, Page, page
from api.store.tables.people import client, client_team, department, person, person_role


class Taken(Exception):
    """Another row has what is to be its own alone."""


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


NOBODY = Person(
    id="", login="", name="", state="active", department_id=None, client_id=None, version=0,
    roles=(),
)  # fmt: skip
"""Whoever has not said who they are, and the service itself."""


def person_of(connection: Connection, person_id: str) -> Person | None:
    """The person with the id."""
    row = connection.execute(select(person).where(person.c.id == person_id)).one_or_none()
    return None if row is None else made(row, roles_of(connection, row.id))


def made(row: Row[Any], roles: tuple[Role, ...]) -> Person:
    """The person of a row."""
    return Person(
        id=row.id, login=row.login, name=row.name, state=row.state, client_id=row.client_id,
        department_id=row.department_id, version=row.version, roles=roles,
    )  # fmt: skip


def roles_of(connection: Connection, person_id: str) -> tuple[Role, ...]:
    """The roles of a person, by name."""
    where = person_role.c.person_id == person_id
    found = connection.execute(select(person_role.c.role).where(where).order_by(person_role.c.role))
    return tuple(found.scalars())


def listed(
    connection: Connection, department_id: str | None, filters: Mapping[str, str], asked: Asked
) -> Page[Person]:
    """A page of the people of a department (None: of all) that match every filter."""
    wanted = select(person)
    if department_id is not None:
        wanted = wanted.where(person.c.department_id == department_id)
    for name, value in filters.items():
        having = select(person_role.c.person_id).where(person_role.c.role == value)
        wanted = wanted.where(
            person.c.id.in_(having) if name == "role" else person.c[name] == value
        )
    found = page(connection, wanted, person.c.id, asked)
    ids = [row.id for row in found.items]
    chosen = (
        select(person_role).where(person_role.c.person_id.in_(ids)).order_by(person_role.c.role)
    )
    roles: dict[str, list[Role]] = {each: [] for each in ids}
    for row in connection.execute(chosen):
        roles[row.person_id].append(row.role)
    return Page(items=[made(row, tuple(roles[row.id])) for row in found.items], next=found.next)


def there_is_somebody(connection: Connection) -> bool:
    """Whether there is any person at all."""
    return connection.execute(select(person.c.id).limit(1)).first() is not None


def by_login(connection: Connection, login: str) -> Row[Any] | None:
    """The row of the person with the login, with what they prove themselves by."""
    return connection.execute(select(person).where(person.c.login == login)).one_or_none()


def held(connection: Connection, person_id: str) -> Row[Any] | None:
    """The row of the person, which nobody else changes until the transaction ends."""
    wanted = select(person).where(person.c.id == person_id).with_for_update()
    return connection.execute(wanted).one_or_none()


def add_person(connection: Connection, values: Mapping[str, Any], roles: tuple[Role, ...]) -> bool:
    """Whether the person was added with their roles: not, where the login is taken."""
    if not put_in(connection, person, values):
        return False
    set_roles(connection, values["id"], roles)
    return True


def put_in(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Whether the row was added: not, where another one has what is to be its own alone."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return connection.execute(adding.returning(table.c.id)).first() is not None


def set_roles(connection: Connection, person_id: str, roles: Sequence[Role]) -> None:
    """Make these be the roles of a person."""
    connection.execute(delete(person_role).where(person_role.c.person_id == person_id))
    given = [{"person_id": person_id, "role": role} for role in dict.fromkeys(roles)]
    if given:
        connection.execute(insert(person_role), given)


def change(connection: Connection, person_id: str, version: int, values: Mapping[str, Any]) -> bool:
    """Whether the person was at that version, and was changed."""
    where = (person.c.id == person_id) & (person.c.version == version)
    done = connection.execute(update(person).where(where).values(**values, version=version + 1))
    return done.rowcount == 1


def put(connection: Connection, person_id: str, values: Mapping[str, Any]) -> None:
    """Write what no version counts: failures, a password of today's parameters."""
    connection.execute(update(person).where(person.c.id == person_id).values(**values))


def administrators(connection: Connection) -> list[str]:
    """The active administrators, none of whom anybody else changes until the transaction ends."""
    having = select(person_role.c.person_id).where(person_role.c.role == "administrator")
    where = person.c.id.in_(having) & (person.c.state == "active")
    wanted = select(person.c.id).where(where).order_by(person.c.id)
    connection.execute(wanted.with_for_update())
    return list(connection.execute(wanted).scalars())  # as they are now that we hold them


def departments(connection: Connection, asked: Asked) -> Page[Row[Any]]:
    """A page of the departments."""
    return page(connection, select(department), department.c.id, asked)


def department_of(connection: Connection, department_id: str) -> Row[Any] | None:
    """The department with the id."""
    wanted = select(department).where(department.c.id == department_id)
    return connection.execute(wanted).one_or_none()


def add_department(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Whether the department was added: not, where the name is taken."""
    return put_in(connection, department, values)


def rename_department(connection: Connection, department_id: str, version: int, name: str) -> bool:
    """Whether the department was at that version, and was renamed; `Taken` where another is so."""
    where = (department.c.id == department_id) & (department.c.version == version)
    values = {"name": name, "version": version + 1}
    try:
        with connection.begin_nested():
            return (
                connection.execute(update(department).where(where).values(**values)).rowcount == 1
            )
    except IntegrityError:
        raise Taken from None


def department_called(connection: Connection, name: str) -> str | None:
    """The id of the department with the name."""
    wanted = select(department.c.id).where(department.c.name == name)
    return connection.execute(wanted).scalar_one_or_none()


def has_client(connection: Connection, client_id: str) -> bool:
    """Whether there is a client with the id."""
    return (
        connection.execute(select(client.c.id).where(client.c.id == client_id)).first() is not None
    )


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
