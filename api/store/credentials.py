"""Sessions and tokens, found by the hash of their secret."""

import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from api.store.tables.people import session, token


def live_session(connection: Connection, hashed: str, now: datetime.datetime) -> Row[Any] | None:
    """The session with the hash, unless it is over."""
    wanted = select(session).where(session.c.hash == hashed).where(session.c.expires_at > now)
    return connection.execute(wanted).one_or_none()


def live_token(connection: Connection, hashed: str, now: datetime.datetime) -> Row[Any] | None:
    """The token with the hash, unless it is over or was taken back."""
    wanted = select(token).where(token.c.hash == hashed).where(token.c.expires_at > now)
    return connection.execute(wanted.where(token.c.revoked_at.is_(None))).one_or_none()
