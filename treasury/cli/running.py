"""`treasury run`: read, study, write the run's folder, show it, and say where the report is."""

import shlex
import sys
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from treasury.cli.naming import RUNS, name_of_run, typed
from treasury.cli.progress import progress
from treasury.reporting.companion import Companion, companion
from treasury.reporting.run_place import EXPECTED, SUMMARY, refuse_unfit
from treasury.reporting.whole_folder import refusal, shown

if TYPE_CHECKING:
    from treasury.comparison import Study
    from treasury.scenario import Scenario

FINE, CHECK_FAILED = 0, 1
NAME = "treasury"


def run_scenario(path: Path, out: Path | None, *, as_json: bool) -> int:
    """Write the run; exit code 0, or 1 where a named check failed. Bad input writes nothing."""
    with companion(path) as beside:
        with progress("Reading the scenario"):
            scenario, text = found_at(path, beside)
        from treasury.scenario import fingerprint_of

        fingerprint = fingerprint_of(text)
        folder = (out or RUNS / name_of_run(scenario, fingerprint)).resolve()
        refuse_around(folder, path)
        refuse_unfit(folder, fingerprint)
        beside.meet(scenario)
        with progress("Simulating") as report:
            from treasury.comparison import study

            found = study(scenario, report, text, beside.tell)
        said: list[str] = []
        with progress("Writing the reports"):
            from treasury.reporting.run_folder import do_nothing, write_run

            def prepare() -> None:
                said.append(study_text(found, shown(folder)))

            write_run(found, folder, beside, do_nothing if as_json else prepare)
    print((folder / SUMMARY).read_text(encoding="utf-8") if as_json else said[0], end="")
    return verdict(found, shown(folder))


def found_at(path: Path, beside: Companion) -> "tuple[Scenario, str]":
    """The scenario at the path, and its canonical text.

    Where the process beside is reading it, this one loads what will simulate it meanwhile; the
    kernel, too, unless it has to be compiled first, which is for a scenario that is found right.
    """
    if beside.process:
        from treasury.cli.warming import load_kernel, was_compiled

        if was_compiled():
            load_kernel()
        found = beside.read()
        if found:
            return found
    from treasury.plan.reading import read
    from treasury.scenario import canonical

    scenario = read(path)
    return scenario, canonical(scenario)


def refuse_around(out: Path, scenario: Path) -> None:
    """Refuse a folder that holds the scenario itself, unless it is a run's own scenario."""
    if scenario.resolve().is_relative_to(out) and not (out / SUMMARY).is_file():
        raise refusal(out, "holds the scenario itself", EXPECTED)


def study_text(found: "Study", folder: Path) -> str:
    """What the terminal shows: the tables, where the report is, and a question to ask next."""
    from rich.console import Console

    from treasury.reporting.terminal import show

    console = Console()
    with console.capture() as shown_there:
        show(found, folder, console)
    return f"{shown_there.get()}Next: {next_question(found, typed(folder))}\n"


def next_question(found: "Study", name: str) -> str:
    """A command that explains a day: that of the first sweep of the first structure compared."""
    from treasury.reporting.sweeps import sweep_events
    from treasury.tables import ACCOUNT, DAY

    run = found.runs[1] if len(found.runs) > 1 else found.runs[0]
    swept = sweep_events(run.projection.events, moved=True)
    account, day = (int(swept[0, ACCOUNT]), int(swept[0, DAY])) if len(swept) else (0, 0)
    names = run.plan.names
    words = (name, "--account", names.accounts[account], "--date", str(names.days[day]))
    return f"{typed_name()} explain {shlex.join(words)}"


def typed_name() -> str:
    """What to type to call this program: the path it was called by, unless its name is enough."""
    called = Path(sys.argv[0])
    if called.name != NAME or which(NAME):
        return NAME
    return shlex.quote(str(called))


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
