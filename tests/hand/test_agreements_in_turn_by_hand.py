"""Overdraft agreements of one account in turn: who counts a night, and what a new one opens, by
hand.

Amounts are whole major units. Of the agreements `old` and `new` of A each is free of interest when
overdue; A may be overdrawn by 100 and spends 50 on day 2. In the tables `book` is the balance at
the close, `old` and `new` are what is overdue under each then.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.hand.tables import fates, group, on
from tests.hand.test_overdraft_nights_by_hand import ALONE, LATE, agreed, checked, told
from treasury.credit import OverdraftAgreement
from treasury.fees import Fee
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.overdraft_table import overdraft_nights
from treasury.scenario import Scenario

SPENT = """
    day | account | amount
    2   | A       | -50
    """


def old(until: int, **terms: Any) -> OverdraftAgreement:
    """The first agreement, to a day."""
    return agreed(**{"id": "old", "valid_until": on(until), **terms})


def new(since: int, **terms: Any) -> OverdraftAgreement:
    """The second one, from a day."""
    return agreed(**{"id": "new", "valid_from": on(since), **terms})


def in_turn(*agreements: OverdraftAgreement, items: str = SPENT, days: int) -> Scenario:
    """A alone under these agreements."""
    return group(ALONE.format("0"), items, days=days, overdraft_agreements=agreements, **LATE)


def evenings(scenario: Scenario) -> list[tuple[int, int, int]]:
    """Book balance and what is overdue under either agreement at each close; whichever stands
    first in the list."""
    turned = replace(scenario, overdraft_agreements=scenario.overdraft_agreements[::-1])
    found = []
    for each in (scenario, turned):
        run = checked(each)
        names = run.plan.names
        columns = [run.projection.book[:, names.accounts.index("A")]]
        columns += [run.projection.owed[:, names.loans.index(one)] for one in ("old", "new")]
        found.append([tuple(row) for row in zip(*(c // 100 for c in columns), strict=True)])
    assert found[0] == found[1]
    return [(int(a), int(b), int(c)) for a, b, c in found[0]]


def test_an_agreement_that_follows_goes_on_counting():
    # Nights 1 and 2 at the closes of days 2 and 3, under the old one; day 4 is the third of two.
    assert evenings(in_turn(old(3), new(4), days=5)) == [
        (0, 0, 0), (-50, 0, 0), (-50, 0, 0), (0, 0, 50), (0, 0, 50),
    ]  # fmt: skip


def test_it_counts_to_its_own_number():
    # Two nights under the old one, and of the new one's four the third and fourth: day 6 is one
    # too many.
    assert evenings(in_turn(old(3), new(4, nights=4), days=6))[2:] == [
        (-50, 0, 0), (-50, 0, 0), (-50, 0, 0), (0, 0, 50),
    ]  # fmt: skip
    # Three nights were allowed and used; the new one allows two.
    short = in_turn(old(4, nights=3), new(5, nights=2), days=5)
    assert evenings(short)[3:] == [(-50, 0, 0), (0, 0, 50)]


def test_after_a_gap_nights_begin_anew_and_in_it_none_count():
    # Days 2 and 3 under the old one; 4 and 5 count for nobody; 6 and 7 are two nights, 8 the third.
    assert evenings(in_turn(old(3), new(6), days=8))[2:] == [
        (-50, 0, 0), (-50, 0, 0), (-50, 0, 0), (-50, 0, 0), (-50, 0, 0), (0, 0, 50),
    ]  # fmt: skip


def test_three_agreements_in_turn_count_the_same_nights():
    last = agreed(id="last", valid_from=on(5), nights=3)
    one = in_turn(old(3, nights=5), new(4, valid_until=on(4), nights=5), last, days=6)
    run = checked(one)
    assert (run.projection.book[:, 0] // 100).tolist() == [0, -50, -50, -50, 0, 0]
    assert run.projection.owed[-1, run.plan.names.loans.index("last")] == 50_00


def test_a_new_agreement_opens_what_was_closed_for_good_if_nothing_is_overdue():
    # Overdue on day 4, repaid in the evening of day 5 with 50 of 60. The payment of 40 on day 6 has
    # 10; that of day 7 has the overdraft of the new agreement.
    items = (
        SPENT
        + """
    5   | A       | 60
    6   | A       | -40
    7   | A       | -40
    """
    )
    one = in_turn(old(6), new(7), items=items, days=7)
    assert evenings(one)[3:] == [(0, 50, 0), (10, 0, 0), (10, 0, 0), (-30, 0, 0)]
    assert fates(one)["A3"] == "refused 6 close"
    assert fates(one)["A4"] == "made 7 open"


def test_between_two_agreements_what_was_closed_for_good_stays_closed():
    items = (
        SPENT
        + """
    5   | A       | 60
    6   | A       | -40
    7   | A       | -40
    8   | A       | -40
    """
    )
    one = in_turn(old(4), new(8), items=items, days=8)
    found = fates(one)
    assert [found[name] for name in ("A3", "A4", "A5")] == [
        "refused 6 close", "refused 7 close", "made 8 open",
    ]  # fmt: skip
    assert evenings(one)[-1] == (-30, 0, 0)


def test_while_something_is_overdue_under_the_old_one_the_new_one_opens_nothing():
    # The new one is in force from day 6; 60 come on day 8 and repay 50, which opens it: 40 are paid
    # on day 9. Its nights begin with that.
    items = (
        SPENT
        + """
    7   | A       | -40
    8   | A       | 60
    9   | A       | -40
    """
    )
    one = in_turn(old(5), new(6), items=items, days=11)
    assert evenings(one)[6:] == [(0, 50, 0), (10, 0, 0), (-30, 0, 0), (-30, 0, 0), (0, 0, 30)]
    assert fates(one)["A2"] == "refused 7 close"
    assert told(one)[1:] == [("repaid", 8, 50, 60_00, 0, 1), ("overdue", 11, 30, 2, 2, 0)]


def test_what_is_unpaid_while_the_old_one_is_closed_becomes_overdue_under_it():
    # 50 overdue on day 4; a fee of 3 on day 7, when the new one is in force, finds nothing.
    fee = Fee(id="fee", account="A", amount=Decimal(3), every="once", date=on(7))
    one = replace(in_turn(old(5), new(6), days=8), fees=(fee,))
    assert evenings(one)[-2:] == [(0, 53, 0), (0, 53, 0)]
    # Where it stays on the account, it is overdrawn and counts no night of the new one.
    stays = replace(in_turn(old(5, unpaid="overdrawn"), new(6), days=12), fees=(fee,))
    assert evenings(stays)[-1] == (-3, 50, 0)


def test_a_new_agreement_counts_what_stayed_overdrawn_when_the_old_one_was_closed():
    # Repaid on day 5, so that a fee of 13 leaves -3 on day 6. The new one is in force from day 7:
    # nights of days 7 and 8, overdue on day 9.
    fee = Fee(id="fee", account="A", amount=Decimal(13), every="once", date=on(6))
    items = SPENT + "    5   | A       | 60\n"
    one = in_turn(old(6, unpaid="overdrawn"), new(7), items=items, days=9)
    one = replace(one, fees=(fee,))
    assert evenings(one)[4:] == [(10, 0, 0), (-3, 0, 0), (-3, 0, 0), (-3, 0, 0), (0, 0, 3)]


def test_each_agreement_has_a_line_of_its_own_in_the_report():
    items = (
        SPENT
        + """
    5   | A       | 60
    7   | A       | -40
    """
    )
    run = checked(in_turn(old(6), new(7), items=items, days=8))
    table = overdraft_nights(run).data
    assert list(zip(*(table[name] for name in (
        "agreement", "overdrawn_nights", "longest_run", "nights_left", "conversions", "closed_days",
        "standing",
    )), strict=True)) == [
        # Under the new one nights 1 and 2 on days 7 and 8; the old one was closed on days 5 and 6.
        ("new", 2, 2, 0, 0, 0, "nights all used"),
        ("old", 2, 2, 0, 1, 2, "ended"),
    ]  # fmt: skip


def said(scenario: Scenario, day: int) -> str:
    """What is said of A on a day."""
    run = checked(scenario)
    at = run.plan.names.accounts.index("A")
    return "\n".join(explain_day(run.plan, run.projection, at, day - 1))


def test_what_is_said_of_each_agreement():
    one = in_turn(old(3), new(4, nights=3), days=4)
    assert "Overdraft old: night 2 in a row of 2 (透支天数), no further one is allowed." in said(
        one, 3
    )
    assert "Overdraft new: night 3 in a row of 3 (透支天数), no further one is allowed." in said(
        one, 4
    )
    # A number that is passed by the nights before it began: the next close is one too many.
    few = in_turn(old(4, nights=5), new(5, nights=2), days=5)
    assert (
        "A was overdrawn on 3 nights in a row, more than the 2 of the agreement that is in force "
        "now." in said(few, 5)
    )
    closed = in_turn(old(6), new(7), days=8)
    assert "its overdraft is closed until new begins on 2026-03-08 and nothing is overdue" in said(
        closed, 5
    )
    assert "Overdraft old: its overdraft is closed until the overdue loan is repaid." in said(
        closed, 8
    )
    repaid = in_turn(old(6), new(7), items=SPENT + "    5   | A       | 60\n", days=7)
    assert (
        "Overdraft new: it begins on the next day, and nothing is overdue, so the overdraft is "
        in (said(repaid, 6))
    )
    assert "overdraft is closed" not in said(repaid, 7)
