"""Overdraft nights in a banker's words, in the tables, the headroom, exports and previews."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.hand.tables import group, on
from tests.hand.test_overdraft_nights_by_hand import LATE, POOL, REPAID, SPENT, agreed, one_account
from treasury.comparison import Run, study
from treasury.flows.items import Item
from treasury.plan.one_day import Asked, plan_of_day
from treasury.reporting.benefit import night_figures
from treasury.reporting.csvs import run_files
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.exports.bank_codes import code_of
from treasury.reporting.exports.books import title_of
from treasury.reporting.interest_statement import interest_statement
from treasury.reporting.liquidity import liquidity
from treasury.reporting.overdraft_table import overdraft_nights
from treasury.reporting.payments import payment_table
from treasury.reporting.preview_notes import Evening, closed_overdrafts
from treasury.reporting.run_tables import run_tables
from treasury.reporting.summary import summary
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import KIND, MADE, OVERDUE, OVERDUE_REPAID


def last(scenario: Scenario) -> Run:
    return study(scenario).runs[-1]


def told(run: Run, day: int, account: str = "A") -> str:
    at = run.plan.names.accounts.index(account)
    return "\n".join(explain_day(run.plan, run.projection, at, day - 1))


def line(run: Run, place: int = 0) -> dict[str, Any]:
    data = overdraft_nights(run).data
    return {name: column[place] for name, column in data.items()}


def test_each_night_is_told_with_what_is_left() -> None:
    run = last(one_account(SPENT, days=5))
    assert "Overdraft od-A: night 1 in a row of 2 (透支天数), 1 left." in told(run, 2)
    assert "night 2 in a row of 2 (透支天数), no further one is allowed." in told(run, 3)
    assert "Overdraft od-A" not in told(run, 1)
    assert "Overdraft od-A: its overdraft is closed for good." in told(run, 4)
    assert "Overdue loan od-A: 50.00 owed." in told(run, 4)


def test_one_night_is_a_night_and_what_is_added_while_closed_is_told() -> None:
    run = last(one_account(SPENT, days=3, nights=1))
    assert "A was overdrawn on 1 night in a row, as many as were agreed." in told(run, 3)
    fee_like = group(
        """
        account | opening | overdraft | intraday
        A       | 0       | 100       | 150
        """,
        """
        time  | account | amount
        10:00 | A       | -120
        """,
        overdraft_agreements=(agreed(overdue=Decimal(30), closes_intraday=False),),
        **LATE,
    )
    assert (
        "Overdue loan od-A (逾期贷款): 120.00 that A is overdrawn by is added, because its "
        "overdraft is closed."
    ) in told(last(fee_like), 1)


def test_a_repayment_is_told_with_what_is_left_and_whether_it_opens() -> None:
    run = last(one_account(REPAID, days=7, reopens=True))
    assert (
        "Overdue loan od-A: 20.00 repaid from A, because 20.00 was there; 30.00 is left."
    ) in told(run, 5)
    assert (
        "nothing is left; the overdraft opens again at this close, and payments find it from the "
        "next day on."
    ) in told(run, 6)
    assert "its overdraft is closed until the overdue loan is repaid" in told(run, 5)
    closed = last(one_account(REPAID, days=7))
    assert "nothing is left. Balance" in told(closed, 6)


def causes(run: Run) -> dict[str, str]:
    """The first cause of each payment that is listed."""
    data = payment_table(run).data
    return dict(zip(data["payment"], data["cause"], strict=True))


SHORT = "own money and overdraft fell short, and no header helps in this mode"


def test_the_list_of_payments_names_the_closed_overdraft() -> None:
    # The overdraft of 100 is closed from the close of day 4 on. On day 3 it is open, and 60 are
    # more than it leaves; on day 5 10 would have been paid, were it open.
    late = SPENT + "    3   | A       | -60\n    5   | A       | -10\n"
    assert causes(last(one_account(late, days=6))) == {
        "A2": SHORT, "A3": f"{SHORT}; its overdraft was closed",
    }  # fmt: skip


def test_an_overdraft_that_is_closed_overnight_only_keeps_nothing_from_a_payment_by_day() -> None:
    one = group(
        """
        account | opening | overdraft | intraday
        A       | 0       | 100       | {}
        """.format("100"),
        """
        time  | account | amount
        10:00 | A       | -120
        """,
        overdraft_agreements=(agreed(overdue=Decimal(30), closes_intraday=False),),
        **LATE,
    )
    assert causes(last(one)) == {"A1": SHORT}


def test_the_list_of_payments_names_the_closed_overdraft_of_the_header() -> None:
    items = SPENT + "    5   | A       | -200\n"
    one = group(POOL.format(h="0"), items, days=5, overdraft_agreements=(agreed("H"),), **LATE)
    assert causes(last(one))["A2"] == (
        "own money fell short and the header could not give enough; the overdraft of H was closed"
    )


def test_an_enabled_payment_says_that_alone_its_overdraft_was_closed() -> None:
    items = SPENT + "    5   | A       | -10\n"
    one = group(POOL.format(h="80"), items, days=5, overdraft_agreements=(agreed(),), **LATE)
    assert causes(last(one)) == {"A2": f"{SHORT}; its overdraft was closed"}


def test_a_header_whose_overdraft_is_closed_says_what_it_could_give() -> None:
    items = SPENT + "    5   | A       | -200\n"
    one = group(POOL.format(h="0"), items, days=5, overdraft_agreements=(agreed("H"),), **LATE)
    assert "H could give 0.00: 0.00 of free cash, its overdraft is closed for good." in told(
        last(one), 5
    )


@pytest.mark.parametrize(
    ("scenario", "standing"),
    [
        (one_account(SPENT, days=2), "within the nights agreed"),
        (one_account(SPENT, days=3), "nights all used"),
        (one_account(SPENT, days=15, nights=15), "nights nearly used"),
        (one_account(SPENT, days=4), "closed"),
        (one_account(SPENT, days=4, reopens=True), "closed, until the overdue loan is repaid"),
        (one_account(REPAID, days=7, reopens=True), "open again"),
        (one_account("", days=1, opening="30", overdue=Decimal(30), reopens=True), "open again"),
        (one_account("", days=1), "within the nights agreed"),
    ],
)
def test_the_table_says_how_an_agreement_stands(scenario: Scenario, standing: str) -> None:
    assert line(last(scenario))["standing"] == standing


def test_the_table_counts_nights_conversions_and_amounts() -> None:
    found = line(last(one_account(REPAID, days=10, reopens=True)))
    # Nights of days 2 and 3, then 7 and 8; overdue on days 4 and 9; closed on days 5, 6 and 10.
    assert found == {
        "agreement": "od-A", "account": "A", "nights": 2, "overdrawn_nights": 4, "longest_run": 2,
        "longest_until": str(on(3)), "nights_left": 0, "conversions": 2,
        "first_overdue": str(on(4)), "became_overdue": 105_00, "repaid": 50_00, "overdue": 55_00,
        "closed_days": 3, "standing": "closed, until the overdue loan is repaid",
        "currency": "CNY",
    }  # fmt: skip
    before = line(last(one_account("", days=1, opening="-5", nights=4, nights_before=2)))
    assert (before["longest_run"], before["nights_left"]) == (3, 1)


def test_files_and_figures_have_nights_only_where_they_are_agreed() -> None:
    with_it, without = last(one_account(SPENT, days=4)), last(group("account | opening\nA | 0"))
    assert "overdraft_nights.csv" in run_files(run_tables(with_it))
    assert "overdraft_nights.csv" not in run_files(run_tables(without))
    assert night_figures(with_it.figures[0]) == ("overdraft_nights", "overdraft_conversions")
    assert night_figures(without.figures[0]) == ("overdraft_nights",)
    told_of = summary(study(one_account(SPENT, days=4)))["structures"][-1]["figures"][0]
    assert told_of["overdraft_conversions"] == 1


def test_a_closed_overdraft_is_no_headroom() -> None:
    # 100 less 50 used on days 2 and 3; nothing from the close of day 4, on which it is closed.
    data = liquidity(last(one_account(SPENT, days=5))).data
    assert data["unused_overdrafts"] == [100_00, 50_00, 50_00, 0, 0]
    assert data["headroom"] == [100_00, 50_00, 50_00, 0, 0]


def test_the_interest_of_an_overdue_loan_says_what_it_is_on() -> None:
    table = interest_statement(last(one_account("", days=2, overdue=Decimal(1000))))
    assert set(table.data["bearer"]) == {"overdue loan od-A"}


def test_titles_and_codes_of_the_books() -> None:
    run = last(one_account(REPAID, days=7))
    rows = run.projection.events[np.isin(run.projection.events[:, KIND], (OVERDUE, OVERDUE_REPAID))]
    assert [title_of(run.plan, row) for row in rows.tolist()] == [
        "Overdraft becomes overdue loan od-A",
        "Repayment of overdue loan od-A",
        "Repayment of overdue loan od-A",
    ]
    assert [code_of(run.plan, row).within for row in rows.tolist()] == ["DDWN", "PPAY", "PPAY"]


def test_a_preview_takes_a_closed_overdraft_as_the_scenario_says() -> None:
    for overdue, words in (
        (Decimal(30), "The overdraft of A is taken as closed, as the scenario says: 30.00 CNY is"),
        (Decimal(0), "The overdraft of A is taken as open: how many of its 2 nights are used is"),
    ):
        one = group(POOL.format(h="0"), overdraft_agreements=(agreed(overdue=overdue),), **LATE)
        asked = Asked(scenario=one, structure="pool", day=on(1), balances={})
        (note,) = closed_overdrafts(Evening(asked=asked))
        assert note.startswith(words)
    outside = replace(asked, structure="other")
    assert list(closed_overdrafts(Evening(asked=outside))) == []


@pytest.mark.parametrize(("overdue", "paid"), [(0, True), (30, False)])
def test_a_preview_pays_from_no_overdraft_that_is_closed(overdue: int, paid: bool) -> None:
    # A has nothing and an overdraft of 100; 10 are to be paid. Nights before the run are not asked.
    before = {"overdue": Decimal(30)} if overdue else {"nights_before": 1}
    opening = "0" if overdue else "-1"
    one = group(
        f"""
        account | opening   | overdraft | header | rule         | mode
        H       | 0         |           |        |              |
        A       | {opening} | 100       | H      | zero_balance |
        """,
        overdraft_agreements=(agreed(**before),),
        **LATE,
    )
    item = Item(id="i", date=on(1), account="A", amount=Decimal(-10))
    balances = {"H": Decimal(0), "A": Decimal(0)}
    plan = plan_of_day(
        Asked(scenario=one, structure="pool", day=on(1), balances=balances, items=(item,))
    )
    assert (simulate(plan).fate[0] == MADE) == paid
