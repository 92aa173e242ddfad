"""Lines of a SWIFT message file -> its fields, each with its lines and the number of the first.

A field starts with ":61:" at the beginning of a line and goes on until the next; "-" or "-}"
alone ends a message, "{1:" and its like are the envelope. Banks break the free text of :86:
anywhere, so a line of it may look like a field (":26:37", the rest of a time): only fields that
a statement knows start one there. Source: SWIFT MT940, MT942; DFÜ agreement, annex 3 (:NS:).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from treasury.accounts.statements.statement import Unreadable
from treasury.accounts.statements.text_lines import UTF8_MARK, Line

KNOWN = frozenset((
    "13", "13D", "20", "21", "25", "25P", "28", "28C", "34F", "60F", "60M", "61", "62F", "62M",
    "64", "65", "65F", "86", "90C", "90D", "NS",
))  # fmt: skip
START = re.compile(r" *:([0-9]{2}[A-Za-z]?|NS):")
LOOSE_KIND = re.compile(r":?(94[0-2]|950)(?: 00)?:?")
BLOCK = re.compile(r"\{[1-5S]:")
BLOCK_KIND = re.compile(r"\{2:[IO]([0-9]{3})")
TIME_CUT_BEFORE = re.compile(r"(?<![0-9])[0-9]{2}$")
TIME_CUT_AFTER = re.compile(r"[0-9]{2}(?![0-9])")
FREE_TEXT = ("86", "NS")
BALANCES_AFTER_ENTRIES = ("62F", "62M")
LINES_MAX = 1000
FIELD_CHARACTERS_MAX = 200_000
"""Most of one field; the standard allows six lines of 65, no bank sends a thousand."""

ENVELOPE, END = "{", "-"


class Field(NamedTuple):
    """A field of a message: its tag, its lines (the first without the tag), where it starts.

    Two tags are not fields: `ENVELOPE` announces a message (its lines say which), `END` ends one.
    """

    tag: str
    lines: tuple[str, ...]
    number: int

    @property
    def text(self) -> str:
        """The first line, without spaces around it."""
        return self.lines[0].strip()

    @property
    def where(self) -> str:
        """The place in the user's words, as "line 5 (:61:)"."""
        return f"line {self.number} (:{self.tag}:)"


class Splitter:
    """Lines -> fields; remembers only the field that is not yet complete."""

    def __init__(self) -> None:
        """Start outside any field."""
        self.tag = ""
        self.lines: list[str] = []
        self.number = 0
        self.length = 0
        self.closed = True

    def finished(self) -> Iterator[Field]:
        """The field read so far, if there is one; then none is open."""
        if self.tag:
            yield Field(self.tag, tuple(self.lines), self.number)
        self.tag = ""

    def start(self, tag: str, text: str, number: int) -> None:
        """Open a field."""
        self.tag, self.lines, self.number, self.length = tag, [text], number, len(text)
        if tag == "20":
            self.closed = False
        elif tag in BALANCES_AFTER_ENTRIES:
            self.closed = True

    def take(self, line: Line) -> Iterator[Field]:
        """The fields that this line completes."""
        text = line.text.lstrip() if not self.tag else line.text
        if text.rstrip() == "-" or text.startswith("-}"):
            yield from self.finished()
            yield Field(END, ("",), line.number)
            text = text[2:]
        if BLOCK.match(text):
            yield from self.finished()
            header, _, text = text.rpartition("{4:")
            yield Field(ENVELOPE, (header or text,), line.number)
            text = text if header else ""
        begun = self.begun_by(text)
        if begun:
            yield from self.finished()
            self.start(begun[1].upper(), text[begun.end() :], line.number)
        elif self.tag:
            self.go_on(text, line)
        elif kind := LOOSE_KIND.fullmatch(text.strip()):
            yield Field(ENVELOPE, (f"{{2:I{kind[1]}",), line.number)

    def begun_by(self, text: str) -> re.Match[str] | None:
        """The beginning of a field in this line; None where none starts."""
        start = START.match(text)
        if start and self.tag in FREE_TEXT:
            known = start[1].upper() in KNOWN
            return None if not known or self.time_cut(text[start.end() :]) else start
        return start

    def time_cut(self, rest: str) -> bool:
        """Whether the line is the end of a time cut at its colon, as "T13" and ":20:07"."""
        before, after = TIME_CUT_BEFORE.search(self.lines[-1]), TIME_CUT_AFTER.match(rest)
        return not self.closed and before is not None and after is not None

    def go_on(self, text: str, line: Line) -> None:
        """Add a line to the open field."""
        self.length += len(text)
        if len(self.lines) == LINES_MAX or self.length > FIELD_CHARACTERS_MAX:
            message = f"field :{self.tag}: of line {self.number} is still going on"
            raise Unreadable(line.where, message, "fields of a few lines each")
        self.lines.append(text)


def fields(lines: Iterator[Line]) -> Iterator[Field]:
    """The fields of the file in order, with the ends and envelopes of messages between them."""
    splitter = Splitter()
    for line in lines:
        yield from splitter.take(line)
    yield from splitter.finished()


def recognised(head: bytes) -> bool:
    r"""Whether a file that begins so is a SWIFT message: an envelope, or fields at line starts.

    >>> recognised(b"\x01{1:F01BANKNL2A"), recognised(b"\r\n:20:START\r\n"), recognised(b"<html>")
    (True, True, False)
    """
    text = head.removeprefix(UTF8_MARK)
    if text.lstrip()[:1] == b"<":
        return False
    starts = re.search(rb"(?:^|[\r\n])[\x01 ]*:(?:[0-9]{2}[A-Z]?|NS):", text)
    return starts is not None or text.lstrip(b"\x01\r\n ").startswith(b"{1:")


def recognised_interim(head: bytes) -> bool:
    r"""Whether a file that begins so is a report during the day: its envelope or fields say so.

    >>> recognised_interim(b":20:R1\n:34F:EURD100,\n"), recognised_interim(b":20:R1\n:60F:C26")
    (True, False)
    """
    kind = BLOCK_KIND.search(head.decode("latin-1"))
    if kind:
        return kind[1] == "942"
    said = re.search(rb"[\r\n]:(?:34F|13D|90[CD]):", head)
    return said is not None and recognised(head) and b":60" not in head
