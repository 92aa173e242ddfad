"""The description of the API (OpenAPI): what FastAPI reads off the routes, and what it cannot.

Every refusal is a problem document, whatever its status; the schemas of documents are the
engine's own.
"""

from typing import Any

from fastapi import FastAPI

from api.problems import MEDIA_TYPE, STATUS
from api.routes import previews, scenario_shapes, structure_shapes

PROBLEM = "Problem"
NOT_OURS = ("HTTPValidationError", "ValidationError")
"""What FastAPI says it answers to a body that does not fit; we answer otherwise."""
REFUSED = {
    "description": "Why it was not done: a problem document (RFC 9457).",
    "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}},
}
TEXT = {"type": "string"}
WRONG = {
    "type": "object",
    "description": "One thing that is wrong: a JSON pointer into the body, or the name of a "
    "parameter, header or file; what is wrong; what would be right.",
    "properties": {"pointer": TEXT, "detail": TEXT, "expected": TEXT},
    "required": ["pointer", "detail"],
}
PROBLEM_SHAPE = {
    "type": "object",
    "description": "Why something was not done; `instance` is the number of the request.",
    "properties": {
        "type": {"type": "string", "enum": [f"/problems/{kind}" for kind in STATUS]},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "instance": TEXT,
        "errors": {"type": "array", "items": WRONG},
    },
    "required": ["type", "title", "status", "detail", "instance"],
}


class Described(FastAPI):
    """An application whose description says what really happens."""

    def openapi(self) -> dict[str, Any]:
        """The description."""
        made = super().openapi()
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        if PROBLEM not in schemas:
            for each in NOT_OURS:
                schemas.pop(each, None)
            schemas |= {PROBLEM: PROBLEM_SHAPE, **scenario_shapes.components(),
                        **structure_shapes.components(), **previews.components()}  # fmt: skip
            for operations in made["paths"].values():
                for operation in operations.values():
                    operation["responses"].pop("422", None)
                    operation["responses"]["default"] = REFUSED
        return made
