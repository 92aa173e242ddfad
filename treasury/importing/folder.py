"""An import folder: written whole, and read again by the next import into it.

The import owns the scenario files it writes and its memory in `import/`; `import.toml`,
`accounts.csv` and `classes.csv` there, and every other file, are the user's and are kept.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from treasury.errors import Complaint, Refused
from treasury.importing import memory
from treasury.importing.assumptions import Imported
from treasury.importing.cells import csv_lines, rows_of
from treasury.importing.choices import (
    ACCOUNTS,
    CHOICES,
    CLASSED,
    GUESSES,
    AccountRow,
    Choices,
    account_lines,
    choices_text,
)
from treasury.importing.gathering import Gathered
from treasury.importing.making import ITEM_COLUMNS, item_cells, items_of, kept_numbers
from treasury.importing.telling import readme
from treasury.loading.shapes import lists, shapes
from treasury.loading.writing import csv_text, toml_keys
from treasury.scenario import Scenario

MEMORY_FOLDER = "import"
WRITTEN = "written.csv"
WRITTEN_COLUMNS = ("file", "sha256")
IN_CSV = ("entities", "banks", "accounts")
"""Lists that the import writes as CSV besides the items; its other lists stand in the TOML."""
OWN = ("scenario.toml", *(f"{name}.csv" for name in IN_CSV), "items.csv", "README.md")
OWN_MEMORY = (*memory.MEMORY, GUESSES)
CHUNK = 1 << 20
TABLES = (".csv", ".toml", ".json", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
"""Files that a scenario's folder is read from, or that are complained about there."""


def is_import(folder: Path) -> bool:
    """Whether the folder is one that an import wrote."""
    return (folder / MEMORY_FOLDER / WRITTEN).is_file()


def is_mine_alone(files: list[str]) -> bool:
    """Whether no table of the user's is among the files, so that nothing of it must be read."""
    return not any(
        name not in OWN and not name.startswith(".") and Path(name).suffix.lower() in TABLES
        for name in files
    ) and not any(name.partition(".")[0].lower() in lists() and name not in OWN for name in files)


def changed_by_hand(folder: Path) -> Iterator[Complaint]:
    """A complaint for each of the import's own files that is no longer as it was written."""
    for _, row in rows_of(folder / MEMORY_FOLDER / WRITTEN, WRITTEN_COLUMNS):
        file = folder / row["file"]
        if not file.is_file() or sha256_of(file) != row["sha256"]:
            message = "is not as the import wrote it; importing again would undo the change"
            expected = (
                f"changes in {MEMORY_FOLDER}/{ACCOUNTS}, {MEMORY_FOLDER}/{CHOICES} or files of "
                "your own (README.md says which), or another --out"
            )
            yield Complaint(path=(), message=message, expected=expected, where=str(file))


def sha256_of(file: Path) -> str:
    """The sha256 of a file's content."""
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while data := opened.read(CHUNK):
            found.update(data)
    return found.hexdigest()


def keep_the_users(before: Path, fresh: Path) -> None:
    """Copy everything that is not the import's own into the fresh folder."""
    (fresh / MEMORY_FOLDER).mkdir()
    if not before.is_dir():
        return
    copy_all(before, fresh, (*OWN, MEMORY_FOLDER))
    if (before / MEMORY_FOLDER).is_dir():
        own = (*OWN_MEMORY, ACCOUNTS, CHOICES, WRITTEN)
        copy_all(before / MEMORY_FOLDER, fresh / MEMORY_FOLDER, own)


def copy_all(before: Path, fresh: Path, but: Sequence[str]) -> None:
    """Copy everything in a folder but the entries of these names."""
    for entry in sorted(before.iterdir()):
        if entry.name in but:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, fresh / entry.name, symlinks=True)
        else:
            shutil.copy2(entry, fresh / entry.name, follow_symlinks=False)


def write_scenario(scenario: Scenario, fresh: Path) -> None:
    """Write the scenario's own keys and lists, all but the items."""
    toml = toml_keys(scenario, shapes(Scenario))
    for name, record in lists().items():
        records = getattr(scenario, name)
        if name in IN_CSV:
            text = csv_text(records, shapes(record))
            assert text is not None, "names of entities and banks are clean"
            write_text(fresh / f"{name}.csv", [text])
        else:
            for each in records:
                toml += [f"\n[[{name}]]\n", *toml_keys(each, shapes(record))]
    write_text(fresh / "scenario.toml", toml)


def write_rest(
    gathered: Gathered,
    imported: Imported,
    choices: Choices,
    rows: tuple[list[AccountRow], list[AccountRow]],
    fresh: Path,
) -> None:
    """Write items, README and memory; `rows` are the accounts as guessed and as corrected."""
    found, accounts = imported.found, imported.accounts
    items = items_of(found, imported.ids, kept_numbers(found))
    write_rows(fresh / "items.csv", chained([ITEM_COLUMNS], map(item_cells, items)))
    write_text(fresh / "README.md", (f"{line}\n" for line in readme(gathered, imported)))
    place = fresh / MEMORY_FOLDER
    write_rows(place / memory.FILES, memory.file_lines(gathered))
    write_rows(place / memory.REMARKS, memory.remark_lines(gathered))
    write_rows(place / memory.STATEMENTS, memory.statement_lines(gathered, accounts))
    entries = memory.entry_lines(gathered, accounts, found, imported.ids)
    write_rows(place / memory.ENTRIES, entries)
    write_rows(place / memory.DETAILS, memory.detail_lines(gathered, accounts))
    write_rows(place / GUESSES, account_lines(rows[0]))
    write_rows(place / ACCOUNTS, account_lines(rows[1]))
    write_text(place / CHOICES, [choices_text(choices)])
    if not (place / CLASSED).exists():
        write_text(place / CLASSED, ["item,class,reason\n"])
    own = [*OWN, *(f"{MEMORY_FOLDER}/{name}" for name in OWN_MEMORY)]
    sums = [(name, sha256_of(fresh / name)) for name in own]
    write_rows(place / WRITTEN, [WRITTEN_COLUMNS, *sums])


def chained(
    head: Iterable[Sequence[object]], rest: Iterable[Sequence[object]]
) -> Iterator[Sequence[object]]:
    """The rows of both, one after the other."""
    yield from head
    yield from rest


def write_rows(file: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV."""
    write_text(file, csv_lines(rows))


def write_text(file: Path, lines: Iterable[str]) -> None:
    """Write lines of text that end themselves, in UTF-8."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        opened.writelines(lines)


def refuse(complaints: list[Complaint]) -> None:
    """Refuse where there is something to complain about."""
    if complaints:
        raise Refused(complaints)
