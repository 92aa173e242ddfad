"""The schema of a database and its versions: `upgrade` brings any older one to the newest.

Migrations stand in `migrations/versions`, one step a file, each with a way back. A file's name
begins with its version, so that nothing has to be loaded to know that a store is at the newest.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from api.store.database import Database
from treasury.errors import TreasuryError

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
LOCK = 8_472_016_533
"""What everybody who changes the schema of a PostgreSQL locks; the number means nothing."""


def configured(database: Database) -> "Config":
    """What alembic needs to know: where the steps are, and a connection to take them on."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the database to a version of the schema; nothing happens where it is there."""
    from alembic import command

    command.upgrade(configured(database), to)


def brought_up_to_date(database: Database) -> str | None:
    """The version the database was at before it was brought to the newest, by one at a time.

    Refused where a newer program made it.
    """
    with alone(database):
        before = current(database)
        if before == newest():
            return before
        if before is not None and before not in versions():
            raise TreasuryError(
                f"The database is at version {before} of the schema, which this program does not "
                f"know: a newer one made it. This program works with {newest()}."
            )
        upgrade(database)
        return before


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Nobody else changes the schema meanwhile."""
    name = database.engine.url.database
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as held:
            held.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
            try:
                yield
            finally:
                held.exec_driver_sql(f"SELECT pg_advisory_unlock({LOCK})")
    elif name in (None, "", ":memory:"):
        yield
    else:
        with Path(f"{name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def downgrade(database: Database, to: str = "base") -> None:
    """Take the database back to an older version of the schema."""
    from alembic import command

    command.downgrade(configured(database), to)


@cache
def versions() -> tuple[str, ...]:
    """The names of all versions that this program knows, the newest last."""
    steps = (HERE / "migrations" / "versions").glob("[0-9]*_*.py")
    return tuple(sorted(step.name.partition("_")[0] for step in steps))


def newest() -> str:
    """The name of the newest version."""
    return versions()[-1]


def current(database: Database) -> str | None:
    """The version that the database is at; None for one without any tables of ours."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)
