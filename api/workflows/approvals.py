"""Approvals: four eyes. What was submitted is approved by somebody else who has the role for it.

Nobody decides about what they wrote or submitted. Where a version needs two lines' approvals, two
people give them. One rejection rejects the whole; the last approval approves it. Whoever decides
holds the structure's row, so that of two who decide at the same moment one is told it was done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.problems import Problem, Wrong, conflict, invalid, not_found
from api.security.permissions import APPROVES, SIGHT
from api.store import approvals as store
from api.store import structures
from api.store.auditing import Remark
from api.store.paging import Asked, Page
from api.store.people import seen_by
from api.workflows.submissions import asked_anew, asked_besides, moved
from api.workflows.unit import Unit

DONE = {"approve": "approved", "reject": "rejected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An approval, and whether the caller may decide it."""

    row: Any
    may_decide: bool


def listed(unit: Unit, filters: Mapping[str, str], asked: Asked, *, mine: bool) -> Page[Told]:
    """A page of approvals about clients one sees; `mine`: only those one may decide."""
    unit.require("approvals:read")
    decider = decider_of(unit)
    found = store.listed(unit.connection, unit.seen, filters, asked, decider if mine else None)
    return Page(items=[told(unit, row) for row in found.items], next=found.next)


def read(unit: Unit, approval_id: str) -> Told:
    """An approval."""
    unit.require("approvals:read")
    return told(unit, existing(unit, approval_id))


def decided(unit: Unit, approval_id: str, decision: str, reason: str) -> Told:
    """The approval, given or refused; with the last one the version is approved or rejected."""
    unit.require("approvals:write")
    structure_id = existing(unit, approval_id).structure_id
    structures.lock(unit.connection, structure_id)
    row = existing(unit, approval_id)
    refuse_undecidable(unit, row)
    if decision == "reject" and not reason:
        raise invalid([Wrong(pointer="#/reason", detail="is missing", expected="why not")])
    state, by = DONE[decision], (unit.person.id, unit.now, reason)
    if not store.decide(unit.connection, approval_id, state, by):
        raise already(existing(unit, approval_id))
    remember(unit, row, state, reason)
    conclude(unit, row, state)
    return told(unit, existing(unit, approval_id))


def conclude(unit: Unit, row: Any, state: str) -> None:
    """Approve the version after its last approval, reject it after a rejection.

    Where another line has to agree by now, or to something else, it is asked first. What waits is
    compared with the version that was approved: open questions say how much more it is than that.
    """
    version = structures.version_of(unit.connection, row.subject_id)
    structure = structures.structure_of(unit.connection, row.structure_id)
    if state == "rejected":
        reason = f"the line {row.line} was rejected"
        store.close(unit.connection, version.id, (unit.person.id, unit.now, reason))
        moved(unit, structure, version, "rejected", corrects=version.corrects)
        return
    if any(each.state == "open" for each in store.of(unit.connection, [version.id])):
        return
    if not asked_besides(unit, structure, version, row):
        said = {"corrects": version.corrects} if version.corrects else {}
        moved(unit, structure, version, "approved", said, version.corrects)
        asked_anew(unit, structure)


def deciding(unit: Unit, approval_id: str) -> None:
    """Refuse who can decide nothing of this line of it, whatever they say."""
    unit.require("approvals:write")
    refuse_others(unit, existing(unit, approval_id))


def refuse_others(unit: Unit, row: Any) -> None:
    """Refuse who has not the role, and who wrote or submitted it."""
    role = APPROVES[row.line]
    if role not in unit.person.roles:
        words = role.replace("_", " ")
        raise Problem(kind="forbidden", detail=f"The line {row.line} is decided by a {words}.")
    if unit.person.id in (row.created_by, row.requested_by):
        detail = "Four eyes: who wrote or submitted it does not approve or reject it."
        raise Problem(kind="forbidden", detail=detail)


def refuse_undecidable(unit: Unit, row: Any) -> None:
    """Refuse a decision that was made before, or is not the person's to make."""
    refuse_others(unit, row)
    if row.state != "open":
        raise already(row)
    if not store.may_decide(unit.connection, decider_of(unit), row.id):
        detail = ("You have decided another line of it, or see this client in another role only; "
                  "somebody else decides this line.")  # fmt: skip
        raise Problem(kind="forbidden", detail=detail)


def already(row: Any) -> Problem:
    """It was decided before."""
    return conflict(f"It is {row.state} already.")


def decider_of(unit: Unit) -> store.Decider:
    """The person with the lines that their roles decide, each where that role sees the client."""
    lines = {
        line: seen_by(unit.person, SIGHT[role])
        for line, role in APPROVES.items()
        if role in unit.person.roles
    }
    return store.Decider(person_id=unit.person.id, lines=lines)


def told(unit: Unit, row: Any) -> Told:
    """The approval and whether the caller may decide it."""
    may = row.state == "open" and store.may_decide(unit.connection, decider_of(unit), row.id)
    return Told(row=row, may_decide=may)


def existing(unit: Unit, approval_id: str) -> Any:
    """The approval's row; refused as not found where its client is not seen."""
    row = store.found(unit.connection, unit.seen, approval_id)
    if row is None:
        raise not_found("approval")
    return row


def remember(unit: Unit, row: Any, state: str, reason: str) -> None:
    """Remember the decision."""
    about = {"line": row.line, "structure": row.key, "number": row.number}
    unit.remember(Remark(
        what=state, subject_kind="approval", subject_id=row.id, client_id=row.client_id,
        before={**about, "state": row.state}, after={**about, "state": state, "reason": reason},
    ))  # fmt: skip
