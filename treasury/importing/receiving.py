"""Statement files held in memory -> their statements as texts to be stored, file by file.

Nothing is read from disk and nothing known before is needed: what a file says depends on that file
(and its mapping) alone. What is new, and what follows from it, is said by `books`. One file that
cannot be used refuses all of them, with everything that is wrong with any.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from treasury.accounts.statements.files import (
    MAPPING_BYTES_MAX,
    MAPPING_ENDING,
    Unopened,
    mapping_names,
)
from treasury.accounts.statements.reading import Opened, read_bytes
from treasury.errors import Complaint, Refused, printable
from treasury.importing.entries import Entries
from treasury.importing.gathering import Filed, Gathered, gather
from treasury.importing.memory import key_of
from treasury.importing.stored import AccountKey, StoredStatement, stored
from treasury.record import record

NamedBytes = tuple[str, bytes]
"""A file: its name and content."""


@record
class ReceivedFile:
    """A file, or one in an archive (`a.zip: b.xml`), that was read whole.

    `statements` are the keys of its statements, in its order; `repeated` counts those that came
    again in the same file; `entries` are all its entries, `remarks` its reader's warnings.
    """

    name: str
    format: str
    size: int
    sha256: str
    statements: tuple[str, ...] = ()
    repeated: int = 0
    entries: int = 0
    remarks: tuple[str, ...] = ()


@record
class Received:
    """The files, and each of their statements once."""

    files: tuple[ReceivedFile, ...]
    statements: tuple[StoredStatement, ...]

    @property
    def accounts(self) -> tuple[AccountKey, ...]:
        """The accounts that the statements are of, in order."""
        return tuple(sorted({one.of for one in self.statements}))


def received(files: Sequence[NamedBytes], mapping: NamedBytes | None = None) -> Received:
    """The statements of the files; refused with everything that is wrong with any of them.

    A mapping file among the files (`giro.mapping.toml`) belongs to the CSV export of its name;
    `mapping` is for all of them, and goes before.
    """
    complaints: list[Complaint] = []
    found: list[ReceivedFile] = []
    statements: dict[str, StoredStatement] = {}
    beside = {name: data for name, data in files if name.endswith(MAPPING_ENDING)}
    for name, data in told_apart(files):
        own = mapping or mapping_of(name, beside)
        for opened in read_bytes(name, data, own, given=mapping is not None):
            one = taken(opened, complaints, statements)
            found += [one] if one else []
    if not statements and not complaints:
        complaints.append(said("the files", "hold no statement", "a statement of an account"))
    if complaints:
        raise Refused(complaints)
    return Received(files=tuple(found), statements=tuple(statements.values()))


def told_apart(files: Iterable[NamedBytes]) -> list[NamedBytes]:
    """The files, those of one name numbered, so that a complaint tells which it means.

    >>> [name for name, _ in told_apart([("a.xml", b""), ("b.xml", b""), ("a.xml", b"")])]
    ['a.xml', 'b.xml', 'a.xml (2)']
    """
    seen: Counter[str] = Counter()
    told = []
    for name, data in files:
        seen[name] += 1
        again = seen[name] > 1 and not name.endswith(MAPPING_ENDING)
        told.append((f"{name} ({seen[name]})" if again else name, data))
    return told


def mapping_of(name: str, beside: dict[str, bytes]) -> NamedBytes | None:
    """The mapping file of a file among the others, None where there is none."""
    for known in mapping_names(name):
        if known in beside:
            return printable(known), beside[known][: MAPPING_BYTES_MAX + 1]
    return None


def taken(
    opened: Opened | Unopened, complaints: list[Complaint], statements: dict[str, StoredStatement]
) -> ReceivedFile | None:
    """The file, whose statements are added by key; None where it could not be opened."""
    if isinstance(opened, Unopened):
        problem = opened.reason.problem
        complaints.append(said(problem.where, problem.message, problem.expected))
        return None
    source = opened.source
    filed = Filed(
        name=source.name, format=opened.format, size=source.size, sha256=source.sha256
    )  # fmt: skip
    with Entries() as entries:
        gathered = Gathered(entries=entries)
        gather(gathered, filed, opened.parts)
        complaints += gathered.complaints
        for kept in gathered.kept if not gathered.complaints else ():
            statements.setdefault(key_of(kept), stored(gathered, kept))
        return ReceivedFile(
            name=filed.name,
            format=filed.format,
            size=filed.size,
            sha256=filed.sha256,
            statements=tuple(key_of(kept) for kept in gathered.kept),
            repeated=gathered.repeated,
            entries=sum(kept.last - kept.first for kept in gathered.kept),
            remarks=tuple(f"{place}: {remark}" for place, remark in sorted(gathered.remarks)),
        )


def said(where: str, message: str, expected: str) -> Complaint:
    """A complaint about a place in the user's words."""
    return Complaint(path=(), message=message, expected=expected, where=where)
