"""Runs the command `treasury` as a user does, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
LEVELS = SCENARIOS / "04_three_levels"


def treasury(*words: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What the command says and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "treasury.cli", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def written(folder: Path) -> list[str]:
    """Every file and folder below, by name."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
