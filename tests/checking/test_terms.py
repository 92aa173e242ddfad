"""Interest terms restated from the records, beside a plan that was made wrongly."""

import datetime
from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pytest

from tests.made_runs import H, Made, group, made, made_group
from treasury import tables as t
from treasury.checking.day_counts import basis, settles, weight
from treasury.dates import day_list, day_weights
from treasury.interest import AgreedDeposit, OpeningNumber, Terms
from treasury.rates import Index, IndexRate, Rate


@cache
def priced_group() -> Made:
    """Two tiers, of which the second version has one, from the third day."""
    rates = (
        Rate(terms="demand", side="credit", up_to=Decimal(700), rate="0.37%"),
        Rate(terms="demand", side="credit", rate="1.1%"),
        Rate(terms="demand", side="credit", rate="2%", valid_from=datetime.date(2026, 3, 20)),
        Rate(terms="borrowing", side="debit", rate="5%", valid_from=datetime.date(2026, 3, 19)),
        Rate(terms="internal", side="credit", rate="1%"),
    )
    return made(
        group(rates=rates, opening_numbers=(OpeningNumber(account="H", tier=2, number=Decimal(9)),))
    )


def planned(column: str, at: object, number: int) -> Made:
    """The run whose plan, made wrongly, has another number in the table of accruals."""
    run = priced_group()
    accruals = run.plan.tables.accruals
    array = getattr(accruals, column).copy()
    array[at] = number
    bent = run.plan.tables._replace(accruals=accruals._replace(**{column: array}))
    return replace(run, plan=replace(run.plan, tables=bent))


def test_the_plan_of_an_honest_run_has_the_terms_of_the_records() -> None:
    assert priced_group().checks()[10].passed is True


@pytest.mark.parametrize(
    ("column", "at", "number", "words"),
    [
        ("kind", 0, t.DEBIT_SIDE, "the plan and the records disagree on who bears it"),
        ("settles", (2, 0), 0, "demand (credit): settlement on 2026-03-20: by the records 1"),
        ("weight", (3, 0), 2, "weight of a day on 2026-03-21: by the records 1, planned 2"),
        ("basis", (0, 0), 365, "days of the year on 2026-03-18: by the records 360, planned 365"),
        ("sign", 0, -1, "sign: by the records 1"),
        ("rounding", 0, 1, "rounding: by the records 0"),
        ("carry", 0, 1, "carried remainder: by the records 0"),
        ("whole_balance", 0, 1, "whole balance: by the records 0"),
        ("version", (1, 0), -1, "demand (credit): the rates planned for 2026-03-19 are not those"),
        ("upper", (1, 0), 69999, "demand (credit): the rates planned for 2026-03-18"),
        ("rate", (1, slice(None, None)), 7, "the rates planned for 2026-03-18"),
        ("opening", (2, 1), 0, "H (credit), tier 2: another opening number"),
    ],
)
def test_a_plan_with_other_terms_is_found(column: str, at: object, number: int, words: str) -> None:
    found = planned(column, at, number).checks()[10]
    assert found.passed is False
    assert words in found.detail


AGREED = AgreedDeposit(
    account="H", valid_until=datetime.date(2026, 3, 21), basic_amount=Decimal(300), rate="2%",
    excess_unit=Decimal(70),
)  # fmt: skip


@pytest.mark.parametrize(
    ("contract", "right"),
    [
        (AGREED, True),
        (replace(AGREED, excess_unit=Decimal(80)), False),
        (replace(AGREED, basic_amount=Decimal(310)), False),
        (replace(AGREED, rate="2.1%"), False),
        (replace(AGREED, valid_until=datetime.date(2026, 3, 20)), False),
        (replace(AGREED, valid_from=datetime.date(2026, 3, 19)), False),
    ],
)
def test_a_plan_with_another_agreed_deposit_is_found(contract: AgreedDeposit, right: bool) -> None:
    run = made(group(agreed_deposits=(AGREED,)))
    scenario = replace(run.plan.scenario, agreed_deposits=(contract,))
    found = replace(run, plan=replace(run.plan, scenario=scenario)).checks()[10]
    assert found.passed is right
    assert right or "demand (credit): the rates planned for 2026-03-" in found.detail


def test_a_part_that_makes_no_whole_unit_and_bears_the_agreed_rate_is_found() -> None:
    run = made(group(agreed_deposits=(AGREED,)))
    rows = run.rows(t.NUMBER)
    (row, *_) = (one for one in rows if run.projection.events[one, t.BASE] == 1)
    amount = int(run.projection.events[row, t.AMOUNT])
    assert amount > 0 and amount % 7000 == 0
    found = run.bent(row, AMOUNT=amount + 1).checks()[10]
    assert "interest number of H (credit), tier 2" in found.detail


def test_an_agreed_rate_that_follows_an_index_is_fixed_on_its_resets() -> None:
    contract = replace(AGREED, rate="LPR - 1%", valid_from=datetime.date(2026, 3, 18))
    base = group()
    terms = tuple(
        replace(one, resets="dates", reset_dates=(datetime.date(2026, 3, 20),))
        if one.id == "demand"
        else one
        for one in base.terms
    )
    fixings = tuple(
        IndexRate(index="LPR", date=datetime.date(2026, 3, day), rate=f"{day - 15}%")
        for day in (17, 19, 20)
    )
    run = made(
        group(
            terms=terms, agreed_deposits=(contract,), indices=(Index(id="LPR"),),
            index_rates=fixings,
        )
    )  # fmt: skip
    assert run.checks()[10].passed is True
    accruals = run.plan.tables.accruals
    (row,) = np.flatnonzero((accruals.kind == t.CREDIT_SIDE) & (accruals.subject == H))
    rates = accruals.rate[accruals.version[:, row], 1]
    assert rates.tolist()[:4] == [1_000_000, 1_000_000, 4_000_000, 4_000_000]


def test_a_plan_that_keeps_periods_apart_where_the_settlement_day_s_rate_holds_is_found() -> None:
    base = group()
    rates = (
        *base.rates,
        Rate(terms="demand", side="credit", rate="2%", valid_from=datetime.date(2026, 3, 20)),
    )
    run = made(group(rates=rates))
    scenario = run.plan.scenario
    terms = tuple(replace(one, rate_change="settlement_day") for one in scenario.terms)
    assert made(replace(scenario, terms=terms)).checks()[10].passed is True
    found = replace(run, plan=replace(run.plan, scenario=replace(scenario, terms=terms)))
    assert "the rates planned for 2026-03-18 are not those" in found.checks()[10].detail


def test_a_loan_that_bears_nothing_in_the_plan_is_found() -> None:
    run = made_group()
    rates = tuple(one for one in run.plan.scenario.rates if one.terms != "borrowing")
    scenario = replace(run.plan.scenario, rates=rates)
    found = replace(run, plan=replace(run.plan, scenario=scenario)).checks()[10]
    assert "borrowing (debit): the plan and the records disagree" in found.detail


def test_days_weigh_as_the_convention_counts_them() -> None:
    days = day_list(datetime.date(2023, 12, 1), datetime.date(2025, 3, 31))
    terms = Terms(id="x", day_count="30E/360")
    assert [weight(day, terms) for day in days] == day_weights(days, "30E/360").tolist()
    assert sum(weight(day, terms) for day in days[31:397]) == 360


def test_a_leap_year_has_366_days_in_act_act_only() -> None:
    day = datetime.date(2024, 5, 1)
    assert basis(day, Terms(id="x", day_count="ACT/ACT ISDA")) == 366
    assert basis(day, Terms(id="x", day_count="ACT/365F")) == 365


def test_settlement_falls_on_its_day_or_the_last_of_a_short_month() -> None:
    def settled(**more: object) -> list[str]:
        terms = Terms(id="x", **more)  # type: ignore[arg-type]
        days = day_list(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
        return [f"{day:%m-%d}" for day in days if settles(day, terms)]

    assert settled() == ["03-20", "06-20", "09-20", "12-20"]
    assert settled(settles="monthly", settlement_day=31)[1:4] == ["02-28", "03-31", "04-30"]
    assert settled(settles="yearly") == ["12-20"]
    assert settled(settles="never") == []


def test_who_has_no_rates_bears_nothing() -> None:
    run = made(group(rates=(), credit_lines=(), term_loans=()))
    assert run.checks()[10].passed is None
    assert np.size(run.plan.tables.accruals.kind) == 0
