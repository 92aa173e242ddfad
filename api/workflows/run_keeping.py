"""A study -> what is kept of it: files, tables, books, and what was simulated.

Amounts are minor units in books and decimal texts in tables; nothing here asks the database.
The engine is imported where it is used: who only queues runs does not load it.
"""

import datetime
import io
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.store.books import Pairs
from api.store.run_results import StoredFile, StoredTable, stored_file

if TYPE_CHECKING:
    from treasury.comparison import Run, Study
    from treasury.reporting.run_tables import RunTables
    from treasury.reporting.table import Table
    from treasury.tables import Projection

Tell = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Everything that is kept of a study."""

    fingerprint: str
    summary: Any
    files: tuple[StoredFile, ...]
    tables: tuple[StoredTable, ...]
    projections: dict[str, bytes]
    books: dict[str, Pairs]


def kept(study: "Study", tell: Tell) -> Kept:
    """What is kept of the study; `tell` is told the share that is packed."""
    from treasury.reporting.run_tables import run_tables
    from treasury.reporting.summary import summary

    tables = []
    for place, run in enumerate(study.runs):
        tell(place / (2 * len(study.runs)), f"{run.plan.name}: reports")
        tables.append(run_tables(run))
    files = []
    for name, content in written_files(study, tables):
        tell(0.5, f"files: {name}")
        files.append(stored_file(name, content))
    tell(0.9, "books")
    return Kept(
        fingerprint=study.fingerprint,
        summary=summary(study),
        files=tuple(files),
        tables=tuple(stored_tables(tables)),
        projections={run.plan.name: packed(run.projection) for run in study.runs},
        books={run.plan.name: pairs_of(run) for run in study.runs},
    )


def written_files(
    study: "Study", tables: "list[RunTables] | None" = None
) -> Iterator[tuple[str, bytes]]:
    """Every file that `treasury run` writes for the study: its name, and what is in it."""
    from treasury.reporting.run_folder import text_files
    from treasury.reporting.run_place import WORKBOOK
    from treasury.reporting.run_tables import run_tables
    from treasury.reporting.workbook import workbook_bytes

    tables = tables or [run_tables(run) for run in study.runs]
    yield from text_files(study, tables)
    yield WORKBOOK, workbook_bytes(study, tables)


def stored_tables(tables: "list[RunTables]") -> Iterator[StoredTable]:
    """The tables of all structures, as they are kept."""
    from treasury.reporting.csvs import balance_table, file_tables

    number = 0
    for one in tables:
        for table in (balance_table(one.run), *file_tables(one)):
            yield stored_table(table, one.run.plan.name, number)
            number += 1


def stored_table(table: "Table", structure: str, number: int) -> StoredTable:
    """One table as it is kept: a list of texts for each column, null where there is no value."""
    from treasury.reporting.table import column_cells

    columns = []
    for column in table.columns:
        texts = column_cells(table.data, column, grouped=False)
        values = table.data[column.name]
        columns.append([None if value is None else text
                        for value, text in zip(values, texts, strict=True)])  # fmt: skip
    cells = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    described = [
        {"name": column.name, "heading": column.heading, "kind": column.kind,
         "meaning": column.meaning, "empty": column.empty}
        for column in table.columns
    ]  # fmt: skip
    return StoredTable(
        structure=structure, name=table.name, number=number, title=table.title,
        columns=described, rows=len(table), packed=zlib.compress(cells.encode()),
    )  # fmt: skip


def packed(projection: "Projection") -> bytes:
    """The arrays of a projection, packed."""
    import numpy as np

    out = io.BytesIO()
    arrays: dict[str, Any] = projection._asdict()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def unpacked(content: bytes) -> "Projection":
    """The projection that was packed."""
    import numpy as np

    from treasury.tables import Projection

    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return Projection(**{name: arrays[name] for name in Projection._fields})


def pairs_of(run: "Run") -> Pairs:
    """The postings of a run; those of opening balances are dated the day before the first."""
    ledger, first = run.ledger, run.plan.names.days[0]
    rows = {*ledger.booking_day.tolist(), *ledger.value_day.tolist()}
    dates = {row: first + datetime.timedelta(days=row) for row in rows}
    return Pairs(
        accounts=ledger.accounts,
        entry=ledger.entry.tolist(),
        booking_date=[dates[row] for row in ledger.booking_day.tolist()],
        value_date=[dates[row] for row in ledger.value_day.tolist()],
        debit=ledger.debit.tolist(),
        credit=ledger.credit.tolist(),
        amount=ledger.amount.tolist(),
        source=["opening" if event < 0 else str(event) for event in ledger.event.tolist()],
    )
