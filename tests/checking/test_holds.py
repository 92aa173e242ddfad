"""The checks add up from the records what is held, and fail where an engine forgets it."""

from dataclasses import replace

import numpy as np
import pytest

from tests.hand.tables import group
from tests.hand.test_holds_by_hand import ONE, POOLED, hold
from tests.made_runs import Made, made
from treasury.accounts.chart import Hold
from treasury.checks import CheckResult
from treasury.scenario import Scenario


def forgotten(scenario: Scenario, *holds: Hold) -> Made:
    """The run of a plan that has lost the holds, told by checks that read them in the records.

    With the plan as it is every check holds or does not apply.
    """
    run = made(replace(scenario, holds=holds))
    assert [each for each in run.checks().values() if each.passed is False] == []
    nothing = np.zeros_like(run.plan.tables.blocked)
    blind = replace(run.plan, tables=run.plan.tables._replace(blocked=nothing))
    return replace(run.lived(blocked=nothing), plan=blind)


def failed(run: Made, number: int) -> str:
    """What the check of this number says, which fails."""
    found: CheckResult = run.checks()[number]
    assert found.passed is False
    return found.detail


REAL_TIME = "zero_balance frequency=real_time"
RECEIVED = "day | time | account | amount\n1 | 09:00 | P | 100"


@pytest.mark.parametrize(
    ("rule", "opening", "items", "what"),
    [
        ("zero_balance", 100, "", "saw another balance"),  # sent up 100 instead of 40
        ("target_constant target=80", 100, "", "saw another balance"),  # sent up 20 instead of 0
        (REAL_TIME, 0, RECEIVED, "saw another balance"),
    ],
)
def test_a_sweep_of_what_is_held_is_found(rule, opening, items, what):
    one = group(ONE.format(rule=rule, opening=opening), items)
    assert what in failed(forgotten(one, hold("P", "60")), 5)


def test_a_sweep_that_should_not_have_been_made_at_all_is_found():
    one = group(ONE.format(rule="zero_balance", opening=60))
    assert "saw another balance" in failed(forgotten(one, hold("P", "60")), 5)


def test_a_target_that_is_not_filled_beside_a_hold_is_found():
    one = group(ONE.format(rule="target_constant target=60", opening=60))
    assert failed(forgotten(one, hold("P", "20")), 5) == (
        "funding P -> H, 2026-03-02 at end of day: its rule wants 20.00 CNY, recorded nothing"
    )


def test_a_grant_of_what_is_held_is_found():
    one = group(ONE.format(rule="zero_balance", opening=-100))
    assert "was not covered" in failed(forgotten(one, hold("H", "450")), 6)


def test_a_return_of_what_is_held_is_found():
    one = group(ONE.format(rule="zero_balance reverse", opening=100), days=2)
    said = failed(forgotten(one, hold("H", "550", 2)), 5)
    assert "was not covered, or could have been more" in said


def test_a_payment_from_what_is_held_is_found():
    one = group(ONE.format(rule="zero_balance", opening=100), RECEIVED.replace("100", "-50"))
    assert "P1" in failed(forgotten(one, hold("P", "60")), 18)


def test_a_linked_draw_of_what_is_held_is_found():
    table = POOLED.format("full").replace("| 0 ", "| 500 ")
    one = group(table, RECEIVED.replace("100", "-250"))
    assert "was not covered" in failed(forgotten(one, hold("H", "400")), 6)


def test_a_line_repaid_from_what_is_held_is_found():
    one = group("account | opening | line\nP | 100 | 40/500")
    said = failed(forgotten(one, hold("P", "90")), 20)
    assert said == "line line-P on 2026-03-02: should move -10.00 CNY, moved -40.00 CNY"
