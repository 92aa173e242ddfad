"""What a sweep says of each method: its amounts, and what it looked at beside the balance."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.reporting.explaining.test_sentences import up
from tests.reporting.made_pool import pool
from treasury.plan.resolve import resolve
from treasury.reporting.explaining.sentences import sweep_sentence


@pytest.mark.parametrize(
    ("rule", "beside", "sentence"),
    [
        (
            {"preset": "share_of_receipts", "share": "60%"},
            40000,
            (
                "Rule ZBA (60% of receipts) saw 500.00 on S1-1 and 400.00 received since its last "
                "run and sent 240.00 up to EAST-1."
            ),
        ),
        (
            {"preset": "cumulative_cap", "cap": Decimal(1000)},
            76000,
            (
                "Rule ZBA (sends up to 1,000.00 in all) saw 500.00 on S1-1 with 760.00 already "
                "sent up and sent 240.00 up to EAST-1."
            ),
        ),
        (
            {"preset": "cumulative_cap", "cap": Decimal(100)},
            -14000,
            (
                "Rule ZBA (sends up to 100.00 in all) saw 500.00 on S1-1 with 140.00 owed to its "
                "header and sent 240.00 up to EAST-1."
            ),
        ),
        (
            {"preset": "cover_overdraft"},
            -24000,
            (
                "Rule ZBA (covers its header's overdraft) saw 500.00 on S1-1 and 240.00 missing on "
                "EAST-1 and sent 240.00 up to EAST-1."
            ),
        ),
    ],
)
def test_a_sweep_says_what_its_rule_looked_at_beside_the_balance(rule, beside, sentence):
    one = pool()
    rules = tuple(replace(each, **rule) if each.id == "ZBA" else each for each in one.rules)
    plan = resolve(replace(one, rules=rules), "P", "P")
    assert sweep_sentence(plan, [*up(24000, 50000, 24000, 0), beside]) == sentence


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"preset": "collar", "threshold": Decimal(9), "collar": Decimal(3)},
         "from 9.00 on all above 3.00"),
        ({"preset": "percentage", "share": "33.3%"}, "33.3% of the balance"),
        ({"preset": "fixed", "amount": Decimal(5)}, "moves 5.00"),
        ({"preset": "whole_units", "unit": Decimal(5)}, "whole units of 5.00"),
        ({"preset": "whole_units", "unit": Decimal(5), "keep": Decimal(2)},
         "whole units of 5.00 above 2.00"),
    ],
)  # fmt: skip
def test_a_preset_is_named_with_its_amounts(rule, words):
    one = pool()
    rules = tuple(replace(each, **rule) if each.id == "ZBA" else each for each in one.rules)
    plan = resolve(replace(one, rules=rules), "P", "P")
    assert sweep_sentence(plan, up(1, 1, 1, 0)).startswith(f"Rule ZBA ({words}) saw")
