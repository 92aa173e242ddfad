"""Booked entries of an account, looked up by day, kind, amount and words; how each was posted.

Amounts are minor units, positive = the holder's asset. A page goes on behind a day and an id.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSON

from api.store.tables.books import (
    book,
    entry_partner,
    ledger,
    ledger_account,
    posting,
    statement,
    statement_entry,
)
from api.store.tables.group import account
from treasury.posting.statement_books import UNDONE

Place = tuple[datetime.date, str]
"""Where an entry stands in the order of a page: its booking date and id."""
SEARCHED = ("text", "counterparty", "counterparty_account", "counterparty_bank",
            "bank_reference", "customer_reference", "code")  # fmt: skip
"""What the bank said of an entry, where words are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries: from a day to a day, booked as this, of this amount (in or out), with these
    words, with a partner of this kind ("none": without one). None or empty: all. `undone`: those
    that were undone, else those that stand."""

    first: datetime.date | None = None
    last: datetime.date | None = None
    booked_as: str = ""
    amount: int | None = None
    words: str = ""
    partner: str = ""
    undone: bool = False


def listed(
    connection: Connection, account_id: str, wanted: Wanted, after: Place | None, count: int
) -> Sequence[Row[Any]]:
    """At most so many of the account's entries behind a place, by booking date and id."""
    c = statement_entry.c
    found = with_partner().where(c.account_id == account_id)
    found = found.where(*conditions(connection, wanted))
    if after is not None:
        day, key = after
        found = found.where(tuple_(c.booking_date, c.key) > tuple_(
            literal(day, c.booking_date.type), literal(key)))  # fmt: skip
    return connection.execute(found.order_by(c.booking_date, c.key).limit(count)).all()


def with_partner() -> Select[Any]:
    """Every entry, and its partner where it has one: account (by its name), id, kind, reason."""
    c, p = statement_entry.c, entry_partner.c
    own = and_(p.account_id == c.account_id, p.key == c.key)
    joined = statement_entry.outerjoin(entry_partner, own)
    joined = joined.outerjoin(account, account.c.id == p.other_account_id)
    return select(
        statement_entry, account.c.key.label("partner_account"), p.other_account_id, p.other_key,
        p.kind.label("partner_kind"), p.reason.label("partner_reason"),
    ).select_from(joined)  # fmt: skip


def between(
    connection: Connection, client_id: str, first: datetime.date, last: datetime.date, count: int
) -> Sequence[Row[Any]]:
    """At most so many entries that stand, of all the client's accounts from a day to a day.

    Each has the name and the currency of its account; by day, account and id.
    """
    c, own = statement_entry.c, account.alias("own")
    wanted = with_partner().join(own, own.c.id == c.account_id)
    wanted = wanted.add_columns(own.c.key.label("account"), own.c.currency)
    wanted = wanted.where(
        own.c.client_id == client_id, c.kind == "entry", c.undone.is_(False),
        c.booking_date >= first, c.booking_date <= last,
    ).order_by(c.booking_date, own.c.key, c.key)  # fmt: skip
    return connection.execute(wanted.limit(count)).all()


def conditions(connection: Connection, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What the entries wanted fulfil."""
    c = statement_entry.c
    yield c.undone.is_(wanted.undone)
    if wanted.first is not None:
        yield c.booking_date >= wanted.first
    if wanted.last is not None:
        yield c.booking_date <= wanted.last
    if wanted.booked_as:
        yield c.booked_as == wanted.booked_as
    if wanted.amount is not None:
        yield c.amount.in_((wanted.amount, -wanted.amount))
    if wanted.partner:
        kind = entry_partner.c.kind
        yield kind.is_(None) if wanted.partner == "none" else kind == wanted.partner
    if wanted.words:
        yield or_(*(
            holds(connection, said(connection, name), spelling)
            for name in SEARCHED for spelling in spellings(wanted.words)
        ))  # fmt: skip


def spellings(words: str) -> list[str]:
    """The words as they are typed, in small letters and in capitals.

    A database may know the capitals of ASCII alone; it knows these of all letters.

    >>> spellings("rent"), sorted(spellings("Überweisung"))
    (['rent'], ['ÜBERWEISUNG', 'Überweisung', 'überweisung'])
    """
    if words.isascii():
        return [words]
    return list(dict.fromkeys((words, words.lower(), words.upper())))


def holds(connection: Connection, text: ColumnElement[str], words: str) -> ColumnElement[bool]:
    """Whether the text has the words in it, both as the database writes small letters."""
    place = func.strpos if connection.dialect.name == "postgresql" else func.instr
    found: ColumnElement[bool] = place(func.lower(text), func.lower(words)) > 0
    return found


def said(connection: Connection, name: str) -> ColumnElement[str]:
    """What the bank said of an entry under this name."""
    document = statement_entry.c.document
    found: ColumnElement[str] = func.json_extract(document, f"$.{name}")
    if connection.dialect.name == "postgresql":
        found = cast(document, JSON)[name].astext
    return found


def found(connection: Connection, account_id: str, key: str) -> Row[Any] | None:
    """The account's entry of that id."""
    c = statement_entry.c
    own = (c.account_id == account_id) & (c.key == key)
    return connection.execute(with_partner().where(own)).one_or_none()


def text_of(connection: Connection, account_id: str, key: str) -> str | None:
    """The text of the account's statement of that key."""
    own = (statement.c.account_id == account_id) & (statement.c.key == key)
    return connection.execute(select(statement.c.text).where(own)).scalar_one_or_none()


def postings(connection: Connection, account: Row[Any], key: str) -> Sequence[Row[Any]]:
    """How an entry of the account was posted, undone and posted anew: the pairs, in order."""
    debit, credit, bank = (ledger_account.alias(each) for each in ("debit", "credit", "bank"))
    books = ledger.join(book, and_(book.c.id == ledger.c.book_id, book.c.run_id.is_(None)))
    own = (
        select(bank.c.id, bank.c.ledger_id, ledger.c.legal_entity, ledger.c.currency)
        .select_from(books.join(bank, bank.c.ledger_id == ledger.c.id))
        .where(book.c.client_id == account.client_id, bank.c.kind == "bank",
               bank.c.subject == account.key)
        .subquery("own")
    )  # fmt: skip
    p = posting.c
    sides = or_(p.debit_id == own.c.id, p.credit_id == own.c.id)
    wanted: Select[Any] = (
        select(
            p.entry, p.booking_date, p.value_date, p.amount, p.source, own.c.legal_entity,
            own.c.currency, debit.c.kind.label("debit_kind"),
            debit.c.subject.label("debit_subject"), credit.c.kind.label("credit_kind"),
            credit.c.subject.label("credit_subject"),
        )
        .select_from(
            posting.join(own, and_(p.ledger_id == own.c.ledger_id, sides))
            .join(debit, debit.c.id == p.debit_id)
            .join(credit, credit.c.id == p.credit_id)
        )
        .where(p.source.in_((key, f"{key}{UNDONE}")))
        .order_by(p.id)
    )  # fmt: skip
    return connection.execute(wanted).all()
