"""Structures: what each case of a request gives."""

import datetime
from typing import Any

import pytest

from api.store.tables.honesty import audit
from api.store.tables.terms import structure, structure_version
from tests.api.bank import Bank
from tests.api.pools import (
    CO,
    DAY,
    RM,
    TO,
    body,
    decide,
    drafted,
    grouped,
    lending,
    pool,
    submitted,
)  # fmt: skip

OTHER_RM, LEADER = "relationship_manager_south", "company_leader"
LATER = DAY + datetime.timedelta(days=30)


def rows(made: Bank, table: Any) -> list[Any]:
    return list(made.write(lambda connection: connection.execute(table.select()).all()))


def places(answer: Any) -> dict[str, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {each["pointer"]: each["detail"] for each in answer.json().get("errors", [])}


def state(made: Bank, where: str, number: int = 1) -> str:
    return str(made.called(RM, "GET", f"{where}/versions/{number}").json()["state"])


def in_force(made: Bank, where: str, day: datetime.date) -> int | None:
    found: int | None = made.called(RM, "GET", f"{where}?date={day}").json()["in_force"]
    return found


def test_a_structure_begins_as_a_draft_and_is_not_in_force(made: Bank) -> None:
    client = grouped(made)
    where = drafted(made)
    answer = made.called(RM, "GET", f"{where}?date={LATER}")
    found = answer.json()
    assert (found["key"], found["latest"], found["in_force"]) == ("zba", 1, None)
    assert answer.headers["etag"] == '"1"'
    version = made.called(RM, "GET", f"{where}/versions/1").json()
    assert (version["state"], version["effective_from"]) == ("draft", DAY.isoformat())
    assert version["document"]["links"][0]["structure"] == "zba"
    listed = made.called(RM, "GET", f"/clients/{client}/structures?date={LATER}").json()["items"]
    assert listed == [found]
    assert made.called(RM, "GET", f"/clients/{client}/structures?key=x").json()["items"] == []


@pytest.mark.parametrize(
    ("method", "under", "sent"),
    [("GET", "", None), ("GET", "/versions", None), ("POST", "/versions", body()),
     ("GET", "/versions/1", None), ("POST", "/versions/1/submission", {}),
     ("POST", "/versions/1/withdrawal", {}), ("GET", "/versions/1/validation", None),
     ("GET", "/versions/1/lint", None)],
)  # fmt: skip
def test_another_teams_structure_is_as_if_it_were_not_there(
    made: Bank, method: str, under: str, sent: Any
) -> None:
    grouped(made)
    theirs = drafted(made)
    more = {} if sent is None else {"json": sent}
    answers = [
        made.called(OTHER_RM, method, f"{each}{under}", {"If-Match": "*"}, **more)
        for each in (theirs, "/structures/0000000000000000000000000")
    ]
    assert [each.status_code for each in answers] == [404, 404]
    without = [{**each.json(), "instance": ""} for each in answers]
    assert without[0] == without[1]


def test_who_may_only_read_drafts_and_submits_nothing(made: Bank) -> None:
    client = grouped(made)
    where = drafted(made)
    for path in (f"/clients/{client}/structures", f"{where}/versions"):
        assert made.called(LEADER, "POST", path, {"If-Match": "*"}, json=body()).status_code == 403
        assert made.called("", "POST", path, {"If-Match": "*"}, json=body()).status_code == 401
    assert made.called(LEADER, "POST", f"{where}/versions/1/submission", json={}).status_code == 403


# what is wrong


def test_everything_wrong_has_a_pointer_into_the_body(made: Bank) -> None:
    client = grouped(made)
    links = [
        {"participant": "S1-1", "header": "HQ-9", "rule": "zero"},
        {"participant": "S1-2", "header": "HQ-1", "rule": "none", "internal_limit": 5.5},
    ]
    wrong = body(links=links, items=[], tax_terms=[], notional_currencies=[],
                 structure={"id": "zba", "profile": "nothing"})  # fmt: skip
    answer = made.called(RM, "POST", f"/clients/{client}/structures", json=wrong)
    assert answer.status_code == 422
    found = places(answer)
    assert set(found) >= {
        "#/document/links/0/header", "#/document/links/1/internal_limit", "#/document/items",
        "#/document/structure/profile",
    }  # fmt: skip
    for name in ("tax_terms", "notional_currencies"):
        assert found[f"#/document/{name}"].endswith("is a scenario's, not a structure's")
    assert rows(made, structure) == []


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"effective_from": "2026-04-01"}, "#/document"),
        ({"document": pool()}, "#/effective_from"),
        (body() | {"effective_from": "2026-02-30"}, "#/effective_from"),
        (body() | {"effective_from": "0001-01-01"}, "#/effective_from"),
        (body() | {"effective_from": "9999-12-31"}, "#/effective_from"),
        (body() | {"document": {}}, "#/document/structure"),
        (body() | {"document": {"structure": 5}}, "#/document/structure"),
        (body(structure={"id": 5}), "#/document/structure/id"),
        (body(structure={"id": "zba", "calendar": [1]}), "#/document/structure/calendar"),
        (body(structure={"id": "zba", "profile": {}}), "#/document/structure/profile"),
        (body(calendars=5), "#/document/calendars"),
        (body(structure={"id": "zba", "like": "other"}), "#/document/structure/like"),
        (body(links=5), "#/document/links"),
        (body(links=["x"]), "#/document/links/0"),
        (body() | {"more": 1}, "#/more"),
    ],
)
def test_each_thing_wrong_is_told_in_its_place(made: Bank, sent: Any, place: str) -> None:
    client = grouped(made)
    answer = made.called(RM, "POST", f"/clients/{client}/structures", json=sent)
    assert answer.status_code == 422, answer.text
    assert place in places(answer), answer.text


def test_a_structure_is_judged_by_its_own_clients_accounts(made: Bank) -> None:
    grouped(made)
    path = f"/clients/{made.ids['shipyard']}/structures"
    answer = made.called(OTHER_RM, "POST", path, json=body())
    assert answer.status_code == 422
    assert "#/document/links/0/header" in places(answer)


def test_the_id_is_a_structures_own_and_stays(made: Bank) -> None:
    client = grouped(made)
    where = drafted(made)
    again = made.called(RM, "POST", f"/clients/{client}/structures", json=body())
    assert (again.status_code, list(places(again))) == (409, ["#/document/structure/id"])
    other = body(LATER, structure={"id": "other"})
    answer = made.called(RM, "POST", f"{where}/versions", {"If-Match": '"1"'}, json=other)
    assert (answer.status_code, list(places(answer))) == (422, ["#/document/structure/id"])


def test_a_repeated_key_adds_one_structure(made: Bank) -> None:
    client, key = grouped(made), {"Idempotency-Key": "once"}
    path = f"/clients/{client}/structures"
    first = made.called(RM, "POST", path, key, json=body())
    again = made.called(RM, "POST", path, key, json=body())
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json() and len(rows(made, structure)) == 1


def test_a_version_needs_the_structure_as_it_is(made: Bank) -> None:
    grouped(made)
    where = drafted(made)
    assert made.called(RM, "POST", f"{where}/versions", json=body(LATER)).status_code == 428
    done = made.called(RM, "POST", f"{where}/versions", {"If-Match": '"1"'}, json=body(LATER))
    assert (done.status_code, done.json()["number"]) == (201, 2)
    stale = made.called(RM, "POST", f"{where}/versions", {"If-Match": '"1"'}, json=body(LATER))
    assert (stale.status_code, stale.headers["etag"]) == (412, '"2"')
    numbers = [each["number"] for each in
               made.called(RM, "GET", f"{where}/versions").json()["items"]]  # fmt: skip
    assert numbers == [1, 2]


# judged


def test_a_document_is_judged_and_nothing_is_kept(made: Bank) -> None:
    client = grouped(made)
    path = f"/clients/{client}/structures/validations"
    fine = made.called(LEADER, "POST", path, json=body()).json()
    assert fine == {"valid": True, "errors": [], "lines": ["liquidity"], "because": []}
    credit = made.called(RM, "POST", path, json=body() | {"document": lending()}).json()
    assert credit["lines"] == ["liquidity", "credit"]
    wrong = made.called(RM, "POST", path, json=body(rules=[])).json()
    assert not wrong["valid"] and wrong["errors"][0]["pointer"] == "#/document/links/0/rule"
    shipyard = f"/clients/{made.ids['shipyard']}/structures/validations"
    assert made.called(RM, "POST", shipyard, json=body()).status_code == 404
    assert rows(made, structure) == rows(made, structure_version) == []


def test_remarks_point_into_the_document(made: Bank) -> None:
    client = grouped(made)
    rules = [{"id": "zero", "preset": "zero_balance"}, {"id": "idle", "preset": "zero_balance"}]
    path = f"/clients/{client}/structures/lints"
    found = made.called(RM, "POST", path, json=body(rules=rules)).json()["remarks"]
    assert {each["pointer"] for each in found} >= {"#/document/rules/1/id"}
    where = drafted(made, body(rules=rules))
    assert made.called(RM, "GET", f"{where}/versions/1/lint").json()["remarks"] == found
    assert made.called(RM, "GET", f"{where}/versions/1/validation").json()["valid"]


def test_a_document_brings_what_its_client_lacks(made: Bank) -> None:
    grouped(made)
    own = body(
        structure={"id": "zba", "internal_terms": "ic"},
        terms=[{"id": "ic"}],
        rates=[{"terms": "ic", "side": "credit", "rate": "0.35%"},
               {"terms": "ic", "side": "debit", "rate": "1.35%"}],
    )  # fmt: skip
    where = drafted(made, own)
    kept = made.called(RM, "GET", f"{where}/versions/1").json()["document"]
    assert kept["structure"]["internal_terms"] == "ic" and len(kept["rates"]) == 2


# in force


def test_an_approved_version_is_in_force_from_its_day_until_the_next_begins(made: Bank) -> None:
    grouped(made)
    where = drafted(made)
    decide(made, TO, submitted(made, where)["liquidity"])
    made.called(RM, "POST", f"{where}/versions", {"If-Match": '"1"'}, json=body(LATER))
    assert in_force(made, where, LATER) == 1
    decide(made, TO, submitted(made, where, 2)["liquidity"])
    before = DAY - datetime.timedelta(days=1)
    days = (before, DAY, LATER - datetime.timedelta(days=1), LATER, datetime.date.max)
    assert [in_force(made, where, day) for day in days] == [None, 1, 1, 2, 2]


def test_two_versions_of_a_day_never_wait_at_the_same_time(made: Bank) -> None:
    grouped(made)
    where = drafted(made)
    made.called(RM, "POST", f"{where}/versions", {"If-Match": '"1"'}, json=body())
    submitted(made, where, 2)
    answer = made.called(RM, "POST", f"{where}/versions/1/submission", json={})
    assert answer.status_code == 409
    assert "Version 2, which begins on 2026-04-01 too, waits" in answer.json()["detail"]
    assert state(made, where, 1) == "draft"


def corrected(made: Bank, corrects: int = 1, **other: Any) -> str:
    """The address of a structure whose first version was corrected by the second, and approved."""
    where = drafted(made)
    decide(made, TO, submitted(made, where)["liquidity"])
    draft = made.called(RM, "POST", f"{where}/versions", {"If-Match": '"1"'}, json=body(**other))
    assert draft.status_code == 201, draft.text
    said = {"corrects": corrects}
    answer = made.called(RM, "POST", f"{where}/versions/2/submission", json=said)
    assert answer.status_code == 200, answer.text
    (line,) = answer.json()["approvals"]
    asked = made.called(TO, "GET", f"/approvals/{line['id']}").json()
    assert (asked["number"], asked["corrects"]) == (2, 1)
    assert in_force(made, where, DAY) == 1, "until it is approved the first one holds"
    assert decide(made, TO, line["id"]).status_code == 200
    return where


def test_a_correction_takes_the_place_of_the_version_that_begins_on_its_day(made: Bank) -> None:
    grouped(made)
    where = corrected(made, structure={"id": "zba", "name": "Put right"})
    assert [in_force(made, where, day) for day in (DAY, LATER)] == [2, 2]
    old, new = (made.called(RM, "GET", f"{where}/versions/{number}").json() for number in (1, 2))
    assert [(each["state"], each["corrects"], each["corrected_by"]) for each in (old, new)] == [
        ("approved", None, 2), ("approved", 1, None)]  # fmt: skip
    assert old["document"]["structure"]["name"] == "Zero balancing"
    assert old["approvals"][0]["state"] == "approved", "what was decided stays to be read"
    listed = made.called(RM, "GET", f"{where}/versions").json()["items"]
    assert [each["corrected_by"] for each in listed] == [2, None]
    balances = {"HQ-1": "1", "S1-1": "1", "S1-2": "1"}
    said = {"date": LATER.isoformat(), "balances": balances}
    assert made.called(RM, "POST", f"{where}/previews", json=said).json()["number"] == 2
    said = [row for row in rows(made, audit) if row.what in ("submitted", "approved")]
    told = [row.after.get("corrects") for row in said if row.subject_kind == "structure"]
    assert told == [None, None, 1, 1]


def test_what_was_corrected_is_corrected_again_only_by_naming_the_last_one(made: Bank) -> None:
    grouped(made)
    where = corrected(made)
    made.called(RM, "POST", f"{where}/versions", {"If-Match": "*"}, json=body())
    path = f"{where}/versions/3/submission"
    for said, detail in (
        ({}, "is missing"),
        ({"corrects": 1}, "is not the version that stands on that day"),
        ({"corrects": 3}, "is not the version that stands on that day"),
    ):
        answer = made.called(RM, "POST", path, json=said)
        assert (answer.status_code, places(answer)) == (409, {"#/corrects": detail})
        assert "2, if" in answer.json()["errors"][0]["expected"]
    for wrong in (0, "2", True, 2**31):
        assert made.called(RM, "POST", path, json={"corrects": wrong}).status_code == 422
    lines = made.called(RM, "POST", path, json={"corrects": 2}).json()["approvals"]
    decide(made, TO, lines[0]["id"])
    assert in_force(made, where, DAY) == 3
    numbers = [made.called(RM, "GET", f"{where}/versions/{each}").json()["corrected_by"]
               for each in (1, 2, 3)]  # fmt: skip
    assert numbers == [2, 3, None]


def test_a_correction_that_is_withdrawn_or_rejected_leaves_the_first_one_in_force(
    made: Bank,
) -> None:
    grouped(made)
    where = drafted(made)
    none = made.called(RM, "POST", f"{where}/versions/1/submission", json={"corrects": 1})
    assert (none.status_code, list(places(none))) == (409, ["#/corrects"])
    decide(made, TO, submitted(made, where)["liquidity"])
    made.called(RM, "POST", f"{where}/versions", {"If-Match": "*"}, json=body())
    made.called(RM, "POST", f"{where}/versions/2/submission", json={"corrects": 1})
    draft = made.called(RM, "POST", f"{where}/versions/2/withdrawal", json={}).json()
    assert (draft["state"], draft["corrects"]) == ("draft", None)
    made.clock.forward(minutes=1)
    again = made.called(RM, "POST", f"{where}/versions/2/submission", json={"corrects": 1})
    (line,) = [each for each in again.json()["approvals"] if each["state"] == "open"]
    decide(made, TO, line["id"], "reject")
    assert in_force(made, where, DAY) == 1
    assert made.called(RM, "GET", f"{where}/versions/1").json()["corrected_by"] is None
    assert made.called(RM, "GET", f"{where}/versions/2").json()["corrects"] == 1


def test_what_is_submitted_approved_or_rejected_is_not_submitted_again(made: Bank) -> None:
    grouped(made)
    where = drafted(made)
    lines = submitted(made, where)
    assert list(lines) == ["liquidity"]
    for word in ("waits for approvals", "is approved"):
        again = made.called(RM, "POST", f"{where}/versions/1/submission", json={})
        assert again.status_code == 409 and word in again.json()["detail"]
        decide(made, TO, lines["liquidity"])
    assert made.called(RM, "POST", f"{where}/versions/1/withdrawal", json={}).status_code == 409


def test_who_wrote_or_submitted_it_takes_it_back_and_may_submit_it_again(made: Bank) -> None:
    grouped(made)
    where = drafted(made, body() | {"document": lending()})
    first = submitted(made, where, who=DM_)
    assert decide(made, CO, first["credit"]).status_code == 200
    other = made.called(TO, "POST", f"{where}/versions/1/withdrawal", json={})
    assert other.status_code == 409
    done = made.called(RM, "POST", f"{where}/versions/1/withdrawal", json={"reason": "a typo"})
    assert (done.status_code, done.json()["state"]) == (200, "draft")
    states = {each["line"]: each["state"] for each in done.json()["approvals"]}
    assert states == {"liquidity": "withdrawn", "credit": "approved"}
    made.clock.forward(minutes=1)
    second = submitted(made, where)
    assert set(second) == {"liquidity", "credit"}
    decide(made, TO, second["liquidity"])
    assert state(made, where) == "submitted"
    decide(made, CO, second["credit"])
    assert state(made, where) == "approved"


DM_ = "department_manager"


def test_every_step_stands_in_the_audit_with_before_and_after(made: Bank) -> None:
    grouped(made)
    where = drafted(made)
    lines = submitted(made, where)
    made.called(RM, "POST", f"{where}/versions/1/withdrawal", json={"reason": "later"})
    lines = submitted(made, where)
    decide(made, TO, lines["liquidity"], reason="fits")
    found = [row for row in rows(made, audit) if row.subject_kind in ("structure", "approval")]
    said = [(row.what, row.subject_kind, row.login) for row in found]
    assert said == [
        ("created", "structure", RM), ("submitted", "structure", RM),
        ("withdrawn", "structure", RM), ("submitted", "structure", RM),
        ("approved", "approval", TO), ("approved", "structure", TO),
    ]  # fmt: skip
    assert found[1].before["state"] == "draft" and found[1].after["state"] == "submitted"
    assert found[4].after["reason"] == "fits" and found[4].before["state"] == "open"
