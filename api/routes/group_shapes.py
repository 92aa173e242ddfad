"""How entities, banks and accounts are sent and shown: the engine's own records.

Their description is made of the records, so that a field the engine learns is described here at
once; their values are judged by the engine's own reader (`workflows/group_records.py`).
"""

from typing import Annotated, Any

from pydantic import RootModel, TypeAdapter, WithJsonSchema

from api.workflows.group_records import RECORDS
from treasury.loading.schema import Words

NULL = {"type": "null"}
NUMBER = {
    "type": "string", "maxLength": 100, "examples": ["DE89370400440532013000"],
    "description": "The number or IBAN that the bank knows it by; statements are matched by it.",
}  # fmt: skip
VERSION = {"type": "integer", "description": "How often it was written; its ETag says the same."}


def described(name: str, *, new: bool = True, shown: bool = False) -> WithJsonSchema:
    """The JSON Schema of one of the records, as it is sent or as it is shown."""
    schema = TypeAdapter(RECORDS[name]).json_schema(schema_generator=Words)
    own = schema["properties"] | ({"number": NUMBER} if name == "accounts" else {})
    required = list(schema["required"]) if new else []
    if shown:
        own, required = own | {"version": VERSION}, [*own, "version"]
    nullable = [each for each in own if each not in (*schema["required"], "version")]
    for each in nullable:
        plain = own[each].get("anyOf", [own[each]])
        own[each] = {"anyOf": [*(one for one in plain if one != NULL), NULL]}
    return WithJsonSchema(schema | {"properties": own, "required": required})


class NewEntity(RootModel[Annotated[dict[str, Any], described("entities")]]):
    """A legal entity or a branch to add."""


class ChangedEntity(RootModel[Annotated[dict[str, Any], described("entities", new=False)]]):
    """What is to be otherwise; what is left out stays, what is null has its default."""


class Entity(RootModel[Annotated[dict[str, Any], described("entities", shown=True)]]):
    """A legal entity, or a branch of one."""


class NewBank(RootModel[Annotated[dict[str, Any], described("banks")]]):
    """A bank to add."""


class ChangedBank(RootModel[Annotated[dict[str, Any], described("banks", new=False)]]):
    """What is to be otherwise; what is left out stays, what is null has its default."""


class Bank(RootModel[Annotated[dict[str, Any], described("banks", shown=True)]]):
    """A bank, and when it moves money."""


class NewAccount(RootModel[Annotated[dict[str, Any], described("accounts")]]):
    """A bank account to add."""


class ChangedAccount(RootModel[Annotated[dict[str, Any], described("accounts", new=False)]]):
    """What is to be otherwise; what is left out stays, what is null has its default."""


class Account(RootModel[Annotated[dict[str, Any], described("accounts", shown=True)]]):
    """A bank account: one bank, one currency."""
