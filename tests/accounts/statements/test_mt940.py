"""MT940 and MT942 files written by hand: messages, balances, pages, what surrounds them."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.accounts.statements.measured import cost_of
from tests.accounts.statements.written import source_of, told_by
from tests.accounts.statements.written_mt940 import HEAD, entry, read, statement, without_balances
from treasury.accounts.statements import mt940
from treasury.accounts.statements.reading import format_of


def test_a_statement_with_its_balances_and_entries_reconciles_to_the_cent() -> None:
    # 1,000.00 + 300.00 - 50.00 = 1,250.00
    told = statement(
        ":61:2603020302C300,00NTRFR1//BANKREF1", ":86:166?00GUTSCHRIFT?20Rechnung 1",
        ":61:2603020302D50,00NTRFR2//BANKREF2", ":86:105?00LASTSCHRIFT",
        closing="1250,00",
    )  # fmt: skip
    assert told.sentences() == [] and told.reconciles == [True]
    found = told.statement
    assert (found.id, found.account, found.number, found.page) == (
        "REF1", "37040044/0532013000", "12", "1",
    )  # fmt: skip
    assert (found.currency, found.kind, found.servicer) == ("EUR", "statement", "37040044")
    assert found.opening is not None and found.opening.date == datetime.date(2026, 3, 2)
    first, second = told.entries
    assert (first.amount, first.bank_reference, first.customer_reference) == (
        Decimal("300.00"), "BANKREF1", "R1",
    )  # fmt: skip
    assert (first.code, first.text) == ("NTRF/166", "GUTSCHRIFT: Rechnung 1")
    assert (second.amount, second.text) == (Decimal("-50.00"), "LASTSCHRIFT")
    assert (first.where, second.where) == ("line 5 (:61:)", "line 7 (:61:)")


def test_a_balance_below_zero_is_negative() -> None:
    told = read(*HEAD[:3], ":60F:D260302EUR1,00", ":61:260302C3,NTRFX", ":62F:C260302EUR2,")
    assert told.reconciles == [True]
    assert told.statement.opening is not None
    assert told.statement.opening.amount == Decimal("-1.00")


@pytest.mark.parametrize("text", ["C260302EUR", "X260302EUR1,00", "C260302 1,00", "C26EUR1,00",
                                  "C260302EUR1,00X", "Dnullnull1,0"])  # fmt: skip
def test_what_is_no_balance_is_told_and_left_out(text: str) -> None:
    told = read(*HEAD, f":62F:{text}")
    assert told.statement.closing is None and told.reconciles == [None]
    assert told.sentences("error") == [
        (
            f"line 5 (:62F:): {text!r} is not a balance; expected C or D, a date YYMMDD, a "
            "currency and an amount, as C260302EUR1000,00"
        )
    ]


def test_a_balance_on_30_february_keeps_its_figure() -> None:
    told = read(*HEAD, ":62F:C260230EUR1000,00")
    assert told.reconciles == [True]
    assert told.statement.closing is not None and told.statement.closing.date is None
    assert told.sentences() == [
        "line 5 (:62F:): 260230 (YYMMDD) is no day of the calendar and was left out"
    ]


def test_pages_follow_one_another_over_their_interim_balances() -> None:
    told = read(
        ":20:A", ":25:1", ":28C:7/1", ":60F:C260302EUR1,00", ":61:260302C2,NTRFX",
        ":62M:C260302EUR3,00", "-",
        ":20:A", ":25:1", ":28C:7/2", ":60M:C260302EUR3,00", ":61:260302C4,NTRFX",
        ":62F:C260302EUR7,00", "-",
    )  # fmt: skip
    assert told.reconciles == [True, True] and told.sentences() == []
    assert [(one.statement.number, one.statement.page) for one in told.statements] == [
        ("7", "1"), ("7", "2"),
    ]  # fmt: skip


def test_envelopes_are_taken_off_and_name_the_bank() -> None:
    told = told_by(
        mt940.read,
        b"\x01{1:F01BANKDEFFAXXX0000000000}{2:I940CUSTDEFFXXXXN}{4:\r\n:20:A\r\n:25:1\r\n:28C:1\r\n"
        b":60F:C260302EUR1,00\r\n:62F:C260302EUR1,00\r\n-}{5:{MAC:0}}\x03"
        b"\x01{1:F01BANKDEFFAXXX0000000000}{2:O9401200260303BANKNL2AXXXX00000000002603031200N}{4:\r\n"
        b":20:B\r\n:25:2\r\n:28C:1\r\n:60F:C260302EUR1,00\r\n:62F:C260302EUR1,00\r\n-}\x03",
    )
    assert [(one.statement.id, one.statement.servicer) for one in told.statements] == [
        ("A", "BANKDEFF"), ("B", "BANKNL2A"),
    ]  # fmt: skip
    assert told.reconciles == [True, True] and told.sentences() == []


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("DE89370400440532013000 EUR", "DE89370400440532013000"),
        ("DE89370400440532013000EUR", "DE89370400440532013000"),
        ("DE16602917880092843870EUR", "DE16602917880092843870"),
        ("DE88370400440532013000EUR", "DE88370400440532013000EUR"),
        ("1291.99.348EUR", "1291.99.348EUR"),
    ],
)
def test_a_currency_behind_an_iban_is_no_part_of_the_account(written: str, account: str) -> None:
    told = read(HEAD[0], f":25:{written}", *HEAD[2:], ":62F:C260302EUR1000,00")
    assert told.statement.account == account


def test_lines_around_the_fields_are_no_part_of_them() -> None:
    told = read("ABNANL2A", "940", "ABNANL2A", *HEAD, ":62F:C260302EUR1000,00", "-", "ABNANL2A",
                "940", *HEAD, ":62F:C260302EUR1000,00")  # fmt: skip
    assert told.reconciles == [True, True] and told.sentences() == []


def test_a_next_statement_without_reference_begins_after_the_closing_balance() -> None:
    told = read(*HEAD, ":62F:C260302EUR1000,00", *HEAD[1:], ":62F:C260302EUR1000,00")
    assert told.reconciles == [True, True]
    assert told.sentences() == [
        "line 6 (:25:): the statement has no field :20:, so its reference is not known"
    ]


@pytest.mark.parametrize("cut", ["12:11", "26:37 Uhr", "20:07", "61:00"])
def test_a_time_cut_at_its_colon_starts_no_field(cut: str) -> None:
    told = entry("2603020302C1,00NTRFX", ":86:Card payment of 2026-03-02T13", f":{cut}")
    assert told.entry.text == f"Card payment of 2026-03-02T13 :{cut}"
    assert len(told.statements) == 1 and without_balances(told) == []


def test_available_balances_are_no_closing_balance() -> None:
    told = read(*HEAD, ":62F:C260302EUR1000,00", ":64:C260302EUR7,00", ":65:C260303EUR8,00",
                ":86:free text", "-")  # fmt: skip
    assert told.statement.closing is not None
    assert told.statement.closing.amount == Decimal("1000.00")
    assert told.sentences() == []


def test_an_available_balance_that_cannot_be_read_is_a_note() -> None:
    told = read(*HEAD, ":62F:C260302EUR1000,00", ":65F:Dnullnull7414,3")
    assert told.reconciles == [True]
    assert [one.partition(";")[0] for one in told.sentences("note")] == [
        "line 6 (:65F:): 'Dnullnull7414,3' is not a balance"
    ]
    assert told.sentences("error", "warning") == []


@pytest.mark.parametrize(
    ("left_out", "severity", "says"),
    [(0, "warning", "the statement has no field :20:, so its reference is not known"),
     (1, "error", "the statement has no field :25:, so its account is not known"),
     (3, "warning", "the statement has no opening balance (:60F:); the file may be cut off")],
)  # fmt: skip
def test_a_missing_field_is_told(left_out: int, severity: str, says: str) -> None:
    lines = [line for number, line in enumerate(HEAD) if number != left_out]
    told = read(*lines, ":62F:C260302EUR1000,00")
    place = "line 1 (:25:)" if left_out == 0 else "line 1 (:20:)"
    assert told.sentences(severity) == [f"{place}: {says}"]


def test_a_file_cut_off_has_no_closing_balance_and_says_so() -> None:
    told = read(*HEAD, ":61:2603020302C300,00NTRFR1")
    assert told.statement.closing is None and told.reconciles == [None]
    assert told.sentences() == [
        "line 1 (:20:): the statement has no closing balance (:62F:); the file may be cut off"
    ]


def test_a_field_that_stands_twice_is_an_error_and_the_last_is_read() -> None:
    told = read(*HEAD, ":60F:C260302EUR2,00", ":62F:C260302EUR2,00")
    assert told.reconciles == [True]
    assert told.sentences() == [
        (
            "line 5 (:60F:): stands a second time, first in line 4; this one was read; "
            "expected each field once in a statement"
        )
    ]


def test_balances_of_two_currencies_do_not_reconcile() -> None:
    told = read(*HEAD, ":62F:C260302USD1000,00")
    assert told.reconciles == [False]


def test_an_entry_behind_the_closing_balance_is_counted_and_told() -> None:
    told = read(*HEAD, ":62F:C260302EUR1001,00", "-", ":61:260302C1,00NTRFX")
    assert told.reconciles == [True]
    assert told.sentences() == [
        (
            "line 7 (:61:): stands after the end of its statement; "
            "expected entries between :60F: and :62F:"
        )
    ]


def test_an_unknown_field_is_told_and_left_out() -> None:
    told = read(*HEAD, ":99Z:what", ":62F:C260302EUR1000,00")
    assert told.sentences() == ["line 5 (:99Z:): is no field of a statement and was left out"]


@pytest.mark.parametrize("number", ["ABC", "", "1/2/3", "9" * 20])
def test_what_is_no_statement_number_is_told(number: str) -> None:
    told = read(*HEAD[:2], f":28C:{number}", HEAD[3], ":62F:C260302EUR1000,00")
    assert told.statement.number == "" and len(told.sentences("warning")) == 1
    assert told.sentences("warning")[0].endswith(
        "is no number; expected a number and a page, as 12/1"
    )


def test_the_same_reference_date_and_amount_twice_is_a_warning_and_counts_twice() -> None:
    told = statement(*[":61:2603020302C1,00NTRFX//B1"] * 2, closing="1002,00")
    assert told.reconciles == [True]
    assert told.sentences() == [
        (
            "line 6 (:61:): repeats the bank reference, date and amount of line 5 (:61:) "
            "(B1, 1.00); expected one reference for one entry; both are counted"
        )
    ]


INTERIM = (":20:R1", ":25:DE89370400440532013000", ":28C:5/1", ":34F:EURD100,", ":34F:EURC100,",
           ":13D:2603021200+0100")  # fmt: skip


def test_a_report_during_the_day_has_entries_and_no_balances() -> None:
    told = read(*INTERIM, ":61:2603020302C300,00NTRFR1", ":90D:0EUR0,00", ":90C:1EUR300,00", "-")
    assert told.statement.kind == "interim" and told.statement.currency == "EUR"
    assert told.statement.opening is None and told.statement.closing is None
    assert (told.entry.amount, told.entry.currency) == (Decimal("300.00"), "EUR")
    assert told.reconciles == [None] and told.sentences() == []


def test_number_and_sum_of_each_side_are_held_against_the_entries() -> None:
    told = read(*INTERIM, ":61:2603020302C300,00NTRFR1", ":90D:1EUR5,00", ":90C:1EUR300,00")
    assert told.sentences() == [
        (
            "line 8 (:90D:): debits should be 5.00 in 1 entries, read were 0 in 0; "
            "expected number and sum of the entries"
        )
    ]


def test_balances_in_a_report_during_the_day_are_left_out_and_told() -> None:
    told = read("{1:F01BANKDEFFAXXX0000000000}{2:I942CUSTDEFFXXXXN}{4:", *HEAD,
                ":62F:C260302EUR1000,00", "-}")  # fmt: skip
    assert told.statement.kind == "interim"
    assert told.statement.opening is None and told.statement.closing is None
    assert told.sentences("warning") == [
        "line 2 (:20:): a report during the day names balances; they were left out"
    ]


@pytest.mark.parametrize(("lines", "name"), [(INTERIM, "MT942"), (HEAD, "MT940")])
def test_the_format_is_named_by_its_content(lines: tuple[str, ...], name: str) -> None:
    assert format_of(source_of("\n".join(lines))).name == name


@pytest.mark.parametrize(
    ("encoding", "notes"), [("utf-8", []), ("utf-8-sig", []), ("cp1252", ["line 6"])]
)
def test_text_is_read_in_utf8_and_in_western_european(encoding: str, notes: list[str]) -> None:
    text = "\r\n".join([*HEAD, ":61:260302C1,00NTRFX", ":86:Gebühr für Müller"])
    told = told_by(mt940.read, text.encode(encoding))
    assert told.entry.text == "Gebühr für Müller"
    assert [one.partition(":")[0] for one in told.sentences("note")] == notes


def test_text_of_a_chinese_bank_is_read_and_told() -> None:
    lines = [*HEAD, ":61:260302C1,00NCMZX", ":86:资金归集 子公司上划", ":61:260302D1,00NTRFX",
             ":86:购买原材料"]  # fmt: skip
    told = told_by(mt940.read, "\r\n".join(lines).encode("gb18030"))
    assert [one.text for one in told.entries] == ["资金归集 子公司上划", "购买原材料"]
    assert told.sentences("note") == [
        "line 6: is not UTF-8; letters beyond ASCII were read as Chinese (GB18030)"
    ]


@pytest.mark.parametrize(
    "text", ["Gebühr für Müller", "société créée", "créée", "Größe", "ß", "ÄÖÜ"]
)
def test_accents_are_not_taken_for_chinese(text: str) -> None:
    told = told_by(
        mt940.read, "\n".join([*HEAD, ":61:260302C1,NTRFX", f":86:{text}"]).encode("cp1252")
    )
    assert told.entry.text == text


def test_indented_fields_and_small_letters_in_tags_are_fields_too() -> None:
    told = read("  :20:A", "  :25:1", "  :28c:1", "  :60f:C260302EUR1,00", "  :61:260302C1,00NTRFX",
                "  :86:Rent", "  :62f:C260302EUR2,00")  # fmt: skip
    assert told.reconciles == [True] and told.sentences() == []
    assert told.entry.text == "Rent"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_ends_a_line(end: str) -> None:
    told = told_by(mt940.read, end.join([*HEAD, ":62F:C260302EUR1000,00", "-", ""]))
    assert told.reconciles == [True] and told.sentences() == []


def test_controls_in_a_text_are_taken_out() -> None:
    told = entry("2603020302C1,00NTRFX", ":86:\x1b[31mRent\x07 for\tMay")
    assert told.entry.text == "[31mRent for May"


@pytest.mark.parametrize(
    ("content", "says"),
    [(b":20:A\r\n:25:1\x00\r\n", "line 2: holds a NUL byte, so this is not text"),
     (":20:A\r\n".encode("utf-16"),
      ("line 1: is text in UTF-16, in which no bank sends statements; "
      "expected UTF-8 or a one-byte code page; open it in an editor and save it as UTF-8")),
     (b":20:A\n:86:" + b"x" * 70000, ("line 2: is longer than 65,536 bytes; "
      "expected a statement in lines")),
     (b":20:A\n:86:x\n" + b"y\n" * 2000,
      ("line 1002: field :86: of line 2 is still going on; "
      "expected fields of a few lines each")),
     (b"hello\n", ("statement.txt: holds no field of an account statement; "
      "expected fields such as :20:, :25:, :60F:, :61: and :62F:"))],
)  # fmt: skip
def test_what_cannot_be_read_on_is_refused_with_its_line(content: bytes, says: str) -> None:
    assert told_by(mt940.read, content).sentences("error")[-1] == says


def test_forty_thousand_entries_are_read_without_holding_them(tmp_path: Path) -> None:
    path = tmp_path / "x.sta"
    lines = [":20:A", ":25:X", ":60F:C260302EUR0,", *[":61:2603020302C1,NTRFA"] * 40_000]
    path.write_text("\n".join([*lines, ":62F:C260302EUR40000,", "-"]), encoding="ascii")
    cost = cost_of(path)
    assert (cost.formats, cost.problems) == (["MT940"], [])
    assert cost.seconds < 120, "a ceiling that catches work that grows with the square"
    assert cost.megabytes < 10
