"""Rates that follow an index, by hand: which fixing holds on which day, and what it comes to.

The account holds 100,000.00 from Sunday 1 to Saturday 21 March 2026: at 3.6 % that is 10.00 a day
on a base of 360 days, and interest of twenty days is posted on the 21st. The index has stood at
3 % for a year.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import lived
from tests.hand.test_interest_by_hand import at, bank, posted
from treasury.dates import Calendar
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario

LAST = datetime.date(2026, 3, 21)
WEEKDAYS = Calendar(
    id="W", valid_from=datetime.date(2025, 1, 1), valid_until=datetime.date(2027, 1, 1)
)


def march(day: int) -> datetime.date:
    """A day of March 2026."""
    return datetime.date(2026, 3, day)


def following(
    *rates: Rate, opening: str = "100000", fixings: dict[datetime.date, str] | None = None,
    **terms: Any,
) -> Scenario:  # fmt: skip
    """The account at these rates, with an index that is published on these days."""
    published = {datetime.date(2025, 3, 10): "3%"} | (fixings or {})
    return replace(
        bank(opening, rates, last=LAST, **terms),
        calendars=(WEEKDAYS,),
        indices=(Index(id="LPR", calendar="W", oldest=400),),
        index_rates=tuple(
            IndexRate(index="LPR", date=day, rate=rate) for day, rate in published.items()
        ),
    )


def earned(*rates: Rate, **more: Any) -> list[int]:
    """The fen that are posted."""
    return [fen for _, fen in posted(lived(following(*rates, **more)))]


def test_the_margin_is_added_to_the_index():
    assert earned(at("LPR + 60 bps")) == [20 * 10_00]
    assert earned(at("LPR - 2.64%")) == [20 * 1_00]
    assert earned(at("LPR"), fixings={march(1): "3.6%"}) == [20 * 10_00]


@pytest.mark.parametrize(
    ("terms", "at_first", "later"),
    [
        # The index is published as 6.6 % on Wednesday 11 March: 20.00 a day.
        ({}, 10, 10),  # daily: from the 11th
        ({"fixing_lag": 1}, 11, 9),  # Thursday 12 takes the fixing of Wednesday 11
        ({"fixing_lag": 2}, 12, 8),  # Friday 13 takes that of the 11th, too
        ({"fixing_lag": 3}, 13, 7),  # three before Saturday 14 is Wednesday: 13, 12, 11
        ({"resets": "monthly", "resets_from": march(16)}, 15, 5),
        ({"resets": "monthly", "resets_from": datetime.date(2025, 1, 16)}, 15, 5),
        ({"resets": "monthly", "resets_from": march(11)}, 10, 10),
        ({"resets": "monthly", "resets_from": march(10)}, 20, 0),
        ({"resets": "quarterly", "resets_from": datetime.date(2026, 6, 13)}, 12, 8),
        ({"resets": "quarterly", "resets_from": datetime.date(2026, 5, 13)}, 20, 0),
        ({"resets": "yearly", "resets_from": datetime.date(2024, 3, 18)}, 17, 3),
        ({"resets": "dates", "reset_dates": (datetime.date(2026, 2, 22), march(19))}, 18, 2),
    ],
)  # fmt: skip
def test_the_rate_stands_until_it_is_fixed_anew(terms, at_first, later):
    found = earned(at("LPR + 60bps"), fixings={march(11): "6.6%"}, **terms)
    assert found == [at_first * 10_00 + later * 20_00]


def test_a_version_is_fixed_on_its_first_day():
    # The resets are far away; the version of the 13th begins with the fixing of the 11th.
    rates = at("LPR + 60bps"), at("LPR + 0.6%", valid_from=march(13))
    yearly = {"resets": "yearly", "resets_from": datetime.date(2026, 3, 1)}
    assert earned(*rates, fixings={march(11): "6.6%"}, **yearly) == [12 * 10_00 + 8 * 20_00]


@pytest.mark.parametrize(
    ("bounds", "index", "fen"),
    [
        ({}, "-4.2%", -20 * 10_00),  # a negative credit rate costs
        ({"floor": "0%"}, "-4.2%", None),
        ({"floor": "3.6%"}, "-4.2%", 20 * 10_00),
        ({"floor": "3.6%"}, "3%", 20 * 10_00),  # exactly the floor
        ({"cap": "3.6%"}, "9%", 20 * 10_00),
        ({"floor": "0.36%", "cap": "3.6%"}, "0%", 33_33),
    ],
)
def test_floor_and_cap_hold_the_sum(bounds, index, fen):
    # The last line: 0 % + 0.60 % lies between; 100,000.00 x 20 x 0.6 % / 360 = 33.333...
    found = earned(at("LPR + 60bps", **bounds), fixings={march(1): index})
    assert found == ([] if fen is None else [fen])


def test_a_negative_debit_rate_pays_whoever_is_overdrawn():
    rates = at("0%"), at("LPR + 60bps", "debit")
    assert earned(*rates, opening="-100000", fixings={march(1): "-4.2%"}) == [20 * 10_00]
    assert earned(*rates, opening="-100000") == [-20 * 10_00]


def test_tiers_follow_the_index_each_with_its_margin():
    # 60,000 at 3.6 %, 40,000 at 7.2 %: 6.00 and 8.00 a day.
    rates = at("LPR + 60bps", up_to=Decimal(60_000)), at("LPR + 4.2%")
    assert earned(*rates) == [20 * 14_00]
