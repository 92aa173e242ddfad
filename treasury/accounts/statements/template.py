"""Our Excel template -> statements: a sheet of statements, and a sheet of their entries.

Amounts are signed, in major units of the statement's currency, as text or as numbers of at most 15
digits: a spreadsheet keeps no more. Dates are dates or ISO text. Of a formula only the value that
the spreadsheet saved with it counts. Nothing of a workbook is run or followed: no macro, no link.
"""

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from treasury.accounts.statements.statement import Part, Source, Unreadable
from treasury.accounts.statements.template_cells import Cell, Table
from treasury.accounts.statements.template_rows import ENTRIES, STATEMENTS, parts_of

if TYPE_CHECKING:
    from openpyxl import Workbook

BYTES_MAX = 20 << 20
UNPACKED_BYTES_MAX = 32 << 20
PARTS_MAX = 500
ROWS_MAX = 50_000
COLUMNS_MAX = 30
CHUNK = 1 << 16
EXPECTED = "our template (treasury statements --template FILE.xlsx), or the sheet saved as CSV"
AS_SAVED = "the workbook as the spreadsheet saves it"
BROKEN = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError,
    SyntaxError, EOFError, OSError, OverflowError, RecursionError, NotImplementedError,
    AssertionError,
)  # fmt: skip
"""What reading a workbook that is not whole may raise; a fault in its XML is a SyntaxError."""


def recognises(head: bytes) -> bool:
    """Whether the bytes are the beginning of a workbook; other archives come here unpacked."""
    return head.startswith(b"PK\x03\x04")


def read(source: Source) -> Iterator[Part]:
    """The statements of the workbook, each after its entries; problems where they are found."""
    if source.size > BYTES_MAX:
        what = f"is {source.size >> 20:,} MB, and a workbook may have {BYTES_MAX >> 20} MB"
        raise Unreadable(source.name, what, "a workbook for each month or account")
    try:
        with source.open() as file:
            refuse_harmful(source.name, file)
        statements, entries = tables_of(source)
    except BROKEN as error:
        what = f"is a damaged workbook ({type(error).__name__}: {str(error)[:80]})"
        raise Unreadable(source.name, what, "the workbook, saved again") from None
    parts, wrong = parts_of(statements, entries)
    yield from wrong
    if wrong:
        said = "1 thing is wrong" if len(wrong) == 1 else f"{len(wrong):,} things are wrong"
        what = f"{said} in it, so nothing of the workbook is used"
        raise Unreadable(source.name, what, "a workbook without mistakes")
    if not parts:
        raise Unreadable(source.name, "has no statements in it", f"rows in {STATEMENTS!r}")
    yield from parts


def refuse_harmful(name: str, file: IO[bytes]) -> None:
    """Refuse a workbook that is too large when unpacked, or whose XML declares anything."""
    with zipfile.ZipFile(file) as packed:
        parts = packed.infolist()
        if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
            what = "unpacks to more than 32 MB, or to too many parts"
            raise Unreadable(name, what, "a workbook for each month or account")
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable(name, "is encrypted", "a workbook without a password")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with packed.open(part) as opened:
                    refuse_declarations(f"{name}: {part.filename}", opened)


def refuse_declarations(name: str, file: IO[bytes]) -> None:
    """Refuse XML with a document type or entities, or in an encoding that hides them."""
    before = b""
    while chunk := file.read(CHUNK):
        if b"\0" in chunk:
            raise Unreadable(name, "is not XML in UTF-8", AS_SAVED)
        if b"<!DOCTYPE" in before + chunk or b"<!ENTITY" in before + chunk:
            what = "declares a document type, as a workbook made to do harm does"
            raise Unreadable(name, what, AS_SAVED)
        before = chunk[-16:]


def tables_of(source: Source) -> tuple[Table, Table]:
    """The cells of both sheets, each with the formula's mark where it has no saved value."""
    from openpyxl import load_workbook

    with warnings.catch_warnings(), source.open() as values, source.open() as formulas:
        warnings.simplefilter("ignore")
        shown, written = (
            load_workbook(file, read_only=True, data_only=only, keep_links=False)
            for file, only in ((values, True), (formulas, False))
        )
        missing = [name for name in (STATEMENTS, ENTRIES) if name not in shown.sheetnames]
        if missing:
            what = f"is a workbook without a sheet {' and '.join(map(repr, missing))}"
            raise Unreadable(source.name, what, EXPECTED)
        statements, entries = (
            Table(name=name, rows=tuple(rows_of(source.name, name, shown, written)))
            for name in (STATEMENTS, ENTRIES)
        )
    return statements, entries


def rows_of(
    file: str, name: str, shown: "Workbook", written: "Workbook"
) -> Iterator[tuple[Cell, ...]]:
    """The rows of a sheet that have something in them; a formula without a value is marked."""
    views = []
    for book in (shown, written):
        sheet = book[name]
        sheet.reset_dimensions()  # what a sheet says of its size may cut rows off
        views.append(sheet.iter_rows(max_col=COLUMNS_MAX, values_only=True))
    for number, (values, formulas) in enumerate(zip(*views, strict=False), start=1):
        if number > ROWS_MAX:
            what = f"has more than {ROWS_MAX:,} rows in the sheet {name!r}"
            raise Unreadable(file, what, "a workbook for each month or account")
        cells = cells_of(number, values, formulas)
        if cells:
            yield cells


def cells_of(number: int, values: Sequence[Any], formulas: Sequence[Any]) -> tuple[Cell, ...]:
    """The cells of a row that are not empty."""
    return tuple(
        Cell(row=number, column=column, value=value, formula=is_formula(formula))
        for column, (value, formula) in enumerate(zip(values, formulas, strict=False))
        if (value is not None and value != "") or is_formula(formula)
    )


def is_formula(value: object) -> bool:
    """Whether the cell holds a formula."""
    return (isinstance(value, str) and value.startswith("=")) or hasattr(value, "ref")
