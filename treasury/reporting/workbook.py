"""The workbook: the same tables as an .xlsx, one sheet a report with the structure in a column.

Excel keeps 15 digits: an amount with more is written as text, in full. Text is always written
as text; where it starts like a formula it also carries Excel's own mark for "this is text", so
that editing the cell cannot start it. Equal studies give equal bytes.
"""

import datetime
import io
from dataclasses import replace
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from treasury.comparison import Study
from treasury.money import DIGITS
from treasury.reporting.benefit import (
    MEANINGS,
    comparison,
    group_comparison,
    moved_currencies,
)
from treasury.reporting.check_table import check_table
from treasury.reporting.exports.naming import LIKE_A_FORMULA
from treasury.reporting.group_words import how_translated, rate_sentences
from treasury.reporting.notices import notice_texts
from treasury.reporting.run_tables import RunTables
from treasury.reporting.table import Column, Table, column_cells, first_rows, only

EXCEL_DIGITS = 15
ROWS_SHOWN = 400
"""Rows of one structure on one sheet, a year of days and more; the CSV files hold them all."""
SHEETS = (
    ("Benefit", "waterfall"),
    ("Members", "members"),
    ("Payments not made", "not_made"),
    ("Payments", "changed"),
    ("Cash position", "cash"),
    ("Liquidity", "liquidity"),
    ("Between entities", "movements"),
    ("Virtual ledgers", "ledgers"),
    ("Ledger postings", "ledger_entries"),
    ("Ledger interest", "ledger_interest"),
    ("Interest", "interest_totals"),
    ("Fees by terms", "term_fees"),
    ("Sweeps by pair", "sweeps_by_pair"),
    ("Sweep register", "sweeps"),
    ("On its way", "transit"),
    ("Group", "group_figures"),
    ("Group benefit", "group_waterfall"),
    ("Group members", "group_members"),
    ("Group cash", "group_cash"),
    ("Exchange rates", "fx_rates"),
)
OF_THE_GROUP = ("group_figures", "group_waterfall", "group_members", "group_cash", "fx_rates")
WHERE_THERE_ARE_ANY = (
    "ledgers", "ledger_entries", "ledger_interest", "transit", "term_fees", *OF_THE_GROUP,
)  # fmt: skip
"""Sheets that a study without what they tell of does not have."""
FILES = {"interest_totals": "interest", "sweeps_by_pair": "sweeps"}
"""The file that holds what a table sums up."""
WIDTHS = {"text": 16, "date": 12, "money": 20, "count": 10, "rate": 12, "fraction": 18}
WIDE = {"reason": 90, "detail": 90, "cause": 60, "title": 26, "name": 26, "step": 26, "note": 90}


class Formats(NamedTuple):
    """The cell formats of the workbook; `money` by number of decimals."""

    title: Format
    note: Format
    heading: Format
    text: Format
    marked: Format
    exact: Format
    count: Format
    money: dict[int, Format]


def workbook_bytes(study: Study, tables: list[RunTables]) -> bytes:
    """The workbook of the study, ready to be written to a file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    day = study.scenario.last_day
    created = datetime.datetime.combine(day, datetime.time())
    book.set_properties({"title": study.scenario.title, "created": created})
    formats = make_formats(book)
    add_summary(book, formats, study)
    moved = moved_currencies(study)
    for title, name in SHEETS:
        chosen = [(one, getattr(one, name)) for one in tables]
        if name in WHERE_THERE_ARE_ANY and not any(len(table) for _, table in chosen):
            continue
        if name == "liquidity":
            chosen = [(one, only(table, moved)) for one, table in chosen]
        add_structures_sheet(book, formats, title, chosen)
    checks = check_table(study)
    sheet = start_sheet(book, formats, "Checks", checks.columns)
    write_rows(sheet, formats, checks, 1)
    book.close()
    return out.getvalue()


def make_formats(book: Workbook) -> Formats:
    """The formats, once for the workbook."""
    top = {"valign": "top"}
    return Formats(
        title=book.add_format({"bold": True, "font_size": 16, "font_color": "#12324a"}),
        note=book.add_format({"font_color": "#566573", "text_wrap": True, "valign": "top"}),
        heading=book.add_format(
            {"bold": True, "bg_color": "#e8eef3", "bottom": 1, "text_wrap": True, "valign": "top"}
        ),
        text=book.add_format(top),
        marked=book.add_format({**top, "quote_prefix": True}),
        exact=book.add_format({**top, "align": "right", "quote_prefix": True}),
        count=book.add_format({**top, "num_format": "#,##0"}),
        money={
            digits: book.add_format(
                {**top, "num_format": "#,##0" + ("." + "0" * digits if digits else "")}
            )
            for digits in sorted(set(DIGITS.values()))
        },
    )


def add_summary(book: Workbook, formats: Formats, study: Study) -> None:
    """The first sheet: what was run, the figures side by side, what each figure means."""
    sheet = book.add_worksheet("Summary")
    scenario = study.scenario
    write_text(sheet, 0, 0, scenario.title or scenario.id, formats.title, formats)
    period = f"{scenario.first_day} to {scenario.last_day}; fingerprint {study.fingerprint}"
    write_text(sheet, 1, 0, period, formats.text, formats)
    table = comparison(study)
    set_columns(sheet, table.columns)
    write_heading(sheet, formats, table.columns, 3)
    row = write_rows(sheet, formats, table, 4) + 1
    row = add_group_summary(sheet, formats, study, row)
    for words in notice_texts(scenario):
        sheet.write_string(row, 0, "To be read with these figures", formats.heading)
        write_text(sheet, row, 1, words, formats.text, formats)
        row += 1
    for heading, meaning in MEANINGS.values():
        sheet.write_string(row, 0, heading, formats.heading)
        sheet.write_string(row, 1, meaning, formats.text)
        row += 1


def add_group_summary(sheet: Worksheet, formats: Formats, study: Study, row: int) -> int:
    """The group in its reporting currency below the figures by currency; the row after it."""
    group = study.standalone.group
    if group is None:
        return row
    title = f"Group in {group.translation.currency}"
    write_text(sheet, row, 0, title, formats.heading, formats)
    row = write_rows(sheet, formats, group_comparison(study), row + 1)
    for words in (*how_translated(group.translation), *rate_sentences(group.translation)):
        write_text(sheet, row, 0, words, formats.text, formats)
        row += 1
    return row + 1


def add_structures_sheet(
    book: Workbook, formats: Formats, title: str, tables: list[tuple[RunTables, Table]]
) -> None:
    """One report of every structure on one sheet, the structure's name in the first column."""
    first = Column(name="structure", heading="Structure")
    columns = (first, *tables[0][1].columns)
    sheet = start_sheet(book, formats, title, columns)
    row = 1
    for run, table in tables:
        shown = first_rows(table, ROWS_SHOWN)
        named = {**shown.data, "structure": [run.run.plan.name] * len(shown)}
        row = write_rows(sheet, formats, replace(table, columns=columns, data=named), row)
        if len(table) > ROWS_SHOWN:
            where = f"{run.run.plan.name}/{FILES.get(table.name, table.name)}.csv"
            said = f"The first {ROWS_SHOWN:,} of {len(table):,} rows; {where} holds them all."
            write_text(sheet, row, 0, run.run.plan.name, formats.text, formats)
            sheet.write_string(row, 1, said, formats.text)
            row += 1
    sheet.autofilter(0, 0, max(row - 1, 1), len(columns) - 1)


def start_sheet(
    book: Workbook, formats: Formats, title: str, columns: tuple[Column, ...]
) -> Worksheet:
    """A new sheet with its line of headings, frozen."""
    sheet = book.add_worksheet(title)
    set_columns(sheet, columns)
    write_heading(sheet, formats, columns, 0)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def set_columns(sheet: Worksheet, columns: tuple[Column, ...]) -> None:
    """Widths that fit what the columns hold."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDE.get(column.name, WIDTHS[column.kind]))


def write_heading(
    sheet: Worksheet, formats: Formats, columns: tuple[Column, ...], row: int
) -> None:
    """The headings, each with its meaning as a comment in words under the pointer."""
    for place, column in enumerate(columns):
        sheet.write_string(row, place, column.heading, formats.heading)
        if column.meaning:
            sheet.write_comment(row, place, column.meaning, {"x_scale": 2})


def write_rows(sheet: Worksheet, formats: Formats, table: Table, row: int) -> int:
    """Write the table from this row on; the row after its last."""
    for place, column in enumerate(table.columns):
        if column.kind == "money":
            write_amounts(sheet, formats, table, row, place)
        elif column.kind == "count":
            for offset, value in enumerate(table.data[column.name]):
                if value is not None:
                    sheet.write_number(row + offset, place, value, formats.count)
        else:
            texts = column_cells(table.data, column, grouped=False)
            for offset, text in enumerate(texts):
                write_text(sheet, row + offset, place, text, formats.text, formats)
    return row + len(table)


def write_amounts(sheet: Worksheet, formats: Formats, table: Table, row: int, place: int) -> None:
    """One column of amounts: numbers where Excel keeps every digit, else text."""
    column = table.columns[place]
    values: list[Any] = table.data[column.name]
    texts = column_cells(table.data, column, grouped=False)
    money = [formats.money[DIGITS[currency]] for currency in table.data[column.money_of]]
    for at, (minor, text, plain) in enumerate(zip(values, texts, money, strict=True), start=row):
        if minor is None:
            sheet.write_string(at, place, text, formats.text)
        elif abs(minor) >= 10**EXCEL_DIGITS:
            sheet.write_string(at, place, text, formats.exact)
        else:
            sheet.write_number(at, place, float(text), plain)


def write_text(
    sheet: Worksheet, row: int, place: int, text: str, plain: Format, formats: Formats
) -> None:
    """A cell of text; marked as text where it starts like a formula."""
    marked = text.startswith(LIKE_A_FORMULA)
    sheet.write_string(row, place, text, formats.marked if marked else plain)
