"""A second process that makes the tables and the workbook while the first goes on simulating.

It is told of each run as soon as it is finished, and asked for what it made when all are. It
writes no file: whatever happens to it, who asked does the same work with the same functions, so
that a run's files never depend on it.
"""

import io
import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO

from treasury.loading.passing import passed_on
from treasury.scenario import Scenario

if TYPE_CHECKING:
    from treasury.comparison import Run, Study
    from treasury.reporting.run_tables import RunTables

WORTH_IT, TOO_LARGE = 50_000, 500_000
"""Account-days of all runs from which on the reports take longer than starting a process, and from
which on two processes would hold more than a gigabyte, so that the one takes its time."""
MARK, LENGTH_BYTES = b"made:", 8
"""An answer begins with the mark and its length: one that was cut off is none."""
COMMAND = (sys.executable or "", "-P", "-m", "treasury.reporting.companion_work")


class Writing(pickle.Pickler):
    """Writes messages; the scenario, which the other side has, is only named in them.

    What was written is remembered, as it is read: one object in two messages stays one.
    """

    def __init__(self, scenario: Scenario) -> None:
        """Write to a page of its own."""
        self.page = io.BytesIO()
        super().__init__(self.page, pickle.HIGHEST_PROTOCOL)
        self.scenario = scenario

    def persistent_id(self, obj: object) -> str | None:
        """The name of what is not written."""
        return "scenario" if obj is self.scenario else None

    def letter(self, message: object) -> bytes:
        """The message as bytes."""
        self.dump(message)
        text = self.page.getvalue()
        self.page.seek(0)
        self.page.truncate()
        return text


class Reading(pickle.Unpickler):
    """Reads messages in which the scenario is named."""

    def __init__(self, source: BinaryIO, scenario: Scenario) -> None:
        """Read from this stream."""
        super().__init__(source)
        self.scenario = scenario

    def persistent_load(self, pid: str) -> Scenario:
        """The scenario, which alone is named."""
        return self.scenario


class Companion:
    """Makes a study's tables and workbook: in the process beside while it answers, else here."""

    def __init__(self, process: "Popen[bytes] | None", scenario: Scenario | None) -> None:
        """Begin to speak with the process; without one all is made here."""
        self.process = process
        self.told: list[Run] = []
        self.letters: SimpleQueue[bytes | None] = SimpleQueue()
        if process and scenario:
            self.writing = Writing(scenario)
            self.post = Thread(target=deliver, args=(self.letters, process.stdin), daemon=True)
            self.post.start()

    def tell(self, run: "Run") -> None:
        """Let it begin with the tables of a finished run; the stand-alone run comes first.

        The scenario goes before it: when the first days are simulated, not while they are awaited.
        """
        if self.process and not self.told:
            self.letters.put(pickle.dumps(passed_on(self.writing.scenario)))
        self.told.append(run)
        self.send(run)

    def tables(self, study: "Study") -> "list[RunTables]":
        """Every table of the study's runs."""
        from treasury.reporting.run_tables import RunTables, run_tables

        runs = (study.standalone, *study.runs)
        if list(map(id, runs)) != list(map(id, self.told)):
            self.leave()
        self.send((study.text, study.fingerprint))
        self.letters.put(None)
        made: list[bytes] | None = self.answer()
        if made is None:
            return [run_tables(run) for run in study.runs]
        pairs = zip(study.runs, map(pickle.loads, made), strict=True)
        return [RunTables(run=run, **tables) for run, tables in pairs]

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
            self.letters.put(self.writing.letter(message))

    def answer(self) -> Any:
        """What the process made next; None without a process, or if it is gone."""
        if self.process and self.process.stdout:
            head = self.process.stdout.read(len(MARK) + LENGTH_BYTES)
            length = int.from_bytes(head[len(MARK) :])
            if head.startswith(MARK):
                text = self.process.stdout.read(length)
                if len(text) == length:
                    return pickle.loads(text)  # noqa: S301 - our own process
            self.leave()
        return None

    def leave(self) -> None:
        """End the process, whatever it is at, and do without it."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.kill()
        self.letters.put(None)
        self.post.join()
        close(process)


def close(process: "Popen[bytes]") -> None:
    """End the process and close its pipes, whatever is still in them."""
    process.kill()
    with suppress(OSError), process:
        pass


def deliver(letters: "SimpleQueue[bytes | None]", inbox: BinaryIO) -> None:
    """Write each letter into the inbox, as soon as there is room; close it after the last.

    Whether anybody reads them shows when the answer is read.
    """
    with suppress(OSError), inbox:
        while (letter := letters.get()) is not None:
            inbox.write(letter)
            inbox.flush()


def alone() -> Companion:
    """No process beside: everything is made here."""
    return Companion(None, None)


@contextmanager
def companion(scenario: Scenario) -> Iterator[Companion]:
    """A process beside for the scenario, where that pays; it does not outlive the block."""
    beside = started(scenario) if pays(scenario) else alone()
    try:
        yield beside
    finally:
        beside.leave()


def pays(scenario: Scenario) -> bool:
    """Whether the reports are long, the runs not too large, and a second core is there."""
    days = (scenario.last_day - scenario.first_day).days + 1
    runs = len(scenario.structures) + (scenario.as_is is None)
    return WORTH_IT <= len(scenario.accounts) * days * runs < TOO_LARGE and cores() > 1


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def started(scenario: Scenario) -> Companion:
    """The companion, or none where the machine starts no process.

    It finds the modules where this process does, does not load the compiler, and stands outside the
    terminal's group of processes: Ctrl-C is for who started it.
    """
    ways = {"PYTHONPATH": os.pathsep.join(sys.path), "NUMBA_DISABLE_JIT": "1"}
    try:
        process = Popen(  # noqa: S603 - our own program
            COMMAND,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={**os.environ, **ways},
            start_new_session=True,
        )
    except OSError:
        return alone()
    try:
        return Companion(process, scenario)
    except RuntimeError:  # no thread may be started any more
        close(process)
        return alone()
