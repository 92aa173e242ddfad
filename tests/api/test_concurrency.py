"""Many at once, over the API: no change is lost, no request is done twice, nothing is in the way
for good.

Each thread has a client of its own on the one application; they begin together.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.store import auditing, checks, database
from tests.api.bank import Bank
from tests.api.documents import document
from tests.api.scenario_runs import add_scenario, worked
from tests.importing.made_camt import chain

RM, TO, DM = "relationship_manager", "treasury_officer", "department_manager"
THREADS, CHANGES = 8, 4
EVER = 10_000_000


@pytest.fixture
def busy(made: Bank) -> Bank:
    """The bank, which takes any number of requests."""
    object.__setattr__(made.service, "settings", made.service.settings.model_copy(
        update={"requests_per_minute": EVER}))  # fmt: skip
    made.__post_init__()
    return made


@pytest.fixture
def tried_again(monkeypatch: pytest.MonkeyPatch) -> Counter[bool]:
    """How often a transaction fell out of line and was tried again (True), or failed (False)."""
    counted: Counter[bool] = Counter()
    asked = database.out_of_line

    def counting(error: Any) -> bool:
        found = asked(error)
        counted[found] += 1
        return found

    monkeypatch.setattr(database, "out_of_line", counting)
    return counted


def together(made: Bank, work: Callable[[Bank, int], Any], threads: int = THREADS) -> list[Any]:
    """What each thread's work gives; they begin at the same moment."""
    begin = threading.Barrier(threads, timeout=60)

    def one(number: int) -> Any:
        own = Bank(service=made.service, clock=made.clock, secrets=made.secrets, ids=made.ids)
        own.http = TestClient(made.http.app, raise_server_exceptions=False)
        begin.wait()
        return work(own, number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))


def entries(made: Bank) -> int:
    """How many entries the audit has, whose chain holds; the store stands every check."""
    with made.service.database.reading() as connection:
        found = [each(connection) for each in checks.CHECKS]
        assert [fault for each in found for fault in each.faults] == []
        assert list(auditing.broken(connection)) == []
        return auditing.count(connection)


def test_of_changes_from_one_version_exactly_one_is_done(
    busy: Bank, tried_again: Counter[bool]
) -> None:
    path = f"/clients/{busy.ids['distillery']}"

    def change(own: Bank, number: int) -> list[str]:
        tags: list[str] = []
        for change in range(CHANGES):
            while True:
                seen = own.called(RM, "GET", path).headers["etag"]
                body = {"sector": f"{number}.{change} after {seen}"}
                answer = own.called(RM, "PATCH", path, {"If-Match": seen}, json=body)
                assert answer.status_code in (200, 412), answer.text
                if answer.status_code == 200:
                    tags.append(seen)
                    break
        return tags

    tags = [each for found in together(busy, change) for each in found]
    assert sorted(tags) == sorted(f'"{number}"' for number in range(1, THREADS * CHANGES + 1))
    last = busy.called(RM, "GET", path).json()
    assert last["version"] == THREADS * CHANGES + 1
    assert last["sector"].endswith(f'after "{THREADS * CHANGES}"')
    assert entries(busy) == THREADS * CHANGES
    assert tried_again[False] == 0


def test_a_key_that_is_raced_for_has_one_effect_and_one_answer(busy: Bank) -> None:
    key = {"Idempotency-Key": "nightly"}

    def add(own: Bank, _number: int) -> Any:
        return own.called(RM, "POST", "/clients", key, json={"name": "Brewery"})

    answers = together(busy, add)
    assert [each.status_code for each in answers] == [201] * THREADS
    assert len({each.content for each in answers}) == 1
    assert len({each.headers["location"] for each in answers}) == 1
    again = [each.headers.get("idempotency-replayed") for each in answers]
    assert sorted(again, key=str) == [None] + ["true"] * (THREADS - 1)
    listed = busy.called(RM, "GET", "/clients").json()["items"]
    assert sorted(each["name"] for each in listed) == ["Brewery", "distillery"]
    assert entries(busy) == 1


def test_a_key_that_is_raced_for_by_different_requests_belongs_to_one_of_them(busy: Bank) -> None:
    key = {"Idempotency-Key": "nightly"}

    def add(own: Bank, number: int) -> Any:
        return own.called(RM, "POST", "/clients", key, json={"name": f"{number}"}).status_code

    assert sorted(together(busy, add)) == [201] + [409] * (THREADS - 1)
    assert entries(busy) == 1


def test_a_name_that_is_raced_for_is_given_once(busy: Bank) -> None:
    path = f"/clients/{busy.ids['distillery']}"

    def add(own: Bank, _number: int) -> tuple[int, int]:
        entity = own.called(RM, "POST", f"{path}/entities", json={"id": "HQ"})
        body = {"key": "one", "document": document()}
        scenario = own.called(RM, "POST", f"{path}/scenarios", json=body)
        return entity.status_code, scenario.status_code

    answers = together(busy, add)
    assert sorted(each for each, _ in answers) == [201] + [422] * (THREADS - 1)
    counted = Counter(each for _, each in answers)
    assert counted[201] == 1
    assert set(counted) <= {201, 409, 422}
    assert entries(busy) == 2


def test_statements_from_many_at_once_are_booked_once_and_the_books_balance(
    busy: Bank, tmp_path: Path, tried_again: Counter[bool]
) -> None:
    files = [(each.name, each.read_bytes()) for each in chain(tmp_path, THREADS)]
    path = f"/clients/{busy.ids['distillery']}/statements"

    def send(own: Bank, number: int) -> list[int]:
        order = [files[(number + step) % THREADS] for step in range(THREADS)]
        return [
            own.called((RM, TO, DM)[number % 3], "POST", path, files=[("files", each)]).status_code
            for each in order
        ]

    statuses = Counter(each for found in together(busy, send) for each in found)
    assert statuses == {201: THREADS, 200: THREADS * (THREADS - 1)}
    kept = busy.called(RM, "GET", path).json()["items"]
    assert len(kept) == THREADS
    entries(busy)
    sold = [busy.called(RM, "GET", f"{path}/{each['id']}").json()["told"] for each in kept]
    assert all(told["complete"] for each in sold for told in each)
    assert tried_again[False] == 0


def test_whatever_many_people_do_at_once_nothing_fails_and_nothing_is_lost(
    busy: Bank, tried_again: Counter[bool]
) -> None:
    scenario_id = add_scenario(busy)
    path = f"/clients/{busy.ids['distillery']}"

    def all_sorts(own: Bank, number: int) -> Counter[str]:
        who, done = (RM, TO, DM)[number % 3], Counter[str]()
        for step in range(CHANGES):
            body = {"id": f"E{number}-{step}"}
            answers = {
                "entity": own.called(who, "POST", f"{path}/entities", json=body),
                "run": own.called(who, "POST", f"/scenarios/{scenario_id}/runs", json={}),
                "token": own.called(who, "POST", "/tokens", json={"name": "n", "scopes": []}),
                "list": own.called(who, "GET", "/runs"),
            }
            run_id = answers["run"].json()["id"]
            answers["cancel"] = own.called(who, "POST", f"/runs/{run_id}/cancellation")
            for name, answer in answers.items():
                assert answer.is_success or (name, answer.status_code) == ("cancel", 409)
                done[name] += name != "list" and answer.is_success
            if number == 0:
                worked(own)
        return done

    done = sum(together(busy, all_sorts), Counter[str]())
    while worked(busy):
        pass
    listed = busy.called(RM, "GET", "/runs?limit=500").json()["items"]
    states = Counter(each["state"] for each in listed)
    assert sum(states.values()) == done["run"] == THREADS * CHANGES
    assert set(states) <= {"done", "cancelled"}
    there = busy.called(RM, "GET", f"{path}/entities?limit=500").json()["items"]
    assert len(there) == done["entity"] == THREADS * CHANGES
    ended = states["done"] + sum(
        each["state"] == "cancelled" and each["attempts"] > 0 for each in listed
    )
    assert entries(busy) == sum(done.values()) + ended, json.dumps(done)
    assert tried_again[False] == 0
