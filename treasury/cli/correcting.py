"""`treasury correct`: what became known late would change, and what would be posted."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from rich.console import Console

from treasury.checks import check_correction
from treasury.cli.becoming_known import (
    LATE_WANTED,
    Step,
    earlier_given,
    late_given,
    steps_of,
    terms_given,
    unreadable,
    wrong_with,
)
from treasury.cli.explaining import day_complaints
from treasury.cli.finding import AS_IS, find_run, run_names, structure_id
from treasury.cli.progress import progress
from treasury.correction.correcting import Correction, Method, books, corrected
from treasury.correction.facts import in_run_order, moved_facts
from treasury.errors import Complaint, Refused
from treasury.flows.items import Item
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
    """What to correct: late items, terms that are right, the day (None: that of the items), how, in
    which run, and where to.

    `after` is what was known at corrections made earlier.
    """

    items: Path | None
    method: Method
    structure: str | None
    out: Path | None
    date: str | None = None
    terms: Path | None = None
    after: tuple[str, ...] = ()


class Asked(NamedTuple):
    """What is to be corrected, found right: the scenario, the run's name, the corrections in the
    order of their days, the one that is asked for last."""

    scenario: Scenario
    name: str
    steps: tuple[Step, ...]


def correct_run(run: str, order: Order) -> int:
    """Show the correction, and write it where asked; exit code 0, 1 where a check failed."""
    scenario, name, steps = asked(run, order)
    plan, rights = plans_of(scenario, name, steps)
    with progress("Simulating again") as report:
        projection = simulate(plan, lambda share: report(share, name))
        correction = in_turn(plan, projection, list(zip(steps, rights, strict=True)))
        found = books(correction, order.method)
        checks = check_correction(correction, projection)
    show(Shown(correction, found, order.method, checks), Console())
    if order.out is not None:
        for file in write_correction(order.out, correction, found, order.method):
            print(shown(file))
    return CHECK_FAILED if any(check.passed is False for check in checks) else FINE


def plans_of(
    scenario: Scenario, name: str, steps: tuple[Step, ...]
) -> tuple[Plan, list[Plan | None]]:
    """The plan of the run, and that of each step's right terms (None: it has none).

    Terms that would make something happen otherwise than it did are refused.
    """
    structure = structure_id(scenario, name)
    plan = resolve(scenario, structure, name)
    rights = [
        resolve(in_run_order(scenario, one.terms), structure, name) if one.terms else None
        for one in steps
    ]
    moved = [each for right in rights if right for each in moved_facts(plan, right)]
    if moved:
        raise Refused([replace(each, where="the terms as they are right") for each in moved])
    return plan, rights


def in_turn(
    plan: Plan, projection: Projection, steps: list[tuple[Step, Plan | None]]
) -> Correction:
    """The last of the corrections, each of which knows those before it."""
    found: Correction | None = None
    for step, right in steps:
        day = (step.today - plan.names.days[0]).days
        found = corrected(plan, projection, step.items, day, right=right, after=found)
    assert found, "one is asked for"
    return found


def asked(run: str, order: Order) -> Asked:
    """What is to be corrected. Everything that is wrong is refused at once; of a run that is none
    what is given is looked at as far as it can be."""
    complaints: list[Complaint] = []
    now = [late_given(order.items)] if order.items else []
    now += [terms_given(order.terms)] if order.terms else []
    every = [*map(earlier_given, order.after), *now]
    found = told(complaints, lambda: find_run(run))
    if order.out is not None:
        out = order.out
        told(complaints, lambda: refuse_unfit(out))
    if not now:
        complaints += refusal(run, "is to be corrected for nothing", LATE_WANTED).complaints
    complaints += [complaint for given in every for complaint in unreadable(given)]
    if found is None:
        raise Refused(complaints)
    scenario = found.scenario
    name = told(complaints, lambda: run_in(scenario, order.structure))
    items = tuple(item for given in now for item in given.items)
    today = day_of(scenario, order.date, items, complaints)
    complaints += wrong_with(scenario, every, today, len(now))
    if name is None or complaints:
        raise Refused(complaints)
    return Asked(scenario, name, steps_of(every, today, len(now)))


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
    """The day of the correction: as given, else that on which the items are booked, else the last
    of the run."""
    if text is None:
        return max((item.date for item in items), default=scenario.last_day)
    wrong = day_complaints(scenario, text)
    complaints += wrong
    return scenario.last_day if wrong else datetime.date.fromisoformat(text)
