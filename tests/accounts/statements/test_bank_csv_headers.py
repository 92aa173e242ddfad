"""The layouts of well-known banks' exports, with made entries, are understood column by column."""

import datetime
from decimal import Decimal

import pytest

from tests.accounts.statements.exports import entries, parts_of, said, verdict
from treasury.accounts.statements import bank_csv
from treasury.accounts.statements.bank_csv_words import roles_of

SAVINGS_BANK = (
    '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";'
    '"Kundenreferenz (End-to-End)";"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";'
    '"BIC (SWIFT-Code)";"Betrag";"Waehrung";"Info"\n'
    '"DE12";"02.03.26";"03.03.26";"GUTSCHRIFT";"Rechnung 1";"E2E-1";"Kunde AG";"DE34";"COBADEFF";'
    '"1.250,00";"EUR";"Umsatz gebucht"\n'
)
SWISS = (
    "Kontonummer:;0234 00103914;\nIBAN:;CH93 0076;\nAnfangssaldo:;1000.00;\n"
    "Schlusssaldo:;900.00;\n\n"
    "Buchungsdatum;Valutadatum;Währung;Belastung;Gutschrift;Saldo;Transaktions-Nr.;Beschreibung1;\n"
    "2026-03-02;2026-03-02;CHF;-100.00;;900.00;T1;Miete;\n"
)
CHINESE_CORPORATE = (
    "账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）,余额,币种,对方户名,对方账号,"
    "对方开户机构,记账日期,摘要,备注,账户明细编号-交易流水号,企业流水号,凭证种类,凭证号\n"
    '6222,某集团,20260303 09:15:22,"1,000.50",0.00,"8,999.50",人民币元,供应商,\'6333,某支行,'
    "20260303,转账,货款,A-1,E-1,,\n"
)
UK = "Date,Type,Description,Paid out,Paid in,Balance\n13 Mar 2026,VIS,Shop,£5.00,,£95.00\n"
US = (
    "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\n"
    "DEBIT,03/31/2026,RENT,-5.00,ACH_DEBIT,95.00,\n"
)
SPANISH = (
    "Fecha;Fecha valor;Concepto;Importe;Saldo\n31/03/2026;31/03/2026;RECIBO;-5,00EUR;95,00EUR\n"
)


@pytest.mark.parametrize(
    ("text", "amount", "day", "currency", "account"),
    [
        (SAVINGS_BANK, "1250.00", (2026, 3, 2), "EUR", "DE12"),
        (SWISS, "-100.00", (2026, 3, 2), "CHF", "0234 00103914"),
        (CHINESE_CORPORATE, "-1000.50", (2026, 3, 3), "CNY", "6222"),
        (UK, "-5.00", (2026, 3, 13), "GBP", None),
        (US, "-5.00", (2026, 3, 31), None, None),
        (SPANISH, "-5.00", (2026, 3, 31), "EUR", None),
    ],
)
def test_the_layouts_of_well_known_banks_are_understood(
    text: str, amount: str, day: tuple[int, int, int], currency: str | None, account: str | None
) -> None:
    parts = parts_of(text)
    (entry,) = entries(parts)
    assert entry.amount == Decimal(amount)
    assert (entry.booking_date, entry.currency) == (datetime.date(*day), currency)
    found = verdict(parts)
    assert found.statement.account == account
    assert found.reconciles is (None if text is SAVINGS_BANK else True)


def test_every_column_of_a_chinese_corporate_export_has_its_place() -> None:
    (entry,) = entries(parts_of(CHINESE_CORPORATE.encode("gb18030")))
    assert entry.booking_time == datetime.time(9, 15, 22)
    assert (entry.counterparty, entry.counterparty_account, entry.counterparty_bank) == (
        "供应商", "6333", "某支行",
    )  # fmt: skip
    assert (entry.bank_reference, entry.customer_reference, entry.text) == (
        "A-1", "E-1", "转账 / 货款",
    )  # fmt: skip


def test_a_word_in_brackets_is_a_currency_only_where_there_is_one() -> None:
    assert set(roles_of("Betrag (EUR)")) == set(roles_of("Betrag (alt)")) == {"amount"}
    assert set(roles_of("Kundenreferenz (End-to-End)")) == {"customer_reference"}
    assert not roles_of("(" * 5000)


WITH_BOTH_SIDES = (
    '"Buchungsdatum";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"IBAN";"Betrag (€)"\n'
    '"20.01.26";"Kunde AG";"Wir GmbH";"DE34";"2.250,50"\n'
    '"05.01.26";"Wir GmbH";"Lieferant AG";"DE56";"-1.250"\n'
)
CHINESE_WITH_BOTH_SIDES = (
    "付款人账号[ Debit Account No. ],付款人名称[ Payer's Name ],收款人账号[ Payee's Account ],"
    "收款人名称[ Payee's Name ],交易日期[ Transaction Date ],交易货币[ Trade Currency ],"
    "交易金额[ Trade Amount ]\n"
    "62220,乙公司,33050161,甲公司,20260302,CNY,1200000.00\n"
    "33050161,甲公司,123,国库,20260303,CNY,-300000.50\n"
)


def test_of_a_payer_and_a_payee_the_one_who_is_not_the_holder_is_the_counterparty() -> None:
    german, chinese = entries(parts_of(WITH_BOTH_SIDES)), entries(parts_of(CHINESE_WITH_BOTH_SIDES))
    assert [each.counterparty for each in german] == ["Lieferant AG", "Kunde AG"]
    assert [(each.counterparty, each.counterparty_account) for each in chinese] == [
        ("乙公司", "62220"), ("国库", "123"),
    ]  # fmt: skip
    (alone,) = entries(parts_of("Date,Payee,Amount\n2026-03-13,Supplier,-5.00\n"))
    assert alone.counterparty == "Supplier"


def test_an_export_that_begins_with_a_word_in_square_brackets_is_read() -> None:
    text = (
        "[HISTORYDETAIL]\n账号: [6222] ,户名: 甲公司,币种: [人民币]\n"
        "凭证号,交易时间,借/贷,转入金额,转出金额,余额\n"
        "0,2026-03-02 09:12:11,贷,100.00,0.00,400.00\n0,2026-03-03 10:00:00,借,0.00,50.00,350.00\n"
    )
    parts = parts_of(text.encode("gb18030"))
    found = verdict(parts)
    assert (found.statement.account, found.statement.currency) == ("6222", "CNY")
    assert found.reconciles and found.sums.booked == 50
    assert not said(parts, "warning"), "0 is no transaction number that comes twice"
    assert not bank_csv.recognises(b'[{"date": "2026-03-02"}, 1]')


def test_a_balance_may_be_named_with_its_day() -> None:
    parts = parts_of(
        'Description,,Summary Amt.\nBeginning balance as of 01/01/2026,,"5,000.00"\n'
        'Ending balance as of 01/31/2026,,"6,000.50"\n\n'
        "Date,Description,Amount,Running Bal.\n"
        '01/01/2026,Beginning balance as of 01/01/2026,,"5,000.00"\n'
        '01/20/2026,ACH IN,"1,000.50","6,000.50"\n'
    )
    found = verdict(parts)
    assert found.reconciles and found.sums.entries == 1
    assert found.statement.opening and found.statement.opening.amount == 5000


IBAN, OTHER = "DE02120300000000202051", "FR1420041010050500013M02606"


@pytest.mark.parametrize(
    ("before", "account"),
    [
        (f"Girokonto;{IBAN}\n", IBAN),
        ("Compte courant;FR14 2004 1010 0505 0001 3M02 606;EUR\n", OTHER),
        (f"Konto: 4711;{IBAN}\n", "4711"),
        (f"Konto: {IBAN} EUR\n", IBAN),
        ("Konto:;4711\nIBAN:;FR14 2004 1010 0505 0001 3M02 606\n", OTHER),
        (f"{IBAN};{OTHER}\n", None),
        (f"Girokonto;{IBAN[:-1]}2\n", None),
    ],
)
def test_an_iban_before_the_columns_is_the_account_without_its_blanks(
    before: str, account: str | None
) -> None:
    found = verdict(parts_of(f"{before}Datum;Betrag;Saldo\n20.01.2026;2,50;3,50\n"))
    assert found.statement.account == account


@pytest.mark.parametrize(
    "text",
    [
        "F. Contable;F. Valor;Concepto;Importe\n20/01/2026;21/01/2026;VIR;2250,50\n",
        "Date operation;Libelle court;Montant operation\n20/01/2026;VIR;2 250,50\n",
        "Date de l'opération;Détail de l'écriture;Montant de l'opération\n20/01/2026;VIR;2250,50\n",
        "Txn Date,Value Dt,Withdrawal Amt.,Deposit Amt.\n20-Jan-2026,20-Jan-2026,,2250.50\n",
        "日期,支出,收入,借方发生额/元(支取),贷方发生额/元(收入)\n2026-01-20,,,,2250.50\n",
    ],
)
def test_names_of_columns_are_known_with_and_without_their_articles(text: str) -> None:
    (entry,) = entries(parts_of(text))
    assert (entry.amount, entry.booking_date) == (Decimal("2250.50"), datetime.date(2026, 1, 20))
