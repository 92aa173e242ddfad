"""Whether what is kept of runs is true: the part of `treasury db check` that is about them.

Every complaint is a sentence. Books are added up anew from their postings, hashes are taken
again, and nothing may be done without results, or twice, or kept of what is not done.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from api.store import run_books, run_honesty, run_results, runs
from api.store.database import Connection, Database
from api.store.tables.books import book
from api.store.tables.runs import run_file, run_projection, run_table

Balances = dict[Any, tuple[int, int]]


def wrong_runs(database: Database) -> Iterator[str]:
    """Everything that is wrong with runs, in sentences; nothing where all is well."""
    with database.reading() as connection:
        yield from wrong_jobs(connection)
        for run_id in runs.done(connection):
            yield from wrong_results(connection, run_id)


def wrong_jobs(connection: Connection) -> Iterator[str]:
    """Jobs and runs that contradict each other."""
    for row in run_honesty.unfit_jobs(connection):
        state = row.job_state or "missing"
        yield f"Run {row.id} is {row.state}, and its job is {state}."
    for run_id in run_honesty.jobs_done_twice(connection):
        yield f"Run {run_id} has more than one job."
    for table in (run_file, run_table, run_projection, book):
        for run_id in run_honesty.undone_with_results(connection, table):
            yield f"Run {run_id} is not done, and yet there are rows of it in {table.name}."


def wrong_results(connection: Connection, run_id: str) -> Iterator[str]:
    """What is missing or not true of a run that is done."""
    structures = [each["name"] for each in runs.row_of(connection, run_id).summary["structures"]]
    found = run_books.books(connection, run_id)
    if sorted(name for _, name in found) != sorted(structures):
        yield f"Run {run_id} has not one book for each of its structures."
    for name, count in run_results.counts(connection, run_id).items():
        if count < len(structures):
            yield f"Run {run_id} is done, and {name} of it are missing ({count})."
    for file in run_results.files(connection, run_id):
        if not file.true:
            yield f"Run {run_id}: file {file.name} is not what was written (sha256 {file.sha256})."
    for book_id, structure in found:
        yield from wrong_balances(connection, (run_id, structure), book_id)


def wrong_balances(connection: Connection, named: tuple[str, str], book_id: int) -> Iterator[str]:
    """Balances of a book that its postings do not add up to."""
    run_id, structure = named
    expected, kept = added_up(connection, book_id), run_books.kept_balances(connection, book_id)
    for account, day in sorted({*expected, *kept}):
        if expected.get((account, day)) != kept.get((account, day)):
            yield (
                f"Run {run_id}, structure {structure}: the balance of ledger account {account} on "
                f"{day} is kept as {kept.get((account, day))}, its postings add up to "
                f"{expected.get((account, day))} (book, value, minor units)."
            )


def added_up(connection: Connection, book_id: int) -> Balances:
    """Book and value balance of each account at the end of each day on which it moved."""
    moved: dict[Any, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for basis, dated in enumerate(("booking", "value")):
        for side, sign in (("debit", 1), ("credit", -1)):
            found = run_books.moved(connection, book_id, side, dated)
            for (account, day), amount in found.items():
                moved[account][day][basis] += sign * amount
    balances: Balances = {}
    for account, days in moved.items():
        booked = valued = 0
        for day in sorted(days):
            booked, valued = booked + days[day][0], valued + days[day][1]
            balances[account, day] = (booked, valued)
    return balances
