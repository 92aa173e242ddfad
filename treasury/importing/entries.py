"""The entries of all statements, compactly: figures as columns, words in a temporary file.

So a file of any size is imported in bounded memory: an entry costs some 80 bytes here and its
text lies on disk, in a file without a name that is gone with the process. Amounts are minor
units, positive = the account holder's asset; days are ordinals (`date.toordinal`), 0 = not said.
"""

import datetime
import hashlib
import tempfile
from array import array
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import numpy as np

from treasury.accounts.statements.packed import packed, unpacked
from treasury.accounts.statements.statement import StatementEntry
from treasury.arrays import Amounts

COLUMNS = ("statement", "minor", "booking", "value", "booked", "details", "place", "end")
FIGURES = (*COLUMNS, "day", "class_code", "reason", "partner", "taken")


class Entries:
    """Entries by number: columns of whole numbers, and their words on disk.

    `statement` numbers the statement an entry stands in. `day` (the day it is simulated on),
    `class_code`, `reason`, `partner` and `taken` are filled in by the steps of the import.
    """

    def __init__(self) -> None:
        """Begin without entries."""
        self.file = tempfile.TemporaryFile(prefix="treasury-")  # noqa: SIM115 (closed at exit)
        self.end = 0
        self.columns = {name: array("q") for name in COLUMNS}
        self.figures: dict[str, Amounts] = {}

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
        data = line.encode()
        place = self.end
        self.file.seek(place)
        self.file.write(data)
        self.end = place + len(data)
        values = (
            statement, minor, ordinal(entry.booking_date), ordinal(entry.value_date),
            int(entry.booked), len(entry.details), place, self.end,
        )  # fmt: skip
        for name, value in zip(COLUMNS, values, strict=True):
            self.columns[name].append(value)
        return line

    def forget_from(self, number: int) -> None:
        """Forget the entries from this number on."""
        if number < len(self):
            self.end = self.columns["place"][number]
            for column in self.columns.values():
                del column[number:]

    def close_columns(self) -> None:
        """Make arrays of the columns; no entry is added afterwards."""
        self.figures = {
            name: np.array(found, dtype=np.int64) for name, found in self.columns.items()
        }
        self.columns = {"minor": self.columns["minor"]}
        count = len(self)
        self.figures["day"] = np.zeros(count, dtype=np.int64)
        self.figures["class_code"] = np.zeros(count, dtype=np.int64)
        self.figures["reason"] = np.zeros(count, dtype=np.int64)
        self.figures["partner"] = np.full(count, -1, dtype=np.int64)
        self.figures["taken"] = np.zeros(count, dtype=np.int64)

    def __getitem__(self, name: str) -> Amounts:
        return self.figures[name]

    def entry(self, number: int) -> StatementEntry:
        """The entry of this number as it was read."""
        return unpacked(self.line(number))

    def line(self, number: int) -> str:
        """The content of the entry of this number."""
        place = int(self.figures["place"][number])
        self.file.seek(place)
        return self.file.read(int(self.figures["end"][number]) - place).decode()

    def every(self, numbers: Amounts) -> Iterator[tuple[int, StatementEntry]]:
        """The entries of these numbers with them, in this order."""
        for number in numbers.tolist():
            yield number, self.entry(number)


def exact_sum(minor: Amounts) -> int:
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
