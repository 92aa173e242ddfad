"""Every operation answers well at least once, as its description says; and a right body with one
thing wrong in it is refused as it says.

Random bodies hardly ever pass where a statement, a structure or a scenario is asked for. These
begin from bodies that are right, those of `permissions.toml`.
"""

import copy
import itertools
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig

from api.app import UNDER
from api.security.permissions import ROLES
from tests.api.bank import Bank
from tests.api.rows import ROWS
from tests.api.scenario_runs import add_scenario, start
from tests.api.test_permissions import LINES, OWN, Place, request, standing, statuses

RM = "relationship_manager"
NEVER: dict[str, str] = {}
"""Operations that no test can have answered well, each with the reason."""
WRONG: tuple[Any, ...] = (None, [], {}, "", 7, True, "\x00", "x" * 3000, -(10**30), "2026-02-30")
JUDGING = ("validations", "lints")
"""What ends so says what is wrong with a document, which is its good answer."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with standing(tmp_path_factory.mktemp("answers")) as found:
        yield found


@pytest.fixture(scope="module")
def described(place: Place) -> Any:
    """The description, as schemathesis reads it."""
    path, config = f"{UNDER}/openapi.json", SchemathesisConfig.from_dict({"warnings": False})
    return schemathesis.openapi.from_asgi(path, place.made.http.app, config=config)


def made_before(route: str, made: Bank) -> str:
    """The path of something that a route of the reference data makes."""
    method, path, headers, more = request(made, route, LINES[route], "treasury_officer", OWN)
    answer = made.called("treasury_officer", method, path, headers, **more)
    return str(answer.headers["location"]).removeprefix(UNDER)


def signed_in(made: Bank) -> tuple[str, str, dict[str, str]]:
    """A session that can be ended."""
    body = {"login": RM, "password": ROWS["old_password"](made, OWN, RM)}
    csrf = made.called("", "POST", "/sessions", json=body).json()["csrf"]
    return "", "/sessions/current", {"X-CSRF-Token": csrf}


def submitted(made: Bank) -> tuple[str, str, dict[str, str]]:
    """A version that waits for approvals."""
    where = f"/structures/{ROWS['structure_id'](made, OWN, RM)}/versions/1"
    made.called(RM, "POST", f"{where}/submission", json={})
    return RM, f"{where}/withdrawal", {}


def queued(made: Bank) -> tuple[str, str, dict[str, str]]:
    """A run that nobody has begun."""
    return RM, f"/runs/{start(made, add_scenario(made))}/cancellation", {}


def known(route: str, under: str, made: Bank) -> tuple[str, str, dict[str, str]]:
    """What was put into the reference data."""
    made_at = made_before(route, made)
    return RM, f"{made_at.partition('?')[0]}{under}" if under else made_at, {}


def built_in(made: Bank) -> tuple[str, str, dict[str, str]]:
    """A clearing system that the service knows from the start."""
    first = made.called(RM, "GET", "/clearing-systems").json()["items"][0]
    return RM, f"/clearing-systems/{first['key']}", {}


PREPARED: dict[str, Callable[[Bank], tuple[str, str, dict[str, str]]]] = {
    "DELETE /sessions/current": signed_in,
    "POST /structures/{structure_id}/versions/{number}/withdrawal": submitted,
    "POST /runs/{run_id}/cancellation": queued,
    **{
        f"GET /{name}/{{key}}{under}": partial(known, f"POST /{name}", under)
        for name in ("calendars", "rates", "fx-rates")
        for under in ("", "/versions")
    },
    "GET /clearing-systems/{key}": built_in,
}
"""Operations that need something to be done before; who then asks for which path, with what."""


def who_may(route: str) -> str | None:
    """The first of the roles that is answered well (nobody is ""); None where none is."""
    said = statuses(LINES[route])
    return next((role for role in ("", *ROLES) if said[role].startswith("2")), None)


def asked(made: Bank, route: str) -> tuple[str, str, str, dict[str, str], dict[str, Any]]:
    """Who asks for a route, and the rest of a request that is right."""
    who = who_may(route)
    method, path, headers, more = request(made, route, LINES[route], who or RM, OWN)
    if who is None:
        who, path, extra = PREPARED[route](made)
        headers = {**headers, **extra}
    return who, method, path, headers, more


def operation(described: Any, route: str) -> Any:
    """The operation of a route in the description."""
    method, path = route.split()
    return described[f"{UNDER}{path.replace(':path', '')}"][method]


def is_as_described(described: Any, route: str, answer: Any) -> None:
    """The status is one that the description has, and the body is shaped as it says."""
    one = operation(described, route)
    assert str(answer.status_code) in one.definition.raw["responses"], answer.text
    one.validate_response(answer)


def test_every_operation_is_tried_or_has_a_reason_why_not(place: Place, described: Any) -> None:
    there = {each.ok().label.replace(f" {UNDER}", " ") for each in described.get_all_operations()}
    tried = {route.replace(":path", "") for route in LINES if who_may(route) or route in PREPARED
             or who_may(route) == ""}  # fmt: skip
    assert there - tried == set(NEVER)
    assert all(NEVER.values())
    assert {route for route in LINES if who_may(route) is None} == {*PREPARED, *NEVER}


@pytest.mark.parametrize("route", sorted(set(LINES) - set(NEVER)))
def test_an_operation_answers_well_as_it_is_described(
    place: Place, described: Any, route: str
) -> None:
    place.anew()
    who, method, path, headers, more = asked(place.made, route)
    answer = place.made.called(who, method, path, headers, **more)
    place.made.http.cookies.clear()
    assert answer.is_success, answer.text
    is_as_described(described, route, answer)


WITH_BODIES = sorted(route for route in LINES if "json" in LINES[route] and who_may(route))


@pytest.mark.parametrize("route", WITH_BODIES)
def test_a_right_body_with_one_thing_wrong_is_answered_as_it_is_described(
    place: Place, described: Any, route: str
) -> None:
    """Every part of the body in its turn is gone, or something else; and something is too much."""
    place.anew()
    who, method, path, headers, more = asked(place.made, route)
    wrong = itertools.cycle(WRONG)
    for at in places(more["json"]):
        for body in (
            without(more["json"], at),
            *(put(more["json"], at, next(wrong)) for _ in "12"),
        ):
            answer = place.made.called(who, method, path, headers, json=body)
            is_as_described(described, route, answer)
    strange = {**more["json"], "nobody_knows_this": 1}
    answer = place.made.called(who, method, path, headers, json=strange)
    assert answer.status_code == 422, answer.text
    assert "nobody_knows_this" in str(answer.json()["errors"])


At = tuple[str | int, ...]


def places(body: Any, at: At = ()) -> Iterator[At]:
    """The way to every part of a body."""
    pairs = body.items() if isinstance(body, dict) else enumerate(body)
    for key, value in pairs:
        yield (*at, key)
        if isinstance(value, dict | list):
            yield from places(value, (*at, key))


def without(body: Any, at: At) -> Any:
    """The body with a part gone."""
    found = copy.deepcopy(body)
    del inside(found, at)[at[-1]]
    return found


def put(body: Any, at: At, value: Any) -> Any:
    """The body with something else in the place of a part."""
    found = copy.deepcopy(body)
    inside(found, at)[at[-1]] = value
    return found


def inside(body: Any, at: At) -> Any:
    """The record or list that a part stands in."""
    for key in at[:-1]:
        body = body[key]
    return body
