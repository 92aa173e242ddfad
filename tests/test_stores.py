"""Every test has a database of its own: migrated, empty, and gone afterwards."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.postgres import Server, plain
from tests.stores import Fresh, in_postgres, in_sqlite

TABLE = "CREATE TABLE booked (amount BIGINT)"
BOOK = "INSERT INTO booked VALUES (7)"
COUNT = "SELECT count(*) FROM booked"


def run(url: str, *commands: str) -> int:
    """The number that the last command asks for; what the others do is committed."""
    file = url.removeprefix("sqlite:///")
    connect = psycopg.connect if file == url else sqlite3.connect
    with closing(connect(plain(file))) as connection, connection:
        for each in commands[:-1]:
            connection.execute(each)
        return int(connection.execute(commands[-1]).fetchone()[0])


def migrate(url: str) -> None:
    """An empty table, as migrations make it."""
    run(url, TABLE, COUNT)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    """Fresh databases of either kind."""
    if request.param == "sqlite":
        with in_sqlite(tmp_path, migrate) as made:
            yield made
    else:
        with in_postgres(request.getfixturevalue("postgres_server"), migrate) as made:
            yield made


def test_what_one_test_books_another_does_not_see(fresh: Fresh) -> None:
    with fresh() as one, fresh() as other:
        assert run(one, BOOK, COUNT) == 1
        assert run(other, COUNT) == 0
    with fresh() as third:
        assert run(third, COUNT) == 0


def test_the_migrations_run_once(tmp_path: Path) -> None:
    migrated: list[str] = []

    def counted(url: str) -> None:
        migrated.append(url)
        migrate(url)

    with in_sqlite(tmp_path, counted) as fresh, fresh() as one, fresh() as other:
        assert len({one, other, *migrated}) == 3
    assert len(migrated) == 1


def test_no_file_is_left(tmp_path: Path) -> None:
    with in_sqlite(tmp_path, migrate) as fresh, fresh() as url:
        assert run(url, "PRAGMA journal_mode = WAL", BOOK, COUNT) == 1
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


def test_no_database_is_left(postgres_server: Server) -> None:
    migrated: list[str] = []
    with in_postgres(postgres_server, migrated.append) as fresh, fresh(), fresh():
        name = migrated[0].partition("?")[0].rpartition("/")[2]
        alike = f"SELECT count(*) FROM pg_database WHERE starts_with(datname, '{name}')"
        assert run(postgres_server.address, alike) == 3
    assert run(postgres_server.address, alike) == 0


def test_a_migration_that_is_still_in_the_log_of_sqlite_is_copied(tmp_path: Path) -> None:
    opened: list[sqlite3.Connection] = []

    def still_open(url: str) -> None:
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        opened.append(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(TABLE)

    with in_sqlite(tmp_path, still_open) as fresh, closing(opened[0]), fresh() as url:
        assert run(url, COUNT) == 0
