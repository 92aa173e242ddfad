"""Listed members whose deposits nothing bounds are named."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group
from tests.linting.test_lint import names
from treasury.pooling.structure import PositionLimit


@pytest.mark.parametrize(
    ("rule", "member", "limit", "found"),
    [
        ("zero_balance", "SUB", None, ["listed_without_limit"]),
        ("zero_balance", "SUB", {"creditor": "SUB"}, []),
        ("zero_balance", "SUB", {"debtor": "HQ"}, []),
        # net of what it borrows it may deposit more; a quota of a border is shared with others
        ("zero_balance", "SUB", {"creditor": "SUB", "net": True}, ["listed_without_limit"]),
        ("zero_balance", "SUB", {"debtor_country": "CN"}, ["listed_without_limit"]),
        ("zero_balance", "SUB", {"creditor": "SUB", "debtor_country": "CN"}, []),
        # what it borrows is no deposit of its own
        ("zero_balance", "SUB", {"debtor": "SUB"}, ["listed_without_limit"]),
        ("cumulative_cap cap=5", "SUB", None, []),
        ("zero_balance", "HQ", None, []),  # inside the listed company nobody owes anybody
    ],
)
def test_a_listed_member_whose_deposits_have_no_limit_is_named(
    rule: str, member: str, limit: dict[str, Any] | None, found: list[str]
) -> None:
    table = f"""
        account | entity   | opening | header | rule
        H       | HQ       | 100     |        |
        P       | {member} | 10      | H      | {rule}
        """
    scenario = group(table)
    entities = tuple(
        replace(each, listed=each.id == member, country="CN" if each.id == "HQ" else "HK")
        for each in scenario.entities
    )
    limits = (PositionLimit(id="L", currency="CNY", amount=Decimal(5), **limit),) if limit else ()
    said = names(replace(scenario, entities=entities, position_limits=limits))
    assert [name for name in said if name != "loans_without_price"] == found
