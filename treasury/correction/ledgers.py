"""A run's virtual ledgers (虚拟账簿) as they were known and as they are right, and where their
internal interest differs.

Facts are frozen: items, openings and adjustments stay where they were booked. A late item moves its
ledger, and what is posted anew at the bank moves the unassigned one, each on its value day; then
the ledgers bear interest once more, by the terms that are known or right. Which ledgers bear, and
in which way, is a fact: a bearing has the same place in the plans of all terms. Amounts are minor
units, positive = the holder's asset; days are rows. Source: the banking day, section 9, and
`docs/decisions/0073-ledgers-corrected.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.booking import book
from treasury.correction.late import Late, added
from treasury.correction.postings import OPEN
from treasury.correction.replaying import Replay
from treasury.interest import SCALE
from treasury.plan.plan import Plan
from treasury.plan.virtual import LedgerTable, ledger_table, until
from treasury.tables import Projection
from treasury.virtual_ledgers import (
    InternalInterest,
    LedgerNumber,
    bear_interest,
    given,
)


class LedgerFacts(NamedTuple):
    """What a run moved its ledgers by on value basis, without internal interest, shape (day,
    ledger); and the value balances of its accounts, shape (day, account)."""

    moved: Amounts
    value: Amounts


class LedgersAnew(NamedTuple):
    """The ledgers of the days up to one of them: day-end value balances (day, ledger), and what
    they bore."""

    table: LedgerTable
    value: Amounts
    interest: InternalInterest


class Borne(NamedTuple):
    """What a number bears: its place among the bearing's sides, tier, rate and basis."""

    side: int
    tier: int
    rate: int
    basis: int


class LedgerChange(NamedTuple):
    """A number that bears something and is not what it was, in minor units x days."""

    borne: Borne
    before: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerDifference:
    """A posting of internal interest that is not right, signed as its ledger sees it.

    `day` is the day at whose opening it was posted, from which it bears interest (OPEN: it is
    still to come). `exact` is what the numbers make, before any rounding.
    """

    bearing: int
    day: int
    posted: int
    right: int
    changed: tuple[LedgerChange, ...]
    exact: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgersCorrected:
    """The ledgers of a run up to the day of a correction: as known after the one before it, and as
    they are right; `touched` are the postings that differ, those still to come last."""

    facts: LedgerFacts
    before: LedgersAnew
    now: LedgersAnew
    touched: tuple[LedgerDifference, ...]


def corrected_ledgers(
    facts: LedgerFacts, known: tuple[Plan, Replay, Late], right: tuple[Plan, Replay, Late]
) -> LedgersCorrected:
    """The ledgers as they were known and as they are right, each by a plan that has the terms, a
    replay by them and the late items known."""
    before, now = ledgers_anew(facts, *known), ledgers_anew(facts, *right)
    return LedgersCorrected(
        facts=facts, before=before, now=now, touched=ledger_differences(before, now)
    )


def ledger_facts(plan: Plan, projection: Projection) -> LedgerFacts:
    """What stays of the ledgers of a run that was simulated by the plan."""
    events = projection.events
    moved = given(ledger_table(plan), plan.tables.days, events, book(plan, events))
    return LedgerFacts(moved.valued, projection.value)


def ledgers_anew(facts: LedgerFacts, plan: Plan, replay: Replay, late: Late) -> LedgersAnew:
    """The ledgers on the days of a replay, by the terms of the plan and with the late items."""
    days, accounts = replay.value.shape
    table, valued = until(ledger_table(plan), days), facts.moved[:days].copy()
    of_ledger = (late.value_day < days) & (late.ledger >= 0)
    where = late.value_day[of_ledger], late.ledger[of_ledger]
    np.add.at(valued, where, late.amount[of_ledger])
    at_bank = replay.value - facts.value[:days] - added(late, days, accounts)
    divided = np.flatnonzero(table.unassigned >= 0)
    valued[:, table.unassigned[divided]] += np.diff(at_bank[:, divided], axis=0, prepend=0)
    interest = bear_interest(table, valued)
    return LedgersAnew(table, np.cumsum(valued, axis=0), interest)


Key = tuple[int, int]
"""Of a posting: the day (OPEN: none yet), the bearing."""
Numbers = dict[Borne, int]


class LedgersTold(NamedTuple):
    """The postings of internal interest: their amounts, and the numbers behind each."""

    amounts: dict[Key, int]
    numbers: dict[Key, Numbers]


def ledgers_told(anew: LedgersAnew) -> LedgersTold:
    """What was posted up to the last of the days, and what stands open at its end."""
    today = len(anew.value) - 1
    amounts = {
        (one.day + 1, one.bearing): one.amount for one in anew.interest.settled if one.day < today
    }
    for bearing, amount in enumerate(anew.interest.accrued):
        amounts[OPEN, bearing] = amount
    numbers: dict[Key, Numbers] = {}
    for one in anew.interest.numbers:
        day = one.settled + 1 if 0 <= one.settled < today else OPEN
        count(numbers.setdefault((day, one.bearing), {}), one)
    return LedgersTold(amounts, numbers)


def count(numbers: Numbers, one: LedgerNumber) -> None:
    """Add what of a number bears its rate."""
    borne = Borne(one.side, one.tier, one.rate, one.basis)
    numbers[borne] = numbers.get(borne, 0) + one.borne


def ledger_differences(before: LedgersAnew, now: LedgersAnew) -> tuple[LedgerDifference, ...]:
    """Every posting whose amount or numbers differ, by day, what is open last."""
    one, two = ledgers_told(before), ledgers_told(now)
    keys = {*one.amounts, *two.amounts, *one.numbers, *two.numbers}
    found = []
    for key in sorted(keys, key=lambda each: (each[0] == OPEN, each)):
        posted, right = one.amounts.get(key, 0), two.amounts.get(key, 0)
        changed = tuple(changes(one.numbers.get(key, {}), two.numbers.get(key, {})))
        if posted != right or changed:
            found.append(
                LedgerDifference(
                    bearing=key[1],
                    day=key[0],
                    posted=posted,
                    right=right,
                    changed=changed,
                    exact=worth_of(now.table, key[1], changed),
                )
            )
    return tuple(found)


def changes(before: Numbers, now: Numbers) -> Iterator[LedgerChange]:
    """The numbers that differ, by side, tier, rate and basis."""
    for borne in sorted({*before, *now}):
        was, is_ = before.get(borne, 0), now.get(borne, 0)
        if was != is_:
            yield LedgerChange(borne, was, is_)


def worth_of(table: LedgerTable, bearing: int, changed: tuple[LedgerChange, ...]) -> Fraction:
    """What changed numbers make, exactly, signed as the ledger sees it."""
    sides = table.bearings[bearing].sides
    parts = (
        Fraction(
            sides[one.borne.side].sign * (one.now - one.before) * one.borne.rate,
            SCALE * one.borne.basis,
        )
        for one in changed
    )
    return sum(parts, Fraction(0))
