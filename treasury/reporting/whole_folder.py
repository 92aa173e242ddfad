"""A folder that appears complete or not at all: a run, an export, a new scenario.

Everything is written into a temporary sibling, which is then renamed. What stood there before
is moved aside first and removed at the very end; whatever happens in between, one of the two is
in its place afterwards. Who replaces a folder says first what may stand in it.
"""

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from treasury.errors import Complaint, Refused

LEFT_BY_THE_DESKTOP = (".DS_Store", "Thumbs.db", "desktop.ini")
"""Files that looking at a folder leaves in it."""


@contextmanager
def whole_folder(out: Path, guard: Callable[[], None]) -> Iterator[Path]:
    """A fresh folder to write into; at the end of the block it becomes `out`, in one step.

    `guard` refuses where `out` may not be replaced; it is asked just before that.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    holder = Path(tempfile.mkdtemp(prefix=".treasury-", dir=out.parent))
    fresh, old = holder / "new", holder / "old"
    try:
        fresh.mkdir()
        yield fresh
        guard()
        put_in_place(fresh, out, old)
    finally:
        if out.exists() or not old.exists():
            shutil.rmtree(holder, ignore_errors=True)


def put_in_place(fresh: Path, out: Path, old: Path) -> None:
    """Rename the fresh folder to `out`; what was there becomes `old`, or is put back."""
    try:
        with suppress(FileNotFoundError):
            out.rename(old)
        fresh.rename(out)
    except BaseException as error:
        if old.exists() and not out.exists():
            old.rename(out)
        if isinstance(error, OSError) and error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            message = "was just written by another command that ran at the same time"
            raise refusal(out, message, "to run this again if it is still wanted") from None
        raise


def refuse_no_folder(out: Path, expected: str) -> None:
    """Refuse to replace what is no folder, or a folder in which the user stands."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise refusal(out, "is a link or a file, not a folder", expected)
    if out.exists() and Path.cwd().is_relative_to(out.resolve()):
        raise refusal(out, "is the folder you stand in, or around it", expected)


def empty(folder: Path) -> bool:
    """Whether there is nothing in the folder, or no folder."""
    return not folder.exists() or not any(folder.iterdir())


def stranger(folder: Path, is_own: Callable[[Path], bool]) -> Path | None:
    """The first entry of the folder that is not its writer's own; None without one."""
    for entry in sorted(folder.iterdir()):
        if entry.name not in LEFT_BY_THE_DESKTOP and (entry.is_symlink() or not is_own(entry)):
            return entry
    return None


def shown(path: Path) -> Path:
    """The path as it can be typed here: from the current folder where it lies below it."""
    path, here = path.resolve(), Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def refusal(where: Path | str, message: str, expected: str = "") -> Refused:
    """A refusal with one complaint, about this place."""
    complaint = Complaint(path=(), message=message, expected=expected, where=str(where))
    return Refused([complaint])
