"""An account's balances and interest divided among its virtual ledgers (虚拟账簿).

A view over a finished run: every posting of the books on such an account belongs to one of its
ledgers, that of its item or the unassigned one (待清分); openings and adjusting postings move
amounts between them, and internal interest moves them again. So on every day the ledgers of an
account sum to it, on booking and on value basis. Internal interest is settled and posted as an
account's is: at the opening of the day after the settlement day, against the unassigned ledger,
which has what the bank pays and charges and is left with the parent's result.

Amounts are minor units, positive = the holder's asset; days are rows. Interest numbers are minor
units x days. Source: Chinese practice, sections 1 and 8; the banking day, sections 1 and 8.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from treasury.accounts.ledger import Ledger
from treasury.arrays import Amounts
from treasury.interest import add_exact, round_exact, slice_of
from treasury.plan.plan import Plan
from treasury.plan.virtual import Bearing, LedgerTable, ledger_table
from treasury.tables import KIND, PAYMENT, RECEIPT, REF


class LedgerNumber(NamedTuple):
    """One interest number of a rate period that ends at the close of `day`.

    `side` is the place among the bearing's sides. `borne` is what bears the rate: the number, or
    under netting what it has more than the other side's. `settled` is the day at whose close it
    is settled, -1 where the run ends before.
    """

    bearing: int
    day: int
    side: int
    tier: int
    number: int
    borne: int
    rate: int
    basis: int
    settled: int


class LedgerPosting(NamedTuple):
    """Internal interest settled at the close of `day`, posted at the next opening.

    `amount` > 0 where the ledger earns; the unassigned ledger has it with the other sign.
    """

    bearing: int
    day: int
    amount: int


class InternalInterest(NamedTuple):
    """What ledgers bore: `settled` are all settlements, of which one of the last day is not posted
    within these days; `accrued` (bearing,) is what is not posted by then, as if that were a
    settlement day."""

    numbers: tuple[LedgerNumber, ...]
    settled: tuple[LedgerPosting, ...]
    accrued: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualLedgers:
    """The virtual ledgers of a run. `book`, `value` (day, ledger) are day-end balances; the rest is
    their internal interest."""

    table: LedgerTable
    book: Amounts
    value: Amounts
    numbers: tuple[LedgerNumber, ...]
    settled: tuple[LedgerPosting, ...]
    accrued: tuple[int, ...]


def virtual_ledgers(plan: Plan, events: Amounts, books: Ledger) -> VirtualLedgers:
    """The books of a run divided among the virtual ledgers of its accounts."""
    table = ledger_table(plan)
    booked, valued = given(table, plan.tables.days, events, books)
    interest = bear_interest(table, valued)
    post_interest(table, interest.settled, booked)
    return VirtualLedgers(
        table=table,
        book=np.cumsum(booked, axis=0),
        value=np.cumsum(valued, axis=0),
        **interest._asdict(),
    )


class Moved(NamedTuple):
    """What moves each ledger on a day, on booking and on value basis; shape (day, ledger) each."""

    booked: Amounts
    valued: Amounts


def given(table: LedgerTable, days: int, events: Amounts, books: Ledger) -> Moved:
    """What moves the ledgers before any internal interest: the postings of the books, openings and
    adjustments."""
    postings = assigned(table, events, books)
    found = []
    for dated, basis in ((books.booking_day, "day"), (books.value_day, "value_day")):
        change = np.zeros((days, len(table.ids)), dtype=np.int64)
        post_books(postings, dated, change)
        for ledger, amount in enumerate(table.opening.tolist()):
            post_between(change, (unassigned_of(table, ledger), ledger), 0, amount)
        for move in table.moves:
            ends, day = (move.source, move.target), int(getattr(move, basis))
            post_between(change, ends, day, move.amount)
        found.append(change)
    return Moved(*found)


class Assigned(NamedTuple):
    """The postings of the books on accounts with virtual ledgers, shape (posting,) each.

    `row` is a pair of the books, `amount` signed; opening balances are among them.
    """

    row: Amounts
    ledger: Amounts
    amount: Amounts


def assigned(table: LedgerTable, events: Amounts, books: Ledger) -> Assigned:
    """The ledger of each posting: its item's, else the account's unassigned one.

    Bank accounts stand first in the books, in the plan's order.
    """
    of_account = np.full(len(books.accounts), -1, dtype=np.int64)
    of_account[: len(table.unassigned)] = table.unassigned
    found = []
    for column, sign in ((books.debit, 1), (books.credit, -1)):
        row = np.flatnonzero(of_account[column] >= 0)
        ledger = of_account[column[row]]
        place = np.flatnonzero(books.event[row] >= 0)  # openings have no event
        event = events[books.event[row[place]]]
        of_item = np.isin(event[:, KIND], (RECEIPT, PAYMENT))
        ledger[place[of_item]] = table.item_ledger[event[of_item, REF]]
        found.append(Assigned(row, ledger, sign * books.amount[row]))
    return Assigned(*(np.concatenate(both) for both in zip(*found, strict=True)))


def post_books(postings: Assigned, dated: Amounts, change: Amounts) -> None:
    """Post what the books have on accounts with virtual ledgers, on the ledger it belongs to, on
    the day that each of their pairs has."""
    day = np.maximum(dated[postings.row], 0)
    inside = day < len(change)
    where = day[inside], postings.ledger[inside]
    np.add.at(change, where, postings.amount[inside])


def post_between(change: Amounts, ends: tuple[int, int], day: int, amount: int) -> None:
    """Move an amount from the first ledger to the second on a day, if it is one of these."""
    if day < len(change):
        change[day, ends[0]] -= amount
        change[day, ends[1]] += amount


def unassigned_of(table: LedgerTable, ledger: int) -> int:
    """The unassigned ledger of the same account."""
    return int(table.unassigned[table.account[ledger]])


def post_interest(table: LedgerTable, settled: tuple[LedgerPosting, ...], change: Amounts) -> None:
    """Post what was settled on the day after, against the unassigned ledgers."""
    for one in settled:
        ledger = table.bearings[one.bearing].ledger
        post_between(change, (unassigned_of(table, ledger), ledger), one.day + 1, one.amount)


def bear_interest(table: LedgerTable, valued: Amounts) -> InternalInterest:
    """What every ledger bears, day by day; it is posted on value basis against the unassigned one.

    `valued` (day, ledger) is what moves the ledgers on value basis, and has the interest then.
    """
    days = len(valued)
    runs = [Accrual(row, each) for row, each in enumerate(table.bearings)]
    of_ledger: dict[int, list[Accrual]] = {}
    for run in runs:
        of_ledger.setdefault(run.bearing.ledger, []).append(run)
    for ledger, own in of_ledger.items():
        ends, value = (unassigned_of(table, ledger), ledger), 0
        for day in range(days):
            for run in own:
                post_between(valued, ends, day, run.take_due())
            value += int(valued[day, ledger])
            for run in own:
                run.close(day, value)
    return InternalInterest(
        numbers=tuple(number for run in runs for number in run.told),
        settled=tuple(posting for run in runs for posting in run.settled),
        accrued=tuple(run.accrued(days - 1) for run in runs),
    )


@dataclass(slots=True)
class Accrual:
    """What one bearing has accrued: interest numbers by side and tier, an amount, what is due.

    The exact amount is `whole` minor units and `rest` over 1e8 x the common basis, signed as the
    ledger sees it; `whole` is rounded down.
    """

    row: int
    bearing: Bearing
    numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    whole: int = 0
    rest: int = 0
    due: int = 0
    told: list[LedgerNumber] = field(default_factory=list)
    settled: list[LedgerPosting] = field(default_factory=list)

    def take_due(self) -> int:
        """What was settled the evening before; it is posted now, once."""
        due, self.due = self.due, 0
        return due

    def close(self, day: int, balance: int) -> None:
        """The day's close with this value balance: numbers grow; settle where it is the day."""
        self.add_slices(day, balance)
        settles = bool(self.bearing.settles[day])
        if settles or self.period_ends(day):
            self.close_period(day)
        if settles:
            self.settle(day)

    def add_slices(self, day: int, balance: int) -> None:
        """Add the balance's slice in each tier x the day's weight, on the side it lies on."""
        weight, whole = int(self.bearing.weight[day]), self.bearing.whole_balance
        for place, side in enumerate(self.bearing.sides):
            lower, size = 0, side.sign * balance
            for tier, upper in enumerate(side.upper[side.version[day]].tolist()):
                if size <= lower:
                    break
                part = weight * slice_of(size, lower, upper, whole)
                self.numbers[place, tier] = self.numbers.get((place, tier), 0) + part
                lower = upper

    def period_ends(self, day: int) -> bool:
        """Whether the next day is beyond the run, or has other rates or another basis."""
        columns = (self.bearing.basis, *(side.version for side in self.bearing.sides))
        last = day + 1 == len(self.bearing.basis)
        return last or any(bool(column[day + 1] != column[day]) for column in columns)

    def close_period(self, day: int) -> None:
        """Turn the numbers of this rate period into exact interest, and tell each of them."""
        basis = int(self.bearing.basis[day])
        for (place, tier), number in sorted(self.numbers.items()):
            if number == 0:
                continue
            side = self.bearing.sides[place]
            rate = int(side.rate[side.version[day], tier])
            borne = netted(self.numbers, place, len(self.bearing.sides)) if tier == 0 else number
            self.whole, self.rest = add_exact(
                self.whole, self.rest, borne, side.sign * rate, basis, self.bearing.common
            )
            until = self.settled_from(day)
            self.told.append(
                LedgerNumber(self.row, day, place, tier, number, borne, rate, basis, until)
            )
        self.numbers.clear()

    def settled_from(self, day: int) -> int:
        """The first settlement day from this one on, -1 where the run has none."""
        found = np.flatnonzero(self.bearing.settles[day:])
        return day + int(found[0]) if len(found) else -1

    def settle(self, day: int) -> None:
        """Round what has accrued, once; it is due tomorrow. The remainder is carried or dropped."""
        if self.whole == 0 and self.rest == 0:
            return
        amount = self.rounded()
        self.whole, self.rest = (self.whole - amount, self.rest) if self.bearing.carry else (0, 0)
        self.due = amount
        self.settled.append(LedgerPosting(self.row, day, amount))

    def rounded(self) -> int:
        """What has accrued, rounded to minor units."""
        return round_exact(self.whole, self.rest, self.bearing.common, self.bearing.rounding)

    def accrued(self, last: int) -> int:
        """What is not posted by the last day, as if that were a settlement day, rounded once.

        Where the last day is one, that is what was settled; a carried remainder stays carried.
        """
        return self.due if self.bearing.settles[last] else self.rounded()


def netted(numbers: dict[tuple[int, int], int], place: int, sides: int) -> int:
    """What a side's number bears: all of it, or under netting what exceeds the other side's.

    >>> both = {(0, 0): 200_000_000, (1, 0): 50_000_000}    # 2,000,000.00 and 500,000.00 x days
    >>> netted(both, 0, 2), netted(both, 1, 2), netted(both, 0, 1)
    (150000000, 0, 200000000)
    """
    own = numbers[place, 0]
    return own if sides == 1 else max(0, own - numbers.get((1 - place, 0), 0))
