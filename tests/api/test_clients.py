"""Clients: what each case of a request gives."""

from tests.api.bank import Bank

RM, OTHER_RM = "relationship_manager", "relationship_manager_south"


def names(answer: object) -> list[str]:
    return sorted(each["name"] for each in answer.json()["items"])  # type: ignore[attr-defined]


def test_nobody_is_told_to_sign_in(made: Bank) -> None:
    answer = made.called("", "GET", "/clients")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["title"] == "Sign in first"


def test_each_level_of_sight_sees_its_own(made: Bank) -> None:
    assert names(made.called(RM, "GET", "/clients")) == ["distillery"]
    assert names(made.called(OTHER_RM, "GET", "/clients")) == ["shipyard"]
    assert names(made.called("department_manager", "GET", "/clients")) == ["distillery"]
    assert names(made.called("company_leader", "GET", "/clients")) == ["distillery", "shipyard"]
    assert names(made.called("finance_company", "GET", "/clients")) == ["distillery"]
    assert made.called("general_manager", "GET", "/clients").status_code == 403


def test_another_teams_client_is_as_if_it_were_not_there(made: Bank) -> None:
    theirs = made.called(RM, "GET", f"/clients/{made.ids['shipyard']}")
    nothing = made.called(RM, "GET", "/clients/0000000000000000000000000")
    assert theirs.status_code == nothing.status_code == 404
    without = [{**each.json(), "instance": ""} for each in (theirs, nothing)]
    assert without[0] == without[1]


def test_an_added_client_is_led_by_who_added_it_and_stands_in_the_audit(made: Bank) -> None:
    answer = made.called(RM, "POST", "/clients", json={"name": "Brewery", "sector": "beer"})
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    path = answer.headers["location"].removeprefix("/api/v1")
    assert made.called(RM, "GET", path).json() == answer.json()
    assert made.called(OTHER_RM, "GET", path).status_code == 404
    team = made.called(RM, "GET", f"{path}/team").json()
    assert [(each["login"], each["part"]) for each in team] == [(RM, "lead")]


def test_a_change_needs_the_version_that_is_there(made: Bank) -> None:
    path = f"/clients/{made.ids['distillery']}"
    missing = made.called(RM, "PATCH", path, json={"name": "A"})
    assert (missing.status_code, missing.json()["title"]) == (428, "Say which version you change")
    first = made.called(RM, "PATCH", path, {"If-Match": '"1"'}, json={"name": "A"})
    assert (first.status_code, first.headers["etag"], first.json()["name"]) == (200, '"2"', "A")
    stale = made.called(RM, "PATCH", path, {"If-Match": '"1"'}, json={"name": "B"})
    assert (stale.status_code, stale.headers["etag"]) == (412, '"2"')
    assert made.called(RM, "GET", path).json()["name"] == "A"


def test_a_repeated_key_adds_once_and_gives_the_first_answer(made: Bank) -> None:
    body, key = {"name": "Brewery"}, {"Idempotency-Key": "monday-1"}
    first = made.called(RM, "POST", "/clients", key, json=body)
    again = made.called(RM, "POST", "/clients", key, json=body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert names(made.called(RM, "GET", "/clients")) == ["Brewery", "distillery"]
    other = made.called(RM, "POST", "/clients", key, json={"name": "Other"})
    assert other.status_code == 409
    assert made.called(OTHER_RM, "POST", "/clients", key, json=body).json() != first.json()


def test_everything_wrong_with_a_body_is_said_at_once(made: Bank) -> None:
    body = {"name": "", "segment": "huge", "colour": "red", "annual_sales_usd": -1}
    answer = made.called(RM, "POST", "/clients", json=body)
    assert answer.status_code == 422
    places = {each["pointer"]: each for each in answer.json()["errors"]}
    assert set(places) == {"#/name", "#/segment", "#/colour", "#/annual_sales_usd"}
    assert places["#/segment"]["expected"] == "'system_industry' or 'independent'"
    assert names(made.called(RM, "GET", "/clients")) == ["distillery"]


def test_pages_lead_through_all_of_it(made: Bank) -> None:
    for number in range(5):
        made.called(RM, "POST", "/clients", json={"name": f"client {number}"})
    found, cursor = [], ""
    while cursor is not None:
        page = made.called(RM, "GET", f"/clients?limit=2&cursor={cursor}").json()
        assert len(page["items"]) <= 2
        found += [each["name"] for each in page["items"]]
        cursor = page["next"]
    assert sorted(found) == [
        "client 0",
        "client 1",
        "client 2",
        "client 3",
        "client 4",
        "distillery",
    ]
    assert made.called(RM, "GET", "/clients?cursor=!!").status_code == 422


def test_how_the_bank_rates_a_client_is_not_told_to_the_clients_own_people(made: Bank) -> None:
    path = f"/clients/{made.ids['distillery']}"
    made.called(RM, "PATCH", path, {"If-Match": "*"}, json={"credit_class": "BB-"})
    assert made.called(RM, "GET", path).json()["credit_class"] == "BB-"
    own = made.called("finance_company", "GET", path)
    assert (own.json()["credit_class"], own.headers["etag"]) == ("", '"2"')
    assert "BB-" not in made.called("finance_company", "GET", "/clients").text


def test_a_key_says_nothing_any_more_after_a_week(made: Bank) -> None:
    body, key = {"name": "Brewery"}, {"Idempotency-Key": "monday-1"}
    first = made.called(RM, "POST", "/clients", key, json=body)
    made.clock.forward(days=6)
    assert made.called(RM, "POST", "/clients", key, json=body).json() == first.json()
    made.clock.forward(days=1)
    assert made.called(RM, "POST", "/clients", key, json=body).json() != first.json()
