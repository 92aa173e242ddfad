"""Runs: what each case of a request gives."""

from tests.api.bank import Bank
from tests.api.scenario_runs import (
    OTHER_RM,
    RM,
    add_scenario,
    done_run,
    run_of,
    start,
    worked,
)

NOTHING = "0000000000000000000000000"


def test_a_run_is_accepted_and_can_be_followed(made: Bank) -> None:
    scenario_id = add_scenario(made)
    answer = made.called(RM, "POST", f"/scenarios/{scenario_id}/runs", json={})
    assert answer.status_code == 202
    shown = answer.json()
    assert answer.headers["location"] == f"/api/v1/runs/{shown['id']}"
    assert (shown["state"], shown["seed"], shown["scenario_version"]) == ("queued", 0, 1)
    found = made.called(RM, "GET", f"/runs/{shown['id']}")
    assert {**shown, "summary": None} == found.json()
    assert found.headers["etag"] == '"1"'


def test_a_done_run_shows_the_figures_of_its_summary(made: Bank) -> None:
    run_id = start(made, add_scenario(made))
    assert worked(made)
    shown = run_of(made, run_id)
    assert (shown["state"], shown["per_mille"]) == ("done", 1000)
    assert shown["summary"]["structures"][0]["figures"][0]["currency"] == "CNY"


def test_nobody_and_nothing_are_refused(made: Bank) -> None:
    scenario_id = add_scenario(made)
    assert made.called("", "GET", "/runs").status_code == 401
    assert made.called("", "POST", f"/scenarios/{scenario_id}/runs", json={}).status_code == 401
    leader = made.called("company_leader", "POST", f"/scenarios/{scenario_id}/runs", json={})
    assert leader.status_code == 403
    assert made.called(RM, "POST", f"/scenarios/{NOTHING}/runs", json={}).status_code == 404
    no_version = made.called(RM, "POST", f"/scenarios/{scenario_id}/runs", json={"version": 2})
    assert no_version.status_code == 404
    assert made.called(RM, "GET", "/runs").json()["items"] == []


def test_another_teams_scenario_and_run_are_as_if_they_were_not_there(made: Bank) -> None:
    theirs = add_scenario(made, "shipyard")
    run_id = start(made, theirs, OTHER_RM)
    pairs = [
        ("POST", f"/scenarios/{theirs}/runs", f"/scenarios/{NOTHING}/runs"),
        ("GET", f"/runs/{run_id}", f"/runs/{NOTHING}"),
        ("POST", f"/runs/{run_id}/cancellation", f"/runs/{NOTHING}/cancellation"),
    ]
    for method, one, other in pairs:
        body = {"json": {}} if one.endswith("/runs") else {}
        answers = [made.called(RM, method, path, **body) for path in (one, other)]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert made.called(RM, "GET", "/runs").json()["items"] == []
    assert made.called(RM, "GET", f"/runs?scenario={theirs}").json()["items"] == []


def test_wrong_bodies_are_told_everything_at_once(made: Bank) -> None:
    path = f"/scenarios/{add_scenario(made)}/runs"
    answer = made.called(RM, "POST", path, json={"version": 0, "seed": -1, "speed": 1})
    assert answer.status_code == 422
    places = {each["pointer"] for each in answer.json()["errors"]}
    assert places == {"#/version", "#/seed", "#/speed"}
    huge = made.called(RM, "POST", path, json={"version": 2**40, "seed": 2**63})
    assert huge.status_code == 422


def test_a_repeated_key_starts_one_run(made: Bank) -> None:
    path, key = f"/scenarios/{add_scenario(made)}/runs", {"Idempotency-Key": "night-1"}
    first = made.called(RM, "POST", path, key, json={})
    again = made.called(RM, "POST", path, key, json={})
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert len(made.called(RM, "GET", "/runs").json()["items"]) == 1
    assert made.called(RM, "POST", path, key, json={"seed": 1}).status_code == 409


def test_runs_are_listed_by_page_scenario_and_state(made: Bank) -> None:
    one, other = add_scenario(made), add_scenario(made)
    for scenario_id in (one, one, other):
        start(made, scenario_id)
        made.clock.forward(seconds=1)
    done_run(made)
    listed = made.called(RM, "GET", f"/runs?scenario={one}").json()["items"]
    assert [each["scenario_id"] for each in listed] == [one, one]
    states = [each["state"] for each in made.called(RM, "GET", "/runs?state=done").json()["items"]]
    assert states == ["done"]
    page = made.called(RM, "GET", "/runs?limit=3").json()
    rest = made.called(RM, "GET", f"/runs?limit=3&cursor={page['next']}").json()
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
    assert made.called(RM, "GET", "/runs?state=sleeping").status_code == 422


def test_a_start_and_an_end_stand_in_the_audit(made: Bank) -> None:
    from sqlalchemy import select

    from api.store import auditing
    from api.store.tables.honesty import audit

    run_id = start(made, add_scenario(made), seed=3)
    assert worked(made)
    with made.service.database.reading() as connection:
        rows = list(connection.execute(select(audit).where(audit.c.subject_id == run_id)))
        assert list(auditing.broken(connection)) == []
    assert [(row.what, row.login, row.place) for row in rows] == [
        ("started", RM, "192.0.2.7"),
        ("ended", RM, "worker"),
    ]
    assert rows[0].after["seed"] == rows[1].after["seed"] == 3
    assert rows[1].after["engine"]
