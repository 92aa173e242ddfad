"""People and departments: listed, invited, changed. Nobody raises their own rights, and the last
administrator stays."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.problems import Problem, Wrong, conflict, invalid, not_found
from api.security.permissions import BANK_WIDE, CLIENTS_OWN, ONE_CLIENT, Role
from api.store import people as store
from api.store.auditing import Remark
from api.store.paging import Asked, Page
from api.store.people import Person, Taken
from api.workflows import links
from api.workflows.links import Link
from api.workflows.unit import Unit
from api.workflows.versions import matched, stale

SHOWN = ("login", "name", "state", "department_id", "client_id", "roles")
PLACE = ("department_id", "client_id")


def listed(unit: Unit, filters: Mapping[str, str], asked: Asked) -> Page[Person]:
    """A page of the people the person sees: of their department, or of the bank."""
    unit.require("people:read")
    return store.listed(unit.connection, department_seen(unit), filters, asked)


def department_seen(unit: Unit) -> str | None:
    """The one department whose people are seen; None: all of the bank."""
    return None if BANK_WIDE.intersection(unit.person.roles) else unit.person.department_id or ""


def read(unit: Unit, person_id: str) -> Person:
    """A person."""
    unit.require("people:read")
    found = store.person_of(unit.connection, person_id)
    department = department_seen(unit)
    if found is None or (department is not None and found.department_id != department):
        raise not_found("person")
    return found


def invited(unit: Unit, values: Mapping[str, Any], roles: Sequence[Role]) -> tuple[Person, Link]:
    """A new person, and the link by which they choose their password."""
    unit.require("people:write")
    refuse_unfit(unit, values, roles)
    made = unit.new_id()
    own = {"id": made, "created_at": unit.now}
    if not store.add_person(unit.connection, {**values, **own}, tuple(roles)):
        wrong = Wrong(pointer="#/login", detail="is taken", expected="a login nobody has")
        raise conflict("Somebody has this login already.", wrong)
    found = links.person(unit, made)
    unit.remember(remark("created", found, after=shown(found)))
    return found, links.made(unit, made)


def changed(unit: Unit, person_id: str, values: Mapping[str, Any], match: str | None) -> Person:
    """The person with other values, from the version the caller saw."""
    unit.require("people:write")
    rest = store.administrators(unit.connection)  # held first, so that no two wait for each other
    if store.held(unit.connection, person_id) is None:
        raise not_found("person")
    before = links.person(unit, person_id)
    version = matched(match, before.version)
    own = dict(values)
    roles = tuple(own.pop("roles", before.roles))
    refuse_raise(unit, before, own, roles)
    refuse_unfit(unit, {name: own.get(name, getattr(before, name)) for name in PLACE}, roles)
    refuse_state(unit, before, own)
    stays = "administrator" in roles and own.get("state", before.state) == "active"
    if rest == [person_id] and not stays:
        raise conflict("The bank would be left without an administrator; name another one first.")
    if not store.change(unit.connection, person_id, version, own):
        raise stale(version + 1)
    store.set_roles(unit.connection, person_id, roles)
    if own.get("state") == "blocked":
        links.ended(unit, person_id)
    after = links.person(unit, person_id)
    unit.remember(remark("changed", after, before=shown(before), after=shown(after)))
    return after


def refuse_raise(
    unit: Unit, before: Person, values: Mapping[str, Any], roles: Sequence[Role]
) -> None:
    """Refuse that somebody gives themselves what they do not have: a role, another place."""
    if before.id != unit.person.id:
        return
    elsewhere = any(name in values and values[name] != getattr(before, name) for name in PLACE)
    if elsewhere or set(roles) - set(before.roles):
        detail = "Nobody widens their own rights; another administrator can do it."
        raise Problem(kind="forbidden", detail=detail)


def refuse_state(unit: Unit, before: Person, values: Mapping[str, Any]) -> None:
    """Refuse to make somebody active who has no password: a new link does that."""
    if values.get("state") != "active" or before.state == "active":
        return
    row = store.held(unit.connection, before.id)
    if row is None or row.password_hash is None:
        wrong = Wrong(
            pointer="#/state", detail="cannot be active without a password",
            expected="a new link: POST /api/v1/people/{person_id}/links",
        )  # fmt: skip
        raise conflict("Somebody becomes active by choosing a password.", wrong)


def refuse_unfit(unit: Unit, values: Mapping[str, Any], roles: Sequence[Role]) -> None:
    """Refuse roles that do not go together, and places that are not there or do not fit them."""
    wrong = []
    department, client = values.get("department_id"), values.get("client_id")
    if CLIENTS_OWN.intersection(roles) and len(set(roles)) > 1:
        expected = "the role finance_company alone"
        wrong.append(Wrong(pointer="#/roles", detail="mix a client's own people with the bank's",
                           expected=expected))  # fmt: skip
    if department is not None and store.department_of(unit.connection, department) is None:
        expected = "the id of a department of the bank"
        wrong.append(Wrong(pointer="#/department_id", detail="is not known", expected=expected))
    if department is None and "department_manager" in roles:
        expected = "the id of the department that is managed"
        wrong.append(Wrong(pointer="#/department_id", detail="is missing", expected=expected))
    wrong += unfit_client(unit, client, roles)
    if wrong:
        raise invalid(wrong)


def unfit_client(unit: Unit, client_id: str | None, roles: Sequence[Role]) -> list[Wrong]:
    """What is wrong with the one client a person belongs to."""
    place, expected = "#/client_id", "the id of the client they belong to"
    needed = ONE_CLIENT.intersection(roles)
    if client_id is None:
        return [Wrong(pointer=place, detail="is missing", expected=expected)] if needed else []
    if not needed:
        expected = f"no client; only {' and '.join(sorted(ONE_CLIENT))} belong to one"
        return [Wrong(pointer=place, detail="does not fit the roles", expected=expected)]
    if not store.has_client(unit.connection, client_id):
        return [Wrong(pointer=place, detail="is not known", expected=expected)]
    return []


def departments(unit: Unit, asked: Asked) -> Page[Any]:
    """A page of the bank's departments."""
    unit.require("people:read")
    return store.departments(unit.connection, asked)


def department(unit: Unit, department_id: str) -> Any:
    """A department."""
    unit.require("people:read")
    row = store.department_of(unit.connection, department_id)
    if row is None:
        raise not_found("department")
    return row


def department_added(unit: Unit, name: str) -> Any:
    """A new department."""
    unit.require("people:write")
    made = unit.new_id()
    if not store.add_department(
        unit.connection, {"id": made, "name": name, "created_at": unit.now}
    ):
        raise name_taken()
    unit.remember(Remark(what="created", subject_kind="department", subject_id=made,
                         after={"name": name}))  # fmt: skip
    return store.department_of(unit.connection, made)


def department_renamed(unit: Unit, department_id: str, name: str, match: str | None) -> Any:
    """The department under another name, from the version the caller saw."""
    unit.require("people:write")
    row = department(unit, department_id)
    version = matched(match, row.version)
    try:
        done = store.rename_department(unit.connection, department_id, version, name)
    except Taken:
        raise name_taken() from None
    if not done:
        raise stale(version + 1)
    unit.remember(Remark(what="changed", subject_kind="department", subject_id=department_id,
                         before={"name": row.name}, after={"name": name}))  # fmt: skip
    return store.department_of(unit.connection, department_id)


def name_taken() -> Problem:
    """Another department has the name."""
    wrong = Wrong(pointer="#/name", detail="is taken", expected="a name no department has")
    return conflict("A department has this name already.", wrong)


def shown(found: Person) -> dict[str, Any]:
    """The person as the audit keeps them."""
    values = {name: getattr(found, name) for name in SHOWN}
    return values | {"roles": list(found.roles)}


def remark(what: str, found: Person, before: Any = None, after: Any = None) -> Remark:
    """A remark about a person."""
    return Remark(what=what, subject_kind="person", subject_id=found.id, before=before, after=after)
