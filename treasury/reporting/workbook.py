"""The workbook: the same tables as an .xlsx, one sheet a report with the structure in a column.

Excel keeps 15 digits: an amount with more is written as text, in full. Text is always written
as text; where it starts like a formula it also carries Excel's own mark for "this is text", so
that editing the cell cannot start it. Equal studies give equal bytes.

A workbook grows run by run, because the rows of a run can be written before the next is there.
"""

import datetime
import io
from dataclasses import replace
from decimal import Decimal
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
from treasury.reporting.form_words import form_words
from treasury.reporting.group_words import how_translated, rate_sentences
from treasury.reporting.notices import notice_texts
from treasury.reporting.run_tables import RunTables
from treasury.reporting.table import Column, Table, column_cells, first_rows, only
from treasury.scenario import Scenario

EXCEL_DIGITS = 15
ROWS_SHOWN = 400
"""Rows of one structure on one sheet, a year of days and more; the CSV files hold them all."""
LIQUIDITY = ("Liquidity", "liquidity")
"""Shows the currencies in which any run differs, which the last run tells."""
SHEETS = (
    ("Benefit", "waterfall"),
    ("Members", "members"),
    ("Payments not made", "not_made"),
    ("Payments", "changed"),
    ("Cash position", "cash"),
    LIQUIDITY,
    ("Between entities", "movements"),
    ("Interest", "interest_totals"),
    ("Sweeps by pair", "sweeps_by_pair"),
    ("Sweep register", "sweeps"),
)
WHERE_THERE_ARE_ANY = (
    ("Benefit shared", "benefit_shares"),
    ("Ages of positions", "position_ages"),
    ("Account analysis", "account_analysis"),
    ("Fees by terms", "term_fees"),
    ("Taxes", "taxes"),
    ("On-lending", "on_lending"),
    ("Deposits", "deposits"),
    ("Money market", "money_market"),
    ("Overdraft nights", "overdrafts"),
    ("Notional pools", "notional"),
    ("Pool results", "notional_shares"),
    ("Pool currencies", "notional_overlays"),
    ("Virtual ledgers", "ledgers"),
    ("Ledger postings", "ledger_entries"),
    ("Ledger interest", "ledger_interest"),
    ("On its way", "transit"),
    ("Group", "group_figures"),
    ("Group benefit", "group_waterfall"),
    ("Group members", "group_members"),
    ("Group cash", "group_cash"),
    ("Exchange rates", "fx_rates"),
)
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


class GrowingWorkbook:
    """A study's workbook, to which each run is added in turn."""

    def __init__(self, scenario: Scenario) -> None:
        """Begin with the summary, which is written last."""
        self.out = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False}
        self.book = xlsxwriter.Workbook(self.out, options)
        created = datetime.datetime.combine(scenario.last_day, datetime.time())
        self.book.set_properties({"title": scenario.title, "created": created})
        self.formats = make_formats(self.book)
        self.summary = self.book.add_worksheet("Summary")
        self.reports: dict[str, Report] = {}

    def add(self, tables: RunTables) -> None:
        """Write what a run's tables add to the sheets that every study has."""
        for sheet in SHEETS:
            title, name = sheet
            table = getattr(tables, name)
            report = self.report(title, table)
            if sheet != LIQUIDITY:
                report.add(tables.run.plan.name, table)

    def report(self, title: str, table: Table) -> "Report":
        """The report with this title, begun where the table is its first."""
        if title not in self.reports:
            self.reports[title] = Report(self.book, self.formats, title, table.columns)
        return self.reports[title]

    def finished(self, study: Study, tables: list[RunTables]) -> bytes:
        """The whole workbook, once all runs are added."""
        moved = moved_currencies(study)
        for one in tables:
            table = only(one.liquidity, moved)
            self.report(LIQUIDITY[0], table).add(one.run.plan.name, table)
        for title, name in WHERE_THERE_ARE_ANY:
            chosen = [(one.run.plan.name, getattr(one, name)) for one in tables]
            if any(len(table) for _, table in chosen):
                for structure, table in chosen:
                    self.report(title, table).add(structure, table)
        for report in self.reports.values():
            report.end()
        checks = check_table(study)
        sheet = start_sheet(self.book, self.formats, "Checks", checks.columns)
        write_rows(sheet, self.formats, checks, 1)
        write_summary(self.summary, self.formats, study)
        self.book.close()
        return self.out.getvalue()


def workbook_bytes(study: Study, tables: list[RunTables]) -> bytes:
    """The workbook of the study, ready to be written to a file."""
    book = GrowingWorkbook(study.scenario)
    for one in tables:
        book.add(one)
    return book.finished(study, tables)


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


def write_summary(sheet: Worksheet, formats: Formats, study: Study) -> None:
    """The first sheet: what was run, the figures side by side, what each figure means."""
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
    for run in study.runs:
        for words in form_words(scenario, run.plan.structure):
            write_text(sheet, row, 0, run.plan.name, formats.heading, formats)
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


class Report:
    """One report of every structure on one sheet, the structure's name in the first column."""

    def __init__(
        self, book: Workbook, formats: Formats, title: str, columns: tuple[Column, ...]
    ) -> None:
        """Begin with the line of headings."""
        self.columns = (Column(name="structure", heading="Structure"), *columns)
        self.sheet = start_sheet(book, formats, title, self.columns)
        self.formats = formats
        self.row = 1

    def add(self, structure: str, table: Table) -> None:
        """Write the structure's rows below those before, or where more of them are than fit."""
        shown = first_rows(table, ROWS_SHOWN)
        named = {**shown.data, "structure": [structure] * len(shown)}
        rows = replace(table, columns=self.columns, data=named)
        self.row = write_rows(self.sheet, self.formats, rows, self.row)
        if len(table) > ROWS_SHOWN:
            where = f"{structure}/{FILES.get(table.name, table.name)}.csv"
            said = f"The first {ROWS_SHOWN:,} of {len(table):,} rows; {where} holds them all."
            write_text(self.sheet, self.row, 0, structure, self.formats.text, self.formats)
            self.sheet.write_string(self.row, 1, said, self.formats.text)
            self.row += 1

    def end(self) -> None:
        """Let the rows be filtered."""
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(self.columns) - 1)


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
            sheet.write_number(at, place, Decimal(text), plain)  # a float has other digits


def write_text(
    sheet: Worksheet, row: int, place: int, text: str, plain: Format, formats: Formats
) -> None:
    """A cell of text; marked as text where it starts like a formula."""
    marked = text.startswith(LIKE_A_FORMULA)
    sheet.write_string(row, place, text, formats.marked if marked else plain)
