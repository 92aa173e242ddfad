"""A statement file -> its verdict: what is in it, added up, and everything to be said about it.

Signed decimals of major units. Entries are added up one by one and not kept, so that a file of any
size fits. A file that cannot be read to its end gives no statement: half of it is never used.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from treasury.accounts.reconciliation import Reconciled, folded
from treasury.accounts.statements.files import Told, Unopened, no_one
from treasury.accounts.statements.reading import Opened, read_file
from treasury.accounts.statements.statement import Problem, Severity, Unreadable
from treasury.record import record

SHOWN_MAX = 100
"""How many problems of one severity are told apart; of more, only how many there are."""


@record
class Verdict:
    """What one file holds; `format` is None for a file that could not be read."""

    file: str
    format: str | None = None
    sha256: str | None = None
    statements: tuple[Reconciled, ...] = ()
    problems: tuple[Problem, ...] = ()


def verdicts_of(path: Path, told: Told = no_one, mapping: Path | None = None) -> Iterator[Verdict]:
    """The verdict of the file at the path, or of each file in the archive at the path."""
    for opened in read_file(path, told, mapping):
        if isinstance(opened, Unopened):
            problems = (opened.reason.problem,)
            yield Verdict(file=opened.name, sha256=opened.sha256, problems=problems)
        else:
            yield verdict(opened)


def verdict(opened: Opened) -> Verdict:
    """The verdict of a file whose format is known."""
    source, problems, statements = opened.source, Kept(), []
    try:
        for found in folded(opened.parts):
            if isinstance(found, Problem):
                problems.add(found)
            else:
                statements.append(found)
                for problem in found.problems:
                    problems.add(problem)
    except Unreadable as reason:
        told = (*problems, reason.problem)
        return Verdict(file=source.name, sha256=source.sha256, problems=told)
    return Verdict(
        file=source.name,
        format=opened.format,
        sha256=source.sha256,
        statements=tuple(statements),
        problems=tuple(problems),
    )


class Kept:
    """Problems in the order they were found: the first hundred of a severity, then their number."""

    def __init__(self) -> None:
        """Begin without any."""
        self._kept: list[Problem] = []
        self._counts: Counter[Severity] = Counter()

    def add(self, problem: Problem) -> None:
        """Keep the problem, or count it."""
        self._counts[problem.severity] += 1
        if self._counts[problem.severity] <= SHOWN_MAX:
            self._kept.append(problem)

    def __iter__(self) -> Iterator[Problem]:
        yield from self._kept
        for severity, count in self._counts.items():
            if count > SHOWN_MAX:
                message = f"{count - SHOWN_MAX:,} more of this kind ({severity}) are not shown"
                yield Problem(severity=severity, where="the file", message=message)
