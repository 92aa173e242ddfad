"""The store on both databases: pairs posted and checked, positions read, a chain of statements.

Beside each stands the raw driver: the same rows by COPY or `executemany` into a table without any
rule, the same rows of balances read by a plain SELECT. PostgreSQL is the one of the tests: a real
server in memory whose disk is not waited for (`tests/postgres.py`).
"""

import datetime
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from api import logs
from api.store import book_checks, books, schema
from api.store.bulk import insert_rows
from api.store.database import Connection, Database, opened
from api.store.tables.books import account_feed, day_balance
from api.store.tables.group import account, bank, entity
from benchmarks.measuring import Measurement, timed
from tests.api.bank import Bank
from tests.api.bank import bank as small_bank
from tests.importing.made_camt import chain
from tests.postgres import binaries, server
from tests.stores import in_postgres
from treasury.accounts.ledger import LedgerAccount

PAIRS, LEDGER_ACCOUNTS = 100_000, 1_000
ACCOUNTS, DAYS, CHAIN = 1_000, 365, 37
FIRST = datetime.date(2026, 1, 1)
CHAIN_SAMPLES = "camt053_daily_chain"


@contextmanager
def stores() -> Iterator[list[Database]]:
    """An empty, migrated database of each kind that is here."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        lite = opened(f"sqlite:///{path / 'treasury.db'}")
        schema.upgrade(lite)
        if binaries() is None:
            yield [lite]
            lite.closed()
            return
        with server(path) as postgres, in_postgres(postgres, migrated) as fresh, fresh() as url:
            other = opened(url)
            yield [lite, other]
            other.closed()
            lite.closed()


def migrated(url: str) -> None:
    """The newest schema in an empty database."""
    database = opened(url)
    schema.upgrade(database)
    database.closed()


def measure() -> Iterator[Measurement]:
    """All measurements of the store; of what the API is asked for only errors are logged."""
    logs.configure("error")
    with stores() as found:
        for database in found:
            made = small_bank(database)
            yield posted(made, database)
            yield from read(made, database)
            yield imported(made, database)


# --- posting ---------------------------------------------------------------------------------


def pairs() -> books.Pairs:
    """Made pairs between a thousand ledger accounts, over a year."""
    chance = random.Random(1)
    among = [
        LedgerAccount(legal_entity="HQ", kind="bank", subject=f"P{n:04}", currency="CNY")
        for n in range(LEDGER_ACCOUNTS)
    ]
    days = [FIRST + datetime.timedelta(days=n) for n in range(DAYS)]
    booked = [chance.choice(days) for _ in range(PAIRS)]
    sides = [chance.sample(range(LEDGER_ACCOUNTS), 2) for _ in range(PAIRS)]
    return books.Pairs(
        accounts=among, entry=range(PAIRS), booking_date=booked, value_date=booked,
        debit=[debit for debit, _ in sides], credit=[credit for _, credit in sides],
        amount=[chance.randrange(1, 10**9) for _ in range(PAIRS)],
        source=[f"entry {n}" for n in range(PAIRS)],
    )  # fmt: skip


def posted(made: Bank, database: Database) -> Measurement:
    """Pairs posted into an empty book and the book checked, beside the same rows put in raw."""
    given = pairs()
    client_id = made.ids["shipyard"]

    def work(connection: Connection) -> int:
        book = books.actual(connection, client_id)
        books.post(connection, book, given)
        found = (book_checks.balances(connection, book), book_checks.sides(connection, book))
        assert all(each.passed for each in found)
        return found[1].examined

    ours, count = timed(lambda: database.writing(work))
    theirs, same = timed(lambda: database.writing(lambda connection: raw(connection, given)))
    assert count == same == PAIRS
    return Measurement(
        what=f"{database.dialect}: post {PAIRS:,} pairs, keep every day's balances, check the book",
        units=PAIRS, unit="pair", ours=ours, peer=raw_words(database), theirs=theirs,
        equal="the number of rows; our own check of every balance",
    )  # fmt: skip


def raw_words(database: Database) -> str:
    """How the raw driver puts rows in."""
    return "raw COPY" if database.dialect == "postgresql" else "raw executemany"


def raw(connection: Connection, given: books.Pairs) -> int:
    """The rows of the pairs in a table without a rule, index or balance; how many there are."""
    kinds = "bigint, bigint, date, date, bigint, bigint, bigint, text"
    named = ", ".join(f"c{n} {kind}" for n, kind in enumerate(kinds.split(", ")))
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE rows ({named})")
    own = [(1, n) for n in range(LEDGER_ACCOUNTS)]
    rows = list(books.rows_of(given, own, 1))
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy("COPY rows FROM STDIN") as into:
            for row in rows:
                into.write_row(row)
    else:
        marks = ", ".join("?" * 8)
        texts = [(*r[:2], r[2].isoformat(), r[3].isoformat(), *r[4:]) for r in rows]
        driver.executemany(f"INSERT INTO rows VALUES ({marks})", texts)
    return int(connection.exec_driver_sql("SELECT count(*) FROM rows").scalar_one())


# --- positions -------------------------------------------------------------------------------


def filled(made: Bank, connection: Connection) -> None:
    """A thousand accounts of the client, each of which moves on every day of a year."""
    client_id, now = made.ids["distillery"], made.clock.now
    own = {"client_id": client_id, "created_at": now, "version": 1}
    connection.execute(entity.insert().values(id="e", key="HQ", document={"id": "HQ"}, **own))
    connection.execute(bank.insert().values(id="b", key="ICBC", document={"id": "ICBC"}, **own))
    keys = [f"A{n:04}" for n in range(ACCOUNTS)]
    connection.execute(account.insert(), [
        {"id": f"id-{key}", "key": key, "entity_id": "e", "bank_id": "b", "currency": "CNY",
         "number": key, "document": {}, **own} for key in keys])  # fmt: skip
    last = FIRST + datetime.timedelta(days=DAYS - 1)
    connection.execute(account_feed.insert(), [
        {"account_id": f"id-{key}", "first_day": FIRST, "last_day": last, "document": {},
         "updated_at": now} for key in keys])  # fmt: skip
    among = [
        LedgerAccount(legal_entity="HQ", kind="bank", subject=key, currency="CNY") for key in keys
    ]
    book = books.actual(connection, client_id)
    holders = {key: f"id-{key}" for key in keys}
    numbers = books.ledger_accounts(connection, book, among, holders)
    chance = random.Random(2)
    days = [FIRST + datetime.timedelta(days=n) for n in range(DAYS)]
    rows = (
        (number, day, amount, amount)
        for _, number in numbers for day in days for amount in [chance.randrange(-(10**11), 10**13)]
    )  # fmt: skip
    insert_rows(connection, day_balance, ("ledger_account_id", "day", "book", "value"), rows)
    connection.exec_driver_sql("ANALYZE")


def read(made: Bank, database: Database) -> Iterator[Measurement]:
    """Positions through the API, beside a plain SELECT of the same balances by the driver."""
    database.writing(lambda connection: filled(made, connection))
    path, who = f"/clients/{made.ids['distillery']}/positions", "relationship_manager"
    middle = FIRST + datetime.timedelta(days=DAYS // 2)
    last = FIRST + datetime.timedelta(days=DAYS - 1)
    questions: Sequence[tuple[str, str, str]] = (
        (f"positions of {ACCOUNTS:,} accounts on a day", f"?date={middle}",
         f"day = '{middle}'"),
        ("positions of an account over a year", "?account=A0500",
         "ledger_account_id = (SELECT id FROM ledger_account WHERE subject = 'A0500')"),
        (f"all {ACCOUNTS * DAYS:,} positions as CSV", f"?format=csv&from={FIRST}&to={last}",
         "ledger_account_id IN (SELECT id FROM ledger_account WHERE account_id IS NOT NULL)"),
    )  # fmt: skip
    for what, query, where in questions:
        ours, answer = timed(partial(made.called, who, "GET", path + query), times=3)
        assert answer.status_code == 200, answer.text
        theirs, rows = timed(partial(selected, database, where), times=3)
        assert amounts(answer) == rows
        yield Measurement(
            what=f"{database.dialect}: {what}, through the API", units=rows, unit="balance",
            ours=ours, peer="raw SELECT", theirs=theirs, equal="the number of balances",
        )  # fmt: skip


def selected(database: Database, where: str) -> int:
    """How many balances a plain SELECT gives, all of them fetched."""
    booked = "ledger_account_id IN (SELECT id FROM ledger_account WHERE account_id IS NOT NULL)"
    with database.reading() as connection:
        statement = f"SELECT * FROM day_balance WHERE {booked} AND {where}"
        return len(connection.exec_driver_sql(statement).fetchall())


def amounts(answer: Any) -> int:
    """How many book balances an answer has."""
    if answer.headers["content-type"].startswith("text/csv"):
        return len(answer.text.splitlines()) - 1
    found = answer.json()
    return len(found.get("days") or found["accounts"])


# --- statements ------------------------------------------------------------------------------


def imported(made: Bank, database: Database) -> Measurement:
    """A chain of daily statements sent at once through the API."""
    with tempfile.TemporaryDirectory() as folder:
        files, what = chain_files(Path(folder))
        parts = [("files", (each.name, each.read_bytes())) for each in files]
    path = f"/clients/{made.ids['shipyard']}/statements"
    send = partial(made.called, "relationship_manager_south", "POST", path, files=parts)
    ours, answer = timed(send)
    assert answer.status_code == 201, answer.text
    told = answer.json()["accounts"]
    entries = sum(each["entries"] for each in told)
    return Measurement(
        what=f"{database.dialect}: import {what} through the API ({entries:,} entries)",
        units=len(files), unit="file", ours=ours,
        equal="the books reach every closing balance" if all(
            each["complete"] for each in told) else "",
    )  # fmt: skip


def chain_files(folder: Path) -> tuple[list[Path], str]:
    """The sample chain where the samples are beside the project, else a made one."""
    beside = Path(__file__).resolve().parents[2] / "shared/data/statements" / CHAIN_SAMPLES
    if beside.is_dir():
        files = sorted(each for each in beside.rglob("*") if each.suffix in (".xml", ".camt"))
        return files, f"the sample chain of {len(files)} days"
    return chain(folder, CHAIN), f"a made chain of {CHAIN} days"
