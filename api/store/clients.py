"""Clients and their teams."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from api.store.paging import Asked, Page, page
from api.store.tables.people import client, client_team, department, person, person_role

CHANGEABLE = ("name", "sector", "segment", "credit_class", "annual_sales_usd", "state")


def listed(
    connection: Connection, seen: ColumnElement[bool], filters: Mapping[str, str], asked: Asked
) -> Page[Row[Any]]:
    """A page of the clients that are seen and match every filter exactly."""
    wanted = select(client).where(seen)
    for name, value in filters.items():
        wanted = wanted.where(client.c[name] == value)
    return page(connection, wanted, client.c.id, asked)


def found(connection: Connection, seen: ColumnElement[bool], client_id: str) -> Row[Any] | None:
    """The client with the id, if it is seen."""
    wanted = select(client).where(client.c.id == client_id).where(seen)
    return connection.execute(wanted).one_or_none()


def lock(connection: Connection, client_id: str) -> None:
    """Hold the client's row until the end of the transaction; what refers to it may be added."""
    wanted = select(client.c.id).where(client.c.id == client_id)
    connection.execute(wanted.with_for_update(key_share=True)).one()


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """Add a client."""
    connection.execute(insert(client).values(**values))


def change(connection: Connection, client_id: str, version: int, values: Mapping[str, Any]) -> bool:
    """Whether the client was at that version, and was changed."""
    where = (client.c.id == client_id) & (client.c.version == version)
    done = connection.execute(update(client).where(where).values(**values, version=version + 1))
    return done.rowcount == 1


def team(connection: Connection, client_id: str) -> list[Row[Any]]:
    """The team of a client: person, login and part, by login."""
    joined = client_team.join(person, person.c.id == client_team.c.person_id)
    wanted = select(person.c.id, person.c.login, person.c.name, client_team.c.part)
    where = client_team.c.client_id == client_id
    return list(
        connection.execute(wanted.select_from(joined).where(where).order_by(person.c.login))
    )


def set_team(connection: Connection, client_id: str, parts: Mapping[str, str]) -> None:
    """Make the team be these people, each in their part."""
    connection.execute(delete(client_team).where(client_team.c.client_id == client_id))
    rows = [{"client_id": client_id, "person_id": who, "part": what} for who, what in parts.items()]
    if rows:
        connection.execute(insert(client_team), rows)


def able(connection: Connection, login: str, role: str) -> str | None:
    """The id of the person of the bank who is not blocked and has the role."""
    having = select(person_role.c.person_id).where(person_role.c.role == role)
    where = (person.c.login == login) & (person.c.state != "blocked") & person.c.client_id.is_(None)
    wanted = select(person.c.id).where(where & person.c.id.in_(having))
    return connection.execute(wanted).scalar_one_or_none()


def has_department(connection: Connection, department_id: str) -> bool:
    """Whether there is a department with the id."""
    wanted = select(department.c.id).where(department.c.id == department_id)
    return connection.execute(wanted).one_or_none() is not None
