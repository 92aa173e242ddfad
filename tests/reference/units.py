"""Currencies, minor units, rounding and exact shares, restated for the reference twin.

Nothing here comes from the engine. Amounts are ints of minor units, positive = the holder's
asset. Written from the banking day, section 1, and ISO 4217.
"""

from decimal import Decimal
from fractions import Fraction

DECIMALS = {"CNY": 2, "USD": 2, "EUR": 2, "HKD": 2, "JPY": 0, "KRW": 0, "KWD": 3, "BHD": 3}

BOUNDLESS = 10**40
"""Stands for "no limit"; far above any sum a scenario can hold, so min and max just work."""


def minor(amount: Decimal, currency: str) -> int:
    """The amount in whole minor units; it has no more digits than the currency.

    >>> minor(Decimal("-1.50"), "CNY"), minor(Decimal(3), "KWD")
    (-150, 3000)
    """
    units: Fraction = Fraction(amount) * int(10 ** DECIMALS[currency])
    assert units.denominator == 1, f"{amount} is finer than {currency}"
    return units.numerator


def rate_of(text: str) -> Fraction:
    """The written rate as an exact fraction a year.

    >>> rate_of("0.35%"), rate_of("-5 bps")
    (Fraction(7, 2000), Fraction(-1, 2000))
    """
    text = text.strip()
    if text.endswith("%"):
        return Fraction(text[:-1].strip()) / 100
    return Fraction(text.removesuffix("bps").removesuffix("bp").strip()) / 10_000


def rounded(exact: Fraction, rounding: str) -> int:
    """The whole number a named rule gives, the same for both signs.

    >>> [rounded(Fraction(5, 2), rule) for rule in ("half_up", "half_even", "down")]
    [3, 2, 2]
    >>> [rounded(Fraction(-5, 2), rule) for rule in ("half_up", "half_even", "down")]
    [-3, -2, -2]
    """
    size = abs(exact)
    whole = size.numerator // size.denominator
    rest = size - whole
    half = Fraction(1, 2)
    if rounding == "half_up" and rest >= half:
        whole += 1
    if rounding == "half_even" and (rest > half or (rest == half and whole % 2 == 1)):
        whole += 1
    return -whole if exact < 0 else whole


def shares(amount: int, requests: dict[str, int]) -> dict[str, int]:
    """The amount in proportion to the requests: largest remainder, ties to the lower id.

    >>> shares(100, {"C": 1, "A": 1, "B": 1})
    {'C': 33, 'A': 34, 'B': 33}
    """
    total = sum(requests.values())
    exact = {name: Fraction(amount * request, total) for name, request in requests.items()}
    parts = {name: share.numerator // share.denominator for name, share in exact.items()}
    left = amount - sum(parts.values())
    for name in sorted(requests, key=lambda name: (parts[name] - exact[name], name))[:left]:
        parts[name] += 1
    return parts
