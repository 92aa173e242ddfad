"""/people and /departments: who works with the service, in which roles."""

import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.access import Ask, needs
from api.routes.shapes import (
    Body,
    Cursor,
    Limit,
    Listed,
    Named,
    Shown,
    Text,
    asked,
    created,
    listed,
    shown_once,
)
from api.security.permissions import Role
from api.store.paging import LIMIT
from api.workflows import links, people
from api.workflows.doing import Answer
from api.workflows.unit import Unit
from api.workflows.versions import tag

router = APIRouter(prefix="/people", tags=["people"])
departments = APIRouter(prefix="/departments", tags=["people"])

State = Literal["invited", "active", "blocked"]
Roles = Annotated[list[Role], Field(max_length=10, description="What they are to the bank.")]
Login = Annotated[str, Field(
    pattern=r"^[a-z0-9][a-z0-9._@-]{1,99}$", description="Small letters, digits and . _ @ -",
)]  # fmt: skip


class NewPerson(Body):
    """Somebody to invite."""

    login: Login
    name: Named
    roles: Roles
    department_id: Text | None = None
    client_id: Text | None = None


class ChangedPerson(Body):
    """What is to be otherwise; what is left out stays."""

    name: Named | None = None
    roles: Roles | None = None
    department_id: Text | None = None
    client_id: Text | None = None
    state: Literal["active", "blocked"] | None = None


class Person(Shown):
    """A person and their roles."""

    id: str
    login: str
    name: str
    state: State
    roles: list[Role]
    department_id: str | None
    client_id: str | None
    version: int


class Invited(Person):
    """A person and their one-time link, which is shown this once."""

    link: str | None
    link_expires_at: datetime.datetime


class NewDepartment(Body):
    """A department's name."""

    name: Named


class Department(Shown):
    """A department of the bank."""

    id: str
    name: str
    version: int
    created_at: datetime.datetime


@router.get("", openapi_extra=needs("people:read"))
def list_people(
    ask: Ask, limit: Limit = LIMIT, cursor: Cursor = "", state: State | None = None,
    role: Role | None = None, login: Annotated[str | None, Query(max_length=100)] = None,
) -> Listed[Person]:  # fmt: skip
    """The people of your department, or of the bank, a page at a time."""
    given = (("state", state), ("role", role), ("login", login))
    filters = {key: value for key, value in given if value}
    page = ask.read(lambda unit: people.listed(unit, filters, asked(limit, cursor)))
    return listed(page, Person)


@router.post("", status_code=201, response_model=Invited, openapi_extra=needs("people:write"))
def invite_person(ask: Ask, body: NewPerson) -> Response:
    """Invite somebody: the answer has the one-time link by which they choose their password.

    The link is shown this once; a repetition of the request shows the person without it.
    """

    def work(unit: Unit) -> Answer:
        values = body.model_dump(exclude={"roles"})
        found, link = people.invited(unit, values, body.roles)
        return with_link(found, link, f"/api/v1/people/{found.id}")

    return ask.post(work)


@router.get("/{person_id}", openapi_extra=needs("people:read"))
def read_person(ask: Ask, person_id: str, response: Response) -> Person:
    """A person."""
    found = ask.read(lambda unit: people.read(unit, person_id))
    response.headers["ETag"] = tag(found.version)
    return Person.model_validate(found)


@router.patch("/{person_id}", openapi_extra=needs("people:write"))
def change_person(ask: Ask, person_id: str, body: ChangedPerson, response: Response) -> Person:
    """Change a person's name, roles, place or state, from the version you read (If-Match).

    Blocking somebody ends their sessions and takes their tokens back. The last administrator
    cannot be removed, and nobody widens their own rights.
    """
    values = {
        name: value
        for name, value in body.model_dump(exclude_unset=True).items()
        if value is not None or name in people.PLACE
    }
    found = ask.change(lambda unit: people.changed(unit, person_id, values, ask.match))
    response.headers["ETag"] = tag(found.version)
    return Person.model_validate(found)


@router.post(
    "/{person_id}/links", status_code=201, response_model=Invited,
    openapi_extra=needs("people:write", versioned="optional"),
)  # fmt: skip
def make_link(ask: Ask, person_id: str) -> Response:
    """Make a new one-time link for somebody who starts over.

    Their password, sessions, tokens and older links end at once.
    """

    def work(unit: Unit) -> Answer:
        found, link = links.issued(unit, person_id, ask.match)
        return with_link(found, link, f"/api/v1/people/{person_id}")

    return ask.post(work)


def with_link(found: object, link: links.Link, path: str) -> Answer:
    """The person with their link; kept without it."""
    values = Person.model_validate(found).model_dump()
    shown = Invited(**values, link=link.address, link_expires_at=link.expires_at)
    made = created(shown, path, shown.version)
    return shown_once(made, shown.model_copy(update={"link": None}))


@departments.get("", openapi_extra=needs("people:read"))
def list_departments(ask: Ask, limit: Limit = LIMIT, cursor: Cursor = "") -> Listed[Department]:
    """The bank's departments, a page at a time."""
    page = ask.read(lambda unit: people.departments(unit, asked(limit, cursor)))
    return listed(page, Department)


@departments.post(
    "", status_code=201, response_model=Department, openapi_extra=needs("people:write")
)
def add_department(ask: Ask, body: NewDepartment) -> Response:
    """Add a department."""

    def work(unit: Unit) -> Answer:
        row = people.department_added(unit, body.name)
        path = f"/api/v1/departments/{row.id}"
        return created(Department.model_validate(row), path, row.version)

    return ask.post(work)


@departments.get("/{department_id}", openapi_extra=needs("people:read"))
def read_department(ask: Ask, department_id: str, response: Response) -> Department:
    """A department."""
    row = ask.read(lambda unit: people.department(unit, department_id))
    response.headers["ETag"] = tag(row.version)
    return Department.model_validate(row)


@departments.patch("/{department_id}", openapi_extra=needs("people:write"))
def rename_department(
    ask: Ask, department_id: str, body: NewDepartment, response: Response
) -> Department:
    """Give a department another name, from the version you read (If-Match)."""
    row = ask.change(
        lambda unit: people.department_renamed(unit, department_id, body.name, ask.match)
    )
    response.headers["ETag"] = tag(row.version)
    return Department.model_validate(row)
