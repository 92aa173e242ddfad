"""The schema of a database and its versions: `upgrade` brings any older one to the newest.

Migrations stand in `migrations/versions`, one step a file, each with a way back.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from api.store.database import Database

HERE = Path(__file__).parent


def configured(database: Database) -> Config:
    """What alembic needs to know: where the steps are, and a connection to take them on."""
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the database to a version of the schema; nothing happens where it is there."""
    command.upgrade(configured(database), to)


def downgrade(database: Database, to: str = "base") -> None:
    """Take the database back to an older version of the schema."""
    command.downgrade(configured(database), to)


def newest() -> str:
    """The name of the newest version."""
    return str(ScriptDirectory(str(HERE / "migrations")).get_current_head())


def current(database: Database) -> str | None:
    """The version that the database is at; None for one without any tables of ours."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
