"""What is remarked about a leader's reward that no benefit could pay."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group
from treasury.linting.lint import remarks
from treasury.plan.problems.every import complaints
from treasury.pooling.benefit import BenefitSplit
from treasury.scenario import Scenario

POOL = """
    account | opening | header | rule         | entity | overdraft | currency | line
    H       | 100     |        |              | HQ     | 0         | CNY      | 30/50
    S       | -40     | H      | zero_balance | Sub    | 40        | CNY      |
    E       | 5000    |        |              | Sub    | 0         | EUR      |
    O       | 7000    |        |              | Sub    | 0         | CNY      |
    """
ITEMS = "day | account | amount\n1 | S | 25\n2 | S | -5"


def shared(**keys: Any) -> Scenario:
    """A pool whose accounts have and owe 140, receive and pay 30, and have drawn 30: 200 CNY."""
    split = BenefitSplit(structure="pool", leader="HQ", **keys)
    found = replace(group(POOL, ITEMS, days=3), benefit_splits=(split,))
    assert complaints(found) == []
    return found


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"currency": "CNY", "reward_amount": Decimal("200.00")}, 0),
        ({"currency": "CNY", "reward_amount": Decimal("200.01")}, 1),
        ({"currency": "CNY", "reward": "90%"}, 0),
        ({}, 0),
    ],
)
def test_a_reward_above_all_the_money_of_the_pool_is_remarked(
    keys: dict[str, Any], told: int
) -> None:
    found = [one.message for one in remarks(shared(**keys)) if one.name == "reward_above_all_money"]
    words = (
        "the reward of 'HQ' is 200.01, more than the 200 CNY that the accounts of 'pool' have, "
        "owe, receive and pay in the run together: no benefit comes to that, and the members share "
        "nothing of any"
    )
    assert found == [words] * told
