"""/clients: the bank's clients and who looks after them."""

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
    left_out,
    listed,
)
from api.store.paging import LIMIT
from api.workflows import clients
from api.workflows.doing import Answer
from api.workflows.unit import Unit
from api.workflows.versions import tag

router = APIRouter(prefix="/clients", tags=["clients"])

Segment = Literal["system_industry", "independent"]
State = Literal["potential", "active", "left"]
Part = Literal["lead", "treasury", "credit"]
Sales = Annotated[int | None, Field(ge=0, le=10**15, description="Annual sales, whole USD.")]


class NewClient(Body):
    """A client to add."""

    name: Named
    department_id: Text | None = None
    sector: Text = ""
    segment: Segment = "independent"
    credit_class: Text = ""
    annual_sales_usd: Sales = None
    state: State = "potential"


class ChangedClient(Body):
    """What is to be otherwise; what is left out stays."""

    name: Named = left_out()
    sector: Text = left_out()
    segment: Segment = left_out()
    credit_class: Text = left_out()
    annual_sales_usd: Sales = left_out()
    state: State = left_out()


class Client(Shown):
    """A client."""

    id: str
    name: str
    department_id: str
    sector: str
    segment: Segment
    credit_class: str
    annual_sales_usd: int | None
    state: State
    version: int
    created_at: datetime.datetime


class TeamMember(Shown):
    """Somebody who looks after a client, and in which part."""

    id: str
    login: str
    name: str
    part: Part


class NewMember(Body):
    """Somebody who is to look after the client, and in which part."""

    login: Named
    part: Part


class NewTeam(Body):
    """The whole team: who is not named leaves it."""

    members: Annotated[list[NewMember], Field(min_length=1, max_length=50)]


@router.get("", openapi_extra=needs("clients:read"))
def list_clients(
    ask: Ask, limit: Limit = LIMIT, cursor: Cursor = "", state: State | None = None,
    name: Annotated[str | None, Query(max_length=200)] = None,
) -> Listed[Client]:  # fmt: skip
    """The clients you see, a page at a time."""
    filters = {key: value for key, value in (("state", state), ("name", name)) if value}
    page = ask.read(lambda unit: clients.listed(unit, filters, asked(limit, cursor)))
    return listed(page, Client)


@router.post("", status_code=201, response_model=Client, openapi_extra=needs("clients:write"))
def add_client(ask: Ask, body: NewClient) -> Response:
    """Add a client; you lead its team."""

    def work(unit: Unit) -> Answer:
        row = clients.added(unit, body.model_dump())
        return created(Client.model_validate(row), f"/api/v1/clients/{row.id}", row.version)

    return ask.post(work)


@router.get("/{client_id}", openapi_extra=needs("clients:read"))
def read_client(ask: Ask, client_id: str, response: Response) -> Client:
    """A client."""
    row = ask.read(lambda unit: clients.read(unit, client_id))
    response.headers["ETag"] = tag(row.version)
    return Client.model_validate(row)


@router.patch("/{client_id}", openapi_extra=needs("clients:write"))
def change_client(ask: Ask, client_id: str, body: ChangedClient, response: Response) -> Client:
    """Change a client, from the version you read (If-Match)."""
    values = body.model_dump(exclude_unset=True)
    row = ask.change(lambda unit: clients.changed(unit, client_id, values, ask.match))
    response.headers["ETag"] = tag(row.version)
    return Client.model_validate(row)


@router.get("/{client_id}/team", openapi_extra=needs("clients:read"))
def read_team(ask: Ask, client_id: str) -> list[TeamMember]:
    """Who looks after the client."""
    rows = ask.read(lambda unit: clients.team(unit, client_id))
    return [TeamMember.model_validate(row) for row in rows]


@router.put("/{client_id}/team", openapi_extra=needs("clients:write"))
def put_team(ask: Ask, client_id: str, body: NewTeam, response: Response) -> list[TeamMember]:
    """Say who looks after the client, from the version of the client you read (If-Match).

    One lead, and any treasury and credit officers; each in the part that their role fits.
    """
    members = [(each.login, each.part) for each in body.members]
    rows, version = ask.change(lambda unit: clients.team_put(unit, client_id, members, ask.match))
    response.headers["ETag"] = tag(version)
    return [TeamMember.model_validate(row) for row in rows]
