"""/sessions, /passwords, /me and /tokens: coming in, and what is one's own."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from api.access import Ask, cookie, needs
from api.routes.people import Person
from api.routes.shapes import (
    Body,
    Cursor,
    Limit,
    Listed,
    Named,
    Shown,
    answer,
    asked,
    created,
    listed,
    shown_once,
)
from api.security.passwords import LENGTH_MAX
from api.security.permissions import Role
from api.store.paging import LIMIT
from api.workflows import links, signing_in, tokens
from api.workflows.doing import Answer
from api.workflows.unit import Unit
from api.workflows.versions import tag

router = APIRouter(tags=["sign-in"])
ALONE = needs("me:write", versioned=False)
"""What nobody else changes: no version is asked for."""
OPEN: dict[str, Any] = {"security": []}
"""For whoever has not come in yet."""
SIGNED_IN = {"security": [{"session": []}], "x-versioned": False}

Password = Annotated[
    str, StringConstraints(strip_whitespace=False), Field(min_length=1, max_length=LENGTH_MAX)
]


class SignIn(Body):
    """A login and its password."""

    login: Annotated[str, Field(min_length=1, max_length=100)]
    password: Password


class SignedIn(Shown):
    """The session: its CSRF token goes into the header X-CSRF-Token of every change."""

    csrf: str
    expires_at: datetime.datetime
    person: Person


class ChosenPassword(Body):
    """A one-time link, or what stands behind its #, and the password one wants."""

    link: Annotated[str, Field(min_length=1, max_length=500)]
    password: Password


class OwnPassword(Body):
    """The password of now, and the new one."""

    old_password: Password
    password: Password


class Chosen(Shown):
    """The login that the password was set for."""

    login: str


class Me(Shown):
    """Who asks, what they may, and the CSRF token of their session (null: a token was shown)."""

    id: str
    login: str
    name: str
    roles: list[Role]
    department_id: str | None
    client_id: str | None
    version: int
    rights: list[str]
    csrf: str | None
    expires_at: datetime.datetime


class ChangedMe(Body):
    """One's name as it is to be."""

    name: Named


class NewToken(Body):
    """A token to make: what it may is part of what you may."""

    name: Named
    scopes: Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=50)]
    days: Annotated[int, Field(ge=1, le=10_000, description="After so many days it is over.")] = 90


class Token(Shown):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[str]
    created_at: datetime.datetime
    expires_at: datetime.datetime
    revoked_at: datetime.datetime | None
    used_at: datetime.datetime | None


class MadeToken(Token):
    """A token with its secret, which is shown this once."""

    secret: str | None


@router.post("/sessions", status_code=201, response_model=SignedIn, openapi_extra=OPEN)
def sign_in(ask: Ask, body: SignIn) -> Response:
    """Sign in. The session's cookie is set; the body has the CSRF token for changes.

    A login that rests after wrong passwords, one that does not exist and a wrong password are
    told alike.
    """
    found = signing_in.signed_in(
        ask.service, ask.for_nobody(), body.login, body.password, ask.session
    )
    shown = SignedIn(
        csrf=found.csrf, expires_at=found.expires_at, person=Person.model_validate(found.person)
    )
    settings = ask.service.settings
    setting = cookie(settings, found.secret, settings.session_hours * 3600)
    made = answer(201, shown, {"Set-Cookie": setting})
    return Response(made.body, made.status, dict(made.headers))


@router.delete("/sessions/current", status_code=204, openapi_extra=SIGNED_IN)
def sign_out(ask: Ask, response: Response) -> None:
    """Sign out: the session is over, and its cookie is taken away."""
    ask.change(signing_in.signed_out)
    response.headers["Set-Cookie"] = cookie(ask.service.settings, "", 0)


@router.post("/passwords", status_code=201, openapi_extra=OPEN)
def choose_password(ask: Ask, body: ChosenPassword) -> Chosen:
    """Choose the password by a one-time link, which is used up with it."""
    origin = ask.for_nobody()
    found = links.redeemed(ask.service, origin, body.link, body.password)
    return Chosen(login=found.login)


@router.get("/me", openapi_extra=needs("me:read"))
def read_me(ask: Ask, response: Response) -> Me:
    """Who you are, in which roles, and what you may."""
    found = ask.read(me)
    response.headers["ETag"] = tag(found.version)
    return found


@router.patch("/me", openapi_extra=needs("me:write"))
def change_me(ask: Ask, body: ChangedMe, response: Response) -> Person:
    """Change your name, from the version you read (If-Match)."""
    found = ask.change(lambda unit: signing_in.renamed(unit, body.name, ask.match))
    response.headers["ETag"] = tag(found.version)
    return Person.model_validate(found)


@router.put("/me/password", status_code=204, openapi_extra=ALONE)
def change_password(ask: Ask, body: OwnPassword) -> None:
    """Change your password, knowing the old one. Your other sessions end."""
    signing_in.password_changed(ask.service, ask.asked, body.model_dump())


@router.get("/tokens", openapi_extra=needs("me:read"))
def list_tokens(ask: Ask, limit: Limit = LIMIT, cursor: Cursor = "") -> Listed[Token]:
    """Your tokens, those that are over or were taken back among them."""
    return listed(ask.read(lambda unit: tokens.listed(unit, asked(limit, cursor))), Token)


@router.post("/tokens", status_code=201, response_model=MadeToken, openapi_extra=needs("me:write"))
def make_token(ask: Ask, body: NewToken) -> Response:
    """Make a token for a program. Its secret is shown this once.

    A repetition of the request shows the token without its secret, which is kept nowhere: make
    another one then, and take this one back. A token makes no token that may more than itself,
    or lives longer.
    """

    def work(unit: Unit) -> Answer:
        row, given = tokens.made(unit, body.name, body.scopes, body.days)
        shown = MadeToken(**Token.model_validate(row).model_dump(), secret=given)
        made = created(shown, f"/api/v1/tokens/{row.id}")
        return shown_once(made, shown.model_copy(update={"secret": None}))

    return ask.post(work)


@router.delete("/tokens/{token_id}", status_code=204, openapi_extra=ALONE)
def take_back_token(ask: Ask, token_id: str) -> None:
    """Take a token of yours back: it opens nothing any more."""
    ask.change(lambda unit: tokens.taken_back(unit, token_id))


def me(unit: Unit) -> Me:
    """Who asks."""
    unit.require("me:read")
    assert unit.way is not None
    person = unit.person
    return Me(
        id=person.id, login=person.login, name=person.name, roles=list(person.roles),
        department_id=person.department_id, client_id=person.client_id, version=person.version,
        rights=signing_in.rights(unit), csrf=unit.way.csrf or None, expires_at=unit.way.until,
    )  # fmt: skip
