"""A backup: one file with everything in a store, for either database.

The file is a zip archive: a member of lines (`snapshot`) for each table, and `manifest.json`,
which names each table's rows and sha256 and the hash of the whole. It is written beside its name
and takes it when it is whole. It is read back into an empty store, in one transaction, and only
if every line is what the manifest says and the store comes to the same hash in the end.
Nothing is held in memory but a few rows at a time.
"""

import datetime
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, delete, inspect, select, table, text

from api.store import schema, snapshot
from api.store.database import Database
from api.store.filling import Unfit, filled, numbered
from api.store.health import version
from api.store.snapshot import Told, content_hash
from treasury import __version__
from treasury.errors import TreasuryError

FORM = "treasury backup, form 1"
MANIFEST = "manifest.json"
MANIFEST_MAX = 1024 * 1024
TORN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
"""What is raised by an archive that is not as it was written."""
THERE_FROM_THE_START = "audit_head"
"""The one table that an empty store has a row in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds, by its manifest."""

    schema_version: str
    made_at: str
    made_by: str
    tables: tuple[Told, ...]
    content_hash: str

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(each.rows for each in self.tables)


def made(database: Database, file: Path, now: datetime.datetime) -> Backup:
    """The backup of the store as it is now, written to a new file that only its owner reads."""
    if file.exists():
        raise TreasuryError(f"{file} is there already; a backup is written to a new file.")
    growing = file.with_name(f"{file.name}.part")
    growing.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(growing, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as out:
            with database.reading() as connection:
                backup = written(connection, out, now)
            out.flush()
            os.fsync(out.fileno())
        growing.rename(file)
    finally:
        growing.unlink(missing_ok=True)
    return backup


def written(connection: Connection, out: Any, now: datetime.datetime) -> Backup:
    """The backup, written out."""
    found: list[Told] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for one in snapshot.tables(connection):
            with archive.open(member(one.name), "w", force_zip64=True) as lines:
                for each in snapshot.told(one.name, snapshot.lines(connection, one)):
                    if isinstance(each, Told):
                        found.append(each)
                    else:
                        lines.write(each)
        at = version(connection)
        backup = Backup(
            schema_version=at, made_at=snapshot.in_utc(now), made_by=__version__,
            tables=tuple(found), content_hash=content_hash(at, found),
        )  # fmt: skip
        archive.writestr(MANIFEST, json.dumps(document(backup), indent=1) + "\n")
    return backup


def member(table: str) -> str:
    """The name of a table's lines in the archive."""
    return f"tables/{table}.jsonl"


def document(backup: Backup) -> dict[str, Any]:
    """The manifest."""
    listed = [
        {"name": each.name, "rows": each.rows, "sha256": each.sha256} for each in backup.tables
    ]
    return {
        "form": FORM, "schema_version": backup.schema_version, "made_at": backup.made_at,
        "made_by": backup.made_by, "content_hash": backup.content_hash, "tables": listed,
    }  # fmt: skip


def restored(database: Database, file: Path, wanted_hash: str = "") -> Backup:
    """The backup, now in the store, which was empty; whole or not at all."""
    with file.open("rb") as opened:
        try:
            return taken(database, opened, wanted_hash)
        except TORN as error:
            words = str(error) or type(error).__name__
            raise refused(f"it is torn or was changed ({words})") from None
        except Unfit as error:
            raise refused(f"the database does not take what it holds ({error})") from None


def taken(database: Database, opened: BinaryIO, wanted_hash: str) -> Backup:
    """The backup, now in the store."""
    with zipfile.ZipFile(opened) as archive:
        backup = manifest(archive)
        if wanted_hash and backup.content_hash != wanted_hash:
            raise refused(f"its content hash is {backup.content_hash}, not the one given")
        with schema.alone(database):
            prepared(database, backup)
            database.writing(lambda connection: loaded(connection, archive, backup))
            schema.upgrade(database)
    return backup


def manifest(archive: zipfile.ZipFile) -> Backup:
    """What the backup says it holds; refused where it is none of ours or contradicts itself."""
    if MANIFEST not in archive.namelist():
        raise refused(f"it has no {MANIFEST}")
    with archive.open(MANIFEST) as read:
        content = read.read(MANIFEST_MAX)
    try:
        said = json.loads(content)
        if said["form"] != FORM:
            raise refused(f"it is of the form {said['form']!r}; this program reads {FORM!r}")
        listed = tuple(Told(**each) for each in said["tables"])
        backup = Backup(
            schema_version=said["schema_version"], made_at=said["made_at"],
            made_by=said["made_by"], content_hash=said["content_hash"], tables=listed,
        )  # fmt: skip
    except (ValueError, TypeError, KeyError):
        raise refused(f"its {MANIFEST} cannot be read") from None
    if content_hash(backup.schema_version, list(listed)) != backup.content_hash:
        raise refused("its manifest was changed: its tables do not make its content hash")
    if sorted(archive.namelist()) != sorted([MANIFEST, *(member(each.name) for each in listed)]):
        raise refused("its files are not those of its manifest")
    return backup


def prepared(database: Database, backup: Backup) -> None:
    """Bring an empty store to the version of the backup; refused where it is not empty."""
    wanted = backup.schema_version
    if wanted not in schema.versions():
        raise refused(
            f"its schema is at version {wanted!r}, which this program does not know: a newer one "
            f"made it (Treasury workbench {backup.made_by}). Restore it with that version or a "
            "newer one"
        )
    if rows_in(database):
        raise TreasuryError(
            "The store is not empty; a backup is restored into a new one. Nothing was changed."
        )
    if schema.current(database) not in (None, wanted):
        schema.downgrade(database)
    schema.upgrade(database, wanted)


def rows_in(database: Database) -> list[str]:
    """The tables of the store that hold anything, but for what every store has from the start."""
    with database.reading() as connection:
        names = set(inspect(connection).get_table_names())
        return [
            name
            for name in sorted(names - {THERE_FROM_THE_START, *snapshot.APART})
            if connection.execute(select(text("1")).select_from(table(name)).limit(1)).first()
        ]


def loaded(connection: Connection, archive: zipfile.ZipFile, backup: Backup) -> None:
    """Put everything in; refused, and nothing is done, where anything is not as it was."""
    there = {each.name: each for each in snapshot.tables(connection)}
    if sorted(there) != sorted(each.name for each in backup.tables):
        raise refused(f"its tables are not those of version {backup.schema_version} of the schema")
    connection.execute(delete(there[THERE_FROM_THE_START]))
    for said in backup.tables:
        into = there[said.name]
        with archive.open(member(said.name)) as lines:
            columns = snapshot.header(into)
            if next(iter(lines), b"") != snapshot.line(columns):
                raise refused(f"the columns of {said.name} are not those of its schema")
            names = [name for name, _ in columns]
            filled(connection, into, names, rows(said.name, columns, lines))
        numbered(connection, into)
    found = list(snapshot.read(connection, there.values()))
    differing = [each.name for each in found if each not in backup.tables]
    if differing:
        raise refused(f"what it holds of {', '.join(differing)} is not what its manifest says")


def rows(name: str, columns: list[list[str]], lines: Any) -> Iterator[list[Any]]:
    """The rows of a table's lines, as the database takes them."""
    readers = [snapshot.READ.get(word) for _, word in columns]
    for number, each in enumerate(lines, start=2):
        try:
            values = json.loads(each)
            yield [
                value if value is None or read is None else read(value)
                for value, read in zip(values, readers, strict=True)
            ]
        except (ValueError, TypeError, AttributeError):
            raise refused(f"line {number} of {name} cannot be read") from None


def refused(why: str) -> TreasuryError:
    """A backup that is not restored, and why."""
    return TreasuryError(f"The backup is refused: {why}. Nothing was restored.")
