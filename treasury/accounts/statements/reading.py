"""A file of any known format -> its parts: which format it is, decided by its first bytes.

The name of a file proves nothing (a log-in page may be called .xml), so formats are recognised by
content. Each format is a row of `FORMATS`; the first that recognises the beginning reads the file.
What is no statement but has a known face is refused with what to ask the bank for instead.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from treasury.accounts.statements import (
    bai2,
    bai2_records,
    bank_csv,
    camt,
    mt940,
    mt_fields,
    template,
)
from treasury.accounts.statements.files import (
    MAPPING_ENDING,
    Told,
    Unopened,
    no_one,
    sources_in,
    sources_of,
)
from treasury.accounts.statements.statement import Part, Problem, Source, Unreadable
from treasury.record import record

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


FORMATS: tuple[Format, ...] = (
    *(Format(name, partial(camt.recognises, name), camt.read) for name in camt.MESSAGES),
    Format("MT942", mt_fields.recognised_interim, mt940.read),
    Format("MT940", mt_fields.recognised, mt940.read),
    Format("BAI2", bai2_records.recognised, bai2.read),
    Format("XLSX", template.recognises, template.read),
    Format("CSV", bank_csv.recognises, bank_csv.read),
)

STATEMENT = "camt.053, MT940, BAI2 or CSV as the bank exports it"
FACES: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (re.compile(rb"\x89PNG|GIF8|\xff\xd8\xff"), "is a picture", STATEMENT),
    (re.compile(rb"%PDF"), "is a PDF, made for reading by people", STATEMENT),
    (
        re.compile(rb"\xd0\xcf\x11\xe0"),
        "is a workbook of the old kind (.xls) or another old Office file",
        "our template as .xlsx, or the sheet saved as CSV UTF-8",
    ),
    (
        re.compile(rb"\x1f\x8b|Rar!|7z\xbc\xaf|BZh|\xfd7zXZ"),
        "is packed in another way than .zip",
        "the files themselves, or a .zip of them",
    ),
    (
        re.compile(rb"\s*(?:OFXHEADER|<\?xml[^>]*>\s*<\?OFX|<\?OFX|<OFX>)", re.IGNORECASE),
        "is an OFX file, which holds no opening balance and is not read",
        STATEMENT,
    ),
    (
        re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!DOCTYPE\s+html|html|head|body)",
                   re.IGNORECASE | re.DOTALL),
        "is a web page, perhaps the bank's log-in page",
        "the statement itself, downloaded after logging in",
    ),
)  # fmt: skip
"""Beginnings that are known and are no statement: what they are, and what would be right."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""XML may be saved as UTF-16; nothing else may."""


def format_of(source: Source) -> Format:
    """The format of the file, or `Unreadable` with what it looks like instead."""
    with source.open() as file:
        head = file.read(HEAD_BYTES)
    for face, what, expected in FACES:
        if face.match(head.removeprefix(BYTE_ORDER_MARK)):
            raise Unreadable(source.name, what, expected)
    for known in FORMATS:
        if known.recognises(head):
            return known
    if head.startswith(UTF16_MARKS):
        raise Unreadable(source.name, "is saved as UTF-16", "the file saved as UTF-8")
    if b"\0" in head:
        raise Unreadable(source.name, "contains NUL bytes, so it is not a text file", STATEMENT)
    names = ", ".join(known.name for known in FORMATS)
    raise Unreadable(source.name, "is not a statement in a known format", f"one of {names}")


@record
class Opened:
    """A file whose format is known; `parts` raises `Unreadable` where it cannot be read on."""

    source: Source
    format: str
    parts: Iterator[Part]


def read_file(
    path: Path, told: Told = no_one, mapping: Path | None = None
) -> Iterator[Opened | Unopened]:
    """The statement file at the path, or each one in the archive at the path, opened to be read.

    Whoever wants to show progress is told of bytes as they are read: about twice the file's size.
    `mapping` says how CSV exports are to be read, whatever mapping file lies beside them.
    """
    yield from opened(sources_of(path, told, mapping))


def read_bytes(
    name: str, data: bytes, mapping: tuple[str, bytes] | None = None, *, given: bool = False
) -> Iterator[Opened | Unopened]:
    """The same for a file that is held in memory under a name; nothing is read from disk.

    `mapping` is its mapping file, by name and content; with `given` it is that of all CSV exports
    in an archive too, whatever mapping files are packed with them.
    """
    yield from opened(sources_in(name, data, mapping, given=given))


def opened(sources: Iterator[Source | Unopened]) -> Iterator[Opened | Unopened]:
    """Each file with its format and reader, or why there is none."""
    for source in sources:
        if isinstance(source, Unopened):
            yield source
            continue
        if source.name.endswith(MAPPING_ENDING):
            message = "is a mapping file; it belongs to the CSV export of this name"
            note = Problem(severity="note", where=source.name, message=message)
            yield Opened(source=source, format="mapping", parts=iter([note]))
            continue
        try:
            known = format_of(source)
        except Unreadable as reason:
            yield Unopened(name=source.name, reason=reason, sha256=source.sha256)
            continue
        yield Opened(source=source, format=known.name, parts=known.read(source))
