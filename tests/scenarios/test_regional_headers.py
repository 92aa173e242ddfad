"""Scenario 25, regional headers: the figures of its README are those of its runs."""

import re
from dataclasses import replace
from decimal import Decimal

from tests.scenarios.answers import is_result, text_of
from tests.scenarios.shipped import SCENARIOS, run_of
from tests.scenarios.test_cross_currency_sweeps import shown
from treasury.comparison import Run, study
from treasury.plan.reading import read
from treasury.reporting.sweeps import sweep_register
from treasury.scenario import Scenario

NAME = "25_regional_headers"


def regions(scenario: Scenario) -> Run:
    """The run of the structure without prices, alone."""
    alone = replace(
        scenario,
        structures=tuple(one for one in scenario.structures if one.id == "regions"),
        links=tuple(one for one in scenario.links if one.structure == "regions"),
        conversions=tuple(one for one in scenario.conversions if one.structure == "regions"),
    )
    return next(run for run in study(alone).runs if run.plan.structure == "regions")


def in_dollars(run: Run) -> tuple[str, str]:
    """What the group gains, and what conversions cost it."""
    assert run.group is not None
    figures = run.group.figures
    return shown(figures.net_benefit, "USD"), shown(figures.fx or 0, "USD")


def test_the_eight_conversions_are_those_worked_out_by_hand() -> None:
    lines = re.findall(
        r"^ {4}(\d+) March +(\S+) (up|down) +([\d,.]+) \S+ .* ([\d,.]+)$",
        text_of(NAME),
        re.MULTILINE,
    )
    data = sweep_register(run_of(NAME, "regions")).data
    found = [
        (day[8:].lstrip("0"), giver if up else taker, "up" if up else "down",
         shown(amount, "EUR"), shown(there, "EUR"))
        for day, giver, taker, up, amount, there in zip(
            data["date"], data["from"], data["to"], data["up"], data["amount"],
            data["for_header"], strict=True,
        )
        if there is not None
    ]  # fmt: skip
    assert lines == found and len(lines) == 8


def test_the_positions_the_costs_and_the_benefit_are_those_of_the_text() -> None:
    run = run_of(NAME, "regions")
    euros, pounds, dollars = run.figures
    assert dollars.intercompany == (("LARK-EU", "LARK", 49_289_45),)
    assert ("LARK-UK", "LARK-EU", 5_864_20) in euros.intercompany
    assert (shown(euros.fx, "EUR"), shown(pounds.fx, "GBP"), dollars.fx) == ("275.15", "74.07", 0)
    steps = dict(euros.waterfall)
    assert (steps["interest earned"], steps["interest paid"]) == (-39_76, 146_67)
    assert dict(dollars.waterfall)["interest earned"] == 50_46
    assert in_dollars(run) == ("-236.94", "407.23")
    for figure in ("275.15", "74.07", "-236.94"):
        assert is_result(NAME, figure)
    for figure in ("49,289.45", "5,864.20", "39.76", "146.67", "50.46", "407.23"):
        assert figure in text_of(NAME)


def test_without_a_region_more_is_converted() -> None:
    scenario = read(SCENARIOS / NAME)
    links = tuple(replace(one, header="US-USD") for one in scenario.links)
    terms = next(one for one in scenario.conversions if one.participant == "EU-EUR")
    more = tuple(replace(terms, participant=name) for name in ("DE-EUR", "FR-EUR"))
    alone = replace(scenario, links=links, conversions=(*scenario.conversions, *more))
    benefit, cost = in_dollars(regions(alone))
    assert benefit in text_of(NAME) and cost in text_of(NAME)


def test_at_mid_nothing_is_lost() -> None:
    scenario = read(SCENARIOS / NAME)
    free = tuple(replace(one, fx_side="mid", spread=None) for one in scenario.conversions)
    assert in_dollars(regions(replace(scenario, conversions=free)))[0] == "170.60"
    assert "the benefit is 170.60" in text_of(NAME)


def test_the_european_header_does_not_pay_with_its_participants_money() -> None:
    scenario = read(SCENARIOS / NAME)
    items = tuple(replace(one, amount=Decimal(-48_000)) if one.id == "EU-2" else one
                  for one in scenario.items)  # fmt: skip
    (lost,) = regions(replace(scenario, items=items)).not_made
    assert scenario.items[lost.item].id == "EU-2"
    # 50,000.00 + 50,441.61 x 0.999 / 1.1510 - 45,864.20
    less = tuple(replace(one, amount=Decimal("-47916.13")) if one.id == "EU-2" else one
                 for one in scenario.items)  # fmt: skip
    assert regions(replace(scenario, items=less)).not_made == ()
    assert "may pay 47,916.13" in text_of(NAME)


def test_what_is_paid_inside_is_in_the_header_s_currency_and_no_gain_of_the_group() -> None:
    priced, plain = run_of(NAME, "priced"), run_of(NAME, "regions")
    inside = {(one.entity, one.currency): one.internal_interest for one in priced.members
              if one.internal_interest}  # fmt: skip
    assert inside == {
        ("LARK", "USD"): -42_05, ("LARK-EU", "USD"): 42_05, ("LARK-EU", "EUR"): 60_47,
        ("LARK-DE", "EUR"): 33_19, ("LARK-FR", "EUR"): -97_78, ("LARK-UK", "EUR"): 4_12,
    }  # fmt: skip
    assert in_dollars(priced) == in_dollars(plain)
    assert is_result(NAME, "42.05") and is_result(NAME, "60.47")
    for figure in ("33.19", "97.78", "4.12"):
        assert figure in text_of(NAME)
