"""Signing in and out, and one's own name and password.

Nobody learns whether a login exists: one that does not takes as long, is told the same, and
leaves as much behind. A password is checked before the transaction that counts, so that a slow
check holds nobody up; what counts is the order in which attempts are written down, so that many
at once are no more than many after each other.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.problems import Problem, Wrong, conflict, invalid
from api.security.passwords import fits, hashed, outdated
from api.security.permissions import RIGHTS, may
from api.security.secrets import SECRET_BYTES, hash_of, secret
from api.store import credentials, people
from api.store.auditing import Remark
from api.store.people import Person
from api.workflows import links
from api.workflows.doing import Request, reading, writing, writing_for_nobody
from api.workflows.identifying import sign_in_required
from api.workflows.unit import Origin, Service, Unit
from api.workflows.versions import matched, stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A session that has begun: its secret is for the cookie, and stands nowhere else."""

    person: Person
    secret: str
    csrf: str
    expires_at: datetime.datetime


def signed_in(
    service: Service, origin: Origin, login: str, password: str, old_session: str = ""
) -> Begun:
    """A new session of the person with the login; one that the browser had before ends."""
    with service.database.reading() as connection:
        row = people.by_login(connection, login.strip().lower())
    right = fits(password, row and row.password_hash)
    fresh = hashed(password) if row and right and outdated(row.password_hash) else None

    def work(unit: Unit) -> Begun | None:
        if row is None:
            unit.remember(Remark(what="failed to sign in", subject_kind="person", subject_id=""))
            return None
        if not counted(unit, row, right, "failed to sign in"):
            return None
        if fresh:
            people.put(unit.connection, row.id, {"password_hash": fresh})
        if old_session:
            credentials.end_session(unit.connection, hash_of(old_session))
        unit.becomes(links.person(unit, row.id))
        unit.remember(Remark(what="signed in", subject_kind="person", subject_id=row.id))
        return begun(unit)

    found = writing_for_nobody(service, origin, work)
    if found is None:
        raise no_sign_in(service)
    return found


def counted(unit: Unit, checked: Any, right: bool, failure: str) -> bool:
    """Whether the attempt counts as right; a wrong one is counted, and the last one locks.

    `checked` is the person's row as it was when the password was checked.
    """
    row = people.held(unit.connection, checked.id)
    if row is None or row.state != "active" or row.password_hash != checked.password_hash:
        unit.remember(Remark(what=failure, subject_kind="person", subject_id=checked.id))
        return False
    if row.locked_until is not None and row.locked_until > unit.now:
        after = {"locked": True}
        unit.remember(Remark(
            what=failure, subject_kind="person", subject_id=row.id, after=after))  # fmt: skip
        return False
    if right:
        if row.failed:
            people.put(unit.connection, row.id, {"failed": 0, "locked_until": None})
        return True
    failed = 1 if row.locked_until is not None else row.failed + 1
    settings = unit.service.settings
    locks = failed >= settings.lock_after_failures
    until = unit.now + datetime.timedelta(minutes=settings.lock_minutes) if locks else None
    people.put(unit.connection, row.id, {"failed": failed, "locked_until": until})
    counts = {"attempt": failed, "locked": locks}
    unit.remember(Remark(
        what=failure, subject_kind="person", subject_id=row.id, after=counts))  # fmt: skip
    return False


def begun(unit: Unit) -> Begun:
    """A session of the unit's person from now on."""
    given, csrf = (secret(unit.service.randomness(SECRET_BYTES)) for _ in range(2))
    until = unit.now + datetime.timedelta(hours=unit.service.settings.session_hours)
    credentials.add_session(unit.connection, {
        "hash": hash_of(given), "person_id": unit.person.id, "csrf": csrf,
        "place": unit.origin.place, "created_at": unit.now, "seen_at": unit.now,
        "expires_at": until,
    })  # fmt: skip
    return Begun(person=unit.person, secret=given, csrf=csrf, expires_at=until)


def no_sign_in(service: Service) -> Problem:
    """The login and the password do not fit, whatever the reason."""
    settings = service.settings
    return sign_in_required(
        "Login and password do not fit together. After "
        f"{settings.lock_after_failures} wrong passwords a login rests for "
        f"{settings.lock_minutes} minutes."
    )


def signed_out(unit: Unit) -> None:
    """The session is over."""
    if unit.way is None or unit.way.kind != "session":
        raise conflict("This request came with a token, not by a session; take the token back.")
    credentials.end_session(unit.connection, unit.way.hash)
    unit.remember(Remark(what="signed out", subject_kind="person", subject_id=unit.person.id))


def rights(unit: Unit) -> list[str]:
    """What the person may do in the way they came in."""
    return [right for right in sorted(RIGHTS) if may(right, unit.person.roles, unit.scopes)]


def renamed(unit: Unit, name: str, match: str | None) -> Person:
    """Oneself under another name, from the version one saw."""
    unit.require("me:write")
    before = unit.person
    version = matched(match, before.version)
    if not people.change(unit.connection, before.id, version, {"name": name}):
        raise stale(version + 1)
    unit.remember(Remark(
        what="changed", subject_kind="person", subject_id=before.id,
        before={"name": before.name}, after={"name": name},
    ))  # fmt: skip
    return links.person(unit, before.id)


def password_changed(service: Service, request: Request, values: Mapping[str, str]) -> None:
    """Oneself with a new password, for who knows the old one; one's other sessions end."""

    def begin(unit: Unit) -> Any:
        unit.require("me:write")
        return people.by_login(unit.connection, unit.person.login)

    row = reading(service, request, begin)
    links.refuse_weak(values["password"], row.login)
    right = fits(values["old_password"], row.password_hash)
    kept = hashed(values["password"]) if right else None

    def work(unit: Unit) -> bool:
        unit.require("me:write")
        if not counted(unit, row, right, "failed to change the password"):
            return False
        people.put(unit.connection, row.id, {"password_hash": kept})
        here = unit.way.hash if unit.way else ""
        credentials.end_sessions(unit.connection, row.id, but=here)
        unit.remember(Remark(what="changed the password", subject_kind="person",
                             subject_id=row.id))  # fmt: skip
        return True

    if not writing(service, request, work):
        expected = f"the password of now; it rests after {service.settings.lock_after_failures}"
        raise invalid([Wrong(pointer="#/old_password", detail="is not right",
                             expected=f"{expected} wrong ones")])  # fmt: skip
