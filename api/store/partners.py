"""Which entries belong together: kept beside the postings, said anew where something came.

Amounts are minor units. What is asked for by amount is asked for the receipts and the payments.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Row,
    Select,
    any_,
    bindparam,
    delete,
    func,
    literal,
    select,
    tuple_,
)

from api.store.bulk import insert_rows
from api.store.tables.books import account_feed, entry_partner, statement, statement_entry
from api.store.tables.group import account

COLUMNS = ("account_id", "key", "other_account_id", "other_key", "kind", "reason")
Key = tuple[str, str]
"""An entry: its account's row id and its own id."""
AT_ONCE = 500


def fed_accounts(connection: Connection, client_id: str) -> Sequence[Row[Any]]:
    """The client's accounts that statements tell, with what they are told."""
    wanted: Select[Any] = (
        select(account.c.id, account.c.key, account.c.number, account.c.currency,
               account_feed.c.document)
        .select_from(account.join(account_feed, account_feed.c.account_id == account.c.id))
        .where(account.c.client_id == client_id)
        .order_by(account.c.key)
    )  # fmt: skip
    return connection.execute(wanted).all()


def of_amounts(
    connection: Connection, client_id: str, currency: str, amounts: Iterable[int]
) -> Sequence[Row[Any]]:
    """The entries, standing and undone, of the client's accounts of a currency of these amounts."""
    both = sorted({sign * abs(each) for each in amounts for sign in (1, -1)})
    c = statement_entry.c
    wanted: Select[Any] = (
        select(c.account_id, c.key, c.booking_date, c.amount, c.undone, c.document)
        .select_from(statement_entry.join(account, account.c.id == c.account_id))
        .where(account.c.client_id == client_id, account.c.currency == currency, c.kind == "entry")
    )  # fmt: skip
    if connection.dialect.name == "postgresql":
        wanted = wanted.where(c.amount == any_(literal(both, ARRAY(BigInteger))))
    else:
        given = func.json_each(json.dumps(both)).table_valued("value")
        wanted = wanted.where(c.amount.in_(select(given.c.value)))
    return connection.execute(wanted).all()


def texts(connection: Connection, keys: Iterable[Key]) -> dict[Key, str]:
    """The texts of statements, by account and key."""
    wanted, found = sorted(set(keys)), dict[Key, str]()
    c = statement.c
    for first in range(0, len(wanted), AT_ONCE):
        some = tuple_(c.account_id, c.key).in_(wanted[first : first + AT_ONCE])
        for row in connection.execute(select(c.account_id, c.key, c.text).where(some)):
            found[row.account_id, row.key] = row.text
    return found


def known(connection: Connection, entries: Iterable[Key]) -> dict[Key, Row[Any]]:
    """The partners of these entries, by entry."""
    wanted, found = sorted(set(entries)), dict[Key, Row[Any]]()
    c = entry_partner.c
    for first in range(0, len(wanted), AT_ONCE):
        some = tuple_(c.account_id, c.key).in_(wanted[first : first + AT_ONCE])
        for row in connection.execute(select(entry_partner).where(some)):
            found[row.account_id, row.key] = row
    return found


def keep(
    connection: Connection, gone: Sequence[Key], new: Mapping[Key, tuple[str, str, str, str]]
) -> None:
    """Forget the partners of some entries, and keep those of others: account, id, kind, reason."""
    if gone:
        c = entry_partner.c
        own = (c.account_id == bindparam("of")) & (c.key == bindparam("named"))
        connection.execute(
            delete(entry_partner).where(own), [{"of": of, "named": key} for of, key in gone]
        )
    insert_rows(connection, entry_partner, COLUMNS, [(*key, *row) for key, row in new.items()])
