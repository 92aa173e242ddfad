"""What the companion does: reads the scenario, answers each run with its tables, ends with the
workbook.

`companion` starts this module as a program of its own, with the scenario's path where it is to read
it. It ends when it has answered all, when it has told what is wrong with the scenario, and when who
started it is gone.
"""

import gc
import sys
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from treasury.errors import Refused, TreasuryError
from treasury.plan.reading import read
from treasury.reporting.companion import LENGTH_BYTES, MARK
from treasury.reporting.letters import Reading, pickled
from treasury.scenario import Scenario, canonical

if TYPE_CHECKING:
    from treasury.reporting.run_tables import RunTables
    from treasury.reporting.table import Table


def work(inbox: BinaryIO, outbox: BinaryIO, *reads: str) -> None:
    """Answer each run but the stand-alone one with its tables, then the end with the workbook.

    Before them comes the answer to what is to be read; what makes tables is loaded after it.
    """
    shared = read_for(Path(reads[0]), outbox) if reads else None
    from treasury.comparison import Run, Study
    from treasury.reporting.run_tables import run_tables
    from treasury.reporting.workbook import GrowingWorkbook

    reading = Reading(inbox, shared)
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


def read_for(path: Path, outbox: BinaryIO) -> Scenario:
    """The scenario at the path, sent to who asked for it, and then its canonical text.

    Refused where anything is wrong with it; who asked has the complaints then.
    """
    try:
        scenario = read(path)
    except Refused as refused:
        answer(refused.complaints, outbox)
        raise
    answer(scenario, outbox)
    answer(canonical(scenario), outbox)
    return scenario


def by_name(tables: "RunTables") -> "dict[str, Table]":
    """A run's tables by their names; the run itself stays here."""
    return {one.name: getattr(tables, one.name) for one in fields(tables) if one.name != "run"}


def answer(made: Any, outbox: BinaryIO) -> None:
    """Send what was made."""
    text = pickled(made)
    outbox.write(MARK + len(text).to_bytes(LENGTH_BYTES) + text)
    outbox.flush()


if __name__ == "__main__":
    gc.disable()
    with suppress(EOFError, BrokenPipeError, TreasuryError):
        work(sys.stdin.buffer, sys.stdout.buffer, *sys.argv[1:])
