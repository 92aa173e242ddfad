"""Lints of on-lending and of interest-free loans speak where something is lost, and only there."""

from dataclasses import replace
from typing import Any

import pytest

from tests.hand.test_on_lending_by_hand import IN, LINE, POOL, VAT, pool
from treasury.linting.intra_group import intra_group_remarks
from treasury.scenario import Scenario

GOOD = pool(LINE)


def said(scenario: Scenario) -> list[tuple[str, str]]:
    """Key and message of each remark."""
    return [(str(one.path[2]), one.message) for one in intra_group_remarks(scenario)]


def test_an_agreement_by_all_conditions_is_not_remarked_on():
    assert said(GOOD) == []


LOST: list[tuple[str, dict[str, Any], str]] = [
    ("published", {"on_lending": (replace(LINE, published=False),)}, "it is not published that"),
    ("funds", {"on_lending": (replace(LINE, funds="other"),)}, "'L' comes neither from a"),
    ("structure", {"tax_terms": ()}, "no tax of 'pool' spares what is lent on"),
    (
        "structure",
        {"tax_terms": (replace(VAT, forms=("entrusted_loans",)),)},
        "no tax of 'pool' spares what is lent on",
    ),
    (
        "participant",
        {"structures": (replace(GOOD.structures[0], internal_terms=None),)},
        "nobody pays interest on what is lent on of 'L'",
    ),
]


@pytest.mark.parametrize(("key", "changes", "words"), LOST)
def test_an_agreement_that_can_spare_nothing_is_remarked_on(key, changes, words):
    ((where, message),) = said(replace(GOOD, **changes))
    assert where == key
    assert message.startswith(words)


def test_interest_free_loans_between_legal_persons_have_a_transfer_pricing_risk():
    free = replace(GOOD.structures[0], form="interest_free", internal_terms=None)
    found = replace(pool(), structures=(free,), rates=(IN,))
    ((key, message),) = said(found)
    assert key == "form"
    assert "特别纳税调整" in message
    own = pool(accounts=POOL.replace("South", "HQ").replace("Two", "HQ"))
    assert said(replace(own, structures=(free,))) == []
