"""One request, one transaction: who is asking, the work, the audit, the answer; all or nothing.

`reading` works on one snapshot and changes nothing. `writing` is tried again where the database
asks for it, with a fresh unit each time; the audit is written last. A repeated key gives the
first answer again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from api.problems import Problem, Wrong, invalid
from api.store import repeated
from api.store.credentials import due, used
from api.store.database import Connection
from api.store.people import NOBODY
from api.workflows.identifying import Credentials, identified
from api.workflows.unit import Origin, Service, Unit

Result = TypeVar("Result")
KEY_LENGTH_MAX = 200
FIT_KEY = re.compile(f"[ -~]{{1,{KEY_LENGTH_MAX}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent back, kept where the caller gave a key. `again`: it is a repetition.

    `kept` is the body that is kept in its place where it has a secret in it: a repetition then
    shows what was made, without the secret, which stands nowhere.
    """

    status: int
    body: bytes
    headers: Mapping[str, str]
    kept: bytes | None = None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks from where; `key` and `request_hash` where the request may come twice.

    `known` is told the id of the person once it is known who asks.
    """

    credentials: Credentials
    origin: Origin
    key: str = ""
    request_hash: str = ""
    known: Callable[[str], None] = lambda person_id: None


def reading(service: Service, request: Request, work: Callable[[Unit], Result]) -> Result:
    """What the work finds, all of one moment."""
    with service.database.reading() as connection:
        unit = begun(service, connection, request)
        result = work(unit)
    written_down(unit)
    return result


def writing(service: Service, request: Request, work: Callable[[Unit], Result]) -> Result:
    """What the work gives, once it is done and remembered."""

    def done(connection: Connection) -> tuple[Unit, Result]:
        unit = begun(service, connection, request)
        result = work(unit)
        unit.close()
        return unit, result

    unit, result = service.database.writing(done)
    written_down(unit)
    return result


def writing_for_nobody(service: Service, origin: Origin, work: Callable[[Unit], Result]) -> Result:
    """What the work gives that nobody has to sign in for: it decides itself whom it is for."""

    def done(connection: Connection) -> Result:
        unit = Unit(
            service=service, connection=connection, person=NOBODY, scopes=None, origin=origin,
            now=service.clock(),
        )  # fmt: skip
        result = work(unit)
        unit.close()
        return result

    return service.database.writing(done)


def written_down(unit: Unit) -> None:
    """Write down, once a minute, that the session or the token was used: after the work, so that
    nobody waits for it."""
    way = unit.way
    if way is not None and due(way, unit.now):
        unit.service.database.writing(lambda connection: used(connection, way, unit.now))


def writing_once(service: Service, request: Request, work: Callable[[Unit], Answer]) -> Answer:
    """The answer of the work; with a key that came before, the answer given then."""
    if not request.key:
        return writing(service, request, work)
    if not FIT_KEY.fullmatch(request.key):
        detail, expected = "is not fit for a key", f"1 to {KEY_LENGTH_MAX} plain characters"
        raise invalid([Wrong(pointer="Idempotency-Key", detail=detail, expected=expected)])

    def once(unit: Unit) -> Answer:
        key = repeated.Key(
            person_id=unit.person.id, key=request.key, request_hash=request.request_hash
        )
        kept = repeated.begun(unit.connection, key, unit.now)
        if kept is not None:
            return repetition(kept, request.request_hash)
        answer = work(unit)
        found = repeated.Kept(
            request_hash=request.request_hash, status=answer.status, headers=answer.headers,
            body=answer.body if answer.kept is None else answer.kept,
        )  # fmt: skip
        repeated.finished(unit.connection, key, found)
        return answer

    return writing(service, request, once)


def repetition(kept: repeated.Kept, request_hash: str) -> Answer:
    """The kept answer; refused where the key came with another request."""
    if kept.request_hash != request_hash:
        detail = "This key came before with another request; a new request takes a new key."
        raise Problem(kind="conflict", detail=detail, errors=(
            Wrong(pointer="Idempotency-Key", detail="was used for another request"),
        ))  # fmt: skip
    return Answer(status=kept.status, body=kept.body, headers=kept.headers, again=True)


def begun(service: Service, connection: Connection, request: Request) -> Unit:
    """The unit of the person who asks."""
    now = service.clock()
    found = identified(service, connection, request.credentials, now)
    request.known(found.person.id)
    return Unit(
        service=service, connection=connection, person=found.person, scopes=found.way.scopes,
        origin=request.origin, now=now, way=found.way,
    )  # fmt: skip
