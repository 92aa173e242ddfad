"""Books: what a client's accounts really did, or what a run booked; postings in bulk.

A posting debits one ledger account and credits another of the same ledger (a legal entity's books
in one currency). Ledger accounts are made when they are first posted to. Amounts are minor units,
> 0 in a pair; balances are debit less credit.

Posters of one account wait for each other: each holds its ledger accounts, in the order of their
ids, from before it reads their balances until its transaction ends.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Connection, Table, any_, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from api.store.balances import Moved, keep_balances
from api.store.bulk import insert_rows
from api.store.tables.books import book, ledger, ledger_account, posting
from treasury.accounts.ledger import LedgerAccount
from treasury.arrays import UNLIMITED
from treasury.errors import Complaint, Refused

POSTED = (
    "ledger_id", "entry", "booking_date", "value_date", "debit_id", "credit_id", "amount",
    "source",
)  # fmt: skip
AMOUNT_MAX = UNLIMITED // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs to be posted, as columns of equal length.

    `debit` and `credit` index `accounts`. `entry` numbers the entries from 0 and never falls: the
    pairs of one entry stand together. `source` says where each comes from. `holders` has the id
    of the bank account for the subject of a ledger account of kind "bank".
    """

    accounts: Sequence[LedgerAccount]
    entry: Sequence[int]
    booking_date: Sequence[datetime.date]
    value_date: Sequence[datetime.date]
    debit: Sequence[int]
    credit: Sequence[int]
    amount: Sequence[int]
    source: Sequence[str]
    holders: Mapping[str, str] = field(default_factory=dict)


def actual(connection: Connection, client_id: str) -> int:
    """The book of what a client's accounts really did; made where there is none."""
    values = {"client_id": client_id, "run_id": None, "structure": "", "number": 0, "entries": 0}
    add_missing(connection, book, [values])
    where = (book.c.client_id == client_id) & book.c.run_id.is_(None)
    return int(connection.execute(select(book.c.id).where(where)).scalar_one())


def of_run(connection: Connection, client_id: str, run_id: str, structure: str, number: int) -> int:
    """A new book for a structure of a run; `number` is its place among them."""
    values = {"client_id": client_id, "run_id": run_id, "structure": structure, "number": number}
    made = connection.execute(book.insert().values(**values).returning(book.c.id))
    return int(made.scalar_one())


def post(connection: Connection, book_id: int, pairs: Pairs) -> int:
    """Post the pairs, and keep the balances of every day; the number of the first new entry.

    Refused, with nothing done, where an amount or a balance could not be held.
    """
    if not pairs.amount:
        return 0
    refuse_unfit(pairs)
    accounts = ledger_accounts(connection, book_id, pairs.accounts, pairs.holders)
    hold(connection, [number for _, number in accounts])
    names = {number: one.name for one, (_, number) in zip(pairs.accounts, accounts, strict=True)}
    keep_balances(connection, moved_by(pairs, accounts), names)
    first = numbered(connection, book_id, pairs.entry[-1] + 1)
    insert_rows(connection, posting, POSTED, rows_of(pairs, accounts, first))
    return first


def refuse_unfit(pairs: Pairs) -> None:
    """Refuse amounts that cannot be held; sides of two ledgers are a programmer's error."""
    books = [(one.legal_entity, one.currency) for one in pairs.accounts]
    sides = set(zip(pairs.debit, pairs.credit, strict=True))
    assert all(books[debit] == books[credit] and debit != credit for debit, credit in sides), (
        "both sides belong to one ledger"
    )
    if min(pairs.amount) > 0 and max(pairs.amount) < AMOUNT_MAX:
        return
    expected = f"more than 0 and less than {AMOUNT_MAX:,} minor units"
    raise Refused([
        Complaint(path=(), where=f"posting {source}", message=f"{amount:,} cannot be posted",
                  expected=expected)
        for amount, source in zip(pairs.amount, pairs.source, strict=True)
        if not 0 < amount < AMOUNT_MAX
    ])  # fmt: skip


def rows_of(pairs: Pairs, accounts: list[tuple[int, int]], first: int) -> Iterator[tuple[Any, ...]]:
    """The pairs as rows of `posting`."""
    columns = (pairs.entry, pairs.booking_date, pairs.value_date, pairs.debit, pairs.credit,
               pairs.amount, pairs.source)  # fmt: skip
    for entry, booked, valued, debit, credit, amount, source in zip(*columns, strict=True):
        ledger_id, debit_id = accounts[debit]
        yield (ledger_id, first + entry, booked, valued, debit_id, accounts[credit][1], amount,
               source)  # fmt: skip


def moved_by(pairs: Pairs, accounts: list[tuple[int, int]]) -> dict[int, Moved]:
    """What each ledger account moved on each day, by booking date and by value date."""
    moved = {number: Moved({}, {}) for _, number in accounts}
    sides = [moved[number] for _, number in accounts]
    columns = (pairs.booking_date, pairs.value_date, pairs.debit, pairs.credit, pairs.amount)
    for booked, valued, debit, credit, amount in zip(*columns, strict=True):
        up, down = sides[debit].book, sides[credit].book
        up[booked] = up.get(booked, 0) + amount
        down[booked] = down.get(booked, 0) - amount
        if valued != booked:
            sides[debit].value_otherwise(booked, valued, amount)
            sides[credit].value_otherwise(booked, valued, -amount)
    return {number: one for number, one in moved.items() if one.book}


def numbered(connection: Connection, book_id: int, count: int) -> int:
    """The first of so many new numbers of entries of the book, from 1."""
    taking = update(book).where(book.c.id == book_id).values(entries=book.c.entries + count)
    last = connection.execute(taking.returning(book.c.entries)).scalar_one()
    return int(last) - count + 1


def hold(connection: Connection, numbers: Sequence[int]) -> None:
    """Hold the ledger accounts, in the order of their ids, until the transaction ends."""
    if connection.dialect.name == "sqlite":
        return  # the only writer there is
    given = literal(sorted(set(numbers)), ARRAY(BigInteger))
    wanted = select(ledger_account.c.id).where(ledger_account.c.id == any_(given))
    connection.execute(wanted.order_by(ledger_account.c.id).with_for_update(key_share=True)).all()


def ledger_accounts(
    connection: Connection, book_id: int, accounts: Sequence[LedgerAccount],
    holders: Mapping[str, str],
) -> list[tuple[int, int]]:  # fmt: skip
    """Ledger and ledger account of each, by their numbers; those that are missing are made."""
    named = {(one.legal_entity, one.currency) for one in accounts}
    ledgers = numbers_of(connection, ledger, ("book_id", "legal_entity", "currency"), [
        (book_id, *each) for each in sorted(named)])  # fmt: skip
    wanted = [
        (ledgers[book_id, one.legal_entity, one.currency], one.kind, one.subject)
        for one in accounts
    ]
    own = {
        key: holders.get(one.subject) if one.kind == "bank" else None
        for key, one in zip(wanted, accounts, strict=True)
    }
    found = numbers_of(
        connection, ledger_account, ("ledger_id", "kind", "subject"), sorted(set(wanted)),
        {"account_id": own},
    )  # fmt: skip
    return [(key[0], found[key]) for key in wanted]


def numbers_of(
    connection: Connection, table: Table, columns: Sequence[str], keys: list[tuple[Any, ...]],
    more: Mapping[str, Mapping[tuple[Any, ...], Any]] | None = None,
) -> dict[tuple[Any, ...], int]:  # fmt: skip
    """The number of the row of each key; rows that are missing are made, with `more` in them."""
    owners = sorted({key[0] for key in keys})

    def known() -> dict[tuple[Any, ...], int]:
        wanted = select(table.c.id, *(table.c[each] for each in columns))
        found = connection.execute(wanted.where(table.c[columns[0]].in_(owners)))
        return {tuple(row[1:]): row[0] for row in found}

    have = known()
    missing = [key for key in keys if key not in have]
    if missing:
        extra = more or {}
        add_missing(connection, table, [
            dict(zip(columns, key, strict=True)) | {name: of[key] for name, of in extra.items()}
            for key in missing
        ])  # fmt: skip
        have = known()  # others' too, for whom the insert has waited
    return have


def add_missing(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Add the rows, but for those that somebody else was first to add."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)
