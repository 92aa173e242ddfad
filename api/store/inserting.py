"""Rows that may be there already: whoever comes second is told so and disturbs nothing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def inserted(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Whether the row was put in; False where one with the same unique key is there.

    Two at the same moment are one after the other: the second waits for the first.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(table).values(**values).on_conflict_do_nothing()
    # a statement that gives nothing back does not say everywhere how many rows it touched
    return connection.execute(adding.returning(*table.primary_key)).first() is not None
