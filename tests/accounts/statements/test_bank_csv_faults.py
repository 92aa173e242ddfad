"""CSV exports that are incomplete, contradict themselves or are none: told or refused."""

import pytest

from tests.accounts.statements.exports import entries, parts_of, refusal, said, statement, verdict
from treasury.accounts.statements import bank_csv
from treasury.accounts.statements.statement import Source, Unreadable


def test_a_running_balance_that_breaks_is_told_with_its_line_and_nothing_is_plugged() -> None:
    text = (
        "Date,Amount,Balance\n2026-03-02,5.00,105.00\n2026-03-03,1.00,107.00\n"
        "2026-03-04,1.00,108.00\n"
    )
    parts = parts_of(text)
    (warning,) = said(parts, "warning")
    assert warning == (
        "line 3: the running balance says 107.00, the one before and this entry make 106.00; "
        "expected a running balance that follows from the entries"
    )
    found = verdict(parts)
    assert found.reconciles is False
    assert "100.00 and booked entries of 7.00 make 107.00" in found.problems[0].message


def test_an_order_of_rows_that_nothing_tells_implies_no_balances() -> None:
    text = "Date,Amount,Balance\n2026-03-02,100.00,100.00\n2026-03-02,-100.00,0.00\n"
    parts = parts_of(text)
    assert statement(parts).opening is None
    assert "whether the oldest entry stands first" in said(parts, "warning")[0]
    mapped = statement(parts_of(text, 'order = "newest first"'))
    assert mapped.opening and mapped.closing
    assert (mapped.opening.amount, mapped.closing.amount) == (100, 100)


def test_a_transaction_number_that_comes_twice_is_told() -> None:
    text = "Date,Reference,Amount\n2026-03-02,A1,5.00\n2026-03-03,A1,6.00\n2026-03-03,,6.00\n"
    assert said(parts_of(text), "warning") == ["line 3: has the transaction number 'A1' of line 2"]


def test_rows_beside_the_entries_are_told_and_balances_among_them_are_used() -> None:
    text = (
        "Date,Description,Amount,Balance\n,Opening balance,,100.00\n2026-03-02,Rent,-5.00,95.00\n"
        "2026-03-03,Information,,\nTotal,,-5.00,\nprinted by the bank\n"
    )
    parts = parts_of(text)
    assert said(parts, "warning") == ["line 4: has a date but neither debit nor credit; left out"]
    assert [note for note in said(parts, "note") if "left out" in note] == [
        "line 5: is no entry and left out: 'Total -5.00'",
        "line 6: is no entry and left out: 'printed by the bank'",
    ]
    assert verdict(parts).reconciles is True


def test_a_stated_balance_that_the_running_balance_contradicts_is_told() -> None:
    text = "Opening balance,90.00\nDate,Amount,Balance\n2026-03-02,-5.00,95.00\n"
    parts = parts_of(text)
    assert "the file says 90.00, the running balance implies 100.00" in said(parts, "warning")[0]
    assert verdict(parts).reconciles is False


def test_an_entry_with_a_debit_and_a_credit_is_refused() -> None:
    errors, _ = refusal("Date,Debit,Credit\n2026-03-02,1.00,2.00\n")
    assert errors == ["line 2: has both a debit and a credit; expected one of the two"]


def test_ragged_rows_are_refused_each_with_its_line() -> None:
    text = "Date,Text,Amount\n2026-03-02,Rent, March,5.00\n2026-03-03,5.00\n2026-03-04,ok,1.00\n"
    errors, reason = refusal(text)
    assert [error.split(";")[0] for error in errors] == [
        "line 2: has 4 cells where the names of the columns are 3",
        "line 3: has 2 cells where the names of the columns are 3",
    ]
    assert "2 rows cannot be read, so nothing of the file is used" in reason


def test_an_amount_without_a_date_is_refused() -> None:
    errors, _ = refusal("Date,Text,Amount\n2026-03-02,ok,1.00\n,lost,5.00\n")
    assert errors == ["line 3: has an amount but no date; expected a date for every entry"]


def test_a_mapping_says_what_no_header_says() -> None:
    text = "Tag|Wer|Was|Wieviel\n02/03/26|Li|Miete|-5,00\n"
    mapping = """
        delimiter = "bar"
        dates = "dmy"
        account = "DE12"
        currency = "EUR"
        opening = "100.00"
        closing = "95.00"
        [columns]
        booking_date = "Tag"
        amount = "Wieviel"
        counterparty = "Wer"
        text = ["Was"]
    """
    parts = parts_of(text, mapping)
    found = verdict(parts)
    assert (found.reconciles, found.statement.account) == (True, "DE12")
    (entry,) = entries(parts)
    told = (str(entry.booking_date), entry.counterparty, entry.text)
    assert told == ("2026-03-02", "Li", "Miete")


def test_a_mapping_with_mistakes_says_all_of_them_and_nothing_is_read() -> None:
    mapping = (
        'dates = "ydm"\nencoding = "ebcdic"\nheader_line = true\nopening = 5.5\ndelimiter = "x"\n'
        'order = "up"\ndecimal = ";"\ncurrency = 7\naccount = ""\ncolour = "red"\n'
        '[columns]\nshoe_size = "x"\n[words]\ndebit = "S"\n'
    )
    errors, reason = refusal("Date,Amount\n2026-03-02,1.00\n", mapping)
    assert len(errors) == 12
    assert "x.mapping.toml: dates: 'ydm' is not understood" in errors[0]
    assert "because its mapping file is wrong" in reason
    errors, _ = refusal("Date,Amount\n2026-03-02,1.00\n", "dates = ")
    assert "cannot be read as TOML" in errors[0]


def test_a_mapping_that_names_a_column_the_file_has_not_is_refused() -> None:
    _, reason = refusal("Date,Amount\n2026-03-02,1.00\n", '[columns]\namount = "Wieviel"\n')
    assert "'Wieviel'" in reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Date,Amount\n", "names columns but has no entries"),
        (b"Date,Amount\n2026-03-02,\x001.00\n", "line 2: contains NUL bytes"),
        (b"Date,Amount\n" + b"x" * 200_000, "a line of more than 100,000 bytes"),
        (b'Date,Amount\n2026-03-02,"1.00\n', "cannot be read as CSV"),
        (b"hello, world\n", "is not a statement in a known format"),
        (b"Date,Description\n2026-03-02,x\n", "no row names a date and an amount"),
        (b"Date,Amount\n2026-03-02,1.00,\x81\xff\n", "text in none of UTF-8"),
    ],
)
def test_what_is_no_export_is_refused(data: bytes, words: str) -> None:
    _, reason = refusal(data)
    assert words in reason


def test_an_export_of_a_hundred_megabytes_is_refused_by_its_size_alone() -> None:
    def opened() -> None:
        raise AssertionError("it is not even opened")

    source = Source(name="x.csv", size=100 << 20, sha256="", open=opened)
    with pytest.raises(Unreadable, match="is 100 MB, and a CSV export may have 16 MB"):
        list(bank_csv.read(source))


def test_a_short_line_of_words_below_the_list_is_no_entry() -> None:
    text = (
        "Buchungstag;Wert;Verwendungszweck;Soll;Haben;Währung\n"
        "05.01.2026;05.01.2026;Miete;-1.250,00;;EUR\nKontostand;31.01.2026;6.000,50\n"
    )
    parts = parts_of(text)
    assert len(entries(parts)) == 1
    assert "line 3: is no entry and left out: 'Kontostand 31.01.2026 6.000,50'" in said(
        parts, "note"
    )


@pytest.mark.parametrize(
    "cut", ["05.01.2026;05.01.2026;Miete", "05.01.2026;05.0", "x1;05.01.2026;a"]
)
def test_a_line_that_is_cut_off_is_refused(cut: str) -> None:
    head = "Buchungstag;Wert;Verwendungszweck;Soll;Haben;Währung\n"
    errors, _ = refusal(f"{head}05.01.2026;05.01.2026;Miete;-1.250,00;;EUR\n{cut}")
    assert errors[0].startswith("line 3: has ")
