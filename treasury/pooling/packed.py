"""A plan's tables as the compiled functions take them: one array of rows a table.

The kernel's functions hand their tables on at every call, and each array handed on costs
compile time (a quarter of a second over all functions) and a reference count. So the columns of a
table are packed into one record array; `packed.accounts.lowest[account]` reads as before. Units
and meaning: `treasury.tables`.
"""

from typing import Any, NamedTuple, TypeVar

import numpy as np

from treasury.analyses import Analyses
from treasury.arrays import INTERPRETED, Amounts, Flags
from treasury.levies import LevyTable, OnLent, TariffTable, WatchTable
from treasury.netting import MemberTable, NotionalTable
from treasury.overdrafts import OverdraftTable
from treasury.placements import Deposits, InvestmentDayTable, InvestmentTable
from treasury.pooling.rules import Steps
from treasury.structures import BudgetTable, CeilingTable, LinkTable, PassTable, PlaceTable
from treasury.tables import AccountTable, AccrualTable, ChargeTable, ItemTable, LoanTable, Tables

Columns = TypeVar("Columns")


class DateTable(NamedTuple):
    """Shape (day + 1,) each: the phase of the structure that holds on a day (of the last row
    nobody asks), and where the day's budgets and charges begin in their tables."""

    phase: Amounts
    first_budget: Amounts
    first_charge: Amounts


class LinkDayTable(NamedTuple):
    """Shape (day, link) each; see `tables.LinkTable`."""

    rule: Amounts
    open_days: Amounts
    return_days: Amounts
    arrives: Amounts
    sent_back: Amounts
    worth: Amounts
    worth_of: Amounts
    brings: Amounts
    brings_of: Amounts


class CountTable(NamedTuple):
    """Shape (limit, link) each; see `tables.CeilingTable`."""

    up: Amounts
    down: Amounts


class AccountDayTable(NamedTuple):
    """Shape (day, account) each; see `tables.Tables`."""

    stopped: Amounts
    blocked: Amounts


class WayTable(NamedTuple):
    """Shape (day, channel) each; see `tables.Tables`."""

    earliest: Amounts
    latest: Amounts


class TermTable(NamedTuple):
    """Shape (day, accrual) each; see `tables.AccrualTable`."""

    version: Amounts
    weight: Amounts
    basis: Amounts
    settles: Amounts


class TierTable(NamedTuple):
    """Shape (version, tier) each; see `tables.AccrualTable`."""

    upper: Amounts
    rate: Amounts
    unit: Amounts


class MemberDayTable(NamedTuple):
    """Shape (day, member) each; see `tables.MemberTable`."""

    cap: Amounts
    share: Amounts


class PoolDayTable(NamedTuple):
    """Shape (day, pool) each; see `tables.NotionalTable`."""

    worth: Amounts
    worth_of: Amounts


class LoanDayTable(NamedTuple):
    """Shape (day, loan): the limit of a credit line."""

    limit: Amounts


class Packed(NamedTuple):
    """The tables packed. A table's own type names its columns; columns of two axes and those that
    index by day are packed by their axes. Row phase x accounts + account of `places` belongs to an
    account in a phase."""

    days: int
    queue_carries: int
    overtaking: int
    dates: DateTable
    accounts: AccountTable
    places: PlaceTable
    links: LinkTable
    link_days: LinkDayTable
    equation: Amounts
    passes: Flags
    ceilings: CeilingTable
    counts: CountTable
    minute: Amounts
    pro_rata: int
    partial: int
    by_level: int
    credit_first: int
    steps: Steps
    budgets: BudgetTable
    account_days: AccountDayTable
    ways: WayTable
    items: ItemTable
    first_item: Amounts
    charges: ChargeTable
    loans: LoanTable
    loan_days: LoanDayTable
    overdrafts: OverdraftTable
    deposits: Deposits
    investments: InvestmentTable
    investment_days: InvestmentDayTable
    accruals: AccrualTable
    terms: TermTable
    tiers: TierTable
    levies: LevyTable
    watches: WatchTable
    first_watch: Amounts
    tariffs: TariffTable
    on_lent: OnLent
    analyses: Analyses
    notional: NotionalTable
    pool_days: PoolDayTable
    members: MemberTable
    member_days: MemberDayTable


def packed(tables: Tables) -> Packed:
    """The same tables, their columns packed row by row; they share no memory."""
    return Packed(
        days=tables.days,
        queue_carries=tables.queue_carries,
        overtaking=tables.overtaking,
        dates=together(dates_of(tables)),
        accounts=rows_of(tables.accounts),
        places=rows_of(PlaceTable(*(column.ravel() for column in tables.places))),
        links=rows_of(tables.links),
        link_days=together(columns_of(LinkDayTable, tables.links)),
        equation=tables.links.equation,
        passes=tables.links.passes,
        ceilings=rows_of(tables.ceilings),
        counts=together(columns_of(CountTable, tables.ceilings)),
        minute=tables.passes.minute,
        **sharing(tables.passes),
        steps=steps_of(tables.passes),
        budgets=rows_of(tables.budgets),
        account_days=together(columns_of(AccountDayTable, tables)),
        ways=together(columns_of(WayTable, tables)),
        items=rows_of(tables.items),
        first_item=tables.items.first,
        charges=rows_of(tables.charges),
        loans=rows_of(tables.loans),
        loan_days=together(columns_of(LoanDayTable, tables.loans)),
        overdrafts=rows_of(tables.overdrafts),
        deposits=Deposits(rows_of(tables.deposits.rows), rows_of(tables.deposits.payouts)),
        investments=rows_of(tables.investments.rows),
        investment_days=together(tables.investments.days),
        **bearing(tables),
    )


def bearing(tables: Tables) -> dict[str, Any]:
    """What bears interest or is levied, and what sets it off: columns of the packed tables."""
    return {
        "accruals": rows_of(tables.accruals),
        "terms": together(columns_of(TermTable, tables.accruals)),
        "tiers": together(columns_of(TierTable, tables.accruals)),
        "levies": rows_of(tables.levies.rows),
        "watches": rows_of(tables.levies.watches),
        "first_watch": tables.levies.first,
        "tariffs": together(tables.levies.tariffs),
        "on_lent": OnLent(
            rows_of(tables.levies.on_lent.rows), together(tables.levies.on_lent.days)
        ),
        "analyses": Analyses(
            rows_of(tables.levies.analyses.rows),
            rows_of(tables.levies.analyses.accounts),
            together(tables.levies.analyses.days),
            tables.levies.analyses.through,
        ),
        "notional": rows_of(tables.notional),
        "pool_days": together(columns_of(PoolDayTable, tables.notional)),
        "members": rows_of(tables.members),
        "member_days": together(columns_of(MemberDayTable, tables.members)),
    }


def dates_of(tables: Tables) -> DateTable:
    """What is looked up by day alone."""
    phase = np.append(tables.phase, tables.phase[-1])
    return DateTable(phase, tables.budgets.first, tables.charges.first)


def columns_of(kind: type[Columns], source: NamedTuple) -> Columns:
    """The source's columns that the kind names."""
    return kind(*(getattr(source, name) for name in kind._fields))  # type: ignore[attr-defined]


def sharing(passes: PassTable) -> dict[str, Any]:
    """The rules by which a structure shares, by name."""
    names = ("pro_rata", "partial", "by_level", "credit_first")
    return {name: int(getattr(passes, name)) for name in names}


def steps_of(passes: PassTable) -> Steps:
    """The limits in the order in which they bind."""
    return Steps(passes.first, passes.second, passes.third, passes.half_up)


def rows_of(table: Columns) -> Columns:
    """The columns of one axis and one length held together, sharing no memory; its type is told
    as it was."""
    columns = columns_by_name(table)
    length = len(next(iter(columns.values())))
    return held_together(
        table,
        {
            name: column
            for name, column in columns.items()
            if name != "first" and column.ndim == 1 and len(column) == length
        },
    )


def together(table: Columns) -> Columns:
    """The same of columns that all have one shape, whatever its axes."""
    return held_together(table, columns_by_name(table))


def columns_by_name(table: object) -> dict[str, Amounts]:
    """A table's columns by their names."""
    columns: dict[str, Amounts] = table._asdict()  # type: ignore[attr-defined]
    return columns


def held_together(table: Columns, columns: dict[str, Amounts]) -> Columns:
    """The table with copies of these of its columns, as a record array.

    Interpreted, they stay side by side: there, finding a field of a record array takes ten times
    as long as what is done with it.
    """
    if INTERPRETED:
        copied = {name: column.astype(np.int64) for name, column in columns.items()}
        return table._replace(**copied)  # type: ignore[attr-defined]
    return recorded(columns)  # type: ignore[return-value]


def recorded(columns: dict[str, Amounts]) -> np.recarray:
    """A record array with a field of 64 bits for each column; they have one shape."""
    layout = np.dtype([(name, np.int64) for name in columns], align=True)
    rows = np.zeros(next(iter(columns.values())).shape, dtype=layout).view(np.recarray)
    for name, column in columns.items():
        rows[name] = column
    return rows
