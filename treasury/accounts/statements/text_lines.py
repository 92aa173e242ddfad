"""Bytes of a text file -> its lines, numbered from 1, safe to show and bounded in length.

Statements come as UTF-8 or in an older code page, some with the control characters of the line
they were sent over. A line is read as UTF-8 where it is UTF-8, else as Chinese (GB18030) where its
bytes stand in pairs as Chinese characters do, else as Western European (Windows-1252). Controls
are taken out, so that nothing in a bank's text can act on a screen.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from treasury.accounts.statements.notes import Notes
from treasury.accounts.statements.statement import Source, Unreadable
from treasury.errors import NOT_IN_A_LINE

LINE_BYTES_MAX = 65536
"""No line of a statement is longer: the longest standard one has 80 characters."""
UTF8, CHINESE, WESTERN = "UTF-8", "Chinese (GB18030)", "Western European (Windows-1252)"
PAIRS = re.compile(rb"(?:[\x00-\x7f]|[\x81-\xfe][\x40-\x7e\x80-\xfe])*")
COMMON = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")
"""Bytes in which GB18030 writes any character of two bytes, and a common Chinese one."""
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """A line of text without its end, and the code page it was read in."""

    number: int
    text: str
    code_page: str = UTF8

    @property
    def where(self) -> str:
        """The place in the user's words."""
        return f"line {self.number}"


def text_lines(source: Source) -> Iterator[Line]:
    """The lines of the file in order, or `Unreadable` at the first that is not text."""
    with source.open() as file:
        for number, raw in enumerate(raw_lines(file), start=1):
            if b"\x00" in raw:
                raise Unreadable(f"line {number}", "holds a NUL byte, so this is not text")
            yield decoded(number, raw)


def raw_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines as bytes; CR, LF and CR LF end a line."""
    number = 0
    while raw := file.readline(LINE_BYTES_MAX):
        if number == 0:
            refuse_utf16(raw)
            raw = raw.removeprefix(UTF8_MARK)
        if len(raw) == LINE_BYTES_MAX and not raw.endswith(b"\n"):
            message = f"is longer than {LINE_BYTES_MAX:,} bytes"
            raise Unreadable(f"line {number + 1}", message, "a statement in lines")
        line = raw.removesuffix(b"\n").removesuffix(b"\r")
        for part in line.split(b"\r") if b"\r" in line else (line,):
            number += 1
            yield part


def refuse_utf16(raw: bytes) -> None:
    """Nothing for text in bytes; `Unreadable` for text in pairs of bytes."""
    if raw.startswith(UTF16_MARKS) or b"\x00" in raw[:4]:
        expected = "UTF-8 or a one-byte code page; open it in an editor and save it as UTF-8"
        raise Unreadable("line 1", "is text in UTF-16, in which no bank sends statements", expected)


def decoded(number: int, raw: bytes) -> Line:
    r"""The line as text without controls.

    >>> decoded(1, b":86:Geb\xfchr\x1b[31m\x03").text, decoded(2, b"-\x03").text
    (':86:Gebühr[31m', '-')
    >>> decoded(3, ":86:资金归集".encode("gb18030"))
    Line(number=3, text=':86:资金归集', code_page='Chinese (GB18030)')
    """
    try:
        text, page = raw.decode(), UTF8
    except UnicodeDecodeError:
        page = CHINESE if is_chinese(raw) else WESTERN
        text = raw.decode("gb18030" if page == CHINESE else "cp1252", errors="replace")
    if not text.isprintable():
        text = NOT_IN_A_LINE.sub("", text.replace("\t", " "))
    return Line(number, text, page)


def is_chinese(raw: bytes) -> bool:
    """Whether the bytes beyond ASCII stand in pairs, most of them common Chinese characters.

    A letter with an accent makes a pair with the next letter, but none that is common; two
    accents side by side, as in a French word, make one that is, so one pair is no proof.
    """
    beyond = sum(byte >= 0x80 for byte in raw)
    common = len(COMMON.findall(raw))
    return PAIRS.fullmatch(raw) is not None and common >= 2 and 4 * common >= beyond


def told(lines: Iterator[Line], notes: Notes) -> Iterator[Line]:
    """The lines as they are; the first line of each code page but UTF-8 is noted."""
    pages = {UTF8}
    for line in lines:
        if line.code_page not in pages:
            pages.add(line.code_page)
            message = f"is not UTF-8; letters beyond ASCII were read as {line.code_page}"
            notes.say("note", line.where, message)
        yield line
