"""Cells of CSV exports: dates, amounts and texts as banks and spreadsheets write them."""

import datetime
from decimal import Decimal

import pytest

from tests.accounts.statements.exports import entries, parts_of, refusal, said, verdict

DAY = datetime.date


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-03-02", DAY(2026, 3, 2)),
        ("2026/3/2", DAY(2026, 3, 2)),
        ("20260302", DAY(2026, 3, 2)),
        ("2026年3月2日", DAY(2026, 3, 2)),
        ("2026-03-02 09:15:22", DAY(2026, 3, 2)),
        ("2026-03-02T09:15:22+08:00", DAY(2026, 3, 2)),
        ("02.03.2026", DAY(2026, 3, 2)),
        ("02-Mar-2026", DAY(2026, 3, 2)),
        ("2. März 26", DAY(2026, 3, 2)),
        ("2 août 2026", DAY(2026, 8, 2)),
        ("02 DIC 99", DAY(1999, 12, 2)),
    ],
)
def test_dates_are_written_in_many_ways(cell: str, expected: datetime.date) -> None:
    (entry,) = entries(parts_of(f"Date;Amount\n{cell};1.00\n"))
    assert entry.booking_date == expected


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("30.02.2026", "2026-02-30 is no day of the calendar"),
        ("2026-13-01", "2026-13-01 is no day of the calendar"),
        ("0202-03-01", "is no day of the calendar"),
        ("46083", "a spreadsheet's number of a day"),
        ("soon", "'soon' is not a date"),
    ],
)
def test_what_is_no_day_is_refused_with_its_line(cell: str, words: str) -> None:
    errors, _ = refusal(f"Date;Amount\n{cell};1.00\n")
    assert errors[0].startswith("line 2: Date: ") and words in errors[0]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("12,34,567.00", "1234567.00"),
        ("-12.50", "-12.50"),
        ("\u221212.50", "-12.50"),
        ("12.50-", "-12.50"),
        ("(12.50)", "-12.50"),
        ("+12.50", "12.50"),
        ("EUR 12,50", "12.50"),
        ("12,50 €", "12.50"),
        ("-€12.50", "-12.50"),
        ("￥１２．５０", "12.50"),
        ("'12.50", "12.50"),
        (".5", "0.5"),
        ("1200", "1200"),
    ],
)
def test_amounts_are_written_in_many_ways(cell: str, expected: str) -> None:
    (entry,) = entries(parts_of(f'Date;Amount\n2026-03-02;"{cell}"\n'))
    assert format(entry.amount, "f") == expected


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1e5", "scientific notation"),
        ("1,2E+05", "scientific notation"),
        ("NaN", "not an amount in digits"),
        ("inf", "not an amount in digits"),
        ("123456789012345678.00", "larger than any account can hold"),
        ("=1+1", "is a formula"),
        ("@12.50", "is a formula"),
        ("12.50ABC", "not an amount in digits"),
        ("(12.50", "not an amount in digits"),
        ("1,2,3.00", "in places where no amount has them"),
        ("--5.00", "not an amount in digits"),
        ("٣.00", "not an amount in digits"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_line(cell: str, words: str) -> None:
    errors, _ = refusal(f'Date;Amount\n2026-03-02;1.00\n2026-03-02;"{cell}"\n')
    (error,) = errors
    assert error.startswith("line 3: Amount: ") and words in error


def test_a_decimal_mark_that_nothing_proves_is_refused_until_it_is_mapped() -> None:
    text = "Date;Amount\n2026-03-02;1.250\n"
    _, reason = refusal(text)
    assert "the decimal mark is not certain: '1.250' in line 2 may have thousands" in reason
    assert entries(parts_of(text, 'decimal = ","'))[0].amount == 1250
    assert entries(parts_of(text, 'decimal = "."'))[0].amount == Decimal("1.250")


def test_decimal_marks_that_contradict_each_other_are_refused() -> None:
    _, reason = refusal("Date;Amount\n2026-03-02;1,5\n2026-03-02;1.5\n")
    assert "'1.5' in line 3 has a decimal point, '1,5' in line 2 a decimal comma" in reason


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [("10.12345", "EUR", "more than the 2 decimals of EUR"), ("10.5", "JPY", "the 0 decimals")],
)
def test_more_decimals_than_the_currency_has_are_an_error(
    amount: str, currency: str, words: str
) -> None:
    parts = parts_of(f"Date,Amount,Currency\n2026-03-02,{amount},{currency}\n")
    assert words in said(parts, "error")[0]
    assert entries(parts)[0].amount == Decimal(amount)


def test_an_amount_in_another_currency_than_its_row_is_refused() -> None:
    errors, _ = refusal("Date,Amount,Currency\n2026-03-02,USD 5.00,EUR\n")
    assert "is in EUR and has an amount in USD" in errors[0]


def test_spreadsheets_spoil_account_numbers_and_that_is_told() -> None:
    text = "Date,Counterparty account,Amount\n2026-03-02,6.22202E+15,5.00\n"
    (warning,) = said(parts_of(text), "warning")
    assert "'6.22202E+15' is a number spoiled by a spreadsheet" in warning


def test_text_that_looks_like_a_formula_stays_text() -> None:
    text = 'Date,Description,Amount\n2026-03-02,"=HYPERLINK(""x"")",5.00\n2026-03-02,@sum,1.00\n'
    assert [entry.text for entry in entries(parts_of(text))] == ['=HYPERLINK("x")', "@sum"]


def test_controls_in_a_text_become_blanks() -> None:
    text = "Date,Description,Amount\n2026-03-02,a\x1b[31mb,5.00\n"
    assert entries(parts_of(text))[0].text == "a [31mb"


def test_an_amount_with_more_decimals_than_its_currency_proves_that_its_mark_groups() -> None:
    yen = parts_of('Date,Amount,Currency\n2026-03-02,"1,250",JPY\n2026-03-02,"-2,000",JPY\n')
    assert [entry.amount for entry in entries(yen)] == [1250, -2000]
    assert "'1,250' in line 2 would have three decimals, and its currency 0" in said(yen, "note")[0]
    euro = parts_of("Datum;Betrag (EUR)\n02.03.2026;1.255\n02.03.2026;1.250\n")
    assert [entry.amount for entry in entries(euro)] == [1255, 1250]
    _, reason = refusal("Datum;Betrag (EUR)\n02.03.2026;1.250\n")
    assert "the decimal mark is not certain" in reason, "1.25 EUR would be possible"
    _, reason = refusal("Datum;Betrag;Währung\n02.03.2026;1.255;EUR\n02.03.2026;1.255;KWD\n")
    assert "the decimal mark is not certain" in reason, "1.255 KWD would be possible"


def test_a_sign_of_currency_beside_some_amounts_is_that_of_all() -> None:
    parts = parts_of("Date,Amount,Balance\n2026-01-05,(10.00),$30.00\n2026-01-20,$5.00,$35.00\n")
    found = verdict(parts)
    assert (found.statement.currency, found.reconciles) == ("USD", True)
    assert [entry.currency for entry in entries(parts)] == ["USD", "USD"]
