"""The CSV of the books: sums are balances, and no cell is a formula."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.reporting.exports.made_books import books, simulated_balances
from tests.reporting.made_pool import pool
from treasury.reporting.exports.books import Books
from treasury.reporting.exports.entry_csv import COLUMNS, entry_lines
from treasury.reporting.exports.periods import periods


def lines_of(of: Books, row: int = 0, cut: str = "month") -> list[dict[str, str]]:
    """The lines of a period, by column name."""
    period = periods(of.plan.names.days, cut)[row]  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(entry_lines(of, period))))


@pytest.mark.parametrize("row", [0, 1])
def test_sums_up_to_a_day_are_its_balances(row: int) -> None:
    made = books()
    lines = lines_of(made, row)
    period = periods(made.plan.names.days, "month")[row]
    for account in made.plan.names.accounts:
        ours = simulated_balances(made, account, made.projection.book)
        mine = [line for line in lines if (line["kind"], line["subject"]) == ("bank", account)]
        for at in range(period.first, period.last + 1):
            day = str(made.plan.names.days[at])
            total = sum(Decimal(line["amount"]) for line in mine if line["booking_date"] <= day)
            assert total == Decimal(ours[at])


def test_every_entry_adds_up_to_nothing_in_each_books() -> None:
    sums: dict[tuple[str, str, str], Decimal] = {}
    lines = lines_of(books(), cut="all")
    for line in lines:
        key = (line["entry"], line["legal_entity"], line["currency"])
        sums[key] = sums.get(key, Decimal(0)) + Decimal(line["amount"])
    assert len(sums) > 50 and set(sums.values()) == {Decimal(0)}
    assert tuple(lines[0]) == COLUMNS


def test_a_name_that_looks_like_a_formula_is_text() -> None:
    base = pool()
    odd = {"S1": "=1+1", "HQ": "@SUM(A1)"}
    entities = [replace(each, id=odd.get(each.id, each.id)) for each in base.entities]
    accounts = [replace(each, entity=odd.get(each.entity, each.entity)) for each in base.accounts]
    lines = lines_of(books(pool(entities=tuple(entities), accounts=tuple(accounts))), cut="all")
    assert {"'=1+1", "'@SUM(A1)"} <= {line["legal_entity"] for line in lines}
    for line in lines:
        assert not any(
            line[name].startswith(("=", "+", "-", "@"))
            for name in ("legal_entity", "subject", "title", "explanation")
        )
