"""Every run of every random scenario passes its checks, and its figures are those of the twin."""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from tests.properties.agreement import difference
from tests.properties.profiles import LARGE_PROFILE, SEARCH, quick
from tests.properties.scope import ENGINE
from tests.properties.strategies import LARGE, scenarios
from tests.properties.strategies_analyses import analysed_scenarios
from tests.properties.strategies_conversions import converting_scenarios
from tests.reference.banking_day import live_through
from tests.reference.days import days_of, is_charged
from tests.reference.setting import Setting
from tests.reference.units import minor, rounded
from tests.reference.world import Fate, Outcome
from treasury.checks import CHECKS, OF_SOME
from treasury.comparing.figures import Figures
from treasury.comparison import Run, study
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario


@quick(120)
@given(scenarios())
def test_no_check_fails_and_the_headline_figures_are_the_twin_s(scenario):
    every_check_passes_and_figures_agree(scenario)


@pytest.mark.slow
@LARGE_PROFILE
@given(scenarios(LARGE))
def test_large_scenarios_run_as_the_twin_says_and_no_check_fails(scenario):
    everything_agrees(scenario)


def everything_agrees(scenario: Scenario) -> None:
    """Engine, checks and figures against one life of the twin, which takes longer than they do."""
    lived = {
        structure: live_through(scenario, structure)
        for structure in (None, *(one.id for one in scenario.structures))
    }
    for structure, outcome in lived.items():
        assert difference(scenario, structure, outcome) == "", structure
    every_check_passes_and_figures_agree(scenario, lived)


def every_check_passes_and_figures_agree(
    scenario: Scenario, lived: dict[str | None, Outcome] | None = None
) -> None:
    lived = lived or {}
    done = study(scenario)
    alone = lived.get(None) or live_through(scenario, None)
    for run in (done.standalone, *done.runs):
        assert [one for one in run.checks if one.passed is False] == []
        twin = lived.get(run.plan.structure) or live_through(scenario, run.plan.structure)
        assert bank_balances(run) == twin.book
        for figures in run.figures:
            assert headline(figures) == expected(Setting(scenario, run.plan.structure), twin,
                                                 alone, figures.currency)  # fmt: skip
            assert sum(amount for _, amount in figures.waterfall) == figures.net_benefit


EXAMINING = [name for name, *_ in (*CHECKS, *OF_SOME)]
RARE = "17 no payment is disturbed under the guarantee"
CONVERTED = "33 conversions are made at the rates agreed"
ANALYSED = "35 account analyses are settled as agreed"
ON_ANY_DAY = replace(ENGINE, options=tuple(one for one in ENGINE.options if one != "holiday_shift"))
ON_DEPOSITS = replace(ENGINE, modes=("own_deposits",), options=())
"""The guarantee holds where all pay from their own deposits: hardly ever where modes are drawn."""


def right_conversions() -> st.SearchStrategy[Scenario]:
    """Scenarios with sweeps between currencies, which the others do not have."""
    return converting_scenarios().filter(lambda scenario: complaints(scenario) == [])


def right_analyses() -> st.SearchStrategy[Scenario]:
    """Scenarios with account analyses, which the others do not have."""
    return analysed_scenarios().filter(lambda scenario: complaints(scenario) == [])


@pytest.mark.parametrize("name", EXAMINING)
def test_each_check_examines_something_in_some_scenario(name):
    some = scenarios(scope=ON_DEPOSITS if name == RARE else ON_ANY_DAY)
    of_their_own = {CONVERTED: right_conversions, ANALYSED: right_analyses}
    find(
        of_their_own[name]() if name in of_their_own else some,
        lambda scenario: any(
            one.name == name and one.passed and one.examined > 0
            for run in study(scenario).runs
            for one in run.checks
        ),
        settings=SEARCH,
    )


def bank_balances(run: Run) -> dict[str, list[int]]:
    """Day-end balances of every bank account as its ledger account stands in the books."""
    ledger = run.ledger
    balances = {}
    for row, account in enumerate(ledger.accounts):
        if account.kind == "bank":
            signed = ledger.amount * ((ledger.debit == row).astype(int) - (ledger.credit == row))
            balances[account.subject] = [
                int(signed[ledger.booking_day <= day].sum()) for day in range(run.plan.tables.days)
            ]
    return balances


def headline(figures: Figures) -> dict[str, object]:
    """The figures of one currency that the twin can tell as well."""
    return {
        "idle cash": figures.idle_cash,
        "external debt": figures.external_debt,
        "on deposit": figures.deposits,
        "invested": figures.invested,
        "overdraft nights": figures.overdraft_nights,
        "interest": figures.interest_earned - figures.interest_paid,
        "fees and tax": figures.fees + figures.tax,
        "sweeps": (figures.sweeps.count, figures.sweeps.amount),
        "made": (figures.payments_made.count, figures.payments_made.amount),
        "disturbed": (figures.payments_disturbed.count, figures.payments_disturbed.amount),
        "enabled": (figures.payments_enabled.count, figures.payments_enabled.amount),
        "intercompany": sorted(figures.intercompany),
    }


def expected(setting: Setting, twin: Outcome, alone: Outcome, currency: str) -> dict[str, object]:
    """The same figures from the twin's outcome."""
    accounts = [name for name, one in setting.accounts.items() if one.currency == currency]
    roots = {link.header for link in setting.links} - {link.participant for link in setting.links}
    scenario = setting.scenario
    loans = [one.id for one in (*scenario.credit_lines, *scenario.term_loans,
                                  *scenario.overdraft_agreements)
             if one.account in accounts]  # fmt: skip
    funds = [one.id for one in scenario.money_market_sweeps if one.account in accounts]
    shares = [f"{pool.id} > {name}" for pool in scenario.notional_pools for name in accounts]
    days = len(days_of(scenario.first_day, scenario.last_day))
    idle = sum(max(0, b) for name in accounts if name not in roots for b in twin.book[name])
    overdrafts = sum(max(0, -b) for name in accounts for b in twin.book[name])
    owed = sum(sum(twin.owed[loan]) for loan in loans)
    sweeps = [one.amount for one in twin.sweeps if one.giver in accounts]
    sweeps += [one.amount for one in twin.returns if one.amount and one.header in accounts]
    return {
        "idle cash": rounded(Fraction(idle, days), "half_up"),
        "external debt": rounded(Fraction(overdrafts + owed, days), "half_up"),
        "overdraft nights": sum(b < 0 for name in accounts for b in twin.book[name]),
        "interest": external_interest(twin, {*accounts, *loans, *shares, *funds})
        + deposit_interest(setting, twin, currency),
        "on deposit": on_deposit(setting, twin, currency, days),
        "invested": in_funds(twin, funds, days) if scenario.money_market_sweeps else None,
        "fees and tax": fees(setting, currency) + term_fees(setting, twin, currency),
        "sweeps": (len(sweeps), sum(sweeps)),
        **payments(setting, twin.fates, alone.fates, currency),
        "intercompany": intercompany(setting, twin, currency),
    }


def external_interest(twin: Outcome, subjects: set[str]) -> int:
    """Interest of accounts, loans and shares in notional pools over the run, accrued included,
    earned less paid."""
    posted = sum(
        one.amount for one in twin.postings if one.kind != "link" and one.subject in subjects
    )
    return posted + sum(
        amount
        for (kind, subject, _), amount in twin.accrued.items()
        if kind != "link" and subject in subjects
    )


def deposits_in(setting: Setting, currency: str) -> set[str]:
    """The deposits with a principal of accounts in the currency."""
    every = setting.scenario.deposits
    return {one.id for one in every if setting.accounts[one.account].currency == currency}


def deposit_interest(setting: Setting, twin: Outcome, currency: str) -> int:
    """What deposits were paid, and what has accrued on those that are there at the end."""
    own = deposits_in(setting, currency)
    paid = sum(one.interest for one in twin.paid_out if one.deposit in own)
    return paid + sum(amount for name, amount in twin.deposit_accrued.items() if name in own)


def on_deposit(setting: Setting, twin: Outcome, currency: str, days: int) -> int | None:
    """The average of what is on deposit; None in a scenario without deposits."""
    if not setting.scenario.deposits:
        return None
    own = deposits_in(setting, currency)
    total = sum(sum(by_day) for name, by_day in twin.deposited.items() if name in own)
    return rounded(Fraction(total, days), "half_up")


def in_funds(twin: Outcome, funds: list[str], days: int) -> int:
    """The average of what these money market sweeps have invested."""
    total = sum(sum(by_day) for name, by_day in twin.invested.items() if name in funds)
    return rounded(Fraction(total, days), "half_up")


def fees(setting: Setting, currency: str) -> int:
    """The flat fees of the run in one currency."""
    scenario = setting.scenario
    days = days_of(scenario.first_day, scenario.last_day)
    here = setting.structure.id if setting.structure else None
    return sum(
        minor(fee.amount, currency) * sum(is_charged(fee, day) for day in days)
        for fee in scenario.fees
        if setting.accounts[fee.account].currency == currency and fee.structure in (None, here)
    )


def term_fees(setting: Setting, twin: Outcome, currency: str) -> int:
    """Fees by terms and taxes of the run in one currency, those not charged by its end included."""
    charged = [(one.account, one.amount) for one in twin.levies]
    charged += [(account, amount) for (_, account), amount in twin.levied.items()]
    return sum(
        amount for account, amount in charged if setting.accounts[account].currency == currency
    )


def payments(
    setting: Setting, here: dict[tuple[str, ...], Fate], alone: dict[tuple[str, ...], Fate],
    currency: str,
) -> dict[str, tuple[int, int]]:  # fmt: skip
    """Count and amount of payments made, disturbed and enabled."""
    found: dict[str, list[int]] = {"made": [], "disturbed": [], "enabled": []}
    for key, amount in amounts_paid(setting, currency).items():
        if here[key].what == "made":
            found["made"].append(amount)
        if when(here[key]) > when(alone[key]):
            found["disturbed"].append(amount)
        if when(here[key]) < when(alone[key]):
            found["enabled"].append(amount)
    return {name: (len(amounts), sum(amounts)) for name, amounts in found.items()}


def amounts_paid(setting: Setting, currency: str) -> dict[tuple[str, ...], int]:
    """Every payment of the scenario in one currency, repayments of term loans included."""
    scenario = setting.scenario
    items = {("item", one.id): (one.account, -one.amount) for one in scenario.items}
    items |= {
        ("loan", one.id, "repaid"): (one.account, one.principal)
        for one in scenario.term_loans
        if scenario.first_day <= one.repaid_on <= scenario.last_day
    }
    return {
        key: minor(amount, currency)
        for key, (account, amount) in items.items()
        if amount > 0 and setting.accounts[account].currency == currency
    }


def when(fate: Fate) -> tuple[datetime.date, int]:
    """When a payment was made; one that was never made comes after all others."""
    return (fate.day, fate.minute) if fate.what == "made" else (datetime.date.max, 0)


def intercompany(setting: Setting, twin: Outcome, currency: str) -> list[tuple[str, str, int]]:
    """Closing positions between legal persons, gross by pair: (creditor, debtor, amount).

    Each link counts by itself: what is left open on one that ended is not set off.
    """
    closing: dict[tuple[str, str], int] = {}
    for (participant, header, _), position in twin.open_by_link.items():
        pair = setting.accounts[participant].person, setting.accounts[header].person
        if pair[0] != pair[1] and setting.accounts[header].currency == currency:
            way = pair if position > 0 else pair[::-1]
            closing[way] = closing.get(way, 0) + abs(position)
    return sorted((*pair, amount) for pair, amount in closing.items() if amount)
