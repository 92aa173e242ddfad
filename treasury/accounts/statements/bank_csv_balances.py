"""Entries of a CSV export -> their statement: in order of time, between the balances they imply.

The running balance decides whether the oldest or the newest entry stands first; without one, the
dates do. The opening balance is the first running balance less its entry. Nothing is plugged: a
running balance that does not follow from the one before is told with its line.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from treasury.accounts.reconciliation import EXACT
from treasury.accounts.statements.bank_csv_mapping import Order
from treasury.accounts.statements.bank_csv_rows import Line
from treasury.accounts.statements.figures import readable
from treasury.accounts.statements.statement import Problem

SAID_MIN = 2000
"""So many running balances are more than a mistake here and there; fewer are told one by one."""


class Break(NamedTuple):
    """A running balance that does not follow from the one before it and the amounts in between."""

    line: int
    expected: Decimal
    found: Decimal

    def problem(self) -> Problem:
        """The break as a warning at its line."""
        message = (
            f"the running balance says {readable(self.found)}, the one before and this entry make "
            f"{readable(self.expected)}"
        )
        return Problem(
            severity="warning",
            where=f"line {self.line}",
            message=message,
            expected="a running balance that follows from the entries",
        )


class Hopeless(NamedTuple):
    """How many of the first running balances do not follow, of how many that are said."""

    broken: int
    said: int


def hopeless(groups: Iterable[Sequence[Line]]) -> Hopeless | None:
    """What breaks among the first entries of an export, where most running balances do.

    None where they mostly follow in one of the two orders, or are too few to tell.
    """
    broken = said = 0
    for lines in groups:
        said += sum(1 for line in booked(lines) if line.entry.balance_after is not None)
        broken += min(sum(1 for _ in breaks(order)) for order in (lines, lines[::-1]))
    many = said >= SAID_MIN and 2 * broken > said
    return Hopeless(broken, said) if many else None


class Span(NamedTuple):
    """The balances before the first and after the last entry, None where nothing implies them."""

    opening: Decimal | None
    closing: Decimal | None


def booked(lines: Sequence[Line]) -> list[Line]:
    """The entries that change the balance."""
    return [line for line in lines if line.entry.booked]


def breaks(lines: Sequence[Line]) -> Iterator[Break]:
    """Where the running balance of entries in order of time does not follow."""
    at: Decimal | None = None
    for line in booked(lines):
        if at is not None:
            at = EXACT.add(at, line.entry.amount)
        said = line.entry.balance_after
        if said is not None:
            if at is not None and said != at:
                yield Break(line.line, at, said)
            at = said


def span(lines: Sequence[Line]) -> Span:
    """The balances that the running balance of entries in order of time implies."""
    before, opening, closing = Decimal(0), None, None
    for line in booked(lines):
        before = EXACT.add(before, line.entry.amount)
        said = line.entry.balance_after
        if said is not None and opening is None:
            opening = EXACT.subtract(said, before)
        if said is not None:
            closing = said
        elif closing is not None:
            closing = EXACT.add(closing, line.entry.amount)
    return Span(opening, closing)


def order_by_balance(lines: Sequence[Line]) -> Order | None:
    """Which entry stands first so that the running balance follows; None where it does not tell."""
    upward = sum(1 for _ in breaks(lines))
    downward = sum(1 for _ in breaks(lines[::-1]))
    if upward == downward:
        return None
    return "oldest first" if upward < downward else "newest first"


def order_of(lines: Sequence[Line]) -> Order | None:
    """Whether the oldest or the newest entry stands first; None where nothing tells."""
    if by_balance := order_by_balance(lines):
        return by_balance
    days = [line.entry.booking_date for line in lines if line.entry.booking_date]
    times = [
        (line.entry.booking_date, line.entry.booking_time)
        for line in lines
        if line.entry.booking_date and line.entry.booking_time
    ]
    for known in (days, times):
        if known and known[0] != known[-1]:
            return "oldest first" if known[0] < known[-1] else "newest first"  # type: ignore[operator]
    return "oldest first" if span(lines) == span(lines[::-1]) else None
