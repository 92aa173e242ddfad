"""Whether the service can work: its database, its schema, somebody who executes jobs."""

import datetime
from dataclasses import dataclass

from api.store import health as store
from api.store.schema import newest
from api.workflows.unit import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What was found; `ready` is whether requests can be answered."""

    ready: bool
    database: str
    schema_version: str
    worker: str


BEAT_SECONDS = 10.0
"""How often a worker says that it is there."""
MISSED = datetime.timedelta(seconds=4 * BEAT_SECONDS)


def readiness(service: Service) -> Readiness:
    """Whether requests can be answered now, and if not, why."""
    if not store.answers(service.database):
        return Readiness(
            ready=False, database="does not answer", schema_version="unknown", worker="unknown"
        )
    with service.database.reading() as connection:
        found, wanted = store.version(connection), newest()
        heard = store.last_heard(connection) if found == wanted else None
    words = found if found == wanted else f"{found}; this program works with {wanted}"
    return Readiness(
        ready=found == wanted, database="answers", schema_version=words,
        worker=since(heard, service.clock()),
    )  # fmt: skip


def since(heard: datetime.datetime | None, now: datetime.datetime) -> str:
    """Whether somebody executes jobs; where nobody does, requests are answered all the same."""
    if heard is None:
        return "none was heard of; runs wait"
    if now - heard > MISSED:
        return f"none was heard of since {heard:%Y-%m-%d %H:%M} UTC; runs wait"
    return "there"


def beat(service: Service, worker: str) -> None:
    """Say that the worker is there."""
    now = service.clock()
    service.database.writing(lambda connection: store.heard(connection, worker, now))


def waiting(service: Service) -> dict[str, int]:
    """How many jobs wait or are at work."""
    with service.database.reading() as connection:
        return store.waiting(connection)
