"""Check 5 and clearing systems: sweeps outside the window, above its limit, or left out in it."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

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


WAITING = """
    account | bank  | opening | header | rule                                | mode
    H       | There | 0       |        |                                     |
    P       | Here  | 100     | H      | target_constant target=100 at=09:00 | full
    Q       | Here  | 100     | H      | target_constant target=100 at=09:00 | full
"""


def waiting_until_nine(*items: str) -> Made:
    """P and perhaps Q wait since day 1, and H gets money at 8 on day 2: what is paid on day 1
    leaves by DAY, from 9 on."""
    lines = ("day | time | account | amount", "1 | 10:00 | P | -150", "2 | 08:00 | H | 500", *items)
    one = group(WAITING, "\n".join(lines), calendars=(WEEK,), clearing=(MORNINGS,), as_is="pool",
                days=2)  # fmt: skip
    by_day = tuple(replace(i, clearing="DAY" if i.time.hour == 10 else None) for i in one.items)
    return made(replace(one, items=by_day, queue="carry"))


@pytest.mark.parametrize(
    ("items", "seen"),
    [
        ((), []),
        (("2 | 09:00 | Q | -100",), [("Q", 0)]),
        (("2 | 09:00 | Q | -1", "2 | 09:00 | Q | 1"), []),
        (("1 | 10:00 | Q | -150",), []),
        (("2 | 09:00 | H | 5",), [("P", 0)]),
        (("2 | 09:00 | P | 5",), [("P", 0)]),
        (("2 | 09:00 | P | 150",), []),
        (("1 | 10:00 | Q | -150", "2 | 09:00 | P | 150"), []),
        (("2 | 09:00 | P | -1",), [("P", 0)]),
        (("1 | 10:00 | Q | -150", "2 | 09:00 | Q | 5"), [("Q", 0)]),
        (("1 | 10:00 | Q | -150", "2 | 09:00 | P | -1"), [("P", 0)]),
    ],
)
def test_who_waited_for_the_window_pays_after_the_pass_that_opens_with_it(items, seen) -> None:
    run = waiting_until_nine(*items)
    assert run.checks()[5].passed is not False
    events, names = run.projection.events, run.plan.names.accounts
    funded = [row for row in events[run.rows(t.FUNDING)] if row[t.MINUTE] == 9 * 60]
    assert [(names[row[t.ACCOUNT]], row[t.SEEN]) for row in funded] == seen


def test_who_waited_and_paid_at_another_time_paid_before_the_pass() -> None:
    # P's payment of day 1 lacks 50, which come at 10:00 of day 2: what the pass of day 3 sees is
    # what that left, though nothing but this payment came between.
    table = """
        account | opening | header | rule                                | mode
        H       | 0       |        |                                     |
        P       | 100     | H      | target_constant target=100 at=09:00 | standalone
        """
    lines = "day | time | account | amount\n1 | 10:00 | P | -150\n2 | 10:00 | P | 50"
    run = made(replace(group(table, lines, as_is="pool", days=3), queue="carry"))
    last = run.projection.events[run.rows(t.FUNDING)][-1]
    assert (last[t.DAY], last[t.SEEN]) == (2, 0) and run.checks()[5].passed is True


def test_a_pass_left_out_is_found_whoever_pays_at_its_time() -> None:
    run = waiting_until_nine("1 | 10:00 | Q | -150", "2 | 09:00 | P | -1")
    events = run.projection.events
    told = run.with_events(events[events[:, t.KIND] != t.FUNDING])
    assert "funding P -> H, 2026-03-03 at 09:00" in detail(told)


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
