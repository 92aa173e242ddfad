"""Amounts that no account can hold, and roundings a doctest does not show."""

from decimal import Decimal

import pytest

from treasury.money import NotMinorUnits, round_fraction, split, to_decimal, to_minor


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e19", "1e999999", "0.001"])
def test_what_is_no_amount_of_a_currency_is_refused(amount: str) -> None:
    with pytest.raises(NotMinorUnits, match=r"is not an amount|is larger|has more than"):
        to_minor(Decimal(amount), "CNY")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1234.5", "KWD", 1234500),
        ("-18.1500", "EUR", -1815),
        ("7", "JPY", 7),
        ("1e3", "CNY", 10**5),
    ],
)
def test_an_amount_and_its_minor_units_are_one(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor
    assert to_decimal(minor, currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("numerator", "half_up", "half_even", "down"),
    [(5, 3, 2, 2), (-5, -3, -2, -2), (7, 4, 4, 3), (-7, -4, -4, -3), (4, 2, 2, 2)],
)
def test_halves_are_rounded_by_their_rule_the_same_on_both_sides(
    numerator: int, half_up: int, half_even: int, down: int
) -> None:
    assert round_fraction(numerator, 2, "half_up") == half_up
    assert round_fraction(numerator, 2, "half_even") == half_even
    assert round_fraction(numerator, 2, "down") == down


def test_odd_units_of_a_split_go_to_the_largest_remainders_then_to_the_first() -> None:
    assert split(10, [1, 1, 1, 0]) == [4, 3, 3, 0]
    assert split(-11, [3, 3, 1]) == [-5, -5, -1]
    assert sum(split(10**18 + 1, [3, 5, 7])) == 10**18 + 1
