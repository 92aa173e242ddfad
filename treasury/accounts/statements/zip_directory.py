"""What the end of a .zip says of its table of contents, asked before that table is read.

A table of contents costs time and memory for each record in it, and a record without a file costs
an archive 46 bytes: so the number of records and the bytes of the table are bounded first. Counts
are of files and folders, sizes in bytes. Source: PKWARE's .ZIP File Format Specification (APPNOTE),
4.3.14 to 4.3.16.
"""

import os
import struct
from typing import IO

from treasury.accounts.statements.statement import Unreadable

RECORDS_MAX = 4000
"""Twice the files that an archive may hold: a folder has a record of its own."""
DIRECTORY_BYTES_MAX = 1 << 20
"""What 4,000 records with long names fill. Whatever the end says of their number, no more than
22,795 records fit: the table is read only as far as its size is said to reach."""

END = struct.Struct("<4s4H2LH")
END_BEGINS = b"PK\x05\x06"
LOCATOR_BYTES, LOCATOR_BEGINS = 20, b"PK\x06\x07"
LARGE_END = struct.Struct("<4sQ2H2L4Q")
LARGE_END_BEGINS = b"PK\x06\x06"
COMMENT_BYTES_MAX = (1 << 16) - 1
TAIL_BYTES = LARGE_END.size + LOCATOR_BYTES + END.size + COMMENT_BYTES_MAX
SAID_ELSEWHERE = (1 << 32) - 1
"""The size that stands in the short end where only the long one (zip64) says it."""


def refuse_directory(name: str, file: IO[bytes]) -> None:
    """Refuse an archive whose end says more records, or a larger table, than can be meant.

    One without such an end is no archive; who opens it says so.
    """
    tail = tail_of(file)
    at = tail.rfind(END_BEGINS)
    if at < 0 or len(tail) - at < END.size:
        return
    _, _, _, _, records, size, _, _ = END.unpack_from(tail, at)
    sizes = [size] if size != SAID_ELSEWHERE else []
    if tail[max(at - LOCATOR_BYTES, 0) : at].startswith(LOCATOR_BEGINS):
        records, size = large_end(name, tail[: at - LOCATOR_BYTES])
        sizes.append(size)
    if records > RECORDS_MAX:
        what = f"lists {records:,} files and folders"
        raise Unreadable(name, what, f"at most {RECORDS_MAX:,} of them in an archive")
    if max(sizes, default=0) > DIRECTORY_BYTES_MAX:
        what = f"has a table of contents of {max(sizes):,} bytes"
        raise Unreadable(name, what, f"one of at most {DIRECTORY_BYTES_MAX:,} bytes")


def tail_of(file: IO[bytes]) -> bytes:
    """The last bytes of the file, as many as its end can stand in."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - TAIL_BYTES, 0))
    return file.read()


def large_end(name: str, before: bytes) -> tuple[int, int]:
    """The number of records and the bytes of the table, as the long end (zip64) says them.

    It stands right before its locator: elsewhere, two readers could find two of them.
    """
    found = before[-LARGE_END.size :]
    if len(found) < LARGE_END.size or not found.startswith(LARGE_END_BEGINS):
        what = "is a damaged archive (its zip64 end is not in its place)"
        raise Unreadable(name, what, "a .zip as the bank sent it")
    *_, records, size, _ = LARGE_END.unpack(found)
    return records, size
