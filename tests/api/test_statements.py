"""Statement files sent to the service: booked once in any order, refused whole, kept as sent."""

import datetime
import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from api.store.book_checks import CHECKS, entries
from api.store.tables.books import (
    posting,
    statement,
    statement_closing,
    statement_entry,
    statement_file,
)
from api.store.tables.group import account
from api.store.tables.honesty import audit
from tests.api.bank import Bank
from tests.importing.made_camt import Booked, Day, camt, chain, day

RM, OTHER_RM, READER = "relationship_manager", "relationship_manager_south", "company_leader"


def path_of(made: Bank, rest: str = "statements") -> str:
    return f"/clients/{made.ids['distillery']}/{rest}"


def send(
    made: Bank, files: Sequence[Path | tuple[str, bytes]], who: str = RM,
    headers: dict[str, str] | None = None, **fields: str,
) -> Any:  # fmt: skip
    named = [(f.name, f.read_bytes()) if isinstance(f, Path) else f for f in files]
    parts = [("files", (name, data)) for name, data in named]
    return made.called(who, "POST", path_of(made), headers, files=parts, data=fields)


def rows(made: Bank, table: Any) -> list[Any]:
    return list(made.write(lambda connection: connection.execute(table.select()).all()))


def faults(made: Bank) -> list[str]:
    return made.write(lambda connection: [f for check in CHECKS for f in check(connection).faults])


def positions(made: Bank, on: datetime.date) -> dict[str, str]:
    found = made.called(RM, "GET", path_of(made, f"positions?date={on}")).json()["accounts"]
    return {each["account"]: each["book"] and each["book"]["amount"] for each in found}


def nothing_is_kept(made: Bank) -> bool:
    tables = (posting, statement, statement_entry, statement_file, statement_closing, account)
    return not any(rows(made, table) for table in tables)


def test_a_chain_sent_at_once_is_booked_and_its_accounts_are_made(
    made: Bank, tmp_path: Path
) -> None:
    files = chain(tmp_path, 5)
    answer = send(made, files)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert [each["name"] for each in found["files"]] == [each.name for each in files]
    assert not any(each["known"] for each in found["files"])
    told = {each["account"]: each for each in found["accounts"]}
    assert set(told) == {"DE1", "DE2", "FR1"}
    assert all(each["made"] and each["complete"] for each in told.values())
    assert told["DE1"]["opening"] == {"amount": "1000.00", "currency": "EUR"}
    assert told["DE1"]["unexplained"] == {"amount": "0.00", "currency": "EUR"}
    assert positions(made, day(4)) == {
        name: each["closing"]["amount"] for name, each in told.items()
    }
    assert positions(made, day(-1))["DE1"] == "1000.00"
    entities = made.called(RM, "GET", path_of(made, "entities")).json()["items"]
    assert {each["name"] for each in entities} == {"Holding AG", "Fille SARL"}
    assert faults(made) == []


def test_any_order_and_partition_of_the_files_gives_the_same_books(
    made: Bank, tmp_path: Path
) -> None:
    made_files = chain(tmp_path, 6)
    files = [made_files[at] for at in (3, 5, 1, 0, 4, 2)]
    for part in (files[:1], files[1:4], files[3:]):
        assert send(made, part).status_code == 201
        assert faults(made) == []
    told = send(made, files).json()
    assert told == {"files": told["files"], "accounts": []}
    again = made.called(RM, "GET", path_of(made, f"statements/{told['files'][0]['id']}")).json()
    assert all(each["complete"] for each in again["told"])
    in_force = sorted(
        (row.account_id, row.booking_date, row.amount)
        for row in rows(made, statement_entry) if not row.undone and row.kind == "entry"
    )  # fmt: skip
    assert len(in_force) == sum(each["entries"] for each in again["told"]) == 18
    closings = {each["account"]: each["closing"]["amount"] for each in again["told"]}
    assert positions(made, day(5)) == closings
    # the opening was booked where the first file to come begins, undone, and booked anew
    assert any(row.undone and row.kind == "opening" for row in rows(made, statement_entry))


def test_the_same_content_again_changes_nothing(made: Bank, tmp_path: Path) -> None:
    files = chain(tmp_path, 2)
    first = send(made, files)
    before = [rows(made, table) for table in (posting, statement_entry, statement, audit)]
    again = send(made, [("renamed.xml", files[0].read_bytes()), files[1]])
    assert (first.status_code, again.status_code) == (201, 200)
    assert [each["known"] for each in again.json()["files"]] == [True, True]
    assert [each["id"] for each in again.json()["files"]] == [
        each["id"] for each in first.json()["files"]
    ]
    assert before == [rows(made, table) for table in (posting, statement_entry, statement, audit)]


def test_an_archive_is_opened_and_given_back_as_it_was_sent(made: Bank, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for each in chain(tmp_path, 3):
            archive.write(each, each.name)
    answer = send(made, [("三月.zip", packed.getvalue())])
    assert answer.status_code == 201, answer.text
    [file] = answer.json()["files"]
    assert [each["name"] for each in file["contents"]] == [
        f"三月.zip: {day(n)}.xml" for n in range(3)
    ]
    assert file["accounts"] == ["DE1", "DE2", "FR1"]
    raw = made.called(READER, "GET", path_of(made, f"statements/{file['id']}/file"))
    assert raw.content == packed.getvalue()
    assert hashlib.sha256(raw.content).hexdigest() == file["sha256"]
    assert raw.headers["content-disposition"].startswith("attachment")
    assert rows(made, audit)[-1].what == "exported"
    listed = made.called(READER, "GET", path_of(made)).json()["items"]
    assert [each["id"] for each in listed] == [file["id"]]


def test_a_missing_day_is_named_and_what_it_does_not_explain_is_not_plugged(
    made: Bank, tmp_path: Path
) -> None:
    first, _, third = chain(tmp_path, 3)
    told = {each["account"]: each for each in send(made, [first, third]).json()["accounts"]}
    broken = [each for each in told.values() if not each["complete"]]
    assert broken
    assert all(each["flags"] for each in broken)
    assert any(each["unexplained"]["amount"] != "0.00" for each in broken)
    assert faults(made) == []


def test_contradictions_are_refused_all_at_once_and_nothing_is_kept(
    made: Bank, tmp_path: Path
) -> None:
    one = camt(tmp_path, "a.xml", [Day("A", day(0), "0", (Booked("5", "x"),), id="S1")])
    other = camt(tmp_path, "b.xml", [Day("A", day(0), "0", (Booked("6", "y"),), id="S1")])
    answer = send(made, [one, other, ("c.xml", b"<nothing/>"), ("d.txt", b"hello")])
    assert answer.status_code == 422
    places = [each["pointer"] for each in answer.json()["errors"]]
    assert any("c.xml" in place for place in places)
    assert any("d.txt" in place for place in places)
    both = send(made, [one, other])
    assert both.status_code == 422
    assert nothing_is_kept(made)
    assert send(made, [one]).status_code == 201
    before = [rows(made, table) for table in (posting, statement_entry, statement_file)]
    late = send(made, [other])
    assert late.status_code == 422
    assert before == [rows(made, table) for table in (posting, statement_entry, statement_file)]


def test_unknown_accounts_may_be_refused_with_what_they_would_be(
    made: Bank, tmp_path: Path
) -> None:
    files = chain(tmp_path, 1)
    answer = send(made, files, unknown_accounts="refuse")
    assert answer.status_code == 409
    errors = answer.json()["errors"]
    assert len(errors) == 3
    assert "'DE1' of entity 'Holding-AG'" in errors[0]["expected"]
    assert nothing_is_kept(made)


def test_an_account_that_was_added_with_its_number_is_the_one_that_is_booked(
    made: Bank, tmp_path: Path
) -> None:
    for name, body in (
        ("entities", {"id": "HQ"}), ("entities", {"id": "SHOP", "legal_form": "branch",
                                                  "branch_of": "HQ"}),
        ("banks", {"id": "B"}),
        ("accounts", {"id": "MAIN", "entity": "SHOP", "bank": "B", "currency": "EUR",
                      "number": "DE 1"}),
    ):  # fmt: skip
        assert made.called(RM, "POST", path_of(made, name), json=body).status_code == 201
    told = send(made, chain(tmp_path, 2)).json()["accounts"]
    assert [(each["account"], each["made"]) for each in told] == [
        ("MAIN", False), ("DE2", True), ("FR1", True),
    ]  # fmt: skip
    # its books are now those of HQ: it cannot pass to another legal entity
    change = {"branch_of": None, "legal_form": "company"}
    answer = made.called(RM, "PATCH", path_of(made, "entities/SHOP"), {"If-Match": '"1"'},
                         json=change)  # fmt: skip
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["detail"] == "account 'MAIN' is booked with 'HQ' in EUR"
    renamed = made.called(RM, "PATCH", path_of(made, "entities/SHOP"), {"If-Match": '"1"'},
                          json={"name": "Shop"})  # fmt: skip
    assert renamed.status_code == 200


def test_who_may_not_send_is_told_so_and_other_teams_find_nothing(
    made: Bank, tmp_path: Path
) -> None:
    files = chain(tmp_path, 1)
    assert send(made, files, who="").status_code == 401
    assert send(made, files, who=READER).status_code == 403
    assert send(made, files, who=OTHER_RM).status_code == 404
    [file] = send(made, files).json()["files"]
    for rest in ("statements", f"statements/{file['id']}", f"statements/{file['id']}/file"):
        assert made.called("", "GET", path_of(made, rest)).status_code == 401
        assert made.called("trainee", "GET", path_of(made, rest)).status_code == 403
        assert made.called(OTHER_RM, "GET", path_of(made, rest)).status_code == 404
    assert made.called(RM, "GET", path_of(made, "statements/nothing")).status_code == 404
    assert made.called(RM, "GET", path_of(made, "statements/nothing/file")).status_code == 404


BOUNDARY = {"Content-Type": "multipart/form-data; boundary=b"}
PART = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.xml"\r\n\r\n<a/>\r\n'


@pytest.mark.parametrize(("headers", "body", "status"), [
    ({"Content-Type": "application/json"}, b"{}", 415),
    ({"Content-Type": "multipart/form-data"}, PART + b"--b--\r\n", 400),
    (BOUNDARY, PART, 400),
    (BOUNDARY, PART[:40], 400),
    (BOUNDARY, b"", 400),
    (BOUNDARY, b"--b--\r\n", 422),
    (BOUNDARY, b'--b\r\nContent-Disposition: form-data; name="files"\r\n\r\nx\r\n--b--\r\n', 422),
    (BOUNDARY, PART.replace(b'"files"', b'"file"') + b"--b--\r\n", 422),
    (BOUNDARY, PART + b"--b--\r\n", 422),
])  # fmt: skip
def test_malformed_uploads_are_refused_and_leave_nothing(
    made: Bank, headers: dict[str, str], body: bytes, status: int
) -> None:
    answer = made.called(RM, "POST", path_of(made), headers, content=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert nothing_is_kept(made)


def test_a_word_that_is_no_choice_is_refused(made: Bank, tmp_path: Path) -> None:
    answer = send(made, chain(tmp_path, 1), unknown_accounts="perhaps")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/unknown_accounts"


def test_a_repeated_key_gives_the_first_answer(made: Bank, tmp_path: Path) -> None:
    files, key = chain(tmp_path, 2), {"Idempotency-Key": "monday-1"}
    first = send(made, files, headers=key)
    again = send(made, files, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert send(made, files[:1], headers=key).status_code == 409


def test_two_uploads_of_one_client_at_once_book_each_entry_once(made: Bank, tmp_path: Path) -> None:
    files = chain(tmp_path, 8)
    sets: list[Callable[[], Any]] = [
        lambda part=part: send(made, part) for part in (files[:5], files[3:], files[2:6])
    ]
    with ThreadPoolExecutor(3) as threads:
        answers = [each.result() for each in [threads.submit(work) for work in sets]]
    assert {each.status_code for each in answers} <= {200, 201}
    assert faults(made) == []
    told = made.called(
        RM, "GET", path_of(made, f"statements/{answers[0].json()['files'][0]['id']}")
    )
    assert all(each["complete"] for each in told.json()["told"])
    in_force = [row for row in rows(made, statement_entry) if not row.undone]
    assert sum(row.kind == "entry" for row in in_force) == 24
    assert sum(row.kind == "opening" for row in in_force) == 3
    assert len({row.sha256 for row in rows(made, statement_file)}) == 8


def fed(made: Bank, tmp_path: Path) -> None:
    """Entries that stand, and an opening that was undone."""
    late, early = chain(tmp_path, 2)[::-1]
    assert send(made, [late]).status_code == send(made, [early]).status_code == 201


def test_an_entry_is_undone_once_and_never_changed_otherwise(made: Bank, tmp_path: Path) -> None:
    fed(made, tmp_path)
    c = statement_entry.c
    some = rows(made, statement_entry)
    stands, gone = (next(r for r in some if r.undone is undone) for undone in (False, True))

    def own(row: Any) -> Any:
        return (c.account_id == row.account_id) & (c.key == row.key)

    change = statement_entry.update().where
    attempts: list[Any] = [
        change(own(stands)).values(amount=stands.amount + 1),
        change(own(stands)).values(amount=stands.amount + 1, undone=True),
        change(own(stands)).values(booked_as="fees"),
        change(own(stands)).values(value_date=None),
        change(own(stands)).values(key="other"),
        change(own(gone)).values(undone=False),
        change(own(gone)).values(undone=True),
        statement_entry.delete().where(own(gone)),
    ]
    for attempt in attempts:
        with pytest.raises(Exception, match="rows are never"):
            made.write(lambda connection, attempt=attempt: connection.execute(attempt))
    assert rows(made, statement_entry) == some


@pytest.mark.parametrize("plant", ["undone", "missing", "otherwise"])
def test_the_check_finds_an_entry_that_is_not_as_it_is_posted(
    made: Bank, tmp_path: Path, plant: str
) -> None:
    fed(made, tmp_path)
    c = statement_entry.c
    row = next(each for each in rows(made, statement_entry) if not each.undone)
    values = {name: getattr(row, name) for name in c.keys()}  # noqa: SIM118 - columns, no dict
    planted = {
        "undone": statement_entry.update().values(undone=True).where(
            (c.account_id == row.account_id) & (c.key == row.key)),
        "missing": statement_entry.insert().values(**values | {"key": "0a", "amount": 7}),
        "otherwise": posting.insert().from_select(
            ["ledger_id", "entry", "booking_date", "value_date", "debit_id", "credit_id", "amount",
             "source"],
            posting.select().with_only_columns(
                *(posting.c[each] for each in ("ledger_id", "entry", "booking_date", "value_date",
                                               "debit_id", "credit_id", "amount", "source"))
            ).where(posting.c.source == row.key).limit(1)),
    }  # fmt: skip
    assert faults(made) == []
    made.write(lambda connection: connection.execute(planted[plant]))
    found = made.write(lambda connection: entries(connection).faults)
    assert found, plant
    assert all("times as posted" in each for each in found)
