"""What people come in with: sessions, tokens and one-time links, found by the hash of their
secret. `Way` is a session or a token that is live."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from api.store.paging import Asked, Page, page
from api.store.tables.people import invitation, session, token

A_MINUTE = datetime.timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How somebody came in; `scopes` is None and `csrf` is given for a session."""

    kind: Literal["session", "token"]
    hash: str
    person_id: str
    until: datetime.datetime
    used_at: datetime.datetime | None
    scopes: frozenset[str] | None = None
    csrf: str = ""


def live_session(connection: Connection, hashed: str, now: datetime.datetime) -> Way | None:
    """The session with the hash, unless it is over."""
    wanted = select(session).where(session.c.hash == hashed).where(session.c.expires_at > now)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return None
    return Way(
        kind="session", hash=hashed, person_id=row.person_id, until=row.expires_at,
        used_at=row.seen_at, csrf=row.csrf,
    )  # fmt: skip


def live_token(connection: Connection, hashed: str, now: datetime.datetime) -> Way | None:
    """The token with the hash, unless it is over or was taken back."""
    wanted = select(token).where(token.c.hash == hashed).where(token.c.expires_at > now)
    row = connection.execute(wanted.where(token.c.revoked_at.is_(None))).one_or_none()
    if row is None:
        return None
    return Way(
        kind="token", hash=hashed, person_id=row.person_id, until=row.expires_at,
        used_at=row.used_at, scopes=frozenset(row.scopes),
    )  # fmt: skip


def due(way: Way, now: datetime.datetime) -> bool:
    """Whether the use of it is to be written down: once a minute is enough."""
    return way.used_at is None or now - way.used_at >= A_MINUTE


def used(connection: Connection, way: Way, now: datetime.datetime) -> None:
    """Write down that it was used."""
    if way.kind == "session":
        where = (session.c.hash == way.hash) & (session.c.seen_at <= now - A_MINUTE)
        connection.execute(update(session).where(where).values(seen_at=now))
        return
    late = or_(token.c.used_at.is_(None), token.c.used_at <= now - A_MINUTE)
    connection.execute(update(token).where((token.c.hash == way.hash) & late).values(used_at=now))


def add_session(connection: Connection, values: Mapping[str, Any]) -> None:
    """Begin a session; those of the person that are over are cleared away."""
    over = (session.c.person_id == values["person_id"]) & (
        session.c.expires_at <= values["created_at"]
    )
    connection.execute(delete(session).where(over))
    connection.execute(insert(session).values(**values))


def end_session(connection: Connection, hashed: str) -> None:
    """End a session."""
    connection.execute(delete(session).where(session.c.hash == hashed))


def end_sessions(connection: Connection, person_id: str, but: str = "") -> int:
    """How many sessions of a person were ended: all but that with the hash `but`."""
    where = (session.c.person_id == person_id) & (session.c.hash != but)
    return connection.execute(delete(session).where(where)).rowcount


def add_token(connection: Connection, values: Mapping[str, Any]) -> Row[Any]:
    """Add a token."""
    return connection.execute(insert(token).values(**values).returning(token)).one()


def tokens(connection: Connection, person_id: str, asked: Asked) -> Page[Row[Any]]:
    """A page of a person's tokens, those that are over or were taken back among them."""
    return page(connection, select(token).where(token.c.person_id == person_id), token.c.id, asked)


def own_token(connection: Connection, person_id: str, token_id: str) -> Row[Any] | None:
    """The token, if it is the person's."""
    where = (token.c.id == token_id) & (token.c.person_id == person_id)
    return connection.execute(select(token).where(where)).one_or_none()


def revoke(connection: Connection, ids: Sequence[str], now: datetime.datetime) -> None:
    """Take these tokens back."""
    where = token.c.id.in_(ids) & token.c.revoked_at.is_(None)
    connection.execute(update(token).where(where).values(revoked_at=now))


def live_tokens(connection: Connection, person_id: str, now: datetime.datetime) -> list[str]:
    """The ids of the tokens with which the person can still come in."""
    where = (token.c.person_id == person_id) & token.c.revoked_at.is_(None)
    wanted = select(token.c.id).where(where & (token.c.expires_at > now)).order_by(token.c.id)
    return list(connection.execute(wanted).scalars())


def add_link(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep a one-time link; older ones of the person end."""
    end_links(connection, values["person_id"], values["created_at"])
    connection.execute(insert(invitation).values(**values))


def end_links(connection: Connection, person_id: str, now: datetime.datetime) -> None:
    """End the links of a person that were not used."""
    where = (invitation.c.person_id == person_id) & invitation.c.used_at.is_(None)
    connection.execute(update(invitation).where(where).values(used_at=now))


def use_link(connection: Connection, hashed: str, now: datetime.datetime) -> str | None:
    """The id of the person of a live link, which is used with that; None where there is none."""
    where = (invitation.c.hash == hashed) & (invitation.c.expires_at > now)
    using = update(invitation).where(where & invitation.c.used_at.is_(None)).values(used_at=now)
    return connection.execute(using.returning(invitation.c.person_id)).scalar_one_or_none()


def link_person(connection: Connection, hashed: str, now: datetime.datetime) -> str | None:
    """The id of the person of a live link."""
    where = (invitation.c.hash == hashed) & (invitation.c.expires_at > now)
    wanted = select(invitation.c.person_id).where(where & invitation.c.used_at.is_(None))
    return connection.execute(wanted).scalar_one_or_none()
