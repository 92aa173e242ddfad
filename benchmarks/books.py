"""Booking and checking against hledger and against a dictionary of whole numbers."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.made_group import made_group
from benchmarks.measuring import Measurement, timed
from treasury.accounts.ledger import Ledger, balances, closing, entry_count
from treasury.booking import book
from treasury.checks import check
from treasury.plan.plan import Plan
from treasury.plan.resolve import resolve
from treasury.reporting.exports.books import Books
from treasury.reporting.exports.hledger import journal
from treasury.reporting.exports.periods import periods
from treasury.simulation.simulate import simulate
from treasury.tables import Projection

Runs = tuple[Plan, Projection, tuple[Plan, Projection]]


def runs() -> Runs:
    """A pooled run of 200 accounts over a quarter, and the same accounts alone."""
    scenario = made_group(accounts=200, days=90, items_a_day=120)
    plan, alone = resolve(scenario, "pool", "pool"), resolve(scenario, None, "standalone")
    return plan, simulate(plan), (alone, simulate(alone))


def booked_and_checked(found: Runs) -> Ledger:
    """The ledger of the run, after every check of it."""
    plan, projection, alone = found
    ledger = book(plan, projection.events)
    assert all(one.passed is not False for one in check(plan, projection, ledger, alone))
    return ledger


def measure() -> list[Measurement]:
    """Our booking and checks beside each peer's reading of the same entries."""
    found = runs()
    booked_and_checked(found)
    ours, ledger = timed(lambda: booked_and_checked(found), times=3)
    return [*against_hledger(found, ledger, ours), against_a_dictionary(found[0], ledger)]


def against_hledger(found: Runs, ledger: Ledger, ours: float) -> list[Measurement]:
    """Hledger reads our journal, in which every daily balance is asserted; [] without hledger."""
    if not shutil.which("hledger"):
        return []
    plan, projection, _ = found
    books = Books(plan=plan, projection=projection, ledger=ledger)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.journal"
        file.write_text(journal(books, periods(plan.names.days, "all")[0]), encoding="utf-8")
        command = ["hledger", "--file", str(file), "check"]
        theirs, _ = timed(lambda: subprocess.run(command, check=True, capture_output=True))
    count = entry_count(ledger)
    return [
        Measurement(
            what=f"book {count:,} entries and run all checks", units=count, unit="entry",
            ours=ours, peer="`hledger check` of the journal", theirs=theirs,
            equal="every daily balance, asserted in the journal",
        )
    ]  # fmt: skip


def against_a_dictionary(plan: Plan, ledger: Ledger) -> Measurement:
    """All day-end balances from columns, and closing balances from a dictionary of ints."""
    pairs = (ledger.debit.tolist(), ledger.credit.tolist(), ledger.amount.tolist())
    columns = list(zip(*pairs, strict=True))

    def dictionary() -> dict[int, int]:
        totals: dict[int, int] = {}
        for debit, credit, amount in columns:
            totals[debit] = totals.get(debit, 0) + amount
            totals[credit] = totals.get(credit, 0) - amount
        return totals

    theirs, totals = timed(dictionary, times=5)
    ours, _ = timed(lambda: balances(ledger, plan.tables.days), times=5)
    assert {at: int(sum_) for at, sum_ in enumerate(closing(ledger)) if at in totals} == totals
    return Measurement(
        what=f"add up {len(columns):,} pairs, every day's balances", units=len(columns),
        unit="pair", ours=ours, peer="a dictionary of ints, closing balances only", theirs=theirs,
        equal="every closing balance",
    )  # fmt: skip
