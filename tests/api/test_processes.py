"""Processes of their own: workers that are killed, told to stop or orphaned; the clerk."""

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.problems import Problem
from api.settings import Settings
from api.store.database import Database
from api.worker.processes import Workers
from api.workflows.aside import Clerk
from api.workflows.telling import Question
from tests.api.bank import Bank, bank
from tests.api.scenario_runs import POOLS, RM, add_scenario, done_run, run_of, start

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


@pytest.fixture
def settings(store: Database) -> Settings:
    url = store.engine.url.render_as_string(hide_password=False)
    return Settings(database_url=url, workers=1, lease_seconds=2, log_level="error")


@pytest.fixture
def live(store: Database) -> Bank:
    """The bank, and real time: workers have the machine's clock."""
    made = bank(store)
    object.__setattr__(made.service, "clock", lambda: datetime.datetime.now(datetime.UTC))
    return made


@pytest.fixture
def workers(settings: Settings) -> Iterator[Workers]:
    made = Workers(settings, interpreted=True)
    made.start()
    yield made
    made.stop(20)


def until(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def is_done(made: Bank, run_id: str) -> Callable[[], bool]:
    return lambda: run_of(made, run_id)["state"] == "done"


def test_a_killed_worker_is_replaced_and_its_run_is_done_once(live: Bank, workers: Workers) -> None:
    first = start(live, add_scenario(live))
    until(is_done(live, first))
    second = start(live, add_scenario(live, name=POOLS))
    until(lambda: run_of(live, second)["state"] != "queued")
    (child,) = workers.children
    child.process.kill()
    until(lambda: workers.mend() == 1)
    until(is_done(live, second))
    assert run_of(live, second)["attempts"] in (1, 2)


def test_workers_that_are_told_to_stop_end_at_once(workers: Workers) -> None:
    (child,) = workers.children
    workers.stop(PATIENCE_SECONDS)  # whoever has not ended by then is killed, and says so
    assert not child.process.is_alive() and child.process.exitcode == 0


def test_a_worker_ends_when_its_server_is_killed(settings: Settings, tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from api.settings import Settings\n"
        "from api.worker.processes import Workers\n"
        "if __name__ == '__main__':\n"
        "    made = Workers(Settings(), interpreted=True)\n"
        "    made.start()\n"
        "    print(made.children[0].process.pid, flush=True)\n"
        "    time.sleep(600)\n"
    )
    (tmp_path / "server.py").write_text(program)
    told = {"TREASURY_DATABASE_URL": settings.database_url, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "server.py")], stdout=subprocess.PIPE, text=True,
        env={**os.environ, **told},
    ) as server:  # fmt: skip
        assert server.stdout is not None
        worker = int(server.stdout.readline())
        server.send_signal(signal.SIGKILL)
        until(lambda: not running(worker))


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")
    except ProcessLookupError:
        return False


def test_the_clerk_explains_exports_refuses_and_is_replaced(
    live: Bank, settings: Settings, monkeypatch: Any
) -> None:
    run_id = done_run(live, name=POOLS)
    day = datetime.date(2026, 3, 2)
    asked = Question(account="EAST-1", date=day)
    here = live.http.app.state.aside.do("explained", run_id, asked)
    made = Clerk(settings)
    try:
        assert made.do("explained", run_id, asked) == here
        books = made.do("exported", run_id, "csv", ("as_is", "all"))
        assert books == live.http.app.state.aside.do("exported", run_id, "csv", ("as_is", "all"))
        path = f"/runs/{run_id}/results/as_is/balances?format=xlsx"
        plain = live.called(RM, "GET", path).content
        with pytest.raises(Problem) as refused:
            made.do("explained", run_id, Question(account="NOBODY", date=day))
        assert [each.pointer for each in refused.value.errors] == ["account"]
        assert made.process is not None
        made.process.kill()
        made.process.join()
        live.http.app.state.aside = made
        until(lambda: live.called(RM, "GET", path).status_code == 200)
        assert live.called(RM, "GET", path).content == plain
        path = f"/runs/{run_id}/explanations?account=EAST-1&date=2026-03-02"
        assert live.called(RM, "GET", path).status_code == 200
    finally:
        made.close()
    assert made.process is None
