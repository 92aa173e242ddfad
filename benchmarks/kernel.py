"""The day loop against its slow restatement, and compiled against interpreted."""

import json
import os
import subprocess
import sys

from benchmarks.made_group import made_group
from benchmarks.measuring import Measurement, digest, timed
from tests.reference.banking_day import live_through
from treasury.plan.resolve import resolve
from treasury.simulation.simulate import simulate

SMALL = {"accounts": 60, "days": 90, "items_a_day": 20}
"""The group on which all three are measured: large enough to time, small enough for the slow."""
UNITS = SMALL["accounts"] * SMALL["days"]


def measure() -> list[Measurement]:
    """Both measurements of the kernel."""
    return [against_the_twin(), against_itself_interpreted()]


def against_the_twin() -> Measurement:
    """Our simulation and that of `tests/reference`, written apart, of the same scenario."""
    scenario = made_group(**SMALL)
    plan = resolve(scenario, "pool", "pool")
    simulate(plan)
    ours, projection = timed(lambda: simulate(plan), times=5)
    theirs, outcome = timed(lambda: live_through(scenario, "pool"))
    for at, account in enumerate(plan.names.accounts):
        assert projection.book[:, at].tolist() == outcome.book[account], account
        assert projection.value[:, at].tolist() == outcome.value[account], account
    return Measurement(
        what="simulate 60 accounts × 90 days", units=UNITS, unit="account-day", ours=ours,
        peer="reference twin (plain Python, look-ups included)", theirs=theirs,
        equal="every book and value balance",
    )  # fmt: skip


def interpreted() -> dict[str, object]:
    """Seconds and digest of the same simulation; printed by a process without the compiler."""
    plan = resolve(made_group(**SMALL), "pool", "pool")
    seconds, projection = timed(lambda: simulate(plan))
    return {"seconds": seconds, "digest": digest(projection.book, projection.events)}


def against_itself_interpreted() -> Measurement:
    """The same sources with and without the compiler."""
    env = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    code = (
        "import json; from benchmarks.kernel import interpreted; print(json.dumps(interpreted()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    slow = json.loads(done.stdout)
    plan = resolve(made_group(**SMALL), "pool", "pool")
    simulate(plan)
    ours, projection = timed(lambda: simulate(plan), times=5)
    assert digest(projection.book, projection.events) == slow["digest"]
    return Measurement(
        what="simulate 60 accounts × 90 days", units=UNITS, unit="account-day", ours=ours,
        peer="the same code interpreted", theirs=slow["seconds"], equal="every balance and event",
    )  # fmt: skip
