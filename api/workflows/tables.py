"""A table of a run: its cells as texts, which rows are wanted, and the forms it is given in.

Cells are the texts of the run's own CSV files, None where there is no value; amounts are decimal
texts with all their digits. The forms agree cell by cell. Parquet: amounts and rates are
decimal128, whole numbers int64, days date32, never a float. Excel keeps 15 digits, so an amount
with more is text; a text that looks like a formula is marked as text.
"""

import csv
import datetime
import io
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from api.store.database import Database
from api.store.run_results import StoredTable

Form = Literal["json", "csv", "parquet", "xlsx"]
Column = list[str | None]
AS_WRITTEN = ("balances", "sweeps")
"""Contracts with other programs: their texts stand in CSV as they are."""
PRECISION = 38
EXCEL_DIGITS, EXCEL_ROWS = 15, 1_048_575
EXACT = ("money", "rate", "fraction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A table: `columns` are described by name, heading, kind, meaning, empty; `data` by column."""

    structure: str
    name: str
    title: str
    columns: list[dict[str, str]]
    data: list[Column]

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.data[0])

    def places(self, *names: str) -> list[int]:
        """Where the columns of these names stand that are not days."""
        return [at for at, column in enumerate(self.columns)
                if column["name"] in names and column["kind"] == "text"]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows: those about this account, of days from `first` to `last`."""

    account: str | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None

    @property
    def everything(self) -> bool:
        """Whether no row is left out."""
        return self.account is None and self.first is None and self.last is None


def opened(table: StoredTable) -> Cells:
    """The stored table with its cells."""
    return Cells(
        structure=table.structure, name=table.name, title=table.title, columns=table.columns,
        data=json.loads(zlib.decompress(table.packed)),
    )  # fmt: skip


def filterable(columns: list[dict[str, str]]) -> tuple[bool, bool]:
    """Whether the table has an account to choose by, and a day."""
    kinds = {column["name"]: column["kind"] for column in columns}
    by_account = any(kinds.get(name) == "text" for name in ("account", "from", "to"))
    return by_account, kinds.get("date") == "date"


def chosen(cells: Cells, wanted: Wanted) -> Cells:
    """The rows that are wanted; the caller has seen that the table can be asked so."""
    kept = list(range(cells.rows))
    if wanted.account is not None:
        about = [cells.data[at] for at in cells.places("account", "from", "to")]
        kept = [row for row in kept if any(column[row] == wanted.account for column in about)]
    if wanted.first is not None or wanted.last is not None:
        days = cells.data[[column["name"] for column in cells.columns].index("date")]
        first, last = str(wanted.first or datetime.date.min), str(wanted.last or datetime.date.max)
        kept = [row for row in kept if first <= (days[row] or "") <= last]
    return replace(cells, data=[[column[row] for row in kept] for column in cells.data])


def part(cells: Cells, start: int, count: int) -> list[dict[str, Any]]:
    """Rows from `start` on, at most `count`, by the names of their columns."""
    names = [column["name"] for column in cells.columns]
    columns = [
        [value if value is None or described["kind"] != "count" else int(value) for value in
         column[start : start + count]]
        for described, column in zip(cells.columns, cells.data, strict=True)
    ]  # fmt: skip
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def as_csv(cells: Cells) -> bytes:
    """The table as the run's own CSV files have it."""
    from treasury.reporting.csvs import in_cells

    columns = []
    for described, column in zip(cells.columns, cells.data, strict=True):
        texts = [described["empty"] if value is None else value for value in column]
        safe = described["kind"] == "text" and cells.name not in AS_WRITTEN
        columns.append(in_cells(texts) if safe else texts)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column["name"] for column in cells.columns])
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode()


def as_parquet(cells: Cells) -> bytes:
    """The table as a Parquet file, exact; what columns mean stands beside them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays, fields = [], []
    for described, column in zip(cells.columns, cells.data, strict=True):
        array = arrow(described["kind"], column)
        about = {"heading": described["heading"], "meaning": described["meaning"]}
        arrays.append(array)
        fields.append(pa.field(described["name"], array.type, metadata=about))
    out = io.BytesIO()
    pq.write_table(pa.table(arrays, schema=pa.schema(fields)), out, compression="zstd")
    return out.getvalue()


def arrow(kind: str, column: Column) -> Any:
    """One column for Parquet; one that does not fit its kind stays text."""
    import pyarrow as pa

    try:
        if kind in EXACT:
            numbers = [None if value is None else Decimal(value) for value in column]
            return pa.array(numbers, pa.decimal128(PRECISION, scale(numbers)))
        if kind == "count":
            return pa.array([None if value is None else int(value) for value in column], pa.int64())
        if kind == "date":
            days = [None if value is None else datetime.date.fromisoformat(value)
                    for value in column]  # fmt: skip
            return pa.array(days, pa.date32())
    except (InvalidOperation, ValueError, pa.ArrowInvalid):
        pass  # "not in the run" in the place of a day, for example
    return pa.array(column, pa.string())


def scale(numbers: list[Decimal | None]) -> int:
    """The decimals that all of them need."""
    return max((-int(n.as_tuple().exponent) for n in numbers if n is not None), default=0)


def as_xlsx(cells: Cells) -> bytes:
    """The table as a workbook of one sheet."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})  # noqa: DTZ001 - no clock
    formats = {digits: book.add_format({"num_format": f"#,##0.{'0' * digits}".rstrip(".")})
               for digits in range(5)}  # fmt: skip
    formats[-1] = book.add_format({"quote_prefix": True})
    sheet = book.add_worksheet(cells.title[:31].translate(str.maketrans("[]:*?/\\", "       ")))
    sheet.freeze_panes(1, 0)
    for place, described in enumerate(cells.columns):
        sheet.write_string(0, place, described["heading"])
        sheet.set_column(place, place, 20)
        for row, value in enumerate(cells.data[place], start=1):
            if value is not None:
                put(sheet, (row, place), (described["kind"], value), formats)
    book.close()
    return out.getvalue()


def put(sheet: Any, at: tuple[int, int], cell: tuple[str, str], formats: dict[int, Any]) -> None:
    """Write one cell: a number where Excel keeps every digit of it, else text."""
    from treasury.reporting.exports.naming import LIKE_A_FORMULA

    kind, text = cell
    digits = len(text.lstrip("-").replace(".", "").lstrip("0"))
    decimals = len(text.partition(".")[2])
    if kind in ("money", "count") and digits <= EXCEL_DIGITS and decimals in formats:
        sheet.write_number(*at, float(text), formats[decimals])
    else:
        sheet.write_string(*at, text, formats[-1] if text.startswith(LIKE_A_FORMULA) else None)


FORMS: Mapping[Form, tuple[Callable[[Cells], bytes], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "parquet": (as_parquet, "application/vnd.apache.parquet"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""How each form but JSON is made, and its media type."""


def formed(_database: Database, form: Form, cells: Cells) -> bytes:
    """The table in a form; nothing is asked of the database."""
    make, _ = FORMS[form]
    return make(cells)
