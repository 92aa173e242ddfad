"""What is levied on each day: share, weight, when it is due, and its bounds, by term.

Columns stand in the order of a `levies.TariffTable`; shape (day,) each, the day after the last one
included.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.dates import bases, day_weights
from treasury.fees import FeeTerm, charged_on
from treasury.levies import AFTER_INTEREST, AT_OPENING
from treasury.money import to_minor
from treasury.plan.accruals import COMMON
from treasury.plan.links import column
from treasury.rates import RATE_ONE, parse_rate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

ONE_DAY = timedelta(days=1)
BEGINS = {"monthly": tuple(range(1, 13)), "quarterly": (1, 4, 7, 10), "yearly": (1,)}
"""The months in which the calendar month, quarter or year begins."""


class Dated(Protocol):
    """A version of something."""

    @property
    def valid_from(self) -> date | None:
        """The first day on which it is in force; None: from the beginning."""


Version = TypeVar("Version", bound=Dated)


def fee_versions(scenario: Scenario) -> dict[str, list[FeeTerm]]:
    """The versions of each fee by terms, in order of date."""
    found: dict[str, list[FeeTerm]] = {}
    for term in sorted(scenario.fee_terms, key=lambda one: one.valid_from or date.min):
        found.setdefault(term.fee, []).append(term)
    return dict(sorted(found.items()))


def in_force(versions: list[Version], day: date) -> Version | None:
    """The version in force on the day, None before the first."""
    begun = [term for term in versions if (term.valid_from or date.min) <= day]
    return begun[-1] if begun else None


def fee_tariff(versions: list[FeeTerm], days: list[date], currency: str) -> tuple[Amounts, ...]:
    """The tariff of a fee in a currency.

    The bounds of a day's charge are those in force on the evening before, when its period ended.
    What is charged once stands open from the first day; on every day it is that of its `date`.
    """
    term, ones = versions[0], np.ones(len(days), dtype=np.int64)
    begun = [in_force(versions, term.date or day) for day in days]
    ended = [in_force(versions, term.date or day - ONE_DAY) for day in days]
    held = column(int(one is not None) for one in begun)
    whole, common, weight = RATE_ONE * ones, RATE_ONE * ones, held
    if term.base == "sweep_count":
        whole = common = ones
    elif term.every != "once" and term.base != "sweep_amount":
        whole = RATE_ONE * bases(days, term.day_count)
        common = RATE_ONE * COMMON[term.day_count] * ones
        weight = held * day_weights(days, term.day_count)
    return (
        column(share_of(one, currency) for one in begun),
        whole,
        common,
        weight,
        column(AT_OPENING * int(charged_on(term, day)) for day in days),
        column(bound(one.minimum if one else None, currency, 0) for one in ended),
        column(bound(one.maximum if one else None, currency, UNLIMITED) for one in ended),
        0 * ones,
    )


def share_of(term: FeeTerm | None, currency: str) -> int:
    """What is levied of a number: a rate in 1e-8, or minor units for each sweep."""
    if term is None:
        return 0
    if term.base == "sweep_count":
        return bound(term.amount, currency, 0)
    return parse_rate(term.rate or "0%")


def bound(amount: Decimal | None, currency: str, otherwise: int) -> int:
    """The amount in minor units; the other one where none is given."""
    return otherwise if amount is None else to_minor(amount, currency)


def tax_tariff(versions: list[TaxTerm], days: list[date]) -> tuple[Amounts, ...]:
    """The tariff of a tax: due on every day, or on its date; a rate inside the price is rate / (1
    + rate) of it. What is taxed once is so at the rate of its date, also where that was another one
    before. No bounds: where less is posted than was taxed as it accrued, some comes back."""
    term, ones = versions[0], np.ones(len(days), dtype=np.int64)
    dated = term.date
    begun = [in_force(versions, dated or day) for day in days]
    share = column(parse_rate(one.rate) if one else 0 for one in begun)
    inside = column(int(one is not None and one.price_includes_tax) for one in begun)
    whole = RATE_ONE + inside * share
    due = column(int(term.date in (None, day)) for day in days)
    held = column(int(one is not None) for one in begun)
    most = UNLIMITED * ones
    looks = held * column(int(looks_ahead(term, days, at)) for at in range(len(days)))
    return share, whole, whole, held, AFTER_INTEREST * due, -most, most, looks


def looks_ahead(term: TaxTerm, days: list[date], at: int) -> bool:
    """Whether a period at whose end accrued interest is taxed has just ended, inside the run."""
    return at > 0 and days[at].day == 1 and days[at].month in BEGINS[term.accrues]
