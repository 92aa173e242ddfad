"""Rows of a CSV export -> where its entries begin and what each column holds.

The row with the names of the columns is the one with most names that are known; it needs a date
and an amount, or a debit and a credit. What stands before it may say account, currency, balances.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from treasury.accounts.statements.bank_csv_mapping import Mapping
from treasury.accounts.statements.bank_csv_text import Row, text_cell
from treasury.accounts.statements.bank_csv_words import (
    COLUMNS,
    Role,
    currency_in,
    fact_of,
    plain,
    roles_of,
)
from treasury.accounts.statements.iban import iban_in
from treasury.record import record

ORDER: tuple[Role, ...] = (
    "marker", "value_date", "time", "booking_date", "debit", "credit", "amount", "balance",
    "currency", "account", "payer", "payee", "payer_account", "payee_account", "counterparty",
    "counterparty_account", "counterparty_bank", "status", "code", "reference",
    "customer_reference",
)  # fmt: skip
"""In which order columns are given away, where a name may mean more than one thing."""
BOTH_SIDES: dict[Role, Role] = {
    "payer": "payee", "payee": "payer",
    "payer_account": "payee_account", "payee_account": "payer_account",
}  # fmt: skip
"""Columns of who pays and who is paid: of the two the one that is not the holder counts."""


AROUND = re.compile(r"[\[【]([^\[\]【】]+)[\]】]")


class Fact(NamedTuple):
    """Something a line beside the entries says: what it is about, the words, and the line."""

    name: str
    value: str
    line: int


@record
class Columns:
    """What the columns hold: positions by role, several for text; the rest is not used.

    `currency` is the one that the names of the amounts say.
    """

    header: Row
    at: dict[Role, int]
    text: tuple[int, ...]
    unused: tuple[str, ...]
    currency: str | None

    @property
    def amounts(self) -> tuple[int, ...]:
        """The positions of the amounts of entries."""
        roles: tuple[Role, ...] = ("amount", "debit", "credit")
        return tuple(self.at[role] for role in roles if role in self.at)

    @property
    def figures(self) -> tuple[int, ...]:
        """The positions of all amounts: those of entries, and the running balance."""
        balance = (self.at["balance"],) if "balance" in self.at else ()
        return (*self.amounts, *balance)

    @property
    def dates(self) -> tuple[int, ...]:
        """The positions of dates."""
        roles: tuple[Role, ...] = ("booking_date", "value_date")
        return tuple(self.at[role] for role in roles if role in self.at)

    def cell(self, row: Row, role: Role) -> str:
        """What the row says in the column of this role, empty where there is none."""
        at = self.at.get(role)
        return row.cells[at] if at is not None and at < len(row.cells) else ""

    def name(self, role: Role) -> str:
        """The name of the column as the file has it."""
        return self.header.cells[self.at[role]]

    def described(self) -> str:
        """What was taken for what, in words."""
        said = [
            f"{role.replace('_', ' ')} = {self.name(role)!r}" for role in COLUMNS if role in self.at
        ]
        if self.text:
            said.append("text = " + " + ".join(repr(self.header.cells[at]) for at in self.text))
        return ", ".join(said)


def likeness(row: Row) -> int:
    """How many cells of the row are names of columns that are known; 0 where it is no header.

    A header names a date and an amount.
    """
    found = [roles_of(cell) for cell in row.cells if cell]
    named: set[Role] = {role for roles in found for role in roles}
    dated = named & {"booking_date", "value_date"}
    sums = named & {"amount", "debit", "credit"}
    return sum(1 for roles in found if roles) if dated and sums else 0


def header_among(rows: Sequence[Row], mapping: Mapping) -> Row | None:
    """The row with the names of the columns, None where there is none.

    Where the mapping names columns, the row that has them all; else the likeliest, the first of
    equals.
    """
    if mapping.header_line is not None:
        return next((row for row in rows if row.line == mapping.header_line), None)
    wanted = {plain(name) for _, names in mapping.columns for name in names}
    if wanted:
        having = [row for row in rows if wanted <= {plain(cell) for cell in row.cells}]
        if having:
            return having[0]
    best = max(rows, key=likeness, default=None)
    return best if best is not None and likeness(best) else None


def columns_of(header: Row, mapping: Mapping) -> Columns:
    """What each column holds: as the mapping says, else by its name; each role once."""
    names = header.cells
    at: dict[Role, int] = {}
    given: dict[Role, tuple[str, ...]] = dict(mapping.columns)
    text: list[int] = []
    for role, wanted in given.items():
        found = [position(names, name) for name in wanted]
        if role == "text":
            text = found
        else:
            at[role] = found[0]
    taken = {*at.values(), *text}
    free = [(column, roles_of(name)) for column, name in enumerate(names) if column not in taken]
    for role in ORDER:
        best = best_of(free, role)
        if role not in at and best is not None and fits(role, at, free):
            at[role] = best
            free = [(column, roles) for column, roles in free if column != best]
    if "booking_date" not in at and "time" in at and "booking_date" in roles_of(names[at["time"]]):
        at["booking_date"] = at.pop("time")
    if "text" not in given:
        text = [column for column, roles in free if "text" in roles]
    used = {*at.values(), *text}
    figures = [at[role] for role in ("amount", "debit", "credit", "balance") if role in at]
    return Columns(
        header=header,
        at={role: at[role] for role in (*ORDER,) if role in at},
        text=tuple(text),
        unused=tuple(name for column, name in enumerate(names) if column not in used and name),
        currency=next((code for column in figures if (code := currency_in(names[column]))), None),
    )


def fits(role: Role, at: dict[Role, int], free: Sequence[tuple[int, dict[Role, int]]]) -> bool:
    """Whether a column of this role has a meaning beside the others.

    Signed amounts stand alone; a payer and a payee stand together, else each is the counterparty.
    """
    if other := BOTH_SIDES.get(role):
        return other in at or best_of(free, other) is not None
    return role != "amount" or not {"debit", "credit"} <= set(at)


def unknown_names(header: Row, mapping: Mapping) -> list[str]:
    """The names of columns that the mapping says and the file has not."""
    wanted = [name for _, names in mapping.columns for name in names]
    return [name for name in wanted if position(header.cells, name) < 0]


def position(names: Sequence[str], wanted: str) -> int:
    """The position of the column of this name, -1 where there is none."""
    exact = [column for column, name in enumerate(names) if name == wanted]
    alike = [column for column, name in enumerate(names) if plain(name) == plain(wanted)]
    return next(iter([*exact, *alike]), -1)


def best_of(free: Sequence[tuple[int, dict[Role, int]]], role: Role) -> int | None:
    """The column whose name says most plainly that it is of this role; the first of equals."""
    ranked = [(roles[role], column) for column, roles in free if role in roles]
    return min(ranked)[1] if ranked else None


def missing(columns: Columns) -> Iterator[str]:
    """What an export cannot be read without and this one has not."""
    if not columns.dates:
        yield "a date"
    at = set(columns.at)
    if "amount" not in at and not {"debit", "credit"} <= at:
        yield "an amount, or a debit and a credit"


def facts_of(rows: Sequence[Row]) -> Iterator[Fact]:
    """What lines beside the entries say: "name: value" in a cell, or a name and the next cell."""
    for row in rows:
        cells = [text_cell(cell) for cell in row.cells]
        for at, cell in enumerate(cells):
            name, value = pair(cell)
            if not value:
                value = next((later for later in cells[at + 1 :] if later), "")
            if value and (fact := fact_of(name)):
                yield Fact(fact, unbracketed(value), row.line)


def account_alone(rows: Sequence[Row]) -> Iterator[Fact]:
    """The account of which only the IBAN stands before the columns, where there is one alone."""
    found = {iban: row.line for row in rows for cell in row.cells if (iban := iban_in(cell))}
    if len(found) == 1:
        ((iban, line),) = found.items()
        yield Fact("account", iban, line)


def unbracketed(value: str) -> str:
    """The value without the brackets that stand around all of it.

    >>> unbracketed("[人民币]"), unbracketed("Giro (EUR)")
    ('人民币', 'Giro (EUR)')
    """
    found = AROUND.fullmatch(value)
    return found[1].strip() if found else value


def pair(cell: str) -> tuple[str, str]:
    """A name and its value, where one cell has both.

    >>> pair("账号：6222"), pair("IBAN: DE02 1203"), pair("Saldo")
    (('账号', '6222'), ('IBAN', 'DE02 1203'), ('Saldo', ''))
    """
    name, _, value = cell.replace("：", ":").partition(":")
    return name.strip(), value.strip()
