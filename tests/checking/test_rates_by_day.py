"""What a rate is on a day, restated for the checks; a plan with other fixings is found."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.made_runs import Made, group, made
from treasury.checking.rates_by_day import changes, is_reset, rate_fixed
from treasury.credit import TermLoan
from treasury.dates import Calendar
from treasury.interest import Terms
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario
from treasury.tables import LOAN

LINE = Rate(terms="demand", side="credit", rate="LPR - 2.5%", floor="0.2%", cap="0.6%")
WORKS = Calendar(
    id="W", closed=(datetime.date(2026, 3, 17),), extra_working=(datetime.date(2026, 3, 15),),
    valid_from=datetime.date(2025, 1, 1), valid_until=datetime.date(2026, 12, 31),
)  # fmt: skip


def march(day: int) -> datetime.date:
    """A day of March 2026."""
    return datetime.date(2026, 3, day)


def following(**terms: Any) -> Scenario:
    """The group, its demand deposits following an index that moves on the 16th and the 20th."""
    base = group()
    fixings = {march(2): "2.8%", march(16): "3%", march(20): "3.6%"}
    return group(
        terms=tuple(replace(one, **terms) if one.id == "demand" else one for one in base.terms),
        rates=(*(one for one in base.rates if one.terms != "demand"), LINE),
        calendars=(WORKS,),
        indices=(Index(id="LPR", calendar="W", oldest=20),),
        index_rates=tuple(
            IndexRate(index="LPR", date=day, rate=rate) for day, rate in fixings.items()
        ),
    )


def rates_of(scenario: Scenario) -> list[tuple[int, int]]:
    """The days of March on which the rate changes, and what it is from then on."""
    terms = next(one for one in scenario.terms if one.id == "demand")
    found = changes(scenario, terms, [LINE], datetime.date.max)
    return [(day.day, rate) for day, (rate,) in found]


def compounding(**terms: Any) -> Scenario:
    """The group, its demand deposits at an overnight index compounded in arrears."""
    days = [datetime.date(2026, 2, 2) + datetime.timedelta(days=at) for at in range(60)]
    fixed = {day: f"{400 + day.day} bps" for day in days if day.weekday() < 5 or day == march(15)}
    scenario = following(compounded_in_arrears=True, **terms)
    lines = (replace(LINE, rate="LPR - 1.5%", floor="2.6%", cap="2.75%", valid_from=march(4)),)
    return replace(
        scenario,
        rates=(*(one for one in scenario.rates if one.terms != "demand"), *lines),
        indices=(*scenario.indices, Index(id="OTHER")),
        index_rates=(
            IndexRate(index="OTHER", date=march(10), rate="9%"),
            *(IndexRate(index="LPR", date=day, rate=at) for day, at in fixed.items()),
        ),
    )


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"fixing_lag": 3, "lockout": 2, "settles": "monthly", "settlement_day": 20},
        {"rate_change": "settlement_day", "compounded_decimals": 4, "day_count": "ACT/365F"},
        {"rate_change": "settlement_day", "observation_shift": True, "fixing_lag": 5},
    ],
)
def test_a_rate_compounded_in_arrears_is_restated_day_by_day(terms):
    one = made(compounding(**terms))
    assert one.checks()[10].passed is True
    table = one.plan.tables.accruals
    bent = one.plan.tables._replace(accruals=table._replace(rate=table.rate + (table.rate > 0)))
    assert replace(one, plan=replace(one.plan, tables=bent)).checks()[10].passed is False


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"rate_change": "settlement_day", "lockout": 2},
        {"rate_change": "settlement_day", "observation_shift": True, "fixing_lag": 2},
    ],
)
def test_a_margin_that_changes_inside_a_period_is_restated(terms):
    scenario = compounding(settles="monthly", settlement_day=25, **terms)
    (line,) = (one for one in scenario.rates if one.terms == "demand")
    tier = replace(line, valid_from=march(19), rate="LPR - 1%", floor=None, up_to=Decimal(5))
    above = replace(line, valid_from=march(19), rate="LPR - 1.2%", floor="3.1%", cap="3.2%")
    scenario = replace(scenario, rates=(*scenario.rates, above, tier))
    assert made(scenario).checks()[10].passed is True
    plan = made(scenario).plan
    first = replace(line, valid_from=march(19), rate="LPR - 1%", floor=None, cap=None)
    other = made(replace(scenario, rates=(*scenario.rates[:-2], first)))
    assert (
        replace(other, plan=replace(plan, scenario=other.plan.scenario)).checks()[10].passed
        is False
    )


def test_the_broken_periods_of_a_loan_are_restated():
    base = compounding(settles="monthly", settlement_day=19, lockout=2)
    line = next(one for one in base.rates if one.terms == "demand")
    owned = next(one for one in base.accounts if one.terms == "demand")
    loan = TermLoan(
        id="L", account=owned.id, principal=Decimal(100), drawn_on=march(18),
        repaid_on=march(21), terms="demand",
    )  # fmt: skip
    rates = (*base.rates, replace(line, side="debit"))
    run = made(replace(base, rates=rates, term_loans=(loan,)))
    assert run.checks()[10].passed is True
    later = replace(loan, drawn_on=march(17))
    other = replace(run.plan, scenario=replace(run.plan.scenario, term_loans=(later,)))
    assert replace(run, plan=other).checks()[10].passed is False


@pytest.mark.parametrize("change", ["segmented", "settlement_day"])
@pytest.mark.parametrize("follows_from", [4, 24, 30])
def test_before_its_drawdown_a_loan_has_no_plain_rate_either(follows_from, change):
    """The index begins before the loan, during it, or after the run, which ends on the 29th."""
    base = compounding(settles="monthly", settlement_day=19, rate_change=change)
    line = next(one for one in base.rates if one.terms == "demand")
    owned = next(one for one in base.accounts if one.terms == "demand")
    loan = TermLoan(
        id="L", account=owned.id, principal=Decimal(100), drawn_on=march(21),
        repaid_on=march(26), terms="demand",
    )  # fmt: skip
    plain = Rate(terms="demand", side="debit", rate="3%")
    rates = (*base.rates, plain, replace(line, side="debit", valid_from=march(follows_from)))
    run = made(replace(base, last_day=march(29), rates=rates, term_loans=(loan,)))
    assert run.checks()[10].passed is True
    table = run.plan.tables.accruals
    (own,) = np.flatnonzero(
        (table.kind == LOAN) & (table.subject == run.plan.names.loans.index("L"))
    ).tolist()
    version, eve = table.version.copy(), (march(20) - base.first_day).days
    assert version[eve, own] < 0 <= version[eve + 1, own]
    version[eve, own] = version[eve + 1, own]
    tables = run.plan.tables._replace(accruals=table._replace(version=version))
    assert replace(run, plan=replace(run.plan, tables=tables)).checks()[10].passed is False


@pytest.mark.parametrize("change", ["segmented", "settlement_day"])
def test_a_loan_that_is_not_settled_for_its_repayment_is_found(change):
    base = following(rate_change=change)
    owned = next(one for one in base.accounts if one.terms == "demand")
    loan = TermLoan(
        id="L", account=owned.id, principal=Decimal(100), drawn_on=march(17),
        repaid_on=march(19), terms="demand",
    )  # fmt: skip
    rates = (
        Rate(terms="demand", side="debit", rate="3%"),
        Rate(terms="demand", side="debit", rate="4%", valid_from=march(19)),
    )
    kept = tuple(one for one in base.rates if (one.terms, one.side) != ("demand", "debit"))
    run = made(replace(base, rates=(*kept, *rates), term_loans=(loan,)))
    assert run.checks()[10].passed is True
    table = run.plan.tables.accruals
    own = (table.kind == LOAN) & (table.subject == run.plan.names.loans.index("L"))
    (row,) = np.flatnonzero(own).tolist()
    eve = (march(18) - base.first_day).days
    settles, version = table.settles.copy(), table.version.copy()
    assert settles[eve, row] == 1
    settles[eve, row] = 0
    version[eve, row] = table.version[eve + 1, row]
    for bent in (table._replace(settles=settles), table._replace(version=version)):
        plan = replace(run.plan, tables=run.plan.tables._replace(accruals=bent))
        assert replace(run, plan=plan).checks()[10].passed is False


@pytest.mark.parametrize(
    ("terms", "rates"),
    [
        ({}, [(18, 500_000), (20, 600_000)]),  # 3.6 - 2.5 % is above the cap
        # Two business days before Wednesday 18 are Monday 16 and Sunday 15, which works.
        ({"fixing_lag": 2}, [(18, 300_000), (19, 500_000)]),
        ({"resets": "monthly", "resets_from": march(20)}, [(18, 300_000), (20, 600_000)]),
        ({"resets": "dates", "reset_dates": (march(17),)}, [(18, 500_000)]),
    ],
)
def test_the_rate_of_a_day_is_that_of_the_last_reset(terms, rates):
    scenario = following(**terms)
    if terms.get("resets") == "monthly":
        early = IndexRate(index="LPR", date=datetime.date(2026, 2, 12), rate="2.8%")
        scenario = replace(scenario, index_rates=(*scenario.index_rates, early))
    assert rates_of(scenario) == rates
    assert made(scenario).checks()[10].passed is True


def test_a_version_that_ends_has_no_rates_afterwards():
    scenario = following()
    (terms,) = (one for one in scenario.terms if one.id == "demand")
    assert changes(scenario, terms, [LINE], march(19)) == [(march(18), [500_000])]


def test_a_short_month_has_its_reset_on_its_last_day():
    terms = Terms(id="x", resets="monthly", resets_from=datetime.date(2026, 1, 31))
    assert is_reset(terms, datetime.date(2026, 2, 28)) and is_reset(terms, march(31))
    assert not is_reset(terms, march(28)) and not is_reset(terms, march(30))


def test_a_day_without_a_fixing_that_may_be_used_is_said():
    with pytest.raises(LookupError, match="LPR has no fixing for 2026-02-27"):
        rate_fixed(following(), Terms(id="x"), LINE, datetime.date(2026, 2, 27))


def test_a_rate_without_bounds_is_free():
    bare = replace(LINE, floor=None, cap=None)
    assert rate_fixed(following(), Terms(id="x"), bare, march(20)) == 1_100_000


def planned(rate: int) -> Made:
    """The run whose plan has another rate in its first version."""
    run = made(following())
    accruals = run.plan.tables.accruals
    bent = accruals.rate.copy()
    bent[accruals.version[0, 0]] = rate
    tables = run.plan.tables._replace(accruals=accruals._replace(rate=bent))
    return replace(run, plan=replace(run.plan, tables=tables))


def test_a_plan_with_another_fixing_is_found():
    found = planned(300_000).checks()[10]
    assert found.passed is False
    assert "demand (credit): the rates planned for 2026-03-18 are not those" in found.detail
