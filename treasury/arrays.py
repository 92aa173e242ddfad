"""Array types, axis order, and the compiler of the kernel.

Axes are always in the order (path, day, account). Amounts are int64 minor units, rates int64
in 1e-8 a year, days are rows from the run's first day, times are minutes after midnight.

`compiled` is numba's njit with a cache that is keyed by all of the engine's sources, because
numba itself notices a change only in the module it compiles. With `NUMBA_DISABLE_JIT=1` the
same functions run interpreted, and numba is not loaded at all (coverage, overflow tests, and what
is so small that loading the compiler takes longer than the work).
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

Amounts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.uint8]
Function = TypeVar("Function")

UNLIMITED = 2**60
"""Stands for "no bound" in limits; every plan's sums are refused long before they reach it."""
WITHOUT_BOUND = UNLIMITED // 2
"""From here on a sum holds "no bound" beside amounts, which are refused before they reach it."""

MARKS = (b"@compiled", b"@inner", b"@allocating")
OF_ARRAYS = ("tables.py", "netting.py", "arrays.py")


def cache_folder(engine: Path) -> Path:
    """The folder of compiled code for exactly these kernel sources, this user's own.

    A cache is code that will be executed, so a folder somebody else could have made is not
    used: where the home cannot be written, a fresh temporary folder serves this process alone.
    """
    digest = hashlib.sha256()
    for source in sorted(engine.rglob("*.py")):
        text = source.read_bytes()
        if any(mark in text for mark in MARKS) or source.name in OF_ARRAYS:
            digest.update(text)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "treasury-workbench" / f"kernel-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="treasury-kernel-"))
    return folder


@contextmanager
def as_if_absent(module: str) -> Iterator[None]:
    """Let the module not be found by what is imported in the block, unless it is loaded already."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


INTERPRETED = os.environ.get("NUMBA_DISABLE_JIT", "0") != "0"

if TYPE_CHECKING or INTERPRETED:

    def compiled(function: Function) -> Function:
        """The function compiled to machine code; the type checker sees it as it is."""
        return function

    def inner(function: Function) -> Function:
        """The same for a function that only compiled functions call, and that makes no array."""
        return function

    def allocating(function: Function) -> Function:
        """The same for a function that only compiled functions call, and that makes arrays."""
        return function

else:
    os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder(Path(__file__).parent)))

    # The compiler's later passes make the kernel no faster (whole numbers, short loops, branches),
    # and take a seventh of the time and of the memory that compiling takes.
    os.environ.setdefault("NUMBA_OPT", "1")

    # numba takes `coverage` along where it is installed, a seventh of the time that numba takes to
    # load, to tell it which lines were compiled; here coverage is measured interpreted. `yaml` it
    # takes to read settings of its own in whatever folder somebody stands.
    with as_if_absent("coverage"), as_if_absent("yaml"), as_if_absent("cffi"):
        from numba import njit

        # Loaded with the first compiled function otherwise, and `cffi` with it, which reads C.
        with suppress(ImportError):
            import_module("numba.core.typing.cffi_utils")

    NO_DOORS = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

    def compiled(function):
        """The function compiled to machine code, cached between runs."""
        return njit(cache=True)(function)

    def inner(function):
        """The same for a function that only compiled functions call: no way in from Python.

        Unpacking the kernel's tables at such a door costs more to compile than most functions.

        Nor does it count references to arrays. Counting, an atomic step for each array of a
        tuple that is handed on, took three quarters of the loop's time. Nothing needs it: the
        arrays belong to who called the loop. Hence such a function neither makes an array nor
        returns one ("NRT required" says the compiler otherwise); what does is `allocating`.
        """
        return njit(cache=True, _nrt=False, **NO_DOORS)(function)

    def allocating(function):
        """The same for a function that only compiled functions call, and that makes arrays."""
        return njit(cache=True, **NO_DOORS)(function)
