"""`treasury lint`: what a scenario says and hardly means, a sentence and a suggestion each."""

from pathlib import Path

from treasury.errors import Complaint
from treasury.linting.lint import remarks
from treasury.linting.remark import Remark
from treasury.loading.folder import load
from treasury.plan.reading import read

FINE, DOUBTFUL = 0, 1


def lint_scenario(path: Path) -> int:
    """Print every remark with its place; exit code 1 where one of them is an error, else 0.

    A scenario in which something is wrong is refused, as by `treasury check`.
    """
    scenario = read(path)
    sources = load(path).sources
    found = remarks(scenario)
    for remark in found:
        complaint = Complaint(path=remark.path, message=remark.message)
        place = sources.where(complaint.path)
        print(f"{remark.severity}: {place}: {complaint.message}.")
        print(f"  Try: {remark.suggestion}. [{remark.name}]")
    print(counted(found))
    return DOUBTFUL if any(remark.severity == "error" for remark in found) else FINE


def counted(found: list[Remark]) -> str:
    """How many remarks there are of each severity, as a sentence.

    >>> counted([])
    'Nothing to remark.'
    """
    if not found:
        return "Nothing to remark."
    errors = sum(remark.severity == "error" for remark in found)
    warnings = len(found) - errors
    words = [words_of(errors, "error"), words_of(warnings, "warning")]
    return ", ".join(word for word in words if word) + "."


def words_of(count: int, what: str) -> str:
    """The count with its word; empty for none."""
    return f"{count} {what}{'s' * (count != 1)}" if count else ""
