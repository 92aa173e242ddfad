"""Structures of a client, by effective date: drafted, submitted, approved, in force from a day.

On a day the approved version that began last is in force. A version's document never changes;
another content is another version. How versions get approved, and correct one of the same day, is
in `submissions`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.problems import Wrong, conflict, invalid, not_found
from api.store import approvals as asked_for
from api.store import clients, group
from api.store import structures as store
from api.store.auditing import Remark
from api.store.paging import Asked, Page
from api.workflows.named_elsewhere import GROUP, Records, Values
from api.workflows.reference import records
from api.workflows.structure_documents import Judged, group_of, judged
from api.workflows.unit import Unit
from api.workflows.versions import matched, stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A structure, and which of its versions is in force on a day (None: none is)."""

    row: Any
    date: datetime.date
    in_force: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version, and the approvals that were asked for it."""

    row: Any
    approvals: tuple[Any, ...]


def listed(
    unit: Unit, client_id: str, filters: Mapping[str, str], asked: Asked,
    date: datetime.date | None,
) -> Page[Told]:  # fmt: skip
    """A page of the client's structures as of a day."""
    unit.require("structures:read")
    unit.client(client_id)
    found = store.listed(unit.connection, client_id, filters, asked)
    day = date or today(unit)
    forces = store.in_force(unit.connection, [row.id for row in found.items], day)
    told = [Told(row=row, date=day, in_force=forces.get(row.id)) for row in found.items]
    return Page(items=told, next=found.next)


def read(unit: Unit, structure_id: str, date: datetime.date | None) -> Told:
    """A structure as of a day."""
    unit.require("structures:read")
    return told_of(unit, existing(unit, structure_id), date)


def told_of(unit: Unit, row: Any, date: datetime.date | None = None) -> Told:
    """The structure with what is in force on the day."""
    day = date or today(unit)
    forces = store.in_force(unit.connection, [row.id], day)
    return Told(row=row, date=day, in_force=forces.get(row.id))


def judging(unit: Unit, client_id: str, document: Values, day: datetime.date) -> Judged:
    """A document judged among the client's group; refused with everything that is wrong."""
    unit.require("structures:read")
    unit.client(client_id)
    return judged(document, group_read(unit, client_id, day), day)


def added(unit: Unit, client_id: str, document: Values, day: datetime.date) -> Told:
    """A new structure with a draft as its first version."""
    unit.require("structures:write")
    unit.client(client_id)
    clients.lock(unit.connection, client_id)
    found = judged(document, group_read(unit, client_id, day), day)
    made = unit.new_id()
    values = {"id": made, "client_id": client_id, "key": found.key, "latest": 1,
              "created_at": unit.now}  # fmt: skip
    if not store.add(unit.connection, values):
        expected = "an id of its own, or a new version of that structure"
        wrong = Wrong(pointer="#/document/structure/id", detail="is another structure's",
                      expected=expected)  # fmt: skip
        raise conflict(f"The client has a structure {found.key!r} already.", wrong)
    add_version(unit, made, 1, found, day)
    row = existing(unit, made)
    after = {"key": row.key, "number": 1, "effective_from": day.isoformat(),
             "document": found.document}  # fmt: skip
    unit.remember(remark("created", row, after=after))
    return told_of(unit, row)


def continued(
    unit: Unit, structure_id: str, document: Values, day: datetime.date, match: str | None
) -> Version:
    """A draft of the structure's next version, from the structure the caller saw."""
    unit.require("structures:write")
    row = existing(unit, structure_id)
    version = matched(match, row.version)
    clients.lock(unit.connection, row.client_id)
    found = judged(document, group_read(unit, row.client_id, day), day)
    if found.key != row.key:
        wrong = Wrong(pointer="#/document/structure/id", detail="is another structure's id",
                      expected=row.key)  # fmt: skip
        raise invalid([wrong])
    number = row.latest + 1
    if not store.change(unit.connection, structure_id, version, {"latest": number}):
        raise stale(version + 1)
    add_version(unit, structure_id, number, found, day)
    after = {"key": row.key, "number": number, "effective_from": day.isoformat(),
             "document": found.document}  # fmt: skip
    unit.remember(remark("drafted", row, before={"latest": row.latest}, after=after))
    return version_read(unit, structure_id, number)


def versions(unit: Unit, structure_id: str, asked: Asked) -> Page[Any]:
    """A page of the structure's versions."""
    unit.require("structures:read")
    existing(unit, structure_id)
    return store.versions(unit.connection, structure_id, asked)


def version(unit: Unit, structure_id: str, number: int) -> Version:
    """A version of the structure with its approvals."""
    unit.require("structures:read")
    existing(unit, structure_id)
    return version_read(unit, structure_id, number)


def rejudged(unit: Unit, structure_id: str, number: int) -> Judged:
    """A version judged among the client's group as it is now."""
    unit.require("structures:read")
    row = existing(unit, structure_id)
    found = version_read(unit, structure_id, number).row
    return judged(
        found.document, group_read(unit, row.client_id, found.effective_from), found.effective_from
    )


def version_read(unit: Unit, structure_id: str, number: int) -> Version:
    """The version with its approvals; refused where there is none."""
    row = store.version(unit.connection, structure_id, number)
    if row is None:
        raise not_found("version")
    return Version(row=row, approvals=tuple(asked_for.of(unit.connection, [row.id])))


def add_version(
    unit: Unit, structure_id: str, number: int, found: Judged, day: datetime.date
) -> None:
    """Put a draft in."""
    store.add_version(unit.connection, {
        "id": unit.new_id(), "structure_id": structure_id, "number": number,
        "effective_from": day, "state": "draft", "document": found.document,
        "created_at": unit.now, "created_by": unit.person.id,
    })  # fmt: skip


def group_read(unit: Unit, client_id: str, day: datetime.date) -> Records:
    """The documents of the client's group, and the bank's own calendars and profiles of the day."""
    rows = {name: group.every(unit.connection, name, client_id) for name in GROUP}
    known = {"calendars": records(unit, "calendar", day), "profiles": records(unit, "profile", day)}
    return {**group_of(rows), **known}


def held(unit: Unit, structure_id: str) -> Any:
    """The structure's row, held until the end."""
    existing(unit, structure_id)
    store.lock(unit.connection, structure_id)
    return existing(unit, structure_id)


def existing(unit: Unit, structure_id: str) -> Any:
    """The structure's row; refused as not found where its client is not seen."""
    row = store.found(unit.connection, unit.seen, structure_id)
    if row is None:
        raise not_found("structure")
    return row


def today(unit: Unit) -> datetime.date:
    """The day it is, in UTC."""
    return unit.now.date()


def remark(what: str, row: Any, before: Any = None, after: Any = None) -> Remark:
    """A remark about a structure."""
    return Remark(
        what=what, subject_kind="structure", subject_id=row.id, client_id=row.client_id,
        before=before, after=after,
    )  # fmt: skip
