"""Whether a database can be worked with, and what waits in it."""

from sqlalchemy import Connection, func, select, text

from api.store.database import UNAVAILABLE, Database
from api.store.tables.runs import job

__all__ = ["answers", "version", "waiting"]

OPEN = ("queued", "running")


def answers(database: Database) -> bool:
    """Whether the database answers."""
    try:
        with database.reading() as connection:
            connection.execute(text("SELECT 1"))
    except UNAVAILABLE:
        return False
    return True


def version(connection: Connection) -> str:
    """The version of the schema that the database says it is at."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def waiting(connection: Connection) -> dict[str, int]:
    """How many jobs are in each state that is not the end."""
    wanted = select(job.c.state, func.count()).where(job.c.state.in_(OPEN)).group_by(job.c.state)
    found = {row[0]: int(row[1]) for row in connection.execute(wanted)}
    return {state: found.get(state, 0) for state in OPEN}
