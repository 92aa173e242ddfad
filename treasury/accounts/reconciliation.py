"""Whether a statement explains itself: opening balance + booked entries = closing balance.

Signed decimals of major units. Nothing is plugged: a statement that does not reconcile says so
and keeps its figures.
"""

import datetime
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Context, Decimal

from treasury.accounts.statements.figures import readable
from treasury.accounts.statements.packed import FINGERPRINTS, fingerprint
from treasury.accounts.statements.statement import Part, Problem, Statement, StatementEntry

EXACT = Context(prec=100)
"""Arithmetic that rounds nothing: amounts have at most 33 digits."""
UNIT_DIGITS = 4
"""Digits behind the point of any currency, at most."""
UNITS_BELOW = 1 << 63


@dataclass(slots=True, kw_only=True)
class Sums:
    """The entries of one statement added up; grows with every entry, keeps none of them.

    `content` is the sum of the entries' fingerprints: it does not depend on their order.
    `first_day` and `last_day` are the first and last booking date. `days` (ordinals, 0 = not said)
    and `units` are those of each booked entry, 16 bytes together, to tell which come again.
    """

    entries: int = 0
    total: Decimal = Decimal(0)
    booked: Decimal = Decimal(0)
    currencies: set[str] = field(default_factory=set)
    content: int = 0
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    days: "array[int]" = field(default_factory=lambda: array("q"))
    units: "array[int] | list[Decimal]" = field(default_factory=lambda: array("q"))

    def add(self, entry: StatementEntry) -> None:
        """Count one entry in."""
        self.entries += 1
        self.total = EXACT.add(self.total, entry.amount)
        if entry.booked:
            self.booked = EXACT.add(self.booked, entry.amount)
            self.days.append(entry.booking_date.toordinal() if entry.booking_date else 0)
            self.keep(entry.amount)
        if entry.currency:
            self.currencies.add(entry.currency)
        self.content = (self.content + fingerprint(entry)) % FINGERPRINTS
        if day := entry.booking_date:
            self.first_day = min(self.first_day or day, day)
            self.last_day = max(self.last_day or day, day)

    def keep(self, amount: Decimal) -> None:
        """Keep an amount in ten-thousandths, or all as decimals where one of them is none."""
        units = self.units
        if isinstance(units, list):
            units.append(amount)
            return
        scaled = amount.scaleb(UNIT_DIGITS, EXACT)
        if scaled == scaled.to_integral_value() and abs(scaled) < UNITS_BELOW:
            units.append(int(scaled))
        else:
            self.units = [*self.amounts(), amount]

    def amounts(self) -> list[Decimal]:
        """The amount of each booked entry, signed, in the order of the file."""
        if isinstance(self.units, list):
            return self.units
        return [Decimal(units).scaleb(-UNIT_DIGITS, EXACT) for units in self.units]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """A statement with its entries added up, and whether they explain its balances.

    `reconciles` is None where a balance is missing.
    """

    statement: Statement
    sums: Sums
    reconciles: bool | None
    problems: tuple[Problem, ...]


def reconciled(statement: Statement, sums: Sums) -> Reconciled:
    """The statement's verdict: True, False with a problem that says why, or None.

    >>> from treasury.accounts.statements.statement import Balance
    >>> two = Statement(opening=Balance(amount=Decimal(5)), closing=Balance(amount=Decimal(7)))
    >>> reconciled(two, Sums(booked=Decimal(2))).reconciles
    True
    >>> reconciled(two, Sums(booked=Decimal(1))).problems[0].message
    'the opening balance 5 and booked entries of 1 make 6, the closing balance says 7: 1 more'
    """
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None:
        return Reconciled(statement=statement, sums=sums, reconciles=None, problems=())
    named = {opening.currency, closing.currency, statement.currency} - {None}
    currencies = sorted(str(currency) for currency in named | sums.currencies)
    if len(currencies) > 1:
        message = f"amounts of different currencies stand together: {', '.join(currencies)}"
        return refused(statement, sums, message, "one currency for each statement")
    reached = EXACT.add(opening.amount, sums.booked)
    if reached == closing.amount:
        return Reconciled(statement=statement, sums=sums, reconciles=True, problems=())
    over = EXACT.subtract(closing.amount, reached)
    figures = (opening.amount, sums.booked, reached, closing.amount, abs(over))
    first, moved, made, last, by = (readable(one, next(iter(currencies), None)) for one in figures)
    message = (
        f"the opening balance {first} and booked entries of {moved} make {made}, the closing "
        f"balance says {last}: {by} {'more' if over > 0 else 'less'}"
    )
    return refused(statement, sums, message, "a statement whose entries explain its balances")


def refused(statement: Statement, sums: Sums, message: str, expected: str) -> Reconciled:
    """The statement that does not reconcile, with the reason."""
    place = statement.where or f"statement {statement.id or '-'}"
    problem = Problem(severity="warning", where=place, message=message, expected=expected)
    return Reconciled(statement=statement, sums=sums, reconciles=False, problems=(problem,))


def folded(parts: Iterable[Part]) -> Iterator[Reconciled | Problem]:
    """Each statement with its entries added up, as it closes, and the problems in between."""
    sums = Sums()
    for part in parts:
        if isinstance(part, StatementEntry):
            sums.add(part)
        elif isinstance(part, Statement):
            yield reconciled(part, sums)
            sums = Sums()
        else:
            yield part
