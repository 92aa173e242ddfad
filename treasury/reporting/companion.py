"""A second process that reads the scenario, then makes the tables and the workbook.

While it reads, the first process loads what simulates; while the first simulates, it makes the
tables of the runs before. It is told of each run as soon as that is finished, and answers with what
it made of it as soon as that is made. It writes no file: whatever happens to it, who asked does the
same work with the same functions, so that a run's files never depend on it.

This module is imported before anything with weight, so that the process starts at once.
"""

import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO

from treasury.errors import Refused

if TYPE_CHECKING:
    from treasury.comparison import Run, Study
    from treasury.reporting.run_tables import RunTables
    from treasury.scenario import Scenario

WORTH_IT, TOO_LARGE = 50_000, 500_000
"""Account-days of all runs from which on the reports take longer than starting a process, and from
which on two processes would hold more than a gigabyte, so that the one takes its time."""
MUCH_TO_READ, TOO_MUCH = 1_000_000, 16_000_000
"""Bytes of a scenario's files from which on reading and reporting it surely take longer than
starting a process, which then reads them; and from which on two should not hold them."""
MAIN, MADE_OF = "scenario.toml", (".csv", ".json")
"""The file that stands for its folder, and the files of a scenario that may be large."""
MARK, LENGTH_BYTES = b"made:", 8
"""An answer begins with the mark and its length: one that was cut off is none."""
COMMAND = (sys.executable or "", "-P", "-m", "treasury.reporting.companion_work")


class Companion:
    """Makes a study's tables and workbook: in the process beside while it answers, else here.

    `scenario` is the one that was read there; None where it was read here.
    """

    def __init__(self) -> None:
        """Begin alone: everything is made here."""
        self.process: Popen[bytes] | None = None
        self.scenario: Scenario | None = None
        self.told: list[Run] = []
        self.letters: SimpleQueue[object] = SimpleQueue()
        self.answers: SimpleQueue[bytes | None] = SimpleQueue()
        self.threads: list[Thread] = []

    def start(self, *reads: Path) -> None:
        """Start a process beside, where the machine starts one; it begins with what it reads."""
        self.process = started(*reads)
        if self.process is None:
            return
        inbox, outbox = self.process.stdin, self.process.stdout
        self.threads = [
            Thread(target=deliver, args=(self, inbox), daemon=True),
            Thread(target=collect, args=(self.answers, outbox), daemon=True),
        ]
        try:
            for thread in self.threads:
                thread.start()
        except RuntimeError:  # no thread may be started any more
            self.leave()

    def read(self) -> "tuple[Scenario, str] | None":
        """The scenario that it read, and its canonical text; None where it has none to give.

        Refused where there is anything wrong with it.
        """
        made = self.answer()
        if isinstance(made, list):
            raise Refused(made)
        text = self.answer()
        if made is None or text is None:
            return None
        self.scenario = made
        return made, text

    def meet(self, scenario: "Scenario") -> None:
        """Speak of this scenario from now on, with a process beside where that pays."""
        if not pays(scenario, there=self.process is not None):
            self.leave()
        elif self.process is None:
            self.start()
        self.send(scenario)

    def tell(self, run: "Run") -> None:
        """Let it begin with the tables of a finished run; the stand-alone run comes first."""
        self.told.append(run)
        self.send(run)

    def tables(self, study: "Study") -> "Iterator[RunTables]":
        """The tables of the study's runs, one run after the other, as soon as they are made."""
        from treasury.reporting.run_tables import RunTables, run_tables

        runs = (study.standalone, *study.runs)
        if list(map(id, runs)) != list(map(id, self.told)):
            self.leave()
        self.send((study.text, study.fingerprint))
        self.letters.put(None)
        for run in study.runs:
            made = self.answer()
            yield run_tables(run) if made is None else RunTables(run=run, **made)

    def workbook(self, study: "Study", tables: "list[RunTables]") -> bytes:
        """The workbook of the study; the tables were asked for before."""
        made: bytes | None = self.answer()
        if made is None:
            from treasury.reporting.workbook import workbook_bytes

            return workbook_bytes(study, tables)
        return made

    def send(self, message: object) -> None:
        """Post a message; the process takes it when it has done what it is at."""
        if self.process:
            self.letters.put(message)

    def answer(self) -> Any:
        """What the process made next; None without a process, or if it is gone."""
        if self.process:
            text = self.answers.get()
            if text is not None:
                with suppress(Exception):  # whatever is wrong with it: then it is made here
                    return pickle.loads(text)  # noqa: S301 - our own process
            self.leave()
        return None

    def leave(self) -> None:
        """End the process, whatever it is at, and do without it."""
        if self.process is None:
            return
        process, self.process = self.process, None
        self.scenario = None
        process.kill()
        self.letters.put(None)
        for thread in self.threads:
            if thread.ident is not None:
                thread.join()
        close(process)


def close(process: "Popen[bytes]") -> None:
    """End the process and close its pipes, whatever is still in them."""
    with suppress(OSError), process:
        pass


def deliver(beside: Companion, inbox: BinaryIO) -> None:
    """Write each letter into the inbox, as soon as there is room; close it after the last.

    Whether anybody reads them shows when the answer is read.
    """
    with suppress(OSError), inbox:
        letter = beside.letters.get()
        if letter is None:
            return
        from treasury.reporting.letters import Writing

        writing = Writing(inbox, beside.scenario)
        while letter is not None:
            writing.dump(letter)
            inbox.flush()
            letter = beside.letters.get()


def collect(answers: "SimpleQueue[bytes | None]", outbox: BinaryIO) -> None:
    """Take each answer as soon as it comes; None after the last, or for what is no answer."""
    try:
        with suppress(OSError, MemoryError):
            while (text := next_answer(outbox)) is not None:
                answers.put(text)
    finally:
        answers.put(None)


def next_answer(outbox: BinaryIO) -> bytes | None:
    """The next answer in the outbox, None where there is none, or one that was cut off."""
    head = outbox.read(len(MARK) + LENGTH_BYTES)
    length = int.from_bytes(head[len(MARK) :])
    text = outbox.read(length) if head.startswith(MARK) else b""
    return text if text and len(text) == length else None


@contextmanager
def companion(path: Path) -> Iterator[Companion]:
    """Nobody beside yet, or a process that reads the scenario at the path, where that is long.

    It does not outlive the block.
    """
    beside = Companion()
    try:
        if cores() > 1 and MUCH_TO_READ <= size_of(path) < TOO_MUCH:
            beside.start(path)
        yield beside
    finally:
        beside.leave()


def size_of(path: Path) -> int:
    """The bytes of the scenario's files, as far as they can be seen."""
    found = 0
    with suppress(OSError):
        folder = path.parent if path.name == MAIN else path
        for file in folder.iterdir() if folder.is_dir() else [path]:
            found += file.stat().st_size if file.suffix.lower() in MADE_OF else 0
    return found


def pays(scenario: "Scenario", *, there: bool = False) -> bool:
    """Whether a process beside is of use: the runs are not too large, and a second core is there.

    One that is not `there` already has to be started, which only long reports are worth.
    """
    days = (scenario.last_day - scenario.first_day).days + 1
    runs = len(scenario.structures) + (scenario.as_is is None)
    least = 0 if there else WORTH_IT
    return least <= len(scenario.accounts) * days * runs < TOO_LARGE and cores() > 1


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def started(*reads: Path) -> "Popen[bytes] | None":
    """The process of a companion that reads this first; None where the machine starts no process.

    It finds the modules where this process does, does not load the compiler, and stands outside the
    terminal's group of processes: Ctrl-C is for who started it.
    """
    ways = {"PYTHONPATH": os.pathsep.join(sys.path), "NUMBA_DISABLE_JIT": "1"}
    try:
        return Popen(  # noqa: S603 - our own program
            (*COMMAND, *map(os.fspath, reads)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={**os.environ, **ways},
            start_new_session=True,
        )
    except OSError:
        return None
