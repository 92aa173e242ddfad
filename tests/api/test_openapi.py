"""The description of the API: whole, valid, and in words for those who use it."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from api.app import UNDER, application
from api.describing.words import schemas
from api.problems import MEDIA_TYPE
from api.security.permissions import RIGHTS
from api.settings import Settings
from api.store.database import opened
from api.workflows.unit import Service

ENGINE = re.compile("ScenarioDocument.*|(New|Changed|)(Entity|Bank|Account)|StructureDocument.*")
"""The engine's own records: docs/scenario-format.md tells every field of theirs."""
PUBLIC = {"sign_in_sign_in", "sign_in_choose_password"}
"""Operations for whoever has not come in yet."""


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    database = opened(f"sqlite:///{tmp_path_factory.mktemp('described') / 'treasury.db'}")
    service = Service(settings=Settings(), database=database, clock=lambda: None, randomness=bytes)  # type: ignore[arg-type, return-value]
    made: dict[str, Any] = application(service).openapi()
    database.closed()
    return made


def operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path.removeprefix(UNDER)}", operation


def named(described: dict[str, Any], wrong: Any) -> list[str]:
    """The operations that something is wrong with."""
    return [name for name, operation in operations(described) if wrong(operation)]


def test_every_operation_says_what_it_does_in_a_sentence(described: dict[str, Any]) -> None:
    assert named(described, lambda one: not one.get("tags")) == []
    assert named(described, lambda one: not one.get("description", "").rstrip().endswith(".")) == []
    code = re.compile(r"\b(?:row|unit|dict|model|endpoint|callable|None|True|False)\b")
    assert named(described, lambda one: code.search(one["description"])) == []
    assert named(described, lambda one: not 5 <= len(one["summary"]) <= 120) == []


def test_every_operation_has_a_name_of_its_own(described: dict[str, Any]) -> None:
    names = [one["operationId"] for _, one in operations(described)]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch("[a-z]+(_[a-z]+)*", name)] == []


def test_every_operation_says_who_may_call_it(described: dict[str, Any]) -> None:
    open_to_all = {one["operationId"] for _, one in operations(described) if not one["security"]}
    assert open_to_all == PUBLIC
    rights = {one["x-right"] for _, one in operations(described) if "x-right" in one}
    assert rights <= set(RIGHTS)


def test_every_parameter_is_described(described: dict[str, Any]) -> None:
    wrong = [
        f"{name}: {each['name']}"
        for name, one in operations(described)
        for each in one.get("parameters", [])
        if not each.get("description")
    ]
    assert wrong == [], "say it in the route, or in api/describing/words.py"


def test_every_field_is_described(described: dict[str, Any]) -> None:
    wrong = [
        f"{shape}: {name}"
        for shape, schema in described["components"]["schemas"].items()
        if not ENGINE.fullmatch(shape)
        for one in schemas(schema)
        for name, field in one.get("properties", {}).items()
        if not ({"description", "$ref", "const"} & set(field))
    ]
    assert wrong == [], "say it in the shape, or in api/describing/words.py"


def test_every_shape_is_described(described: dict[str, Any]) -> None:
    parts = described["components"]["schemas"].items()
    assert [name for name, schema in parts if not schema.get("description")] == []


def test_every_refusal_is_a_problem_and_every_success_says_its_form(
    described: dict[str, Any],
) -> None:
    for name, one in operations(described):
        for status, answer in one["responses"].items():
            assert status.isdigit(), f"{name}: {status}"
            assert answer["description"], f"{name}: {status}"
            kinds = list(answer.get("content", {}))
            if status >= "400":
                assert kinds == [MEDIA_TYPE], f"{name}: {status}"
            elif status != "204":
                assert kinds, f"{name}: {status} says no form"
                assert all(answer["content"][kind].get("schema") for kind in kinds), name


def test_the_words_do_not_speak_of_the_program(described: dict[str, Any]) -> None:
    text = str(described)
    assert not re.search(r"HTTPValidationError|Successful Response|Validation Error", text)


def test_every_reference_leads_somewhere_and_every_schema_is_one(
    described: dict[str, Any],
) -> None:
    parts = described["components"]["schemas"]
    found = set(re.findall(r"'\$ref': '([^']+)'", str(described)))
    missing = {each for each in found if each.removeprefix("#/components/schemas/") not in parts}
    assert missing == set()
    for name, schema in parts.items():
        jsonschema_rs.meta.validate({**schema, "$schema": jsonschema_rs_draft()})
        assert name


def jsonschema_rs_draft() -> str:
    return "https://json-schema.org/draft/2020-12/schema"
