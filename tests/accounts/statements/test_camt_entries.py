"""Each rule by which an entry of a camt file is understood, on a file small enough to read."""

import datetime
from decimal import Decimal

import pytest

from tests.accounts.statements.camt_files import (
    ACCOUNT,
    BALANCES,
    IBAN,
    NAMESPACE,
    balance,
    details,
    document,
    entry,
    one_statement,
    parties,
    read,
    read_entries,
)
from treasury.accounts.statements.statement import Detail

MARCH_2 = datetime.date(2026, 3, 2)
OTHER = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    ("status", "booked"),
    [
        ("<Sts>BOOK</Sts>", True),
        ("<Sts><Cd>BOOK</Cd></Sts>", True),
        ("<Sts>PDNG</Sts>", False),
        ("<Sts><Cd>INFO</Cd></Sts>", False),
        ("<Sts><Cd>FUTR</Cd></Sts>", False),
        ("<Sts><Prtry>HELD</Prtry></Sts>", False),
    ],
)
def test_only_booked_entries_count_in_the_balance(status: str, booked: bool) -> None:
    told = read_entries(entry(status=status))
    assert told.entry.booked is booked and told.reconciles == [booked]
    assert told.statements[0].sums.total == Decimal("300.00")


def test_an_unknown_status_is_warned_of() -> None:
    told = read_entries(entry(), entry(status="<Sts><Prtry>HELD</Prtry></Sts>"))
    assert told.sentences("warning") == [
        "the file: entries with an unknown status, read as not booked: 1"
    ]


def test_an_entry_without_a_status_is_booked_and_told() -> None:
    told = read_entries(entry(status=""))
    assert told.entry.booked
    assert told.sentences() == ["the file: entries without a status (Sts), read as booked: 1"]


def test_a_booked_entry_without_a_day_is_booked_on_the_closing_day() -> None:
    told = read_entries(entry(dates=""), entry("1", status="<Sts>PDNG</Sts>", dates=""))
    assert [one.booking_date for one in told.entries] == [MARCH_2, None]
    assert told.sentences("note") == [
        "the file: entries without a booking date, booked on the day of the closing balance: 1"
    ]


def test_a_missing_day_in_a_statement_of_several_days_is_warned_of() -> None:
    days = "<FrToDt><FrDtTm>{}T00:00:00</FrDtTm><ToDtTm>2026-03-02T23:59:59</ToDtTm></FrToDt>"
    month = [days.format("2026-02-02"), ACCOUNT, BALANCES, entry(dates="")]
    told = read(document(month))
    assert told.entry.booking_date == MARCH_2
    assert told.sentences("warning") == [
        (
            "the file: entries without a booking date in a statement of several days, "
            "booked on its last day: 1"
        )
    ]
    month[0] = days.format("2026-03-02")
    assert not read(document(month)).sentences("warning")


def test_without_a_closing_balance_a_missing_day_stays_missing() -> None:
    told = read(document([ACCOUNT, entry(dates="")]))
    assert told.entry.booking_date is None and told.sentences() == []


def test_a_debit_is_below_zero() -> None:
    assert read_entries(entry(sign="DBIT")).entry.amount == Decimal("-300.00")


@pytest.mark.parametrize(("sign", "amount"), [("CRDT", 300), ("DBIT", -300)])
def test_a_reversal_keeps_the_sign_the_bank_gave_it(sign: str, amount: int) -> None:
    reversal = entry(sign=sign, status="<RvslInd>true</RvslInd><Sts>BOOK</Sts>")
    told = read_entries(reversal)
    assert told.entry.reversal and told.entry.amount == amount
    assert not read_entries(entry(status="<RvslInd>false</RvslInd>")).entry.reversal


def test_amounts_of_zero_and_of_five_decimals_are_amounts() -> None:
    told = read_entries(entry("0"), entry("300.00000"))
    assert [str(one.amount) for one in told.entries] == ["0", "300.00000"]
    assert told.reconciles == [True] and not told.sentences()


@pytest.mark.parametrize(
    ("amount", "currency", "digits"), [("1250.5", "JPY", 0), ("0.001", "EUR", 2)]
)
def test_more_decimals_than_the_currency_has_are_an_error(
    amount: str, currency: str, digits: int
) -> None:
    told = read(document([ACCOUNT, entry(amount, currency=currency)]))
    assert told.entry.amount == Decimal(amount)
    assert told.sentences() == [
        (
            f"line 3, entry 1 of statement S-1: {amount} has more than the {digits} decimals of "
            f"{currency}; expected amounts as {currency} has them"
        )
    ]


def test_a_balance_with_too_many_decimals_is_an_error() -> None:
    told = read(document([balance("OPBD", "1.001"), balance("CLBD", "1.001")]))
    assert [one.where for one in told.problems] == [
        "line 3, statement S-1, opening balance", "line 3, statement S-1, closing balance",
    ]  # fmt: skip


def test_no_digit_of_a_long_amount_is_lost_with_its_sign() -> None:
    long = "9999999999999999.99999999999999999"
    told = read_entries(entry(long, "DBIT", more=details(f'<Amt Ccy="EUR">{long}</Amt>', "")))
    assert str(told.entry.amount) == str(told.entry.details[0].amount) == f"-{long}"
    told = read(document([ACCOUNT, balance("OPBD", long, sign="DBIT")]))
    assert told.statement.opening and str(told.statement.opening.amount) == f"-{long}"


def test_references_are_kept_apart() -> None:
    more = (
        "<AcctSvcrRef>BANK-1</AcctSvcrRef>"
        + details("<Refs><InstrId>I-1</InstrId><EndToEndId>E-1</EndToEndId></Refs>")
    )  # fmt: skip
    one = read(
        document(one_statement(entry(more=more).replace("<Ntry>", "<Ntry><NtryRef>N-1</NtryRef>")))
    ).entry
    assert (one.bank_reference, one.entry_reference, one.customer_reference) == (
        "BANK-1", "N-1", "E-1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("refs", "reference"),
    [
        ("<Refs><InstrId>I-1</InstrId><EndToEndId>NOTPROVIDED</EndToEndId></Refs>", "I-1"),
        ("<Refs><EndToEndId>NOT PROVIDED</EndToEndId></Refs>", "B-1"),
    ],
)
def test_a_reference_that_says_there_is_none_is_none(refs: str, reference: str) -> None:
    more = details(refs).replace("<NtryDtls>", "<NtryDtls><Btch><PmtInfId>B-1</PmtInfId></Btch>")
    assert read_entries(entry(more=more)).entry.customer_reference == reference


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            (
                "<Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>"
                "<Prtry><Cd>NTRF+166</Cd><Issr>DK</Issr></Prtry>"
            ),
            "PMNT/RCDT/ESCT NTRF+166",
        ),
        ("<Prtry><Cd>KLIRNG</Cd></Prtry>", "KLIRNG"),
        ("<Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd></Fmly></Domn>", "PMNT/RCDT"),
    ],
)
def test_the_banks_code_is_kept(code: str, said: str) -> None:
    assert read_entries(entry(more=f"<BkTxCd>{code}</BkTxCd>")).entry.code == said
    inside = details(f"<BkTxCd>{code}</BkTxCd>")
    assert read_entries(entry(more=inside)).entry.code == said


BOTH = f"<RltdPties>{parties('Dbtr', 'Payer')}{parties('Cdtr', 'Payee')}</RltdPties>"


@pytest.mark.parametrize(
    ("sign", "reversal", "counterparty"),
    [
        ("CRDT", "false", "Payer"),
        ("DBIT", "false", "Payee"),
        ("CRDT", "true", "Payee"),
        ("DBIT", "true", "Payer"),
    ],
)
def test_the_counterparty_is_on_the_other_side(sign: str, reversal: str, counterparty: str) -> None:
    status = f"<RvslInd>{reversal}</RvslInd><Sts>BOOK</Sts>"
    told = read_entries(entry(sign=sign, status=status, more=details(BOTH)))
    assert told.entry.counterparty == counterparty


@pytest.mark.parametrize("sign", ["CRDT", "DBIT"])
def test_the_side_with_the_statements_own_account_is_not_the_counterparty(sign: str) -> None:
    own = parties("Dbtr", "We ourselves", IBAN) + parties("Cdtr", "Payee", OTHER)
    told = read_entries(entry(sign=sign, more=details(f"<RltdPties>{own}</RltdPties>")))
    assert (told.entry.counterparty, told.entry.counterparty_account) == ("Payee", OTHER)
    turned = parties("Dbtr", "Payer", OTHER) + parties("Cdtr", "We ourselves", IBAN)
    told = read_entries(entry(sign=sign, more=details(f"<RltdPties>{turned}</RltdPties>")))
    assert told.entry.counterparty == "Payer"


@pytest.mark.parametrize(
    ("side", "name"),
    [
        ("<Dbtr><Nm>Version two</Nm></Dbtr>", "Version two"),
        ("<Dbtr><Pty><Nm>Version eight</Nm></Pty></Dbtr>", "Version eight"),
        ("<UltmtDbtr><Nm>Behind them</Nm></UltmtDbtr>", "Behind them"),
        ("<Dbtr><Agt><FinInstnId><Nm>A bank</Nm></FinInstnId></Agt></Dbtr>", "A bank"),
        ("<Dbtr><Agt><FinInstnId><BICFI>UBSWCHZH</BICFI></FinInstnId></Agt></Dbtr>", "UBSWCHZH"),
    ],
)
def test_names_are_found_where_versions_put_them(side: str, name: str) -> None:
    told = read_entries(entry(more=details(f"<RltdPties>{side}</RltdPties>")))
    assert told.entry.counterparty == name


def test_the_counterpartys_bank_and_account_are_kept() -> None:
    account = "<DbtrAcct><Id><Othr><Id>12-345 6</Id></Othr></Id></DbtrAcct>"
    bank = "<DbtrAgt><FinInstnId><BIC>UBSWCHZH80A</BIC></FinInstnId></DbtrAgt>"
    inside = f"<RltdPties>{account}</RltdPties><RltdAgts>{bank}</RltdAgts>"
    one = read_entries(entry(more=details(inside))).entry
    assert (one.counterparty_account, one.counterparty_bank) == ("12-345 6", "UBSWCHZH80A")


def test_texts_stand_together_each_once() -> None:
    remittance = (
        "<RmtInf><Ustrd>Invoice</Ustrd><Ustrd>17  of\nMarch</Ustrd>"
        "<Strd><RfrdDocInf><Nb>17</Nb></RfrdDocInf><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd>"
        "</RmtInf><AddtlTxInf>CASH POOLING</AddtlTxInf>"
    )
    more = details(remittance) + "<AddtlNtryInf>CASH POOLING</AddtlNtryInf>"
    assert read_entries(entry(more=more)).entry.text == (
        "Invoice 17 of March / RF18 / 17 / CASH POOLING"
    )


def batch() -> str:
    """An entry of 300.00 with two transactions."""
    first = (
        '<Refs><EndToEndId>E-1</EndToEndId></Refs><Amt Ccy="EUR">100.00</Amt>'
        f"<RltdPties>{parties('Dbtr', 'One', OTHER)}</RltdPties>"
    )
    second = (
        '<AmtDtls><InstdAmt><Amt Ccy="USD">220.00</Amt></InstdAmt>'
        '<TxAmt><Amt Ccy="EUR">200.00</Amt></TxAmt></AmtDtls>'
        f"<RltdPties>{parties('Dbtr', 'Two')}</RltdPties><RmtInf><Ustrd>rent</Ustrd></RmtInf>"
    )
    return entry(more=details(first, second) + "<AddtlNtryInf>Batch</AddtlNtryInf>")


def test_a_batch_stays_one_entry_with_details() -> None:
    told = read_entries(batch())
    one = told.entry
    assert one.details == (
        Detail(amount=Decimal("100.00"), counterparty="One", counterparty_account=OTHER,
               end_to_end="E-1"),
        Detail(amount=Decimal("200.00"), counterparty="Two", text="rent"),
    )  # fmt: skip
    assert (one.counterparty, one.customer_reference, one.text) == ("", "", "Batch")
    assert told.reconciles == [True]


def test_details_carry_the_sign_of_their_entry() -> None:
    told = read_entries(batch().replace("CRDT", "DBIT"))
    assert [one.amount for one in told.entry.details] == [Decimal("-100.00"), Decimal("-200.00")]


def test_an_amount_in_another_currency_than_its_entry_is_left_out() -> None:
    told = read_entries(batch().replace('<Amt Ccy="EUR">100.00', '<Amt Ccy="CHF">100.00'))
    assert [one.amount for one in told.entry.details] == [None, Decimal("200.00")]


def test_what_all_transactions_share_is_the_entrys() -> None:
    told = read_entries(batch().replace("<Nm>Two</Nm>", "<Nm>One</Nm>"))
    assert told.entry.counterparty == "One" and told.entry.counterparty_account == ""


def test_transactions_do_not_leak_into_the_next_entry() -> None:
    told = read_entries(batch(), entry("7.00"))
    assert [len(one.details) for one in told.entries] == [2, 0]
    assert told.entries[1].counterparty == ""


def test_several_statements_keep_their_own_entries() -> None:
    other = ACCOUNT.replace(IBAN, OTHER)
    told = read(
        document(
            one_statement(), [other, balance("OPBD", "5"), balance("CLBD", "4"), entry("1", "DBIT")]
        )
    )
    assert [one.statement.account for one in told.statements] == [IBAN, OTHER]
    assert told.reconciles == [True, True]
    assert [one.where for one in told.entries] == [
        "line 3, entry 1 of statement S-1", "line 4, entry 1 of statement S-2",
    ]  # fmt: skip


def test_a_statement_without_entries_reconciles_with_itself() -> None:
    told = read(document([ACCOUNT, balance("OPBD", "5"), balance("CLBD", "5")]))
    assert told.reconciles == [True] and told.entries == []


def test_balances_may_follow_the_entries() -> None:
    told = read(document([ACCOUNT, entry(), BALANCES]))
    assert told.reconciles == [True]


def test_two_entries_that_say_the_same_are_two() -> None:
    told = read_entries(entry("150.00"), entry("150.00"))
    assert len(told.entries) == 2 and told.reconciles == [True]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_every_declared_encoding_is_read(encoding: str) -> None:
    named = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
    text = document(one_statement(entry(more="<AddtlNtryInf>资金归集</AddtlNtryInf>")))
    text = text.replace("UTF-8", named.get(encoding, encoding), 1)
    assert read(text.encode(encoding)).entry.text == "资金归集"


def test_the_namespaces_of_all_messages_are_known() -> None:
    assert NAMESPACE.format(message="camt.054", version="13") in document(
        message="camt.054", version="13"
    )


def test_a_bank_reference_that_comes_again_is_told_and_both_entries_count() -> None:
    same = "<AcctSvcrRef>B-1</AcctSvcrRef>"
    told = read_entries(entry("100.00", more=same), entry("200.00", more=same))
    assert told.reconciles == [True] and len(told.entries) == 2
    assert told.sentences() == [
        "the file: entries whose bank reference another entry of the statement has as well: 1"
    ]
    apart = read(document(one_statement(entry(more=same)), one_statement(entry(more=same))))
    assert apart.sentences() == []
