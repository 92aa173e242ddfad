"""Scenario 19: the sentences and tables of its README, held to its runs."""

from typing import Any

from tests.scenarios.shipped import run_of, study_of
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.overdraft_table import overdraft_nights
from treasury.reporting.payments import payment_table

NINETEEN = "19_overdraft_nights"


def rows(structure: str) -> dict[str, dict[str, Any]]:
    """The lines of the table of overdraft nights, by account."""
    data = overdraft_nights(run_of(NINETEEN, structure)).data
    lines = zip(*data.values(), strict=True)
    return {line[1]: dict(zip(data, line, strict=True)) for line in lines}


def told(structure: str, account: str, day: str) -> str:
    """The account's day in sentences."""
    run = run_of(NINETEEN, structure)
    names = run.plan.names
    row = [str(one) for one in names.days].index(day)
    return "\n".join(explain_day(run.plan, run.projection, names.accounts.index(account), row))


def test_alone_one_overdraft_becomes_overdue_and_the_other_just_not():
    alone = rows("as_is")
    valve, meter = alone["VALVE-1"], alone["METER-1"]
    assert (valve["overdrawn_nights"], valve["longest_run"], valve["longest_until"]) == (
        30 + 14, 26 + 4, "2026-08-04",
    )  # fmt: skip
    assert (valve["conversions"], valve["first_overdue"]) == (1, "2026-08-05")
    assert valve["became_overdue"] == valve["repaid"] == 1_700_000_00
    assert (valve["overdue"], valve["closed_days"], valve["standing"]) == (0, 36, "open again")
    assert (meter["longest_run"], meter["nights"], meter["conversions"]) == (59, 60, 0)
    assert meter["standing"] == "nights nearly used"


def test_in_the_pool_no_night_is_counted_and_the_wages_are_paid():
    assert [row["longest_run"] for row in rows("pool").values()] == [0, 0]
    found = {run.plan.name: run.figures[0] for run in study_of(NINETEEN).runs}
    nights = {
        name: (one.overdraft_conversions, one.overdraft_nights) for name, one in found.items()
    }
    assert nights == {"as_is": (1, 103), "pool": (0, 0)}
    enabled = found["pool"].payments_enabled
    assert (enabled.count, enabled.amount) == (1, 250_000_00)


def test_the_figure_of_the_readme():
    run = run_of(NINETEEN, "as_is")
    row = [str(one) for one in run.plan.names.days].index("2026-09-21")
    interest = 7_755_00 + 10_530_00 - 5_56
    assert (
        run.projection.book[row, run.plan.names.accounts.index("VALVE-1")] == -400_000_00 - interest
    )


def test_a_payment_that_finds_the_overdraft_closed_says_so():
    story = told("as_is", "VALVE-1", "2026-08-10")
    assert (
        "It could pay 0.00 (0.00 of its own, its overdraft is closed until the overdue loan is "
        "repaid)"
    ) in story
    assert "Overdue loan OD-VALVE: 1,700,000.00 owed." in story


def test_the_list_of_payments_says_that_the_overdraft_was_closed():
    table = payment_table(run_of(NINETEEN, "as_is"))
    (cause,) = table.data["cause"]
    assert cause.endswith("; its overdraft was closed")


def test_nights_conversion_and_repayment_are_told():
    assert (
        "Overdraft OD-VALVE: night 30 in a row of 30 (透支天数), no further one is allowed."
    ) in told("as_is", "VALVE-1", "2026-08-04")
    assert (
        "Overdue loan OD-VALVE (逾期贷款): VALVE-1 was overdrawn on 30 nights in a row, as many as "
        "were agreed. This night would be one more, so the bank credits the account with "
        "1,700,000.00, which is owed on the overdue loan from now on, and closes the overdraft. "
        "Balance: 0.00."
    ) in told("as_is", "VALVE-1", "2026-08-05")
    assert (
        "Overdue loan OD-VALVE: 800,000.00 repaid from VALVE-1, because 1,000,000.00 was there; "
        "nothing is left; the overdraft opens again at this close, and payments find it from the "
        "next day on. Balance: 200,000.00."
    ) in told("as_is", "VALVE-1", "2026-09-10")
