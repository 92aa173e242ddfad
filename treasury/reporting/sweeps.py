"""The sweep register: every transfer between header and participant, each with its reason.

Sweeps (concentration up, funding down, returns at opening) that moved money, sweeps that were
wanted and did not happen, and linked draws (money fetched down for one payment) are three tables.
"""

from typing import Any

import numpy as np

from treasury.arrays import Amounts
from treasury.comparison import Run
from treasury.reporting.explaining.sentences import sweep_sentence
from treasury.reporting.labels import slot_text, time_text
from treasury.reporting.table import Column, Table, by_column
from treasury.tables import (
    ACCOUNT,
    ACROSS,
    AMOUNT,
    AUX,
    BASE,
    CONCENTRATION,
    CONVERTED,
    DAY,
    DRAW,
    FUNDING,
    KIND,
    MINUTE,
    OTHER,
    REASON,
    RETURN,
)

DATE = Column(name="date", heading="Date", kind="date")
SLOT = Column(name="slot", heading="Slot")
FROM = Column(name="from", heading="From")
TO = Column(name="to", heading="To")
AMOUNT_MOVED = Column(name="amount", heading="Amount", kind="money")
WANTED = Column(
    name="wanted",
    heading="Wanted",
    kind="money",
    meaning="What the rule wanted to move before limits and the header's capacity",
)
FOR_HEADER = (
    Column(
        name="for_header",
        heading="For the header",
        kind="money",
        money_of="header_currency",
        meaning="What reached or left a header in another currency, after conversion",
    ),
    Column(name="header_currency", heading="In"),
)
REASON_WHY = Column(name="reason", heading="Reason")
PAYMENT_ID = Column(name="payment", heading="For payment")
TIME = Column(name="time", heading="Time")
SWEPT = (DATE, SLOT, FROM, TO, AMOUNT_MOVED, REASON_WHY)
STOPPED = (DATE, SLOT, FROM, TO, WANTED, REASON_WHY)
DRAWN = (DATE, TIME, FROM, TO, AMOUNT_MOVED, PAYMENT_ID, REASON_WHY)


def sweep_events(events: Amounts, *, moved: bool) -> Amounts:
    """The rows of the sweeps that moved money, or of those that were wanted and did not."""
    kinds, amounts = events[:, KIND], events[:, AMOUNT]
    swept = np.isin(kinds, (CONCENTRATION, FUNDING, RETURN))
    chosen: Amounts = events[swept & ((amounts > 0) == moved)]
    return chosen


def sweep_register(run: Run) -> Table:
    """Every sweep that moved money, in the order in which they happened."""
    columns: tuple[Column, ...] = SWEPT
    if run.plan.scenario.conversions:
        columns = (*SWEPT[:5], *FOR_HEADER, *SWEPT[5:])
    return register(
        run, sweep_events(run.projection.events, moved=True), ("sweeps", "Sweep register"), columns
    )


def stopped_sweeps(run: Run) -> Table:
    """Every sweep a rule wanted and a limit, or the header's capacity, stopped."""
    return register(
        run,
        sweep_events(run.projection.events, moved=False),
        ("sweeps_stopped", "Sweeps that did not happen"),
        STOPPED,
    )


def draws(run: Run) -> Table:
    """Every linked draw: what a header gave for one payment, when it was paid."""
    events = run.projection.events
    return register(
        run, events[events[:, KIND] == DRAW], ("draws", "Linked draws for payments"), DRAWN
    )


def register(
    run: Run, events: Amounts, name_and_title: tuple[str, str], columns: tuple[Column, ...]
) -> Table:
    """The events as a table with one sentence each."""
    names, plan = run.plan.names, run.plan
    days = [str(day) for day in names.days]
    accounts, currencies = names.accounts, names.currencies
    rows: list[tuple[Any, ...]] = []
    for event in events.tolist():
        below, above = accounts[event[ACCOUNT]], accounts[event[OTHER]]
        up = event[KIND] == CONCENTRATION
        giver, taker = (below, above) if up else (above, below)
        drawn = event[KIND] == DRAW
        rows.append(
            (
                days[event[DAY]],
                slot_text(event[MINUTE]),
                time_text(event[MINUTE]),
                giver,
                taker,
                event[AMOUNT],
                event[BASE],
                event[ACROSS] if event[REASON] & CONVERTED else None,
                currencies[event[OTHER]],
                names.items[event[AUX]] if drawn else "",
                sweep_sentence(plan, event),
                currencies[event[ACCOUNT]],
                event[ACCOUNT],
                int(up),
            )
        )
    name, title = name_and_title
    return Table(name=name, title=title, columns=columns, data=by_column(REGISTER, rows))


REGISTER = (
    "date", "slot", "time", "from", "to", "amount", "wanted", "for_header", "header_currency",
    "payment", "reason", "currency", "account", "up",
)  # fmt: skip


def busiest(register: Table) -> Table:
    """Sweeps by pair of accounts: how many, how much; the largest sums first."""
    columns = (
        FROM,
        TO,
        Column(name="currency", heading="Currency"),
        Column(name="count", heading="Sweeps", kind="count"),
        Column(name="amount", heading="Amount", kind="money"),
    )
    found: dict[tuple[str, str, str], list[int]] = {}
    data = register.data
    keys = zip(data["from"], data["to"], data["currency"], strict=True)
    for key, amount in zip(keys, data["amount"], strict=True):
        found.setdefault(key, []).append(amount)
    rows = [(*key, len(amounts), sum(amounts)) for key, amounts in found.items()]
    rows.sort(key=lambda row: (row[2], -row[4], row[0], row[1]))
    return Table(
        name="sweeps_by_pair",
        title="Sweeps by pair of accounts",
        columns=columns,
        data=by_column(tuple(column.name for column in columns), rows),
    )
