"""Servers and workers that can be killed two hundred times within minutes.

Half of what a server or worker needs to begin is reading its libraries. A nursery is a process
that has read them; it forks, and the child goes on as `treasury serve` or `treasury worker` does:
a real process with its own socket and connections, which dies of `kill -9` like any other.

Run as a script it takes orders, a JSON document a line, and answers with the process id.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.api.served import ROOT, environment

PATIENCE_SECONDS = 60.0
READ_BEFORE = (
    "alembic.command", "psycopg", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.sqlite",
    "uvicorn.protocols.http.httptools_impl", "uvicorn.lifespan.on", "api.cli.serving",
    "api.cli.telling", "api.worker.working", "api.workflows.run_keeping", "treasury.comparison",
    "treasury.reporting.run_folder", "treasury.reporting.run_tables",
    "treasury.reporting.summary", "treasury.reporting.workbook",
)  # fmt: skip


@dataclass
class Nursery:
    """The process that forks; the settings its children are given."""

    process: "subprocess.Popen[str]"
    settings: dict[str, str]

    def begin(self, what: str) -> int:
        """The process id of a new server or worker."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"what": what, "settings": self.settings}) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def server(self) -> int:
        """The process id of a new server, which answers."""
        made, until = self.begin("serve"), time.monotonic() + PATIENCE_SECONDS
        address = f"http://127.0.0.1:{self.settings['port']}/healthz"
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(address, timeout=5):
                    return made
            except OSError:  # not yet
                assert Path(f"/proc/{made}").exists(), self.said()
                time.sleep(0.02)
        raise AssertionError(f"no answer: {self.said()}")

    def said(self) -> str:
        """The end of what servers wrote down."""
        log = Path(self.settings["data"]) / "serve.log"
        return log.read_text(encoding="utf-8")[-3000:] if log.exists() else ""

    def worker(self) -> int:
        """The process id of a new worker."""
        return self.begin("worker")


@contextlib.contextmanager
def nursery(settings: dict[str, str]) -> Iterator[Nursery]:
    """A nursery; its children are gone afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.api.nursery"], cwd=ROOT, text=True, start_new_session=True,
        env=environment(NUMBA_DISABLE_JIT="1"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin and process.stdout
    try:
        yield Nursery(process, settings)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdin.close()
        process.stdout.close()


def kill(pid: int) -> None:
    """End the process at once, whatever it does; it is gone on return."""
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + PATIENCE_SECONDS
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.002)


def child(order: dict[str, Any]) -> None:
    """Go on as the command does, and write down what it says."""
    from api.cli.serving import serve_until_stopped, work_until_stopped
    from api.cli.telling import told

    folder = Path(order["settings"]["data"])
    for descriptor, name in ((1, "out"), (2, "log")):
        file = os.open(folder / f"{order['what']}.{name}", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.dup2(file, descriptor)
    os.close(0)
    for name, value in order["settings"].items():
        os.environ[f"TREASURY_{name.upper()}"] = value
    if order["what"] == "serve":
        serve_until_stopped(told(), demo=False, interpreted=True)
    else:
        work_until_stopped(told())


def ready() -> None:
    """Read what servers and workers read when they begin."""
    for name in READ_BEFORE:
        importlib.import_module(name)


def main() -> None:
    """Take orders until nobody gives any."""
    ready()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who dies is forgotten
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                child(json.loads(line))
            except BaseException:  # noqa: BLE001 - whatever it is, it is written down
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(1)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
