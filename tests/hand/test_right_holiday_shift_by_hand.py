"""A shift of interest on days off (节假日顺延) that a run did not know, or had without need.

100,000.00 at 3.6 % bear 10.00 a day. Settled on 20 June 2026, a Saturday, interest is posted on
Sunday 21 June; moved by the calendar of China, on Monday. What is right is known on 30 June.
"""

from dataclasses import replace

from tests.hand.back_value import correct_terms, posted, touched
from tests.hand.test_corrected_ledgers_by_hand import INNER, divided, in_turn
from tests.hand.test_corrected_ledgers_by_hand import touched as touched_inside
from tests.hand.test_holiday_shift_by_hand import CHINA, moved, to
from treasury.correction.correcting import Correction
from treasury.loading.calendars import with_builtin
from treasury.reporting.correcting.ledger_words import inner_sentence
from treasury.reporting.correcting.words import sentence
from treasury.scenario import Scenario

PLAIN = replace(moved("none"), calendars=())
"""The run without a calendar, as it is read where nothing names one."""


def corrected(scenario: Scenario, right: Scenario) -> Correction:
    """What is corrected on 30 June."""
    return correct_terms(scenario, right, 30, structure=None)


def test_interest_that_should_have_been_moved_is_taken_back_and_posted_on_the_business_day():
    found = corrected(PLAIN, moved("following"))
    # 20 days, 200.00, on the 21st; right is 21 days, 210.00, on the 22nd. Open: 21 to 30 June,
    # 100,200.00 x 10 days, 100.20; right 22 to 30 June, 100,210.00 x 9 days, 90.189.
    assert touched(found) == [
        ("A", "interest", 21, 200_00, 0),
        ("A", "interest", 22, 0, 210_00),
        ("A", "interest", "open", 100_20, 90_19),
    ]
    assert posted(found, "delta") == [
        ("A", "difference", 21, -200_00),
        ("A", "difference", 22, 210_00),
    ]
    assert posted(found, "full") == [
        ("A", "reversal", 21, -200_00),
        ("A", "replayed", 22, 210_00),
    ]
    back, anew, still_open = (sentence(found, one) for one in found.touched)
    assert back == (
        "Credit interest of A (terms T): 200.00 was posted on 2026-06-21, 0.00 is right, "
        "difference -200.00 (by the right terms it is not posted on that day: 2,000,000.00 "
        "CNY-days fewer x 3.60 % / 360 = -200.00)."
    )
    assert anew == (
        "Credit interest of A (terms T): nothing was posted on 2026-06-22, 210.00 is right, "
        "difference 210.00 (by the right terms it is posted on that day, in place of 2026-06-21, "
        "a day off by calendar CN: 2,100,000.00 CNY-days more x 3.60 % / 360 = 210.00)."
    )
    assert still_open == (
        "Credit interest of A (terms T): not posted yet; up to today 90.19 instead of 100.20 has "
        "accrued (100,110.00 CNY-days fewer x 3.60 % / 360 = -10.011, rounded -10.01)."
    )


def test_interest_that_was_moved_without_need_is_posted_on_its_own_day():
    found = corrected(moved("following"), PLAIN)
    assert posted(found, "delta") == [
        ("A", "difference", 21, 200_00),
        ("A", "difference", 22, -210_00),
    ]
    assert posted(found, "full") == [
        ("A", "replayed", 21, 200_00),
        ("A", "reversal", 22, -210_00),
    ]
    first, second, _ = (sentence(found, one) for one in found.touched)
    assert "(by the right terms it is posted on that day: 2,000,000.00 CNY-days more x" in first
    assert "(by the right terms it is not posted on that day: 2,100,000.00 CNY-days" in second


def test_a_day_off_that_is_announced_late_moves_what_was_posted_on_it():
    known = moved("following")
    more = replace(CHINA, closed=(*CHINA.closed, to(6, 22)))
    found = corrected(known, replace(known, calendars=(more,)))
    # Posted on Tuesday the 23rd and not on Monday: 22 days, 220.00.
    assert touched(found)[:2] == [
        ("A", "interest", 22, 210_00, 0),
        ("A", "interest", 23, 0, 220_00),
    ]
    assert posted(found, "full") == [
        ("A", "reversal", 22, -210_00),
        ("A", "replayed", 23, 220_00),
    ]
    assert "in place of 2026-06-21, a day off by calendar CN: " in sentence(found, found.touched[1])


def test_internal_interest_of_a_ledger_is_moved_as_well():
    # Posted on Saturday 21 March, day 20, 50,000 x 19 x 0.00002 = 19.00; right on Monday, day 22:
    # 21 days, 21.00. Open on day 25: 50,019 x 6 = 6.00; right 50,021 x 4 = 4.00.
    own = replace(INNER, holiday_shift="following", calendar="CN")
    right = with_builtin(divided(terms=(own,)))
    (found,) = in_turn(divided(), ("", 25), right=right)
    assert touched_inside(found) == [(20, 19_00, 0), (22, 0, 21_00), ("open", 6_00, 4_00)]
    assert found.ledgers
    first, second, _ = (inner_sentence(found, one) for one in found.ledgers.touched)
    assert "(by the right terms it is not posted on that day: 950,000.00 CNY-days fewer" in first
    assert (
        "(by the right terms it is posted on that day, in place of 2026-03-21, a day off by "
        "calendar CN: 1,050,000.00 CNY-days more x 0.72 % / 360 = 21.00)"
    ) in second
