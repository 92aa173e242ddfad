"""Nobody infers another team's clients: what one team is answered is the same to the byte, whatever
another team has and does.

Two worlds: in one the south does everything that every route lets it do, under the same names as
the north, before each request of the north's; in the other the south does nothing. Time, chance
and the numbers of requests are given, the north's apart from the south's, so that nothing has to
be left out of the comparison.
"""

import itertools
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.store.database import opened
from tests.api.bank import START, Bank, bank
from tests.api.scenario_runs import worked
from tests.api.test_permissions import LINES, request, statuses
from tests.stores import Fresh

OWN, OTHER = "distillery", "shipyard"
TEAM = ("relationship_manager", "treasury_officer", "finance_company", "department_manager")
SOUTH, ASKS = "_south", "relationship_manager"
Arguments = tuple[str, str, dict[str, str], dict[str, Any]]
APART = (
    "POST /sessions", "DELETE /sessions/current", "POST /passwords", "PUT /me/password",
    "PUT /clients/{client_id}/team",
)  # fmt: skip
"""Routes about the one person who asks, each with a password that takes its time to be hashed; and
the one by which the south may let somebody of the north in."""


COMMON = re.compile("[A-Z]+ /(calendars|rates|fx-rates|profiles)\\b")
"""What is the whole bank's: one treasury officer's rates are everybody's."""


class World:
    """A bank in which each side has chance and numbers of its own."""

    def __init__(self, made: Bank) -> None:
        self.made, self.side = made, "north"
        self.numbers = {side: itertools.count(1) for side in ("north", "south")}
        self.requests = {side: itertools.count(1) for side in ("north", "south")}
        object.__setattr__(made.service, "randomness", self.chance)
        far = TestClient(made.http.app, raise_server_exceptions=False, client=("192.0.2.8", 50000))
        self.clients = {"north": made.http, "south": far}

    def chance(self, size: int) -> bytes:
        first = b"\x01" if self.side == "north" else b"\x02"
        return first + next(self.numbers[self.side]).to_bytes(size - 1)

    @contextmanager
    def of(self, side: str) -> Iterator[None]:
        before, self.side = self.side, side
        yield
        self.side = before

    def arguments(self, route: str, who: str, client: str) -> Arguments:
        """What is sent to ask for a row of the client's, which is made where it is not there."""
        with self.of("north" if client == OWN else "south"):
            return request(self.made, route, LINES[route], who, client)

    def asked(self, who: str, arguments: Arguments) -> tuple[Any, ...]:
        """What somebody is answered, every bit of it."""
        method, path, headers, more = arguments
        side = "south" if who.endswith(SOUTH) else "north"
        own = {"X-Request-Id": f"{side}-{next(self.requests[side]):08}"}
        with self.of(side):
            self.made.http = self.clients[side]
            answer = self.made.called(who, method, path, {**headers, **own}, **more)
        return path, answer.status_code, sorted(answer.headers.items()), answer.content

    def at_rest(self) -> None:
        """Nothing waits to be run any more, on either side."""
        while worked(self.made):
            pass


@dataclass
class Told:
    """What the north was told, and what it sent to ask for what is the south's."""

    answers: dict[tuple[str, str], Any] = field(default_factory=dict)
    foreign: dict[str, Arguments] = field(default_factory=dict)


def told(world: World, team: tuple[str, ...], foreign: dict[str, Arguments] | None = None) -> Told:
    """What the north is told while the south does the same with its own.

    With `foreign` the south does nothing, and the north sends that to ask for what is the south's.
    """
    found, beside = Told(foreign=dict(foreign or {})), foreign is None
    for route in sorted(set(LINES) - set(APART)):
        for who in team:
            if beside and not COMMON.match(route):
                world.asked(f"{who}{SOUTH}", world.arguments(route, f"{who}{SOUTH}", OTHER))
                world.at_rest()
            found.answers[route, who] = world.asked(who, world.arguments(route, who, OWN))
            with world.of("north"):
                world.at_rest()
        if statuses(LINES[route])["other"] == "404":
            if beside:
                found.foreign[route] = world.arguments(route, ASKS, OTHER)
            found.answers[route, "other"] = world.asked(ASKS, found.foreign[route])
    return found


@pytest.fixture
def worlds(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[World, World]]:
    monkeypatch.setattr(time, "time", START.timestamp)  # the rates' clock stands, too
    with fresh() as one, fresh() as other:
        databases = [opened(one), opened(other)]
        alone, beside = (World(bank(each, requests_per_minute=1_000_000)) for each in databases)
        yield alone, beside
        for each in databases:
            each.closed()


def differing(one: dict[Any, Any], other: dict[Any, Any]) -> list[str]:
    return [
        f"{key}:\n  alone  {part}\n  beside {beside}"
        for key in one
        for part, beside in zip(one[key], other[key], strict=True)
        if part != beside
    ]


def same(worlds: tuple[World, World], team: tuple[str, ...]) -> None:
    """Nothing that the north is told differs between the worlds; nor is it nothing."""
    beside = told(worlds[0], team)
    alone = told(worlds[1], team, beside.foreign)
    wrong = differing(alone.answers, beside.answers)
    assert not wrong, "\n".join(wrong)[:5000]
    own = {key: status for key, (_, status, *_) in alone.answers.items() if key[1] != "other"}
    assert sum(status < 300 for status in own.values()) > len(own) // 2, own
    others = {key: status for key, (_, status, *_) in alone.answers.items() if key[1] == "other"}
    unheard = {route for (route, _), status in others.items() if status != 404}
    assert unheard == {route for route, _ in others if statuses(LINES[route])[ASKS] == "403"}


@pytest.mark.slow
@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
def test_what_a_team_is_told_does_not_depend_on_another_team(
    worlds: tuple[World, World],
) -> None:
    same(worlds, (ASKS,))


@pytest.mark.slow
def test_what_anybody_is_told_does_not_depend_on_another_team(
    worlds: tuple[World, World],
) -> None:
    same(worlds, TEAM)
