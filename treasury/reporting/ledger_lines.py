"""The postings of virtual ledgers, one line each: the ledgers' own statements.

Amounts are signed minor units, positive = the holder's asset; days are rows, 0 for openings.
"""

from typing import NamedTuple

import numpy as np

from treasury.accounts.ledger import Ledger
from treasury.arrays import Amounts
from treasury.plan.plan import Plan
from treasury.reporting.explaining.rule_words import one_line
from treasury.reporting.exports.books import title_of
from treasury.tables import KIND, PAYMENT, RECEIPT
from treasury.virtual_ledgers import VirtualLedgers, assigned, unassigned_of

KINDS = ("opening", "receipt", "payment", "bank's own", "adjustment", "interest")
OF_EVENT = {RECEIPT: "receipt", PAYMENT: "payment"}


class Line(NamedTuple):
    """One posting on a ledger; `kind` is one of KINDS."""

    ledger: int
    day: int
    value_day: int
    kind: str
    amount: int
    text: str


def ledger_lines(virtual: VirtualLedgers, plan: Plan, events: Amounts, books: Ledger) -> list[Line]:
    """Every posting on a virtual ledger within the run, by ledger, day and kind."""
    last = plan.tables.days - 1
    lines = [
        *book_lines(virtual, plan, events, books),
        *opening_lines(virtual),
        *adjustment_lines(virtual, plan),
        *interest_lines(virtual, last),
    ]
    return sorted(lines, key=lambda line: (line.ledger, line.day, KINDS.index(line.kind)))


def opening_lines(virtual: VirtualLedgers) -> list[Line]:
    """What each ledger opens with, and what that leaves of its account's opening."""
    table, lines = virtual.table, []
    for ledger in np.flatnonzero(table.opening).tolist():
        amount, none = int(table.opening[ledger]), unassigned_of(virtual.table, ledger)
        lines += [
            Line(ledger, 0, 0, "opening", amount, "Opening balance"),
            Line(none, 0, 0, "opening", -amount, f"Opening balance of {table.ids[ledger]}"),
        ]
    return lines


def book_lines(virtual: VirtualLedgers, plan: Plan, events: Amounts, books: Ledger) -> list[Line]:
    """What the bank has on the accounts, on the ledger it belongs to; the opening balance too."""
    lines = []
    for row, ledger, amount in zip(
        *(column.tolist() for column in assigned(virtual.table, events, books)), strict=True
    ):
        when = max(0, int(books.booking_day[row])), max(0, int(books.value_day[row]))
        event = int(books.event[row])
        if event < 0:
            lines.append(Line(ledger, *when, "opening", amount, "Opening balance of the account"))
        else:
            told: list[int] = events[event].tolist()
            kind = OF_EVENT.get(told[KIND], "bank's own")
            lines.append(Line(ledger, *when, kind, amount, title_of(plan, told)))
    return lines


def adjustment_lines(virtual: VirtualLedgers, plan: Plan) -> list[Line]:
    """Both sides of every adjusting posting."""
    lines = []
    for move in virtual.table.moves:
        text = one_line(plan.scenario.adjustments[move.record].text)
        text = f": {text}" if text else ""
        for ledger, other, amount, way in (
            (move.source, move.target, -move.amount, "to"),
            (move.target, move.source, move.amount, "from"),
        ):
            words = f"Adjustment {way} {virtual.table.ids[other]}{text}"
            lines.append(Line(ledger, move.day, move.value_day, "adjustment", amount, words))
    return lines


def interest_lines(virtual: VirtualLedgers, last: int) -> list[Line]:
    """Both sides of the internal interest that was posted by the last day."""
    table, lines = virtual.table, []
    for posting in virtual.settled:
        ledger, day = table.bearings[posting.bearing].ledger, posting.day + 1
        if day > last or posting.amount == 0:
            continue
        text = "Internal interest"
        none = f"{text} of {table.ids[ledger]}"
        lines += [
            Line(ledger, day, day, "interest", posting.amount, text),
            Line(unassigned_of(virtual.table, ledger), day, day, "interest", -posting.amount, none),
        ]
    return lines
