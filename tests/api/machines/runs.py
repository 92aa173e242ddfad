"""Scenarios and runs, with a worker that takes a step now and then."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, precondition, rule
from sqlalchemy import select

from api.store.tables.runs import job, run, run_file
from api.workflows import runs as workflow
from tests.api.documents import document
from tests.api.machines.core import (
    ALL,
    FRESHNESS,
    KEYS,
    MODELS,
    RM,
    TEXT,
    WATCHED,
    WHO,
    Client,
    Machine,
)
from tests.api.scenario_runs import worked
from tests.stores import Fresh


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


class Runs(Machine):
    """Scenarios are added and continued, runs started and cancelled."""

    scenarios = Bundle("scenarios")
    runs = Bundle("runs")

    def __init__(self, fresh: Fresh) -> None:
        """Nothing was asked for yet."""
        super().__init__(fresh)
        self.all_scenarios: list[Scenario] = []
        self.all_runs: list[Run] = []

    @property
    def runs_wait(self) -> bool:
        return any(each.state == "queued" for each in self.all_runs)

    @initialize(target=scenarios)
    def scenarios_of_both_teams(self) -> Any:
        north, south = list(self.known.values())[:2]
        return multiple(self.add_scenario(north, RM, "", None),
                        self.add_scenario(south, f"{RM}_south", "", None))  # fmt: skip

    @rule(target=scenarios, client=Machine.clients, who=WHO, title=TEXT, key=KEYS)
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

    @precondition(lambda self: self.runs_wait or not self.all_runs)
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

    @invariant()
    def everybody_sees_their_runs_and_no_others(self) -> None:
        for who in WATCHED:
            found = self.listed(
                who, "/runs", ("id", "state"), lambda unit: workflow.listed(unit, {}, ALL).items
            )
            assert found == {
                (each.id, each.state)
                for each in self.all_runs if self.sees(who, each.scenario.client)
            }  # fmt: skip

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
