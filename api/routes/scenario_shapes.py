"""How scenarios, their versions and what is said of them are shaped, and how bodies are described.

The document is described by the engine's own schema (docs/scenario.schema.json), one component
for each of its records.
"""

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, model_validator

from api.routes.reference_shapes import Currency, wrong
from api.routes.sent import FILES, FORM, JSON
from api.routes.shapes import Body, Day, Named, Shown, Text
from api.workflows.exchange_rates import Reporting
from treasury.loading.schema import Words
from treasury.scenario import Scenario

DOCUMENT_NAME = "ScenarioDocument"
REFERENCE = "#/components/schemas/"
FILE_WORDS = (
    "One .zip of a scenario's folder, or its files: scenario.toml and, for each list, NAME.csv."
)
Document = dict[str, Any]
"""Looked at by the engine's reader; described by `components`."""


class ScenarioForm(Body):
    """What stands beside the files of a new scenario."""

    key: Annotated[Named | None, Field(description="Its name; else the document's id.")] = None
    title: Annotated[Text | None, Field(description="Else the document's title.")] = None


class NewScenario(ScenarioForm):
    """A scenario to add."""

    document: Document


IN_ONE = {"reporting_currency", "fx_at", "fx_bridge"}
"""What is said of the group in one currency."""


class OfGroup(Body):
    """What a scenario is made of: the client's group as it is kept, and for which days."""

    first_day: Annotated[Day, Field(description="The first day of the run.")]
    last_day: Annotated[Day, Field(description="The last day of the run.")]
    balances_on: Annotated[Day | None, Field(
        description="The day at whose end the opening balances are taken; else the day before "
        "the first.")] = None  # fmt: skip
    structures: Annotated[list[Text] | None, Field(
        max_length=100, description="Structures by key; else all in force on the first day.",
    )] = None  # fmt: skip
    as_is: Annotated[Text | None, Field(description="The structure the client has today.")] = None
    lacking: Annotated[Literal["refuse", "leave_out"], Field(
        description="Interest terms, calendars and clearing systems that accounts and banks name "
        "and nobody tells: refused, or left out, which a notice in the scenario says.",
    )] = "refuse"  # fmt: skip
    items: Annotated[Literal["none", "booked"], Field(
        description="Receipts and payments: none, or what was booked on the days of the run, "
        "interest and fees as such. Interest of accounts with interest terms, and sweeps whose "
        "mirror was found, are left out, because the run computes them; a notice says how many.",
    )] = "none"  # fmt: skip
    reporting_currency: Annotated[Currency | None, Field(
        description="The group's figures are shown in it too, by the bank's own FX rates.",
    )] = None  # fmt: skip
    fx_at: Annotated[Literal["average", "closing"], Field(
        description="The rate for sums of the run: its average, or that of the last day.",
    )] = "average"  # fmt: skip
    fx_bridge: Annotated[Currency | None, Field(
        description="The currency over which two are translated whose pair the bank does not have.",
    )] = None  # fmt: skip

    def reporting(self) -> Reporting | None:
        """In which currency the group is to be reported, if in one."""
        if self.reporting_currency is None:
            return None
        return Reporting(
            currency=self.reporting_currency, fx_at=self.fx_at, fx_bridge=self.fx_bridge
        )

    @model_validator(mode="after")
    def reported(self) -> "OfGroup":
        """Refuse words about rates where nothing is translated."""
        if self.reporting_currency is None and (self.fx_bridge or self.fx_at != "average"):
            raise wrong("fx_at and fx_bridge say nothing without a reporting_currency")
        return self


class ScenarioOfGroup(Body):
    """A scenario to make of what is kept of the client."""

    key: Annotated[Named, Field(description="Its name.")]
    title: Annotated[Text | None, Field(description="Its title.")] = None
    source: Annotated[OfGroup, Field(alias="from", description="What it is made of.")]


class NoFields(Body):
    """Nothing stands beside the files."""


class OnlyDocument(NoFields):
    """A document alone: the next version of a scenario, or one to be judged."""

    document: Document


class ChangedScenario(Body):
    """Another title."""

    title: Text


class ShownScenario(Shown):
    """A scenario; `latest` is the number of its latest version."""

    id: str
    client_id: str
    key: str
    title: str
    latest: int
    version: int
    created_at: datetime.datetime
    created_by: str


class ScenarioVersion(Shown):
    """A version; `fingerprint` is the sha256 of its canonical document."""

    scenario_id: str
    number: int
    fingerprint: str
    created_at: datetime.datetime
    created_by: str


class Complained(Shown):
    """One thing that is wrong: where, what, and what would be right."""

    pointer: str
    detail: str
    expected: str = ""


class Validation(Shown):
    """Whether the scenario can be run; everything that is wrong, or its identity."""

    valid: bool
    fingerprint: str | None
    errors: list[Complained]


class LintRemark(Shown):
    """Something that is said and hardly meant, and what to try."""

    name: str
    severity: Literal["error", "warning"]
    pointer: str
    detail: str
    suggestion: str


class Lint(Shown):
    """All remarks; none: there is nothing to remark."""

    remarks: list[LintRemark]


def sent_as(shape: str, form: type[Body]) -> dict[str, Any]:
    """The description of a body that is JSON of this shape, or a form with files."""
    files = {"type": "array", "items": {"type": "string", "format": "binary"},
             "description": FILE_WORDS, "minItems": 1}  # fmt: skip
    beside = TypeAdapter(form).json_schema()
    fields = {**beside.get("properties", {}), FILES: files}
    described = {"type": "object", "properties": fields, "required": [FILES]}
    shapes = [{"$ref": REFERENCE + each} for each in shape.split()]
    body = shapes[0] if len(shapes) == 1 else {"oneOf": shapes}
    content = {JSON: {"schema": body}, FORM: {"schema": described}}
    return {"requestBody": {"required": True, "content": content}}


def components() -> dict[str, Any]:
    """The schemas that the descriptions of bodies refer to, by name."""
    template = f"{REFERENCE}{DOCUMENT_NAME}.{{model}}"
    document = TypeAdapter(Scenario).json_schema(schema_generator=Words, ref_template=template)
    parts = {f"{DOCUMENT_NAME}.{name}": one for name, one in document.pop("$defs").items()}
    bodies = {shape.__name__: shape.model_json_schema() for shape in (NewScenario, OnlyDocument)}
    for body in bodies.values():
        body["properties"]["document"] = {"$ref": REFERENCE + DOCUMENT_NAME}
    of_group = ScenarioOfGroup.model_json_schema(ref_template=REFERENCE + "{model}")
    bodies |= {**of_group.pop("$defs"), ScenarioOfGroup.__name__: of_group}
    return {DOCUMENT_NAME: document, **parts, **bodies}
