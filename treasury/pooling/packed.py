"""A plan's tables as the compiled functions take them: one array of rows a table.

The kernel's functions hand their tables on at every call, and each array handed on costs
compile time and a reference count. So the columns of a table are packed into one record array;
`packed.accounts.lowest[account]` reads as before. Units and meaning: `treasury.tables`.
"""

from typing import Any, NamedTuple, TypeVar

import numpy as np

from treasury.arrays import INTERPRETED, Amounts, Flags
from treasury.pooling.rules import Steps
from treasury.tables import (
    AccountTable,
    AccrualTable,
    BudgetTable,
    CeilingTable,
    ChargeTable,
    ItemTable,
    LinkTable,
    LoanTable,
    PassTable,
    PlaceTable,
    Tables,
)

Columns = TypeVar("Columns")


class Packed(NamedTuple):
    """The tables packed. A table's own type names its columns; those with two axes and those
    that index by day stand beside it, as fields of their own. Row phase x accounts + account of
    `places` belongs to an account in a phase."""

    days: int
    queue_carries: int
    overtaking: int
    accounts: AccountTable
    places: PlaceTable
    phase: Amounts
    links: LinkTable
    equation: Amounts
    rule: Amounts
    open_days: Flags
    return_days: Flags
    passes: Flags
    ceilings: CeilingTable
    counts_up: Flags
    counts_down: Flags
    arrives: Amounts
    sent_back: Flags
    minute: Amounts
    pro_rata: int
    partial: int
    by_level: int
    credit_first: int
    steps: Steps
    budgets: BudgetTable
    first_budget: Amounts
    stopped: Flags
    earliest: Amounts
    latest: Amounts
    items: ItemTable
    first_item: Amounts
    charges: ChargeTable
    first_charge: Amounts
    loans: LoanTable
    accruals: AccrualTable
    version: Amounts
    weight: Amounts
    basis: Amounts
    settles: Flags
    upper: Amounts
    rate: Amounts


def packed(tables: Tables) -> Packed:
    """The same tables, their one-axis columns packed row by row; they share no memory."""
    return Packed(
        days=tables.days,
        queue_carries=tables.queue_carries,
        overtaking=tables.overtaking,
        accounts=rows_of(tables.accounts),
        places=rows_of(PlaceTable(*(column.ravel() for column in tables.places))),
        phase=tables.phase,
        links=rows_of(tables.links),
        equation=tables.links.equation,
        rule=tables.links.rule,
        open_days=tables.links.open_days,
        return_days=tables.links.return_days,
        passes=tables.links.passes,
        ceilings=rows_of(tables.ceilings),
        counts_up=tables.ceilings.up,
        counts_down=tables.ceilings.down,
        arrives=tables.links.arrives,
        sent_back=tables.links.sent_back,
        minute=tables.passes.minute,
        pro_rata=tables.passes.pro_rata,
        partial=tables.passes.partial,
        by_level=tables.passes.by_level,
        credit_first=tables.passes.credit_first,
        steps=steps_of(tables.passes),
        budgets=rows_of(tables.budgets),
        first_budget=tables.budgets.first,
        stopped=tables.stopped,
        earliest=tables.earliest,
        latest=tables.latest,
        items=rows_of(tables.items),
        first_item=tables.items.first,
        charges=rows_of(tables.charges),
        first_charge=tables.charges.first,
        loans=rows_of(tables.loans),
        accruals=rows_of(tables.accruals),
        **with_two_axes(tables.accruals),
    )


def with_two_axes(accruals: AccrualTable) -> dict[str, Any]:
    """The columns of accruals that are by day, or by version, too."""
    names = ("version", "weight", "basis", "settles", "upper", "rate")
    return {name: getattr(accruals, name) for name in names}


def steps_of(passes: PassTable) -> Steps:
    """The limits in the order in which they bind."""
    return Steps(passes.first, passes.second, passes.third, passes.half_up)


def rows_of(table: Columns) -> Columns:
    """The columns of one axis and one length held together, sharing no memory; its type is told
    as it was.

    Interpreted, they stay side by side: there, finding a field of a record array takes ten times
    as long as what is done with it.
    """
    return side_by_side(table) if INTERPRETED else recorded(table)


def side_by_side(table: Columns) -> Columns:
    """The table with its columns of one axis and one length copied."""
    return table._replace(  # type: ignore[attr-defined]
        **{name: column.astype(np.int64) for name, column in flat(table).items()}
    )


def recorded(table: Columns) -> Columns:
    """The columns of one axis and one length as a record array."""
    columns = flat(table)
    layout = np.dtype([(name, np.int64) for name in columns], align=True)
    length = len(next(iter(columns.values())))
    rows = np.zeros(length, dtype=layout).view(np.recarray)
    for name, column in columns.items():
        rows[name] = column
    return rows  # type: ignore[return-value]


def flat(table: object) -> dict[str, Amounts]:
    """The columns of one axis that are as long as the first."""
    columns: dict[str, Amounts] = table._asdict()  # type: ignore[attr-defined]
    length = len(next(iter(columns.values())))
    return {
        name: column
        for name, column in columns.items()
        if name != "first" and column.ndim == 1 and len(column) == length
    }
