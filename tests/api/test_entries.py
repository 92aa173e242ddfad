"""Booked entries of an account: found by day, kind, amount and words; one told whole."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.api.bank import Bank
from tests.api.test_statements import path_of, send
from tests.importing.made_camt import Booked, Day, camt, day

RM, OTHER_RM, READER = "relationship_manager", "relationship_manager_south", "company_leader"
MOVES = (
    Booked("250.00", "Rent 100%", "ref-1", other="DE5", name="Müller GmbH"),
    Booked("-3.50", "Kontoführung", "ref-2", code="ACMT/MDOP/CHRG"),
    Booked("-250.00", "Invoice_5", "ref-3", value=day(2)),
    Booked("-90.00", reference="ref-4", batch=("40.00", "50.00")),
    Booked("1.25", "Habenzinsen", code="PMNT/ACCB/INTR"),
)


@pytest.fixture
def told(made: Bank, tmp_path: Path) -> Bank:
    """Two accounts told over two days; of A also the day after."""
    days = [Day("A", day(0), "1000.00", MOVES, "Holding AG"),
            Day("B", day(0), "10.00", (Booked("250.00", "Rent"),), "Holding AG")]  # fmt: skip
    later = [Day("A", day(1), "907.75", (Booked("5.00", "more"),), "Holding AG")]
    files = [camt(tmp_path, "a.xml", days), camt(tmp_path, "b.xml", later)]
    assert send(made, files).status_code == 201
    return made


def listed(made: Bank, query: str = "", account: str = "A", who: str = RM) -> Any:
    path = path_of(made, f"accounts/{account}/entries{query and f'?{query}'}")
    return made.called(who, "GET", path)


def texts(made: Bank, query: str, account: str = "A") -> list[str]:
    answer = listed(made, query, account)
    assert answer.status_code == 200, answer.text
    return sorted(each["text"] or each["kind"] for each in answer.json()["items"])


def test_what_was_booked_is_listed_by_day_with_what_the_bank_said(told: Bank) -> None:
    found = listed(told, who=READER).json()
    assert found["next"] is None
    assert [each["booking_date"] for each in found["items"]] == [
        str(day(-1)), *[str(day(0))] * 5, str(day(1)),
    ]  # fmt: skip
    opening = found["items"][0]
    assert (opening["kind"], opening["booked_as"], opening["category"]) == (
        "opening",
        "opening",
        "",
    )
    assert opening["amount"] == {"amount": "1000.00", "currency": "EUR"}
    by_text = {each["text"]: each for each in found["items"]}
    rent = by_text["Rent 100%"]
    assert rent["amount"] == {"amount": "250.00", "currency": "EUR"}
    assert (rent["counterparty"], rent["counterparty_account"]) == ("Müller GmbH", "DE5")
    assert (rent["bank_reference"], rent["booked_as"]) == ("ref-1", "receipts")
    assert by_text["Invoice_5"]["value_date"] == str(day(2))
    fee, interest = by_text["Kontoführung"], by_text["Habenzinsen"]
    assert (fee["booked_as"], fee["reason"]) == ("fees", "CHRG is a code of charges")
    assert (interest["booked_as"], interest["category"]) == ("interest_earned", "interest")


FOUND: dict[str, list[str]] = {
    f"from={day(1)}": ["more"],
    f"to={day(-1)}": ["opening"],
    f"from={day(0)}&to={day(0)}&booked_as=fees": ["Kontoführung"],
    "booked_as=interest_earned": ["Habenzinsen"],
    "amount=250": ["Invoice_5", "Rent 100%"],
    "amount=250.00&booked_as=payments": ["Invoice_5"],
    "text=rent": ["Rent 100%"],
    "text=100%25": ["Rent 100%"],
    "text=e_5": ["Invoice_5"],  # no wildcard
    "text=_": ["Invoice_5"],
    "text=REF-3": ["Invoice_5"],
    "text=müller": ["Rent 100%"],
    "text=de5": ["Rent 100%"],
    "text=mdop": ["Kontoführung"],
    "text=counterparty": [],  # the bank's words are searched, not ours
    'text="': [],
    "undone=true": [],
}


def test_entries_are_found_by_day_kind_amount_and_words(told: Bank) -> None:
    assert {query: texts(told, query) for query in FOUND} == FOUND


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Überweisung", ["Überweisung Juli"]),
        ("überweisung", ["Überweisung Juli"]),
        ("ÜBERWEISUNG JULI", ["Überweisung Juli"]),
        ("MÜLLER", ["MÜLLER 50%", "Müller_Söhne"]),
        ("müller", ["MÜLLER 50%", "Müller_Söhne"]),
        ("Müller_S", ["Müller_Söhne"]),
        ("Ü%", []),
        ("ÖHNE", ["Müller_Söhne"]),
        ("工资", ["工资"]),
        ("\\Ä", ["a\\Ärger"]),
    ],
)
def test_words_with_letters_beyond_ascii_are_found_as_typed_and_in_capitals_and_small(
    made: Bank, tmp_path: Path, typed: str, found: list[str]
) -> None:
    moves = ("Überweisung Juli", "MÜLLER 50%", "Müller_Söhne", "工资", "a\\Ärger", "Rent")
    one = Day("A", day(0), "100", tuple(Booked("1", each) for each in moves), "HQ")
    assert send(made, [camt(tmp_path, "a.xml", [one])]).status_code == 201
    assert texts(made, f"text={quote(typed)}") == found


def test_another_accounts_entries_are_not_among_them(told: Bank) -> None:
    assert texts(told, "", "B") == ["Rent", "opening"]


def test_pages_lead_through_all_of_it_in_order(told: Bank) -> None:
    whole, found, cursor = listed(told).json()["items"], [], ""
    while cursor is not None:
        page = listed(told, f"limit=2&cursor={cursor}").json()
        assert 1 <= len(page["items"]) <= 2
        found += page["items"]
        cursor = page["next"]
    assert found == whole


def test_one_entry_is_told_whole_with_its_batch_its_statement_and_its_postings(told: Bank) -> None:
    [salaries] = listed(told, "text=ref-4").json()["items"]
    answer = told.called(READER, "GET", path_of(told, f"accounts/A/entries/{salaries['id']}"))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert {name: found[name] for name in salaries} == salaries
    assert [each["amount"] for each in found["details"]] == [
        {"amount": "-40.00", "currency": "EUR"}, {"amount": "-50.00", "currency": "EUR"},
    ]  # fmt: skip
    assert (found["statement"]["file"], found["statement"]["place"]) == ("a.xml", 4)
    [pair] = found["postings"]
    assert (pair["debit"], pair["credit"]) == (
        "Holding-AG:payments:Holding-AG:EUR", "Holding-AG:bank:A:EUR",
    )  # fmt: skip
    assert (pair["amount"]["amount"], pair["undoes"]) == ("90.00", False)


def test_an_opening_that_was_undone_is_told_with_the_pair_that_undid_it(
    made: Bank, tmp_path: Path
) -> None:
    for at in (1, 0):
        one = Day("A", day(at), str(100 + at), (Booked("1"),), "HQ")
        assert send(made, [camt(tmp_path, f"{at}.xml", [one])]).status_code == 201
    [gone] = listed(made, "undone=true").json()["items"]
    assert (gone["kind"], gone["undone"], gone["amount"]["amount"]) == ("opening", True, "101.00")
    found = made.called(RM, "GET", path_of(made, f"accounts/A/entries/{gone['id']}")).json()
    assert found["statement"] is None and found["details"] == []
    assert [(each["debit"], each["undoes"]) for each in found["postings"]] == [
        ("HQ:bank:A:EUR", False), ("HQ:opening:HQ:EUR", True),
    ]  # fmt: skip
    assert [each["kind"] for each in listed(made).json()["items"]] == ["opening", "entry", "entry"]


PLACES = {
    "from=2026-03-32": "from",
    f"from={day(1)}&to={day(0)}": "to",
    "booked_as=bribes": "booked_as",
    "amount=1.005": "amount",
    "amount=-5": "amount",
    f"amount={'9' * 15}": "amount",
    "limit=0": "limit",
    "cursor=nonsense!": "cursor",
    "cursor=eHh4": "cursor",
    "undone=perhaps": "undone",
    "colour=red": "colour",
}


def test_what_cannot_be_asked_is_told_in_its_place(told: Bank) -> None:
    for query, place in PLACES.items():
        answer = listed(told, query)
        assert answer.status_code == 422, (query, answer.text)
        assert place in {each["pointer"] for each in answer.json()["errors"]}, query


def test_nobody_and_other_teams_see_no_entry(told: Bank) -> None:
    [one] = listed(told, "text=ref-4").json()["items"]
    for rest in ("accounts/A/entries", f"accounts/A/entries/{one['id']}"):
        assert told.called("", "GET", path_of(told, rest)).status_code == 401
        assert told.called("trainee", "GET", path_of(told, rest)).status_code == 403
        assert told.called(OTHER_RM, "GET", path_of(told, rest)).status_code == 404
    for rest in (
        "accounts/X/entries",
        "accounts/A/entries/none",
        f"accounts/B/entries/{one['id']}",
    ):
        assert told.called(RM, "GET", path_of(told, rest)).status_code == 404
