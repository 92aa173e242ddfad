"""hledger takes our journals, and every daily balance of every bank account is ours."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from tests.reporting.exports.made_books import (
    accepted_by_hledger,
    books,
    hledger_balances,
    needs_hledger,
    said,
    simulated_balances,
)
from tests.reporting.made_pool import day, item, pool
from treasury.credit import TermLoan
from treasury.reporting.exports.books import Books, account_names
from treasury.reporting.exports.hledger import journal
from treasury.reporting.exports.naming import hledger_part
from treasury.reporting.exports.periods import Cut, Period, periods


@pytest.fixture(scope="module")
def made() -> Books:
    return books()


def bank_names(of: Books) -> dict[str, str]:
    """The bank account's id by its hledger name."""
    names = account_names(of, hledger_part)
    return {
        names[place]: account.subject
        for place, account in enumerate(of.ledger.accounts)
        if account.kind == "bank"
    }


def write(of: Books, period: Period, folder: Path) -> Path:
    """The period's journal as a file."""
    file = folder / f"{period.name}.journal"
    file.write_text(journal(of, period), encoding="utf-8", newline="\n")
    return file


@needs_hledger
@pytest.mark.parametrize("cut", ["month", "all"])
def test_every_daily_balance_is_ours(made: Books, cut: Cut, tmp_path: Path) -> None:
    compared = 0
    for period in periods(made.plan.names.days, cut):
        file = write(made, period, tmp_path)
        accepted_by_hledger(file)
        found = hledger_balances(file)
        for name, account in bank_names(made).items():
            ours = simulated_balances(made, account, made.projection.book)
            theirs = found[name]
            assert len(theirs) == period.last - period.first + 2  # and the evening before
            assert [normal(amount) for amount in theirs[1:]] == [
                normal(amount) for amount in ours[period.first : period.last + 1]
            ]
            compared += len(theirs)
    assert compared > 4 * len(made.plan.names.days)


def normal(amount: str) -> str:
    """The amount with two decimals; hledger writes nothing as 0."""
    return f"{amount}.00" if amount in ("0", "-0") else amount


@needs_hledger
def test_the_secondary_date_is_the_value_date(made: Books, tmp_path: Path) -> None:
    assert (made.projection.book != made.projection.value).any()
    assert "\n2026-01-30=2026-02-03 * (" in journal(made, periods(made.plan.names.days, "all")[0])
    for period in periods(made.plan.names.days, "month"):
        file = write(made, period, tmp_path)
        # assertions are about booked balances: they are left aside (-I) when value dates count
        found = hledger_balances(file, "--date2", "--ignore-assertions")
        ours = simulated_balances(made, "HQ-1", made.projection.value)
        theirs = found["Assets:Bank:HQ:HQ-1"][1 : period.last - period.first + 2]
        assert theirs == ours[period.first : period.last + 1]


@needs_hledger
def test_a_wrong_balance_is_noticed_by_hledger(made: Books, tmp_path: Path) -> None:
    wrong = made.projection.book.copy()
    wrong[5, 0] += 1
    planted = Books(
        plan=made.plan, projection=made.projection._replace(book=wrong), ledger=made.ledger
    )
    file = write(planted, periods(made.plan.names.days, "all")[0], tmp_path)
    assert "2026-01-06" in said("hledger", "-f", str(file), "check").stderr


def test_an_entry_is_written_with_its_sentence(made: Books) -> None:
    text = journal(made, periods(made.plan.names.days, "all")[0])
    assert (
        "2026-01-02 * (3) Sweep up from S1-1 to EAST-1\n"
        "    ; Rule ZBA (zero balancing) saw 500.55 on S1-1 and sent 500.00 up to EAST-1; the "
        "multiple of 100.00 rounded it down from 500.55.\n"
        "    Assets:Intercompany:S1:EAST:CNY  500.00 CNY\n"
        "    Assets:Bank:S1:S1-1  -500.00 CNY = 0.55 CNY\n"
    ) in text
    assert "commodity 1000.00 CNY\n" in text and "(3) Sweep" in text


@needs_hledger
def test_loans_are_told_and_balance(tmp_path: Path) -> None:
    loan = TermLoan(
        id="T", account="HQ-1", principal=Decimal(50), drawn_on=day(3), repaid_on=day(9)
    )
    items = (item("big", 5, "HQ-1", "-1300"), item("back", 8, "HQ-1", "2000"))
    made = books(pool(items=items, term_loans=(loan,)))
    (period,) = periods(made.plan.names.days, "all")
    accepted_by_hledger(write(made, period, tmp_path))
    text = journal(made, period)
    assert "Draw on credit line L\n" in text and "Repayment of credit line L\n" in text
    assert "    Liabilities:Loans:HQ:T  -50.00 CNY\n" in text
    assert "2026-01-03 * (" in text and "Receipt T" in text


def test_the_last_entry_asserts_every_closing_balance(made: Books) -> None:
    text = journal(made, periods(made.plan.names.days, "month")[0])
    closing = text.split("2026-01-31 * Closing balances\n")[1]
    for account, minor in zip(made.plan.names.accounts, made.projection.book[30], strict=True):
        assert f":{account}  0.00 CNY = {minor / 100:.2f} CNY" in closing


def test_the_opening_of_a_month_is_the_closing_of_the_month_before(made: Books) -> None:
    _, second = periods(made.plan.names.days, "month")
    opening = journal(made, second).split("2026-01-31 * Opening balances\n")[1].split("\n\n")[0]
    booked = made.ledger.booking_day < second.first
    valued = booked & (made.ledger.value_day < second.first)
    assert np.count_nonzero(booked) > np.count_nonzero(valued) > 0
    assert "Income:Receipts:" in opening and "Equity:Opening:" in opening
    assert "2026-01-31=2026-02-03 * Opening balances" in journal(made, second)


@needs_hledger
def test_deposits_with_a_finance_company_are_told_and_balance(tmp_path: Path) -> None:
    group = pool()
    entities = tuple(replace(each, legal_form="finance_company") for each in group.entities[:1])
    made = books(replace(group, entities=(*entities, *group.entities[1:])))
    (period,) = periods(made.plan.names.days, "all")
    accepted_by_hledger(write(made, period, tmp_path))
    assert f"Assets:MemberDeposits:{entities[0].id}:" in journal(made, period)
