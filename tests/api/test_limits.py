"""Limits of what is taken: how much, how slowly, how often, in which form."""

import asyncio
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from api.app import application
from api.store.database import Database
from tests.api.bank import Bank, bank

RM = "relationship_manager"
SMALL = {"body_bytes_max": 100_000, "upload_bytes_max": 300_000, "request_seconds_max": 1}


@pytest.fixture
def tight(store: Database) -> Bank:
    """The bank with small limits."""
    return bank(store, requests_per_minute=50, sign_ins_per_minute=3, **SMALL)


def names(made: Bank) -> list[str]:
    return [each["name"] for each in made.called(RM, "GET", "/clients").json()["items"]]


def test_a_body_that_says_it_is_too_long_is_not_read(tight: Bank) -> None:
    body = {"name": "x" * 200_000}
    answer = tight.called(RM, "POST", "/clients", json=body)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "100,000 bytes" in answer.json()["detail"]


def test_a_body_that_does_not_say_how_long_it_is_is_counted(tight: Bank) -> None:
    read = itertools.count()

    def pieces() -> Iterator[bytes]:
        for _ in range(1000):
            next(read)
            yield b" " * 10_000

    own = {"Content-Type": "application/json"}
    answer = tight.called(RM, "POST", "/clients", own, content=pieces())
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/too-large"
    assert names(tight) == ["distillery"]


def test_a_stranger_sends_no_more_than_it_takes_to_sign_in(tight: Bank) -> None:
    long = {"login": "x" * 70_000, "password": "y"}
    assert tight.called("", "POST", "/sessions", json=long).status_code == 413
    made_up = {"Authorization": "Bearer tsy_made_up"}
    answer = tight.called("", "POST", "/clients", made_up, json={"name": "x" * 90_000})
    assert answer.status_code == 401


def test_a_form_is_an_upload_only_where_files_are_taken(tight: Bank) -> None:
    files = {"files": ("a.csv", b"x" * 200_000)}
    assert tight.called(RM, "POST", "/clients", files=files).status_code == 413
    path = f"/clients/{tight.ids['distillery']}/scenarios"
    assert tight.called(RM, "POST", path, files=files).status_code == 422
    longer = {"files": ("a.csv", b"x" * 400_000)}
    assert tight.called(RM, "POST", path, files=longer).status_code == 413
    assert tight.called("", "POST", path, files=files).status_code == 413
    small = {"files": ("a.csv", b"x")}
    assert tight.called("", "POST", path, files=small).status_code == 401


async def slowly(made: Bank, pieces: list[bytes], pause: float) -> tuple[int, dict[str, str]]:
    """Status and headers of a request whose body comes in pieces with pauses."""
    waiting = list(pieces)
    sent: list[Any] = []
    headers = [(b"authorization", f"Bearer {made.secrets[RM]}".encode()),
               (b"content-type", b"application/json"), (b"host", b"testserver")]  # fmt: skip
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "path": "/api/v1/clients", "raw_path": b"/api/v1/clients", "root_path": "",
        "query_string": b"", "headers": headers, "scheme": "http",
        "client": ("192.0.2.9", 1), "server": ("testserver", 80),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        piece = waiting.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        sent.append(message)

    await application(made.service)(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers


def test_a_body_that_comes_too_slowly_is_ended(tight: Bank) -> None:
    body = b'{"name": "Slow"}'
    pieces = [body[index : index + 1] for index in range(len(body))]
    status, headers = asyncio.run(slowly(tight, pieces, 0.2))
    assert (status, headers["connection"]) == (408, "close")
    assert headers["content-type"] == "application/problem+json"
    assert names(tight) == ["distillery"]


def test_a_body_in_pieces_that_comes_in_time_is_taken(tight: Bank) -> None:
    status, _ = asyncio.run(slowly(tight, [b'{"name"', b': "In time"}'], 0.05))
    assert status == 201


def standing(answer: Any) -> tuple[int, int]:
    return int(answer.headers["ratelimit-limit"]), int(answer.headers["ratelimit-remaining"])


def test_every_answer_says_how_many_requests_are_left(tight: Bank) -> None:
    first = tight.called(RM, "GET", "/me")
    assert standing(first) == (50, 49), "of the person, as soon as they are known"
    second = tight.called(RM, "GET", "/me")
    assert standing(second) == (50, 48)
    assert 0 < int(second.headers["ratelimit-reset"]) <= 60
    assert standing(tight.called(RM, "GET", "/nothing")) == (50, 47)
    assert standing(tight.called("", "GET", "/me")) == (5, 3), "of the address, for nobody"


def test_who_asks_too_often_waits_and_others_do_not(tight: Bank) -> None:
    codes = [tight.called(RM, "GET", "/me").status_code for _ in range(52)]
    assert codes == [200] * 50 + [429] * 2
    refused = tight.called(RM, "GET", "/me")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.json()["type"] == "/problems/too-many-requests"
    assert "x-request-id" in refused.headers and standing(refused) == (50, 0)
    assert tight.called("treasury_officer", "GET", "/me").status_code == 200


def test_all_tokens_of_a_person_count_together(tight: Bank) -> None:
    made = tight.called(RM, "POST", "/tokens", json={"name": "t", "scopes": ["me:read"]})
    tight.secrets["second"] = made.json()["secret"]
    tight.called("second", "GET", "/me")
    before = standing(tight.called(RM, "GET", "/me"))[1]
    assert standing(tight.called("second", "GET", "/me")) == (50, before - 1)


def test_made_up_tokens_gain_nothing(tight: Bank) -> None:
    def code(number: int) -> int:
        made_up = {"Authorization": f"Bearer tsy_{number}"}
        return tight.called("", "GET", "/nothing", made_up).status_code

    codes = [code(number) for number in range(8)]
    assert codes == [404] * 5 + [429] * 3


def test_a_token_that_was_taken_back_counts_against_nobody(tight: Bank) -> None:
    made = tight.called(RM, "POST", "/tokens", json={"name": "t", "scopes": ["me:read"]}).json()
    tight.secrets["gone"] = made["secret"]
    tight.called("gone", "GET", "/me")
    tight.called(RM, "DELETE", f"/tokens/{made['id']}")
    codes = [tight.called("gone", "GET", "/me").status_code for _ in range(8)]
    assert codes[0] == 401 and codes[-1] == 429, "counted as an address"
    assert standing(tight.called(RM, "GET", "/me"))[1] > 40


def test_sign_ins_of_one_address_are_few(tight: Bank) -> None:
    body = {"login": "nobody", "password": "one that nobody guesses"}
    codes = [tight.called("", "POST", "/sessions", json=body).status_code for _ in range(4)]
    assert codes == [401, 401, 401, 429]
    assert tight.called(RM, "GET", "/me").status_code == 200


def test_who_watches_the_service_is_not_counted(tight: Bank) -> None:
    for _ in range(10):
        answer = tight.http.get("/healthz")
        assert answer.status_code == 200 and "ratelimit-limit" not in answer.headers


NUL, HALF = "\\u0000", "\\ud800"


@pytest.mark.parametrize("text", [NUL, HALF, f"fine {HALF} half"])
def test_a_text_that_cannot_be_kept_is_refused_with_its_place(made: Bank, text: str) -> None:
    own = {"Content-Type": "application/json"}
    answer = made.called(RM, "POST", "/clients", own, content=f'{{"name": "a{text}"}}')
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["#/name"]


@pytest.mark.parametrize("word", ["NaN", "-Infinity"])
def test_what_is_no_number_in_json_is_refused(made: Bank, word: str) -> None:
    own = {"Content-Type": "application/json"}
    body = f'{{"name": "a", "annual_sales_usd": {word}}}'
    assert made.called(RM, "POST", "/clients", own, content=body).status_code == 422


def test_these_words_are_fine_in_a_text(made: Bank) -> None:
    answer = made.called(RM, "POST", "/clients", json={"name": "NaN to Infinity \\u0000 written"})
    assert answer.status_code == 201


@pytest.mark.parametrize("path", ["/clients/%00", "/clients?name=%00", "/clients?cursor=%00"])
def test_a_nul_in_an_address_is_refused(made: Bank, path: str) -> None:
    assert made.called(RM, "GET", path).status_code == 422


def test_a_parameter_nobody_knows_is_refused_and_the_known_ones_told(made: Bank) -> None:
    answer = made.called(RM, "GET", "/clients?colour=red&limit=5")
    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert wrong["pointer"] == "colour"
    assert wrong["expected"] == "one of cursor, limit, name, state"
    assert made.called("general_manager", "GET", "/clients?colour=red").status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_in_another_form_is_refused(made: Bank, kind: str) -> None:
    own = {"Content-Type": kind} if kind else {}
    answer = made.called(RM, "POST", "/clients", own, content='{"name": "A"}')
    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]
    assert made.called("trainee", "POST", "/clients", own, content="x").status_code == 403


def test_unreadable_json_is_told_to_who_may_ask_alone(made: Bank) -> None:
    own = {"Content-Type": "application/json"}
    assert made.called(RM, "POST", "/clients", own, content='{"name"').status_code == 400
    assert made.called("trainee", "POST", "/clients", own, content='{"name"').status_code == 403
    assert made.called("", "POST", "/clients", own, content='{"name"').status_code == 401
    deep = "[" * 100_000 + "]" * 100_000
    assert made.called(RM, "POST", "/clients", own, content=deep).status_code in (400, 422)
    digits = f'{{"name": "A", "annual_sales_usd": {"9" * 5000}}}'
    assert made.called(RM, "POST", "/clients", own, content=digits).status_code in (400, 422)


def test_browsers_are_told_to_stay_with_https_where_it_is_served(store: Database) -> None:
    plain = bank(store).called("", "GET", "/me")
    assert "strict-transport-security" not in plain.headers
    safe = application(bank_settings(store, public_url="https://treasury.example"))
    from starlette.testclient import TestClient

    answer = TestClient(safe).get("/api/v1/me")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def bank_settings(store: Database, **settings: Any) -> Any:
    from api.settings import Settings
    from api.workflows.unit import Service
    from tests.api.bank import START, counted

    return Service(
        settings=Settings(**settings), database=store, clock=lambda: START, randomness=counted()
    )
