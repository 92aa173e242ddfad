"""The check of taxes: what deposits and money market sweeps earn is taxed as written."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.checking.test_taxes import HELD, judged, pool
from treasury import tables as t
from treasury.deposits import Deposit, Withdrawal
from treasury.interest import Terms
from treasury.money_market import MoneyMarketSweep
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tax import TaxTerm

OF_FUNDS = TaxTerm(tax="income", base="fund_income", rate="20%")
MORE = TaxTerm(tax="more", base="tax", on="held", rate="12%")


def placing(*taxes: TaxTerm, distribution: str = "reinvest") -> Scenario:
    """A header with a notice deposit, half of it withdrawn on the 10th, and a fund that distributes
    what it earned on the 21st."""
    one = pool(*taxes)
    deposit = Deposit(
        id="N", account="HQ-1", product="notice_7", amount=Decimal(2_000_000),
        placed_on=date(2026, 2, 2), rate="3.6%",
    )  # fmt: skip
    half = Withdrawal(
        deposit="N", date=date(2026, 3, 10), amount=Decimal(1_000_000),
        notified_on=date(2026, 3, 3),
    )  # fmt: skip
    fund = MoneyMarketSweep(
        id="M", account="HQ-1", terms="fund", invested=Decimal(900_000),
        distribution=distribution,  # type: ignore[arg-type]
    )  # fmt: skip
    return replace(
        one,
        deposits=(deposit,),
        withdrawals=(half,),
        money_market_sweeps=(fund,),
        terms=(*one.terms, Terms(id="fund")),
        rates=(*one.rates, Rate(terms="fund", side="credit", rate="1.8%")),
    )


def charge_of(scenario: Scenario, placed: str) -> int:
    """The place, among the charges, of the first one on what was placed."""
    plan = resolve(scenario, "pool", "pool")
    events = simulate(plan).events
    charges = events[events[:, t.KIND] == t.TAX]
    about = [plan.names.levies[ref][1] for ref in charges[:, t.REF]]
    return about.index(("HQ-1", placed))


@pytest.mark.parametrize("distribution", ["reinvest", "pay_out"])
def test_taxes_on_both_pass(distribution: str) -> None:
    one = judged(placing(HELD, OF_FUNDS, MORE, distribution=distribution))
    assert one.passed
    # Days of HQ-1's own interest, of the deposit, of what is on each of both, and of the fund.
    assert one.examined == 31 * (1 + 1 + 2 + 1)


@pytest.mark.parametrize(("placed", "tax"), [("N", "held"), ("M", "income")])
def test_a_charge_of_another_amount_or_day_is_named(placed: str, tax: str) -> None:
    scenario = placing(HELD, OF_FUNDS)
    at = charge_of(scenario, placed)
    dearer = judged(scenario, (at, t.AMOUNT, -1))
    assert dearer.passed is False
    assert dearer.detail.startswith(f"{tax} of HQ-1 on ")
    assert judged(scenario, (at, t.DAY, 1)).passed is False


def test_what_a_deposit_has_earned_by_the_end_is_open() -> None:
    plan = resolve(placing(HELD), "pool", "pool")
    at = plan.names.levies.index(("held", ("HQ-1", "N")))
    told = simulate(plan)
    # 1,000,000.00 from 2 February to the close of 31 March, 58 days of 100.00.
    assert told.levied[at] == -580_00
    assert judged(placing(HELD), more=1).passed is False
