"""Runs followed by server-sent events: from the database, to the end, by who comes back too."""

import asyncio
import json
import threading
import time
from typing import Any

import pytest

from api.routes import following
from api.routes.following import Followed, told
from tests.api.bank import Bank
from tests.api.scenario_runs import RM, add_scenario, done_run, start, worked


def events(text: str) -> list[dict[str, Any]]:
    found = []
    for block in text.split("\n\n"):
        pairs = [line.split(": ", 1) for line in block.split("\n") if line and line[0] != ":"]
        if pairs:
            said = dict(pairs)
            found.append({**said, "data": json.loads(said["data"])})
    return found


def test_a_run_is_followed_to_its_end(made: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "ASKED_SECONDS", 0.02)
    run_id, asked = start(made, add_scenario(made)), threading.Event()
    real = following.runs.progress

    def noted(service: Any, ids: Any) -> Any:
        found = real(service, ids)
        asked.set()
        return found

    monkeypatch.setattr(following.runs, "progress", noted)
    worker = threading.Thread(target=lambda: asked.wait(60) and worked(made))
    worker.start()
    answer = made.called(RM, "GET", f"/runs/{run_id}/events")
    worker.join()
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = events(answer.text)
    assert [found[0]["event"], found[0]["data"]["state"]] == ["progress", "queued"]
    assert [found[-1]["event"], found[-1]["data"]["per_mille"]] == ["done", 1000]
    ids = [each["id"] for each in found]
    assert len(set(ids)) == len(ids)


def test_who_comes_back_is_told_where_it_stands_and_nothing_twice(made: Bank) -> None:
    run_id = done_run(made)
    (last,) = events(made.called(RM, "GET", f"/runs/{run_id}/events").text)
    assert last["event"] == "done"
    late = {"Last-Event-ID": "running.1.300"}
    (again,) = events(made.called(RM, "GET", f"/runs/{run_id}/events", late).text)
    assert again == last
    known = made.called(RM, "GET", f"/runs/{run_id}/events", {"Last-Event-ID": last["id"]})
    assert (known.status_code, known.text) == (204, "")


def test_a_cancelled_run_ends_its_stream(made: Bank) -> None:
    run_id = start(made, add_scenario(made))
    made.called(RM, "POST", f"/runs/{run_id}/cancellation")
    (last,) = events(made.called(RM, "GET", f"/runs/{run_id}/events").text)
    assert (last["event"], last["data"]["state"]) == ("cancelled", "cancelled")


def test_strangers_are_not_told(made: Bank) -> None:
    run_id = done_run(made, "shipyard")
    assert made.called(RM, "GET", f"/runs/{run_id}/events").status_code == 404
    assert made.called("", "GET", f"/runs/{run_id}/events").status_code == 401


def test_a_hundred_listeners_ask_the_database_once_in_a_while_and_hold_nothing(
    made: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "ASKED_SECONDS", 0.05)
    monkeypatch.setattr(following, "HEARTBEAT_SECONDS", 0.1)
    run_id, asked = start(made, add_scenario(made)), []
    real = following.runs.progress

    def counted(service: Any, ids: Any) -> Any:
        asked.append(set(ids))
        return real(service, ids)

    monkeypatch.setattr(following.runs, "progress", counted)
    followed = Followed(made.service, lambda: False)

    async def one() -> list[bytes]:
        return [each async for each in told(followed, run_id, "")]

    async def all_of_them() -> list[list[bytes]]:
        listening = [asyncio.create_task(one()) for _ in range(100)]
        await asyncio.sleep(0.5)
        assert len(followed.listeners) == 100
        assert made.service.database.engine.pool.checkedout() <= 1
        await asyncio.to_thread(worked, made)
        return await asyncio.gather(*listening)

    begun = time.monotonic()
    found = asyncio.run(all_of_them())
    assert len(asked) <= (time.monotonic() - begun) / 0.05 + 2
    assert set(map(frozenset, asked)) == {frozenset([run_id])}
    assert all(b"event: done" in each[-1] for each in found)
    assert all(any(b": ping" in part for part in each) for each in found)
    assert followed.listeners == {}


def test_too_many_listeners_are_told_to_ask_otherwise(
    made: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "LISTENERS_MAX", 0)
    answer = made.called(RM, "GET", f"/runs/{done_run(made)}/events")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")


def test_streams_end_when_the_service_stops(made: Bank) -> None:
    run_id, stop = start(made, add_scenario(made)), threading.Event()
    followed = Followed(made.service, stop.is_set)

    async def one() -> list[bytes]:
        found = []
        async for each in told(followed, run_id, ""):
            found.append(each)
            stop.set()
        return found

    assert len(asyncio.run(asyncio.wait_for(one(), 5))) == 1
