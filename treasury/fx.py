"""Exchange rates as dated data: by day and side, quoted either way round, crosses over a bridge.

A rate is an exact decimal: units of `quote` for one unit of `base`. `bid` is what one unit of the
base is sold for, `ask` what it is bought for, `mid` lies between them. Amounts are minor units; an
amount is translated exactly and rounded once. Source: the banking day, sections 1, 7 and 10.
"""

import datetime
from bisect import bisect_right
from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from treasury.money import DIGITS, round_fraction
from treasury.record import record

FxSide = Literal["mid", "bid", "ask"]
SumsAt = Literal["average", "closing"]
FX_DAYS = 7
"""So many days after its date a rate still holds, unless the scenario or the rate says otherwise:
as long as no market is closed in any week of holidays but the longest."""
RATE_MIN, RATE_MAX = Decimal("1e-9"), Decimal("1e9")
"""No currency is worth less or more of another."""
STATED_DIGITS = 10
"""Significant digits of an average rate: what is printed is what is used."""
JUMP = Fraction(1, 5)
"""A rate that moves by more than a fifth at once is doubted."""
APART, APART_ON_A_DAY = Fraction(1, 20), Fraction(1, 100)
"""So are rates of a pair quoted both ways that are further apart, on two days and on one."""
MIRRORED: dict[FxSide, FxSide] = {"mid": "mid", "bid": "ask", "ask": "bid"}
HALF = Fraction(1, 2)


@record
class FxRate:
    """What one unit of `base` is worth in units of `quote` on a day.

    The mid rate, or bid and ask, whose middle is then the mid. A rate holds on its day and until
    the next one of its pair, at most until `valid_until` (none: `fx_days` of the scenario).
    """

    date: datetime.date
    base: str
    quote: str
    mid: Decimal | None = None
    bid: Decimal | None = None
    ask: Decimal | None = None
    valid_until: datetime.date | None = None
    source: str = ""


class Step(NamedTuple):
    """One pair on the way from a currency to another; amounts are divided where `inverse`."""

    base: str
    quote: str
    inverse: bool

    def side(self, wanted: FxSide) -> FxSide:
        """The side of the pair as quoted, for a side seen from the currency that is converted.

        Where that is the quote, bid and ask change places: who sells dollars buys euros.

        >>> Step("EUR", "USD", True).side("bid")
        'ask'
        """
        return MIRRORED[wanted] if self.inverse else wanted

    def worth(self, quoted: Fraction) -> Fraction:
        """What one unit of the currency that is converted brings at this rate.

        >>> Step("EUR", "USD", True).worth(Fraction(5, 4))
        Fraction(4, 5)
        """
        return Fraction(quoted.denominator, quoted.numerator) if self.inverse else quoted


def price(rate: FxRate, side: FxSide) -> Fraction | None:
    """Units of the quote for one unit of the base on this side; None where it is not given.

    >>> day = datetime.date(2026, 3, 20)
    >>> eur = FxRate(date=day, base="EUR", quote="USD", bid=Decimal("1.08"), ask=Decimal("1.09"))
    >>> price(eur, "mid"), price(eur, "ask")
    (Fraction(217, 200), Fraction(109, 100))
    """
    if side == "mid" and rate.mid is None and rate.bid is not None and rate.ask is not None:
        return (Fraction(rate.bid) + Fraction(rate.ask)) * HALF
    given: Decimal | None = getattr(rate, side)
    return None if given is None else Fraction(given)


def in_force(rates: Sequence[FxRate], day: datetime.date, fx_days: int) -> FxRate | None:
    """The rate for the day: the last one not after it, where it still holds; None else.

    `rates` are those of one pair, by date.

    >>> friday = datetime.date(2026, 3, 20)
    >>> known = [FxRate(date=friday, base="EUR", quote="USD", mid=Decimal("1.08"))]
    >>> in_force(known, friday + datetime.timedelta(days=2), 7) is known[0]
    True
    >>> in_force(known, friday + datetime.timedelta(days=8), 7) is None
    True
    """
    place = bisect_right(rates, day, key=lambda each: each.date)
    if not place:
        return None
    found = rates[place - 1]
    if found.valid_until is not None:
        return found if day <= found.valid_until else None
    return found if (day - found.date).days <= fx_days else None


def way(
    pairs: Collection[tuple[str, str]], currency: str, into: str, bridge: str | None
) -> tuple[Step, ...] | None:
    """The pairs by which a currency is converted; () into itself, None where there is no way.

    The pair itself, quoted from the currency if it is so at all, else from the other end; else
    two pairs over the bridge.

    >>> way({("EUR", "USD"), ("EUR", "JPY")}, "USD", "JPY", "EUR")
    (Step(base='EUR', quote='USD', inverse=True), Step(base='EUR', quote='JPY', inverse=False))
    """
    if currency == into:
        return ()
    direct = step(pairs, currency, into)
    if direct:
        return (direct,)
    if bridge is None:
        return None
    first, second = step(pairs, currency, bridge), step(pairs, bridge, into)
    return (first, second) if first and second else None


def step(pairs: Collection[tuple[str, str]], currency: str, into: str) -> Step | None:
    """The pair of the two currencies that is quoted, if one is."""
    if (currency, into) in pairs:
        return Step(currency, into, False)
    return Step(into, currency, True) if (into, currency) in pairs else None


def minor_factor(value: Fraction, currency: str, into: str) -> Fraction:
    """Minor units of `into` for one minor unit of the currency, whose unit is worth `value`.

    >>> minor_factor(Fraction(170), "EUR", "JPY"), minor_factor(Fraction(3), "KWD", "USD")
    (Fraction(17, 10), Fraction(3, 10))
    """
    return value * Fraction(10 ** DIGITS[into], 10 ** DIGITS[currency])


def rounded(exact: Fraction) -> int:
    """The exact amount in whole minor units, half up; the same for both signs.

    An amount that is translated back and forth need not be the same again.

    >>> factor = minor_factor(Fraction(170), "EUR", "JPY")
    >>> rounded(10005 * factor), rounded(-10005 * factor) # 100.05 EUR
    (17009, -17009)
    """
    return round_fraction(exact.numerator, exact.denominator)


def average_price(prices: Sequence[Fraction]) -> Fraction:
    """The average over calendar days, rounded once, half up, to ten significant digits.

    >>> average_price([Fraction(1), Fraction(1), Fraction(2)])
    Fraction(1333333333, 1000000000)
    """
    exact = sum(prices, Fraction(0)) * Fraction(1, len(prices))
    power = 0
    while exact * Fraction(10) ** power < 10 ** (STATED_DIGITS - 1):
        power += 1
    while exact * Fraction(10) ** power >= 10**STATED_DIGITS:
        power -= 1
    return rounded(exact * Fraction(10) ** power) * Fraction(10) ** -power


def jumps(rate: Fraction, last: Fraction) -> bool:
    """Whether a rate is further from the pair's last one than rates move at once.

    >>> jumps(Fraction(13, 10), Fraction(1)), jumps(Fraction(11, 10), Fraction(1))
    (True, False)
    """
    return abs(rate - last) > JUMP * last


def seems_turned(rate: Fraction, last: Fraction) -> bool:
    """Whether a rate that jumps looks like the pair's last one written the other way round."""
    return abs(rate * last - 1) <= JUMP


def contradict(rate: Fraction, other: Fraction, *, same_day: bool) -> bool:
    """Whether the rates of a pair and of the same pair quoted from the other end disagree.

    >>> contradict(Fraction(5, 4), Fraction(4, 5), same_day=True)
    False
    """
    return abs(rate * other - 1) > (APART_ON_A_DAY if same_day else APART)


def price_text(value: Fraction) -> str:
    """A price that ends as a decimal, in full.

    >>> price_text(Fraction(217, 200)), price_text(Fraction(170))
    ('1.085', '170')
    """
    digits = 0
    while 10**digits % value.denominator:
        digits += 1
    units = value.numerator * 10**digits // value.denominator
    return f"{Decimal((0, tuple(map(int, str(units))), -digits)):f}"
