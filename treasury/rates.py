"""Rates as bankers write them, dated rate tables, and the fixings of the indices they follow.

A rate is exact to 1e-8 a year (0.0001 basis point) and held as a whole number of 1e-8. It is
written with its unit ("0.35%", "35 bps"), because a bare 0.35 could be either; or as an index and
a margin ("LPR_1Y + 35 bps").
"""

import re
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from treasury.record import record

RATE_ONE = 10**8
RATE_MAX = RATE_ONE
"""100 % a year; exact interest in 64 bits is proved up to here."""

Side = Literal["credit", "debit"]
WRITTEN = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(%|bps?)\s*")
QUOTED = re.compile(r"\s*([^\W\d_][\w.-]*?)\s*(?:([+-])\s*(\d+(?:\.\d+)?\s*(?:%|bps?)))?\s*")


class NotARate(ValueError):
    """A rate that cannot be read; the text says why."""


@record
class Rate:
    """One line of a dated rate table: a tier of one side from a date on.

    All lines with the same terms, side and `valid_from` form one version, in force until the
    next version of that side. A tier reaches up to and including `up_to`; the last has none.
    `rate` is a number with its unit, or an index and a margin; the sum of these is not below
    `floor` and not above `cap`.
    """

    terms: str
    valid_from: date | None = None
    side: Side
    up_to: Decimal | None = None
    rate: str
    floor: str | None = None
    cap: str | None = None


@record
class Index:
    """A published rate that others follow: LPR_1Y, SHIBOR_3M, a bank's listed deposit rate.

    `title` is shown beside its fixings. `calendar` says its business days, where terms fix some
    business days before. A day without a fixing has the last one before it, which may be `oldest`
    calendar days old.
    """

    id: str
    title: str = ""
    calendar: str | None = None
    oldest: int = 10


@record
class IndexRate:
    """A fixing: what the index was published as on a date."""

    index: str
    date: date
    rate: str


class Price(NamedTuple):
    """A rate as it is written: the index it follows (None: none) and what is added to it."""

    follows: str | None
    margin: int


def parse_price(text: str) -> Price:
    """The index and the margin in whole 1e-8 a year; without an index the rate itself.

    >>> parse_price("LPR_1Y + 35 bps"), parse_price("SHIBOR_3M - 0.1%")
    (Price(follows='LPR_1Y', margin=350000), Price(follows='SHIBOR_3M', margin=-100000))
    >>> parse_price("LPR_1Y"), parse_price("0.35%")
    (Price(follows='LPR_1Y', margin=0), Price(follows=None, margin=350000))
    """
    match = None if WRITTEN.fullmatch(text) else QUOTED.fullmatch(text)
    if not match:
        return Price(None, parse_rate(text))
    return Price(match[1], parse_rate(f"{match[2]}{match[3]}") if match[2] else 0)


def bounded(rate: int, floor: int | None, cap: int | None) -> int:
    """The rate, not below the floor and not above the cap where there is one.

    >>> bounded(-20, 0, None), bounded(50, 0, 40), bounded(10, 0, 40)
    (0, 40, 10)
    """
    rate = rate if floor is None else max(rate, floor)
    return rate if cap is None else min(rate, cap)


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
