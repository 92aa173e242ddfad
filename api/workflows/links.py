"""One-time links: how somebody gets their first password, or a new one.

A link is shown once, to whoever made it; its hash is kept. A new one ends everything the person
came in with before: password, sessions, tokens, older links.
"""

import datetime
from dataclasses import dataclass

from api.problems import Problem, Wrong, conflict, invalid, not_found
from api.security.passwords import hashed, weakness
from api.security.secrets import SECRET_BYTES, hash_of, secret
from api.store import credentials, people
from api.store.auditing import Remark
from api.store.people import Person
from api.workflows.doing import writing_for_nobody
from api.workflows.unit import Origin, Service, Unit
from api.workflows.versions import matched

WELCOME = "welcome"
"""Where a link leads. The secret is behind the #, which browsers send to nobody."""
SERVER = Origin(place="server", request_id="")
FIRST_LOGIN = "administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link and until when it can be used."""

    address: str
    expires_at: datetime.datetime


def first_start(service: Service) -> Link | None:
    """A link for the first administrator of an empty store; None where there is anybody.

    An administrator who never used the link is given another one.
    """

    def work(unit: Unit) -> Link | None:
        found = people.by_login(unit.connection, FIRST_LOGIN)
        if found is None and not people.there_is_somebody(unit.connection):
            who = unit.new_id()
            values = {"id": who, "login": FIRST_LOGIN, "name": "Administrator",
                      "created_at": unit.now}  # fmt: skip
            if not people.add_person(unit.connection, values, ("administrator",)):
                return None  # another process was first, and shows its link
            unit.remember(Remark(
                what="created", subject_kind="person", subject_id=who,
                after={"login": FIRST_LOGIN, "roles": ["administrator"]},
            ))  # fmt: skip
            return made(unit, who)
        waits = found is not None and found.state == "invited" and found.version == 1
        return made(unit, found.id) if found is not None and waits else None

    return writing_for_nobody(service, SERVER, work)


def rescued(service: Service, login: str) -> Link:
    """A new link for somebody, made at the server itself where no administrator can sign in."""

    def work(unit: Unit) -> Link:
        found = people.by_login(unit.connection, login.strip().lower())
        if found is None:
            raise not_found("person")
        return renewed(unit, found.id, found.version)

    return writing_for_nobody(service, SERVER, work)


def made(unit: Unit, person_id: str) -> Link:
    """A new link for a person; older ones end."""
    given = secret(unit.service.randomness(SECRET_BYTES))
    until = unit.now + datetime.timedelta(hours=unit.service.settings.invitation_hours)
    values = {"hash": hash_of(given), "person_id": person_id, "created_at": unit.now,
              "expires_at": until}  # fmt: skip
    credentials.add_link(unit.connection, values)
    address = f"{unit.service.settings.reached_at}/{WELCOME}#{given}"
    return Link(address=address, expires_at=until)


def renewed(unit: Unit, person_id: str, version: int) -> Link:
    """A new link for somebody who starts over."""
    fresh = {"state": "invited", "password_hash": None, "failed": 0, "locked_until": None}
    people.change(unit.connection, person_id, version, fresh)
    ended(unit, person_id)
    unit.remember(Remark(what="given a new link", subject_kind="person", subject_id=person_id))
    return made(unit, person_id)


def ended(unit: Unit, person_id: str) -> None:
    """End everything a person can come in with."""
    credentials.end_sessions(unit.connection, person_id)
    live = credentials.live_tokens(unit.connection, person_id, unit.now)
    credentials.revoke(unit.connection, live, unit.now)
    credentials.end_links(unit.connection, person_id, unit.now)


def issued(unit: Unit, person_id: str, match: str | None) -> tuple[Person, Link]:
    """A new link for a person, from the version the caller saw."""
    unit.require("people:write")
    last = people.administrators(unit.connection) == [person_id]
    row = people.held(unit.connection, person_id)
    if row is None:
        raise not_found("person")
    version = row.version if match is None else matched(match, row.version)
    if last:
        raise conflict("The last administrator would be left without a way in.")
    link = renewed(unit, person_id, version)
    return person(unit, person_id), link


def person(unit: Unit, person_id: str) -> Person:
    """The person, who is there."""
    found = people.person_of(unit.connection, person_id)
    assert found is not None, person_id
    return found


def redeemed(service: Service, origin: Origin, link: str, password: str) -> Person:
    """The person of a link, who has a password now; the link is used up."""
    given = hash_of(link.rpartition("#")[2])
    with service.database.reading() as connection:
        person_id = credentials.link_person(connection, given, service.clock())
        found = people.person_of(connection, person_id) if person_id else None
    if found is None:
        raise no_link()
    refuse_weak(password, found.login)
    kept = hashed(password)  # outside of the transaction: it takes its time

    def work(unit: Unit) -> Person:
        mine = credentials.use_link(unit.connection, given, unit.now)
        row = people.held(unit.connection, mine) if mine else None
        if row is None or row.state == "blocked":
            raise no_link()
        fresh = {"state": "active", "password_hash": kept, "failed": 0, "locked_until": None}
        people.change(unit.connection, row.id, row.version, fresh)
        unit.becomes(person(unit, row.id))
        unit.remember(Remark(what="set a password", subject_kind="person", subject_id=row.id))
        return unit.person

    return writing_for_nobody(service, origin, work)


def refuse_weak(password: str, login: str, pointer: str = "#/password") -> None:
    """Refuse a password that is too easy to guess."""
    if why := weakness(password, login):
        expected = "12 to 200 characters that nobody would guess"
        raise invalid([Wrong(pointer=pointer, detail=why, expected=expected)])


def no_link() -> Problem:
    """The link opens nothing: not known, over, or used already; all are told alike."""
    expected = "a link that is not used yet; an administrator can make a new one"
    return invalid([Wrong(pointer="#/link", detail="opens nothing", expected=expected)])
