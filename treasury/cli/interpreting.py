"""Whether the loop over days is worth compiling for an import.

Loading the compiler takes more than half a second; interpreted, the loop takes some 50
microseconds an entry. So a month of statements is simulated as it stands, a year is compiled:
the same functions, and the same figures.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

INTERPRETED_BYTES_MAX = 1_000_000
PACKED = 20
"""A packed file counts as so many times its size."""


def interpret_if_small(paths: Iterable[Path]) -> None:
    """Have the loop interpreted where the files, and what folders among them hold, are small.

    Without effect once the compiler was loaded, or where the environment says otherwise.
    """
    if "treasury.arrays" not in sys.modules and size_of(paths) <= INTERPRETED_BYTES_MAX:
        os.environ.setdefault("NUMBA_DISABLE_JIT", "1")


def size_of(paths: Iterable[Path]) -> int:
    """The bytes of the files and of all files in the folders; of what is not there, 0."""
    size = 0
    for path in paths:
        found = path.rglob("*") if path.is_dir() else [path]
        for file in found:
            if file.is_file():
                size += file.stat().st_size * (PACKED if file.suffix.lower() == ".zip" else 1)
    return size
