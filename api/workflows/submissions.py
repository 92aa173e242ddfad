"""From a draft to a version in force: submitted, perhaps withdrawn, and which lines have to agree.

Liquidity always has to; credit where more may be owed than in the version in force before. Of a
day one version waits at a time; where one was approved, the next says that it corrects it. Whoever
moves a version holds its structure's row.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from api.problems import Problem, Wrong, conflict
from api.store import approvals as asked_for
from api.store import structures as store
from api.store.paging import Asked
from api.workflows.lending import increases
from api.workflows.named_elsewhere import Values
from api.workflows.structure_documents import as_kept
from api.workflows.structures import (
    Version,
    existing,
    group_read,
    held,
    judging,
    rejudged,
    remark,
    version_read,
)
from api.workflows.unit import Unit
from treasury.scenario import Scenario

Lines = Mapping[str, tuple[str, ...]]
"""The lines that have to agree, each with why it is asked, in sentences."""
MAY_BE = {
    "draft": "it is a draft",
    "submitted": "it waits for approvals",
    "approved": "it is approved",
    "rejected": "it was rejected",
}


def submitted(unit: Unit, structure_id: str, number: int, corrects: int | None) -> Version:
    """The draft, for whose lines approvals are asked now; `corrects` is whose place it takes."""
    unit.require("structures:write")
    row = held(unit, structure_id)
    found = in_state(unit, structure_id, number, "draft", "submitted")
    refuse_same_day(unit, structure_id, found.effective_from, corrects)
    lines = needing_again(unit, structure_id, number)
    asked_for.add(unit.connection, [asked_of(unit, row, found, line) for line in lines.items()])
    said = {"corrects": corrects} if corrects else {}
    moved(unit, row, found, "submitted", {"lines": list(lines), **because(lines), **said}, corrects)
    return version_read(unit, structure_id, number)


def withdrawn(unit: Unit, structure_id: str, number: int, reason: str) -> Version:
    """The version, a draft again; by whoever wrote or submitted it, while it waits."""
    unit.require("structures:write")
    row = held(unit, structure_id)
    found = in_state(unit, structure_id, number, "submitted", "withdrawn")
    waiting = [each for each in asked_for.of(unit.connection, [found.id]) if each.state == "open"]
    own = {found.created_by, *(each.requested_by for each in waiting)}
    if unit.person.id not in own:
        raise conflict("Only who wrote or submitted a version withdraws it; who disagrees rejects.")
    asked_for.close(unit.connection, found.id, (unit.person.id, unit.now, reason))
    moved(unit, row, found, "draft", {"reason": reason})
    return version_read(unit, structure_id, number)


def needing(unit: Unit, client_id: str, document: Values, day: datetime.date) -> Lines:
    """The lines that would have to agree to a document that is right."""
    found = judging(unit, client_id, document, day)
    there = store.listed(unit.connection, client_id, {"key": found.key}, Asked(limit=1)).items
    before = force_before(unit, there[0], day) if there else None
    return needed(found.scenario, before, day)


def needing_again(unit: Unit, structure_id: str, number: int) -> Lines:
    """The lines that would have to agree to a version now."""
    found = rejudged(unit, structure_id, number)
    row = existing(unit, structure_id)
    day = version_read(unit, structure_id, number).row.effective_from
    return needed(found.scenario, force_before(unit, row, day, number), day)


def needed(new: Scenario, before: Scenario | None, day: datetime.date) -> Lines:
    """The lines that have to agree: liquidity always, credit where more may be owed than before."""
    more = increases(new, before, day)
    return {"liquidity": (), **({"credit": more} if more else {})}


def force_before(
    unit: Unit, row: Any, day: datetime.date, number: int | None = None
) -> Scenario | None:
    """What is in force on the day without the version of that number; None where nothing is."""
    found = store.in_force(unit.connection, [row.id], day, number).get(row.id)
    if found is None:
        return None
    document = version_read(unit, row.id, found).row.document
    return as_kept(document, group_read(unit, row.client_id, day), day)


def because(lines: Lines) -> dict[str, Any]:
    """Why lines are asked, as the audit keeps it."""
    found = {line: list(why) for line, why in lines.items() if why}
    return {"because": found} if found else {}


def asked_of(
    unit: Unit, row: Any, found: Any, line: tuple[str, tuple[str, ...]],
    of: Any = None,
) -> dict[str, Any]:  # fmt: skip
    """The question to a line about a version, and why; in the round `of` another one, if any."""
    name, why = line
    return {
        "id": unit.new_id(), "client_id": row.client_id, "subject_kind": "structure_version",
        "subject_id": found.id, "line": name, "state": "open", "because": list(why), "reason": "",
        "requested_by": of.requested_by if of else unit.person.id,
        "requested_at": of.requested_at if of else unit.now, "version": 1,
    }  # fmt: skip


def asked_besides(unit: Unit, row: Any, found: Any, of: Any) -> bool:
    """Whether a line has to agree that did not: what was in force before is another now.

    It was not asked, or agreed to other sentences. It is asked in the round of that approval, so
    that another person decides it; what was answered stays.
    """
    now = needed_now(unit, row, found)
    if now is None:
        raise unreadable(found)
    answered = {(each.line, told_why(each)) for each in asked_for.of(unit.connection, [found.id])
                if each.requested_at == of.requested_at and each.state == "approved"}  # fmt: skip
    lacking = {line: why for line, why in now.items() if (line, why) not in answered}
    if lacking:
        ask_besides(unit, row, found, lacking, of)
    return bool(lacking)


def asked_anew(unit: Unit, row: Any) -> None:
    """Ask again what is open about waiting versions, where the sentences are others by now.

    The question before is withdrawn, so that nobody agrees to what they have not read.
    """
    everything = store.every_version(unit.connection, row.id)
    for found in (each for each in everything if each.state == "submitted"):
        now = needed_now(unit, row, found) or {}
        for each in asked_for.of(unit.connection, [found.id]):
            why = now.get(each.line)
            if each.state != "open" or why is None or why == told_why(each):
                continue
            by = (unit.person.id, unit.now, "What was in force before has changed.")
            asked_for.decide(unit.connection, each.id, "withdrawn", by)
            ask_besides(unit, row, found, {each.line: why}, each)


def needed_now(unit: Unit, row: Any, found: Any) -> Lines | None:
    """The lines that have to agree by now; None where the version can be read no more."""
    day = found.effective_from
    new = as_kept(found.document, group_read(unit, row.client_id, day), day)
    return None if new is None else needed(new, force_before(unit, row, day, found.number), day)


def ask_besides(unit: Unit, row: Any, found: Any, lines: Lines, of: Any) -> None:
    """Ask lines in the round of an approval, and remember it."""
    questions = [asked_of(unit, row, found, each, of) for each in lines.items()]
    asked_for.add(unit.connection, questions)
    after = {"number": found.number, "lines": list(lines), **because(lines)}
    unit.remember(remark("asked besides", row, after=after))


def told_why(asked: Any) -> tuple[str, ...]:
    """The sentences on an approval."""
    return tuple(asked.because or ())


def unreadable(found: Any) -> Problem:
    """The version cannot be compared, so nobody knows what it lends; what to do instead."""
    number = found.number
    return conflict(
        f"Version {number} cannot be approved: among the client's records of today it can be read "
        "no more, so it is not known whether the line credit has to agree.",
        Wrong(pointer="#", detail=f"is about version {number}, of which its validation says what "
              "is wrong", expected=f"version {number} withdrawn or rejected, and another one "
              "drafted and submitted"),
    )  # fmt: skip


def refuse_same_day(
    unit: Unit, structure_id: str, day: datetime.date, corrects: int | None
) -> None:
    """Refuse a version that would begin on the day of another one, unless it corrects that one."""
    other = store.waiting(unit.connection, structure_id, day)
    if other is not None:
        raise conflict(
            f"Version {other.number}, which begins on {day.isoformat()} too, waits for approvals; "
            "one version of a day waits at a time.",
            Wrong(pointer="#", detail=f"is of the day of version {other.number}",
                  expected="that one decided or withdrawn first"),
        )  # fmt: skip
    stands = store.standing(unit.connection, structure_id, day)
    if corrects == (stands.number if stands else None):
        return
    if stands is None:
        wrong = Wrong(pointer="#/corrects", detail="is no approved version of that day",
                      expected="none: there is nothing to correct")  # fmt: skip
        raise conflict(f"No approved version begins on {day.isoformat()}.", wrong)
    said = f"Version {stands.number} is approved and begins on {day.isoformat()} already."
    detail = "is missing" if corrects is None else "is not the version that stands on that day"
    wrong = Wrong(pointer="#/corrects", detail=detail,
                  expected=f"{stands.number}, if this one is to take its place")  # fmt: skip
    raise conflict(said, wrong)


def in_state(unit: Unit, structure_id: str, number: int, state: str, verb: str) -> Any:
    """The version's row; refused where it is in another state."""
    row = version_read(unit, structure_id, number).row
    if row.state != state:
        raise conflict(f"It cannot be {verb}: {MAY_BE[row.state]}.")
    return row


def moved(
    unit: Unit, row: Any, found: Any, state: str, more: Mapping[str, Any] | None = None,
    corrects: int | None = None,
) -> None:  # fmt: skip
    """Move a version of a structure that is held to another state, and remember it."""
    store.set_state(unit.connection, found.id, state, corrects)
    before = {"number": found.number, "state": found.state}
    after = {"number": found.number, "state": state, **(more or {})}
    what = "withdrawn" if state == "draft" else state
    unit.remember(remark(what, row, before=before, after=after))
