"""Money on its way between two banks: every transfer that took days, and how it ended.

What has not ended when the run does is still on its way; the books carry it as cash in transit.
"""

from typing import Any

import numpy as np

from treasury.arrays import Amounts
from treasury.comparison import Run
from treasury.reporting.table import Column, Table, by_column
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ARRIVED,
    BASE,
    BY_THE_BANK,
    CONCENTRATION,
    DAY,
    FUNDING,
    KIND,
    ON_ITS_WAY,
    OTHER,
    REASON,
    REF,
    SENT_BACK,
    SETTLEMENT,
)

COLUMNS = (
    Column(name="sent", heading="Sent", kind="date"),
    Column(name="from", heading="From"),
    Column(name="to", heading="To"),
    Column(name="amount", heading="Amount", kind="money"),
    Column(
        name="ended",
        heading="Ended",
        kind="date",
        empty="not in the run",
        meaning="The day at whose opening it was credited to its receiver, or to its giver again",
    ),
    Column(
        name="how",
        heading="How",
        meaning="Arrived, sent back by the bank or because the receiver was closed, or still on "
        "its way at the end of the run; what leaves and ends together is one sum",
    ),
)
FRAME = (*(column.name for column in COLUMNS), "currency")
UNDER_WAY = "on its way at the end of the run"


def transfers(run: Run) -> Table:
    """Every transfer that took days, by day of sending, giver and receiver; none without delays."""
    names, events = run.plan.names, run.projection.events
    ended = ends(events)
    rows: list[tuple[Any, ...]] = []
    for (day, link, giver, receiver), amount in sorted(sent(events).items()):
        end, how = ended.get((day, link, giver), (None, UNDER_WAY))
        rows.append(
            (
                str(names.days[day]),
                names.accounts[giver],
                names.accounts[receiver],
                amount,
                None if end is None else str(names.days[end]),
                how,
                names.currencies[giver],
            )
        )
    return Table(
        name="transit",
        title="Money on its way between banks",
        columns=COLUMNS,
        data=by_column(FRAME, rows),
    )


def sent(events: Amounts) -> dict[tuple[int, int, int, int], int]:
    """The sums sent, by day, link, giver and receiver."""
    kinds = np.isin(events[:, KIND], (CONCENTRATION, FUNDING, SETTLEMENT))
    slow = (events[:, REASON] & ON_ITS_WAY > 0) & (events[:, AMOUNT] != 0)
    found: dict[tuple[int, int, int, int], int] = {}
    for row in events[kinds & slow].tolist():
        up = row[AMOUNT] if row[KIND] != FUNDING else -row[AMOUNT]
        ends_of_link = (row[ACCOUNT], row[OTHER]) if up > 0 else (row[OTHER], row[ACCOUNT])
        key = (row[DAY], row[REF], *ends_of_link)
        found[key] = found.get(key, 0) + abs(up)
    return found


def ends(events: Amounts) -> dict[tuple[int, int, int], tuple[int, str]]:
    """When and how the transfers ended, by day of sending, link and giver."""
    found = {}
    for row in events[np.isin(events[:, KIND], (ARRIVED, SENT_BACK))].tolist():
        giver, how = row[OTHER], "arrived"
        if row[KIND] == SENT_BACK:
            by_bank = row[REASON] == BY_THE_BANK
            giver = row[ACCOUNT]
            how = "sent back by the bank" if by_bank else "sent back, the receiver was closed"
        found[row[BASE], row[REF], giver] = (row[DAY], how)
    return found


def still_under_way(run: Run) -> list[tuple[str, int]]:
    """What is on its way to each account at the end of the run, without the zeros."""
    closing = run.projection.transit[-1].tolist()
    return [(name, one) for name, one in zip(run.plan.names.accounts, closing, strict=True) if one]
