"""The compiler of the kernel: what its functions may return, and that arrays are given back."""

import ast
import importlib
import os
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.made_runs import group
from treasury import arrays
from treasury.plan.resolve import resolve
from treasury.pooling.packed import packed
from treasury.simulation.simulate import simulate

ENGINE = Path(arrays.__file__).parent
interpreted = os.environ.get("NUMBA_DISABLE_JIT", "0") != "0"


def inner_functions() -> Iterator[tuple[str, str]]:
    """Module and name of every function marked `@inner`."""
    for source in sorted(ENGINE.rglob("*.py")):
        module = ".".join(("treasury", *source.relative_to(ENGINE).with_suffix("").parts))
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            marks = getattr(node, "decorator_list", [])
            if any(isinstance(mark, ast.Name) and mark.id == "inner" for mark in marks):
                yield module, node.name


def is_number(hint: object) -> bool:
    """Whether a value of this type holds no array: a number, nothing, or a tuple of numbers."""
    if hint in (int, bool, type(None)):
        return True
    parts = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return all(is_number(part) for part in parts)
    fields = typing.get_type_hints(hint) if hasattr(hint, "_fields") else {}
    return bool(fields) and all(is_number(field) for field in fields.values())


def test_a_function_that_counts_no_references_returns_no_array():
    found = list(inner_functions())
    assert ("treasury.simulation.day", "open_day") in found
    wrong = []
    for module, name in found:
        function = getattr(importlib.import_module(module), name)
        hints = typing.get_type_hints(getattr(function, "py_func", function))
        if not is_number(hints["return"]):
            wrong.append(f"{module}.{name} returns {hints['return']}")
    assert not wrong


@pytest.mark.skipif(interpreted, reason="an interpreted run takes no memory of the compiler's")
def test_a_run_gives_back_every_array_that_it_made():
    from numba.core.runtime import _nrt_python, rtsys

    plan = resolve(group(), "pool", "pool")
    simulate(plan)  # compiled here, so that it is not counted
    _nrt_python.memsys_enable_stats()
    before = rtsys.get_allocation_stats()
    simulate(plan)
    after = rtsys.get_allocation_stats()
    made = after.mi_alloc - before.mi_alloc
    assert made > 0
    assert after.mi_free - before.mi_free == made


def test_the_compiler_comes_without_what_measures_coverage():
    """It takes `coverage` along where that is installed, and nobody asks it for any."""
    program = (
        "import sys, importlib.util, treasury.arrays\n"
        "known = importlib.util.find_spec('coverage') is not None\n"
        "print(known, 'numba' in sys.modules, 'coverage' in sys.modules)"
    )
    plain = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
    plain["NUMBA_DISABLE_JIT"] = "0"
    done = subprocess.run(  # noqa: PLW1510 - what it says decides
        [sys.executable, "-c", program],
        env=plain,
        cwd=ENGINE.parent,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["True", "True", "False"], done.stderr


def test_what_is_loaded_already_stays_to_be_found():
    with arrays.as_if_absent("json"):
        assert importlib.import_module("json") is sys.modules["json"]
    sys.modules.pop("this", None)
    with arrays.as_if_absent("this"), pytest.raises(ImportError):
        importlib.import_module("this")
    assert "this" not in sys.modules


def test_tables_hold_the_same_figures_compiled_and_interpreted(monkeypatch: pytest.MonkeyPatch):
    tables = resolve(group(), "pool", "pool").tables
    held = []
    for interpreted_ in (False, True):
        monkeypatch.setattr("treasury.pooling.packed.INTERPRETED", interpreted_)
        held.append(packed(tables))
    recorded, apart = held
    compared = 0
    for name, table in recorded._asdict().items():
        if isinstance(table, np.recarray):
            for column in table.dtype.names:
                ours, theirs = getattr(table, column), getattr(getattr(apart, name), column)
                assert ours.dtype == theirs.dtype and np.array_equal(ours, theirs), (name, column)
                compared += ours.size
    assert compared > 100
