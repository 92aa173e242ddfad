"""Finds a run, makes sure this engine gives the same figures, and simulates it again.

A run keeps its scenario, not its events: these are simulated anew from `scenario.json`, which
is exact as long as engine version and fingerprint are those that `summary.json` recorded.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treasury import __version__
from treasury.errors import Complaint, Refused
from treasury.loading.nearest import perhaps
from treasury.plan.reading import read
from treasury.scenario import Scenario, canonical, fingerprint_of

RUNS = Path("runs")
SUMMARY, SCENARIO = "summary.json", "scenario.json"
AS_IS, STANDALONE = "as_is", "standalone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A run's folder and the scenario it was made from."""

    folder: Path
    scenario: Scenario


def refuse(where: str, message: str, expected: str = "") -> Refused:
    """A refusal with one complaint."""
    complaint = Complaint(path=(), message=message, expected=expected, where=where)
    return Refused([complaint])


def find_run(run: str) -> Found:
    """The run in this folder, or the one under runs/ whose name begins so.

    Refused where there is none or more than one, or where this engine would give other figures.
    """
    folder = folder_of(run)
    summary = read_summary(folder)
    engine = summary.get("engine")
    if engine != __version__:
        raise refuse(
            str(folder),
            f"was made by engine {engine}; this is engine {__version__}, its figures may differ",
            f"a run of this engine (`treasury run {folder / SCENARIO}`), or engine {engine}",
        )
    scenario = read(folder / SCENARIO)
    if summary.get("fingerprint") != fingerprint_of(canonical(scenario)):
        raise refuse(
            str(folder / SCENARIO),
            f"is not the scenario that {SUMMARY} was made from: one of them was changed",
            f"a run as it was written; to use the change, `treasury run {folder / SCENARIO}`",
        )
    return Found(folder=folder, scenario=scenario)


def folder_of(run: str) -> Path:
    """The folder of the run."""
    folder = Path(run)
    if folder.is_dir() or folder.name == SUMMARY:
        return folder if folder.is_dir() else folder.parent
    known = sorted(path.name for path in RUNS.glob("*") if (path / SUMMARY).is_file())
    found = [name for name in known if name.startswith(run)]
    if len(found) == 1:
        return RUNS / found[0]
    if found:
        raise refuse(run, f"could be any of {', '.join(found)}", "more of the name")
    hint = perhaps(run, known)
    raise refuse(
        run, "is no run", f"the folder that `treasury run` wrote, or a name in runs/{hint}"
    )


def read_summary(folder: Path) -> dict[str, Any]:
    """What `summary.json` of the run says."""
    file = folder / SUMMARY
    if not file.is_file():
        raise refuse(str(folder), f"has no {SUMMARY}", "the folder that `treasury run` wrote")
    try:
        summary = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        summary = None
    if not isinstance(summary, dict):
        raise refuse(str(file), "cannot be read", "the file as `treasury run` wrote it")
    return summary


def run_names(scenario: Scenario) -> list[str]:
    """The names of a run's structures: as_is first, then the others as written."""
    ids = [structure.id for structure in scenario.structures]
    return [AS_IS, *(name for name in ids if name != scenario.as_is)]


def structure_id(scenario: Scenario, name: str) -> str | None:
    """The structure that a run of this name is made with; an unknown name is refused."""
    if name == AS_IS:
        return scenario.as_is
    if name == STANDALONE:
        return None
    if name not in [structure.id for structure in scenario.structures]:
        known = run_names(scenario)
        expected = f"one of {', '.join([*known, STANDALONE])}{perhaps(name, known)}"
        raise refuse("--structure", f"{name!r} is no structure of this run", expected)
    return name
