"""What an import folder remembers: every statement and entry, as CSV files one can read.

A later import reads them back and adds to them, so that importing in parts and at once give
the same folder. `statements.csv` and `entries.csv` stand in one order: account, place in its
chain, place in the statement; `details.csv` holds what stands inside batch entries.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain, groupby
from pathlib import Path

import numpy as np

from treasury.accounts.statements.packed import DETAIL_TEXTS, TEXTS, plain
from treasury.accounts.statements.statement import (
    Balance,
    Detail,
    Kind,
    Part,
    Statement,
    StatementEntry,
)
from treasury.importing.cells import inert, read_inert, rows_of
from treasury.importing.chaining import Account
from treasury.importing.classified import TREATMENTS, Classified, class_name, reason_of
from treasury.importing.entries import digest
from treasury.importing.gathering import Filed, Gathered, Kept, gather, identity
from treasury.money import to_decimal

FILES, STATEMENTS, ENTRIES, DETAILS = "files.csv", "statements.csv", "entries.csv", "details.csv"
REMARKS = "remarks.csv"
MEMORY = (FILES, REMARKS, STATEMENTS, ENTRIES, DETAILS)
REMARK_COLUMNS = ("place", "remark")
FILE_COLUMNS = ("file", "format", "bytes", "sha256")
STATEMENT_COLUMNS = (
    "statement", "account", "currency", "kind", "id", "number", "page", "owner", "servicer",
    "opening", "opening_currency", "opening_date", "closing", "closing_currency", "closing_date",
    "entries", "booked_sum", "counted", "file", "sha256", "where",
)  # fmt: skip
TOLD = ("account", "item", "date", "class", "reason", "treatment")
"""Columns of `entries.csv` that are for the reader and not read back."""
SAID = (
    "currency", "booking_date", "booking_time", "value_date", "amount", "booked", "reversal",
    "balance_after", *TEXTS,
)  # fmt: skip
ENTRY_COLUMNS = ("statement", "n", *TOLD, *SAID)
DETAIL_COLUMNS = ("statement", "n", "amount", *DETAIL_TEXTS)
YES, NO = "yes", "no"


def in_order(gathered: Gathered, accounts: list[Account]) -> Iterator[Kept]:
    """Every statement: account by account, those of its chain in order, then the others."""
    place = {at: n for one in accounts for n, at in enumerate(one.order)}

    def rank(at: int) -> tuple[object, ...]:
        kept = gathered.kept[at]
        return (*(kept.account, kept.currency), place.get(at, len(place)), key_of(kept))

    for at in sorted(range(len(gathered.kept)), key=rank):
        yield gathered.kept[at]


def key_of(kept: Kept) -> str:
    """The statement's name in the folder's files."""
    return digest(*identity(kept), kept.content)


def file_lines(gathered: Gathered) -> Iterator[tuple[object, ...]]:
    """The rows of `files.csv`, by name."""
    yield FILE_COLUMNS
    for found in sorted(gathered.files.values(), key=lambda one: (one.name, one.sha256)):
        yield (inert(found.name), found.format, found.size, found.sha256)


def remark_lines(gathered: Gathered) -> Iterator[tuple[object, ...]]:
    """The rows of `remarks.csv`: what the readers of the files warned of."""
    yield REMARK_COLUMNS
    for place, message in sorted(gathered.remarks):
        yield (inert(place), inert(message))


def statement_lines(gathered: Gathered, accounts: list[Account]) -> Iterator[tuple[object, ...]]:
    """The rows of `statements.csv`."""
    yield STATEMENT_COLUMNS
    taken = gathered.entries["taken"]
    for kept in in_order(gathered, accounts):
        one = kept.statement
        texts = (one.id, one.number, one.page, one.owner, one.servicer)
        booked = plain(to_decimal(kept.booked, kept.currency))
        yield (
            key_of(kept), inert(one.account or ""), kept.currency, one.kind, *map(inert, texts),
            *balance_cells(one.opening), *balance_cells(one.closing), kept.last - kept.first,
            booked, int(taken[kept.first : kept.last].sum()), inert(kept.origin[0]),
            kept.origin[2], inert(kept.origin[1]),
        )  # fmt: skip


def balance_cells(balance: Balance | None) -> tuple[str, str, str]:
    """A balance in three cells."""
    if balance is None:
        return ("", "", "")
    return (plain(balance.amount), balance.currency or "", str(balance.date or ""))


def entry_lines(
    gathered: Gathered, accounts: list[Account], found: Classified, ids: list[str]
) -> Iterator[tuple[object, ...]]:
    """The rows of `entries.csv`; `ids` are the accounts' ids in the scenario.

    Accounts of which nothing is known have none.
    """
    yield ENTRY_COLUMNS
    ids = [*ids, ""]
    taken = found.entries["taken"]
    for kept in in_order(gathered, accounts):
        key = key_of(kept)
        for n, number in enumerate(range(kept.first, kept.last), start=1):
            entry = found.entries.entry(number)
            told: tuple[object, ...] = (ids[int(found.account[number])], "", "", "", "", "")
            if taken[number] and found.entries["minor"][number]:
                told = (told[0], *told_of(found, number))
            elif not entry.booked:
                told = (*told[:5], "not booked, not counted")
            elif taken[number]:
                told = (*told[:5], "moves nothing")
            else:
                told = (*told[:5], "told by another statement, not counted again")
            yield (key, n, *told, *said_cells(entry))


def told_of(found: Classified, number: int) -> tuple[str, ...]:
    """What the import made of an entry: item, day, class, reason, treatment."""
    day = datetime.date.fromordinal(int(found.entries["day"][number]))
    return (
        found.id_of(number), str(day), class_name(found.of(number)),
        inert(reason_of(found, number)), TREATMENTS[int(found.treatment[number])],
    )  # fmt: skip


def said_cells(entry: StatementEntry) -> tuple[str, ...]:
    """What the bank said of an entry, in cells."""
    time, after = entry.booking_time, entry.balance_after
    return (
        entry.currency or "", str(entry.booking_date or ""),
        time.isoformat("minutes") if time else "", str(entry.value_date or ""),
        plain(entry.amount), YES if entry.booked else NO, YES if entry.reversal else NO,
        "" if after is None else plain(after),
        *(inert(getattr(entry, name)) for name in TEXTS),
    )  # fmt: skip


def detail_lines(gathered: Gathered, accounts: list[Account]) -> Iterator[tuple[object, ...]]:
    """The rows of `details.csv`."""
    yield DETAIL_COLUMNS
    inside = gathered.entries["details"]
    for kept in in_order(gathered, accounts):
        key = key_of(kept)
        for number in np.flatnonzero(inside[kept.first : kept.last]).tolist():
            n = number + 1
            for each in gathered.entries.entry(kept.first + number).details:
                amount = "" if each.amount is None else plain(each.amount)
                yield (key, n, amount, *(inert(getattr(each, name)) for name in DETAIL_TEXTS))


def remember(gathered: Gathered, folder: Path) -> None:
    """Add what an earlier import left in the folder."""
    if not (folder / STATEMENTS).is_file():
        return
    files = {
        row["sha256"]: Filed(
            name=read_inert(row["file"]), format=row["format"], size=int(row["bytes"]),
            sha256=row["sha256"],
        )
        for _, row in rows_of(folder / FILES, FILE_COLUMNS)
    }  # fmt: skip
    for found in files.values():
        gathered.file(found)
    for _, row in rows_of(folder / REMARKS, REMARK_COLUMNS):
        gathered.remarks.add((read_inert(row["place"]), read_inert(row["remark"])))
    entries = Remembered(folder)
    for _, row in rows_of(folder / STATEMENTS, STATEMENT_COLUMNS):
        source = replace(files[row["sha256"]], name=read_inert(row["file"]))
        gather(gathered, source, chain(entries.of(row["statement"]), [statement_of(row)]))


def statement_of(row: dict[str, str]) -> Statement:
    """The statement of a row of `statements.csv`."""
    kinds: dict[str, Kind] = {
        "statement": "statement", "interim": "interim", "notification": "notification",
    }  # fmt: skip
    texts = {name: read_inert(row[name]) for name in ("id", "number", "page", "owner", "servicer")}
    return Statement(
        account=read_inert(row["account"]),
        currency=row["currency"],
        kind=kinds[row["kind"]],
        opening=balance_of(row, "opening"),
        closing=balance_of(row, "closing"),
        where=read_inert(row["where"]),
        **texts,
    )


def balance_of(row: dict[str, str], name: str) -> Balance | None:
    """A balance of three cells."""
    if not row[name]:
        return None
    day = row[f"{name}_date"]
    return Balance(
        amount=Decimal(row[name]),
        currency=row[f"{name}_currency"] or None,
        date=datetime.date.fromisoformat(day) if day else None,
    )


class Remembered:
    """The entries of an earlier import, statement by statement in the order of its files."""

    def __init__(self, folder: Path) -> None:
        """Begin before the first."""
        self.rows = groupby(
            (row for _, row in rows_of(folder / ENTRIES, ENTRY_COLUMNS)),
            key=lambda row: row["statement"],
        )
        self.details = groupby(
            (row for _, row in rows_of(folder / DETAILS, DETAIL_COLUMNS)),
            key=lambda row: (row["statement"], row["n"]),
        )
        self.row = next(self.rows, None)
        self.detail = next(self.details, None)

    def of(self, statement: str) -> Iterator[Part]:
        """The entries of the statement, which is the next one in the files or has none."""
        if self.row is None or self.row[0] != statement:
            return
        for row in self.row[1]:
            yield entry_of(row, self.details_of(statement, row["n"]))
        self.row = next(self.rows, None)

    def details_of(self, statement: str, n: str) -> tuple[Detail, ...]:
        """What stands inside the entry."""
        if self.detail is None or self.detail[0] != (statement, n):
            return ()
        found = tuple(
            Detail(
                amount=Decimal(row["amount"]) if row["amount"] else None,
                **{name: read_inert(row[name]) for name in DETAIL_TEXTS},
            )
            for row in self.detail[1]
        )
        self.detail = next(self.details, None)
        return found


def entry_of(row: dict[str, str], details: tuple[Detail, ...]) -> StatementEntry:
    """The entry of a row of `entries.csv`."""
    booking, time, value = row["booking_date"], row["booking_time"], row["value_date"]
    return StatementEntry(
        amount=Decimal(row["amount"]),
        currency=row["currency"] or None,
        booking_date=datetime.date.fromisoformat(booking) if booking else None,
        booking_time=datetime.time.fromisoformat(time) if time else None,
        value_date=datetime.date.fromisoformat(value) if value else None,
        booked=row["booked"] == YES,
        reversal=row["reversal"] == YES,
        balance_after=Decimal(row["balance_after"]) if row["balance_after"] else None,
        details=details,
        **{name: read_inert(row[name]) for name in TEXTS},
    )
