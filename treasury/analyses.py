"""The arrays of account analyses, which `plan` fills and the kernel reads.

Amounts are int64 minor units, not negative; shares of balances 1e-8; days are rows from the first
day of the run, the day after the last one included. Source:
`docs/decisions/0062-account-analysis.md`.
"""

from typing import NamedTuple

from treasury.arrays import Amounts

UNSETTLED, CARRIED_ON, LOST, PASSED_ON = range(4)
"""What closing a period does: its credit and fees are kept for the settlement, or it is settled and
what is left of the credit is carried on, or lost, or passed on to the analysis that follows."""


class AnalysisTable(NamedTuple):
    """Shape (analysis,) each, by id: the settlement `account`; 1 where accounts `offset` each
    other; what of a balance is `invested`; `common`, a multiple of the wholes of its rates; the
    `follower` that continues it (-1: none)."""

    account: Amounts
    offset: Amounts
    invested: Amounts
    common: Amounts
    follower: Amounts


class AnalysedTable(NamedTuple):
    """Shape (row,) each: an account in an analysis."""

    analysis: Amounts
    account: Amounts


class AnalysisDayTable(NamedTuple):
    """Shape (day + 1, analysis) each.

    `held` is 1 where it is in force. What is collected on the day counts `weight` times, at `share`
    / `whole`. `closes` is 1 where a period ends at the close, and `settles` what that does.
    `charges` is 1 where what is due is charged at the opening.
    """

    held: Amounts
    weight: Amounts
    share: Amounts
    whole: Amounts
    closes: Amounts
    settles: Amounts
    charges: Amounts


class Analyses(NamedTuple):
    """All account analyses of a run. `through` (day, way) is the one through which goes what falls
    on an evening and goes that way (-1: none); the first way is through none on any day."""

    rows: AnalysisTable
    accounts: AnalysedTable
    days: AnalysisDayTable
    through: Amounts
