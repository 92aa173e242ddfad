"""Statement files written in a test, and what their reader made of them."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from treasury.accounts.reconciliation import Reconciled, folded
from treasury.accounts.statements.statement import (
    Part,
    Problem,
    Source,
    Statement,
    StatementEntry,
    Unreadable,
)


def source_of(content: bytes | str, name: str = "statement.txt") -> Source:
    """A file with this content that lies in memory."""
    data = content.encode() if isinstance(content, str) else content
    digest = hashlib.sha256(data).hexdigest()
    return Source(name=name, size=len(data), sha256=digest, open=lambda: io.BytesIO(data))


@dataclass(frozen=True)
class Told:
    """All that a reader told about a file."""

    entries: list[StatementEntry]
    statements: list[Reconciled]
    problems: list[Problem]

    @property
    def entry(self) -> StatementEntry:
        """The only entry."""
        (one,) = self.entries
        return one

    @property
    def statement(self) -> Statement:
        """The only statement."""
        (one,) = self.statements
        return one.statement

    @property
    def reconciles(self) -> list[bool | None]:
        """The verdict on each statement."""
        return [one.reconciles for one in self.statements]

    def sentences(self, *severities: str) -> list[str]:
        """The problems of these severities (of all without one), as the user reads them."""
        return [
            one.sentence() for one in self.problems if not severities or one.severity in severities
        ]


def told_by(read: Callable[[Source], Iterator[Part]], content: bytes | str) -> Told:
    """What the reader tells about a file with this content; a refusal is the last problem."""
    told = Told(entries=[], statements=[], problems=[])

    def kept(parts: Iterable[Part]) -> Iterator[Part]:
        for part in parts:
            if isinstance(part, StatementEntry):
                told.entries.append(part)
            yield part

    try:
        for part in folded(kept(read(source_of(content)))):
            if isinstance(part, Reconciled):
                told.statements.append(part)
                told.problems.extend(part.problems)
            else:
                told.problems.append(part)
    except Unreadable as refusal:
        told.problems.append(refusal.problem)
    return told
