"""Conversions restated: rates of exchange from the scenario's lines, less the spread of the terms.

What is sold brings amount x rate, rounded down; an amount costs amount / rate, rounded up. The
checks use this in place of the plan's tables. Amounts are minor units; rates are minor units of
what is bought for one of what is sold. Source: the docstring of `Conversion`; decision 0061.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.evidence import Evidence, Finding, Truths, failed, passed
from treasury.checking.exchange import worth_by_day
from treasury.plan.plan import Plan
from treasury.pooling.structure import Conversion
from treasury.tables import (
    ACCOUNT,
    ACROSS,
    AMOUNT,
    CONCENTRATION,
    CONVERTED,
    DAY,
    FUNDING,
    KIND,
    OTHER,
    PAYMENT,
    QUEUED,
    REASON,
    REF,
    REFUSED,
    REJECTED,
)


class Rates(NamedTuple):
    """A link's rates by day: of what goes up, and of what comes down."""

    up: list[Fraction]
    down: list[Fraction]


Exchange = dict[int, Rates]
"""The rates of every link that converts."""


def exchange(evidence: Evidence) -> Exchange:
    """The rates of the run's converting links."""
    plan = evidence.plan
    names, links = plan.names, plan.tables.links
    found = {}
    for link in np.flatnonzero(evidence.converts).tolist():
        low, high = int(links.participant[link]), int(links.header[link])
        terms = [terms_of_day(plan, names.accounts[low], day) for day in names.days]
        own, other = names.currencies[low], names.currencies[high]
        found[link] = Rates(rates_of(plan, terms, own, other), rates_of(plan, terms, other, own))
    return found


def terms_of_day(plan: Plan, participant: str, day: date) -> Conversion | None:
    """The last of the participant's lines that has begun by the day, None before the first."""
    mine = (plan.structure, participant)
    lines = [one for one in plan.scenario.conversions if (one.structure, one.participant) == mine]
    begun = [one for one in lines if one.valid_from is None or one.valid_from <= day]
    return max(begun, key=lambda one: one.valid_from or date.min, default=None)


def rates_of(plan: Plan, terms: list[Conversion | None], sold: str, bought: str) -> list[Fraction]:
    """What a unit of the currency that is sold brings on each day; 0 on days without terms."""
    sides = sorted({one.fx_side for one in terms if one})
    by_side = {side: worth_by_day(plan, sold, bought, side) for side in sides}
    return [
        by_side[one.fx_side][day] * (1 - spread_of(one)) if one else Fraction(0)
        for day, one in enumerate(terms)
    ]


def spread_of(terms: Conversion) -> Fraction:
    """The spread as a part of the rate."""
    written = (terms.spread or "0%").replace("%", "").strip()
    return Fraction(Decimal(written)) * Fraction(1, 100)


def brought(rates: Exchange, place: tuple[Amounts, Amounts], amounts: Amounts) -> Amounts:
    """What amounts of the header's currency bring the participant; `place` are days and links."""
    return exchanged(rates, place, amounts, lambda one, day, n: floor(n * one.down[day]))


def cost(rates: Exchange, place: tuple[Amounts, Amounts], amounts: Amounts) -> Amounts:
    """What it costs the header to bring the participant these amounts."""
    return exchanged(rates, place, amounts, lambda one, day, n: ceil(n / one.down[day]))


def worth(rates: Exchange, place: tuple[Amounts, Amounts], amounts: Amounts) -> Amounts:
    """What the header gets for these amounts of the participant's."""
    return exchanged(rates, place, amounts, lambda one, day, n: floor(n * one.up[day]))


def most_within(rates: Exchange, place: tuple[Amounts, Amounts], rooms: Amounts) -> Amounts:
    """The most of the participant's currency that brings no more than these rooms."""
    return exchanged(rates, place, rooms, bounded(most_in), nothing=True)


def least_within(rates: Exchange, place: tuple[Amounts, Amounts], rooms: Amounts) -> Amounts:
    """The least of the participant's currency that brings as much of these rooms as can be had."""

    def least(one: Rates, day: int, room: int) -> int:
        return ceil(floor(most_in(one, day, room) * one.up[day]) / one.up[day])

    return exchanged(rates, place, rooms, bounded(least))


def most_in(one: Rates, day: int, room: int) -> int:
    """The most that brings no more than the room."""
    return ceil((room + 1) / one.up[day]) - 1


def bought_within(rates: Exchange, place: tuple[Amounts, Amounts], rooms: Amounts) -> Amounts:
    """What the participant may have so that it costs its header no more than these rooms."""
    return exchanged(rates, place, rooms, bounded(lambda one, day, n: floor(n * one.down[day])))


def bounded(becomes: Callable[[Rates, int, int], int]) -> Callable[[Rates, int, int], int]:
    """The same, with what is without bound staying so."""

    def of(one: Rates, day: int, room: int) -> int:
        return min(UNLIMITED, becomes(one, day, room)) if room < UNLIMITED else UNLIMITED

    return of


def exchanged(
    rates: Exchange,
    place: tuple[Amounts, Amounts],
    amounts: Amounts,
    becomes: Callable[[Rates, int, int], int],
    *,
    nothing: bool = False,
) -> Amounts:
    """The amounts, those over links that convert as they become; the arrays are broadcast. What is
    nothing stays so, but where `nothing` becomes something, too."""
    found = np.array(amounts, dtype=np.int64)
    days, links = (np.broadcast_to(each, found.shape) for each in place)
    for link, one in rates.items():
        for at in map(tuple, np.argwhere((links == link) & (nothing | (found != 0))).tolist()):
            found[at] = becomes(one, int(days[at]), int(found[at]))
    return found


def claims(evidence: Evidence) -> Amounts:
    """What the account of each decision about a payment has sent up, where that is owed in another
    currency: what it brings on the day; -1 at all other events; shape (event,)."""
    events, effect = evidence.projection.events, evidence.effects
    found = np.full(len(events), -1, dtype=np.int64)
    decisions = evidence.rows(PAYMENT, QUEUED, REJECTED, REFUSED)
    for link, rates in exchange(evidence).items():
        own = int(evidence.plan.tables.links.participant[link])
        rows = decisions[events[decisions, ACCOUNT] == own]
        moved = np.cumsum(np.where(effect.link == link, effect.position, 0))
        before = np.maximum(0, evidence.plan.opening_positions[link] + moved[rows])
        found[rows] = brought({link: rates}, (events[rows, DAY], np.array(link)), before)
    return found


def across(events: Amounts, converts: Truths) -> Amounts:
    """What each sweep's other account has of it: as the event says where it was converted."""
    return np.where(converts[events[:, REF]], events[:, ACROSS], events[:, AMOUNT])


def conversions_are_as_agreed(evidence: Evidence) -> Finding:
    """34: what each converted sweep became is its amount at the day's rate less the spread."""
    events = evidence.projection.events
    rows = evidence.rows(CONCENTRATION, FUNDING)
    rows = rows[evidence.converts[events[rows, REF]] | (events[rows, ACROSS] != 0)]
    rates, own = exchange(evidence), events[rows]
    place = own[:, DAY], own[:, REF]
    up = own[:, KIND] == CONCENTRATION
    right = np.where(up, worth(rates, place, own[:, AMOUNT]), cost(rates, place, own[:, AMOUNT]))
    moves = (own[:, AMOUNT] != 0) & evidence.converts[own[:, REF]]
    wrong = (own[:, ACROSS] != right) | ((own[:, REASON] & CONVERTED > 0) != moves)
    for at in np.flatnonzero(wrong).tolist():
        sold, bought = (ACCOUNT, OTHER) if up[at] else (OTHER, ACCOUNT)
        told = {ACCOUNT: int(own[at, AMOUNT]), OTHER: int(own[at, ACROSS])}
        return failed(
            len(rows),
            f"{evidence.link(int(own[at, REF]))} on {evidence.day(int(own[at, DAY]))}: "
            f"{evidence.money(int(own[at, sold]), told[sold])} became "
            f"{evidence.money(int(own[at, bought]), told[bought])}, at the rate less spread "
            f"{evidence.money(int(own[at, OTHER]), int(right[at]))}",
        )
    return passed(int(moves.sum()), "sweeps converted", "nothing was converted")
