"""The register of money market sweeps: each placing, redemption, payout and distribution in time.

Amounts are minor units, not negative. Evenings on which nothing moved are left out; `explain` tells
why nothing did.
"""

from typing import Any

import numpy as np

from treasury.comparison import Run
from treasury.reporting.explaining.money_market_words import why_words
from treasury.reporting.table import Column, Table, by_column
from treasury.tables import ACCOUNT, AMOUNT, AUX, DAY, DIVESTED, INVESTED, KIND, REF, REINVESTED

COLUMNS = (
    Column(name="date", heading="Date", kind="date"),
    Column(name="sweep", heading="Money market sweep"),
    Column(name="account", heading="Account"),
    Column(name="placed", heading="Placed", kind="money"),
    Column(
        name="redeemed", heading="Redeemed", kind="money",
        meaning="Credited to the account, in the evening or at the opening",
    ),
    Column(
        name="ordered", heading="Ordered", kind="money",
        meaning="Redeemed for the opening of the next business day; it bears until then",
    ),
    Column(name="reinvested", heading="Reinvested", kind="money",
           meaning="Distributed and not paid out"),
    Column(name="invested", heading="Invested at the close", kind="money"),
    Column(name="why", heading="Why"),
    Column(name="currency", heading="Currency"),
)  # fmt: skip


def money_market_sweeps(run: Run) -> Table:
    """What the run's money market sweeps moved, in time; no rows where there is none."""
    rows: list[tuple[Any, ...]] = []
    if run.plan.names.investments:
        events = run.projection.events
        kinds = (INVESTED, DIVESTED, REINVESTED)
        chosen = np.isin(events[:, KIND], kinds)
        chosen &= (events[:, AMOUNT] != 0) | (events[:, AUX] != 0)
        rows += [row_of(run, event) for event in events[chosen].tolist()]
    return Table(
        name="money_market_sweeps",
        title="Money market sweeps",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def row_of(run: Run, event: list[int]) -> tuple[Any, ...]:
    """One event of a sweep."""
    names, kind = run.plan.names, event[KIND]
    sweep = event[AUX] if kind == REINVESTED else event[REF]
    ordered = event[AUX] if kind == INVESTED else 0
    why = "what was distributed stays invested"
    if kind == INVESTED:
        why = why_words(run.plan, event)
    elif kind == DIVESTED:
        why = f"ordered on {names.days[event[AUX]]}"
    cash = 0 if kind == REINVESTED else event[AMOUNT]
    return (
        str(names.days[event[DAY]]),
        names.investments[sweep],
        names.accounts[event[ACCOUNT]],
        max(0, -cash),
        max(0, cash),
        ordered,
        event[AMOUNT] - cash,
        int(run.projection.invested[event[DAY], sweep]),
        why,
        names.currencies[event[ACCOUNT]],
    )
