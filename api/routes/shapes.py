"""How bodies are shaped: what is not known is refused, amounts are texts, pages have a cursor."""

import base64
import binascii
import datetime
import re
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from api.problems import Wrong, invalid
from api.store.paging import LIMIT, LIMIT_MAX, Asked, Page
from api.workflows.doing import Answer
from api.workflows.versions import tag
from treasury.errors import CONTROLS

Item = TypeVar("Item", bound=BaseModel)
JSON = "application/json"

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
UNPRINTABLE = re.compile(f"[{CONTROLS}]")


def printable(text: str) -> str:
    """The text; refused where it has characters that no list or report can show."""
    found = UNPRINTABLE.search(text)
    if found:
        message = f"contains the control character U+{ord(found[0]):04X}"
        raise PydanticCustomError("unprintable", "{said}", {"said": message})
    return text


Text = Annotated[str, Field(max_length=200), AfterValidator(printable)]
Named = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]
Corrects = Annotated[int | None, Field(
    ge=1, le=2**31 - 1, description="The number of the version of the same day whose place it "
    "takes; null: none.")]  # fmt: skip


def day(given: object) -> datetime.date:
    """The day that a text names; nothing else is one: no number, no moment.

    >>> day("2026-03-20")
    datetime.date(2026, 3, 20)
    """
    if type(given) is datetime.date:
        return given  # of a row that is shown
    if isinstance(given, str) and DAY.fullmatch(given):
        with suppress(ValueError):
            return datetime.date.fromisoformat(given)
    raise PydanticCustomError("date_parsing", "is no date")


Day = Annotated[
    datetime.date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date"})
]
"""A day of the calendar, in a body or a query."""


class Body(BaseModel):
    """Something a caller sends. What looks like a number or a truth is none: 1 is not "1"."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, strict=True)


def left_out() -> Any:
    """The default of a field of a change: left out it stays as it is; null is refused."""
    return Field(default_factory=lambda: None)


class Shown(BaseModel):
    """Something a caller is given, made of a row."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Money(BaseModel):
    """An amount: a decimal text, because programs lose digits of JSON numbers; its currency."""

    model_config = ConfigDict(frozen=True)
    amount: Annotated[str, Field(examples=["1234.50"])]
    currency: Annotated[str, Field(examples=["CNY"])]


class Listed(BaseModel, Generic[Item]):
    """A page; `next` is the cursor of the next one (null: there is no more)."""

    items: list[Item]
    next: str | None


Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="Rows of a page at most.")]
Cursor = Annotated[str, Query(max_length=200, description="`next` of the page before.")]


def asked(limit: int = LIMIT, cursor: str = "") -> Asked:
    """The page that is asked for; refused where the cursor is none of ours."""
    try:
        after = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        after = "\0"
    if "\0" in after:
        expected = "the text in `next` of the page before"
        wrong = Wrong(pointer="cursor", detail="is no cursor of ours", expected=expected)
        raise invalid([wrong])
    return Asked(limit=limit, after=after)


def cursor_of(after: str) -> str:
    """The cursor of the page behind this row."""
    return base64.urlsafe_b64encode(after.encode()).decode()


def listed(page: Page[Any], shape: type[Item]) -> Listed[Item]:
    """The page in its shape."""
    following = page.next and cursor_of(page.next)
    items = [shape.model_validate(row) for row in page.items]
    return Listed[shape](items=items, next=following)  # type: ignore[valid-type]


def answer(status: int, shown: BaseModel, headers: dict[str, str] | None = None) -> Answer:
    """The answer with this body."""
    body = shown.model_dump_json().encode()
    return Answer(status=status, body=body, headers={"Content-Type": JSON, **(headers or {})})


def shown_once(made: Answer, without: BaseModel) -> Answer:
    """The answer with a secret in it; what is kept of it for a repetition has none."""
    return replace(made, kept=without.model_dump_json().encode())


def created(shown: BaseModel, path: str, version: int | None = None) -> Answer:
    """The answer to something made: where it is, and its version where it has one."""
    tagged = {} if version is None else {"ETag": tag(version)}
    return answer(201, shown, {"Location": path, **tagged})
