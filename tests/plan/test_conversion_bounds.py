"""What sweeps over several conversions in a row could make of the money there is, by hand."""

from tests.hand.test_regional_headers_by_hand import region
from treasury.plan.problems.conversions import (
    agreed_links,
    conversions_in_a_row,
    converted_at_most,
)
from treasury.plan.problems.facts import Facts

LONDON = "G | UK | GBP | 100 | H | zero_balance |"


def test_pounds_below_euros_below_dollars_are_two_conversions_in_a_row() -> None:
    chained = Facts(scenario=region(LONDON))
    assert conversions_in_a_row(chained, [one for _, one in agreed_links(chained)]) == 2
    alone = Facts(scenario=region("E | E | EUR | 100 | H | zero_balance |"))
    assert conversions_in_a_row(alone, [one for _, one in agreed_links(alone)]) == 1


def test_money_is_followed_up_and_down_again() -> None:
    # Up: 10,000 x 1.2375 = 12,375 euro cents, x 1.08 = 13,365 dollar cents.
    # Down: 13,365 / 1.12, up, = 11,934; 12,375 x 0.792 = 9,801; and 11,934 x 0.792, up, = 9,452.
    found = converted_at_most(Facts(scenario=region(LONDON)), {"GBP": 100_00})
    assert found == {
        "GBP": 100_00 + 98_01 + 94_52,
        "EUR": 123_75 + 119_34,
        "USD": 133_65,
    }


def test_what_rates_gain_from_day_to_day_counts_for_each_conversion_in_a_row() -> None:
    found = converted_at_most(Facts(scenario=region(LONDON, days=2)), {"GBP": 100_00})
    assert found["USD"] == 133_65, "the rates stand, so nothing is gained"
