"""The worked examples of notional pools that were calculated elsewhere, run for a year or a day."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.notional import SMALL, own, pooled, rates, shares
from tests.hand.tables import lived, minor
from tests.oracles.examples import example, needs_examples
from treasury.interest import Terms
from treasury.pooling.notional import Allocation, PoolMethod
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

pytestmark = needs_examples

YEAR = {"days": 365, "own": (Terms(id="own", day_count="ACT/365F", settles="never"),)}
"""A year without a settlement in it: interest of a year, rounded once."""


def accounts(*openings: str) -> str:
    """The accounts H, B, C and so on with these openings, as a table."""
    names = ("H", "B", "C", "D", "E")
    lines = [f"{name} | {opening} | own" for name, opening in zip(names, openings, strict=False)]
    return "\n".join(["account | opening | terms", *lines])


def of_a_year(*openings: str, credit: str, debit: str, **pool: Any) -> Scenario:
    """A pool of these openings for a year at these rates."""
    return pooled(accounts(*openings), rates=rates("own", credit, debit), **YEAR, **pool)


def total(found: dict[str, int]) -> int:
    """The sum over all accounts."""
    return sum(found.values())


def test_w03_set_off_of_two_equal_balances():
    given = example("notional", "W03")
    scenario = of_a_year("100", "-100", credit="5%", debit="10%")
    alone, here = total(own(lived(scenario, None))), total(shares(lived(scenario)))
    assert alone == minor(given["alone_net"])
    assert here == minor(given["pooled"])
    assert here - alone == minor(given["benefit"])


def test_o10_a_day_of_three_accounts_by_fair_share():
    given = example("notional", "O10")
    scenario = pooled(accounts("8000000", "-3000000", "1000000"), rates=SMALL)
    alone, here = lived(scenario, None), lived(scenario)
    earned = sum(amount for amount in own(alone).values() if amount > 0)
    assert given["alone"][0] == f"{Decimal(earned) / 100:.2f} on the credits"
    assert given["alone"][2] == f"{Decimal(total(own(alone))) / 100:.2f} net"
    assert own(alone)["B"] == minor(given["alone"][1])
    assert total(shares(here)) == minor(given["pooled"])
    assert total(shares(here)) - total(own(alone)) == minor(given["benefit"])
    split = [shares(here).get(name, 0) for name in "HBC"]
    assert split == [minor(part) for part in given["split_of_58.33_fair_share"]]


def test_v11_an_advantage_and_the_tax_on_it():
    given = example("notional", "V11")
    scenario = of_a_year("300", "-100", credit="2%", debit="8%", method="advantage")
    # Nothing settles in the year; the tax on what has accrued stands open beside it.
    held = TaxTerm(tax="advantage", base="pool_result", rate="10%")
    here = lived(replace(scenario, tax_terms=(held,)))
    assert sum(here.levied.values()) == minor(given["tax"])
    assert total(own(here)) == minor(given["participants"])
    assert total(shares(here)) == minor(given["advantage"])
    assert total(own(here)) + total(shares(here)) == minor(given["pool"])


@pytest.mark.parametrize("method", ["net"])
@pytest.mark.parametrize(
    "allocation",
    ["fair_share", "reverse_fair_share", "even", "even_to_positive", "absolute_pro_rata"],
)
def test_v12_six_shared_over_three_balances(allocation: Allocation, method: PoolMethod):
    given = example("notional", "V12")
    # 300 + 100 - 100 = 300 earn 2 % of a year: 6.00.
    scenario = of_a_year(
        "300", "100", "-100", credit="2%", debit="8%", allocation=allocation, method=method
    )
    found = shares(lived(scenario))
    assert [found.get(name, 0) for name in "HBC"] == [minor(part) for part in given[allocation]]


def test_w07_the_header_s_own_interest_counts_alone_as_well():
    right = example("notional", "W07")["right"]
    scenario = of_a_year(
        "-1000000", "-400000", "350000", "-200000", "-100000", credit="7%", debit="10%",
        allocation="central",
    )  # fmt: skip
    saving = total(shares(lived(scenario))) - total(own(lived(scenario, None)))
    assert f"{Decimal(saving) / 100:.2f}" in right
