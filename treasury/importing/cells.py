"""Cells of the import's own CSV files: texts that no spreadsheet computes, and read back equal."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from treasury.errors import Complaint, Refused
from treasury.loading.text import SAVE_CSV, NotText, decoded

LIKE_A_FORMULA = ("=", "+", "-", "@", "'")
MARK = "'"


def inert(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it.

    >>> inert("=1+1"), inert("'s-Gravenhage"), inert("Rent")
    ("'=1+1", "''s-Gravenhage", 'Rent')
    """
    return MARK + text if text.startswith(LIKE_A_FORMULA) else text


def read_inert(text: str) -> str:
    """The text that `inert` was given.

    >>> [read_inert(inert(text)) for text in ("=1+1", "'s-Gravenhage", "Rent", "'")]
    ['=1+1', "'s-Gravenhage", 'Rent', "'"]
    """
    return text[1:] if text.startswith(MARK) and text[1:].startswith(LIKE_A_FORMULA) else text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Each row as a line of CSV with its line feed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def rows_of(file: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file of ours, each with its line, by column; refused where it is not ours.

    Columns may stand in any order; those of `columns` must be there.
    """
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened, strict=True)
        try:
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise refused(file, f"has no column {', '.join(missing)}", ",".join(columns))
            for row in reader:
                if None in row or None in row.values():
                    expected = f"{len(reader.fieldnames or ())} cells, as in the first line"
                    raise refused(file, "has too many or too few cells", expected, reader.line_num)
                yield reader.line_num, row
        except csv.Error as error:
            raise refused(file, f"cannot be read as CSV ({error})", "", reader.line_num) from None
        except UnicodeDecodeError:
            raise refused(file, "is not in UTF-8", SAVE_CSV) from None


def text_of(file: Path) -> str:
    """The text of a small file of ours; refused where it is none."""
    try:
        return decoded(file.read_bytes())
    except NotText as error:
        raise refused(file, str(error), error.expected) from None


def refused(file: Path, message: str, expected: str = "", line: int | None = None) -> Refused:
    """A refusal about a place in one of the import's own files."""
    where = f"{file.parent.name}/{file.name}" + (f" line {line}" if line else "")
    return Refused([Complaint(path=(), message=message, expected=expected, where=where)])
