"""Money market sweeps that find or leave nothing, or place what is needed, and those that may."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.notional import member, pooled
from tests.hand.test_money_market_by_hand import swept
from tests.hand.test_register_pools_by_hand import SHORT, register
from treasury.deposits import Deposit
from treasury.interest import Terms
from treasury.linting.lint import remarks
from treasury.money_market import MoneyMarketSweep
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario

PAYS = "2 | A | -80"
HEADS = """
    account | opening   | header | rule
    A       | {opening} |        |
    B       | 10        | A      | zero_balance
    """


def found(scenario: Scenario) -> list[str]:
    """The names of the remarks on what is left for the day."""
    return [one.name for one in remarks(scenario) if one.name == "nothing_left_for_the_day"]


@pytest.mark.parametrize(
    "given",
    [
        {"items": PAYS},
        {"accounts": HEADS},
        {"accounts": HEADS, "structure": "pool"},
    ],
)
def test_an_account_that_has_to_pay_and_keeps_nothing_is_remarked(given: dict[str, Any]) -> None:
    assert found(swept(1000, keep=0, **given)) == ["nothing_left_for_the_day"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"items": "2 | A | 80"},
        {"items": PAYS, "keep": 80},
        {"items": PAYS, "accounts": "account | opening | line\nA | {opening} | 50"},
        {"items": PAYS, "accounts": "account | opening | reserve\nA | {opening} | 50"},
        {"items": PAYS, "accounts": "account | opening | overdraft\nA | {opening} | 50"},
        {"items": PAYS, "accounts": "account | opening | intraday\nA | {opening} | 50"},
    ],
)
def test_one_that_has_nothing_to_pay_or_something_to_pay_with_is_not(
    given: dict[str, Any],
) -> None:
    assert found(swept(1000, **({"keep": 0} | given))) == []


@pytest.mark.parametrize(("keep", "told"), [(0, 0), (49, 1), (50, 0), (51, 0)])
def test_what_is_kept_below_the_reserve_never_counts(keep: int, told: int) -> None:
    table = "account | opening | reserve | line\nA | {opening} | 50 | 9"
    scenario = swept(1000, keep=keep, accounts=table)
    assert named(scenario, "keep_below_reserve") == told
    words = "'M' keeps 49 on 'A', and its reserve of 50 stays on it anyway: keep changes nothing"
    assert [one.message for one in remarks(scenario) if "keep_below" in one.name] == [words] * told


def named(scenario: Scenario, name: str) -> int:
    """How many remarks have the name, in a scenario that can be run."""
    assert complaints(scenario) == []
    return sum(one.name == name for one in remarks(scenario))


BELOW = """
    account | opening   | header | rule   | direction
    H       | 1000      |        |        |
    A       | {{opening}} | H      | {rule} | {way}
    """


@pytest.mark.parametrize(
    ("rule", "way", "given", "told"),
    [
        ("zero_balance", "both", {}, 1),
        ("zero_balance", "up", {"structure": "pool"}, 1),
        ("zero_balance at=15:00 late", "up", {}, 1),
        ("zero_balance at=15:00", "up", {}, 0),  # what comes in later is there in the evening
        ("zero_balance", "down", {}, 0),
        ("keep keep=50", "up", {}, 0),
        ("zero_balance", "both", {"account": "H"}, 0),
    ],
)
def test_cash_that_goes_up_before_it_is_invested_is_remarked(
    rule: str, way: str, given: dict[str, Any], told: int
) -> None:
    one = swept(500, accounts=BELOW.format(rule=rule, way=way), **given)
    assert named(one, "nothing_to_invest") == told


@pytest.mark.parametrize(
    ("rule", "way", "given", "told"),
    [
        ("target_constant target=200", "both", {}, 1),
        ("target_constant target=200", "down", {}, 1),
        ("range low=150 high=400", "both", {}, 1),
        ("target_constant target=100", "both", {}, 0),  # 100 are left, and no more is fetched
        ("range low=100 high=400", "both", {}, 0),
        ("target_constant target=200", "up", {}, 0),
        ("target_constant target=200", "both", {"keep": 200}, 0),
        ("keep keep=200", "both", {}, 0),
        ("target_constant target=200", "both", {"account": "H"}, 0),
    ],
)
def test_money_that_is_fetched_to_be_invested_is_remarked(
    rule: str, way: str, given: dict[str, Any], told: int
) -> None:
    one = swept(500, accounts=BELOW.format(rule=rule, way=way), **given)
    assert named(one, "fetched_to_be_invested") == told


def test_what_the_reserve_keeps_is_not_invested_though_it_was_fetched() -> None:
    accounts = """
        account | opening   | header | rule                       | reserve
        H       | 1000      |        |                            |
        A       | {opening} | H      | target_constant target=200 | 200
        """
    assert named(swept(500, accounts=accounts), "fetched_to_be_invested") == 0


COVERED = SHORT + "B | 500000 | own |\n"


@pytest.mark.parametrize(
    ("account", "structure", "told"),
    [("A", None, 1), ("A", "pool", 1), ("H", None, 0), ("B", None, 0)],
)
def test_money_that_covered_a_register_and_is_placed_is_remarked(
    account: str, structure: str | None, told: int
) -> None:
    one = register(COVERED, members=(member("H"), member("A")))
    fund = MoneyMarketSweep(id="M", account=account, terms="demand", structure=structure)
    sweeping = replace(one, money_market_sweeps=(fund,))
    assert named(sweeping, "placed_beside_a_register") == told
    seven = Deposit(id="N", account=account, product="notice_7", amount=Decimal(500_000),
                    placed_on=one.first_day, rate="0.8%", structure=structure)  # fmt: skip
    assert named(replace(one, deposits=(seven,)), "placed_beside_a_register") == told


def test_money_that_is_placed_beside_a_pool_of_another_kind_is_not() -> None:
    one = pooled("account | opening | terms\nH | 100 | own\nA | 300 | own", own=(Terms(id="own"),))
    fund = MoneyMarketSweep(id="M", account="A", terms="own")
    assert named(replace(one, money_market_sweeps=(fund,)), "placed_beside_a_register") == 0
