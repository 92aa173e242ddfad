"""Scenario 21 by hand: a register pool beside a sweep; thousandths of a per cent a day."""

from decimal import Decimal

from tests.scenarios.shipped import run_of
from treasury.comparison import Run
from treasury.reporting.explaining.story import explain_day

NAME = "21_register_pool"


def book(run: Run, account: str) -> list[int]:
    """The account's day-end balances in whole yuan, from 2 March on."""
    at = run.plan.names.accounts.index(account)
    return [amount // 100 for amount in run.projection.book[:, at].tolist()]


def posted_on_16_march(run: Run) -> dict[str, Decimal]:
    """What was posted on the morning after the settlement, by account, in yuan."""
    names, book = run.plan.names, run.projection.book
    return {name: Decimal(int(book[14, at] - book[13, at])) / 100
            for at, name in enumerate(names.accounts)}  # fmt: skip


def test_the_line_is_drawn_for_what_all_together_lack() -> None:
    run = run_of(NAME, "register")
    owed = [amount // 100 for amount in run.projection.owed[:, 0].tolist()]
    assert owed == [0] * 3 + [100_000] * 5 + [0] * 11
    assert book(run, "HOLDING-1")[:14] == (
        [200_000] + [-700_000] * 2 + [-600_000] * 5 + [-700_000] * 2 + [-200_000] * 4
    )
    assert book(run, "NORTH-1")[:14] == [600_000] * 3 + [200_000] * 11


def test_the_rest_of_the_header_s_overdraft_bears_the_demand_rate() -> None:
    # 2.00 - 66.00; the line's 50.00 are posted on the holding as well.
    assert posted_on_16_march(run_of(NAME, "register")) == {
        "EAST-1": 29, "HOLDING-1": 2 - 66 - 50, "NORTH-1": 40, "SOUTH-1": 42,
    }  # fmt: skip


def test_a_sweep_comes_to_the_same_and_leaves_debts_between_companies() -> None:
    swept, register = run_of(NAME, "swept"), run_of(NAME, "register")
    assert sum(posted_on_16_march(swept).values()) == 47 - 50
    assert sum(posted_on_16_march(register).values()) == 47 - 50
    assert register.figures[0].intercompany == () != swept.figures[0].intercompany
    # 864.43 and 864.44: in the register four accounts round the five days after the 15th.
    assert [one.figures[0].net_benefit for one in (register, swept)] == [864_43, 864_44]


def test_the_evening_of_the_draw_is_told() -> None:
    run = run_of(NAME, "register")
    at = run.plan.names.accounts.index("HOLDING-1")
    said = "\n".join(explain_day(run.plan, run.projection, at, 3))
    assert (
        "Credit line OVERDRAFT: 100,000.00 drawn into HOLDING-1, because -100,000.00 was there by "
        "the register of pool BOOK"
    ) in said
    assert (
        "Register pool BOOK at the close: all participants together have 0.00, of it this account "
        "-600,000.00. 600,000.00 of the overdraft of HOLDING-1 is covered by the others and bears "
        "the terms demand in place of its own"
    ) in said
    settled = "\n".join(explain_day(run.plan, run.projection, at, 13))
    assert "Result of notional pool BOOK (terms demand) settled: - 6,600,000.00 x 0.36 % / 360" in (
        settled
    )
