"""Drafts taken away again: a version that nobody decided about, or a structure of nothing else.

Whoever wrote a draft deletes it, or a department manager, who answers for the client. It is gone
for good, with the questions that were asked about it; the audit keeps what it was. What somebody
has decided about stays as a record, and so does what was submitted, approved or rejected.
"""

from typing import Any

from api.problems import Problem, conflict
from api.store import approvals as asked_for
from api.store import structures as store
from api.workflows.structures import existing, held, remark
from api.workflows.submissions import MAY_BE, in_state
from api.workflows.unit import Unit
from api.workflows.versions import matched

MANAGER = "department_manager"
DECIDED = ("approved", "rejected")


def version_deleted(unit: Unit, structure_id: str, number: int, match: str | None) -> Any:
    """The structure's row without that draft, from the structure that the caller saw."""
    unit.require("structures:write")
    row = held(unit, structure_id)
    version = matched(match, row.version)
    found = in_state(unit, structure_id, number, "draft", "deleted")
    gone(unit, row, [found])
    store.change(unit.connection, structure_id, version, {})
    return existing(unit, structure_id)


def structure_deleted(unit: Unit, structure_id: str, match: str | None) -> None:
    """Delete a structure that has drafts alone, from the one that the caller saw."""
    unit.require("structures:write")
    row = held(unit, structure_id)
    matched(match, row.version)
    found = store.every_version(unit.connection, structure_id)
    other = next((each for each in found if each.state != "draft"), None)
    if other is not None:
        raise conflict(f"It cannot be deleted: of version {other.number}, {MAY_BE[other.state]}.")
    gone(unit, row, found)
    store.delete(unit.connection, structure_id)
    before = {"key": row.key, "latest": row.latest}
    unit.remember(remark("deleted", row, before=before))


def gone(unit: Unit, row: Any, drafts: list[Any]) -> None:
    """Take drafts of a structure that is held away; refused where one of them is to stay."""
    refuse_others(unit, drafts)
    ids = [each.id for each in drafts]
    decided = [each for each in asked_for.of(unit.connection, ids) if each.state in DECIDED]
    if decided:
        detail = f"It stays as a record: the line {decided[0].line} has decided about it."
        raise conflict(detail)
    asked_for.delete_of(unit.connection, ids)
    for each in drafts:
        store.delete_version(unit.connection, each.id)
        before = {"number": each.number, "effective_from": each.effective_from.isoformat(),
                  "state": each.state, "document": each.document}  # fmt: skip
        unit.remember(remark("deleted a draft", row, before=before))


def refuse_others(unit: Unit, drafts: list[Any]) -> None:
    """Refuse who neither wrote the drafts nor answers for the client."""
    own = all(each.created_by == unit.person.id for each in drafts)
    if not own and MANAGER not in unit.person.roles:
        detail = "A draft is deleted by whoever wrote it, or by a department manager."
        raise Problem(kind="forbidden", detail=detail)
