"""Cells of our Excel template -> texts, amounts and days, or a problem with the cell's address."""

import datetime
import numbers
import re
from decimal import Decimal
from typing import Any

from treasury.accounts.statements.bank_csv_text import CONTROL
from treasury.accounts.statements.figures import NotAnAmount, amount_of
from treasury.accounts.statements.statement import Problem
from treasury.record import record

SPREADSHEET_DIGITS = 15
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
FAULTS = frozenset({"#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!"})
YES, NO = frozenset({"yes", "booked", "是"}), frozenset({"no", "pending", "否"})


class WrongCell(ValueError):
    """A cell that cannot be read; the text says why, `expected` what would be right."""

    def __init__(self, message: str, expected: str) -> None:
        """Keep what would be right."""
        super().__init__(message)
        self.expected = expected


@record
class Cell:
    """A cell that is not empty: where it stands (rows from 1, columns from 0) and its value.

    `formula` says that the value is what the spreadsheet computed; None means it saved none.
    """

    row: int
    column: int
    value: Any
    formula: bool = False

    @property
    def address(self) -> str:
        """The cell's name in the spreadsheet.

        >>> Cell(row=3, column=1, value="x").address
        'B3'
        """
        assert 0 <= self.column < 26 * 27, "two letters are enough"
        first, second = divmod(self.column, 26)
        return f"{chr(64 + first) if first else ''}{chr(65 + second)}{self.row}"


@record
class Table:
    """A sheet: its name, and its rows that have something in them."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def value_of(cell: Cell) -> Any:
    """The cell's value, or `WrongCell` for a formula without one or with a fault."""
    if cell.value is None:
        raise WrongCell(
            "is a formula whose value was not saved",
            "the value itself, or the workbook saved by a spreadsheet",
        )
    if isinstance(cell.value, str) and cell.value in FAULTS:
        raise WrongCell(f"is a formula with the fault {cell.value}", "a value")
    return cell.value


def digits_of(value: numbers.Real) -> str:
    """The number in plain digits, or `WrongCell` where a spreadsheet has not kept them all."""
    written = Decimal(repr(value))
    if not written.is_finite():
        raise WrongCell(f"{value} is not a number", "digits")
    if len(significant(written)) > SPREADSHEET_DIGITS:
        raise WrongCell(
            f"{value} has more than the {SPREADSHEET_DIGITS} digits that a spreadsheet keeps",
            "the figure as text, or rounded by ROUND",
        )
    return format(written, "f")


def significant(written: Decimal) -> str:
    """The digits of a number without the zeros at both ends."""
    return "".join(map(str, written.as_tuple().digits)).strip("0")


def text_of(cell: Cell) -> str:
    """The cell as text; whole numbers of at most 15 digits are texts as well."""
    value = value_of(cell)
    if isinstance(value, str):
        return CONTROL.sub(" ", " ".join(value.split()))
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise WrongCell(f"{value} is not text", "text")
    digits = digits_of(value)
    digits = digits.removesuffix(".0")
    if not digits.isdigit():
        raise WrongCell(f"{value} is a number, not text", "text")
    return digits


def figure_of(cell: Cell) -> Decimal:
    """The cell as a signed amount."""
    value = value_of(cell)
    expected = "a number, or text in digits with a point"
    if isinstance(value, bool) or not isinstance(value, (str, numbers.Real)):
        raise WrongCell(f"{value} is not an amount", expected)
    try:
        return amount_of(value if isinstance(value, str) else digits_of(value))
    except NotAnAmount as wrong:
        raise WrongCell(str(wrong), expected) from None


def day_of(cell: Cell) -> datetime.date:
    """The cell as a day; a time of day with it is left out."""
    value = value_of(cell)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    found = ISO_DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        if found:
            return datetime.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise WrongCell(f"{value} is no day of the calendar", "a day of the calendar") from None
    raise WrongCell(f"{value!r} is not a date", "a date, or text such as 2026-03-31")


def booked_of(cell: Cell) -> bool:
    """Whether the cell says that the entry is booked."""
    word = str(value_of(cell)).strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise WrongCell(f"{cell.value!r} is neither yes nor no", "yes or no")


def problem_at(table: Table, address: str, wrong: WrongCell) -> Problem:
    """The problem of a cell."""
    where = f"{table.name} {address}"
    return Problem(severity="error", where=where, message=str(wrong), expected=wrong.expected)
