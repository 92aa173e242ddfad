"""Reference data: listed, read by date, and added to by those who may.

A version is never edited: what is right from another day is another version, and what corrects one
of the same day is another one too, which names it. The one that was corrected stays to be read.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.problems import Problem, Wrong, conflict, not_found
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
    follower,
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
    corrects: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version of the bank's own, and when it was added."""

    version: Version
    created_at: datetime.datetime


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


def history(unit: Unit, kind: Kind, key: str, asked: Asked) -> Page[Kept]:
    """A page of the bank's own versions of a key, as they were added, corrected ones among them."""
    unit.require("reference:read")
    rows = store.versions(unit.connection, kind, [key])
    if not rows and key not in built_in(kind):
        raise not_found(WORDS[kind])
    there = {(row.effective_from, row.number) for row in rows}
    found = store.added(unit.connection, kind, key, asked)
    items = [Kept(version=own(row, follower(row, there)), created_at=row.created_at)
             for row in found.items]  # fmt: skip
    return Page(items=items, next=found.next)


def added(unit: Unit, kind: Kind, new: New) -> Added:
    """A new version of the bank's own, with what is doubted about it."""
    unit.require("reference:write")
    before = standing(unit, kind, new)
    warnings = tuple(doubts(unit, kind, new))
    values = {"id": unit.new_id(), "kind": kind, "key": new.key,
              "effective_from": new.effective_from, "document": dict(new.values),
              "source": new.source, "number": before.number + 1 if before else 1,
              "created_at": unit.now}  # fmt: skip
    if not store.add(unit.connection, values):
        raise another(new, standing(unit, kind, new))
    remember(unit, kind, str(values["id"]), new, (before, warnings))
    [row] = [each for each in store.versions(unit.connection, kind, [new.key])
             if each.id == values["id"]]  # fmt: skip
    return Added(version=own(row), warnings=warnings)


def standing(unit: Unit, kind: Kind, new: New) -> Version | None:
    """The version that a new one corrects; refused where it names none, or another one."""
    rows = store.versions(unit.connection, kind, [new.key])
    same_day = [own(row) for row in rows if row.effective_from == new.effective_from]
    found = same_day[-1] if same_day else None
    if new.corrects != (found.number if found else None):
        raise another(new, found)
    return found


def another(new: New, found: Version | None) -> Problem:
    """What a new version corrects is not the one that stands on its day."""
    if found is None:
        wrong = Wrong(pointer="#/corrects", detail="is no version of that day",
                      expected="none: there is nothing to correct")  # fmt: skip
        return conflict(f"No version of {new.key} begins on {new.effective_from}.", wrong)
    said = f"There is a version of {new.key} from {new.effective_from}; none is edited."
    if new.corrects is None:
        wrong = Wrong(
            pointer="#/effective_from", detail="is the first day of a version already",
            expected=f'another day, or "corrects": {found.number} to take its place',
        )  # fmt: skip
        return conflict(said, wrong)
    wrong = Wrong(pointer="#/corrects", detail="is not the version that stands on that day",
                  expected=str(found.number))  # fmt: skip
    return conflict(f"{said} Number {found.number} stands.", wrong)


def remember(
    unit: Unit, kind: Kind, made: str, new: New, of: tuple[Version | None, tuple[str, ...]]
) -> None:
    """Remember the new version; `of` is the one that it corrects, and what is doubted."""
    corrected, warnings = of
    after: dict[str, Any] = {
        "key": new.key, "effective_from": new.effective_from.isoformat(),
        "source": new.source, "values": dict(new.values), "warnings": list(warnings),
    }  # fmt: skip
    before = None
    if corrected is not None:
        before = {"number": corrected.number, "source": corrected.source,
                  "values": dict(corrected.values)}  # fmt: skip
        after["number"] = corrected.number + 1
    what = "corrected" if corrected else "added"
    unit.remember(Remark(what=what, subject_kind=kind, subject_id=made, before=before, after=after))


def doubts(unit: Unit, kind: Kind, new: New) -> list[str]:
    """What is hardly meant by a new version, by what was known before its day."""
    known = [each for each in versions_of(unit, kind, new.key)
             if each.built_in or each.effective_from != new.effective_from]  # fmt: skip
    before = on(known, new.effective_from)
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
