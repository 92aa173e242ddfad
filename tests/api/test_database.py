"""Transactions: whole or not at all, tried again where they fell out of line, never half seen."""

import threading

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DBAPIError

from api.store import database as module
from api.store.database import Database, out_of_line
from api.store.tables.people import department
from tests.api.bank import START


def put(store: Database, *names: str) -> None:
    rows = [{"id": name, "name": name, "created_at": START} for name in names]
    store.writing(lambda connection: connection.execute(department.insert(), rows))


def names(connection: Connection) -> list[str]:
    return list(connection.execute(select(department.c.name).order_by(department.c.id)).scalars())


def version(connection: Connection, name: str) -> int:
    wanted = select(department.c.version).where(department.c.id == name).with_for_update()
    return int(connection.execute(wanted).scalar_one())


def test_work_that_fails_leaves_nothing(store: Database) -> None:
    def failing(connection: Connection) -> None:
        connection.execute(department.insert().values(id="a", name="a", created_at=START))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.writing(failing)
    with store.reading() as connection:
        assert names(connection) == []


def test_what_is_read_is_of_one_moment(store: Database) -> None:
    put(store, "a")
    with store.reading() as connection:
        assert names(connection) == ["a"]
        put(store, "b")
        assert names(connection) == ["a"]
    with store.reading() as connection:
        assert names(connection) == ["a", "b"]


def test_nothing_is_written_while_reading(store: Database) -> None:
    with store.reading() as connection, pytest.raises(DBAPIError):
        connection.execute(department.insert().values(id="a", name="a", created_at=START))


def test_many_writers_of_one_row_lose_nothing(store: Database) -> None:
    put(store, "a")

    def one_more(connection: Connection) -> None:
        raised = version(connection, "a") + 1
        connection.execute(update(department).values(version=raised))

    threads = [threading.Thread(target=lambda: [store.writing(one_more) for _ in range(10)])
               for _ in range(6)]  # fmt: skip
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with store.reading() as connection:
        assert connection.execute(select(department.c.version)).scalar_one() == 61


def test_two_that_wait_for_each_other_are_both_done(store: Database) -> None:
    """On PostgreSQL one of the two is a deadlock's victim, and is tried again."""
    put(store, "a", "b")
    met, tries = threading.Barrier(2, timeout=2), []

    def both(first: str, second: str) -> None:
        def work(connection: Connection) -> None:
            tries.append(first)
            version(connection, first)
            if store.dialect == "postgresql" and len(tries) <= 2:
                met.wait()
            for name in (first, second):
                raised = version(connection, name) + 1
                own = department.c.id == name
                connection.execute(update(department).where(own).values(version=raised))

        store.writing(work)

    threads = [threading.Thread(target=both, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with store.reading() as connection:
        assert [row.version for row in connection.execute(select(department))] == [3, 3]
    assert len(tries) == (3 if store.dialect == "postgresql" else 2)


def test_what_is_wrong_for_good_is_not_tried_again(store: Database) -> None:
    put(store, "a")
    tries = []

    def twice_the_same(connection: Connection) -> None:
        tries.append(1)
        connection.execute(department.insert().values(id="a", name="b", created_at=START))

    with pytest.raises(DBAPIError) as caught:
        store.writing(twice_the_same)
    assert not out_of_line(caught.value)
    assert len(tries) == 1


def test_who_always_falls_out_of_line_is_told_in_the_end(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "out_of_line", lambda _error: True)
    monkeypatch.setattr(module.time, "sleep", lambda _seconds: None)
    put(store, "a")
    tries = []

    def never(connection: Connection) -> None:
        tries.append(1)
        connection.execute(department.insert().values(id="a", name="b", created_at=START))

    with pytest.raises(DBAPIError):
        store.writing(never)
    assert len(tries) == module.TRIES


def test_the_password_of_a_url_is_never_shown() -> None:
    hidden = module.opened("postgresql+psycopg://bank:secret@localhost/bank")
    assert "secret" not in hidden.url
    assert "secret" not in repr(hidden)
    hidden.closed()
