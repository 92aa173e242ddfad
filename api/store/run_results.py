"""What a run found out: its files, its tables, what was simulated; packed with zlib.

Everything is put in by one transaction, with the run itself; nothing is changed afterwards.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from api.store.tables.runs import run_file, run_projection, run_table


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file of a run: its name in the run's folder; the hash is of what it holds."""

    name: str
    sha256: str
    size: int
    packed: bytes

    @property
    def content(self) -> bytes:
        """What is in the file."""
        return zlib.decompress(self.packed)

    @property
    def true(self) -> bool:
        """Whether what is kept is what was written."""
        try:
            content = self.content
        except zlib.error:
            return False
        return len(content) == self.size and hashlib.sha256(content).hexdigest() == self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTable:
    """A table of a structure: `columns` are documents, `packed` its cells."""

    structure: str
    name: str
    number: int
    title: str
    columns: Any
    rows: int
    packed: bytes


def stored_file(name: str, content: bytes) -> StoredFile:
    """The file as it is kept."""
    return StoredFile(
        name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content),
        packed=zlib.compress(content),
    )  # fmt: skip


def add_files(connection: Connection, run_id: str, files: Iterable[StoredFile]) -> None:
    """Put the files of a run in."""
    rows = [
        {"run_id": run_id, "name": file.name, "sha256": file.sha256, "size": file.size,
         "packed": file.packed}
        for file in files
    ]  # fmt: skip
    connection.execute(insert(run_file), rows)


def add_tables(connection: Connection, run_id: str, tables: Iterable[StoredTable]) -> None:
    """Put the tables of a run in."""
    rows = [
        {"run_id": run_id, "structure": table.structure, "name": table.name,
         "number": table.number, "title": table.title, "columns": table.columns,
         "rows": table.rows, "packed": table.packed}
        for table in tables
    ]  # fmt: skip
    connection.execute(insert(run_table), rows)


def add_projection(connection: Connection, run_id: str, structure: str, packed: bytes) -> None:
    """Put in what was simulated for a structure."""
    values = {"run_id": run_id, "structure": structure, "packed": packed}
    connection.execute(insert(run_projection).values(**values))


def listed_files(connection: Connection, run_id: str) -> Sequence[Any]:
    """Name, hash and size of each file of the run, by name."""
    c = run_file.c
    wanted = select(c.name, c.sha256, c.size).where(c.run_id == run_id).order_by(c.name)
    return connection.execute(wanted).all()


def file(connection: Connection, run_id: str, name: str) -> StoredFile | None:
    """The file of the run with the name."""
    where = (run_file.c.run_id == run_id) & (run_file.c.name == name)
    row = connection.execute(select(run_file).where(where)).one_or_none()
    return None if row is None else file_of(row)


def files(connection: Connection, run_id: str) -> Iterator[StoredFile]:
    """Every file of the run, by name, one at a time."""
    wanted = select(run_file).where(run_file.c.run_id == run_id).order_by(run_file.c.name)
    for row in connection.execution_options(yield_per=1).execute(wanted):
        yield file_of(row)


def file_of(row: Row[Any]) -> StoredFile:
    """The row as a file."""
    return StoredFile(name=row.name, sha256=row.sha256, size=row.size, packed=row.packed)


def listed_tables(connection: Connection, run_id: str) -> Sequence[Any]:
    """The tables of a run without their cells, in the order of the structures and the files."""
    c = run_table.c
    wanted = select(c.structure, c.name, c.number, c.title, c.columns, c.rows)
    return connection.execute(wanted.where(c.run_id == run_id).order_by(c.number)).all()


def table(connection: Connection, run_id: str, structure: str, name: str) -> StoredTable | None:
    """The table of the run's structure with the name."""
    c = run_table.c
    where = (c.run_id == run_id) & (c.structure == structure) & (c.name == name)
    row = connection.execute(select(run_table).where(where)).one_or_none()
    if row is None:
        return None
    return StoredTable(
        structure=row.structure, name=row.name, number=row.number, title=row.title,
        columns=row.columns, rows=row.rows, packed=row.packed,
    )  # fmt: skip


def projection(connection: Connection, run_id: str, structure: str) -> bytes | None:
    """What was simulated for the run's structure, packed."""
    c = run_projection.c
    where = (c.run_id == run_id) & (c.structure == structure)
    return connection.execute(select(c.packed).where(where)).scalar_one_or_none()
