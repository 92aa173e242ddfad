"""Check 5 and clearing systems: sweeps outside the window, above its limit, or left out in it."""

import datetime
from dataclasses import replace
from decimal import Decimal

from tests.hand.tables import group
from tests.hand.test_cut_offs_by_hand import HVPS, MORNINGS, WEEK
from tests.hand.test_sweep_windows_by_hand import SMALL, two_banks
from tests.made_runs import Made, made
from treasury import tables as t
from treasury.clearing import ClearingWindow


def by_record(run: Made, *systems: ClearingWindow) -> Made:
    """The run as it happened, beside a scenario with another record of its clearing systems."""
    scenario = replace(run.plan.scenario, clearing=systems)
    return replace(run, plan=replace(run.plan, scenario=scenario))


def detail(run: Made) -> str:
    """What check 5 says is wrong with the run."""
    found = run.checks()[5]
    assert found.passed is False
    return found.detail


def at_ten(rule: str = "zero_balance at=10:00", items: str = "") -> Made:
    """A run in which P sweeps by DAY, open from 9 to 12, at 10:00."""
    return made(two_banks(rule, "DAY", items))


def test_a_sweep_in_the_window_is_right_and_outside_it_is_found() -> None:
    run = at_ten()
    assert run.checks()[5].passed is True
    late, early = datetime.time(10, 1), datetime.time(10)
    detail(by_record(run, replace(MORNINGS, opens=late)))
    detail(by_record(run, replace(MORNINGS, closes=early)))
    assert by_record(run, replace(MORNINGS, opens=early, closes=late)).checks()[5].passed is True


def test_a_sweep_on_no_business_date_is_found() -> None:
    run = at_ten()
    rests = replace(run.plan.scenario.calendars[0], closed=(datetime.date(2026, 3, 2),))
    scenario = replace(run.plan.scenario, calendars=(rests,))
    detail(replace(run, plan=replace(run.plan, scenario=scenario)))


def test_a_sweep_left_out_although_the_window_was_open_is_found() -> None:
    run = made(two_banks("zero_balance at=13:00", "DAY"))
    assert run.rows(t.CONCENTRATION) == [] and run.checks()[5].passed is None
    detail(by_record(run, replace(MORNINGS, closes=datetime.time(13, 1))))


def test_a_sweep_on_a_receipt_outside_the_window_is_found() -> None:
    run = at_ten("zero_balance frequency=real_time", "time | account | amount\n10:00 | P | 5")
    assert run.checks()[5].passed is True and len(run.rows(t.CONCENTRATION)) == 1
    found = detail(by_record(run, replace(MORNINGS, opens=datetime.time(10, 1))))
    assert "fired on a receipt where nothing may" in found


def test_a_receipt_on_which_nothing_fired_although_the_window_was_open_is_found() -> None:
    run = at_ten("zero_balance frequency=real_time", "time | account | amount\n08:00 | P | 5")
    assert run.checks()[5].passed is None and run.rows(t.CONCENTRATION) == []
    found = detail(by_record(run, replace(MORNINGS, opens=datetime.time(8))))
    assert "did not fire in real time" in found


def test_a_sweep_above_what_the_system_takes_at_once_is_found() -> None:
    run = made(two_banks("zero_balance", "SMALL"))
    assert run.checks()[5].passed is True
    detail(by_record(run, replace(SMALL, limit=Decimal(29))))
    detail(by_record(run, replace(SMALL, limit=None)))
    later = replace(SMALL, valid_from=datetime.date(2026, 3, 3), limit=None)
    assert by_record(run, SMALL, later).checks()[5].passed is True


def test_an_engine_that_knows_no_windows_is_found() -> None:
    run = made(two_banks("zero_balance at=13:00", "DAY"))
    blind = run.lived_by("links", "channel", -1)
    assert len(blind.rows(t.CONCENTRATION)) == 1
    detail(blind)


def test_a_draw_over_a_link_by_a_clearing_system_is_found() -> None:
    run = made(
        group(
            """
            account | bank  | opening | header | rule                  | mode | clearing
            H       | There | 0       |        |                       |      |
            M       | Here  | 100     | H      | zero_balance at=09:00 |      | HVPS
            P       | Here  | 0       | M      | zero_balance at=09:00 | full |
            """,
            "time | account | amount\n10:00 | P | -60",
            calendars=(WEEK,),
            clearing=(HVPS,),
            as_is="pool",
        )
    )
    assert run.rows(t.DRAW) == [] and run.checks()[18].passed is True
    drawing = run.lived_by("links", "channel", -1)
    assert len(drawing.rows(t.DRAW)) == 2
    assert drawing.checks()[18].passed is False
