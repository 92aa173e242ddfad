"""/runs/{id}/results and /runs/{id}/files: what a run found out."""

import html
import mimetypes
import re
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from api.access import Ask
from api.problems import Wrong, invalid
from api.routes.shapes import JSON, Cursor, Day, Shown, asked, cursor_of
from api.workflows import results
from api.workflows.aside import Aside
from api.workflows.tables import FORMS, Cells, Form, Wanted, part

router = APIRouter(prefix="/runs/{run_id}", tags=["results"])

ROWS, ROWS_MAX = 500, 5000
Rows = Annotated[int, Query(ge=1, le=ROWS_MAX, description="Rows of a page at most (JSON).")]
Account = Annotated[str | None, Query(max_length=200, description="Only rows about this account.")]
BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
IN_FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {media.partition(";")[0]: BINARY for _, media in FORMS.values()}}
}
AS_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": BINARY}}}
POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
SEALED = "sandbox allow-scripts; frame-ancestors 'none'"


class ResultColumn(Shown):
    """A column: `kind` is text, date, money, count, rate (per cent a year) or fraction; `empty` is
    what a missing value stands for."""

    name: str
    heading: str
    kind: str
    meaning: str
    empty: str


class ResultTable(Shown):
    """A table of a run's structure."""

    structure: str
    name: str
    title: str
    rows: int
    columns: list[ResultColumn]


class ResultTables(Shown):
    """The tables of a run."""

    items: list[ResultTable]


class ResultRows(Shown):
    """Rows of a table by column; amounts are decimal texts, null is no value. `rows` counts all."""

    structure: str
    name: str
    rows: int
    items: list[dict[str, str | int | None]]
    next: str | None


class RunFile(Shown):
    """A file that the run wrote; `sha256` is the hash of what is in it, `size` its bytes."""

    name: str
    sha256: str
    size: int


class RunFiles(Shown):
    """The files of a run."""

    items: list[RunFile]


@router.get("/results")
def list_results(ask: Ask, run_id: str) -> ResultTables:
    """The tables of a run: what each is called, and what its columns mean."""
    found = ask.read(lambda unit: results.tables(unit, run_id))
    return ResultTables(items=[ResultTable.model_validate(row) for row in found])


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """A table of a run: its structure and its name."""

    run_id: str
    table: tuple[str, str]


def which_table(run_id: str, structure: str, table: str) -> Which:
    """Which table is asked for."""
    return Which(run_id=run_id, table=(structure, table))


def wanted(
    account: Account = None,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
) -> Wanted:
    """Which rows are wanted."""
    return Wanted(account=account, first=first, last=last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which page of a table: at most `limit` rows behind the cursor."""

    limit: int
    cursor: str


def span(limit: Rows = ROWS, cursor: Cursor = "") -> Span:
    """Which page is asked for."""
    return Span(limit=limit, cursor=cursor)


@router.get("/results/{structure}/{table}", response_model=ResultRows, responses=IN_FORMS)
def read_results(
    ask: Ask, request: Request, which: Annotated[Which, Depends(which_table)],
    only: Annotated[Wanted, Depends(wanted)], page: Annotated[Span, Depends(span)],
    format: Form = "json",
) -> Response:  # fmt: skip
    """A table: JSON by the page, or all of it as CSV, Parquet or a workbook."""
    cells = ask.read(lambda unit: results.table(unit, which.run_id, which.table, only))
    if format == "json":
        return page_of(cells, start_of(page.cursor), page.limit)
    results.refuse_too_long(cells, format)
    said = {"table": f"{cells.structure}/{cells.name}", "format": format, "rows": cells.rows}
    ask.change(lambda unit: results.taken_out(unit, which.run_id, said))
    aside: Aside = request.app.state.aside
    content = aside.do("formed", format, cells)
    name = f"{cells.structure}-{cells.name}.{format}"
    return Response(content, media_type=FORMS[format][1], headers=attached(name))


def page_of(cells: Cells, start: int, count: int) -> Response:
    """The rows of a page, and where the next one begins."""
    end = start + count
    shown = ResultRows(
        structure=cells.structure, name=cells.name, rows=cells.rows,
        items=part(cells, start, count),
        next=cursor_of(str(end)) if end < cells.rows else None,
    )  # fmt: skip
    return Response(shown.model_dump_json(), media_type=JSON)


def start_of(cursor: str) -> int:
    """The row at which the page begins."""
    text = asked(1, cursor).after
    if text and not (text.isascii() and text.isdigit() and len(text) < 12):
        expected = "the text in `next` of the page before"
        wrong = Wrong(pointer="cursor", detail="is no cursor of this table", expected=expected)
        raise invalid([wrong])
    return int(text or 0)


@router.get("/files")
def list_files(ask: Ask, run_id: str) -> RunFiles:
    """The files that the run wrote: report, workbook, summary, scenario, and CSV by structure."""
    found = ask.read(lambda unit: results.files(unit, run_id))
    return RunFiles(items=[RunFile.model_validate(row) for row in found])


@router.get("/files/{name:path}", responses=AS_FILE, response_class=Response)
def read_file(ask: Ask, run_id: str, name: str) -> Response:
    """A file of a run, byte for byte as it was written."""
    found = ask.read(lambda unit: results.file(unit, run_id, name))
    said = {"file": name, "sha256": found.sha256}
    ask.change(lambda unit: results.taken_out(unit, run_id, said))
    content = found.content
    media = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"ETag": f'"{found.sha256}"'}
    if media == "text/html":
        headers["Content-Security-Policy"] = policy_of(content)
    else:
        headers |= attached(name.rpartition("/")[2])
    return Response(content, media_type=media, headers=headers)


def policy_of(page: bytes) -> str:
    """The page's own policy as a header, sealed off from everything else of ours.

    A report is one file with its script in it, which its policy names by hash.
    """
    said = POLICY.search(page[:4000].decode(errors="replace"))
    return f"{html.unescape(said[1])}; {SEALED}" if said else f"default-src 'none'; {SEALED}"


def attached(name: str) -> dict[str, str]:
    """The header that makes a browser save it under this name."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
