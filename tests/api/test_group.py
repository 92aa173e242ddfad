"""The group of a client: entities, banks and accounts, as each case of a request finds them."""

import json
from typing import Any

import pytest

from tests.api.bank import Bank

RM, OTHER_RM, READER = "relationship_manager", "relationship_manager_south", "company_leader"
ACCOUNT = {"id": "HQ-001", "entity": "HQ", "bank": "ICBC", "currency": "CNY"}


def under(made: Bank, rest: str = "", client: str = "distillery") -> str:
    return f"/clients/{made.ids[client]}/{rest}"


def add(made: Bank, name: str, body: dict[str, Any], who: str = RM, status: int = 201) -> Any:
    answer = made.called(who, "POST", under(made, name), json=body)
    assert answer.status_code == status, answer.text
    return answer


def places(answer: Any) -> dict[str, str]:
    return {each["pointer"]: each["detail"] for each in answer.json()["errors"]}


@pytest.fixture
def group(made: Bank) -> Bank:
    add(made, "entities", {"id": "HQ", "name": "总部"})
    add(made, "entities", {"id": "SHOP", "legal_form": "branch", "branch_of": "HQ"})
    add(made, "banks", {"id": "ICBC", "name": "Industrial and Commercial Bank"})
    add(made, "accounts", ACCOUNT | {"number": "62 2200", "opening": "18.150"})
    return made


def test_a_group_is_added_and_read_back_in_the_words_of_a_scenario(group: Bank) -> None:
    answer = group.called(READER, "GET", under(group, "accounts/HQ-001"))
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    found = answer.json()
    assert found["number"] == "622200"
    assert found["opening"] == "18.15"
    assert found["overdraft"] == "0"
    assert found["version"] == 1
    listed = group.called(READER, "GET", under(group, "entities")).json()
    assert [each["id"] for each in listed["items"]] == ["HQ", "SHOP"]
    assert listed["items"][1]["branch_of"] == "HQ"


def test_what_is_created_says_where_it_is_also_in_chinese(made: Bank) -> None:
    answer = add(made, "entities", {"id": "总部"})
    path = answer.headers["location"].removeprefix("/api/v1")
    assert made.called(RM, "GET", path).json() == answer.json()


@pytest.mark.parametrize("name", ["entities", "banks", "accounts"])
def test_nobody_and_other_teams_see_and_change_nothing(group: Bank, name: str) -> None:
    key = {"entities": "HQ", "banks": "ICBC", "accounts": "HQ-001"}[name]
    for path in (under(group, name), under(group, f"{name}/{key}")):
        assert group.called("", "GET", path).status_code == 401
        assert group.called("general_manager", "GET", path).status_code == 403
        assert group.called(OTHER_RM, "GET", path).status_code == 404
    assert group.called("", "POST", under(group, name), json={}).status_code == 401
    assert group.called(READER, "POST", under(group, name), json={}).status_code == 403
    assert group.called(OTHER_RM, "POST", under(group, name), json={}).status_code == 404
    patch = (under(group, f"{name}/{key}"), {"If-Match": '"1"'})
    assert group.called(OTHER_RM, "PATCH", *patch, json={}).status_code == 404
    missing = group.called(RM, "GET", under(group, f"{name}/NONE"))
    assert missing.status_code == 404


def test_another_clients_names_do_not_exist_here(group: Bank) -> None:
    answer = group.called(OTHER_RM, "POST", under(group, "accounts", "shipyard"), json=ACCOUNT)
    assert places(answer) == {
        "#/entity": "there is no entity 'HQ'", "#/bank": "there is no bank 'ICBC'",
    }  # fmt: skip
    body = {"id": "HQ"}
    answer = group.called(OTHER_RM, "POST", under(group, "entities", "shipyard"), json=body)
    assert answer.status_code == 201


def test_everything_wrong_with_an_account_is_said_at_once(group: Bank) -> None:
    body = {"id": "HQ-001", "entity": "HO", "bank": "ICBC", "currency": "CNY", "opening": 1.5,
            "overdraft": "-1", "colour": "red", "kind": "curent", "number": 7}  # fmt: skip
    answer = add(group, "accounts", body, status=422)
    assert set(places(answer)) >= {"#/colour", "#/kind", "#/opening", "#/number"}
    expected = {each["pointer"]: each["expected"] for each in answer.json()["errors"]}
    assert "current" in expected["#/kind"]
    body = ACCOUNT | {"entity": "HO", "opening": "1.234", "overdraft": "-1", "currency": "CNY"}
    assert places(add(group, "accounts", body, status=422)) == {
        "#/id": "the id 'HQ-001' is given twice",
        "#/entity": "there is no entity 'HO'",
        "#/opening": "1.234 has more decimals than CNY",
        "#/overdraft": "-1 is below zero",
    }
    assert len(group.called(RM, "GET", under(group, "accounts")).json()["items"]) == 1


@pytest.mark.parametrize("body", [
    {}, {"id": ""}, {"id": "a/b"}, {"id": "x" * 65}, {"id": "A", "name": "a\x00b"},
    {"id": "A", "name": "\ud800"}, {"id": "A", "name": ["x"]}, {"id": "A", "share_held": "120%"},
    {"id": "A", "branch_of": "A"}, {"id": "A", "branch_of": "SHOP", "legal_form": "branch"},
    {"id": "A", "listed": "yes"}, {"id": None}, {"id": {"a": {"b": []}}},
])  # fmt: skip
def test_what_cannot_be_an_entity_is_refused(group: Bank, body: dict[str, Any]) -> None:
    text, kind = json.dumps(body), {"Content-Type": "application/json"}
    answer = group.called(RM, "POST", under(group, "entities"), kind, content=text)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_a_number_belongs_to_one_account_of_a_currency(group: Bank) -> None:
    answer = add(group, "accounts", ACCOUNT | {"id": "B", "number": "622200"}, status=422)
    assert places(answer) == {"#/number": "is the number of account 'HQ-001' in CNY"}
    add(group, "accounts", ACCOUNT | {"id": "B", "number": "622200", "currency": "USD"})


def test_a_change_needs_the_version_that_is_there(group: Bank) -> None:
    path = under(group, "accounts/HQ-001")
    assert group.called(RM, "PATCH", path, json={"name": "A"}).status_code == 428
    first = group.called(RM, "PATCH", path, {"If-Match": '"1"'}, json={"name": "A"})
    assert (first.status_code, first.headers["etag"], first.json()["name"]) == (200, '"2"', "A")
    assert (first.json()["number"], first.json()["opening"]) == ("622200", "18.15")
    stale = group.called(RM, "PATCH", path, {"If-Match": '"1"'}, json={"name": "B"})
    assert (stale.status_code, stale.headers["etag"]) == (412, '"2"')
    empty = group.called(RM, "PATCH", path, {"If-Match": '"2"'}, json={"opening": None})
    assert empty.json()["opening"] == "0"
    assert group.called(RM, "GET", path).json()["name"] == "A"


def test_an_id_stays_what_it_is(group: Bank) -> None:
    path = under(group, "entities/HQ")
    answer = group.called(RM, "PATCH", path, {"If-Match": '"1"'}, json={"id": "XX"})
    assert places(answer) == {"#/id": "an id stays what it is"}


def test_a_repeated_key_adds_once(group: Bank) -> None:
    key, path = {"Idempotency-Key": "monday-1"}, under(group, "banks")
    first = group.called(RM, "POST", path, key, json={"id": "BOC"})
    again = group.called(RM, "POST", path, key, json={"id": "BOC"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = group.called(RM, "POST", path, json={"id": "BOC"})
    assert other.status_code == 422


def test_changes_stand_in_the_audit_before_and_after(group: Bank) -> None:
    from api.store.auditing import broken
    from api.store.tables.honesty import audit

    path = under(group, "entities/HQ")
    group.called(RM, "PATCH", path, {"If-Match": '"1"'}, json={"name": "Head office"})
    rows = group.write(lambda connection: connection.execute(audit.select()).all())
    assert [(each.what, each.subject_kind) for each in rows] == [
        ("created", "entity"), ("created", "entity"), ("created", "bank"),
        ("created", "account"), ("changed", "entity"),
    ]  # fmt: skip
    assert rows[-1].before["name"] == "总部"
    assert rows[-1].after["name"] == "Head office"
    assert group.write(lambda connection: list(broken(connection))) == []


def test_pages_lead_through_all_of_it(made: Bank) -> None:
    for number in range(5):
        add(made, "banks", {"id": f"B{number}"})
    found, cursor = [], ""
    while cursor is not None:
        page = made.called(RM, "GET", under(made, f"banks?limit=2&cursor={cursor}")).json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next"]
    assert found == ["B0", "B1", "B2", "B3", "B4"]


def test_the_description_names_every_field_of_the_records(made: Bank) -> None:
    shapes = made.called("", "GET", "/openapi.json").json()["components"]["schemas"]
    assert shapes["NewAccount"]["required"] == ["id", "entity", "bank", "currency"]
    assert {"overdraft", "number", "version"} <= set(shapes["Account"]["properties"])
    assert "required" not in shapes["ChangedAccount"] or not shapes["ChangedAccount"]["required"]
