"""Who is asking: by a session's cookie or by a token. Whoever is neither is nobody."""

import datetime
from dataclasses import dataclass

from api.problems import Problem
from api.security.secrets import hash_of, same
from api.store.credentials import A_MINUTE, Way, live_session, live_token
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
    """A person and the way they came in."""

    person: Person
    way: Way


def identified(
    service: Service, connection: Connection, shown: Credentials, now: datetime.datetime
) -> Identified:
    """The person behind the credentials; refused where there is none."""
    if shown.token:
        way = live_token(connection, hash_of(shown.token), now)
        person = person_of(connection, way.person_id) if way else None
        if way and person and person.state == "active":
            return Identified(person=person, way=way)
        raise sign_in_required("The token is not known, is over, or was taken back.")
    if shown.session:
        return by_session(service, connection, shown, now)
    raise sign_in_required("Send a token (Authorization: Bearer ...), or sign in.")


def by_session(
    service: Service, connection: Connection, shown: Credentials, now: datetime.datetime
) -> Identified:
    """The person of a session; one left alone too long is over, a change needs its CSRF token."""
    way = live_session(connection, hash_of(shown.session), now)
    person = person_of(connection, way.person_id) if way else None
    if not way or not person or person.state != "active" or idle(service, way, now):
        raise sign_in_required("The session is over; sign in again.")
    if shown.changes and not same(shown.csrf, way.csrf):
        detail = "Send the session's CSRF token in the header X-CSRF-Token."
        raise Problem(kind="forbidden", detail=detail)
    return Identified(person=person, way=way)


def idle(service: Service, way: Way, now: datetime.datetime) -> bool:
    """Whether a session was left alone too long; its use is written down once a minute."""
    most = datetime.timedelta(minutes=service.settings.session_idle_minutes) + A_MINUTE
    return way.used_at is not None and now - way.used_at > most


def sign_in_required(detail: str) -> Problem:
    """Nobody may do this without saying who they are."""
    return Problem(
        kind="sign-in-required", detail=detail, headers={"WWW-Authenticate": 'Bearer realm="api"'}
    )
