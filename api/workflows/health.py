"""Whether the service can work: its database, its schema, somebody who executes jobs."""

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


def readiness(service: Service) -> Readiness:
    """Whether requests can be answered now, and if not, why."""
    if not store.answers(service.database):
        return Readiness(ready=False, database="does not answer", schema_version="unknown")
    with service.database.reading() as connection:
        found, wanted = store.version(connection), newest()
    words = found if found == wanted else f"{found}; this program works with {wanted}"
    return Readiness(ready=found == wanted, database="answers", schema_version=words)


def waiting(service: Service) -> dict[str, int]:
    """How many jobs wait or are at work."""
    with service.database.reading() as connection:
        return store.waiting(connection)
