"""Entities, banks and accounts of a client, by the names that the client has for them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, insert, select, update

from api.store.paging import Asked, Page, page
from api.store.tables.books import book, ledger, ledger_account
from api.store.tables.group import account, bank, entity

TABLES: Mapping[str, Table] = {"entities": entity, "banks": bank, "accounts": account}
"""The table of each list of a scenario that is kept here."""


def listed(connection: Connection, name: str, client_id: str, asked: Asked) -> Page[Row[Any]]:
    """A page of a client's entities, banks or accounts, by name."""
    table = TABLES[name]
    wanted = select(table).where(table.c.client_id == client_id)
    return page(connection, wanted, table.c.key, asked)


def every(connection: Connection, name: str, client_id: str) -> list[Row[Any]]:
    """All of a client's entities, banks or accounts, by name."""
    table = TABLES[name]
    wanted = select(table).where(table.c.client_id == client_id).order_by(table.c.key)
    return list(connection.execute(wanted))


def found(connection: Connection, name: str, client_id: str, key: str) -> Row[Any] | None:
    """The client's entity, bank or account of that name."""
    where = at(TABLES[name], client_id, key)
    return connection.execute(select(TABLES[name]).where(where)).one_or_none()


def add(connection: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    """Add entities, banks or accounts."""
    if rows:
        connection.execute(insert(TABLES[name]), rows)


def change(connection: Connection, name: str, row: Row[Any], values: Mapping[str, Any]) -> None:
    """Change the row, which the caller has locked its client for."""
    table = TABLES[name]
    where = (table.c.id == row.id) & (table.c.version == row.version)
    done = connection.execute(update(table).where(where).values(**values, version=row.version + 1))
    assert done.rowcount == 1, "the client is locked"


def booked(connection: Connection, client_id: str) -> dict[str, tuple[str, str]]:
    """Legal entity and currency of the books in which each account stands, by the account's id."""
    joined = ledger_account.join(ledger, ledger.c.id == ledger_account.c.ledger_id).join(
        book, book.c.id == ledger.c.book_id
    )
    wanted = select(ledger_account.c.account_id, ledger.c.legal_entity, ledger.c.currency)
    actual = (book.c.client_id == client_id) & book.c.run_id.is_(None)
    mine = actual & ledger_account.c.account_id.is_not(None)
    rows = connection.execute(wanted.select_from(joined).where(mine))
    return {row.account_id: (row.legal_entity, row.currency) for row in rows}


def at(table: Table, client_id: str, key: str) -> ColumnElement[bool]:
    """The row of that name."""
    return (table.c.client_id == client_id) & (table.c.key == key)
