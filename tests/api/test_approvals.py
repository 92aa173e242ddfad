"""Approvals: who decides, who does not, and what a decision does."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.store.tables.honesty import audit
from api.store.tables.people import client_team, person_role
from api.store.tables.terms import approval
from tests.api.bank import Bank
from tests.api.pools import CO, DM, RM, TO, body, decide, drafted, grouped, lending, submitted

OTHER_TO, LEADER = "treasury_officer_south", "company_leader"


def asked(made: Bank, *, credit: bool = False, who: str = RM) -> tuple[str, dict[str, str]]:
    """A submitted version's address and its approvals by line."""
    grouped(made)
    sent = body() | ({"document": lending()} if credit else {})
    where = drafted(made, sent, who)
    return f"{where}/versions/1", submitted(made, where, who=who)


def state(made: Bank, version: str) -> str:
    return str(made.called(RM, "GET", version).json()["state"])


def give_role(made: Bank, who: str, role: str) -> None:
    made.write(lambda connection: connection.execute(
        person_role.insert().values(person_id=made.ids[who], role=role)))  # fmt: skip


def test_a_treasury_officer_of_the_team_approves_liquidity(made: Bank) -> None:
    version, lines = asked(made)
    found = made.called(TO, "GET", f"/approvals/{lines['liquidity']}").json()
    assert found["may_decide"] and found["structure_key"] == "zba" and found["number"] == 1
    answer = decide(made, TO, lines["liquidity"])
    assert (answer.status_code, answer.json()["state"]) == (200, "approved")
    assert answer.json()["decided_by"] == made.ids[TO] and not answer.json()["may_decide"]
    assert state(made, version) == "approved"


def test_nobody_else_decides_it(made: Bank) -> None:
    version, lines = asked(made)
    statuses = {who: decide(made, who, lines["liquidity"]).status_code
                for who in ("", RM, CO, DM, LEADER, OTHER_TO, "administrator")}  # fmt: skip
    assert statuses == {"": 401, RM: 403, CO: 403, DM: 403, LEADER: 403, OTHER_TO: 404,
                        "administrator": 403}  # fmt: skip
    assert state(made, version) == "submitted"


@pytest.mark.parametrize("as_author", [True, False])
def test_nobody_decides_what_they_wrote_or_submitted(made: Bank, as_author: bool) -> None:
    grouped(made)
    where = drafted(made, who=TO if as_author else RM)
    lines = submitted(made, where, who=RM if as_author else TO)
    answer = decide(made, TO, lines["liquidity"])
    assert answer.status_code == 403 and "Four eyes" in answer.json()["detail"]
    assert not made.called(TO, "GET", f"/approvals/{lines['liquidity']}").json()["may_decide"]
    assert made.called(TO, "GET", "/approvals?mine=true").json()["items"] == []


def test_credit_in_it_needs_a_credit_officer_too(made: Bank) -> None:
    version, lines = asked(made, credit=True)
    assert set(lines) == {"liquidity", "credit"}
    assert decide(made, TO, lines["credit"]).status_code == 403
    decide(made, TO, lines["liquidity"])
    assert state(made, version) == "submitted"
    decide(made, CO, lines["credit"])
    assert state(made, version) == "approved"


def test_two_lines_need_two_people_even_of_one_with_both_roles(made: Bank) -> None:
    version, lines = asked(made, credit=True)
    give_role(made, TO, CO)
    assert decide(made, TO, lines["liquidity"]).status_code == 200
    answer = decide(made, TO, lines["credit"])
    assert answer.status_code == 403 and "another line" in answer.json()["detail"]
    assert state(made, version) == "submitted"


def test_a_role_decides_only_where_it_sees_the_client(made: Bank) -> None:
    """A department manager sees the whole department; as a treasury officer only their teams."""
    version, lines = asked(made)
    give_role(made, DM, TO)
    assert decide(made, DM, lines["liquidity"]).status_code == 403
    made.write(lambda connection: connection.execute(client_team.insert().values(
        client_id=made.ids["distillery"], person_id=made.ids[DM], part="treasury")))  # fmt: skip
    assert decide(made, DM, lines["liquidity"]).status_code == 200
    assert state(made, version) == "approved"


def test_one_rejection_rejects_all_of_it_and_says_why(made: Bank) -> None:
    version, lines = asked(made, credit=True)
    nothing = made.called(CO, "POST", f"/approvals/{lines['credit']}/decisions",
                          json={"decision": "reject"})  # fmt: skip
    assert nothing.status_code == 422
    assert nothing.json()["errors"][0]["pointer"] == "#/reason"
    decide(made, CO, lines["credit"], "reject", "too much")
    assert state(made, version) == "rejected"
    other = made.called(TO, "GET", f"/approvals/{lines['liquidity']}").json()
    assert (other["state"], other["reason"]) == ("withdrawn", "the line credit was rejected")
    assert decide(made, TO, lines["liquidity"]).status_code == 409


def test_what_is_decided_is_decided(made: Bank) -> None:
    _, lines = asked(made)
    give_role(made, CO, TO)
    key = {"Idempotency-Key": "k"}
    path, said = f"/approvals/{lines['liquidity']}/decisions", {"decision": "approve"}
    first = made.called(TO, "POST", path, key, json=said)
    again = made.called(TO, "POST", path, key, json=said)
    assert (again.status_code, again.json()) == (200, first.json())
    late = decide(made, CO, lines["liquidity"], "reject", "no")
    assert late.status_code == 409 and "approved already" in late.json()["detail"]


def test_a_list_shows_what_one_sees_and_what_one_may_decide(made: Bank) -> None:
    _, lines = asked(made, credit=True)

    def listed(who: str, query: str = "") -> list[str]:
        items = made.called(who, "GET", f"/approvals{query}").json()["items"]
        return sorted(each["line"] for each in items)

    assert listed(RM) == listed(LEADER) == ["credit", "liquidity"]
    assert listed(OTHER_TO) == []
    assert (listed(TO, "?mine=true"), listed(CO, "?mine=true")) == (["liquidity"], ["credit"])
    assert listed(RM, "?mine=true") == []
    decide(made, TO, lines["liquidity"])
    assert listed(TO, "?mine=true") == []
    assert listed(RM, "?state=approved") == listed(RM, "?line=liquidity") == ["liquidity"]
    assert listed(RM, f"?client_id={made.ids['shipyard']}") == []
    assert made.called(RM, "GET", "/approvals?state=maybe").status_code == 422


def test_another_teams_approval_is_as_if_it_were_not_there(made: Bank) -> None:
    _, lines = asked(made)
    for method, under, sent in (("GET", "", None), ("POST", "/decisions", {"decision": "approve"})):
        more = {} if sent is None else {"json": sent}
        answers = [made.called(OTHER_TO, method, f"/approvals/{each}{under}", **more)
                   for each in (lines["liquidity"], "0" * 25)]  # fmt: skip
        assert [each.status_code for each in answers] == [404, 404]
        assert {**answers[0].json(), "instance": ""} == {**answers[1].json(), "instance": ""}


def together(calls: list[Callable[[], Any]]) -> list[int]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result().status_code for each in [pool.submit(call) for call in calls]]


def test_of_many_who_decide_at_once_exactly_one_does(made: Bank) -> None:
    version, lines = asked(made)
    give_role(made, CO, TO)
    calls = [
        lambda who=who, what=what: decide(made, who, lines["liquidity"], what, "so")
        for who, what in ((TO, "approve"), (CO, "reject")) * 4
    ]
    statuses = together(calls)
    assert sorted(statuses) == [200] + [409] * 7
    (row,) = made.write(lambda connection: connection.execute(approval.select()).all())
    assert row.state == state(made, version) and row.version == 2
    said = [each.what for each in made.write(
        lambda connection: connection.execute(audit.select()).all())
        if each.subject_kind == "approval"]  # fmt: skip
    assert len(said) == 1


def test_of_two_lines_decided_at_once_none_is_lost(made: Bank) -> None:
    version, lines = asked(made, credit=True)
    calls: list[Callable[[], Any]] = [
        lambda: decide(made, TO, lines["liquidity"]),
        lambda: decide(made, CO, lines["credit"]),
    ]
    assert together(calls) == [200, 200]
    assert state(made, version) == "approved"
