"""An account passes to another entity: its books are undone there and posted anew here.

What stood in the books of the entity that was thought to hold it is posted again with debit and
credit changed, on its own days, and stands from then on in the books of the right one: the account
has the same balance on every day, and nothing that was posted is touched.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from api.store import books, moving
from api.store import group as store
from api.store.auditing import Remark
from api.workflows.unit import Unit
from treasury.accounts.ledger import LedgerAccount
from treasury.posting.statement_books import UNDONE


def legal_entity_of(unit: Unit, client_id: str, entity: str) -> str:
    """The legal entity that an entity is, or is a branch of."""
    row = store.found(unit.connection, "entities", client_id, entity)
    assert row is not None, "accounts stand with entities that are there"
    return row.document.get("branch_of") or entity


def moved(unit: Unit, before: Any, entity: str) -> None:
    """Move the books of the account, as it was before, to the entity; nothing where there are none.

    Whoever calls it holds the client's row, as uploads do.
    """
    rows = moving.standing(unit.connection, before.id)
    if not rows:
        return
    client_id, was = before.client_id, before.document["entity"]
    holder = legal_entity_of(unit, client_id, entity)
    book_id = books.actual(unit.connection, client_id)
    books.post(unit.connection, book_id, pairs_of(rows, before, holder, entity))
    moving.stands_in(unit.connection, book_id, before.id, holder, before.key)
    unit.remember(Remark(
        what="moved", subject_kind="account", subject_id=before.id, client_id=client_id,
        before={"entity": was, "legal_entity": rows[0].legal_entity},
        after={"entity": entity, "legal_entity": holder, "entries": len(rows)},
    ))  # fmt: skip


def pairs_of(rows: Sequence[Any], account: Any, holder: str, entity: str) -> books.Pairs:
    """What undoes each of what stands, then what posts it anew with the holder."""
    at: dict[LedgerAccount, int] = {}
    debit, credit = [], []
    for anew in (False, True):
        for row in rows:
            bank, other = sides(row, account.key)
            if anew:
                subject = holder if row.kind == "opening" else entity
                bank = replace(bank, legal_entity=holder)
                other = replace(other, legal_entity=holder, subject=subject)
            into, out = (bank, other) if (row.amount > 0) is anew else (other, bank)
            debit.append(at.setdefault(into, len(at)))
            credit.append(at.setdefault(out, len(at)))
    return books.Pairs(
        accounts=list(at),
        entry=range(2 * len(rows)),
        booking_date=[row.booking_date for row in rows] * 2,
        value_date=[row.value_date for row in rows] * 2,
        debit=debit,
        credit=credit,
        amount=[abs(int(row.amount)) for row in rows] * 2,
        source=[f"{row.key}{UNDONE}" for row in rows] + [row.key for row in rows],
        holders={account.key: account.id},
    )


def sides(row: Any, subject: str) -> tuple[LedgerAccount, LedgerAccount]:
    """The bank account and the other side, where they stand."""
    other = LedgerAccount(
        legal_entity=row.legal_entity, kind=row.kind, subject=row.subject, currency=row.currency
    )
    return replace(other, kind="bank", subject=subject), other
