"""A demo bank in an empty store: people of every role, clients with their accounts, balances and
structures, the shipped scenarios, a run.

All of it is made in one transaction, by the same verbs that people call, so that nothing is half
there; it is never put beside real people.
"""

import base64
from dataclasses import dataclass
from pathlib import Path

from api.security.passwords import hashed
from api.security.permissions import Role
from api.store import people as store
from api.store.auditing import Remark
from api.store.clients import set_team
from api.store.database import Connection
from api.store.people import NOBODY, Person, person_of
from api.workflows import clients, demo_clients, people, runs, scenarios
from api.workflows.links import SERVER
from api.workflows.unit import Service, Unit
from treasury.errors import TreasuryError
from treasury.plan.reading import read
from treasury.scenario import Scenario

PREFIX = "demo-"
PASSWORD_BYTES = 12
LIQUOR, HYDRO, LESSONS = "Liquor group (demo)", "Hydropower group (demo)", "Lessons (demo)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A person of the demo bank; `client` for those who belong to one."""

    login: str
    name: str
    role: Role
    client: str = ""


PEOPLE = (
    Somebody(login="demo-admin", name="Ada (administrator)", role="administrator"),
    Somebody(login="demo-rm", name="Rong (relationship manager)", role="relationship_manager"),
    Somebody(login="demo-treasury", name="Tao (treasury officer)", role="treasury_officer"),
    Somebody(login="demo-credit", name="Chen (credit officer)", role="credit_officer"),
    Somebody(login="demo-manager", name="Min (department manager)", role="department_manager"),
    Somebody(login="demo-leader", name="Lin (company leader)", role="company_leader"),
    Somebody(login="demo-general", name="Gao (general manager)", role="general_manager"),
    Somebody(
        login="demo-finance", name="Fang (finance company)", role="finance_company", client=HYDRO
    ),
    Somebody(login="demo-trainer", name="Tian (trainer)", role="trainer", client=LESSONS),
    Somebody(login="demo-trainee", name="Xiao (trainee)", role="trainee", client=LESSONS),
)
SECTORS = {LIQUOR: "liquor", HYDRO: "hydropower", LESSONS: "teaching"}
CLIENT_OF = {"10_liquor_group": LIQUOR, "11_hydro_finance_company": HYDRO}
"""Whose scenario it is; all others are lessons."""
RUN_AT_FIRST = ("02_zero_balancing", "04_three_levels")
LINES = {"liquidity": "demo-treasury", "credit": "demo-credit"}
"""Who approves the structures of the two groups."""
TEAM = {"demo-rm": "lead", "demo-treasury": "treasury", "demo-credit": "credit"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The demo bank that was made: everybody's password, shown once, and how many scenarios."""

    password: str
    scenarios: int


def loaded(service: Service, folder: Path) -> Demo | None:
    """The demo bank, made now; None where it is there already. Refused beside real people."""
    found = [read(each) for each in shipped(folder)]
    password = base64.b32encode(service.randomness(PASSWORD_BYTES)).decode().rstrip("=").lower()
    kept = hashed(password)

    def work(connection: Connection) -> Demo | None:
        if store.by_login(connection, PEOPLE[0].login) is not None:
            return None
        if store.there_is_somebody(connection):
            raise TreasuryError(
                "There are people in this store; a demo bank is loaded into an empty one only. "
                "Choose another folder with --data, or another TREASURY_DATABASE_URL."
            )
        ids = peopled(service, connection, kept)
        with_scenarios(service, connection, ids, found)
        return Demo(password=password, scenarios=len(found))

    return service.database.writing(work)


def shipped(folder: Path) -> list[Path]:
    """The folders of the shipped scenarios; refused where they are not there."""
    found = sorted(path.parent for path in folder.glob("*/scenario.toml"))
    if not found:
        raise TreasuryError(
            f"The shipped scenarios are not in {folder}; start it from the project's folder."
        )
    return found


def peopled(service: Service, connection: Connection, kept: str) -> dict[str, str]:
    """The ids of the department, the clients and the people, who were added."""
    unit = begun(service, connection, NOBODY)
    ids = {"department": unit.new_id()}
    store.add_department(connection, {"id": ids["department"], "name": "Cash management (demo)",
                                      "created_at": unit.now})  # fmt: skip
    for each in PEOPLE[:2]:
        ids[each.login] = added(unit, each, ids, kept)
    lead = begun(service, connection, there(connection, ids["demo-rm"]))
    for name, sector in SECTORS.items():
        values = {"name": name, "sector": sector, "state": "active"}
        ids[name] = clients.added(lead, values).id
    for each in PEOPLE[2:]:
        ids[each.login] = added(unit, each, ids, kept)
    for name in SECTORS:
        set_team(connection, ids[name], {ids[login]: part for login, part in TEAM.items()})
    unit.close()
    lead.close()
    return ids


def added(unit: Unit, somebody: Somebody, ids: dict[str, str], kept: str) -> str:
    """The id of a person, who was added with the password."""
    made = unit.new_id()
    client = ids[somebody.client] if somebody.client else None
    values = {
        "id": made, "login": somebody.login, "name": somebody.name, "client_id": client,
        "department_id": None if client else ids["department"], "state": "active",
        "password_hash": kept, "created_at": unit.now,
    }  # fmt: skip
    assert store.add_person(unit.connection, values, (somebody.role,)), somebody.login
    unit.remember(Remark(
        what="created", subject_kind="person", subject_id=made,
        after=people.shown(there(unit.connection, made)),
    ))  # fmt: skip
    return made


def with_scenarios(
    service: Service, connection: Connection, ids: dict[str, str], found: list[Scenario]
) -> None:
    """Keep the scenarios with their clients, the groups of two of these, and start some runs."""

    def working(login: str) -> Unit:
        return begun(service, connection, there(connection, ids[login]))

    lead = working("demo-rm")
    lines = {line: working(login) for line, login in LINES.items()}
    for each in found:
        client = ids[CLIENT_OF.get(each.id, LESSONS)]
        if each.id in CLIENT_OF:
            demo_clients.kept(demo_clients.Team(lead=lead, lines=lines), client, each)
        row = scenarios.added(lead, client, {}, scenarios.written(each))
        if each.id in RUN_AT_FIRST:
            runs.started(lead, row.id, None, 0)
    for unit in (lead, *lines.values()):
        unit.close()


def there(connection: Connection, person_id: str) -> Person:
    """The person, who is there."""
    found = person_of(connection, person_id)
    assert found is not None, person_id
    return found


def begun(service: Service, connection: Connection, somebody: Person) -> Unit:
    """Work on behalf of a person, at the server."""
    return Unit(
        service=service, connection=connection, person=somebody, scopes=None, origin=SERVER,
        now=service.clock(),
    )  # fmt: skip
