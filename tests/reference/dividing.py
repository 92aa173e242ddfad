"""Virtual ledgers inside an account, restated: what each held, day by day, and what it bore.

Written from Chinese practice, sections 1 and 8, and the banking day, sections 1 and 8. The
unassigned ledger (待清分) is what the others leave of the account; the others are made of what is
written for them. Amounts are ints of minor units.
"""

import datetime
from dataclasses import dataclass, field
from fractions import Fraction

from tests.reference.accruing import Accrual, Tier, day_of_rates, versions_of
from tests.reference.days import basis_of, days_of, settles_by, weight_of
from tests.reference.units import minor, rounded
from tests.reference.world import Outcome
from treasury.accounts.virtual import VirtualLedger
from treasury.interest import Terms
from treasury.scenario import Scenario

Key = tuple[str, str]
"""An account and one of its ledgers."""


@dataclass
class Divided:
    """Day-end balances by account and ledger; what was settled, by day and ledger, and what is
    accrued at the end by each ledger that bears interest."""

    book: dict[Key, list[int]] = field(default_factory=dict)
    value: dict[Key, list[int]] = field(default_factory=dict)
    settled: list[tuple[datetime.date, str, int]] = field(default_factory=list)
    accrued: dict[str, int] = field(default_factory=dict)


class Netted:
    """Both sides of a ledger's terms, their interest numbers netted in each rate period."""

    def __init__(self, scenario: Scenario, terms: Terms, currency: str) -> None:
        """Each side has one rate at a time."""
        self.terms, self.scenario = terms, scenario
        self.credit = versions_of(scenario, terms, "credit", currency)
        self.debit = versions_of(scenario, terms, "debit", currency)
        self.periods: list[tuple[object, Fraction, Fraction, int]] = []
        self.carried = Fraction(0)
        self.due: int | None = None

    def accrue(self, balance: int, day: datetime.date) -> None:
        """Add the day's signed balance to the net number of its rate period."""
        basis = basis_of(day, self.terms.day_count)
        judged = day_of_rates(self.scenario, self.terms, day)
        began = [
            max(start for start in side if start <= judged) for side in (self.credit, self.debit)
        ]
        earns, pays = flat(self.credit[began[0]]), flat(self.debit[began[1]])
        period = (*began, basis)
        if not self.periods or self.periods[-1][0] != period:
            self.periods.append((period, earns / basis, pays / basis, 0))
        *same, net = self.periods.pop()
        self.periods.append((*same, net + balance * weight_of(day, self.terms.day_count)))  # type: ignore[arg-type]

    def exact(self) -> Fraction:
        """The interest of the open period with what was carried, positive where it is earned."""
        parts = [net * (earns if net > 0 else pays) for _, earns, pays, net in self.periods]
        return self.carried + sum(parts, Fraction(0))

    def would_post(self) -> int:
        """What a settlement now would post."""
        return rounded(self.exact(), self.terms.rounding)

    def settle(self) -> None:
        """Close the period: round once, carry the remainder where the terms say so."""
        self.due = self.would_post()
        rest = self.exact() - self.due
        self.carried = rest if self.terms.carry_remainder else Fraction(0)
        self.periods.clear()


def flat(tiers: list[Tier]) -> Fraction:
    """The one rate of a side without tiers."""
    ((_, _, rate),) = tiers
    return rate


class Side:
    """One side of a ledger that is settled for itself."""

    def __init__(self, scenario: Scenario, terms: Terms, side: str, currency: str) -> None:
        """The side bears interest as an account's would."""
        self.inner = Accrual(scenario, terms, side, currency, ("ledger", "", ""))
        self.terms = terms

    def accrue(self, balance: int, day: datetime.date) -> None:
        """Add the day's balance where it lies on this side."""
        self.inner.accrue(max(0, self.inner.sign * balance), day)

    def would_post(self) -> int:
        """What a settlement now would post."""
        return self.inner.would_post()

    def settle(self) -> None:
        """Close the period."""
        self.inner.settle()

    @property
    def due(self) -> int | None:
        """What was settled and is not posted."""
        return self.inner.due

    @due.setter
    def due(self, amount: int | None) -> None:
        self.inner.due = amount


def divided(scenario: Scenario, outcome: Outcome) -> Divided:
    """The accounts of a run divided among their ledgers."""
    found = Divided()
    for ledger in scenario.ledgers:
        live(scenario, outcome, ledger, found)
    for account in {ledger.account for ledger in scenario.ledgers}:
        for balances, whole in ((found.book, outcome.book), (found.value, outcome.value)):
            own = [held for (where, _), held in balances.items() if where == account]
            left = [total - sum(held) for total, *held in zip(whole[account], *own, strict=True)]
            balances[account, "unassigned"] = left
    found.settled.sort()
    return found


def live(scenario: Scenario, outcome: Outcome, ledger: VirtualLedger, found: Divided) -> None:
    """One ledger's days: what is posted on it, and the interest it bears."""
    currency = {one.id: one.currency for one in scenario.accounts}[ledger.account]
    moves = [
        *items_of(scenario, outcome, ledger, currency),
        *adjustments_of(scenario, ledger, currency),
    ]
    bearing = bearings(scenario, ledger, currency)
    book = value = minor(ledger.opening, currency)
    key = ledger.account, ledger.id
    last = 0
    for day in days_of(scenario.first_day, scenario.last_day):
        for one in bearing:
            book, value = book + (one.due or 0), value + (one.due or 0)
            one.due = None
        book += sum(amount for booked, _, amount in moves if booked == day)
        value += sum(amount for _, valued, amount in moves if valued == day)
        last = 0
        for one in bearing:
            one.accrue(value, day)
            last += one.would_post()
            if settles_by(scenario, one.terms, day):
                one.settle()
                if one.due:
                    found.settled.append((day, ledger.id, one.due))
        found.book.setdefault(key, []).append(book)
        found.value.setdefault(key, []).append(value)
    if bearing:
        found.accrued[ledger.id] = last


Move = tuple[datetime.date, datetime.date, int]
"""Booking day, value day, amount."""


def items_of(
    scenario: Scenario, outcome: Outcome, ledger: VirtualLedger, currency: str
) -> list[Move]:
    """The ledger's items that were made."""
    found = []
    for item in scenario.items:
        fate = outcome.fates["item", item.id]
        if item.ledger == ledger.id and fate.what == "made":
            valued = max(fate.day, item.value_date or item.date)
            found.append((fate.day, valued, minor(item.amount, currency)))
    return found


def adjustments_of(scenario: Scenario, ledger: VirtualLedger, currency: str) -> list[Move]:
    """What adjustments bring to the ledger and take from it."""
    found = []
    for each in scenario.adjustments:
        if ledger.id in (each.to_ledger, each.from_ledger):
            amount = minor(each.amount, currency)
            signed = amount if ledger.id == each.to_ledger else -amount
            found.append((each.date, each.value_date or each.date, signed))
    return found


def bearings(scenario: Scenario, ledger: VirtualLedger, currency: str) -> list[Side | Netted]:
    """What of the ledger is settled: nothing, a side, each side for itself, or the net of both."""
    if ledger.interest == "none":
        return []
    (terms,) = (one for one in scenario.terms if one.id == ledger.terms)
    if ledger.interest == "net":
        return [Netted(scenario, terms, currency)]
    sides = ["credit", "debit"] if ledger.interest == "both" else ["credit"]
    return [Side(scenario, terms, side, currency) for side in sides]
