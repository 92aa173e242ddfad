"""An account passes to its right entity: undone there, posted anew here, the same every day."""

from pathlib import Path
from typing import Any

import pytest

from api.store.tables.books import ledger, ledger_account, posting, statement_entry
from api.store.tables.honesty import audit
from tests.api.bank import Bank
from tests.api.test_statements import faults, path_of, positions, rows, send
from tests.importing.made_camt import Booked, Day, camt, day

RM, OTHER_RM, READER = "relationship_manager", "relationship_manager_south", "company_leader"
MOVES = (Booked("250.00", "Rent", value=day(3)), Booked("-3.50", "Kontoführung"),
         Booked("1.25", "Habenzinsen"), Booked("-90.00", "Salaries"))  # fmt: skip
KINDS = ("receipts", "payments", "fees", "interest_earned", "opening", "bank")


def files(tmp_path: Path) -> list[Path]:
    """Three days of account A, of an owner who is not the right one."""
    balances = ("1000.00", "1157.75", "1315.50")
    return [camt(tmp_path, f"{at}.xml", [Day("A", day(at), balances[at], MOVES, "Wrong AG")])
            for at in range(3)]  # fmt: skip


@pytest.fixture
def booked(made: Bank, tmp_path: Path) -> Bank:
    """Two days of A, the first one last, and the entities that could hold it."""
    first, second, _ = files(tmp_path)
    for file in (second, first):
        assert send(made, [file]).status_code == 201
    for body in ({"id": "HQ"}, {"id": "SHOP", "legal_form": "branch", "branch_of": "HQ"}):
        assert made.called(RM, "POST", path_of(made, "entities"), json=body).status_code == 201
    return made


def move(made: Bank, entity: str, match: str = '"1"', who: str = RM, **more: Any) -> Any:
    headers = {"If-Match": match} if match else {}
    return made.called(who, "PATCH", path_of(made, "accounts/A"), headers,
                       json={"entity": entity, **more})  # fmt: skip


def days(made: Bank) -> Any:
    return made.called(RM, "GET", path_of(made, "positions?account=A")).json()["days"]


def held(made: Bank) -> dict[str, int]:
    """What is posted on each ledger account, debit less credit; no zeros."""
    names = {each.id: each for each in rows(made, ledger)}
    accounts = {
        each.id: f"{names[each.ledger_id].legal_entity}:{each.kind}:{each.subject}"
        for each in rows(made, ledger_account)
    }
    found: dict[str, int] = {}
    for each in rows(made, posting):
        for side, sign in ((each.debit_id, 1), (each.credit_id, -1)):
            found[accounts[side]] = found.get(accounts[side], 0) + sign * each.amount
    return {name: amount for name, amount in found.items() if amount}


def test_it_has_the_same_balance_on_every_day_in_the_right_books(booked: Bank) -> None:
    before, posted, told = days(booked), held(booked), rows(booked, statement_entry)
    old = rows(booked, posting)
    answer = move(booked, "HQ")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"'), answer.text
    assert answer.json()["entity"] == "HQ"
    assert days(booked) == before
    assert held(booked) == {name.replace("Wrong-AG", "HQ"): amount
                            for name, amount in posted.items()}  # fmt: skip
    assert rows(booked, posting)[: len(old)] == old, "what was posted is never touched"
    assert rows(booked, statement_entry) == told
    assert faults(booked) == []
    [shown] = booked.called(RM, "GET", path_of(booked, "positions")).json()["accounts"]
    assert (shown["account"], shown["entity"]) == ("A", "HQ")


def test_what_comes_later_is_booked_and_undone_in_the_right_books(
    booked: Bank, tmp_path: Path
) -> None:
    assert move(booked, "HQ").status_code == 200
    answer = send(booked, files(tmp_path))
    assert answer.status_code == 201
    [told] = answer.json()["accounts"]
    assert told["complete"] and told["unexplained"]["amount"] == "0.00"
    earlier = camt(tmp_path, "e.xml", [Day("A", day(-3), "990.00", (Booked("10.00"),), "Wrong AG")])
    [told] = send(booked, [earlier]).json()["accounts"]
    assert len(told["undone"]) == 1 and told["complete"]
    assert positions(booked, day(2)) == {"A": told["closing"]["amount"]}
    assert all(name.startswith("HQ:") for name in held(booked))
    assert faults(booked) == []


def test_it_may_pass_on_and_back_again(booked: Bank) -> None:
    before, posted = days(booked), held(booked)
    for number, entity in enumerate(("SHOP", "HQ", "Wrong-AG"), start=1):
        assert move(booked, entity, f'"{number}"').status_code == 200
        assert days(booked) == before
        assert faults(booked) == []
    assert held(booked) == posted


def test_a_branch_has_its_own_receipts_in_the_books_of_its_legal_entity(booked: Bank) -> None:
    assert move(booked, "SHOP").status_code == 200
    assert set(held(booked)) == {
        "HQ:bank:A", "HQ:opening:HQ", "HQ:receipts:SHOP", "HQ:payments:SHOP", "HQ:fees:SHOP",
        "HQ:interest_earned:SHOP",
    }  # fmt: skip


def test_an_entry_tells_all_its_pairs(booked: Bank) -> None:
    move(booked, "HQ")
    path = path_of(booked, "accounts/A/entries")
    fee = booked.called(RM, "GET", f"{path}?booked_as=fees").json()["items"][0]
    found = booked.called(RM, "GET", f"{path}/{fee['id']}").json()["postings"]
    assert [(each["debit"], each["undoes"]) for each in found] == [
        ("Wrong-AG:fees:Wrong-AG:EUR", False), ("Wrong-AG:bank:A:EUR", True),
        ("HQ:fees:HQ:EUR", False),
    ]  # fmt: skip


def test_it_is_remembered_from_whom_to_whom(booked: Bank) -> None:
    move(booked, "SHOP")
    moved, changed = rows(booked, audit)[-2:]
    assert (moved.what, moved.subject_kind, moved.subject_id) == (
        "moved", "account", changed.subject_id,
    )  # fmt: skip
    assert moved.before == {"entity": "Wrong-AG", "legal_entity": "Wrong-AG"}
    assert moved.after == {"entity": "SHOP", "legal_entity": "HQ", "entries": 9}
    assert (changed.what, changed.before["entity"], changed.after["entity"]) == (
        "changed", "Wrong-AG", "SHOP",
    )  # fmt: skip


def test_another_change_of_the_account_moves_nothing(booked: Bank) -> None:
    before = rows(booked, posting)
    for number, body in enumerate(({"name": "Main"}, {"entity": "Wrong-AG"}), start=1):
        answer = booked.called(RM, "PATCH", path_of(booked, "accounts/A"),
                               {"If-Match": f'"{number}"'}, json=body)  # fmt: skip
        assert answer.status_code == 200
    assert rows(booked, posting) == before


REFUSED: tuple[tuple[dict[str, str], str, str, int], ...] = (
    ({"entity": "HQ"}, '"1"', "", 401),
    ({"entity": "HQ"}, '"1"', READER, 403),
    ({"entity": "HQ"}, '"1"', OTHER_RM, 404),
    ({"entity": "HQ"}, "", RM, 428),
    ({"entity": "HQ"}, '"9"', RM, 412),
    ({"entity": "HO"}, '"1"', RM, 422),
    ({"entity": "HQ", "currency": "USD"}, '"1"', RM, 409),
)


def test_what_is_refused_moves_nothing(booked: Bank) -> None:
    tables = (posting, ledger_account, audit)
    before = [rows(booked, table) for table in tables]
    for change, match, who, status in REFUSED:
        assert move(booked, match=match, who=who, **change).status_code == status, change
        assert [rows(booked, table) for table in tables] == before


def test_an_entity_does_not_take_the_books_of_all_its_accounts_with_it(booked: Bank) -> None:
    """A legal entity that is to be a branch of another one: its accounts are moved one by one."""
    answer = booked.called(RM, "PATCH", path_of(booked, "entities/Wrong-AG"), {"If-Match": "*"},
                           json={"legal_form": "branch", "branch_of": "HQ"})  # fmt: skip
    assert answer.status_code == 409
    assert "its own `entity` can be changed" in answer.json()["errors"][0]["expected"]
