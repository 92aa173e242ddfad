"""The books: balanced pairs of postings, held as columns; an entry is a view.

Amounts are int64 minor units, always > 0; a pair debits one ledger account and credits another
of the same legal entity's books and the same currency, so it balances by construction.
Bank accounts are assets of their holder: a debit raises them. Balances are debit less credit.
Days are rows; -1 is "before the first day" (opening balances). Source: the banking day,
section 11.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from treasury.arrays import Amounts

LedgerKind = Literal[
    "bank", "position", "deposit", "member_loan", "loan", "receipts", "payments",
    "interest_earned", "interest_paid", "internal_interest_earned",
    "internal_interest_paid", "fees", "taxes", "novation", "opening", "virtual", "transit",
    "bank_deposit", "investment", "conversion",
]  # fmt: skip
Basis = Literal["booking", "value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAccount:
    """One account of one legal entity's books in one currency.

    `subject` is what it is about: the bank account's id; the other legal entity's id for a
    position, a deposit with a finance company or a loan by it (`member_loan`); the loan's id for
    a loan from outside; the entity (branch) id for receipts, payments, interest and fees; the
    legal entity's for opening, novation and conversion; for `transit` the id of the bank account
    to which money is on its way; for `bank_deposit` the id of a deposit with a bank, for
    `investment` that of a money market sweep. `name` is unique over all books. A run books nothing
    on a virtual ledger (`virtual`, subject `HQ-001/SITE`); only exports show them.
    """

    legal_entity: str
    kind: LedgerKind
    subject: str
    currency: str

    @property
    def name(self) -> str:
        """The account's name, for example `HQ:bank:HQ-001:CNY`."""
        return f"{self.legal_entity}:{self.kind}:{self.subject}:{self.currency}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All postings of a run, shape (pair,) each.

    `entry` numbers entries from 0 in booking order; the pairs of one entry stand together.
    `debit` and `credit` index `accounts`, of which the plan's bank accounts come first, in its
    order, then its loans. `event` is the row of the event that was booked, -1 for opening
    balances. `value_day` is before `booking_day` in corrections alone; it may lie beyond the run.
    """

    accounts: tuple[LedgerAccount, ...]
    entry: Amounts
    booking_day: Amounts
    value_day: Amounts
    debit: Amounts
    credit: Amounts
    amount: Amounts
    event: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One debit and one credit of the same amount (> 0) in one legal entity's books."""

    debit: LedgerAccount
    credit: LedgerAccount
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, as seen through the columns of a ledger; days and `event` as there."""

    number: int
    booking_day: int
    value_day: int
    event: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBalance:
    """The books of one legal entity in one currency at the end of a day.

    `lines` are (ledger account, debit, credit), of which one is 0; accounts without a balance
    are left out. `debit` and `credit` are the totals; they are equal.
    """

    legal_entity: str
    currency: str
    lines: tuple[tuple[LedgerAccount, int, int], ...]
    debit: int
    credit: int


def balances(ledger: Ledger, days: int, basis: Basis = "booking") -> Amounts:
    """Day-end balance of every ledger account, debit less credit; shape (day, account).

    Opening balances are in the first day's. On value basis a posting counts from its value
    day; one whose value day lies beyond the run is not in it.
    """
    dated = ledger.booking_day if basis == "booking" else ledger.value_day
    inside = np.flatnonzero(dated < days)
    width = len(ledger.accounts)
    moved = np.zeros(days * width, dtype=np.int64)
    row = np.maximum(dated[inside], 0) * width
    np.add.at(moved, row + ledger.debit[inside], ledger.amount[inside])
    np.subtract.at(moved, row + ledger.credit[inside], ledger.amount[inside])
    return np.cumsum(moved.reshape(days, width), axis=0)


def closing(ledger: Ledger, day: int | None = None) -> Amounts:
    """Balance of every ledger account at the end of the booking day; shape (account,).

    Without a day, after everything that was booked; day -1 gives the opening balances.
    """
    upto = slice(None) if day is None else np.flatnonzero(ledger.booking_day <= day)
    totals = np.zeros(len(ledger.accounts), dtype=np.int64)
    np.add.at(totals, ledger.debit[upto], ledger.amount[upto])
    np.subtract.at(totals, ledger.credit[upto], ledger.amount[upto])
    return totals


def entry_count(ledger: Ledger) -> int:
    """How many entries the ledger has."""
    return int(ledger.entry[-1]) + 1 if len(ledger.entry) else 0


def entry(ledger: Ledger, number: int) -> Entry:
    """The entry of that number, 0 <= number < `entry_count`."""
    start, end = np.searchsorted(ledger.entry, [number, number + 1]).tolist()
    assert start < end, "there is no entry of that number"
    return view(ledger, start, end)


def entries(ledger: Ledger) -> Iterator[Entry]:
    """All entries in booking order."""
    starts = np.flatnonzero(np.diff(ledger.entry, prepend=-1)).tolist()
    for start, end in pairwise([*starts, len(ledger.entry)]):
        yield view(ledger, start, end)


def view(ledger: Ledger, start: int, end: int) -> Entry:
    """The entry whose pairs are the rows from `start` up to `end`."""
    return Entry(
        number=int(ledger.entry[start]),
        booking_day=int(ledger.booking_day[start]),
        value_day=int(ledger.value_day[start]),
        event=int(ledger.event[start]),
        pairs=tuple(
            Pair(
                debit=ledger.accounts[ledger.debit[row]],
                credit=ledger.accounts[ledger.credit[row]],
                amount=int(ledger.amount[row]),
            )
            for row in range(start, end)
        ),
    )


def trial_balance(ledger: Ledger, day: int | None = None) -> tuple[TrialBalance, ...]:
    """The trial balance of each legal entity and currency, sorted by both; day as in `closing`."""
    books: dict[tuple[str, str], list[tuple[LedgerAccount, int, int]]] = {}
    for account, balance in zip(ledger.accounts, closing(ledger, day).tolist(), strict=True):
        lines = books.setdefault((account.legal_entity, account.currency), [])
        if balance:
            lines.append((account, max(0, balance), max(0, -balance)))
    return tuple(
        TrialBalance(
            legal_entity=legal_entity,
            currency=currency,
            lines=tuple(lines),
            debit=sum(line[1] for line in lines),
            credit=sum(line[2] for line in lines),
        )
        for (legal_entity, currency), lines in sorted(books.items())
    )
