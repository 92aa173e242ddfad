"""XML of any size -> the elements asked for, each as it ends, in the memory of one of them.

Read by lxml's pull parser, in chunks: an element is handed out when its end was read, and dropped
when the next of its name has begun. Nothing outside of the file is ever read: no DTD, no entity,
no network; a document type declaration is refused, whatever it says, because statements have none
and entity bombs need one. The parser itself bounds depth (256) and single texts (10 MB); what may
come between two elements asked for is bounded here, and with it all memory. Sizes in bytes.
"""

from collections.abc import Iterator
from typing import Protocol

from lxml import etree

from treasury.accounts.statements.statement import Source, Unreadable

CHUNK = 1 << 16
BETWEEN_MAX = 1 << 20
"""Most bytes without the end of an element that was asked for."""
SIBLINGS_MAX = 1000
"""Most elements of other names beside those asked for."""
FIRST_CHUNK = 512
DOCTYPE = b"<!DOCTYPE"
WELL_FORMED = "a complete and well-formed XML file, as the bank sent it"
SAFE = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}
ENDS_EARLY = {"ERR_DOCUMENT_EMPTY", "ERR_DOCUMENT_END", "ERR_TAG_NOT_FINISHED", "ERR_GT_REQUIRED"}


class Element(Protocol):
    """What is used of an element of lxml, which has no types of its own."""

    tag: str
    text: str | None
    sourceline: int | None

    def __iter__(self) -> "Iterator[Element]": ...

    def __len__(self) -> int: ...

    def get(self, key: str) -> str | None:
        """The attribute's text."""

    def clear(self) -> None:
        """Drop everything inside."""

    def remove(self, element: "Element") -> None:
        """Drop this child."""

    def getparent(self) -> "Element | None":
        """The element around it."""

    def getprevious(self) -> "Element | None":
        """The element before it in the same parent."""


def local(element: Element) -> str:
    """The element's name without its namespace.

    >>> local(etree.fromstring('<Document xmlns="urn:x"/>'))
    'Document'
    """
    return element.tag[element.tag.rfind("}") + 1 :]


def line_of(element: Element) -> str:
    """The place of the element in the user's words, for example `line 12`."""
    return f"line {element.sourceline}"


def openings(source: Source) -> Iterator[tuple[str, str]]:
    """Namespace and local name of each element as it opens, from the root on.

    Only as much of the file is read as is asked for, and never more than `BETWEEN_MAX`.
    """
    parser = etree.XMLPullParser(events=("start",), **SAFE)
    beginning, typed = True, False
    with source.open() as file:
        for size in (FIRST_CHUNK, *[CHUNK] * (BETWEEN_MAX // CHUNK)):
            chunk = file.read(size)
            if not chunk:
                return
            typed = typed or (beginning and DOCTYPE in chunk.replace(b"\0", b""))
            try:
                feed(parser, chunk)
            except Unreadable as reason:
                raise (doctype_refused() if typed else reason) from None
            for _, element in parser.read_events():
                if beginning:
                    refuse_doctype(element)
                beginning = False
                namespace, _, name = element.tag.rpartition("}")
                yield namespace.removeprefix("{"), name


def ended(source: Source, names: tuple[str, ...]) -> Iterator[Element]:
    """The elements of these local names, in any namespace, in the order in which they end.

    When the next is asked for, the last is emptied, and the one of its name before it is gone;
    what stands beside them stays until their parent is dropped.
    """
    parser = etree.XMLPullParser(events=("end",), tag=[f"{{*}}{name}" for name in names], **SAFE)
    between = 0
    with source.open() as file:
        while chunk := file.read(CHUNK):
            feed(parser, chunk)
            between += len(chunk)
            for _, element in parser.read_events():
                between = 0
                yield element
                drop(element)
            if between > BETWEEN_MAX:
                raise Unreadable(
                    source.name,
                    f"goes on for more than {BETWEEN_MAX:,} bytes without the end of "
                    f"{', '.join(names)}",
                    "entries of ordinary size",
                )
    finish(parser)


def feed(parser: "etree.XMLPullParser", chunk: bytes) -> None:
    """Give the parser more of the file, or say what is wrong in it."""
    try:
        parser.feed(chunk)
    except etree.XMLSyntaxError as error:
        raise not_well_formed(error.position[0], str(error.msg)) from None
    for entry in parser.feed_error_log:
        if entry.level_name != "WARNING":
            raise not_well_formed(entry.line, entry.message)


def finish(parser: "etree.XMLPullParser") -> None:
    """Tell the parser that the file has ended, or say that it ended too early."""
    try:
        refuse_doctype(parser.close())
    except etree.XMLSyntaxError as error:
        kinds = {entry.type_name for entry in parser.feed_error_log}
        line = error.position[0]
        if kinds & ENDS_EARLY or not kinds:
            message = "the file ends in the middle: it was cut off"
            raise Unreadable(f"line {line}" if line else "the file", message, WELL_FORMED) from None
        raise not_well_formed(line, str(error.msg)) from None


def not_well_formed(line: int, message: str) -> Unreadable:
    """The reason to be raised where the parser cannot go on."""
    said = message.split(", line ", maxsplit=1)[0].strip()
    if "XML_PARSE_HUGE" in said or "xmlCtxt" in said:
        said = said.split(",")[0]
    return Unreadable(f"line {line}", f"is not well-formed XML ({said})", WELL_FORMED)


def refuse_doctype(element: Element) -> None:
    """Refuse a document that declares its type."""
    if etree.ElementTree(element).docinfo.doctype:
        raise doctype_refused()


def doctype_refused() -> Unreadable:
    """The reason to be raised for a document that declares its type."""
    return Unreadable(
        "the file's beginning",
        "declares a document type (DOCTYPE), which can make a reader load or build what the "
        "bank did not write",
        "a statement without a DOCTYPE",
    )


def drop(element: Element) -> None:
    """Empty the element and remove the one of its name before it, which nothing refers to."""
    element.clear()
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None and before.tag == element.tag:
        parent.remove(before)
    if len(parent) > SIBLINGS_MAX:
        raise Unreadable(
            line_of(element),
            f"more than {SIBLINGS_MAX:,} other elements stand beside {local(element)}",
            "a statement as the bank sent it",
        )
