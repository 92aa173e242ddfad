"""Late items as they are read and judged: each mistake is one complaint, about its place."""

import datetime
from dataclasses import replace
from pathlib import Path

from tests.hand.back_value import late
from tests.hand.tables import group, on
from treasury.account_analysis import AccountAnalysis
from treasury.accounts.chart import Stop
from treasury.accounts.virtual import VirtualLedger
from treasury.correction.problems import late_complaints
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.loading.late_items import load_late
from treasury.rates import Rate

ACCOUNTS = "account | opening\nA | 1000"
HEAD = "id,date,value_date,account,amount"


def said(*items: Item, **fields: object) -> list[str]:
    """What is said of late items of a run of thirty days, known on day 25."""
    scenario = replace(group(ACCOUNTS, days=30), **fields)  # type: ignore[arg-type]
    return [one.sentence() for one in late_complaints(scenario, items, on(25))]


def good(**fields: object) -> Item:
    """A late item with which nothing is wrong, but for these fields."""
    (item,) = late("value | account | amount\n1 | A | 20", 25)
    return replace(item, **fields)  # type: ignore[arg-type]


def test_nothing_is_wrong_with_a_value_date_up_to_the_booking_date():
    assert said(good(), good(id="b", value_date=on(25), text="known on its day")) == []


def test_each_mistake_is_said_at_its_place():
    day = datetime.timedelta(days=1)
    for fields, expected in (
        ({"date": on(24)}, "items[0].date: is booked on 2026-03-25"),
        ({"value_date": None}, "items[0].value_date: is missing"),
        ({"value_date": on(26)}, "items[0].value_date: value date 2026-03-27 is after the booking"),
        ({"value_date": on(1) - day}, "items[0].value_date: value date 2026-03-01 is before the"),
        ({"priority": 2}, "items[0].priority: does nothing here: the bank has booked the item"),
        ({"ledger": "L"}, "items[0].ledger: "),
        ({"account": "B"}, "items[0].account: there is no account 'B'"),
    ):
        (found,) = said(good(**fields))
        assert found.startswith(expected), found


def test_a_closed_account_takes_nothing_and_a_frozen_one_does():
    closed = Stop(account="A", valid_from=on(20), kind="closed")
    (found,) = said(good(), stops=(closed,))
    assert "account 'A' is closed on 2026-03-26, and takes no posting" in found
    assert said(good(), stops=(replace(closed, kind="frozen"),)) == []
    assert said(good(), stops=(replace(closed, valid_until=on(24)),)) == []


def test_a_late_item_names_a_ledger_of_its_account_or_none():
    ledgers = (VirtualLedger(id="L", account="A"),)
    for ledger in (None, "L", "unassigned"):
        assert said(good(ledger=ledger), ledgers=ledgers) == []
    (found,) = said(good(ledger="M"), ledgers=ledgers)
    assert found.startswith("items[0].ledger: ")


def test_a_run_with_account_analyses_is_taken():
    terms = {"terms": (Terms(id="ecr"),), "rates": (Rate(terms="ecr", side="credit", rate="1%"),)}
    own = AccountAnalysis(id="AN", accounts=("A",), settlement_account="A", terms="ecr")
    assert said(good(), account_analyses=(own,), **terms) == []


def test_complaints_of_a_file_name_the_file_and_its_lines(tmp_path: Path):
    file = tmp_path / "april.csv"
    file.write_text(f"{HEAD},note\na,26.3.2026,2026-03-02,A,5.00,x\n", encoding="utf-8")
    found = [one.sentence() for one in load_late(file).complaints]
    assert found[0].startswith("april.csv line 1: the column 'note' is not known")
    assert found[1].startswith("april.csv line 2, column date: ")
    file.write_text(f"{HEAD}\na,2026-03-26,2026-03-02,A,5.00\n", encoding="utf-8")
    loaded = load_late(file)
    assert loaded.complaints == [] and loaded.scenario
    assert [item.id for item in loaded.scenario.items] == ["a"]
    assert loaded.sources.where(("items", 0, "amount")) == "april.csv line 2, column amount"


def test_what_is_no_csv_file_is_said(tmp_path: Path):
    (tmp_path / "a.txt").write_text(HEAD, encoding="utf-8")
    for name, words in (("a.txt", "is no CSV file"), ("b.csv", "is no file"), (".", "is no file")):
        (found,) = load_late(tmp_path / name).complaints
        assert found.message == words
