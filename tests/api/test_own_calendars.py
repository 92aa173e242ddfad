"""Structures that name calendars and profiles which the bank keeps itself."""

from tests.api.bank import Bank
from tests.api.pools import RM, TO, body, drafted, grouped
from tests.api.test_structures import places


def test_the_banks_own_calendars_and_profiles_are_known_from_their_day(made: Bank) -> None:
    client = grouped(made)
    own = body(structure={"id": "zba", "calendar": "CN", "profile": "ours"})
    own["effective_from"] = "2027-02-01"
    unknown = made.called(RM, "POST", f"/clients/{client}/structures", json=own)
    assert unknown.status_code == 422
    assert "#/document/structure/profile" in places(unknown)
    assert any("CN" in place for place in places(unknown)), places(unknown)
    calendar = {"key": "CN", "effective_from": "2027-01-01", "valid_until": "2027-12-31",
                "source": "State Council"}  # fmt: skip
    assert made.called(TO, "POST", "/calendars", json=calendar).status_code == 201
    profile = {"key": "ours", "effective_from": "2026-01-01", "version": "1", "source": "us"}
    assert made.called(TO, "POST", "/profiles", json=profile).status_code == 201
    where = drafted(made, own)
    kept = made.called(RM, "GET", f"{where}/versions/1").json()["document"]
    assert "calendars" not in kept and "profiles" not in kept
    assert made.called(RM, "GET", f"{where}/versions/1/validation").json()["valid"]


def test_a_calendar_of_the_bank_that_only_terms_name_is_known_too(made: Bank) -> None:
    grouped(made)
    calendar = {"key": "OURS", "effective_from": "2026-01-01", "valid_until": "2035-12-31",
                "source": "the bank"}  # fmt: skip
    assert made.called(TO, "POST", "/calendars", json=calendar).status_code == 201
    own = body(
        structure={"id": "zba", "internal_terms": "ic"},
        terms=[{"id": "ic", "holiday_shift": "following", "calendar": "OURS"}],
        rates=[{"terms": "ic", "side": "credit", "rate": "0.35%"},
               {"terms": "ic", "side": "debit", "rate": "1.35%"}],
    )  # fmt: skip
    where = drafted(made, own)
    assert made.called(RM, "GET", f"{where}/versions/1/validation").json()["valid"]
