"""What a user waits for: the flagship's command, its first simulated day, a thousand accounts."""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.made_group import made_group
from benchmarks.measuring import Measurement, timed
from treasury.booking import book
from treasury.checks import CheckResult, check
from treasury.plan.resolve import resolve, shared_by_plans
from treasury.simulation.simulate import simulate

ROOT = Path(__file__).resolve().parents[1]
FLAGSHIP = ROOT / "scenarios" / "10_liquor_group"
FIRST_DAYS = """
import os, sys
import treasury.reporting.companion as beside
begin = beside.started
def started(*reads): # the loop is loaded after the second process has begun, as in a run
    process = begin(*reads)
    import treasury.simulation.simulate as loop
    whole = loop.run_days
    def first(tables, state, log, seen, start, stop):
        if tables.days == 1: # the day by which the kernel is loaded is none of the scenario's
            return whole(tables, state, log, seen, start, stop)
        whole(tables, state, log, seen, start, start + 1)
        os._exit(0)
    loop.run_days = first
    return process
beside.started = started
from treasury.cli.app import main
sys.exit(main(["run", sys.argv[1], "--out", sys.argv[2]]) or 1)
"""


def flagship() -> list[Measurement]:
    """The flagship's run from the command line: in a new folder, again, and to its first day."""
    run = [sys.executable, "-m", "treasury.cli", "run", str(FLAGSHIP), "--out"]
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "run")

        def command(*words: str) -> object:
            return subprocess.run([*words, out], check=True, capture_output=True, cwd=ROOT)

        first, _ = timed(lambda: command(*run))
        again, _ = timed(lambda: command(*run), times=3)
        words = (sys.executable, "-c", FIRST_DAYS, str(FLAGSHIP))
        until, _ = timed(lambda: command(*words), times=3)
    return [
        Measurement(what="flagship `treasury run`, first", units=1, unit="run", ours=first),
        Measurement(what="flagship `treasury run`, repeated", units=1, unit="run", ours=again),
        Measurement(what="command to first simulated day", units=1, unit="run", ours=until),
    ]


def thousand_accounts() -> list[Measurement]:
    """One path of 1,000 accounts over a year: simulated, booked and checked."""
    scenario = made_group(accounts=1000, days=365, items_a_day=300)
    shared = shared_by_plans(scenario)
    plan = resolve(scenario, "pool", "pool", shared)
    alone = resolve(scenario, None, "standalone", shared)
    beside = (alone, simulate(alone))

    def whole() -> tuple[CheckResult, ...]:
        projection = simulate(plan)
        return check(plan, projection, book(plan, projection.events), beside)

    ours, checks = timed(whole, times=3)
    assert all(one.passed is not False for one in checks)
    what = f"1,000 accounts × 365 days, {len(scenario.items):,} items: simulate, book, check"
    return [Measurement(what=what, units=365_000, unit="account-day", ours=ours)]
