"""The schema of a database and its versions: `upgrade` brings any older one to the newest.

Migrations stand in `migrations/versions`, one step a file, each with a way back.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from api.store.database import Database
from treasury.errors import TreasuryError

HERE = Path(__file__).parent
LOCK = 8_472_016_533
"""What everybody who changes the schema of a PostgreSQL locks; the number means nothing."""


def configured(database: Database) -> Config:
    """What alembic needs to know: where the steps are, and a connection to take them on."""
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the database to a version of the schema; nothing happens where it is there."""
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
    command.downgrade(configured(database), to)


@cache
def newest() -> str:
    """The name of the newest version."""
    return str(ScriptDirectory(str(HERE / "migrations")).get_current_head())


def versions() -> set[str]:
    """The names of all versions that this program knows."""
    steps = ScriptDirectory(str(HERE / "migrations")).walk_revisions()
    return {step.revision for step in steps}


def current(database: Database) -> str | None:
    """The version that the database is at; None for one without any tables of ours."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
