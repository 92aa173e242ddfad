"""How structures, their versions and approvals are shaped; how a structure's document is described.

The document is described by the engine's own schema: one record for the structure, and lists of
what belongs to it.
"""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from api.routes.sent import JSON
from api.routes.shapes import Body, Corrects, Day, Shown, Text
from api.workflows.structure_documents import LISTS, MAIN, OF_ONE_STRUCTURE
from treasury.loading.shapes import lists

DOCUMENT_NAME = "StructureDocument"
RECORDS = "#/components/schemas/ScenarioDocument."
REFERENCE = "#/components/schemas/"
Line = Literal["liquidity", "credit", "price"]
State = Literal["draft", "submitted", "approved", "rejected"]
Decided = Literal["open", "approved", "rejected", "withdrawn"]
Reason = Annotated[Text, Field(description="In words.")]


class NewStructure(Body):
    """A structure, or the next version of one, and the day from which it is to be in force."""

    effective_from: Day
    document: dict[str, Any]


CorrectedBy = Annotated[int | None, Field(
    description="The number of the version that took its place; null: none did.")]  # fmt: skip
Because = Annotated[
    list[str], BeforeValidator(lambda kept: kept or []),
    Field(description="What is more than in the version in force before, a sentence each; it is "
          "why the line credit is asked."),
]  # fmt: skip


class Submission(Body):
    """Which approved version of the same day it corrects; nothing, where there is none."""

    corrects: Corrects = None


class Withdrawal(Body):
    """Why the version is not to be decided now."""

    reason: Reason = ""


class Decision(Body):
    """What is decided; why, where it is a rejection."""

    decision: Literal["approve", "reject"]
    reason: Reason = ""


class Structure(Shown):
    """A structure; `in_force` is the number of the version in force on `date`."""

    id: str
    client_id: str
    key: str
    latest: int
    version: int
    created_at: datetime.datetime
    date: datetime.date
    in_force: int | None


class StructureVersion(Shown):
    """A version without its document."""

    structure_id: str
    number: int
    effective_from: datetime.date
    state: State
    corrects: Corrects
    corrected_by: CorrectedBy
    created_at: datetime.datetime
    created_by: str


class Approval(Shown):
    """What was decided about one line of a version."""

    id: str
    line: Line
    because: Because
    state: Decided
    requested_by: str
    requested_at: datetime.datetime
    decided_by: str | None
    decided_at: datetime.datetime | None
    reason: str


class WholeVersion(StructureVersion):
    """A version with its document and its approvals."""

    document: Annotated[dict[str, Any], Field(description="As it was sent, without defaults.")]
    approvals: list[Approval]


class ApprovalOfStructure(Approval):
    """An approval and what it is about; `may_decide`: whether you may."""

    client_id: str
    structure_id: str
    structure_key: str
    number: int
    effective_from: datetime.date
    corrects: Corrects
    may_decide: bool


class JudgedStructure(Shown):
    """Whether the document can be kept; everything wrong; the lines that have to agree to it."""

    valid: bool
    errors: list[dict[str, str]]
    lines: list[Line]
    because: Because


def sent_as(shape: str) -> dict[str, Any]:
    """The description of a JSON body of this shape."""
    content = {JSON: {"schema": {"$ref": REFERENCE + shape}}}
    return {"requestBody": {"required": True, "content": content}}


def components() -> dict[str, Any]:
    """The schemas that the descriptions of bodies refer to, by name."""
    own = {name: described(name) for name in LISTS}
    document = {
        "type": "object", "additionalProperties": False, "required": [MAIN],
        "properties": {MAIN: {"$ref": f"{RECORDS}Structure"}, **own},
        "description": "A structure and what belongs to it. Links, budgets and notional pools need "
        "not say to which structure they belong.",
    }  # fmt: skip
    body = NewStructure.model_json_schema()
    body["properties"]["document"] = {"$ref": REFERENCE + DOCUMENT_NAME}
    decision = Decision.model_json_schema()
    return {DOCUMENT_NAME: document, NewStructure.__name__: body, Decision.__name__: decision}


def described(name: str) -> dict[str, Any]:
    """The description of a list of records."""
    record: dict[str, Any] = {"$ref": f"{RECORDS}{lists()[name].__name__}"}
    if name in OF_ONE_STRUCTURE:
        record["description"] = "`structure` may be left out."
    return {"type": "array", "items": record}
