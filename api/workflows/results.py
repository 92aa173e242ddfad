"""What runs found out, handed out: lists of tables, tables, files. Taking out is remembered.

A table in JSON is read a page at a time; another form, or a file, leaves the service whole and
goes into the audit.
"""

from typing import Any

from api.problems import Problem, Wrong, invalid, not_found
from api.store import run_results as store
from api.store.auditing import Remark
from api.store.run_results import StoredFile
from api.workflows.runs import done_run
from api.workflows.tables import EXCEL_ROWS, Cells, Form, Wanted, chosen, filterable, opened
from api.workflows.unit import TAKEN_OUT, Unit


def tables(unit: Unit, run_id: str) -> list[Any]:
    """The tables of a run, without their cells."""
    unit.require("runs:read")
    done_run(unit, run_id)
    return list(store.listed_tables(unit.connection, run_id))


def table(unit: Unit, run_id: str, which: tuple[str, str], wanted: Wanted) -> Cells:
    """The rows that are wanted of a table (its structure and name)."""
    unit.require("runs:read")
    done_run(unit, run_id)
    found = store.table(unit.connection, run_id, *which)
    if found is None:
        raise not_found("table of the run")
    refuse_unfit(filterable(found.columns), wanted)
    cells = opened(found)
    return cells if wanted.everything else chosen(cells, wanted)


def refuse_unfit(able: tuple[bool, bool], wanted: Wanted) -> None:
    """Refuse to choose rows by what the table does not have."""
    by_account, by_day = able
    asked = {"account": (wanted.account, by_account), "from": (wanted.first, by_day),
             "to": (wanted.last, by_day)}  # fmt: skip
    expected = "one of the tables whose columns have it"
    wrong = [
        Wrong(pointer=name, detail="this table has nothing to choose by it", expected=expected)
        for name, (value, able) in asked.items()
        if value is not None and not able
    ]
    if wanted.first and wanted.last and wanted.first > wanted.last:
        wrong.append(Wrong(pointer="to", detail="lies before `from`", expected="a later day"))
    if wrong:
        raise invalid(wrong)


def refuse_too_long(cells: Cells, form: Form) -> None:
    """Refuse a workbook of more rows than a sheet takes."""
    if form == "xlsx" and cells.rows > EXCEL_ROWS:
        detail = f"A sheet takes {EXCEL_ROWS:,} rows, this table has {cells.rows:,}; ask for csv."
        raise Problem(kind="too-large", detail=detail)


def files(unit: Unit, run_id: str) -> list[Any]:
    """The files of a run: name, hash and size."""
    unit.require("runs:read")
    done_run(unit, run_id)
    return list(store.listed_files(unit.connection, run_id))


def file(unit: Unit, run_id: str, name: str) -> StoredFile:
    """A file of a run."""
    unit.require("runs:read")
    done_run(unit, run_id)
    found = store.file(unit.connection, run_id, name)
    if found is None:
        raise not_found("file of the run")
    return found


def taken_out(unit: Unit, run_id: str, what: dict[str, Any]) -> None:
    """Remember that somebody took something of a run out of the service."""
    unit.require("runs:read")
    row = done_run(unit, run_id)
    unit.remember(
        Remark(
            what=TAKEN_OUT, subject_kind="run", subject_id=run_id, client_id=row.client_id,
            after=what,
        )
    )  # fmt: skip
