"""How long legal persons have owed each other what they owe through the pool: a view of a run.

A position grows by *layers*: what it is larger by at the end of a day than at the end of the day
before, interest added to it included, is a layer of that day. A repayment takes the oldest layer
first, so that what still stands is the youngest. Deposits and loans are looked at gross, unless
a structure nets them by pair of legal persons, by
creditor, debtor and currency; who takes over a position begins a new one.

Amounts are minor units, days rows of the run. The day on which money comes counts, the day on which
it goes does not: a layer of the last day is one day old. A run knows nothing of what was before it:
whatever stands at the end of its first day is a layer of that day, and may in truth be older.
Source: the banking day, section 8.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.plan.plan import Plan

Pair = tuple[str, str, str]
"""Creditor, debtor, currency."""
WINDOWS = (90, 180, 365)
"""Over how many of the last days the smallest balance is looked for."""
BANDS = (30, 90, 180, 365)
"""The longest age of each band in days; what is older has a band of its own."""


class Layer(NamedTuple):
    """What came on one day, a row, and still stands."""

    since: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How long what one owes another on the last day has stood.

    `layers` stand oldest first and sum to the position. `smallest` is the smallest day-end
    position of the last days of each of WINDOWS (None: the run has fewer), `smallest_of_run` that
    of all its days; `days_since_zero` counts the days after the last one at whose end nothing was
    owed, all days of the run where something always was. `zeros` counts, for each window and the
    whole run, the days at whose end nothing was owed; `began` is the first at whose end something
    was.
    """

    creditor: str
    debtor: str
    currency: str
    days: int
    layers: tuple[Layer, ...]
    smallest: tuple[int | None, ...]
    smallest_of_run: int
    days_since_zero: int
    zeros: tuple[int, ...]
    began: int

    @property
    def never_repaid(self) -> bool:
        """Whether something was owed at every day's end since the first."""
        return self.began == self.days - self.days_since_zero

    @property
    def amount(self) -> int:
        """What is owed at the end of the last day."""
        return sum(layer.amount for layer in self.layers)

    @property
    def oldest_days(self) -> int:
        """For how many days the oldest layer has stood."""
        return self.days - self.layers[0].since

    def bands(self) -> tuple[int, ...]:
        """What is owed by its age: a sum for each of BANDS, and what is older than all of them."""
        found = [0] * (len(BANDS) + 1)
        for layer in self.layers:
            found[int(np.searchsorted(BANDS, self.days - layer.since))] += layer.amount
        return tuple(found)


def standing(pair: Amounts, position: Amounts) -> Amounts:
    """What stands at each day's end in the row of each link; shape (day, link), as the position.

    Links that are netted by pair have the sum in the row of the first, the others nothing.

    >>> standing(np.array([0, 1, 0]), np.array([[70, 5, -20]])).tolist()
    [[50, 5, 0]]
    """
    if (pair == np.arange(len(pair))).all():
        return position
    netted = np.zeros_like(position)
    np.add.at(netted.T, pair, position.T)
    return netted


def owed_by_pair(plan: Plan, position: Amounts) -> dict[Pair, Amounts]:
    """What each legal person owes another at each day's end: shape (day,) for each pair.

    Gross, unless links are netted by pair. `position` has the shape (day, link). Nobody owes
    anything to itself.
    """
    names, links = plan.names, plan.tables.links
    position = standing(links.pair, position)
    sums: dict[Pair, Amounts] = {}
    for link, (low, high) in enumerate(
        zip(links.participant.tolist(), links.header.tolist(), strict=True)
    ):
        member, header = names.legal_entity[low], names.legal_entity[high]
        if member == header:
            continue
        for ends, sign in (((member, header), 1), ((header, member), -1)):
            pair = (*ends, names.currencies[high])
            amounts = np.maximum(sign * position[:, link], 0)
            sums[pair] = sums[pair] + amounts if pair in sums else amounts
    return {pair: sums[pair] for pair in sorted(sums)}


def layers_of(owed: Amounts) -> tuple[Layer, ...]:
    """The layers that still stand at the end of the last day, oldest first; `owed` by day.

    100 come on the first day, 50 on the second; 120 are repaid on the third, or 10:

    >>> layers_of(np.array([100, 150, 30]))
    (Layer(since=1, amount=30),)
    >>> layers_of(np.array([100, 150, 140]))
    (Layer(since=0, amount=90), Layer(since=1, amount=50))
    """
    grown = np.diff(owed, prepend=0)
    left, found = int(owed[-1]), list[Layer]()
    for day in np.flatnonzero(grown > 0)[::-1].tolist():
        if left == 0:
            break
        found.append(Layer(day, min(left, int(grown[day]))))
        left -= found[-1].amount
    return tuple(reversed(found))


def ages(plan: Plan, position: Amounts) -> tuple[Age, ...]:
    """The age of everything that is owed on the last day, by creditor, debtor and currency."""
    pairs = owed_by_pair(plan, position).items()
    return tuple(age_of(pair, owed) for pair, owed in pairs if owed[-1])


def age_of(pair: Pair, owed: Amounts) -> Age:
    """The age of one position.

    >>> age = age_of(("A", "B", "CNY"), np.array([70, 50, 0, 20, 30]))
    >>> age.days_since_zero, age.oldest_days, age.bands()
    (2, 2, (30, 0, 0, 0, 0))
    """
    days = len(owed)
    zero = np.flatnonzero(owed == 0)
    return Age(
        creditor=pair[0],
        debtor=pair[1],
        currency=pair[2],
        days=days,
        layers=layers_of(owed),
        smallest=tuple(int(owed[-window:].min()) if days >= window else None for window in WINDOWS),
        smallest_of_run=int(owed.min()),
        days_since_zero=days - 1 - int(zero[-1]) if len(zero) else days,
        zeros=tuple(int((owed[-window:] == 0).sum()) for window in (*WINDOWS, days)),
        began=int(np.flatnonzero(owed)[0]),
    )
