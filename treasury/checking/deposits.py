"""Check of deposits with a principal: lived through day by day from the scenario's records.

What is placed, what comes back on which day, and the interest of each withdrawal: every lot of
the principal keeps for each of its days the rate it bore. Nothing is taken from the plan but the
names of its deposits. Amounts are minor units, rates whole 1e-8 a year. Source: the banking day,
sections 1 and 3, and `docs/decisions/0054-deposits.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count, takewhile
from typing import NamedTuple

from treasury.checking.day_counts import basis, weight
from treasury.checking.evidence import Evidence, Finding, failed, passed
from treasury.checking.rates_by_day import is_reset, rate_fixed
from treasury.checking.stops import STRENGTH, stopped_days
from treasury.dates import day_list, months_later
from treasury.deposits import Deposit, Withdrawal
from treasury.interest import Terms
from treasury.money import round_fraction, to_minor
from treasury.rates import RATE_ONE, Rate, parse_price
from treasury.scenario import Scenario
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    DAY,
    DEPOSIT_INTEREST,
    PLACED,
    REDEEMED,
    REF,
)

ONE_DAY = timedelta(days=1)
NOTICE = {"notice_1": 1, "notice_7": 7, "time": 0}
KEPT_AT_LEAST = {"notice_1": 500_000, "notice_7": 500_000, "time": 10_000}
TAKEN_AT_LEAST = {"notice_1": 100_000, "notice_7": 100_000, "time": 0}


class Back(NamedTuple):
    """What comes back of a deposit on a day: principal and interest."""

    principal: int
    interest: int


@dataclass(slots=True)
class Part:
    """Some of the principal; `apart` are days on which it bears another rate than the rest, or
    (None) nothing."""

    amount: int
    apart: dict[date, int | None] = field(default_factory=dict)
    touched: bool = False


@dataclass(slots=True)
class Restated:
    """One deposit while it is lived through."""

    scenario: Scenario
    deposit: Deposit
    terms: Terms
    currency: str
    begins: date
    parts: list[Part]
    back: dict[date, Back] = field(default_factory=dict)

    def units(self, given: Decimal | None, otherwise: int) -> int:
        """An amount in minor units; not given, the other one."""
        return otherwise if given is None else to_minor(given, self.currency)

    def usual(self, given: Decimal | None, amounts: dict[str, int]) -> int:
        """A least amount as given, or as it is usual in CNY."""
        found = amounts[self.deposit.product] if self.currency == "CNY" else 0
        return self.units(Decimal(found) if given is None else given, 0)

    def whole(self) -> int:
        """What is on the deposit."""
        return sum(part.amount for part in self.parts)

    def listed(self, day: date) -> int:
        """The product's rate on a day."""
        line = Rate(terms=self.terms.id, side="credit", rate=self.deposit.rate)
        return rate_fixed(self.scenario, replace(self.terms, fixing_lag=0), line, day)

    def demand(self, day: date) -> int:
        """The account's own credit rate on a day."""
        own = [
            line
            for line in self.scenario.rates
            if line.terms == self.terms.id and line.side == "credit"
        ]
        begun = [line for line in own if line.valid_from is None or line.valid_from <= day]
        (line,) = [
            line for line in begun
            if all((other.valid_from or date.min) <= (line.valid_from or date.min)
                   for other in begun)
        ]  # fmt: skip
        follows = parse_price(line.rate).follows is not None
        while follows and day != line.valid_from and not is_reset(self.terms, day):
            day -= ONE_DAY
        return rate_fixed(self.scenario, self.terms, line, day)

    def split_off(self, amount: int) -> list[Part]:
        """Parts of so much, no longer on the deposit: first what a notice has touched."""
        found, left = [], []
        for part in sorted(self.parts, key=lambda one: not one.touched):
            taken = min(part.amount, amount)
            amount -= taken
            if taken:
                found.append(replace(part, amount=taken, apart=dict(part.apart)))
            if part.amount > taken:
                left.append(replace(part, amount=part.amount - taken))
        self.parts = left
        return found

    def set_apart(self, amount: int, days: list[date], rate: int | None) -> None:
        """Let so much of what is left bear another rate on days; what bears nothing stays so."""
        parts = self.split_off(amount)
        for part in parts:
            kept = {day: other for day, other in part.apart.items() if other is None}
            part.apart = {**part.apart, **dict.fromkeys(days, rate), **kept}
            part.touched = True
        self.parts = parts + self.parts

    def earned(self, parts: list[Part], until: date, rate: int) -> Fraction:
        """The exact interest of the parts from the beginning of the term to a day, at a rate."""
        exact = Fraction(0)
        for day in day_list(self.begins, until - ONE_DAY):
            numbers = sum(part.amount * (part.apart.get(day, rate) or 0) for part in parts)
            exact += Fraction(numbers * weight(day, self.terms), RATE_ONE * basis(day, self.terms))
        return exact

    def pay(self, day: date, principal: int, exact: Fraction) -> None:
        """Let principal and interest come back on a day; the interest is rounded once."""
        before = self.back.get(day, Back(0, 0))
        own = round_fraction(exact.numerator, exact.denominator, self.terms.rounding)
        self.back[day] = Back(before.principal + principal, before.interest + own)

    def pay_rest(self, day: date, taken: int, exact: Fraction) -> None:
        """Pay what was taken; the rest too, at demand, where it is less than must stay."""
        rest = self.whole()
        if rest >= self.usual(self.deposit.minimum, KEPT_AT_LEAST):
            rest = 0
        exact += self.earned(self.split_off(rest), day, self.demand(day))
        self.pay(day, taken + rest, exact)


def deposits_are_as_agreed(evidence: Evidence) -> Finding:
    """30: deposits are placed where the money is there, and come back with their interest."""
    plan, examined = evidence.plan, 0
    own = [one for one in plan.scenario.deposits if one.structure in (None, plan.structure)]
    own.sort(key=lambda one: one.id)
    if [one.id for one in own] != list(plan.names.deposits):
        return failed(len(own), "the plan has other deposits than the records")
    for at, deposit in enumerate(own):
        wrong = misplaced(evidence, at, deposit) or paid_otherwise(evidence, at, deposit)
        examined += evidence.plan.tables.days
        if wrong:
            return failed(examined, f"deposit {deposit.id}: {wrong}")
    return passed(examined, "days of deposits", "no deposit is placed in this run")


def misplaced(evidence: Evidence, at: int, deposit: Deposit) -> str:
    """How the placing differs from what was ordered, as text; "" if it does not."""
    plan, events = evidence.plan, evidence.projection.events
    rows = [row for row in evidence.rows(PLACED).tolist() if events[row, REF] == at]
    if deposit.placed_on < plan.scenario.first_day:
        return "it stood before the run, and is placed in it" if rows else ""
    day = (deposit.placed_on - plan.scenario.first_day).days
    if len(rows) != 1 or int(events[rows[0], DAY]) != day:
        return f"it is to be placed on {deposit.placed_on}, once"
    account = plan.names.accounts.index(deposit.account)
    wanted = to_minor(deposit.amount, plan.names.currencies[account])
    row = rows[0]
    unheld = int(evidence.replayed.own[row] - evidence.held[day, account])
    free = unheld - min(max(unheld, 0), int(evidence.replayed.own_waiting[row]))
    free -= kept_back(evidence, deposit.account)
    frozen = stopped_days(evidence)[day, account] >= STRENGTH.index("frozen")
    placed = wanted if free >= wanted and not frozen else 0
    if int(events[row, ACCOUNT]) != account or int(events[row, AMOUNT]) != -placed:
        ours = evidence.money(account, placed)
        return f"of {evidence.money(account, free)} free, {ours} is to be placed"
    return ""


def kept_back(evidence: Evidence, account: str) -> int:
    """The reserve that the account keeps; 0 where its overdraft may be given away instead."""
    (found,) = (each for each in evidence.plan.scenario.accounts if each.id == account)
    if found.overdraft_may_fund or found.reserve is None:
        return 0
    return to_minor(found.reserve, found.currency)


def paid_otherwise(evidence: Evidence, at: int, deposit: Deposit) -> str:
    """The first day on which other amounts come back, as text; "" if none."""
    plan, events = evidence.plan, evidence.projection.events
    account = plan.names.accounts.index(deposit.account)
    found = lived_through(plan.scenario, deposit)
    back, owed = found.back, deposit.placed_on < plan.scenario.first_day
    placed = [row for row in evidence.rows(PLACED).tolist() if events[row, REF] == at]
    owed = owed or any(events[row, AMOUNT] != 0 for row in placed)
    told: dict[date, Back] = {}
    for kind in (REDEEMED, DEPOSIT_INTEREST):
        for event in events[evidence.rows(kind)].tolist():
            if event[AUX] != at:
                continue
            day = plan.names.days[event[DAY]]
            before, amount = told.get(day, Back(0, 0)), event[AMOUNT]
            told[day] = (
                before._replace(principal=before.principal + amount)
                if kind == REDEEMED
                else before._replace(interest=before.interest + amount)
            )
    for day in plan.names.days:
        due = back.get(day, Back(0, 0)) if owed else Back(0, 0)
        if told.get(day, Back(0, 0)) != due:
            ours = [evidence.money(account, each) for each in due]
            theirs = [evidence.money(account, each) for each in told.get(day, Back(0, 0))]
            return f"on {day} {ours[0]} and interest {ours[1]} are due, paid {' and '.join(theirs)}"
    return open_otherwise(evidence, at, found)


def open_otherwise(evidence: Evidence, at: int, found: Restated) -> str:
    """How what is accrued at the end differs, as text; "" if it does not."""
    last = found.scenario.last_day
    rate = found.demand(last)
    if found.deposit.product != "time":
        rate = found.listed(last)
    elif any(end > last for end in terms_ends(found.deposit)):
        rate = found.listed(found.begins)
    exact = found.earned(found.parts, last + ONE_DAY, rate)
    accrued = round_fraction(exact.numerator, exact.denominator, found.terms.rounding)
    told = int(evidence.plan.tables.deposits.rows.accrued[at])
    return "" if told == accrued else f"{accrued} is accrued at the end, reported {told}"


def terms_ends(deposit: Deposit) -> Iterator[date]:
    """The ends of the terms of a time deposit, one where it is not renewed, else without end."""
    first, placed = deposit.matures_on, deposit.placed_on
    if first is None:
        return
    yield first
    months = 12 * (first.year - placed.year) + first.month - placed.month
    by_month = months > 0 and months_later(placed, months) == first
    for term in count(2) if deposit.at_maturity == "renew" else ():
        yield months_later(placed, term * months) if by_month else placed + term * (first - placed)


def lived_through(scenario: Scenario, deposit: Deposit) -> Restated:
    """The deposit to the end of the run, as if it was placed."""
    (account,) = (each for each in scenario.accounts if each.id == deposit.account)
    (terms,) = (each for each in scenario.terms if each.id == account.terms)
    amount = to_minor(deposit.amount, account.currency)
    found = Restated(scenario, deposit, terms, account.currency, deposit.placed_on, [Part(amount)])
    ends = list(takewhile(lambda end: end <= scenario.last_day, terms_ends(deposit)))
    for day in day_list(deposit.placed_on, scenario.last_day):
        if day in ends:
            mature(found, day)
        for line in scenario.withdrawals:
            if line.deposit == deposit.id and line.date is None and agreed(found, line) == day:
                give_up(found, line, day)
        for line in scenario.withdrawals:
            if line.deposit == deposit.id and line.date == day:
                withdraw(found, line, day)
    return found


def agreed(found: Restated, line: Withdrawal) -> date | None:
    """The day for which the notice was."""
    if line.notified_on is None:
        return None
    return line.agreed_on or line.notified_on + timedelta(days=NOTICE[found.deposit.product])


def mature(found: Restated, day: date) -> None:
    """A term ends: what is there is paid out, renewed for its principal, or stays."""
    rate, how = found.listed(found.begins), found.deposit.at_maturity
    if not found.parts:
        return
    if how == "stay":
        found.set_apart(found.whole(), day_list(found.begins, day - ONE_DAY), rate)
        return
    exact = found.earned(found.parts, day, rate)
    principal = 0 if how == "renew" else found.whole()
    found.pay(day, principal, exact)
    if how == "renew":
        found.begins = day
    else:
        found.parts = []


def give_up(found: Restated, line: Withdrawal, day: date) -> None:
    """A notice was not used: what it was for bears nothing in its days."""
    assert line.notified_on is not None
    told = min(found.whole(), found.units(line.notified_amount, found.whole()))
    found.set_apart(told, day_list(line.notified_on, day - ONE_DAY), None)


def withdraw(found: Restated, line: Withdrawal, day: date) -> None:
    """A withdrawal: at the listed rate what was notified and for this day, the rest at demand."""
    deposit, demand = found.deposit, found.demand(day)
    asked = found.units(line.amount, found.whole())
    told, promised = line.notified_on, agreed(found, line)
    good = deposit.product != "time" and told is not None and promised == day
    notice = timedelta(days=NOTICE[deposit.product])
    if good and told is not None:
        good = day - told >= notice and day - deposit.placed_on >= notice
    good = good and asked >= found.usual(deposit.minimum_withdrawal, TAKEN_AT_LEAST)
    named = found.units(line.notified_amount, asked)
    full = min(asked, named) if good else 0
    exact = Fraction(0)
    if full:
        exact += found.earned(found.split_off(full), day, found.listed(day))
    exact += found.earned(found.split_off(asked - full), day, demand)
    if told is not None and named > asked:
        missing = min(found.whole(), named - asked)
        found.set_apart(missing, day_list(found.begins, day - ONE_DAY), demand)
    found.pay_rest(day, asked, exact)
