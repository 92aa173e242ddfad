"""A file of any known format -> its parts: which format it is, decided by its first bytes.

The name of a file proves nothing (a log-in page may be called .xml), so formats are recognised by
content. Each format is a row of `FORMATS`; the first that recognises the beginning reads the file.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from treasury.accounts.statements.statement import Part, Source, Unreadable

HEAD_BYTES = 4096
"""How much of a file its format is recognised by."""


class Format(NamedTuple):
    """A kind of statement file: its name, whether the first bytes are its, and its reader.

    The reader yields the parts in the order of the file and raises `Unreadable` where the file
    cannot be read on.
    """

    name: str
    recognises: Callable[[bytes], bool]
    read: Callable[[Source], Iterator[Part]]


FORMATS: tuple[Format, ...] = ()


def format_of(source: Source) -> Format:
    """The format of the file, or `Unreadable` with what it looks like instead."""
    with source.open() as file:
        head = file.read(HEAD_BYTES)
    for known in FORMATS:
        if known.recognises(head):
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise Unreadable(source.name, "is not a statement in a known format", f"one of {names}")
