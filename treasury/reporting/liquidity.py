"""Liquidity over time: day-end cash per currency, and the headroom above it.

headroom = credit balances + unused overdrafts + undrawn credit lines. An overdraft without a
limit makes the headroom unbounded: None here, "no bound" where it is shown.
"""

from typing import Any

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.comparison import Run
from treasury.reporting.table import Column, Table, by_column

NO_BOUND = "no bound"
AMOUNTS = (
    Column(
        name="book",
        heading="Net cash",
        kind="money",
        meaning="Sum of all day-end book balances, overdrawn accounts deducted",
    ),
    Column(
        name="credit_balances",
        heading="Credit balances",
        kind="money",
        meaning="Sum of the accounts that are in credit",
    ),
    Column(
        name="overdrawn",
        heading="Overdrawn",
        kind="money",
        meaning="Sum of the accounts that are overdrawn, as a positive amount",
    ),
    Column(
        name="unused_overdrafts",
        heading="Unused overdrafts",
        kind="money",
        meaning="What the accounts' overdraft limits still allow",
        empty=NO_BOUND,
    ),
    Column(
        name="drawn_lines",
        heading="Drawn lines",
        kind="money",
        meaning="What is drawn on revolving credit lines",
    ),
    Column(
        name="undrawn_lines",
        heading="Undrawn lines",
        kind="money",
        meaning="What the revolving credit lines still allow",
    ),
    Column(
        name="headroom",
        heading="Headroom",
        kind="money",
        meaning="Credit balances, unused overdrafts and undrawn lines together",
        empty=NO_BOUND,
    ),
)
DAILY = (
    Column(name="date", heading="Date", kind="date"),
    Column(name="currency", heading="Currency"),
)
FRAME = tuple(column.name for column in DAILY + AMOUNTS)
LOWEST = (
    Column(name="currency", heading="Currency"),
    Column(name="measure", heading="Measure"),
    Column(name="lowest", heading="Lowest", kind="money"),
    Column(name="lowest_on", heading="On", kind="date"),
    Column(name="highest", heading="Highest", kind="money"),
    Column(name="highest_on", heading="On", kind="date"),
    Column(name="closing", heading="At the end", kind="money"),
)


def currencies_of(run: Run) -> list[str]:
    """The currencies of the run's accounts, in order."""
    return sorted(set(run.plan.names.currencies))


def liquidity_columns(run: Run, currency: str) -> dict[str, Amounts | None]:
    """Each measure of one currency by day, shape (day,); None where it has no bound."""
    tables, projection = run.plan.tables, run.projection
    mine = np.array([code == currency for code in run.plan.names.currencies])
    book = projection.book[:, mine]
    limits = tables.accounts.overdraft[mine]
    credit, overdrawn = np.maximum(book, 0).sum(axis=1), np.maximum(-book, 0).sum(axis=1)
    unused = None
    if not (limits >= UNLIMITED).any():
        unused = np.maximum(limits - np.maximum(-book, 0), 0).sum(axis=1)
    lines = tables.accounts.line[mine]
    lines = lines[lines >= 0]
    owed = projection.owed[:, lines]
    undrawn = np.maximum(tables.loans.limit[lines] - owed, 0).sum(axis=1)
    return {
        "book": book.sum(axis=1),
        "credit_balances": credit,
        "overdrawn": overdrawn,
        "unused_overdrafts": unused,
        "drawn_lines": owed.sum(axis=1),
        "undrawn_lines": undrawn,
        "headroom": None if unused is None else credit + unused + undrawn,
    }


def liquidity(run: Run) -> Table:
    """One row a day and currency."""
    days = [str(day) for day in run.plan.names.days]
    rows: list[tuple[Any, ...]] = []
    for currency in currencies_of(run):
        measures = liquidity_columns(run, currency).values()
        lists = [[None] * len(days) if values is None else values.tolist() for values in measures]
        rows.extend((day, currency, *amounts) for day, *amounts in zip(days, *lists, strict=True))
    rows.sort(key=lambda row: row[0])
    return Table(
        name="liquidity",
        title="Liquidity by day",
        columns=DAILY + AMOUNTS,
        data=by_column(FRAME, rows),
    )


def extremes(run: Run) -> Table:
    """The lowest and highest day of net cash and of headroom, per currency."""
    rows: list[tuple[Any, ...]] = []
    headings = {column.name: column.heading for column in AMOUNTS}
    days = run.plan.names.days
    for currency in currencies_of(run):
        measures = liquidity_columns(run, currency)
        for measure in ("book", "headroom", "overdrawn", "drawn_lines"):
            values = measures[measure]
            if values is None or not values.any():
                continue
            low, high = int(values.argmin()), int(values.argmax())
            rows.append(
                (
                    currency, headings[measure], int(values[low]), str(days[low]),
                    int(values[high]), str(days[high]), int(values[-1]),
                )
            )  # fmt: skip
    return Table(
        name="liquidity_extremes",
        title="Lowest and highest days",
        columns=LOWEST,
        data=by_column(tuple(column.name for column in LOWEST), rows),
    )
