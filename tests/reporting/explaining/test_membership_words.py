"""What explain tells of links that begin and end."""

from tests.hand.tables import group
from tests.hand.test_membership_by_hand import LEVELS, SIMPLE, lived, on, relinked
from treasury.comparison import Run
from treasury.reporting.explaining.story import explain_day


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


def test_who_joins_later_is_told_when() -> None:
    run = lived(
        relinked(group(SIMPLE, days=3), {"participant": "P", "header": "H", "valid_from": on(2)})
    )
    assert "structure pool today: its link to H begins on 2026-03-03." in told(run, "P", 1)
