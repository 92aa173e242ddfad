"""Tokens for programs: made, listed and taken back by whom they stand for."""

import datetime
from collections.abc import Sequence
from typing import Any

from api.problems import Wrong, invalid, not_found
from api.security.permissions import RIGHTS, may
from api.security.secrets import SECRET_BYTES, TOKEN_PREFIX, hash_of, secret
from api.store import credentials as store
from api.store.auditing import Remark
from api.store.paging import Asked, Page
from api.workflows.unit import Unit


def listed(unit: Unit, asked: Asked) -> Page[Any]:
    """A page of one's own tokens."""
    unit.require("me:read")
    return store.tokens(unit.connection, unit.person.id, asked)


def made(unit: Unit, name: str, scopes: Sequence[str], days: int) -> tuple[Any, str]:
    """A new token and its secret: for no more, and for no longer, than what it is made with."""
    unit.require("me:write")
    wrong = [
        Wrong(pointer=f"#/scopes/{index}", detail=why_not(scope), expected=able(unit))
        for index, scope in enumerate(scopes)
        if scope not in RIGHTS or not may(scope, unit.person.roles, unit.scopes)
    ]
    most = unit.service.settings.token_days_max
    if days > most:
        wrong.append(Wrong(pointer="#/days", detail="is too long", expected=f"at most {most}"))
    if wrong:
        raise invalid(wrong)
    given = TOKEN_PREFIX + secret(unit.service.randomness(SECRET_BYTES))
    until = unit.now + datetime.timedelta(days=days)
    if unit.way is not None and unit.way.kind == "token":
        until = min(until, unit.way.until)
    row = store.add_token(unit.connection, {
        "id": unit.new_id(), "person_id": unit.person.id, "name": name, "hash": hash_of(given),
        "scopes": sorted(set(scopes)), "created_at": unit.now, "expires_at": until,
    })  # fmt: skip
    after = {"name": name, "scopes": row.scopes, "expires_at": until.isoformat()}
    unit.remember(Remark(what="created", subject_kind="token", subject_id=row.id, after=after))
    return row, given


def why_not(scope: str) -> str:
    """Why a scope cannot be given."""
    return "is not yours to give" if scope in RIGHTS else "is no right of the service"


def able(unit: Unit) -> str:
    """The scopes that can be given."""
    return ", ".join(
        right for right in sorted(RIGHTS) if may(right, unit.person.roles, unit.scopes)
    )


def taken_back(unit: Unit, token_id: str) -> None:
    """A token of one's own opens nothing any more."""
    unit.require("me:write")
    row = store.own_token(unit.connection, unit.person.id, token_id)
    if row is None:
        raise not_found("token")
    if row.revoked_at is None:
        store.revoke(unit.connection, [token_id], unit.now)
        unit.remember(Remark(what="taken back", subject_kind="token", subject_id=token_id,
                             before={"name": row.name}))  # fmt: skip
