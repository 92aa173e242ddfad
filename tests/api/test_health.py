"""What whoever keeps the service running asks it, and what it says of itself."""

import sqlite3

import pytest
from starlette.testclient import TestClient

from api.app import application
from api.problems import STATUS, TITLES
from api.routes.problem_pages import WORDS
from api.store import schema
from api.store.database import UNAVAILABLE, Database
from api.workflows import health
from tests.api.bank import Bank

HERE = ("127.0.0.1", 50000)


def asked_here(made: Bank, path: str, **headers: str) -> object:
    """The answer to somebody on the same machine."""
    return TestClient(application(made.service), client=HERE).get(path, headers=headers)


def test_the_process_says_that_it_lives(made: Bank) -> None:
    assert made.http.get("/healthz").json() == {"alive": True}


def test_it_is_ready_when_the_database_answers_at_the_newest_schema(made: Bank) -> None:
    answer = made.http.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer.json()["schema_version"] == schema.newest()


def test_it_is_not_ready_at_an_older_schema(made: Bank) -> None:
    def older(connection: object) -> None:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")  # type: ignore[attr-defined]

    made.write(older)
    answer = made.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.json()["schema_version"].startswith("0000; this program works with ")


def test_it_says_whether_anybody_executes_runs(made: Bank) -> None:
    assert made.http.get("/readyz").json()["worker"] == "none was heard of; runs wait"
    for worker in ("one", "other", "one"):
        health.beat(made.service, worker)
    assert made.http.get("/readyz").json()["worker"] == "there"
    made.clock.forward(minutes=1)
    answer = made.http.get("/readyz")
    said = "none was heard of since 2026-03-20 09:00 UTC; runs wait"
    assert (answer.status_code, answer.json()["worker"]) == (200, said)


def test_figures_of_the_service_are_for_its_own_machine(made: Bank) -> None:
    made.called("relationship_manager", "GET", f"/clients/{made.ids['distillery']}")
    answer = asked_here(made, "/metrics")
    assert answer.status_code == 200
    assert 'route="/api/v1/clients/{client_id}",status="200"' in answer.text
    assert 'treasury_jobs{state="queued"} 0.0' in answer.text
    assert made.ids["distillery"] not in answer.text
    assert made.http.get("/metrics").status_code == 403
    assert asked_here(made, "/metrics", **{"X-Forwarded-For": "192.0.2.9"}).status_code == 403


def test_each_kind_of_problem_has_a_page_that_says_what_it_means(made: Bank) -> None:
    assert set(WORDS) == set(TITLES) == set(STATUS)
    for kind, title in TITLES.items():
        page = made.http.get(f"/problems/{kind}")
        assert page.status_code == 200
        assert page.text.startswith(f"{title} ({STATUS[kind]})")
    told = made.called("", "GET", "/clients").json()["type"]
    assert made.http.get(told).status_code == 200
    assert made.http.get("/problems/other").status_code == 404


def test_a_database_that_does_not_answer_is_said_and_not_taken_for_a_fault(
    made: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise UNAVAILABLE[0]("SELECT", {}, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr(Database, "reading", gone)
    answer = made.called("relationship_manager", "GET", "/clients")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["title"] == "Not ready"
    assert "disk" not in answer.text
    assert made.http.get("/readyz").json()["database"] == "does not answer"
