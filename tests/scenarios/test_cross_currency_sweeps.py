"""Scenario 23, sweeps across currencies: the figures of its README are those of its runs."""

import re
from dataclasses import replace

from tests.scenarios.answers import is_result, text_of
from tests.scenarios.shipped import SCENARIOS, run_of
from treasury.comparison import Run, study
from treasury.money import written
from treasury.plan.reading import read
from treasury.reporting.sweeps import sweep_register
from treasury.scenario import Scenario

NAME = "23_cross_currency_sweeps"


def shown(minor: int, currency: str) -> str:
    return written(minor, currency, grouped=True)


def across(scenario: Scenario) -> Run:
    """The run of the structure."""
    return next(run for run in study(scenario).runs if run.plan.structure == "across")


def benefit(run: Run) -> str:
    """What the group gains, in euros."""
    assert run.group is not None
    return shown(run.group.figures.net_benefit, "EUR")


def test_the_seven_sweeps_are_those_worked_out_by_hand() -> None:
    lines = re.findall(
        r"^ {4}(\d+) (March|April) +(\S+) (up|down) +([\d,.]+) \S+ .* ([\d,.]+)$",
        text_of(NAME),
        re.MULTILINE,
    )
    data = sweep_register(run_of(NAME, "across")).data
    found = [
        (day[8:].lstrip("0"), {"03": "March", "04": "April"}[day[5:7]], giver if up else taker,
         "up" if up else "down", shown(amount, "EUR"), shown(there, "EUR"))
        for day, giver, taker, up, amount, there in zip(
            data["date"], data["from"], data["to"], data["up"], data["amount"],
            data["for_header"], strict=True,
        )
    ]  # fmt: skip
    assert lines == found and len(lines) == 7


def test_the_position_the_costs_and_the_benefit_are_those_of_the_text() -> None:
    run = run_of(NAME, "across")
    euros, pounds, dollars = run.figures
    assert euros.intercompany == (("IJS-US", "IJS", 52_018_10),)
    assert (shown(dollars.fx, "USD"), shown(pounds.fx, "GBP"), euros.fx) == ("522.95", "36.01", 0)
    assert shown(euros.net_benefit, "EUR") == "274.75" and "less by 274.75" in text_of(NAME)
    assert dict(dollars.waterfall)["interest earned"] == -32_90
    assert benefit(run) == "-278.33"
    for figure in ("52,018.10", "522.95", "36.01", "-278.33"):
        assert is_result(NAME, figure)


def test_what_to_try_next_comes_out_as_the_text_says() -> None:
    scenario = read(SCENARIOS / NAME)
    free = tuple(replace(one, fx_side="mid", spread=None) for one in scenario.conversions)
    assert benefit(across(replace(scenario, conversions=free))) in text_of(NAME)
    up = tuple(replace(one, direction="up") for one in scenario.links)
    (lost,) = across(replace(scenario, links=up)).not_made
    plan = across(replace(scenario, links=up)).plan
    assert plan.names.items[lost.item] == "US-3"
