"""/clients/{id}/statements: the bank's statements, as files; what they say becomes the books."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access import Ask, asking_with, needs
from api.problems import Wrong, invalid, refused
from api.routes.shapes import Cursor, Limit, Listed, answer, asked, listed
from api.routes.statement_shapes import (
    FILES,
    UNKNOWN,
    Import,
    ReadFile,
    SentFile,
    StatementFile,
    account,
    of_file,
)
from api.routes.uploads import Sent, sent
from api.store.paging import LIMIT, mapped
from api.workflows import statements
from api.workflows.doing import Answer
from api.workflows.statements import Imported, Upload
from api.workflows.unit import Unit
from treasury.accounts.statements.files import MAPPING_ENDING
from treasury.errors import Refused
from treasury.importing.receiving import Received, received

router = APIRouter(prefix="/clients/{client_id}", tags=["statements"])
READ = needs("statements:read")
File = Annotated[str, Path(description="The file's id.")]
AS_SENT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {
        "schema": {"type": "string", "format": "binary"}}}},
}  # fmt: skip


async def uploaded(request: Request, client_id: str) -> AsyncIterator[Sent]:
    """The form; whoever may not send it is told so before it is read."""
    ask = asking_with(request, "")
    await run_in_threadpool(ask.read, lambda unit: statements.may_receive(unit, client_id))
    async with sent(request, (UNKNOWN,)) as form:
        yield form


@router.post(
    "/statements", status_code=201, response_model=Import,
    responses={200: {"model": Import, "description": "All of it was known before."}},
    openapi_extra=needs("statements:write") | FILES,
)  # fmt: skip
def import_statements(client_id: str, form: Annotated[Sent, Depends(uploaded)]) -> Response:
    """Send statement files: each entry is booked once, whatever the order and overlap of files.

    The same content again changes nothing (200). Everything wrong is said at once, and then
    nothing is kept."""
    make = chosen(form.fields)
    hashes = [each.sha256 for each in form.files]
    known = form.ask.read(lambda unit: statements.known(unit, client_id, hashes))
    read = contents_of(form.files, known)

    def work(unit: Unit) -> Answer:
        try:
            done = statements.imported(unit, client_id, form.files, read, make=make)
        except Refused as found:
            raise refused(found.complaints, "#/files") from None
        return told(done)

    return form.ask.post(work)


def chosen(fields: dict[str, str]) -> bool:
    """Whether accounts that are not known are made."""
    word = fields.get(UNKNOWN, "make")
    if word not in ("make", "refuse"):
        wrong = Wrong(pointer=f"#/{UNKNOWN}", detail="is none of the choices",
                      expected="make or refuse")  # fmt: skip
        raise invalid([wrong])
    return word == "make"


def contents_of(files: Sequence[Upload], known: frozenset[str]) -> Received | None:
    """What those of the files say that are not known yet; None where all of them are."""
    fresh = {each.sha256: each for each in files if each.sha256 not in known}
    if not fresh:
        return None
    mappings = [each for each in files if each.name.endswith(MAPPING_ENDING)]
    wanted = dict.fromkeys([*mappings, *fresh.values()])
    try:
        return received([(each.name, each.content()) for each in wanted])
    except Refused as found:
        raise refused(found.complaints, "#/files") from None


def told(done: Imported) -> Answer:
    """The answer: 200 where nothing was new."""
    files = [SentFile(**of_file(row), known=row.sha256 in done.known) for row in done.files]
    shown = Import(files=files, accounts=[account(each) for each in done.accounts])
    fresh = any(not each.known for each in files)
    return answer(201 if fresh else 200, shown)


@router.get("/statements", openapi_extra=READ)
def list_statements(
    ask: Ask, client_id: str, limit: Limit = LIMIT, cursor: Cursor = ""
) -> Listed[StatementFile]:
    """The statement files in the order in which they came, a page at a time."""
    page = ask.read(lambda unit: statements.listed(unit, client_id, asked(limit, cursor)))
    return listed(mapped(page, of_file), StatementFile)


@router.get("/statements/{id}", openapi_extra=READ)
def read_statement(ask: Ask, client_id: str, id: File) -> ReadFile:
    """A statement file: what was read in it, and its accounts as they are told by now."""
    row, now = ask.read(lambda unit: statements.read(unit, client_id, id))
    return ReadFile(**of_file(row), told=[account(each) for each in now])


@router.get("/statements/{id}/file", response_class=Response, responses=AS_SENT,
            openapi_extra=READ)  # fmt: skip
def download_statement(ask: Ask, client_id: str, id: File) -> Response:
    """A statement file, byte for byte as it was sent; taking it out is remembered."""
    row, content = ask.change(lambda unit: statements.taken_out(unit, client_id, id))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name)}"}
    return Response(content, media_type="application/octet-stream", headers=headers)
