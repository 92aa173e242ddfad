"""Exported books show virtual ledgers as accounts below their bank account."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.reporting.exports.made_books import (
    accepted_by_beancount,
    accepted_by_hledger,
    books,
    hledger_balances,
    needs_beancount,
    needs_hledger,
    simulated_balances,
)
from tests.reporting.made_ledgers import divided_pool
from treasury.money import to_decimal
from treasury.reporting.exports import beancount, camt053, entry_csv, hledger
from treasury.reporting.exports.books import Books
from treasury.reporting.exports.periods import Cut, periods
from treasury.reporting.exports.sub_accounts import with_sub_accounts


@cache
def divided() -> Books:
    """The books of the divided pool."""
    return books(divided_pool())


def without_ledgers() -> Books:
    """The books of the same pool without its ledgers."""
    scenario = divided_pool()
    items = tuple(replace(one, ledger=None) for one in scenario.items)
    return books(replace(scenario, ledgers=(), adjustments=(), items=items))


@needs_hledger
@pytest.mark.parametrize("cut", ["month", "all"])
def test_hledger_has_every_daily_balance_of_ledgers_and_of_their_account(
    cut: Cut, tmp_path: Path
) -> None:
    shown = with_sub_accounts(divided())
    virtual = shown.virtual
    assert virtual is not None
    for period in periods(shown.plan.names.days, cut):
        file = tmp_path / f"{period.name}.journal"
        file.write_text(hledger.journal(divided(), period), encoding="utf-8", newline="\n")
        accepted_by_hledger(file)
        found = hledger_balances(file)
        for account, name in (("HQ-1", "HQ"), ("S1-1", "S1")):
            above = f"Assets:Bank:{name}:{account}:"
            own = [line for place, line in found.items() if place.startswith(above)]
            sums = [sum(map(Decimal, day)) for day in zip(*own, strict=True)]
            ours = simulated_balances(divided(), account, divided().projection.book)
            assert sums[1:] == list(map(Decimal, ours[period.first : period.last + 1]))
        for ledger, name in ((name, virtual.table.ids.index(name)) for name in ("site", "shop")):
            theirs = found[f"Assets:Bank:HQ:HQ-1:{ledger}"][1:]
            book = virtual.book[period.first : period.last + 1, name].tolist()
            assert list(map(Decimal, theirs)) == [to_decimal(one, "CNY") for one in book]


@needs_beancount
@pytest.mark.parametrize("cut", ["month", "all"])
def test_beancount_accepts_the_files(cut: Cut, tmp_path: Path) -> None:
    for period in periods(divided().plan.names.days, cut):
        file = tmp_path / f"{period.name}.beancount"
        file.write_text(beancount.ledger_file(divided(), period), encoding="utf-8", newline="\n")
        accepted_by_beancount(file)


@needs_hledger
def test_hledger_finds_a_ledger_that_is_told_wrongly(tmp_path: Path) -> None:
    (period,) = periods(divided().plan.names.days, "all")
    text = hledger.journal(divided(), period)
    right = next(line for line in text.splitlines() if "HQ-1:site  0.00 CNY = " in line)
    file = tmp_path / "wrong.journal"
    file.write_text(text.replace(right, f"{right[:-5]}1 CNY"), encoding="utf-8", newline="\n")
    with pytest.raises(AssertionError):
        accepted_by_hledger(file)


def test_the_bank_knows_of_no_ledger() -> None:
    (period,) = periods(divided().plan.names.days, "all")
    for write in (entry_csv.entry_lines, camt053.statements):
        assert write(divided(), period) == write(without_ledgers(), period)


def test_books_without_ledgers_stay_as_they_are() -> None:
    bare = without_ledgers()
    assert with_sub_accounts(bare) is bare
