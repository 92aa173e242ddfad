"""Files held in memory are read as those on disk; what is stored of them comes back whole."""

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from tests.beside import STATEMENTS, needs_samples
from tests.importing.book_store import Store
from tests.importing.test_books import days_of, sentences
from treasury.errors import Refused
from treasury.importing.entries import Entries
from treasury.importing.gathering import Gathered
from treasury.importing.receiving import received
from treasury.importing.stored import restore, stored


def test_every_file_that_cannot_be_read_is_complained_about_at_once() -> None:
    files = [("a.xml", b"<html>"), ("b.pdf", b"%PDF-1"), ("c.txt", b""), ("a.xml", b"\x00")]
    with pytest.raises(Refused) as reason:
        received(files)
    assert [said.partition(":")[0] for said in sentences(reason)] == [
        "a.xml", "b.pdf", "c.txt", "a.xml (2)",
    ]  # fmt: skip


def test_files_without_a_statement_are_refused() -> None:
    with pytest.raises(Refused, match="hold no statement"):
        received([("a.mapping.toml", b'decimal = ","')])
    with pytest.raises(Refused, match="hold no statement"):
        received([])


def test_an_archive_is_read_in_memory_member_by_member(tmp_path: Path) -> None:
    files = days_of(tmp_path, "10", "-30")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in files:
            archive.write(file, file.name)
    store, plain = Store(), Store()
    found = store.feed_bytes([("march.zip", packed.getvalue())])
    assert [one.file.name for one in found.files] == ["march.zip: 0.xml", "march.zip: 1.xml"]
    plain.feed(*files)
    assert store.in_force() == plain.in_force()


def test_a_mapping_file_among_the_files_is_obeyed_and_one_for_all_goes_before() -> None:
    export = b"Tag;Wieviel;Was\n02.03.2026;10,50;Verkauf\n"
    words = 'account = "DE9"\ncurrency = "EUR"\nopening = "1.00"\ndates = "dmy"\n'
    columns = '[columns]\nbooking_date = "Tag"\namount = "Wieviel"\ntext = ["Was"]\n'
    mapping = f"{words}{columns}".encode()
    beside = Store().feed_bytes([("g.csv", export), ("g.csv.mapping.toml", mapping)])
    assert [one.amount for one in beside.entries] == [100, 1050]
    assert [one.file.format for one in beside.files] == ["CSV", "mapping"]
    other = mapping.replace(b"DE9", b"DE8")
    given = received([("g.csv", export), ("g.csv.mapping.toml", mapping)], ("all.toml", other))
    assert given.accounts == (("DE8", "EUR"),)


@needs_samples
def test_a_stored_statement_comes_back_as_it_was_read() -> None:
    """Every sample that can be received: restored, it is stored as the same text."""
    formats = Counter[str]()
    for path in sorted(STATEMENTS.rglob("*.*")):
        try:
            found = received([(path.name, path.read_bytes())])
        except Refused:
            continue
        with Entries() as entries:
            gathered = Gathered(entries=entries)
            for one in found.statements:
                restore(gathered, one)
            assert [stored(gathered, kept) for kept in gathered.kept] == list(found.statements)
        formats.update(one.format for one in found.files)
    assert {"camt.052", "camt.053", "camt.054", "MT940", "MT942", "BAI2"} <= formats.keys()
