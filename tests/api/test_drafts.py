"""Drafts that are taken away again: by whom, which, and what stays."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from api.store.tables.honesty import audit
from api.store.tables.terms import approval, structure, structure_version
from tests.api.bank import Bank
from tests.api.pools import CO, DM, RM, TO, body, decide, drafted, grouped, lending, submitted

OTHER_RM, OTHER_DM, LEADER = f"{RM}_south", f"{DM}_south", "company_leader"
NOWHERE = "/structures/0000000000000000000000000"


def rows(made: Bank, table: Any) -> list[Any]:
    return list(made.write(lambda connection: connection.execute(table.select()).all()))


def delete(made: Bank, where: str, who: str = RM, match: str | None = "*") -> Any:
    return made.called(who, "DELETE", where, {"If-Match": match} if match else {})


def two(made: Bank) -> str:
    """The address of a structure with two drafts."""
    where = drafted(made)
    answer = made.called(RM, "POST", f"{where}/versions", {"If-Match": '"1"'}, json=body())
    assert answer.status_code == 201
    return where


def test_who_wrote_a_draft_deletes_it_and_the_audit_keeps_what_it_was(made: Bank) -> None:
    grouped(made)
    where = two(made)
    document = made.called(RM, "GET", f"{where}/versions/2").json()["document"]
    answer = delete(made, f"{where}/versions/2", match='"2"')
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (204, b"", '"3"')
    assert made.called(RM, "GET", f"{where}/versions/2").status_code == 404
    assert delete(made, f"{where}/versions/2").status_code == 404
    said = rows(made, audit)[-1]
    assert (said.what, said.login, said.after) == ("deleted a draft", RM, None)
    assert (said.before["number"], said.before["document"]) == (2, document)
    again = made.called(RM, "POST", f"{where}/versions", {"If-Match": '"3"'}, json=body())
    assert again.json()["number"] == 3, "a number is never given twice"


def test_a_structure_of_drafts_alone_is_deleted_and_its_key_is_free_again(made: Bank) -> None:
    grouped(made)
    where = two(made)
    assert delete(made, where, match='"2"').status_code == 204
    assert made.called(RM, "GET", where).status_code == delete(made, where).status_code == 404
    assert rows(made, structure) == rows(made, structure_version) == []
    said = [row.what for row in rows(made, audit)][-3:]
    assert said == ["deleted a draft", "deleted a draft", "deleted"]
    assert drafted(made) != where


def test_nobody_else_deletes_it(made: Bank) -> None:
    grouped(made)
    where = two(made)
    for path in (where, f"{where}/versions/2"):
        others = ("", TO, CO, LEADER, OTHER_RM, OTHER_DM, "finance_company")
        statuses = {who: delete(made, path, who).status_code for who in others}
        assert statuses == {"": 401, TO: 403, CO: 403, LEADER: 403, OTHER_RM: 404,
                            OTHER_DM: 404, "finance_company": 403}  # fmt: skip
        theirs = delete(made, path, OTHER_RM).json()
        missing = delete(made, path.replace(where, NOWHERE), OTHER_RM).json()
        assert {**theirs, "instance": ""} == {**missing, "instance": ""}
    assert len(rows(made, structure_version)) == 2
    assert delete(made, f"{where}/versions/2", DM).status_code == 204


def test_it_is_deleted_as_it_was_seen(made: Bank) -> None:
    grouped(made)
    where = two(made)
    for path in (where, f"{where}/versions/1"):
        assert delete(made, path, match=None).status_code == 428
        stale = delete(made, path, match='"1"')
        assert (stale.status_code, stale.headers["etag"]) == (412, '"2"')
    assert delete(made, f"{where}/versions/7", match='"2"').status_code == 404
    assert delete(made, f"{where}/versions/0", match='"2"').status_code == 422


def test_what_is_submitted_approved_or_rejected_stays(made: Bank) -> None:
    grouped(made)
    where = two(made)
    lines = submitted(made, where)
    for words in ("it waits for approvals", "it was rejected"):
        for path in (where, f"{where}/versions/1"):
            answer = delete(made, path)
            assert answer.status_code == 409 and words in answer.json()["detail"]
        decide(made, TO, lines["liquidity"], "reject")
    assert delete(made, f"{where}/versions/2").status_code == 204


def test_a_withdrawn_draft_goes_with_its_questions_unless_somebody_has_decided(
    made: Bank,
) -> None:
    grouped(made)
    where = drafted(made, body() | {"document": lending()})
    submitted(made, where)
    made.called(RM, "POST", f"{where}/versions/1/withdrawal", json={})
    second = drafted(made, body() | {"document": {**lending(), "structure": {"id": "other"}}})
    decide(made, CO, submitted(made, second)["credit"])
    made.called(RM, "POST", f"{second}/versions/1/withdrawal", json={})
    for path in (second, f"{second}/versions/1"):
        answer = delete(made, path)
        assert answer.status_code == 409
        assert "the line credit has decided about it" in answer.json()["detail"]
    assert delete(made, where).status_code == 204
    assert {row.state for row in rows(made, approval)} == {"approved", "withdrawn"}
    assert len(rows(made, approval)) == 2, "those of the other structure"
    assert len(made.called(TO, "GET", "/approvals").json()["items"]) == 2


def test_of_submitting_and_deleting_at_once_one_is_done(made: Bank) -> None:
    grouped(made)
    for _ in range(4):
        where = drafted(made)
        with ThreadPoolExecutor(2) as pool:
            sent = pool.submit(made.called, RM, "POST", f"{where}/versions/1/submission", json={})
            gone = pool.submit(delete, made, where)
            pair = (sent.result().status_code, gone.result().status_code)
        assert pair in ((200, 409), (404, 204)), pair
        if pair[0] == 200:
            made.called(RM, "POST", f"{where}/versions/1/withdrawal", json={})
            assert delete(made, where).status_code == 204
