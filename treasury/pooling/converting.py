"""Sweeps between two currencies: what an amount becomes at the other end of a link.

Rates by day and link are exact fractions of minor units, resolved before the loop, the spread taken
off. What a currency is sold for is rounded down, what must be sold to bring an amount is rounded
up, so that nobody gets more than the rate gives. In one currency every amount stays what it is.
Source: the banking day, sections 1, 2 and 4; decision 0061.
"""

from treasury.arrays import compiled, inner
from treasury.pooling.allocation import multiply_divide
from treasury.pooling.packed import Packed


@compiled
def sold_for(amount: int, worth: int, worth_of: int) -> int:
    """The amount, not negative, x worth / worth_of, rounded down.

    >>> sold_for(1_000_000, 9213, 10_000), sold_for(99, 1, 100)     # 10,000.00 USD at 0.9213
    (921300, 0)
    """
    whole, rest = divmod(worth, worth_of)
    if rest == 0:
        return amount * whole
    return amount * whole + multiply_divide(amount, rest, worth_of)[0]


@compiled
def cost_of(amount: int, brings: int, brings_of: int) -> int:
    """The least that brings the amount, not negative, at brings / brings_of a unit.

    >>> cost_of(1_000_000, 108, 100), sold_for(925_926, 108, 100)
    (925926, 1000000)
    """
    whole, rest = divmod(brings_of, brings)
    if rest == 0:
        return amount * whole
    part, left = multiply_divide(amount, rest, brings)
    return amount * whole + part + (1 if left > 0 else 0)


@inner
def converted(tables: Packed, day: int, link: int, amount: int) -> int:
    """What the header has of the amount that goes up the link (below zero: comes down) on the day,
    in its currency and with the same sign."""
    terms = tables.link_days
    if amount < 0:
        return -cost_of(-amount, terms.brings[day, link], terms.brings_of[day, link])
    return sold_for(amount, terms.worth[day, link], terms.worth_of[day, link])


@inner
def brought_by(tables: Packed, day: int, link: int, amount: int) -> int:
    """What the amount of the header's currency brings the participant in its own, rounded down."""
    terms = tables.link_days
    return sold_for(amount, terms.brings[day, link], terms.brings_of[day, link])
