"""What explain tells of sweeps that a clearing system does not take now, or not whole."""

from tests.hand.tables import group
from tests.hand.test_cut_offs_by_hand import WEEK
from tests.hand.test_membership_by_hand import lived
from tests.hand.test_sweep_windows_by_hand import SYSTEMS, two_banks
from tests.reporting.explaining.test_membership_words import told


def test_a_sweep_outside_the_window_says_when_that_opens_and_closes() -> None:
    story = told(lived(two_banks("zero_balance at=17:00,17:30", "HVPS")), "P", 1)
    assert "17:00: Rule rule-P (zero balancing) saw 100.00 on P and sent 100.00 up to H." in story
    assert (
        "17:30: no sweep with H: the window of HVPS for 2026-03-02 opens at 20:30 of the evening "
        "before and closes at 17:15."
    ) in story
    story = told(lived(two_banks("zero_balance at=08:00", "DAY")), "P", 1)
    assert (
        "08:00: no sweep with H: the window of DAY for 2026-03-02 opens at 09:00 and closes at "
        "12:00."
    ) in story


def test_a_day_that_is_no_business_date_is_told_once_to_both() -> None:
    run = lived(two_banks("zero_balance at=09:00,10:00", "HVPS", days=6))
    why = "2026-03-07 is no business date of HVPS (calendar W)"
    story = told(run, "P", 6)
    assert story.count(f"No sweep with H: {why}.") == 1 and "09:00" not in story
    assert f"Nothing was swept between it and its participant P: {why}." in told(run, "H", 6)


def test_a_receipt_that_cannot_go_up_at_once_says_why() -> None:
    items = "time | account | amount\n08:30 | P | 10\n09:30 | P | 20"
    story = told(lived(two_banks("zero_balance frequency=real_time", "DAY", items)), "P", 1)
    received, refused = story.index("08:30: Received"), story.index("08:30: nothing goes up to H")
    assert received < refused < story.index("09:30: Received")
    assert "now: the window of DAY for 2026-03-02 opens at 09:00 and closes at 12:00." in story
    assert story.count("nothing goes up") == 1


def test_what_came_up_in_real_time_and_cannot_go_on_says_why() -> None:
    run = lived(
        group(
            """
            account | bank  | opening | header | rule                             | clearing
            H       | There | 0       |        |                                  |
            M       | Here  | 0       | H      | zero_balance frequency=real_time | DAY
            P       | Here  | 0       | M      | zero_balance frequency=real_time |
            """,
            "time | account | amount\n08:00 | P | 100",
            calendars=(WEEK,),
            clearing=SYSTEMS,
            as_is="pool",
        )
    )
    assert "08:00: nothing goes up to H now: the window of DAY" in told(run, "M", 1)


def test_a_header_draws_nothing_over_a_link_by_a_clearing_system() -> None:
    run = lived(
        group(
            """
            account | bank  | opening | header | rule                  | mode | clearing
            H       | There | 0       |        |                       |      |
            M       | Here  | 100     | H      | keep keep=20 at=09:00 |      | HVPS
            P       | Here  | 0       | M      | zero_balance at=09:00 | full |
            """,
            "time | account | amount\n10:00 | P | -60",
            calendars=(WEEK,),
            clearing=SYSTEMS,
            as_is="pool",
        )
    )
    assert (
        "M could give 20.00: 20.00 of free cash; its link to H goes by a clearing system, so "
        "nothing is drawn on it."
    ) in told(run, "P", 1)


def test_the_limit_of_the_system_is_named_where_it_is_the_smaller_one() -> None:
    story = told(lived(two_banks("zero_balance at=09:00", "SMALL")), "P", 1)
    assert "SMALL, which takes at most 30.00 at once, cut it from 100.00" in story
    story = told(lived(two_banks("zero_balance maximum=20 at=09:00", "SMALL")), "P", 1)
    assert "the maximum of 20.00 cut it from 100.00" in story


def test_the_limit_is_named_for_what_comes_down_too() -> None:
    one = two_banks(
        "target_constant target=250 at=09:00", "SMALL", "time | account | amount\n08:00 | H | 500"
    )
    assert "SMALL, which takes at most 30.00 at once, cut it from 150.00" in told(
        lived(one), "P", 1
    )
