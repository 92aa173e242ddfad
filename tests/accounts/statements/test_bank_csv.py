"""CSV exports of banks: figures worked out by hand; what is detected is told, nothing guessed."""

import datetime
from decimal import Decimal

import pytest

from tests.accounts.statements.exports import entries, parts_of, refusal, said, statement, verdict
from tests.beside import STATEMENTS, needs_samples
from treasury.accounts.reconciliation import Reconciled, folded

CHINESE = (
    "交易日期,交易时间,凭证号,借方发生额,贷方发生额,余额,币种,对方户名,对方账号,摘要,用途\n"
    '20260303,09:15:22,100233,,"1,200,000.00","1,450,000.00",人民币,经销商,\'6222000011112222,货款,\n'
    '20260303,16:40:01,100261,"950,000.00",,"500,000.00",人民币,总部,\'6222000033334444,资金归集,归集\n'
)
DAY = datetime.date


@needs_samples
@pytest.mark.parametrize(
    ("name", "opening", "closing", "booked", "count"),
    [
        # 100,000.00 + 12,500.00 - 40,000.00 - 35.50
        ("us_signed_amount.csv", "100000.00", "72464.50", "-27535.50", 3),
        # -1,250.00 + 9,999.99; no balances
        ("de_semicolon_comma.csv", None, None, "8749.99", 2),
        # 250,000.00 + 1,200,000.00 - 950,000.00 - 35,600.50
        ("cn_debit_credit_gbk.csv", "250000.00", "464399.50", "214399.50", 3),
        # 0.00 + 2,000.00 - 800.00 + 2,500.10
        ("two_columns_bom_descending.csv", "0.00", "3700.10", "3700.10", 3),
    ],
)
def test_the_public_samples_give_the_figures_worked_out_by_hand(
    name: str, opening: str | None, closing: str | None, booked: str, count: int
) -> None:
    found = verdict(parts_of((STATEMENTS / "csv" / name).read_bytes()))
    one = found.statement
    said_ = [balance and format(balance.amount, "f") for balance in (one.opening, one.closing)]
    assert said_ == [opening, closing]
    assert (format(found.sums.booked, "f"), found.sums.entries) == (booked, count)
    assert found.reconciles is (None if opening is None else True)


def test_a_chinese_export_in_gbk_is_read_whole() -> None:
    parts = parts_of(CHINESE.encode("gbk"))
    first, second = entries(parts)
    assert (first.amount, second.amount) == (Decimal("1200000.00"), Decimal("-950000.00"))
    assert (first.booking_date, first.booking_time) == (DAY(2026, 3, 3), datetime.time(9, 15, 22))
    assert (first.currency, first.counterparty, first.text) == ("CNY", "经销商", "货款")
    assert second.counterparty_account == "6222000033334444"
    assert (second.text, second.bank_reference) == ("资金归集 / 归集", "100261")
    one = statement(parts)
    assert one.opening and one.closing
    assert (one.opening.amount, one.closing.amount) == (Decimal(250000), Decimal(500000))
    (understood, implied) = said(parts, "note")
    assert "read as GB18030 with commas; dates as year, month, day" in understood
    assert "debit = '借方发生额'" in understood
    assert "are implied by the running balance" in implied


def test_a_german_export_has_points_commas_and_its_own_encoding() -> None:
    text = (
        "Konto;DE89 3704 0044 0532 0130 00\nZeitraum;01.03.2026 - 31.03.2026\n\n"
        "Buchungstag;Valuta;Verwendungszweck;Begünstigter;Betrag;Währung\n"
        '02.03.2026;03.03.2026;"Rechnung 4711; Teil 1";Müller GmbH;-1.250,00;EUR\n'
        "04.03.26;04.03.2026;Gutschrift;Kunde AG;9.999,99;EUR\n"
    )
    parts = parts_of(text.encode("cp1252"))
    first, second = entries(parts)
    assert (first.amount, first.value_date) == (Decimal("-1250.00"), DAY(2026, 3, 3))
    assert (first.text, first.counterparty) == ("Rechnung 4711; Teil 1", "Müller GmbH")
    assert second.booking_date == DAY(2026, 3, 4)
    assert statement(parts).account == "DE89370400440532013000"
    assert "Windows-1252 with semicolons; dates as day, month, year" in said(parts, "note")[0]


def test_french_spaces_group_and_debits_may_carry_their_own_minus() -> None:
    text = (
        "Compte : FR7630006\nSolde initial : 10 000,00 EUR\nSolde final : 12 345,60 EUR\n"
        "Date;Libellé;Débit euros;Crédit euros\n"
        "13/03/2026;PRLV LOYER;-1\u202f200,00;\n14/03/2026;VIR CLIENT;;3\u00a0545,60\n"
    )
    parts = parts_of(text)
    assert [entry.amount for entry in entries(parts)] == [Decimal("-1200.00"), Decimal("3545.60")]
    found = verdict(parts)
    assert found.reconciles is True
    assert (found.statement.account, found.statement.currency) == ("FR7630006", "EUR")
    assert not any(entry.reversal for entry in entries(parts))


def test_a_spanish_export_is_read() -> None:
    text = (
        "Fecha;Concepto;Importe;Saldo\n31/03/2026;RECIBO;-10,50;89,50\n30/03/2026;ABONO;100;100\n"
    )
    found = verdict(parts_of(text))
    assert found.statement.opening and found.statement.closing
    assert (found.statement.opening.amount, found.statement.closing.amount) == (0, Decimal("89.5"))
    assert found.statement.opening.date == DAY(2026, 3, 30)


@pytest.mark.parametrize(
    ("debit", "credit"), [("S", "H"), ("D", "C"), ("借", "贷"), ("Debit", "Credit"), ("支", "收")]
)
def test_a_word_marks_debits_and_credits(debit: str, credit: str) -> None:
    text = (
        f"Date,Amount,D/C,Balance\n2026-03-02,5.00,{credit},105.00\n2026-03-03,7.50,{debit},97.50\n"
    )
    found = verdict(parts_of(text))
    assert found.reconciles is True
    assert found.sums.booked == Decimal("-2.50")


def test_the_word_may_stand_in_the_amount() -> None:
    parts = parts_of("Datum;Betrag\n02.03.2026;1.250,00 S\n03.03.2026;12,50H\n")
    assert [entry.amount for entry in entries(parts)] == [Decimal("-1250.00"), Decimal("12.50")]


def test_a_word_that_is_neither_debit_nor_credit_is_refused_until_it_is_mapped() -> None:
    text = "Date,Amount,D/C\n2026-03-02,5.00,OUT\n2026-03-03,2.00,C\n"
    errors, reason = refusal(text)
    assert "line 2: D/C: 'OUT' is neither debit nor credit" in errors[0]
    assert "1 row cannot be read, so nothing of the file is used" in reason
    parts = parts_of(text, '[words]\ndebit = ["out"]\ncredit = ["C"]\n')
    assert [entry.amount for entry in entries(parts)] == [Decimal("-5.00"), Decimal("2.00")]


def test_a_negative_debit_is_a_reversal_and_told() -> None:
    text = "交易日期,借方,贷方,余额\n2026-03-02,100.00,,900.00\n2026-03-03,-100.00,,1000.00\n"
    parts = parts_of(text)
    assert [(entry.amount, entry.reversal) for entry in entries(parts)] == [
        (Decimal("-100.00"), False),
        (Decimal("100.00"), True),
    ]
    assert verdict(parts).reconciles is True
    assert "reversals: reverses an earlier entry: line 3" in said(parts, "note")


@pytest.mark.parametrize("words", ["STORNO 4711", "Fee reversal", "冲正", "Extourne frais"])
def test_a_reversal_is_known_by_its_words(words: str) -> None:
    (entry,) = entries(parts_of(f"Date,Description,Amount\n2026-03-02,{words},5.00\n"))
    assert entry.reversal


def test_dates_that_may_be_read_in_two_ways_are_not_used_and_the_figures_stay() -> None:
    text = "Date,Amount,Balance\n03/02/2026,5.00,105.00\n03/04/2026,-1.00,104.00\n"
    parts = parts_of(text)
    assert [entry.booking_date for entry in entries(parts)] == [None, None]
    found = verdict(parts)
    assert (found.reconciles, found.sums.booked) == (True, Decimal("4.00"))
    (error,) = said(parts, "error")
    assert "'03/02/2026' may have the day first or the month" in error
    assert 'dates = "dmy" or dates = "mdy"' in error
    dated = entries(parts_of(text, 'dates = "mdy"'))
    assert [entry.booking_date for entry in dated] == [DAY(2026, 3, 2), DAY(2026, 3, 4)]


@pytest.mark.parametrize(
    ("cells", "expected", "reason"),
    [
        ("03/02/2026 03/13/2026", "mdy", "'03/13/2026' has the month first"),
        ("03/02/2026 13/02/2026", "dmy", "'13/02/2026' has the day first"),
        ("01/02/2026 01/03/2026 05/02/2026", "mdy", "in the order of their days only so"),
        ("28-02-26 01-03-26", "dmy", "'28-02-26' has the day first"),
        ("05/05/2026 06/06/2026", "dmy", "the same number"),
    ],
)
def test_the_order_of_dates_is_found_by_evidence(cells: str, expected: str, reason: str) -> None:
    rows = "".join(f"{cell},1.00\n" for cell in cells.split())
    first = said(parts_of(f"Date,Amount\n{rows}"), "note")[0]
    name = "month, day, year" if expected == "mdy" else "day, month, year"
    assert name in first and reason in first


def test_the_running_balance_says_which_of_two_days_is_the_later() -> None:
    # as day/month 2 March comes before 1 April, as month/day 3 February after 4 January
    text = "Date,Amount,Balance\n02/03/2026,5.00,105.00\n01/04/2026,-1.00,104.00\n"
    parts = parts_of(text)
    assert [entry.booking_date for entry in entries(parts)] == [DAY(2026, 3, 2), DAY(2026, 4, 1)]
    assert not said(parts, "error")


def test_value_dates_lie_beside_booking_dates() -> None:
    text = "Date,Value date,Amount\n02/03/2026,03/03/2026,5.00\n"
    (entry,) = entries(parts_of(text))
    assert entry.value_date == DAY(2026, 3, 3)


def test_dates_that_contradict_each_other_are_not_used() -> None:
    parts = parts_of("Date,Amount\n13/02/2026,5.00\n02/13/2026,5.00\n")
    assert "'13/02/2026' has the day first, '02/13/2026' the month" in said(parts, "error")[0]


def test_entries_stand_in_order_of_time_whatever_the_order_of_the_rows() -> None:
    rows = ["2026-03-02,5.00,105.00", "2026-03-02,1.00,106.00", "2026-03-04,-6.00,100.00"]
    for lines in (rows, rows[::-1]):
        parts = parts_of("\n".join(["Date,Amount,Balance", *lines]))
        assert [entry.amount for entry in entries(parts)] == [5, 1, -6]
        assert verdict(parts).reconciles is True


def test_pending_entries_are_not_booked_and_unknown_states_are_refused() -> None:
    text = "Buchungstag;Betrag;Saldo;Info\n02.03.2026;5,00;105,00;Umsatz gebucht\n"
    parts = parts_of(text + "03.03.2026;7,00;;Umsatz vorgemerkt\n")
    assert [entry.booked for entry in entries(parts)] == [True, False]
    found = verdict(parts)
    assert (found.sums.total, found.sums.booked, found.reconciles) == (12, 5, True)
    errors, _ = refusal(text + "03.03.2026;7,00;;vielleicht\n")
    assert "'vielleicht' is neither booked nor pending" in errors[0]


def test_each_account_and_currency_of_an_export_has_its_statement() -> None:
    text = (
        "Account,Date,Amount,Currency,Balance\nA,2026-03-02,1.00,EUR,1.00\n"
        "B,2026-03-02,2.00,EUR,2.00\nA,2026-03-03,4.00,EUR,5.00\nA,2026-03-03,8.00,USD,8.00\n"
    )
    found = [part for part in folded(parts_of(text)) if isinstance(part, Reconciled)]
    assert [(one.statement.account, one.statement.currency, one.sums.booked) for one in found] == [
        ("A", "EUR", 5), ("B", "EUR", 2), ("A", "USD", 8),
    ]  # fmt: skip
    assert all(one.reconciles for one in found)


def test_columns_that_are_not_used_are_told() -> None:
    parts = parts_of("Date,Amount,Branch manager\n2026-03-02,1.00,Li\n")
    assert "not used: 'Branch manager'" in said(parts, "note")[0]


@pytest.mark.parametrize("words", ["账  号,33050161", "Sort code,20-10-15", "Sort code,12/20/15"])
def test_a_number_of_an_account_that_looks_like_a_date_proves_no_order(words: str) -> None:
    parts = parts_of(f"{words}\nDate,Amount\n03/02/2026,5.00\n")
    assert any("may have the day first or the month" in one for one in said(parts, "error"))


def test_a_date_before_the_columns_proves_the_order_where_it_is_written_like_the_others() -> None:
    parts = parts_of("Period,01/03/2026 - 31/03/2026\nDate,Amount\n03/02/2026,5.00\n")
    assert entries(parts)[0].booking_date == datetime.date(2026, 2, 3)


def test_balances_are_of_the_first_and_last_day_although_rows_stand_in_another_order() -> None:
    found = statement(parts_of(
        "Date,Amount,Balance\n2026-03-02,10.00,110.00\n2026-03-03,5.00,115.00\n"
        "2026-03-01,1.00,116.00\n"
    ))  # fmt: skip
    assert found.opening and found.closing
    assert (found.opening.amount, found.opening.date) == (100, datetime.date(2026, 3, 1))
    assert (found.closing.amount, found.closing.date) == (116, datetime.date(2026, 3, 3))
