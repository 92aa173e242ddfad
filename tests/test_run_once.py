"""Tests that `make test-all` does not run a second time, compiled, cannot reach compiled code.

What a file imports, anywhere in it, is followed through the project. Only the tests of the service
(tests/api/conftest.py) are marked without this: they do reach the kernel, whose own tests are run
both ways, and say which of them need it compiled.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import COMPILED_ONLY, HERE, RUN_ONCE

ROOT = HERE.parent
COMPILED = re.compile(r"^@(compiled|inner|allocating)\b", re.MULTILINE)


def files(place: str) -> list[Path]:
    """The test files of a place."""
    path = HERE / place
    return sorted(path.rglob("test_*.py")) if path.is_dir() else [path]


@cache
def imported(file: Path) -> frozenset[Path]:
    """The project's files that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports by dots"
            names |= {f"{node.module}.{each.name}" for each in node.names}
    return frozenset(found for name in names for found in modules(name))


def modules(name: str) -> list[Path]:
    """The files that are read where a name is imported: of its packages, too."""
    parts = name.split(".")
    paths = [ROOT.joinpath(*parts[:length]) for length in range(1, len(parts) + 1)]
    options = [each for path in paths for each in (path.with_suffix(".py"), path / "__init__.py")]
    return [each for each in options if each.exists()]


def reached(file: Path) -> set[Path]:
    """Every file of the project that is read where this one is."""
    found, waiting = set[Path](), [file]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += imported(one)
    return found


def compiled_in(file: Path) -> list[str]:
    """The files with compiled code that are reached from this one."""
    return sorted(
        str(each.relative_to(ROOT))
        for each in reached(file)
        if COMPILED.search(each.read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize("place", RUN_ONCE)
def test_what_is_run_once_reaches_no_compiled_code(place: str) -> None:
    there = files(place)
    assert there and all(each.exists() for each in there), "nothing is there"
    assert {str(each): found for each in there if (found := compiled_in(each))} == {}


@pytest.mark.parametrize("place", COMPILED_ONLY)
def test_what_is_run_compiled_only_is_there(place: str) -> None:
    assert files(place) and all(each.exists() for each in files(place))


def test_what_does_reach_the_kernel_is_found_out() -> None:
    assert "treasury/simulation/day.py" in compiled_in(HERE / "test_booking.py")
