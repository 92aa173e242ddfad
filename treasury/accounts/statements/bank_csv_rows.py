"""Rows of a CSV export -> its entries, each with its running balance; what is no entry is told.

A debit lessens the account. A negative figure in a column of debits or credits is the reversal of
an earlier entry (红字), unless all debits carry a minus: then the minus only repeats the column.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from treasury.accounts.statements.bank_csv_amounts import exact, side
from treasury.accounts.statements.bank_csv_columns import Columns, Fact
from treasury.accounts.statements.bank_csv_dates import NotADay, day_of, parted, parts_of, time_of
from treasury.accounts.statements.bank_csv_mapping import Dates, Mapping
from treasury.accounts.statements.bank_csv_text import Row, text_cell
from treasury.accounts.statements.bank_csv_words import (
    TOTAL_WORDS,
    Role,
    compared,
    currency_named,
    fact_of,
    plain,
    reverses,
)
from treasury.accounts.statements.figures import NotAnAmount
from treasury.accounts.statements.iban import account_named
from treasury.accounts.statements.statement import Problem, StatementEntry
from treasury.record import record

LEFT_OUT_CELLS_MAX = 3
WORDS = re.compile(r"[^\W\d_][^\d]*")
"""A cell of words: no day, and no part of one, has none of its digits."""
FIGURES: tuple[Role, ...] = ("amount", "debit", "credit", "balance")
SAID: tuple[Role, ...] = (
    "code", "reference", "customer_reference", "counterparty_bank", "account", "time",
)  # fmt: skip


class Line(NamedTuple):
    """An entry with the line it stands on, the account and currency it belongs to."""

    line: int
    account: str
    currency: str | None
    entry: StatementEntry


@record
class Understood:
    """How the cells of an export are to be read; what is said of account and currency."""

    columns: Columns
    mapping: Mapping
    dates: Dates | None
    mark: str
    account: str = ""
    currency: str | None = None
    debits_signed: bool = False


class Figures(NamedTuple):
    """The figures of a row as written, by column; `word` and `currency` stand beside the amount."""

    amount: Decimal | None = None
    debit: Decimal | None = None
    credit: Decimal | None = None
    balance: Decimal | None = None
    word: str = ""
    currency: str = ""


class Wrong(ValueError):
    """A row that cannot be read; the text says why, `expected` what would be right."""

    def __init__(self, message: str, expected: str = "") -> None:
        """Keep what would be right."""
        super().__init__(message)
        self.expected = expected


def sorted_out(
    rows: Sequence[Row], columns: Columns
) -> tuple[list[Row], list[Fact], list[Problem]]:
    """The rows that are entries, what other rows say of balances, and what is told of those."""
    entries: list[Row] = []
    facts: list[Fact] = []
    problems: list[Problem] = []
    width, sums, dates = len(columns.header.cells), columns.amounts, columns.dates
    for row in rows:
        if plainly_entry(row.cells, width, sums, dates):
            entries.append(row)
        elif fact := balance_fact(row, columns):
            facts.append(fact)
        elif problem := beside(row, columns):
            problems.append(problem)
        else:
            entries.append(row)
    return entries, facts, problems


def plainly_entry(
    cells: Sequence[str], width: int, sums: Sequence[int], dates: Sequence[int]
) -> bool:
    """Whether the row has a cell for each column, an amount and a date: most have."""
    if len(cells) != width:
        return False
    return any(cells[at] for at in sums) and any(parted(cells[at])[1] for at in dates)


def has_amount(row: Row, columns: Columns) -> bool:
    """Whether the row has something in a column of amounts."""
    return any(at < len(row.cells) and row.cells[at] for at in columns.amounts)


def dated(row: Row, columns: Columns) -> bool:
    """Whether the row has something in a column of dates."""
    return any(at < len(row.cells) and row.cells[at] for at in columns.dates)


def balance_fact(row: Row, columns: Columns) -> Fact | None:
    """The opening or closing balance that the row says instead of being an entry, else None."""
    if has_amount(row, columns) and dated(row, columns):
        return None
    for at, cell in enumerate(row.cells):
        name, _, value = cell.replace("：", ":").partition(":")
        fact = fact_of(name)
        if fact in ("opening", "closing"):
            later = next((one for one in row.cells[at + 1 :] if one), "")
            said = columns.cell(row, "balance") or value.strip() or later
            return Fact(fact, said, row.line) if said else None
    return None


def beside(row: Row, columns: Columns) -> Problem | None:
    """What is told of a row that is no entry (an error, or that it is left out), else None."""
    width = len(columns.header.cells)
    fitting = len(row.cells) == width or (len(row.cells) > width and not any(row.cells[width:]))
    day, amount = dated_well(row, columns), has_amount(row, columns)
    if fitting and day and amount:
        return None
    said = [cell for cell in row.cells if cell]
    total = any(plain(cell) in TOTAL_WORDS for cell in said[:LEFT_OUT_CELLS_MAX])
    total = total or ends_the_list(row, columns)
    if not total and not fitting and (day or len(said) > LEFT_OUT_CELLS_MAX):
        expected = f"{width} cells, and quotation marks around a text with a delimiter in it"
        message = f"has {len(row.cells)} cells where the names of the columns are {width}"
        return Problem(severity="error", where=row.place, message=message, expected=expected)
    if not total and fitting and (problem := incomplete(row, columns, day=day)) is not None:
        return problem
    if fitting and amount and dated(row, columns) and not total:
        return None
    words = text_cell(" ".join(said))[:80]
    return Problem(severity="note", where=row.place, message=f"is no entry and left out: {words!r}")


def ends_the_list(row: Row, columns: Columns) -> bool:
    """Whether the row is shorter than the columns, with words in place of its booking date and
    no amount: a line below the list, such as "Kontostand;31.01.2026;;;6.000,50;EUR"."""
    at = columns.at.get("booking_date", 0)
    if len(row.cells) >= len(columns.header.cells) or has_amount(row, columns):
        return False
    return at < len(row.cells) and WORDS.fullmatch(row.cells[at]) is not None


def incomplete(row: Row, columns: Columns, *, day: bool) -> Problem | None:
    """What is told of a row with an amount and no date, or the reverse; None for others."""
    amount = has_amount(row, columns)
    if amount and not dated(row, columns):
        message, expected = "has an amount but no date", "a date for every entry"
        return Problem(severity="error", where=row.place, message=message, expected=expected)
    if day and not amount:
        message = "has a date but neither debit nor credit; left out"
        return Problem(severity="warning", where=row.place, message=message)
    return None


def dated_well(row: Row, columns: Columns) -> bool:
    """Whether a column of dates of the row holds a date."""
    return any(parted(row.cells[at])[1] is not None for at in columns.dates if at < len(row.cells))


def figures_of(row: Row, understood: Understood) -> Figures:
    """The figures of the row, or `Wrong` with the cell that is no amount."""
    found: dict[str, Decimal] = {}
    word = currency = ""
    positions, cells = understood.columns.at, row.cells
    for role in FIGURES:
        if role not in positions or not (cell := cells[positions[role]]):
            continue
        try:
            found[role], parts = exact(cell, understood.mark)
        except NotAnAmount as wrong:
            name = understood.columns.name(role)
            raise Wrong(f"{name}: {wrong}", "digits with one decimal mark") from None
        if role != "balance":
            word, currency = parts.word or word, parts.currency or currency
    return Figures(word=word, currency=currency, **found)


def debits_signed(figures: Sequence[Figures], markers: Sequence[str]) -> bool:
    """Whether the debits carry a minus of their own: none of them is above zero, and one below."""
    debits = [one.debit for one in figures if one.debit]
    debits += [
        one.amount
        for one, marker in zip(figures, markers, strict=True)
        if one.amount and marker == "debit"
    ]
    return bool(debits) and all(debit < 0 for debit in debits)


def marker_of(row: Row, figures: Figures, understood: Understood) -> str:
    """'debit', 'credit' or empty: what marks the amount, in a column or beside it; or `Wrong`."""
    if not figures.word and "marker" not in understood.columns.at:
        return ""
    mapping = understood.mapping
    cell = understood.columns.cell(row, "marker")
    for word in (cell, figures.word):
        if word and (found := side(word, mapping.debit, mapping.credit)):
            return found
    if cell or ("marker" in understood.columns.at and figures.amount):
        name = understood.columns.name("marker")
        raise Wrong(
            f"{name}: {cell!r} is neither debit nor credit",
            "a known word (S/H, D/C, 借/贷 ...), or [words] in the mapping file",
        )
    return ""


def amount_of(figures: Figures, marker: str, *, signed: bool) -> tuple[Decimal, bool]:
    """The signed amount of the entry, and whether its sign makes it a reversal; or `Wrong`."""
    debit, credit = figures.debit or Decimal(0), figures.credit or Decimal(0)
    if figures.amount is not None and figures.debit is None and figures.credit is None:
        if marker == "debit":
            debit = figures.amount
        elif marker == "credit":
            credit = figures.amount
        else:
            return figures.amount, False
    if debit and credit:
        raise Wrong("has both a debit and a credit", "one of the two")
    if debit:
        return (debit, False) if signed else (debit.copy_negate(), debit < 0)
    return credit, credit < 0


def line_of(row: Row, figures: Figures, marker: str, understood: Understood) -> Line:
    """The entry of the row, or `Wrong` with the reason why it cannot be read."""
    columns, mapping = understood.columns, understood.mapping
    amount, reversal = amount_of(figures, marker, signed=understood.debits_signed)
    booking, time = day_in(row, "booking_date", understood)
    value, _ = day_in(row, "value_date", understood)
    currency = currency_of(row, figures, understood)
    text = text_of(row, columns)
    code, reference, customer, bank, account, clock = texts(row, columns)
    name, number = other_side(row, columns, incoming=(amount > 0) != reversal)
    entry = StatementEntry(
        amount=amount,
        currency=currency,
        booking_date=booking or value,
        booking_time=time or clock_in(clock),
        value_date=value,
        booked=booked(row, understood),
        reversal=reversal or reverses(f"{code} {text}"),
        bank_reference=reference,
        customer_reference=customer,
        code=code,
        counterparty=name,
        counterparty_account=number,
        counterparty_bank=bank,
        text=text,
        balance_after=figures.balance,
        where=row.place,
    )
    account = mapping.account or account or understood.account
    return Line(row.line, account_named(account), currency, entry)


def text_of(row: Row, columns: Columns) -> str:
    """What the columns of text say, one after the other."""
    if len(columns.text) == 1:
        return text_cell(row.cells[columns.text[0]])
    return " / ".join(filter(None, [text_cell(row.cells[at]) for at in columns.text]))


def texts(row: Row, columns: Columns) -> list[str]:
    """The texts that the row has for the roles of `SAID`, empty where there is none."""
    at, cells = columns.at, row.cells
    return [text_cell(cells[at[role]]) if role in at else "" for role in SAID]


def other_side(row: Row, columns: Columns, *, incoming: bool) -> tuple[str, str]:
    """Name and account of the counterparty: of who paid or was paid where both have columns."""
    names: tuple[Role, Role] = ("counterparty", "payer" if incoming else "payee")
    numbers: tuple[Role, Role] = (
        "counterparty_account", "payer_account" if incoming else "payee_account",
    )  # fmt: skip
    name, number = (
        next(filter(None, (text_cell(columns.cell(row, role)) for role in roles)), "")
        for roles in (names, numbers)
    )
    return name, number


def booked(row: Row, understood: Understood) -> bool:
    """Whether the entry is booked: False for what the row calls pending; or `Wrong`."""
    if "status" not in understood.columns.at:
        return True
    cell = understood.columns.cell(row, "status")
    word = compared(cell)
    if word in understood.mapping.pending:
        return False
    if word and word not in understood.mapping.booked:
        raise Wrong(
            f"{understood.columns.name('status')}: {cell!r} is neither booked nor pending",
            "a known word, or [words] with booked and pending in the mapping file",
        )
    return True


def day_in(
    row: Row, role: Role, understood: Understood
) -> tuple[datetime.date | None, datetime.time | None]:
    """The day, and the time with it, in this column; None where there is none; or `Wrong`."""
    at = understood.columns.at.get(role)
    if at is None or not (cell := row.cells[at]):
        return None, None
    try:
        parts = parted(cell)[1] or parts_of(cell)
        if parts.known is None and understood.dates is None:
            return None, parts.time
        return day_of(parts, understood.dates or "ymd"), parts.time
    except NotADay as wrong:
        raise Wrong(f"{understood.columns.name(role)}: {wrong}", "a day of the calendar") from None


def clock_in(cell: str) -> datetime.time | None:
    """The time of day in a cell of its own, perhaps after a date; None where there is none."""
    if not cell or (time := time_of(cell)) is not None:
        return time if cell else None
    try:
        return parts_of(cell).time
    except NotADay:
        return None


def currency_of(row: Row, figures: Figures, understood: Understood) -> str | None:
    """The currency of the row: of the mapping, its column, its amount, the file; or `Wrong`."""
    cell = understood.columns.cell(row, "currency")
    named = currency_named(cell) if cell else None
    if cell and named is None:
        name = understood.columns.name("currency")
        raise Wrong(f"{name}: {cell!r} is no currency", "an ISO 4217 code, or 人民币")
    beside_amount = figures.currency or None
    if named and beside_amount and named != beside_amount:
        raise Wrong(f"is in {named} and has an amount in {beside_amount}", "one currency")
    return understood.mapping.currency or named or beside_amount or understood.currency


def problem_of(row: Row, wrong: Wrong) -> Problem:
    """The error of a row."""
    return Problem(severity="error", where=row.place, message=str(wrong), expected=wrong.expected)


def repeated(lines: Sequence[Line]) -> Iterator[Problem]:
    """A warning for each entry whose transaction number another entry has already."""
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        number = line.entry.bank_reference
        if not number.strip("0"):  # some banks write 0 where there is none
            continue
        first = seen.setdefault((line.account, number), line.line)
        if first != line.line:
            message = f"has the transaction number {number!r} of line {first}"
            yield Problem(severity="warning", where=f"line {line.line}", message=message)
