"""The words and tables of a correction: what was posted, what is right, and how it comes."""

from dataclasses import replace
from decimal import Decimal

import pytest
from rich.console import Console

from tests.hand.back_value import correct
from tests.hand.notional import member, pooled
from tests.hand.tables import on
from tests.hand.test_back_value_by_hand import CREDIT, MONTHLY, TIERS, alone
from treasury.checks import CheckResult
from treasury.correction.correcting import Correction, books
from treasury.fees import FeeTerm
from treasury.reporting.correcting.tables import balance_table, entry_table, touched_table
from treasury.reporting.correcting.terminal import Shown, show
from treasury.reporting.correcting.words import sentence
from treasury.reporting.table import cells
from treasury.tax import TaxTerm

RECEIPT = "value | account | amount\n1 | A | 20"


@pytest.fixture(scope="module")
def taxed() -> Correction:
    """A late receipt over two tiers, with a tax on the interest."""
    tax = TaxTerm(tax="WHT", base="bank_interest", rate="10%")
    return correct(alone("1000", *TIERS, tax_terms=(tax,)), RECEIPT, 25)


def test_interest_is_told_by_its_balance_days_tier_by_tier(taxed):
    assert sentence(taxed, taxed.touched[0]) == (
        "Credit interest of A (terms own): 1.90 was posted on 2026-03-21, 1.96 is right, "
        "difference 0.06 (190.00 CNY-days more x 3.60 % / 360 + 190.00 CNY-days more x 7.20 % / "
        "360 = 0.057, rounded 0.06)."
    )


def test_a_tax_is_told_by_its_base(taxed):
    assert sentence(taxed, taxed.touched[1]) == (
        "Tax WHT, on what its bank pays on A: -0.19 was posted on 2026-03-21, -0.20 is right, "
        "difference -0.01 (0.06 x 10.00 % more = -0.006, rounded -0.01)."
    )


def test_what_is_open_is_told_as_accrued(taxed):
    told = sentence(taxed, taxed.touched[2])
    assert "not posted yet; up to today 0.62 instead of 0.60 has accrued (" in told


def test_where_the_first_rounding_made_the_unit_it_is_said():
    found = correct(alone("523.16", CREDIT), "value | account | amount\n1 | A | 2", 25)
    assert sentence(found, found.touched[0]).endswith(
        "= 0.0038, with what the first rounding left over 0.01)."
    )


def test_a_remainder_that_is_carried_is_said():
    own = replace(MONTHLY, carry_remainder=True)
    found = correct(alone("523.16", CREDIT, own=own), "value | account | amount\n1 | A | 2", 25)
    assert "with the remainders that are carried over -0.01" in sentence(found, found.touched[1])


def test_a_minimum_that_holds_is_said():
    fee = FeeTerm(
        fee="line", base="undrawn_overdraft", account="A", rate="0.36%", every="month", day=21,
        minimum=Decimal("0.17"),
    )  # fmt: skip
    found = correct(alone("100", fee_terms=(fee,)), "value | account | amount\n10 | A | -600", 25)
    assert sentence(found, found.touched[1]).endswith(
        "-0.19 was posted on 2026-03-21, -0.17 is right, difference 0.02 (5,000.00 CNY-days x "
        "0.36 % / 360 less = 0.05, within the minimum and the maximum of a charge 0.02)."
    )


def test_a_share_is_told_by_the_pool_s_numbers():
    accounts = "account | opening | terms\nH | 100 | own\nB | -50 | own"
    both = (member("H"), member("B"))
    scenario = pooled(accounts, both, days=30, own=(MONTHLY,), allocation="central", method="net")
    found = correct(scenario, "value | account | amount\n1 | H | -100", 25)
    assert sentence(found, found.touched[0]) == (
        "Share of H in the result of notional pool P (terms own): 0.10 was posted on 2026-03-21, "
        "-0.19 is right, difference -0.29 (the pool's result changes by 950.00 CNY-days fewer x "
        "3.60 % / 360 + 950.00 CNY-days more x 7.20 % / 360)."
    )


def test_of_many_rates_only_the_first_are_written_out():
    rates = [
        replace(CREDIT, rate=f"3.{at:02d}%", valid_from=on(at + 1) if at else None)
        for at in range(15)
    ]
    found = correct(alone("1000", *rates), RECEIPT, 25)
    assert "+ 7 more of such terms, one for each rate and tier = " in sentence(
        found, found.touched[0]
    )


def test_the_tables_say_what_is_posted_and_why(taxed):
    entries = entry_table(taxed, books(taxed, "full"))
    assert entries.data["step"] == ["late", "reversal", "replayed", "reversal", "replayed"]
    assert entries.data["why"][1].endswith(": as it was posted, taken back")
    assert entries.data["why"][2].startswith("Credit interest of A (terms own): as it is right (")
    assert set(entries.data["booking_date"]) == {"2026-03-26"}
    assert touched_table(taxed).data["posted_on"] == ["2026-03-21", "2026-03-21", None]
    told = balance_table(taxed)
    assert len(told) == 25 and cells(told)[-1][0] == "1020.00"
    assert cells(told)[3][-1] == "1001.71" and cells(told)[4][-1] == "1021.76"


def test_the_terminal_shows_a_failed_check_with_its_detail(taxed):
    console = Console(width=80)
    wrong = CheckResult(name="books", passed=False, examined=1, detail="one fen too much")
    with console.capture() as shown:
        show(Shown(taxed, books(taxed, "delta"), "delta", (wrong,)), console)
    assert "Checks: 1 FAILED" in shown.get() and "books: one fen too much" in shown.get()
    assert "…" not in shown.get(), "nothing is cut off at 80 columns"
    assert "A: 0.05 CNY of interest, fees and taxes in all" in shown.get()


def test_where_nothing_of_the_past_changes_that_is_said():
    found = correct(alone("1000", CREDIT), RECEIPT, 10)
    console = Console(width=80)
    with console.capture() as shown:
        show(Shown(found, books(found, "delta"), "delta", ()), console)
    assert "No interest, fee or tax that was posted changes." in shown.get()
