"""On-lending (统借统还) by interest period: what was lent on, which interest is exempt, and why."""

from typing import Any

from treasury.comparison import Run
from treasury.money import round_fraction
from treasury.plan.on_lending import sparing
from treasury.plan.tariffs import in_force
from treasury.plan.taxes import tax_versions
from treasury.reporting.explaining.on_lending_words import (
    LentPeriod,
    lent_periods,
    loans_of,
    verdict,
)
from treasury.reporting.table import Column, Table, by_column

COLUMNS = (
    Column(name="lender", heading="Lent by"),
    Column(name="borrower", heading="Owed by"),
    Column(name="loan", heading="Lent on of"),
    Column(name="first", heading="From", kind="date"),
    Column(name="last", heading="To", kind="date"),
    Column(name="currency", heading="Currency"),
    Column(name="owed", heading="Owed on average", kind="money", meaning="Over the period's days"),
    Column(
        name="lent_on",
        heading="Lent on, on average",
        kind="money",
        meaning="What of it the loan from outside covers under all conditions; the "
        "loan is spread over what is lent on of it in proportion",
    ),
    Column(name="interest", heading="Interest", kind="money"),
    Column(
        name="exempt", heading="Exempt", kind="money",
        meaning="In proportion to balance-days, rounded half up",
    ),
    Column(name="taxed", heading="Taxed", kind="money"),
    Column(name="posted", heading="Posted on", kind="date", empty="accrued"),
    Column(name="reason", heading="Why"),
    Column(name="source", heading="Source"),
)  # fmt: skip


def on_lending(run: Run) -> Table:
    """A line for each link that may be lent on and interest period; no rows where there is none."""
    rows = [row_of(run, period) for period in lent_periods(run.plan, run.projection)]
    return Table(
        name="on_lending",
        title="On-lending and what of its interest is exempt",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def row_of(run: Run, period: LentPeriod) -> tuple[Any, ...]:
    """One period's line."""
    plan, levies = run.plan, run.plan.tables.levies
    link = plan.scenario.links[plan.names.link_records[int(levies.on_lent.rows.link[period.row])]]
    account, days = int(levies.on_lent.rows.account[period.row]), plan.names.days
    count = max(1, period.days)
    return (
        link.header,
        link.participant,
        ", ".join(loans_of(plan, period)),
        str(days[period.first]),
        str(days[period.last]),
        plan.names.currencies[account],
        round_fraction(period.owed, count),
        round_fraction(period.covered, count),
        period.interest,
        period.spared,
        period.interest - period.spared,
        str(days[period.last + 1]) if period.posted else None,
        verdict(plan, period),
        source_of(run, period),
    )


def source_of(run: Run, period: LentPeriod) -> str:
    """Where the exemption is written that is in force at the period's end; "" if all is taxed."""
    if not period.spared:
        return ""
    versions, plan = tax_versions(run.plan.scenario), run.plan
    taxes = sparing(plan.scenario, plan.structure)
    found = [in_force(versions[tax], plan.names.days[period.last]) for tax in taxes]
    return "; ".join(sorted({one.source for one in found if one is not None and one.source}))
