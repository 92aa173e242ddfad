"""Bytes of a file -> text, or a sentence that says how to save it instead."""

import re

from treasury.errors import CONTROLS

SAVE_CSV = "a file saved as 'CSV UTF-8 (comma delimited)'"
SAVE_TEXT = "a text file saved with the encoding UTF-8"
CONTROL = re.compile(f"[{CONTROLS}]")


class NotText(ValueError):
    """Bytes that are not UTF-8 text: what they are instead, and what to do about it."""

    def __init__(self, message: str, expected: str = "") -> None:
        """Keep the sentence and the advice."""
        super().__init__(message)
        self.expected = expected


def decoded(data: bytes) -> str:
    r"""The text of a file in UTF-8, with or without a byte order mark.

    >>> decoded("\ufeffid,name".encode())
    'id,name'
    >>> decoded("编号".encode("gbk"))
    Traceback (most recent call last):
    treasury.loading.text.NotText: is not in UTF-8; it looks like GBK (line 1)
    """
    if data.startswith(b"PK\x03\x04"):
        raise NotText("is an Excel workbook or another packed file, not text")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotText("is saved as UTF-16 (Excel calls it 'Unicode text')")
    if b"\0" in data:
        raise NotText("contains NUL bytes, so it is not a text file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = "; it looks like GBK" if looks_like_gbk(data) else ""
        raise NotText(f"is not in UTF-8{guess} (line {line})") from None
    control = CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise NotText(f"contains the control character U+{ord(control[0]):04X} (line {line})")
    return text


def looks_like_gbk(data: bytes) -> bool:
    """Whether the bytes read as text in GBK with common Chinese characters (those of GB 2312)."""
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return re.search(rb"[\xb0-\xf7][\xa1-\xfe]", data) is not None
