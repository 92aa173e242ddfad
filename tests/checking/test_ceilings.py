"""The checks of position limits, on engines that took them otherwise and on bent events."""

from dataclasses import replace

import pytest

from tests.hand.tables import group
from tests.hand.test_position_limits_by_hand import NESTED, PAYS, QUIET, THREE, TWO_SHORT, limit
from tests.made_runs import Made, made
from treasury import tables as t
from treasury.arrays import UNLIMITED
from treasury.checks import CheckResult
from treasury.comparison import study
from treasury.plan.problems.every import complaints
from treasury.pooling.structure import Structure


def under(table: str, *limits: object, items: str = "", **pool: object) -> Made:
    """The run of a table under these limits; every check of it holds or does not apply."""
    scenario = replace(group(table, items, pool=pool), position_limits=limits)
    run = made(scenario)
    assert [each for each in run.checks().values() if each.passed is False] == []
    return run


def failed(run: Made, number: int) -> str:
    """What the check of this number says, which fails."""
    found: CheckResult = run.checks()[number]
    assert found.passed is False
    return found.detail


def test_sweeps_beyond_a_limit_are_found_with_the_limit_and_what_it_left():
    run = under(THREE, limit("100", debtor="HQ"))
    assert run.checks()[24].detail == "2 sweeps and draws under a limit"
    wrong = run.lived_by("ceilings", "amount", UNLIMITED)
    assert failed(wrong, 24) == (
        "A1 -> H, 2026-03-02 at end of day: 70.00 CNY moved, and the position limit L left "
        "60.00 CNY"
    )
    assert "is not what its rule and limits say" in failed(wrong, 5)


@pytest.mark.parametrize(
    ("column", "value"), [("amount", 9999), ("up", 0), ("begins", 1), ("ends", -1)]
)
def test_an_engine_that_took_the_limit_otherwise_is_found(column, value):
    wrong = under(THREE, limit("100", debtor="HQ")).lived_by("ceilings", column, value)
    assert failed(wrong, 5)


def test_a_limit_that_is_not_there_is_not_examined():
    found = under(THREE).checks()[24]
    assert (found.passed, found.detail) == (None, "the run has no position limits")
    found = under(THREE, limit("0", debtor="HQ")).checks()[24]
    assert (found.passed, found.detail) == (None, "nothing moved under a limit")


@pytest.mark.parametrize("change", [{"ceiling": 1}, {"room": 1}, {"ceiling": -1, "room": 0}])
def test_a_sweep_that_names_another_limit_is_found(change):
    run = under(THREE, limit("100", debtor="HQ"), limit("500", "SUBA", id="M"))
    wrong = run.bent(run.row(t.CONCENTRATION, 1), **change)  # A1's
    assert "names another position limit" in failed(wrong, 5)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ceiling": -1, "room": 0}, "names another position limit"),
        ({"room": 7000}, "names another position limit"),
        ({"beside": 7001}, "is not what its rule and limits say"),
        ({"reason": 0}, "is not what its rule and limits say"),
    ],
)
def test_a_grant_that_says_something_else_of_its_limit_is_found(change, said):
    run = under(TWO_SHORT, limit("100", "HQ"))
    assert said in failed(run.bent(run.row(t.FUNDING, 1), **change), 5)  # B's


def test_a_share_that_is_not_cut_to_the_room_is_found():
    table = TWO_SHORT.replace("500", "90 ")
    run = under(table, limit("60", "HQ"), when_short="pro_rata")
    wrong = run.lived_by("ceilings", "amount", UNLIMITED)
    assert failed(wrong, 24)
    bent = run.bent(run.row(t.FUNDING, 1), amount=1400)
    assert "is not its share of 15.00 CNY" in failed(bent, 9)


def test_needs_of_a_branch_are_those_that_the_limits_let_through():
    table = NESTED.format(b="80", rule="keep keep=0", c="-50")
    run = under(table, limit("20", "SUBB", "SUBC"))
    wrong = run.lived_by("ceilings", "amount", 3000)
    assert failed(wrong, 5)


def test_a_payment_beyond_a_limit_and_a_cause_that_names_another_are_found():
    table = PAYS.format(rule=QUIET, mode="full", inner="")
    items = "time | account | amount\n10:00 | S | -40"
    run = under(table, limit("30", "HQ", "SUB"), items=items)
    wrong = run.lived_by("ceilings", "amount", UNLIMITED)
    assert "was made beyond what the account may pay" in failed(wrong, 18)
    assert failed(wrong, 24).endswith("40.00 CNY moved, and the position limit L left 30.00 CNY")
    row = run.rows(t.QUEUED)[0]
    assert "names another position limit" in failed(run.bent(row, ceiling=-1, room=0), 18)
    assert "names another cause" in failed(run.bent(row, reason=t.CAUSE_HEADER), 18)


def test_a_limit_further_up_the_way_is_the_one_that_is_named():
    table = NESTED.format(b="10", rule=QUIET, c="0")
    items = "time | account | amount\n10:00 | C | -41"
    run = under(table, limit("30", "HQ", "SUBB"), items=items)
    wrong = run.lived_by("ceilings", "down", 0)
    assert "was made beyond what the account may pay" in failed(wrong, 18)


def test_the_guarantee_does_not_speak_of_pools_with_position_limits():
    found = under(THREE, limit("100", debtor="HQ"), payment_mode="own_deposits").checks()[17]
    assert (found.passed, found.detail) == (None, "it speaks of pools without position limits")


def test_in_a_structure_without_links_no_limit_is_examined():
    one = replace(group(THREE, as_is="none"), position_limits=(limit("100", debtor="HQ"),))
    apart = replace(one, structures=(*one.structures, Structure(id="none")))
    assert complaints(apart) == []
    (run,) = [run for run in study(apart).runs if run.plan.structure == "none"]
    (found,) = [check for check in run.checks if check.name.startswith("24 ")]
    assert (found.passed, found.detail) == (None, "nothing moved under a limit")
