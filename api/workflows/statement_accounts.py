"""In whose books the accounts of statements stand; accounts that nobody added yet are made.

An account is known by its number and currency. For one that is not known the engine guesses
entity and bank from what its statements say of owner and bank. Whoever imports is told which were
made, or, where they ask for that, what they would be. Why: docs/decisions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.problems import Wrong, conflict
from api.store import group as store
from api.workflows.group import remark
from api.workflows.group_records import document
from api.workflows.unit import Unit
from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.importing.books import Fed
from treasury.importing.choices import AccountRow
from treasury.importing.names import free
from treasury.importing.stored import AccountKey
from treasury.posting.statement_books import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An account's row, in whose books it stands, and whether it was made just now."""

    id: str
    holder: Holder
    made: bool


def holders(
    unit: Unit, client_id: str, result: Fed, there: Mapping[AccountKey, Any], *, make: bool
) -> dict[AccountKey, Held]:
    """In whose books each account of the statements stands."""
    guesses = {(one.account, one.currency): one.guess for one in result.accounts}
    unknown = {key: guess for key, guess in guesses.items() if key not in there}
    if unknown and not make:
        raise not_known(unknown)
    rows = {**there, **made(unit, client_id, unknown)}
    entities = {one.key: one.document for one in every(unit, "entities", client_id)}
    found = {}
    for key in guesses:
        row = rows[key]
        entity = row.document["entity"]
        person = entities[entity].get("branch_of") or entity
        holder = Holder(legal_entity=person, entity=entity, account=row.key)
        found[key] = Held(id=row.id, holder=holder, made=key in unknown)
    return found


def not_known(unknown: Mapping[AccountKey, AccountRow]) -> Exception:
    """Which accounts are not known, and what they would be."""
    return conflict(
        "Statements of accounts that are not known here; add them, or let them be made.",
        *(
            Wrong(
                pointer="#/files",
                detail=f"account {number} in {currency}, owner {guess.owner or 'not said'}, is not "
                "known",
                expected=f"an account with this number; it would be {guess.id!r} of entity "
                f"{guess.entity!r} at bank {guess.bank!r}",
            )
            for (number, currency), guess in unknown.items()
        ),
    )


def made(
    unit: Unit, client_id: str, unknown: Mapping[AccountKey, AccountRow]
) -> dict[AccountKey, Any]:
    """New accounts as they are guessed, with the entities and banks that they need."""
    if not unknown:
        return {}
    rows = list(unknown.values())
    ids = {
        "entities": added(unit, client_id, "entities", {
            row.entity: Entity(id=row.entity, name=row.entity_name, country=row.country)
            for row in reversed(rows)}),
        "banks": added(unit, client_id, "banks", {
            row.bank: Bank(id=row.bank, name=row.bank_name, country=row.country)
            for row in reversed(rows)}),
    }  # fmt: skip
    taken = {one.key for one in every(unit, "accounts", client_id)}
    named = {key: free(row.id, taken) for key, row in unknown.items()}
    records = {
        named[key]: BankAccount(
            id=named[key], entity=row.entity, bank=row.bank, currency=row.currency,
            name="" if row.account == named[key] else row.account,
        )
        for key, row in unknown.items()
    }  # fmt: skip
    columns = {
        named[key]: {"entity_id": ids["entities"][row.entity], "bank_id": ids["banks"][row.bank],
                     "currency": row.currency, "number": row.account}
        for key, row in unknown.items()
    }  # fmt: skip
    added(unit, client_id, "accounts", records, columns)
    now = {one.key: one for one in every(unit, "accounts", client_id)}
    return {key: now[name] for key, name in named.items()}


def added(
    unit: Unit, client_id: str, name: str, records: Mapping[str, Any],
    columns: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, str]:  # fmt: skip
    """The row ids of the records by their ids; those that are not there yet are added."""
    ids = {one.key: one.id for one in every(unit, name, client_id)}
    rows = []
    for key, record in sorted(records.items()):
        if key not in ids:
            ids[key] = unit.new_id()
            kept = document(record)
            rows.append({"id": ids[key], "client_id": client_id, "key": key, "document": kept,
                         "created_at": unit.now, **(columns or {}).get(key, {})})  # fmt: skip
            unit.remember(remark("created", client_id, name, ids[key], after=kept))
    store.add(unit.connection, name, rows)
    return ids


def every(unit: Unit, name: str, client_id: str) -> list[Any]:
    """All rows of the list."""
    return store.every(unit.connection, name, client_id)
