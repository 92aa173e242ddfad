"""`treasury correct`: what items that became known late would change, and what would be posted."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from rich.console import Console

from treasury.checks import check_correction
from treasury.cli.explaining import day_complaints
from treasury.cli.finding import AS_IS, find_run, run_names, structure_id
from treasury.cli.progress import progress
from treasury.correction.correcting import Method, books, corrected
from treasury.correction.problems import late_complaints
from treasury.errors import Complaint, Refused
from treasury.flows.items import Item
from treasury.loading.late_items import load_late
from treasury.plan.resolve import resolve
from treasury.reporting.correcting.folder import refuse_unfit, write_correction
from treasury.reporting.correcting.terminal import Shown, show
from treasury.reporting.whole_folder import refusal, shown
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate

FINE, CHECK_FAILED = 0, 1
Sought = TypeVar("Sought")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to correct: the late items, the day (None: theirs), how, in which run, and where to."""

    items: Path
    date: str | None
    method: Method
    structure: str | None
    out: Path | None


class Asked(NamedTuple):
    """What is to be corrected, found right: the scenario, the run's name, the items, the day."""

    scenario: Scenario
    name: str
    items: tuple[Item, ...]
    today: datetime.date


def correct_run(run: str, order: Order) -> int:
    """Show the correction, and write it where asked; exit code 0, 1 where a check failed."""
    scenario, name, items, today = asked(run, order)
    plan = resolve(scenario, structure_id(scenario, name), name)
    with progress("Simulating again") as report:
        projection = simulate(plan, lambda share: report(share, name))
        correction = corrected(plan, projection, items, (today - scenario.first_day).days)
        found = books(correction, order.method)
        checks = check_correction(correction, projection)
    show(Shown(correction, found, order.method, checks), Console())
    if order.out is not None:
        for file in write_correction(order.out, correction, found):
            print(shown(file))
    return CHECK_FAILED if any(check.passed is False for check in checks) else FINE


def asked(run: str, order: Order) -> Asked:
    """What is to be corrected. Everything that is wrong is refused at once; of a run that is none
    the items are looked at as far as they can be."""
    loaded = load_late(order.items)
    complaints: list[Complaint] = []
    found = told(complaints, lambda: find_run(run))
    if order.out is not None:
        out = order.out
        told(complaints, lambda: refuse_unfit(out))
    complaints += loaded.complaints
    items = loaded.scenario.items if loaded.scenario else ()
    if not items and not complaints:
        complaints += refusal(order.items, "holds no items", "a line for each").complaints
    if found is None:
        raise Refused(complaints)
    scenario = found.scenario
    name = told(complaints, lambda: run_in(scenario, order.structure))
    today = day_of(scenario, order.date, items, complaints)
    found_late = loaded.sources.locate(late_complaints(scenario, items, today))
    complaints += loaded.sources.in_order(found_late)
    if name is None or complaints:
        raise Refused(complaints)
    return Asked(scenario, name, items, today)


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
