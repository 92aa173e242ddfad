"""Made exports in any dialect come back as they were made; any bytes are read or refused."""

import csv
import datetime
import io
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.accounts.statements.exports import entries, parts_of, said, statement, verdict
from treasury.accounts.statements.reading import format_of
from treasury.accounts.statements.statement import (
    Problem,
    Source,
    Statement,
    StatementEntry,
    Unreadable,
)


@dataclass(frozen=True)
class Dialect:
    """How a bank writes: names of columns, marks, dates, encoding, layout and order of rows."""

    names: tuple[str, str, str, str, str, str]
    encoding: str
    delimiter: str
    point: str
    group: str
    day: str
    layout: str
    newest_first: bool
    before: tuple[str, ...]


LANGUAGES = {
    "de": ("Buchungstag", "Verwendungszweck", "Betrag", "Soll", "Haben", "Saldo"),
    "fr": ("Date", "Libellé", "Montant", "Débit", "Crédit", "Solde"),
    "es": ("Fecha", "Concepto", "Importe", "Cargo", "Abono", "Saldo"),
    "en": ("Booking date", "Description", "Amount", "Debit", "Credit", "Balance"),
    "zh": ("交易日期", "摘要", "交易金额", "借方发生额", "贷方发生额", "余额"),
}
WRITTEN = {"de": ("cp1252",), "fr": ("cp1252",), "es": ("cp1252",), "en": (), "zh": ("gb18030",)}


@st.composite
def dialects(draw: st.DrawFn) -> Dialect:
    """Any way of writing that proves itself."""
    language = draw(st.sampled_from(sorted(LANGUAGES)))
    point = draw(st.sampled_from(".,"))
    encoding = draw(st.sampled_from(("utf-8", "utf-8-sig", *WRITTEN[language])))
    days = ["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%Y/%m/%d"]
    days += [] if encoding == "cp1252" else ["%Y年%m月%d日"]
    return Dialect(
        names=LANGUAGES[language],
        encoding=encoding,
        delimiter=draw(st.sampled_from(",;\t|")),
        point=point,
        group=draw(st.sampled_from(("", "'", " ", "." if point == "," else ","))),
        day=draw(st.sampled_from(days)),
        layout=draw(st.sampled_from(("signed", "columns", "marked"))),
        newest_first=draw(st.booleans()),
        before=draw(st.sampled_from(((), ("IBAN", "DE12")))),
    )


def figure(amount: int, dialect: Dialect) -> str:
    """The cents as the bank writes them."""
    whole, cents = divmod(abs(amount), 100)
    grouped = f"{whole:,}".replace(",", dialect.group)
    return f"{'-' if amount < 0 else ''}{grouped}{dialect.point}{cents:02}"


Made = list[tuple[datetime.date, int, str]]


def export(made: Made, opening: int, dialect: Dialect, balances: Made | None = None) -> bytes:
    """The bank's file with these entries; its running balance may be that of others."""
    date, text, signed, debit, credit, balance = dialect.names
    heads = {"signed": (signed,), "columns": (debit, credit), "marked": (signed, "D/C")}
    rows: list[list[str]] = []
    at = opening
    for (day, amount, words), (_, moved, _) in zip(made, balances or made, strict=True):
        at += moved
        cells = {
            "signed": (figure(amount, dialect),),
            "columns": (
                figure(-amount, dialect) if amount < 0 else "",
                figure(amount, dialect) if amount >= 0 else "",
            ),
            "marked": (figure(abs(amount), dialect), "D" if amount < 0 else "C"),
        }[dialect.layout]
        rows.append([day.strftime(dialect.day), words, *cells, figure(at, dialect)])
    file = io.StringIO()
    writer = csv.writer(file, delimiter=dialect.delimiter)
    if dialect.before:
        writer.writerow(dialect.before)
    writer.writerow([date, text, *heads[dialect.layout], balance])
    writer.writerows(reversed(rows) if dialect.newest_first else rows)
    return file.getvalue().encode(dialect.encoding)


WORDS = st.text('abc XYZ,;|"0', min_size=1, max_size=12).map(lambda text: f"w{text.strip()}")
ENTRIES = st.lists(
    st.tuples(
        st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)),
        st.integers(-(10**11), 10**11).filter(bool),
        WORDS,
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda entry: entry[0],
).map(sorted)


@given(dialects(), ENTRIES, st.integers(-(10**11), 10**11))
@settings(max_examples=150)
def test_an_export_in_any_dialect_comes_back_as_it_was_made(
    dialect: Dialect, made: Made, opening: int
) -> None:
    data = export(made, opening, dialect)
    parts = parts_of(data)
    found = [(entry.booking_date, entry.amount, entry.text) for entry in entries(parts)]
    assert found == [
        (day, Decimal(amount) / 100, " ".join(words.split())) for day, amount, words in made
    ]
    one = statement(parts)
    assert one.opening and one.closing
    assert one.opening.amount == Decimal(opening) / 100
    assert one.closing.amount == Decimal(opening + sum(amount for _, amount, _ in made)) / 100
    assert one.account == ("DE12" if dialect.before else None)
    assert verdict(parts).reconciles is True


@given(dialects(), ENTRIES, st.sampled_from(("%d/%m/%Y", "%m/%d/%Y")))
@settings(max_examples=100)
def test_a_date_is_right_or_none_at_all(dialect: Dialect, made: Made, day: str) -> None:
    parts = parts_of(export(made, 0, replace(dialect, day=day)))
    days = [entry.booking_date for entry in entries(parts)]
    if None not in days:
        assert days == [one for one, _, _ in made]
    else:
        assert set(days) == {None}
    assert verdict(parts).reconciles is True


@given(dialects(), ENTRIES, st.data())
@settings(max_examples=100)
def test_an_amount_that_its_running_balance_denies_never_reconciles(
    dialect: Dialect, made: Made, data: st.DataObject
) -> None:
    assume(len(made) > 2)
    at = data.draw(st.integers(1, len(made) - 2))
    day, amount, words = made[at]
    assume(amount != -1)
    wrong = [*made[:at], (day, amount + 1, words), *made[at + 1 :]]
    parts = parts_of(export(wrong, 0, dialect, balances=made))
    assert verdict(parts).reconciles is False
    assert any("the running balance says" in warning for warning in said(parts, "warning"))


def answered(data: bytes) -> None:
    """The bytes are read or refused with a sentence; nothing else may happen."""
    source = Source(name="x", size=len(data), sha256="", open=lambda: io.BytesIO(data))
    with suppress(Unreadable):
        for part in format_of(source).read(source):
            assert isinstance(part, StatementEntry | Statement | Problem)


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    answered(data)
    answered(b"Date,Amount,Balance\n2026-03-02," + data)


@pytest.mark.slow
@given(dialects(), ENTRIES, st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=3))))
@settings(max_examples=3000)
def test_a_spoiled_export_is_read_or_refused(
    dialect: Dialect, made: Made, spoiled: list[tuple[int, bytes]]
) -> None:
    data = bytearray(export(made, 7, dialect))
    for at, piece in spoiled:
        place = at % len(data)
        data[place : place + len(piece)] = piece
    answered(bytes(data))


@pytest.mark.slow
@given(st.text("0123456789.,-+()' EURdcSH=eE€\u202f\u00a0٣", max_size=14))
@settings(max_examples=5000)
def test_any_cell_is_an_amount_or_told(cell: str) -> None:
    quoted = cell.replace('"', "")
    answered(f'Date;Amount;Balance\n2026-03-02;"{quoted}";5\n2026-03-03;1.5;6.5\n'.encode())
