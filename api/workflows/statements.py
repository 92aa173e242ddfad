"""Statement files: received, booked, listed, taken out as they were sent.

Read first, without holding anything; then one transaction that holds the client's row, so that
two uploads of one client are one after the other: what is known is loaded, the engine says what is
new, that is posted and kept. All of it or nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from api.problems import not_found
from api.store import books, clients
from api.store import statements as store
from api.store.auditing import Remark
from api.store.paging import Asked, Page
from api.workflows.partnering import partnered
from api.workflows.statement_accounts import Held, holders
from api.workflows.unit import TAKEN_OUT, Unit
from treasury.accounts.ledger import LedgerAccount
from treasury.importing.books import Fed, FedAccount, FedFile, fed
from treasury.importing.posted import BookEntry
from treasury.importing.receiving import Received
from treasury.importing.stored import AccountKey
from treasury.posting.statement_books import BookPair, paired

SAID_ELSEWHERE = ("account", "currency", "kind", "booked_as", "date", "value_date", "amount", "id")
SOURCE = "sent through the API"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was sent; `name` is its own among those sent with it."""

    name: str
    sha256: str
    size: int
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of an upload: the files (known before or not), and the accounts they tell."""

    files: list[Any]
    known: frozenset[str]
    accounts: list[dict[str, Any]] = field(default_factory=list)


def may_receive(unit: Unit, client_id: str) -> None:
    """Refuse who may not send statements of the client, before anything is read of them."""
    unit.require("statements:write")
    unit.client(client_id)


def known(unit: Unit, client_id: str, hashes: Sequence[str]) -> frozenset[str]:
    """Which of the contents came before."""
    may_receive(unit, client_id)
    return frozenset(store.known_files(unit.connection, client_id, hashes))


def imported(
    unit: Unit, client_id: str, uploads: Sequence[Upload], read: Received | None, *, make: bool
) -> Imported:
    """Book what is new in the files; `read` is what they say (None: all of them are known).

    Accounts that are not known are made where `make` says so, else everything is refused.
    """
    may_receive(unit, client_id)
    clients.lock(unit.connection, client_id)
    before = store.known_files(unit.connection, client_id, [each.sha256 for each in uploads])
    accounts: list[dict[str, Any]] = []
    if read is not None:
        result, held = booked(unit, client_id, read, make=make)
        accounts = [told(result, one, held[one.account, one.currency]) for one in result.accounts]
        fresh = {each.sha256: each for each in uploads if each.sha256 not in before}
        for upload in fresh.values():
            keep_file(unit, client_id, upload, said_of(upload, uploads, read, result, held))
        for one, said in zip(result.accounts, accounts, strict=True):
            keep_told(unit, held[one.account, one.currency].id, one, said)
        partnered(unit, client_id, result)
    after = store.known_files(unit.connection, client_id, [each.sha256 for each in uploads])
    files = [after[each] for each in dict.fromkeys(upload.sha256 for upload in uploads)]
    return Imported(files=files, known=frozenset(before), accounts=accounts)


def booked(
    unit: Unit, client_id: str, read: Received, *, make: bool
) -> tuple[Fed, dict[AccountKey, Held]]:
    """What the engine says is new, posted and kept; and in whose books each account stands."""
    connection = unit.connection
    there = store.accounts_by_number(connection, client_id, read.accounts)
    ids = {key: row.id for key, row in there.items()}
    client = unit.client(client_id)
    result = fed(store.known_accounts(connection, ids), read, client.name)
    held = holders(unit, client_id, result, there, make=make)
    post(unit, client_id, paired(result, {key: one.holder for key, one in held.items()}), held)
    of = {key: one.id for key, one in held.items()}
    texts = [(of[one.of], one.key, one.text) for one in result.statements]
    store.add_statements(connection, texts)
    for key, number in of.items():
        gone = [each.id for each in result.undone if (each.account, each.currency) == key]
        if gone:
            store.undo_entries(connection, number, gone)
    store.add_entries(connection, [
        (of[one.account, one.currency], one.id, one.kind, one.date, one.value_date, one.amount,
         False, said_by_bank(one), one.booked_as)
        for one in result.entries
    ])  # fmt: skip
    return result, held


def said_by_bank(entry: BookEntry) -> dict[str, Any]:
    """What the bank said of an entry, apart from its day and amount."""
    said = asdict(entry)
    return {name: said[name] for name in said if name not in SAID_ELSEWHERE and said[name] != ""}


def post(
    unit: Unit, client_id: str, pairs: Sequence[BookPair], held: Mapping[AccountKey, Held]
) -> None:
    """Post the pairs to the client's actual book, each an entry of its own."""
    at: dict[LedgerAccount, int] = {}
    sides = [
        (at.setdefault(one.pair.debit, len(at)), at.setdefault(one.pair.credit, len(at)))
        for one in pairs
    ]
    columns = books.Pairs(
        accounts=list(at),
        entry=list(range(len(pairs))),
        booking_date=[one.date for one in pairs],
        value_date=[one.value_date for one in pairs],
        debit=[debit for debit, _ in sides],
        credit=[credit for _, credit in sides],
        amount=[one.pair.amount for one in pairs],
        source=[one.id for one in pairs],
        holders={one.holder.account: one.id for one in held.values()},
    )
    books.post(unit.connection, books.actual(unit.connection, client_id), columns)


def keep_file(unit: Unit, client_id: str, upload: Upload, said: dict[str, Any]) -> None:
    """Keep a file with what was read in it, and remember that it came."""
    made = unit.new_id()
    own = {"name": upload.name, "sha256": upload.sha256, "size": upload.size}
    store.add_file(unit.connection, {
        **own, "id": made, "client_id": client_id, "source": SOURCE, "document": said,
        "received_at": unit.now, "received_by": unit.person.id, "bytes": upload.content(),
    })  # fmt: skip
    unit.remember(Remark(what="imported", subject_kind="statement file", subject_id=made,
                         client_id=client_id, after={**own, **said}))  # fmt: skip


def said_of(
    upload: Upload, uploads: Sequence[Upload], read: Received, result: Fed,
    held: Mapping[AccountKey, Held],
) -> dict[str, Any]:  # fmt: skip
    """What was read in an upload: each file in it, and the accounts it tells."""
    names = [each.name for each in uploads]
    own = [each for each in result.files if owner(each.file.name, names) == upload.name]
    keys = {key for each in own for key in each.file.statements}
    accounts = {held[one.of].holder.account for one in read.statements if one.key in keys}
    return {"contents": [contents(each) for each in own], "accounts": sorted(accounts)}


def owner(name: str, uploads: Sequence[str]) -> str:
    """The upload that a file was in.

    >>> owner("a.zip: b.xml", ["a.zip", "b.xml"])
    'a.zip'
    """
    fit = [each for each in uploads if name == each or name.startswith(f"{each}: ")]
    return max(fit, key=len, default="")


def contents(one: FedFile) -> dict[str, Any]:
    """A file that was read, as it is kept."""
    file = one.file
    return {
        "name": file.name, "format": file.format, "size": file.size, "sha256": file.sha256,
        "statements": len(file.statements), "new": one.new, "repeated": one.repeated,
        "entries": file.entries, "remarks": list(file.remarks),
    }  # fmt: skip


def told(result: Fed, one: FedAccount, held: Held) -> dict[str, Any]:
    """An account after the upload, as it is kept and shown; amounts in minor units."""

    def own(entries: Sequence[Any]) -> list[Any]:
        return [each for each in entries
                if (each.account, each.currency) == (one.account, one.currency)]  # fmt: skip

    shown = own(result.provisional)
    return {
        "account": held.holder.account, "number": one.account, "currency": one.currency,
        "owner": one.owner, "servicer": one.servicer, "made": held.made,
        "first_day": text(one.first_day), "last_day": text(one.last_day),
        "opening": one.opening, "closing": one.closing, "books": one.books,
        "unexplained": one.unexplained, "complete": one.complete, "flags": list(one.flags),
        "statements": one.statements, "entries": one.entries, "told_again": one.told_again,
        "new_entries": sum(each.kind == "entry" for each in own(result.entries)),
        "undone": [
            {"date": text(each.date), "amount": each.amount, "reason": each.reason}
            for each in own(result.undone)
        ],
        "provisional_entries": len(shown), "provisional": sum(each.amount for each in shown),
    }  # fmt: skip


def text(day: Any) -> str | None:
    """The day as text."""
    return None if day is None else str(day)


def keep_told(unit: Unit, account_id: str, one: FedAccount, said: dict[str, Any]) -> None:
    """Keep how far an account is told, and its closing balances."""
    closings = [(each.date, each.bank, each.books, each.statement) for each in one.closings]
    values = {"first_day": one.first_day, "last_day": one.last_day, "document": said,
              "updated_at": unit.now}  # fmt: skip
    store.set_told(unit.connection, account_id, values, closings)


def listed(unit: Unit, client_id: str, asked: Asked) -> Page[Any]:
    """A page of the client's files."""
    unit.require("statements:read")
    unit.client(client_id)
    return store.listed(unit.connection, client_id, asked)


def read(unit: Unit, client_id: str, file_id: str) -> tuple[Any, list[dict[str, Any]]]:
    """A file, and how far the accounts that it tells are told by now."""
    unit.require("statements:read")
    row = existing(unit, client_id, file_id)
    now = store.told(unit.connection, client_id, row.document["accounts"])
    return row, [each.document for each in now]


def taken_out(unit: Unit, client_id: str, file_id: str) -> tuple[Any, bytes]:
    """A file as it was sent; it is remembered."""
    unit.require("statements:read")
    row = existing(unit, client_id, file_id)
    own = {"name": row.name, "sha256": row.sha256, "size": row.size}
    unit.remember(Remark(what=TAKEN_OUT, subject_kind="statement file", subject_id=row.id,
                         client_id=client_id, after=own))  # fmt: skip
    return row, store.content(unit.connection, row.id)


def existing(unit: Unit, client_id: str, file_id: str) -> Any:
    """The row of the file; refused where there is none."""
    unit.client(client_id)
    row = store.found(unit.connection, client_id, file_id)
    if row is None:
        raise not_found("statement file")
    return row
