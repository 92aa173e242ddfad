"""The published JSON Schema of a scenario, made from the records.

`python -m treasury.loading.schema` prints what `docs/scenario.schema.json` holds.
"""

import json
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from treasury.loading.cells import AMOUNT, TIME
from treasury.scenario import Scenario

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Words(GenerateJsonSchema):
    """The schema of what our JSON reader accepts: amounts are text, times whole minutes."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """An amount: text, because programs lose digits of JSON numbers."""
        return {"type": "string", "pattern": f"^{AMOUNT.pattern}$"}

    def time_schema(self, schema: core_schema.TimeSchema) -> JsonSchemaValue:
        """A time of day in whole minutes."""
        return {"type": "string", "pattern": f"^{TIME.pattern}$"}


def schema() -> Schema:
    """The JSON Schema of a scenario."""
    made = TypeAdapter(Scenario).json_schema(schema_generator=Words)
    return {"$schema": DIALECT, **made}


def written_schema() -> str:
    """The schema as the text of its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(written_schema(), end="")
