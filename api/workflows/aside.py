"""Work that takes seconds of computing and nothing of the store: done beside the requests.

Explaining a day, making a workbook or exporting the books of a year would hold up everybody else's
requests in the process that answers them. `Clerk` does them in one process of its own, one at a
time, where runs that were asked about lately are at hand; it is spawned when it is first needed,
and ends with the pipe that it lives by. `Here` does them where it stands (tests, single commands).
"""

import dataclasses
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock
from typing import Any, Protocol

import structlog

from api import logs
from api.problems import Problem
from api.settings import Settings
from api.store.database import Database, opened
from api.workflows.tables import formed
from api.workflows.telling import explained, exported

log = structlog.get_logger()
PATIENCE_SECONDS, ANSWER_SECONDS = 20, 300
END_SECONDS = 2
WORKS: dict[str, Callable[..., Any]] = {
    "explained": explained, "exported": exported, "formed": formed,
}  # fmt: skip
"""What can be asked for; each takes the database first."""


class Aside(Protocol):
    """Somebody who does such work."""

    def do(self, name: str, *args: object) -> Any:
        """What the work gives."""

    def close(self) -> None:
        """Nothing more is asked."""


class Here:
    """Does it in this process."""

    def __init__(self, database: Database) -> None:
        """With this database."""
        self.database, self.turn = database, Lock()

    def do(self, name: str, *args: object) -> Any:
        """What the work gives."""
        with self.turn:
            return WORKS[name](self.database, *args)

    def close(self) -> None:
        """There is nothing to end."""


class Clerk:
    """Does it in a process of its own."""

    def __init__(self, settings: Settings) -> None:
        """For the store of these settings; nothing is started yet."""
        self.settings, self.turn = settings, Lock()
        self.process: SpawnProcess | None = None
        self.line: Connection | None = None

    def do(self, name: str, *args: object) -> Any:
        """What the work gives; who would wait too long for others is told to come back."""
        if not self.turn.acquire(timeout=PATIENCE_SECONDS):
            raise later("Others are having runs explained or exported")
        try:
            return self.answered((name, args))
        except (EOFError, OSError):  # it was killed, or took too long
            log.exception("the clerk was lost")
            self.close()
            raise later("The process that does this was lost, another one begins") from None
        finally:
            self.turn.release()

    def answered(self, request: tuple[str, tuple[object, ...]]) -> Any:
        """The answer of the process."""
        line = self.started()
        line.send(request)
        if not line.poll(ANSWER_SECONDS):
            raise TimeoutError
        how, what = line.recv()
        if how == "problem":
            raise Problem(**what)
        assert how == "done", what
        return what

    def started(self) -> Connection:
        """The pipe to the process, which is there."""
        if self.line is None or self.process is None or not self.process.is_alive():
            self.close()
            context = multiprocessing.get_context("spawn")
            self.line, theirs = context.Pipe()
            self.process = context.Process(target=clerk, args=(self.settings, theirs))
            self.process.start()
            theirs.close()
        return self.line

    def close(self) -> None:
        """End the process."""
        if self.line is not None:
            self.line.close()
        if self.process is not None:
            self.process.join(END_SECONDS)
            if self.process.is_alive():
                self.process.kill()
                self.process.join()
        self.line = self.process = None


def later(why: str) -> Problem:
    """It cannot be done at this moment."""
    detail = f"{why}; ask again in a moment."
    return Problem(kind="unavailable", detail=detail, headers={"Retry-After": "10"})


def clerk(settings: Settings, line: Connection) -> None:
    """The process: answers until the pipe is closed. Nothing here needs the compiled day loop."""
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the parent closes the pipe
    logs.configure(settings.log_level)
    database = opened(settings.store_url)
    try:
        while True:
            name, args = line.recv()
            line.send(outcome(database, name, args))
    except (EOFError, OSError):
        database.closed()


def outcome(database: Database, name: str, args: tuple[object, ...]) -> tuple[str, Any]:
    """How it came out, in what can be sent through a pipe."""
    try:
        return "done", WORKS[name](database, *args)
    except Problem as problem:
        return "problem", {
            each.name: getattr(problem, each.name) for each in dataclasses.fields(problem)
        }
    except Exception as error:
        log.exception("the clerk failed", work=name)
        return "failed", repr(error)
