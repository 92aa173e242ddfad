"""What is sent with a scenario: a JSON object, or a form with the files of a scenario's folder.

JSON is read by the engine's own reader, because the usual ones lose digits and the first of two
equal keys. Files stay in memory as far as they are small, and are gone when they were read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.access import may_ask
from api.problems import Problem, refused
from treasury.errors import Refused
from treasury.loading.keyed import NotReadable, parsed_json
from treasury.loading.packed import UNPACKED_BYTES_MAX, is_packed, unpacked
from treasury.loading.raw import Values
from treasury.loading.records import Loaded
from treasury.loading.text import NotText, decoded
from treasury.plan.reading import read_files, read_value

Shape = TypeVar("Shape", bound=BaseModel)
JSON, FORM = "application/json", "multipart/form-data"
FILES, DOCUMENT = "files", "document"
FILES_MAX, FIELDS_MAX = 100, 10
UNDER = "#/document"
"""Where the document stands in the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A body as it came: JSON as bytes; of a form its fields, and its files by name."""

    json: bytes = b""
    fields: Values | None = None
    files: tuple[tuple[str, bytes], ...] = ()


async def sending(request: Request) -> Sent:
    """The body of the request, in one of the two forms; whoever may not ask is told so first."""
    await run_in_threadpool(may_ask, request)
    kind = kind_of(request)
    if kind == JSON:
        return Sent(json=await request.body())
    if kind == FORM:
        return await form_of(request)
    detail = f"Send {JSON}, or {FORM} with the files of a scenario's folder."
    raise Problem(kind="unsupported", detail=detail)


async def form_of(request: Request) -> Sent:
    """The fields and the files of a form."""
    fields: Values = {}
    files: list[tuple[str, bytes]] = []
    async with request.form(max_files=FILES_MAX, max_fields=FIELDS_MAX) as form:
        refuse_large([value for _, value in form.multi_items()])
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files.append((value.filename or name, await value.read()))
            else:
                fields[name] = value
    return Sent(fields=fields, files=tuple(files))


def refuse_large(values: Sequence[UploadFile | str]) -> None:
    """Refuse files that together are more than a scenario may hold, before they are read."""
    size = sum(each.size or 0 for each in values if isinstance(each, UploadFile))
    if size > UNPACKED_BYTES_MAX:
        detail = f"The files have {size:,} bytes; a scenario's have {UNPACKED_BYTES_MAX:,} at most."
        raise Problem(kind="too-large", detail=detail)


SentBody = Annotated[Sent, Depends(sending)]


async def sending_json(request: Request) -> Values:
    """The keys of a JSON body, digit for digit."""
    await run_in_threadpool(may_ask, request)
    if kind_of(request) != JSON:
        raise Problem(kind="unsupported", detail=f"Send {JSON} and say so in Content-Type.")
    return await run_in_threadpool(keys_of, Sent(json=await request.body()))


SentJson = Annotated[Values, Depends(sending_json)]


def kind_of(request: Request) -> str:
    """The form in which the body comes."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def keys_of(sent: Sent) -> Values:
    """The keys of what was sent, without the files."""
    if sent.fields is not None:
        return dict(sent.fields)
    try:
        return parsed_json(decoded(sent.json))
    except (NotText, NotReadable) as error:
        raise Problem(kind="unreadable", detail=f"The body {error}.") from None


def formed(keys: Values, shape: type[Shape]) -> Shape:
    """The keys in their shape; refused with everything that does not fit."""
    try:
        return shape.model_validate(keys)
    except ValidationError as error:
        wrong: list[Any] = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        raise RequestValidationError(wrong) from None


def loaded(sent: Sent, keys: Values) -> Loaded:
    """The scenario that was sent; refused with everything that is wrong with it."""
    if sent.fields is None:
        document = keys[DOCUMENT]
        assert isinstance(document, dict), "its shape was looked at"
        return read_value(document, UNDER)
    return read_files(files_of(sent))


def accepted(sent: Sent, keys: Values) -> Loaded:
    """The scenario that was sent, or a problem with pointers into the body."""
    try:
        return loaded(sent, keys)
    except Refused as found:
        raise refused(found.complaints, UNDER) from None


def files_of(sent: Sent) -> dict[str, bytes]:
    """The files of the folder, by name; one archive is what is in it."""
    if len(sent.files) == 1 and is_packed(sent.files[0][1]):
        return unpacked(*sent.files[0])
    return {PurePosixPath(name.replace("\\", "/")).name: data for name, data in sent.files}
