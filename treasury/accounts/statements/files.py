"""A path, or bytes with a name -> the files in it: the file itself, or each member of a .zip.

Nothing is unpacked to disk: a member is read where it lies. What an archive says of its members is
checked before the first of them is read, so that none of them can be a bomb; how many it says they
are, before they are listed. Sizes in bytes.
"""

import hashlib
import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from treasury.accounts.statements.statement import Source, Unreadable
from treasury.accounts.statements.zip_directory import refuse_directory
from treasury.errors import printable
from treasury.record import record

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

Told = Callable[[int], None]
"""To be told how many more bytes were read."""

FILE_BYTES_MAX = 1 << 30
MEMBERS_MAX = 2000
UNPACKED_BYTES_MAX = 1 << 30
RATIO_MAX = 200
RATIO_FROM_BYTES = 1 << 20
"""A member that unpacks to more than this, and to more than 200 times its packed size, is a bomb:
statements are text and shrink to a tenth, seldom to a fiftieth."""
CHUNK = 1 << 16
ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
WORKBOOK_PART = "[Content_Types].xml"
MAPPING_ENDING = ".mapping.toml"
MAPPING_BYTES_MAX = 100_000
LEFT_OUT = (".DS_Store", "Thumbs.db")
"""What packing programs add of their own, beside the folder __MACOSX."""
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError, OSError)
"""What reading an archive that is not whole may raise."""


@record
class Unopened:
    """A file that cannot be opened at all, or a member that must not be; the reason says why."""

    name: str
    reason: Unreadable
    sha256: str | None = None


@record
class Archive:
    """A packed file: how to read it from its beginning, and how to open what is packed in it."""

    open: Callable[[], BinaryIO]
    opened: Callable[[], zipfile.ZipFile]


def no_one(count: int) -> None:
    """Nothing: nobody wants to be told."""


def sources_of(
    path: Path, told: Told = no_one, mapping: Path | None = None
) -> Iterator[Source | Unopened]:
    """The file itself, or each file of the archive by its name; none of them is read yet.

    A source carries its mapping file: the one given, else the one that lies beside it.
    """
    name = printable(str(path))
    try:
        size = size_of(path, name)
        beside = named_content(mapping) if mapping else mapping_beside(path)
        with path.open("rb") as file:
            packed = file.read(4) in ZIP_BEGINNINGS
            sha256 = None if packed else digest(file, told)
    except Unreadable as reason:
        yield Unopened(name=name, reason=reason)
        return
    except OSError as error:
        why = Unreadable(name, f"cannot be opened ({error.strerror or error})", "a file on disk")
        yield Unopened(name=name, reason=why)
        return
    plain = Source(
        name=name,
        size=size,
        sha256=sha256 or "",
        open=lambda: watched(path.open("rb"), told),
        mapping=beside,
    )
    if sha256 is None:
        archive = Archive(open=lambda: path.open("rb"), opened=lambda: zipfile.ZipFile(path))
        yield from packed_sources(archive, plain, told, given=mapping is not None)
    else:
        yield plain


def sources_in(
    name: str, data: bytes, mapping: tuple[str, bytes] | None = None, *, given: bool = False
) -> Iterator[Source | Unopened]:
    """The same for a file that is held in memory: itself, or each file of the archive.

    `mapping` is its mapping file; `given` says that no mapping file in an archive takes its place.
    """
    name = printable(name)
    try:
        refuse_size(name, len(data))
    except Unreadable as reason:
        yield Unopened(name=name, reason=reason)
        return
    packed = data[:4] in ZIP_BEGINNINGS
    plain = Source(
        name=name,
        size=len(data),
        sha256="" if packed else hashlib.sha256(data).hexdigest(),
        open=lambda: io.BytesIO(data),
        mapping=mapping,
    )
    if packed:
        archive = Archive(
            open=lambda: io.BytesIO(data), opened=lambda: zipfile.ZipFile(io.BytesIO(data))
        )
        yield from packed_sources(archive, plain, no_one, given=given)
    else:
        yield plain


def mapping_names(name: str) -> tuple[str, str]:
    """What the mapping file of a file may be called.

    >>> mapping_names("giro.csv")
    ('giro.csv.mapping.toml', 'giro.mapping.toml')
    """
    stem = name.rpartition(".")[0] or name
    return f"{name}{MAPPING_ENDING}", f"{stem}{MAPPING_ENDING}"


def named_content(path: Path) -> tuple[str, bytes]:
    """The name of a mapping file and what is in it, as far as one can be long."""
    with path.open("rb") as file:
        return printable(str(path)), file.read(MAPPING_BYTES_MAX + 1)


def mapping_beside(path: Path) -> tuple[str, bytes] | None:
    """The mapping file that lies beside the file, None where there is none."""
    for name in mapping_names(path.name):
        if path.with_name(name).is_file():
            return named_content(path.with_name(name))
    return None


def size_of(path: Path, name: str) -> int:
    """The size of an ordinary file; anything else is refused."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise Unreadable(name, "is a folder", "the files in it, for example with FOLDER/*")
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable(name, "is not an ordinary file", "a file on disk")
    refuse_size(name, found.st_size)
    return found.st_size


def refuse_size(name: str, size: int) -> None:
    """Refuse a file that is empty, or larger than any statement."""
    if size == 0:
        raise Unreadable(name, "is empty", "a statement as the bank sent it")
    if size > FILE_BYTES_MAX:
        raise Unreadable(name, "is larger than 1 GB", "a file for each month or account")


def digest(file: IO[bytes], told: Told) -> str:
    """The sha256 of the whole content, in hexadecimal digits."""
    found = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        found.update(chunk)
        told(len(chunk))
    return found.hexdigest()


def packed_sources(
    packed: Archive, plain: Source, told: Told, *, given: bool
) -> Iterator[Source | Unopened]:
    """The files of the archive; a workbook, which is an archive as well, is one file.

    A mapping file in the archive belongs to the file of its name, unless one is given for all.
    """
    name = plain.name
    with packed.open() as file:
        sha256 = digest(file, told)
    try:
        with packed.open() as file:
            refuse_directory(name, file)
        archive = packed.opened()  # stays open for its sources
        members = [one for one in archive.infolist() if not one.is_dir()]
        if any(one.filename == WORKBOOK_PART for one in members):
            yield replace(plain, sha256=sha256)
            return
        members = [one for one in members if not left_out(one.filename)]
        refuse_bomb(name, members)
        mappings = {} if given else packed_mappings(archive, members)
    except Unreadable as reason:
        yield Unopened(name=name, reason=reason, sha256=sha256)
        return
    except DAMAGED as error:
        why = Unreadable(name, f"is a damaged archive ({error})", "a .zip as the bank sent it")
        yield Unopened(name=name, reason=why, sha256=sha256)
        return
    for member in sorted(members, key=lambda one: one.filename):
        source = member_source(archive, name, member, told)
        if isinstance(source, Source):
            own = (mappings.get(one) for one in mapping_names(member.filename))
            source = replace(source, mapping=next(filter(None, own), plain.mapping))
        yield source


def packed_mappings(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]
) -> dict[str, tuple[str, bytes]]:
    """The mapping files of an archive by their names."""
    found: dict[str, tuple[str, bytes]] = {}
    for member in members:
        if member.filename.endswith(MAPPING_ENDING) and not member.flag_bits & 1:
            with archive.open(member) as file:
                data = file.read(MAPPING_BYTES_MAX + 1)
            found[member.filename] = (printable(member.filename), data)
    return found


def left_out(filename: str) -> bool:
    """Whether the packing program added the member; it is no file of the user's."""
    return filename.startswith("__MACOSX/") or filename.rpartition("/")[2] in LEFT_OUT


def refuse_bomb(name: str, members: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that holds nothing, too many files, or more than can be meant."""
    if not members:
        raise Unreadable(name, "is an archive without files", "statements in it")
    if len(members) > MEMBERS_MAX:
        raise Unreadable(
            name, f"holds {len(members):,} files", f"at most {MEMBERS_MAX:,} files in an archive"
        )
    for member in members:
        swollen = member.file_size > RATIO_MAX * max(member.compress_size, 1)
        if swollen and member.file_size > RATIO_FROM_BYTES:
            raise Unreadable(
                f"{name}: {member.filename}",
                f"unpacks from {member.compress_size:,} to {member.file_size:,} bytes, "
                "as an archive made to do harm does",
                "statements as the bank sent them",
            )
    if sum(member.file_size for member in members) > UNPACKED_BYTES_MAX:
        raise Unreadable(name, "unpacks to more than 1 GB", "an archive for each month or account")


def member_source(
    archive: zipfile.ZipFile, container: str, member: zipfile.ZipInfo, told: Told
) -> Source | Unopened:
    """One file of the archive, or why it must not be opened."""
    name = printable(f"{container}: {member.filename}")

    def told_packed(count: int) -> None:
        told(count * member.compress_size // member.file_size)

    def opened() -> BinaryIO:
        return watched(archive.open(member), told_packed)

    try:
        refuse_member(name, member)
        with archive.open(member) as file:
            nested = file.read(4) in ZIP_BEGINNINGS
            sha256 = digest(file, no_one)
        if nested:
            refuse_nested(name, opened)
    except Unreadable as reason:
        return Unopened(name=name, reason=reason)
    except DAMAGED as error:
        why = Unreadable(name, f"is damaged ({error})", "the archive as the bank sent it")
        return Unopened(name=name, reason=why)
    return Source(name=name, size=member.file_size, sha256=sha256, open=opened)


def refuse_member(name: str, member: zipfile.ZipInfo) -> None:
    """Refuse a member that is encrypted, empty, or would lie outside of the archive's folder."""
    parts = member.filename.replace("\\", "/").split("/")
    if not parts[0] or ".." in parts or ":" in parts[0]:
        expected = "names below the archive's own folder"
        raise Unreadable(name, "has a name that leads out of the archive", expected)
    if member.flag_bits & 1:
        raise Unreadable(name, "is encrypted", "an archive without a password")
    if member.file_size == 0:
        raise Unreadable(name, "is empty", "a statement as the bank sent it")


def refuse_nested(name: str, opened: Callable[[], BinaryIO]) -> None:
    """Refuse an archive in an archive; a workbook is a file."""
    with opened() as file:
        refuse_directory(name, file)
        with zipfile.ZipFile(file) as inner:
            if WORKBOOK_PART not in inner.namelist():
                raise Unreadable(name, "is an archive in an archive", "the files, packed once")


def watched(file: IO[bytes], told: Told) -> BinaryIO:
    """The same content; whoever wants to know is told what is read of it."""
    return io.BufferedReader(Watched(file, told), CHUNK)


class Watched(io.RawIOBase):
    """A file that tells how much is read of it."""

    def __init__(self, file: IO[bytes], told: Told) -> None:
        """Keep the file, to be closed with this one."""
        super().__init__()
        self._file, self._told = file, told

    def readable(self) -> bool:
        """True: this is for reading."""
        return True

    def seekable(self) -> bool:
        """True; going back in an archive means unpacking it anew."""
        return True

    def readinto(self, buffer: "Buffer") -> int:
        """How many bytes were put into the buffer."""
        with memoryview(buffer) as view:
            data = self._file.read(len(view))
            view[: len(data)] = data
        self._told(len(data))
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """The new place in the file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place in the file."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
        super().close()
