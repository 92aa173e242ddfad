"""Taxes of interest as it accrues in a banker's words: explained, in their table, corrected."""

from dataclasses import replace
from typing import Any

import pytest

from tests.hand.back_value import correct, correct_terms
from tests.hand.notional import SMALL, member
from tests.hand.notional import pooled as notional
from tests.hand.tables import on
from tests.hand.test_deposits_by_hand import time
from tests.hand.test_netting_by_pair_by_hand import VAT as NETTED
from tests.hand.test_netting_by_pair_by_hand import lent as netted
from tests.hand.test_taxes_at_accrual_by_hand import HELD, INTERNAL, one, pool
from tests.hand.test_taxes_by_hand import SURCHARGE
from tests.hand.test_taxes_on_placings_by_hand import taxed
from treasury.comparison import Run, study
from treasury.reporting.correcting.words import sentence
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.exports.bank_codes import code_of
from treasury.reporting.run_tables import run_tables
from treasury.scenario import Scenario
from treasury.tables import KIND, TAX

FALLING = ((31, "-3.6%"),)


def pooled(scenario: Scenario) -> Run:
    return next(run for run in study(scenario).runs if run.plan.structure == "pool")


def told(run: Run, account: str, day: int) -> str:
    """What is said of the account on a day."""
    return "\n".join(
        explain_day(run.plan, run.projection, run.plan.names.accounts.index(account), day - 1)
    )


def shared(until: int = 40, last: int = 20) -> Scenario:
    """B has a part of a notional pool's result, and interest of its own after a day only."""
    members = (member("H"), member("A"), member("B", valid_until=on(until)))
    accounts = """
        account | opening  | terms
        H       | 8000000  | own
        A       | -3000000 | own
        B       | 1000000  | own
        """
    found = notional(accounts, members, rates=SMALL)
    return replace(found, tax_terms=(HELD,), last_day=on(last))


def lines(scenario: Scenario, tax: str = "held") -> list[tuple[Any, ...]]:
    """Day, calculation, bound and amount of each charge of a tax, and of what is open."""
    data = run_tables(pooled(scenario)).taxes.data
    columns = (data[name] for name in ("charged_on", "calculation", "bound", "amount", "fee"))
    return [row[:4] for row in zip(*columns, strict=True) if row[4] == tax]


def test_a_charge_is_told_with_the_evening_up_to_which_it_is():
    run = pooled(one(HELD, last=61))
    assert (
        "Tax held (NOT CONFIRMED), on what its bank pays on A as it accrues, up to 2026-04-30 and "
        "not taxed before: 300.48 x 10.00 % = 30.048, rounded half up; 30.05 left A."
    ) in told(run, "A", 61)


def test_what_accrues_is_told_before_what_a_loan_is_netted_with():
    run = netted(taxes=(replace(NETTED, taxed="accrued"),))
    assert set(run_tables(run).taxes.data["about"]) == {
        "on the interest on money that S-1 sent up to H-1 as it accrues, netted with S-2"
    }


@pytest.mark.parametrize(
    ("scenario", "account", "day", "base"),
    [
        (one(HELD, last=20, rate_change="settlement_day"), "A", 20, "on what its bank pays on A: "),
        (taxed(time(), HELD), "A", 31, "on what its bank pays on deposit D of A: "),
        (shared(), "B", 20, "on what its bank pays on B: "),
    ],
)
def test_what_is_taxed_when_it_is_posted_is_not_told_as_accruing(scenario, account, day, base):
    found = told(pooled(scenario), account, day)
    assert f"Tax held (NOT CONFIRMED), {base}" in found


def test_on_an_account_that_leaves_a_pool_its_own_interest_is_told_as_accruing():
    # 1,000,110.83 from day 20 to 30 at 0.35 %: 9.7233 a day, 106.96.
    found = told(pooled(shared(19, last=40)), "B", 31)
    assert (
        "on what its bank pays on B as it accrues, up to 2026-03-31 and not taxed before: 106.96 "
        "x 10.00 % = 10.696, rounded half up; 10.70 left B."
    ) in found


def test_what_comes_back_is_told_as_such():
    run = pooled(one(HELD, last=112, rates=FALLING))
    assert (
        "up to 2026-06-20 and not taxed before: -110.19 x 10.00 % = -11.019, rounded half up; "
        "11.02 came back to A."
    ) in told(run, "A", 112)


def test_what_comes_back_is_a_credit_in_statements():
    run = pooled(one(HELD, last=112, rates=FALLING))
    events = run.projection.events
    taxed = events[events[:, KIND] == TAX].tolist()
    assert [code_of(run.plan, row).family for row in taxed] == ["MDOP", "MDOP", "MCOP"]


def test_the_table_has_what_is_open_less_what_was_taxed_before():
    assert lines(one(HELD, last=40)) == [
        ("2026-03-21", "190.00 x 10.00 %", "", 19_00),
        ("2026-04-01", "110.19 x 10.00 %", "", 11_02),
        ("accrued", "100.16 x 10.00 %", "", 10_02),
    ]
    assert lines(one(HELD, last=70, rates=FALLING))[-1] == (
        "accrued", "-110.19 x 10.00 %", "", -11_02,
    )  # fmt: skip
    # A tax that begins after the interest was posted was charged on none of that: 100,190.00 bear
    # 110.209 by day 30, and the 100,178.98 that are left 100.179 more.
    assert lines(one(replace(HELD, valid_from=on(22)), last=40))[-1][1:] == (
        "100.18 x 10.00 %", "", 10_02,
    )  # fmt: skip


def test_where_interest_comes_to_nothing_what_was_taxed_is_open():
    # 11 days of 90.171 at 3.6 % and 11 at -3.6 %: nothing has accrued, 991.88 were taxed.
    paid_by_header = replace(INTERNAL, payer="header")
    found = pool(paid_by_header, last=60, rates=((31, "-3.6%"), (42, "0%")))
    assert lines(found, "VAT")[-1] == ("accrued", "-991.88 x 6.00 % / 106.00 %", "", -56_14)


def test_the_table_has_the_surcharge_on_what_is_open():
    found = pool(INTERNAL, SURCHARGE, last=40)
    assert lines(found, "VAT")[-1] == ("accrued", "901.54 x 6.00 % / 106.00 %", "", 51_03)
    assert lines(found, "surcharge")[-1] == ("accrued", "51.03 x 12.00 %", "", 6_12)


def test_a_correction_names_the_evening_up_to_which_a_tax_is():
    found = correct(one(HELD, last=100), "value | account | amount\n 25 | A | 10000", 41)
    (first, *_) = [each for each in found.touched if each.kind == TAX]
    assert sentence(found, first) == (
        "Tax held (NOT CONFIRMED), on what its bank pays on A as it accrues, up to 2026-03-31 and "
        "not taxed before: -11.02 was posted on 2026-04-01, -11.62 is right, difference -0.60 "
        "(6.00 x 10.00 % more = -0.60)."
    )


@pytest.mark.parametrize("accrues", ["monthly", "quarterly"])
def test_a_correction_says_that_a_tax_was_taken_at_another_time(accrues):
    when_paid = one(replace(HELD, taxed="paid"), last=60)
    right = replace(when_paid, tax_terms=(replace(HELD, accrues=accrues),))
    found = correct_terms(when_paid, right, 41)
    (first, *_) = [each for each in found.touched if each.kind == TAX]
    assert sentence(found, first) == (
        "Tax held (NOT CONFIRMED), on what its bank pays on A, up to 2026-03-31 and not taxed "
        "before: nothing was posted on 2026-04-01, -11.02 is right, difference -11.02 (it was "
        f"taken when it is paid, and as it accrues ({accrues}) is right: 110.19 x 10.00 % more = "
        "-11.019, rounded -11.02)."
    )
