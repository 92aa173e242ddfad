"""Reference data: listed, read by date, and added to by those who may.

A version is never edited: what is right from another day is another version.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.problems import Wrong, conflict, not_found
from api.store import reference as store
from api.store.auditing import Remark
from api.store.paging import Asked, Page
from api.workflows.reference_data import (
    Kind,
    Version,
    all_of,
    built_in,
    doubts_of_fx,
    doubts_of_rate,
    on,
    own,
    pair,
    unknown,
)  # fmt: skip
from api.workflows.unit import Unit

WORDS = {"calendar": "calendar", "rate": "rate", "fx_rate": "FX rate", "profile": "profile",
         "clearing": "clearing system"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """A key and all its versions."""

    key: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay:
    """What is known of a key on a day; `why` where it is unknown."""

    key: str
    date: datetime.date
    version: Version | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A version that was added, and what is doubted about it."""

    version: Version
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A version to add."""

    key: str
    effective_from: datetime.date
    source: str
    values: Mapping[str, Any]


def listed(unit: Unit, kind: Kind, asked: Asked) -> Page[Keyed]:
    """A page of what there is of a kind, by key."""
    unit.require("reference:read")
    built = [key for key in built_in(kind) if key > asked.after]
    keys = sorted({*built, *store.keys(unit.connection, kind, asked)})
    shown = keys[: asked.limit]
    rows = store.versions(unit.connection, kind, shown)
    items = [Keyed(key=key, versions=tuple(all_of(kind, key, rows))) for key in shown]
    return Page(items=items, next=shown[-1] if len(keys) > asked.limit else None)


def read(unit: Unit, kind: Kind, key: str, date: datetime.date | None) -> OnDay:
    """What is known of the key on a day."""
    unit.require("reference:read")
    versions = versions_of(unit, kind, key)
    if not versions:
        raise not_found(WORDS[kind])
    day = date or unit.now.date()
    found = on(versions, day)
    return OnDay(key=key, date=day, version=found, why="" if found else unknown(versions, day))


def added(unit: Unit, kind: Kind, new: New) -> Added:
    """A new version of the bank's own, with what is doubted about it."""
    unit.require("reference:write")
    warnings = tuple(doubts(unit, kind, new))
    made = unit.new_id()
    values = {"id": made, "kind": kind, "key": new.key, "effective_from": new.effective_from,
              "document": dict(new.values), "source": new.source, "version": 1,
              "created_at": unit.now}  # fmt: skip
    if not store.add(unit.connection, values):
        wrong = Wrong(pointer="#/effective_from", detail="is the first day of a version already",
                      expected="another day")  # fmt: skip
        detail = f"There is a version of {new.key} from {new.effective_from}; none is edited."
        raise conflict(detail, wrong)
    after = {"key": new.key, "effective_from": new.effective_from.isoformat(),
             "source": new.source, "values": dict(new.values),
             "warnings": list(warnings)}  # fmt: skip
    unit.remember(Remark(what="added", subject_kind=kind, subject_id=made, after=after))
    rows = store.versions(unit.connection, kind, [new.key])
    [row] = [each for each in rows if each.id == made]
    return Added(version=own(row), warnings=warnings)


def doubts(unit: Unit, kind: Kind, new: New) -> list[str]:
    """What is hardly meant by a new version, by what was known until then."""
    before = on(versions_of(unit, kind, new.key), new.effective_from)
    if kind == "rate":
        return list(doubts_of_rate(new.values, before))
    if kind == "fx_rate":
        opposite = pair(new.values["quote"], new.values["base"])
        other = on(versions_of(unit, kind, opposite), new.effective_from)
        return list(doubts_of_fx(new.values, before, other))
    return []


def versions_of(unit: Unit, kind: Kind, key: str) -> list[Version]:
    """All versions of a key."""
    return all_of(kind, key, store.versions(unit.connection, kind, [key]))


def records(unit: Unit, kind: Kind, day: datetime.date) -> list[dict[str, Any]]:
    """The bank's own versions in force on the day, as records of a scenario.

    What a scenario names and nobody brings is taken from them, before what is built in.
    """
    rows = store.every(unit.connection, kind)
    found = [on(all_of(kind, key, rows), day) for key in sorted({row.key for row in rows})]
    return [{**each.values, "source": each.source} for each in found if each and not each.built_in]
