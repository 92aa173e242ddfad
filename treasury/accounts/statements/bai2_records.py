"""Lines of a BAI2 file -> its records, and a record -> its fields one after another.

A record starts with its two-digit code; a line with code 88 goes on with the record before it.
Fields are split by commas and a slash ends the line; banks leave out the slash, or write a comma
too many before it. Only the text at the end of a record may hold commas and slashes of its own.
Source: BAI Cash Management Balance Reporting Specifications, version 2.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from treasury.accounts.statements.figures import shown
from treasury.accounts.statements.statement import Unreadable
from treasury.accounts.statements.text_lines import UTF8_MARK, Line

CONTINUATION = "88"
START = re.compile(r"([0-9]{2})[,/]")
HEADER = re.compile(rb"01,[^,\r\n]*,[^,\r\n]*,[0-9]{6},")
RECORD_CHARACTERS_MAX = 500_000
"""An account's record with all its codes takes some thirty lines of eighty characters."""


class Record(NamedTuple):
    """A record: its code and its lines, each without code and slash; `number` is the first's."""

    code: str
    lines: tuple[str, ...]
    number: int

    @property
    def where(self) -> str:
        """The place in the user's words, as "line 5 (record 16)"."""
        return f"line {self.number} (record {self.code})"


def records(lines: Iterator[Line]) -> Iterator[Record]:
    """The records of the file in order; `Unreadable` at a line that is none."""
    code, kept, number, length = "", [""], 0, 0
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        start = START.match(text + "/")
        if not start or (start[1] == CONTINUATION and not code):
            expected = "lines that start with 01, 02, 03, 16, 49, 88, 98 or 99 and a comma"
            raise Unreadable(line.where, f"{shown(text)} is no BAI2 record", expected)
        rest = text[3:].removesuffix("/")
        if start[1] != CONTINUATION:
            if code:
                yield Record(code, tuple(kept), number)
            code, kept, number, length = start[1], [rest], line.number, len(text)
        else:
            length += len(text)
            if length > RECORD_CHARACTERS_MAX:
                message = f"the record of line {number} is still going on"
                raise Unreadable(line.where, message, "records of a few lines each")
            kept.append(rest)
    if code:
        yield Record(code, tuple(kept), number)


class Cursor:
    """The fields of a record, taken one after another over all its lines."""

    def __init__(self, record: Record) -> None:
        """Start at the first field."""
        self.lines = [line.split(",") for line in record.lines]
        self.line = 0
        self.place = 0

    @property
    def at_line_start(self) -> bool:
        """Whether the next field is the first of a continuing line."""
        return self.line > 0 and self.place == 0

    @property
    def ended(self) -> bool:
        """Whether no field is left."""
        return self.line == len(self.lines)

    def peek(self) -> str:
        """The next field without taking it; "" where none is left."""
        return "" if self.ended else self.lines[self.line][self.place].strip()

    def take(self) -> str:
        """The next field; "" where none is left."""
        field = self.peek()
        if not self.ended:
            self.place += 1
            if self.place == len(self.lines[self.line]):
                self.line, self.place = self.line + 1, 0
        return field

    def rest(self) -> list[str]:
        """What is left, line by line, commas and all."""
        if self.ended:
            return []
        first = ",".join(self.lines[self.line][self.place :])
        return [first, *(",".join(line) for line in self.lines[self.line + 1 :])]


def recognised(head: bytes) -> bool:
    """Whether a file that begins so is BAI2: a file header with a date in its fourth field.

    >>> recognised(b"01,122099999,123456789,260302,1800,1,,,2/"), recognised(b"01,02,03")
    (True, False)
    """
    return HEADER.match(head.removeprefix(UTF8_MARK).lstrip()) is not None
