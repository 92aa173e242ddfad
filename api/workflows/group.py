"""The group of a client: its entities, banks and accounts, added and changed, never removed.

They are the engine's own records. Whoever changes them holds the client's row, so that what a
record refers to is still there when it is written. An account whose statements were booked passes
to another entity with its books (`moving`); it stays in its currency, and its entity with its
legal entity.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.problems import Problem, Wrong, conflict, invalid, not_found, refused
from api.store import clients
from api.store import group as store
from api.store.auditing import Remark
from api.store.paging import Asked, Page, mapped
from api.workflows import moving
from api.workflows.group_records import document, formed, whole
from api.workflows.unit import Unit
from api.workflows.versions import matched
from treasury.errors import Refused

WORDS = {"entities": "entity", "banks": "bank", "accounts": "account"}
NUMBER_MAX = 64
OTHERS: Mapping[str, tuple[str, ...]] = {
    "entities": ("entities",), "banks": ("banks",), "accounts": ("entities", "banks", "accounts"),
}  # fmt: skip
"""The lists that a record is judged among."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record as it is kept: every field of it, and the version."""

    values: dict[str, Any]
    version: int


def listed(unit: Unit, client_id: str, name: str, asked: Asked) -> Page[Kept]:
    """A page of the client's entities, banks or accounts."""
    unit.require("accounts:read")
    unit.client(client_id)
    found = store.listed(unit.connection, name, client_id, asked)
    return mapped(found, lambda row: kept(name, row))


def read(unit: Unit, client_id: str, name: str, key: str) -> Kept:
    """One of them."""
    unit.require("accounts:read")
    unit.client(client_id)
    return kept(name, existing(unit, client_id, name, key))


def added(unit: Unit, client_id: str, name: str, values: Mapping[str, Any]) -> Kept:
    """A new one."""
    unit.require("accounts:write")
    unit.client(client_id)
    clients.lock(unit.connection, client_id)
    rows = judged(unit, client_id, name, values, None)
    made_id = unit.new_id()
    own = {"id": made_id, "client_id": client_id, "created_at": unit.now}
    store.add(unit.connection, name, [rows | own])
    made = kept(name, existing(unit, client_id, name, rows["key"]))
    unit.remember(remark("created", client_id, name, made_id, after=made.values))
    return made


def changed(
    unit: Unit, client_id: str, name: str, key: str, values: Mapping[str, Any], match: str | None
) -> Kept:
    """It with other values, from the version the caller saw; what is null has its default."""
    unit.require("accounts:write")
    unit.client(client_id)
    clients.lock(unit.connection, client_id)
    row = existing(unit, client_id, name, key)
    matched(match, row.version)
    before = kept(name, row)
    if values.get("id", key) != key:
        raise invalid([Wrong(pointer="#/id", detail="an id stays what it is", expected=key)])
    numbered = {"number": row.number} if name == "accounts" else {}
    rows = judged(unit, client_id, name, {**row.document, **numbered, **values}, row)
    store.change(unit.connection, name, row, rows)
    if name == "accounts" and rows["document"]["entity"] != row.document["entity"]:
        move(unit, row, rows)
    refuse_moved_books(unit, client_id)
    after = kept(name, existing(unit, client_id, name, key))
    unit.remember(remark("changed", client_id, name, row.id, before.values, after.values))
    return after


def existing(unit: Unit, client_id: str, name: str, key: str) -> Any:
    """The row of that name; refused where there is none."""
    row = store.found(unit.connection, name, client_id, key)
    if row is None:
        raise not_found(WORDS[name])
    return row


def judged(
    unit: Unit, client_id: str, name: str, values: Mapping[str, Any], row: Any
) -> dict[str, Any]:
    """The columns that keep the record the values say; refused with everything that is wrong."""
    rows = {each: store.every(unit.connection, each, client_id) for each in OTHERS[name]}
    among = {
        each: {one.key: one.document for one in found if row is None or one.id != row.id}
        for each, found in rows.items()
    }
    said = dict(values)
    number = said.pop("number", None) if name == "accounts" else None
    wrong = list(wrong_number(number))
    record = None
    try:
        record = formed(name, said, among)
    except Refused as found:
        wrong += refused(found.complaints, "#").errors
    if record is not None and name == "accounts" and not wrong:
        wrong += taken_number(number, record.currency, rows["accounts"], row)
    if wrong:
        raise invalid(wrong)
    assert record is not None
    columns = {"key": record.id, "document": document(record)}
    if name != "accounts":
        return columns
    ids = {each: {one.key: one.id for one in rows[each]} for each in ("entities", "banks")}
    return columns | {
        "entity_id": ids["entities"][record.entity], "bank_id": ids["banks"][record.bank],
        "currency": record.currency, "number": plain(number) if number else None,
    }  # fmt: skip


def plain(number: str) -> str:
    """The number without blanks, as statements are matched by it.

    >>> plain("DE89 3704 0044")
    'DE8937040044'
    """
    return "".join(number.split())


def wrong_number(number: Any) -> Iterator[Wrong]:
    """What is wrong with the number that a bank knows an account by."""
    expected = f"the account's number or IBAN, at most {NUMBER_MAX} characters; or null"
    if number is None:
        return
    if not isinstance(number, str):
        yield Wrong(pointer="#/number", detail="is not text", expected=expected)
    elif not plain(number) or len(plain(number)) > NUMBER_MAX or not plain(number).isprintable():
        yield Wrong(pointer="#/number", detail="is no number of an account", expected=expected)


def taken_number(number: Any, currency: str, accounts: list[Any], row: Any) -> Iterator[Wrong]:
    """Whether another account of the client has the number in this currency."""
    for one in accounts:
        same = number and (one.number, one.currency) == (plain(number), currency)
        if same and (row is None or one.id != row.id):
            detail = f"is the number of account {one.key!r} in {currency}"
            yield Wrong(pointer="#/number", detail=detail, expected="a number of its own")


def move(unit: Unit, row: Any, rows: Mapping[str, Any]) -> None:
    """Move the books of the account to the entity that it has now; not into another currency."""
    if rows["currency"] != row.currency:
        return
    try:
        moving.moved(unit, row, rows["document"]["entity"])
    except Refused as found:
        raise refused(found.complaints, "#") from None


def refuse_moved_books(unit: Unit, client_id: str) -> None:
    """Refuse a change after which an account would stand in other books than it was posted in."""
    booked = store.booked(unit.connection, client_id)
    if not booked:
        return
    entities = {one.key: one for one in store.every(unit.connection, "entities", client_id)}
    wrong = []
    for one in store.every(unit.connection, "accounts", client_id):
        holder = entities[one.document["entity"]]
        now = (holder.document.get("branch_of") or holder.key, one.currency)
        if one.id in booked and booked[one.id] != now:
            entity, currency = booked[one.id]
            detail = f"account {one.key!r} is booked with {entity!r} in {currency}"
            expected = "the same currency and legal entity; its own `entity` can be changed"
            wrong.append(Wrong(pointer="#", detail=detail, expected=expected))
    if wrong:
        raise moved(wrong)


def moved(wrong: list[Wrong]) -> Problem:
    """Why books are not moved."""
    detail = "What was booked is never edited: these accounts stay where they are booked."
    return conflict(detail, *wrong)


def kept(name: str, row: Any) -> Kept:
    """The row as it is shown."""
    values = whole(name, row.document)
    if name == "accounts":
        values |= {"number": row.number}
    return Kept(values=values, version=row.version)


def remark(
    what: str, client_id: str, name: str, row_id: str, before: Any = None, after: Any = None
) -> Remark:  # fmt: skip
    """A remark about an entity, a bank or an account."""
    return Remark(
        what=what, subject_kind=WORDS[name], subject_id=row_id, client_id=client_id,
        before=before, after=after,
    )  # fmt: skip
