"""An empty, migrated store for each test, on SQLite and on PostgreSQL; a bank in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from api.store import schema
from api.store.database import Database, opened
from tests.api.bank import PORTALS, Bank, bank
from tests.stores import Fresh, in_postgres, in_sqlite

HERE = Path(__file__).parent
COMPILING = ("test_processes.py", "test_serving.py", "test_stopping.py")
"""Tests of servers and workers as a bank runs them, where the kernel is compiled."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is the same whether the kernel is compiled: all here but those."""
    for item in items:
        if item.path.parent == HERE and item.path.name not in COMPILING:
            item.add_marker(pytest.mark.shell)


def migrate(url: str) -> None:
    """The newest schema in an empty database."""
    database = opened(url)
    schema.upgrade(database)
    database.closed()


@pytest.fixture(scope="session", autouse=True)
def portal() -> Iterator[None]:
    """One event loop for all requests of these tests."""
    with start_blocking_portal() as begun:
        PORTALS.append(begun)
        yield
        PORTALS.clear()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def fresh(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fresh]:
    """Fresh databases of either kind."""
    if request.param == "sqlite":
        made = in_sqlite(tmp_path_factory.mktemp("store"), migrate)
    else:
        made = in_postgres(request.getfixturevalue("postgres_server"), migrate)
    with made as databases:
        yield databases


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Database]:
    """A database of its own."""
    with fresh() as url:
        database = opened(url)
        yield database
        database.closed()


@pytest.fixture
def made(store: Database) -> Bank:
    """The small bank."""
    return bank(store)
