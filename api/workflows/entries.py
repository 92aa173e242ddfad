"""Booked entries of an account, read: what the bank said, as what and how each was booked."""

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from api.problems import Wrong, invalid, not_found
from api.store import entries as store
from api.store.entries import Place, Wanted
from api.store.paging import Asked, Page
from api.workflows.group import existing
from api.workflows.unit import Unit
from treasury.accounts.ledger import LedgerAccount
from treasury.importing.stored import ToldEntry, told_entry
from treasury.money import NotMinorUnits, to_minor, written
from treasury.posting.statement_books import UNDONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A pair of an entry: the ledger accounts by name; `undoes`: debit and credit changed."""

    number: int
    booking_date: datetime.date
    value_date: datetime.date
    debit: str
    credit: str
    amount: int
    undoes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An entry with everything that its statement tells (None: an opening balance), its pairs."""

    row: Any
    told: ToldEntry | None
    postings: list[Posted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for; the amount as it is written."""

    wanted: Wanted
    amount: str = ""


def listed(
    unit: Unit, client_id: str, key: str, question: Question, asked: Asked
) -> tuple[str, Page[Any]]:
    """The account's currency, and a page of its booked entries by booking date."""
    unit.require("statements:read")
    unit.client(client_id)
    account = existing(unit, client_id, "accounts", key)
    wanted = with_amount(question, account.currency)
    if wanted.first and wanted.last and wanted.last < wanted.first:
        wrong = Wrong(pointer="to", detail="is before `from`", expected=f"{wanted.first} or later")
        raise invalid([wrong])
    after = place_of(asked.after)
    rows = store.listed(unit.connection, account.id, wanted, after, asked.limit + 1)
    kept = rows[: asked.limit]
    following = f"{kept[-1].booking_date} {kept[-1].key}" if len(rows) > asked.limit else None
    return account.currency, Page(items=kept, next=following)


def with_amount(question: Question, currency: str) -> Wanted:
    """What is wanted, with the amount in minor units; refused where it is none."""
    if not question.amount:
        return question.wanted
    try:
        return replace(question.wanted, amount=to_minor(Decimal(question.amount), currency))
    except NotMinorUnits as found:
        expected = f"an amount of {currency}, such as {written(125000, currency)}"
        wrong = Wrong(pointer="amount", detail=str(found), expected=expected)
        raise invalid([wrong]) from None


def place_of(after: str) -> Place | None:
    """The place behind which a page begins; refused where the cursor is none of ours.

    >>> place_of("2026-03-02 00ff-2")
    (datetime.date(2026, 3, 2), '00ff-2')
    """
    if not after:
        return None
    day, _, key = after.partition(" ")
    with suppress(ValueError):
        return datetime.date.fromisoformat(day), key
    expected = "the text in `next` of the page before"
    raise invalid([Wrong(pointer="cursor", detail="is no cursor of ours", expected=expected)])


def read(unit: Unit, client_id: str, key: str, entry_id: str) -> tuple[str, Whole]:
    """The account's currency, and one entry with its details and its pairs."""
    unit.require("statements:read")
    unit.client(client_id)
    account = existing(unit, client_id, "accounts", key)
    row = store.found(unit.connection, account.id, entry_id)
    if row is None:
        raise not_found("entry")
    pairs = store.postings(unit.connection, account, entry_id)
    return account.currency, Whole(
        row=row,
        told=told(unit, account.id, row.document),
        postings=[posted(each) for each in pairs],
    )


def told(unit: Unit, account_id: str, document: Mapping[str, Any]) -> ToldEntry | None:
    """The entry as its statement tells it; None for an opening balance."""
    if "statement" not in document:
        return None
    text = store.text_of(unit.connection, account_id, document["statement"])
    assert text is not None, "statements are never removed"
    return told_entry(text, document["number"])


def posted(row: Any) -> Posted:
    """The pair with the names of its ledger accounts."""
    debit, credit = (
        LedgerAccount(
            legal_entity=row.legal_entity, kind=kind, subject=subject, currency=row.currency
        ).name
        for kind, subject in (
            (row.debit_kind, row.debit_subject), (row.credit_kind, row.credit_subject)
        )
    )  # fmt: skip
    return Posted(
        number=row.entry, booking_date=row.booking_date, value_date=row.value_date, debit=debit,
        credit=credit, amount=row.amount, undoes=row.source.endswith(UNDONE),
    )  # fmt: skip
