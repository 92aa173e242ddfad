"""Where a run lies: the names in its folder, what its summary says, what it may replace."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from treasury import LAYOUT
from treasury.reporting.whole_folder import empty, refusal, refuse_no_folder, stranger

SUMMARY, SCENARIO = "summary.json", "scenario.json"
PAGE, WORKBOOK = "report.html", "report.xlsx"
RUN_FILES = (SUMMARY, SCENARIO, PAGE, WORKBOOK)
BALANCES, SWEEPS = "balances.csv", "sweeps.csv"
STRUCTURE_FILES = (
    BALANCES, SWEEPS, "sweeps_stopped.csv", "draws.csv", "payments.csv", "interest.csv",
    "positions.csv", "position_limits.csv", "cash_positions.csv", "liquidity.csv", "members.csv",
)  # fmt: skip
"""The files in the folder of each structure."""
LEDGER_FILES = ("ledgers.csv", "ledger_entries.csv", "ledger_interest.csv")
"""What stands there besides where accounts have virtual ledgers."""
POOL_FILES = ("notional_pools.csv", "notional_days.csv", "notional_shares.csv")
OVERLAY_FILES = ("notional_overlays.csv",)
"""What stands there besides where the structure has notional pools, and pools of several
currencies."""
AGE_FILES = ("position_ages.csv",)
TRANSIT_FILES = ("transit.csv",)
FEE_FILES = ("account_analysis.csv", "term_fees.csv", "taxes.csv", "on_lending.csv")
SHARE_FILES = ("benefit_shares.csv",)
"""What stands there besides where legal persons owe each other money, where transfers take days,
where fees go through account analyses, where fees by terms or taxes are charged, or spared, and
where members agreed to share the benefit."""
DEPOSIT_FILES = ("deposits.csv", "money_market_sweeps.csv")
"""What stands there besides where the run has deposits with a principal, or money market sweeps."""
NIGHT_FILES = ("overdraft_nights.csv",)
"""What stands there besides where overdrafts have agreed nights."""
GROUP_FILES = ("group_figures.csv", "group_waterfall.csv", "group_members.csv", "group_cash.csv",
               "fx_rates.csv")  # fmt: skip
"""What stands there besides where the scenario has a reporting currency."""
EXPECTED = "a new folder, an empty one, or an earlier run of the same scenario"


def summary_of(folder: Path) -> dict[str, Any] | None:
    """What `summary.json` in the folder says; None where there is none that can be read."""
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def other_build(summary: Mapping[str, Any]) -> str:
    """Which build of the same engine wrote the run with the summary; empty where it is this one.

    >>> other_build({"layout": LAYOUT}), other_build({"engine": "0.1.0"})
    ('', 'an older build')
    """
    layout = summary.get("layout")
    if layout == LAYOUT:
        return ""
    return "a newer build" if isinstance(layout, int) and layout > LAYOUT else "an older build"


def refuse_unfit(out: Path, fingerprint: str) -> None:
    """Refuse to write a run where anything lies but an earlier run of the same scenario.

    A file that no run wrote is refused by name: whoever put it there did not mean to lose it.
    """
    refuse_no_folder(out, EXPECTED)
    if empty(out):
        return
    found = summary_of(out)
    if found is None:
        raise refusal(out, "holds other files and is not a run folder", EXPECTED)
    if found.get("fingerprint") != fingerprint:
        message = "holds the run of another scenario, or of this one before a change"
        raise refusal(out, message, EXPECTED)
    if foreign := foreign_in(out):
        message = "is no file of a run; the folder is not replaced while it is there"
        raise refusal(foreign, message, "it to be moved elsewhere, or another --out")


def foreign_in(folder: Path) -> Path | None:
    """The first entry of a run's folder, or of a structure's in it, that no run writes."""
    foreign = stranger(folder, lambda entry: entry.is_dir() or entry.name in RUN_FILES)
    if foreign is not None:
        return foreign
    below = (stranger(entry, is_table) for entry in sorted(folder.iterdir()) if entry.is_dir())
    return next((entry for entry in below if entry is not None), None)


def is_table(entry: Path) -> bool:
    """Whether the entry of a structure's folder is one of its files."""
    pools = (*POOL_FILES, *OVERLAY_FILES)
    paid = (*AGE_FILES, *FEE_FILES, *SHARE_FILES, *DEPOSIT_FILES, *NIGHT_FILES)
    further = (*LEDGER_FILES, *pools, *TRANSIT_FILES, *paid, *GROUP_FILES)
    known = (*STRUCTURE_FILES, *further)
    return entry.name in known and entry.is_file()
