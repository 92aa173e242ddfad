"""Credit lines at the end of the day, by their terms and by engines that forget them."""

from decimal import Decimal

from tests.made_runs import Made, account, group, item, made
from treasury import tables as t
from treasury.credit import CreditLine


def borrowing(**more: object) -> Made:
    """H is 300 short on the first day, has 250 more on the second, and 500 more on the third."""
    accounts = (
        account("H", "HQ", 0, overdraft=Decimal(1000), **more),
        *(account(name, where, 0) for name, where in (("B", "BR"), ("A", "SUB"), ("T", "SUB2"))),
    )
    items = (item("tax", 0, "H", "-300"), item("sale", 1, "H", "250"), item("more", 2, "H", "500"))
    line = CreditLine(id="line", account="H", limit=Decimal(400), drawn=Decimal(100))
    return made(
        group(accounts=accounts, items=items, fees=(), rates=(), term_loans=(),
              credit_lines=(line,))
    )  # fmt: skip


def test_a_line_is_drawn_before_the_overdraft_and_repaid_first() -> None:
    run = borrowing()
    assert run.projection.owed[:, 0].tolist() == [40000, 15000, 0, 0, 0]
    found = run.checks()[20]
    assert (found.passed, found.examined) == (True, 5)


def test_a_reserve_is_kept_from_the_line() -> None:
    kept = borrowing(overdraft_may_fund=False, reserve=Decimal(50))
    assert kept.projection.owed[:, 0].tolist() == [40000, 20000, 0, 0, 0]
    assert kept.checks()[20].passed is True


def test_cash_reserved_for_the_queue_repays_nothing() -> None:
    line = CreditLine(id="line", account="A", limit=Decimal(90), drawn=Decimal(90))
    for queue in ("carry", "cancel"):
        scenario = group(
            queue=queue, fees=(), term_loans=(), rates=(), links=(), credit_lines=(line,),
            items=(item("large", 0, "A", "-1500"), item("sale", 2, "A", "600")),
        )  # fmt: skip
        run = made(scenario)
        assert int(run.projection.owed[0, 0]) == 9000
        assert run.checks()[20].passed is True


def test_a_line_that_nobody_draws_is_found() -> None:
    found = borrowing().lived_by("accounts", "line", -1).checks()[20]
    assert found.passed is False
    assert found.detail == "line line on 2026-03-18: should move 300.00 CNY, moved 0.00 CNY"


def test_a_line_that_is_repaid_too_much_is_found() -> None:
    run = borrowing()
    found = run.bent(run.rows(t.LINE_REPAY)[0], amount=1).checks()[20]
    assert "line line on 2026-03-19: should move -250.00 CNY, moved -0.01 CNY" in found.detail


def test_without_lines_none_is_examined() -> None:
    assert made(group(credit_lines=())).checks()[20].passed is None


# --- intraday overdrafts (21) ---------------------------------------------------------------------


def overdrawn_in_the_day() -> Made:
    """A pays 300 on an intraday limit, without a header: it stays overnight until the third day."""
    accounts = (
        account("A", "HQ", 0, intraday_overdraft=Decimal(500)),
        *(account(name, where, 0) for name, where in (("B", "BR"), ("H", "SUB"), ("T", "SUB2"))),
    )
    items = (item("tax", 0, "A", "-300"), item("sale", 2, "A", "350"))
    return made(
        group(accounts=accounts, items=items, fees=(), rates=(), term_loans=(), credit_lines=(),
              links=())
    )  # fmt: skip


def test_an_intraday_overdraft_that_stays_overnight_is_told_each_evening() -> None:
    run = overdrawn_in_the_day()
    assert [row[t.AMOUNT] for row in run.projection.events[run.rows(t.OVERNIGHT)]] == [30000] * 2
    found = run.checks()[21]
    assert (found.passed, found.examined) == (True, 5)


def test_an_intraday_overdraft_told_otherwise_is_found() -> None:
    run = overdrawn_in_the_day()
    found = run.bent(run.rows(t.OVERNIGHT)[1], amount=29999).checks()[21]
    assert found.detail == "A on 2026-03-19: 300.00 CNY of its intraday overdraft stays overnight"


def test_without_intraday_overdrafts_none_is_examined() -> None:
    assert borrowing().checks()[21].passed is None
