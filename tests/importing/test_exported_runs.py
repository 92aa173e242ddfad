"""A run exported as bank statements and imported again: the same balances, items and sweeps."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.importing.made_camt import imports
from tests.scenarios.shipped import run_of
from treasury.booking import book
from treasury.money import to_decimal
from treasury.plan.reading import read
from treasury.reporting.exports.books import Books
from treasury.reporting.exports.camt053 import statements
from treasury.reporting.exports.periods import periods
from treasury.tables import AMOUNT, CONCENTRATION, DRAW, FUNDING, KIND, MADE, MADE_LATE

RUNS = [
    ("02_zero_balancing", "zero_linked"),
    ("03_target_and_range", "target_constant"),
    ("04_three_levels", "keep_levels"),
]


def exported(name: str, structure: str, folder: Path) -> tuple[Books, Path]:
    """The books of a shipped run and its statements in one file."""
    run = run_of(name, structure)
    books = Books(
        plan=run.plan, projection=run.projection, ledger=book(run.plan, run.projection.events)
    )
    (period,) = periods(run.plan.names.days, "all")
    file = folder / f"{structure}.xml"
    file.write_text(statements(books, period), encoding="utf-8")
    return books, file


@pytest.mark.parametrize(("name", "structure"), RUNS)
def test_a_run_comes_back_as_it_was(
    name: str, structure: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    books, file = exported(name, structure, tmp_path)
    assert imports(tmp_path / "again", file) == 0
    assert "every closing balance of the statements: passed" in capsys.readouterr().out
    assert openings(tmp_path / "again") == {
        account: to_decimal(int(minor), currency)
        for account, minor, currency in zip(
            books.plan.names.accounts,
            books.plan.tables.accounts.opening,
            books.plan.names.currencies,
            strict=True,
        )
    }
    assert items_again(tmp_path / "again") == items_made(books)
    with (tmp_path / "again/import/entries.csv").open(encoding="utf-8", newline="") as opened:
        entries = list(csv.DictReader(opened))
    swept = [each for each in entries if each["class"] == "sweep"]
    assert len(swept) == 2 * len(sweeps(books)) > 0
    assert all(each["treatment"] == "left out" for each in swept)


def openings(folder: Path) -> dict[str, Decimal]:
    """The opening balance of each account of a scenario."""
    return {account.id: account.opening for account in read(folder).accounts}


Told = tuple[str, str, Decimal, str, str]


def items_again(folder: Path) -> list[Told]:
    """The items of the imported scenario that came from outside."""
    inside = ("interest", "fee")
    return sorted(
        (str(one.date), one.account, one.amount, one.counterparty, one.text)
        for one in read(folder).items
        if one.category not in inside
    )


def items_made(books: Books) -> list[Told]:
    """The items that were made in the run, on the day they were made."""
    plan, projection = books.plan, books.projection
    found = []
    for place, source in enumerate(plan.tables.items.source.tolist()):
        if source < len(plan.scenario.items) and projection.fate[place] in (MADE, MADE_LATE):
            one = plan.scenario.items[source]
            made_on = plan.names.days[int(projection.made_day[place])]
            found.append((str(made_on), one.account, one.amount, one.counterparty, one.text))
    return sorted(found)


def sweeps(books: Books) -> list[int]:
    """The amounts of every sweep and draw that moved something."""
    kinds = (CONCENTRATION, FUNDING, DRAW)
    rows = books.projection.events.tolist()
    return [row[AMOUNT] for row in rows if row[KIND] in kinds and row[AMOUNT]]
