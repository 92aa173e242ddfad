"""What is loaded while a scenario is read is all that a run of a simple group has to load."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOADED = """
import json, sys
from treasury.cli.warming import load_kernel

def loaded():
    modules = [module for name, module in sys.modules.items() if name.startswith("treasury.")]
    found = {}
    for module in modules:
        for thing in vars(module).values():
            if hasattr(thing, "overloads"):
                found[f"{thing.py_func.__module__}.{thing.__name__}"] = len(thing.overloads)
    return found

load_kernel()
before = loaded()
from tests.reporting.made_study import small_study
small_study()
print(json.dumps([before, loaded()]))
"""


@pytest.mark.compiled
def test_a_simple_run_needs_no_code_that_was_not_loaded_before() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, cwd=ROOT
    )
    before, after = json.loads(done.stdout)
    assert sum(before.values()) > 5
    assert after == before
