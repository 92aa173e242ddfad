"""The audit: read by those who may, withheld where it is a client's, and found out if touched."""

import pytest
from sqlalchemy import select, text

from api.store import auditing
from api.store.auditing import Author, Remark
from api.store.database import Connection, Database
from api.store.tables.honesty import audit, audit_head
from tests.api.bank import START, Bank

LEADER, ADMIN, RM = "company_leader", "administrator", "relationship_manager"
AUTHOR = Author(at=START, person_id="p", login="li.wei", place="192.0.2.7", request_id="r")


@pytest.fixture
def chain(store: Database) -> Database:
    """Five entries, and nothing that keeps the database from being tampered with."""

    def fill(connection: Connection) -> None:
        for number in range(1, 6):
            remark = Remark(what="changed", subject_kind="client", subject_id=f"c{number}",
                            before={"name": "泸州"}, after={"name": f"n{number}"})  # fmt: skip
            auditing.append(connection, AUTHOR, [remark])
        for statement in DROPPED[store.dialect]:
            connection.execute(text(statement))

    store.writing(fill)
    return store


DROPPED = {
    "sqlite": ["DROP TRIGGER audit_changed", "DROP TRIGGER audit_removed"],
    "postgresql": ["DROP TRIGGER audit_kept ON audit"],
}


def broken(store: Database) -> list[tuple[int, str]]:
    with store.reading() as connection:
        return [(each.number, each.why.split()[0]) for each in auditing.broken(connection)]


def touch(store: Database, *statements: str) -> None:
    store.writing(lambda connection: [connection.execute(text(each)) for each in statements])


def test_a_chain_nobody_touched_holds(chain: Database) -> None:
    assert broken(chain) == []


@pytest.mark.parametrize(
    "change",
    ["login = 'somebody'", "what = 'created'", "after = '{\"name\":\"n9\"}'", "before = NULL",
     "client_id = 'other'", "place = ''", "request_id = ''", "subject_id = 'c9'",
     "subject_kind = 'run'", "person_id = ''", "at = '2020-01-01 00:00:00+00:00'"],
)  # fmt: skip
def test_a_changed_entry_is_found(chain: Database, change: str) -> None:
    if chain.dialect == "sqlite":
        change = change.replace("+00:00", ".000000")
    touch(chain, f"UPDATE audit SET {change} WHERE number = 3")
    assert broken(chain) == [(3, "it")]


def test_a_changed_entry_with_a_hash_that_fits_is_found_at_the_next(chain: Database) -> None:
    def forge(connection: Connection) -> None:
        row = dict(connection.execute(select(audit).where(audit.c.number == 3)).mappings().one())
        row["login"] = "somebody"
        row["hash"] = auditing.hash_of(row)
        connection.execute(audit.update().where(audit.c.number == 3).values(**row))

    chain.writing(forge)
    assert broken(chain) == [(4, "it")]


def test_a_removed_entry_is_found(chain: Database) -> None:
    touch(chain, "DELETE FROM audit WHERE number = 3")
    assert broken(chain) == [(3, "rows"), (4, "it")]


def test_an_entry_put_in_between_is_found(chain: Database) -> None:
    def insert(connection: Connection) -> None:
        row = dict(connection.execute(select(audit).where(audit.c.number == 5)).mappings().one())
        row |= {"number": 6, "previous_hash": row["hash"]}
        row["hash"] = auditing.hash_of(row)
        connection.execute(audit.insert().values(**row))

    chain.writing(insert)
    assert broken(chain) == [(7, "rows")], "the end of the chain does not know of it"


def test_entries_cut_off_at_the_end_are_missed(chain: Database) -> None:
    touch(chain, "DELETE FROM audit WHERE number >= 4")
    assert broken(chain) == [(4, "rows")]


def test_an_emptied_audit_is_missed(chain: Database) -> None:
    touch(chain, "DELETE FROM audit")
    assert broken(chain) == [(1, "rows")]


def test_a_chain_written_anew_ends_in_another_hash(chain: Database) -> None:
    """What the chain alone cannot show is shown by the hash that somebody kept elsewhere."""
    with chain.reading() as connection:
        kept = auditing.head(connection)

    def anew(connection: Connection) -> None:
        connection.execute(text("DELETE FROM audit WHERE number = 5"))
        fourth = connection.execute(select(audit.c.hash).where(audit.c.number == 4)).scalar_one()
        connection.execute(audit_head.update().values(number=4, hash=fourth))
        other = Remark(what="changed", subject_kind="client", subject_id="c5")
        auditing.append(connection, AUTHOR, [other])

    chain.writing(anew)
    assert broken(chain) == []
    with chain.reading() as connection:
        assert auditing.head(connection) != kept


def test_the_database_itself_refuses_to_touch_the_audit(made: Bank) -> None:
    made.called(RM, "POST", "/clients", json={"name": "Brewery"})
    for statement in ("UPDATE audit SET login = ''", "DELETE FROM audit"):
        with pytest.raises(Exception, match="never changed and never removed"):
            touch(made.service.database, statement)


def entries(made: Bank, who: str = LEADER, query: str = "") -> list[dict[str, object]]:
    answer = made.called(who, "GET", f"/audit-entries{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_a_change_is_told_by_whom_when_what_and_from_where(made: Bank) -> None:
    path = f"/clients/{made.ids['distillery']}"
    own = {"If-Match": "*", "X-Request-Id": "monday-0001"}
    made.called(RM, "PATCH", path, own, json={"sector": "spirits"})
    (entry,) = entries(made)
    assert (entry["login"], entry["person_id"], entry["what"]) == (RM, made.ids[RM], "changed")
    assert (entry["place"], entry["request_id"]) == ("192.0.2.7", "monday-0001")
    assert entry["at"] == "2026-03-20T09:00:00Z"
    assert (entry["before"]["sector"], entry["after"]["sector"]) == ("", "spirits")
    assert entry["withheld"] is False


def test_an_administrator_sees_that_and_not_what_was_done_to_a_client(made: Bank) -> None:
    path = f"/clients/{made.ids['distillery']}"
    made.called(RM, "PATCH", path, {"If-Match": "*"}, json={"sector": "spirits"})
    body = {"login": "li.wei", "name": "Li", "roles": []}
    made.called(ADMIN, "POST", "/people", json=body)
    person, client = entries(made, ADMIN)
    assert (client["what"], client["login"]) == ("changed", RM)
    assert (client["withheld"], client["before"], client["after"]) == (True, None, None)
    assert (person["withheld"], person["after"]["login"]) == (False, "li.wei")


def test_a_refused_change_leaves_no_entry(made: Bank) -> None:
    path = f"/clients/{made.ids['distillery']}"
    made.called(RM, "PATCH", path, {"If-Match": '"9"'}, json={"sector": "x"})
    made.called("trainee", "PATCH", path, {"If-Match": "*"}, json={"sector": "x"})
    assert entries(made) == []


def test_entries_are_found_by_what_one_knows_of_them(made: Bank) -> None:
    for name in ("A", "B"):
        made.called(RM, "POST", "/clients", json={"name": name})
    made.clock.forward(days=1)
    made.called("relationship_manager_south", "POST", "/clients", json={"name": "C"})
    every = entries(made)
    assert [each["number"] for each in every] == [3, 2, 1], "the newest first"
    assert len(entries(made, query=f"?login={RM}")) == 2
    assert len(entries(made, query=f"?subject_id={every[0]['subject_id']}")) == 1
    assert len(entries(made, query=f"?client_id={every[0]['client_id']}")) == 1
    assert len(entries(made, query="?subject_kind=client&what=created")) == 3
    assert len(entries(made, query="?what=removed")) == 0
    assert len(entries(made, query="?from=2026-03-21")) == 1
    assert len(entries(made, query="?to=2026-03-20")) == 2
    assert len(entries(made, query="?from=0001-01-01&to=9999-12-31")) == 3
    assert made.called(LEADER, "GET", "/audit-entries?colour=red").status_code == 422


def test_pages_lead_from_the_newest_to_the_first(made: Bank) -> None:
    for name in "ABCDE":
        made.called(RM, "POST", "/clients", json={"name": name})
    found, cursor = [], ""
    while cursor is not None:
        page = made.called(LEADER, "GET", f"/audit-entries?limit=2&cursor={cursor}").json()
        found += [each["number"] for each in page["items"]]
        cursor = page["next"]
    assert found == [5, 4, 3, 2, 1]
    for strange in ("YWJj", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "wrA="):
        answer = made.called(LEADER, "GET", f"/audit-entries?cursor={strange}")
        assert answer.status_code == 422, answer.text


def test_the_chain_is_examined_by_the_service(made: Bank) -> None:
    made.called(RM, "POST", "/clients", json={"name": "A"})
    fine = made.called(LEADER, "GET", "/audit-entries/verification").json()
    assert (fine["holds"], fine["count"], fine["broken"]) == (True, 1, [])
    assert fine["last_hash"] == entries(made)[0]["hash"]
    touch(made.service.database, *DROPPED[made.service.database.dialect],
          "UPDATE audit SET login = 'somebody'")  # fmt: skip
    found = made.called(ADMIN, "GET", "/audit-entries/verification").json()
    assert found["holds"] is False
    assert found["broken"] == [{"number": 1, "why": "it was changed after it was written"}]
