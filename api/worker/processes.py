"""Workers as processes: children of `treasury serve`, or this one (`treasury worker`).

A child is spawned, so that it shares nothing with the server but the database and the end of a
pipe: when the other end is closed, by a parent that stops or one that is gone, the child stops.
Workers compile the day loop, which the server does not.
"""

import contextlib
import datetime
import multiprocessing
import os
import secrets
import signal
import socket
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import FrameType

from api.settings import Settings

INTERPRETED = "NUMBA_DISABLE_JIT"
STOPS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A worker process, and the end of the pipe that it lives by."""

    process: SpawnProcess
    line: Connection


class Workers:
    """The worker processes of a server."""

    def __init__(self, settings: Settings, *, interpreted: bool = False) -> None:
        """Be ready to start them; `interpreted`: the day loop is not to be compiled."""
        self.settings, self.interpreted = settings, interpreted
        self.children: list[Child] = []

    def start(self) -> None:
        """Start as many as the settings say, those that run already counted."""
        context = multiprocessing.get_context("spawn")
        for _ in range(self.settings.workers - len(self.children)):
            theirs, ours = context.Pipe(duplex=False)
            process = context.Process(target=child, args=(self.settings, theirs, self.interpreted))
            process.start()
            theirs.close()
            self.children.append(Child(process=process, line=ours))

    def mend(self) -> int:
        """How many had died since they were started; as many are started in their place."""
        dead = [each for each in self.children if not each.process.is_alive()]
        for each in dead:
            each.line.close()
            self.children.remove(each)
        self.start()
        return len(dead)

    def stop(self, seconds: float) -> None:
        """Let them hand back what they work on; kill those that take longer than this."""
        for each in self.children:
            each.line.close()
        for each in self.children:
            each.process.join(seconds)
            if each.process.is_alive():
                each.process.kill()
                each.process.join()
        self.children.clear()


def child(settings: Settings, line: Connection, interpreted: bool) -> None:
    """A worker until it is told to stop, or its parent is gone."""
    stop = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the parent tells each
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.set())

    def listen() -> None:
        with contextlib.suppress(EOFError, OSError):
            line.recv()
        stop.set()

    threading.Thread(target=listen, name="parent", daemon=True).start()
    run(settings, stop, interpreted=interpreted)


def run_here(settings: Settings) -> None:
    """A worker in this process, until it gets SIGINT or SIGTERM."""
    stop = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for each in STOPS:
        signal.signal(each, told)
    run(settings, stop, interpreted=INTERPRETED in os.environ)


def run(settings: Settings, stop: threading.Event, *, interpreted: bool) -> None:
    """Work until it is to stop."""
    if interpreted:
        os.environ[INTERPRETED] = "1"
    else:  # what a server says of itself does not hold for its workers
        os.environ.pop(INTERPRETED, None)
    from api import logs
    from api.store.database import opened
    from api.worker.beating import beating
    from api.worker.working import work
    from api.workflows.unit import Service

    logs.configure(settings.log_level)
    database = opened(settings.store_url)
    service = Service(
        settings=settings, database=database, randomness=secrets.token_bytes,
        clock=lambda: datetime.datetime.now(datetime.UTC),
    )  # fmt: skip
    owner = owner_name()
    try:
        with beating(service, owner):
            work(service, owner, stop)
    finally:
        database.closed()


def owner_name() -> str:
    """A name for this worker that no other has."""
    return f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
