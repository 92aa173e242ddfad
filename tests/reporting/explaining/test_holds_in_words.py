"""What is held, in a banker's words: how much, why, until when, and what it kept back."""

from dataclasses import replace

from tests.hand.tables import group, on
from tests.hand.test_holds_by_hand import ONE, held, hold
from tests.hand.test_membership_by_hand import lived
from treasury.reporting.explaining.sentences import event_sentence
from treasury.reporting.explaining.story import explain_day
from treasury.scenario import Scenario
from treasury.tables import (
    CONCENTRATION,
    FUNDING,
    KIND,
    LINE_REPAY,
    QUEUED,
    RETURN,
    SETTLEMENT,
)


def told(scenario: Scenario, account: str, day: int = 1) -> str:
    """The story of an account's day, its lines one behind the other."""
    run = lived(scenario)
    index = run.plan.names.accounts.index(account)
    return " ".join(explain_day(run.plan, run.projection, index, day - 1))


def sentences(scenario: Scenario, kind: int) -> list[str]:
    """The sentences of all events of a kind."""
    run = lived(scenario)
    rows = run.projection.events.tolist()
    return [event_sentence(run.plan, row) for row in rows if row[KIND] == kind]


def test_the_day_opens_with_what_is_held_why_and_until_when() -> None:
    one = group(ONE.format(rule="zero_balance", opening=200), days=2)
    court, margin = hold("P", "150", 1, 1, "order of a\n court"), hold("P", "20", reason="margin")
    both = held(one, margin, court)  # the first to end is told first
    assert (
        "Opened with 200.00 book; 170.00 is held: 150.00 (order of a court) until 2026-03-02 and "
        "20.00 (margin)." in told(both, "P")
    )
    assert "Opened with 170.00 book; 20.00 is held (margin)." in told(both, "P", 2)
    assert "Headroom: it could still pay 0.00 (0.00 of its own after 170.00 held)" in told(
        both, "P"
    )
    assert "Opened with 500.00 book." in told(both, "H")


def test_a_sweep_up_says_what_was_held_before_anything_else() -> None:
    items = "day | time | account | amount\n1 | 09:00 | P | -90"
    one = held(group(ONE.format(rule="zero_balance", opening=200), items), hold("P", "120"))
    (up,) = sentences(one, CONCENTRATION)
    assert up == (
        "Rule rule-P (zero balancing) saw 0.00 on P after 120.00 held and 80.00 reserved for "
        "queued payments; nothing was left to send up to H."
    )
    (waits,) = sentences(one, QUEUED)
    assert "(80.00 was free, it could pay 80.00; 120.00 is held)" in waits


def test_a_need_says_what_was_held_of_the_balance() -> None:
    target = group(ONE.format(rule="target_constant target=80", opening=100))
    (down,) = sentences(held(target, hold("P", "60")), FUNDING)
    assert "saw 40.00 on P after 60.00 held and asked H for 40.00; H could give 500.00" in down
    (down,) = sentences(held(target, hold("P", "160")), FUNDING)
    assert "saw 0.00 on P after what was there of the 160.00 held and asked H for 80.00" in down
    hole = group(ONE.format(rule="zero_balance", opening=-100))
    (down,) = sentences(held(hole, hold("P", "60")), FUNDING)
    assert "saw -100.00 on P and asked H for 100.00" in down
    table = """
    account | opening | header | rule         | direction
    H       | 500     |        |              |
    S       | 130     | H      | zero_balance | down
    P       | -60     | S      | zero_balance |
    """
    (first, _) = sentences(held(group(table), hold("S", "100")), FUNDING)
    assert "saw -30.00 on S after 100.00 held and 60.00 of its own participants' needs" in first


def test_a_header_that_is_short_says_what_is_held_on_it() -> None:
    hole = group(ONE.format(rule="zero_balance", opening=-100))
    (down,) = sentences(held(hole, hold("H", "430")), FUNDING)
    assert "H could give 70.00 (430.00 on it is held), so 70.00 came" in down
    night = group(ONE.format(rule="zero_balance reverse", opening=100), days=2)
    (back,) = sentences(held(night, hold("H", "550", 2)), RETURN)
    assert "H could return 50.00 only (550.00 on it is held), so 50.00 stays up" in back


def test_a_day_without_a_sweep_says_that_it_was_held() -> None:
    def no_sweep(opening: int, amount: str) -> str:
        one = group(ONE.format(rule="zero_balance", opening=opening))
        return told(held(one, hold("P", amount)), "P")

    up = "it sends only what is above 0.00, so nothing was sent up; it asks only below 0.00"
    assert f"saw 100.00, of which 100.00 is held: {up}" in no_sweep(100, "100")
    assert f"saw 100.00, less than the 130.00 held: {up}" in no_sweep(100, "130")
    assert f"saw 0.00 (130.00 is held): {up}" in no_sweep(0, "130")


def test_what_is_repaid_and_settled_beside_a_hold_says_so() -> None:
    line = group("account | opening | line\nP | 100 | 40/500")
    (repaid,) = sentences(held(line, hold("P", "70")), LINE_REPAY)
    assert repaid.endswith("30.00 repaid from P, because 30.00 was there after 70.00 held.")
    items = "day | time | account | amount\n2 | 18:00 | P | 130"
    one = group(ONE.format(rule="zero_balance", opening=-100), items, days=2)
    links = (replace(one.links[0], direction="down", valid_until=on(2), at_end="settle"),)
    (settled,) = sentences(held(replace(one, links=links), hold("P", "90")), SETTLEMENT)
    assert settled == (
        "The link of P to H ended on 2026-03-03: P owed H 100.00, and repaid 40.00; P has no more "
        "that is not held, 60.00 stays open and is tried again every evening."
    )
