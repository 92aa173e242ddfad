"""Rates as bankers write them, and dated rate tables.

A rate is exact to 1e-8 a year (0.0001 basis point) and held as a whole number of 1e-8. It is
written with its unit ("0.35%", "35 bps"), because a bare 0.35 could be either.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Literal

from treasury.record import record

RATE_ONE = 10**8
RATE_MAX = RATE_ONE
"""100 % a year; exact interest in 64 bits is proved up to here."""

Side = Literal["credit", "debit"]
WRITTEN = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(%|bps?)\s*")


class NotARate(ValueError):
    """A rate that cannot be read; the text says why."""


@record
class Rate:
    """One line of a dated rate table: a tier of one side from a date on.

    All lines with the same terms, side and `valid_from` form one version, in force until the
    next version of that side. A tier reaches up to and including `up_to`; the last has none.
    """

    terms: str
    valid_from: date | None = None
    side: Side
    up_to: Decimal | None = None
    rate: str


def parse_rate(text: str) -> int:
    """The rate in whole 1e-8 a year.

    >>> parse_rate("0.35%"), parse_rate("-12.5 bps")
    (350000, -125000)
    >>> parse_rate("0.35")
    Traceback (most recent call last):
    treasury.rates.NotARate: '0.35' has no unit
    """
    match = WRITTEN.fullmatch(text)
    if not match:
        plain = re.fullmatch(r"\s*[+-]?[\d.]+\s*", text)
        raise NotARate(f"{text!r} has no unit" if plain else f"{text!r} is not a rate")
    unit = 10**6 if match[2] == "%" else 10**4
    exact = Decimal(match[1]) * unit
    if exact != int(exact):
        raise NotARate(f"{text!r} is finer than 0.0001 basis point")
    if abs(exact) > RATE_MAX:
        raise NotARate(f"{text!r} is more than 100 % a year")
    return int(exact)


def written_rate(rate: int) -> str:
    """The rate in per cent with at least two decimals.

    >>> written_rate(350000), written_rate(4350001)
    ('0.35 %', '4.350001 %')
    """
    text = f"{Decimal(rate).scaleb(-6):f}"
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(2, '0')} %"
