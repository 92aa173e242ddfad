"""Scenarios: what each case of a request gives."""

import datetime
import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.store.tables.honesty import audit
from api.store.tables.runs import scenario, scenario_version
from tests.api.bank import Bank
from tests.api.documents import FILES, archive, document

RM, OTHER_RM, COMPANY = "relationship_manager", "relationship_manager_south", "finance_company"
LEADER = "company_leader"


def path(made: Bank, client: str = "distillery") -> str:
    return f"/clients/{made.ids[client]}/scenarios"


def added(made: Bank, who: str = RM, client: str = "distillery", **other: Any) -> Any:
    body = {"document": document(**other)}
    answer = made.called(who, "POST", path(made, client), json=body)
    assert answer.status_code == 201, answer.text
    return answer


def rows(made: Bank, table: Any) -> list[Any]:
    return list(made.write(lambda connection: connection.execute(table.select()).all()))


def places(answer: Any) -> dict[str, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {each["pointer"]: each["detail"] for each in answer.json()["errors"]}


def with_match(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


# who may


@pytest.mark.parametrize(
    ("method", "under"),
    [("GET", ""), ("PATCH", ""), ("GET", "/versions"), ("POST", "/versions"),
     ("GET", "/versions/1"), ("GET", "/versions/1/document"), ("GET", "/versions/1/folder"),
     ("GET", "/versions/1/validation"), ("GET", "/versions/1/lint")],
)  # fmt: skip
def test_another_teams_scenario_is_as_if_it_were_not_there(
    made: Bank, method: str, under: str
) -> None:
    theirs = added(made, OTHER_RM, "shipyard").json()["id"]
    bodies: dict[str, Any] = {"PATCH": {"title": "x"}, "POST": {"document": document()}}
    sent = {"json": bodies[method]} if method in bodies else {}
    answers = [
        made.called(RM, method, f"/scenarios/{each}{under}", with_match(1), **sent)
        for each in (theirs, "0000000000000000000000000")
    ]
    assert [each.status_code for each in answers] == [404, 404]
    without = [{**each.json(), "instance": ""} for each in answers]
    assert without[0] == without[1]


def test_nobody_is_told_to_sign_in(made: Bank) -> None:
    for method, where in (
        ("GET", path(made)),
        ("POST", path(made)),
        ("POST", "/scenarios/validations"),
        ("POST", "/scenarios/lints"),
    ):
        sent = {"json": {"document": {}}} if method == "POST" else {}
        assert made.called("", method, where, **sent).status_code == 401


def test_who_may_only_read_adds_nothing_and_may_have_a_scenario_judged(made: Bank) -> None:
    body = {"document": document()}
    assert made.called(LEADER, "POST", path(made), json=body).status_code == 403
    assert made.called(LEADER, "POST", "/scenarios/validations", json=body).json()["valid"]
    assert made.called("administrator", "GET", path(made)).status_code == 403
    assert made.called("administrator", "POST", "/scenarios/lints", json=body).status_code == 403


def test_nobody_adds_to_another_teams_client(made: Bank) -> None:
    body = {"document": {"whatever": "it is"}}
    assert made.called(RM, "POST", path(made, "shipyard"), json=body).status_code == 404
    assert rows(made, scenario) == []


# added


def test_a_scenario_is_added_with_its_first_version(made: Bank) -> None:
    answer = added(made, COMPANY)
    found = answer.json()
    assert (found["key"], found["title"], found["latest"]) == ("small", "A small one", 1)
    assert found["created_by"] == made.ids[COMPANY]
    where = answer.headers["location"].removeprefix("/api/v1")
    assert made.called(RM, "GET", where).json() == found
    assert made.called(RM, "GET", where).headers["etag"] == answer.headers["etag"] == '"1"'
    version = made.called(RM, "GET", f"{where}/versions/1").json()
    assert version["number"] == 1 and len(version["fingerprint"]) == 64
    assert made.called(RM, "GET", path(made)).json()["items"] == [found]
    assert made.called(RM, "GET", f"{path(made)}?key=other").json()["items"] == []
    assert made.called(OTHER_RM, "GET", path(made, "shipyard")).json()["items"] == []


def test_key_and_title_may_be_said_beside_the_document(made: Bank) -> None:
    body = {"key": "plan", "title": "", "document": document()}
    found = made.called(RM, "POST", path(made), json=body).json()
    assert (found["key"], found["title"]) == ("plan", "")


def test_a_key_is_a_scenarios_own_within_its_client(made: Bank) -> None:
    added(made)
    again = made.called(RM, "POST", path(made), json={"document": document()})
    assert again.status_code == 409
    assert places(again) == {"#/key": "is another scenario's"}
    added(made, OTHER_RM, "shipyard")
    assert len(rows(made, scenario_version)) == 2


def test_a_repeated_key_adds_one_scenario(made: Bank) -> None:
    key, body = {"Idempotency-Key": "once"}, {"document": document()}
    first = made.called(RM, "POST", path(made), key, json=body)
    again = made.called(RM, "POST", path(made), key, json=body)
    assert again.json() == first.json() and again.headers["idempotency-replayed"] == "true"
    assert len(rows(made, scenario)) == 1


def test_the_same_content_is_the_same_whatever_the_form(made: Bank) -> None:
    forms: list[dict[str, Any]] = [
        {"json": {"key": "json", "document": document()}},
        {"data": {"key": "zip"}, "files": [("files", ("x.zip", archive(FILES)))]},
        {"data": {"key": "folder"},
         "files": [("files", ("x.zip", archive({f"x/{k}": v for k, v in FILES.items()})))]},
        {"data": {"key": "files"},
         "files": [("files", (name, text.encode())) for name, text in FILES.items()]},
    ]  # fmt: skip
    for form in forms:
        answer = made.called(RM, "POST", path(made), **form)
        assert answer.status_code == 201, answer.text
    assert len({row.fingerprint for row in rows(made, scenario_version)}) == 1
    assert {row.key for row in rows(made, scenario)} == {"json", "zip", "folder", "files"}


# what is wrong


def test_everything_wrong_has_a_pointer_into_the_body(made: Bank) -> None:
    accounts = [
        {"id": "A", "entity": "HQ", "bank": "ICBC", "currency": "CNY", "opening": 1.5},
        {"id": "B", "entity": "nobody", "bank": "ICBC", "currency": "CNY", "colour": "red"},
        {"id": "C", "entity": "nobody", "bank": "ICBC", "currency": "CNY"},
    ]
    body = {"document": document(accounts=accounts, last_day="2025-01-01", taxes=[])}
    answer = made.called(RM, "POST", path(made), json=body)
    assert answer.status_code == 422
    found = places(answer)
    assert "is a JSON number" in found["#/document/accounts/0/opening"]
    assert "'nobody'" in found["#/document/accounts/2/entity"]
    assert {"#/document/accounts/1/colour", "#/document/taxes"} <= found.keys()
    assert rows(made, scenario) == []


def test_what_is_wrong_in_files_is_said_by_file_and_line(made: Bank) -> None:
    files = FILES | {"accounts.csv": "id,entity,bank,currency\nA,HQ,ICBC,CNY\nB,HQ,ICBC,XXY\n"}
    sent = {"files": [("files", ("x.zip", archive(files)))]}
    answer = made.called(RM, "POST", path(made), **sent)
    assert answer.status_code == 422
    assert list(places(answer)) == ["accounts.csv line 3, column currency"]


def test_a_built_in_calendar_that_does_not_reach_is_named(made: Bank) -> None:
    banks = [{"id": "ICBC", "calendar": "HK"}]
    body = {"document": document(banks=banks, first_day="2028-01-01", last_day="2028-01-05")}
    answer = made.called(RM, "POST", path(made), json=body)
    assert answer.status_code == 422
    assert all("HK" in each for each in answer.json()["errors"][0].values())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"document": {"id": "a", "id": "b"}}', 400),
        ('{"document": ' + "[" * 100_000 + "]" * 100_000 + "}", 400),
        ('{"document": {"id": ' + "9" * 5000 + "}}", 400),
        ("[]", 400),
        ("", 400),
        ("\xff", 400),
        ('{"document": []}', 422),
        ('{"document": {}}', 422),
        ("{}", 422),
        ('{"document": null}', 422),
        ('{"document": {"id": "a\\u0000b"}}', 422),
        ('{"document": {"id": "a\\ud800b"}}', 422),
        ('{"key": "a\\u0000b", "document": {}}', 422),
        ('{"key": "", "document": {}}', 422),
        ('{"key": 1.5, "more": 1, "document": {}}', 422),
        ('{"document": {"first_day": "0001-01-01", "last_day": "9999-12-31", "id": "x"}}', 422),
    ],
)
def test_bad_bodies_are_refused_in_words(made: Bank, body: str, status: int) -> None:
    headers = {"Content-Type": "application/json"}
    for where in (path(made), "/scenarios/lints"):
        content = body.encode("latin-1")
        answer = made.called(RM, "POST", where, headers, content=content)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
    assert rows(made, scenario) == []


def test_another_form_of_body_is_not_understood(made: Bank) -> None:
    answer = made.called(RM, "POST", path(made), {"Content-Type": "text/csv"}, content=b"a")
    assert answer.status_code == 415


def bomb() -> bytes:
    return archive({"scenario.toml": b"#" * 50_000_000})


HOSTILE = {
    "no archive": b"PK\x03\x04 nothing",
    "cut off": archive(FILES)[:-30],
    "bomb": bomb(),
    "empty": archive({}),
    "nothing of a scenario": archive({"readme.md": "x"}),
    "two folders": archive({"a/scenario.toml": "", "b/scenario.toml": ""}),
    "too many": archive({f"{each}.csv": "" for each in range(4100)}),
    "archive in it": archive({"x.zip": archive(FILES)}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_harmful_or_broken_archive_is_refused_and_leaves_nothing(made: Bank, name: str) -> None:
    sent = {"files": [("files", ("x.zip", HOSTILE[name]))]}
    answer = made.called(RM, "POST", path(made), **sent)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"]
    assert rows(made, scenario) == []


def test_names_in_an_archive_lead_nowhere(made: Bank) -> None:
    files = {f"../../{name}": text for name, text in FILES.items()}
    sent = {"files": [("files", ("x.zip", archive(files)))]}
    assert made.called(RM, "POST", path(made), **sent).status_code == 201


# versions


def test_another_content_is_the_next_version_and_the_first_stays(made: Bank) -> None:
    where = f"/scenarios/{added(made).json()['id']}"
    body = {"document": document(title="Another")}
    second = made.called(RM, "POST", f"{where}/versions", with_match(1), json=body)
    assert second.status_code == 201 and second.json()["number"] == 2
    assert second.headers["location"].endswith("/versions/2")
    assert made.called(RM, "GET", where).json()["latest"] == 2
    numbers = [each["number"] for each in
               made.called(RM, "GET", f"{where}/versions").json()["items"]]  # fmt: skip
    assert numbers == [1, 2]
    texts = [made.called(RM, "GET", f"{where}/versions/{number}/document").json()
             for number in (1, 2)]  # fmt: skip
    assert [each["title"] for each in texts] == ["A small one", "Another"]
    assert made.called(RM, "GET", f"{where}/versions/3").status_code == 404
    assert made.called(RM, "GET", f"{where}/versions/0").status_code == 422
    assert made.called(RM, "GET", f"{where}/versions/{2**40}").status_code == 422


def test_equal_content_is_told_and_not_added(made: Bank) -> None:
    where = f"/scenarios/{added(made).json()['id']}"
    accounts = [{"id": "A", "entity": "HQ", "bank": "ICBC", "currency": "CNY", "opening": "100"}]
    body = {"document": document(accounts=accounts)}
    answer = made.called(RM, "POST", f"{where}/versions", with_match(1), json=body)
    assert (answer.status_code, answer.json()["number"]) == (200, 1)
    assert made.called(RM, "GET", where).headers["etag"] == '"1"'
    assert len(rows(made, scenario_version)) == 1


def test_a_version_needs_the_scenario_as_it_is(made: Bank) -> None:
    where = f"/scenarios/{added(made).json()['id']}/versions"
    body = {"document": document(title="Another")}
    assert made.called(RM, "POST", where, json=body).status_code == 428
    stale = made.called(RM, "POST", where, with_match(7), json=body)
    assert (stale.status_code, stale.headers["etag"]) == (412, '"1"')
    assert len(rows(made, scenario_version)) == 1


def test_a_title_is_changed_from_the_version_that_is_there(made: Bank) -> None:
    where = f"/scenarios/{added(made).json()['id']}"
    assert made.called(RM, "PATCH", where, json={"title": "New"}).status_code == 428
    done = made.called(RM, "PATCH", where, with_match(1), json={"title": "New"})
    assert (done.status_code, done.json()["title"], done.headers["etag"]) == (200, "New", '"2"')
    assert made.called(RM, "PATCH", where, with_match(1), json={"title": "x"}).status_code == 412
    assert made.called(RM, "PATCH", where, with_match(2), json={"title": None}).status_code == 422
    assert made.called(LEADER, "PATCH", where, with_match(2), json={"title": ""}).status_code == 403


def test_of_many_who_go_on_from_the_same_version_exactly_one_does(made: Bank) -> None:
    where = f"/scenarios/{added(made).json()['id']}/versions"

    def go_on(number: int) -> int:
        body = {"document": document(title=f"number {number}")}
        return int(made.called(RM, "POST", where, with_match(1), json=body).status_code)

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(go_on, range(8)))
    assert statuses == [201] + [412] * 7
    numbers = [each["number"] for each in made.called(RM, "GET", where).json()["items"]]
    assert numbers == [1, 2]


# taken out


def test_the_document_is_the_canonical_text_and_reads_back(made: Bank) -> None:
    where = f"/scenarios/{added(made).json()['id']}/versions/1"
    answer = made.called(RM, "GET", f"{where}/document")
    fingerprint = made.called(RM, "GET", where).json()["fingerprint"]
    assert answer.headers["etag"] == f'"{fingerprint}"'
    body = {"document": json.loads(answer.text)}
    found = made.called(RM, "POST", "/scenarios/validations", json=body).json()
    assert found == {"valid": True, "fingerprint": fingerprint, "errors": []}


def test_the_folder_is_an_archive_that_reads_back_equal(made: Bank) -> None:
    where = f"/scenarios/{added(made).json()['id']}/versions"
    answer = made.called(RM, "GET", f"{where}/1/folder")
    assert answer.headers["content-type"] == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert names == ["accounts.csv", "banks.csv", "entities.csv", "scenario.toml"]
    sent = {"files": [("files", ("x.zip", answer.content))]}
    again = made.called(RM, "POST", where, with_match(1), **sent)
    assert (again.status_code, again.json()["number"]) == (200, 1)


def test_every_change_and_every_export_stands_in_the_audit(made: Bank) -> None:
    where = f"/scenarios/{added(made).json()['id']}"
    made.clock.forward(minutes=1)
    made.called(RM, "PATCH", where, with_match(1), json={"title": "New"})
    body = {"document": document(title="Another")}
    made.called(RM, "POST", f"{where}/versions", with_match(2), json=body)
    made.called(LEADER, "GET", f"{where}/versions/1/document")
    made.called(LEADER, "GET", f"{where}/versions/2/folder")
    found = rows(made, audit)
    assert [(row.what, row.login) for row in found] == [
        ("created", RM), ("changed", RM), ("continued", RM), ("exported", LEADER),
        ("exported", LEADER),
    ]  # fmt: skip
    assert found[1].before["title"] == "A small one" and found[1].after["title"] == "New"
    assert found[2].before["fingerprint"] != found[2].after["fingerprint"]
    assert found[4].after["form"] == "zip" and found[4].after["number"] == 2
    assert {row.client_id for row in found} == {made.ids["distillery"]}
    assert found[0].at == made.clock.now - datetime.timedelta(minutes=1)


# judged


def test_a_document_is_judged_and_nothing_is_kept(made: Bank) -> None:
    body = {"document": document(banks=[])}
    answer = made.called(RM, "POST", "/scenarios/validations", json=body)
    assert answer.status_code == 200
    found = answer.json()
    assert (found["valid"], found["fingerprint"]) == (False, None)
    assert found["errors"][0]["pointer"] == "#/document/accounts/0/bank"
    assert rows(made, scenario) == []


def test_remarks_point_into_the_document(made: Bank) -> None:
    rules = [{"id": "unused", "preset": "zero_balance"}]
    body = {"document": document(rules=rules)}
    answer = made.called(RM, "POST", "/scenarios/lints", json=body)
    (remark,) = answer.json()["remarks"]
    assert (remark["name"], remark["pointer"]) == ("unused_rule", "#/document/rules/0/id")
    where = f"/scenarios/{added(made, rules=rules).json()['id']}/versions/1"
    assert made.called(RM, "GET", f"{where}/lint").json()["remarks"] == [remark]
    assert made.called(RM, "GET", f"{where}/validation").json()["valid"]


def test_the_description_has_the_engines_own_schema(made: Bank) -> None:
    described = made.called(RM, "GET", "/openapi.json").json()
    schemas = described["components"]["schemas"]
    assert "first_day" in schemas["ScenarioDocument"]["properties"]
    text = json.dumps(described)
    refs = {each.split('"')[0] for each in text.split('"$ref": "')[1:]}
    assert refs and all(each.removeprefix("#/components/schemas/") in schemas for each in refs), (
        refs
    )
