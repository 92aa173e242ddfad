"""What the small scenario does not have: loans, unlimited overdrafts, times, carried remainders."""

import dataclasses
import datetime
import io
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from tests.reporting.made_study import account, day, item, small_scenario
from treasury.comparison import Study, study
from treasury.credit import CreditLine, TermLoan
from treasury.dates import Calendar
from treasury.interest import Terms
from treasury.pooling.rules import Rule
from treasury.reporting.page.page import page_text
from treasury.reporting.run_tables import RunTables, run_tables
from treasury.reporting.summary import summary
from treasury.reporting.table import cells
from treasury.reporting.terminal import show
from treasury.reporting.workbook import workbook_bytes
from treasury.scenario import Scenario


def last_tables(scenario: Scenario) -> tuple[Study, RunTables]:
    """The scenario's study, and the tables of its last run."""
    found = study(scenario)
    return found, run_tables(found.runs[-1])


def test_a_loan_bears_interest_in_the_statement_and_its_drawn_amount_stands_in_liquidity():
    line = CreditLine(
        id="line", account="U", limit=Decimal(400), drawn=Decimal(100), terms="demand"
    )
    _, tables = last_tables(dataclasses.replace(small_scenario(), credit_lines=(line,)))
    frame = tables.interest.frame
    loan = frame[frame["bearer"] == "loan line"]
    # 7.50 is repaid on the first evening: 92.50 is owed for 3 days, at 3.6 %; the interest of
    # 0.03 is posted on the 21st and drawn that evening: 92.53 for 2 days
    assert loan["interest_number"].tolist() == [3 * 9250, 2 * 9253]
    assert loan["exact"].tolist() == ["-0.02775000", "-0.01850600"]
    dollars = tables.liquidity.frame[tables.liquidity.frame["currency"] == "USD"]
    assert dollars["drawn_lines"].tolist() == [9250, 9250, 9250, 9253, 9253]
    assert dollars["undrawn_lines"].tolist()[-1] == 40000 - 9253


def test_a_term_loan_s_interest_is_of_the_days_on_which_it_is_owed():
    # drawn on the second day, repaid on the fourth: owed at the close of two days
    loan = TermLoan(
        id="bridge", account="U", principal=Decimal(100), terms="demand",
        drawn_on=day(2), repaid_on=day(4),
    )  # fmt: skip
    _, tables = last_tables(dataclasses.replace(small_scenario(), term_loans=(loan,)))
    frame = tables.interest.frame
    rows = frame[frame["bearer"] == "loan bridge"]
    assert rows["interest_number"].sum() == 2 * 100_00
    assert rows["from"].tolist()[0] == str(day(2)) and rows["to"].tolist()[-1] == str(day(3))


def test_a_term_loan_that_is_not_repaid_is_named_plainly():
    """U has 7.50 of the 100 it owes on the 20th."""
    loan = TermLoan(
        id="bridge", account="U", principal=Decimal(100), terms="demand", lender="Bank",
        drawn_on=day(-30), repaid_on=day(2),
    )  # fmt: skip
    found, tables = last_tables(dataclasses.replace(small_scenario(), term_loans=(loan,)))
    rows = list(zip(*(tables.not_made.data[name] for name in ("payment", "cause")), strict=True))
    said = dict(rows)["bridge:repaid"]
    assert said.endswith("; the repayment of a term loan, which stays outstanding")
    sentence = "Term loan bridge was not repaid: USD 100.00 were due on 2026-03-20"
    assert sentence in page_text(found, [run_tables(run) for run in found.runs])
    out = io.StringIO()
    show(found, Path("runs/small"), Console(file=out, width=200))
    assert f"[1] {sentence} and the loan stays outstanding." in out.getvalue()
    dollars = summary(found)["structures"][1]["figures"][1]
    assert dollars["repayments_not_made"] == {"count": 1, "amount": "100.00"}


def test_an_unlimited_overdraft_makes_the_headroom_boundless():
    scenario = small_scenario()
    free = dataclasses.replace(scenario.accounts[0], overdraft="unlimited")
    scenario = dataclasses.replace(scenario, accounts=(free, *scenario.accounts[1:]))
    found, tables = last_tables(scenario)
    at = [column.name for column in tables.liquidity.columns].index("headroom")
    assert cells(tables.liquidity)[at][0] == "no bound"
    measures = set(tables.extremes.frame["measure"])
    assert "Net cash" in measures
    every = [run_tables(run) for run in found.runs]
    assert '"name":"Headroom"' in page_text(found, every)  # of the dollar account
    assert workbook_bytes(found, every)


def test_timed_sweeps_have_their_time_as_slot_and_in_the_words_of_the_structure():
    scenario = small_scenario()
    timed = Rule(id="zero", preset="zero_balance", times=(datetime.time(10, 30),))
    calendar = Calendar(
        id="CN", valid_from=day(-30), valid_until=day(300), source="State Council notice"
    )
    scenario = dataclasses.replace(
        scenario, rules=(timed, scenario.rules[1]), calendars=(calendar,)
    )
    found = study(scenario)
    tables = [run_tables(run) for run in found.runs]
    assert set(tables[1].sweeps.frame["slot"]) == {"10:30"}
    text = page_text(found, tables)
    assert "money is swept at 10:30 where the rule says so" in text
    assert "CN (valid 2026-02-16 to 2027-01-12; State Council notice)" in text


def test_a_settlement_of_a_carried_remainder_alone_has_its_line():
    """1.00 for three days at 0.36 % is 0.00003: carried, and settled again without a number."""
    scenario = dataclasses.replace(
        small_scenario(),
        last_day=day(40),
        terms=(
            Terms(id="demand", settles="monthly", carry_remainder=True),
            Terms(id="inside", settles="never"),
        ),
        accounts=(
            account("H", "HQ", opening=Decimal(2000)),
            account("A", "SUB", opening=Decimal(1)),
        ),
        credit_lines=(),
        structures=(),
        links=(),
        fees=(),
        items=(item(1, 3, "A", "-1"),),
    )
    _, tables = last_tables(scenario)
    frame = tables.interest.frame
    mine = frame[frame["account"] == "A"]
    assert mine["interest_number"].tolist() == [300, 0]
    assert mine["rounded"].tolist() == [0, 0]
    assert mine["posted_on"].tolist() == ["2026-03-21", "2026-04-21"]


def test_a_run_without_structures_has_no_benefit_to_speak_of():
    scenario = dataclasses.replace(small_scenario(), structures=(), links=(), fees=())
    found = study(scenario)
    text = page_text(found, [run_tables(run) for run in found.runs])
    assert "No structure changes what the group earns or pays." in text
    assert [one["name"] for one in summary(found)["structures"]] == ["as_is"]


def test_the_headroom_a_root_lacked_is_said_in_words():
    """H spends its money on the 19th; A's 300 is then missed on the 20th, in mode full."""
    scenario = small_scenario()
    poor = dataclasses.replace(scenario.accounts[0], overdraft=Decimal(0))
    scenario = dataclasses.replace(
        scenario,
        accounts=(poor, *scenario.accounts[1:]),
        credit_lines=(),
        fees=(),
        items=(item(1, 1, "H", "-3500"), item(2, 2, "A", "-300")),
    )
    found = study(scenario)
    zba = next(run for run in found.runs if run.plan.name == "zba")
    assert [payment.item for payment in zba.disturbed] == [1]
    ((_, extra),) = zba.headroom
    text = page_text(found, [run_tables(run) for run in found.runs])
    assert extra == 300_00
    assert "With CNY 300.00 more to give at H, no payment below it would have been" in text
