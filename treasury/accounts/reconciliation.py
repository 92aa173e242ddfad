"""Whether a statement explains itself: opening balance + booked entries = closing balance.

Signed decimals of major units. Nothing is plugged: a statement that does not reconcile says so
and keeps its figures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from treasury.accounts.statements.statement import Part, Problem, Statement, StatementEntry


@dataclass(slots=True, kw_only=True)
class Sums:
    """The entries of one statement added up; grows with every entry, keeps none of them."""

    entries: int = 0
    total: Decimal = Decimal(0)
    booked: Decimal = Decimal(0)
    currencies: set[str] = field(default_factory=set)

    def add(self, entry: StatementEntry) -> None:
        """Count one entry in."""
        self.entries += 1
        self.total += entry.amount
        if entry.booked:
            self.booked += entry.amount
        if entry.currency:
            self.currencies.add(entry.currency)


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
    'the opening balance 5 and booked entries of 1 make 6, the closing balance says 7'
    """
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None:
        return Reconciled(statement=statement, sums=sums, reconciles=None, problems=())
    named = {opening.currency, closing.currency, statement.currency} - {None}
    currencies = sorted(str(currency) for currency in named | sums.currencies)
    if len(currencies) > 1:
        message = f"amounts of different currencies stand together: {', '.join(currencies)}"
        return refused(statement, sums, message, "one currency for each statement")
    reached = opening.amount + sums.booked
    if reached == closing.amount:
        return Reconciled(statement=statement, sums=sums, reconciles=True, problems=())
    message = (
        f"the opening balance {opening.amount:f} and booked entries of {sums.booked:f} make "
        f"{reached:f}, the closing balance says {closing.amount:f}"
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
