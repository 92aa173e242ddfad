"""Bytes of a text file -> its lines, numbered from 1, safe to show and bounded in length.

Statements come as UTF-8 or in an old one-byte code page, some with the control characters of the
line they were sent over. A line is read as UTF-8 where it is UTF-8, else as Western European
(Windows-1252); controls are taken out, so that nothing in a bank's text can act on a screen.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from treasury.accounts.statements.statement import Source, Unreadable
from treasury.errors import NOT_IN_A_LINE

LINE_BYTES_MAX = 65536
"""No line of a statement is longer: the longest standard one has 80 characters."""
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """A line of text without its end; `guessed` where the code page had to be guessed."""

    number: int
    text: str
    guessed: bool = False

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
        for line in raw.removesuffix(b"\n").removesuffix(b"\r").split(b"\r"):
            number += 1
            yield line


def refuse_utf16(raw: bytes) -> None:
    """Nothing for text in bytes; `Unreadable` for text in pairs of bytes."""
    if raw.startswith(UTF16_MARKS) or b"\x00" in raw[:4]:
        expected = "UTF-8 or a one-byte code page; open it in an editor and save it as UTF-8"
        raise Unreadable("line 1", "is text in UTF-16, in which no bank sends statements", expected)


def decoded(number: int, raw: bytes) -> Line:
    r"""The line as text without controls.

    >>> decoded(1, b":86:Geb\xfchr\x1b[31m\x03"), decoded(2, b"-\x03")
    (Line(number=1, text=':86:Gebühr[31m', guessed=True), Line(number=2, text='-', guessed=False))
    """
    try:
        text, guessed = raw.decode(), False
    except UnicodeDecodeError:
        text, guessed = raw.decode("cp1252", errors="replace"), True
    return Line(number, NOT_IN_A_LINE.sub("", text.replace("\t", " ")), guessed)
