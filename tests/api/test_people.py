"""People: invited, changed, blocked; tokens; and what nobody can do to themselves or to all."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from api.security.secrets import hash_of
from api.store import people
from api.store.tables.honesty import audit, repeated_request
from api.store.tables.people import client, client_team, invitation, person_role, session, token
from tests.api.bank import Bank, add

ADMIN, RM, PASSWORD = "administrator", "relationship_manager", "one that nobody guesses"
NEW = {"login": "li.wei", "name": "Li Wei", "roles": ["treasury_officer"]}


@pytest.fixture
def bank(made: Bank) -> Bank:
    return made


def pointers(answer: object) -> set[str]:
    return {each["pointer"] for each in answer.json()["errors"]}


def invite(bank: Bank, **other: object) -> object:
    return bank.called(ADMIN, "POST", "/people", json=NEW | other)


def choose(bank: Bank, link: str, password: str = PASSWORD) -> object:
    return bank.called("", "POST", "/passwords", json={"link": link, "password": password})


def sign_in(bank: Bank, login: str = "li.wei", password: str = PASSWORD) -> int:
    answer = bank.called("", "POST", "/sessions", json={"login": login, "password": password})
    bank.http.cookies.clear()
    return answer.status_code


def patch(bank: Bank, person_id: str, body: object, who: str = ADMIN, match: str = "*") -> object:
    return bank.called(who, "PATCH", f"/people/{person_id}", {"If-Match": match}, json=body)


def test_who_is_invited_chooses_a_password_once_and_signs_in(bank: Bank) -> None:
    made = invite(bank)
    assert made.status_code == 201 and made.headers["etag"] == '"1"'
    assert made.json()["state"] == "invited"
    assert sign_in(bank) == 401
    link = made.json()["link"]
    weak = choose(bank, link, "li.wei-123456")
    assert (weak.status_code, pointers(weak)) == (422, {"#/password"})
    assert choose(bank, link).json() == {"login": "li.wei"}
    assert sign_in(bank) == 201
    again = choose(bank, link, "a second password of theirs")
    unknown = choose(bank, "http://127.0.0.1:8000/welcome#nothing")
    assert (again.status_code, pointers(again)) == (422, {"#/link"})
    assert again.json()["errors"] == unknown.json()["errors"]


def test_a_link_that_is_over_opens_nothing(bank: Bank) -> None:
    link = invite(bank).json()["link"]
    bank.clock.forward(hours=72)
    assert pointers(choose(bank, link)) == {"#/link"}


def test_one_link_used_by_many_at_once_opens_once(bank: Bank) -> None:
    link = invite(bank).json()["link"]
    words = [f"password number {number}" for number in range(6)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda word: choose(bank, link, word), words))
    assert sorted(each.status_code for each in answers) == [201, 422, 422, 422, 422, 422]


def test_the_store_has_no_link_and_no_secret(bank: Bank) -> None:
    made = bank.called(ADMIN, "POST", "/people", {"Idempotency-Key": "k1"}, json=NEW)
    kept = bank.called(ADMIN, "POST", "/people", {"Idempotency-Key": "k1"}, json=NEW)
    link = made.json()["link"].partition("#")[2]
    assert kept.json() == {**made.json(), "link": None}
    assert (kept.status_code, kept.headers["idempotency-replayed"]) == (201, "true")
    body = {"name": "nightly", "scopes": ["clients:read"]}
    given = bank.called(RM, "POST", "/tokens", {"Idempotency-Key": "k1"}, json=body)
    again = bank.called(RM, "POST", "/tokens", {"Idempotency-Key": "k1"}, json=body)
    assert again.json() == {**given.json(), "secret": None}
    with bank.service.database.reading() as connection:
        tables = (repeated_request, invitation, token, audit)
        everything = str(
            [tuple(row) for each in tables for row in connection.execute(select(each))]
        )
    assert hash_of(link) in everything
    assert link not in everything and given.json()["secret"] not in everything


def test_what_does_not_go_together_is_said_at_once(bank: Bank) -> None:
    both = invite(bank, roles=["finance_company", "treasury_officer"], department_id="nowhere")
    assert pointers(both) == {"#/roles", "#/department_id", "#/client_id"}
    assert pointers(invite(bank, client_id=bank.ids["distillery"])) == {"#/client_id"}
    assert pointers(invite(bank, roles=["department_manager"])) == {"#/department_id"}
    assert pointers(invite(bank, roles=["king"])) == {"#/roles/0"}
    assert pointers(invite(bank, login="Li Wei")) == {"#/login"}
    company = invite(bank, roles=["finance_company"], client_id=bank.ids["distillery"])
    assert company.status_code == 201


def test_a_login_is_somebodys_alone(bank: Bank) -> None:
    assert invite(bank).status_code == 201
    taken = invite(bank)
    assert (taken.status_code, pointers(taken)) == (409, {"#/login"})


def test_a_department_manager_sees_their_department_alone(bank: Bank) -> None:
    def logins(who: str) -> set[str]:
        found = bank.called(who, "GET", "/people?limit=500").json()["items"]
        return {each["login"] for each in found}

    north = logins("department_manager")
    assert RM in north and "relationship_manager_south" not in north
    assert len(logins(ADMIN)) == 2 * len(north) == len(logins("company_leader"))
    other = bank.called("department_manager", "GET", f"/people/{bank.ids[f'{RM}_south']}")
    nothing = bank.called("department_manager", "GET", "/people/nobody")
    assert other.status_code == nothing.status_code == 404
    assert other.json()["detail"] == nothing.json()["detail"]


def test_people_are_found_by_role_state_and_login(bank: Bank) -> None:
    def count(query: str) -> int:
        return len(bank.called(ADMIN, "GET", f"/people?{query}").json()["items"])

    assert count("role=trainer") == 2
    assert count(f"login={RM}") == 1
    assert count("state=blocked") == 0


def test_a_change_needs_the_version_that_is_there(bank: Bank) -> None:
    path = f"/people/{bank.ids[RM]}"
    assert bank.called(ADMIN, "PATCH", path, json={"name": "A"}).status_code == 428
    assert patch(bank, bank.ids[RM], {"name": "A"}, match='"1"').headers["etag"] == '"2"'
    assert patch(bank, bank.ids[RM], {"name": "B"}, match='"1"').status_code == 412
    assert patch(bank, "nobody", {"name": "B"}).status_code == 404


def test_a_change_of_roles_stands_in_the_audit_before_and_after(bank: Bank) -> None:
    roles = ["relationship_manager", "treasury_officer"]
    assert patch(bank, bank.ids[RM], {"roles": roles}).json()["roles"] == roles
    with bank.service.database.reading() as connection:
        row = connection.execute(select(audit)).one()
    assert (row.what, row.login, row.subject_id) == ("changed", ADMIN, bank.ids[RM])
    assert row.before["roles"] == ["relationship_manager"] and row.after["roles"] == roles


def test_nobody_widens_their_own_rights(bank: Bank) -> None:
    own = bank.ids[ADMIN]
    for body in (
        {"roles": ["administrator", "company_leader"]},
        {"department_id": bank.ids["south"]},
    ):
        answer = patch(bank, own, body)
        assert answer.status_code == 403, body
    assert bank.called(ADMIN, "GET", "/me").json()["roles"] == ["administrator"]
    assert patch(bank, own, {"name": "Same rights"}).status_code == 200


def test_the_last_administrator_stays(bank: Bank) -> None:
    south = bank.ids["administrator_south"]
    assert patch(bank, south, {"state": "blocked"}).status_code == 200
    own = bank.ids[ADMIN]
    for body in ({"state": "blocked"}, {"roles": []}):
        answer = patch(bank, own, body)
        assert answer.status_code == 409
        assert "without an administrator" in answer.json()["detail"]
    assert bank.called(ADMIN, "POST", f"/people/{own}/links").status_code == 409


def test_administrators_who_remove_each_other_at_once_leave_one(bank: Bank) -> None:
    """Four administrators, each removing the next at the same moment, many times."""
    for number in range(2):
        bank.write(lambda c, n=number: add(bank, c, f"administrator_{n}", "administrator", "north"))
    names = ["administrator", "administrator_south", "administrator_0", "administrator_1"]
    start = threading.Barrier(4)

    def remove(index: int) -> None:
        start.wait()
        for further in (1, 2, 3):
            other = bank.ids[names[(index + further) % 4]]
            patch(bank, other, {"roles": ["treasury_officer"]}, who=names[index])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(remove, range(4)))
    with bank.service.database.reading() as connection:
        wanted = select(person_role).where(person_role.c.role == "administrator")
        assert len(connection.execute(wanted).all()) == 1


def test_who_is_blocked_is_out_at_once(bank: Bank) -> None:
    link = invite(bank).json()["link"]
    choose(bank, link)
    body = {"login": "li.wei", "password": PASSWORD}
    csrf = bank.called("", "POST", "/sessions", json=body).json()["csrf"]
    made = bank.called("", "POST", "/tokens", {"X-CSRF-Token": csrf},
                       json={"name": "own", "scopes": ["me:read"]})  # fmt: skip
    bank.secrets["li.wei"] = made.json()["secret"]
    person_id = bank.called("", "GET", "/me").json()["id"]
    assert bank.called("li.wei", "GET", "/me").status_code == 200
    assert patch(bank, person_id, {"state": "blocked"}).status_code == 200
    assert bank.called("", "GET", "/me").status_code == 401
    assert bank.called("li.wei", "GET", "/me").status_code == 401
    bank.http.cookies.clear()
    assert sign_in(bank) == 401
    with bank.service.database.reading() as connection:
        mine = token.c.person_id == person_id
        assert connection.execute(select(token.c.revoked_at).where(mine)).scalar_one() is not None
        assert connection.execute(select(session)).all() == []
    assert patch(bank, person_id, {"state": "active"}).status_code == 200
    assert bank.called("li.wei", "GET", "/me").status_code == 401, "a token stays taken back"
    assert sign_in(bank) == 201


def test_a_new_link_begins_anew_and_ends_what_was(bank: Bank) -> None:
    made = invite(bank).json()
    choose(bank, made["link"])
    answer = bank.called(ADMIN, "POST", f"/people/{made['id']}/links")
    assert (answer.status_code, answer.json()["state"]) == (201, "invited")
    assert sign_in(bank) == 401
    newer = bank.called(ADMIN, "POST", f"/people/{made['id']}/links").json()["link"]
    assert pointers(choose(bank, answer.json()["link"])) == {"#/link"}, "the newest link alone"
    assert choose(bank, newer, "a password of another day").status_code == 201
    assert sign_in(bank, password="a password of another day") == 201


def test_a_blocked_person_cannot_use_an_older_link(bank: Bank) -> None:
    made = invite(bank).json()
    patch(bank, made["id"], {"state": "blocked"})
    assert pointers(choose(bank, made["link"])) == {"#/link"}
    active = patch(bank, made["id"], {"state": "active"})
    assert (active.status_code, pointers(active)) == (409, {"#/state"})


def test_departments_are_added_and_renamed(bank: Bank) -> None:
    made = bank.called(ADMIN, "POST", "/departments", json={"name": "East"})
    path = f"/departments/{made.json()['id']}"
    assert bank.called(ADMIN, "POST", "/departments", json={"name": "East"}).status_code == 409
    match = {"If-Match": made.headers["etag"]}
    taken = bank.called(ADMIN, "PATCH", path, match, json={"name": "north"})
    assert (taken.status_code, pointers(taken)) == (409, {"#/name"})
    done = bank.called(ADMIN, "PATCH", path, match, json={"name": "West"})
    assert (done.status_code, done.json()["name"]) == (200, "West")
    assert bank.called(ADMIN, "PATCH", path, match, json={"name": "X"}).status_code == 412
    assert bank.called(ADMIN, "GET", path).headers["etag"] == '"2"'
    assert bank.called(ADMIN, "GET", "/departments/nowhere").status_code == 404


def make(bank: Bank, who: str, **body: object) -> object:
    return bank.called(who, "POST", "/tokens", json={"name": "t", "scopes": [], **body})


def test_a_token_may_what_its_scopes_say(bank: Bank) -> None:
    made = make(bank, RM, scopes=["clients:read"], days=10)
    assert made.json()["expires_at"].startswith("2026-03-30")
    bank.secrets["reader"] = made.json()["secret"]
    assert made.json()["secret"].startswith("tsy_")
    assert bank.called("reader", "GET", "/clients").status_code == 200
    refused = bank.called("reader", "POST", "/clients", json={"name": "A"})
    assert refused.status_code == 403 and "clients:write" in refused.json()["detail"]
    bank.clock.forward(days=10)
    assert bank.called("reader", "GET", "/clients").status_code == 401


def test_a_token_gives_no_more_than_one_has(bank: Bank) -> None:
    assert pointers(make(bank, RM, scopes=["clients:read", "people:write", "x"])) == {
        "#/scopes/1", "#/scopes/2"}  # fmt: skip
    assert pointers(make(bank, RM, days=367)) == {"#/days"}


def test_a_token_makes_no_token_that_may_more_or_lives_longer(bank: Bank) -> None:
    made = make(bank, RM, scopes=["me:write", "clients:read"], days=5).json()
    bank.secrets["maker"] = made["secret"]
    assert pointers(make(bank, "maker", scopes=["clients:write"])) == {"#/scopes/0"}
    longer = make(bank, "maker", scopes=["clients:read"], days=300).json()
    assert longer["expires_at"] == made["expires_at"]


def test_a_token_taken_back_opens_nothing(bank: Bank) -> None:
    made = make(bank, RM, scopes=["me:read"]).json()
    bank.secrets["gone"] = made["secret"]
    assert bank.called("gone", "GET", "/me").status_code == 200
    path = f"/tokens/{made['id']}"
    assert bank.called("treasury_officer", "DELETE", path).status_code == 404
    assert bank.called(RM, "DELETE", path).status_code == 204
    assert bank.called(RM, "DELETE", path).status_code == 204
    assert bank.called("gone", "GET", "/me").status_code == 401
    assert "secret" not in bank.called(RM, "GET", "/tokens").text


def test_rights_of_a_role_that_is_taken_away_go_from_its_tokens(bank: Bank) -> None:
    path = f"/clients/{bank.ids['distillery']}"
    assert bank.called(RM, "PATCH", path, {"If-Match": "*"}, json={"sector": "x"}).is_success
    patch(bank, bank.ids[RM], {"roles": ["treasury_officer"]})
    refused = bank.called(RM, "PATCH", path, {"If-Match": "*"}, json={"sector": "y"})
    assert refused.status_code == 403


TEAM = [
    {"login": "relationship_manager_south", "part": "lead"},
    {"login": "treasury_officer", "part": "treasury"},
    {"login": "treasury_officer_south", "part": "treasury"},
    {"login": "credit_officer", "part": "credit"},
]


def put_team(bank: Bank, team: object, match: str = '"1"', who: str = RM) -> object:
    path = f"/clients/{bank.ids['distillery']}/team"
    return bank.called(who, "PUT", path, {"If-Match": match}, json={"members": team})


def test_a_team_is_put_together_and_its_client_goes_with_it(bank: Bank) -> None:
    answer = put_team(bank, TEAM)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert [(each["login"], each["part"]) for each in answer.json()] == sorted(
        (each["login"], each["part"]) for each in TEAM)  # fmt: skip
    path = f"/clients/{bank.ids['distillery']}"
    assert bank.called(RM, "GET", path).status_code == 404, "who hands over sees it no more"
    assert bank.called("relationship_manager_south", "GET", path).status_code == 200
    assert put_team(bank, TEAM, who="relationship_manager_south").status_code == 412
    with bank.service.database.reading() as connection:
        row = connection.execute(select(audit)).one()
    assert (row.what, row.client_id) == ("given another team", bank.ids["distillery"])
    assert {"login": "credit_officer", "part": "credit"} in row.before


def test_a_team_has_one_lead_and_people_whose_roles_fit(bank: Bank) -> None:
    assert pointers(put_team(bank, TEAM[1:])) == {"#/members"}
    two = [TEAM[0], {"login": RM, "part": "lead"}]
    assert pointers(put_team(bank, two)) == {"#/members"}
    wrong = [*TEAM[:1], {"login": "credit_officer", "part": "treasury"},
             {"login": "finance_company", "part": "credit"}, {"login": "nobody", "part": "credit"},
             TEAM[1], TEAM[1]]  # fmt: skip
    answer = put_team(bank, wrong)
    assert pointers(answer) == {f"#/members/{index}/login" for index in (1, 2, 3, 5)}
    unfit = [each for each in answer.json()["errors"] if each["pointer"] != "#/members/5/login"]
    assert len({each["detail"] for each in unfit}) == 1, "nobody learns who there is"
    with bank.service.database.reading() as connection:
        theirs = client_team.c.client_id == bank.ids["distillery"]
        assert len(connection.execute(select(client_team).where(theirs)).all()) == 3
        assert connection.execute(select(client.c.version)).scalars().all() == [1, 1]


def test_blocked_people_join_no_team(bank: Bank) -> None:
    who = bank.ids["treasury_officer_south"]
    bank.write(lambda c: people.put(c, who, {"state": "blocked"}))
    assert pointers(put_team(bank, TEAM)) == {"#/members/2/login"}


def test_a_department_manager_adds_to_their_department_and_names_the_team_later(bank: Bank) -> None:
    manager = "department_manager"
    made = bank.called(manager, "POST", "/clients", json={"name": "Brewery"})
    path = f"/clients/{made.json()['id']}/team"
    assert bank.called(manager, "GET", path).json() == []
    team = {"members": [{"login": RM, "part": "lead"}]}
    assert bank.called(manager, "PUT", path, {"If-Match": '"1"'}, json=team).status_code == 200
    elsewhere = {"name": "Mill", "department_id": bank.ids["south"]}
    refused = bank.called(manager, "POST", "/clients", json=elsewhere)
    assert (refused.status_code, pointers(refused)) == (422, {"#/department_id"})
    assert bank.called(RM, "POST", "/clients", json=elsewhere).status_code == 201
