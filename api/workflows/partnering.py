"""Entries of own accounts that belong together are found again whenever statements come.

Only amounts that moved are looked at, with all entries of the client of those amounts: so late
statements find the other side of earlier ones, and what is no longer the only choice is no pair
any more. Postings stay as they are. Whoever calls it holds the client's row.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.store import partners as store
from api.store.partners import Key
from api.workflows.unit import Unit
from treasury.importing.books import Fed
from treasury.importing.partners import Standing, partners
from treasury.importing.posted import BookEntry, Undone
from treasury.importing.stored import AccountKey, StoredStatement

Kept = tuple[str, str, str, str]
"""The other side's account and id, what the two are, why."""


def partnered(unit: Unit, client_id: str, result: Fed) -> None:
    """Say anew what belongs together among all entries of the amounts that came or were undone."""
    moved: dict[str, set[int]] = defaultdict(set)
    changed: list[BookEntry | Undone] = [*result.entries, *result.undone]
    for each in changed:
        if each.kind == "entry":
            moved[each.currency].add(abs(each.amount))
    if not moved:
        return
    accounts = store.fed_accounts(unit.connection, client_id)
    for currency, amounts in sorted(moved.items()):
        rows = store.of_amounts(unit.connection, client_id, currency, amounts)
        found = found_among(unit, accounts, rows)
        before = store.known(unit.connection, [(row.account_id, row.key) for row in rows])
        was = {key: (row.other_account_id, row.other_key, row.kind, row.reason)
               for key, row in before.items()}  # fmt: skip
        gone = [key for key, kept in was.items() if found.get(key) != kept]
        new = {key: kept for key, kept in found.items() if was.get(key) != kept}
        store.keep(unit.connection, gone, new)


def found_among(unit: Unit, accounts: Sequence[Any], rows: Sequence[Any]) -> dict[Key, Kept]:
    """What belongs together among the entries that stand."""
    named: Mapping[str, AccountKey] = {one.id: (one.number, one.currency) for one in accounts}
    ids = {key: account_id for account_id, key in named.items()}
    possible = list(with_both_signs(rows))
    texts = store.texts(
        unit.connection, [(row.account_id, row.document["statement"]) for row in possible]
    )
    statements = [
        StoredStatement(key=key, account=named[of][0], currency=named[of][1], text=text)
        for (of, key), text in texts.items()
    ]
    standing = [
        Standing(account=named[row.account_id], id=row.key, date=row.booking_date,
                 statement=row.document["statement"], number=row.document["number"])
        for row in possible
    ]  # fmt: skip
    owners = {(one.number, one.currency): one.document["owner"] for one in accounts}
    return {
        (ids[each.entry.account], each.entry.id):
            (ids[each.other.account], each.other.id, each.kind, each.reason)
        for each in (partners(owners, statements, standing) if standing else ())
    }  # fmt: skip


def with_both_signs(rows: Sequence[Any]) -> Iterable[Any]:
    """The entries that stand and of whose amount one came in and one went out: others have none."""
    signs: dict[int, set[bool]] = defaultdict(set)
    for row in rows:
        if not row.undone:
            signs[abs(row.amount)].add(row.amount > 0)
    return (row for row in rows if not row.undone and len(signs[abs(row.amount)]) == 2)
