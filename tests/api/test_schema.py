"""The schema: what the migrations make is what the tables say, and every step has a way back."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from api.store import schema
from api.store.columns import metadata
from api.store.database import Database

OWN = "alembic_version"


def tables(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def rules(connection: Connection) -> list[str]:
    """The names of the triggers."""
    wanted = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.dialect.name]
    return sorted(connection.execute(text(wanted)).scalars())


def test_the_migrations_make_what_the_tables_say(store: Database) -> None:
    assert schema.current(store) == schema.newest()
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert tables(store) == {*metadata.tables, OWN}


def test_upgrading_again_changes_nothing(store: Database) -> None:
    with store.engine.connect() as connection:
        before = rules(connection)
    schema.upgrade(store)
    with store.engine.connect() as connection:
        assert rules(connection) == before != []


def test_the_way_back_leaves_nothing_and_leads_up_again(store: Database) -> None:
    with store.engine.connect() as connection:
        before = rules(connection)
    schema.downgrade(store)
    assert tables(store) == {OWN}
    assert schema.current(store) is None
    with store.engine.connect() as connection:
        assert rules(connection) == []
    schema.upgrade(store)
    with store.engine.connect() as connection:
        assert rules(connection) == before
    assert tables(store) == {*metadata.tables, OWN}


@pytest.mark.parametrize(
    "name", sorted({"posting", "audit", "scenario_version", "statement_entry", "reference"})
)
def test_what_is_kept_for_ever_has_its_rules(store: Database, name: str) -> None:
    with store.engine.connect() as connection:
        assert any(rule.startswith(name) for rule in rules(connection))
