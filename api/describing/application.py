"""An application whose description says what really happens, in words for bankers.

An operation's summary is the first sentence of its function's docstring; its id is its tag and the
function's name, so that programs made of the description stay as they are when addresses change.
"""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.describing.answers import PROBLEM, PROBLEM_SHAPE, WAYS_IN, completed
from api.describing.words import ONLY, PAGE, PLACES, described
from api.routes import previews, scenario_shapes, structure_shapes

NOT_OURS = ("HTTPValidationError", "ValidationError")
"""What FastAPI says it answers to a body that does not fit; we answer otherwise."""


def name_of(route: APIRoute) -> str:
    """The id of an operation: what it is about, and the function's name."""
    return f"{route.tags[0]}_{route.name}".replace("-", "_") if route.tags else route.name


class Described(FastAPI):
    """An application with a description of its own."""

    def openapi(self) -> dict[str, Any]:
        """The description."""
        if self.openapi_schema is None:
            self.openapi_schema = whole(super().openapi())
        return self.openapi_schema


def whole(made: dict[str, Any]) -> dict[str, Any]:
    """What FastAPI made, with everything it does not know."""
    parts = made.setdefault("components", {})
    parts["securitySchemes"] = WAYS_IN
    schemas = parts.setdefault("schemas", {})
    for each in NOT_OURS:
        schemas.pop(each, None)
    schemas[PROBLEM] = PROBLEM_SHAPE
    for part in (scenario_shapes, structure_shapes, previews):
        schemas |= part.components()
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            worded(operation)
            completed(method, path, operation)
            described(operation)
    for name, schema in schemas.items():
        described(schema)
        if name.startswith("Listed_"):
            schema["description"] = PAGE
    parts["schemas"] = dict(sorted(schemas.items()))
    return made


def worded(operation: dict[str, Any]) -> None:
    """Say in the docstring's words what the operation does and what it is asked for."""
    operation["summary"] = re.split(r"\.\s|\.$", operation.get("description", ""))[0]
    for each in operation.get("parameters", []):
        name = each["name"]
        words = PLACES.get(name, "") if each["in"] == "path" else ONLY.format(name=name)
        each.setdefault("description", words)
    for status, answer in operation["responses"].items():
        forms = answer.get("content", {})
        for form in [name for name, said in forms.items() if not said.get("schema")]:
            del forms[form]  # what FastAPI puts in beside the form that the route names
        if answer.get("description") == "Successful Response":
            answer["description"] = "Made." if status == "201" else "What was asked for."
