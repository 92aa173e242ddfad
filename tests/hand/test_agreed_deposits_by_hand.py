"""Agreed deposits (协定存款) by hand: the basic amount, whole units above it, a contract that ends.

Twenty days from 1 to 20 March 2026 on ACT/360. The demand rate is 0.36 %: 1.00 a day on
100,000.00; the agreed rate 3.6 %: 10.00 a day on 100,000.00.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import lived
from tests.hand.test_interest_by_hand import TWENTY, at, bank, posted
from treasury.interest import AgreedDeposit, OpeningNumber
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario

DEMAND = at("0.36%")


def march(day: int) -> datetime.date:
    """A day of March 2026."""
    return datetime.date(2026, 3, day)


def agreed(opening: str, *rates: Rate, **contract: Any) -> Scenario:
    """The account with a basic amount of 100,000.00 at 3.6 % above it."""
    given: dict[str, Any] = {"basic_amount": Decimal(100_000), "rate": "3.6%", **contract}
    one = bank(opening, rates or (DEMAND,), last=TWENTY)
    return replace(one, agreed_deposits=(AgreedDeposit(account="A", **given),))


def earned(opening: str, *rates: Rate, **contract: Any) -> int:
    """The fen that are posted on the 21st."""
    ((day, fen),) = posted(lived(agreed(opening, *rates, **contract)))
    assert day == "03-21"
    return fen


@pytest.mark.parametrize(
    ("opening", "unit", "fen"),
    [
        ("300000", None, 20 * (1_00 + 20_00)),
        ("100000", None, 20 * 1_00),  # the basic amount itself is not above it
        ("50000", None, 20 * 50),
        ("-1000", None, None),
        ("300000", 100_000, 20 * (1_00 + 20_00)),  # exactly two units
        ("299999.99", 100_000, 20 * (2_00 + 10_00)),  # one, and 99,999.99 more at demand
        ("290000", 100_000, 20 * (1_90 + 10_00)),
        ("190000", 100_000, 20 * 1_90),  # less than one unit
        ("290000", 10_000, 20 * (1_00 + 19_00)),
    ],
)
def test_whole_units_of_the_excess_bear_the_agreed_rate(opening, unit, fen):
    given = {} if unit is None else {"excess_unit": Decimal(unit)}
    if fen is None:
        assert posted(lived(agreed(opening, **given))) == []
    else:
        assert earned(opening, **given) == fen


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ({"valid_from": march(11)}, 10),
        ({"valid_until": march(10)}, 10),
        ({"valid_from": march(5), "valid_until": march(5)}, 1),
        ({"valid_from": datetime.date(2025, 7, 1), "valid_until": march(19)}, 19),
    ],
)
def test_outside_its_days_the_account_is_a_plain_one(dates, days):
    # 300,000.00: 21.00 a day under the contract, 3.00 a day without.
    assert earned("300000", **dates) == days * 21_00 + (20 - days) * 3_00


def test_both_parts_are_segmented_when_their_rates_change():
    later = at("0.72%", valid_from=march(11))
    # 1.00 + 20.00 a day, then 2.00 + 20.00
    assert earned("300000", DEMAND, later) == 10 * 21_00 + 10 * 22_00


def test_the_agreed_rate_may_follow_an_index():
    one = agreed("300000", rate="LISTED + 60 bps", valid_from=march(6))
    one = replace(
        one,
        indices=(Index(id="LISTED"),),
        index_rates=(
            IndexRate(index="LISTED", date=march(6), rate="3%"),
            IndexRate(index="LISTED", date=march(11), rate="6.6%"),
        ),
    )
    assert posted(lived(one)) == [("03-21", 5 * 3_00 + 5 * 21_00 + 10 * 41_00)]


def test_a_second_contract_follows_the_first():
    one = agreed("300000", valid_until=march(10))
    second = AgreedDeposit(
        account="A", valid_from=march(11), basic_amount=Decimal(200_000), rate="3.6%"
    )
    both = replace(one, agreed_deposits=(*one.agreed_deposits, second))
    assert posted(lived(both)) == [("03-21", 10 * 21_00 + 10 * 12_00)]


def test_an_opening_number_of_the_second_tier_bears_the_agreed_rate():
    one = agreed("300000")
    number = OpeningNumber(account="A", tier=2, number=Decimal(1_000_000))
    assert posted(lived(replace(one, opening_numbers=(number,)))) == [("03-21", 420_00 + 100_00)]
