"""The service over its API, step by step: several people of several roles, a worker in between.

A plain model says what everybody must see and how each request must end. After every step nobody
sees what is another team's, the audit has exactly one entry for each thing that was done and its
chain holds, the books balance, and nothing is half there.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from api.store import auditing, checks
from api.store.database import opened
from api.store.tables.runs import job, run, run_file
from tests.api.bank import NORTH, SOUTH, Bank, bank
from tests.api.documents import document
from tests.api.scenario_runs import worked
from tests.stores import Fresh

RM, TO, DM, CL = (
    "relationship_manager", "treasury_officer", "department_manager", "company_leader",
)  # fmt: skip
PEOPLE = (RM, f"{RM}_south", TO, f"{TO}_south", DM, CL)
WHO = st.sampled_from((RM, RM, RM, *PEOPLE))
TEXT = st.text("ab泸é 1'\"%", max_size=5).map(str.strip)
FRESHNESS = st.sampled_from(["right", "right", "right", "stale", "none", "any"])
KEYS = st.sampled_from(["one", "two", None, None])
WRITES_CLIENTS = (RM, DM)
MODELS = (RM, TO, DM)


def role(who: str) -> str:
    return who.removesuffix("_south")


def place(who: str) -> str:
    return SOUTH if who.endswith("_south") else NORTH


@dataclass
class Client:
    """A client as it must be: `group` holds the names of its entities."""

    id: str
    name: str
    place: str
    team: dict[str, str]
    sector: str = ""
    version: int = 1
    group: set[str] = field(default_factory=set)


@dataclass
class Scenario:
    """A scenario as it must be."""

    id: str
    client: Client
    title: str
    version: int = 1
    latest: int = 1


@dataclass
class Run:
    """A run as it must be."""

    id: str
    scenario: Scenario
    state: str = "queued"


@dataclass
class Posted:
    """A request with a key, and what was answered."""

    who: str
    path: str
    body: Any
    status: int
    answer: bytes


class Service(RuleBasedStateMachine):
    """The service and the model of it."""

    clients = Bundle("clients")
    scenarios = Bundle("scenarios")
    runs = Bundle("runs")
    tokens = Bundle("tokens")

    def __init__(self, fresh: Fresh) -> None:
        """The small bank in a database of its own."""
        super().__init__()
        self.place = fresh()
        self.database = opened(self.place.__enter__())
        self.made: Bank = bank(self.database, requests_per_minute=10_000_000)
        self.known: dict[str, Client] = {}
        for name, end, where in (("distillery", "", NORTH), ("shipyard", "_south", SOUTH)):
            team = {f"{RM}{end}": "lead", f"{TO}{end}": "treasury",
                    f"credit_officer{end}": "credit"}  # fmt: skip
            self.known[self.made.ids[name]] = Client(self.made.ids[name], name, where, team)
        self.all_scenarios: list[Scenario] = []
        self.all_runs: list[Run] = []
        self.posted: dict[tuple[str, str], Posted] = {}
        self.numbers = itertools.count(1)
        self.done = 0

    def teardown(self) -> None:
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
        headers: dict[str, str] | None = None,
    ) -> Any:  # fmt: skip
        """The answer, which must have the status."""
        more = {} if body is None else {"json": body}
        answer = self.made.called(who, method, path, headers or {}, **more)
        assert answer.status_code == expected, (who, method, path, body, answer.text)
        return answer

    def post(
        self, who: str, path: str, expected: int, body: Any, key: str | None
    ) -> tuple[Any, bool]:
        """The answer to a request that may have a key, and whether it was done just now."""
        headers = {"Idempotency-Key": key} if key else {}
        before = self.posted.get((who, key)) if key else None
        if before is None:
            answer = self.send(who, "POST", path, expected, body, headers)
            if key and answer.is_success:
                self.posted[who, key] = Posted(who, path, body, expected, answer.content)
            return answer, answer.is_success
        if (before.path, before.body) == (path, body):
            answer = self.send(who, "POST", path, before.status, body, headers)
            assert answer.content == before.answer
            assert answer.headers["idempotency-replayed"] == "true"
        elif expected < 300:
            answer = self.send(who, "POST", path, 409, body, headers)
        else:
            answer = self.made.called(who, "POST", path, headers, json=body)
            assert answer.status_code in (expected, 409)
        return answer, False

    # --- clients ---

    @rule(target=clients, which=st.sampled_from(["distillery", "shipyard"]))
    def a_client_there_was(self, which: str) -> Client:
        return self.known[self.made.ids[which]]

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

    @rule(client=clients, who=WHO, lead=st.sampled_from([RM, f"{RM}_south"]), freshness=FRESHNESS)
    def give_to_another_team(self, client: Client, who: str, lead: str, freshness: str) -> None:
        headers, wrong = self.matched(freshness, client.version)
        expected = self.ends(who, client, WRITES_CLIENTS, wrong or 200)
        body = {"members": [{"login": lead, "part": "lead"}]}
        self.send(who, "PUT", f"/clients/{client.id}/team", expected, body, headers)
        if expected == 200:
            client.team, client.version = {lead: "lead"}, client.version + 1
            self.done += 1

    @rule(client=clients, who=WHO, name=st.sampled_from(["HQ", "S1", "总部"]), key=KEYS)
    def add_entity(self, client: Client, who: str, name: str, key: str | None) -> None:
        good = 422 if name in client.group else 201
        expected = self.ends(who, client, MODELS, good)
        path = f"/clients/{client.id}/entities"
        _, fresh = self.post(who, path, expected, {"id": name}, key)
        if fresh:
            client.group.add(name)
            self.done += 1

    # --- scenarios and runs ---

    @initialize(target=scenarios)
    def scenarios_of_both_teams(self) -> Any:
        north, south = self.known.values()
        return multiple(self.add_scenario(north, RM, "", None),
                        self.add_scenario(south, f"{RM}_south", "", None))  # fmt: skip

    @rule(target=scenarios, client=clients, who=WHO, title=TEXT, key=KEYS)
    def another_scenario(self, client: Client, who: str, title: str, key: str | None) -> Any:
        made = self.add_scenario(client, who, title, key)
        return made or multiple()

    def add_scenario(self, client: Client, who: str, title: str, key: str | None) -> Any:
        expected = self.ends(who, client, MODELS, 201)
        body = {"key": f"k{next(self.numbers)}", "title": title, "document": document()}
        path = f"/clients/{client.id}/scenarios"
        answer, fresh = self.post(who, path, expected, body, key)
        if not fresh:
            return None
        made = Scenario(answer.json()["id"], client, title)
        self.all_scenarios.append(made)
        self.done += 1
        return made

    @rule(scenario=scenarios, who=WHO, days=st.integers(1, 5), freshness=FRESHNESS)
    def continue_scenario(self, scenario: Any, who: str, days: int, freshness: str) -> None:
        headers, wrong = self.matched(freshness, scenario.version)
        path = f"/scenarios/{scenario.id}"
        body = {"document": document(last_day=f"2026-01-0{days + 1}", title=f"{scenario.latest}")}
        expected = self.ends(who, scenario.client, MODELS, wrong or 201)
        self.send(who, "POST", f"{path}/versions", expected, body, headers)
        if expected == 201:
            scenario.version, scenario.latest = scenario.version + 1, scenario.latest + 1
            self.done += 1

    @rule(target=runs, scenario=scenarios, who=WHO, seed=st.integers(0, 2), key=KEYS)
    def start_run(self, scenario: Any, who: str, seed: int, key: str | None) -> Any:
        expected = self.ends(who, scenario.client, MODELS, 202)
        path = f"/scenarios/{scenario.id}/runs"
        answer, fresh = self.post(who, path, expected, {"seed": seed}, key)
        if not fresh:
            return multiple()
        made = Run(answer.json()["id"], scenario)
        self.all_runs.append(made)
        self.done += 1
        return made

    @rule(one=runs, who=WHO)
    def cancel_run(self, one: Any, who: str) -> None:
        good = 409 if one.state in ("done", "failed") else 202
        expected = self.ends(who, one.scenario.client, MODELS, good)
        self.send(who, "POST", f"/runs/{one.id}/cancellation", expected)
        if expected == 202 and one.state == "queued":
            one.state = "cancelled"
            self.done += 1

    @rule()
    def the_worker_takes_a_step(self) -> None:
        waiting = {each.id: each for each in self.all_runs if each.state == "queued"}
        assert worked(self.made) is bool(waiting)
        if not waiting:
            return
        with self.database.reading() as connection:
            wanted = select(run.c.id).where(run.c.id.in_(waiting)).where(run.c.state == "done")
            ended = list(connection.execute(wanted).scalars())
        assert len(ended) == 1
        waiting[ended[0]].state = "done"
        self.done += 1

    # --- tokens ---

    @rule(target=tokens, who=WHO, name=TEXT.filter(bool))
    def make_token(self, who: str, name: str) -> Any:
        body = {"name": name, "scopes": ["clients:read"]}
        answer = self.send(who, "POST", "/tokens", 201, body)
        self.done += 1
        made = answer.json()
        self.made.secrets[made["id"]] = made["secret"]
        self.send(made["id"], "POST", "/clients", 403, {"name": "A"})
        self.send(made["id"], "GET", "/clients", 200)
        return who, made["id"]

    @rule(token=consumes(tokens), other=WHO)
    def take_token_back(self, token: Any, other: str) -> None:
        who, token_id = token
        if other != who:
            self.send(other, "DELETE", f"/tokens/{token_id}", 404)
        self.send(who, "DELETE", f"/tokens/{token_id}", 204)
        self.done += 1
        self.send(token_id, "GET", "/clients", 401)
        self.send(token_id, "POST", "/clients", 401, {"name": "A"})

    @rule(hours=st.integers(1, 5))
    def time_passes(self, hours: int) -> None:
        self.made.clock.forward(hours=hours)

    # --- what must hold after each step ---

    @invariant()
    def everybody_sees_theirs_and_nothing_else(self) -> None:
        for who in PEOPLE:
            shown = ("id", "name", "sector", "version")
            seen = self.pages(who, "/clients")
            assert {tuple(each[name] for name in shown) for each in seen} == {
                tuple(getattr(each, name) for name in shown)
                for each in self.known.values() if self.sees(who, each)
            }  # fmt: skip
            runs = self.pages(who, "/runs")
            assert {(each["id"], each["state"]) for each in runs} == {
                (each.id, each.state)
                for each in self.all_runs if self.sees(who, each.scenario.client)
            }  # fmt: skip

    @invariant()
    def the_audit_has_one_entry_for_each_thing_done(self) -> None:
        with self.database.reading() as connection:
            assert auditing.count(connection) == self.done
            assert list(auditing.broken(connection)) == []

    @invariant()
    def every_check_of_the_store_is_content(self) -> None:
        with self.database.reading() as connection:
            found = [each(connection) for each in checks.CHECKS]
        assert [fault for each in found for fault in each.faults] == []

    @invariant()
    def no_run_is_half_there(self) -> None:
        with self.database.reading() as connection:
            joined = run.join(job, job.c.subject_id == run.c.id)
            wanted = select(run.c.id, run.c.state, job.c.state.label("job"), run.c.summary)
            rows = connection.execute(wanted.select_from(joined)).all()
            files = set(connection.execute(select(run_file.c.run_id)).scalars())
        assert len(rows) == len(self.all_runs)
        for row in rows:
            assert row.state == row.job
            assert (row.id in files) is (row.summary is not None) is (row.state == "done")

    def pages(self, who: str, path: str) -> list[Any]:
        """Everything in a list."""
        found, cursor = [], ""
        while cursor is not None:
            page = self.send(who, "GET", f"{path}?limit=3&cursor={cursor}", 200).json()
            found += page["items"]
            cursor = page["next"]
        return found


QUICK = settings(
    max_examples=5, stateful_step_count=30, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), print_blob=False,
)  # fmt: skip
Stepped = Callable[[], Service]


@pytest.fixture
def stepped(fresh: Fresh) -> Stepped:
    return lambda: Service(fresh)


def test_whatever_is_done_in_whatever_order_the_service_is_as_the_model_says(
    stepped: Stepped,
) -> None:
    run_state_machine_as_test(stepped, settings=QUICK)


@pytest.mark.slow
def test_the_same_in_many_more_and_longer_orders(stepped: Stepped) -> None:
    large = settings(QUICK, max_examples=15, stateful_step_count=40, derandomize=False)
    run_state_machine_as_test(stepped, settings=large)
