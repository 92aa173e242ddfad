"""Planting faults: one at a time, in a copy of the project, run against a few quick tests.

A fault is an exact piece of a source file and what stands there instead. It is caught when a
test that passes without it fails with it. The kernel runs interpreted in the copy: compiling it
anew for each fault would take longer than all tests together.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
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


def first_failure(copy: Path, tests: Sequence[str]) -> str | None:
    """The first of the tests that fails in the copy, None where all pass."""
    quiet = ["-x", "-q", "--no-header", "--tb=no", "-m", "not slow", "-p", "no:cacheprovider"]
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    path = {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    path |= {"NUMBA_DISABLE_JIT": "1", "TREASURY_PLANTED": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *tests],
        cwd=copy, env=env | path, capture_output=True, text=True, timeout=SECONDS_MAX, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return None
    named = FAILED.search(done.stdout)
    if done.returncode != TESTS_FAILED or not named:
        raise NotPlanted(f"the tests could not be run:\n{done.stdout[-2000:]}{done.stderr[-500:]}")
    return named[1]


def caught_by(fault: Fault, copy: Path) -> str | None:
    """The test that catches the fault, None if it survives; the copy is put right again."""
    file = copy / fault.file
    sound = file.read_text(encoding="utf-8")
    file.write_text(fault.planted(), encoding="utf-8")
    try:
        return first_failure(copy, fault.tests)
    finally:
        file.write_text(sound, encoding="utf-8")
