"""The life of a deposit, resolved to dated amounts before the day loop: notice and time deposits.

A withdrawal takes lots of the principal, those first that a notice has touched. Each lot bore one
rate since it was placed, but for the days that a notice cost; interest is exact, and rounded once
a withdrawal (利随本清). Amounts are minor units, rates whole 1e-8 a year. Source: the banking day,
section 1; `docs/decisions/0054-deposits.md` for what each branch costs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from treasury.dates import bases, day_list, day_weights, months_later
from treasury.deposits import (
    Deposit,
    Withdrawal,
    agreed_day,
    branch_of,
    in_order,
    least,
    told_on,
)
from treasury.interest import SCALE, Terms
from treasury.money import round_fraction, to_minor
from treasury.placements import Deposits, DepositTable, PayoutTable
from treasury.plan.fixings import NoFixing, Published, Quote, published
from treasury.plan.group import Group
from treasury.plan.links import column
from treasury.plan.quotes import last_reset, quoted
from treasury.rates import Rate, parse_price
from treasury.scenario import Scenario

ONE_DAY = timedelta(days=1)
AT_DEMAND = ("held_short", "no_notice", "short_notice", "early", "late", "small", "above",
             "closed", "missing", "broken", "overdue")  # fmt: skip
"""Branches in which an amount bears the demand rate."""


class Mark(NamedTuple):
    """Days, the last excluded, on which a lot bears another rate (None: nothing), and why."""

    since: date
    until: date
    quote: Quote | None
    why: str


@dataclass(frozen=True, slots=True)
class Lot:
    """A part of the principal with one past."""

    amount: int
    marks: tuple[Mark, ...] = ()


class Spell(NamedTuple):
    """An amount that bore one rate (None: nothing) from a day to a day, the last excluded.

    `days` are counted by the day count, `basis` is the days of the year, `why` the branch.
    """

    amount: int
    since: date
    until: date
    days: int
    basis: int
    quote: Quote | None
    why: str


class Payout(NamedTuple):
    """What comes back on a day: principal, interest rounded once, and what it is made of."""

    on: date
    principal: int
    interest: int
    spells: tuple[Spell, ...]


@dataclass(slots=True, kw_only=True)
class Life:
    """A deposit while its days pass. `since` is when its present term began, `quote` the rate of a
    time deposit's term, `ends` its last day (None: past it, or a notice deposit)."""

    scenario: Scenario
    deposit: Deposit
    currency: str
    terms: Terms
    fixings: dict[str, Published]
    since: date
    lots: list[Lot]
    ends: date | None = None
    quote: Quote | None = None
    payouts: list[Payout] = field(default_factory=list)

    @property
    def left(self) -> int:
        """What is still on the deposit."""
        return sum(lot.amount for lot in self.lots)

    def matures(self, day: date) -> date | None:
        """The last day of the term in which a time deposit stands after a day, or stood last."""
        renewed = [one.on for one in self.payouts if any(s.why == "renewed" for s in one.spells)]
        ends = (*renewed, self.ends or self.deposit.matures_on)
        return next((end for end in ends if end and end > day), ends[-1])

    def listed(self, day: date) -> Quote:
        """The product's rate as it is listed on a day."""
        line = Rate(terms=self.terms.id, side="credit", rate=self.deposit.rate)
        return quoted(line, replace(self.terms, fixing_lag=0), self.fixings, day)

    def demand(self, day: date) -> Quote:
        """The credit rate of the account's terms on a day."""
        lines = [
            line
            for line in self.scenario.rates
            if (line.terms, line.side) == (self.terms.id, "credit")
            and (line.valid_from or date.min) <= day
        ]
        if not lines:
            message = f"{self.terms.id!r} has no credit rate in force on {day}"
            raise NoFixing(message, f"a version valid from {day} or before")
        line = max(lines, key=lambda each: each.valid_from or date.min)
        fixed = max(last_reset(self.terms, day), line.valid_from or date.min)
        if fixed == date.min and parse_price(line.rate).follows is not None:
            message = f"the demand rate in force on {day} was never fixed: all resets come later"
            raise NoFixing(message, f"a reset on {day} or before, or valid_from")
        return quoted(line, self.terms, self.fixings, fixed)

    def take(self, amount: int) -> list[Lot]:
        """Lots of so much, taken off the deposit: first those that a notice has touched."""
        self.lots.sort(key=lambda lot: not lot.marks)
        taken = []
        while amount:
            lot = self.lots.pop(0)
            part = min(amount, lot.amount)
            taken.append(replace(lot, amount=part))
            if part < lot.amount:
                self.lots.insert(0, replace(lot, amount=lot.amount - part))
            amount -= part
        return taken

    def mark(self, amount: int, mark: Mark) -> None:
        """Let so much of what is left bear something else on some days."""
        marked = [replace(lot, marks=(*lot.marks, mark)) for lot in self.take(amount)]
        self.lots = marked + self.lots

    def spells(self, lots: list[Lot], until: date, quote: Quote, why: str) -> list[Spell]:
        """What the lots bore up to a day, at a rate but for their marks; in order of time."""
        found: dict[Spell, int] = {}
        for lot in lots:
            for start, end in self.stretches(lot, until):
                borne, told = rate_of(lot, start, quote, why)
                days = day_list(start, end - ONE_DAY)
                weight = int(day_weights(days, self.terms.day_count).sum())
                basis = int(bases(days[:1], self.terms.day_count)[0])
                spell = Spell(0, start, end, weight, basis, borne, told)
                found[spell] = found.get(spell, 0) + lot.amount
        together = [spell._replace(amount=amount) for spell, amount in found.items()]
        return sorted(together, key=lambda spell: (spell.since, spell.until))

    def stretches(self, lot: Lot, until: date) -> Iterator[tuple[date, date]]:
        """The stretches of days up to a day in which neither rate nor basis changes."""
        edges = {self.since, until}
        for mark in lot.marks:
            edges |= {mark.since, mark.until}
        if self.terms.day_count == "ACT/ACT ISDA":
            edges |= {date(year, 1, 1) for year in range(self.since.year + 1, until.year + 1)}
        inside = sorted(day for day in edges if self.since <= day <= until)
        yield from pairwise(inside)

    def pay(self, on: date, principal: int, spells: list[Spell]) -> None:
        """Pay out on a day."""
        self.payouts.append(Payout(on, principal, self.interest(spells), tuple(spells)))

    def interest(self, spells: list[Spell]) -> int:
        """The interest of the spells together, rounded once."""
        common = lcm(*(spell.basis for spell in spells)) if spells else 1
        exact = sum(
            spell.amount * spell.days * spell.quote.rate * (common // spell.basis)
            for spell in spells
            if spell.quote is not None
        )
        return round_fraction(exact, SCALE * common, self.terms.rounding)


def rate_of(lot: Lot, day: date, quote: Quote, why: str) -> tuple[Quote | None, str]:
    """What the lot bore on a day, and why: nothing where a mark says so, else the latest mark."""
    marks = [mark for mark in lot.marks if mark.since <= day < mark.until]
    for mark in marks:
        if mark.quote is None:
            return None, mark.why
    return (marks[-1].quote, marks[-1].why) if marks else (quote, why)


def begun(scenario: Scenario, deposit: Deposit, fixings: dict[str, Published]) -> Life:
    """The deposit on the day of its placing."""
    account = next(each for each in scenario.accounts if each.id == deposit.account)
    life = Life(
        scenario=scenario,
        deposit=deposit,
        currency=account.currency,
        terms=next(each for each in scenario.terms if each.id == account.terms),
        fixings=fixings,
        since=deposit.placed_on,
        lots=[Lot(to_minor(deposit.amount, account.currency))],
    )
    if deposit.product == "time":
        life.ends, life.quote = deposit.matures_on, life.listed(deposit.placed_on)
    return life


def lived(scenario: Scenario, deposit: Deposit, fixings: dict[str, Published]) -> Life:
    """The deposit after the run's last day."""
    life = begun(scenario, deposit, fixings)
    for withdrawal in in_order(deposit, scenario.withdrawals):
        day = told_on(deposit, withdrawal)
        if day > scenario.last_day:
            break
        mature(life, day)
        if withdrawal.date is None:
            unused(life, withdrawal)
        elif deposit.product == "time":
            withdraw_time(life, withdrawal, day)
        else:
            withdraw_notice(life, withdrawal, day)
    mature(life, scenario.last_day)
    return life


def withdraw_notice(life: Life, withdrawal: Withdrawal, day: date) -> None:
    """A withdrawal from a notice deposit, with what each part of it bears."""
    least_of = least(life.deposit, life.currency)
    minimum, smallest = (to_minor(each, life.currency) for each in least_of)
    asked, notified = amounts_of(life, withdrawal)
    why = branch_of(life.deposit, withdrawal)
    if why == "notified" and asked < smallest:
        why = "small"
    demand = life.demand(day)
    if why == "notified":
        kept = life.take(min(asked, notified))
        spells = life.spells(kept, day, life.listed(day), why)
        spells += life.spells(life.take(max(0, asked - notified)), day, demand, "above")
    else:
        spells = life.spells(life.take(asked), day, demand, why)
    missing = min(life.left, notified - asked) if withdrawal.notified_on else 0
    if missing > 0:
        life.mark(missing, Mark(life.since, day, demand, "missing"))
    close_or_pay(life, day, (asked, minimum), spells)


def amounts_of(life: Life, withdrawal: Withdrawal) -> tuple[int, int]:
    """What is withdrawn, and what was notified."""
    asked = life.left if withdrawal.amount is None else to_minor(withdrawal.amount, life.currency)
    told = withdrawal.notified_amount
    return asked, asked if told is None else to_minor(told, life.currency)


def withdraw_time(life: Life, withdrawal: Withdrawal, day: date) -> None:
    """A withdrawal from a time deposit: before its term ends, or after it."""
    minimum = to_minor(least(life.deposit, life.currency)[0], life.currency)
    asked, _ = amounts_of(life, withdrawal)
    why = "overdue" if life.ends is None else "broken"
    spells = life.spells(life.take(asked), day, life.demand(day), why)
    close_or_pay(life, day, (asked, minimum), spells)


def close_or_pay(life: Life, day: date, amounts: tuple[int, int], spells: list[Spell]) -> None:
    """Pay out what was asked; where less than the minimum would stay, that too, at demand."""
    asked, minimum = amounts
    rest = life.left if life.left < minimum else 0
    if rest:
        spells = spells + life.spells(life.take(rest), day, life.demand(day), "closed")
    life.pay(day, asked + rest, spells)


def unused(life: Life, withdrawal: Withdrawal) -> None:
    """A notice that nobody used: what was notified bears nothing from then to the agreed day."""
    agreed, told = agreed_day(life.deposit, withdrawal), withdrawal.notified_amount
    assert agreed is not None and withdrawal.notified_on is not None
    amount = life.left if told is None else min(life.left, to_minor(told, life.currency))
    life.mark(amount, Mark(withdrawal.notified_on, agreed, None, "unused"))


def mature(life: Life, day: date) -> None:
    """Let every term of a time deposit end that ends by this day."""
    while life.ends is not None and life.ends <= day and life.left:
        ends, quote = life.ends, life.quote
        assert quote is not None
        if life.deposit.at_maturity == "stay":
            life.mark(life.left, Mark(life.since, ends, quote, "matured"))
            life.ends = None
        elif life.deposit.at_maturity == "pay_out":
            principal = life.left
            life.pay(ends, principal, life.spells(life.take(principal), ends, quote, "matured"))
        else:
            life.pay(ends, 0, life.spells(life.lots, ends, quote, "renewed"))
            following = next_end(life)
            life.since, life.ends, life.quote = ends, following, life.listed(ends)


def next_end(life: Life) -> date:
    """When the term that is renewed ends: as many months later, or as many days.

    Months count from the day of placing, so that a deposit of a 31st comes back to a 31st after
    a short month: a term that is renewed is the same term again, not one of other days.
    """
    first, ends, placed = life.deposit.matures_on, life.ends, life.deposit.placed_on
    assert first is not None and ends is not None
    months = 12 * (first.year - placed.year) + first.month - placed.month
    if months and months_later(placed, months) == first:
        passed = 12 * (ends.year - placed.year) + ends.month - placed.month
        return months_later(placed, passed + months)
    return ends + (first - placed)


def accrued(life: Life) -> tuple[int, tuple[Spell, ...]]:
    """What the deposit has earned by the close of the last day and nobody was paid, as if it were
    withdrawn with due notice; and what it is made of."""
    last = life.scenario.last_day
    if life.deposit.product != "time":
        quote, why = life.listed(last), "open"
    elif life.ends is None:
        quote, why = life.demand(last), "overdue"
    else:
        assert life.quote is not None
        quote, why = life.quote, "open"
    spells = life.spells(life.lots, last + ONE_DAY, quote, why)
    return life.interest(spells), tuple(spells)


def placed_in(scenario: Scenario, structure: str | None) -> list[Deposit]:
    """The deposits of a run, by id."""
    own = [each for each in scenario.deposits if each.structure in (None, structure)]
    return sorted(own, key=lambda each: each.id)


def lives(scenario: Scenario, structure: str | None) -> Iterator[Life]:
    """The lives of the run's deposits, by id."""
    fixings = published(scenario) if scenario.deposits else {}
    for deposit in placed_in(scenario, structure):
        yield lived(scenario, deposit, fixings)


def deposit_tables(scenario: Scenario, structure: str | None, group: Group) -> Deposits:
    """The deposits of the run, and what comes back of them, as arrays."""
    first, found = scenario.first_day, list(lives(scenario, structure))
    payouts = [
        (index, (payout.on - first).days, payout.principal, payout.interest)
        for index, life in enumerate(found)
        for payout in life.payouts
        if payout.on >= first
    ]
    amounts = [to_minor(life.deposit.amount, life.currency) for life in found]
    before = [life.deposit.placed_on < first for life in found]
    gone = [sum(each.principal for each in life.payouts if each.on < first) for life in found]
    table = DepositTable(
        account=column(group.account[life.deposit.account] for life in found),
        amount=column(amounts),
        day=column((life.deposit.placed_on - first).days for life in found),
        opening=column(
            amount - out if was else 0
            for amount, out, was in zip(amounts, gone, before, strict=True)
        ),
        accrued=column(accrued(life)[0] if life.left else 0 for life in found),
    )
    rows = list(zip(*payouts, strict=True)) if payouts else [()] * 4
    return Deposits(table, PayoutTable(*(column(row) for row in rows)))
