"""The checks of all runs as a table: what held, what did not, and what each looked at."""

from collections.abc import Iterable

from treasury.checks import CheckResult
from treasury.comparison import Run, Study
from treasury.reporting.table import Column, Table, by_column

COLUMNS = (
    Column(name="structure", heading="Run"),
    Column(name="name", heading="Check"),
    Column(name="outcome", heading="Outcome"),
    Column(name="examined", heading="Examined", kind="count"),
    Column(name="detail", heading="Detail"),
)


def runs_checked(study: Study) -> list[tuple[str, Run]]:
    """Every run with its name: as is, the structures, and the stand-alone run.

    Without an as-is structure the stand-alone run is the as-is run, and is listed once.
    """
    runs = [(run.plan.name, run) for run in study.runs]
    if study.standalone.projection is not study.runs[0].projection:
        runs.append((study.standalone.plan.name, study.standalone))
    return runs


def outcome(check: CheckResult) -> str:
    """The check's result in a word."""
    if check.passed is None:
        return "not applicable"
    return "passed" if check.passed else "FAILED"


def check_table(study: Study) -> Table:
    """One row a run and check."""
    rows = [
        (name, check.name, outcome(check), check.examined, check.detail)
        for name, run in runs_checked(study)
        for check in run.checks
    ]
    return Table(
        name="checks",
        title="Checks",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def count_outcomes(study: Study) -> dict[str, int]:
    """How many checks of a study passed, failed, and do not apply."""
    return outcome_counts(check for _, run in runs_checked(study) for check in run.checks)


def outcome_counts(checks: Iterable[CheckResult]) -> dict[str, int]:
    """How many of the checks passed, failed, and do not apply."""
    counts = {"passed": 0, "FAILED": 0, "not applicable": 0}
    for check in checks:
        counts[outcome(check)] += 1
    return counts
