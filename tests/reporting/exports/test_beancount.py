"""beancount takes our files, and every daily balance of every bank account is ours."""

import json
import sys
from pathlib import Path

import pytest

from tests.reporting.exports.made_books import (
    BEAN_CHECK,
    accepted_by_beancount,
    books,
    needs_beancount,
    said,
    simulated_balances,
)
from treasury.reporting.exports.beancount import ledger_file
from treasury.reporting.exports.books import Books
from treasury.reporting.exports.periods import Period, periods

READ = """
import collections, json, sys
from beancount import loader
from beancount.core import data
entries, errors, _ = loader.load_file(sys.argv[1])
assert not errors, errors
sums, found = collections.defaultdict(int), []
for entry in data.filter_txns(entries):
    for posting in entry.postings:
        sums[posting.account] += posting.units.number
        found.append((str(entry.date), posting.account, str(sums[posting.account])))
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def made() -> Books:
    return books()


def write(of: Books, period: Period, folder: Path) -> Path:
    """The period's entries as a file."""
    file = folder / f"{period.name}.beancount"
    file.write_text(ledger_file(of, period), encoding="utf-8", newline="\n")
    return file


@needs_beancount
def test_every_daily_balance_is_ours(made: Books, tmp_path: Path) -> None:
    for period in periods(made.plan.names.days, "month"):
        file = write(made, period, tmp_path)
        accepted_by_beancount(file)
        read = said(sys.executable, "-c", READ, str(file))
        assert read.returncode == 0, read.stderr
        last = {(account, day): amount for day, account, amount in json.loads(read.stdout)}
        for account in made.plan.names.accounts:
            name = next(name for name, _ in last if name.endswith(f":{account}"))
            ours = simulated_balances(made, account, made.projection.book)
            theirs = last.get((name, str(day_before(made, period))), "0.00")
            for row in range(period.first, period.last + 1):
                theirs = last.get((name, str(made.plan.names.days[row])), theirs)
                assert theirs == ours[row]


def day_before(of: Books, period: Period) -> object:
    """The evening on which the period opens."""
    day = of.plan.names.days[period.first]
    return day.fromordinal(day.toordinal() - 1)


@needs_beancount
def test_a_balance_wrong_by_one_fen_is_noticed(made: Books, tmp_path: Path) -> None:
    wrong = made.projection.book.copy()
    wrong[5, 0] += 1
    planted = Books(
        plan=made.plan, projection=made.projection._replace(book=wrong), ledger=made.ledger
    )
    file = write(planted, periods(made.plan.names.days, "all")[0], tmp_path)
    assert "Balance failed" in said(str(BEAN_CHECK), str(file)).stderr


def test_an_entry_is_written_with_its_explanation(made: Books) -> None:
    text = ledger_file(made, periods(made.plan.names.days, "all")[0])
    assert ('2026-01-06 * "Linked draw from HQ-1 to EAST-1 for p1"\n') in text
    assert '2026-01-30 * "Receipt v1"\n' in text and "  value_date: 2026-02-03\n" in text
    assert '2025-12-31 open Assets:Bank:EAST:S2-1 CNY\n  name: "EAST:bank:S2-1:CNY"\n' in text
    assert "2026-01-03 balance Assets:Bank:S1:S1-1  0.55 ~ 0 CNY\n" in text
