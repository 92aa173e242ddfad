"""Balances of a client's accounts in what really happened: on a day, or day by day.

Minor units, positive is the client's asset. An account that no statement tells has no balance:
`day` is None then. Everything is found by the accounts' own rows of `day_balance`, of which a day
without one has the last one before it.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, FromClause, Row, Select, and_, func, literal, select

from api.store.tables.books import (
    account_feed,
    book,
    day_balance,
    ledger,
    ledger_account,
)
from api.store.tables.group import account, bank, entity

Day = datetime.date
ACCOUNTS_AT_ONCE = 50
"""Accounts whose balances are held in memory while a table of all of them is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balanced:
    """An account and its balances by day, the last one before the first day included."""

    account: Row[Any]
    balances: list[tuple[Day, int, int]]


def accounts_of(client_id: str) -> tuple[FromClause, Any]:
    """The client's accounts with the ledger account of each (None: nothing is booked)."""
    joined = ledger_account.join(ledger, ledger.c.id == ledger_account.c.ledger_id).join(
        book, and_(book.c.id == ledger.c.book_id, book.c.client_id == client_id,
                   book.c.run_id.is_(None))
    )  # fmt: skip
    booked = (
        select(ledger_account.c.id, ledger_account.c.account_id)
        .select_from(joined)
        .where(ledger_account.c.kind == "bank")
        .subquery("booked")
    )
    every = (
        account.join(entity, entity.c.id == account.c.entity_id)
        .join(bank, bank.c.id == account.c.bank_id)
        .outerjoin(account_feed, account_feed.c.account_id == account.c.id)
        .outerjoin(booked, booked.c.account_id == account.c.id)
    )
    return every, booked


def described(booked: Any) -> tuple[Any, ...]:
    """What is said of each account."""
    return (
        account.c.key, account.c.number, account.c.currency, entity.c.key.label("entity"),
        bank.c.key.label("bank"), account_feed.c.first_day, account_feed.c.last_day,
        booked.c.id.label("ledger_account_id"),
    )  # fmt: skip


def on_day(connection: Connection, client_id: str, day: Day) -> list[Row[Any]]:
    """Every account with its book and value balance at the end of the day, by id."""
    every, booked = accounts_of(client_id)
    before = day_balance.alias("before")
    last = (
        select(func.max(before.c.day))
        .where(before.c.ledger_account_id == booked.c.id)
        .where(before.c.day <= day)
        .scalar_subquery()
    )
    at = and_(day_balance.c.ledger_account_id == booked.c.id, day_balance.c.day == last)
    wanted = (
        select(*described(booked), day_balance.c.day, day_balance.c.book, day_balance.c.value)
        .select_from(every.outerjoin(day_balance, at))
        .where(account.c.client_id == client_id)
        .order_by(account.c.key)
    )
    return list(connection.execute(wanted))


def told(
    connection: Connection, client_id: str, key: str | None = None
) -> tuple[Day | None, Day | None]:
    """The first and the last day that statements of the client's accounts (or one) tell."""
    joined = account_feed.join(account, account.c.id == account_feed.c.account_id)
    days = (func.min(account_feed.c.first_day), func.max(account_feed.c.last_day))
    wanted = select(*days).select_from(joined).where(account.c.client_id == client_id)
    if key is not None:
        wanted = wanted.where(account.c.key == key)
    first, last = connection.execute(wanted).one()
    return first, last


def over(
    connection: Connection, client_id: str, first: Day, last: Day, key: str | None = None
) -> Iterator[Balanced]:
    """Each account (or the one of that id) with its balances from day to day, by id.

    Not more than a few accounts are held at once.
    """
    after = ""
    while True:
        found = connection.execute(batch(client_id, after, key)).all()
        numbers = [row.ledger_account_id for row in found if row.ledger_account_id is not None]
        balances = balances_of(connection, numbers, first, last)
        for row in found:
            yield Balanced(account=row, balances=balances.get(row.ledger_account_id, []))
        if len(found) < ACCOUNTS_AT_ONCE:
            return
        after = found[-1].key


def batch(client_id: str, after: str, key: str | None) -> Select[Any]:
    """The next accounts, by id."""
    every, booked = accounts_of(client_id)
    wanted = select(*described(booked)).select_from(every)
    wanted = wanted.where(account.c.client_id == client_id).where(account.c.key > after)
    if key is not None:
        wanted = wanted.where(account.c.key == key)
    return wanted.order_by(account.c.key).limit(ACCOUNTS_AT_ONCE)


def balances_of(
    connection: Connection, numbers: list[int], first: Day, last: Day
) -> Mapping[int, list[tuple[Day, int, int]]]:
    """The balances of ledger accounts from day to day, and the last one before, by day."""
    before = day_balance.alias("before")
    since = (
        select(func.max(before.c.day))
        .where(before.c.ledger_account_id == ledger_account.c.id)
        .where(before.c.day <= first)
        .scalar_subquery()
    )
    begun = (
        select(ledger_account.c.id, func.coalesce(since, literal(first, day_balance.c.day.type))
               .label("first"))
        .where(ledger_account.c.id.in_(numbers))
        .subquery("begun")
    )  # fmt: skip
    wanted = (
        select(day_balance.c.ledger_account_id, day_balance.c.day, day_balance.c.book,
               day_balance.c.value)
        .select_from(begun.join(day_balance, and_(
            day_balance.c.ledger_account_id == begun.c.id, day_balance.c.day >= begun.c.first)))
        .where(day_balance.c.day <= last)
        .order_by(day_balance.c.ledger_account_id, day_balance.c.day)
    )  # fmt: skip
    found: dict[int, list[tuple[Day, int, int]]] = {}
    for number, day, in_books, in_value in connection.execute(wanted).all():
        found.setdefault(number, []).append((day, in_books, in_value))
    return found
