"""The description of the API is true: what it allows is done or refused as it says, what it does
not allow is refused; whatever is sent, by whomever, nothing fails on our side."""

import zlib
from typing import Any

import pytest

from api.store import schema
from api.store.database import Database, opened
from tests.api.bank import Bank, bank
from tests.api.fuzzing import WIDE, Found, tried, widen

LARGE = ("scenarios", "structures", "entities", "banks", "accounts")
"""Operations whose bodies are the engine's own records: each has hundreds of borders, which the
engine's reader is tested for; here they are tried at length only."""
DOCUMENTS = ("scenarios", "structures")
SENT_TO = {
    "/clients/{client_id}/structures": (
        "/clients/{client_id}/structures/validations", "/clients/{client_id}/structures/lints",
        "/structures/{structure_id}/versions",
    ),
    "/clients/{client_id}/scenarios": (
        "/scenarios/validations", "/scenarios/lints", "/scenarios/{scenario_id}/versions",
    ),
}  # fmt: skip
"""Where a document is sent, and where else the same one is: its borders are tried at the first."""
SENT_AGAIN = tuple(f"/api/v1{path}" for others in SENT_TO.values() for path in others)
EVER = 10_000_000


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The bank in SQLite alone."""
    database = opened(f"sqlite:///{tmp_path_factory.mktemp('fuzz') / 'treasury.db'}")
    schema.upgrade(database)
    yield unlimited(database)
    database.closed()


@pytest.fixture
def wide(store: Database) -> Bank:
    """The bank on both databases."""
    return unlimited(store)


def unlimited(database: Database) -> Bank:
    """The bank, which counts nobody's requests."""
    made = bank(database, requests_per_minute=EVER, sign_ins_per_minute=EVER)
    widen(made)
    return made


def a_third(context: Any) -> bool:
    """Every third operation, the same ones each time."""
    path = context.operation.path
    third = zlib.crc32(context.operation.label.encode()) % 3 == 0
    return third and not any(each in path for each in LARGE)


def whole_documents(context: Any) -> bool:
    """Operations about what is kept as one text each."""
    return any(each in context.operation.path for each in DOCUMENTS)


def each_document_once(context: Any) -> bool:
    """The same, without those to which a document is sent that is sent to another as well."""
    again = context.operation.method == "post" and context.operation.path in SENT_AGAIN
    return whole_documents(context) and not again


def right(found: Found) -> None:
    assert found.told() == "", found.told()
    assert found.answers, "nothing was asked"


@pytest.mark.slow
def test_the_borders_of_bodies_and_parameters(small: Bank) -> None:
    right(tried(small, WIDE, ("examples", "coverage"), 1, include=a_third))


@pytest.mark.slow
def test_anything_at_all(small: Bank) -> None:
    right(tried(small, WIDE, ("examples", "fuzzing"), 2))


def test_what_one_answer_leads_to(small: Bank) -> None:
    right(tried(small, WIDE, ("stateful",), 3))


def test_anything_at_all_from_nobody(small: Bank) -> None:
    found = tried(small, "", ("fuzzing",), 1)
    right(found)
    good = {operation for operation, status in found.answers if status < 300}
    assert good <= {"POST /api/v1/sessions", "POST /api/v1/passwords"}


@pytest.mark.slow
def test_everything_at_length(wide: Bank) -> None:
    right(tried(wide, WIDE, ("examples", "fuzzing", "stateful"), 5))


@pytest.mark.slow
def test_every_border_of_what_the_database_keeps_in_columns(wide: Bank) -> None:
    there = {"client_id": wide.ids["distillery"]}
    found = tried(wide, WIDE, ("coverage",), 1, there, exclude=whole_documents)
    right(found)
    nothing_there = sum(count for (_, status), count in found.answers.items() if status == 404)
    assert nothing_there * 4 < found.answers.total(), "most of what is sent is looked at"


@pytest.mark.slow
def test_every_border_of_whole_documents(small: Bank) -> None:
    """They are kept as text, or refused by the engine: the same on either database."""
    there = {"client_id": small.ids["distillery"]}
    found = tried(small, WIDE, ("coverage",), 1, there, include=each_document_once)
    right(found)
    for path in SENT_TO:
        statuses = {status: count for (operation, status), count in found.answers.items()
                    if operation == f"POST /api/v1{path}"}  # fmt: skip
        assert statuses[422] > 1000 and 404 not in statuses, "the documents are looked at"


def test_documents_that_are_tried_once_are_the_same_elsewhere(small: Bank) -> None:
    told = small.http.get("/api/v1/openapi.json").json()

    def document(path: str) -> Any:
        """What is said of the document in what is sent there."""
        sent = told["paths"][f"/api/v1{path}"]["post"]["requestBody"]["content"]
        schema = sent["application/json"]["schema"]
        name = schema.get("oneOf", [schema])[0]["$ref"].rpartition("/")[2]
        return told["components"]["schemas"][name]["properties"]["document"]

    for path, others in SENT_TO.items():
        assert "$ref" in document(path)
        assert all(document(other) == document(path) for other in others)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["relationship_manager", ""])
def test_everything_by_who_may_less(small: Bank, who: str) -> None:
    right(tried(small, who, ("examples", "fuzzing", "stateful"), 5))
