"""Bytes of a CSV export -> its rows, in an encoding and with a delimiter found by evidence.

UTF-8 proves itself. Between GB18030 and Windows-1252 the names of the columns decide, then the
shape of the bytes: Chinese characters are pairs of high bytes, accented letters stand alone. The
delimiter is the one that lets most names of columns be recognised.
"""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from treasury.accounts.statements.statement import Unreadable

BYTES_MAX = 16 << 20
LINE_MAX = 100_000
CELLS_MAX = 200
SAMPLE_BYTES = 1 << 18
WIDE_ROWS_MAX = 500
ROWS_BEFORE_HEADER_MAX = 60
POOL_MAX = 4096
DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
ENCODINGS = {"utf-8-sig": "UTF-8", "gb18030": "GB18030", "cp1252": "Windows-1252"}
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class Row(NamedTuple):
    """One record of the file: the line it begins on, counted from 1, and its cells."""

    line: int
    cells: list[str]

    @property
    def place(self) -> str:
        """Where it stands, for the user."""
        return f"line {self.line}"


def refuse_size(name: str, size: int) -> None:
    """Refuse a file that is larger than an export ever is."""
    if size > BYTES_MAX:
        raise Unreadable(
            name,
            f"is {size >> 20:,} MB, and a CSV export may have {BYTES_MAX >> 20} MB",
            "a file for each month or account",
        )


def refuse_bytes(name: str, data: bytes) -> None:
    """Refuse bytes that are no text, or lines that no export has."""
    if (at := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, at) + 1
        what = "contains NUL bytes; it is perhaps saved as UTF-16"
        raise Unreadable(f"{name} line {line}", what, "the file saved as 'CSV UTF-8'")
    for number, part in enumerate(io.BytesIO(data), start=1):
        if len(part) > LINE_MAX and max(map(len, part.split(b"\r"))) > LINE_MAX:
            what = f"has a line of more than {LINE_MAX:,} bytes"
            raise Unreadable(f"{name} line {number}", what, "a line for each entry")


def candidates(data: bytes) -> list[str]:
    """The encodings in which the bytes are text, the likeliest first."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    else:
        return ["utf-8-sig"]
    runs = [len(found) for found in HIGH_RUN.findall(data[:SAMPLE_BYTES])]
    alone = sum(1 for length in runs if length % 2)
    likely = ["cp1252", "gb18030"] if 2 * alone >= len(runs) else ["gb18030", "cp1252"]
    return [encoding for encoding in likely if decodes(data, encoding)]


def decodes(data: bytes, encoding: str) -> bool:
    """Whether the bytes are text in the encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def rows_of(data: bytes, encoding: str, delimiter: str) -> Iterator[Row]:
    """The records that have something in them; raises `csv.Error` where quotes do not close."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    line = 1
    pool: dict[str, str] = {}  # texts that come again (days, currencies, names) are kept once
    for cells in reader:
        if len(cells) > CELLS_MAX:
            raise csv.Error(f"{len(cells):,} cells in a line")
        if len(pool) > POOL_MAX:
            pool.clear()
        stripped = [pool.setdefault(cell, cell) for cell in map(str.strip, cells)]
        if any(stripped):
            yield Row(line, stripped)
        line = reader.line_num + 1


def first_rows(data: bytes, encoding: str, delimiter: str) -> list[Row]:
    """The rows among which the names of the columns are; as many as can be read."""
    rows: list[Row] = []
    try:
        for row in rows_of(data, encoding, delimiter):
            rows.append(row)
            if len(rows) == ROWS_BEFORE_HEADER_MAX:
                break
    except csv.Error:
        pass
    return rows


def all_rows(
    name: str, rows_read: Iterator[Row], width: int, count: int | None = None
) -> list[Row]:
    """Every row of the file, or the first `count`; `Unreadable` with the line that is no CSV.

    A file in which very many rows are wider than its header is given up early.
    """
    rows: list[Row] = []
    wide = 0
    try:
        for row in islice(rows_read, count):
            rows.append(row)
            wide += len(row.cells) > width and any(row.cells[width:])
            if wide > WIDE_ROWS_MAX:
                what = f"has more than {WIDE_ROWS_MAX} rows with more cells than names of columns"
                raise Unreadable(f"{name} {row.place}", what, "one cell for each column")
    except csv.Error as error:
        line = rows[-1].line + 1 if rows else 1
        raise Unreadable(
            f"{name} from line {line}",
            f"cannot be read as CSV ({error})",
            'quotation marks in pairs around a text, such as "rent, March"',
        ) from None
    return rows


def text_cell(cell: str) -> str:
    """A cell that is text: without the apostrophe or formula by which a spreadsheet keeps digits.

    Control characters become blanks. Nothing is ever computed.

    >>> text_cell("'6222000011112222"), text_cell('="0012"'), text_cell("'s-Gravenhage")
    ('6222000011112222', '0012', "'s-Gravenhage")
    >>> text_cell("=1+1")
    '=1+1'
    """
    if not cell:
        return ""
    if cell[0] in "='":
        if found := re.fullmatch(r'="([^"]*)"', cell):
            cell = found[1]
        if re.match(r"'[\d=+\-@]", cell):
            cell = cell[1:]
    plain = " ".join(cell.split())
    if plain == cell:
        plain = cell  # the same text is kept once
    return plain if plain.isprintable() else CONTROL.sub(" ", plain)
