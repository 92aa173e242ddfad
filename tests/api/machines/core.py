"""A machine that works the service over its API, and the plain model that it is held against.

The model says what everybody must see and how each request must end; it is told of nothing but what
was asked, and knows nothing of how the service does it. Rules stand in the machines beside
this one, which share its people and its clients.
"""

import datetime
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from api.problems import Problem
from api.store import auditing, checks
from api.store.database import opened
from api.store.paging import LIMIT_MAX, Asked
from api.workflows import clients
from api.workflows.doing import Request, reading
from api.workflows.identifying import Credentials
from api.workflows.unit import Origin, Unit
from tests.api.bank import NORTH, SOUTH, Bank, bank
from tests.stores import Fresh

RM, TO, CO, DM, CL = (
    "relationship_manager", "treasury_officer", "credit_officer", "department_manager",
    "company_leader",
)  # fmt: skip
PEOPLE = (RM, f"{RM}_south", TO, f"{TO}_south", CO, f"{CO}_south", DM, CL)
WATCHED = (RM, f"{RM}_south", TO, f"{CO}_south", DM, CL)
"""Whose lists are looked at after each step: over HTTP those of one of them, each in their turn;
of the others what the workflows give, which is what the pages and the API show."""
ALL = Asked(limit=LIMIT_MAX)
PARTS = {"lead": RM, "treasury": TO, "credit": CO}
WHO = st.sampled_from((RM, RM, RM, *PEOPLE))
TEXT = st.text("ab泸é 1'\"%", max_size=5).map(str.strip)
FRESHNESS = st.sampled_from(["right", "right", "right", "stale", "none", "any"])
KEYS = st.sampled_from(["one", "two", None, None])
EVER = 10_000_000
WEEK = datetime.timedelta(days=7)
"""How long a key is known: the same request is a new one after that."""
WRITES_CLIENTS = (RM, DM)
MODELS = (RM, TO, CO, DM)
"""Who changes entities, statements, structures, scenarios and runs."""


def role(who: str) -> str:
    return who.removesuffix("_south")


def place(who: str) -> str:
    return SOUTH if who.endswith("_south") else NORTH


@dataclass
class Client:
    """A client as it must be: `group` holds the ids of its entities."""

    id: str
    name: str
    place: str
    team: dict[str, str]
    sector: str = ""
    version: int = 1
    group: set[str] = field(default_factory=set)


@dataclass
class Posted:
    """A request with a key, and what was answered."""

    at: datetime.datetime
    who: str
    path: str
    sent: Any
    status: int
    answer: bytes


class Machine(RuleBasedStateMachine):
    """People, clients and teams; what is sent; the audit and the store's own checks."""

    clients = Bundle("clients")

    def __init__(self, fresh: Fresh) -> None:
        """The small bank in a database of its own."""
        super().__init__()
        self.place = fresh()
        self.database = opened(self.place.__enter__())
        self.made: Bank = bank(self.database, requests_per_minute=EVER, sign_ins_per_minute=EVER)
        self.known: dict[str, Client] = {}
        for name, end, where in (("distillery", "", NORTH), ("shipyard", "_south", SOUTH)):
            team = {f"{able}{end}": part for part, able in PARTS.items()}
            self.known[self.made.ids[name]] = Client(self.made.ids[name], name, where, team)
        self.posted: dict[tuple[str, str], Posted] = {}
        self.numbers = itertools.count(1)
        self.turns = itertools.cycle(WATCHED)
        self.turn = next(self.turns)
        self.done = 0

    def teardown(self) -> None:
        self.content(checks.CHECKS)
        self.database.closed()
        self.place.__exit__(None, None, None)

    # --- what the model says ---

    def sees(self, who: str, client: Client) -> bool:
        if role(who) == CL:
            return True
        return who in client.team or (role(who) == DM and client.place == place(who))

    def ends(self, who: str, client: Client, able: tuple[str, ...], good: int) -> int:
        """The status of a request about a client by somebody."""
        if role(who) not in able:
            return 403
        return good if self.sees(who, client) else 404

    def matched(self, freshness: str, version: int) -> tuple[dict[str, str], int]:
        """The header, and the status where it is not right (0: it is)."""
        named = {"right": f'"{version}"', "stale": f'"{version + 1}"', "any": "*"}
        if freshness == "none":
            return {}, 428
        return {"If-Match": named[freshness]}, 412 if freshness == "stale" else 0

    # --- what is sent ---

    def send(
        self, who: str, method: str, path: str, expected: int, body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:  # fmt: skip
        """The answer, which must have the status; a tuple is sent as files."""
        kind = "files" if isinstance(body, tuple) else "json"
        more = {} if body is None else {kind: body}
        answer = self.made.called(who, method, path, headers or {}, **more)
        assert answer.status_code == expected, (who, method, path, body, answer.text)
        return answer

    def post(
        self, who: str, path: str, expected: int, body: Any, key: str | None
    ) -> tuple[Any, bool]:
        """The answer to a request that may have a key, and whether it was done just now."""
        headers = {"Idempotency-Key": key} if key else {}
        now = self.made.clock.now
        before = self.posted.get((who, key)) if key else None
        if before is None or now - before.at >= WEEK:
            answer = self.send(who, "POST", path, expected, body, headers)
            if key and answer.is_success:
                self.posted[who, key] = Posted(now, who, path, body, expected, answer.content)
            return answer, answer.is_success
        if (before.path, before.sent) == (path, body):
            answer = self.send(who, "POST", path, before.status, body, headers)
            assert answer.content == before.answer
            assert answer.headers["idempotency-replayed"] == "true"
        elif expected < 300:
            answer = self.send(who, "POST", path, 409, body, headers)
        else:
            kind = "files" if isinstance(body, tuple) else "json"
            answer = self.made.called(who, "POST", path, headers, **{kind: body})
            assert answer.status_code in (expected, 409)
        return answer, False

    def pages(self, who: str, path: str) -> list[Any]:
        """Everything in a list."""
        found: list[Any] = []
        cursor: str | None = ""
        while cursor is not None:
            page = self.send(who, "GET", f"{path}?limit=3&cursor={cursor}", 200).json()
            found += page["items"]
            cursor = page["next"]
        return found

    def direct(self, who: str, work: Callable[[Unit], Any]) -> Any:
        """What a workflow gives somebody who comes with their token."""
        shown = Credentials(token=self.made.secrets[who])
        asked = Request(credentials=shown, origin=Origin(place="", request_id=""))
        return reading(self.made.service, asked, work)

    def listed(
        self, who: str, path: str, names: Iterable[str], work: Callable[[Unit], Iterable[Any]]
    ) -> set[tuple[Any, ...]]:
        """These fields of everything in a list, for somebody."""
        if who == self.turn:
            return {tuple(each[name] for name in names) for each in self.pages(who, path)}
        return {tuple(getattr(row, name) for name in names) for row in self.direct(who, work)}

    def finds_nothing(self, who: str, path: str, work: Callable[[Unit], Any]) -> None:
        """It is not there for somebody."""
        if who == self.turn:
            self.send(who, "GET", path, 404)
            return
        with pytest.raises(Problem) as refusal:
            self.direct(who, work)
        assert refusal.value.kind == "not-found"

    # --- clients ---

    @initialize(target=clients)
    def clients_there_were(self) -> Any:
        return multiple(*self.known.values())

    @rule(target=clients, who=WHO, name=TEXT.filter(bool), key=KEYS)
    def add_client(self, who: str, name: str, key: str | None) -> Any:
        able = role(who) in WRITES_CLIENTS
        answer, fresh = self.post(who, "/clients", 201 if able else 403, {"name": name}, key)
        if not fresh:
            return multiple()
        made = Client(answer.json()["id"], name, place(who), {})
        if role(who) == RM:
            made.team[who] = "lead"
        self.known[made.id] = made
        self.done += 1
        return made

    @rule(client=clients, who=WHO, sector=TEXT, freshness=FRESHNESS)
    def change_client(self, client: Client, who: str, sector: str, freshness: str) -> None:
        headers, wrong = self.matched(freshness, client.version)
        expected = self.ends(who, client, WRITES_CLIENTS, wrong or 200)
        body = {"sector": sector}
        self.send(who, "PATCH", f"/clients/{client.id}", expected, body, headers)
        if expected == 200:
            client.sector, client.version, self.done = sector, client.version + 1, self.done + 1

    @rule(
        client=clients, who=WHO, end=st.sampled_from(["", "_south"]), freshness=FRESHNESS,
        parts=st.sets(st.sampled_from(["treasury", "credit"])),
    )  # fmt: skip
    def give_to_another_team(
        self, client: Client, who: str, end: str, freshness: str, parts: set[str]
    ) -> None:
        headers, wrong = self.matched(freshness, client.version)
        expected = self.ends(who, client, WRITES_CLIENTS, wrong or 200)
        team = {f"{PARTS[part]}{end}": part for part in ("lead", *sorted(parts))}
        body = {"members": [{"login": login, "part": part} for login, part in team.items()]}
        self.send(who, "PUT", f"/clients/{client.id}/team", expected, body, headers)
        if expected == 200:
            client.team, client.version, self.done = team, client.version + 1, self.done + 1

    @rule(client=clients, who=WHO, name=st.sampled_from(["HQ", "S1", "总部"]), key=KEYS)
    def add_entity(self, client: Client, who: str, name: str, key: str | None) -> None:
        good = 422 if name in client.group else 201
        expected = self.ends(who, client, MODELS, good)
        path = f"/clients/{client.id}/entities"
        _, fresh = self.post(who, path, expected, {"id": name}, key)
        if fresh:
            client.group.add(name)
            self.done += 1

    @rule(hours=st.sampled_from([1, 1, 2, 5, 11]), minutes=st.sampled_from([0, 0, 10, 30]))
    def time_passes(self, hours: int, minutes: int) -> None:
        self.made.clock.forward(hours=hours, minutes=minutes)

    # --- what must hold after each step ---

    @invariant()
    def everybody_sees_their_clients_and_no_others(self) -> None:
        names = ("id", "name", "sector", "version")
        self.turn = next(self.turns)
        for who in WATCHED:
            found = self.listed(
                who, "/clients", names, lambda unit: clients.listed(unit, {}, ALL).items
            )
            assert found == {
                tuple(getattr(each, name) for name in names)
                for each in self.known.values() if self.sees(who, each)
            }  # fmt: skip

    @invariant()
    def the_audit_has_one_entry_for_each_thing_done(self) -> None:
        with self.database.reading() as connection:
            assert auditing.count(connection) == self.done
            assert list(auditing.broken(connection)) == []

    @invariant()
    def every_check_of_the_store_is_content(self) -> None:
        """But for that of the database's own file, which is looked at in the end."""
        self.content([each for each in checks.CHECKS if each is not checks.database])

    def content(self, wanted: Iterable[Callable[[Any], Any]]) -> None:
        with self.database.reading() as connection:
            found = [each(connection) for each in wanted]
        assert [fault for each in found for fault in each.faults] == []
