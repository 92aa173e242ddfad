"""A scenario made of what is kept of a client: its accounts, structures in force, balances."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.store.tables.runs import scenario
from tests.api.bank import Bank
from tests.api.pools import RM, TO, body, decide, drafted, pool, submitted
from tests.api.test_statements import send
from tests.importing.made_camt import Booked, Day, camt, day
from treasury.importing import posted

OTHER_RM = "relationship_manager_south"
LINKS = [{"participant": "B", "header": "A", "rule": "zero"}]
FROM = {"first_day": day(3).isoformat(), "last_day": day(9).isoformat()}


@pytest.fixture
def booked(made: Bank, tmp_path: Path) -> Bank:
    """Two accounts told by statements, and a pool of them in force."""
    files = [
        camt(tmp_path, "a.xml", [Day("A", day(0), "100.00", (Booked("5.00", "x"),), "HQ")]),
        camt(tmp_path, "b.xml", [Day("B", day(2), "7.50", (Booked("0.50", "x"),), "HQ")]),
    ]
    assert send(made, files).status_code == 201
    where = drafted(made, body(day(0), **pool(links=LINKS)))
    decide(made, TO, submitted(made, where)["liquidity"])
    return made


def post(made: Bank, who: str = RM, key: str = "now", **other: Any) -> Any:
    path = f"/clients/{made.ids['distillery']}/scenarios"
    return made.called(who, "POST", path, json={"key": key, "from": FROM | other})


def document(made: Bank, answer: Any) -> Any:
    assert answer.status_code == 201, answer.text
    where = answer.headers["location"].removeprefix("/api/v1")
    return json.loads(made.called(RM, "GET", f"{where}/versions/1/document").text)


def test_it_has_the_accounts_the_structures_in_force_and_the_balances(booked: Bank) -> None:
    found = document(booked, post(booked))
    assert {each["id"]: each["opening"] for each in found["accounts"]} == {"A": "105", "B": "8"}
    assert [each["id"] for each in found["structures"]] == ["zba"]
    assert found["links"][0]["structure"] == "zba"
    assert f"at the end of {day(2)}" in found["notices"][0]["text"]
    alone = document(booked, post(booked, key="alone", structures=[]))
    assert "structures" not in alone and "links" not in alone
    named = document(booked, post(booked, key="named", structures=["zba"], as_is="zba"))
    assert named["as_is"] == "zba"


def test_after_a_correction_new_ones_have_it_and_those_that_were_made_stay(booked: Bank) -> None:
    before = post(booked, key="before")
    first = document(booked, before)
    profile = {"key": "ours", "effective_from": "2020-01-01", "version": "1", "source": "us"}
    for more in ({}, {"corrects": 1, "version": "2"}):
        assert booked.called(TO, "POST", "/profiles", json=profile | more).status_code == 201
    path = f"/clients/{booked.ids['distillery']}/structures?key=zba"
    where = f"/structures/{booked.called(RM, 'GET', path).json()['items'][0]['id']}"
    sent = body(day(0), **pool(links=LINKS, structure={"id": "zba", "profile": "ours"}))
    assert booked.called(RM, "POST", f"{where}/versions", {"If-Match": "*"}, json=sent).is_success
    said = {"corrects": 1}
    answer = booked.called(RM, "POST", f"{where}/versions/2/submission", json=said).json()
    decide(booked, TO, answer["approvals"][0]["id"])
    after = document(booked, post(booked, key="after"))
    assert [each["profile"] for each in after["structures"]] == ["ours"]
    assert [each["version"] for each in after["profiles"]] == ["2"]
    assert document(booked, before) == first and "profile" not in first["structures"][0]


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({"balances_on": day(-3).isoformat()}, "#/from/balances_on"),
        ({"structures": ["none"]}, "#/from/structures/0"),
        ({"first_day": day(-1).isoformat(), "balances_on": day(2).isoformat(),
          "structures": ["zba"]}, "#/from/structures/0"),
        ({"last_day": day(0).isoformat()}, "#/from"),
        ({"first_day": "0001-01-01"}, "#/from/balances_on"),
        ({"as_is": "none"}, "#/from"),
        ({"more": 1}, "#/from/more"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_and_not_guessed(
    booked: Bank, other: dict[str, Any], place: str
) -> None:
    answer = post(booked, **other)
    assert answer.status_code == 422, answer.text
    assert place in {each["pointer"] for each in answer.json()["errors"]}, answer.text
    assert booked.write(lambda c: c.execute(scenario.select()).all()) == []


def test_nobody_makes_one_of_another_teams_client(booked: Bank) -> None:
    assert post(booked, OTHER_RM).status_code == 404
    assert post(booked, "company_leader").status_code == 403


def test_terms_that_no_structure_tells_are_refused_or_left_out_with_a_notice(booked: Bank) -> None:
    where = f"/clients/{booked.ids['distillery']}/accounts"
    for key in ("A", "B"):
        answer = booked.called(RM, "PATCH", f"{where}/{key}", {"If-Match": "*"},
                               json={"terms": "demand"})  # fmt: skip
        assert answer.status_code == 200, answer.text
    refused = post(booked)
    assert refused.status_code == 422
    [wrong] = refused.json()["errors"]
    assert wrong["pointer"] == "#/from/lacking"
    assert wrong["detail"].startswith("accounts 'A' and 'B': interest terms 'demand' are in no")
    assert "their `rates` in a structure's document" in wrong["expected"]
    assert booked.write(lambda c: c.execute(scenario.select()).all()) == []
    found = document(booked, post(booked, lacking="leave_out"))
    assert not any("terms" in each for each in found["accounts"])
    assert found["notices"][1]["accounts"] == ["A", "B"]
    assert found["notices"][1]["text"].startswith("Accounts 'A' and 'B': interest terms 'demand'")
    assert post(booked, key="other", lacking="perhaps").status_code == 422


def test_terms_that_a_structure_in_force_tells_are_in_the_scenario(
    booked: Bank,
) -> None:
    where = f"/clients/{booked.ids['distillery']}/accounts/A"
    booked.called(RM, "PATCH", where, {"If-Match": "*"}, json={"terms": "demand"})
    terms = {"terms": [{"id": "demand"}],
             "rates": [{"terms": "demand", "side": "credit", "rate": "0.05%"}]}  # fmt: skip
    structure = {"id": "bearing", "name": "Bearing"}
    bearing = drafted(booked, body(day(0), **pool(links=LINKS, structure=structure, **terms)))
    decide(booked, TO, submitted(booked, bearing)["liquidity"])
    found = document(booked, post(booked))
    assert {each["id"]: each.get("terms") for each in found["accounts"]} == {
        "A": "demand", "B": None,
    }  # fmt: skip
    assert len(found["notices"]) == 1 and found["rates"][0]["rate"] == "0.05%"


def test_banks_whose_calendar_nobody_tells_are_refused_too(booked: Bank) -> None:
    [bank] = booked.called(RM, "GET", f"/clients/{booked.ids['distillery']}/banks").json()["items"]
    where = f"/clients/{booked.ids['distillery']}/banks/{bank['id']}"
    booked.called(RM, "PATCH", where, {"If-Match": "*"}, json={"calendar": "XX"})
    [wrong] = post(booked).json()["errors"]
    assert "calendar 'XX' is told neither by a structure nor by the bank" in wrong["detail"]
    found = document(booked, post(booked, lacking="leave_out"))
    assert found["notices"][1]["accounts"] == ["A", "B"]


MOVES = (
    Booked("250.00", "Rent", "r1", other="DE5", name="Tenant", value=day(2)),
    Booked("1.25", "Habenzinsen"),
    Booked("-3.50", "Kontoführung"),
    Booked("-70.00", "to B", other="B"),
    Booked("-9.00", code="CAMT/ACCB/ZABA"),
)


def with_history(made: Bank, tmp_path: Path) -> None:
    """Two days of two accounts: receipts, interest, a fee, a transfer and a sweep between them."""
    mirror = (Booked("70.00", "from A", other="A"), Booked("9.00", code="CAMT/ACCB/ZABA"))
    days = [
        Day("A", day(0), "1000.00", (Booked("5.00", "before"),), "HQ"),
        Day("A", day(1), "1005.00", MOVES, "HQ"),
        Day("B", day(0), "10.00", (Booked("1.00", "before"),), "HQ"),
        Day("B", day(1), "11.00", mirror, "HQ"),
    ]
    assert send(made, [camt(tmp_path, "h.xml", days)]).status_code == 201


HISTORY = {"first_day": day(1).isoformat(), "last_day": day(1).isoformat(), "items": "booked"}


def test_what_was_booked_on_its_days_is_in_it_as_what_it_is(made: Bank, tmp_path: Path) -> None:
    with_history(made, tmp_path)
    found = document(made, post(made, **HISTORY))
    assert {each["id"]: each["opening"] for each in found["accounts"]} == {"A": "1005", "B": "11"}
    by_text = {(each["account"], each["category"]): each for each in found["items"]}
    assert {key: each["amount"] for key, each in by_text.items()} == {
        ("A", "external"): "250", ("A", "interest"): "1.25", ("A", "fee"): "-3.5",
        ("A", "own transfer"): "-70", ("B", "own transfer"): "70",
    }  # fmt: skip
    rent = by_text["A", "external"]
    assert (rent["counterparty"], rent["reference"], rent["value_date"]) == (
        "Tenant", "r1", day(2).isoformat(),
    )  # fmt: skip
    told = found["notices"][1]["text"]
    assert f"booked from {day(1)} to {day(1)}" in told
    assert (
        "2 entries of sweeps of a cash pool, with their mirrors" in told and "interest" not in told
    )


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [(2, 3, {"B": "9"}), (0, 1, {"A": "-9"}), (1, 2, {}), (0, 3, {}), (3, 3, {})],
    ids=["mirror of a sweep before", "mirror after", "both days", "more days", "neither"],
)
def test_a_sweep_is_left_out_only_with_its_mirror(
    made: Bank, tmp_path: Path, first: int, last: int, kept: dict[str, str]
) -> None:
    """Swept from A on the second day, come to B on the third."""
    swept, came = (Booked(each, code="CAMT/ACCB/ZABA") for each in ("-9.00", "9.00"))
    days = [
        Day("A", day(-1), "100.00", (), "HQ", until=day(0)),
        Day("A", day(1), "100.00", (swept,), "HQ"),
        Day("A", day(2), "91.00", (), "HQ", until=day(3)),
        Day("B", day(-1), "10.00", (), "HQ", until=day(1)),
        Day("B", day(2), "10.00", (came,), "HQ"), Day("B", day(3), "19.00", (), "HQ"),
    ]  # fmt: skip
    assert send(made, [camt(tmp_path, "s.xml", days)]).status_code == 201
    span = {"first_day": day(first).isoformat(), "last_day": day(last).isoformat()}
    found = document(made, post(made, **HISTORY | span))
    assert {each["account"]: each["amount"] for each in found.get("items", [])} == kept
    assert {each["category"] for each in found.get("items", [])} <= {"sweep"}
    told = found["notices"][1]["text"]
    assert ("no mirror of theirs was booked on these days: 1 entry of category sweep" in told) == (
        bool(kept)
    )
    assert ("2 entries of sweeps of a cash pool" in told) == (first < 2 and last > 1)


def bears_interest(made: Bank) -> None:
    """Account A has interest terms, which a structure in force tells."""
    where = f"/clients/{made.ids['distillery']}/accounts/A"
    assert made.called(RM, "PATCH", where, {"If-Match": "*"},
                       json={"terms": "demand"}).status_code == 200  # fmt: skip
    terms = {"terms": [{"id": "demand"}],
             "rates": [{"terms": "demand", "side": "credit", "rate": "0.05%"}]}  # fmt: skip
    where = drafted(made, body(day(0), **pool(links=LINKS, **terms)))
    decide(made, TO, submitted(made, where)["liquidity"])


def test_interest_that_the_run_computes_is_no_item_twice(made: Bank, tmp_path: Path) -> None:
    with_history(made, tmp_path)
    bears_interest(made)
    found = document(made, post(made, **HISTORY))
    assert "interest" not in {each["category"] for each in found["items"]}
    assert "1 entry of interest on accounts with interest terms" in found["notices"][1]["text"]
    kept = document(made, post(made, key="kept", structures=[], lacking="leave_out", **HISTORY))
    assert "interest" in {each["category"] for each in kept["items"]}


def test_interest_that_was_booked_as_a_receipt_is_no_item_twice_either(
    made: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As entries were booked before interest was booked as such."""
    monkeypatch.setattr(posted, "booked_as", as_before)
    with_history(made, tmp_path)
    path = f"/clients/{made.ids['distillery']}/accounts/A/entries?text=Habenzinsen"
    listed = made.called(RM, "GET", path).json()["items"]
    assert [(each["category"], each["booked_as"]) for each in listed] == [("interest", "receipts")]
    bears_interest(made)
    found = document(made, post(made, **HISTORY))
    assert "interest" not in {each["category"] for each in found["items"]}
    told = found["notices"][1]["text"]
    assert "by category, whatever they were booked as" in told
    assert "1 entry of interest on accounts with interest terms" in told


def as_before(_says: Any, amount: int) -> str:
    """What an entry was booked as by its sign alone."""
    return "receipts" if amount > 0 else "payments"


def test_days_that_no_statement_tells_are_refused_and_not_taken_for_empty(
    made: Bank, tmp_path: Path
) -> None:
    with_history(made, tmp_path)
    late = post(made, **HISTORY | {"last_day": day(2).isoformat()})
    assert late.status_code == 422
    assert [each["detail"] for each in late.json()["errors"]] == [
        f"the statements of account {name} tell it until {day(1)}" for name in ("A", "B")
    ]
    other = post(made, **HISTORY | {"balances_on": day(1).isoformat()})
    assert "#/from/balances_on" in {each["pointer"] for each in other.json()["errors"]}
    assert post(made, **HISTORY | {"items": "some"}).status_code == 422


RATES = "/fx-rates"


def fixing(made: Bank, base: str, quote: str, mid: str, **other: Any) -> None:
    """An FX rate of the bank's own."""
    values = {"base": base, "quote": quote, "mid": mid, "source": "fixing", **other}
    values.setdefault("effective_from", day(1).isoformat())
    answer = made.called(TO, "POST", RATES, json=values)
    assert answer.status_code == 201, answer.text


def test_a_group_that_is_reported_in_one_currency_takes_the_bank_s_rates(booked: Bank) -> None:
    fixing(booked, "EUR", "CNY", "7.7", effective_from=day(-9).isoformat())
    fixing(booked, "EUR", "CNY", "7.8")
    fixing(booked, "EUR", "CNY", "7.9", effective_from=day(5).isoformat())
    fixing(booked, "EUR", "CNY", "9.9", effective_from=day(12).isoformat())
    fixing(booked, "GBP", "CNY", "9.1")
    currency = document(booked, post(booked))["accounts"][0]["currency"]
    into = "CNY" if currency == "EUR" else "EUR"
    found = document(booked, post(booked, key="in-one", reporting_currency=into))
    assert found["reporting_currency"] == into
    assert [(each["date"], each["mid"], each["valid_until"]) for each in found["fx_rates"]] == [
        (day(1).isoformat(), "7.8", day(9).isoformat()),
        (day(5).isoformat(), "7.9", day(9).isoformat()),
    ]
    assert {each["source"] for each in found["fx_rates"]} == {"fixing"}


def dated(found: Any) -> list[tuple[str, str, str]]:
    """Day, rate and last day of each FX rate of a scenario."""
    return [(each["date"], each["mid"], each["valid_until"]) for each in found["fx_rates"]]


def test_a_rate_that_was_corrected_on_a_day_of_the_run_is_given_once_as_corrected(
    booked: Bank,
) -> None:
    fixing(booked, "EUR", "JPY", "157")
    fixing(booked, "EUR", "JPY", "185", effective_from=day(5).isoformat())
    fixing(booked, "EUR", "JPY", "158", effective_from=day(5).isoformat(), corrects=1)
    found = document(booked, post(booked, reporting_currency="JPY"))
    assert [each[:2] for each in dated(found)] == [
        (day(1).isoformat(), "157"), (day(5).isoformat(), "158"),
    ]  # fmt: skip


def test_a_rate_holds_again_after_a_shorter_one_and_its_own_day_is_told(booked: Bank) -> None:
    fixing(booked, "EUR", "JPY", "157", valid_until=day(30).isoformat())
    fixing(booked, "EUR", "JPY", "158", effective_from=day(5).isoformat(),
           valid_until=day(6).isoformat())  # fmt: skip
    found = document(booked, post(booked, reporting_currency="JPY"))
    assert dated(found) == [
        (day(1).isoformat(), "157", day(9).isoformat()),
        (day(5).isoformat(), "158", day(6).isoformat()),
        (day(7).isoformat(), "157", day(9).isoformat()),
    ]
    assert [each["source"] for each in found["fx_rates"]] == [
        "fixing", "fixing", f"fixing ({day(1)})",
    ]  # fmt: skip


def test_a_pair_that_the_bank_does_not_have_goes_over_the_bridge(booked: Bank) -> None:
    [currency] = {each["currency"] for each in document(booked, post(booked))["accounts"]}
    refused = post(booked, key="yen", reporting_currency="JPY")
    assert refused.status_code == 422
    [wrong] = refused.json()["errors"]
    assert wrong["detail"] == f"fx_rates: there is no rate between {currency} and JPY"
    assert "fx_bridge" in wrong["expected"]
    fixing(booked, "USD", currency, "0.9")
    fixing(booked, "USD", "JPY", "157")
    over = document(booked, post(booked, key="yen", reporting_currency="JPY", fx_bridge="USD",
                                 fx_at="closing"))  # fmt: skip
    assert [(each["base"], each["quote"]) for each in over["fx_rates"]] == [
        ("USD", currency), ("USD", "JPY"),
    ]  # fmt: skip
    assert (over["fx_bridge"], over["fx_at"]) == ("USD", "closing")


def test_days_for_which_the_bank_has_no_rate_are_refused_with_the_pair(booked: Bank) -> None:
    [currency] = {each["currency"] for each in document(booked, post(booked))["accounts"]}
    fixing(booked, currency, "JPY", "157", valid_until=day(6).isoformat())
    [wrong] = post(booked, key="gap", reporting_currency="JPY").json()["errors"]
    assert wrong["detail"] == f"fx_rates: {currency}/JPY has no rate on {day(7)} to {day(9)}"


@pytest.mark.parametrize(
    "other",
    [{"fx_bridge": "USD"}, {"fx_at": "closing"}, {"reporting_currency": "EUX"},
     {"reporting_currency": "JPY", "fx_at": "daily"}],
)  # fmt: skip
def test_words_about_rates_that_say_nothing_are_refused(
    booked: Bank, other: dict[str, Any]
) -> None:
    assert post(booked, **other).status_code == 422


def notional(method: str) -> dict[str, Any]:
    """A structure that has only a notional pool of both accounts."""
    return {
        "structure": {"id": "pooled"}, "rules": [], "links": [], "terms": [{"id": "t"}],
        "rates": [{"terms": "t", "side": side, "rate": "1%"} for side in ("credit", "debit")],
        "notional_pools": [{"id": "P", "header": "A", "terms": "t", "method": method}],
        "notional_members": [{"pool": "P", "account": name} for name in ("A", "B")],
    }  # fmt: skip


def test_a_notional_pool_comes_along_with_its_structure(booked: Bank) -> None:
    where = drafted(booked, body(day(0), **notional("enhance")))
    decide(booked, TO, submitted(booked, where)["liquidity"])
    found = document(booked, post(booked, key="pooled", structures=["pooled"]))
    (kept,) = found["notional_pools"]
    assert (kept["id"], kept["structure"], kept["method"]) == ("P", "pooled", "enhance")
    assert [each["account"] for each in found["notional_members"]] == ["A", "B"]


def test_set_off_where_the_law_knows_none_is_refused_in_its_place(booked: Bank) -> None:
    client = f"/clients/{booked.ids['distillery']}"
    booked.called(RM, "POST", f"{client}/entities", json={"id": "SHOP"})
    booked.called(RM, "PATCH", f"{client}/accounts/B", {"If-Match": '"1"'}, json={"entity": "SHOP"})
    answer = booked.called(RM, "POST", f"{client}/structures", json=body(day(0), **notional("net")))
    told = [each["pointer"] for each in answer.json()["errors"] if "set off" in each["detail"]]
    assert told == [f"#/document/notional_members/{at}/account" for at in (0, 1)], answer.text
