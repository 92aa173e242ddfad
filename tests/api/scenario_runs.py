"""Scenarios of the small bank, and runs of them: queued, or done without waiting for a worker."""

import dataclasses
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from api.store import jobs
from api.store.tables.runs import job, scenario, scenario_version
from api.worker.working import work_once
from api.workflows.executing import Working, begin, keep
from api.workflows.run_keeping import Kept, kept
from tests.api.bank import START, Bank, fresh
from treasury.comparison import study
from treasury.plan.reading import read
from treasury.scenario import canonical, fingerprint_of

ROOT = Path(__file__).resolve().parents[2]
QUICK, POOLS = "01_one_account", "02_zero_balancing"
RM, OTHER_RM = "relationship_manager", "relationship_manager_south"
NEVER = threading.Event()


@lru_cache
def text_of(name: str) -> str:
    """The canonical text of a scenario that is shipped."""
    return canonical(read(ROOT / "scenarios" / name))


@lru_cache
def kept_of(name: str) -> Kept:
    """What is kept of a run of it."""
    return kept(study(read(ROOT / "scenarios" / name)), lambda share, note: None)


def add_scenario(
    made: Bank, owner: str = "distillery", name: str = QUICK, text: str | None = None
) -> str:
    """The id of a new scenario of the client, with one version."""
    written = text_of(name) if text is None else text
    scenario_id, author = fresh(made), made.ids[RM if owner == "distillery" else OTHER_RM]
    values = {"created_at": START, "created_by": author}

    def put(connection: Any) -> None:
        connection.execute(scenario.insert().values(
            id=scenario_id, client_id=made.ids[owner], key=scenario_id, latest=1,
            **values))  # fmt: skip
        connection.execute(scenario_version.insert().values(
            id=fresh(made), scenario_id=scenario_id, number=1, document=written,
            fingerprint=fingerprint_of(written), **values))  # fmt: skip

    made.write(put)
    return scenario_id


def start(made: Bank, scenario_id: str, who: str = RM, **body: Any) -> str:
    """The id of a new run, asked for by somebody."""
    answer = made.called(who, "POST", f"/scenarios/{scenario_id}/runs", json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def run_of(made: Bank, run_id: str, who: str = RM) -> Any:
    """The run as it is shown."""
    answer = made.called(who, "GET", f"/runs/{run_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def worked(made: Bank, owner: str = "w1") -> bool:
    """Whether a worker found something to do, and did it."""
    return work_once(made.service, owner, NEVER)


def done_run(made: Bank, owner: str = "distillery", name: str = QUICK) -> str:
    """The id of a run that is done; what it found out was found out once for all tests."""
    who = RM if owner == "distillery" else OTHER_RM
    run_id = start(made, add_scenario(made, owner, name), who)
    service = made.service

    def leased(connection: Any) -> jobs.Lease:
        found = jobs.of_subject(connection, "run", run_id)
        assert found is not None
        connection.execute(job.update().where(job.c.id == found.id).values(
            state="running", attempts=1, lease_owner="w0", lease_until=START))  # fmt: skip
        return jobs.Lease(
            job_id=found.id, kind="run", subject_id=run_id, requested_by=found.requested_by,
            owner="w0", attempt=1,
        )  # fmt: skip

    lease = made.write(leased)
    begin(service, lease)
    working = Working(tell=lambda share, note: None, step=lambda name: None)
    made.write(lambda connection: keep(connection, service, lease, (kept_of(name), working)))
    return run_id


def other_version(name: str, **changes: Any) -> str:
    """The canonical text of a shipped scenario with other values."""
    return canonical(dataclasses.replace(read(ROOT / "scenarios" / name), **changes))
