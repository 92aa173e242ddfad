"""`treasury serve` and `treasury worker` in processes of their own, as an operator starts them."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTING_SECONDS = 120.0
SERVING = re.compile(r"Serving at (http://\S+)")
WORKING = re.compile(r"Working()")


def environment(**settings: str) -> dict[str, str]:
    """The environment of a process that knows no settings but these, and names in capitals."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TREASURY_")}
    named = {
        name if name.isupper() else f"TREASURY_{name.upper()}": value
        for name, value in settings.items()
    }
    return {**plain, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **named}


def treasury(*words: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What the command says and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *map(str, words)],
        env=environment(**settings),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@dataclass
class Served:
    """A server or worker that runs: where it answers, what it printed so far, its log."""

    process: subprocess.Popen[str]
    address: str
    printed: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def stop(self, signum: int = signal.SIGTERM, *, patience: float = 30.0) -> int:
        """The exit code after the signal."""
        self.process.send_signal(signum)
        return self.process.wait(patience)

    def line(self, pattern: str) -> str:
        """What the first group of the pattern is in what was printed."""
        found = re.search(pattern, "\n".join(self.printed))
        assert found, "\n".join(self.printed)
        return found[1]


@contextmanager
def served(data: Path, *words: str, **settings: str) -> Iterator[Served]:
    """A server on a free port that answers; it is gone afterwards, however the block ends."""
    typed = ("serve", "--port", "0", "--data", str(data), *words)
    with started(typed, SERVING, settings) as server:
        yield server


@contextmanager
def working(data: Path, **settings: str) -> Iterator[Served]:
    """A worker that says that it works; it is gone afterwards, however the block ends."""
    with started(("worker", "--data", str(data)), WORKING, settings) as worker:
        yield worker


@contextmanager
def started(
    typed: Sequence[str], begun: re.Pattern[str], settings: Mapping[str, str]
) -> Iterator[Served]:
    """The command in a process, once it has said that it began; what it said of where it is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", *typed],
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    made = Served(process, "")
    said: queue.Queue[str] = queue.Queue()
    threads = [
        threading.Thread(target=read, args=(process.stdout, made.printed, said), daemon=True),
        threading.Thread(target=read, args=(process.stderr, made.log, said), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        made.address = heard(process, said, begun)
        yield made
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for thread in threads:
            thread.join()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


def read(stream: object, lines: list[str], said: "queue.Queue[str]") -> None:
    """Keep every line as it comes."""
    for line in stream:  # type: ignore[attr-defined]
        lines.append(line.rstrip("\n"))
        said.put(line)


def heard(
    process: "subprocess.Popen[str]", said: "queue.Queue[str]", begun: re.Pattern[str]
) -> str:
    """What the process says of where it is, in the line that says that it began."""
    until, lines = time.monotonic() + STARTING_SECONDS, ""
    while time.monotonic() < until:
        try:
            line = said.get(timeout=0.2)
        except queue.Empty:
            assert process.poll() is None, f"ended with {process.returncode}: {lines}"
            continue
        lines += line
        found = begun.search(line)
        if found:
            return found[1]
    raise AssertionError(f"not begun after {STARTING_SECONDS:.0f} seconds: {lines}")
