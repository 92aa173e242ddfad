"""The published JSON Schema is the one that the records make."""

import json
import re
from pathlib import Path

from tests.plan.small_group import write_files
from treasury.loading.folder import load
from treasury.loading.schema import schema, written_schema
from treasury.loading.shapes import lists, shapes
from treasury.scenario import canonical

PUBLISHED = Path(__file__).parents[2] / "docs" / "scenario.schema.json"


def test_the_published_schema_is_current() -> None:
    again = "python -m treasury.loading.schema > docs/scenario.schema.json writes it"
    assert PUBLISHED.read_text(encoding="utf-8") == written_schema(), again


def test_the_schema_names_every_list_and_refuses_unknown_keys() -> None:
    made = schema()
    assert set(lists()) <= set(made["properties"])
    assert made["additionalProperties"] is False
    assert all(each["additionalProperties"] is False for each in made["$defs"].values())


def test_amounts_in_the_schema_are_text_with_a_pattern_that_our_json_follows(
    tmp_path: Path,
) -> None:
    pattern = schema()["$defs"]["Item"]["properties"]["amount"]["pattern"]
    scenario = load(write_files(tmp_path)).scenario
    assert scenario is not None
    amounts = [item["amount"] for item in json.loads(canonical(scenario))["items"]]
    assert amounts and all(re.search(pattern, amount) for amount in amounts)
    assert not any(re.search(pattern, wrong) for wrong in ("1e5", "1,000", "", "NaN"))


def test_the_schema_says_what_each_record_needs() -> None:
    for name, record in lists().items():
        needed = [shape.name for shape in shapes(record).values() if shape.required]
        assert schema()["$defs"][record.__name__].get("required", []) == needed, name
