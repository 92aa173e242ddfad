"""Planting faults: one at a time, in a copy of the project, run against a few quick tests.

A fault is an exact piece of a source file and what stands there instead. It is caught when a
test that passes without it fails with it. The kernel runs interpreted in the copy: compiling it
anew for each fault would take longer than all tests together. So would starting Python anew for
each: a process of the copy's own (`forking`) has the libraries read, and forks.
"""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("faults.toml")
COPIED = ("treasury", "tests", "pyproject.toml")
LINKED = ("scenarios", "docs", "README.md")
FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)
TESTS_FAILED = 1
SECONDS_MAX = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: where it is planted, what it breaks, and the tests that are to notice."""

    name: str
    file: str
    was: str
    becomes: str
    breaks: str
    tests: tuple[str, ...]

    def planted(self) -> str:
        """The file's text with the fault in it; it must stand there exactly once."""
        text = (ROOT / self.file).read_text(encoding="utf-8")
        found = text.count(self.was)
        if found != 1:
            raise NotPlanted(f"{self.file} holds {self.was!r} {found} times, not once")
        return text.replace(self.was, self.becomes)


class NotPlanted(Exception):
    """A fault that fits the source no longer, or a copy that does not run; the text says why."""


def faults() -> tuple[Fault, ...]:
    """The list of faults, in its order; short names of tests written out."""
    with LIST.open("rb") as file:
        read = tomllib.load(file)
    short: dict[str, list[str]] = read["tests"]
    return tuple(
        Fault(
            **row | {"tests": tuple(test for key in row["tests"] for test in short.get(key, [key]))}
        )
        for row in read["fault"]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy of the project, and the process that runs tests in it."""

    folder: Path
    process: "subprocess.Popen[str]"
    moments: Iterator[int] = field(default_factory=lambda: itertools.count(1_000_000_000))

    def put(self, file: str, text: str) -> None:
        """Write a source file at a moment of its own: Python tells by it whether what it compiled
        before still holds, and two that are written within a second look alike to it."""
        path = self.folder / file
        path.write_text(text, encoding="utf-8")
        moment = next(self.moments)
        os.utime(path, (moment, moment))

    def first_failure(self, tests: Sequence[str]) -> str | None:
        """The first of the tests that fails, None where all pass."""
        quiet = ["-x", "-q", "--no-header", "--tb=no", "-m", "not slow", "-p", "no:cacheprovider"]
        order = json.dumps({"arguments": [*quiet, *tests], "seconds": SECONDS_MAX})
        assert self.process.stdin and self.process.stdout
        print(order, file=self.process.stdin, flush=True)
        done = json.loads(self.process.stdout.readline())
        if done["code"] == 0:
            return None
        named = FAILED.search(done["said"])
        if done["code"] != TESTS_FAILED or not named:
            said = done["said"][-2500:]
            raise NotPlanted(f"the tests could not be run (code {done['code']}):\n{said}")
        return named[1]

    def caught_by(self, fault: Fault) -> str | None:
        """The test that catches the fault, None if it survives; the copy is put right again."""
        sound = (self.folder / fault.file).read_text(encoding="utf-8")
        self.put(fault.file, fault.planted())
        try:
            return self.first_failure(fault.tests)
        finally:
            self.put(fault.file, sound)


@contextmanager
def copied(folder: Path) -> Iterator[Copy]:
    """A copy of the project in an empty folder, ready to be run; its process ends with it."""
    copy_project(folder)
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    env |= {"PYTHONPATH": str(folder), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    env |= {"NUMBA_DISABLE_JIT": "1", "TREASURY_PLANTED": "1"}
    script = folder / "tests" / "faults" / "forking.py"
    with subprocess.Popen(
        [sys.executable, "-P", str(script)], cwd=folder, env=env, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield Copy(folder=folder, process=process)
        finally:
            process.kill()


def copy_project(to: Path) -> None:
    """Copy what the tests need into a folder; data is linked, not copied."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            without = shutil.ignore_patterns("__pycache__", "vendor")
            shutil.copytree(ROOT / name, to / name, ignore=without)
        else:
            shutil.copy(ROOT / name, to / name)
    for name in LINKED:
        if (ROOT / name).exists():
            (to / name).symlink_to(ROOT / name)
