"""Scenarios of a client in versions that never change, and what can be said of one.

What is in a version is the engine's canonical text, its identity that text's fingerprint. Reading
what was sent, and judging it, is done before the transaction: it may take a second.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.problems import Wrong, conflict, not_found
from api.store import scenarios as store
from api.store.auditing import Remark
from api.store.paging import Asked, Page
from api.workflows.unit import TAKEN_OUT, Unit
from api.workflows.versions import matched, stale
from treasury.scenario import Scenario, canonical, fingerprint_of

SHOWN = ("key", "title", "latest", "version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A scenario as it is kept: its own id and title, its canonical text and fingerprint."""

    key: str
    title: str
    text: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A version; `fresh` where it was made now, not told because nothing was new."""

    row: Any
    fresh: bool


def written(scenario: Scenario) -> Written:
    """The scenario as it is kept."""
    text = canonical(scenario)
    return Written(
        key=scenario.id, title=scenario.title, text=text, fingerprint=fingerprint_of(text)
    )


def listed(unit: Unit, client_id: str, filters: Mapping[str, str], asked: Asked) -> Page[Any]:
    """A page of the client's scenarios."""
    unit.require("scenarios:read")
    unit.client(client_id)
    return store.listed(unit.connection, client_id, filters, asked)


def read(unit: Unit, scenario_id: str) -> Any:
    """A scenario."""
    unit.require("scenarios:read")
    return existing(unit, scenario_id)


def judging(unit: Unit) -> None:
    """Refuse who may not have scenarios judged."""
    unit.require("scenarios:read")


def adding(unit: Unit, client_id: str) -> None:
    """Refuse who may not add a scenario to the client."""
    unit.require("scenarios:write")
    unit.client(client_id)


def continuing(unit: Unit, scenario_id: str) -> None:
    """Refuse who may not add a version to the scenario."""
    unit.require("scenarios:write")
    existing(unit, scenario_id)


def added(unit: Unit, client_id: str, named: Mapping[str, str | None], content: Written) -> Any:
    """A new scenario with this content as its first version."""
    adding(unit, client_id)
    made, key = unit.new_id(), named.get("key") or content.key
    values = {
        "id": made, "client_id": client_id, "key": key, "latest": 1, "created_at": unit.now,
        "title": content.title if named.get("title") is None else named["title"],
        "created_by": unit.person.id,
    }  # fmt: skip
    if not store.add(unit.connection, values):
        expected = "a key of its own, or a new version of that scenario"
        wrong = Wrong(pointer="#/key", detail="is another scenario's", expected=expected)
        raise conflict(f"The client has a scenario {key!r} already.", wrong)
    add_version(unit, made, 1, content)
    row = existing(unit, made)
    after = {**shown(row), "fingerprint": content.fingerprint}
    unit.remember(remark("created", row, after=after))
    return row


def continued(unit: Unit, scenario_id: str, match: str | None, content: Written) -> Made:
    """The scenario's new version; its latest one where that has the same content."""
    unit.require("scenarios:write")
    row = existing(unit, scenario_id)
    version = matched(match, row.version)
    latest = store.version(unit.connection, scenario_id, row.latest)
    if latest is not None and latest.fingerprint == content.fingerprint:
        return Made(row=latest, fresh=False)
    number = row.latest + 1
    if not store.change(unit.connection, scenario_id, version, {"latest": number}):
        raise stale(version + 1)
    add_version(unit, scenario_id, number, content)
    before = {**shown(row), "fingerprint": latest.fingerprint if latest else ""}
    after = {**shown(existing(unit, scenario_id)), "fingerprint": content.fingerprint}
    unit.remember(remark("continued", row, before=before, after=after))
    return Made(row=store.version(unit.connection, scenario_id, number), fresh=True)


def add_version(unit: Unit, scenario_id: str, number: int, content: Written) -> None:
    """Put a version in."""
    store.add_version(unit.connection, {
        "id": unit.new_id(), "scenario_id": scenario_id, "number": number,
        "fingerprint": content.fingerprint, "document": content.text, "created_at": unit.now,
        "created_by": unit.person.id,
    })  # fmt: skip


def changed(unit: Unit, scenario_id: str, values: Mapping[str, Any], match: str | None) -> Any:
    """The scenario with another title, from the version the caller saw."""
    unit.require("scenarios:write")
    row = existing(unit, scenario_id)
    version = matched(match, row.version)
    if not store.change(unit.connection, scenario_id, version, values):
        raise stale(version + 1)
    after = existing(unit, scenario_id)
    unit.remember(remark("changed", row, before=shown(row), after=shown(after)))
    return after


def versions(unit: Unit, scenario_id: str, asked: Asked) -> Page[Any]:
    """A page of the scenario's versions."""
    unit.require("scenarios:read")
    existing(unit, scenario_id)
    return store.versions(unit.connection, scenario_id, asked)


def version(unit: Unit, scenario_id: str, number: int) -> Any:
    """A version of the scenario."""
    unit.require("scenarios:read")
    existing(unit, scenario_id)
    return existing_version(unit, scenario_id, number)


def text(unit: Unit, scenario_id: str, number: int) -> str:
    """The canonical text of a version, to be judged."""
    version(unit, scenario_id, number)
    return store.text(unit.connection, scenario_id, number)


def exported(unit: Unit, scenario_id: str, number: int, form: str) -> Any:
    """A version with its text, taken out in this form; the audit keeps that it was."""
    unit.require("scenarios:read")
    row = existing(unit, scenario_id)
    found = existing_version(unit, scenario_id, number)
    after = {"number": number, "fingerprint": found.fingerprint, "form": form}
    unit.remember(remark(TAKEN_OUT, row, after=after))
    return found, store.text(unit.connection, scenario_id, number)


def existing(unit: Unit, scenario_id: str) -> Any:
    """The scenario's row; refused as not found where its client is not seen."""
    row = store.found(unit.connection, unit.seen, scenario_id)
    if row is None:
        raise not_found("scenario")
    return row


def existing_version(unit: Unit, scenario_id: str, number: int) -> Any:
    """The version's row; refused where there is none."""
    row = store.version(unit.connection, scenario_id, number)
    if row is None:
        raise not_found("version")
    return row


def shown(row: Any) -> dict[str, Any]:
    """The scenario as the audit keeps it."""
    return {name: getattr(row, name) for name in SHOWN}


def remark(what: str, row: Any, before: Any = None, after: Any = None) -> Remark:
    """A remark about a scenario."""
    return Remark(
        what=what, subject_kind="scenario", subject_id=row.id, client_id=row.client_id,
        before=before, after=after,
    )  # fmt: skip
