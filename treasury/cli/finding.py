"""Finds a run, and makes sure this engine gives the same figures.

A run keeps its scenario, not its events: these are simulated anew from `scenario.json`, which
is exact as long as engine version and fingerprint are those that `summary.json` recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from reprlib import repr as short
from typing import Any

from treasury import __version__
from treasury.cli.naming import RUNS, name_of_run
from treasury.loading.folder import MAIN
from treasury.loading.nearest import perhaps
from treasury.plan.reading import read
from treasury.reporting.run_place import SCENARIO, SUMMARY, other_build, summary_of
from treasury.reporting.whole_folder import refusal
from treasury.scenario import Scenario, canonical, fingerprint_of

AS_IS, STANDALONE = "as_is", "standalone"
WRITTEN = "the folder that `treasury run` wrote, or the beginning of a name in runs/"
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A run's folder and the scenario it was made from."""

    folder: Path
    scenario: Scenario


def find_run(run: str) -> Found:
    """The run that is meant: see `folder_of`.

    Refused where there is none or more than one, or where this engine would give other figures.
    """
    folder = folder_of(run)
    summary = summary_of(folder)
    if summary is None:
        raise refusal(folder / SUMMARY, "cannot be read", "the file as `treasury run` wrote it")
    refuse_other_engine(folder, summary)
    scenario = read(folder / SCENARIO)
    if summary.get("fingerprint") != fingerprint_of(canonical(scenario)):
        raise refusal(
            folder / SCENARIO,
            f"is not the scenario that {SUMMARY} was made from: one of them was changed",
            f"a run as it was written; to use the change, `treasury run {folder / SCENARIO}`",
        )
    return Found(folder=folder, scenario=scenario)


def refuse_other_engine(folder: Path, summary: Mapping[str, Any]) -> None:
    """Refuse a run of another version, or of another build of this one: see `treasury.LAYOUT`."""
    again, engine = f"(`treasury run {folder / SCENARIO}`)", summary.get("engine")
    if engine != __version__:
        raise refusal(
            folder,
            f"was made by engine {short(engine)}; this is engine {__version__}, "
            "its figures may differ",
            f"a run of this engine {again}",
        )
    if build := other_build(summary):
        raise refusal(
            folder,
            f"was kept by {build} of engine {__version__}, its figures may differ",
            f"a run of this build; the run's scenario is kept with it {again}",
        )


def folder_of(run: str) -> Path:
    """The folder of the run: a run's folder, a scenario as it was run, or a name under runs/."""
    path = Path(run)
    folder = path if path.is_dir() else path.parent
    if (path.is_dir() or path.name in (SUMMARY, SCENARIO)) and (folder / SUMMARY).is_file():
        return folder
    if (path / MAIN).is_file() or (path.is_file() and path.name != SUMMARY):
        return run_of_scenario(path)
    return run_of_name(run)


def known_runs() -> list[str]:
    """The names of the runs under runs/."""
    return sorted(path.name for path in RUNS.glob("*") if (path / SUMMARY).is_file())


def run_of_scenario(path: Path) -> Path:
    """The run under runs/ of exactly this scenario; one from before a change is refused."""
    scenario = read(path)
    wanted = fingerprint_of(canonical(scenario))
    own = name_of_run(scenario, wanted)
    for name in sorted(known_runs(), key=lambda name: name != own):
        if (summary_of(RUNS / name) or {}).get("fingerprint") == wanted:
            return RUNS / name
    earlier = [name for name in known_runs() if name.startswith(f"{scenario.id}-")]
    message = f"is a scenario, and {RUNS}/ has no run of it as it is now"
    if earlier:
        message += f" ({', '.join(earlier[:SHOWN])}: before a change)"
    raise refusal(path, message, f"`treasury run {path}` first")


def run_of_name(run: str) -> Path:
    """The run under runs/ that has this name, or the only one whose name begins so."""
    known = known_runs()
    found = [run] if run in known else [name for name in known if name.startswith(run)]
    if len(found) == 1:
        return RUNS / found[0]
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        message = f"could be any of {', '.join(found[:SHOWN])}{more}"
        raise refusal(run, message, "more of the name")
    what = f"has no {SUMMARY}: it is no run" if Path(run).is_dir() else "is no run"
    raise refusal(run, what, f"{WRITTEN}{perhaps(run, known)}")


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
        raise refusal("--structure", f"{name!r} is no structure of this run", expected)
    return name
