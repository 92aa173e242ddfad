"""Deposits with a principal, one line each: placed or not, what came back, what is still there.

Amounts are minor units, not negative but for interest at a negative rate.
"""

from typing import Any

import numpy as np

from treasury.comparison import Run
from treasury.reporting.explaining.deposit_words import (
    PRODUCTS,
    available_words,
    lives_of,
    placed,
)
from treasury.reporting.table import Column, Table, by_column
from treasury.tables import AMOUNT, AUX, DAY, DEPOSIT_INTEREST, KIND, PLACED, REDEEMED, REF

COLUMNS = (
    Column(name="deposit", heading="Deposit"),
    Column(name="account", heading="Account"),
    Column(name="product", heading="Product"),
    Column(name="placed_on", heading="Placed on", kind="date"),
    Column(
        name="matures_on", heading="Matures on", kind="date",
        meaning="The last day of a time deposit's term; of one that is renewed, of the term in "
        "which it stands at the end",
    ),
    Column(
        name="before", heading="Before the period", kind="money",
        meaning="What was on deposit when the period began",
    ),
    Column(
        name="placed", heading="Placed", kind="money",
        meaning="What left the account in the period; nothing where so much was not there",
    ),
    Column(name="paid_out", heading="Principal paid out", kind="money"),
    Column(name="on_deposit", heading="On deposit at the end", kind="money"),
    Column(name="available", heading="Available"),
    Column(name="interest", heading="Interest paid out", kind="money"),
    Column(
        name="accrued", heading="Accrued", kind="money",
        meaning="On what is still there, as if it were withdrawn with due notice; not booked",
    ),
    Column(name="currency", heading="Currency"),
)  # fmt: skip


def deposits(run: Run) -> Table:
    """Every deposit of the run by id; no rows where there is none."""
    plan = run.plan
    sums = [[0, 0, 0] for _ in plan.names.deposits]
    columns, events = {PLACED: 0, REDEEMED: 1, DEPOSIT_INTEREST: 2}, run.projection.events
    if sums:
        for event in events[np.isin(events[:, KIND], list(columns))].tolist():
            kind = event[KIND]
            sums[event[REF] if kind == PLACED else event[AUX]][columns[kind]] += event[AMOUNT]
    rows = [row_of(run, at, moved) for at, moved in enumerate(sums)]
    return Table(
        name="deposits",
        title="Deposits",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def not_placed(run: Run) -> list[str]:
    """For each deposit that could not be placed on its day, a sentence that says so and why."""
    plan, events = run.plan, run.projection.events
    failed = events[(events[:, KIND] == PLACED) & (events[:, AMOUNT] == 0)].tolist()
    return [f"{plan.names.days[event[DAY]]}: {placed(plan, event)}" for event in failed]


def row_of(run: Run, at: int, moved: list[int]) -> tuple[Any, ...]:
    """One deposit: `moved` is what was placed (negative), paid out and earned in the run."""
    plan, table = run.plan, run.plan.tables.deposits.rows
    life, last = lives_of(plan)[at], plan.scenario.last_day
    record, account = life.deposit, int(table.account[at])
    left = int(run.projection.deposited[-1, at])
    return (
        record.id,
        record.account,
        PRODUCTS[record.product],
        str(record.placed_on),
        str(life.matures(last) or ""),
        int(table.opening[at]),
        -moved[0],
        moved[1],
        left,
        available_words(life, last) if left else "",
        moved[2],
        int(table.accrued[at]) if left else 0,
        plan.names.currencies[account],
    )
