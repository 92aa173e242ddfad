"""Runs done again are the same, byte for byte; what is kept of them is true, or it is told."""

from typing import Any

import pytest
from sqlalchemy import select

from api.problems import Problem
from api.store.checks import CHECKS
from api.store.tables.books import book, day_balance, ledger, ledger_account, posting
from api.store.tables.runs import job, run, run_file, run_projection
from api.worker.working import work_once
from api.workflows.reproducing import reproduced
from tests.api.bank import Bank
from tests.api.scenario_runs import NEVER, POOLS, RM, add_scenario, done_run, start, worked


def faults(made: Bank) -> list[str]:
    """Everything that `treasury db check` finds wrong."""
    with made.service.database.reading() as connection:
        found = [check(connection) for check in CHECKS]
    return [f"{each.name}: {fault}" for each in found for fault in each.faults]


def changed(made: Bank, table: Any, **values: Any) -> None:
    made.write(lambda connection: connection.execute(table.update().values(**values)))


def test_a_run_done_again_is_the_same_byte_for_byte(made: Bank) -> None:
    run_id = start(made, add_scenario(made, name=POOLS))
    assert worked(made)
    found = reproduced(made.service.database, run_id[:23])
    assert (found.run_id, found.same_engine, found.equal) == (run_id, True, True)
    assert {"report.html", "report.xlsx", "as_is/balances.csv"} <= {name for name, _ in found.files}


def test_every_file_that_is_not_the_same_is_named(made: Bank) -> None:
    run_id = done_run(made)

    def spoil(connection: Any) -> None:
        named = run_file.c.name
        connection.execute(run_file.delete().where(named == "as_is/members.csv"))
        connection.execute(run_file.update().where(named == "as_is/sweeps.csv").values(
            name="as_is/broom.csv"))  # fmt: skip
        other = select(run_file.c.packed).where(named == "summary.json").scalar_subquery()
        connection.execute(run_file.update().where(named == "report.html").values(packed=other))

    made.write(spoil)
    found = reproduced(made.service.database, run_id)
    assert not found.equal
    assert {name: what for name, what in found.files if what != "equal"} == {
        "as_is/members.csv": "new", "as_is/sweeps.csv": "new", "as_is/broom.csv": "missing",
        "report.html": "different",
    }  # fmt: skip


def test_another_engines_run_is_not_compared_and_that_is_said(made: Bank) -> None:
    run_id = done_run(made)
    changed(made, run, engine="0.0.1")
    found = reproduced(made.service.database, run_id)
    assert (found.engine, found.same_engine, found.equal, found.files) == (
        "0.0.1",
        False,
        False,
        (),
    )


def test_an_older_builds_run_is_not_compared_either(made: Bank) -> None:
    run_id = done_run(made)
    with made.service.database.reading() as connection:
        summary = dict(connection.execute(select(run.c.summary)).scalar_one())
    del summary["layout"]
    changed(made, run, summary=summary)
    found = reproduced(made.service.database, run_id)
    assert (found.build, found.same_engine, found.files) == ("an older build", False, ())


def test_only_one_done_run_is_reproduced(made: Bank) -> None:
    done_run(made)
    waiting = start(made, add_scenario(made))
    with pytest.raises(Problem) as several:
        reproduced(made.service.database, waiting[:3])
    assert "Several" in several.value.detail
    for which in ("", "nothing", "%", waiting):
        with pytest.raises(Problem):
            reproduced(made.service.database, which)


def test_the_books_of_a_run_are_what_the_engine_booked(made: Bank) -> None:
    run_id = done_run(made, name=POOLS)
    with made.service.database.reading() as connection:
        rows = list(connection.execute(
            select(day_balance.c.book, day_balance.c.value, day_balance.c.day)
            .join(ledger_account, ledger_account.c.id == day_balance.c.ledger_account_id)
            .join(ledger, ledger.c.id == ledger_account.c.ledger_id)
            .join(book, book.c.id == ledger.c.book_id)
            .where(ledger_account.c.subject == "EAST-1").where(ledger_account.c.kind == "bank")
            .where(book.c.structure == "as_is").where(book.c.run_id == run_id)
            .order_by(day_balance.c.day)
        ))  # fmt: skip
    shown = made.called(
        RM, "GET", f"/runs/{run_id}/results/as_is/balances?account=EAST-1&limit=5000"
    ).json()["items"]
    for row in rows[1:]:
        day = next(each for each in shown if each["date"] == str(row.day))
        assert (day["book"], day["value"]) == (f"{row.book / 100:.2f}", f"{row.value / 100:.2f}")


def test_what_is_kept_of_runs_is_true(made: Bank) -> None:
    done_run(made, name=POOLS)
    done_run(made, "shipyard")
    start(made, add_scenario(made))
    assert faults(made) == []


def test_a_false_balance_is_told(made: Bank) -> None:
    done_run(made)
    changed(made, day_balance, book=day_balance.c.book + 1)
    assert any("the postings say" in each for each in faults(made))


def test_a_posting_without_its_balance_is_told(made: Bank) -> None:
    done_run(made)

    def add(connection: Any) -> None:
        row = connection.execute(select(posting).limit(1)).one()
        values = {**row._mapping, "amount": 1}
        values.pop("id")
        connection.execute(posting.insert().values(**values))

    made.write(add)
    assert any("the postings say" in each for each in faults(made))


def test_a_file_that_was_changed_or_broken_is_told(made: Bank) -> None:
    done_run(made)
    changed(made, run_file, packed=b"no zlib")
    told = faults(made)
    assert any("report.html is not what was written" in each for each in told)


def test_results_that_are_missing_or_should_not_be_are_told(made: Bank) -> None:
    done_run(made)
    made.write(lambda connection: connection.execute(run_projection.delete()))
    assert any("structures, and 0 rows in run_projection" in each for each in faults(made))
    changed(made, run, state="failed")
    told = faults(made)
    assert any("is not done, and yet there are rows of it in run_file" in each for each in told)
    assert any("is failed, and its job is done" in each for each in told)


def test_a_run_with_two_jobs_or_none_is_told(made: Bank) -> None:
    run_id = start(made, add_scenario(made))
    made.write(lambda connection: connection.execute(job.delete()))
    assert faults(made) == [f"jobs: run {run_id} is queued, and its job is missing"]


def test_a_run_under_way_is_nothing_wrong(made: Bank) -> None:
    start(made, add_scenario(made))
    told: list[str] = []
    assert work_once(
        made.service, "w1", NEVER, lambda step: told.extend(faults(made))
        if step not in ("booked", "written") else None,
    )  # fmt: skip
    assert told == []
