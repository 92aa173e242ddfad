"""Each rule by which a camt file is understood, on a file that is small enough to read."""

import datetime
from decimal import Decimal

import pytest

from tests.accounts.statements.camt_files import (
    ACCOUNT,
    BALANCES,
    IBAN,
    balance,
    document,
    entry,
    read,
    read_entries,
)
from treasury.accounts.statements.statement import Balance
from treasury.errors import printable

MARCH_2 = datetime.date(2026, 3, 2)
OTHER = "FR7630006000011234567890189"


def test_a_plain_statement_is_read_whole() -> None:
    told = read(document())
    assert told.reconciles == [True] and told.sentences() == []
    one = told.statement
    assert (one.id, one.account, one.currency, one.kind) == ("S-1", IBAN, "EUR", "statement")
    assert one.opening == Balance(amount=Decimal("1000.00"), currency="EUR", date=MARCH_2)
    assert one.closing == Balance(amount=Decimal("1300.00"), currency="EUR", date=MARCH_2)
    assert one.where == "line 3, statement S-1"
    booked = told.entry
    assert (booked.amount, booked.currency, booked.booked) == (Decimal("300.00"), "EUR", True)
    assert booked.booking_date == booked.value_date == MARCH_2
    assert booked.where == "line 3, entry 1 of statement S-1"


@pytest.mark.parametrize("version", [f"{number:02d}" for number in range(2, 15)])
@pytest.mark.parametrize(
    ("message", "kind"),
    [("camt.053", "statement"), ("camt.052", "interim"), ("camt.054", "notification")],
)
def test_every_version_is_known(message: str, kind: str, version: str) -> None:
    told = read(document(message=message, version=version))
    assert told.statement.kind == kind and told.entry.amount == 300
    assert told.sentences() == []


@pytest.mark.parametrize("namespace", ["", "urn:of:my:bank"])
def test_a_namespace_nobody_knows_is_a_note(namespace: str) -> None:
    told = read(document(namespace=namespace))
    assert told.reconciles == [True]
    assert told.sentences() == [
        (
            f"the file: the namespace {namespace or '(none)'} is none of ISO 20022; "
            "the file is read by its elements"
        )
    ]


def test_a_message_may_stand_in_an_envelope() -> None:
    inside = document().split("\n", 1)[1]
    told = read(f'<Envelope xmlns="urn:x"><AppHdr><Fr/></AppHdr>{inside}</Envelope>')
    assert told.reconciles == [True] and told.sentences() == []


def test_elements_may_carry_a_prefix() -> None:
    text = document().replace("<", "<c:").replace("<c:/", "</c:").replace("<c:?", "<?")
    assert read(text.replace("xmlns=", "xmlns:c=")).reconciles == [True]


# --- whose account, which balances ------------------------------------------------------------


def test_an_account_without_an_iban_has_its_own_name() -> None:
    account = "<Acct><Id><Othr><Id>US-ACCT 0099</Id></Othr></Id></Acct>"
    assert read(document([account, BALANCES, entry()])).statement.account == "US-ACCT 0099"


def test_an_iban_loses_its_blanks() -> None:
    account = "<Acct><Id><IBAN>DE89 3704 0044 0532 0130 00</IBAN></Id></Acct>"
    assert read(document([account, entry()])).statement.account == IBAN


def test_owner_bank_and_numbers_are_kept() -> None:
    account = (
        f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy><Nm>Main</Nm>"
        "<Ownr><Nm>Glass\n Works</Nm></Ownr>"
        "<Svcr><FinInstnId><BICFI>DEUTDEFF</BICFI><Nm>A bank</Nm></FinInstnId></Svcr></Acct>"
    )
    pages = "<StmtPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>"
    one = read(document([pages, "<ElctrncSeqNb>17</ElctrncSeqNb>", account, BALANCES])).statement
    assert (one.owner, one.servicer) == ("Glass Works", "DEUTDEFF")
    assert (one.number, one.page) == ("17", "2")


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        ("<Ownr><Id><OrgId><AnyBIC>DEUTBEB4NDX</AnyBIC></OrgId></Id></Ownr>", "DEUTBEB4NDX"),
        ("", "Main account"),
    ],
)
def test_an_owner_without_a_name_is_known_by_what_there_is(owner: str, said: str) -> None:
    account = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Nm>Main account</Nm>{owner}</Acct>"
    assert read(document([account])).statement.owner == said


def test_legal_numbers_serve_where_there_is_no_electronic_one() -> None:
    assert read(document(["<LglSeqNb>4</LglSeqNb>", ACCOUNT])).statement.number == "4"


def amounts(*pieces: str, message: str = "camt.053") -> tuple[str | None, str | None]:
    """Opening and closing balance of a statement made of these pieces."""
    one = read(document([ACCOUNT, *pieces], message=message)).statement
    opening, closing = one.opening, one.closing
    return opening and str(opening.amount), closing and str(closing.amount)


def test_the_closing_balance_of_the_day_before_opens() -> None:
    assert amounts(balance("PRCD", "1.00"), balance("CLBD", "2.00")) == ("1.00", "2.00")
    both = (balance("PRCD", "1.00"), balance("OPBD", "3.00"), balance("CLBD", "2.00"))
    assert amounts(*both) == ("3.00", "2.00")


def test_the_earlier_of_two_closing_balances_opens() -> None:
    late = balance("CLBD", "2.00", "2026-03-03")
    assert amounts(late, balance("CLBD", "1.00", "2026-03-02")) == ("1.00", "2.00")
    assert amounts(late) == (None, "2.00")


def test_of_several_days_the_first_opening_and_the_last_closing_balance_count() -> None:
    days = ["2026-03-02", "2026-03-03"]
    opening = [balance("OPBD", str(place), day) for place, day in enumerate(days, 1)]
    ending = [balance("CLBD", str(place), day) for place, day in enumerate(days, 5)]
    assert amounts(*reversed(opening), *reversed(ending)) == ("1", "6")


def test_a_debit_balance_is_below_zero() -> None:
    assert amounts(balance("OPBD", "5.00", sign="DBIT")) == ("-5.00", None)


def test_a_balance_without_indicator_is_a_credit_and_is_told() -> None:
    told = read(document([ACCOUNT, balance("OPBD", "5", sign=""), balance("CLBD", "5", sign="")]))
    assert told.reconciles == [True]
    assert told.sentences() == ["the file: balances without CdtDbtInd, read as credits: 2"]


def test_available_balances_are_not_booked_ones() -> None:
    assert amounts(balance("OPAV", "1"), balance("CLAV", "2"), balance("ITBD", "3")) == (None, None)


def test_balances_of_the_accounts_currency_go_before_others() -> None:
    pieces = (balance("CLBD", "9", currency="USD"), balance("CLBD", "2"))
    assert amounts(balance("OPBD", "7", currency="USD"), balance("OPBD", "1"), *pieces) == (
        "1",
        "2",
    )


def test_currencies_that_differ_do_not_reconcile() -> None:
    account = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>"
    told = read(document([account, balance("OPBD", "1"), balance("CLBD", "1", currency="USD")]))
    assert told.reconciles == [False] and told.statement.currency == "EUR"
    assert "amounts of different currencies stand together: EUR, USD" in told.sentences()[0]


def test_without_an_account_currency_the_balance_has_it() -> None:
    account = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>"
    assert read(document([account, balance("CLBD", "1", currency="RON")])).statement.currency == (
        "RON"
    )
    assert read(document([account, entry()])).statement.currency is None


def page(number: int, last: bool) -> str:
    """The pagination of a statement."""
    said = str(last).lower()
    return f"<StmtPgntn><PgNb>{number}</PgNb><LastPgInd>{said}</LastPgInd></StmtPgntn>"


def test_pages_hand_over_with_interim_balances() -> None:
    between = balance("ITBD", "1300.00")
    first = [page(1, last=False), ACCOUNT, balance("OPBD", "1000.00"), between, entry()]
    second = [page(2, last=True), ACCOUNT, between, balance("CLBD", "1400.00"), entry("100.00")]
    told = read(document(first, second))
    assert told.reconciles == [True, True]
    assert told.statements[1].statement.opening == told.statements[0].statement.closing


def test_an_interim_report_has_no_interim_balances_and_a_notification_none_at_all() -> None:
    pieces = (balance("OPBD", "1"), balance("ITBD", "2"))
    assert amounts(*pieces, message="camt.052") == ("1", None)
    assert amounts(BALANCES, message="camt.054") == (None, None)


def test_a_moment_is_its_day_on_the_banks_clock() -> None:
    moment = "<BookgDt><DtTm>2026-03-02T23:30:00.000000000+08:00</DtTm></BookgDt>"
    told = read_entries(entry(dates=moment))
    assert told.entry.booking_date == MARCH_2
    assert told.entry.booking_time == datetime.time(23, 30)


def summary(*totals: tuple[str, str, str]) -> str:
    """A TxsSummry with number and sum of these totals; neither where it is empty."""
    inside = ""
    for name, number, amount in totals:
        counted = f"<NbOfNtries>{number}</NbOfNtries>" if number else ""
        added = f"<Sum>{amount}</Sum>" if amount else ""
        inside += f"<{name}>{counted}{added}</{name}>"
    return f"<TxsSummry>{inside}</TxsSummry>"


RIGHT = (("TtlNtries", "3", "350.00"), ("TtlCdtNtries", "2", "325"), ("TtlDbtNtries", "1", "25"))


def summed(*totals: tuple[str, str, str]) -> list[str]:
    """What is said of a statement with these totals and entries of 300, -25, 25."""
    entries = [entry(), entry("25", "DBIT"), entry("25")]
    return read(document([ACCOUNT, BALANCES, summary(*totals), *entries])).sentences()


def test_control_totals_that_are_right_say_nothing() -> None:
    assert summed(*RIGHT) == summed(("TtlDbtNtries", "", "-25")) == summed() == []


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        (("TtlNtries", "4", ""), "4 entries, the statement has 3"),
        (("TtlNtries", "", "349"), "349 as the sum of entries, they make 350.00"),
        (("TtlCdtNtries", "1", ""), "1 credits, the statement has 2"),
        (("TtlDbtNtries", "some", ""), "some debits, the statement has 1"),
        (("TtlNtries", "9" * 5000, ""), f"{'9' * 5000} entries, the statement has 3"),
        (("TtlDbtNtries", "", "24.99"), "24.99 as the sum of debits, they make 25"),
    ],
)
def test_control_totals_that_are_wrong_are_warned_of(
    totals: tuple[str, str, str], said: str
) -> None:
    (sentence,) = summed(totals)
    whole = (
        f"line 3, summary of statement S-1, {totals[0]}: the control total says {said}; "
        "expected totals of the entries in the statement"
    )
    assert sentence == printable(whole)


def test_control_totals_are_those_of_their_own_statement() -> None:
    statement = [ACCOUNT, BALANCES, summary(("TtlNtries", "1", "300.00")), entry()]
    assert read(document(statement, statement)).sentences() == []
