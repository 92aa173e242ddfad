"""Previews of tonight's sweeps: what is answered, what is refused, and that nothing is kept."""

from pathlib import Path
from typing import Any

import pytest

from api.store.tables.honesty import audit, repeated_request
from api.store.tables.terms import structure, structure_version
from tests.api.bank import Bank
from tests.api.pools import DAY, RM, TO, decide, drafted, grouped, pool, submitted
from tests.api.test_statements import send
from tests.importing.made_camt import Booked, Day, camt, day

LEADER, OTHER_RM = "company_leader", "relationship_manager_south"
BALANCES = {"HQ-1": "1000.00", "S1-1": "250.50", "S1-2": "-100"}


def asked(**other: Any) -> dict[str, Any]:
    return {"date": DAY.isoformat(), "balances": BALANCES, "document": pool()} | other


def path(made: Bank, client: str = "distillery") -> str:
    return f"/clients/{made.ids[client]}/structures/previews"


def places(answer: Any) -> dict[str, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {each["pointer"]: each["detail"] for each in answer.json()["errors"]}


def test_tonights_sweeps_are_told_with_their_sentences(made: Bank) -> None:
    grouped(made)
    answer = made.called(LEADER, "POST", path(made), json=asked())
    assert answer.status_code == 200, answer.text
    found = answer.json()
    said = [(each["giver"], each["taker"], each["kind"], each["amount"])
            for each in found["sweeps"]]  # fmt: skip
    assert said == [
        ("S1-1", "HQ-1", "concentration", {"amount": "250.50", "currency": "CNY"}),
        ("HQ-1", "S1-2", "funding", {"amount": "100.00", "currency": "CNY"}),
    ]
    closing = {each["account"]: each["closing"]["amount"] for each in found["accounts"]}
    assert closing == {"HQ-1": "1150.50", "S1-1": "0.00", "S1-2": "0.00"}
    assert all(each["sentence"] and each["time"] == "end of day" for each in found["sweeps"])
    assert (found["structure"], found["number"], found["date"]) == ("zba", None, DAY.isoformat())


def test_what_is_known_of_the_day_takes_part(made: Bank) -> None:
    grouped(made)
    items = [{"id": "i", "date": DAY.isoformat(), "account": "S1-1", "amount": "-50.50"}]
    found = made.called(RM, "POST", path(made), json=asked(items=items)).json()
    assert found["sweeps"][0]["amount"]["amount"] == "200.00"


def test_a_preview_keeps_nothing_not_even_its_answer(made: Bank) -> None:
    grouped(made)
    tables = (structure, structure_version, audit, repeated_request)

    def rows() -> list[Any]:
        return [made.write(lambda connection, table=table: connection.execute(
            table.select()).all()) for table in tables]  # fmt: skip

    before, key = rows(), {"Idempotency-Key": "a"}
    first = made.called(RM, "POST", path(made), key, json=asked())
    other = made.called(RM, "POST", path(made), key, json=asked(balances=BALANCES | {"S1-1": "1"}))
    assert first.status_code == other.status_code == 200 and first.json() != other.json()
    assert rows() == before


def test_of_a_structure_the_version_in_force_is_previewed_or_the_one_named(made: Bank) -> None:
    grouped(made)
    where = drafted(made)
    said = {"date": DAY.isoformat(), "balances": BALANCES}
    none = made.called(RM, "POST", f"{where}/previews", json=said)
    assert none.status_code == 409 and "#/number" in places(none)
    draft = made.called(RM, "POST", f"{where}/previews", json=said | {"number": 1})
    assert draft.status_code == 200 and len(draft.json()["sweeps"]) == 2
    decide(made, TO, submitted(made, where)["liquidity"])
    found = made.called(RM, "POST", f"{where}/previews", json=said).json()
    assert found == draft.json() and found["number"] == 1
    missing = made.called(RM, "POST", f"{where}/previews", json=said | {"number": 9})
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({"balances": {"HQ-1": "1"}}, "#/balances"),
        ({"balances": BALANCES | {"X": "1"}}, "#/balances/X"),
        ({"balances": BALANCES | {"HQ-1": "1,5"}}, "#/balances/HQ-1"),
        ({"balances": BALANCES | {"HQ-1": "1.234"}}, "#/balances/HQ-1"),
        ({"balances": BALANCES | {"HQ-1": "9" * 30}}, "#/balances/HQ-1"),
        ({"balances": BALANCES | {"HQ-1": 5}}, "#/balances/HQ-1"),
        ({"positions": {"S1-1": "1"}}, "#/positions"),
        ({"positions": {"S1-1": "x", "S1-2": "1"}}, "#/positions/S1-1"),
        ({"items": [{"id": "i"}]}, "#/items/0/account"),
        ({"items": [{"id": "i", "date": "2026-04-01", "account": "X", "amount": "1"}]},
         "#/items/0/account"),
        ({"items": [5]}, "#/items/0"),
        ({"date": "2026-13-01"}, "#/date"),
        ({"date": "0001-01-01"}, "#/date"),
        ({"date": "9999-12-31"}, "#/date"),
        ({"document": {}}, "#/document/structure"),
        ({"document": pool(rules=[])}, "#/document/links/0/rule"),
        ({"more": 1}, "#/more"),
    ],
)  # fmt: skip
def test_each_thing_wrong_is_told_in_its_place(made: Bank, other: Any, place: str) -> None:
    grouped(made)
    answer = made.called(RM, "POST", path(made), json=asked(**other))
    assert answer.status_code == 422, answer.text
    assert place in places(answer), answer.text


def test_another_teams_group_and_structures_are_not_there(made: Bank) -> None:
    grouped(made)
    where = drafted(made)
    assert made.called(OTHER_RM, "POST", path(made), json=asked()).status_code == 404
    said = {"date": DAY.isoformat(), "balances": BALANCES, "number": 1}
    assert made.called(OTHER_RM, "POST", f"{where}/previews", json=said).status_code == 404
    assert made.called("administrator", "POST", path(made), json=asked()).status_code == 403


def test_without_balances_those_of_the_books_are_taken_and_their_day_is_told(
    made: Bank, tmp_path: Path
) -> None:
    files = [
        camt(tmp_path, "a.xml", [Day("A", day(0), "100.00", (Booked("5.00", "x"),), "HQ")]),
        camt(tmp_path, "b.xml", [Day("B", day(2), "-7.50", (Booked("0.50", "x"),), "HQ")]),
    ]
    assert send(made, files).status_code == 201
    links = [{"participant": "B", "header": "A", "rule": "zero"}]
    said = {"date": day(2).isoformat(), "document": pool(links=links)}
    answer = made.called(RM, "POST", path(made), json=said)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert {each["account"]: each["opening"]["amount"] for each in found["accounts"]} == {
        "A": "105.00", "B": "-7.00",
    }  # fmt: skip
    assert found["sweeps"][0]["amount"]["amount"] == "7.00"
    assert any(f"statements of A end on {day(0)}" in note for note in found["notes"])
    early = made.called(RM, "POST", path(made), json=said | {"date": day(-3).isoformat()})
    assert early.status_code == 422 and "#/balances" in places(early)


def naming(made: Bank, name: str, key: str, **said: str) -> None:
    """Change a record of the group."""
    where = f"/clients/{made.ids['distillery']}/{name}/{key}"
    answer = made.called(RM, "PATCH", where, {"If-Match": "*"}, json=said)
    assert answer.status_code == 200, answer.text


def test_interest_terms_that_no_document_tells_are_said_and_move_no_sweep(made: Bank) -> None:
    grouped(made)
    before = made.called(RM, "POST", path(made), json=asked()).json()
    naming(made, "accounts", "S1-2", terms="demand")
    found = made.called(RM, "POST", path(made), json=asked()).json()
    [note] = [each for each in found["notes"] if each not in before["notes"]]
    assert note.startswith("Account 'S1-2': interest terms 'demand' are in no document")
    assert "`terms` of this id and their `rates`" in note
    assert found["sweeps"] == before["sweeps"]
    terms = {"terms": [{"id": "demand"}],
             "rates": [{"terms": "demand", "side": "credit", "rate": "0.05%"}]}  # fmt: skip
    told = made.called(RM, "POST", path(made), json=asked(document=pool(**terms))).json()
    assert told["notes"] == before["notes"]


def test_terms_of_accounts_outside_the_structure_are_no_matter_of_its_preview(made: Bank) -> None:
    grouped(made)
    naming(made, "accounts", "S1-2", terms="demand")
    alone = pool(links=[{"participant": "S1-1", "header": "HQ-1", "rule": "zero"}])
    found = made.called(RM, "POST", path(made), json=asked(document=alone)).json()
    assert not any("demand" in note for note in found["notes"])


@pytest.mark.parametrize("field", ["calendar", "clearing"])
def test_a_preview_is_refused_where_nobody_tells_when_a_bank_moves_money(
    made: Bank, field: str
) -> None:
    grouped(made)
    where = drafted(made)
    naming(made, "banks", "ICBC", **{field: "XX"})
    answer = made.called(RM, "POST", path(made), json=asked())
    assert answer.status_code == 422
    assert places(answer)["#/document"].startswith("bank 'ICBC': ")
    said = {"date": DAY.isoformat(), "balances": BALANCES, "number": 1}
    kept = made.called(RM, "POST", f"{where}/previews", json=said)
    assert kept.status_code == 422 and "#/number" in places(kept)
    naming(made, "banks", "ICBC", **{field: "CN" if field == "calendar" else "HVPS"})
    assert made.called(RM, "POST", path(made), json=asked()).status_code == 200
