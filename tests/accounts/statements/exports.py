"""Makes CSV exports and reads them: the parts of a file that stands only in memory."""

import hashlib
import io
from collections.abc import Iterable

from treasury.accounts.reconciliation import Reconciled, folded
from treasury.accounts.statements import bank_csv
from treasury.accounts.statements.statement import (
    Part,
    Problem,
    Source,
    Statement,
    StatementEntry,
    Unreadable,
)


def source_of(data: bytes | str, mapping: str | None = None) -> Source:
    """A file with this content, and its mapping file."""
    content = data.encode() if isinstance(data, str) else data
    return Source(
        name="x.csv",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        open=lambda: io.BytesIO(content),
        mapping=None if mapping is None else ("x.mapping.toml", mapping.encode()),
    )


def parts_of(data: bytes | str, mapping: str | None = None) -> list[Part]:
    """Everything that is read of the export."""
    return list(bank_csv.read(source_of(data, mapping)))


def entries(parts: Iterable[Part]) -> list[StatementEntry]:
    """The entries among the parts."""
    return [part for part in parts if isinstance(part, StatementEntry)]


def statement(parts: Iterable[Part]) -> Statement:
    """The one statement among the parts."""
    (one,) = [part for part in parts if isinstance(part, Statement)]
    return one


def verdict(parts: Iterable[Part]) -> Reconciled:
    """The one statement among the parts, added up."""
    (one,) = [part for part in folded(parts) if isinstance(part, Reconciled)]
    return one


def said(parts: Iterable[Part], severity: str) -> list[str]:
    """The sentences of the problems of this severity."""
    problems = [part for part in parts if isinstance(part, Problem)]
    return [problem.sentence() for problem in problems if problem.severity == severity]


def refusal(data: bytes | str, mapping: str | None = None) -> tuple[list[str], str]:
    """The errors that were told, and why the export cannot be read; it must not be read."""
    parts: list[Part] = []
    try:
        parts.extend(bank_csv.read(source_of(data, mapping)))
    except Unreadable as reason:
        return said(parts, "error"), str(reason)
    raise AssertionError("the export was read")
