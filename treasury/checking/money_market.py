"""Check of money market sweeps: every evening restated from the records and the balances.

Number 31 of a run's checks. What each sweep should have placed, redeemed, ordered and been paid is
found day by day from the record, the balances before it and what was invested; then it is held
against what the run did. Amounts are minor units. Source: the banking day, section 3, step 2.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evenings import before_investing, waiting_before_investing
from treasury.checking.evidence import Evidence, Finding, failed, passed
from treasury.checking.stops import STRENGTH, stopped_days
from treasury.money import to_minor
from treasury.money_market import MoneyMarketSweep
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    DAY,
    DIVESTED,
    GIVES,
    INTEREST,
    INVESTED,
    INVESTMENT,
    OVERDUE,
    REF,
    REINVESTED,
    SEEN,
)

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Evening(NamedTuple):
    """What an evening did: the amount credited to the account, what was seen, what was over, what
    stays, what was ordered for an opening."""

    moved: int = 0
    seen: int = 0
    over: int = 0
    level: int = 0
    ordered: int = 0


class Tables(NamedTuple):
    """What all sweeps look at: balances before investing, what waits, how accounts are stopped,
    each (day, account)."""

    book: Amounts
    waiting: Amounts
    stopped: Amounts


@dataclass(frozen=True, slots=True)
class Order:
    """A sweep's record with its account's place and currency."""

    record: MoneyMarketSweep
    account: int
    currency: str

    def units(self, key: str, otherwise: int) -> int:
        """An amount of the record in minor units."""
        value: Decimal | None = getattr(self.record, key)
        return otherwise if value is None else to_minor(value, self.currency)

    def runs_on(self, day: date) -> bool:
        """Whether the day lies between its first and its last day."""
        begun = self.record.valid_from is None or self.record.valid_from <= day
        return begun and not (self.record.valid_until and self.record.valid_until < day)


def money_market_is_swept(evidence: Evidence) -> Finding:
    """31: what is over is invested and what lacks redeemed, each evening, as the records say."""
    plan = evidence.plan
    own = [
        one for one in plan.scenario.money_market_sweeps if one.structure in (None, plan.structure)
    ]
    own.sort(key=lambda one: one.id)
    examined = len(own) * plan.tables.days
    if [one.id for one in own] != list(plan.names.investments):
        return failed(len(own), "the plan has other money market sweeps than the records")
    if not own:
        return Finding(None, 0, "no money market sweep works in this run")
    waiting = waiting_before_investing(evidence).T
    tables = Tables(before_investing(evidence), waiting, stopped_days(evidence))
    for at, record in enumerate(own):
        account = plan.names.accounts.index(record.account)
        order = Order(record, account, plan.names.currencies[account])
        wrong = lived_otherwise(evidence, tables, at, order)
        if wrong:
            return failed(examined, f"money market sweep {record.id} on {wrong}")
    return passed(examined, "evenings of money market sweeps", "")


def lived_otherwise(evidence: Evidence, tables: Tables, at: int, order: Order) -> str:
    """The first day that went otherwise than it should have, as text; "" if none."""
    evenings, paid = told_evenings(evidence, at), amounts_by_day(evidence, DIVESTED, REF, at)
    stayed = amounts_by_day(evidence, REINVESTED, AUX, at)
    credited = paid_in_cash(evidence, at)
    there, waits = order.units("invested", 0), 0
    for row, day in enumerate(evidence.plan.names.days):
        due = waits if is_open(evidence, order, day) else 0
        if paid.get(row, 0) != due:
            return f"{day}: {sums(evidence, order, due, paid.get(row, 0))} paid out"
        reinvests = order.record.distribution == "reinvest" and order.runs_on(day)
        wrong = credited if reinvests else stayed
        if wrong.get(row, 0) > 0:
            return f"{day}: what was distributed went elsewhere than agreed"
        there, waits = there - due + stayed.get(row, 0), waits - due
        should = evening_of(evidence, tables, (order, row, there))
        did = evenings.get(row, Evening())
        if should != did:
            both = (should.moved + should.ordered, did.moved + did.ordered)
            return f"{day}: {sums(evidence, order, *both)} placed (-) or redeemed"
        there, waits = there - should.moved, waits + should.ordered
        if int(evidence.projection.invested[row, at]) != there:
            told = int(evidence.projection.invested[row, at])
            return f"{day}: {sums(evidence, order, there, told)} invested"
    return ""


def sums(evidence: Evidence, order: Order, ours: int, theirs: int) -> str:
    """Two amounts that differ: what should be, and what the run has."""
    one, two = (evidence.money(order.account, amount) for amount in (ours, theirs))
    return f"{one} should be, and {two} is"


def told_evenings(evidence: Evidence, at: int) -> dict[int, Evening]:
    """What the events tell of each evening of a sweep, by day; two of one day are added up."""
    found: dict[int, Evening] = {}
    events = evidence.projection.events[evidence.rows(INVESTED)]
    for event in events[events[:, REF] == at].tolist():
        one = Evening(*(event[column] for column in (AMOUNT, SEEN, BASE, GIVES, AUX)))
        before = found.get(event[DAY], Evening())
        found[event[DAY]] = Evening(*map(sum, zip(before, one, strict=True)))
    return found


def amounts_by_day(evidence: Evidence, kind: int, column: int, at: int) -> dict[int, int]:
    """The sums of events of a kind that name the sweep in a column, by day."""
    found: dict[int, int] = {}
    for event in evidence.projection.events[evidence.rows(kind)].tolist():
        if event[column] == at:
            found[event[DAY]] = found.get(event[DAY], 0) + event[AMOUNT]
    return found


def paid_in_cash(evidence: Evidence, at: int) -> dict[int, int]:
    """What was distributed to the account, by day."""
    accruals = evidence.plan.tables.accruals
    (row,) = np.flatnonzero((accruals.kind == INVESTMENT) & (accruals.subject == at)).tolist()
    return amounts_by_day(evidence, INTEREST, REF, row)


def is_open(evidence: Evidence, order: Order, day: date) -> bool:
    """Whether the day is a business day of the sweep's calendar, or its bank's without one."""
    scenario = evidence.plan.scenario
    (bank,) = (
        each for each in scenario.banks if each.id == evidence.plan.names.banks[order.account]
    )
    name = order.record.calendar or bank.calendar
    for calendar in scenario.calendars:
        if calendar.id == name:
            weekend = WEEK[day.weekday()] in calendar.weekend
            return day in calendar.extra_working or not (weekend or day in calendar.closed)
    return True


def evening_of(evidence: Evidence, tables: Tables, at: tuple[Order, int, int]) -> Evening:
    """What the evening of a day should do, `at` a sweep, its day and what is invested then."""
    order, row, there = at
    day = evidence.plan.names.days[row]
    if not (order.runs_on(day) and is_open(evidence, order, day)):
        return Evening()
    book = int(tables.book[row, order.account])
    unheld = book - int(evidence.held[row, order.account])
    if unheld < 0:
        unheld = min(0, book)
    seen = unheld - int(tables.waiting[row, order.account])
    level = max(order.units("keep", 0), reserve_of(evidence, order))
    over = seen - level - drawn(evidence, order, row) - overdue(evidence, order, row)
    frozen = tables.stopped[row, order.account] >= STRENGTH.index("frozen")
    last = day == order.record.valid_until
    if last:
        moved = there
    elif over > 0:
        moved = 0 if frozen else -to_place(order, over, there)
    else:
        moved = to_redeem(order, -over, there)
    if moved == 0 and (last or over <= 0):
        return Evening()
    later = max(0, moved) if order.record.redemption == "next_day" else 0
    return Evening(moved - later, seen, over, level, later)


def reserve_of(evidence: Evidence, order: Order) -> int:
    """The reserve the account keeps; 0 where its overdraft may be given away instead."""
    (account,) = (
        each for each in evidence.plan.scenario.accounts if each.id == order.record.account
    )
    if account.overdraft_may_fund or account.reserve is None:
        return 0
    return to_minor(account.reserve, order.currency)


def drawn(evidence: Evidence, order: Order, row: int) -> int:
    """What is owed on the account's credit line at the close."""
    lines = [
        line for line in evidence.plan.scenario.credit_lines if line.account == order.record.account
    ]
    names = evidence.plan.names.loans
    return sum(int(evidence.projection.owed[row, names.index(line.id)]) for line in lines)


def overdue(evidence: Evidence, order: Order, row: int) -> int:
    """What is overdue on the account's overdraft, before the close of the day makes more of it."""
    name, events = order.record.account, evidence.projection.events
    made = evidence.rows(OVERDUE)
    made = made[(events[made, DAY] == row) & (events[made, ACCOUNT] == order.account)]
    loans = [one.id for one in evidence.plan.scenario.overdraft_agreements if one.account == name]
    at = [evidence.plan.names.loans.index(loan) for loan in loans]
    return int(evidence.projection.owed[row, at].sum() - events[made, AMOUNT].sum())


def to_place(order: Order, over: int, there: int) -> int:
    """Whole multiples of what is over, within the maximum, or nothing below the minimum."""
    most = over
    if order.record.maximum is not None:
        most = max(0, min(over, order.units("maximum", 0) - there))
    unit = order.units("multiple", 1)
    whole = most // unit * unit
    return whole if whole >= order.units("minimum", 0) else 0


def to_redeem(order: Order, lacking: int, there: int) -> int:
    """What is lacking, at least the minimum, in whole multiples upwards, or all there is."""
    if lacking == 0:
        return 0
    unit = order.units("redemption_multiple", 1)
    wanted = max(lacking, order.units("redemption_minimum", 0))
    return min(there, (wanted + unit - 1) // unit * unit)
