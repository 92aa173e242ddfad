"""Whether a database can be worked with, and what waits in it."""

import datetime

from sqlalchemy import Connection, delete, func, insert, select, text, update

from api.store.database import UNAVAILABLE, Database
from api.store.tables.runs import job, worker_seen

OPEN = ("queued", "running")
FORGOTTEN = datetime.timedelta(days=1)
"""A worker that was not heard of for so long is no news any more."""


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


def heard(connection: Connection, worker: str, now: datetime.datetime) -> None:
    """Write down that the worker was heard of."""
    its = worker_seen.c.name == worker
    if connection.execute(update(worker_seen).where(its).values(seen_at=now)).rowcount == 0:
        connection.execute(delete(worker_seen).where(worker_seen.c.seen_at < now - FORGOTTEN))
        connection.execute(insert(worker_seen).values(name=worker, seen_at=now))


def last_heard(connection: Connection) -> datetime.datetime | None:
    """When any worker was last heard of."""
    found: datetime.datetime | None = connection.execute(
        select(func.max(worker_seen.c.seen_at, type_=worker_seen.c.seen_at.type))
    ).scalar_one()
    return found
