"""Statement files as they were sent, the statements in them, and what was booked of each account.

Files and statements are never changed and never removed. Amounts are minor units.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select, tuple_, update

from api.store.bulk import insert_rows
from api.store.paging import Asked, Page, page
from api.store.tables.books import (
    account_feed,
    statement,
    statement_closing,
    statement_entry,
    statement_file,
)
from api.store.tables.group import account
from treasury.importing.books import KnownAccount
from treasury.importing.posted import Counted
from treasury.importing.stored import AccountKey, StoredStatement

SHOWN = tuple(each for each in statement_file.c if each.name != "bytes")
ENTRIES = ("account_id", "key", "kind", "booking_date", "value_date", "amount", "undone",
           "document", "booked_as")  # fmt: skip
CLOSINGS = ("account_id", "day", "bank", "books", "statement")


def listed(connection: Connection, client_id: str, asked: Asked) -> Page[Row[Any]]:
    """A page of the client's files, in the order in which they came, without their bytes."""
    wanted = select(*SHOWN).where(statement_file.c.client_id == client_id)
    return page(connection, wanted, statement_file.c.id, asked)


def found(connection: Connection, client_id: str, file_id: str) -> Row[Any] | None:
    """The file, without its bytes."""
    wanted = select(*SHOWN).where(statement_file.c.client_id == client_id)
    return connection.execute(wanted.where(statement_file.c.id == file_id)).one_or_none()


def content(connection: Connection, file_id: str) -> bytes:
    """The bytes of a file, as they were sent."""
    wanted = select(statement_file.c.bytes).where(statement_file.c.id == file_id)
    return bytes(connection.execute(wanted).scalar_one())


def known_files(
    connection: Connection, client_id: str, hashes: Iterable[str]
) -> dict[str, Row[Any]]:
    """The client's files of these contents, by sha256."""
    wanted = select(*SHOWN).where(statement_file.c.client_id == client_id)
    found = connection.execute(wanted.where(statement_file.c.sha256.in_(list(hashes))))
    return {row.sha256: row for row in found}


def add_file(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep a file."""
    connection.execute(statement_file.insert().values(**values))


def accounts_by_number(
    connection: Connection, client_id: str, keys: Sequence[AccountKey]
) -> dict[AccountKey, Row[Any]]:
    """The client's accounts of these numbers and currencies."""
    own = tuple_(account.c.number, account.c.currency)
    wanted = select(account).where(account.c.client_id == client_id).where(own.in_(list(keys)))
    return {(row.number, row.currency): row for row in connection.execute(wanted)}


def known_accounts(
    connection: Connection, ids: Mapping[AccountKey, str]
) -> dict[AccountKey, KnownAccount]:
    """Everything that is stored of the accounts: their statements and what was booked."""
    numbers = list(ids.values())
    texts: dict[str, list[tuple[str, str]]] = {}
    wanted = select(statement).where(statement.c.account_id.in_(numbers)).order_by(statement.c.id)
    for row in connection.execute(wanted):
        texts.setdefault(row.account_id, []).append((row.key, row.text))
    booked: dict[str, list[Counted]] = {}
    c = statement_entry.c
    columns = (c.account_id, c.key, c.kind, c.booked_as, c.booking_date, c.value_date, c.amount,
               c.undone)  # fmt: skip
    for row in connection.execute(select(*columns).where(c.account_id.in_(numbers))):
        booked.setdefault(row.account_id, []).append(Counted(
            id=row.key, kind=row.kind, booked_as=row.booked_as, date=row.booking_date,
            value_date=row.value_date, amount=row.amount, undone=row.undone))  # fmt: skip
    return {
        key: KnownAccount(
            statements=tuple(
                StoredStatement(key=name, account=key[0], currency=key[1], text=text)
                for name, text in texts.get(number, ())
            ),
            counted=tuple(booked.get(number, ())),
        )
        for key, number in ids.items()
    }


def add_statements(connection: Connection, rows: Iterable[tuple[str, str, str]]) -> None:
    """Keep statements: account, key and text of each."""
    insert_rows(connection, statement, ("account_id", "key", "text"), rows)


def add_entries(connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
    """Keep what was booked; each row has the values of `ENTRIES`."""
    insert_rows(connection, statement_entry, ENTRIES, rows)


def undo_entries(connection: Connection, account_id: str, keys: Sequence[str]) -> None:
    """Say of entries that they were undone."""
    c = statement_entry.c
    where = (c.account_id == account_id) & c.key.in_(list(keys))
    connection.execute(update(statement_entry).where(where).values(undone=True))


def set_told(
    connection: Connection, account_id: str, values: Mapping[str, Any],
    closings: Sequence[tuple[Any, ...]],
) -> None:  # fmt: skip
    """Say anew how far an account is told, and its closings: day, bank, books, statement."""
    for table in (account_feed, statement_closing):
        connection.execute(delete(table).where(table.c.account_id == account_id))
    connection.execute(account_feed.insert().values(account_id=account_id, **values))
    rows = [(account_id, *each) for each in closings]
    insert_rows(connection, statement_closing, CLOSINGS, rows)


def told(connection: Connection, client_id: str, keys: Sequence[str]) -> list[Row[Any]]:
    """How far the accounts of these ids are told, by id."""
    joined = account_feed.join(account, account.c.id == account_feed.c.account_id)
    wanted = select(account.c.key, account.c.number, account.c.currency, account_feed.c.document)
    wanted = wanted.select_from(joined).where(account.c.client_id == client_id)
    return list(connection.execute(wanted.where(account.c.key.in_(list(keys)))
                                   .order_by(account.c.key)))  # fmt: skip
