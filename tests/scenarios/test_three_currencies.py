"""Scenario 14: the figures of its README, and what it suggests to try."""

from dataclasses import replace
from datetime import date

from tests.scenarios.answers import grouped, is_result, text_of
from tests.scenarios.shipped import run_of, study_of
from treasury.comparison import study
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario

FOURTEEN, POOLS = "14_three_currencies", "two_pools"


def scenario() -> Scenario:
    return study_of(FOURTEEN).scenario


def test_the_benefit_is_560_euros_and_700_dollars() -> None:
    by_currency = {one.currency: one.net_benefit for one in run_of(FOURTEEN, POOLS).figures}
    assert by_currency == {"EUR": 560_00, "JPY": 0, "USD": 700_00}


def test_the_group_s_benefit_is_rounded_once_and_a_step_carries_the_cent() -> None:
    group = run_of(FOURTEEN, POOLS).group
    assert group is not None
    assert group.figures.net_benefit == 1_204_86
    steps = {part.of: (part.translated, part.carried) for part in group.steps}
    assert steps["interest earned"] == (-924_87, -1)
    assert steps["interest paid"] == (2_129_73, 0)
    assert all(is_result(FOURTEEN, text) for text in ("-924.87", "2,129.73"))
    assert f"**{grouped(group.figures.net_benefit)}**" in text_of(FOURTEEN)


def test_the_members_sum_to_the_group_and_the_unchanged_has_nothing() -> None:
    group = run_of(FOURTEEN, POOLS).group
    assert group is not None
    benefits = {one.entity: one.benefit for one in group.members}
    assert benefits == {"HQ": 1_477_49, "US": 7_37, "DE": -280_00, "JP": 0}
    assert sum(benefits.values()) == group.figures.net_benefit
    shown = [f"{grouped(benefits[name])} EUR" for name in ("HQ", "US", "DE")]
    assert all(is_result(FOURTEEN, text) for text in shown)


def test_the_dollars_of_the_machine_earn_for_headquarters_in_the_pool() -> None:
    """Euros and dollars of each member's benefit; 120,000 at 0.01 % for 11 days are 132."""
    run = run_of(FOURTEEN, POOLS)
    benefits = {(one.entity, one.currency): one.benefit for one in run.members}
    assert benefits["HQ", "EUR"] == 14 * 60_00
    assert benefits["HQ", "USD"] == 14 * 40_00 + 132_00
    assert benefits["US", "USD"] == 14 * 10_00 - 132_00
    assert "120,000 x 0.01 % x 11 days = 132.00 USD" in text_of(FOURTEEN)


def test_a_day_on_which_nothing_moves_is_all_exchange_rates() -> None:
    group = run_of(FOURTEEN, POOLS).group
    assert group is not None
    assert (group.cash.moved[1], group.cash.effect[1]) == (0, -480_29)
    assert is_result(FOURTEEN, grouped(-480_29))


def test_over_the_fortnight_cash_and_exchange_rates_make_the_change() -> None:
    group = run_of(FOURTEEN, POOLS).group
    assert group is not None
    cash = group.cash
    found = (cash.opening, cash.closing[-1], -sum(cash.moved), sum(cash.effect))
    assert found == (464_501_86, 378_506_87, 86_644_53, 649_54)
    assert all(grouped(amount) in text_of(FOURTEEN) for amount in found)


def test_at_the_closing_rate_the_benefit_is_what_the_text_says() -> None:
    run = study(replace(scenario(), fx_at="closing")).runs[1]
    assert run.group is not None and run.group.figures.net_benefit == 1_207_55
    assert "560.00 + 647.55 = 1,207.55" in text_of(FOURTEEN)


def test_in_yen_the_group_has_no_decimals_and_euros_go_over_dollars() -> None:
    run = study(replace(scenario(), reporting_currency="JPY")).runs[1]
    assert run.group is not None
    steps = run.group.translation.steps["EUR"]
    assert [one.step[:2] for one in steps] == [("EUR", "USD"), ("USD", "JPY")]
    exact = (560 * 1.0855 + 700) * 157.1
    assert abs(run.group.figures.net_benefit - exact) <= 0.5


def test_without_later_fixings_the_pairs_and_the_days_are_named() -> None:
    early = tuple(rate for rate in scenario().fx_rates if rate.date < date(2026, 3, 20))
    found = complaints(replace(scenario(), fx_rates=early, fx_days=2))
    assert [one.message for one in found] == [
        "EUR/USD has no rate on 2026-03-22 to 2026-03-29",
        "USD/JPY has no rate on 2026-03-22 to 2026-03-29",
    ]


def test_a_sweep_from_dollars_to_euros_is_refused() -> None:
    links = tuple(
        replace(link, header="HQ-EUR") if link.participant == "US-USD" else link
        for link in scenario().links
    )
    found = complaints(replace(scenario(), links=links))
    assert [one.message for one in found] == [
        "'US-USD' is in USD, its header 'HQ-EUR' in EUR"
    ]  # fmt: skip
