"""A path becomes the files it holds; what is no statement, or must not be opened, says why."""

import hashlib
import io
import os
import re
import zipfile
from pathlib import Path

import pytest

from treasury.accounts.statements.files import Unopened, sources_of
from treasury.accounts.statements.reading import format_of, read_file
from treasury.accounts.statements.statement import Source, Unreadable


def archive(path: Path, members: dict[str, bytes], *, packing: int = zipfile.ZIP_DEFLATED) -> Path:
    """A .zip with these members."""
    with zipfile.ZipFile(path, "w", packing) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


def refusals(path: Path) -> list[str]:
    """Why each file that cannot be opened cannot be."""
    return [str(one.reason) for one in sources_of(path) if isinstance(one, Unopened)]


def opened(path: Path) -> list[Source]:
    """The files that can be read."""
    return [one for one in sources_of(path) if isinstance(one, Source)]


def test_a_plain_file_is_one_source_with_the_digest_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"some text")
    (source,) = opened(path)
    assert source.sha256 == hashlib.sha256(b"some text").hexdigest()
    assert (source.name, source.size) == (str(path), 9)
    for _ in range(2):
        with source.open() as file:
            assert file.read() == b"some text"


def test_each_member_of_an_archive_is_a_source_with_its_own_digest(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"b/two.txt": b"two", "b/": b"", "a.txt": b"one"})
    sources = opened(path)
    assert [source.name for source in sources] == [f"{path}: a.txt", f"{path}: b/two.txt"]
    assert [source.sha256 for source in sources] == [
        hashlib.sha256(data).hexdigest() for data in (b"one", b"two")
    ]
    with sources[1].open() as file:
        assert file.read() == b"two"
        file.seek(1)
        assert file.read() == b"wo"


def test_what_packing_programs_add_is_left_out(tmp_path: Path) -> None:
    members = {"__MACOSX/._a.txt": b"x", "b/.DS_Store": b"x", "a.txt": b"one"}
    assert len(opened(archive(tmp_path / "a.zip", members))) == 1


def test_a_workbook_is_a_file_and_no_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.xlsx", {"[Content_Types].xml": b"<x/>", "b.xml": b"<x/>"})
    assert [source.name for source in opened(path)] == [str(path)]


def test_an_archive_in_an_archive_is_refused_but_a_workbook_in_it_is_not(tmp_path: Path) -> None:
    inner = archive(tmp_path / "in.zip", {"a.txt": b"one"}).read_bytes()
    book = archive(tmp_path / "in.xlsx", {"[Content_Types].xml": b"<x/>"}).read_bytes()
    path = archive(tmp_path / "out.zip", {"in.zip": inner, "book.xlsx": book})
    assert [source.name for source in opened(path)] == [f"{path}: book.xlsx"]
    assert refusals(path) == [
        f"{path}: in.zip: is an archive in an archive; expected the files, packed once"
    ]


@pytest.mark.parametrize("name", ["/etc/x.txt", "../x.txt", "a/../../x", "C:\\x.txt", "\\x"])
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / "a.zip", {name: b"one", "good.txt": b"two"})
    (reason,) = refusals(path)
    assert "has a name that leads out of the archive" in reason
    assert [source.name for source in opened(path)] == [f"{path}: good.txt"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.xml": b"\0" * 30_000_000, "b.txt": b"one"})
    (reason,) = refusals(path)
    assert "as an archive made to do harm does" in reason
    assert opened(path) == []


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {f"{n}.txt": b"" for n in range(2001)})
    assert refusals(path) == [
        f"{path}: holds 2,001 files; expected at most 2,000 files in an archive"
    ]


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"one"}, packing=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refusals(path) == [
        f"{path}: a.txt: is encrypted; expected an archive without a password"
    ]


def test_damaged_archives_are_refused(tmp_path: Path) -> None:
    whole = archive(tmp_path / "a.zip", {"a.txt": b"one" * 999}, packing=zipfile.ZIP_STORED)
    data = whole.read_bytes()
    cut, changed = tmp_path / "cut.zip", tmp_path / "changed.zip"
    cut.write_bytes(data[:500])
    changed.write_bytes(data.replace(b"oneone", b"onetwo", 1))
    assert "is a damaged archive" in refusals(cut)[0]
    assert "a.txt: is damaged" in refusals(changed)[0]


def test_an_archive_without_files_is_refused(tmp_path: Path) -> None:
    assert "is an archive without files" in refusals(archive(tmp_path / "a.zip", {}))[0]


def test_only_ordinary_files_with_something_in_them_are_opened(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate((1 << 30) + 1)
    said = [refusals(tmp_path / name)[0] for name in ("empty", "pipe", "large", "absent", "")]
    for words, expected in zip(
        said,
        (
            "is empty",
            "is not an ordinary file",
            "is larger than 1 GB",
            "cannot be opened",
            "folder",
        ),
        strict=True,
    ):
        assert expected in words


def test_reading_tells_how_many_bytes_were_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100_000)
    counts: list[int] = []
    for source in sources_of(path, counts.append):
        assert isinstance(source, Source)
        with source.open() as file:
            file.read()
    assert sum(counts) == 200_000


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"<!DOCTYPE html><html><title>Log in</title>", "is a web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', "is a web page"),
        (b"\n <HTML><body>", "is a web page"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is a picture"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xff\xfe:\0002\0000\0", "is saved as UTF-16"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind (.xls)"),
        (b"\x1f\x8b\x08", "is packed in another way than .zip"),
        (b"OFXHEADER:100\nDATA:OFXSGML", "is an OFX file"),
        (b'<?xml version="1.0"?>\n<?OFX OFXHEADER="200"?>', "is an OFX file"),
        (b"\0\0\0\0", "contains NUL bytes"),
    ],
)
def test_what_is_no_statement_is_refused_by_its_face(head: bytes, words: str) -> None:
    source = Source(name="a", size=len(head), sha256="", open=lambda: io.BytesIO(head))
    with pytest.raises(Unreadable, match=re.escape(words)) as refused:
        format_of(source)
    assert "expected" in str(refused.value)


def test_a_file_in_no_known_format_keeps_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"<html>")
    (one,) = read_file(path)
    assert isinstance(one, Unopened)
    assert one.sha256 == hashlib.sha256(b"<html>").hexdigest()
