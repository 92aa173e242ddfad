"""`treasury new`: a small commented scenario to begin with. It appears complete or not at all."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from treasury.plan.problems.names import ID, ID_WORDS
from treasury.reporting.whole_folder import empty, refusal, refuse_no_folder, whole_folder

PLACEHOLDER = "NAME"
EXPECTED = "a new or empty folder"


def start(folder: Path, like: str | None = None) -> int:
    """Write the scenario and say what to do with it; exit code 0."""
    write_new(folder, like)
    print(f"{folder} is written. Look into {folder / 'scenario.toml'}, then: treasury run {folder}")
    return 0


def write_new(folder: Path, like: str | None = None) -> None:
    """Write a small, commented scenario that runs; its id is the folder's name.

    `like` is the kind of group to begin with, a folder of `data/new_like`; not given: a
    headquarters with a branch and two subsidiaries.
    A folder that already holds something is refused: nothing of the user's is overwritten.
    """
    name = folder.resolve().name
    if not ID.fullmatch(name):
        raise refusal(folder, f"{name!r} cannot be a scenario's id", ID_WORDS)
    refuse_taken(folder)
    try:
        with whole_folder(folder, lambda: refuse_taken(folder)) as fresh:
            for source in models(like).iterdir():
                text = re.sub(rf"\b{PLACEHOLDER}\b", name, source.read_text(encoding="utf-8"))
                (fresh / source.name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise refusal(folder, f"cannot be written ({error.strerror})", "another place") from None


def models(like: str | None) -> Traversable:
    """The folder of the files to write, for one kind of group."""
    data = files("treasury").joinpath("data")
    return data.joinpath("new") if like is None else data.joinpath("new_like", like)


def refuse_taken(folder: Path) -> None:
    """Refuse a place where something lies already."""
    refuse_no_folder(folder, EXPECTED)
    if not empty(folder):
        raise refusal(folder, "already exists and is not empty", EXPECTED)
