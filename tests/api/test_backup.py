"""A backup equals its store, from and to either database; one that is not whole is refused."""

import datetime
import json
import shutil
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.store import backup, checks, schema, snapshot
from api.store.columns import metadata
from api.store.database import Connection, Database, opened
from api.store.health import version
from api.store.tables import books, group, runs
from tests.api.bank import START, Bank
from treasury import __version__
from treasury.errors import TreasuryError

RM = "relationship_manager"
on_sqlite = pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
"""For what is the same whatever database the backup comes from."""
LARGEST = 2**63 - 1


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it, not even tables."""
    if request.param == "sqlite":
        database = opened(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.closed()
        return
    server = request.getfixturevalue("postgres_server")
    server.drop_database("treasury_test_empty")
    server.create_database("treasury_test_empty")
    database = opened(server.url("treasury_test_empty"))
    yield database
    database.closed()
    server.drop_database("treasury_test_empty")


@pytest.fixture
def kept(made: Bank) -> Bank:
    """The small bank with something of every kind of column in its store."""
    made.called(RM, "POST", "/clients", {"Idempotency-Key": "k1"}, json={"name": '泸州 "1"\\n é'})
    made.write(lambda connection: fill(made, connection))
    return made


def fill(made: Bank, connection: Connection, size: int = 300, files: int = 1) -> None:
    """Files, postings, a job."""
    own = {"client_id": made.ids["distillery"]}
    for number in range(files):
        connection.execute(books.statement_file.insert().values(
            id=f"f{number}", sha256=f"{number}", name="a.xml", size=size,
            source="", bytes=bytes(range(256)) * (size // 256) + b"\x00", document={"b": ["é"]},
            received_at=START, received_by=made.ids[RM], **own))  # fmt: skip
    connection.execute(group.bank.insert().values(
        id="b1", key="ICBC", document={"n": "12.50"}, created_at=START, **own))  # fmt: skip
    connection.execute(books.book.insert().values(id=4, structure="", number=1, **own))
    connection.execute(books.ledger.insert().values(
        id=5, book_id=4, legal_entity="HQ", currency="CNY"))  # fmt: skip
    for number in (6, 7):
        connection.execute(books.ledger_account.insert().values(
            id=number, ledger_id=5, kind="bank", subject=str(number)))  # fmt: skip
    day = datetime.date(2026, 3, 20)
    connection.execute(books.posting.insert(), [
        {"id": number, "ledger_id": 5, "entry": number, "booking_date": day, "value_date": day,
         "debit_id": 6, "credit_id": 7, "amount": amount, "source": ""}
        for number, amount in ((8, LARGEST - 2), (9, 1), (1000, 1))])  # fmt: skip
    connection.execute(books.day_balance.insert(), [
        {"ledger_account_id": number, "day": day, "book": balance, "value": balance}
        for number, balance in ((6, LARGEST), (7, -LARGEST))])  # fmt: skip
    connection.execute(runs.job.insert().values(
        id="j1", kind="run", subject_id="r", requested_by=made.ids[RM], state="running",
        cancel=True, lease_until=START + datetime.timedelta(microseconds=1), created_at=START,
        attempts=1, per_mille=0, note=""))  # fmt: skip


def hashed(database: Database) -> str:
    """The content hash of a store."""
    with database.reading() as connection:
        found = snapshot.read(connection, snapshot.tables(connection))
        return snapshot.content_hash(version(connection), list(found))


def rows(database: Database) -> dict[str, list[Any]]:
    """Everything in a store, as its tables' own columns give it."""
    with database.reading() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in metadata.sorted_tables
        }


def nothing_in(database: Database) -> bool:
    """Whether the store has no rows."""
    return not backup.rows_in(database)


def test_a_restored_backup_equals_the_original_on_either_database(
    kept: Bank, empty: Database, tmp_path: Path
) -> None:
    original = kept.service.database
    done = backup.made(original, tmp_path / "kept.zip", START)
    assert done.content_hash == hashed(original)
    again = backup.restored(empty, tmp_path / "kept.zip", done.content_hash)
    assert again == done
    assert hashed(empty) == done.content_hash
    assert rows(empty) == rows(original)
    assert {each.name for each in done.tables} == set(metadata.tables) - set(snapshot.APART)
    assert not any(
        check(connection).faults for check in checks.CHECKS for connection in [open_(empty)]
    )


def open_(database: Database) -> Connection:
    """A connection for the rest of the test."""
    return database.engine.connect().execution_options(reading=True)


def test_a_restored_store_counts_on_from_where_the_original_was(
    kept: Bank, empty: Database, tmp_path: Path
) -> None:
    backup.made(kept.service.database, tmp_path / "kept.zip", START)
    backup.restored(empty, tmp_path / "kept.zip")
    day = datetime.date(2026, 3, 21)

    def post(connection: Connection) -> Any:
        return connection.execute(books.posting.insert().values(
            ledger_id=5, entry=1, booking_date=day, value_date=day, debit_id=6, credit_id=7,
            amount=1)).inserted_primary_key  # fmt: skip

    assert empty.writing(post)[0] == 1001


def test_equal_stores_have_equal_backups_byte_for_byte_in_each_table(
    kept: Bank, empty: Database, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    backup.made(kept.service.database, first, START)
    backup.restored(empty, first)
    backup.made(empty, second, START + datetime.timedelta(days=1))
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        names = [name for name in one.namelist() if name != backup.MANIFEST]
        assert names
        assert all(one.read(name) == other.read(name) for name in names)


def test_a_backup_is_only_for_its_owner_and_replaces_nothing(made: Bank, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    backup.made(made.service.database, file, START)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(TreasuryError, match="is there already"):
        backup.made(made.service.database, file, START)
    assert [path.name for path in tmp_path.glob("kept*")] == ["kept.zip"]


def test_a_backup_that_fails_leaves_no_file(
    made: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "lines", fails)
    with pytest.raises(OSError, match="No space"):
        backup.made(made.service.database, tmp_path / "kept.zip", START)
    assert list(tmp_path.glob("kept*")) == []


def test_a_store_with_anything_in_it_is_not_restored_into(made: Bank, tmp_path: Path) -> None:
    backup.made(made.service.database, tmp_path / "kept.zip", START)
    before = hashed(made.service.database)
    with pytest.raises(TreasuryError, match="not empty"):
        backup.restored(made.service.database, tmp_path / "kept.zip")
    assert hashed(made.service.database) == before


def changed(file: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Write the archive anew with one member changed."""
    with zipfile.ZipFile(file) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    members[name] = change(members[name])
    with zipfile.ZipFile(file, "w") as archive:
        for each, content in members.items():
            archive.writestr(each, content)


def other_hash(content: bytes) -> bytes:
    """A manifest that was made to fit after its table was changed, but for the hash of all."""
    return content.replace(b'"rows": 2', b'"rows": 3', 1)


CLIENTS, REMARKS = backup.member("client"), backup.member("audit")
MANIPULATED: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a row changed": (CLIENTS, lambda was: was.replace(b"shipyard", b"shipward"), "client is not"),
    "a row gone": (REMARKS, lambda was: b"".join(was.splitlines(True)[:-1]), "audit is not"),
    "a row twice": (CLIENTS, lambda was: was + was.splitlines(True)[-1], "does not take"),
    "a row cut off": (CLIENTS, lambda was: was[:-9], "line 4 of client cannot be read"),
    "a column gone": (CLIENTS, lambda was: was.replace(b'["sector","text"],', b""), "columns"),
    "a date that is none": (CLIENTS, lambda was: was.replace(b"2026-03", b"2026-13"), "line 2"),
    "no manifest to read": (backup.MANIFEST, lambda was: was[:-20], "cannot be read"),
    "another manifest": (backup.MANIFEST, other_hash, "was changed"),
    "a manifest of nothing": (backup.MANIFEST, lambda was: b"[]", "cannot be read"),
    "another form": (backup.MANIFEST, lambda was: was.replace(b"form 1", b"form 2"), "reads"),
}  # fmt: skip


@on_sqlite
def test_a_manipulated_backup_is_refused_in_words(
    kept: Bank, empty: Database, tmp_path: Path
) -> None:
    for number, (name, change, words) in enumerate(MANIPULATED.values()):
        file = tmp_path / f"{number}.zip"
        backup.made(kept.service.database, file, START)
        changed(file, name, change)
        with pytest.raises(TreasuryError, match=f"is refused: .*{words}.*Nothing was restored"):
            backup.restored(empty, file)
        assert nothing_in(empty)


@on_sqlite
def test_a_backup_of_a_newer_program_is_refused(
    made: Bank, empty: Database, tmp_path: Path
) -> None:
    made.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    backup.made(made.service.database, tmp_path / "kept.zip", START)
    with pytest.raises(TreasuryError) as refusal:
        backup.restored(empty, tmp_path / "kept.zip")
    assert str(refusal.value) == (
        "The backup is refused: its schema is at version '9999', which this program does not know: "
        f"a newer one made it (Treasury workbench {__version__}). Restore it with that version or "
        "a newer one. Nothing was restored."
    )
    assert schema.current(empty) is None


LATER = """
from alembic import op
import sqlalchemy

revision, down_revision = "{number}", "{before}"
branch_labels = depends_on = None

def upgrade():
    text = sqlalchemy.Column("motto", sqlalchemy.Text, nullable=False, server_default="none yet")
    op.add_column("client", text)
    op.get_bind().exec_driver_sql("UPDATE client SET motto = 'of ' || name")

def downgrade():
    op.drop_column("client", "motto")
"""


def released(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The program from now on is a newer one: its schema has a step more, whose name is given."""
    before = schema.newest()
    number = f"{int(before) + 1:04}"
    shutil.copytree(schema.HERE / "migrations", folder / "migrations")
    step = folder / "migrations" / "versions" / f"{number}_a_later_step.py"
    step.write_text(LATER.format(number=number, before=before), encoding="utf-8")
    monkeypatch.setattr(schema, "HERE", folder)
    monkeypatch.setattr(schema, "versions", schema.versions.__wrapped__)
    return number


def test_a_backup_of_an_older_schema_is_restored_and_brought_to_the_newest(
    kept: Bank, empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = kept.service.database
    done = backup.made(original, tmp_path / "kept.zip", START)
    before, newest = rows(original), released(tmp_path / "newer", monkeypatch)
    again = backup.restored(empty, tmp_path / "kept.zip", done.content_hash)
    assert (again, again.schema_version < newest) == (done, True)
    assert schema.current(empty) == newest
    assert rows(empty) == before, "what was there before the step is there after it"
    with empty.reading() as connection:
        mottos = connection.exec_driver_sql("SELECT name, motto FROM client").all()
        assert not any(check(connection).faults for check in checks.CHECKS)
    assert {motto for _, motto in mottos} == {f"of {name}" for name, _ in mottos} != {"of "}


@on_sqlite
@pytest.mark.parametrize("older", schema.versions()[:-1])
def test_a_backup_made_at_an_older_version_is_restored_as_the_newest(
    kept: Bank, empty: Database, tmp_path: Path, older: str
) -> None:
    """The steps there were: their stores come back as if they had been raised where they stood."""
    original = kept.service.database
    before = hashed(original)
    schema.downgrade(original, older)
    done = backup.made(original, tmp_path / "kept.zip", START)
    assert done.schema_version == older
    backup.restored(empty, tmp_path / "kept.zip", done.content_hash)
    assert (schema.current(empty), hashed(empty)) == (schema.newest(), before)


@on_sqlite
def test_a_newer_program_backs_up_a_store_of_an_older_schema_before_it_touches_it(
    kept: Bank, empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = kept.service.database
    by_the_older = backup.made(original, tmp_path / "older.zip", START)
    newest = released(tmp_path / "newer", monkeypatch)
    assert backup.made(original, tmp_path / "kept.zip", START) == by_the_older
    assert schema.brought_up_to_date(original) == by_the_older.schema_version
    schema.upgrade(empty)  # as whoever starts the newer program once does
    backup.restored(empty, tmp_path / "kept.zip")
    assert hashed(empty) == hashed(original), "restored and raised, or raised where it stood"
    assert schema.current(empty) == newest


@on_sqlite
def test_a_backup_with_another_hash_than_the_one_noted_is_refused(
    made: Bank, empty: Database, tmp_path: Path
) -> None:
    backup.made(made.service.database, tmp_path / "kept.zip", START)
    with pytest.raises(TreasuryError, match="not the one given"):
        backup.restored(empty, tmp_path / "kept.zip", "0" * 64)
    assert nothing_in(empty)


@on_sqlite
def test_a_torn_backup_is_refused_wherever_it_is_torn(
    made: Bank, empty: Database, tmp_path: Path
) -> None:
    file, torn = tmp_path / "kept.zip", tmp_path / "torn.zip"
    backup.made(made.service.database, file, START)
    whole = file.read_bytes()
    for part in range(0, len(whole), len(whole) // 30):
        torn.write_bytes(whole[:part])
        with pytest.raises(TreasuryError, match="is refused"):
            backup.restored(empty, torn)
    assert nothing_in(empty)


@on_sqlite
def test_a_byte_that_changed_on_a_disk_is_found(
    made: Bank, empty: Database, tmp_path: Path
) -> None:
    file = tmp_path / "kept.zip"
    backup.made(made.service.database, file, START)
    whole = file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        members = [each for each in archive.infolist() if each.file_size > 600]
    for each in members:
        place = each.header_offset + 30 + len(each.filename) + 20 + each.compress_size // 2
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with pytest.raises(TreasuryError, match="is refused"):
            backup.restored(empty, file)
    assert len(members) >= 4
    assert nothing_in(empty)


@on_sqlite
@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_large_stores_pass_through_little_memory(
    made: Bank, empty: Database, tmp_path: Path
) -> None:
    made.write(lambda connection: fill(made, connection, size=256 * 1024, files=64))
    tracemalloc.start()
    done = backup.made(made.service.database, tmp_path / "kept.zip", START)
    backup.restored(empty, tmp_path / "kept.zip")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert done.rows > 64
    assert peak < 8 * 2**20  # of 16 MB


def test_a_manifest_says_what_is_in_it(kept: Bank, tmp_path: Path) -> None:
    backup.made(kept.service.database, tmp_path / "kept.zip", START)
    with zipfile.ZipFile(tmp_path / "kept.zip") as archive:
        said = json.loads(archive.read(backup.MANIFEST))
    counts = {each["name"]: each["rows"] for each in said["tables"]}
    assert (counts["posting"], counts["client"], counts["audit"]) == (3, 3, 1)
    assert said["made_at"] == "2026-03-20T09:00:00.000000+00:00"
