"""BAI2 files written by hand: figures worked out in the comments, every complaint with its line."""

import datetime
from decimal import Decimal

import pytest

from tests.accounts.statements.written import Told, told_by
from tests.beside import STATEMENTS, needs_samples
from treasury.accounts.statements import bai2
from treasury.accounts.statements.bai2_records import recognised

DAY = datetime.date(2026, 3, 1)
HEADER = "01,122099999,123456789,260302,1800,1,,,2/"
GROUP = "02,123456789,122099999,1,260301,,USD,2/"


def read(*lines: str) -> Told:
    """What the reader tells about these lines."""
    return told_by(bai2.read, "\n".join(lines) + "\n")


def one_account(*lines: str, group: str = GROUP, total: int = 0) -> Told:
    """One account of these lines in a file whose trailers are right; `total` is the sum of all
    amounts as written."""
    inside = len(lines) + 1
    return read(
        HEADER, group, *lines, f"49,{total},{inside}/", f"98,{total},1,{inside + 2}/",
        f"99,{total},1,{inside + 4}/",
    )  # fmt: skip


def entry_of(line: str, *more: str, total: int = 0) -> Told:
    """One record 16 in an account of its own."""
    return one_account("03,77,USD/", line, *more, total=total)


def test_an_account_with_balances_and_entries_reconciles_to_the_cent() -> None:
    # 5,000.00 + 200.00 - 500.00 = 4,700.00; 500000 + 470000 + 20000 + 50000 = 1,040,000
    told = one_account(
        "03,0975312468,USD,010,500000,,,015,470000,,/",
        "16,115,20000,S,10000,5000,5000,BK1,CU1,LOCKBOX/",
        "16,451,50000,0,BK2,CU2,ACH DEBIT/",
        "88,SECOND LINE OF TEXT",
        total=1_040_000,
    )
    assert told.sentences() == []
    assert told.reconciles == [True]
    statement = told.statement
    assert (statement.account, statement.currency) == ("0975312468", "USD")
    assert statement.servicer == "122099999"
    assert statement.opening is not None and statement.opening.amount == Decimal("5000.00")
    assert statement.closing is not None and statement.closing.amount == Decimal("4700.00")
    assert statement.closing.date == DAY
    assert [(one.amount, one.code, one.text) for one in told.entries] == [
        (Decimal("200.00"), "115", "LOCKBOX"),
        (Decimal("-500.00"), "451", "ACH DEBIT SECOND LINE OF TEXT"),
    ]
    assert [(one.bank_reference, one.customer_reference) for one in told.entries] == [
        ("BK1", "CU1"), ("BK2", "CU2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "amount"),
    [("100", "1"), ("142", "1"), ("399", "1"), ("400", "-1"), ("575", "-1"), ("699", "-1"),
     ("720", "1"), ("760", "-1"), ("920", "1"), ("960", "-1")],
)  # fmt: skip
def test_the_type_code_says_the_side(code: str, amount: str) -> None:
    assert entry_of(f"16,{code},100,,,,/", total=100).entry.amount == Decimal(amount)


@pytest.mark.parametrize("code", ["015", "700", "900", "", "ABC", "1000"])
def test_a_type_code_that_is_no_entrys_is_told(code: str) -> None:
    told = entry_of(f"16,{code},100,,,,/", total=100)
    assert told.entries == []
    assert told.sentences("error") == [
        (
            f"line 4 (record 16): type {code!r} is no entry's; expected 100 to 399 for a credit, "
            "400 to 699 for a debit"
        )
    ]


def test_a_message_without_money_is_no_entry() -> None:
    told = entry_of("16,890,,,,,PLEASE CALL US/")
    assert told.entries == [] and told.sentences("error", "warning") == []
    assert told.sentences("note") == ["line 4 (record 16): is a message, not an entry (type 890)"]


@pytest.mark.parametrize(
    ("funds", "value_date"),
    [("", DAY), ("Z", DAY), ("0", DAY), ("1", None), ("2", None), ("S,50,30,20", None),
     ("V,260305,", datetime.date(2026, 3, 5)), ("V,260305,2400", datetime.date(2026, 3, 5)),
     ("D,2,0,60,1,40", None)],
)  # fmt: skip
def test_the_funds_type_gives_the_value_date_where_it_names_one(
    funds: str, value_date: datetime.date | None
) -> None:
    told = entry_of(f"16,165,100,{funds},OWN,HIS,A, B/C, D/", total=100)
    assert told.entry.booking_date == DAY and told.entry.value_date == value_date
    assert (told.entry.bank_reference, told.entry.customer_reference) == ("OWN", "HIS")
    assert told.entry.text == "A, B/C, D"
    assert told.sentences() == []


@pytest.mark.parametrize("funds", ["S,50,30,10", "D,2,0,60,1,30"])
def test_parts_by_availability_that_do_not_add_up_are_told(funds: str) -> None:
    told = entry_of(f"16,165,100,{funds},,,/", total=100)
    assert told.entry.amount == Decimal(1)
    assert told.sentences() == [
        (
            "line 4 (record 16): the parts by availability make 90, the amount is 100; "
            "expected parts that add up to the amount"
        )
    ]


def test_fields_go_on_in_a_continuing_line() -> None:
    told = entry_of("16,115,1000,S,500,400,100/", "88,AX13612,B096132,AMALGAMATED CORP. LOCKBOX",
                    "88,DEPOSIT/", total=1000)  # fmt: skip
    assert told.entry.bank_reference == "AX13612" and told.entry.customer_reference == "B096132"
    assert told.entry.text == "AMALGAMATED CORP. LOCKBOX DEPOSIT"


def test_a_line_that_stops_after_the_amount_has_its_text_below() -> None:
    told = entry_of("16,142,1000/", "88,SOME PAYMENT, INC", total=1000)
    assert told.entry.text == "SOME PAYMENT, INC" and told.entry.bank_reference == ""


@pytest.mark.parametrize("commas", [",,,/", ",,/", ",/", "/", ",,", ""])
def test_balances_go_on_in_a_continuing_line_however_the_line_before_ends(commas: str) -> None:
    told = one_account(f"03,77,USD,010,500,,,015,700{commas}", "88,040,300,,,045,200,,/",
                       "16,142,200,,,,/", total=500 + 700 + 300 + 200 + 200)  # fmt: skip
    assert told.sentences() == [] and told.reconciles == [True]


@pytest.mark.parametrize(
    ("group", "account", "currency", "amount"),
    [("USD", "", "USD", "12.50"), ("USD", "EUR", "EUR", "12.50"), ("", "JPY", "JPY", "1250"),
     ("KWD", "", "KWD", "1.250"), ("", "", "USD", "12.50")],
)  # fmt: skip
def test_the_currency_is_the_accounts_then_the_groups_and_gives_the_decimals(
    group: str, account: str, currency: str, amount: str
) -> None:
    told = one_account(f"03,77,{account},015,1250,,/", group=f"02,1,2,1,260301,,{group},2/",
                       total=1250)  # fmt: skip
    assert told.statement.currency == currency
    assert told.statement.closing is not None
    assert str(told.statement.closing.amount) == amount
    assert bool(told.sentences("note")) == (not group and not account)


def test_a_currency_without_known_decimals_is_an_error() -> None:
    told = one_account("03,77,XXY,015,1250,,/", total=1250)
    assert told.sentences("error") == [
        (
            "line 3 (record 03): the decimals of 'XXY' are not known; its amounts were read with "
            "two; expected an ISO 4217 code such as USD"
        )
    ]


def test_balances_keep_their_sign() -> None:
    told = one_account("03,77,USD,010,-500,,,015,+300,,/", "16,142,800,,,,/",
                       total=-500 + 300 + 800)  # fmt: skip
    assert told.reconciles == [True] and told.sentences() == []
    assert told.statement.opening is not None
    assert told.statement.opening.amount == Decimal("-5.00")


@pytest.mark.parametrize("code", ["252", "552"])
def test_reversals_are_marked(code: str) -> None:
    assert entry_of(f"16,{code},100,,,,/", total=100).entry.reversal


WRONG_TOTALS = [
    ("49,100,2/", "49,101,2/",
     ("line 4 (record 49): the control total is 101, the amounts of the account that starts in "
     "line 3 (record 03) make 100; expected the sum of its amounts")),
    ("98,100,1,4/", "98,1,1,4/",
     ("line 5 (record 98): the control total is 1, the amounts of the group that starts in "
     "line 2 (record 02) make 100; expected the sum of its amounts")),
    ("98,100,1,4/", "98,100,2,4/",
     ("line 5 (record 98): states 2 accounts, the group that starts in line 2 (record 02) has 1; "
     "expected the number of its accounts")),
    ("99,100,1,6/", "99,100x,1,6/",
     ("line 6 (record 99): control total: '100x' is not an amount in digits; "
     "expected whole smallest units")),
    ("99,100,1,6/", "99,100,3,6/",
     ("line 6 (record 99): states 3 groups, the file that starts in line 1 (record 01) has 1; "
     "expected the number of its groups")),
]  # fmt: skip
WRONG_COUNTS = [
    ("49,100,2/", "49,100,3/", ("line 4 (record 49): states 3 records, the account that starts in "
     "line 3 (record 03) has 2; expected the number of its records")),
    ("98,100,1,4/", "98,100,1,9/",
     ("line 5 (record 98): states 9 records, the group that starts in "
     "line 2 (record 02) has 4; expected the number of its records")),
    ("99,100,1,6/", "99,100,1,5/", ("line 6 (record 99): states 5 records, the file that starts in "
     "line 1 (record 01) has 6; expected the number of its records")),
]  # fmt: skip
RIGHT = (HEADER, GROUP, "03,77,USD,015,100,,/", "49,100,2/", "98,100,1,4/", "99,100,1,6/")


def test_right_trailers_are_not_spoken_of() -> None:
    assert read(*RIGHT).sentences() == []


@pytest.mark.parametrize(("right", "wrong", "told"), WRONG_TOTALS)
def test_a_wrong_control_total_or_number_of_members_is_an_error(
    right: str, wrong: str, told: str
) -> None:
    assert read(*(wrong if line == right else line for line in RIGHT)).sentences("error") == [told]


@pytest.mark.parametrize(("right", "wrong", "told"), WRONG_COUNTS)
def test_a_wrong_number_of_records_is_a_warning(right: str, wrong: str, told: str) -> None:
    lines = [wrong if line == right else line for line in RIGHT]
    assert read(*lines).sentences() == read(*lines).sentences("warning") == [told]


@pytest.mark.parametrize("kept", [3, 4, 5])
def test_a_file_cut_off_before_its_trailers_returns_and_says_which_are_missing(kept: int) -> None:
    told = read(*RIGHT[:kept])
    assert len(told.statements) == 1
    missing = [("account", 3, "03", 49), ("group", 2, "02", 98), ("file", 1, "01", 99)][kept - 3 :]
    assert told.sentences("error") == [
        f"line {line} (record {code}): the {name} has no trailer (record {trailer}); the file may "
        "be cut off; expected control total and number of records at its end"
        for name, line, code, trailer in missing
    ]


def test_a_blank_control_total_is_not_checked_and_said_so() -> None:
    told = read(HEADER, GROUP, "03,77,USD/", "49,,2/", "98,0,1,4/", "99,0,1,6/")
    assert told.sentences() == [
        "line 4 (record 49): states no control total, so the amounts of the account are not checked"
    ]


def test_totals_of_the_header_are_held_against_the_entries() -> None:
    told = one_account("03,77,USD,100,300,2,,400,50,1,/", "16,142,200,,,,/", "16,451,50,,,,/",
                       total=300 + 50 + 200 + 50)  # fmt: skip
    assert told.sentences() == [
        (
            "line 3 (record 03): total credits (100) are 3.00, the entries make 2.00; "
            "expected the sum of the entries"
        )
    ]


@pytest.mark.parametrize(("modifier", "kind"), [("1", "interim"), ("2", "statement"),
                                                ("3", "interim"), ("4", "statement"),
                                                ("", "statement")])  # fmt: skip
def test_an_interim_report_is_no_statement(modifier: str, kind: str) -> None:
    told = one_account("03,77,USD/", group=f"02,1,2,1,260301,,USD,{modifier}/")
    assert told.statement.kind == kind


@pytest.mark.parametrize(("status", "says"), [("2", "deletes an earlier one"),
                                              ("3", "corrects an earlier one"),
                                              ("4", "is a test")])  # fmt: skip
def test_a_group_that_is_no_ordinary_report_is_an_error(status: str, says: str) -> None:
    told = one_account("03,77,USD/", group=f"02,1,2,{status},260301,,USD,2/")
    assert told.sentences("error") == [
        (
            f"line 2 (record 02): this group {says} (status {status}); "
            "expected status 1, a report of its own"
        )
    ]


def test_an_impossible_day_is_told_and_left_out() -> None:
    told = one_account("03,77,USD,015,1,,/", "16,142,100,V,260230,,,,/",
                       group="02,1,2,1,260231,2400,USD,2/", total=101)  # fmt: skip
    assert told.entry.booking_date is None and told.entry.value_date is None
    assert told.sentences("warning") == [
        "line 2 (record 02): '260231' (YYMMDD) is no day of the calendar and was left out",
        "line 4 (record 16): '260230' (YYMMDD) is no day of the calendar and was left out",
    ]


@pytest.mark.parametrize(
    "amount", ["1e5", "NaN", "12.50", "1234567890123456789", "1 000", "--1", "9" * 6000, "٣"]
)
def test_what_is_no_whole_number_is_no_amount(amount: str) -> None:
    told = entry_of(f"16,142,{amount},,,,/", total=5)
    assert told.entries == []
    (sentence,) = told.sentences("error")
    assert sentence.startswith("line 4 (record 16): ")
    assert sentence.endswith("expected whole smallest units, as 1250 for 12.50 USD")


def test_records_out_of_place_are_told_with_their_lines() -> None:
    told = read("16,142,1,,,,/", "49,0,1/", "03,77,USD/", "49,0,2/", "98,0,1,2/", "99,0,1,2/")
    assert told.sentences("error") == [
        "line 1 (record 16): stands outside an account; expected a 03 before it",
        "line 2 (record 49): ends what was never begun; expected its header before it",
        "line 3 (record 03): stands outside a group; expected a record 02 before it",
        "line 6 (record 99): ends what was never begun; expected its header before it",
    ]


def test_a_line_that_is_no_record_ends_the_reading() -> None:
    told = read(HEADER, GROUP, "<html>")
    assert told.sentences() == [
        (
            "line 3: '<html>' is no BAI2 record; expected lines that start with "
            "01, 02, 03, 16, 49, 88, 98 or 99 and a comma"
        )
    ]


def test_letters_of_an_old_code_page_are_read_and_told() -> None:
    lines = [HEADER, GROUP, "03,77,USD/", "16,142,1,,,,Café/", "49,1,3/", "98,1,1,5/", "99,1,1,7/"]
    told = told_by(bai2.read, "\n".join(lines).encode("cp1252"))
    assert told.entry.text == "Café"
    assert told.sentences() == [
        "line 4: is not UTF-8; letters beyond ASCII were read as Western European (Windows-1252)"
    ]


def test_a_record_that_never_ends_is_refused() -> None:
    told = read(*RIGHT[:2], "03,77,USD/", *["88," + "x" * 997] * 600)
    assert told.sentences("error")[-1] == (
        "line 503: the record of line 3 is still going on; expected records of a few lines each"
    )


def test_an_unknown_record_is_left_out_and_told() -> None:
    told = read(*RIGHT[:3], "51,X/", "49,100,3/", "98,100,1,5/", "99,100,1,7/")
    assert told.sentences() == [
        (
            "line 4 (record 51): record 51 is not known and was left out; "
            "expected 01, 02, 03, 16, 49, 88, 98 or 99"
        )
    ]


def test_the_same_reference_amount_and_day_twice_is_a_warning_and_counts_twice() -> None:
    told = one_account("03,77,USD/", "16,142,100,,B1,,/", "16,142,100,,B1,,/", total=200)
    assert [one.amount for one in told.entries] == [Decimal(1), Decimal(1)]
    assert told.sentences() == [
        (
            "line 5 (record 16): repeats the bank reference, date and amount of line 4 (record 16) "
            "(B1, 1.00); expected one reference for one entry; both are counted"
        )
    ]


def test_it_is_recognised_by_its_header_alone() -> None:
    assert recognised(HEADER.encode())
    assert not recognised(b"01.02.2026;100,00;EUR")
    assert not recognised(b"01,02,2026,100.00,EUR")


@needs_samples
@pytest.mark.parametrize(
    ("name", "figures"),
    [
        # 365.21 - 9.71 - 1.00 - 1.23 - 15.71 + 0.89 = 338.45
        ("bai2/moj_nwb_example.bai2", [("365.21", "338.45", 5, "-26.76", True)]),
        # 100.00 + 0.01 is not 100.00
        ("bai2/moj_citi_example.bai2", [("100.00", "100.00", 1, "0.01", False)]),
        # 347,269.79 + 4,901.96 = 352,171.75; 352,171.75 + 9,058.00 = 361,229.75
        ("bai2/moj_svb_us_example.bai2", [("347269.79", "352171.75", 1, "4901.96", True),
                                          ("352171.75", "361229.75", 1, "9058.00", True)]),
        ("bai2/moj_account_trailer_amount_blank_example.bai2", [(None, None, 0, "0", None)] * 2),
        ("malformed/hand_bai2_ok_baseline.bai", [("5000.00", "4700.00", 2, "-300.00", True)]),
    ],
)  # fmt: skip
def test_published_files_give_the_figures_worked_out_by_hand(
    name: str, figures: list[tuple[str | None, str | None, int, str, bool | None]]
) -> None:
    told = told_by(bai2.read, (STATEMENTS / name).read_bytes())
    found = []
    for one in told.statements:
        opening, closing = one.statement.opening, one.statement.closing
        found.append(
            (opening and str(opening.amount), closing and str(closing.amount), one.sums.entries,
             str(one.sums.total), one.reconciles)
        )  # fmt: skip
    assert found == figures
    assert told.sentences("error") == []
