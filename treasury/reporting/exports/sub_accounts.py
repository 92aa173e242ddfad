"""Books in which every virtual ledger is an account below its bank account.

An accountant's program shows them so: `Assets:Bank:HQ:HQ-001:SITE`. The bank account itself then
has no posting of its own; it and its ledgers together hold what it held. Openings, adjustments and
internal interest move amounts between ledgers of one account: entries that the run's own books,
which know the bank's account alone, do not have. Amounts are minor units, days rows.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from treasury.accounts.ledger import Ledger, LedgerAccount
from treasury.arrays import Amounts
from treasury.plan.plan import Plan
from treasury.reporting.explaining.rule_words import one_line
from treasury.reporting.exports.books import Books
from treasury.virtual_ledgers import VirtualLedgers, assigned, unassigned_of, virtual_ledgers


class Between(NamedTuple):
    """An entry between two ledgers of an account: `amount` from `source` to `target`, signed.

    A day of -1 is an opening.
    """

    day: int
    value_day: int
    source: int
    target: int
    amount: int
    title: str
    text: str


def with_sub_accounts(books: Books) -> Books:
    """The books with the virtual ledgers as accounts; the same books where there are none."""
    if not books.plan.scenario.ledgers:
        return books
    virtual = virtual_ledgers(books.plan, books.projection.events, books.ledger)
    first = len(books.ledger.accounts)
    accounts = (*books.ledger.accounts, *ledger_accounts(books.plan, virtual))
    moved = assigned(virtual.table, books.projection.events, books.ledger)
    debit, credit = books.ledger.debit.copy(), books.ledger.credit.copy()
    for column, chosen in ((debit, moved.amount > 0), (credit, moved.amount < 0)):
        column[moved.row[chosen]] = first + moved.ledger[chosen]
    own = replace(books.ledger, accounts=accounts, debit=debit, credit=credit)
    between = [
        *openings(virtual),
        *adjustments(books.plan, virtual),
        *interest(books.plan, virtual),
    ]
    return replace(
        books,
        ledger=together(own, between, first),
        extra=tuple((one.title, one.text) for one in between),
        virtual=virtual,
    )


def ledger_accounts(plan: Plan, virtual: VirtualLedgers) -> list[LedgerAccount]:
    """An account for each ledger, in their order."""
    names = plan.names
    return [
        LedgerAccount(
            legal_entity=names.legal_entity[account],
            kind="virtual",
            subject=f"{names.accounts[account]}/{ledger}",
            currency=names.currencies[account],
        )
        for account, ledger in zip(virtual.table.account, virtual.table.ids, strict=True)
    ]


def openings(virtual: VirtualLedgers) -> list[Between]:
    """What each ledger opens with, out of the unassigned one."""
    table = virtual.table
    return [
        Between(-1, -1, unassigned_of(table, ledger), ledger, int(table.opening[ledger]), "", "")
        for ledger in np.flatnonzero(table.opening).tolist()
    ]


def adjustments(plan: Plan, virtual: VirtualLedgers) -> list[Between]:
    """The adjusting postings."""
    found = []
    for move in virtual.table.moves:
        record = plan.scenario.adjustments[move.record]
        title = f"Adjustment in {record.account}, {record.from_ledger} to {record.to_ledger}"
        text = one_line(record.text) or "An adjusting posting between virtual ledgers."
        ends = move.source, move.target
        found.append(Between(move.day, move.value_day, *ends, move.amount, title, text))
    return found


def interest(plan: Plan, virtual: VirtualLedgers) -> list[Between]:
    """The internal interest that was posted within the run."""
    found = []
    for one in virtual.settled:
        ledger, day = virtual.table.bearings[one.bearing].ledger, one.day + 1
        if one.amount and day < len(plan.names.days):
            title = f"Internal interest of {virtual.table.ids[ledger]}"
            text = "Posted to a virtual ledger against the unassigned one."
            ends = unassigned_of(virtual.table, ledger), ledger
            found.append(Between(day, day, *ends, one.amount, title, text))
    return found


def together(own: Ledger, between: list[Between], first: int) -> Ledger:
    """The books and the entries between ledgers in booking order; `first` is the first ledger's
    account. An entry that no event made has the event and number -2 less its place."""
    rows = [
        (*which(one, place), *sides(one, first), abs(one.amount))
        for place, one in enumerate(between)
    ]
    more = np.array(rows, dtype=np.int64).reshape(-1, 7).T
    columns = (
        own.entry, own.event, own.booking_day, own.value_day, own.debit, own.credit, own.amount,
    )  # fmt: skip
    merged: list[Amounts] = [np.concatenate(both) for both in zip(columns, more, strict=True)]
    order = np.argsort(merged[2], kind="stable")
    entry, event, booked, valued, debit, credit, amount = (column[order] for column in merged)
    return Ledger(
        accounts=own.accounts,
        entry=entry,
        event=event,
        booking_day=booked,
        value_day=valued,
        debit=debit,
        credit=credit,
        amount=amount,
    )


def which(one: Between, place: int) -> tuple[int, int, int, int]:
    """Entry, event, booking and value day."""
    event = -1 if one.day < 0 else -2 - place
    return -2 - place, event, one.day, one.value_day


def sides(one: Between, first: int) -> tuple[int, int]:
    """The accounts debited and credited: a debit raises a ledger."""
    ends = first + one.target, first + one.source
    return ends if one.amount > 0 else ends[::-1]
