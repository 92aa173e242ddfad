"""Reports and exports of money on its way between two banks."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.accounts.statements.camt_files import read
from tests.hand.tables import plain
from tests.hand.test_membership_by_hand import lived, on
from tests.hand.test_sweep_windows_by_hand import two_banks as by_system
from tests.hand.test_transit_by_hand import ending, two_banks
from tests.reporting.exports.made_books import (
    accepted_by_beancount,
    accepted_by_hledger,
    needs_beancount,
    needs_hledger,
    said,
)
from tests.reporting.test_reports_by_hand import rows
from treasury.booking import book
from treasury.comparison import Run, study
from treasury.pooling.structure import Rejection
from treasury.reporting.csvs import run_files
from treasury.reporting.exports.bank_codes import code_of
from treasury.reporting.exports.beancount import ledger_file
from treasury.reporting.exports.books import Books
from treasury.reporting.exports.camt053 import statements
from treasury.reporting.exports.hledger import journal
from treasury.reporting.exports.periods import periods
from treasury.reporting.intercompany import movements
from treasury.reporting.on_its_way import transfers
from treasury.reporting.page.structure import details_part
from treasury.reporting.run_folder import write_run
from treasury.reporting.run_place import AGE_FILES, STRUCTURE_FILES, TRANSIT_FILES
from treasury.reporting.run_tables import run_tables
from treasury.reporting.structure_tables import link_table
from treasury.reporting.summary import summary_text
from treasury.reporting.workbook import workbook_bytes
from treasury.tables import ARRIVED, KIND, SENT_BACK

TOLD = Rejection(structure="pool", participant="P", date=on(1))
ITEMS = "day | account | amount\n4 | P | 40"


def rejected() -> Run:
    """100 sent on day 1 and back on day 2, sent again on day 2; 40 sent on the last day."""
    return lived(two_banks(ITEMS, rejections=(TOLD,)))


def books_of(run: Run) -> Books:
    """The books of a run."""
    return Books(
        plan=run.plan, projection=run.projection, ledger=book(run.plan, run.projection.events)
    )


def test_every_transfer_is_listed_with_its_end() -> None:
    assert rows(transfers(rejected()), "sent", "from", "to", "amount", "ended", "how") == [
        ("2026-03-02", "P", "H", "100.00", "2026-03-03", "sent back by the bank"),
        ("2026-03-03", "P", "H", "100.00", "2026-03-04", "arrived"),
        ("2026-03-05", "P", "H", "40.00", "not in the run", "on its way at the end of the run"),
    ]


def test_the_list_is_a_file_a_sheet_and_a_part_of_the_page_where_there_is_any() -> None:
    slow, quick = two_banks(ITEMS), two_banks(ITEMS, delay=0)
    for scenario, there in ((slow, True), (quick, False)):
        one = study(scenario)
        tables = [run_tables(run) for run in one.runs]
        assert ("transit.csv" in run_files(tables[0])) == there
        assert ("Money on its way between banks" in str(details_part(tables[0]))) == there
        assert ("in_transit" in json.loads(summary_text(one))["structures"][0]) == there
        assert len(workbook_bytes(one, tables)) > 0


def test_a_run_with_money_on_its_way_is_replaced_by_running_it_again(tmp_path: Path) -> None:
    for _ in range(2):
        write_run(study(two_banks(ITEMS)), tmp_path / "run")
    written = {file.name for file in (tmp_path / "run" / "as_is").iterdir()}
    assert written == {*STRUCTURE_FILES, *TRANSIT_FILES, *AGE_FILES}


def test_the_summary_counts_what_is_on_its_way_at_the_end() -> None:
    (structure,) = json.loads(summary_text(study(two_banks(ITEMS))))["structures"]
    assert structure["in_transit"] == [{"account": "H", "currency": "CNY", "amount": "40.00"}]


def test_positions_between_entities_leave_out_what_came_back() -> None:
    columns = ("sent_up", "fetched_down", "ended", "closing")
    assert rows(movements(rejected()), *columns) == [("140.00", "0.00", "0.00", "140.00")]
    down = lived(two_banks(own="-50", header="500", rejections=(TOLD,)))
    assert rows(movements(down), *columns) == [("0.00", "-50.00", "0.00", "-50.00")]
    back = (replace(TOLD, date=on(2)),)
    settled = lived(ending(two_banks(rejections=back, days=5, rule="keep keep=0"), 2))
    assert rows(movements(settled), *columns) == [("100.00", "0.00", "-100.00", "0.00")]


def test_who_sweeps_to_whom_says_how_long_it_takes() -> None:
    table = link_table(lived(two_banks(delay=2)))
    assert rows(table, "rule")[1] == ("Rule rule-P (zero balancing), there 2 business days later",)


def test_who_sweeps_to_whom_says_by_which_clearing_system() -> None:
    table = link_table(lived(by_system("zero_balance at=10:00", "HVPS")))
    assert rows(table, "rule")[1] == ("Rule rule-P (zero balancing), by HVPS",)


def test_banks_call_what_came_back_a_returned_item() -> None:
    run = rejected()
    codes = [
        (int(row[KIND]), code_of(run.plan, row.tolist()).swift)
        for row in run.projection.events
        if row[KIND] in (ARRIVED, SENT_BACK)
    ]
    assert codes == [(SENT_BACK, "RTI"), (ARRIVED, "CMZ")]
    run = lived(two_banks(own="-50", header="500", rule="target_constant target=0"))
    arrived = [row.tolist() for row in run.projection.events if row[KIND] == ARRIVED]
    assert [code_of(run.plan, row).swift for row in arrived] == ["CMT"]


def test_statements_show_debit_and_credit_on_their_own_days() -> None:
    of = books_of(rejected())
    (period,) = periods(of.plan.names.days, "all")
    told = read(statements(of, period))
    assert all(told.reconciles)
    booked = [(str(entry.booking_date)[-2:], plain(int(100 * entry.amount))) for entry in
              told.entries]  # fmt: skip
    assert sorted(booked) == [
        ("02", "-100"), ("03", "-100"), ("03", "100"), ("04", "100"), ("05", "-40"), ("05", "40"),
    ]  # fmt: skip


@needs_hledger
def test_hledger_carries_cash_in_transit(tmp_path: Path) -> None:
    of = books_of(rejected())
    (period,) = periods(of.plan.names.days, "all")
    file = tmp_path / "run.journal"
    file.write_text(journal(of, period), encoding="utf-8", newline="\n")
    accepted_by_hledger(file)
    report = said("hledger", "-f", str(file), "balance", "--no-total", "CashInTransit")
    assert report.stdout.split() == ["40.00", "CNY", "Assets:CashInTransit:HQ:H:CNY"]


@needs_beancount
def test_beancount_takes_cash_in_transit(tmp_path: Path) -> None:
    of = books_of(rejected())
    (period,) = periods(of.plan.names.days, "all")
    file = tmp_path / "run.beancount"
    file.write_text(ledger_file(of, period), encoding="utf-8", newline="\n")
    accepted_by_beancount(file)


@pytest.mark.parametrize("delay", [0, 1])
def test_cash_on_accounts_leaves_out_what_is_on_its_way(delay: int) -> None:
    cash = run_tables(lived(two_banks(days=1, delay=delay))).cash
    assert rows(cash, "by", "closing")[0] == ("currency", "100.00" if delay == 0 else "0.00")
