"""Reference data: built in and the bank's own, by date; unknown where nobody knows."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from api.store.tables.honesty import audit
from api.store.tables.terms import reference
from api.workflows.exchange_rates import lines
from api.workflows.reference_data import Version, all_of, on
from tests.api.bank import Bank
from treasury.fx import FxRate, Step, in_force

TO, RM, GM = "treasury_officer", "relationship_manager", "general_manager"
CN_2027 = {
    "key": "CN", "effective_from": "2027-01-01", "valid_until": "2027-12-31",
    "closed": ["2027-01-01"], "extra_working": ["2027-01-03"], "source": "State Council, 2026",
}  # fmt: skip
FX = {"base": "EUR", "quote": "CNY", "effective_from": "2026-03-20", "mid": "7.8",
      "source": "ECB"}  # fmt: skip
LPR = {"key": "LPR-1Y", "effective_from": "2026-01-20", "percent": "3.00", "source": "PBC"}
NEW: dict[str, dict[str, Any]] = {
    "calendars": CN_2027, "fx-rates": FX, "rates": LPR,
    "profiles": {"key": "own", "effective_from": "2026-01-01", "version": "1", "source": "us"},
}  # fmt: skip


def rows(made: Bank, table: Any) -> list[Any]:
    return list(made.write(lambda connection: connection.execute(table.select()).all()))


def add(made: Bank, kind: str, **other: Any) -> Any:
    return made.called(TO, "POST", f"/{kind}", json=NEW[kind] | other)


def places(answer: Any) -> dict[str, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {each["pointer"]: each["detail"] for each in answer.json()["errors"]}


@pytest.mark.parametrize("kind", NEW)
def test_who_may_adds_and_everybody_reads(made: Bank, kind: str) -> None:
    assert made.called("", "GET", f"/{kind}").status_code == 401
    assert made.called("", "POST", f"/{kind}", json=NEW[kind]).status_code == 401
    assert made.called(RM, "POST", f"/{kind}", json=NEW[kind]).status_code == 403
    answer = add(made, kind)
    assert answer.status_code == 201, answer.text
    where = answer.headers["location"].removeprefix("/api/v1")
    found = made.called(GM, "GET", where).json()
    shown = {key: value for key, value in answer.json().items() if key != "warnings"}
    assert found["known"] and found["version"] == shown and not shown["built_in"]
    keys = [each["key"] for each in made.called(GM, "GET", f"/{kind}").json()["items"]]
    assert answer.json()["key"] in keys and keys == sorted(keys)


@pytest.mark.parametrize("kind", NEW)
def test_a_version_is_never_edited_and_a_repeated_key_adds_one(made: Bank, kind: str) -> None:
    key = {"Idempotency-Key": "once"}
    first = made.called(TO, "POST", f"/{kind}", key, json=NEW[kind])
    again = made.called(TO, "POST", f"/{kind}", key, json=NEW[kind])
    assert again.json() == first.json() and len(rows(made, reference)) == 1
    other = add(made, kind, source="another")
    assert (other.status_code, list(places(other))) == (409, ["#/effective_from"])
    [said] = rows(made, audit)
    assert (said.what, said.login, said.after["source"]) == ("added", TO, NEW[kind]["source"])


CHANGED: dict[str, dict[str, Any]] = {
    "calendars": {"closed": ["2027-01-01", "2027-01-04"]}, "fx-rates": {"mid": "7.9"},
    "rates": {"percent": "3.10"}, "profiles": {"rounding": "half_up"},
}  # fmt: skip


@pytest.mark.parametrize("kind", NEW)
def test_a_correction_takes_the_place_of_its_day_and_what_it_corrects_stays_to_be_read(
    made: Bank, kind: str
) -> None:
    where = add(made, kind).headers["location"].removeprefix("/api/v1")
    before = made.called(GM, "GET", where).json()["version"]
    made.clock.forward(minutes=5)
    answer = add(made, kind, **CHANGED[kind], corrects=1, source="put right")
    assert answer.status_code == 201, answer.text
    found = made.called(GM, "GET", where).json()["version"]
    assert (found["number"], found["corrected_by"], found["source"]) == (2, None, "put right")
    assert found["values"] != before["values"]
    history = f"{where.partition('?')[0]}/versions"
    items = made.called(GM, "GET", history).json()["items"]
    assert [(each["number"], each["corrected_by"]) for each in items] == [(1, 2), (2, None)]
    assert items[0]["values"] == before["values"] and items[0]["source"] == before["source"]
    assert items[1]["created_at"] > items[0]["created_at"]
    first = made.called(GM, "GET", f"{history}?limit=1").json()
    rest = made.called(GM, "GET", f"{history}?limit=1&cursor={first['next']}").json()
    assert [*first["items"], *rest["items"]] == items and rest["next"] is None
    key = answer.json()["key"]
    spans = {each["key"]: each["versions"] for each in
             made.called(GM, "GET", f"/{kind}?limit=500").json()["items"]}[key]  # fmt: skip
    own = [each["corrected_by"] for each in spans if not each["built_in"]]
    assert own == [2, None]
    said = rows(made, audit)[-1]
    assert (said.what, said.login, said.before["number"], said.after["number"]) == (
        "corrected", TO, 1, 2)  # fmt: skip
    assert said.before["values"] == before["values"]


@pytest.mark.parametrize("kind", NEW)
def test_only_the_version_that_stands_is_corrected_and_only_by_who_names_it(
    made: Bank, kind: str
) -> None:
    nothing = add(made, kind, corrects=1)
    assert (nothing.status_code, list(places(nothing))) == (409, ["#/corrects"])
    add(made, kind)
    key, right = {"Idempotency-Key": "once"}, NEW[kind] | CHANGED[kind] | {"corrects": 1}
    assert made.called("", "POST", f"/{kind}", json=right).status_code == 401
    assert made.called(RM, "POST", f"/{kind}", json=right).status_code == 403
    first = made.called(TO, "POST", f"/{kind}", key, json=right)
    again = made.called(TO, "POST", f"/{kind}", key, json=right)
    assert again.json() == first.json() and len(rows(made, reference)) == 2
    for corrects in (1, 3):
        late = add(made, kind, corrects=corrects)
        assert (late.status_code, list(places(late))) == (409, ["#/corrects"])
        assert late.json()["errors"][0]["expected"] == "2"
    for wrong in (0, "1", True, 2**31):
        assert "#/corrects" in places(add(made, kind, corrects=wrong))
    assert len(rows(made, reference)) == 2
    assert made.called(GM, "GET", f"/{kind}/NOBODY/versions").status_code == 404


def test_what_was_corrected_says_nothing_any_more_not_even_beyond_its_correction(
    made: Bank,
) -> None:
    add(made, "calendars")
    add(made, "calendars", valid_until="2027-06-30", corrects=1)
    late = made.called(GM, "GET", "/calendars/CN?date=2027-09-01").json()
    assert not late["known"] and "ends on 2027-06-30" in late["detail"]
    assert made.called(GM, "GET", "/calendars/CN?date=2027-06-30").json()["known"]


def test_a_correction_is_doubted_by_what_was_known_before_its_day(made: Bank) -> None:
    add(made, "rates", effective_from="2025-12-20")
    assert add(made, "rates", percent="29").json()["warnings"] != []
    assert add(made, "rates", corrects=1).json()["warnings"] == []


def test_the_bank_s_own_versions_are_kept_for_ever(made: Bank) -> None:
    add(made, "rates")
    for change in (reference.update().values(source="x"), reference.delete()):
        with pytest.raises(DBAPIError, match="reference: rows are never changed"):
            made.write(lambda connection, change=change: connection.execute(change))


def test_of_many_who_correct_at_once_one_does(made: Bank) -> None:
    add(made, "rates")
    with ThreadPoolExecutor(6) as pool:
        percents = [f"3.{number}" for number in range(6)]
        answers = list(
            pool.map(lambda each: add(made, "rates", percent=each, corrects=1), percents)
        )
    assert sorted(each.status_code for each in answers) == [201] + [409] * 5
    assert sorted(row.number for row in rows(made, reference)) == [1, 2]


def test_what_is_built_in_is_listed_with_its_source_and_until_when_it_knows(made: Bank) -> None:
    calendars = {each["key"]: each["versions"][0]
                 for each in made.called(GM, "GET", "/calendars").json()["items"]}  # fmt: skip
    assert set(calendars) == {"CN", "FED", "HK", "TARGET", "UK"}
    assert all(each["built_in"] and each["source"] and each["valid_until"]
               for each in calendars.values())  # fmt: skip
    profiles = made.called(GM, "GET", "/profiles").json()["items"]
    assert {each["key"] for each in profiles} >= {"standard", "cn", "sap"}
    found = made.called(GM, "GET", "/profiles/sap?date=2026-01-01").json()
    assert found["version"]["values"]["rounding"] == "half_up"
    windows = made.called(GM, "GET", "/clearing-systems/TARGET?date=2023-03-19").json()
    assert windows["version"]["values"]["name"] == "TARGET2"
    later = made.called(GM, "GET", "/clearing-systems/TARGET?date=2023-03-20").json()
    assert later["version"]["values"]["name"] == "T2"
    assert made.called(GM, "GET", "/rates").json()["items"] == []


def test_pages_lead_through_built_in_and_own_keys_alike(made: Bank) -> None:
    for key in ("AA", "GG", "ZZ"):
        add(made, "calendars", key=key)
    found, cursor = [], ""
    while cursor is not None:
        page = made.called(GM, "GET", f"/calendars?limit=2&cursor={cursor}").json()
        found += [each["key"] for each in page["items"]]
        assert len(page["items"]) <= 2
        cursor = page["next"]
    assert found == ["AA", "CN", "FED", "GG", "HK", "TARGET", "UK", "ZZ"]


def test_beyond_what_is_known_it_is_unknown_and_not_guessed(made: Bank) -> None:
    found = made.called(GM, "GET", "/calendars/CN?date=2027-01-04").json()
    assert (found["known"], found["version"], found["business_day"]) == (False, None, None)
    assert "ends on 2026-12-31" in found["detail"]
    add(made, "calendars")
    asked = ("2026-01-02", "2027-01-01", "2027-01-03", "2027-01-04", "2028-01-03")
    days = {day: made.called(GM, "GET", f"/calendars/CN?date={day}").json() for day in asked}
    assert [each["business_day"] for each in days.values()] == [False, False, True, True, None]
    assert days["2026-01-02"]["version"]["built_in"]
    early = made.called(GM, "GET", "/rates/LPR-1Y").status_code
    add(made, "rates")
    before = made.called(GM, "GET", "/rates/LPR-1Y?date=2026-01-19").json()
    assert early == 404 and not before["known"] and "begins on 2026-01-20" in before["detail"]


def test_a_rate_holds_until_the_next_one_begins(made: Bank) -> None:
    add(made, "rates")
    add(made, "rates", effective_from="2026-02-20", percent="2.95")
    for day, percent in (("2026-02-19", "3.00"), ("2026-02-20", "2.95"), ("2030-01-01", "2.95")):
        found = made.called(GM, "GET", f"/rates/LPR-1Y?date={day}").json()
        assert found["version"]["values"] == {"percent": percent}


@pytest.mark.parametrize(
    ("kind", "other", "place"),
    [
        ("rates", {"percent": "3.000000001"}, "#/percent"),
        ("rates", {"percent": "300"}, "#/percent"),
        ("rates", {"percent": "3%"}, "#/percent"),
        ("rates", {"percent": 3.5}, "#/percent"),
        ("rates", {"key": "a/b"}, "#/key"),
        ("rates", {"source": ""}, "#/source"),
        ("rates", {"effective_from": "0001-01-01"}, "#/effective_from"),
        ("fx-rates", {"base": "XXY"}, "#/base"),
        ("fx-rates", {"base": "CNY"}, "#"),
        ("fx-rates", {"mid": None}, "#"),
        ("fx-rates", {"mid": "0.00"}, "#/mid"),
        ("fx-rates", {"mid": "-1"}, "#/mid"),
        ("fx-rates", {"mid": "1e5"}, "#/mid"),
        ("fx-rates", {"bid": "7.9"}, "#"),
        ("calendars", {"valid_until": "2026-01-01"}, "#/valid_until"),
        ("calendars", {"closed": ["2027-01-03"]}, "#/extra_working"),
        ("calendars", {"closed": ["2028-01-03"]}, "#/closed"),
        ("calendars", {"weekend": ["someday"]}, "#/weekend/0"),
        ("profiles", {"limits": "minimum minimum"}, "#/limits"),
        ("profiles", {"order": "random"}, "#/order"),
    ],
)
def test_each_thing_wrong_is_told_in_its_place(
    made: Bank, kind: str, other: dict[str, Any], place: str
) -> None:
    answer = add(made, kind, **other)
    assert answer.status_code == 422, answer.text
    assert place in places(answer), answer.text
    assert rows(made, reference) == []


def test_implausible_values_are_kept_with_a_warning(made: Bank) -> None:
    assert add(made, "fx-rates").json()["warnings"] == []
    turned = add(made, "fx-rates", effective_from="2026-03-21", mid="0.1282").json()["warnings"]
    assert "more than a fifth" in turned[0] and "the other way round" in turned[0]
    other = add(made, "fx-rates", base="CNY", quote="EUR", mid="0.2").json()["warnings"]
    assert "contradicts 7.8" in other[0]
    far = add(made, "fx-rates", base="USD", mid="9000000").json()["warnings"]
    assert "unusual" in far[0]
    assert add(made, "rates").json()["warnings"] == []
    jump = add(made, "rates", effective_from="2026-02-20", percent="35").json()["warnings"]
    assert ["unusual" in jump[0], "five percentage points" in jump[1]] == [True, True]


DAYS = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 1, 12))


@given(
    st.lists(st.tuples(st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS), st.booleans()),
             max_size=6, unique_by=lambda each: (each[0], each[2])),
    DAYS,
)  # fmt: skip
def test_the_version_in_force_is_what_a_slow_restatement_finds(
    spans: list[tuple[datetime.date | None, datetime.date | None, bool]], day: datetime.date
) -> None:
    versions = [
        Version(key="k", effective_from=first, valid_until=last, source="s", built_in=built,
                values={})
        for first, last, built in spans
    ]  # fmt: skip
    expected = None
    for built in (True, False):  # the bank's own, found last, takes the place of what is built in
        standing: list[Version] = []
        for offset in range(366):
            begun = day - datetime.timedelta(days=365 - offset)
            for each in versions:
                first = each.effective_from or day - datetime.timedelta(days=365)
                if each.built_in == built and first == begun:  # what has no end held until now
                    standing = [*(one for one in standing if one.valid_until), each]
        left = [one for one in standing if one.valid_until is None or one.valid_until >= day]
        expected = left[-1] if left else expected
    assert on(versions, day) == expected


FIRST, LAST = datetime.date(2026, 1, 4), datetime.date(2026, 1, 11)


@given(st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS), st.integers(1, 3)), max_size=6))
def test_on_each_day_of_a_run_the_engine_uses_the_fx_rate_that_is_told_of_that_day(
    spans: list[tuple[datetime.date, datetime.date | None, int]],
) -> None:
    """Versions of one day are corrections; each has its own rate."""
    begun: dict[datetime.date, int] = {}
    rows = []
    for place, (first, last, mid) in enumerate(sorted(spans, key=lambda each: each[0])):
        begun[first] = begun.get(first, 0) + 1
        until = str(last) if last and last >= first else None
        rows.append(SimpleNamespace(
            key="EURJPY", effective_from=first, number=begun[first], source="fixing",
            document={"mid": f"{mid}.{place}", "valid_until": until}))  # fmt: skip
    told = lines(rows, Step("EUR", "JPY", False), (FIRST, LAST))
    rates = [
        FxRate(date=datetime.date.fromisoformat(each["date"]), base="EUR", quote="JPY",
               mid=Decimal(each["mid"]),
               valid_until=datetime.date.fromisoformat(each["valid_until"]))
        for each in told
    ]  # fmt: skip
    assert [each.date for each in rates] == sorted({each.date for each in rates})
    versions = all_of("fx_rate", "EURJPY", rows)
    for offset in range((LAST - FIRST).days + 1):
        day = FIRST + datetime.timedelta(days=offset)
        known, used = on(versions, day), in_force(rates, day, 0)
        assert (known and Decimal(known.values["mid"])) == (used and used.mid)


def test_what_held_until_the_next_began_does_not_come_back_when_that_one_has_ended(
    made: Bank,
) -> None:
    add(made, "fx-rates")
    add(made, "fx-rates", effective_from="2026-03-25", mid="7.9", valid_until="2026-03-27")
    mids = {}
    for day in ("2026-03-24", "2026-03-25", "2026-03-27", "2026-03-28"):
        found = made.called(GM, "GET", f"/fx-rates/EURCNY?date={day}").json()
        mids[day[-2:]] = found["known"] and found["version"]["values"]["mid"]
    assert mids == {"24": "7.8", "25": "7.9", "27": "7.9", "28": False}
    assert "ends on 2026-03-27" in found["detail"]
