"""Migrations with a full store: rows of every table, made by the service itself, on both databases.

The steps down and up leave the same structure; what was backed up before comes back whole, into
the same kind of database and into the other.
"""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from api.security.permissions import ROLES
from api.store import backup, checks, health, schema, snapshot
from api.store.columns import metadata
from api.store.database import Database, opened
from api.store.tables.books import statement_entry
from api.store.tables.honesty import audit
from tests.api.bank import START, Bank, bank
from tests.api.pools import DAY, RM, TO, body, decide, grouped
from tests.api.rows import ROWS
from tests.api.scenario_runs import POOLS, add_scenario, start, worked
from tests.api.test_permissions import LINES, request, statuses
from tests.api.test_reference import add
from tests.api.test_statements import send
from tests.api.test_structures import corrected
from tests.importing.made_camt import Booked, Day, camt, day
from tests.stores import Fresh

OWN = "distillery"
LATER = DAY + datetime.timedelta(days=30)
RULES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index', 'table')",
    "postgresql": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal UNION ALL SELECT indexname, indexdef FROM pg_indexes"
    " WHERE schemaname = 'public' UNION ALL SELECT conname, pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
}


def filled(made: Bank) -> None:
    """Everything that the service lets anybody do, done once by somebody who may."""
    for route in sorted(LINES, key=lambda each: (each.startswith("DELETE"), each)):
        said = statuses(LINES[route])
        who = next((role for role in ("", *ROLES) if said[role].startswith("2")), None)
        if who is None:
            continue
        method, path, headers, more = request(made, route, LINES[route], who, OWN)
        if method == "POST" and who:
            headers = {**headers, "Idempotency-Key": route}
        made.called(who, method, path, headers, **more)
    body = {"login": "relationship_manager"}
    body["password"] = ROWS["old_password"](made, OWN, body["login"])
    assert made.called("", "POST", "/sessions", json=body).status_code == 201
    made.write(lambda connection: health.heard(connection, "w1", START))
    run_id = start(made, add_scenario(made, name=POOLS))
    while worked(made):
        pass
    assert made.called("relationship_manager", "GET", f"/runs/{run_id}").json()["state"] == "done"


@pytest.fixture
def full(fresh: Fresh) -> Iterator[Bank]:
    with fresh() as url:
        database = opened(url)
        try:
            made = bank(database, requests_per_minute=10_000_000)
            filled(made)
            yield made
        finally:
            database.closed()


def counted(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.reading() as connection:
        return {
            name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in metadata.tables.items()
        }


def structure(database: Database) -> Any:
    """Tables, columns, keys, indexes and triggers, as the database itself tells them."""
    with database.engine.connect() as connection:
        seen = inspect(connection)
        columns = {
            name: [(each["name"], str(each["type"]), each["nullable"], str(each["default"]))
                   for each in seen.get_columns(name)]
            for name in sorted(seen.get_table_names())
        }  # fmt: skip
        rules = sorted(map(tuple, connection.execute(text(RULES[database.dialect]))), key=str)
    return columns, rules


def content(database: Database) -> str:
    """The hash of everything in the store."""
    with database.reading() as connection:
        found = snapshot.read(connection, snapshot.tables(connection))
        return snapshot.content_hash(schema.newest(), list(found))


def faults(database: Database) -> list[str]:
    with database.reading() as connection:
        return [fault for each in checks.CHECKS for fault in each(connection).faults]


def test_down_and_up_again_with_rows_in_every_table(
    full: Bank, fresh: Fresh, tmp_path: Path
) -> None:
    database = full.service.database
    rows = counted(database)
    assert [name for name, count in rows.items() if not count] == [], "tables without a row"
    before, hashed = structure(database), content(database)
    kept = backup.made(database, tmp_path / "kept.zip", START)
    assert kept.content_hash == hashed

    schema.downgrade(database)
    with database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    schema.upgrade(database)
    assert structure(database) == before
    assert {name for name, count in counted(database).items() if count} == {"audit_head"}

    schema.downgrade(database)
    backup.restored(database, tmp_path / "kept.zip", kept.content_hash)
    assert (structure(database), content(database)) == (before, hashed)
    assert counted(database) == {**rows, **{name: 0 for name in snapshot.APART if name in rows}}
    assert faults(database) == []


def test_entries_are_told_as_what_they_are_booked_when_a_store_comes_to_version_2(
    made: Bank, tmp_path: Path
) -> None:
    """Down to the first version, where nothing says it, and up again: the postings say it."""
    moves = (Booked("3", "Habenzinsen"), Booked("-2", "Kontoführung"), Booked("7"), Booked("-1"))
    for at in (1, 0):
        file = camt(tmp_path, f"{at}.xml", [Day("A", day(at), str(100 + 7 * at), moves)])
        assert send(made, [file]).status_code == 201
    database = made.service.database
    before, structured, hashed = entries(made), structure(database), content(database)
    assert {row.booked_as for row in before} == {
        "opening", "receipts", "payments", "interest_earned", "fees",
    }  # fmt: skip
    assert sum(row.undone for row in before) == 1

    schema.downgrade(database, "0001")
    with database.engine.connect() as connection:
        wanted = text('SELECT account_id, "key", amount FROM statement_entry ORDER BY 1, 2')
        kept = [tuple(row) for row in connection.execute(wanted)]
        assert "booked_as" not in {
            each["name"] for each in inspect(connection).get_columns("statement_entry")
        }
        rules = connection.execute(text(RULES[database.dialect])).all()
    assert kept == [(row.account_id, row.key, row.amount) for row in before]
    assert not any("statement_entry_removed" in str(each) for each in rules)

    schema.upgrade(database)
    assert entries(made) == before
    assert (structure(database), content(database)) == (structured, hashed)
    assert faults(database) == []


def test_what_belongs_together_is_forgotten_on_the_way_down_and_found_again(
    made: Bank, tmp_path: Path
) -> None:
    sent = Day("A", day(0), "500", (Booked("-70", "to B", other="B"),), "HQ")
    came = Day("B", day(0), "0", (Booked("70", "from A", other="A"),), "HQ")
    assert send(made, [camt(tmp_path, "a.xml", [sent, came])]).status_code == 201
    database = made.service.database
    before, structured = counted(database), structure(database)
    assert before["entry_partner"] == 2
    kept = entries(made)
    schema.downgrade(database, "0002")
    assert "entry_partner" not in structure(database)[0]
    assert entries(made) == kept
    schema.upgrade(database)
    assert structure(database) == structured
    assert counted(database) == {**before, "entry_partner": 0}
    assert faults(database) == []
    again = Day("A", day(1), "430", (Booked("-70", "to somebody", name="Somebody"),), "HQ")
    assert send(made, [camt(tmp_path, "b.xml", [again])]).status_code == 201
    assert counted(database)["entry_partner"] == 2


def entries(made: Bank) -> list[Any]:
    """What was booked of statements."""
    c = statement_entry.c
    wanted = select(statement_entry).order_by(c.account_id, c.key)
    return list(made.write(lambda connection: connection.execute(wanted).all()))


def test_corrections_go_a_step_down_and_up_and_what_is_in_force_stays(made: Bank) -> None:
    database = made.service.database
    grouped(made)
    where = corrected(made)
    made.called(RM, "POST", f"{where}/versions", {"If-Match": "*"}, json=body())
    correcting, elsewhere = waiting(made, where)
    for more in ({}, {"corrects": 1, "percent": "3.10"}, {"corrects": 2, "percent": "3.05"}):
        assert add(made, "rates", **more).status_code == 201
    add(made, "rates", effective_from="2026-02-20")
    before, told = structure(database), audited(made)

    schema.downgrade(database, "0003")
    with database.engine.connect() as connection:
        kept = connection.execute(
            text("SELECT effective_from, version, document FROM reference ORDER BY effective_from")
        )
        assert [(str(day), version, document) for day, version, document in kept] == [
            ("2026-01-20", 1, '{"percent":"3.05"}'), ("2026-02-20", 1, '{"percent":"3.00"}')
        ]  # fmt: skip
        states = connection.execute(text("SELECT state FROM structure_version ORDER BY number"))
        assert list(states.scalars()) == ["rejected", "approved", "draft", "draft", "submitted"]
        twice = "INSERT INTO reference SELECT 'x', kind, key, effective_from, document, source, "
        with pytest.raises(IntegrityError):
            connection.execute(text(f"{twice} 1, created_at FROM reference LIMIT 1"))

    schema.upgrade(database)
    assert structure(database) == before
    assert made.called(RM, "GET", f"{where}?date={DAY}").json()["in_force"] == 2
    rate = made.called(RM, "GET", "/rates/LPR-1Y?date=2026-01-31").json()["version"]
    assert (rate["values"], rate["number"]) == ({"percent": "3.05"}, 1)
    assert add(made, "rates", corrects=1, percent="3.20").status_code == 201
    old = made.called(RM, "GET", f"{where}/versions/1").json()
    assert (old["state"], old["approvals"][0]["state"]) == ("rejected", "approved")
    closed = made.called(TO, "GET", f"/approvals/{correcting}").json()
    assert (closed["state"], closed["decided_by"]) == ("withdrawn", None)
    assert closed["reason"] == "The store went back to a version that knows no corrections."
    said = {"corrects": 2}
    again = made.called(RM, "POST", f"{where}/versions/4/submission", json=said).json()
    for each in (again["approvals"][-1]["id"], elsewhere):
        assert decide(made, TO, each).status_code == 200
    assert made.called(RM, "GET", f"{where}?date={DAY}").json()["in_force"] == 4
    assert audited(made)[: len(told)] == told and faults(database) == []


def waiting(made: Bank, where: str) -> tuple[str, str]:
    """Approvals asked for: of a correction of version 2, and of a version of a later day."""
    asked = []
    for number, begins, said in ((4, DAY, {"corrects": 2}), (5, LATER, {})):
        made.called(RM, "POST", f"{where}/versions", {"If-Match": "*"}, json=body(begins))
        path = f"{where}/versions/{number}/submission"
        answer = made.called(RM, "POST", path, json=said).json()
        asked.append(answer["approvals"][0]["id"])
    return asked[0], asked[1]


def audited(made: Bank) -> list[Any]:
    """Every entry of the audit."""
    return list(made.write(lambda connection: connection.execute(
        select(audit).order_by(audit.c.number)).all()))  # fmt: skip


@pytest.mark.slow
def test_what_is_restored_goes_on_as_if_nothing_had_been(full: Bank, tmp_path: Path) -> None:
    database = full.service.database
    runs = full.called("relationship_manager", "GET", "/runs?limit=500").content
    done = backup.made(database, tmp_path / "kept.zip", START)
    schema.downgrade(database)
    backup.restored(database, tmp_path / "kept.zip", done.content_hash)
    assert full.called("relationship_manager", "GET", "/runs?limit=500").content == runs
    run_id = start(full, add_scenario(full))
    while worked(full):
        pass
    assert full.called("relationship_manager", "GET", f"/runs/{run_id}").json()["state"] == "done"
    assert faults(database) == []


@pytest.mark.slow
def test_a_full_store_moves_to_the_other_database_and_back(
    full: Bank, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    database = full.service.database
    hashed = content(database)
    backup.made(database, tmp_path / "out.zip", START)
    server = request.getfixturevalue("postgres_server")
    name = "treasury_test_moved"
    server.drop_database(name)
    server.create_database(name)
    there = {"sqlite": server.url(name), "postgresql": f"sqlite:///{tmp_path / 'moved.db'}"}
    moved = opened(there[database.dialect])
    try:
        assert moved.dialect != database.dialect
        backup.restored(moved, tmp_path / "out.zip", hashed)
        assert content(moved) == hashed
        assert faults(moved) == []
        backup.made(moved, tmp_path / "back.zip", START)
        schema.downgrade(database)
        backup.restored(database, tmp_path / "back.zip", hashed)
        assert content(database) == hashed
        assert faults(database) == []
    finally:
        moved.closed()
        server.drop_database(name)
