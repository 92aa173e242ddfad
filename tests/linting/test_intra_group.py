"""Lints of on-lending and of interest-free loans speak where something is lost, and only there."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.hand.tables import group
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
    (where, message), *others = said(replace(GOOD, **changes))
    assert where == key
    assert message.startswith(words)
    assert [place for place, _ in others] == ["internal_terms"] * (key == "participant")


def test_interest_free_loans_between_legal_persons_have_a_transfer_pricing_risk():
    free = replace(GOOD.structures[0], form="interest_free", internal_terms=None)
    found = replace(pool(), structures=(free,), rates=(IN,))
    ((key, message),) = said(found)
    assert key == "form"
    assert "特别纳税调整" in message
    own = pool(accounts=POOL.replace("South", "HQ").replace("Two", "HQ"))
    assert said(replace(own, structures=(free,))) == []


def test_loans_between_legal_persons_have_a_price_or_a_form_that_says_why_not():
    table = """
        account | opening | header | rule         | entity
        H       | 0       |        |              | HQ
        S       | 100     | H      | zero_balance | Sub
        T       | 100     | H      | zero_balance | Sub
        """
    free = group(table)
    ((key, message),) = said(free)
    assert key == "internal_terms"
    assert message == (
        "what 'S' and 'H', of two legal persons, owe each other in 'pool' bears no interest, and "
        "on 1 more link, and nothing says that this is meant"
    )
    meant = replace(free.structures[0], form="interest_free")
    assert [key for key, _ in said(replace(free, structures=(meant,)))] == ["form"]
    entrusted = replace(free.structures[0], form="entrusted_loans", netting="pair")
    assert [key for key, _ in said(replace(free, structures=(entrusted,)))] == ["internal_terms"]
    assert said(group(table.replace("Sub", "HQ"))) == []


def test_the_header_takes_no_less_than_it_pays():
    debit = replace(IN, side="debit", rate="1%")
    below = replace(debit, rate="0.5%", valid_from=date(2026, 3, 10))
    credit = replace(IN, side="credit", rate="0.8%")
    priced = pool(rates=(credit, debit, below))
    ((key, message),) = [one for one in said(priced) if "internal terms" in one[1]]
    assert key == "id"
    assert message.endswith(
        "what is sent up bears 0.80 % and what is fetched down 0.50 % from 2026-03-10: the header "
        "lends for less than it pays"
    )
    even = pool(rates=(credit, replace(debit, rate="0.8%")))
    assert not [one for one in said(even) if "internal terms" in one[1]]
