"""Money market sweeps that leave nothing for the payments of the day, and those that may."""

from typing import Any

import pytest

from tests.hand.test_money_market_by_hand import swept
from treasury.linting.lint import remarks
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
