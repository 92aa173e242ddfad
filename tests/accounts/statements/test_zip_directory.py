"""An archive is refused by what its end says of its table of contents, before that is read."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from tests.accounts.statements.measured import cost_of
from treasury.accounts.statements.files import Unopened, sources_of

RECORD = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, *[0] * 8, 8, *[0] * 6)
LOCAL = struct.pack("<4s2B4HL2L2H", b"PK\x03\x04", 20, *[0] * 8, 8, 0) + b"00000000"
LONG = "lists 300,000 files and folders; expected at most 4,000 of them in an archive"


def table(count: int) -> bytes:
    """A table of contents of empty files that are not there."""
    return b"".join(RECORD + b"%08d" % n for n in range(count))


def end(records: int, size: int, offset: int, comment: bytes = b"") -> bytes:
    """The short end of an archive; what does not fit is said to stand in the long one."""
    short = min(records, 0xFFFF)
    head = struct.pack("<4s4H", b"PK\x05\x06", 0, 0, short, short)
    return head + struct.pack("<2LH", size, offset, len(comment)) + comment


def long_end(records: int, size: int, offset: int) -> bytes:
    """The long end (zip64) and where it is said to stand."""
    found = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, records, records, size, offset
    )
    return found + struct.pack("<4sLQL", b"PK\x06\x07", 0, offset + size, 1)


def hollow(count: int, *, said: int | None = None, long: bool = True) -> bytes:
    """An archive with very many records, or that says another number of them."""
    records, told = table(count), count if said is None else said
    if not long:
        return LOCAL + records + end(told, len(records), len(LOCAL))
    large = long_end(told, len(records), len(LOCAL))
    return LOCAL + records + large + end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)


def refusals(path: Path) -> list[str]:
    """Why each file that cannot be opened cannot be."""
    return [str(one.reason) for one in sources_of(path) if isinstance(one, Unopened)]


def test_a_hollow_archive_of_16_mb_is_refused_before_its_table_is_held(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(hollow(300_000))
    cost = cost_of(path)
    assert cost.problems == [f"{path}: {LONG}"]
    assert cost.megabytes < 20


@pytest.mark.parametrize("said", [0, 1, 2000, 4000])
@pytest.mark.parametrize("long", [False, True])
def test_an_end_that_lies_about_the_number_is_bounded_by_the_bytes_of_the_table(
    tmp_path: Path, said: int, long: bool
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(hollow(30_000, said=said, long=long))
    (reason,) = refusals(path)
    assert "has a table of contents of 1,620,000 bytes; expected one of at most" in reason


def test_a_table_that_is_just_short_enough_is_read_and_its_files_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(hollow(19_000, said=1))
    assert refusals(path) == [
        f"{path}: holds 19,000 files; expected at most 2,000 files in an archive"
    ]
    assert cost_of(path).megabytes < 40


@pytest.mark.parametrize("long", [False, True])
def test_an_end_that_says_a_shorter_table_than_there_is_makes_no_file_of_the_rest(
    tmp_path: Path, long: bool
) -> None:
    records = table(30_000)
    at = len(LOCAL)
    large = long_end(2, 108, at) if long else b""
    path = tmp_path / "a.zip"
    path.write_bytes(LOCAL + records + large + end(2, 108, at))
    assert len(list(sources_of(path))) == 2


def test_the_end_is_found_behind_a_comment_and_in_an_archive_of_an_archive(tmp_path: Path) -> None:
    commented, outer = tmp_path / "a.zip", tmp_path / "b.zip"
    records = table(5000)
    commented.write_bytes(LOCAL + records + end(5000, len(records), 38, b"x" * 60_000))
    assert "lists 5,000 files and folders" in refusals(commented)[0]
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("in.zip", hollow(300_000))
    assert refusals(outer) == [f"{outer}: in.zip: {LONG}"]


def test_a_long_end_that_is_not_in_its_place_is_damage(tmp_path: Path) -> None:
    whole = hollow(3)
    at = whole.index(b"PK\x06\x07")
    path = tmp_path / "a.zip"
    path.write_bytes(whole[:at] + b"between" + whole[at:])
    assert "is a damaged archive (its zip64 end is not in its place)" in refusals(path)[0]


def test_an_archive_with_a_long_end_and_folders_is_read(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n in range(1999):
            archive.writestr(f"{n}/", b"")
            archive.writestr(f"{n}/a.txt", b"one")
    data = packed.getvalue()
    size, offset = struct.unpack("<2L", data[-10:-2])
    path = tmp_path / "a.zip"
    path.write_bytes(
        data[:-22] + long_end(3998, size, offset) + end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    )
    assert len([one for one in sources_of(path) if not isinstance(one, Unopened)]) == 1999
