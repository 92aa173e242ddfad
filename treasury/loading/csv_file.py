"""One CSV file -> rows of a list: a header line with the columns' names, then a record a line.

A blank cell is not given; several values in a cell stand apart by spaces or semicolons.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from treasury.loading.later import unknown
from treasury.loading.raw import EVERY, Raw, Rows, Values, key_of, renamed
from treasury.loading.shapes import Shape
from treasury.loading.sources import Origin

LINES_MAX = 1_000_000
"""Lines of one file; a record takes memory some ten times its line."""
QUOTES = 'double quotation marks around a text with a comma, such as "sale, cash"'


def read_csv(raw: Raw, name: str, text: str, shapes: dict[str, Shape]) -> None:
    """Add the records of `<name>.csv` to `raw`, or the reasons why they cannot be read."""
    file = f"{name}.csv"
    if max(text.count("\n"), text.count("\r")) > LINES_MAX:
        message = f"has more than {LINES_MAX:,} lines"
        raw.complain((name,), message, "fewer records", file)
        raw.broken.add((name, EVERY))
        return
    try:
        lines = [(line, cells) for line, cells in numbered(text) if any(cells)]
    except csv.Error as error:
        where = f"{file} line {line_of_error(text)}"
        raw.complain((name,), f"cannot be read as CSV ({error})", QUOTES, where)
        raw.broken.add((name, EVERY))
        return
    if not lines:
        expected = "a first line with the names of the columns: " + ",".join(required(shapes))
        raw.complain((name,), "is empty", expected, file)
        raw.broken.add((name, EVERY))
        return
    columns = columns_of(raw, name, lines[0], shapes)
    if columns is None:
        raw.broken.add((name, EVERY))
        return
    absent = frozenset(required(shapes)) - set(columns)
    for column in sorted(absent):
        raw.complain((name,), f"has no column {column!r}", where=f"{file} line {lines[0][0]}")
    raw.rows.append(rows_of(raw, name, lines[1:], columns, shapes, absent))


def numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record's first line number and its cells without surrounding blanks."""
    reader = csv.reader(io.StringIO(text, newline=None), strict=True)
    line = 1
    for cells in reader:
        yield line, list(map(str.strip, cells))
        line = reader.line_num + 1


def line_of_error(text: str) -> int:
    """The line on which the record begins that the CSV reader stumbles over."""
    line = 0
    reader = csv.reader(io.StringIO(text, newline=None), strict=True)
    try:
        for _ in reader:
            line = reader.line_num
    except csv.Error:
        pass
    return line + 1


def required(shapes: dict[str, Shape]) -> list[str]:
    """The columns without which no record can be read."""
    return [shape.name for shape in shapes.values() if shape.required]


def columns_of(
    raw: Raw, name: str, header: tuple[int, list[str]], shapes: dict[str, Shape]
) -> list[str] | None:
    """The field of each column ("" for an unknown one), None where the file makes no sense."""
    line, written = header
    where = f"{name}.csv line {line}"
    if not set(written) & set(shapes):
        other = "; the columns are separated by commas" if re.search("[;\t]", written[0]) else ""
        expected = "a first line with the names of the columns: " + ",".join(required(shapes))
        raw.complain((name,), f"has no line with column names{other}", expected, where)
        return None
    meant = renamed([column for column in written if column], shapes)
    for message, expected in wrong_columns(written, meant, list(shapes)):
        raw.complain((name,), message, expected, where)
    taken = [meant.get(column, column) or "" for column in written]
    named = [column for column in taken if column]
    return taken if len(set(named)) == len(named) else None


def wrong_columns(
    written: list[str], meant: dict[str, str | None], known: list[str]
) -> Iterator[tuple[str, str]]:
    """What is wrong with the names of the columns, and what would be right."""
    for column, count in sorted(Counter(written).items()):
        if column and count > 1:
            yield f"has the column {column!r} twice", "each column once"
    for position, column in enumerate(written, start=1):
        if not column:
            yield f"column {position} has no name", "a name for every column"
    for column, suggestion in meant.items():
        yield unknown(f"the column {column!r}", column, suggestion, known)


def rows_of(
    raw: Raw,
    name: str,
    lines: list[tuple[int, list[str]]],
    columns: list[str],
    shapes: dict[str, Shape],
    absent: frozenset[str],
) -> Rows:
    """The records of the lines that have as many cells as there are columns."""
    values: list[Values] = []
    origins: list[Origin] = []
    file, width = f"{name}.csv", len(columns)
    many = [shape.name for shape in shapes.values() if shape.many and shape.name in columns]
    for line, cells in lines:
        found: Values = {key: cell for key, cell in zip(columns, cells, strict=False) if cell}
        found.pop("", None)
        if len(cells) != width:
            message = f"has {len(cells)} cells where the header has {width}"
            raw.complain((name,), message, f"{width} cells, and {QUOTES}", f"{file} line {line}")
            raw.broken.add((name, key_of(name, found) or EVERY))
            raw.torn.append((name, "", Origin(file, line)))
            continue
        for key in many:
            if key in found:
                found[key] = words_of(str(found[key]))
        values.append(found)
        origins.append(Origin(file, line))
    return Rows(name=name, medium="csv", values=values, origins=origins, absent=absent)


def words_of(text: str) -> list[str]:
    """The words of a cell that holds a list, apart by blanks or semicolons.

    >>> words_of("09:00; 15:30"), words_of(" A  B ")
    (['09:00', '15:30'], ['A', 'B'])
    """
    return re.split(r"[;\s]+", text.strip("; \t\n"))
