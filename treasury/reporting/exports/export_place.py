"""Where exported files lie: one file a period in a folder of their own, complete or not there.

An earlier export of the same format is replaced, so that no folder mixes months with years.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from treasury.reporting.exports.notice_files import BESIDE
from treasury.reporting.whole_folder import (
    empty,
    refusal,
    refuse_no_folder,
    stranger,
    whole_folder,
)

NAME = re.compile(r"[0-9]{4}-[0-9]{2}|[0-9]{4}-Q[1-4]|[0-9]{4}|all")
"""The names of periods."""
EXPECTED = "a new folder, an empty one, or an earlier export of this format and structure"


def write_export(
    folder: Path, suffix: str, texts: Iterator[tuple[str, str]], beside: Mapping[str, str] = {}
) -> list[Path]:
    """The files written, one for each (name of a period, text); an earlier export is replaced.

    `beside` are the texts of further files by their names, those of `BESIDE`.
    """
    refuse_foreign(folder, suffix)
    names = []
    with whole_folder(folder, lambda: refuse_foreign(folder, suffix)) as fresh:
        for name, text in texts:
            file = f"{name}.{suffix}"
            (fresh / file).write_text(text, encoding="utf-8", newline="\n")
            names.append(file)
        for file, text in beside.items():
            (fresh / file).write_text(text, encoding="utf-8", newline="\n")
            names.append(file)
    return [folder / name for name in names]


def refuse_foreign(folder: Path, suffix: str) -> None:
    """Refuse a folder that holds anything but an earlier export of this format."""
    refuse_no_folder(folder, EXPECTED)
    if empty(folder):
        return
    foreign = stranger(folder, lambda file: is_exported(file, suffix))
    if foreign:
        message = "is no file of such an export; the folder is not replaced while it is there"
        raise refusal(foreign, message, "it to be moved elsewhere, or another --out")


def is_exported(file: Path, suffix: str) -> bool:
    """Whether the file is one that an export of this format writes."""
    named = file.suffix == f".{suffix}" and NAME.fullmatch(file.stem) is not None
    return (named or file.name == BESIDE.get(suffix)) and file.is_file()
