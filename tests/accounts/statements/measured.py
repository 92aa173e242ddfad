"""What reading a file costs: CPU seconds and peak memory of a child process that does only that.

Memory is told above a program that has read nothing, and in all, Python included.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[3]
PEAK = """
import resource, sys
from pathlib import Path

def peak():
    # The high-water mark of this program alone: getrusage starts from the parent's after a fork.
    try:
        said = Path("/proc/self/status").read_text()
        return int(said.partition("VmHWM:")[2].split()[0]) / 1024
    except OSError:
        unit = 1024 if sys.platform == "darwin" else 1
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / unit
"""
"""Defines `peak`, the most memory the program ever took, in MB."""
CHILD = f"""{PEAK}
import json, time
from treasury.accounts.statements.verdicts import verdicts_of

before, began = peak(), time.process_time()
found = list(verdicts_of(Path(sys.argv[1])))
said = [problem.sentence() for one in found for problem in one.problems]
known = [one.format for one in found]
entries = sum(each.sums.entries for one in found for each in one.statements)
print(json.dumps([time.process_time() - began, peak() - before, peak(), entries, known, said]))
"""


class Cost(NamedTuple):
    """CPU seconds; MB of memory above a program that has read nothing, and in all; how many
    entries were counted; formats and problems."""

    seconds: float
    megabytes: float
    peak: float
    entries: int
    formats: list[str | None]
    problems: list[str]


def cost_of(path: Path) -> Cost:
    """What it costs to have the verdicts of a file, and what they say."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return Cost(*json.loads(done.stdout))
