"""The checks of cross-border quotas, on engines that took them otherwise and on bent events."""

from dataclasses import replace

import pytest

from tests.checking.test_ceilings import failed
from tests.hand.test_cross_border_quotas_by_hand import IN_AND_OUT, abroad, inflow
from tests.made_runs import Made, made
from tests.reporting.explaining.test_quota_words import ENDS, LENDS, across, limit
from treasury import tables as t
from treasury.arrays import UNLIMITED
from treasury.pooling.structure import PositionLimit
from treasury.scenario import Scenario

REPAID = "day | account | amount\n2 | K | 50"


def right(scenario: Scenario) -> Made:
    """Its run; every check of it holds or does not apply."""
    run = made(scenario)
    assert [each for each in run.checks().values() if each.passed is False] == []
    return run


def lent(*limits: PositionLimit) -> Made:
    """Singapore lends 100.00 in, Hong Kong borrows 50.00 and has as much on the second day."""
    scenario = abroad(IN_AND_OUT, REPAID, days=2)
    return right(replace(scenario, position_limits=limits, as_is="pool"))


def test_inflow_beyond_a_net_quota_is_found_with_what_the_quota_left():
    # 70.00 come in and 50.00 go out. On the second day the other 30.00 of S come, and of what K
    # would repay the 70.00 - 50.00 that are left; what is lent out is bounded by nothing
    run = lent(inflow("70", net=True))
    assert run.checks()[24].detail == "3 sweeps and draws under a limit"
    wrong = run.lived_by("ceilings", "amount", UNLIMITED)
    assert failed(wrong, 24) == (
        "S -> H, 2026-03-02 at end of day: 100.00 CNY moved, and the position limit L left "
        "70.00 CNY"
    )


def test_an_engine_that_counts_a_net_quota_gross_is_found():
    wrong = lent(inflow("70", net=True)).lived_by("ceilings", "net", 0)
    assert "S -> H, 2026-03-03 at end of day, is not what its rule and limits say" in failed(
        wrong, 5
    )


@pytest.mark.parametrize(("column", "value"), [("up", 0), ("down", 1), ("amount", 6999)])
def test_an_engine_that_took_a_net_quota_otherwise_is_found(column, value):
    assert failed(lent(inflow("70", net=True)).lived_by("ceilings", column, value), 5)


def test_a_sale_beyond_a_quota_is_told_in_the_quota_s_currency():
    run = right(across("1000", limit("10", currency="USD", **ENDS)))
    wrong = run.lived_by("ceilings", "amount", UNLIMITED)
    assert failed(wrong, 24) == (
        "C -> H, 2026-03-02 at end of day: 140.00 USD moved, and the position limit L left "
        "10.00 USD"
    )
    assert "is not what its rule and limits say" in failed(wrong, 5)


def test_a_fen_more_than_is_enough_is_found():
    # 71.44 yuan bring 10.0016 dollars: not a cent more
    run = right(across("1000", limit("10", currency="USD", **ENDS)))
    wrong = run.bent(run.row(t.CONCENTRATION, 0), amount=7144)
    assert run.checks()[24].passed and wrong.checks()[24].passed
    assert "is not what its rule and limits say" in failed(wrong, 5)


@pytest.mark.parametrize("owed", [ENDS, LENDS])
def test_a_sweep_that_tells_the_room_in_the_participant_s_currency_is_found(owed):
    run = right(across("1000" if owed is ENDS else "-1000", limit("10", currency="USD", **owed)))
    row = run.rows(t.CONCENTRATION if owed is ENDS else t.FUNDING)[0]
    wrong = run.bent(row, room=7143 if owed is ENDS else 7142)
    assert "names another position limit" in failed(wrong, 5)


def test_members_that_share_a_quota_are_granted_no_more_than_it_leaves_in_its_currency():
    # C gets 50.00 yuan for 7.00 dollars; of D's 50.00 yuan the other 3.00 buy 21.42
    one = across("-50", limit("10", currency="USD", **LENDS))
    second = (
        replace(each[1 if len(each) > 1 else 0], **{key: "D"})
        for each, key in ((one.accounts, "id"), (one.links, "participant"),
                          (one.conversions, "participant"))
    )  # fmt: skip
    account, link, terms = second
    run = right(
        replace(
            one, accounts=(*one.accounts, account), links=(*one.links, link),
            conversions=(*one.conversions, terms),
        )
    )  # fmt: skip
    events = run.projection.events
    assert events[run.rows(t.FUNDING), t.AMOUNT].tolist() == [5000, 2142]
    wrong = run.bent(run.rows(t.FUNDING)[1], room=2142)
    assert "names another position limit" in failed(wrong, 5)
