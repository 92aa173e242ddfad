"""Sweeps that go by a clearing system, calculated by hand; every check passes on each run.

Day 1 is Monday 2 March 2026. HVPS takes payments for a business date from 20:30 of the evening
before until 17:15, on weekdays; DAY from 9:00 until 12:00; SMALL at any time, 30 at once.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import draws, fates, group, moves, plain
from tests.hand.test_cut_offs_by_hand import HVPS, MORNINGS, WEEK
from tests.hand.test_membership_by_hand import book, lived
from treasury.accounts.chart import Bank
from treasury.clearing import ClearingWindow
from treasury.scenario import Scenario
from treasury.tables import BOUND_MAXIMUM, CONCENTRATION, KIND, REASON

SMALL = ClearingWindow(system="SMALL", currency="CNY", limit=Decimal(30))
SYSTEMS = (HVPS, MORNINGS, SMALL)
TWO_BANKS = """
    account | bank  | opening | header | rule   | clearing
    H       | There | 0       |        |        |
    P       | Here  | 100     | H      | {rule} | {system}
    """


def two_banks(rule: str, system: str, items: str = "", *, days: int = 1, **more: Any) -> Scenario:
    """P at one bank, its header H at another, and sweeps that go by the clearing system."""
    more = {"calendars": (WEEK,), "clearing": SYSTEMS} | more
    return group(TWO_BANKS.format(rule=rule, system=system), items, days=days, as_is="pool", **more)


TIMES = [
    # a sweep at, by, is made
    ("17:14", "HVPS", True),  # the last minute
    ("17:15", "HVPS", False),
    ("20:30", "HVPS", False),  # open again, but for Tuesday's business date
    ("08:59", "DAY", False),
    ("09:00", "DAY", True),
    ("11:59", "DAY", True),
    ("12:00", "DAY", False),
    ("23:59", "SMALL", True),
    ("17:15", "", True),  # no system is named: at any time
]  # fmt: skip


@pytest.mark.parametrize(("at", "system", "is_made"), TIMES)
def test_a_sweep_is_made_within_the_window_of_its_clearing_system(
    at: str, system: str, is_made: bool
) -> None:
    run = lived(two_banks(f"fixed amount=20 at={at}", system))
    assert book(run, "P") == ["80" if is_made else "100"]
    assert book(run, "H") == ["20" if is_made else "0"]


def test_no_sweep_is_made_on_a_day_that_is_no_business_date_of_the_system() -> None:
    # both banks and the structure work at the weekend, days 6 and 7; HVPS does not
    run = lived(two_banks("fixed amount=10 at=10:00", "HVPS", days=8))
    assert book(run, "P") == ["90", "80", "70", "60", "50", "50", "50", "40"]


def test_the_window_in_force_on_the_day_counts() -> None:
    shut = datetime.date(2026, 3, 4)
    short = replace(HVPS, valid_from=shut, closes=datetime.time(10))
    one = two_banks("fixed amount=10 at=10:00", "HVPS", days=4, clearing=(HVPS, short))
    assert book(lived(one), "P") == ["90", "80", "80", "80"]


def test_a_rule_sweeps_at_those_of_its_times_that_lie_in_the_window() -> None:
    items = "time | account | amount\n13:00 | P | 40\n17:20 | P | 7"
    one = two_banks("zero_balance at=08:00,11:00,17:00,18:00", "HVPS", items)
    assert moves(one, at=True) == ["08:00 P > H 100", "17:00 P > H 40"]
    by_day = two_banks("zero_balance at=08:00,11:00,17:00,18:00", "DAY", items)
    assert moves(by_day, at=True) == ["11:00 P > H 100"]


def test_funding_waits_for_the_window_too() -> None:
    items = "time | account | amount\n09:30 | P | -150"
    one = two_banks("zero_balance at=08:00,10:00,13:00", "DAY", items)
    overdrafts = tuple(replace(each, overdraft=Decimal(500)) for each in one.accounts)
    assert moves(replace(one, accounts=overdrafts), at=True) == ["10:00 H > P 50"]


def test_the_same_pass_goes_on_for_links_whose_system_is_open() -> None:
    # M is below H by DAY, closed at 13:00; P is below M in the same bank
    one = group(
        """
        account | bank  | opening | header | rule                  | clearing
        H       | There | 0       |        |                       |
        M       | Here  | 5       | H      | zero_balance at=13:00 | DAY
        P       | Here  | 100     | M      | zero_balance at=13:00 |
        """,
        calendars=(WEEK,),
        clearing=SYSTEMS,
        as_is="pool",
    )
    assert moves(one) == ["P > M 100"]
    run = lived(one)
    assert (book(run, "H"), book(run, "M")) == (["0"], ["105"])


def test_each_link_goes_by_the_system_it_names() -> None:
    # at 13:00 DAY is closed and HVPS is open
    one = group(
        """
        account | bank  | opening | header | rule                  | clearing
        H       | There | 0       |        |                       |
        P       | Here  | 100     | H      | zero_balance at=13:00 | DAY
        Q       | Here  | 50      | H      | zero_balance at=13:00 | HVPS
        """,
        calendars=(WEEK,),
        clearing=SYSTEMS,
        as_is="pool",
    )
    assert moves(one) == ["Q > H 50"]
    lived(one)


def test_receipts_count_until_a_run_that_the_window_lets_happen() -> None:
    # half of what came in since the last run: 8:00 is none, so at 10:00 40 + 20 count
    items = "time | account | amount\n07:00 | P | 40\n09:00 | P | 20"
    one = two_banks("share_of_receipts share=50% at=08:00,10:00", "DAY", items)
    assert moves(one, at=True) == ["10:00 P > H 30"]


# --- in real time -------------------------------------------------------------------------------


def test_a_receipt_outside_the_window_is_not_swept_and_the_next_one_inside_it_is() -> None:
    items = "time | account | amount\n08:30 | P | 10\n09:30 | P | 20\n12:00 | P | 5"
    one = two_banks("zero_balance frequency=real_time", "DAY", items)
    assert moves(one, at=True) == ["09:30 P > H 130"]
    assert book(lived(one), "P") == ["5"]


def test_a_share_of_receipts_in_real_time_counts_those_that_came_while_it_was_closed() -> None:
    items = "time | account | amount\n08:30 | P | 10\n09:30 | P | 20"
    one = two_banks("share_of_receipts share=50% frequency=real_time", "DAY", items)
    assert moves(one, at=True) == ["09:30 P > H 15"]
    lived(one)


def test_a_receipt_that_came_while_it_was_closed_counts_in_the_pass_after_it() -> None:
    items = "time | account | amount\n08:30 | P | 10\n09:30 | P | 20"
    one = two_banks("share_of_receipts share=50% frequency=real_time at=09:00,10:00", "DAY", items)
    assert moves(one, at=True) == ["09:00 P > H 5", "09:30 P > H 10"]
    lived(one)


def test_money_goes_up_in_real_time_as_far_as_systems_are_open() -> None:
    one = group(
        """
        account | bank  | opening | header | rule                             | clearing
        H       | There | 0       |        |                                  |
        M       | Here  | 0       | H      | zero_balance frequency=real_time | DAY
        P       | Here  | 0       | M      | zero_balance frequency=real_time |
        """,
        "time | account | amount\n08:00 | P | 100\n10:00 | P | 1",
        calendars=(WEEK,),
        clearing=SYSTEMS,
        as_is="pool",
    )
    assert moves(one, at=True) == ["08:00 P > M 100", "10:00 P > M 1", "10:00 M > H 101"]
    lived(one)


# --- how much at once ---------------------------------------------------------------------------


def test_no_sweep_is_larger_than_the_system_takes_at_once() -> None:
    run = lived(two_banks("zero_balance at=09:00,15:00", "SMALL", days=2))
    assert book(run, "P") == ["40", "0"]  # 30 and 30; then 30 and 10
    events = run.projection.events
    bound = events[events[:, KIND] == CONCENTRATION, REASON] & BOUND_MAXIMUM
    assert [bool(each) for each in bound] == [True, True, True, False]


LIMITED = [
    # rule, what is swept of 100 where the system takes 30 at once
    ("zero_balance", "30"),
    ("zero_balance maximum=20", "20"),
    ("zero_balance maximum=50", "30"),
    ("zero_balance multiple=20", "20"),  # 30, cut to whole multiples
    ("zero_balance minimum=30", "30"),
]


@pytest.mark.parametrize(("rule", "swept"), LIMITED)
def test_the_system_s_limit_is_one_more_maximum(rule: str, swept: str) -> None:
    run = lived(two_banks(rule, "SMALL"))
    assert book(run, "H") == [swept]


def test_a_minimum_that_is_tested_first_lets_a_sweep_be_cut_to_what_the_system_takes() -> None:
    run = lived(two_banks("zero_balance minimum=40", "SMALL", pool={"profile": "t24"}))
    assert book(run, "H") == ["30"]


def test_what_comes_down_is_no_larger_either() -> None:
    one = two_banks("target_constant target=250", "SMALL", days=3)
    run = lived(replace(one, accounts=(replace(one.accounts[0], opening=Decimal(500)),
                                       *one.accounts[1:])))  # fmt: skip
    assert book(run, "P") == ["130", "160", "190"]


def test_the_limit_of_the_day_s_version_holds() -> None:
    lifted = replace(SMALL, valid_from=datetime.date(2026, 3, 3), limit=None)
    run = lived(two_banks("zero_balance", "SMALL", days=2, clearing=(SMALL, lifted)))
    assert book(run, "H") == ["30", "100"]


# --- payments -----------------------------------------------------------------------------------


def test_no_payment_draws_over_a_link_whose_sweeps_go_by_a_clearing_system() -> None:
    # M has sent 100 up to H; in one bank it could fetch them back for P's payment
    table = """
        account | bank    | opening | header | rule                  | mode | clearing
        H       | There   | 0       |        |                       |      |
        M       | {where} | 100     | H      | zero_balance at=09:00 |      | {system}
        P       | {where} | 0       | M      | zero_balance at=09:00 | full |
        """
    items = "time | account | amount\n10:00 | P | -60"
    near = group(table.format(where="There", system=""), items)
    assert fates(near) == {"P1": "made 1 10:00"} and draws(near) == ["H > M 60", "M > P 60"]
    far = group(
        table.format(where="Here", system="HVPS"),
        items,
        calendars=(WEEK,),
        clearing=SYSTEMS,
        as_is="pool",
    )
    assert fates(far) == {"P1": "refused 1 close"} and draws(far) == []
    lived(far)


def test_a_bank_s_cut_off_is_for_payments_and_stops_no_sweep() -> None:
    early = tuple(Bank(id=name, cut_off=datetime.time(9)) for name in ("Here", "There"))
    items = "time | account | amount\n10:00 | P | -10"
    one = replace(two_banks("fixed amount=20 at=11:00", "HVPS", items), banks=early)
    assert moves(one) == ["P > H 20"]
    assert fates(one) == {"P1": "refused 1 close"}
    lived(one)


def test_what_is_open_when_a_link_ends_is_settled_that_evening_whatever_the_window() -> None:
    one = two_banks("zero_balance at=10:00", "DAY", days=3)
    ends = tuple(replace(link, valid_until=datetime.date(2026, 3, 3), at_end="settle")
                 for link in one.links)  # fmt: skip
    run = lived(replace(one, links=ends))
    assert book(run, "P") == ["0", "100", "100"]


def test_by_a_system_with_a_delay_a_sweep_leaves_in_the_window_and_arrives_days_later() -> None:
    one = two_banks("zero_balance at=10:00,13:00", "DAY", "day | account | amount\n2 | P | 40",
                    days=3)  # fmt: skip
    slow = tuple(replace(link, delay=1) for link in one.links)
    run = lived(replace(one, links=slow))
    assert book(run, "H") == ["0", "100", "140"]
    assert [plain(int(each)) for each in run.projection.transit.sum(axis=1)] == ["100", "40", "0"]
