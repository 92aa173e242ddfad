"""`treasury worker` beside a server without workers: it works, hands back, dies, is replaced."""

import datetime
import json
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.store.checks import CHECKS
from api.store.database import opened
from api.store.tables.books import book
from api.store.tables.honesty import audit
from api.store.tables.people import token
from api.store.tables.runs import job
from tests.api.bank import Bank, bank
from tests.api.scenario_runs import QUICK, RM, add_scenario
from tests.api.served import Served, served, working
from tests.stores import Fresh

PATIENCE_SECONDS = 90.0
LEASE = {"lease_seconds": "2", "NUMBA_DISABLE_JIT": "1"}
LONG = "11_hydro_finance_company"
"""Long enough to be met while it is under way."""


@dataclass
class Place:
    """A bank in a database, and the address of a server for it that has no workers."""

    made: Bank
    address: str
    data: Path
    url: str

    def asked(self, method: str, path: str) -> Any:
        """The document that is answered."""
        headers = {"Authorization": f"Bearer {self.made.secrets[RM]}",
                   "Content-Type": "application/json"}  # fmt: skip
        request = urllib.request.Request(
            f"{self.address}/api/v1{path}", method=method, headers=headers,
            data=b"{}" if method == "POST" else None,
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def run(self, scenario: str) -> str:
        """The id of a run that is asked for."""
        return str(self.asked("POST", f"/scenarios/{scenario}/runs")["id"])

    def job_of(self, run: str) -> Any:
        """The job's row."""
        with self.made.service.database.reading() as connection:
            return connection.execute(select(job).where(job.c.subject_id == run)).one()

    def worker(self) -> Any:
        """A worker that works."""
        return working(self.data, database_url=self.url, **LEASE)


@pytest.fixture
def place(fresh: Fresh, tmp_path: Path) -> Iterator[Place]:
    with fresh() as url:
        database = opened(url)
        made = bank(database)
        until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
        made.write(lambda connection: connection.execute(token.update().values(expires_at=until)))
        with served(tmp_path, database_url=url, workers="0") as server:
            yield Place(made, server.address, tmp_path, url)
        database.closed()


def until(met: Callable[[], bool], *those: Served) -> None:
    """Wait until it is so, while those processes live."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert time.monotonic() < end, "it took too long"
        for each in those:
            assert each.process.poll() is None, each.log
        time.sleep(0.05)


@pytest.mark.slow
def test_a_run_is_done_handed_back_taken_over_and_there_once(place: Place) -> None:
    with place.worker() as first:
        quick = place.run(add_scenario(place.made, name=QUICK))
        until(lambda: place.job_of(quick).state == "done", first)
        assert place.asked("GET", f"/runs/{quick}")["state"] == "done"
        long = place.run(add_scenario(place.made, name=LONG))
        until(lambda: place.job_of(long).state == "running", first)
        assert first.stop(patience=PATIENCE_SECONDS) == 0
    handed_back = place.job_of(long)
    assert (handed_back.state, handed_back.attempts) == ("queued", 0), "it was not its fault"
    with place.worker() as second:
        until(lambda: place.job_of(long).state == "running", second)
        second.process.kill()
    left = place.job_of(long)
    assert (left.state, left.attempts) == ("running", 1)
    with place.worker() as third:
        until(lambda: place.job_of(long).state == "done", third)
        assert third.stop(patience=PATIENCE_SECONDS) == 0
    assert (place.job_of(long).attempts, place.asked("GET", f"/runs/{long}")["state"]) == (
        2,
        "done",
    )
    owners = [line["event"] for line in map(json.loads, third.log)]
    assert owners.count("job ends") == 1
    everything_is_there_once(place, [quick, long])


def everything_is_there_once(place: Place, runs: list[str]) -> None:
    """A book for each structure of each run, one end of each in the audit; the checks pass."""
    with place.made.service.database.reading() as connection:
        for check in CHECKS:
            assert check(connection).faults == (), check
        kept = Counter(tuple(row) for row in connection.execute(
            select(book.c.run_id, book.c.structure).where(book.c.run_id.is_not(None))))  # fmt: skip
        ends = Counter(connection.execute(
            select(audit.c.subject_id).where(audit.c.what == "ended")).scalars())  # fmt: skip
    assert {run for run, _ in kept} == set(runs)
    assert set(kept.values()) == {1}
    assert ends == Counter(runs)
