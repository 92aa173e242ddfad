"""Overdrafts by agreement, one line each: nights used and left, what became overdue, when.

Amounts are minor units, not negative. Source: `docs/decisions/0057-overdraft-nights.md`.
"""

from typing import Any

from treasury.checking.closed import closed_under, counts_on, nights_in_a_row
from treasury.comparison import Run
from treasury.credit import OverdraftAgreement
from treasury.plan.plan import Plan
from treasury.reporting.table import Column, Table, by_column
from treasury.tables import AMOUNT, AUX, DAY, KIND, OVERDUE, OVERDUE_REPAID, REF

NEARLY = 10
"""Nights are nearly used where at most one of so many agreed is left on the longest run."""
COLUMNS = (
    Column(name="agreement", heading="Agreement"),
    Column(name="account", heading="Account"),
    Column(name="nights", heading="Nights agreed", kind="count"),
    Column(
        name="overdrawn_nights", heading="Nights overdrawn", kind="count",
        meaning="Closes of the period with what is overdrawn on the account",
    ),
    Column(name="longest_run", heading="Longest run", kind="count",
           meaning="Most nights in a row, those before the period counted"),
    Column(name="longest_until", heading="Until", kind="date"),
    Column(name="nights_left", heading="Nights left", kind="count",
           meaning="Of the agreed nights after the last day; none while the overdraft is closed"),
    Column(
        name="conversions", heading="Conversions", kind="count",
        meaning="How often the agreed nights were passed, and what was overdrawn became overdue",
    ),
    Column(name="first_overdue", heading="First overdue on", kind="date"),
    Column(name="became_overdue", heading="Became overdue", kind="money",
           meaning="In the period, interest and fees that were not paid included"),
    Column(name="repaid", heading="Repaid", kind="money"),
    Column(name="overdue", heading="Overdue at the end", kind="money"),
    Column(name="closed_days", heading="Days closed", kind="count",
           meaning="Days on which the overdraft could not be used"),
    Column(name="standing", heading="Standing"),
    Column(name="currency", heading="Currency"),
)  # fmt: skip


def overdraft_nights(run: Run) -> Table:
    """Every overdraft agreement of the run by id; no rows where there is none."""
    rows = [row_of(run, one) for one in in_order(run)]
    return Table(
        name="overdraft_nights",
        title="Overdraft nights",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def in_order(run: Run) -> list[OverdraftAgreement]:
    """The agreements by id."""
    return sorted(run.plan.scenario.overdraft_agreements, key=lambda one: one.id)


def row_of(run: Run, one: OverdraftAgreement) -> tuple[Any, ...]:
    """One agreement."""
    plan, projection = run.plan, run.projection
    account, loan = plan.names.accounts.index(one.account), plan.names.loans.index(one.id)
    events = projection.events
    mine = events[(events[:, REF] == loan) & (events[:, KIND] == OVERDUE)]
    back = events[(events[:, REF] == loan) & (events[:, KIND] == OVERDUE_REPAID)]
    counts = nights_in_a_row(plan, projection, one)
    longest = max(one.nights_before, *counts)
    closed, in_force = closed_under(plan, events, one), days_of(plan, one)
    converted = mine[mine[:, AUX] == 0]
    return (
        one.id,
        one.account,
        one.nights,
        int((projection.book[in_force, account] < 0).sum()),
        longest,
        str(plan.names.days[counts.index(longest)]) if longest in counts and longest else None,
        0 if closed[-1] or not in_force[-1] else one.nights - counts[-1],
        len(converted),
        str(plan.names.days[mine[0, DAY]]) if len(mine) else None,
        int(mine[:, AMOUNT].sum()),
        int(back[:, AMOUNT].sum()),
        int(projection.owed[-1, loan]),
        int(closed[:-1].sum()),
        standing_of(one, (bool(closed.any()), bool(closed[-1])), longest)
        if closed[-1] or in_force[-1]
        else "ended",
        plan.names.currencies[account],
    )


def days_of(plan: Plan, one: OverdraftAgreement) -> list[bool]:
    """On which days the agreement is in force; every day where the account has no other."""
    own = [each for each in plan.scenario.overdraft_agreements if each.account == one.account]
    return [len(own) == 1 or counts_on(one, day) for day in plan.names.days]


def standing_of(one: OverdraftAgreement, closed: tuple[bool, bool], longest: int) -> str:
    """How the agreement stands, in a few words; `closed`: whether it ever was, whether it is."""
    if closed[1]:
        return "closed, until the overdue loan is repaid" if one.reopens else "closed"
    if closed[0]:
        return "open again"
    left = one.nights - longest
    if longest and NEARLY * left <= one.nights:
        return "nights nearly used" if left else "nights all used"
    return "within the nights agreed"
