"""Files sent as a form, spooled to disk as they arrive, gone when the request is over.

Who may not send them is told so before anything is read of them.
"""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.access import Asking, asking_with
from api.problems import Problem, Wrong, invalid
from api.workflows.statements import Upload
from treasury.errors import printable

FORM = "multipart/form-data"
FILES_MAX, FIELDS_MAX, NAME_MAX = 1000, 10, 200
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form: who asks, its files in order, its other fields."""

    ask: Asking
    files: Sequence[Upload]
    fields: dict[str, str]


class WholeParser(MultiPartParser):
    """A form that knows whether its end has come: one that was cut off is not taken for whole."""

    whole = False

    def on_end(self) -> None:
        """The last boundary has come."""
        self.whole = True


@asynccontextmanager
async def sent(request: Request, fields: Sequence[str]) -> AsyncIterator[Sent]:
    """The form of the request, which has a part `files` for each file and no fields but these."""
    form = await parsed(request)
    try:
        parts = form.multi_items()
        wrong = list(misfits(parts, fields))
        if wrong:
            raise invalid(wrong)
        files = [(name, part) for name, part in parts if isinstance(part, UploadFile)]
        others = {name: part for name, part in parts if isinstance(part, str)}
        uploads = await run_in_threadpool(uploads_of, [part for _, part in files])
        yield Sent(ask=asking_with(request, hash_of(request, uploads, others)), files=uploads,
                   fields=others)  # fmt: skip
    finally:
        await form.close()


async def parsed(request: Request) -> FormData:
    """The parts of the form; refused where it is none, or not whole."""
    if not request.headers.get("content-type", "").lower().startswith(FORM):
        raise Problem(kind="unsupported", detail=f"Send {FORM} with a part `files` for each file.")

    async def pieces() -> AsyncGenerator[bytes, None]:
        async for piece in request.stream():
            yield piece
        if not parser.whole:  # raised here, where the parser closes what it has spooled
            raise MultiPartException("It ends before its last boundary.")

    parser = WholeParser(request.headers, pieces(), max_files=FILES_MAX, max_fields=FIELDS_MAX)
    try:
        return await parser.parse()
    except MultiPartException as error:
        detail = f"The form cannot be read: {error.message}"
        raise Problem(kind="unreadable", detail=detail) from None


def misfits(parts: Sequence[tuple[str, Any]], fields: Sequence[str]) -> Any:
    """What is wrong with the parts of a form."""
    if not any(isinstance(part, UploadFile) for _, part in parts):
        expected = "one part `files` with a file name for each file"
        yield Wrong(pointer="#/files", detail="is missing", expected=expected)
    seen = set()
    for name, part in parts:
        right = name == "files" if isinstance(part, UploadFile) else name in fields
        if not right or (name in seen and name != "files"):
            expected = ", ".join(["files (each with a file name)", *fields])
            yield Wrong(pointer=f"#/{name}", detail="is not known here, or comes twice",
                        expected=f"one of {expected}")  # fmt: skip
        seen.add(name)


def uploads_of(parts: Sequence[UploadFile]) -> list[Upload]:
    """The files, each with a name of its own."""
    taken: set[str] = set()
    found = []
    for part in parts:
        name = plain(part.filename or "")
        number, own = 1, name
        while own in taken:
            number += 1
            own = f"{name} ({number})"
        taken.add(own)
        digest, size = hashlib.sha256(), 0
        part.file.seek(0)
        while piece := part.file.read(CHUNK):
            digest.update(piece)
            size += len(piece)
        found.append(Upload(name=own, sha256=digest.hexdigest(), size=size, content=reader(part)))
    return found


def reader(part: UploadFile) -> Callable[[], bytes]:
    """Reads the file from its beginning."""

    def content() -> bytes:
        part.file.seek(0)
        return part.file.read()

    return content


def plain(name: str) -> str:
    r"""The name of a file without the folder it lay in, short and printable.

    >>> plain(r"C:\bank\march.xml"), plain("")
    ('march.xml', 'file')
    """
    return printable(PurePosixPath(name.replace("\\", "/")).name)[-NAME_MAX:] or "file"


def hash_of(request: Request, uploads: Sequence[Upload], fields: dict[str, str]) -> str:
    """The hash of what is asked: address, fields, and the files by their names and contents."""
    said = [request.method, request.url.path, request.url.query, repr(sorted(fields.items()))]
    said += [f"{each.name} {each.sha256}" for each in uploads]
    return hashlib.sha256("\n".join(said).encode(errors="backslashreplace")).hexdigest()
