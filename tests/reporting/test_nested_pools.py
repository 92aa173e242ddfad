"""Notional pools within others in the reports: what each had, bore and was worth, and its story."""

import csv
import io
from functools import cache

from tests.made_pools import nested_group
from treasury.comparison import Run, study
from treasury.reporting.csvs import run_files
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.run_tables import run_tables


@cache
def run() -> Run:
    """The run of the two pools."""
    return next(one for one in study(nested_group()).runs if one.plan.name == "pool")


def lines(name: str) -> list[dict[str, str]]:
    """The lines of one of the run's files."""
    return list(csv.DictReader(io.StringIO(run_files(run_tables(run()))[name])))


def test_what_a_pool_has_left_stands_in_the_day_of_the_pool_around_it():
    # L: 895 - 300 = 595 left on the 19th; P has them and T's -550: 550 cancel out, 45 are left.
    days = {(one["pool"], one["date"]): one for one in lines("notional_days.csv")}
    lower, upper = days["L", "2026-03-19"], days["P", "2026-03-19"]
    assert (lower["credit_left"], lower["debit_left"]) == ("595.00", "0.00")
    assert (upper["credit"], upper["debit"], upper["taken"]) == ("595.00", "550.00", "550.00")
    # On the 18th L is not in P yet.
    assert days["P", "2026-03-18"]["credit"] == "0.00"


def test_both_pools_are_worth_what_cancels_out_in_each():
    # Until the 20th in L 300 x 3 days, in P 550 + 250, at 0.01 % a day: 0.09 and 0.08. On the 21st
    # and 22nd in L 300 + 445.26, in P 145.26: 0.16 and 0.09 in all.
    totals = {one["pool"]: one for one in lines("notional_pools.csv")}
    assert [totals[name]["worth"] for name in "LP"] == ["0.16", "0.09"]
    assert [totals[name]["benefit"] for name in "LP"] == ["0.16", "0.09"]
    # P's balances at the terms of L and T: 595 x 2 + 145.26 in credit, the rest overdrawn.
    assert totals["P"]["alone"] == "-0.22"


def test_the_story_tells_what_is_left_and_what_is_taken_off():
    names = run().plan.names.accounts
    said = {
        name: "\n".join(explain_day(run().plan, run().projection, names.index(name), day))
        for name, day in (("B", 1), ("H", 2))
    }
    assert "Of what pool L has left 595.00 is in the pool; no cash moved." in said["B"]
    assert "Of this account 895.00 is in the pool; no cash moved." in said["B"]
    # P bears 45 + 345 in credit and 400 on the 18th; L 595 x 2; T 400 + 550 + 250.
    assert (
        "390.00 x 3.60 % / 360 - 1,190.00 x 3.60 % / 360 - 400.00 x 7.20 % / 360 + 1,200.00 x "
        "7.20 % / 360 = 0.08, rounded half up to 0.08 paid by the bank"
    ) in said["H"]
    bearers = set(run_tables(run()).interest.data["bearer"])
    assert "taken off, of a pool within: notional pool P" in bearers
    last = "\n".join(explain_day(run().plan, run().projection, names.index("B"), 4))
    assert "Notional pool P, less what pool L bears itself in credit (terms demand)" in last
