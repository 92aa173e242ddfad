"""`treasury new NAME`: a small scenario to begin with."""

import re
from importlib.resources import files
from pathlib import Path

from treasury.errors import Complaint, Refused
from treasury.plan.problems_names import ID, ID_WORDS

PLACEHOLDER = "NAME"


def write_new(folder: Path) -> None:
    """Write a small, commented scenario that runs; its id is the folder's name.

    A folder that already holds something is refused: nothing of the user's is overwritten.
    """
    name = folder.resolve().name
    if not ID.fullmatch(name):
        raise refusal(folder, f"{name!r} cannot be a scenario's id", ID_WORDS)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refusal(folder, "already exists and is not empty", "a new or empty folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in files("treasury").joinpath("data", "new").iterdir():
            text = re.sub(rf"\b{PLACEHOLDER}\b", name, source.read_text(encoding="utf-8"))
            (folder / source.name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise refusal(folder, f"cannot be written ({error.strerror})", "another place") from None


def refusal(folder: Path, message: str, expected: str) -> Refused:
    """The refusal to write into a folder."""
    where = str(folder)
    return Refused([Complaint(path=(), message=message, expected=expected, where=where)])
