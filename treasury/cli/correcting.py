"""`treasury correct`: what items that became known late would change, and what would be posted."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from rich.console import Console

from treasury.checks import check_correction
from treasury.cli.explaining import day_complaints
from treasury.cli.finding import AS_IS, find_run, run_names, structure_id
from treasury.cli.progress import progress
from treasury.correction.correcting import Correction, Method, books, corrected
from treasury.correction.problems import late_complaints
from treasury.errors import Complaint, Refused
from treasury.flows.items import Item
from treasury.loading.late_items import load_late
from treasury.loading.records import Loaded
from treasury.plan.plan import Plan
from treasury.plan.resolve import resolve
from treasury.reporting.correcting.folder import refuse_unfit, write_correction
from treasury.reporting.correcting.terminal import Shown, show
from treasury.reporting.whole_folder import refusal, shown
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import Projection

FINE, CHECK_FAILED = 0, 1
Sought = TypeVar("Sought")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to correct: the late items, the day (None: theirs), how, in which run, and where to.

    `after` are the late items of corrections made earlier.
    """

    items: Path
    method: Method
    structure: str | None
    out: Path | None
    date: str | None = None
    after: tuple[Path, ...] = ()


class Step(NamedTuple):
    """Late items of one correction, and the day on which they are known."""

    items: tuple[Item, ...]
    today: datetime.date


class Asked(NamedTuple):
    """What is to be corrected, found right: the scenario, the run's name, the corrections in the
    order of their days, the one that is asked for last."""

    scenario: Scenario
    name: str
    steps: tuple[Step, ...]


def correct_run(run: str, order: Order) -> int:
    """Show the correction, and write it where asked; exit code 0, 1 where a check failed."""
    scenario, name, steps = asked(run, order)
    plan = resolve(scenario, structure_id(scenario, name), name)
    with progress("Simulating again") as report:
        projection = simulate(plan, lambda share: report(share, name))
        correction = in_turn(plan, projection, steps)
        found = books(correction, order.method)
        checks = check_correction(correction, projection)
    show(Shown(correction, found, order.method, checks), Console())
    if order.out is not None:
        for file in write_correction(order.out, correction, found):
            print(shown(file))
    return CHECK_FAILED if any(check.passed is False for check in checks) else FINE


def in_turn(plan: Plan, projection: Projection, steps: tuple[Step, ...]) -> Correction:
    """The last of the corrections, each of which knows those before it."""
    found: Correction | None = None
    for items, day in steps:
        found = corrected(plan, projection, items, (day - plan.names.days[0]).days, found)
    assert found, "one is asked for"
    return found


def asked(run: str, order: Order) -> Asked:
    """What is to be corrected. Everything that is wrong is refused at once; of a run that is none
    the items are looked at as far as they can be."""
    complaints: list[Complaint] = []
    files = [(path, load_late(path)) for path in (*order.after, order.items)]
    found = told(complaints, lambda: find_run(run))
    if order.out is not None:
        out = order.out
        told(complaints, lambda: refuse_unfit(out))
    for path, loaded in files:
        complaints += loaded.complaints
        if not loaded.complaints and not items_of(loaded):
            complaints += refusal(path, "holds no items", "a line for each").complaints
    if found is None:
        raise Refused(complaints)
    scenario = found.scenario
    name = told(complaints, lambda: run_in(scenario, order.structure))
    today = day_of(scenario, order.date, items_of(files[-1][1]), complaints)
    complaints += wrong_items(scenario, files, today)
    if name is None or complaints:
        raise Refused(complaints)
    return Asked(scenario, name, steps_of(files, today))


def items_of(loaded: Loaded) -> tuple[Item, ...]:
    """The late items of a file, as far as they can be read."""
    return loaded.scenario.items if loaded.scenario else ()


def steps_of(files: Sequence[tuple[Path, Loaded]], today: datetime.date) -> tuple[Step, ...]:
    """The corrections in the order of their days; those of one day as they are given."""
    earlier = [items_of(loaded) for _, loaded in files[:-1]]
    steps = [Step(items, max(item.date for item in items)) for items in earlier if items]
    last = Step(items_of(files[-1][1]), today)
    return (*sorted(steps, key=lambda step: step.today), last)


def wrong_items(
    scenario: Scenario, files: Sequence[tuple[Path, Loaded]], today: datetime.date
) -> list[Complaint]:
    """What is wrong with late items, file by file; those of a file that is right are known after
    it."""
    found: list[Complaint] = []
    known: tuple[Item, ...] = ()
    for path, loaded in files:
        items, last = items_of(loaded), loaded is files[-1][1]
        day = today if last else max((item.date for item in items), default=today)
        wrong = loaded.sources.locate(late_complaints(scenario, items, day, known))
        found += [one for one in loaded.sources.in_order(wrong) if one not in found]
        if day > today:
            message = f"is of {day}, after the correction on {today}"
            expected = "a correction of an earlier day, or of the same one"
            found += refusal(path, message, expected).complaints
        known += items if not wrong else ()
    return found


def told(complaints: list[Complaint], find: Callable[[], Sought]) -> Sought | None:
    """What is found; None where it is refused, and the complaints among these."""
    try:
        return find()
    except Refused as refused:
        complaints += refused.complaints
        return None


def run_in(scenario: Scenario, structure: str | None) -> str:
    """The name of the run that is meant: the only structure, or the accounts as they are."""
    structures = [one.id for one in scenario.structures] or [AS_IS]
    if structure is None and len(structures) > 1:
        message = "the run has several structures, and each has books of its own"
        raise refusal("--structure", message, f"one of {', '.join(run_names(scenario))}")
    name = structure or structures[0]
    structure_id(scenario, name)
    return name


def day_of(
    scenario: Scenario, text: str | None, items: tuple[Item, ...], complaints: list[Complaint]
) -> datetime.date:
    """The day of the correction: as given, else that on which the items are booked."""
    if text is None:
        return max((item.date for item in items), default=scenario.last_day)
    wrong = day_complaints(scenario, text)
    complaints += wrong
    return scenario.last_day if wrong else datetime.date.fromisoformat(text)
