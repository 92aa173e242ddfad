"""How far each position limit was used: the most and the last that was owed under it.

Each link and each way counts for itself, as in the positions by day, or net of the other way.
Amounts are minor units.
"""

from typing import Any

import numpy as np

from treasury.comparison import Run
from treasury.plan.ceilings import ceilings_of, ends_words, owed_under
from treasury.reporting.table import Column, Table, by_column
from treasury.tables import CEILING, CONCENTRATION, FUNDING, KIND

COLUMNS = (
    Column(name="limit", heading="Limit"),
    Column(name="creditor", heading="Creditor", meaning="Who is owed the money"),
    Column(name="debtor", heading="Debtor", meaning="Who owes the money"),
    Column(
        name="counted",
        heading="Counted",
        meaning="Net: what is owed the other way is taken off, so that it may be below zero",
    ),
    Column(name="currency", heading="Currency"),
    Column(name="amount", heading="Amount", kind="money"),
    Column(name="from", heading="From", kind="date"),
    Column(name="until", heading="Until", kind="date"),
    Column(
        name="highest",
        heading="Most owed",
        kind="money",
        meaning="At a day's end while the limit held",
    ),
    Column(name="highest_on", heading="On", kind="date"),
    Column(name="closing", heading="Owed at last", kind="money"),
    Column(
        name="above",
        heading="Days above",
        kind="count",
        meaning="Interest, settlements and positions taken over are not stopped by a limit",
    ),
    Column(
        name="stopped",
        heading="Sweeps cut",
        kind="count",
        meaning="Sweeps that the limit cut or stopped",
    ),
    Column(name="reason", heading="Reason"),
)


def limit_use(run: Run) -> Table:
    """Every position limit of the run's structure, by id; no rows where there is none."""
    days, ceilings = run.plan.names.days, run.plan.tables.ceilings
    events, position = run.projection.events, run.projection.position
    swept = np.isin(events[:, KIND], (CONCENTRATION, FUNDING))
    rows: list[tuple[Any, ...]] = []
    for at, limit in enumerate(ceilings_of(run.plan.scenario, run.plan.structure)):
        first, last = max(0, int(ceilings.begins[at])), min(len(days) - 1, int(ceilings.ends[at]))
        owed = owed_under(ceilings, at, position[first : last + 1])
        amount, (debtor, creditor) = int(ceilings.amount[at]), ends_words(limit)
        rows.append(
            (
                limit.id,
                limit.creditor or f"({creditor})",
                limit.debtor or f"({debtor})",
                "net" if limit.net else "gross",
                limit.currency,
                amount,
                str(days[first]),
                str(days[last]),
                int(owed.max()),
                str(days[first + int(owed.argmax())]),
                int(owed[-1]),
                int((owed > amount).sum()),
                int((swept & (events[:, CEILING] == at)).sum()),
                limit.reason,
            )
        )
    return Table(
        name="position_limits",
        title="Position limits and their use",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )
