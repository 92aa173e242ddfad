"""/clients/{id}/entities, /banks and /accounts: the group, in the words of a scenario.

In a path stands the record's own id ("HQ-001"), as scenarios and structures name it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.access import Ask, Asking, needs
from api.routes.group_shapes import (
    Account,
    Bank,
    ChangedAccount,
    ChangedBank,
    ChangedEntity,
    Entity,
    NewAccount,
    NewBank,
    NewEntity,
)
from api.routes.shapes import Cursor, Limit, Listed, asked, created, listed
from api.store.paging import LIMIT, Page
from api.workflows import group
from api.workflows.doing import Answer
from api.workflows.unit import Unit
from api.workflows.versions import tag

router = APIRouter(prefix="/clients/{client_id}", tags=["group"])
READ, WRITE = needs("accounts:read"), needs("accounts:write")


def page_of(ask: Asking, client_id: str, name: str, limit: int, cursor: str) -> Page[Any]:
    """A page of the list."""
    found = ask.read(lambda unit: group.listed(unit, client_id, name, asked(limit, cursor)))
    return Page(items=[shown(each) for each in found.items], next=found.next)


def added(
    ask: Asking, client_id: str, name: str, values: Mapping[str, Any], shape: type[BaseModel]
) -> Response:
    """The answer to a record that is added to the list."""

    def work(unit: Unit) -> Answer:
        kept = group.added(unit, client_id, name, values)
        path = f"/api/v1/clients/{client_id}/{name}/{quote(kept.values['id'])}"
        return created(shape.model_validate(shown(kept)), path, kept.version)

    return ask.post(work)


def one_of(kept: group.Kept, response: Response) -> dict[str, Any]:
    """The record as it is shown; its version is in the response's ETag."""
    response.headers["ETag"] = tag(kept.version)
    return shown(kept)


def shown(kept: group.Kept) -> dict[str, Any]:
    """The record with its version."""
    return kept.values | {"version": kept.version}


@router.get("/entities", openapi_extra=READ)
def list_entities(
    ask: Ask, client_id: str, limit: Limit = LIMIT, cursor: Cursor = ""
) -> Listed[Entity]:
    """The client's legal entities and branches, a page at a time."""
    return listed(page_of(ask, client_id, "entities", limit, cursor), Entity)


@router.post("/entities", status_code=201, response_model=Entity, openapi_extra=WRITE)
def add_entity(ask: Ask, client_id: str, body: NewEntity) -> Response:
    """Add a legal entity, or a branch of one (`branch_of`)."""
    return added(ask, client_id, "entities", body.root, Entity)


@router.get("/entities/{id}", openapi_extra=READ)
def read_entity(ask: Ask, client_id: str, id: str, response: Response) -> Entity:
    """An entity of the client."""
    kept = ask.read(lambda unit: group.read(unit, client_id, "entities", id))
    return Entity.model_validate(one_of(kept, response))


@router.patch("/entities/{id}", openapi_extra=WRITE)
def change_entity(
    ask: Ask, client_id: str, id: str, body: ChangedEntity, response: Response
) -> Entity:
    """Change an entity, from the version you read (If-Match)."""
    kept = ask.change(
        lambda unit: group.changed(unit, client_id, "entities", id, body.root, ask.match)
    )
    return Entity.model_validate(one_of(kept, response))


@router.get("/banks", openapi_extra=READ)
def list_banks(ask: Ask, client_id: str, limit: Limit = LIMIT, cursor: Cursor = "") -> Listed[Bank]:
    """The client's banks, a page at a time."""
    return listed(page_of(ask, client_id, "banks", limit, cursor), Bank)


@router.post("/banks", status_code=201, response_model=Bank, openapi_extra=WRITE)
def add_bank(ask: Ask, client_id: str, body: NewBank) -> Response:
    """Add a bank at which the client has accounts."""
    return added(ask, client_id, "banks", body.root, Bank)


@router.get("/banks/{id}", openapi_extra=READ)
def read_bank(ask: Ask, client_id: str, id: str, response: Response) -> Bank:
    """A bank of the client."""
    kept = ask.read(lambda unit: group.read(unit, client_id, "banks", id))
    return Bank.model_validate(one_of(kept, response))


@router.patch("/banks/{id}", openapi_extra=WRITE)
def change_bank(ask: Ask, client_id: str, id: str, body: ChangedBank, response: Response) -> Bank:
    """Change a bank, from the version you read (If-Match)."""
    kept = ask.change(
        lambda unit: group.changed(unit, client_id, "banks", id, body.root, ask.match)
    )
    return Bank.model_validate(one_of(kept, response))


@router.get("/accounts", openapi_extra=READ)
def list_accounts(
    ask: Ask, client_id: str, limit: Limit = LIMIT, cursor: Cursor = ""
) -> Listed[Account]:
    """The client's bank accounts, a page at a time."""
    return listed(page_of(ask, client_id, "accounts", limit, cursor), Account)


@router.post("/accounts", status_code=201, response_model=Account, openapi_extra=WRITE)
def add_account(ask: Ask, client_id: str, body: NewAccount) -> Response:
    """Add a bank account; entity and bank are named by their ids and must be there."""
    return added(ask, client_id, "accounts", body.root, Account)


@router.get("/accounts/{id}", openapi_extra=READ)
def read_account(ask: Ask, client_id: str, id: str, response: Response) -> Account:
    """An account of the client."""
    kept = ask.read(lambda unit: group.read(unit, client_id, "accounts", id))
    return Account.model_validate(one_of(kept, response))


@router.patch("/accounts/{id}", openapi_extra=WRITE)
def change_account(
    ask: Ask, client_id: str, id: str, body: ChangedAccount, response: Response
) -> Account:
    """Change an account, from the version you read (If-Match)."""
    kept = ask.change(
        lambda unit: group.changed(unit, client_id, "accounts", id, body.root, ask.match)
    )
    return Account.model_validate(one_of(kept, response))
