"""The two sheets of our Excel template -> statements with their entries.

The columns are known by their names, in any order; what a row says of its statement is its name in
the column "Statement" of both sheets.
"""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from treasury.accounts.statements.bank_csv_words import CODE, plain
from treasury.accounts.statements.figures import too_fine
from treasury.accounts.statements.iban import account_named
from treasury.accounts.statements.statement import Balance, Part, Problem, Statement, StatementEntry
from treasury.accounts.statements.template_cells import (
    Cell,
    Table,
    WrongCell,
    booked_of,
    day_of,
    figure_of,
    problem_at,
    text_of,
)

STATEMENTS, ENTRIES = "Statements", "Entries"


class Column(NamedTuple):
    """A column of the template: its name, whether every row needs it, how its cells are read."""

    name: str
    needed: bool
    read: Callable[[Cell], Any]
    meaning: str


STATEMENT_COLUMNS = (
    Column("Statement", True, text_of, "a name of your choice; the entries refer to it"),
    Column("Account", True, text_of, "the account's number or IBAN, as text"),
    Column("Currency", True, text_of, "ISO 4217 code, such as EUR"),
    Column("Owner", False, text_of, "whose account it is"),
    Column("Bank", False, text_of, "the bank's BIC or name"),
    Column("Opening date", False, day_of, "the day of the opening balance"),
    Column("Opening balance", False, figure_of, "before the first entry; a debit has a minus"),
    Column("Closing date", False, day_of, "the day of the closing balance"),
    Column("Closing balance", False, figure_of, "after the last booked entry"),
)
ENTRY_COLUMNS = (
    Column("Statement", True, text_of, "the statement's name in the other sheet"),
    Column("Booking date", True, day_of, "a date, or text such as 2026-03-31"),
    Column("Value date", False, day_of, "from when it bears interest"),
    Column("Amount", True, figure_of, "what comes in is positive, what goes out has a minus"),
    Column("Counterparty", False, text_of, "who paid or was paid"),
    Column("Counterparty account", False, text_of, "as text"),
    Column("Counterparty bank", False, text_of, "BIC or name"),
    Column("Bank reference", False, text_of, "the bank's number of the entry, once in the file"),
    Column("Customer reference", False, text_of, "your own reference"),
    Column("Code", False, text_of, "the bank's code or word for the kind of entry"),
    Column("Text", False, text_of, "what it is for"),
    Column("Booked", False, booked_of, "yes (also when empty), or no for what is only pending"),
)

Values = dict[str, Any]


def refuse_nameless(cell: Cell) -> str:
    """Nothing: a cell below no name cannot be meant."""
    raise WrongCell("stands in a column without a name", "nothing there")


NAMELESS = Column("", False, refuse_nameless, "")


class Read(NamedTuple):
    """A row of a sheet as values by the column's name, and its number."""

    row: int
    values: Values


def parts_of(statements: Table, entries: Table) -> tuple[list[Part], list[Problem]]:
    """The statements, each after its entries; and everything that is wrong with the cells."""
    heads, wrong = read_rows(statements, STATEMENT_COLUMNS)
    lines, more = read_rows(entries, ENTRY_COLUMNS)
    wrong += more
    by_name: dict[str, Read] = {}
    for head in heads:
        name = head.values["Statement"]
        if name in by_name:
            message = f"{name!r} is the name of row {by_name[name].row} already"
            wrong.append(error(statements, head.row, message, "another name"))
        elif not CODE.fullmatch(head.values["Currency"]):
            message = f"{head.values['Currency']!r} is no currency"
            wrong.append(error(statements, head.row, message, "an ISO 4217 code such as EUR"))
        by_name.setdefault(name, head)
    of: dict[str, list[Read]] = {name: [] for name in by_name}
    for line in lines:
        name = line.values["Statement"]
        if name in of:
            of[name].append(line)
        else:
            message = f"{name!r} is no statement of the sheet {STATEMENTS!r}"
            wrong.append(error(entries, line.row, message, f"one of {', '.join(list(of)[:10])}"))
    if wrong:
        return [], wrong
    return [part for name in of for part in statement_parts(by_name[name], of[name])], []


def error(table: Table, row: int, message: str, expected: str) -> Problem:
    """An error of a whole row."""
    where = f"{table.name} row {row}"
    return Problem(severity="error", where=where, message=message, expected=expected)


def read_rows(table: Table, columns: tuple[Column, ...]) -> tuple[list[Read], list[Problem]]:
    """The rows below the names of the columns, and what is wrong with the cells."""
    if not table.rows:
        return [], [error(table, 1, "names no columns", ", ".join(c.name for c in columns))]
    at, problems = header_of(table, columns)
    if problems:
        return [], problems
    found: list[Read] = []
    for cells in table.rows[1:]:
        read, wrong = read_row(table, cells, at)
        problems += wrong
        absent = [column.name for column in columns if column.needed and column.name not in read]
        if absent and not wrong:
            message = f"says no {' and no '.join(absent)}"
            problems.append(error(table, cells[0].row, message, "a value"))
        elif not wrong:
            found.append(Read(cells[0].row, read))
    return found, problems


def header_of(table: Table, columns: tuple[Column, ...]) -> tuple[dict[int, Column], list[Problem]]:
    """The column of each position, and which names are unknown, twice or missing."""
    known = {plain(column.name): column for column in columns}
    at: dict[int, Column] = {}
    problems: list[Problem] = []
    for cell in table.rows[0]:
        column = known.get(plain(str(cell.value)))
        if column is None or column in at.values():
            what = "stands twice" if column else "is no column of the template"
            wrong = WrongCell(
                f"{str(cell.value)[:40]!r} {what}", ", ".join(c.name for c in columns)
            )
            problems.append(problem_at(table, cell.address, wrong))
        else:
            at[cell.column] = column
    for column in columns:
        if column.needed and column not in at.values():
            row = table.rows[0][0].row
            problems.append(error(table, row, f"has no column {column.name!r}", "the template's"))
    return at, problems


def read_row(
    table: Table, cells: tuple[Cell, ...], at: dict[int, Column]
) -> tuple[Values, list[Problem]]:
    """The values of a row by the column's name, and what is wrong with its cells."""
    values: Values = {}
    problems: list[Problem] = []
    for cell in cells:
        try:
            column = at.get(cell.column, NAMELESS)
            values[column.name] = column.read(cell)
        except WrongCell as wrong:
            problems.append(problem_at(table, cell.address, wrong))
    return values, problems


def statement_parts(head: Read, lines: list[Read]) -> list[Part]:
    """The entries of a statement, what is to be told of them, and the statement."""
    said, currency = head.values, head.values["Currency"]
    entries = [entry_of(line, currency) for line in lines]
    statement = Statement(
        id=said["Statement"],
        account=account_named(said["Account"]),
        currency=currency,
        owner=said.get("Owner", ""),
        servicer=said.get("Bank", ""),
        opening=balance_of(said.get("Opening balance"), currency, said.get("Opening date")),
        closing=balance_of(said.get("Closing balance"), currency, said.get("Closing date")),
        where=f"{STATEMENTS} row {head.row}",
    )
    problems = [
        problem for entry in entries for problem in too_fine(entry.where, entry.amount, currency)
    ]
    return [*problems, *entries, statement]


def balance_of(amount: Decimal | None, currency: str, day: datetime.date | None) -> Balance | None:
    """The balance, None where there is none."""
    return None if amount is None else Balance(amount=amount, currency=currency, date=day)


def entry_of(line: Read, currency: str) -> StatementEntry:
    """The entry of a row."""
    said = line.values
    return StatementEntry(
        amount=said["Amount"],
        currency=currency,
        booking_date=said["Booking date"],
        value_date=said.get("Value date"),
        booked=said.get("Booked", True),
        bank_reference=said.get("Bank reference", ""),
        customer_reference=said.get("Customer reference", ""),
        code=said.get("Code", ""),
        counterparty=said.get("Counterparty", ""),
        counterparty_account=said.get("Counterparty account", ""),
        counterparty_bank=said.get("Counterparty bank", ""),
        text=said.get("Text", ""),
        where=f"{ENTRIES} row {line.row}",
    )
