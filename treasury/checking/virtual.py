"""Checks of virtual ledgers: restated from the scenario's records, the events and the balances.

What the ledgers hold is added up anew, ledger by ledger, from the items and adjustments as they
were written; their interest is worked out in fractions from their value balances. Amounts are
minor units, days rows. Source: Chinese practice, sections 1 and 8; the banking day, section 1.
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from treasury.accounts.virtual import UNASSIGNED, VirtualLedger
from treasury.arrays import Amounts
from treasury.checking.day_counts import settles
from treasury.checking.evidence import Evidence, Finding, failed, first, passed
from treasury.checking.rates_by_day import tiers_from
from treasury.dates import bases, day_weights
from treasury.interest import Terms
from treasury.money import round_fraction, to_minor
from treasury.rates import RATE_ONE, Side
from treasury.scenario import Scenario
from treasury.tables import ACCOUNT, AMOUNT, DAY, PAYMENT, RECEIPT, REF
from treasury.virtual_ledgers import LedgerPosting

NOTHING, NOTHING_BEARS = "no account has virtual ledgers", "no virtual ledger bears interest"
BOTH: tuple[Side, Side] = ("credit", "debit")
Tier = tuple[int, int, int]
"""Lower bound, upper bound, rate."""


def ledgers_sum_to_accounts(evidence: Evidence) -> Finding:
    """22: each ledger holds what is its own, and an account's ledgers sum to it, every day."""
    own = [
        *openings(evidence), *made_items(evidence), *adjustments(evidence),
        *posted(evidence, evidence.virtual.settled),
    ]  # fmt: skip
    return holding(evidence, lambda basis: restated(evidence, basis, own))


def holding(evidence: Evidence, own: Callable[[str], dict[int, Amounts]]) -> Finding:
    """Whether each ledger holds what is its `own` on a basis, shape (day,) each, and an account's
    ledgers sum to it, every day."""
    virtual, projection = evidence.virtual, evidence.projection
    examined = 2 * virtual.book.size
    if examined == 0:
        return passed(0, "", NOTHING)
    for basis, held, balance in (
        ("book", virtual.book, projection.book), ("value", virtual.value, projection.value),
    ):  # fmt: skip
        for account in np.unique(virtual.table.account).tolist():
            total = held[:, virtual.table.account == account].sum(axis=1)
            what = f"of {evidence.plan.names.accounts[account]}", "the account holds", "its ledgers"
            wrong = unequal(evidence, (account, basis, what), balance[:, account], total)
            if wrong:
                return failed(examined, wrong)
        for ledger, expected in own(basis).items():
            account = int(virtual.table.account[ledger])
            name = f"of virtual ledger {virtual.table.ids[ledger]}"
            what = name, "its own postings make", "it is told as"
            wrong = unequal(evidence, (account, basis, what), expected, held[:, ledger])
            if wrong:
                return failed(examined, wrong)
    return passed(examined, "day-end balances of virtual ledgers, book and value", NOTHING)


def unequal(
    evidence: Evidence, about: tuple[int, str, tuple[str, str, str]], right: Amounts, told: Amounts
) -> str:
    """The first day on which two balances (day,) differ, as a sentence; "" if there is none."""
    account, basis, (whose, one, other) = about
    if np.array_equal(right, told):
        return ""
    (day,) = first(right != told)
    amounts = evidence.money(account, int(right[day])), evidence.money(account, int(told[day]))
    return (
        f"{basis} balance {whose} on {evidence.day(day)}: {one} {amounts[0]}, {other} {amounts[1]}"
    )


Posted = tuple[str | None, tuple[int, int], int]
"""A ledger's id (None, like UNASSIGNED: not assigned), booking and value day, amount."""


def restated(evidence: Evidence, basis: str, own: Sequence[Posted]) -> dict[int, Amounts]:
    """What each ledger but the unassigned ones should hold on a basis by what is posted on it;
    shape (day,) each."""
    ids, days = evidence.virtual.table.ids, evidence.plan.tables.days
    place = {one: row for row, one in enumerate(ids) if one != UNASSIGNED}
    moved = {row: np.zeros(days, dtype=np.int64) for row in place.values()}
    for ledger, when, amount in own:
        day = when[0] if basis == "book" else when[1]
        if ledger in place and day < days:
            moved[place[ledger]][day] += amount
    return {row: np.cumsum(change) for row, change in moved.items()}


def openings(evidence: Evidence) -> list[Posted]:
    """What each ledger opens with."""
    scenario = evidence.plan.scenario
    currency = {one.id: one.currency for one in scenario.accounts}
    return [
        (one.id, (0, 0), to_minor(one.opening, currency[one.account])) for one in scenario.ledgers
    ]


def adjustments(evidence: Evidence) -> list[Posted]:
    """Both sides of every adjusting posting, as written."""
    scenario = evidence.plan.scenario
    currency = {one.id: one.currency for one in scenario.accounts}
    found: list[Posted] = []
    for each in scenario.adjustments:
        when = rows_of(scenario, each.date, each.value_date)
        amount = to_minor(each.amount, currency[each.account])
        found += [(each.from_ledger, when, -amount), (each.to_ledger, when, amount)]
    return found


def posted(evidence: Evidence, settled: Sequence[LedgerPosting]) -> list[Posted]:
    """Interest that was settled, on the day after."""
    table = evidence.virtual.table
    return [
        (table.ids[table.bearings[one.bearing].ledger], (one.day + 1, one.day + 1), one.amount)
        for one in settled
    ]


def made_items(evidence: Evidence) -> list[Posted]:
    """The ledger, booking and value day and amount of every item that was made."""
    scenario, items = evidence.plan.scenario, evidence.plan.tables.items
    found: list[Posted] = []
    made = evidence.projection.events[evidence.rows(RECEIPT, PAYMENT)]
    for event in made[np.isin(made[:, ACCOUNT], evidence.virtual.table.account)]:
        if items.loan[event[REF]] < 0:
            item = scenario.items[items.source[event[REF]]]
            value = rows_of(scenario, item.date, item.value_date)[1]
            when = int(event[DAY]), max(int(event[DAY]), value)
            found.append((item.ledger, when, int(event[AMOUNT])))
    return found


def rows_of(scenario: Scenario, booked: date, valued: date | None) -> tuple[int, int]:
    """The rows of a booking day and of a value day, by default the same."""
    start = scenario.first_day
    return (booked - start).days, ((valued or booked) - start).days


# --- interest -------------------------------------------------------------------------------


class Restated(NamedTuple):
    """What one bearing should settle: by day, exactly and rounded; what accrues at the end."""

    exact: dict[int, Fraction]
    rounded: dict[int, int]
    accrued: int


def ledger_interest_is_exact(evidence: Evidence) -> Finding:
    """23: each ledger's interest follows from its value balances, rounded once a settlement."""
    virtual, scenario = evidence.virtual, evidence.plan.scenario
    terms = {one.id: one for one in scenario.terms}
    wanted = [
        (row, record, sides)
        for row, record in enumerate(virtual.table.records)
        if record is not None
        for sides in sides_of(record)
    ]
    found = [
        (each.ledger, tuple(one.side for one in each.sides)) for each in virtual.table.bearings
    ]
    if found != [(row, sides) for row, _, sides in wanted]:
        return failed(len(wanted), "interest is settled of other ledgers or sides than their own")
    examined = 0
    for bearing, (row, record, sides) in enumerate(wanted):
        days = Days(evidence, row, terms[record.terms or ""])
        expected = recomputed(days, sides)
        examined += len(days.value)
        wrong = differing(evidence, bearing, expected)
        if wrong:
            return failed(examined, f"interest of virtual ledger {record.id} {wrong}")
    return passed(examined, "days of virtual ledgers that bear interest", NOTHING_BEARS)


def sides_of(record: VirtualLedger) -> tuple[tuple[Side, ...], ...]:
    """The sides that are settled together, for each amount a ledger settles."""
    credit, debit = BOTH
    ways: dict[str, tuple[tuple[Side, ...], ...]] = {
        "none": (),
        "credit": ((credit,),),
        "both": ((credit,), (debit,)),
        "net": (BOTH,),
    }
    return ways[record.interest]


class Days:
    """A ledger's days: its value balances, and what its terms say of each day."""

    def __init__(self, evidence: Evidence, ledger: int, terms: Terms) -> None:
        """The days of a ledger of the run."""
        names = evidence.plan.names
        self.scenario, self.terms, self.days = evidence.plan.scenario, terms, list(names.days)
        self.currency = names.currencies[int(evidence.virtual.table.account[ledger])]
        self.value: list[int] = evidence.virtual.value[:, ledger].tolist()
        self.weight: list[int] = day_weights(self.days, terms.day_count).tolist()
        self.basis: list[int] = bases(self.days, terms.day_count).tolist()
        self.versions = {side: self.versions_of(side) for side in BOTH}

    def versions_of(self, side: Side) -> dict[date, list[Tier]]:
        """The tiers of each version of a side by its first day; the earliest date: always."""
        tiers = tiers_from(self.scenario, self.terms, side, self.currency)
        return {
            start: [
                (low, *end) for low, end in zip([0, *(one for one, _ in ends)], ends, strict=False)
            ]
            for start, ends in tiers.items()
        }

    def begun(self, day: int, side: Side) -> date:
        """From when the version holds that the day bears."""
        while self.terms.rate_change == "settlement_day" and not self.settles(day):
            if day + 1 == len(self.days):
                break
            day += 1
        return max(start for start in self.versions[side] if start <= self.days[day])

    def settles(self, day: int) -> bool:
        """Whether interest is settled at the close of the day."""
        return settles(self.days[day], self.terms, None, self.scenario.calendars)

    def part(self, size: int, tier: Tier) -> int:
        """What of a balance on its side lies in the tier."""
        lower, upper, _ = tier
        if self.terms.whole_balance:
            return size if lower < size <= upper else 0
        return max(0, min(size, upper) - lower)


class Period(NamedTuple):
    """One rate period: its versions and basis, and its numbers by sign and rate a day."""

    named: tuple[object, ...]
    numbers: dict[tuple[int, Fraction], int]


def recomputed(days: Days, sides: tuple[Side, ...]) -> Restated:
    """What one bearing of a ledger should settle and accrue, signed as the ledger sees it."""
    found = Restated({}, {}, 0)
    carried, accrued = Fraction(0), 0
    periods: list[Period] = []
    for day in range(len(days.value)):
        grow(days, sides, day, periods)
        if not days.settles(day) and day + 1 < len(days.value):
            continue
        exact = interest(periods, nets=len(sides) == len(BOTH))
        accrued = rounded_once(days, exact + carried)
        if days.settles(day):
            found.exact[day], found.rounded[day] = exact, accrued
            carried = exact + carried - accrued if days.terms.carry_remainder else Fraction(0)
            periods = []
    return found._replace(accrued=accrued)


def rounded_once(days: Days, exact: Fraction) -> int:
    """The exact interest in whole minor units."""
    return round_fraction(exact.numerator, exact.denominator, days.terms.rounding)


def grow(days: Days, sides: tuple[Side, ...], day: int, periods: list[Period]) -> None:
    """Add the day's slices to the numbers of its rate period."""
    begun = [days.begun(day, side) for side in sides]
    named = (*begun, days.basis[day])
    if not periods or periods[-1].named != named:
        periods.append(Period(named, {}))
    numbers = periods[-1].numbers
    for side, version in zip(sides, begun, strict=True):
        sign = 1 if side == "credit" else -1
        for tier in days.versions[side][version]:
            part = days.part(max(0, sign * days.value[day]), tier)
            key = sign, Fraction(tier[2], RATE_ONE * days.basis[day])
            numbers[key] = numbers.get(key, 0) + part * days.weight[day]


def interest(periods: list[Period], *, nets: bool) -> Fraction:
    """The exact interest of the numbers; where they are netted, of each rate period's net."""
    total = Fraction(0)
    for _, numbers in periods:
        net = sum(sign * number for (sign, _), number in numbers.items())
        for (sign, rate), number in numbers.items():
            total += sign * rate * (max(0, sign * net) if nets else number)
    return total


def differing(evidence: Evidence, bearing: int, expected: Restated) -> str:
    """What is reported of a bearing otherwise than it should be, for a sentence; "" if nothing."""
    virtual = evidence.virtual
    account = int(virtual.table.account[virtual.table.bearings[bearing].ledger])
    settled = {one.day: one.amount for one in virtual.settled if one.bearing == bearing}
    told: dict[int, Fraction] = {}
    for one in virtual.numbers:
        if one.bearing == bearing and one.settled >= 0:
            sign = virtual.table.bearings[bearing].sides[one.side].sign
            share = Fraction(sign * one.borne * one.rate, RATE_ONE * one.basis)
            told[one.settled] = told.get(one.settled, Fraction(0)) + share
    for day in sorted({*settled, *told, *expected.rounded}):
        amounts = settled.get(day, 0), expected.rounded.get(day, 0)
        if amounts[0] != amounts[1]:
            made, right = (evidence.money(account, amount) for amount in amounts)
            return f"on {evidence.day(day)}: recomputed {right}, settled {made}"
        if told.get(day, Fraction(0)) != expected.exact.get(day, Fraction(0)):
            return f"on {evidence.day(day)}: its interest numbers do not make what is settled"
    made, right = (
        evidence.money(account, amount) for amount in (virtual.accrued[bearing], expected.accrued)
    )
    return "" if made == right else f"accrued at the end: recomputed {right}, reported {made}"
