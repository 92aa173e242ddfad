"""Scenarios and their versions. A version is never changed; the scenario counts them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from api.store.inserting import inserted
from api.store.paging import Asked, Page, page
from api.store.tables.people import client
from api.store.tables.runs import scenario, scenario_version

VERSION = tuple(column for column in scenario_version.c if column.name != "document")
"""What is told of a version without its text."""


def listed(
    connection: Connection, client_id: str, filters: Mapping[str, str], asked: Asked
) -> Page[Row[Any]]:
    """A page of a client's scenarios that match every filter exactly."""
    wanted = select(scenario).where(scenario.c.client_id == client_id)
    for name, value in filters.items():
        wanted = wanted.where(scenario.c[name] == value)
    return page(connection, wanted, scenario.c.id, asked)


def found(connection: Connection, seen: ColumnElement[bool], scenario_id: str) -> Row[Any] | None:
    """The scenario with the id, if its client is seen."""
    joined = scenario.join(client, client.c.id == scenario.c.client_id)
    wanted = select(scenario).select_from(joined).where(scenario.c.id == scenario_id).where(seen)
    return connection.execute(wanted).one_or_none()


def add(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Whether the scenario was added; False where its client has one with that key."""
    return inserted(connection, scenario, values)


def change(
    connection: Connection, scenario_id: str, version: int, values: Mapping[str, Any]
) -> bool:
    """Whether the scenario was at that version, and was changed."""
    where = (scenario.c.id == scenario_id) & (scenario.c.version == version)
    done = connection.execute(update(scenario).where(where).values(**values, version=version + 1))
    return done.rowcount == 1


def add_version(connection: Connection, values: Mapping[str, Any]) -> None:
    """Add a version."""
    connection.execute(insert(scenario_version).values(**values))


def versions(connection: Connection, scenario_id: str, asked: Asked) -> Page[Row[Any]]:
    """A page of the versions of a scenario, without their texts."""
    wanted = select(*VERSION).where(scenario_version.c.scenario_id == scenario_id)
    return page(connection, wanted, scenario_version.c.id, asked)


def version(connection: Connection, scenario_id: str, number: int) -> Row[Any] | None:
    """A version of a scenario, without its text."""
    return connection.execute(select(*VERSION).where(at(scenario_id, number))).one_or_none()


def text(connection: Connection, scenario_id: str, number: int) -> str:
    """The canonical text of a version that is there."""
    wanted = select(scenario_version.c.document).where(at(scenario_id, number))
    return str(connection.execute(wanted).scalar_one())


def at(scenario_id: str, number: int) -> ColumnElement[bool]:
    """The row of the version."""
    c = scenario_version.c
    return (c.scenario_id == scenario_id) & (c.number == number)
