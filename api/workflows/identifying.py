"""Who is asking: by a session's cookie or by a token. Whoever is neither is nobody."""

import datetime
from dataclasses import dataclass

from api.problems import Problem
from api.security.secrets import hash_of, same
from api.store.credentials import live_session, live_token
from api.store.database import Connection
from api.store.people import Person, person_of
from api.workflows.unit import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a request shows of itself. `changes`: whether its method changes anything."""

    token: str = ""
    session: str = ""
    csrf: str = ""
    changes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """A person and what the way they came in allows (None: everything they may)."""

    person: Person
    scopes: frozenset[str] | None


def identified(
    service: Service, connection: Connection, shown: Credentials, now: datetime.datetime
) -> Identified:
    """The person behind the credentials; refused where there is none."""
    if shown.token:
        row = live_token(connection, hash_of(shown.token), now)
        person = person_of(connection, row.person_id) if row else None
        if row and person and person.state == "active":
            return Identified(person=person, scopes=frozenset(row.scopes))
        raise sign_in_required("The token is not known, is over, or was taken back.")
    if shown.session:
        return by_session(service, connection, shown, now)
    raise sign_in_required("Send a token (Authorization: Bearer ...), or sign in.")


def by_session(
    service: Service, connection: Connection, shown: Credentials, now: datetime.datetime
) -> Identified:
    """The person of a session; one left alone too long is over, a change needs its CSRF token."""
    row = live_session(connection, hash_of(shown.session), now)
    idle = datetime.timedelta(minutes=service.settings.session_idle_minutes)
    person = person_of(connection, row.person_id) if row else None
    if not row or not person or person.state != "active" or now - row.seen_at > idle:
        raise sign_in_required("The session is over; sign in again.")
    if shown.changes and not same(shown.csrf, row.csrf):
        detail = "Send the session's CSRF token in the header X-CSRF-Token."
        raise Problem(kind="forbidden", detail=detail)
    return Identified(person=person, scopes=None)


def sign_in_required(detail: str) -> Problem:
    """Nobody may do this without saying who they are."""
    return Problem(
        kind="sign-in-required", detail=detail, headers={"WWW-Authenticate": 'Bearer realm="api"'}
    )
