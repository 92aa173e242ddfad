"""/clients/ID/structures and /structures: who sweeps to whom, by effective date."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.access import Ask, needs
from api.problems import Problem
from api.routes.scenario_shapes import Lint, LintRemark
from api.routes.scenarios import Number
from api.routes.sent import SentJson, formed
from api.routes.shapes import Cursor, Day, Limit, Listed, answer, asked, created, listed
from api.routes.structure_shapes import (
    Approval,
    JudgedStructure,
    NewStructure,
    Structure,
    StructureVersion,
    Submission,
    WholeVersion,
    Withdrawal,
    sent_as,
)  # fmt: skip
from api.store.paging import LIMIT, Page
from api.workflows import drafts, structures, submissions
from api.workflows.doing import Answer
from api.workflows.structure_documents import Judged, linted
from api.workflows.unit import Unit
from api.workflows.versions import tag

router = APIRouter(tags=["structures"])
READ, WRITE, NEW = needs("structures:read"), needs("structures:write"), sent_as("NewStructure")
OnDate = Annotated[Day | None, Query(description="The day; else today (UTC).")]


@router.get("/clients/{client_id}/structures", openapi_extra=READ)
def list_structures(
    ask: Ask, client_id: str, limit: Limit = LIMIT, cursor: Cursor = "", date: OnDate = None,
    key: Annotated[str | None, Query(max_length=200)] = None,
) -> Listed[Structure]:  # fmt: skip
    """The client's structures, a page at a time; which version of each is in force on a day."""
    filters = {"key": key} if key else {}
    page = ask.read(
        lambda unit: structures.listed(unit, client_id, filters, asked(limit, cursor), date)
    )
    shown = [shown_structure(each) for each in page.items]
    return listed(Page(items=shown, next=page.next), Structure)


@router.post(
    "/clients/{client_id}/structures", status_code=201, response_model=Structure,
    openapi_extra=NEW | WRITE,
)  # fmt: skip
def add_structure(ask: Ask, client_id: str, keys: SentJson) -> Response:
    """Add a structure; its first version is a draft."""
    body = formed(keys, NewStructure)

    def work(unit: Unit) -> Answer:
        found = structures.added(unit, client_id, body.document, body.effective_from)
        return created(shown_structure(found), at(found.row.id), found.row.version)

    return ask.post(work)


@router.post(
    "/clients/{client_id}/structures/validations", response_model=JudgedStructure,
    openapi_extra=NEW | READ,
)  # fmt: skip
def validate_structure(ask: Ask, client_id: str, keys: SentJson) -> JudgedStructure:
    """Whether a structure could be kept, everything that is wrong with it, and who has to agree.

    Nothing is kept."""
    body = formed(keys, NewStructure)
    try:
        found = ask.read(lambda unit: submissions.needing(
            unit, client_id, body.document, body.effective_from))  # fmt: skip
    except Problem as problem:
        return unfit(problem)
    return fit(found)


@router.post("/clients/{client_id}/structures/lints", response_model=Lint, openapi_extra=NEW | READ)
def lint_structure(ask: Ask, client_id: str, keys: SentJson) -> Lint:
    """What a structure says and hardly means. Nothing is kept."""
    body = formed(keys, NewStructure)
    return lint(ask.read(lambda unit: structures.judging(
        unit, client_id, body.document, body.effective_from)))  # fmt: skip


@router.get("/structures/{structure_id}", openapi_extra=READ)
def read_structure(
    ask: Ask, structure_id: str, response: Response, date: OnDate = None
) -> Structure:
    """A structure, and which of its versions is in force on a day."""
    found = ask.read(lambda unit: structures.read(unit, structure_id, date))
    response.headers["ETag"] = tag(found.row.version)
    return shown_structure(found)


@router.delete("/structures/{structure_id}", status_code=204, openapi_extra=WRITE)
def delete_structure(ask: Ask, structure_id: str) -> None:
    """Delete a structure that has drafts alone, as you read it (If-Match)."""
    ask.change(lambda unit: drafts.structure_deleted(unit, structure_id, ask.match))


@router.get("/structures/{structure_id}/versions", openapi_extra=READ)
def list_versions(
    ask: Ask, structure_id: str, limit: Limit = LIMIT, cursor: Cursor = ""
) -> Listed[StructureVersion]:
    """The structure's versions, the first one first."""
    page = ask.read(lambda unit: structures.versions(unit, structure_id, asked(limit, cursor)))
    return listed(page, StructureVersion)


@router.post(
    "/structures/{structure_id}/versions", status_code=201, response_model=WholeVersion,
    openapi_extra=NEW | needs("structures:write", versioned=True),
)  # fmt: skip
def add_version(ask: Ask, structure_id: str, keys: SentJson) -> Response:
    """Draft the next version, from the structure as you read it (If-Match)."""
    body = formed(keys, NewStructure)

    def work(unit: Unit) -> Answer:
        found = structures.continued(
            unit, structure_id, body.document, body.effective_from, ask.match
        )
        return created(shown_version(found), f"{at(structure_id)}/versions/{found.row.number}")

    return ask.post(work)


@router.get("/structures/{structure_id}/versions/{number}", openapi_extra=READ)
def read_version(ask: Ask, structure_id: str, number: Number) -> WholeVersion:
    """A version with its document and its approvals."""
    return shown_version(ask.read(lambda unit: structures.version(unit, structure_id, number)))


@router.delete("/structures/{structure_id}/versions/{number}", status_code=204, openapi_extra=WRITE)
def delete_draft(ask: Ask, structure_id: str, number: Number, response: Response) -> None:
    """Delete a draft that nobody has decided about, from the structure as you read it (If-Match).

    Whoever wrote it may, and a department manager. The audit keeps what it was."""
    row = ask.change(lambda unit: drafts.version_deleted(unit, structure_id, number, ask.match))
    response.headers["ETag"] = tag(row.version)


@router.post(
    "/structures/{structure_id}/versions/{number}/submission", response_model=WholeVersion,
    openapi_extra=WRITE,
)  # fmt: skip
def submit_version(ask: Ask, structure_id: str, number: Number, body: Submission) -> Response:
    """Ask for the approvals of a draft: liquidity always, credit where more may be owed.

    Where a version that begins on the same day is approved, say that this one corrects it."""

    def work(unit: Unit) -> Answer:
        found = submissions.submitted(unit, structure_id, number, body.corrects)
        return answer(200, shown_version(found))

    return ask.post(work)


@router.post(
    "/structures/{structure_id}/versions/{number}/withdrawal", response_model=WholeVersion,
    openapi_extra=WRITE,
)  # fmt: skip
def withdraw_version(ask: Ask, structure_id: str, number: Number, body: Withdrawal) -> Response:
    """Take a version that waits for approvals back; it is a draft again."""

    def work(unit: Unit) -> Answer:
        found = submissions.withdrawn(unit, structure_id, number, body.reason)
        return answer(200, shown_version(found))

    return ask.post(work)


@router.get("/structures/{structure_id}/versions/{number}/validation", openapi_extra=READ)
def validate_version(ask: Ask, structure_id: str, number: Number) -> JudgedStructure:
    """Whether a version is right among the client's accounts as they are now."""
    try:
        found = ask.read(lambda unit: submissions.needing_again(unit, structure_id, number))
    except Problem as problem:
        return unfit(problem)
    return fit(found)


@router.get("/structures/{structure_id}/versions/{number}/lint", openapi_extra=READ)
def lint_version(ask: Ask, structure_id: str, number: Number) -> Lint:
    """What a version says and hardly means."""
    return lint(ask.read(lambda unit: structures.rejudged(unit, structure_id, number)))


def at(structure_id: str) -> str:
    """The address of a structure."""
    return f"/api/v1/structures/{structure_id}"


def shown_structure(found: structures.Told) -> Structure:
    """The structure as it is shown."""
    own: dict[str, Any] = found.row._asdict()
    return Structure.model_validate(own | {"date": found.date, "in_force": found.in_force})


def shown_version(found: structures.Version) -> WholeVersion:
    """The version as it is shown."""
    approvals = [Approval.model_validate(each) for each in found.approvals]
    return WholeVersion.model_validate(found.row._asdict() | {"approvals": approvals})


def fit(found: submissions.Lines) -> JudgedStructure:
    """Nothing is wrong; these lines have to agree."""
    why = [each for because in found.values() for each in because]
    return JudgedStructure.model_validate(
        {"valid": True, "errors": [], "lines": list(found), "because": why}
    )


def unfit(problem: Problem) -> JudgedStructure:
    """What is wrong with the document; any other problem goes on."""
    if problem.kind != "invalid":
        raise problem
    errors = [each.document() for each in problem.errors]
    return JudgedStructure(valid=False, errors=errors, lines=[], because=[])


def lint(found: Judged) -> Lint:
    """The remarks, each with its place."""
    return Lint(remarks=[
        LintRemark(
            name=each.name, severity=each.severity, pointer=place, detail=each.message,
            suggestion=each.suggestion,
        )
        for place, each in linted(found)
    ])  # fmt: skip
