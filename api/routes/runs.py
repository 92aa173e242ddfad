"""/scenarios/{id}/runs and /runs: started, followed, cancelled."""

import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.access import Ask, needs
from api.routes.shapes import Body, Cursor, Limit, Listed, Shown, answer, asked, listed
from api.store.paging import LIMIT
from api.workflows import runs
from api.workflows.doing import Answer
from api.workflows.unit import Unit
from api.workflows.versions import tag

router = APIRouter(tags=["runs"])

State = Literal["queued", "running", "done", "failed", "cancelled"]
BIGINT_MAX = 2**63 - 1


class NewRun(Body):
    """What to run."""

    version: Annotated[
        int | None, Field(ge=1, le=2**31 - 1, description="The scenario's version; none: latest.")
    ] = None
    seed: Annotated[
        int,
        Field(ge=0, le=BIGINT_MAX, description="Of what is drawn by chance; kept with the run."),
    ] = 0


class RunWrong(Shown):
    """One thing that is wrong with the scenario."""

    pointer: str
    detail: str
    expected: str = ""


class RunError(Shown):
    """Why a run failed."""

    detail: str
    errors: list[RunWrong]


class Run(Shown):
    """A run of a version of a scenario, and how far it is (`per_mille`, in thousandths)."""

    id: str
    client_id: str
    scenario_id: str
    scenario_version: int
    fingerprint: str
    engine: Annotated[str, Field(description="The engine's version; empty until it is begun.")]
    seed: int
    state: State
    per_mille: int
    note: str
    attempts: int
    cancelling: bool
    requested_by: str
    created_at: datetime.datetime
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None
    error: RunError | None
    version: int


class RunFigures(Run):
    """A run with its figures."""

    summary: Annotated[
        dict[str, Any] | None,
        Field(description="summary.json of the run: figures by structure and currency."),
    ]


@router.post(
    "/scenarios/{scenario_id}/runs", status_code=202, response_model=Run,
    openapi_extra=needs("runs:write"),
)  # fmt: skip
def start_run(ask: Ask, scenario_id: str, body: NewRun) -> Response:
    """Run a scenario: it waits for a worker; follow it at its address (Location)."""

    def work(unit: Unit) -> Answer:
        row = runs.started(unit, scenario_id, body.version, body.seed)
        shown = Run.model_validate(row)
        return answer(202, shown, {"Location": f"/api/v1/runs/{row.id}", "ETag": tag(row.version)})

    return ask.post(work)


@router.get("/runs", openapi_extra=needs("runs:read"))
def list_runs(
    ask: Ask, limit: Limit = LIMIT, cursor: Cursor = "", state: State | None = None,
    scenario: Annotated[str | None, Query(max_length=200)] = None,
    client: Annotated[str | None, Query(max_length=200)] = None,
) -> Listed[Run]:  # fmt: skip
    """The runs you see, the oldest first, a page at a time."""
    wanted = {"state": state, "scenario": scenario, "client": client}
    filters = {name: value for name, value in wanted.items() if value is not None}
    page = ask.read(lambda unit: runs.listed(unit, filters, asked(limit, cursor)))
    return listed(page, Run)


@router.get("/runs/{run_id}", openapi_extra=needs("runs:read"))
def read_run(ask: Ask, run_id: str, response: Response) -> RunFigures:
    """A run: how far it is, and its figures when it is done."""
    row = ask.read(lambda unit: runs.read(unit, run_id))
    response.headers["ETag"] = tag(row.version)
    return RunFigures.model_validate(row)


@router.post(
    "/runs/{run_id}/cancellation", status_code=202, response_model=Run,
    openapi_extra=needs("runs:write"),
)  # fmt: skip
def cancel_run(ask: Ask, run_id: str) -> Response:
    """Cancel a run: at once while it waits, else as soon as its worker hears of it."""

    def work(unit: Unit) -> Answer:
        row = runs.cancelled(unit, run_id)
        return answer(202, Run.model_validate(row), {"ETag": tag(row.version)})

    return ask.post(work)
