"""Simulated statements: our own reader and the official schema take them, to the unit."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from lxml import etree

from tests.accounts.statements.camt_files import read
from tests.beside import STATEMENTS, needs_samples
from tests.reporting.exports.made_books import books
from tests.reporting.made_pool import day, item, pool
from tests.scenarios.shipped import FLAGSHIP, SMALL, run_of, study_of
from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.accounts.statements.statement import StatementEntry
from treasury.booking import book
from treasury.errors import TreasuryError
from treasury.money import to_decimal
from treasury.reporting.exports.bank_codes import code_of
from treasury.reporting.exports.books import Books
from treasury.reporting.exports.camt053 import institution, money, short, statements
from treasury.reporting.exports.periods import Cut, periods
from treasury.tables import AMOUNT, CONCENTRATION, DRAW, FUNDING, KIND, SETTLEMENT


def exported(of: Books, cut: Cut = "all") -> list[str]:
    """The files of a run, one a period."""
    return [statements(of, period) for period in periods(of.plan.names.days, cut)]


def of_run(name: str, structure: str) -> Books:
    """The books of a structure of a shipped scenario."""
    run = run_of(name, structure)
    return Books(
        plan=run.plan, projection=run.projection, ledger=book(run.plan, run.projection.events)
    )


def runs() -> Iterator[tuple[str, str]]:
    """Every structure of the small scenarios that are shipped."""
    for name in SMALL:
        for run in study_of(name).runs:
            yield name, run.plan.name


def assert_equal(of: Books, files: list[str]) -> None:
    """Every balance of every day and every booking, read back, is the run's."""
    plan, days = of.plan, of.plan.names.days
    carried = {}
    for row, account in enumerate(plan.names.accounts):
        currency = plan.names.currencies[row]
        carried[account] = to_decimal(int(plan.tables.accounts.opening[row]), currency)
    seen: dict[str, dict[Any, Decimal]] = {account: {} for account in plan.names.accounts}
    bookings = 0
    for text in files:
        told = read(text)
        assert not told.sentences() and all(told.reconciles)
        bookings += len(told.entries)
        for each in told.statements:
            one = each.statement
            assert one.account is not None and one.opening and one.closing
            assert one.opening.amount == carried[one.account]
            carried[one.account] = seen[one.account][one.closing.date] = one.closing.amount
    for row, account in enumerate(plan.names.accounts):
        balance = to_decimal(int(plan.tables.accounts.opening[row]), plan.names.currencies[row])
        for number, at in enumerate(days):
            balance = seen[account].get(at, balance)
            simulated = int(of.projection.book[number, row])
            assert balance == to_decimal(simulated, plan.names.currencies[row]), (account, at)
    assert bookings == legs(of)


def legs(of: Books) -> int:
    """How many bookings the ledger has on bank accounts after the opening balances."""
    ledger = of.ledger
    banks = [place for place, each in enumerate(ledger.accounts) if each.kind == "bank"]
    after = ledger.booking_day >= 0
    return sum(int(np.isin(side[after], banks).sum()) for side in (ledger.debit, ledger.credit))


@pytest.fixture(scope="module")
def made() -> Books:
    return books()


@pytest.mark.parametrize("cut", ["all", "month"])
def test_every_balance_and_booking_is_read_back(made: Books, cut: Cut) -> None:
    assert_equal(made, exported(made, cut))


@pytest.mark.parametrize("name", SMALL)
def test_shipped_scenarios_are_read_back(name: str) -> None:
    for run in study_of(name).runs:
        of = of_run(name, run.plan.name)
        assert_equal(of, exported(of, "month"))


@pytest.mark.slow
def test_the_year_of_the_liquor_group_is_read_back() -> None:
    of = of_run(FLAGSHIP, "zero_linked")
    assert_equal(of, exported(of, "quarter"))


def schema() -> Any:
    """The official schema of the version that is written."""
    return etree.XMLSchema(etree.parse(STATEMENTS / "xsd" / "camt.053.001.08.xsd"))


def assert_valid(against: Any, text: str) -> None:
    """Assert that the official schema takes the file."""
    against.assertValid(etree.fromstring(text.encode()))


@needs_samples
def test_the_official_schema_takes_every_file(made: Books) -> None:
    against = schema()
    for text in exported(made, "month"):
        assert_valid(against, text)
    for name, structure in runs():
        assert_valid(against, exported(of_run(name, structure))[0])


def entries_of(of: Books, account: str) -> list[StatementEntry]:
    """The entries of an account's statements, read back."""
    told = read(exported(of)[0])
    found, start = [], 0
    for each in told.statements:
        if each.statement.account == account:
            found += told.entries[start : start + each.sums.entries]
        start += each.sums.entries
    return found


def test_numbers_of_statements_go_up_by_one_however_the_run_is_cut(made: Books) -> None:
    for account in made.plan.names.accounts:
        by_cut = []
        for cut in ("all", "month"):
            told = [each for text in exported(made, cut) for each in read(text).statements]
            by_cut.append(
                [int(each.statement.number) for each in told if each.statement.account == account]
            )
        assert by_cut[0] == by_cut[1] == list(range(1, len(by_cut[0]) + 1))


def test_every_file_says_every_closing_balance(made: Books) -> None:
    for text, period in zip(
        exported(made, "month"), periods(made.plan.names.days, "month"), strict=True
    ):
        last = made.plan.names.days[period.last]
        closed = {
            each.statement.account
            for each in read(text).statements
            if each.statement.closing and each.statement.closing.date == last
        }
        assert closed == set(made.plan.names.accounts)


def test_sweeps_carry_their_codes_and_the_account_on_the_other_side(made: Books) -> None:
    swept = {one.code: one for one in entries_of(made, "S1-1") if one.code.startswith("CAMT")}
    assert set(swept) <= {"CAMT/ACCB/ZABA CMZ", "CAMT/ACCB/TOPG CMT"}
    one = swept["CAMT/ACCB/ZABA CMZ"]
    assert (one.counterparty, one.counterparty_account) == ("EAST", "EAST-1")
    other = next(
        each for each in entries_of(made, "EAST-1")
        if each.customer_reference == one.customer_reference
    )  # fmt: skip
    assert other.amount == -one.amount and other.counterparty_account == "S1-1"
    assert other.bank_reference == one.bank_reference


def test_every_kind_of_sweep_has_its_code(made: Books) -> None:
    found = {
        (row[KIND], code_of(made.plan, row).swift)
        for row in made.projection.events.tolist()
        if row[KIND] in (CONCENTRATION, FUNDING, DRAW)
    }
    assert (CONCENTRATION, "CMZ") in found and (DRAW, "CMT") in found
    targets = of_run("03_target_and_range", "target_constant")
    found = {
        (row[KIND], code_of(targets.plan, row).swift)
        for row in targets.projection.events.tolist()
        if row[KIND] in (CONCENTRATION, FUNDING)
    }
    assert found == {(CONCENTRATION, "CMS"), (FUNDING, "CMT")}


def test_the_settlement_of_a_link_that_ends_is_a_sweep_by_its_direction(made: Books) -> None:
    row = [0] * made.projection.events.shape[1]
    row[KIND] = SETTLEMENT
    codes = []
    for amount in (5, -5):
        row[AMOUNT] = amount
        codes.append(code_of(made.plan, row).swift)
    assert codes == ["CMS", "CMT"]


def test_items_fees_and_interest_are_told_in_the_banks_words(made: Books) -> None:
    by_code = {one.code: one for one in entries_of(made, "S1-1")}
    receipt = by_code["PMNT/RCDT/OTHR TRF"]
    assert (receipt.customer_reference, receipt.counterparty) == ("r1", "Dealer")
    assert by_code["ACMT/MDOP/FEES CHG"].amount == Decimal(-10)
    assert by_code["ACMT/MCOP/INTR INT"].amount > 0
    assert "interest" in by_code["ACMT/MCOP/INTR INT"].text.lower()


def test_loans_are_told_in_the_banks_words() -> None:
    poor = pool()
    accounts = tuple(replace(each, opening=min(each.opening, Decimal(0))) for each in poor.accounts)
    drawn = books(replace(poor, accounts=accounts, items=(item("r", 12, "HQ-1", "5000"),)))
    amounts = {one.code: one.amount for one in entries_of(drawn, "HQ-1")}
    assert amounts["LDAS/FTLN/DDWN LDP"] > 0 > amounts["LDAS/FTLN/PPAY LDP"]


def test_value_dates_stand_beside_booking_dates(made: Books) -> None:
    one = next(each for each in entries_of(made, "HQ-1") if each.customer_reference == "v1")
    assert (one.booking_date, one.value_date) == (day(30), day(3, month=2))


HOSTILE = '<&>"]]>\x00\x1b[31m\u202e 集团 ' + "x" * 200


def hostile() -> Books:
    """A group whose names, texts and references are as bad as a scenario can hold them."""
    long, longer = "a" * 40, "a" * 39 + "b"
    return books(
        pool(
            id=f"{long}-scenario",
            entities=(Entity(id="E", name=HOSTILE),),
            banks=(Bank(id="DEUTDEFF", country="DE"), Bank(id=f"{long} bank", name=HOSTILE)),
            accounts=(
                BankAccount(id=long, name=HOSTILE, entity="E", bank="DEUTDEFF", currency="CNY"),
                BankAccount(id=longer, entity="E", bank=f"{long} bank", currency="JPY"),
                BankAccount(
                    id="DE89370400440532013000", entity="E", bank="DEUTDEFF", currency="KWD"
                ),
            ),
            structures=(), links=(), rules=(), fees=(), credit_lines=(), terms=(), rates=(),
            items=(
                item(long, 5, long, "1.50", counterparty=HOSTILE, text=HOSTILE),
                item(
                    "own", 5, longer, "12", counterparty_account="DE89370400440532013000",
                    bank_code="NTRF 166",
                ),
                item("coded", 6, longer, "3", bank_code="PMNT/RCDT/ESCT"),
                item("both", 7, longer, "4", bank_code="PMNT/RCDT/SALA NSAL"),
                item("fils", 5, "DE89370400440532013000", "0.001"),
            ),
        ),
        None,
    )  # fmt: skip


def test_hostile_names_do_no_harm_and_stay_apart() -> None:
    (text,) = exported(hostile())
    told = read(text)
    assert not told.sentences() and all(told.reconciles)
    accounts = {each.statement.account for each in told.statements}
    assert len(accounts) == 3 and "DE89370400440532013000" in accounts
    assert {each.statement.currency for each in told.statements} == {"CNY", "JPY", "KWD"}
    assert all(sign == "\n" or sign.isprintable() for sign in text)
    others = [str(one.amount) for one in told.entries if one.currency != "CNY"]
    assert others == ["0.001", "12", "3", "4"]
    (received,) = [one for one in told.entries if one.currency == "CNY"]
    assert received.counterparty == f'<&>"]]> [31m 集团 {"x" * 200}'[:140]


@needs_samples
def test_the_official_schema_takes_hostile_names() -> None:
    assert_valid(schema(), exported(hostile())[0])


def test_a_name_of_eight_letters_is_a_bic_only_in_its_country() -> None:
    servicers = {each.statement.servicer for each in read(exported(hostile())[0]).statements}
    assert "DEUTDEFF" in servicers
    named = institution(Bank(id="CANGHAIB", name="Canghai Bank"))
    assert "BICFI" not in named and "<Nm>Canghai Bank</Nm>" in named


def test_names_that_differ_in_what_is_not_shown_stay_apart() -> None:
    assert short("A B", 34) == "A B"
    assert len({short(name, 34) for name in ("A B", "A  B", "A\tB", " A B")}) == 4


def test_an_item_keeps_the_code_its_bank_gave_it() -> None:
    told = read(exported(hostile())[0])
    codes = {one.customer_reference: one.code for one in told.entries}
    assert codes["coded"] == "PMNT/RCDT/ESCT TRF"
    assert codes["both"] == "PMNT/RCDT/SALA SAL"
    assert codes["own"] == "PMNT/RCDT/OTHR TRF"  # without a code of ISO 20022 nothing is guessed


def test_an_amount_of_nineteen_digits_is_refused() -> None:
    assert "<Amt" in money(10**18 - 1, "CNY")
    with pytest.raises(TreasuryError, match="more than the 18 digits"):
        money(-(10**18), "CNY")


def test_the_same_run_gives_the_same_bytes(made: Books) -> None:
    assert exported(made, "month") == exported(books(), "month")


def test_a_balance_wrong_by_one_fen_is_noticed(made: Books) -> None:
    wrong = made.ledger.amount.copy()
    wrong[-1] += 1
    planted = Books(
        plan=made.plan,
        projection=made.projection,
        ledger=replace(made.ledger, amount=wrong),
    )
    with pytest.raises(AssertionError):
        assert_equal(planted, exported(planted))
