"""The document of a structure: the engine's own records, judged among a client's group.

A document has a `structure` and lists of what belongs to it: links, rules, schedules and so on. It
is judged by the engine's own reader as part of a scenario of the client's entities, banks and
accounts, which begins on the day from which the structure is to be in force and goes on until all
that it says has begun. What is wrong with the group itself is not the structure's fault.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.problems import Wrong, invalid, pointer
from api.workflows.named_elsewhere import (
    GROUP,
    Lacking,
    Records,
    Values,
    ids,
    known_only,
    lacking,
)  # fmt: skip
from treasury.errors import Complaint, Path
from treasury.linting.lint import remarks
from treasury.linting.remark import Remark as Lint
from treasury.loading.folder import load_value
from treasury.loading.later import unknown
from treasury.loading.nearest import nearest
from treasury.loading.records import Loaded
from treasury.plan.reading import meant, scenario_of, shortened
from treasury.scenario import Scenario, json_text

UNDER, EFFECTIVE = "#/document", "#/effective_from"
LISTS = ("links", "rules", "schedules", "budgets", "position_limits", "notional_pools",
         "notional_members", "set_off", "credit_lines", "terms", "rates", "profiles", "calendars",
         "clearing")  # fmt: skip
OF_ONE_STRUCTURE = ("links", "budgets", "notional_pools")
"""Lists whose records belong to one structure: they need not say to which."""
BEGINNINGS = ("valid_from", "date")
HORIZON_DAYS, LAST = 3660, datetime.date.max.toordinal()
MAIN = "structure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A document that was found right: as it is kept, and the scenario it was judged in.

    `lacking` is what the group names and nothing tells; the scenario is without it.
    """

    key: str
    document: dict[str, Any]
    loaded: Loaded
    lacking: tuple[Lacking, ...]

    @property
    def scenario(self) -> Scenario:
        """The group and the structure, on the days judged."""
        return scenario_of(self.loaded)


def judged(document: Values, group: Records, day: datetime.date, day_at: str = EFFECTIVE) -> Judged:
    """The document, right; refused with everything that is wrong with it.

    `day_at` is where the day was asked for.
    """
    wrong = list(strangers(document))
    structure = document.get(MAIN)
    if not isinstance(structure, dict):
        expected = "the record of the structure: its id, and what it says otherwise than usual"
        raise invalid([*wrong, Wrong(pointer=f"{UNDER}/{MAIN}", detail="is missing or no record",
                                     expected=expected)])  # fmt: skip
    loaded = load_value(combined(document, group, day), UNDER)
    paths = loaded.sources.path_in_main
    found = [replace(each, path=paths(each.path)) for each in located(loaded)]
    wrong += [told(each, day_at) for each in shortened([*loaded.complaints, *found]) if own(each)]
    if wrong:
        raise invalid(wrong)
    return Judged(key=str(structure["id"]), document=kept(document, loaded), loaded=loaded,
                  lacking=lacking(group, document))  # fmt: skip


def as_kept(document: Values, group: Records, day: datetime.date) -> Scenario | None:
    """The scenario of a document that was judged before; None where it can be read no more."""
    loaded = load_value(combined(document, group, day), UNDER)
    return None if any(own(each) for each in loaded.complaints) else loaded.scenario


def located(loaded: Loaded) -> list[Complaint]:
    """What is wrong with the meaning, with its place in words."""
    return loaded.sources.locate(meant(loaded))


def strangers(document: Values) -> Iterator[Wrong]:
    """Keys that no structure has; of those that a scenario has it is said so."""
    for key in document:
        if key != MAIN and key not in LISTS:
            known = (MAIN, *LISTS)
            message, expected = unknown(f"the key {key!r}", key, nearest(key, known), known)
            if key in Scenario.__dataclass_fields__:
                message = f"the key {key!r} is a scenario's, not a structure's"
                expected = "none here; it stands in the scenario that runs the structure"
            yield Wrong(pointer=pointer((key,), UNDER), detail=message, expected=expected)


def combined(document: Values, group: Records, day: datetime.date) -> dict[str, Any]:
    """The keys of a scenario of the group with the structure in it."""
    own = {name: document[name] for name in LISTS if name in document}
    said = document[MAIN].get("id")
    key = said if isinstance(said, str) else ""
    for name in OF_ONE_STRUCTURE:
        if isinstance(own.get(name), list):
            own[name] = [belonging(each, key) for each in own[name]]
    return {
        "id": MAIN, "first_day": day.isoformat(), "last_day": last_day(own, day).isoformat(),
        **known_only(group, own), "structures": [document[MAIN]], **own,
        **with_named(document[MAIN], group, own),
    }  # fmt: skip


def with_named(structure: Values, group: Records, own: Values) -> dict[str, Any]:
    """The lists of calendars and profiles, with those that are named and kept by the bank.

    They stand behind the document's own, which are kept with it."""
    calendars = (structure, *group["banks"], *listed(own, "terms"))
    named = {
        "calendars": [each.get("calendar") for each in calendars],
        "profiles": (structure.get("profile"),),
    }
    made = {}
    for name, wanted in named.items():
        given, said = own.get(name, []), ids(own, name, "id")
        lacking = {each for each in wanted if isinstance(each, str)} - said
        added = [each for each in group.get(name, ()) if each["id"] in lacking]
        if added and isinstance(given, list):
            made[name] = [*given, *added]
    return made


def listed(own: Values, name: str) -> list[Values]:
    """The records of a list of the document, without what is none."""
    given = own.get(name)
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []


def belonging(record: Any, key: str) -> Any:
    """The record with the structure it belongs to."""
    return {"structure": key, **record} if isinstance(record, dict) and key else record


def last_day(own: Values, day: datetime.date) -> datetime.date:
    """The first day on which everything that the document says has begun."""
    found = [day]
    for records in own.values():
        for record in records if isinstance(records, list) else ():
            said = [record.get(name) for name in BEGINNINGS] if isinstance(record, dict) else ()
            found += [each for each in map(date_in, said) if each is not None]
    return min(max(found), datetime.date.fromordinal(min(day.toordinal() + HORIZON_DAYS, LAST)))


def date_in(text: Any) -> datetime.date | None:
    """The date in the text, if there is one."""
    try:
        return datetime.date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def own(complaint: Complaint) -> bool:
    """Whether it is about the document, not about the group."""
    return not (len(complaint.path) > 1 and complaint.path[0] in GROUP)


def told(complaint: Complaint, day_at: str) -> Wrong:
    """The complaint with its place in the body."""
    place = place_of(complaint.path) if complaint.path else complaint.where.split(", ")[0]
    return Wrong(
        pointer=day_at if place == EFFECTIVE else place,
        detail=complaint.message,
        expected=complaint.expected,
    )


def place_of(path: Path) -> str:
    """The pointer into the body of a path in the scenario.

    >>> place_of(("structures", 0, "profile")), place_of(("first_day",)), place_of(("links", 2))
    ('#/document/structure/profile', '#/effective_from', '#/document/links/2')
    """
    if path[0] == "structures":
        return pointer((MAIN, *path[2:]), UNDER)
    if path[0] in ("first_day", "last_day"):
        return EFFECTIVE
    return pointer(path, UNDER) if path[0] in LISTS else UNDER


def kept(document: Values, loaded: Loaded) -> dict[str, Any]:
    """The document as it is kept: what differs from a default, amounts as texts."""
    scenario = scenario_of(loaded)
    said = {name: getattr(scenario, name)[: len(document.get(name, []))] for name in LISTS}
    lists = {name: [written(each) for each in records] for name, records in said.items() if records}
    return {MAIN: written(scenario.structures[0]), **lists}


def written(record: object) -> dict[str, Any]:
    """The record as JSON."""
    made: dict[str, Any] = json.loads(json_text(record))
    return made


def linted(found: Judged) -> list[tuple[str, Lint]]:
    """What the document says and hardly means, each with its place."""
    paths = found.loaded.sources.path_in_main
    said = [(paths(each.path), each) for each in remarks(found.scenario)]
    return [(place_of(path), each) for path, each in said if path and path[0] not in GROUP]


def group_of(rows: Mapping[str, Iterable[Any]]) -> Records:
    """The documents of the client's rows."""
    return {name: [row.document for row in rows[name]] for name in GROUP}
