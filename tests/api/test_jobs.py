"""Jobs: leased to one worker at a time, tried again after a crash, done once, fair."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from api.store.tables.books import book
from api.store.tables.honesty import audit
from api.store.tables.runs import job, run, run_file
from api.worker import working
from api.worker.working import work, work_once
from tests.api.bank import Bank, bank
from tests.api.scenario_runs import (
    NEVER,
    OTHER_RM,
    POOLS,
    QUICK,
    RM,
    add_scenario,
    run_of,
    start,
    worked,
)

STEPS = ("taken", "begun", "simulated", "packed", "booked", "written", "kept")


class Killed(BaseException):
    """The worker's process is gone: nothing of ours is executed any more."""


def dying_at(step: str) -> Any:
    def told(passed: str) -> None:
        if passed == step:
            raise Killed

    return told


def count(made: Bank, table: Any) -> int:
    with made.service.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def jobs_of(made: Bank) -> list[Any]:
    with made.service.database.reading() as connection:
        return list(connection.execute(select(job).order_by(job.c.created_at, job.c.id)))


def ends(made: Bank, run_id: str) -> list[Any]:
    """How the run ended, by the audit."""
    with made.service.database.reading() as connection:
        where = (audit.c.subject_id == run_id) & (audit.c.what == "ended")
        return [row.after["state"] for row in connection.execute(select(audit).where(where))]


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_any_step_is_made_good_by_the_next_worker_once(made: Bank, step: str) -> None:
    run_id = start(made, add_scenario(made))
    with pytest.raises(Killed):
        work_once(made.service, "w1", NEVER, dying_at(step))
    assert not worked(made, "w2"), "the lease is the first worker's until it runs out"
    made.clock.forward(seconds=made.service.settings.lease_seconds + 1)
    assert worked(made, "w2") == (step != "kept")
    found = run_of(made, run_id)
    assert (found["state"], found["per_mille"]) == ("done", 1000)
    assert found["attempts"] == (1 if step == "kept" else 2)
    assert count(made, book) == 1
    assert ends(made, run_id) == ["done"]
    assert not worked(made, "w3")


def test_a_worker_whose_lease_was_lost_writes_nothing(
    made: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "POLL_SECONDS", 3600)  # its keeper sleeps as well
    run_id = start(made, add_scenario(made))

    def slow(step: str) -> None:
        if step == "packed":
            made.clock.forward(seconds=made.service.settings.lease_seconds + 1)
            assert worked(made, "w2")

    assert work_once(made.service, "w1", NEVER, slow)
    assert run_of(made, run_id)["attempts"] == 2
    assert count(made, book) == 1
    assert ends(made, run_id) == ["done"]


def test_after_the_last_attempt_the_run_has_failed_with_a_sentence(made: Bank) -> None:
    run_id = start(made, add_scenario(made))
    for attempt in range(made.service.settings.job_attempts_max):
        with pytest.raises(Killed):
            work_once(made.service, f"w{attempt}", NEVER, dying_at("begun"))
        made.clock.forward(seconds=made.service.settings.lease_seconds + 1)
    assert not worked(made)
    found = run_of(made, run_id)
    assert found["state"] == "failed"
    assert found["error"]["detail"] == (
        "It was begun 3 times, and each time its worker was lost before it was done."
    )
    assert count(made, run_file) == count(made, book) == 0


def test_our_own_fault_is_tried_again_and_told_without_its_inside(
    made: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setitem(working.EXECUTORS, "run", broken)
    run_id = start(made, add_scenario(made))
    for _ in range(made.service.settings.job_attempts_max):
        assert run_of(made, run_id)["state"] == "queued"
        assert worked(made)
    found = run_of(made, run_id)
    assert found["state"] == "failed"
    assert "the inside" not in str(found)


def test_a_scenario_that_cannot_be_run_fails_at_once_with_every_complaint(made: Bank) -> None:
    wrong = '{\n"first_day":"2026-03-02",\n"id":"x",\n"last_day":"2026-01-01"\n}\n'
    run_id = start(made, add_scenario(made, text=wrong))
    assert worked(made)
    found = run_of(made, run_id)
    assert (found["state"], found["attempts"]) == ("failed", 1)
    assert found["error"]["errors"], "what is wrong is said"
    assert not worked(made)


def test_a_run_that_waits_is_cancelled_at_once(made: Bank) -> None:
    run_id = start(made, add_scenario(made))
    answer = made.called(RM, "POST", f"/runs/{run_id}/cancellation")
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
    assert made.called(RM, "POST", f"/runs/{run_id}/cancellation").status_code == 202
    assert not worked(made)
    assert [each.state for each in jobs_of(made)] == ["cancelled"]


def test_a_run_under_way_stops_when_its_worker_hears_of_the_wish(made: Bank) -> None:
    run_id = start(made, add_scenario(made))

    def cancel(step: str) -> None:
        if step == "simulated":
            answer = made.called(RM, "POST", f"/runs/{run_id}/cancellation")
            assert (answer.json()["state"], answer.json()["cancelling"]) == ("running", True)

    assert work_once(made.service, "w1", NEVER, cancel)
    assert run_of(made, run_id)["state"] == "cancelled"
    assert count(made, book) == 0
    assert ends(made, run_id) == ["cancelled"]


def test_a_cancelled_run_whose_worker_died_is_not_begun_again(made: Bank) -> None:
    run_id = start(made, add_scenario(made))
    with pytest.raises(Killed):
        work_once(made.service, "w1", NEVER, dying_at("begun"))
    made.called(RM, "POST", f"/runs/{run_id}/cancellation")
    made.clock.forward(seconds=made.service.settings.lease_seconds + 1)
    assert not worked(made, "w2")
    assert run_of(made, run_id)["state"] == "cancelled"


def test_a_run_that_is_over_cannot_be_cancelled(made: Bank) -> None:
    run_id = start(made, add_scenario(made))
    assert worked(made)
    answer = made.called(RM, "POST", f"/runs/{run_id}/cancellation")
    assert (answer.status_code, answer.json()["title"]) == (409, "This contradicts what is there")
    assert run_of(made, run_id)["state"] == "done"


def test_a_worker_that_is_to_stop_hands_back_and_the_attempt_does_not_count(made: Bank) -> None:
    run_id = start(made, add_scenario(made))
    stop = threading.Event()
    assert work_once(made.service, "w1", stop, lambda step: stop.set())
    found = run_of(made, run_id)
    assert (found["state"], found["attempts"]) == ("queued", 0)
    assert worked(made, "w2")
    assert run_of(made, run_id)["state"] == "done"


def test_whoever_has_fewer_jobs_goes_first(made: Bank) -> None:
    many, one = add_scenario(made), add_scenario(made, "shipyard")
    asked = [start(made, many) for _ in range(3)]
    made.clock.forward(seconds=1)
    other = start(made, one, OTHER_RM)
    order = []
    while worked(made):
        states = [run_of(made, each)["state"] for each in asked]
        states.append(run_of(made, other, OTHER_RM)["state"])
        order.append(states.count("done"))
        if len(order) == 2:
            assert states[-1] == "done", "the second worker's turn is the other person's"
    assert order == [1, 2, 3, 4]


def test_two_workers_do_each_job_once(made: Bank) -> None:
    scenario_id = add_scenario(made, name=QUICK)
    runs = [start(made, scenario_id) for _ in range(6)]

    def until_done(owner: str) -> None:
        while work_once(made.service, owner, NEVER):
            pass

    with ThreadPoolExecutor() as pool:
        list(pool.map(until_done, ("w1", "w2", "w3")))
    while worked(made):  # one that was passed over because another looked at it
        pass
    assert [run_of(made, each)["state"] for each in runs] == ["done"] * 6
    assert [each.attempts for each in jobs_of(made)] == [1] * 6
    assert count(made, book) == 6
    assert [ends(made, each) for each in runs] == [["done"]] * 6


def test_a_worker_that_waits_sees_a_new_job_by_itself(made: Bank, monkeypatch: Any) -> None:
    taken = threading.Event()
    monkeypatch.setitem(working.EXECUTORS, "run", lambda *_: taken.set())
    scenario_id, stop = add_scenario(made), threading.Event()
    thread = threading.Thread(target=work, args=(made.service, "w1", stop))
    thread.start()
    try:
        time.sleep(0.3)
        start(made, scenario_id)
        assert taken.wait(60), "nobody took the job"
    finally:
        stop.set()
        thread.join()
    assert working.POLL_SECONDS <= 0.5


def test_a_worker_without_its_database_asks_again_after_a_while(
    made: Bank, monkeypatch: Any
) -> None:
    waited: list[float | None] = []

    class Twice:
        def is_set(self) -> bool:
            return len(waited) == 2

        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout)
            return False

    answers = iter([OSError("away"), None])

    def take(*_: object) -> None:
        if found := next(answers):
            raise found

    monkeypatch.setattr(working, "take", take)
    work(made.service, "w1", Twice())
    assert waited == [working.AWAY_SECONDS, working.POLL_SECONDS]


def test_progress_is_written_while_the_work_goes_on(made: Bank, monkeypatch: Any) -> None:
    monkeypatch.setattr(working, "POLL_SECONDS", 0.02)
    run_id = start(made, add_scenario(made, name=POOLS))
    seen: list[tuple[int, str]] = []

    def told(step: str) -> None:
        if step == "packed":
            time.sleep(0.2)
            found = run_of(made, run_id)
            seen.append((found["per_mille"], found["note"]))

    assert work_once(made.service, "w1", NEVER, told)
    assert seen[0][0] >= 900 and seen[0][1]


def test_a_lease_is_renewed_as_long_as_the_work_goes_on(made: Bank, monkeypatch: Any) -> None:
    monkeypatch.setattr(working, "POLL_SECONDS", 0.02)
    start(made, add_scenario(made))
    seconds = made.service.settings.lease_seconds

    def told(step: str) -> None:
        if step == "simulated":
            for _ in range(4):
                made.clock.forward(seconds=seconds / 2)
                time.sleep(0.2)
                assert not worked(made, "w2")

    assert work_once(made.service, "w1", NEVER, told)
    assert [each.attempts for each in jobs_of(made)] == [1]


def test_the_lease_is_as_long_as_the_settings_say(store: Any) -> None:
    made = bank(store, lease_seconds=7)
    start(made, add_scenario(made))
    with pytest.raises(Killed):
        work_once(made.service, "w1", NEVER, dying_at("taken"))
    left = jobs_of(made)[0].lease_until - made.clock()
    assert left.total_seconds() == 7


def test_a_run_keeps_engine_fingerprint_and_seed(made: Bank) -> None:
    run_id = start(made, add_scenario(made), seed=42)
    assert worked(made)
    found = run_of(made, run_id)
    assert found["engine"] and found["seed"] == 42 and len(found["fingerprint"]) == 64
    with made.service.database.reading() as connection:
        row = connection.execute(select(run)).one()
    assert row.summary["fingerprint"] == found["fingerprint"]
