"""What no route takes, however it is sent: told as a problem, never a fault of ours."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from api.store.tables.honesty import audit
from tests.api.bank import Bank
from tests.api.pools import grouped
from tests.api.scenario_runs import add_scenario, start

RM = "relationship_manager"
JSON = {"Content-Type": "application/json"}
DEPTHS = (50, 400, 700, 800, 850, 900, 950, 1_000, 5_000, 100_000)


def sent(made: Bank, body: str | bytes, **headers: str) -> Any:
    """The answer to a body as it is, to a route that adds a client."""
    return made.called(RM, "POST", "/clients", {**JSON, **headers}, content=body)


def pointers(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {each["pointer"]: each["detail"] for each in answer.json()["errors"]}


def test_however_deep_a_body_is_it_is_refused(made: Bank) -> None:
    for depth in DEPTHS:
        for opens, closes in (("[", "]"), ('{"a":', "}")):
            inside = opens * depth + '"\\u0000"' + closes * depth
            answer = sent(made, '{"name": "A", "sector": ' + inside + "}")
            assert answer.status_code in (400, 422), depth
            assert answer.headers["content-type"] == "application/problem+json"


def test_a_key_given_twice_is_refused_also_inside(made: Bank) -> None:
    body = '{"name": "A", "name": "B", "sector": {"x": 1, "x": 1, "y": 2}}'
    answer = sent(made, body)
    assert answer.status_code == 422
    assert {each["detail"] for each in answer.json()["errors"]} == {
        "has the key 'x' twice in one object", "has the key 'name' twice in one object",
    }  # fmt: skip
    assert all(each["expected"] == "each key once" for each in answer.json()["errors"])


def test_what_is_no_json_is_refused(made: Bank) -> None:
    for body in ("", "{", "nul", '{"name": "A"} trailing', '{"name": "A"}{}', b"\xff\xfe",
                 b'{"name": "\xff"}', '{"name": 1' + "0" * 5_000 + "}", "[1,]", "{'name': 'A'}",
                 b"\xef\xbb\xbf{}"):  # fmt: skip
        answer = sent(made, body)
        assert answer.status_code in (400, 422), body
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_number_that_is_none_or_too_large_is_refused(made: Bank) -> None:
    for sales in (10**15 + 1, 2**63, 10**400, 1e400, -1, 1.5, "1e3", "12", True, [], {}, "١٢"):
        answer = sent(made, json.dumps({"name": "A", "annual_sales_usd": sales}))
        assert answer.status_code == 422, sales
        assert answer.json()["errors"]


def test_half_characters_and_nul_are_pointed_at(made: Bank) -> None:
    found = pointers(sent(made, '{"name": "a\\u0000b", "sector": "\\ud800"}'))
    assert found["#/name"] == "has a NUL character"
    assert found["#/sector"] == "has half a character (a surrogate)"


def test_a_text_that_is_taken_comes_back_as_it_was(made: Bank) -> None:
    names = ("ﷺ" * 200, "\U0010ffff", "e" + "\u0301" * 199, "\u202e\u2066x", "泸州老窖", "🏦" * 200)
    taken = []
    for name in names:
        answer = sent(made, json.dumps({"name": name}))
        if answer.status_code == 201:
            path = answer.headers["location"].removeprefix("/api/v1")
            assert made.called(RM, "GET", path).json()["name"] == name
            taken.append(name)
        else:
            assert "#/name" in pointers(answer)
    assert {"泸州老窖", "🏦" * 200} <= set(taken)


def test_a_form_that_is_not_understood_is_refused(made: Bank) -> None:
    for kind in ("", "text/plain", "application/xml", "application/x-www-form-urlencoded",
                 "application/jsonx", "multipart/form-data; boundary=x", "\u00e9"):  # fmt: skip
        headers = {"Content-Type": kind.encode()}
        answer = made.called(RM, "POST", "/clients", headers, content='{"name": "A"}')
        assert answer.status_code == 415, kind
        assert "application/json" in answer.json()["detail"]


def test_a_method_that_is_not_there_is_told_those_that_are(made: Bank) -> None:
    for method in ("OPTIONS", "TRACE", "PUT", "DELETE", "QUERY", "BREW"):
        answer = made.called(RM, method, "/clients")
        assert answer.status_code == 405, method
        assert answer.headers["allow"] == "GET, HEAD, POST"
        assert answer.json()["type"] == "/problems/method-not-allowed"
    head = made.called(RM, "HEAD", "/passwords")
    assert (head.status_code, head.headers["allow"], head.content) == (405, "POST", b"")


OWN_OF_EACH = ("x-request-id", "ratelimit-remaining", "ratelimit-reset")


@pytest.mark.parametrize(
    ("who", "path"),
    [(RM, "/clients"), (RM, "/clients?limit=0"), (RM, "/clients/nobody"), ("", "/clients"),
     (RM, "/rates"), (RM, "/openapi.json"), ("trainee", "/clients")],
)  # fmt: skip
def test_head_is_answered_as_get_without_the_body(made: Bank, who: str, path: str) -> None:
    answers = [made.called(who, method, path) for method in ("GET", "HEAD")]
    told = [{name: value for name, value in each.headers.items() if name not in OWN_OF_EACH}
            for each in answers]  # fmt: skip
    assert answers[0].status_code == answers[1].status_code
    assert told[0] == told[1] and set(OWN_OF_EACH) <= set(answers[1].headers)
    assert (bool(answers[0].content), answers[1].content) == (True, b"")


def test_head_of_what_is_streamed_or_followed_ends_with_its_head(made: Bank) -> None:
    run_id = start(made, add_scenario(made))
    assert made.called(RM, "GET", f"/runs/{run_id}").json()["state"] == "queued"
    events = made.called(RM, "HEAD", f"/runs/{run_id}/events")
    assert (events.status_code, events.content) == (200, b"")
    assert events.headers["content-type"].startswith("text/event-stream")
    grouped(made)
    path = f"/clients/{made.ids['distillery']}/positions"
    table = "?format=csv&from=2026-03-01&to=2026-03-02"
    streamed = made.called(RM, "HEAD", f"{path}{table}")
    assert (streamed.status_code, streamed.content) == (200, b"")
    assert "exported" not in said_of_all(made)
    assert made.called(RM, "GET", f"{path}{table}").content
    assert said_of_all(made)[-1] == "exported"


def said_of_all(made: Bank) -> list[str]:
    """What each line of the audit says was done."""
    with made.service.database.reading() as connection:
        return list(connection.execute(select(audit.c.what).order_by(audit.c.number)).scalars())


def test_a_query_that_cannot_be_meant_is_refused(made: Bank) -> None:
    for query in (
        "limit=" + "9" * 5_000, "limit=-1", "limit=0", "limit=501", "limit=1e1", "limit=",
        "unknown=1", "cursor=%00", "cursor=%ff", "cursor=!", "cursor=" + "A" * 201,
        "name=a%00", "state=%00",
        "state=nobody", "limit=1&limit=x", "cursor=gICA", "cursor=YQBi",
    ):  # fmt: skip
        answer = made.called(RM, "GET", f"/clients?{query}")
        assert answer.status_code == 422, query
        assert query.startswith(answer.json()["errors"][0]["pointer"])


def test_an_address_that_is_strange_leads_nowhere(made: Bank) -> None:
    for key in (
        "x" * 201,
        "%00",
        "a%00b",
        "%7F",
        "é",
        "'; DROP TABLE client; --",
        "%25s",
        "%ED%A0%80",
    ):
        path = f"/clients/{key}"
        answers = [
            made.called(RM, "GET", path),
            made.called(RM, "PATCH", path, {"If-Match": "*"}, json={"sector": "x"}),
            made.called(RM, "GET", f"/clients/{made.ids['distillery']}/entities/{key}"),
        ]
        expected = 422 if "%00" in key else 404
        assert [each.status_code for each in answers] == [expected] * 3, key


def test_a_version_that_is_none_is_told(made: Bank) -> None:
    path = f"/clients/{made.ids['distillery']}"
    for match in ("", "1", 'W/"1"', '"0"', '"' + "9" * 5_000 + '"', "é", ","):
        headers = {"If-Match": match.encode()}
        answer = made.called(RM, "PATCH", path, headers, json={"sector": "x"})
        assert answer.status_code == 412, match
    assert made.called(RM, "PATCH", path, json={"sector": "x"}).status_code == 428
