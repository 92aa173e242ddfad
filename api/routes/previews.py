"""Previews of tonight's sweeps: /clients/ID/structures/previews and /structures/ID/previews."""

import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field

from api.access import Ask, needs
from api.routes.sent import SentJson, formed
from api.routes.shapes import Body, Day, Money, Shown
from api.routes.structure_shapes import sent_as
from api.workflows import previews
from treasury.money import written
from treasury.reporting.previewing import Preview, PreviewAccount, PreviewSweep

router = APIRouter(tags=["structures"])
READ = needs("structures:read")
Amounts = dict[Annotated[str, Field(max_length=200)], Annotated[str, Field(max_length=64)]]

BALANCES = "Book balance by account, of all that is booked so far; else as the statements say."
POSITIONS = "What each participant had sent up less what it fetched down."
ITEMS = "Receipts and payments of the day that are not booked yet, as a scenario has them."


class Asked(Body):
    """A day, and what is known of it."""

    date: Day
    balances: Annotated[Amounts | None, Field(description=BALANCES)] = None
    positions: Annotated[Amounts | None, Field(description=POSITIONS)] = None
    items: Annotated[list[dict[str, Any]], Field(
        max_length=10_000, default_factory=list, description=ITEMS)]  # fmt: skip


class AskedOfStructure(Asked):
    """What is asked of a structure: of one of its versions, or of the one in force."""

    number: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None


class AskedOfDocument(Asked):
    """What is asked of a structure that is not kept."""

    document: dict[str, Any]


class ShownSweep(Shown):
    """A transfer that would be made; `amount` is zero where what is `wanted` is stopped."""

    giver: str
    taker: str
    kind: Literal["concentration", "funding", "draw"]
    amount: Money
    wanted: Money
    minute: Annotated[int, Field(description="After midnight; 1440 is the end of the day.")]
    time: str
    sentence: str


class ShownAccount(Shown):
    """An account of the structure: its day, in sentences."""

    account: str
    opening: Money
    closing: Money
    sentences: list[str]


class ShownPreview(Shown):
    """What the structure would do on the day, and what one day cannot know."""

    structure: str
    number: int | None
    date: datetime.date
    sweeps: list[ShownSweep]
    accounts: list[ShownAccount]
    notes: list[str]


@router.post(
    "/clients/{client_id}/structures/previews", response_model=ShownPreview,
    openapi_extra=sent_as("AskedOfDocument") | READ,
)  # fmt: skip
def preview_document(ask: Ask, client_id: str, keys: SentJson) -> ShownPreview:
    """What a structure that is not kept would do tonight, each sweep explained. Nothing is kept."""
    body = formed(keys, AskedOfDocument)
    question = question_of(body)
    found = ask.read(lambda unit: previews.of_document(unit, client_id, body.document, question))
    return shown(found, None)


@router.post(
    "/structures/{structure_id}/previews", response_model=ShownPreview,
    openapi_extra=sent_as("AskedOfStructure") | READ,
)  # fmt: skip
def preview_structure(ask: Ask, structure_id: str, keys: SentJson) -> ShownPreview:
    """What a structure would do tonight, each sweep explained. Nothing is changed."""
    body = formed(keys, AskedOfStructure)
    question = question_of(body)
    number, found = ask.read(
        lambda unit: previews.of_structure(unit, structure_id, body.number, question)
    )
    return shown(found, number)


def question_of(body: Asked) -> previews.Question:
    """The question as the workflow takes it."""
    return previews.Question(
        date=body.date, balances=body.balances, positions=body.positions, items=body.items
    )


def shown(found: Preview, number: int | None) -> ShownPreview:
    """The preview as it is shown."""
    return ShownPreview(
        structure=found.structure, number=number, date=found.date, notes=list(found.notes),
        sweeps=[shown_sweep(each) for each in found.sweeps],
        accounts=[shown_account(each) for each in found.accounts],
    )  # fmt: skip


def shown_sweep(sweep: PreviewSweep) -> ShownSweep:
    """The sweep as it is shown."""
    return ShownSweep(
        giver=sweep.giver, taker=sweep.taker, kind=sweep.kind,
        amount=money(sweep.amount, sweep.currency), wanted=money(sweep.wanted, sweep.currency),
        minute=sweep.minute, time=sweep.slot, sentence=sweep.sentence,
    )  # fmt: skip


def shown_account(account: PreviewAccount) -> ShownAccount:
    """The account as it is shown."""
    return ShownAccount(
        account=account.account, sentences=list(account.sentences),
        opening=money(account.opening, account.currency),
        closing=money(account.closing, account.currency),
    )  # fmt: skip


def money(minor: int, currency: str) -> Money:
    """The amount as it is shown."""
    return Money(amount=written(minor, currency), currency=currency)


def components() -> dict[str, Any]:
    """The schemas that the descriptions of bodies refer to, by name."""
    made = {shape.__name__: shape.model_json_schema()
            for shape in (AskedOfDocument, AskedOfStructure)}  # fmt: skip
    item = {"$ref": "#/components/schemas/ScenarioDocument.Item"}
    for body in made.values():
        body["properties"]["items"]["items"] = item
    own = made[AskedOfDocument.__name__]["properties"]
    own["document"] = {"$ref": "#/components/schemas/StructureDocument"}
    return made
