"""What became known of a run, as it is given on the command line: late items, and right terms.

Late items stand in a CSV file and say the day on which they are booked; terms as they are right
stand in a scenario, and of those of an earlier correction the day is said behind an `@`.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from treasury.correction.facts import fact_complaints
from treasury.correction.problems import late_complaints
from treasury.errors import Complaint, Refused
from treasury.flows.items import Item
from treasury.loading.folder import load
from treasury.loading.late_items import load_late
from treasury.loading.records import Loaded
from treasury.plan.reading import meant, refuse_wrong
from treasury.reporting.whole_folder import refusal
from treasury.scenario import Scenario

ON_A_DAY = re.compile(r"(.+)@([0-9]{4}-[0-9]{2}-[0-9]{2})")
LATE_WANTED = "late items (a CSV file), or --terms with the scenario as it is right"


class Step(NamedTuple):
    """What one correction is made for: late items, terms that are right (None: those known before),
    and the day on which they are known."""

    items: tuple[Item, ...]
    terms: Scenario | None
    today: datetime.date


class Given(NamedTuple):
    """What is given for one correction: a file of late items, or a scenario as it is right.

    `day` is where the user said it, None where the items do.
    """

    path: Path
    loaded: Loaded
    is_terms: bool
    day: datetime.date | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """The late items, as far as they can be read."""
        scenario = self.loaded.scenario
        return scenario.items if scenario and not self.is_terms else ()

    def known_on(self, today: datetime.date) -> datetime.date:
        """The day on which it is known."""
        return self.day or max((item.date for item in self.items), default=today)


def late_given(path: Path) -> Given:
    """A file of late items."""
    return Given(path, load_late(path), is_terms=False)


def terms_given(path: Path, day: datetime.date | None = None) -> Given:
    """A scenario as it is right."""
    return Given(path, load(path), is_terms=True, day=day)


def earlier_given(text: str) -> Given:
    """What was known at an earlier correction: `april.csv`, or `as_it_is_right@2026-04-10`."""
    found = ON_A_DAY.fullmatch(text)
    if found is None:
        path = Path(text)
        return terms_given(path) if path.is_dir() else late_given(path)
    try:
        return terms_given(Path(found[1]), datetime.date.fromisoformat(found[2]))
    except ValueError:
        return terms_given(Path(text))


def unreadable(given: Given) -> list[Complaint]:
    """What is wrong with what is given by itself."""
    folder, _, day = str(given.path).rpartition("@")
    if folder and not given.path.exists() and (Path(folder).is_dir() or folder.endswith(".json")):
        expected = f"{folder}@ and a day such as 2026-04-10"
        return refusal(given.path, f"{day!r} is not a day", expected).complaints
    if not given.is_terms:
        found = given.loaded.complaints
        empty = not found and not given.items
        return (
            refusal(given.path, "holds no items", "a line for each").complaints if empty else found
        )
    try:
        refuse_wrong(given.loaded, given.loaded.sources.locate(meant(given.loaded)))
    except Refused as refused:
        return [placed(given, complaint) for complaint in refused.complaints]
    return []


def placed(given: Given, complaint: Complaint) -> Complaint:
    """The complaint at its place in the scenario as it is right, which is not the run's."""
    folder = given.path if given.path.is_dir() else given.path.parent
    where = str(folder / complaint.where) if complaint.where else str(given.path)
    return replace(complaint, where=where)


def wrong_with(
    scenario: Scenario, every: Sequence[Given], today: datetime.date, now: int
) -> list[Complaint]:
    """What is wrong with what became known of a run; the last `now` of all are known today.

    Items of a file that is right are known to those after it.
    """
    found: list[Complaint] = []
    known: tuple[Item, ...] = ()
    for at, given in enumerate(every):
        day = today if at >= len(every) - now else given.known_on(today)
        if given.is_terms:
            wrong = differing(scenario, given, terms_before(every, at, today))
        else:
            wrong = late(scenario, given, day, known)
        found += [one for one in wrong if one not in found]
        if day > today:
            message = f"is of {day}, after the correction on {today}"
            expected = "a correction of an earlier day, or of the same one"
            found += refusal(given.path, message, expected).complaints
        if given.is_terms and at < len(every) - now and given.day is None:
            message = "does not say on which day its terms became known"
            found += refusal(given.path, message, f"{given.path}@{today}, with that day").complaints
        known += given.items if not wrong else ()
    return found


def late(
    scenario: Scenario, given: Given, day: datetime.date, known: tuple[Item, ...]
) -> list[Complaint]:
    """What is wrong with late items."""
    sources = given.loaded.sources
    wrong = late_complaints(scenario, given.items, day, known)
    return sources.in_order(sources.locate(wrong))


def terms_before(every: Sequence[Given], at: int, today: datetime.date) -> Scenario | None:
    """The terms of the last correction of terms before one of them; None without any."""
    turns = [(one.known_on(today), place) for place, one in enumerate(every) if one.is_terms]
    before = [turn for turn in turns if turn < (every[at].known_on(today), at)]
    return every[max(before)[1]].loaded.scenario if before else None


def differing(scenario: Scenario, given: Given, earlier: Scenario | None) -> list[Complaint]:
    """Which facts of the run its scenario as it is right has otherwise.

    `earlier` has the terms known before.
    """
    right, sources = given.loaded.scenario, given.loaded.sources
    if right is None or given.loaded.complaints:
        return []
    found = [
        replace(one, where="" if one.path else str(given.path))
        for one in fact_complaints(scenario, right, earlier)
    ]
    return [one if one.where else placed(given, *sources.locate([one])) for one in found]


def steps_of(every: Sequence[Given], today: datetime.date, now: int) -> tuple[Step, ...]:
    """The corrections in the order of their days, those of one day as they are given; the last
    `now` of all are one, of today."""
    first = len(every) - now
    earlier = [
        Step(one.items, one.loaded.scenario if one.is_terms else None, one.known_on(today))
        for one in every[:first]
    ]
    items = tuple(item for one in every[first:] for item in one.items)
    terms = next((one.loaded.scenario for one in every[first:] if one.is_terms), None)
    return (*sorted(earlier, key=lambda step: step.today), Step(items, terms, today))
