"""What explain tells of money on its way between two banks."""

from tests.hand.tables import group
from tests.hand.test_membership_by_hand import lived, on
from tests.hand.test_transit_by_hand import ending, two_banks
from tests.reporting.explaining.test_membership_words import told
from treasury.accounts.chart import Stop
from treasury.pooling.structure import Rejection

TOLD = Rejection(structure="pool", participant="P", date=on(1), reason="wrong account number")


def test_a_sweep_says_how_long_it_takes_and_when_it_arrives() -> None:
    run = lived(two_banks())
    assert (
        "saw 100.00 on P and sent 100.00 up to H; the transfer to H takes 1 business day and "
        "arrives on 2026-03-03. Balance: 0.00."
    ) in told(run, "P", 1)
    assert "Closed with 0.00 book; 100.00 is on its way to it." in told(run, "H", 1)
    assert "Entitlement: 0.00, what is on its way to it included." in told(run, "H", 1)
    arrives = "opening: 100.00 arrived on H: P had sent it on 2026-03-02."
    assert f"{arrives} Balance: 100.00." in told(run, "H", 2)
    assert f"{arrives}\n" in told(run, "P", 2)


def test_a_sweep_that_does_not_arrive_in_the_run_says_so() -> None:
    run = lived(two_banks(delay=3, days=2))
    assert "takes 3 business days and is still on its way when the run ends" in told(run, "P", 1)


def test_what_the_bank_sends_back_is_told_with_its_reason() -> None:
    run = lived(two_banks(rejections=(TOLD,)))
    assert "takes 1 business day and comes back on 2026-03-03." in told(run, "P", 1)
    assert (
        "opening: 100.00 came back to P: what it had sent to H on 2026-03-02 was sent back, "
        "because the bank rejected it (wrong account number). The position between the two is as "
        "if it had not been sent; the next sweep may try again, with a new transfer. "
        "Balance: 100.00."
    ) in told(run, "P", 2)
    assert "and arrives on 2026-03-04" in told(run, "P", 2)


def test_what_comes_to_a_closed_account_is_told_so() -> None:
    shut = (Stop(account="H", kind="closed", valid_from=on(2), valid_until=on(2)),)
    run = lived(two_banks(stops=shut))
    assert "takes 1 business day and comes back on 2026-03-03." in told(run, "P", 1)
    assert "was sent back, because H is closed from 2026-03-03" in told(run, "P", 2)


def test_a_need_says_what_is_on_its_way() -> None:
    items = "time | account | amount\n12:00 | P | -30"
    rule = "zero_balance at=09:00,11:00,15:00"
    story = told(lived(two_banks(items, own="-50", header="500", rule=rule)), "P", 1)
    assert "H could give 500.00, so all of it was sent; the transfer to P takes" in story
    assert "11:00: no sweep with H. Rule rule-P (zero balancing) saw -50.00 (50.00 more is" in story
    assert "saw -30.00 on P with 50.00 on its way to it and asked H for 30.00" in story


def test_funding_that_came_back_is_the_header_s_again() -> None:
    run = lived(two_banks(own="-50", header="500", rejections=(TOLD,)))
    story = told(run, "H", 2)
    assert "opening: 50.00 came back to H: what it had sent to P on 2026-03-02" in story
    assert "It has lent 50.00 to its participants, net." in story  # sent again in the evening


def test_a_settlement_that_waits_says_for_what() -> None:
    run = lived(ending(two_banks("day | account | amount\n2 | P | 40", days=5), 2))
    assert (
        "money is still on its way over it, so what is open (140.00) is settled when that has "
        "arrived or come back."
    ) in told(run, "P", 2)
    assert "paid 140.00 back; the transfer to P takes 1 business day and arrives" in told(
        run, "P", 3
    )


def test_a_header_whose_link_takes_days_draws_on_nothing() -> None:
    run = lived(
        group(
            """
            account | bank  | opening | header | rule         | mode       | delay
            Top     | There | 100     |        |              |            |
            Mid     | Here  | 50      | Top    | keep keep=20 | standalone | 1
            Low     | Here  | 10      | Mid    | keep keep=10 | full       |
            """,
            "day | account | amount\n2 | Low | -60",
            days=2,
            as_is="pool",
        )
    )
    assert (
        "Mid could give 20.00: 20.00 of free cash; its link to Top takes days, so nothing is drawn "
        "on it."
    ) in told(run, "Low", 2)


def test_what_the_levels_above_send_is_no_part_of_what_is_on_its_way() -> None:
    run = lived(
        group(
            """
            account | bank  | opening | header | rule         | delay
            Top     | There | 0       |        |              |
            Mid     | Here  | 30      | Top    | zero_balance |
            Low     | Third | 100     | Mid    | zero_balance | 1
            """,
            days=2,
            as_is="pool",
        )
    )
    assert "Further up" not in told(run, "Low", 1)
    assert "Behind it" not in told(run, "Top", 1)
