"""A small bank to test the service with: two departments, people of every role, two clients.

Time and chance are given, so that what is made is the same each time.
"""

import datetime
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from anyio.from_thread import BlockingPortal
from starlette.testclient import TestClient

from api.app import application
from api.security.identity import RANDOM_BYTES, new_id
from api.security.permissions import RIGHTS, ROLES, Role
from api.security.secrets import SECRET_BYTES, hash_of, secret
from api.settings import Settings
from api.store.database import Connection, Database
from api.store.people import add_person
from api.store.tables.people import client, client_team, department, token
from api.workflows.unit import Service

PORTALS: list[BlockingPortal] = []
"""The event loop in which all banks of a process answer, where a fixture has begun one: a loop and
a thread for each request would take half as long again as the request."""
START = datetime.datetime(2026, 3, 20, 9, 0, tzinfo=datetime.UTC)
A_YEAR_LATER = START + datetime.timedelta(days=365)
NORTH, SOUTH = "north", "south"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime.datetime = START

    def __call__(self) -> datetime.datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += datetime.timedelta(**by)


def counted() -> Callable[[int], bytes]:
    """Chance that counts: never the same twice, the same in each test."""
    numbers = itertools.count(1)
    return lambda size: next(numbers).to_bytes(size)


@dataclass
class Bank:
    """The service, its clock, and somebody's way in for each person."""

    service: Service
    clock: Clock
    secrets: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.http = TestClient(
            application(self.service), raise_server_exceptions=False, client=("192.0.2.7", 50000)
        )
        self.http.portal = PORTALS[-1] if PORTALS else None

    def called(
        self,
        who: str,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Any:
        """The answer to somebody's request under /api/v1; nobody is ""."""
        own = {"Authorization": f"Bearer {self.secrets[who]}"} if who else {}
        return self.http.request(
            method, f"/api/v1{path}", headers={**own, **(headers or {})}, **more
        )

    def write(self, work: Callable[[Connection], Any]) -> Any:
        """Something done to the store behind the service's back."""
        return self.service.database.writing(work)


def bank(database: Database, **settings: Any) -> Bank:
    """The bank in an empty, migrated database.

    People are named by their role in department north ("relationship_manager"), and by
    "ROLE_south" in department south. Client "distillery" belongs to the team of the north's
    relationship manager, treasury officer and credit officer and to the finance company's
    people; "shipyard" to the south's.
    """
    clock = Clock()
    service = Service(
        settings=Settings(**settings), database=database, clock=clock, randomness=counted()
    )
    made = Bank(service=service, clock=clock)
    made.write(lambda connection: fill(made, connection))
    return made


def fill(made: Bank, connection: Connection) -> None:
    """Put departments, clients and people in."""
    for name in (NORTH, SOUTH):
        made.ids[name] = fresh(made)
        connection.execute(department.insert().values(
            id=made.ids[name], name=name, created_at=START))  # fmt: skip
    for name, place in (("distillery", NORTH), ("shipyard", SOUTH)):
        made.ids[name] = fresh(made)
        connection.execute(client.insert().values(
            id=made.ids[name], department_id=made.ids[place], name=name, state="active",
            created_at=START))  # fmt: skip
    for place, end in ((NORTH, ""), (SOUTH, "_south")):
        for role in ROLES:
            add(made, connection, f"{role}{end}", role, place)


def add(made: Bank, connection: Connection, login: str, role: Role, place: str) -> None:
    """Add somebody with one role and a token for everything."""
    made.ids[login] = who = fresh(made)
    theirs = made.ids["distillery" if place == NORTH else "shipyard"]
    company = role in ("finance_company", "trainer", "trainee")
    values = {"id": who, "login": login, "name": login.replace("_", " ").title(),
              "state": "active", "department_id": made.ids[place],
              "client_id": theirs if company else None, "created_at": START}  # fmt: skip
    add_person(connection, values, (role,))
    part = {"relationship_manager": "lead", "treasury_officer": "treasury",
            "credit_officer": "credit"}.get(role)  # fmt: skip
    if part:
        connection.execute(client_team.insert().values(client_id=theirs, person_id=who, part=part))
    give_token(made, connection, login, sorted(RIGHTS))


def give_token(made: Bank, connection: Connection, login: str, scopes: list[str]) -> str:
    """Give somebody a token with these scopes, known by their login."""
    made.secrets[login] = given = secret(made.service.randomness(SECRET_BYTES))
    connection.execute(token.insert().values(
        id=fresh(made), person_id=made.ids[login], name="test", hash=hash_of(given),
        scopes=scopes, created_at=START, expires_at=A_YEAR_LATER))  # fmt: skip
    return given


def fresh(made: Bank) -> str:
    """A new id."""
    return new_id(START, made.service.randomness(RANDOM_BYTES))
