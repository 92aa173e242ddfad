"""The statement line (:61:) written by hand: marks, dates, amounts, types, references."""

import datetime
from decimal import Decimal

import pytest

from tests.accounts.statements.written_mt940 import entry, statement, without_balances

LINE_EXPECTED = (
    "expected value date YYMMDD, entry date MMDD or nothing, C, D, RC, RD, EC or ED, an amount "
    "with a comma and a type such as NTRF, as 2603020302C300,00NTRFREF1"
)


@pytest.mark.parametrize(
    ("mark", "sign", "reversal", "booked"),
    [("C", 1, False, True), ("D", -1, False, True), ("RC", -1, True, True), ("RD", 1, True, True),
     ("EC", 1, False, False), ("ED", -1, False, False), ("CR", 1, False, True),
     ("DR", -1, False, True), ("RDR", 1, True, True), ("RCR", -1, True, True)],
)  # fmt: skip
def test_the_mark_gives_sign_reversal_and_whether_it_is_booked(
    mark: str, sign: int, reversal: bool, booked: bool
) -> None:
    one = entry(f"2603020302{mark}12,50NTRFX").entry
    assert (one.amount, one.reversal, one.booked) == (sign * Decimal("12.50"), reversal, booked)


def test_a_reversal_of_a_credit_takes_the_money_back() -> None:
    told = statement(":61:2603020302C300,00NTRFA", ":61:2603020302RC300,00NTRFA")
    assert told.reconciles == [True]


def test_what_is_only_expected_is_counted_but_not_booked() -> None:
    told = statement(":61:2603020302EC300,00NTRFA")
    (one,) = told.statements
    assert (one.sums.entries, one.sums.total, one.sums.booked) == (1, Decimal("300.00"), 0)
    assert told.reconciles == [True]


@pytest.mark.parametrize(
    ("written", "amount"),
    [("1,", "1"), (",5", "0.5"), ("00,12", "0.12"), ("000000001000,00", "1000.00"), ("500", "500"),
     ("1234567890123456,78", "1234567890123456.78")],
)  # fmt: skip
def test_amounts_are_read_as_banks_write_them(written: str, amount: str) -> None:
    told = entry(f"2603020302C{written}NTRFX")
    assert told.entry.amount == Decimal(amount) and without_balances(told) == []


@pytest.mark.parametrize(
    ("value", "written", "booking"),
    [("260302", "0303", "2026-03-03"), ("260302", "", "2026-03-02"),
     ("260302", "    ", "2026-03-02"),
     ("260102", "1231", "2025-12-31"), ("251231", "0102", "2026-01-02"),
     ("991231", "0101", "2000-01-01"),
     ("240228", "0229", "2024-02-29"), ("230228", "0301", "2023-03-01")],
)  # fmt: skip
def test_the_entry_date_is_of_the_year_nearest_to_the_value_date(
    value: str, written: str, booking: str
) -> None:
    told = entry(f"{value}{written}C1,00NTRFX")
    assert str(told.entry.booking_date) == booking
    assert f"{told.entry.value_date:%y%m%d}" == value


def test_a_value_date_of_30_february_is_told_and_the_entry_stays() -> None:
    told = entry("2602300302C1,00NTRFX")
    assert told.entry.value_date is None
    assert told.entry.booking_date == datetime.date(2026, 3, 2)
    assert without_balances(told) == [
        "line 5 (:61:): 260230 (YYMMDD) is no day of the calendar and was left out"
    ]


@pytest.mark.parametrize("written", ["1301", "0230"])
def test_an_entry_date_that_is_no_day_is_told_and_left_out(written: str) -> None:
    told = entry(f"260302{written}C1,00NTRFX")
    assert told.entry.booking_date is None and told.entry.value_date is not None
    assert without_balances(told) == [
        f"line 5 (:61:): entry date {written} (MMDD) is no day of the calendar and was left out"
    ]


@pytest.mark.parametrize(
    ("rest", "kind", "reference", "bank"),
    [("NTRFREF//B1", "NTRF", "REF", "B1"), ("S940REF", "S940", "REF", ""), ("FMSC", "FMSC", "", ""),
     ("NTRFNONREF//B1", "NTRF", "", "B1"), ("NTRFREF//NONREF", "NTRF", "REF", ""),
     ("NOV NONREF", "NOV", "", ""), ("NTRFA/B//C//D", "NTRF", "A/B", "C//D"),
     (" NTRFREF", "NTRF", "REF", ""), ("NTRFSEVENTEEN-LETTERS", "NTRF", "SEVENTEEN-LETTERS", "")],
)  # fmt: skip
def test_type_and_references_are_taken_apart(
    rest: str, kind: str, reference: str, bank: str
) -> None:
    told = entry(f"2603020302C1,00{rest}")
    one = told.entry
    assert (one.code, one.customer_reference, one.bank_reference) == (kind, reference, bank)
    assert without_balances(told) == []


def test_a_name_behind_a_padded_reference_is_text() -> None:
    one = entry("2603020302C1,00N0440121470966      W.P. Jansen   ", ":86:Rent").entry
    assert one.customer_reference == "0121470966" and one.text == "W.P. Jansen; Rent"


def test_a_missing_type_is_told() -> None:
    told = entry("2603020302C1,00")
    assert told.entry.code == ""
    assert without_balances(told) == [
        (
            "line 5 (:61:): has no type of transaction behind its amount; "
            "expected N, F or S and three characters, as NTRF"
        )
    ]


def test_the_lines_below_a_statement_line_are_its_text() -> None:
    one = entry("2603020302C1,00NTRFX", "/OCMT/EUR1,00/", ":86:Rent").entry
    assert one.text == "/OCMT/EUR1,00/; Rent"


@pytest.mark.parametrize(
    "line",
    ["2603020302C1e5,00NTRFX", "2603020302C1E5,00NTRFX", "2603020302C1E500NTRFX",
     "2603020302C1,00nTRF",
     "2603020302C1,00NT", "2603020302CNaN,NTRFX", "2603020302X1,00NTRFX", "26030C1,00NTRFX",
     "", "2603020302C", "2603020302C-1,00NTRFX", "nonsense"],
)  # fmt: skip
def test_what_is_no_statement_line_is_told_and_the_entry_is_missing(line: str) -> None:
    told = entry(line)
    assert told.entries == []
    assert told.sentences("error") == [
        f"line 5 (:61:): {line!r} is not a statement line, so this entry is missing; "
        + LINE_EXPECTED
    ]


@pytest.mark.parametrize(
    ("amount", "why"),
    [("123456789012345678,00", "is larger than any account can hold"),
     ("1000.00", "is not an amount in digits"), ("1,2,3", "is not an amount in digits"),
     ("1.000,00", "is not an amount in digits"),
     ("0,123456789012345678", "has more than 17 decimals")],
)  # fmt: skip
def test_what_is_no_amount_is_told_and_the_entry_is_missing(amount: str, why: str) -> None:
    told = entry(f"2603020302C{amount}NTRFX")
    assert told.entries == []
    assert told.sentences("error") == [
        f"line 5 (:61:): '{amount}' {why}; expected digits and a decimal comma, as 1250,50"
    ]


@pytest.mark.parametrize(
    ("currency", "amount", "says"),
    [("JPY", "1250,5", "1250.5 has more than the 0 decimals of JPY"),
     ("EUR", "0,12345", "0.12345 has more than the 2 decimals of EUR"),
     ("KWD", "0,1234", "0.1234 has more than the 3 decimals of KWD")],
)  # fmt: skip
def test_more_decimals_than_the_currency_has_are_an_error_and_the_figure_stays(
    currency: str, amount: str, says: str
) -> None:
    told = statement(f":61:2603020302C{amount}NTRFX", currency=currency)
    assert told.entry.amount == Decimal(amount.replace(",", "."))
    assert told.sentences("error") == [
        f"line 5 (:61:): {says}; expected amounts as {currency} has them"
    ]


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1250,00"), ("EUR", "0,12000")])
def test_zeros_at_the_end_are_no_decimals(currency: str, amount: str) -> None:
    told = statement(f":61:2603020302C{amount}NTRFX", currency=currency)
    assert told.sentences("error") == []


@pytest.mark.parametrize(
    ("reference", "text", "meant"),
    [("KREF+", "166?20KREF+K-7 SVWZ+Rent", "K-7"), ("EREF", "/EREF/E-7/REMI/Rent", "E-7"),
     ("EREF", "Rent", "EREF"), ("KREF+", "Rent", "")],
)  # fmt: skip
def test_a_reference_that_only_names_its_code_word_is_taken_from_there(
    reference: str, text: str, meant: str
) -> None:
    assert entry(f"2603020302C1,00NTRF{reference}", f":86:{text}").entry.customer_reference == meant


@pytest.mark.parametrize(
    ("reference", "below", "name"),
    [("NL91ABNA0417164300", "J JANSEN", "J JANSEN"), ("EREF", "NL91ABNA0417164300", "")],
)
def test_an_account_where_a_reference_belongs_is_the_other_side(
    reference: str, below: str, name: str
) -> None:
    one = entry(f"2603020302C1,00N102{reference}", below, ":86:Rent").entry
    assert (one.counterparty_account, one.counterparty) == ("NL91ABNA0417164300", name)
