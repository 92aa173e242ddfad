"""What is told of how a CSV export was understood: everything detected, and what was not used."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from treasury.accounts.statements.bank_csv_amounts import Marks, scientific
from treasury.accounts.statements.bank_csv_columns import Columns
from treasury.accounts.statements.bank_csv_dates import Found
from treasury.accounts.statements.bank_csv_rows import Line
from treasury.accounts.statements.bank_csv_text import DELIMITER_NAMES, ENCODINGS, Row
from treasury.accounts.statements.bank_csv_words import Role
from treasury.accounts.statements.statement import Problem

SAY_IT = "the mapping file (docs/statements.md)"
DATE_NAMES = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
MARK_NAMES = {".": "decimal point", ",": "decimal comma"}
NUMBERS: tuple[Role, ...] = ("account", "counterparty_account", "reference", "customer_reference")


class Detected(NamedTuple):
    """How an export is read."""

    encoding: str
    delimiter: str
    columns: Columns
    marks: Marks
    dates: Found


def shown(detected: Detected) -> Problem:
    """A note of everything that was detected, so that the user can check it."""
    marks, dates, columns = detected.marks, detected.dates, detected.columns
    order = f"dates as {DATE_NAMES[dates.order]}" if dates.order else "order of dates not certain"
    mark = MARK_NAMES[marks.mark] if marks.mark else "decimal mark not certain"
    unused = f"; not used: {', '.join(map(repr, columns.unused))}" if columns.unused else ""
    message = (
        f"read as {ENCODINGS[detected.encoding]} with {DELIMITER_NAMES[detected.delimiter]}; "
        f"{order} ({dates.reason}); {mark} ({marks.reason}); columns of line "
        f"{columns.header.line}: {columns.described()}{unused}"
    )
    return Problem(severity="note", where="understood", message=message)


def undecided(dates: Found) -> Problem:
    """The error that dates may be read in two ways; amounts are not touched by it."""
    return Problem(
        severity="error",
        where="dates",
        message=f"the order of day and month is not certain, so no date is used: {dates.reason}",
        expected=f'dates = "dmy" or dates = "mdy" in {SAY_IT}',
    )


def remarks(lines: Sequence[Line], rows: Sequence[Row], columns: Columns) -> Iterator[Problem]:
    """What is to be told of the entries: numbers that a spreadsheet spoiled, reversals."""
    for role in NUMBERS:
        for row in rows if role in columns.at else ():
            for cell in scientific([columns.cell(row, role)]):
                yield Problem(
                    severity="warning",
                    where=row.place,
                    message=f"{columns.name(role)}: {cell!r} is a number spoiled by a spreadsheet",
                    expected="all its digits, as the bank exports them",
                )
    reversals = [line for line in lines if line.entry.reversal]
    if reversals:
        named = ", ".join(str(line.line) for line in reversals[:10])
        more = f" and {len(reversals) - 10} more" if len(reversals) > 10 else ""
        message = f"reverses an earlier entry: line {named}{more}"
        yield Problem(severity="note", where="reversals", message=message)
