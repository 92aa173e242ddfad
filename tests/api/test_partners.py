"""Own transfers, sweeps and reversals: both sides are marked, whichever came first."""

from pathlib import Path
from typing import Any

import pytest

from api.store.book_checks import partners
from api.store.tables.books import entry_partner, posting, statement_entry
from tests.api.bank import Bank
from tests.api.test_statements import faults, path_of, rows, send
from tests.importing.made_camt import Booked, Day, camt, day

RM, OTHER_RM = "relationship_manager", "relationship_manager_south"
SENT = Day("A", day(0), "500", (Booked("-70", "to B", other="B"), Booked("-3", "card")), "HQ")
CAME = Day("B", day(1), "0", (Booked("70", "from A", other="A"),), "HQ")


def entries(made: Bank, account: str, query: str = "") -> list[Any]:
    answer = made.called(RM, "GET", path_of(made, f"accounts/{account}/entries?{query}"))
    assert answer.status_code == 200, answer.text
    return [each for each in answer.json()["items"] if each["kind"] == "entry"]


def pairs(made: Bank) -> set[tuple[str, str, str]]:
    return {(row.key, row.other_key, row.kind) for row in rows(made, entry_partner)}


def test_both_sides_of_an_own_transfer_are_marked_however_late_the_second_comes(
    made: Bank, tmp_path: Path
) -> None:
    assert send(made, [camt(tmp_path, "a.xml", [SENT])]).status_code == 201
    assert [each["partner"] for each in entries(made, "A")] == [None, None]
    before = rows(made, posting)
    assert send(made, [camt(tmp_path, "b.xml", [CAME])]).status_code == 201
    [sent] = entries(made, "A", "text=to%20B")
    [came] = entries(made, "B")
    assert sent["partner"] == {
        "account": "B", "entry": came["id"], "kind": "own_transfer",
        "reason": f"the other side is {came['id']} on own account B",
    }  # fmt: skip
    assert (came["partner"]["account"], came["partner"]["entry"]) == ("A", sent["id"])
    assert (sent["booked_as"], came["booked_as"]) == ("payments", "receipts")
    assert [each for each in rows(made, posting) if each in before] == before
    whole = made.called(RM, "GET", path_of(made, f"accounts/A/entries/{sent['id']}")).json()
    assert whole["partner"] == sent["partner"]
    assert [each["text"] for each in entries(made, "A", "partner=own_transfer")] == ["to B"]
    assert [each["text"] for each in entries(made, "A", "partner=none")] == ["card"]
    assert entries(made, "A", "partner=sweep") == []
    assert faults(made) == []


def test_a_pair_that_is_no_longer_the_only_choice_is_none_any_more(
    made: Bank, tmp_path: Path
) -> None:
    first = camt(tmp_path, "a.xml", [SENT, CAME])
    send(made, [first])
    assert len(rows(made, entry_partner)) == 2
    posted = rows(made, posting)
    second = Day("C", day(1), "0", (Booked("70", "from A too", other="A"),), "HQ")
    unnamed = Day("A", day(1), "427", (Booked("-70", "to somewhere"),), "HQ")
    send(made, [camt(tmp_path, "c.xml", [second, unnamed])])
    found = {each["text"]: each["partner"] for each in entries(made, "A")}
    assert found["to B"]["entry"] == entries(made, "B")[0]["id"], "each names the other"
    again = Day("B", day(2), "70", (Booked("70", "from A again", other="A"),), "HQ")
    send(made, [camt(tmp_path, "d.xml", [again])])
    several = Day("A", day(2), "357", (Booked("-70", "to B again", other="B"),
                                       Booked("-70", "and again", other="B")), "HQ")  # fmt: skip
    send(made, [camt(tmp_path, "e.xml", [several])])
    found = {each["text"]: each["partner"] for each in entries(made, "A")}
    assert found["to B again"] is None and found["and again"] is None
    assert [each for each in rows(made, posting) if each in posted] == posted
    assert faults(made) == []


def test_any_order_of_the_files_finds_the_same_pairs(made: Bank, tmp_path: Path) -> None:
    """Two sides, a sweep and its mirror, a fee and its reversal, in files that come one by one."""
    sweep = "CAMT/ACCB/ZABA"
    days = [
        [SENT],
        [CAME],
        [Day("A", day(1), "427", (Booked("-9", code=sweep), Booked("3", "card", reversal=True)),
             "HQ"), Day("B", day(2), "70", (Booked("9", code=sweep),), "HQ")],
    ]  # fmt: skip
    files = [camt(tmp_path, f"{at}.xml", each) for at, each in enumerate(days)]
    send(made, files)
    expected = pairs(made)
    assert sorted(kind for *_, kind in expected) == [
        *["own_transfer"] * 2, *["reversal"] * 2, *["sweep"] * 2,
    ]  # fmt: skip
    made.ids["distillery"], other = made.ids["shipyard"], made.ids["distillery"]
    for file in reversed(files):
        answer = send(made, [file], OTHER_RM)
        assert answer.status_code == 201
    mine = pairs(made)
    assert len(rows(made, entry_partner)) == 12
    assert mine == expected, "another client's entries have the same ids and are not its partners"
    made.ids["distillery"] = other
    assert faults(made) == []


def test_an_entry_that_is_undone_has_no_partner_and_the_one_posted_anew_has(
    made: Bank, tmp_path: Path
) -> None:
    """Booked on Monday by Thursday's statement: it stands on the first day nobody else tells."""
    monday = Day("A", day(0), "500", (Booked("-3", "card"),), "HQ")
    late = Day("A", day(3), "497", (Booked("-70", "to B", other="B", booking=day(0)),), "HQ")
    send(made, [camt(tmp_path, "a.xml", [monday, CAME, late])])
    [before] = entries(made, "A", "partner=own_transfer")
    tuesday = Day("A", day(1), "497", (Booked("1"), Booked("-1")), "HQ")
    send(made, [camt(tmp_path, "t.xml", [tuesday])])
    [after] = entries(made, "A", "partner=own_transfer")
    assert (before["booking_date"], after["booking_date"]) == (str(day(1)), str(day(2)))
    assert before["id"] != after["id"]
    [gone] = entries(made, "A", "undone=true")
    assert (gone["id"], gone["partner"]) == (before["id"], None)
    assert entries(made, "B")[0]["partner"]["entry"] == after["id"]
    assert faults(made) == []


def test_the_check_counts_the_entries_that_have_a_partner_and_passes_none_at_all(
    made: Bank, tmp_path: Path
) -> None:
    send(made, [camt(tmp_path, "a.xml", [SENT])])
    alone = made.write(partners)
    assert (alone.examined, alone.faults, alone.passed) == (0, (), False)
    send(made, [camt(tmp_path, "b.xml", [CAME])])
    both = made.write(partners)
    assert (both.examined, both.what, both.passed) == (2, "entries with a partner", True)


def test_the_check_finds_partners_that_are_none(made: Bank, tmp_path: Path) -> None:
    send(made, [camt(tmp_path, "a.xml", [SENT, CAME])])
    c = entry_partner.c
    alone = next(row for row in rows(made, statement_entry) if row.amount == -300)
    own = c.other_account_id == alone.account_id  # what B says of the entry of A
    for planted in (
        entry_partner.delete().where(own),
        entry_partner.update().where(own).values(kind="sweep"),
        entry_partner.update().where(own).values(other_key=alone.key),
    ):

        def work(connection: Any, planted: Any = planted) -> None:
            assert partners(connection).faults == ()
            connection.execute(planted)
            assert partners(connection).faults
            raise LookupError

        with pytest.raises(LookupError):
            made.write(work)
