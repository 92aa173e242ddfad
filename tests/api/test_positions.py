"""Positions: on a day, over a time, as CSV; what is not known is not made up."""

import csv
import datetime
import io
from pathlib import Path
from typing import Any

import pytest

from api.store.tables.honesty import audit
from tests.api.bank import Bank
from tests.api.test_statements import path_of, send
from tests.importing.made_camt import Booked, Day, camt, day

RM, OTHER_RM = "relationship_manager", "relationship_manager_south"


@pytest.fixture
def booked(made: Bank, tmp_path: Path) -> Bank:
    """Two accounts in euro and one in yen; `A` moves on its first, second and fifth day."""
    early = day(0)
    files = [
        camt(tmp_path, "a.xml", [
            Day("A", day(0), "100.00", (Booked("5.00", "x"),), "HQ"),
            Day("A", day(1), "105.00", (Booked("-0.01", "y", value=early),), "HQ"),
            Day("A", day(4), "104.99", (Booked("1.00", "z"),), "HQ"),
        ]),
        camt(tmp_path, "b.xml", [Day("B", day(2), "-7.50", (Booked("0.50", "x"),), "HQ")]),
        camt(tmp_path, "j.xml", [Day("J", day(1), "300", (Booked("7", "x"),), "HQ", "JPY")]),
    ]  # fmt: skip
    assert send(made, files).status_code == 201
    return made


def get(made: Bank, query: str = "", who: str = RM, **headers: str) -> Any:
    return made.called(who, "GET", path_of(made, f"positions{query}"), headers)


def test_positions_of_a_day_are_summed_within_a_currency_only(booked: Bank) -> None:
    found = get(booked, f"?date={day(1)}").json()
    accounts = {each["account"]: each for each in found["accounts"]}
    assert accounts["A"]["book"] == {"amount": "104.99", "currency": "EUR"}
    assert accounts["J"]["book"] == {"amount": "307", "currency": "JPY"}
    assert accounts["B"]["book"] == {"amount": "-7.50", "currency": "EUR"}
    assert accounts["A"]["moved"] == str(day(1))
    assert found["totals"] == [
        {"book": {"amount": "97.49", "currency": "EUR"}, "accounts": 2,
         "value": {"amount": "97.49", "currency": "EUR"}},
        {"book": {"amount": "307", "currency": "JPY"}, "accounts": 1,
         "value": {"amount": "307", "currency": "JPY"}},
    ]  # fmt: skip
    assert found["unknown"] == 0


def test_before_the_first_statement_a_balance_is_unknown_and_not_zero(booked: Bank) -> None:
    found = get(booked, f"?date={day(-1)}").json()
    assert {each["account"]: each["book"] and each["book"]["amount"]
            for each in found["accounts"]} == {"A": "100.00", "B": None, "J": None}  # fmt: skip
    assert (found["unknown"], found["totals"][0]["accounts"]) == (2, 1)


def test_without_a_date_it_is_the_last_day_that_is_told(booked: Bank) -> None:
    assert get(booked).json()["date"] == str(day(4))


def test_an_account_over_a_time_has_every_day_by_book_and_by_value(booked: Bank) -> None:
    found = get(booked, "?account=A").json()
    days = [(each["date"], each["book"]["amount"], each["value"]["amount"]) for each in
            found["days"]]  # fmt: skip
    assert days == [
        (str(day(0)), "105.00", "104.99"), (str(day(1)), "104.99", "104.99"),
        (str(day(2)), "104.99", "104.99"), (str(day(3)), "104.99", "104.99"),
        (str(day(4)), "105.99", "105.99"),
    ]  # fmt: skip
    part = get(booked, f"?account=A&from={day(2)}&to={day(3)}").json()["days"]
    assert [each["book"]["amount"] for each in part] == ["104.99", "104.99"]
    before = get(booked, f"?account=B&from={day(-9)}&to={day(2)}").json()["days"]
    assert [each["date"] for each in before] == [str(day(1)), str(day(2))]


def lines(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.text)))


def test_the_whole_table_as_csv_is_what_each_account_says(booked: Bank) -> None:
    found = lines(get(booked, Accept="text/csv"))
    assert found[0] == ["account", "number", "entity", "bank", "currency", "date", "book", "value"]
    assert found == lines(get(booked, "?format=csv"))
    for name in ("A", "B", "J"):
        told = get(booked, f"?account={name}&from={day(0)}").json()["days"]
        own = [(row[5], row[6], row[7]) for row in found[1:] if row[0] == name]
        assert own == [
            (each["date"], each["book"]["amount"], each["value"]["amount"]) for each in told
        ]
    one = lines(get(booked, f"?format=csv&date={day(1)}"))
    assert [(row[0], row[6]) for row in one[1:]] == [("A", "104.99"), ("B", "-7.50"), ("J", "307")]


def test_taking_out_csv_stands_in_the_audit(booked: Bank) -> None:
    get(booked, "?format=csv&account=A")
    rows = booked.write(lambda connection: connection.execute(audit.select()).all())
    assert (rows[-1].what, rows[-1].subject_kind) == ("exported", "positions")
    assert rows[-1].after == {"account": "A", "from": str(day(0)), "to": str(day(4))}


@pytest.mark.parametrize(("query", "status"), [
    ("?date=2026-02-30", 422), ("?date=0001-01-01", 200), ("?date=9999-12-31", 200),
    ("?from=2026-03-01", 422), ("?date=2026-03-01&account=A", 422),
    ("?date=2026-03-01&from=2026-03-01&format=csv", 422), ("?account=NONE", 404),
    ("?account=A&from=2026-03-05&to=2026-03-01", 422), ("?account=A&to=9999-12-31", 422),
    ("?account=A&from=0001-01-01", 422), ("?format=csv&from=0001-01-01&to=9999-12-31", 422),
    ("?format=xml", 422), ("?account=A&from=9999-12-31", 200), ("?format=csv&account=NONE", 404),
    ("?account=A&to=0001-01-01", 422), ("?format=csv&to=0001-01-02&from=0001-01-01", 200),
])  # fmt: skip
def test_strange_questions_get_an_answer_or_a_reason(booked: Bank, query: str, status: int) -> None:
    answer = get(booked, query)
    assert answer.status_code == status, answer.text


def test_another_form_is_not_acceptable(booked: Bank) -> None:
    assert get(booked, Accept="application/xml").status_code == 406
    assert get(booked, Accept="application/xml, */*").status_code == 200


def test_nobody_and_other_teams_see_nothing(booked: Bank) -> None:
    for query in ("", "?account=A", "?format=csv"):
        assert get(booked, query, who="").status_code == 401
        assert get(booked, query, who="general_manager").status_code == 403
        assert get(booked, query, who=OTHER_RM).status_code == 404


def test_a_client_without_statements_has_an_empty_answer(made: Bank) -> None:
    found = get(made).json()
    assert (found["accounts"], found["totals"], found["unknown"]) == ([], [], 0)
    assert datetime.date.fromisoformat(found["date"]) == datetime.date(2026, 3, 20)
    assert len(lines(get(made, "?format=csv"))) == 1
