"""What statement files hold, as a list for programs: one object a file, in the order given.

Amounts are signed decimal strings in plain digits, dates ISO 8601; what a file does not say is
null.
"""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal

from treasury.accounts.reconciliation import Reconciled
from treasury.accounts.statements.statement import Balance, Problem
from treasury.accounts.statements.verdicts import Verdict

Object = dict[str, object]


def listed(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """The list as JSON text, piece by piece, ending in a line end.

    A file may hold tens of thousands of statements, so none of them waits for the others.
    """
    between = "[\n"
    for verdict in verdicts:
        yield between
        yield from file_pieces(verdict)
        between = ",\n"
    yield "\n]\n" if between == ",\n" else "[]\n"


def file_pieces(verdict: Verdict) -> Iterator[str]:
    """What one file holds, piece by piece."""
    head: Object = {"file": verdict.file, "format": verdict.format, "sha256": verdict.sha256}
    yield text_of(head, 1).removesuffix("\n  }") + ",\n"
    yield '    "statements": '
    yield from list_pieces(map(statement_object, verdict.statements))
    yield ',\n    "problems": '
    yield from list_pieces(map(problem_object, verdict.problems))
    yield "\n  }"


def list_pieces(objects: Iterable[Object]) -> Iterator[str]:
    """The objects as a list inside of a file's object."""
    between = "[\n"
    for one in objects:
        yield between + text_of(one, 3)
        between = ",\n"
    yield "\n    ]" if between == ",\n" else "[]"


def text_of(one: Object, level: int) -> str:
    """The object as JSON, so many steps of two blanks inside; texts in it have no line feeds."""
    lines = json.dumps(one, ensure_ascii=False, indent=2)
    return "  " * level + lines.replace("\n", "\n" + "  " * level)


def statement_object(found: Reconciled) -> Object:
    """What one statement says, and its entries added up."""
    one, sums = found.statement, found.sums
    return {
        "id": one.id or None,
        "account": one.account,
        "currency": currency_of(found),
        "opening": amount_of(one.opening),
        "closing": amount_of(one.closing),
        "opening_date": day_of(one.opening),
        "closing_date": day_of(one.closing),
        "entries": sums.entries,
        "sum": digits(sums.total),
        "booked_sum": digits(sums.booked),
        "reconciles": found.reconciles,
    }


def currency_of(found: Reconciled) -> str | None:
    """The currency of the statement: its own, else the one that its amounts all have."""
    one = found.statement
    named = {balance.currency for balance in (one.opening, one.closing) if balance}
    named = (named | found.sums.currencies) - {None}
    return one.currency or (next(iter(named)) if len(named) == 1 else None)


def problem_object(problem: Problem) -> Object:
    """What is to be said; what would be right is part of the message."""
    expected = f"; expected {problem.expected}" if problem.expected else ""
    return {
        "severity": problem.severity,
        "where": problem.where,
        "message": problem.message + expected,
    }


def digits(amount: Decimal) -> str:
    """The amount in plain digits, as written: no exponent, no grouping.

    >>> digits(Decimal("-1E+2")), digits(Decimal("0.10"))
    ('-100', '0.10')
    """
    return format(amount or abs(amount), "f")


def amount_of(balance: Balance | None) -> str | None:
    """The amount of a balance, None where there is none."""
    return digits(balance.amount) if balance else None


def day_of(balance: Balance | None) -> str | None:
    """The date of a balance, None where it has none."""
    return balance.date.isoformat() if balance and balance.date else None
