"""Our Excel template for bank statements, empty, with what goes where and an example.

Amounts and accounts are text cells, so that a spreadsheet keeps every digit; it never replaces a
file.
"""

import io
from pathlib import Path

import xlsxwriter

from treasury.accounts.statements.template_rows import (
    ENTRIES,
    ENTRY_COLUMNS,
    STATEMENT_COLUMNS,
    STATEMENTS,
    Column,
)
from treasury.reporting.whole_folder import refusal

TEXT, BOLD, HEADER = {"num_format": "@"}, {"bold": True}, {"bold": True, "bg_color": "#DDE6F0"}
GUIDE = (
    "Fill in the sheets Statements and Entries; this sheet is not read.",
    "A statement is one account and currency between two balances. Give it any name.",
    "Amounts are in major units: digits with a point, no grouping; money that leaves has a minus.",
    "Opening balance + booked entries = closing balance; if not, treasury statements says so.",
    "A spreadsheet keeps 15 digits of a number; the cells here are text and keep all.",
    "Of a formula the saved value counts. Columns that are not marked * may stay empty.",
)
EXAMPLE_STATEMENT = (
    "March", "DE89370400440532013000", "EUR", "Example GmbH", "COBADEFFXXX", "2026-03-01",
    "1000.00", "2026-03-31", "1250.00",
)  # fmt: skip
EXAMPLE_ENTRIES = (
    ("March", "2026-03-02", "2026-03-03", "-50.00", "Landlord", "", "", "A-17", "", "", "Rent", ""),
    (
        "March",
        "2026-03-30",
        "",
        "300.00",
        "Customer AG",
        "",
        "",
        "A-18",
        "",
        "",
        "Invoice 4711",
        "",
    ),
)


def write_template(path: Path) -> None:
    """Write the empty template to a new file."""
    if path.suffix.lower() != ".xlsx":
        raise refusal(path, "is no name of a workbook", "a name that ends in .xlsx")
    if path.exists() or path.is_symlink():
        raise refusal(path, "exists already", "a new file")
    content = io.BytesIO()
    write_sheets(content)
    try:
        with path.open("xb") as file:
            file.write(content.getvalue())
    except OSError as error:
        raise refusal(path, f"cannot be written ({error.strerror})", "another place") from None


def write_sheets(file: io.BytesIO) -> None:
    """Write the three sheets."""
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        write_guide(book)
        write_table(book, STATEMENTS, STATEMENT_COLUMNS)
        write_table(book, ENTRIES, ENTRY_COLUMNS)


def write_table(book: xlsxwriter.Workbook, name: str, columns: tuple[Column, ...]) -> None:
    """Write a sheet with the names of its columns, ready to be filled in."""
    sheet = book.add_worksheet(name)
    header, text = book.add_format(HEADER), book.add_format(TEXT)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, max(14, len(column.name) + 2), text)
        sheet.write_string(0, at, column.name, header)
        sheet.write_comment(0, at, column.meaning)


def write_guide(book: xlsxwriter.Workbook) -> None:
    """Write the sheet that says what goes where, with an example."""
    sheet = book.add_worksheet("Read me")
    bold, header = book.add_format(BOLD), book.add_format(HEADER)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 12, 16)
    row = 0
    sheet.write_string(row, 0, "Bank statements for treasury", bold)
    for line in GUIDE:
        row += 1
        sheet.write_string(row, 0, line)
    for name, columns in ((STATEMENTS, STATEMENT_COLUMNS), (ENTRIES, ENTRY_COLUMNS)):
        row += 2
        sheet.write_string(row, 0, f"The sheet {name}", bold)
        for column in columns:
            row += 1
            sheet.write_string(row, 0, column.name + (" *" if column.needed else ""))
            sheet.write_string(row, 1, column.meaning)
    row += 2
    for name, columns, examples in (
        (STATEMENTS, STATEMENT_COLUMNS, (EXAMPLE_STATEMENT,)),
        (ENTRIES, ENTRY_COLUMNS, EXAMPLE_ENTRIES),
    ):
        sheet.write_string(row, 0, f"Example of the sheet {name}", bold)
        for at, column in enumerate(columns):
            sheet.write_string(row + 1, at, column.name, header)
        for offset, example in enumerate(examples, start=2):
            for at, cell in enumerate(example):
                sheet.write_string(row + offset, at, cell)
        row += len(examples) + 3
