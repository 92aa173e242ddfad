"""Interest that is posted on another day than regularly, in a banker's words."""

import pytest

from tests.hand.test_holiday_shift_by_hand import moved
from treasury.comparison import study
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.structure_tables import rate_table
from treasury.scenario import Scenario

MOVED = "it is posted the next day, in place of 2026-06-21, a day off by calendar CN."
TOLD = {
    ("following", 20): (21, MOVED),
    ("preceding", 20): (17, MOVED),
    ("none", 20): (20, "it is posted the next day."),
    ("following", 15): (15, "it is posted the next day."),
}


def settled(scenario: Scenario, row: int) -> str:
    """What is said of the account on a day of the run that stands alone."""
    run = study(scenario).runs[0]
    return "\n".join(explain_day(run.plan, run.projection, 0, row))


@pytest.mark.parametrize(("shift", "day"), TOLD)
def test_the_words_say_from_where_a_day_was_moved(shift, day):
    on, words = TOLD[shift, day]
    assert words in settled(moved(shift, day), on - 1)


def test_the_table_of_terms_says_how_days_are_moved():
    table = rate_table(moved("modified_following"))
    assert set(table.data["settles"]) == {"monthly, day 20, modified following by CN"}
