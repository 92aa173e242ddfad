"""Currencies, whole minor units, the one rounding function, exact splits.

Money is an `int` of minor units (`int64` in arrays). Positive is the holder's asset. Nothing
here divides with `/` or touches a float. Source: the banking day, section 1; ISO 4217.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Rounding = Literal["half_up", "half_even", "down"]

DIGITS_OTHER_THAN_TWO = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3,
    "LYD": 3, "OMR": 3, "PYG": 0, "TND": 3, "UGX": 0, "VND": 0, "XAF": 0, "XOF": 0,
}  # fmt: skip
TWO_DIGITS = (
    "AED ARS AUD BRL CAD CHF CNH CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR KES KZT "
    "LKR MAD MOP MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY "
    "TWD UAH USD UYU ZAR"
)
DIGITS = dict.fromkeys(TWO_DIGITS.split(), 2) | DIGITS_OTHER_THAN_TWO


class NotMinorUnits(ValueError):
    """An amount that cannot be held in its currency's minor units; the text says why."""


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in whole minor units of the currency, sign kept.

    Trailing zeros are not digits. More digits than the currency has are refused, not rounded.

    >>> to_minor(Decimal("18.150"), "EUR"), to_minor(Decimal("-3"), "JPY")
    (1815, -3)
    >>> to_minor(Decimal("0.001"), "CNY")
    Traceback (most recent call last):
    treasury.money.NotMinorUnits: 0.001 has more than the 2 decimals of CNY
    """
    if not amount.is_finite():
        raise NotMinorUnits(f"{amount} is not an amount")
    if amount.adjusted() > 18:
        raise NotMinorUnits(f"{amount} is larger than any account can hold")
    digits = DIGITS[currency]
    numerator, denominator = amount.as_integer_ratio()
    scale: int = 10**digits
    units, lost = divmod(numerator * scale, denominator)
    if lost:
        raise NotMinorUnits(f"{amount} has more than the {digits} decimals of {currency}")
    return units


def to_decimal(minor: int, currency: str) -> Decimal:
    """The minor units as a decimal of major units with all the currency's digits.

    >>> str(to_decimal(-5, "CNY")), str(to_decimal(7, "JPY"))
    ('-0.05', '7')
    """
    return Decimal((minor < 0, tuple(map(int, str(abs(minor)))), -DIGITS[currency]))


def written(minor: int, currency: str, *, grouped: bool = False) -> str:
    """The amount as text with all its digits, never in exponent form.

    >>> written(-123456789, "CNY", grouped=True), written(-5, "CNY"), written(7, "JPY")
    ('-1,234,567.89', '-0.05', '7')
    """
    if grouped:
        return format(to_decimal(minor, currency), ",f")
    digits = DIGITS[currency]  # by hand: tables of balances have a million of these
    text = str(abs(minor)).zfill(digits + 1)
    whole = f"{text[:-digits]}.{text[-digits:]}" if digits else text
    return f"-{whole}" if minor < 0 else whole


def round_fraction(numerator: int, denominator: int, rounding: Rounding = "half_up") -> int:
    """The whole number nearest to numerator / denominator, the same for both signs.

    `half_up` moves a half away from zero, `half_even` to the even neighbour, `down` towards
    zero. This is the only rounding in the engine; `denominator` is positive.

    >>> [round_fraction(n, 2) for n in (-3, -1, 1, 3)]
    [-2, -1, 1, 2]
    >>> round_fraction(5, 2, "half_even"), round_fraction(-5, 2, "down")
    (2, -2)
    """
    assert denominator > 0
    whole, rest = divmod(abs(numerator), denominator)
    if rounding == "half_up":
        whole += 2 * rest >= denominator
    elif rounding == "half_even":
        whole += 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
    return -whole if numerator < 0 else whole


def split(amount: int, shares: Sequence[int]) -> list[int]:
    """Parts of the amount in proportion to the shares, summing to it exactly.

    Largest remainder; ties go to the earlier share, so callers order shares by account id
    (code point). Sign-symmetric. Shares are not negative and not all zero.

    >>> split(10000, [1, 1, 1]), split(-10000, [1, 1, 1])
    ([3334, 3333, 3333], [-3334, -3333, -3333])
    """
    total = sum(shares)
    assert total > 0 and min(shares) >= 0, "shares are not negative and not all zero"
    floors = [abs(amount) * share // total for share in shares]
    rests = [abs(amount) * share % total for share in shares]
    left = abs(amount) - sum(floors)
    for index in sorted(range(len(shares)), key=lambda i: (-rests[i], i))[:left]:
        floors[index] += 1
    return [-part for part in floors] if amount < 0 else floors


def whole_parts(total: int, exact: Sequence[Fraction]) -> list[int]:
    """The exact parts in whole units, summing to the total, which is their sum but for rounding.

    Each part is rounded half up. What the parts then lack or have too much is carried unit by
    unit by those that rounding changed most (largest remainder; ties: the larger part, then the
    earlier). Sign-symmetric, and a part that is zero stays zero.

    >>> whole_parts(1, [Fraction(1, 3)] * 3), whole_parts(-1, [Fraction(-1, 3)] * 3)
    ([1, 0, 0], [-1, 0, 0])
    >>> whole_parts(2, [Fraction(1, 2), Fraction(0), Fraction(3, 2)])
    [1, 0, 1]
    """
    parts = [round_fraction(part.numerator, part.denominator) for part in exact]
    left = total - sum(parts)
    unit = 1 if left > 0 else -1
    lacks = [unit * (part - whole) for part, whole in zip(exact, parts, strict=True)]
    order = sorted(range(len(parts)), key=lambda i: (-lacks[i], -abs(exact[i]), i))
    assert abs(left) <= len(parts), "the total is the sum of the parts but for rounding"
    for index in order[: abs(left)]:
        parts[index] += unit
    return parts
