"""A bank's CSV export -> statements: everything detected is shown, nothing about money is guessed.

Encoding, delimiter, columns, decimal mark and the order of dates are found by evidence over the
whole file, told in a note, and taken from a mapping file where there is one. Amounts are signed
decimals of major units in the account holder's view. An export of several accounts or currencies
gives a statement for each. Source: exports of banks; the words are in `bank_csv_words`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from treasury.accounts.statements.bank_csv_amounts import Marks, decimal_mark
from treasury.accounts.statements.bank_csv_balances import hopeless, order_by_balance
from treasury.accounts.statements.bank_csv_columns import (
    Columns,
    account_alone,
    columns_of,
    facts_of,
    header_among,
    likeness,
    missing,
    unknown_names,
)
from treasury.accounts.statements.bank_csv_dates import Found
from treasury.accounts.statements.bank_csv_dates import order_of as date_order
from treasury.accounts.statements.bank_csv_mapping import Mapping, Order, mapping_of
from treasury.accounts.statements.bank_csv_notes import (
    SAY_IT,
    Detected,
    remarks,
    shown,
    undecided,
)
from treasury.accounts.statements.bank_csv_rows import (
    Figures,
    Line,
    Understood,
    Wrong,
    debits_signed,
    figures_of,
    line_of,
    marker_of,
    problem_of,
    repeated,
    sorted_out,
)
from treasury.accounts.statements.bank_csv_statements import closed, grouped
from treasury.accounts.statements.bank_csv_text import (
    DELIMITERS,
    ENCODINGS,
    Row,
    all_rows,
    candidates,
    first_rows,
    refuse_bytes,
    refuse_size,
    rows_of,
)
from treasury.accounts.statements.bank_csv_words import currency_named
from treasury.accounts.statements.iban import iban_in
from treasury.accounts.statements.statement import Part, Problem, Source, Unreadable
from treasury.money import DIGITS
from treasury.record import record

LEFT_OUT_MAX = 20
"""So many lines of totals and remarks may stand beside a few entries."""
FIRST_ROWS = 6000
"""So many rows show whether a file that has more of them can be right."""
SAID = "as the mapping file says"
OTHER_TEXT = re.compile(rb"<|\{|\[\s*[\[{\"\d\]-]")
"""How XML and JSON begin; some exports begin with a word in square brackets."""


@record
class Sheet:
    """The rows of an export, how they were cut from its bytes, and which row names the columns."""

    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    header: Row


def recognises(head: bytes) -> bool:
    """Whether the bytes are the beginning of text in lines with a delimiter."""
    if b"\0" in head or OTHER_TEXT.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")):
        return False
    return any(delimiter.encode() in head for delimiter in DELIMITERS)


def read(source: Source) -> Iterator[Part]:
    """The statements of the export, each after its entries; problems where they are found."""
    refuse_size(source.name, source.size)
    with source.open() as file:
        data = file.read()
    refuse_bytes(source.name, data)
    mapping, problems = Mapping(), list[Problem]()
    if source.mapping is not None:
        mapping, problems = mapping_of(*source.mapping)
    yield from problems
    if problems:
        message = "is not read, because its mapping file is wrong"
        raise Unreadable(source.name, message, "a mapping file without mistakes")
    sheet = sheet_of(source.name, data, mapping)
    if unknown := unknown_names(sheet.header, mapping):
        raise Unreadable(
            f"{source.name} line {sheet.header.line}",
            f"has no column {' and no column '.join(map(repr, unknown))}, as the mapping file says",
            "the names as the file has them: " + ", ".join(map(repr, sheet.header.cells)),
        )
    columns = columns_of(sheet.header, mapping)
    if absent := list(missing(columns)):
        raise Unreadable(
            f"{source.name} line {sheet.header.line}",
            f"names no column with {' and '.join(absent)}",
            f"such a column, or its name under [columns] in {SAY_IT}",
        )
    yield from statements_of(source.name, sheet, columns, mapping)


def sheet_of(name: str, data: bytes, mapping: Mapping) -> Sheet:
    """The rows, in the encoding and with the delimiter in which most names are known."""
    encodings = [mapping.encoding] if mapping.encoding else candidates(data)
    delimiters = [mapping.delimiter] if mapping.delimiter else DELIMITERS
    best: tuple[int, str, str, Row] | None = None
    for encoding in encodings:
        refuse_encoding(name, data, encoding)
        for delimiter in delimiters:
            header = header_among(first_rows(data, encoding, delimiter), mapping)
            known = likeness(header) if header else -1
            if header and (best is None or known > best[0]):
                best = (known, encoding, delimiter, header)
    if best is None:
        raise no_header(name, encodings)
    _, encoding, delimiter, header = best
    first = all_rows(name, rows_of(data, encoding, delimiter), len(header.cells), FIRST_ROWS)
    if len(first) == FIRST_ROWS:
        refuse_hopeless(name, first, header, mapping)
    rows = all_rows(name, rows_of(data, encoding, delimiter), len(header.cells))
    return Sheet(rows=tuple(rows), encoding=encoding, delimiter=delimiter, header=header)


def refuse_hopeless(name: str, rows: Sequence[Row], header: Row, mapping: Mapping) -> None:
    """Refuse a long file where most of its first running balances do not follow, or most rows
    cannot be read: a hundred thousand complaints say no more than the first."""
    columns = columns_of(header, mapping)
    if unknown_names(header, mapping) or list(missing(columns)):
        return
    entries, _, problems = sorted_out(rows[rows.index(header) + 1 :], columns)
    marks = marks_of(entries, columns, mapping)
    if marks.mark is None:
        return
    understood = Understood(columns=columns, mapping=mapping, dates=mapping.dates, mark=marks.mark)
    lines, wrong = lines_of(entries, understood)
    errors = [one for one in (*problems, *wrong) if one.severity == "error"]
    if 2 * len(errors) > len(rows):
        raise Unreadable(
            name,
            f"{len(errors):,} of its first {len(rows):,} rows cannot be read, so the others are "
            f"not tried; the first is {errors[0].sentence()}",
            "every row readable",
        )
    if found := hopeless(grouped(lines).values()):
        raise Unreadable(
            name,
            f"{found.broken:,} of its first {found.said:,} running balances do not follow from "
            "the one before and the entry, in either order of the rows",
            "rows in the order in which the bank booked them, or an export without a balance",
        )


def refuse_encoding(name: str, data: bytes, encoding: str) -> None:
    """Refuse bytes that are no text in the encoding, with the line where they are not."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        where, what = f"{name} line {line}", f"is not in {ENCODINGS[encoding]}"
        raise Unreadable(where, what, f"another encoding in {SAY_IT}") from None


def no_header(name: str, encodings: Sequence[str]) -> Unreadable:
    """The refusal of a file in which no row names columns that are known."""
    if not encodings:
        known = ", ".join(ENCODINGS.values())
        return Unreadable(name, f"is text in none of {known}", "the file saved as UTF-8")
    return Unreadable(
        name,
        "is not a statement in a known format; as CSV, no row names a date and an amount",
        f"column names such as Date;Amount;Balance, or their names under [columns] in {SAY_IT}",
    )


def statements_of(name: str, sheet: Sheet, columns: Columns, mapping: Mapping) -> Iterator[Part]:
    """Everything the rows say, once it is known what the columns hold."""
    at = sheet.rows.index(sheet.header)
    rows, facts, problems = sorted_out(sheet.rows[at + 1 :], columns)
    facts = [*facts_of(sheet.rows[:at]), *facts]
    facts.sort(key=lambda fact: iban_in(fact.value) is None)  # before the bank's own number
    facts += account_alone(sheet.rows[:at])
    refuse_empty(name, sheet.header, rows, problems)
    said: dict[str, str] = {}
    for fact in facts:
        said.setdefault(fact.name, fact.value)
    currency = columns.currency or currency_named(said.get("currency", ""))
    marks = marks_of(rows, columns, mapping, digits_of(rows, columns, mapping, currency))
    dates = dates_of(rows, sheet.rows[:at], columns, mapping)
    if marks.mark is None:
        yield shown(Detected(sheet.encoding, sheet.delimiter, columns, marks, dates))
        raise Unreadable(
            name, f"the decimal mark is not certain: {marks.reason}", f"decimal in {SAY_IT}"
        )
    understood = Understood(
        columns=columns,
        mapping=mapping,
        dates=dates.order,
        mark=marks.mark,
        account=said.get("account", ""),
        currency=currency,
    )
    lines, wrong = lines_of(rows, understood)
    if dates.order is None and (first := order_by_balance(lines)):
        dates = dates_of(rows, sheet.rows[:at], columns, mapping, first)
        lines, wrong = lines_of(rows, replace(understood, dates=dates.order))
    yield shown(Detected(sheet.encoding, sheet.delimiter, columns, marks, dates))
    yield from (*problems, *wrong)
    refuse_wrong(name, [*problems, *wrong])
    if dates.order is None:
        yield undecided(dates)
    yield from repeated(lines)
    yield from remarks(lines, rows, columns)
    yield from closed(lines, said, understood)


def refuse_empty(name: str, header: Row, rows: Sequence[Row], problems: Sequence[Problem]) -> None:
    """Refuse a file without entries, or in which most rows are none: it is something else."""
    where = f"{name} line {header.line}"
    if not rows and not any(problem.severity == "error" for problem in problems):
        raise Unreadable(where, "names columns but has no entries", "an export with entries")
    left_out = sum(1 for problem in problems if problem.severity == "note")
    if left_out > max(LEFT_OUT_MAX, len(rows)):
        message = f"names columns, but {left_out:,} rows are no entries and only {len(rows):,} are"
        raise Unreadable(where, message, "an export of one list of entries")


def refuse_wrong(name: str, problems: Sequence[Problem]) -> None:
    """Refuse the file where a row cannot be read: sums without it would be of another file."""
    count = sum(1 for problem in problems if problem.severity == "error")
    if count:
        rows_said = "1 row cannot be read" if count == 1 else f"{count:,} rows cannot be read"
        raise Unreadable(name, f"{rows_said}, so nothing of the file is used", "every row readable")


def digits_of(
    rows: Sequence[Row], columns: Columns, mapping: Mapping, currency: str | None
) -> int | None:
    """The decimals of the one currency that all rows are in; None where that is not known."""
    if mapping.currency or "currency" not in columns.at:
        return DIGITS.get(mapping.currency or currency or "")
    named = {currency_named(columns.cell(row, "currency")) or currency for row in rows}
    return DIGITS.get(named.pop() or "") if len(named) == 1 else None


def marks_of(
    rows: Sequence[Row], columns: Columns, mapping: Mapping, digits: int | None = None
) -> Marks:
    """The decimal mark: as the mapping says, else as the amounts prove, of so many decimals."""
    if mapping.decimal is not None:
        return Marks(mapping.decimal, SAID)
    figures = columns.figures
    cells = ((row.line, row.cells[at]) for row in rows for at in figures if row.cells[at])
    return decimal_mark(cells, digits)


def dates_of(
    rows: Sequence[Row],
    before: Sequence[Row],
    columns: Columns,
    mapping: Mapping,
    first: Order | None = None,
) -> Found:
    """The order of day, month and year: as the mapping says, else as the dates prove."""
    if mapping.dates is not None:
        return Found(mapping.dates, SAID)
    pairs = [(columns.cell(row, "booking_date"), columns.cell(row, "value_date")) for row in rows]
    words = [word for row in before for cell in row.cells for word in cell.split()]
    return date_order(pairs, words, mapping.order or first)


def lines_of(rows: Sequence[Row], understood: Understood) -> tuple[list[Line], list[Problem]]:
    """The entries of the rows, and an error for each row that cannot be read."""
    figures: list[tuple[Row, Figures, str]] = []
    wrong: list[Problem] = []
    for row in rows:
        try:
            found = figures_of(row, understood)
            figures.append((row, found, marker_of(row, found, understood)))
        except Wrong as reason:
            wrong.append(problem_of(row, reason))
    signed = debits_signed([found for _, found, _ in figures], [mark for *_, mark in figures])
    understood = replace(understood, debits_signed=signed)
    lines: list[Line] = []
    for row, found, marker in figures:
        try:
            lines.append(line_of(row, found, marker, understood))
        except Wrong as reason:
            wrong.append(problem_of(row, reason))
    lines = in_one_currency(lines)
    return lines, sorted(wrong, key=lambda problem: int(problem.where.split()[-1]))


def in_one_currency(lines: list[Line]) -> list[Line]:
    """The entries, those without a currency in the only one that their account's others name.

    An export may write the sign of the currency beside some amounts only.
    """
    named: dict[str, set[str | None]] = {}
    for line in lines:
        named.setdefault(line.account, set()).add(line.currency)
    only = {
        account: next(iter(found - {None}))
        for account, found in named.items()
        if None in found and len(found) == 2
    }
    if not only:
        return lines
    return [
        line._replace(currency=only[line.account],
                      entry=replace(line.entry, currency=only[line.account]))
        if line.currency is None and line.account in only else line
        for line in lines
    ]  # fmt: skip
