"""Our Excel template: written empty, filled in, read; a wrong cell is named by its address."""

import datetime
import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.accounts.statements.exports import entries, said, statement, verdict
from treasury.accounts.statements import template
from treasury.accounts.statements.statement import Part, Source, Unreadable
from treasury.errors import Refused
from treasury.reporting.statement_template import (
    EXAMPLE_ENTRIES,
    EXAMPLE_STATEMENT,
    write_template,
)

Rows = Sequence[Sequence[Any]]
HEAD = ("March", "DE12", "EUR", None, None, None, "100", None, "95")
LINE = ("March", "2026-03-02", None, "-5")


def book(path: Path, statements: Rows = (HEAD,), lines: Rows = (LINE,)) -> Path:
    """The template, filled in."""
    write_template(path)
    workbook = openpyxl.load_workbook(path)
    for name, rows in (("Statements", statements), ("Entries", lines)):
        for row in rows:
            workbook[name].append(row)
    workbook.save(path)
    return path


def read(path: Path) -> list[Part]:
    """Everything that is read of the workbook."""
    data = path.read_bytes()
    source = Source(name="x.xlsx", size=len(data), sha256="", open=lambda: io.BytesIO(data))
    return list(template.read(source))


def refusal(path: Path) -> tuple[list[str], str]:
    """The errors of the workbook, which must not be read, and why it is refused."""
    data = path.read_bytes()
    source = Source(name="x.xlsx", size=len(data), sha256="", open=lambda: io.BytesIO(data))
    parts: list[Part] = []
    with pytest.raises(Unreadable) as reason:
        parts.extend(template.read(source))
    return said(parts, "error"), str(reason.value)


def test_the_example_of_the_template_is_read_as_it_stands_there(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [EXAMPLE_STATEMENT], EXAMPLE_ENTRIES)
    parts = read(path)
    found = verdict(parts)
    assert found.reconciles is True  # 1,000.00 - 50.00 + 300.00 = 1,250.00
    one = found.statement
    assert (one.id, one.account, one.owner) == ("March", "DE89370400440532013000", "Example GmbH")
    assert one.closing and one.closing.date == datetime.date(2026, 3, 31)
    first = entries(parts)[0]
    assert (first.amount, first.value_date) == (Decimal("-50.00"), datetime.date(2026, 3, 3))
    assert (first.counterparty, first.bank_reference, first.text) == ("Landlord", "A-17", "Rent")
    assert first.booked


def test_numbers_dates_and_formulas_with_a_saved_value_count_as_they_are(tmp_path: Path) -> None:
    day = datetime.datetime(2026, 3, 2)  # noqa: DTZ001 - a spreadsheet knows no time zone
    head = (2026, 6222000011112, "EUR", None, None, day, 1000.1, day, "1000.35")
    line = (2026, day, day.date(), 0.25, None, None, None, 4711, None, None, "Rent", "no")
    more = (2026, day, None, "0.25", None, None, None, None, None, None, None, "yes")
    parts = read(book(tmp_path / "a.xlsx", [head], [line, more]))
    one = statement(parts)
    assert (one.id, one.account) == ("2026", "6222000011112")
    assert one.opening and (one.opening.amount, one.opening.date) == (Decimal("1000.1"), day.date())
    pending, booked = entries(parts)
    assert (pending.amount, pending.booked, pending.bank_reference) == (
        Decimal("0.25"), False, "4711",
    )  # fmt: skip
    assert booked.booked
    assert verdict(parts).reconciles is True


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (3, 1234567890123456.7, "Entries D2: 1234567890123457 has more than the 15 digits"),
        (3, "1,250.00", "Entries D2: '1,250.00' is not an amount in digits"),
        (3, "1e5", "is not an amount in digits"),
        (3, "123456789012345678", "larger than any account can hold"),
        (3, True, "Entries D2: True is not an amount"),
        (3, "=1+1", "Entries D2: is a formula whose value was not saved"),
        (3, "#REF!", "Entries D2: is a formula with the fault #REF!"),
        (1, "2026-02-30", "Entries B2: 2026-02-30 is no day of the calendar"),
        (1, "02/03/2026", "Entries B2: '02/03/2026' is not a date"),
        (1, 46083, "Entries B2: 46083 is not a date"),
        (4, 1.5, "Entries E2: 1.5 is a number, not text"),
        (5, 62220000111122223333, "has more than the 15 digits"),
        (11, "maybe", "Entries L2: 'maybe' is neither yes nor no"),
        (15, "x", "Entries P2: stands in a column without a name"),
        (0, "April", "'April' is no statement of the sheet 'Statements'"),
        (0, None, "Entries row 2: says no Statement"),
        (1, None, "Entries row 2: says no Booking date"),
    ],
)
def test_a_cell_that_is_wrong_is_named_by_its_address(
    tmp_path: Path, column: int, value: object, words: str
) -> None:
    line = [*LINE, *[None] * 12]
    line[column] = value  # type: ignore[call-overload]
    errors, reason = refusal(book(tmp_path / "a.xlsx", [HEAD], [line]))
    assert words in errors[0]
    assert "1 thing is wrong in it, so nothing of the workbook is used" in reason


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    heads = [HEAD, HEAD, ("April", "DE12", "euro")]
    errors, reason = refusal(book(tmp_path / "a.xlsx", heads, [("March", "x", "y", "z")]))
    assert len(errors) == 5
    assert "5 things are wrong" in reason


def test_columns_may_stand_in_any_order_but_must_be_the_templates(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Entries"]
    for at, cells in enumerate(zip(("Amount", "-5"), ("statement", "March"), strict=True), 1):
        sheet.cell(at, 1, cells[0])
        sheet.cell(at, 4, cells[1])
    workbook.save(path)
    assert entries(read(path))[0].amount == Decimal(-5)
    sheet.cell(1, 5, "Colour")
    sheet.cell(1, 6, "Amount")
    sheet.cell(1, 2, "Text")
    workbook.save(path)
    errors, _ = refusal(path)
    assert [error.split(";")[0] for error in errors] == [
        "Entries E1: 'Colour' is no column of the template",
        "Entries F1: 'Amount' stands twice",
        "Entries K1: 'Text' stands twice",
        "Entries row 1: has no column 'Booking date'",
    ]


def test_more_decimals_than_the_currency_has_are_an_error(tmp_path: Path) -> None:
    head = ("March", "DE12", "JPY")
    parts = read(book(tmp_path / "a.xlsx", [head], [("March", "2026-03-02", None, "10.5")]))
    assert "Entries row 2: 10.5 has more than the 0 decimals of JPY" in said(parts, "error")[0]


def test_rows_beyond_the_size_that_the_sheet_declares_are_read(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD], [LINE, ("March", "2026-03-03", None, "1")])
    lying = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(lying, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            changed = data.replace(b'<dimension ref="A1:L3"', b'<dimension ref="A1:L2"')
            new.writestr(part.filename, changed)
        assert b'ref="A1:L3"' in old.read("xl/worksheets/sheet3.xml")
    assert len(entries(read(lying))) == 2


def changed(path: Path, name: str, data: bytes) -> Path:
    """A copy of the workbook with another content of one part."""
    copy = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, data if part.filename == name else old.read(part))
    return copy


@pytest.mark.parametrize(
    ("saved", "amount"),
    [("1.1000000000000001", "1.1"), ("1250.3499999999999", "1250.35"), ("-5E-2", "-0.05")],
)
def test_a_number_is_what_the_spreadsheet_shows_and_not_how_it_saves_it(
    tmp_path: Path, saved: str, amount: str
) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD], [("March", "2026-03-02", None, 7777)])
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet3.xml")
    exact = changed(path, "xl/worksheets/sheet3.xml", sheet.replace(b"7777", saved.encode()))
    assert entries(read(exact))[0].amount == Decimal(amount)
    noise = sheet.replace(b"7777", b"0.30000000000000004")
    errors, _ = refusal(changed(path, "xl/worksheets/sheet3.xml", noise))
    assert "the figure as text, or rounded by ROUND" in errors[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>', "declares a document type"),
        ("<x/>".encode("utf-16"), "is not XML in UTF-8"),
        (b"<worksheet><broken", "is a damaged workbook"),
        (b"<x>" + b" " * (33 << 20) + b"</x>", "unpacks to more than 32 MB"),
    ],
)
def test_workbooks_made_to_do_harm_are_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = changed(book(tmp_path / "a.xlsx"), "xl/worksheets/sheet3.xml", data)
    _, reason = refusal(path)
    assert words in reason


def test_a_sheet_with_a_row_far_away_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["Entries"].cell(1_000_000, 1, "x")
    workbook.save(path)
    _, reason = refusal(path)
    assert "has more than 50,000 rows in the sheet 'Entries'" in reason


def test_another_workbook_is_told_from_the_template(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    _, reason = refusal(path)
    assert "is a workbook without a sheet 'Statements' and 'Entries'" in reason


def test_an_empty_template_has_no_statements(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx")
    assert "has no statements in it" in refusal(tmp_path / "a.xlsx")[1]


def test_the_template_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(Refused, match="exists already"):
        write_template(path)
    assert path.read_bytes() == b"mine"
    with pytest.raises(Refused, match=r"ends in \.xlsx"):
        write_template(tmp_path / "a.csv")
    with pytest.raises(Refused, match="cannot be written"):
        write_template(tmp_path / "absent" / "a.xlsx")
