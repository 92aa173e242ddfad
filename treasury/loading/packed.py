"""A scenario's folder in a .zip, unpacked in memory and packed again.

Nothing is written to disk, so no name in an archive leads anywhere. What the archive says of
itself is checked before anything is unpacked, and no more is unpacked than it says. Folders in the
folder are left out, as a reader of folders leaves them out; where everything lies in one folder,
that one is the scenario's. Sizes in bytes.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Mapping

from treasury.accounts.statements.files import DAMAGED, ZIP_BEGINNINGS, left_out
from treasury.accounts.statements.statement import Unreadable
from treasury.accounts.statements.zip_directory import refuse_directory
from treasury.errors import Complaint, Refused, printable

UNPACKED_BYTES_MAX = 64_000_000
"""More than half a million items; records take memory some ten times their lines."""
RATIO_MAX = 500
RATIO_FROM_BYTES = 1 << 20
"""A file that unpacks to more than 1 MB, and to more than 500 times its packed size, is a bomb:
tables shrink to a tenth, those that a program made alike seldom to a hundredth."""
BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)
AS_PACKED = "a .zip of a scenario's folder: scenario.toml and CSV files"


def is_packed(data: bytes) -> bool:
    """Whether this is a .zip."""
    return data.startswith(ZIP_BEGINNINGS)


def unpacked(name: str, data: bytes) -> dict[str, bytes]:
    """The files of the folder in the .zip, by name; one that can do harm is refused."""
    try:
        refuse_directory(name, io.BytesIO(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if wanted(one)]
            refuse_unfit(name, members)
            return {
                path.rpartition("/")[2]: content_of(archive, member)
                for path, member in in_folder(members).items()
            }
    except Unreadable as why:
        problem = why.problem
        raise refused(problem.where, problem.message, problem.expected) from None
    except DAMAGED as error:
        raise refused(name, f"is a damaged archive ({error})", AS_PACKED) from None


def refused(where: str, message: str, expected: str) -> Refused:
    """The refusal of an archive."""
    return Refused([Complaint(path=(), message=message, expected=expected, where=where)])


def wanted(member: zipfile.ZipInfo) -> bool:
    """Whether it is a file of the user's."""
    return not member.is_dir() and not left_out(member.filename)


def refuse_unfit(name: str, members: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that holds nothing or more than can be meant, or what cannot be read."""
    if not members:
        raise Unreadable(name, "is an archive without files", AS_PACKED)
    for member in members:
        where = printable(f"{name}: {member.filename}")
        size, packed = member.file_size, member.compress_size
        if size > RATIO_FROM_BYTES and size > RATIO_MAX * max(packed, 1):
            what = f"unpacks from {packed:,} to {size:,} bytes, as an archive made to do harm does"
            raise Unreadable(where, what, "files as they were saved")
        if member.flag_bits & 1:
            raise Unreadable(where, "is encrypted", "an archive without a password")
    if sum(member.file_size for member in members) > UNPACKED_BYTES_MAX:
        what = f"unpacks to more than {UNPACKED_BYTES_MAX // 1_000_000} MB"
        raise Unreadable(name, what, "fewer records")


def in_folder(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The files of the scenario's folder by their paths: those nearest to the archive's root."""
    paths = [(member.filename.replace("\\", "/"), member) for member in members]
    depth = min(path.count("/") for path, _ in paths)
    nearest = [(path, member) for path, member in paths if path.count("/") == depth]
    if len({path.rpartition("/")[0] for path, _ in nearest}) > 1:
        raise Unreadable(nearest[0][0], "is not in the same folder as the other files", AS_PACKED)
    twice = [path for path, count in Counter(path for path, _ in nearest).items() if count > 1]
    if twice:
        raise Unreadable(twice[0], "is in the archive twice", "each file once")
    return dict(nearest)


def content_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """What is in a member; it is as long as it says."""
    with archive.open(member) as file:
        data = file.read(member.file_size + 1)
    if len(data) != member.file_size:
        where = printable(member.filename)
        raise Unreadable(where, "is not as long as the archive says", "an archive that is whole")
    return data


def packed(files: Mapping[str, str]) -> bytes:
    """These texts as a .zip, the same bytes each time.

    >>> unpacked("x.zip", packed({"scenario.toml": 'id = "泸州"'}))["scenario.toml"].decode()
    'id = "泸州"'
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, BEGINNING_OF_TIME), files[name],
                             zipfile.ZIP_DEFLATED)  # fmt: skip
    return made.getvalue()
