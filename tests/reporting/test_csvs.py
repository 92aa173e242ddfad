"""The CSV files: their columns are a contract, and an amount of 18 digits survives."""

import csv
import dataclasses
import io
from decimal import Decimal

import numpy as np
import pytest

from tests.reporting.made_study import HOSTILE, another_small_study, small_study
from treasury.comparison import Run, Study
from treasury.money import written
from treasury.reporting.csvs import balances_text, csv_text, run_files
from treasury.reporting.run_folder import write_run
from treasury.reporting.run_tables import run_tables

EIGHTEEN_DIGITS = "1234567890123456.78"


def run_of(study: Study, name: str) -> Run:
    """The run of this name."""
    return next(run for run in study.runs if run.plan.name == name)


def read(text: str) -> list[dict[str, str]]:
    """The lines of a CSV text."""
    return list(csv.DictReader(io.StringIO(text)))


def test_balances_have_exactly_the_columns_of_the_contract():
    text = balances_text(small_study().runs[0])
    assert text.splitlines()[0] == "date,account,book,value"


def test_sweeps_have_exactly_the_columns_of_the_contract():
    files = run_files(run_tables(run_of(small_study(), "zba")))
    assert files["sweeps.csv"].splitlines()[0] == "date,slot,from,to,amount,reason"
    assert {line["slot"] for line in read(files["sweeps.csv"])} == {"end of day"}


def test_every_balance_of_every_day_is_written_exactly():
    run = run_of(small_study(big=EIGHTEEN_DIGITS), "zba")
    lines = read(balances_text(run))
    names, projection = run.plan.names, run.projection
    expected = [
        {
            "date": str(day),
            "account": account,
            "book": written(int(projection.book[row, index]), currency),
            "value": written(int(projection.value[row, index]), currency),
        }
        for row, day in enumerate(names.days)
        for index, (account, currency) in enumerate(
            zip(names.accounts, names.currencies, strict=True)
        )
    ]
    assert lines == expected
    assert max(len(line["book"]) for line in lines) >= len(EIGHTEEN_DIGITS)


def test_an_amount_of_eighteen_digits_survives_in_every_file():
    files = run_files(run_tables(run_of(small_study(big=EIGHTEEN_DIGITS), "zba")))
    assert read(files["sweeps.csv"])[0]["amount"] == EIGHTEEN_DIGITS
    assert read(files["positions.csv"])[0]["amount"] == EIGHTEEN_DIGITS
    assert all("e+" not in text for text in files.values())


def test_names_with_commas_quotes_and_markup_come_back_as_they_were():
    name = f'{HOSTILE}, "Ltd"'
    files = run_files(run_tables(run_of(small_study(name=name), "zba")))
    assert name in {line["name"] for line in read(files["members.csv"])}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_name_that_looks_like_a_formula_is_text(name):
    files = run_files(run_tables(run_of(small_study(name=name), "zba")))
    lines = list(csv.DictReader(io.StringIO(files["members.csv"], newline="")))
    assert "'" + name.replace("\r", "\n") in {line["name"] for line in lines}


def test_amounts_below_zero_stay_numbers():
    files = run_files(run_tables(run_of(small_study(), "zba")))
    figures = [line["benefit"] for line in read(files["members.csv"]) if line["benefit"]]
    assert any(Decimal(figure) < 0 for figure in figures)


def test_the_files_are_the_same_bytes_every_time(tmp_path):
    one, other = (
        run_files(run_tables(run_of(found, "zba")))
        for found in (small_study(), another_small_study())
    )
    assert one == other
    write_run(small_study(), tmp_path / "run")
    folder = tmp_path / "run" / "zba"
    assert {path.name: path.read_bytes().decode() for path in folder.iterdir()} == one


def test_an_empty_table_still_has_its_heading():
    run = run_of(small_study(), "as_is")
    assert csv_text(run_tables(run).sweeps) == "date,slot,from,to,amount,reason\n"


@pytest.mark.slow
def test_a_year_of_a_thousand_accounts_is_written_whole():
    run = small_study().runs[0]
    names = dataclasses.replace(
        run.plan.names,
        days=tuple(run.plan.names.days[:1]) * 365,
        accounts=tuple(f"A{index:04d}" for index in range(1000)),
        currencies=("CNY",) * 1000,
    )
    book = np.random.default_rng(1).integers(-(10**14), 10**14, (365, 1000))
    wide = dataclasses.replace(
        run,
        plan=dataclasses.replace(run.plan, names=names),
        projection=run.projection._replace(book=book, value=book),
    )
    assert balances_text(wide).count("\n") == 1 + 365 * 1000
