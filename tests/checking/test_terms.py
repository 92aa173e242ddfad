"""Interest terms restated from the records, beside a plan that was made wrongly."""

import datetime
from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pytest

from tests.made_runs import Made, group, made, made_group
from treasury import tables as t
from treasury.checking.terms import basis, settles, weight
from treasury.dates import day_list, day_weights
from treasury.interest import OpeningNumber, Terms
from treasury.rates import Rate


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
