"""Every route and every kind of caller: what `permissions.toml` says is what is answered."""

import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from api.app import UNDER
from api.security.permissions import RIGHTS, ROLES, SIGHT
from api.store import schema
from api.store.database import opened
from api.store.tables.people import person_role
from tests.api.bank import Bank, bank, give_token
from tests.api.rows import ROWS

LINES = tomllib.loads(Path(__file__).with_name("permissions.toml").read_text("utf-8"))["routes"]
OWN, OTHER = "distillery", "shipyard"
CALLERS = ("", *ROLES, "unscoped", "other")
LOCKED = ("PATCH", "PUT", "DELETE")
UNDONE = (401, 403)


@dataclass
class Place:
    """The bank in a file, and a copy of the file to go back to."""

    made: Bank
    file: Path

    @property
    def copy(self) -> Path:
        return self.file.with_suffix(".copy")

    def keep(self) -> None:
        self.made.service.database.closed()
        shutil.copy(self.file, self.copy)

    def anew(self) -> None:
        self.made.service.database.closed()
        shutil.copy(self.file.with_suffix(".first"), self.file)

    def back(self) -> None:
        self.made.service.database.closed()
        shutil.copy(self.copy, self.file)


@contextmanager
def standing(folder: Path) -> Iterator[Place]:
    """The bank in a file of the folder; `first` is a copy of the file to begin anew from."""
    file = folder / "treasury.db"
    database = opened(f"sqlite:///{file}")
    schema.upgrade(database)
    made = bank(database, requests_per_minute=1_000_000, sign_ins_per_minute=1_000)
    made.ids["unscoped"] = made.ids["relationship_manager"]
    made.write(lambda connection: give_token(made, connection, "unscoped", []))
    place = Place(made, file)
    place.keep()
    shutil.copy(place.copy, file.with_suffix(".first"))
    yield place
    made.service.database.closed()


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with standing(tmp_path_factory.mktemp("matrix")) as place:
        yield place


@pytest.fixture
def place(beginning: Place) -> Place:
    beginning.anew()
    return beginning


def routes(made: Bank) -> list[tuple[str, Any]]:
    """Method and path below /api/v1 of every route, as the application has them."""
    found = [each for each in iter_route_contexts(made.http.app.routes) if each.path]
    return [
        (f"{method} {each.path.removeprefix(UNDER)}", each)
        for each in found
        if each.path.startswith(f"{UNDER}/") and not each.path.endswith("openapi.json")
        for method in sorted(each.methods - {"HEAD"})
    ]


def statuses(line: Mapping[str, Any]) -> dict[str, str]:
    given = line["is"].replace("|", " ").split()
    assert len(given) == len(CALLERS), f"{len(CALLERS)} statuses, not {len(given)}"
    return dict(zip(CALLERS, given, strict=True))


def filled(found: Any, made: Bank, client: str, who: str) -> Any:
    """The body or path with rows in the place of their names."""
    if isinstance(found, dict):
        return {name: filled(each, made, client, who) for name, each in found.items()}
    if isinstance(found, list):
        return [filled(each, made, client, who) for each in found]
    if isinstance(found, str):
        return re.sub("<([\\w-]+)(?::\\w+)?>", lambda name: ROWS[name[1]](made, client, who), found)
    return found


def caller(who: str, expected: Mapping[str, str]) -> tuple[str, str]:
    """Who asks in this column, and for whose row."""
    if who != "other":
        return who, OWN
    seeing = [
        role for role in ROLES if expected[role] not in ("401", "403") and SIGHT[role] != "all"
    ]
    return seeing[0], OTHER


def request(made: Bank, route: str, line: Mapping[str, Any], who: str, client: str) -> Any:
    """The arguments of one call."""
    method, path = route.split()
    path = re.sub("([a-z-]+)/{id}", "\\1/<\\1_id>", path).replace("{", "<").replace("}", ">")
    path = filled(path, made, client, who)
    headers = {"If-Match": "*"} if method in LOCKED else {}
    more: dict[str, Any] = {}
    if "json" in line:
        more["json"] = filled(line["json"], made, client, who)
    if "form" in line:
        more["data"] = filled(line["form"], made, client, who)
    if "files" in line:
        named = {field: text.split(": ", 1) for field, text in line["files"].items()}
        more["files"] = {field: (name, text.encode()) for field, (name, text) in named.items()}
    if "query" in line:
        more["params"] = filled(line["query"], made, client, who)
    return method, path, headers | line.get("headers", {}), more


def column(place: Place, route: str, who: str) -> list[str]:
    """What is not as it is written, of one caller."""
    made, line = place.made, LINES[route]
    expected = statuses(line)
    if expected[who] == "-":
        return []
    name, client = caller(who, expected)
    method, path, headers, more = request(made, route, line, name, client)
    place.keep()
    answer = made.called(name, method, path, headers, **more)
    wrong = []
    if str(answer.status_code) != expected[who]:
        wrong.append(f"{who or 'anonymous'}: {expected[who]}, not {answer.status_code}"
                     f" {answer.text[:300]}")  # fmt: skip
    if answer.status_code in UNDONE and "json" in line:
        again = made.called(name, method, path, headers, json={"no": "such"})
        if again.status_code != answer.status_code:
            wrong.append(f"{who or 'anonymous'}: {answer.status_code}, but with a wrong body "
                         f"{again.status_code}; say openapi_extra=needs(...)")  # fmt: skip
    if method != "GET" and answer.is_success:
        place.back()
    return wrong


def test_every_route_has_its_line_and_every_line_its_route(beginning: Place) -> None:
    there = {route for route, _ in routes(beginning.made)}
    assert there - set(LINES) == set(), "routes without a line in permissions.toml"
    assert set(LINES) - there == set(), "lines without a route"


def test_every_right_that_a_route_names_is_one(beginning: Place) -> None:
    named = {
        route: each.openapi_extra["x-right"]
        for route, each in routes(beginning.made)
        if each.openapi_extra and "x-right" in each.openapi_extra
    }
    assert {route: right for route, right in named.items() if right not in RIGHTS} == {}


@pytest.mark.parametrize("route", sorted(LINES))
def test_every_caller_is_answered_as_it_is_written(place: Place, route: str) -> None:
    wrong = [each for who in CALLERS for each in column(place, route, who)]
    assert not wrong, "\n".join([route, *wrong])


def test_rows_are_seen_by_the_role_that_has_the_right(made: Bank) -> None:
    leader = made.ids["company_leader"]
    made.write(lambda connection: connection.execute(person_role.insert().values(
        person_id=leader, role="relationship_manager")))  # fmt: skip
    path = f"/clients/{made.ids['shipyard']}"
    assert made.called("company_leader", "GET", path).status_code == 200
    change = made.called("company_leader", "PATCH", path, {"If-Match": "*"}, json={"name": "Mine"})
    assert change.status_code == 404
