"""/approvals: what waits for a second pair of eyes, and what was decided."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.access import Ask, needs
from api.routes.sent import SentJson, formed
from api.routes.shapes import Cursor, Limit, Listed, answer, asked, listed
from api.routes.structure_shapes import ApprovalOfStructure, Decided, Decision, Line, sent_as
from api.store.paging import LIMIT, Page
from api.workflows import approvals
from api.workflows.doing import Answer
from api.workflows.unit import Unit

router = APIRouter(prefix="/approvals", tags=["approvals"])
READ, WRITE = needs("approvals:read"), needs("approvals:write")
Mine = Annotated[bool, Query(description="Only those that you may decide.")]


def wanted(
    state: Decided | None = None, line: Line | None = None,
    client_id: Annotated[str | None, Query(max_length=200)] = None,
) -> dict[str, str]:  # fmt: skip
    """What is asked for."""
    given = (("state", state), ("line", line), ("client_id", client_id))
    return {name: value for name, value in given if value}


Wanted = Annotated[dict[str, str], Depends(wanted)]


@router.get("", openapi_extra=READ)
def list_approvals(
    ask: Ask, filters: Wanted, limit: Limit = LIMIT, cursor: Cursor = "", mine: Mine = False
) -> Listed[ApprovalOfStructure]:
    """The approvals about clients you see, the oldest first."""
    page = ask.read(lambda unit: approvals.listed(unit, filters, asked(limit, cursor), mine=mine))
    items = [shown(each) for each in page.items]
    return listed(Page(items=items, next=page.next), ApprovalOfStructure)


@router.get("/{approval_id}", openapi_extra=READ)
def read_approval(ask: Ask, approval_id: str) -> ApprovalOfStructure:
    """An approval, what it is about, and whether you may decide it."""
    return shown(ask.read(lambda unit: approvals.read(unit, approval_id)))


@router.post(
    "/{approval_id}/decisions", response_model=ApprovalOfStructure,
    openapi_extra=sent_as("Decision") | WRITE,
)  # fmt: skip
def decide_approval(ask: Ask, approval_id: str, keys: SentJson) -> Response:
    """Approve or reject; never what you wrote or submitted, and one line of a version only."""
    ask.read(lambda unit: approvals.deciding(unit, approval_id))
    body = formed(keys, Decision)

    def work(unit: Unit) -> Answer:
        found = approvals.decided(unit, approval_id, body.decision, body.reason)
        return answer(200, shown(found))

    return ask.post(work)


def shown(found: approvals.Told) -> ApprovalOfStructure:
    """The approval as it is shown."""
    own = found.row._asdict()
    return ApprovalOfStructure.model_validate(
        own | {"structure_key": own["key"], "may_decide": found.may_decide}
    )
