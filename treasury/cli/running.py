"""`treasury run`: read, study, write the run's folder, show it, and say where the report is."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from treasury.cli.finding import RUNS, SUMMARY, read_summary, refuse
from treasury.cli.progress import progress
from treasury.plan.reading import read
from treasury.scenario import canonical, fingerprint_of

if TYPE_CHECKING:
    from treasury.comparison import Study

FINE, CHECK_FAILED = 0, 1


def run_scenario(path: Path, out: Path | None, *, as_json: bool) -> int:
    """Write the run; exit code 0, or 1 where a named check failed. Bad input writes nothing."""
    scenario = read(path)
    text = canonical(scenario)
    if out is not None:
        refuse_unfit(out, fingerprint_of(text))
    with progress("Simulating") as report:
        from treasury.comparison import study

        found = study(scenario, report, text)
    folder = out or RUNS / f"{scenario.id}-{found.fingerprint[:8]}"
    with progress("Writing the reports"):
        from treasury.reporting.run_folder import write_run

        write_run(found, folder)
    if as_json:
        print((folder / SUMMARY).read_text(encoding="utf-8"), end="")
    else:
        show_study(found, folder)
    return verdict(found, folder)


def refuse_unfit(out: Path, fingerprint: str) -> None:
    """Refuse to mix a run with other files, or to overwrite another scenario's run."""
    expected = "a new folder, an empty one, or an earlier run of the same scenario"
    if out.exists() and not out.is_dir():
        raise refuse(str(out), "is a file, not a folder", expected)
    if not out.is_dir() or not any(out.iterdir()):
        return
    if not (out / SUMMARY).is_file():
        raise refuse(str(out), "holds other files, which a run would mix with", expected)
    if read_summary(out).get("fingerprint") != fingerprint:
        raise refuse(
            str(out), "holds the run of another scenario, or of this one before a change", expected
        )


def show_study(found: "Study", folder: Path) -> None:
    """Print the tables and where the report is."""
    from rich.console import Console

    from treasury.reporting.terminal import show

    show(found, folder, Console())


def verdict(found: "Study", folder: Path) -> int:
    """The exit code; a failed check is said loudly on stderr, with its detail."""
    runs = (found.standalone, *found.runs)
    failed = [(run, check) for run in runs for check in run.checks if check.passed is False]
    if not failed:
        return FINE
    print(f"CHECK FAILED: the figures in {folder} are not to be trusted.", file=sys.stderr)
    for run, check in failed:
        print(f"  {run.plan.name}: {check.name}: {check.detail}", file=sys.stderr)
    return CHECK_FAILED
