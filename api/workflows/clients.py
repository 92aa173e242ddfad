"""Clients: listed, read, added, changed; and the team that looks after one."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from api.problems import Wrong, invalid
from api.security.permissions import CLIENTS_OWN, PARTS
from api.store import clients as store
from api.store.auditing import Remark
from api.store.paging import Asked, Page, mapped
from api.workflows.unit import Unit
from api.workflows.versions import matched, stale

SHOWN = ("id", "department_id", "name", "sector", "segment", "credit_class", "annual_sales_usd",
         "state", "version")  # fmt: skip


def listed(unit: Unit, filters: Mapping[str, str], asked: Asked) -> Page[Any]:
    """A page of the clients that the person sees."""
    unit.require("clients:read")
    found = store.listed(unit.connection, unit.seen, filters, asked)
    return mapped(found, lambda row: told(unit, row))


def read(unit: Unit, client_id: str) -> Any:
    """A client."""
    unit.require("clients:read")
    return told(unit, unit.client(client_id))


def told(unit: Unit, row: Any) -> Any:
    """The client as the person may know it: how the bank rates it is not told to its own people."""
    if not CLIENTS_OWN.intersection(unit.person.roles):
        return row
    return SimpleNamespace(**{**row._mapping, "credit_class": ""})  # noqa: SLF001 - its public name


def added(unit: Unit, values: Mapping[str, Any]) -> Any:
    """A new client, led by the person who adds it; a department manager names the team later."""
    unit.require("clients:write")
    leads = PARTS["lead"] in unit.person.roles
    department_id = values.get("department_id") or unit.person.department_id
    known = department_id and store.has_department(unit.connection, department_id)
    if not known or not (leads or department_id == unit.person.department_id):
        expected = "the id of a department of the bank" if leads else "your own department"
        raise invalid([Wrong(pointer="#/department_id", detail="is not known", expected=expected)])
    made = unit.new_id()
    own = {"id": made, "created_at": unit.now, "department_id": department_id}
    store.add(unit.connection, {**values, **own})
    store.set_team(unit.connection, made, {unit.person.id: "lead"} if leads else {})
    row = store.found(unit.connection, unit.seen, made)
    unit.remember(remark("created", made, after=shown(row)))
    return row


def changed(unit: Unit, client_id: str, values: Mapping[str, Any], match: str | None) -> Any:
    """The client with other values, from the version the caller saw."""
    unit.require("clients:write")
    row = unit.client(client_id)
    version = matched(match, row.version)
    if not store.change(unit.connection, client_id, version, values):
        raise stale(version + 1)
    after = unit.client(client_id)
    unit.remember(remark("changed", client_id, before=shown(row), after=shown(after)))
    return after


def team(unit: Unit, client_id: str) -> list[Any]:
    """The people who look after a client."""
    unit.require("clients:read")
    unit.client(client_id)
    return store.team(unit.connection, client_id)


def team_put(
    unit: Unit, client_id: str, members: Sequence[tuple[str, str]], match: str | None
) -> tuple[list[Any], int]:
    """The client's team of these logins and parts, from the client's version the caller saw."""
    unit.require("clients:write")
    row = unit.client(client_id)
    version = matched(match, row.version)
    parts = fitting(unit, members)
    before = store.team(unit.connection, client_id)
    if not store.change(unit.connection, client_id, version, {}):
        raise stale(version + 1)
    store.set_team(unit.connection, client_id, parts)
    after = store.team(unit.connection, client_id)
    unit.remember(remark("given another team", client_id, before=named(before),
                         after=named(after)))  # fmt: skip
    return after, version + 1


def fitting(unit: Unit, members: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Each member's part by their id; refused where the team does not fit together."""
    leads = sum(part == "lead" for _, part in members)
    wrong = [] if leads == 1 else [Wrong(
        pointer="#/members", detail=f"has {leads} leads", expected="one lead, and any others",
    )]  # fmt: skip
    parts: dict[str, str] = {}
    for index, (login, part) in enumerate(members):
        role = PARTS[part]
        who = store.able(unit.connection, login, role)
        if who is not None and who not in parts:
            parts[who] = part
            continue
        expected = f"an active {role.replace('_', ' ')} of the bank"
        why = "is named before" if who in parts else "cannot take this part"
        wrong.append(Wrong(pointer=f"#/members/{index}/login", detail=why, expected=expected))
    if wrong:
        raise invalid(wrong)
    return parts


def named(team: Sequence[Any]) -> list[dict[str, str]]:
    """The team as the audit keeps it."""
    return [{"login": each.login, "part": each.part} for each in team]


def shown(row: Any) -> dict[str, Any]:
    """The client as the audit keeps it."""
    return {name: getattr(row, name) for name in SHOWN}


def remark(what: str, client_id: str, before: Any = None, after: Any = None) -> Remark:
    """A remark about a client."""
    return Remark(
        what=what, subject_kind="client", subject_id=client_id, client_id=client_id,
        before=before, after=after,
    )  # fmt: skip
