"""What asks for a credit officer: more than the version in force before gave, and nothing else."""

import datetime
from typing import Any

import pytest

from api.store.tables.honesty import audit
from api.store.tables.terms import structure_version
from api.workflows.lending import increases
from api.workflows.structure_documents import judged
from tests.api.bank import Bank
from tests.api.pools import CO, DAY, GROUP, RM, TO, body, decide, drafted, grouped, pool, submitted

LATER, NEXT_YEAR = DAY + datetime.timedelta(days=30), datetime.date(2027, 1, 1)


def link(**other: Any) -> dict[str, Any]:
    return {"participant": "S1-1", "header": "HQ-1", "rule": "zero",
            "payment_mode": "own_plus_limit", "internal_limit": "5000.00"} | other  # fmt: skip


FULL = link() | {"payment_mode": "full"}
del FULL["internal_limit"]


def priced(rate: str, *, tier: str = "", **terms: Any) -> dict[str, Any]:
    """Internal terms with a debit rate, above the tier's end another one."""
    rates = [{"terms": "ic", "side": "credit", "rate": "0.35%"}]
    if tier:
        rates += [{"terms": "ic", "side": "debit", "up_to": "1000.00", "rate": tier}]
    rates += [{"terms": "ic", "side": "debit", "rate": rate}]
    return {"structure": {"id": "zba", "internal_terms": "ic"}, "rates": rates,
            "terms": [{"id": "ic"} | terms]}  # fmt: skip


def lends(*links: dict[str, Any], **other: Any) -> dict[str, Any]:
    """The document of a structure with these links."""
    return pool(links=list(links) or [link()], **other)


def banked(rate: str = "3%", **other: Any) -> dict[str, Any]:
    line = {"id": "line", "account": "HQ-1", "limit": "1000.00", "lender": "ICBC", "terms": "b"}
    return pool(credit_lines=[line | other], terms=[{"id": "b"}],
                rates=[{"terms": "b", "side": "debit", "rate": rate}])  # fmt: skip


def budgeted(**other: Any) -> dict[str, Any]:
    budget = {"participant": "S1-1", "amount": "700.00"} | other
    return lends(FULL | {"payment_mode": "budget"}, budgets=[budget])


def limited(*amounts: str, **other: Any) -> dict[str, Any]:
    limits = [{"id": f"l{number}", "creditor": "HQ", "debtor": "S1", "currency": "CNY",
               "amount": amount} | other for number, amount in enumerate(amounts)]  # fmt: skip
    return lends(position_limits=limits)


def in_force(made: Bank, document: dict[str, Any]) -> str:
    """The address of a structure with this document approved."""
    where = drafted(made, body() | {"document": document})
    lines = submitted(made, where)
    decide(made, TO, lines["liquidity"])
    if "credit" in lines:
        decide(made, CO, lines["credit"])
    assert made.called(RM, "GET", f"{where}?date={DAY}").json()["in_force"] == 1
    return where


def increased(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is more in the document than in the one before; both are right."""
    old, new = (judged(each, {**GROUP}, LATER).scenario for each in (before, after))
    return list(increases(new, old, LATER))


@pytest.mark.parametrize(
    ("before", "after", "said", "since"),
    [
        (pool(), lends(), "S1-1 may owe HQ-1 5,000.00 CNY; so far nothing", LATER),
        (lends(), lends(link(internal_limit="5000.01")),
         "S1-1 may owe HQ-1 5,000.01 CNY; so far 5,000.00 CNY", LATER),
        (lends(), lends(FULL),
         "S1-1 may owe HQ-1 without bound; so far 5,000.00 CNY", LATER),
        (lends(link(valid_until="2026-12-31")), lends(),
         "S1-1 may owe HQ-1 5,000.00 CNY; so far nothing", NEXT_YEAR),
        (lends(), lends(link(valid_until="2026-12-31", at_end="settle"),
                        link(valid_from="2027-01-01", internal_limit="6000.00")),
         "S1-1 may owe HQ-1 6,000.00 CNY; so far 5,000.00 CNY", NEXT_YEAR),
        (lends(), lends(link(participant="S1-2"), link()),
         "S1-2 may owe HQ-1 5,000.00 CNY; so far nothing", LATER),
        (pool(), banked(),
         "HQ-1 may draw on its line of ICBC 1,000.00 CNY; so far nothing", LATER),
        (banked(), banked(lender="CCB"),
         "HQ-1 may draw on its line of CCB 1,000.00 CNY; so far nothing", LATER),
        (banked(), banked("2.99%"),
         "HQ-1 may draw on its line of ICBC 1,000.00 CNY at 2.99 % a year; so far at 3.00 %",
         LATER),
        (budgeted(), budgeted(amount="701.00"),
         "S1-1 may owe HQ-1 by its budget of a month 701.00 CNY; so far 700.00 CNY", LATER),
        (budgeted(), budgeted(period="week"),
         "S1-1 may owe HQ-1 by its budget of a week 700.00 CNY; so far nothing", LATER),
        (budgeted(), budgeted(roll_over=True),
         "S1-1 may use what its budget has left over; so far it may not", LATER),
        (lends(**priced("4.35%")), lends(**priced("4.34%")),
         "S1-1 may owe HQ-1 5,000.00 CNY at 4.34 % a year; so far at 4.35 %", LATER),
        (lends(**priced("4.35%")), lends(**priced("5%", tier="1%")),
         "S1-1 may owe HQ-1 5,000.00 CNY at 1.00 % a year; so far at 4.35 %", LATER),
        (lends(**priced("4.35%")), lends(),
         "S1-1 may owe HQ-1 5,000.00 CNY at 0.00 % a year; so far at 4.35 %", LATER),
        (lends(**priced("4.35%")), lends(**priced("4.35%", day_count="ACT/365F")),
         "S1-1 may owe HQ-1 5,000.00 CNY at a price that is reckoned in another way", LATER),
        (lends(**priced("4.35%", holiday_shift="preceding", calendar="CN")),
         lends(**priced("4.35%", holiday_shift="following", calendar="CN")),
         "S1-1 may owe HQ-1 5,000.00 CNY at a price that is reckoned in another way", LATER),
        (limited("1000.00"), limited("1000.01"),
         "S1 may owe HQ within its position limit 1,000.01 CNY; so far 1,000.00 CNY", LATER),
        (limited("1000.00"), limited(),
         "S1 may owe HQ within its position limit without bound; so far 1,000.00 CNY", LATER),
        (limited("1000.00"), limited("1000.00", net=True),
         "S1 may owe HQ within its position limit without bound; so far 1,000.00 CNY", LATER),
        (limited("1000.00", net=True), limited("1000.00"),
         "S1 may owe HQ net within its position limit without bound; so far 1,000.00 CNY", LATER),
        (limited("1000.00"), limited("1000.00", valid_until="2026-06-30"),
         "S1 may owe HQ within its position limit without bound; so far 1,000.00 CNY",
         datetime.date(2026, 7, 1)),
    ],
)  # fmt: skip
def test_more_than_before_on_any_day_is_an_increase(
    before: dict[str, Any], after: dict[str, Any], said: str, since: datetime.date
) -> None:
    assert increased(before, after) == [f"{said}, from {since}."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (pool(), pool(rules=[{"id": "zero", "preset": "zero_balance"}])),
        (lends(), lends()),
        (lends(), pool()),
        (lends(), lends(link(internal_limit="4999.99"))),
        (lends(), lends(link(valid_until="2026-12-31"))),
        (lends(FULL), lends()),
        (lends(link(), link(participant="S1-2")), lends(link(participant="S1-2"))),
        (banked(), banked("3.01%", limit="999.99")),
        (budgeted(roll_over=True), budgeted(amount="699.00")),
        (lends(**priced("4.35%")), lends(**priced("4.36%"))),
        (lends(**priced("4.35%")), lends(**priced("5%", tier="4.35%"))),
        (lends(), lends(**priced("4.35%"))),
        (limited("1000.00"), limited("1000.00", "900.00")),
        (lends(), limited("1000.00")),
    ],
)
def test_as_much_or_less_is_none(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert increased(before, after) == []


def test_all_of_a_first_version_is_an_increase() -> None:
    new = judged(lends(link(), link(participant="S1-2")), {**GROUP}, LATER).scenario
    assert increases(new, None, LATER) == (
        "S1-1 may owe HQ-1 5,000.00 CNY; so far nothing, from 2026-05-01.",
        "S1-2 may owe HQ-1 5,000.00 CNY; so far nothing, from 2026-05-01.",
    )


def test_as_much_as_before_is_asked_of_the_liquidity_line_alone(made: Bank) -> None:
    grouped(made)
    in_force(made, lends())
    path = f"/clients/{made.ids['distillery']}/structures/validations"
    for limit, lines in (("5000.00", ["liquidity"]), ("5000.01", ["liquidity", "credit"])):
        sent = body(LATER) | {"document": lends(link(internal_limit=limit))}
        found = made.called(RM, "POST", path, json=sent).json()
        assert (found["lines"], len(found["because"])) == (lines, len(lines) - 1)


def test_the_approver_is_told_what_is_more_and_so_is_the_audit(made: Bank) -> None:
    grouped(made)
    where = in_force(made, lends())
    sent = body(LATER) | {"document": lends(link(internal_limit="9000.00"))}
    made.called(RM, "POST", f"{where}/versions", {"If-Match": "*"}, json=sent)
    why = ["S1-1 may owe HQ-1 9,000.00 CNY; so far 5,000.00 CNY, from 2026-05-01."]
    lines = submitted(made, where, 2)
    assert made.called(CO, "GET", f"/approvals/{lines['credit']}").json()["because"] == why
    assert made.called(TO, "GET", f"/approvals/{lines['liquidity']}").json()["because"] == []
    said = made.write(lambda connection: connection.execute(audit.select()).all())[-1]
    assert (said.what, said.after["because"]) == ("submitted", {"credit": why})
    assert made.called(RM, "GET", f"{where}/versions/2/validation").json()["because"] == why


def test_a_correction_is_measured_by_what_it_corrects(made: Bank) -> None:
    grouped(made)
    where = in_force(made, lends())
    same = body() | {"document": lends(link(internal_limit="4000.00"))}
    made.called(RM, "POST", f"{where}/versions", {"If-Match": "*"}, json=same)
    path = f"{where}/versions/2/submission"
    answer = made.called(RM, "POST", path, json={"corrects": 1}).json()
    assert [each["line"] for each in answer["approvals"]] == ["liquidity"]


def test_credit_is_asked_besides_where_what_was_before_gives_less_by_now(made: Bank) -> None:
    """Version 2 was no more than version 1; while it waits, version 1 is corrected to less."""
    grouped(made)
    where = in_force(made, lends())
    for day, limit in ((LATER, "5000.00"), (DAY, "1000.00")):
        sent = body(day) | {"document": lends(link(internal_limit=limit))}
        made.called(RM, "POST", f"{where}/versions", {"If-Match": "*"}, json=sent)
    (waiting,) = submitted(made, where, 2).values()
    answer = made.called(RM, "POST", f"{where}/versions/3/submission", json={"corrects": 1})
    decide(made, TO, answer.json()["approvals"][0]["id"])
    made.clock.forward(minutes=1)
    assert decide(made, TO, waiting).status_code == 200
    version = made.called(RM, "GET", f"{where}/versions/2").json()
    assert version["state"] == "submitted"
    (credit,) = [each for each in version["approvals"] if each["line"] == "credit"]
    assert credit["because"] == [
        "S1-1 may owe HQ-1 5,000.00 CNY; so far 1,000.00 CNY, from 2026-05-01."]  # fmt: skip
    said = [row.what for row in made.write(
        lambda connection: connection.execute(audit.select()).all())]  # fmt: skip
    assert "asked besides" in said
    assert decide(made, CO, credit["id"]).status_code == 200
    assert made.called(RM, "GET", f"{where}/versions/2").json()["state"] == "approved"


def corrected_while_it_waits(made: Bank, *, agreed: bool) -> tuple[str, dict[str, str]]:
    """Version 2 lends 9,000 after 8,000; `agreed`: credit has said yes; then 8,000 becomes 1,000.

    The address of the structure, and the approvals that were asked for at first, by line.
    """
    grouped(made)
    where = in_force(made, lends(link(internal_limit="8000.00")))
    for day, limit in ((LATER, "9000.00"), (DAY, "1000.00")):
        sent = body(day) | {"document": lends(link(internal_limit=limit))}
        made.called(RM, "POST", f"{where}/versions", {"If-Match": "*"}, json=sent)
    made.clock.forward(minutes=1)
    asked = submitted(made, where, 2)
    if agreed:
        assert decide(made, CO, asked["credit"]).status_code == 200
    made.clock.forward(minutes=1)
    answer = made.called(RM, "POST", f"{where}/versions/3/submission", json={"corrects": 1})
    (correcting,) = answer.json()["approvals"]
    assert decide(made, TO, correcting["id"]).status_code == 200
    return where, asked


def credit_of(made: Bank, where: str) -> list[tuple[str, str, list[str]]]:
    """What credit was asked about version 2: the id, the state, the sentences."""
    version = made.called(RM, "GET", f"{where}/versions/2").json()
    return [(each["id"], each["state"], each["because"])
            for each in version["approvals"] if each["line"] == "credit"]  # fmt: skip


AT_FIRST = ["S1-1 may owe HQ-1 9,000.00 CNY; so far 8,000.00 CNY, from 2026-05-01."]
BY_NOW = ["S1-1 may owe HQ-1 9,000.00 CNY; so far 1,000.00 CNY, from 2026-05-01."]


def test_credit_that_agreed_to_a_smaller_increase_is_asked_again(made: Bank) -> None:
    where, asked = corrected_while_it_waits(made, agreed=True)
    assert decide(made, TO, asked["liquidity"]).status_code == 200
    assert made.called(RM, "GET", f"{where}/versions/2").json()["state"] == "submitted"
    first, again = credit_of(made, where)
    assert first == (asked["credit"], "approved", AT_FIRST), "what was answered stays to be read"
    assert again[1:] == ("open", BY_NOW)
    assert decide(made, CO, again[0]).status_code == 200, "the same officer judges it again"
    assert made.called(RM, "GET", f"{where}/versions/2").json()["state"] == "approved"


def test_an_open_question_is_asked_anew_where_what_was_before_is_corrected(made: Bank) -> None:
    where, asked = corrected_while_it_waits(made, agreed=False)
    first, again = credit_of(made, where)
    assert (first, again[1:]) == ((asked["credit"], "withdrawn", AT_FIRST), ("open", BY_NOW))
    assert decide(made, CO, asked["credit"]).status_code == 409, "it was about another increase"
    assert decide(made, CO, again[0]).status_code == 200
    assert decide(made, TO, asked["liquidity"]).status_code == 200, "TO only corrected version 1"
    assert made.called(RM, "GET", f"{where}/versions/2").json()["state"] == "approved"
    assert len(credit_of(made, where)) == 2


def test_nothing_is_asked_anew_of_a_version_with_which_nothing_changes(made: Bank) -> None:
    grouped(made)
    where = in_force(made, lends(link(internal_limit="8000.00")))
    for limit in ("9000.00", "8000.00"):
        sent = body(DAY if limit == "8000.00" else LATER)
        sent |= {"document": lends(link(internal_limit=limit))}
        made.called(RM, "POST", f"{where}/versions", {"If-Match": "*"}, json=sent)
    asked = submitted(made, where, 2)
    answer = made.called(RM, "POST", f"{where}/versions/3/submission", json={"corrects": 1})
    decide(made, TO, answer.json()["approvals"][0]["id"])
    assert credit_of(made, where) == [(asked["credit"], "open", AT_FIRST)]
    decide(made, CO, asked["credit"])
    decide(made, TO, asked["liquidity"])
    assert made.called(RM, "GET", f"{where}/versions/2").json()["state"] == "approved"


def test_what_can_be_read_no_more_is_not_approved(made: Bank) -> None:
    """As after a change of the program that reads documents more strictly."""
    grouped(made)
    where = drafted(made, body() | {"document": pool()})
    (asked,) = submitted(made, where).values()
    c = structure_version.c
    broken = structure_version.update().values(document=lends(link(payment_mode="of_old")))
    made.write(lambda connection: connection.execute(broken.where(c.number == 1)))
    answer = decide(made, TO, asked)
    assert answer.status_code == 409
    assert answer.json()["errors"] == [{
        "pointer": "#", "detail": "is about version 1, of which its validation says what is wrong",
        "expected": "version 1 withdrawn or rejected, and another one drafted and submitted",
    }]  # fmt: skip
    version = made.called(RM, "GET", f"{where}/versions/1").json()
    assert (version["state"], version["approvals"][0]["state"]) == ("submitted", "open")
    assert decide(made, TO, asked, "reject").status_code == 200
