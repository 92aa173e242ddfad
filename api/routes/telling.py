"""/runs/{id}/explanations and /runs/{id}/exports: a day in sentences, the books for others."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.access import Ask
from api.routes.results import attached
from api.routes.shapes import Day, Shown
from api.workflows import telling
from api.workflows.aside import Aside
from api.workflows.results import taken_out
from api.workflows.telling import Cut, Format, Question

router = APIRouter(prefix="/runs/{run_id}", tags=["results"])

ZIP = "application/zip"
AS_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}
}
Structure = Annotated[str | None, Query(max_length=200, description="A structure, or as_is.")]


class Explanation(Shown):
    """An account's day in sentences; `others` are structures of the run with the account too."""

    run_id: str
    structure: str
    account: str
    date: datetime.date
    sentences: list[str]
    others: list[str]


@router.get("/explanations")
def explain_day(
    ask: Ask, request: Request, run_id: str, account: Annotated[str, Query(max_length=200)],
    date: Annotated[Day, Query()], structure: Structure = None,
) -> Explanation:  # fmt: skip
    """An account's day: what fired, what limited it, what did not happen, and why."""
    ask.read(lambda unit: telling.require_askable(unit, run_id))
    asked = Question(account=account, date=date, structure=structure)
    aside: Aside = request.app.state.aside
    return Explanation.model_validate(aside.do("explained", run_id, asked))


@router.get("/exports/{format}", responses=AS_ZIP, response_class=Response)
def export_books(
    ask: Ask,
    request: Request,
    run_id: str,
    format: Format,
    structure: Structure = None,
    period: Cut = "month",
) -> Response:
    """The books of a run for hledger, beancount or spreadsheets, or its bank statements."""
    ask.read(lambda unit: telling.require_askable(unit, run_id))
    aside: Aside = request.app.state.aside
    content = aside.do("exported", run_id, format, (structure, period))
    said = {"export": format, "structure": structure or "", "period": period}
    ask.change(lambda unit: taken_out(unit, run_id, said))
    name = f"{run_id}-{structure or 'all'}-{format}.zip"
    return Response(content, media_type=ZIP, headers=attached(name))
