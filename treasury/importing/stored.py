"""A statement as one text, whole and exact: what a service stores of it and hands back later.

The first line is JSON and says everything but the entries, with the figures that were made of it
when it was read; each further line is an entry: its figures, then what the bank said of it
(`accounts/statements/packed`). Amounts are minor units in figures, decimals of major units in what
the bank said; positive = the holder's asset.
"""

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from treasury.accounts.statements.packed import plain, unpacked
from treasury.accounts.statements.statement import Balance, Statement, StatementEntry
from treasury.importing.gathering import Filed, Gathered, Kept, again, identity
from treasury.importing.memory import key_of
from treasury.record import record

AccountKey = tuple[str, str]
"""An account: its number as the bank writes it, without blanks, and its currency."""
SHAPE = 1
"""Which shape of text this is; a later one will have to read it too."""
FIGURES = ("minor", "booking", "value", "booked", "details")
MADE = ("content", "in_order", "said", "opening", "closing", "booked")


@record
class StoredStatement:
    """A statement of an account, to be stored and handed back as it is.

    `key` tells it from every other one: two statements with one key say the same.
    """

    key: str
    account: str
    currency: str
    text: str

    @property
    def of(self) -> AccountKey:
        """The account it is of."""
        return (self.account, self.currency)


@record
class ToldEntry:
    """An entry as its statement tells it, and the file in which that stood."""

    entry: StatementEntry
    statement: Statement
    file: str
    format: str
    sha256: str


def stored(gathered: Gathered, kept: Kept) -> StoredStatement:
    """The statement as text, before `close_columns` of its entries."""
    one = kept.statement
    filed = gathered.files[kept.origin[2]]
    head = {
        "shape": SHAPE,
        "statement": asdict(one) | {"opening": said(one.opening), "closing": said(one.closing)},
        "file": [kept.origin[0], filed.format, filed.size, filed.sha256],
        **{name: getattr(kept, name) for name in MADE},
    }
    lines = [json.dumps(head, ensure_ascii=False), *entry_lines(gathered, kept)]
    return StoredStatement(
        key=key_of(kept), account=kept.account, currency=kept.currency, text="\n".join(lines)
    )


def said(balance: Balance | None) -> list[str] | None:
    """The balance as it is written in the head: amount, currency, day."""
    if balance is None:
        return None
    return [plain(balance.amount), balance.currency or "", str(balance.date or "")]


def entry_lines(gathered: Gathered, kept: Kept) -> Iterator[str]:
    """The entries of the statement, a line each."""
    columns = [gathered.entries.columns[name] for name in FIGURES]
    for number in range(kept.first, kept.last):
        figures = " ".join(str(column[number]) for column in columns)
        yield f"{figures} {gathered.entries.line(number)}"


def restore(gathered: Gathered, one: StoredStatement) -> None:
    """Add a stored statement; a complaint where one of the same name says something else."""
    head, *lines = one.text.split("\n")
    found = json.loads(head)
    assert found["shape"] == SHAPE, "a text that a newer engine stored"
    statement = statement_of(found["statement"])
    name, form, size, sha256 = found["file"]
    gathered.file(Filed(name=name, format=form, size=size, sha256=sha256))
    first = len(gathered.entries)
    for line in lines:
        *figures, content = line.split(" ", len(FIGURES))
        gathered.entries.keep(content, [int(each) for each in figures], len(gathered.kept))
    kept = Kept(
        statement=statement, account=one.account, currency=one.currency, first=first,
        last=len(gathered.entries), origin=(name, statement.where, sha256),
        **{each: found[each] for each in MADE},
    )  # fmt: skip
    known = gathered.known.setdefault(identity(kept), len(gathered.kept))
    if known == len(gathered.kept):
        gathered.kept.append(kept)
    else:
        again(gathered, known, kept, gathered.where(kept))


def cut(text: str, numbers: Iterable[int]) -> str:
    r"""The text of a stored statement with only the entries of these numbers (from 1).

    >>> cut("head\none\ntwo\nthree", [1, 3]).split()
    ['head', 'one', 'three']
    """
    head, *lines = text.split("\n")
    return "\n".join([head, *(lines[number - 1] for number in numbers)])


def told_entry(text: str, number: int) -> ToldEntry:
    """The entry of this number (from 1) of a stored statement, with everything it says."""
    head, *lines = text.split("\n")
    found = json.loads(head)
    assert found["shape"] == SHAPE, "a text that a newer engine stored"
    *_, content = lines[number - 1].split(" ", len(FIGURES))
    name, form, _, sha256 = found["file"]
    return ToldEntry(
        entry=unpacked(content), statement=statement_of(found["statement"]), file=name,
        format=form, sha256=sha256,
    )  # fmt: skip


def statement_of(head: dict[str, Any]) -> Statement:
    """The statement that the head tells."""
    balances = {name: balance_of(head[name]) for name in ("opening", "closing")}
    return Statement(**(head | balances))


def balance_of(told: list[str] | None) -> Balance | None:
    """The balance that the head tells."""
    if told is None:
        return None
    amount, currency, day = told
    return Balance(
        amount=Decimal(amount),
        currency=currency or None,
        date=datetime.date.fromisoformat(day) if day else None,
    )
