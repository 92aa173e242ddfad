"""An empty, migrated store for each test; a bank in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.store import schema
from api.store.database import Database, opened
from tests.api.bank import Bank, bank


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and nothing in it."""
    path = tmp_path_factory.mktemp("store") / "migrated.db"
    database = opened(f"sqlite:///{path}")
    schema.upgrade(database)
    database.closed()
    return path


@pytest.fixture
def store(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of its own."""
    shutil.copy(migrated, tmp_path / "treasury.db")
    database = opened(f"sqlite:///{tmp_path / 'treasury.db'}")
    yield database
    database.closed()


@pytest.fixture
def made(store: Database) -> Bank:
    """The small bank."""
    return bank(store)
