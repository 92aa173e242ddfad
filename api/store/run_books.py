"""The book of a run's structure: its ledgers, its postings, its day-end balances, in bulk.

Postings come as columns, by the hundred thousand: PostgreSQL takes them by COPY, SQLite by one
prepared statement. Amounts are minor units; balances are debit less credit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from api.store.tables.books import book, day_balance, ledger, ledger_account, posting

Account = tuple[str, str, str, str]
"""A ledger account: legal entity, kind, subject, currency."""
Posting = tuple[int, str, str, int, int, int, str]
"""Entry, booking date, value date, the places of debit and credit among the accounts, amount > 0,
and where it comes from; dates as 2026-03-20."""
Balance = tuple[int, str, int, int]
"""The place of an account, a day, its book and its value balance."""

POSTING = ("ledger_id", "entry", "booking_date", "value_date", "debit_id", "credit_id", "amount",
           "source")  # fmt: skip
BALANCE = ("ledger_account_id", "day", "book", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBook:
    """A book to be kept."""

    structure: str
    entries: int
    accounts: Sequence[Account]
    postings: Sequence[Posting]
    balances: Sequence[Balance]


def add(connection: Connection, client_id: str, run_id: str, made: RunBook) -> None:
    """Put the book in."""
    values = {"client_id": client_id, "run_id": run_id, "structure": made.structure,
              "number": made.entries}  # fmt: skip
    book_id = connection.execute(insert(book).values(**values).returning(book.c.id)).scalar_one()
    owners = sorted({(each[0], each[3]) for each in made.accounts})
    ledgers = dict(zip(owners, ledgers_of(connection, book_id, owners), strict=True))
    in_ledger = [ledgers[each[0], each[3]] for each in made.accounts]
    ids = accounts_of(connection, made.accounts, in_ledger)
    copied(connection, "posting", POSTING, (
        (in_ledger[debit], entry, booked, valued, ids[debit], ids[credit], amount, source)
        for entry, booked, valued, debit, credit, amount, source in made.postings
    ))  # fmt: skip
    copied(connection, "day_balance", BALANCE, (
        (ids[account], *rest) for account, *rest in made.balances
    ))  # fmt: skip


def ledgers_of(
    connection: Connection, book_id: int, owners: Sequence[tuple[str, str]]
) -> list[int]:
    """The ids of new ledgers, one for each legal entity and currency, in their order."""
    rows = [{"book_id": book_id, "legal_entity": who, "currency": money} for who, money in owners]
    adding = insert(ledger).returning(ledger.c.id, sort_by_parameter_order=True)
    return list(connection.execute(adding, rows).scalars())


def accounts_of(
    connection: Connection, accounts: Sequence[Account], in_ledger: Sequence[int]
) -> list[int]:
    """The ids of new ledger accounts, in their order."""
    rows = [
        {"ledger_id": where, "kind": kind, "subject": subject, "account_id": None}
        for where, (_, kind, subject, _) in zip(in_ledger, accounts, strict=True)
    ]
    adding = insert(ledger_account).returning(ledger_account.c.id, sort_by_parameter_order=True)
    return list(connection.execute(adding, rows).scalars())


def copied(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Put rows of numbers, dates and plain words into a table, as fast as the database takes it."""
    named = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
            for part in texts(rows):
                copy.write(part)
        return
    places = ", ".join("?" for _ in columns)
    listed = list(rows)
    if listed:
        connection.exec_driver_sql(
            f"INSERT INTO {table} ({named}) VALUES ({places})",  # noqa: S608 - our own names
            listed,
        )


def texts(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """The rows as COPY reads them, some thousand at a time; none needs a sign to be escaped."""
    part: list[str] = []
    for row in rows:
        part.append("\t".join(map(str, row)))
        if len(part) == 5_000:
            yield "\n".join(part) + "\n"
            part.clear()
    if part:
        yield "\n".join(part) + "\n"


def books(connection: Connection, run_id: str) -> list[tuple[int, str]]:
    """The books of a run: id and structure."""
    wanted = select(book.c.id, book.c.structure).where(book.c.run_id == run_id)
    return [(row.id, row.structure) for row in connection.execute(wanted.order_by(book.c.id))]


def moved(connection: Connection, book_id: int, side: str, dated: str) -> dict[Any, int]:
    """What was posted on one side (debit, credit), by account and day (booking, value)."""
    account, day = posting.c[f"{side}_id"], posting.c[f"{dated}_date"]
    wanted = (
        select(account, day, func.sum(posting.c.amount))
        .join(ledger, ledger.c.id == posting.c.ledger_id)
        .where(ledger.c.book_id == book_id)
        .group_by(account, day)
    )
    return {(one, when): int(total) for one, when, total in connection.execute(wanted)}


def kept_balances(connection: Connection, book_id: int) -> dict[Any, tuple[int, int]]:
    """The kept day-end balances of a book: (book, value) by account and day."""
    c = day_balance.c
    wanted = (
        select(c.ledger_account_id, c.day, c.book, c.value)
        .join(ledger_account, ledger_account.c.id == c.ledger_account_id)
        .join(ledger, ledger.c.id == ledger_account.c.ledger_id)
        .where(ledger.c.book_id == book_id)
    )
    return {(one, day): (book_, value) for one, day, book_, value in connection.execute(wanted)}
