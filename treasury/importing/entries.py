"""The entries of all statements, compactly: figures as columns, words in a temporary file.

So a file of any size is imported in bounded memory: an entry costs some 50 bytes here and its
text lies on disk, in a file without a name that is gone with the process. Amounts are minor
units, positive = the account holder's asset; days are ordinals (`date.toordinal`), 0 = not said.
"""

import datetime
import hashlib
import tempfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from treasury.accounts.statements.packed import packed, unpacked
from treasury.accounts.statements.statement import StatementEntry
from treasury.arrays import Amounts

Column = npt.NDArray[np.signedinteger[Any]]
"""Whole numbers, in as many bytes as they can need."""
COLUMNS = {
    "statement": "i", "minor": "q", "booking": "i", "value": "i", "booked": "b", "details": "i",
    "place": "q",
}  # fmt: skip
"""What is known of an entry when it is read, and how many bytes it takes: b 1, i 4, q 8."""
FILLED_IN = {"day": "i", "class_code": "b", "reason": "i", "partner": "i", "taken": "b"}
AT_ONCE = 4096
"""So many entries are listed at once to be read."""


class Entries:
    """Entries by number: columns of whole numbers, and their words on disk.

    `statement` numbers the statement an entry stands in, `place` is where its words begin. `day`
    (the day it is simulated on), `class_code`, `reason`, `partner` and `taken` are filled in by
    the steps of the import. `told` is told of each entry whose words are read.
    """

    def __init__(self) -> None:
        """Begin without entries."""
        self.file = tempfile.TemporaryFile(prefix="treasury-")  # noqa: SIM115 (closed at exit)
        self.end = 0
        self.columns = {name: array(kind) for name, kind in COLUMNS.items()}
        self.figures: dict[str, Column] = {}
        self.told: Callable[[], None] = nobody

    def __enter__(self) -> Self:
        """The entries, whose file is closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the file, which removes it."""
        self.file.close()

    def __len__(self) -> int:
        return len(self.columns["minor"])

    def add(self, entry: StatementEntry, minor: int, statement: int) -> str:
        """Keep the entry; its content as one line of text, equal for equal entries."""
        line = packed(entry)
        figures = (
            minor, ordinal(entry.booking_date), ordinal(entry.value_date), int(entry.booked),
            len(entry.details),
        )  # fmt: skip
        self.keep(line, figures, statement)
        return line

    def keep(self, line: str, figures: Sequence[int], statement: int) -> None:
        """Keep an entry by its content; `figures` are its columns from `minor` to `details`."""
        for column, value in zip(
            self.columns.values(), (statement, *figures, self.end), strict=True
        ):
            column.append(value)
        self.end += self.file.write(line.encode())

    def forget_from(self, number: int) -> None:
        """Forget the entries from this number on."""
        if number < len(self):
            self.end = self.columns["place"][number]
            self.file.seek(self.end)
            for column in self.columns.values():
                del column[number:]

    def close_columns(self) -> None:
        """Have the columns as arrays, with those to be filled in; no entry is added afterwards."""
        self.figures = {name: np.asarray(column) for name, column in self.columns.items()}
        count = len(self)
        self.figures |= {name: np.zeros(count, dtype=kind) for name, kind in FILLED_IN.items()}
        self.figures["partner"] -= 1

    def __getitem__(self, name: str) -> Column:
        return self.figures[name]

    def entry(self, number: int) -> StatementEntry:
        """The entry of this number as it was read."""
        return unpacked(self.line(number))

    def line(self, number: int) -> str:
        """The content of the entry of this number."""
        self.told()
        place = self.columns["place"]
        end = place[number + 1] if number + 1 < len(place) else self.end
        self.file.seek(place[number])
        return self.file.read(end - place[number]).decode()

    def every(self, numbers: Amounts) -> Iterator[tuple[int, StatementEntry]]:
        """The entries of these numbers with them, in this order."""
        return ((number, unpacked(line)) for number, line in self.lines(numbers))

    def lines(self, numbers: Amounts) -> Iterator[tuple[int, str]]:
        """The contents of the entries of these numbers with them, in this order."""
        for first in range(0, len(numbers), AT_ONCE):
            for number in numbers[first : first + AT_ONCE].tolist():
                yield number, self.line(number)


def nobody() -> None:
    """Nothing: nobody wants to be told."""


def exact_sum(minor: Column) -> int:
    """The sum of the amounts, also where it leaves 64 bits.

    >>> exact_sum(np.array([2**62, 2**62, -1]))
    9223372036854775807
    """
    largest = max(abs(int(minor.max(initial=0))), abs(int(minor.min(initial=0))))
    if largest * len(minor) < 2**62:
        return int(minor.sum())
    return sum(minor.tolist())


def ordinal(day: datetime.date | None) -> int:
    """The day as a number, 0 where it is not said."""
    return day.toordinal() if day else 0


def digest(*texts: str) -> str:
    """The identity of the texts: the first 16 digits of their sha256."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
