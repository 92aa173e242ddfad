"""What the companion does: answers each run with its tables, then the last with the workbook.

`companion` starts this module as a program of its own. It ends when it has answered all, and when
who started it is gone.
"""

import gc
import pickle
import sys
from contextlib import suppress
from dataclasses import fields
from typing import Any, BinaryIO

from treasury.comparison import Run, Study
from treasury.reporting.companion import LENGTH_BYTES, MARK
from treasury.reporting.run_tables import RunTables, run_tables
from treasury.reporting.table import Table
from treasury.reporting.workbook import GrowingWorkbook


def work(inbox: BinaryIO, outbox: BinaryIO) -> None:
    """Answer each run but the stand-alone one with its tables, then the end with the workbook."""
    reading = pickle.Unpickler(inbox)  # noqa: S301 - from who started this process
    scenario = reading.load()
    book = GrowingWorkbook(scenario)
    runs: list[Run] = []
    tables: list[RunTables] = []
    while isinstance(said := reading.load(), Run):
        if runs:
            tables.append(run_tables(said))
            answer(by_name(tables[-1]), outbox)
            book.add(tables[-1])
        runs.append(said)
    text, fingerprint = said
    study = Study(
        scenario=scenario,
        text=text,
        fingerprint=fingerprint,
        standalone=runs[0],
        runs=tuple(runs[1:]),
    )
    answer(book.finished(study, tables), outbox)


def by_name(tables: RunTables) -> dict[str, Table]:
    """A run's tables by their names; the run itself stays here."""
    return {one.name: getattr(tables, one.name) for one in fields(tables) if one.name != "run"}


def answer(made: Any, outbox: BinaryIO) -> None:
    """Send what was made."""
    text = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
    outbox.write(MARK + len(text).to_bytes(LENGTH_BYTES) + text)
    outbox.flush()


if __name__ == "__main__":
    gc.disable()
    with suppress(EOFError, BrokenPipeError):
        work(sys.stdin.buffer, sys.stdout.buffer)
