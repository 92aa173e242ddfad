"""The files of an import: what each is called, and how one that was opened is gathered.

A file is remembered without the folder it lies in; in complaints it is called by as much of its
path as tells it from the others.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from treasury.accounts.statements.files import Unopened
from treasury.accounts.statements.reading import Opened
from treasury.errors import printable
from treasury.importing.gathering import Filed, Gathered, gather


def labels_of(files: Sequence[Path]) -> dict[Path, str]:
    """What each file is called in complaints: as much of its path as tells it from the others.

    >>> labels_of([Path("/a/monday/s.xml"), Path("/a/tuesday/s.xml"), Path("/a/b.xml")]).values()
    dict_values(['monday/s.xml', 'tuesday/s.xml', 'b.xml'])
    """
    whole = {path: path.resolve().parts for path in files}
    endings = Counter(parts[-n:] for parts in set(whole.values()) for n in range(1, len(parts) + 1))
    return {
        path: "/".join(next(
            parts[-n:] for n in range(1, len(parts) + 1)
            if endings[parts[-n:]] == 1 or n == len(parts)
        ))
        for path, parts in whole.items()
    }  # fmt: skip


def take(gathered: Gathered, path: Path, found: Opened | Unopened, label: str) -> None:
    """Gather one file; it is kept without the folder it lies in, and `label` is for complaints."""
    if isinstance(found, Unopened):
        said = found.reason.problem
        gathered.complain(named(path, said.where, label), said.message, said.expected)
        return
    source = found.source
    if label != path.name:
        gathered.shown.setdefault(source.sha256, named(path, source.name, label))
    filed = Filed(
        name=named(path, source.name), format=found.format, size=source.size, sha256=source.sha256
    )
    gather(gathered, filed, found.parts)


def named(path: Path, name: str, label: str = "") -> str:
    """The name of a file, or of a member of an archive, with its label in place of the path."""
    whole = printable(str(path))
    return (label or path.name) + name[len(whole) :] if name.startswith(whole) else name
