"""A database to work with: SQLite in a folder of one's own, or PostgreSQL.

`reading` is one snapshot, `writing` one transaction, which is done whole or not at all and tried
again where the database could not put it in line with others. Writers lock the rows they decide
on (`FOR UPDATE`, in the order of their ids); SQLite has one writer at a time from the start
(BEGIN IMMEDIATE).
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

Result = TypeVar("Result")
TRIES = 8
BUSY_MS = 10_000
OUT_OF_LINE = ("40001", "40P01", "55P03")
"""Serialisation failure, deadlock, lock not to be had: nothing is done, trying again is right."""

UNAVAILABLE = (OperationalError, InterfaceError, NoConnection)
"""What is raised where the database does not answer, or has no connection left."""
__all__ = ["UNAVAILABLE", "Connection", "Database", "opened", "reason"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The two ways into a database: `reader` gives snapshots, `writer` transactions."""

    url: str
    engine: Engine

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which everything read is of one moment."""
        options: dict[str, Any] = {"reading": True}
        if self.dialect == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect().execution_options(**options) as connection:
            yield connection

    def writing(self, work: Callable[[Connection], Result]) -> Result:
        """What the work gives, done in one transaction; tried again where it fell out of line."""
        for attempt in range(1, TRIES + 1):
            try:
                with self.engine.begin() as connection:
                    return work(connection)
            except DBAPIError as error:
                if attempt == TRIES or not out_of_line(error):
                    raise
            time.sleep(secrets.randbelow(10 * 2**attempt) / 1000)  # not all at the same moment
        raise AssertionError("the last try returns or raises")

    def closed(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def out_of_line(error: DBAPIError) -> bool:
    """Whether the database only asks to try again."""
    state = getattr(error.orig, "sqlstate", None)
    return state in OUT_OF_LINE or "database is locked" in str(error.orig)


def reason(error: Exception) -> str:
    """What the database or its driver said, in a line, without what was sent to it."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


def opened(url: str, *, connections: int = 20) -> Database:
    """The database at the URL; a SQLite file's folder is made where there is none."""
    found = make_url(url)
    if found.get_backend_name() == "sqlite":
        if found.database not in (None, "", ":memory:"):
            Path(str(found.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(found, pool_size=connections, max_overflow=connections)
        event.listen(engine, "connect", sqlite_connects)
        event.listen(engine, "begin", sqlite_begins)
    else:
        engine = create_engine(found, pool_size=connections, max_overflow=connections)
    return Database(url=found.render_as_string(hide_password=True), engine=engine)


def sqlite_connects(connection: Any, _record: object) -> None:
    """Make a SQLite connection keep its promises: foreign keys, patience, a log that is synced."""
    connection.isolation_level = None  # transactions begin where `sqlite_begins` says so
    for pragma in ("foreign_keys=ON", f"busy_timeout={BUSY_MS}", "journal_mode=WAL",
                   "synchronous=FULL", "cache_size=-65536"):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}").close()


def sqlite_begins(connection: Connection) -> None:
    """Begin a transaction: a writer takes its turn at once and never has to give up; a reader
    cannot write."""
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
