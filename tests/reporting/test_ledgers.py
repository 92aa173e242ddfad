"""Virtual ledgers in the reports: what they say adds up to what the account has."""

import csv
import io
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.reporting.made_ledgers import divided_pool
from tests.reporting.made_study import small_study
from treasury.comparison import Study, study
from treasury.money import to_minor, written
from treasury.reporting.csvs import run_files
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.page.page import page_text
from treasury.reporting.run_folder import write_run
from treasury.reporting.run_place import AGE_FILES, LEDGER_FILES, STRUCTURE_FILES
from treasury.reporting.run_tables import RunTables, run_tables
from treasury.reporting.workbook import workbook_bytes
from treasury.virtual_ledgers import virtual_ledgers


@cache
def made() -> Study:
    """The study of the divided pool."""
    return study(divided_pool())


def pooled() -> RunTables:
    """The tables of its structure."""
    return run_tables(next(run for run in made().runs if run.plan.name == "P"))


def lines(name: str) -> list[dict[str, str]]:
    """The lines of one of the run's CSV files."""
    return list(csv.DictReader(io.StringIO(run_files(pooled())[name])))


def fen(text: str) -> int:
    """An amount of a CSV file in minor units."""
    return to_minor(Decimal(text), "CNY")


def told(account: str, number: int) -> list[str]:
    """The story of an account on a day of January in the pool."""
    run = pooled().run
    index = run.plan.names.accounts.index(account)
    return explain_day(run.plan, run.projection, index, number - 1)


def test_the_ledgers_of_every_day_sum_to_the_account_in_the_files():
    sums: dict[tuple[str, str], list[int]] = {}
    for line in lines("ledgers.csv"):
        total = sums.setdefault((line["date"], line["account"]), [0, 0])
        total[0] += fen(line["book"])
        total[1] += fen(line["value"])
    balances = {
        (line["date"], line["account"]): [fen(line["book"]), fen(line["value"])]
        for line in lines("balances.csv")
    }
    assert sums == {key: balances[key] for key in sums}
    assert {account for _, account in sums} == {"HQ-1", "S1-1"}


def test_the_postings_of_a_ledger_make_its_closing_balance():
    closing: dict[tuple[str, str], int] = {}
    for line in lines("ledger_entries.csv"):
        key = line["account"], line["ledger"]
        closing[key] = closing.get(key, 0) + fen(line["amount"])
    last = [line for line in lines("ledgers.csv") if line["date"] == "2026-02-28"]
    assert {(line["account"], line["ledger"]): fen(line["book"]) for line in last} == {
        (line["account"], line["ledger"]): closing.get((line["account"], line["ledger"]), 0)
        for line in last
    }


def test_each_line_of_the_totals_adds_up_and_the_last_is_the_account():
    data = pooled().ledgers.data
    parts = ("opening", "receipts", "payments", "other", "adjustments", "internal")
    rows: list[dict[str, Any]] = [
        dict(zip(data, row, strict=True)) for row in zip(*data.values(), strict=True)
    ]
    assert all(sum(row[name] for name in parts) == row["closing"] for row in rows)
    whole = {row["account"]: row for row in rows if row["ledger"] == "all"}
    assert [row["adjustments"] for row in whole.values()] == [0, 0]
    assert [row["internal"] for row in whole.values()] == [0, 0]
    run = pooled().run
    for name, row in whole.items():
        account = run.plan.names.accounts.index(name)
        assert row["closing"] == int(run.projection.book[-1, account])
        assert row["opening"] == int(run.plan.tables.accounts.opening[account])


def test_the_interest_file_adds_up_to_what_was_posted_and_accrued():
    run = pooled().run
    found = virtual_ledgers(run.plan, run.projection.events, run.ledger)
    total = sum(fen(line["rounded"]) for line in lines("ledger_interest.csv") if line["rounded"])
    last = len(run.plan.names.days) - 1
    posted = sum(one.amount for one in found.settled if one.day < last)
    assert total == posted + sum(found.accrued) and posted != 0


def test_a_name_like_a_formula_stays_text_in_every_file():
    assert "'=1+1" not in run_files(pooled())["ledgers.csv"]
    table = pooled().ledgers
    assert "=1+1" in table.data["name"]
    book = load_workbook(io.BytesIO(workbook_bytes(made(), [pooled()])))
    cells = [cell for row in book["Virtual ledgers"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


def test_files_sheets_and_section_stand_only_where_there_are_ledgers():
    files, page = run_files(pooled()), page_text(made(), [run_tables(run) for run in made().runs])
    assert set(LEDGER_FILES) <= set(files) and "Virtual ledgers (虚拟账簿)" in page
    bare = small_study()
    tables = [run_tables(run) for run in bare.runs]
    assert not set(LEDGER_FILES) & set(run_files(tables[0]))
    assert "虚拟账簿" not in page_text(bare, tables)
    sheets = load_workbook(io.BytesIO(workbook_bytes(bare, tables))).sheetnames
    assert not {"Virtual ledgers", "Ledger postings", "Ledger interest"} & set(sheets)


def test_a_run_with_ledgers_is_replaced_by_running_it_again(tmp_path: Path):
    for _ in range(2):
        write_run(made(), tmp_path / "run")
    written_files = {file.name for file in (tmp_path / "run" / "P").iterdir()}
    assert written_files == {*STRUCTURE_FILES, *LEDGER_FILES, *AGE_FILES}


def test_the_story_of_a_day_tells_every_ledger():
    day = told("HQ-1", 9)
    run = pooled().run
    book = written(int(run.projection.book[8, 1]), "CNY", grouped=True)
    assert run.plan.names.accounts[1] == "HQ-1"
    assert f"Its 3 virtual ledgers hold {book} book together:" in day
    moved = "+8,000.50 (adjustment from site: was the shop's: all of it)"
    assert f"  shop =1+1: 700.00 before, {moved}; closed with 8,700.50 book." in day


def test_a_value_balance_is_told_where_it_differs():
    (line,) = (line for line in told("HQ-1", 30) if line.startswith("  shop"))
    assert " book and " in line and line.endswith(" value.")


def test_settled_interest_is_told_with_its_calculation():
    (net,) = (line for line in told("HQ-1", 20) if "Internal interest of site" in line)
    assert (
        net.startswith("  Internal interest of site, net of both (轧差计息), settled: (")
        and " debit) x 1.00 % / 360 = " in net
    )
    sides = [line for line in told("HQ-1", 20) if "Internal interest of shop" in line]
    assert ["credit side" in line for line in sides] == [True]
    assert sides[0].endswith("it is posted the next day against the unassigned ledger.")


def test_an_account_without_ledgers_has_no_such_story():
    assert not [line for line in told("EAST-1", 9) if "ledger" in line]
