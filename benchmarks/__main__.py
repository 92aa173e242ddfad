"""`make bench`: measure, print, and write benchmarks/RESULTS.md. Times are never asserted."""

import importlib.metadata
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import books, commands, kernel, service, store
from benchmarks.measuring import Measurement

RESULTS = Path(__file__).with_name("RESULTS.md")
SHOWN = ("numpy", "numba", "pandas", "sqlalchemy", "psycopg", "fastapi")
HEADING = """# Measured side by side

Written by `make bench`. Ours and a peer's time are taken in one run on one machine, and only
where the peer's result was found equal; where it differs, the measurement fails. Ratio: how many
times longer the peer takes (below 1: the peer is faster). Nothing here is asserted by a test.
"""


def machine() -> list[str]:
    """What it was measured on, as lines of a list."""
    python = platform.python_version()
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in SHOWN)
    return [
        f"- measured on {datetime.now(UTC).date()}",
        f"- {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {processor()}",
        f"- Python {python}, {versions}",
    ]


def processor() -> str:
    """The processor's name, where the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.exists():
        return platform.processor() or "processor unknown"
    lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else "processor unknown"


def measurements() -> list[Measurement]:
    """All measurements, each printed as soon as it is taken."""
    found: list[Measurement] = []
    ways = (kernel.measure, books.measure, commands.flagship, commands.thousand_accounts,
            service.measure, store.measure)  # fmt: skip
    for measure in ways:
        for one in measure():
            print(one.line(), flush=True)
            found.append(one)
    return found


def main() -> None:
    """Measure everything and write the results."""
    table = [
        "| what | ours | each | peer | ratio | equal |",
        "|---|---|---|---|---|---|",
        *(one.line() for one in measurements()),
    ]
    text = "\n".join([HEADING, *machine(), "", *table, ""])
    RESULTS.write_text(text, encoding="utf-8")
    print(f"\nWritten to {RESULTS.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
