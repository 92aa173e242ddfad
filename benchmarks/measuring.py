"""A measurement: what was done, how long it took here and at a peer, and that both agree."""

import gc
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from treasury.arrays import Amounts

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One line of the results. Times are seconds; `units` counts what was worked through.

    `peer` is None where there is nothing to compare with; `equal` says what was found equal.
    """

    what: str
    units: int
    unit: str
    ours: float
    peer: str | None = None
    theirs: float = 0.0
    equal: str = ""

    def line(self) -> str:
        """The measurement as a row of a Markdown table."""
        each = f"{scaled(self.ours / self.units)} per {self.unit}" if self.units > 1 else ""
        peer = f"{self.peer}: {scaled(self.theirs)}" if self.peer else "–"
        ratio = f"{self.theirs / self.ours:,.1f} ×" if self.peer else "–"
        cells = (self.what, scaled(self.ours), each, peer, ratio, self.equal or "–")
        return f"| {' | '.join(cells)} |"


def scaled(seconds: float) -> str:
    """The time in a unit a reader can hold.

    >>> scaled(12.3456), scaled(0.00123), scaled(2.5e-7)
    ('12.3 s', '1.23 ms', '250 ns')
    """
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns")):
        if seconds * factor >= 1 or unit == "ns":
            break
    return f"{seconds * factor:.3g} {unit}"


def timed(work: Callable[[], Answer], *, times: int = 1) -> tuple[float, Answer]:
    """The shortest wall time of so many goes, in seconds, and the answer."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - start)
    return best, answer


def digest(*arrays: Amounts) -> str:
    """A fingerprint of arrays, to compare answers of different processes."""
    found = hashlib.sha256()
    for array in arrays:
        found.update(repr(array.shape).encode() + array.tobytes())
    return found.hexdigest()[:16]
