"""Scenario 29, a cross-border quota: the figures of its README are those of its run."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.scenarios.answers import book, cny, grouped, is_result, text_of
from tests.scenarios.shipped import SCENARIOS, run_of
from treasury.comparison import Run, study
from treasury.plan.reading import read
from treasury.reporting.run_tables import run_tables
from treasury.scenario import Scenario

NAME = "29_cross_border_quota"
DATES = (2, 3, 4, 5, 6, 9, 10, 11)


def pool(scenario: Scenario) -> Run:
    """The run of the pool."""
    return next(run for run in study(scenario).runs if run.plan.structure == "pool")


def crossed(run: Run) -> list[tuple[int, str, str, int]]:
    """Day of March, giver, receiver and amount of every sweep and draw; draws come first."""
    found = []
    for table in (run_tables(run).draws, run_tables(run).sweeps):
        data = table.data
        columns = zip(*(data[name] for name in ("date", "from", "to", "amount")), strict=True)
        found += [(int(date[8:]), giver, taker, amount) for date, giver, taker, amount in columns]
    return sorted(found, key=lambda one: one[0])


def changed_limits(scenario: Scenario, *names: str, **fields: Any) -> Scenario:
    """The scenario with some fields of these limits changed."""
    limits = [replace(one, **fields) if one.id in names else one
              for one in scenario.position_limits]  # fmt: skip
    return replace(scenario, position_limits=tuple(limits))


def test_every_sweep_and_draw_is_one_worked_out_by_hand() -> None:
    lines = re.findall(
        r"^ {4}(\d+) March +(\S+) > (\S+) +([\d,.]+)( USD)?(?: .*)?$", text_of(NAME), re.MULTILINE
    )
    told = [(int(day), giver, taker, amount) for day, giver, taker, amount, _ in lines]
    found = [(*one[:3], grouped(one[3])) for one in crossed(run_of(NAME, "pool"))]
    assert told == found and len(told) == 15


def test_what_crosses_the_border_is_day_by_day_what_the_table_says() -> None:
    run = run_of(NAME, "pool")
    rows = re.findall(
        r"^\| \w+ (\d+) \| .* \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$",
        text_of(NAME), re.MULTILINE,
    )  # fmt: skip
    names, links = run.plan.names, run.plan.tables.links
    abroad = [at for at, one in enumerate(links.participant.tolist())
              if names.accounts[one] in ("HK-CNY", "SG-CNY", "HK-USD")]  # fmt: skip
    found = []
    for day in DATES:
        owed = [int(run.projection.position[day - 2, at]) for at in abroad]
        sums = (sum(max(0, one) for one in owed), sum(max(0, -one) for one in owed), sum(owed))
        found.append((day, *sums, book(run, "HQ-CNY", 3, day)))
    assert [(int(day), *(int(Decimal(one) * 100_000_000) for one in more))
            for day, *more in rows] == found  # fmt: skip
    assert is_result(NAME, grouped(found[-1][3]))


def test_each_quota_is_used_to_its_amount_and_never_above() -> None:
    data = run_tables(run_of(NAME, "pool")).limits.data
    columns = zip(*(data[name] for name in ("limit", "amount", "highest", "above", "stopped")),
                  strict=True)  # fmt: skip
    assert list(columns) == [
        ("INFLOW", 30_000_000_00, 30_000_000_00, 0, 4),
        ("INFLOW-2", 40_000_000_00, 40_000_000_00, 0, 3),
        ("LENDING", 12_000_000_00, 12_000_000_00, 0, 1),
    ]


def test_what_the_pool_brings_is_the_interest_of_the_text() -> None:
    figures = cny(run_of(NAME, "pool"))
    assert (figures.interest_earned, figures.interest_paid) == (4_673_20, 300_00)
    assert grouped(figures.net_benefit) == "16,783.20" and is_result(NAME, "16,783.20")
    assert (figures.payments_not_made.count, figures.payments_disturbed.count) == (0, 0)


def test_what_the_quota_of_lending_costs() -> None:
    more = changed_limits(read(SCENARIOS / NAME), "LENDING", amount=Decimal(20_000_000))
    benefit = cny(pool(more)).net_benefit
    assert grouped(benefit) == "17,053.20" and "benefit is 17,053.20" in text_of(NAME)
    lost = benefit - cny(run_of(NAME, "pool")).net_benefit
    assert f"costs {grouped(lost)}" in text_of(NAME)


def test_gross_a_repayment_is_free_and_lending_makes_no_room() -> None:
    gross = changed_limits(read(SCENARIOS / NAME), "INFLOW", "INFLOW-2", net=False)
    found = crossed(pool(gross))
    assert (11, "SG-CNY", "HQ-CNY", 6_000_000_00) in found
    assert (6, "HK-USD", "HQ-CNY", 133_333_33) in found
    assert "133,333.33 dollars" in text_of(NAME)


def test_at_another_rate_the_room_is_not_quite_reached() -> None:
    scenario = read(SCENARIOS / NAME)
    rates = tuple(replace(one, mid=Decimal("7.20")) for one in scenario.fx_rates)
    data = run_tables(pool(replace(scenario, fx_rates=rates))).sweeps.data
    columns = zip(*(data[name] for name in ("date", "from", "amount", "for_header")), strict=True)
    assert ("2026-03-06", "HK-USD", 1_666_666_66, 11_999_999_95) in list(columns)
    assert "1,666,666.66 are sold and bring 11,999,999.95" in text_of(NAME)
