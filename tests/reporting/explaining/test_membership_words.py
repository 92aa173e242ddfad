"""What explain tells of what is returned, and of links that begin and end."""

from dataclasses import replace

from tests.hand.tables import group
from tests.hand.test_membership_by_hand import LEVELS, SIMPLE, lived, on, relinked
from treasury.comparison import Run
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.sweeps import stopped_sweeps, sweep_register


def told(run: Run, account: str, day: int) -> str:
    """The account's day in one text."""
    index = run.plan.names.accounts.index(account)
    return "\n".join(explain_day(run.plan, run.projection, index, day - 1))


def test_a_settlement_says_what_was_open_what_was_paid_and_what_is_left() -> None:
    items = "day | account | amount\n1 | H | 50\n2 | H | -120\n3 | H | 60\n4 | H | 90"
    run = lived(
        relinked(
            group(SIMPLE, items, days=5, pool={"root_payment_mode": "full"}),
            {"participant": "P", "header": "H", "valid_until": on(2), "at_end": "settle"},
        )
    )
    assert (
        "end of day: The link of P to H ended on 2026-03-03: H owed P 100.00, and paid 30.00 back; "
        "H has no more, 70.00 stays open and is tried again every evening. Balance: 30.00."
    ) in told(run, "P", 2)
    assert "H owed P 10.00, and paid 10.00 back. Balance: 100.00." in told(run, "P", 4)
    assert (
        "P does not take part in structure pool today: its link to H ended on 2026-03-03."
    ) in told(run, "P", 4)


def test_what_is_open_after_a_link_has_ended_is_told_every_evening() -> None:
    items = "day | account | amount\n1 | H | 50\n2 | H | -120"
    run = lived(
        relinked(
            group(SIMPLE, items, days=4, pool={"root_payment_mode": "full"}),
            {"participant": "P", "header": "H", "valid_until": on(2), "at_end": "settle"},
        )
    )
    # of the 100 sent up, 30 came back on day 2: 70 are open, and P owns 30 + 70
    story = told(run, "P", 4)
    assert "Of its link to H, which ended on 2026-03-03, H still owes it 70.00." in story
    assert "Entitlement: 100.00." in story


def test_a_takeover_says_who_owed_whom_before_and_who_does_now() -> None:
    run = lived(
        relinked(
            group(LEVELS, days=3),
            {"participant": "P", "header": "R", "valid_until": on(1), "at_end": "novate"},
            {"participant": "P", "header": "H", "valid_from": on(2)},
        )
    )
    assert (
        "opening: P left R and its new header takes the position over: before, P and H owe "
        "nothing; now, H owes P 100.00. No cash moved between P and H."
    ) in told(run, "P", 2)
    assert "before, H owes R 110.00; now, H owes R 10.00." in told(run, "R", 2)


def test_a_link_that_goes_on_under_another_rule_is_said_to_be_renewed() -> None:
    run = lived(
        relinked(
            group(SIMPLE, days=3),
            {"participant": "P", "header": "H", "valid_until": on(1), "at_end": "novate"},
            {"participant": "P", "header": "H", "valid_from": on(2), "direction": "up"},
        )
    )
    story = told(run, "P", 2)
    assert "left" not in story
    assert (
        "opening: The link of P to H was renewed and its position goes on: on its line that ended "
        "on 2026-03-02, before, H owes P 100.00; now, P and H owe nothing. No cash moved between "
        "P and H."
    ) in story
    assert (
        "on its line from 2026-03-03, before, P and H owe nothing; now, H owes P 100.00." in story
    )


def test_who_joins_later_is_told_when() -> None:
    run = lived(
        relinked(group(SIMPLE, days=3), {"participant": "P", "header": "H", "valid_from": on(2)})
    )
    assert "structure pool today: its link to H begins on 2026-03-03." in told(run, "P", 1)


def test_a_return_says_what_was_swept_when_and_what_the_header_could_give() -> None:
    table = """
    account | opening | reserve | header | rule
    H       | 0       | 180000  |        |
    P       | 300000  |         | H      | zero_balance reverse
    """
    run = lived(replace(group(table, days=3), as_is="pool"))
    assert (
        "opening: Rule rule-P (zero balancing) returns what was swept from P on 2026-03-02 and has "
        "not come down since, 300,000.00: H could return 120,000.00 only, so 180,000.00 stays up "
        "with it and is not due again. Balance: 120,000.00."
    ) in told(run, "P", 2)
    assert (
        "has not come down since, 120,000.00: H returned all of it. Balance: 180,000.00."
    ) in told(run, "H", 3)
    register = sweep_register(run)
    assert register.data["slot"] == ["end of day", "opening", "end of day"] * 1 + [
        "opening", "end of day",
    ]  # fmt: skip
    assert register.data["from"][1] == "H" and register.data["amount"][1] == 12000000


def test_a_return_of_nothing_stands_among_the_sweeps_that_did_not_happen() -> None:
    table = """
    account | opening | reserve | header | rule
    H       | 0       | 300     |        |
    P       | 300     |         | H      | zero_balance reverse
    """
    run = lived(replace(group(table, days=2), as_is="pool"))
    stopped = stopped_sweeps(run).data
    assert stopped["wanted"] == [30000]
    assert stopped["reason"][0].endswith(
        "H had nothing to return it from, so 300.00 stays up with it and is not due again."
    )


def test_a_rule_on_value_basis_tells_the_value_balance_it_saw() -> None:
    table = """
    account | opening | header | rule
    H       | 0       |        |
    P       | 0       | H      | zero_balance basis=value
    """
    items = "day | value | account | amount\n1 | 2 | P | 100\n2 | | P | 5"
    run = lived(replace(group(table, items, days=2), as_is="pool"))
    assert (
        "end of day: no sweep with H. Rule rule-P (zero balancing, by value date) saw 0.00: "
        "it sends only what is above 0.00, so nothing was sent up"
    ) in told(run, "P", 1)
    assert (
        "Rule rule-P (zero balancing, by value date) saw 105.00 on P and sent 105.00 up to H."
    ) in told(run, "P", 2)


def test_a_return_through_a_sub_header_tells_what_the_sub_header_had_got_back_itself() -> None:
    table = """
    account | opening | header | rule
    R       | 0       |        |
    S       | 30      | R      | zero_balance reverse
    L       | 100     | S      | zero_balance reverse
    """
    run = lived(replace(group(table, days=2), as_is="pool"))
    assert (
        "has not come down since, 100.00: S returned all of it. Balance: 100.00.\n"
        "  Behind it: Rule rule-S (zero balancing) returns what was swept from S on 2026-03-02 and "
        "has not come down since, 130.00: R returned all of it."
    ) in told(run, "L", 2)
