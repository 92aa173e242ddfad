"""/clients/ID/scenarios and /scenarios: what can be run, in versions that never change."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.access import Ask, needs
from api.problems import pointer, refused
from api.routes.scenario_shapes import (
    IN_ONE,
    ChangedScenario,
    Complained,
    Lint,
    LintRemark,
    NewScenario,
    NoFields,
    OnlyDocument,
    ScenarioForm,
    ScenarioOfGroup,
    ScenarioVersion,
    ShownScenario,
    Validation,
    sent_as,
)  # fmt: skip
from api.routes.sent import UNDER, Sent, SentBody, accepted, formed, keys_of, loaded
from api.routes.shapes import Cursor, Limit, Listed, answer, asked, created, listed
from api.store.paging import LIMIT
from api.workflows import group_scenarios, scenarios
from api.workflows.doing import Answer
from api.workflows.unit import Unit
from api.workflows.versions import tag
from treasury.errors import Path as Steps
from treasury.errors import Refused
from treasury.linting.lint import remarks
from treasury.loading.folder import from_json
from treasury.loading.keyed import parsed_json
from treasury.loading.packed import packed
from treasury.loading.records import Loaded
from treasury.loading.writing import folder_texts
from treasury.plan.reading import read_value, scenario_of

router = APIRouter(tags=["scenarios"])
NUMBER_MAX = 2**31 - 1
Number = Annotated[int, Path(ge=1, le=NUMBER_MAX, description="1 is the first version.")]
ZIP = "application/zip"
READ, WRITE = needs("scenarios:read"), needs("scenarios:write")
NEXT = needs("scenarios:write", versioned=True)
NEW, ALONE = sent_as("NewScenario ScenarioOfGroup", ScenarioForm), sent_as("OnlyDocument", NoFields)
AS_JSON: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/ScenarioDocument"}}}},
}  # fmt: skip
AS_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}},
}


@router.get("/clients/{client_id}/scenarios", openapi_extra=READ)
def list_scenarios(
    ask: Ask, client_id: str, limit: Limit = LIMIT, cursor: Cursor = "",
    key: Annotated[str | None, Query(max_length=200)] = None,
) -> Listed[ShownScenario]:  # fmt: skip
    """The client's scenarios, a page at a time."""
    filters = {"key": key} if key else {}
    page = ask.read(lambda unit: scenarios.listed(unit, client_id, filters, asked(limit, cursor)))
    return listed(page, ShownScenario)


@router.post(
    "/clients/{client_id}/scenarios", status_code=201, response_model=ShownScenario,
    openapi_extra=NEW | WRITE,
)  # fmt: skip
def add_scenario(ask: Ask, client_id: str, sent: SentBody) -> Response:
    """Add a scenario: a document, or a form with a scenario's folder as .zip or file by file.

    Or one made of what is kept of the client (`from`): accounts, structures in force, balances.
    """
    ask.read(lambda unit: scenarios.adding(unit, client_id))
    keys = keys_of(sent)
    if sent.fields is None and "from" in keys:
        return ask.post(lambda unit: made_of_group(unit, client_id, formed(keys, ScenarioOfGroup)))
    named = formed(keys, NewScenario if sent.fields is None else ScenarioForm)
    content = scenarios.written(scenario_of(accepted(sent, keys)))

    def work(unit: Unit) -> Answer:
        row = scenarios.added(unit, client_id, named.model_dump(include={"key", "title"}), content)
        return created(ShownScenario.model_validate(row), at(row.id), row.version)

    return ask.post(work)


def made_of_group(unit: Unit, client_id: str, body: ScenarioOfGroup) -> Answer:
    """The answer to a scenario that is made of what is kept of the client."""
    order = group_scenarios.Order(
        key=body.key, **body.source.model_dump(exclude=IN_ONE), reporting=body.source.reporting()
    )
    content = scenarios.written(
        group_scenarios.judged(group_scenarios.composed(unit, client_id, order))
    )
    named = {"key": body.key, "title": body.title}
    row = scenarios.added(unit, client_id, named, content)
    return created(ShownScenario.model_validate(row), at(row.id), row.version)


@router.post("/scenarios/validations", response_model=Validation, openapi_extra=ALONE | READ)
def validate_document(ask: Ask, sent: SentBody) -> Validation:
    """Whether a scenario could be stored and run, and everything that is wrong with it.

    Nothing is kept."""
    ask.read(scenarios.judging)
    keys = document_alone(sent)
    return validation(lambda: loaded(sent, keys))


@router.post("/scenarios/lints", response_model=Lint, openapi_extra=ALONE | READ)
def lint_document(ask: Ask, sent: SentBody) -> Lint:
    """What a scenario says and hardly means. Nothing is kept."""
    ask.read(scenarios.judging)
    return lint(accepted(sent, document_alone(sent)))


@router.get("/scenarios/{scenario_id}", openapi_extra=READ)
def read_scenario(ask: Ask, scenario_id: str, response: Response) -> ShownScenario:
    """A scenario."""
    row = ask.read(lambda unit: scenarios.read(unit, scenario_id))
    response.headers["ETag"] = tag(row.version)
    return ShownScenario.model_validate(row)


@router.patch("/scenarios/{scenario_id}", openapi_extra=WRITE)
def change_scenario(
    ask: Ask, scenario_id: str, body: ChangedScenario, response: Response
) -> ShownScenario:
    """Give a scenario another title, from the version you read (If-Match)."""
    values = body.model_dump()
    row = ask.change(lambda unit: scenarios.changed(unit, scenario_id, values, ask.match))
    response.headers["ETag"] = tag(row.version)
    return ShownScenario.model_validate(row)


@router.get("/scenarios/{scenario_id}/versions", openapi_extra=READ)
def list_versions(
    ask: Ask, scenario_id: str, limit: Limit = LIMIT, cursor: Cursor = ""
) -> Listed[ScenarioVersion]:
    """The scenario's versions, the first one first."""
    page = ask.read(lambda unit: scenarios.versions(unit, scenario_id, asked(limit, cursor)))
    return listed(page, ScenarioVersion)


@router.post(
    "/scenarios/{scenario_id}/versions", status_code=201, response_model=ScenarioVersion,
    openapi_extra=ALONE | NEXT, responses={200: {"model": ScenarioVersion}},
)  # fmt: skip
def add_version(ask: Ask, scenario_id: str, sent: SentBody) -> Response:
    """Add the next version, from the scenario as you read it (If-Match).

    Where the latest version has the same content, that one is told (200) and none is added."""
    ask.read(lambda unit: scenarios.continuing(unit, scenario_id))
    content = scenarios.written(scenario_of(accepted(sent, document_alone(sent))))

    def work(unit: Unit) -> Answer:
        made = scenarios.continued(unit, scenario_id, ask.match, content)
        shown = ScenarioVersion.model_validate(made.row)
        path = f"{at(scenario_id)}/versions/{made.row.number}"
        return created(shown, path) if made.fresh else answer(200, shown, {"Location": path})

    return ask.post(work)


@router.get("/scenarios/{scenario_id}/versions/{number}", openapi_extra=READ)
def read_version(ask: Ask, scenario_id: str, number: Number) -> ScenarioVersion:
    """A version of a scenario."""
    row = ask.read(lambda unit: scenarios.version(unit, scenario_id, number))
    return ScenarioVersion.model_validate(row)


@router.get(
    "/scenarios/{scenario_id}/versions/{number}/document", responses=AS_JSON, openapi_extra=READ
)
def export_document(ask: Ask, scenario_id: str, number: Number) -> Response:
    """A version as its canonical document; taking it out is remembered."""
    row, text = ask.change(lambda unit: scenarios.exported(unit, scenario_id, number, "json"))
    return Response(text, headers={"ETag": f'"{row.fingerprint}"'}, media_type="application/json")


@router.get(
    "/scenarios/{scenario_id}/versions/{number}/folder", responses=AS_ZIP, openapi_extra=READ
)
def export_folder(ask: Ask, scenario_id: str, number: Number) -> Response:
    """A version as a .zip of a scenario's folder (TOML and CSV); taking it out is remembered."""
    row, text = ask.change(lambda unit: scenarios.exported(unit, scenario_id, number, "zip"))
    name = f"scenario-{row.fingerprint[:8]}.zip"
    headers = {"ETag": f'"{row.fingerprint}-zip"',
               "Content-Disposition": f'attachment; filename="{name}"'}  # fmt: skip
    return Response(packed(folder_texts(from_json(text))), headers=headers, media_type=ZIP)


@router.get("/scenarios/{scenario_id}/versions/{number}/validation", openapi_extra=READ)
def validate_version(ask: Ask, scenario_id: str, number: Number) -> Validation:
    """Whether this version can still be run: the engine may have learnt to ask for more."""
    text = ask.read(lambda unit: scenarios.text(unit, scenario_id, number))
    return validation(lambda: read_value(parsed_json(text), UNDER))


@router.get("/scenarios/{scenario_id}/versions/{number}/lint", openapi_extra=READ)
def lint_version(ask: Ask, scenario_id: str, number: Number) -> Lint:
    """What this version says and hardly means; the places are those in its document."""
    text = ask.read(lambda unit: scenarios.text(unit, scenario_id, number))
    return lint(read_value(parsed_json(text), UNDER))


def at(scenario_id: str) -> str:
    """The address of a scenario."""
    return f"/api/v1/scenarios/{scenario_id}"


def document_alone(sent: Sent) -> dict[str, Any]:
    """The keys of a body that is a document and nothing else."""
    keys = keys_of(sent)
    formed(keys, OnlyDocument if sent.fields is None else NoFields)
    return keys


def validation(read: Callable[[], Loaded]) -> Validation:
    """Whether what is read can be run."""
    try:
        content = scenarios.written(scenario_of(read()))
    except Refused as found:
        errors = [
            Complained.model_validate(each) for each in refused(found.complaints, UNDER).errors
        ]
        return Validation(valid=False, fingerprint=None, errors=errors)
    return Validation(valid=True, fingerprint=content.fingerprint, errors=[])


def lint(found: Loaded) -> Lint:
    """The remarks on what was read, each with its place."""
    return Lint(remarks=[
        LintRemark(
            name=each.name, severity=each.severity, pointer=place(found, each.path),
            detail=each.message, suggestion=each.suggestion,
        )
        for each in remarks(scenario_of(found))
    ])  # fmt: skip


def place(found: Loaded, path: Steps) -> str:
    """Where something stands: a pointer into the document, else a file and a line."""
    sources = found.sources
    there = sources.path_in_main(path) if sources.main == UNDER else ()
    return pointer(there, UNDER) if there else sources.where(path)
