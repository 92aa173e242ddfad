"""What is remarked about floors and caps that hold a rate on every day of the run."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.hand.tables import group
from tests.scenarios.shipped import SCENARIOS
from treasury.interest import Terms
from treasury.linting.lint import remarks
from treasury.plan.problems.every import complaints
from treasury.plan.problems.rates import price_of
from treasury.plan.reading import read
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario


def loan(*fixings: str, **bounds: Any) -> Scenario:
    """A rate that follows an index with these fixings from the first day of the run, one a day."""
    found = group(
        "account | opening | terms\n A | 100 | t",
        days=len(fixings),
        terms=(Terms(id="t", resets="daily"),),
        rates=(Rate(terms="t", side="credit", rate="IDX + 40 bps", **bounds),),
        indices=(Index(id="IDX", oldest=0),),
        index_rates=tuple(
            IndexRate(index="IDX", date=date(2026, 3, 2 + at), rate=rate)
            for at, rate in enumerate(fixings)
        ),
    )
    assert complaints(found) == []
    return found


def said(found: Scenario) -> list[tuple[str, str]]:
    """The key and sentence of each remark on a bound."""
    return [
        (str(one.path[2]), one.message) for one in remarks(found)
        if one.name == "bound_always_holds"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("bounds", "key", "where"),
    [
        ({"floor": "3.41%"}, "floor", "at most 3.40 %"),
        ({"floor": "3.40%"}, "", ""),
        ({"cap": "2.89%"}, "cap", "at least 2.90 %"),
        ({"cap": "2.90%"}, "", ""),
        ({"floor": "3.00%", "cap": "3.20%"}, "", ""),
        ({}, "", ""),
    ],
)
def test_a_bound_that_holds_on_every_day_is_remarked_and_one_that_only_sometimes_does_is_not(
    bounds: dict[str, str], key: str, where: str
) -> None:
    # 2.5 % to 3.0 % and 0.40 %: from 2.90 % to 3.40 %.
    found = said(loan("2.7%", "3.0%", "2.5%", **bounds))
    told = (
        f"the {key} {bounds.get(key)} of 't' holds on every day of the run: IDX + 40 bps comes to "
        f"{where}, so 'IDX' never moves the rate"
    )
    assert [place for place, _ in found] == [key] * bool(key)
    assert all(words == told for _, words in found)


def test_of_a_deposit_that_is_not_to_cost_anything_nothing_is_said() -> None:
    below = loan("-0.7%", "-0.6%", floor="0%")
    assert said(below) == []
    owed = replace(below, rates=tuple(replace(one, side="debit") for one in below.rates))
    assert len(said(owed)) == 1


def test_a_fixing_within_the_bound_counts_also_where_the_rate_stays_the_same() -> None:
    # 3.00 % held by the floor on the first day, and 2.6 % + 0.40 % = 3.00 % of itself on the next.
    assert len(said(loan("2.0%", "2.5%", floor="3%"))) == 1
    assert said(loan("2.0%", "2.6%", floor="3%")) == []


def test_of_a_rate_compounded_in_arrears_nothing_is_said() -> None:
    found = read(SCENARIOS / "18_compounding_in_arrears")
    names = {one.id for one in found.terms if one.compounded_in_arrears}
    rates = [
        replace(one, floor="20%", cap=None)
        if one.terms in names and price_of(one.rate).follows
        else one
        for one in found.rates
    ]
    held = replace(found, rates=tuple(rates))
    assert held != found
    assert complaints(held) == []
    assert said(held) == []
