"""Liquidity over time: day-end cash per currency, and the headroom above it.

headroom = credit balances + unused overdrafts + undrawn credit lines, added over accounts, of
which those that may not pool (restricted, margin, capital) are left out: their cash is not free.
Nor is what is held of the others; what a hold lacks lowers the overdraft that may still be used.
Money on deposits with a principal, and what money market sweeps have invested, is in neither; it
stands beside them where there is any.
An overdraft without a limit makes the headroom unbounded: None here, "no bound" where it is shown.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from treasury.accounts.chart import MAY_NOT_POOL
from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.closed import closures
from treasury.comparing.measures import invested_by_day
from treasury.comparison import Run
from treasury.plan.plan import Plan
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
        name="tied_cash",
        heading="Of it tied",
        kind="money",
        meaning="On restricted, margin and capital accounts, which may not be pooled, and what is "
        "held of the others",
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
        meaning="What the overdraft limits still allow, but for accounts that are tied, and less "
        "what holds lack",
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
        meaning="What the revolving credit lines still allow, but for accounts that are tied",
    ),
    Column(
        name="headroom",
        heading="Headroom",
        kind="money",
        meaning="Credit balances that are not tied, unused overdrafts and undrawn lines, added "
        "over accounts; one account's cash may not reach another's payment",
        empty=NO_BOUND,
    ),
)
ON_DEPOSIT = (
    Column(
        name="on_notice",
        heading="On notice deposits",
        kind="money",
        meaning="In no cash and no headroom: available after a notice of one or seven days, at "
        "once at the demand rate",
    ),
    Column(
        name="on_term",
        heading="On time deposits",
        kind="money",
        meaning="In no cash and no headroom: available at maturity, before it at the demand rate",
    ),
)
"""What is told besides where the scenario has deposits with a principal."""
INVESTED = (
    Column(
        name="invested",
        heading="Invested",
        kind="money",
        meaning="By money market sweeps; in no cash and no headroom: redeemed in the evening, for "
        "what is lacking then",
    ),
)
"""What is told besides where the scenario has money market sweeps."""
DAILY = (
    Column(name="date", heading="Date", kind="date"),
    Column(name="currency", heading="Currency"),
)
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
    free = mine & ~tied(run.plan)
    book, free_book = projection.book[:, mine], projection.book[:, free]
    limits = np.where(closures(run.plan, projection.events)[1:], 0, tables.accounts.overdraft)
    limits = limits[:, free]
    credit, overdrawn = np.maximum(book, 0).sum(axis=1), np.maximum(-book, 0).sum(axis=1)
    unheld = free_book - tables.blocked[:, free]
    free_credit = np.maximum(unheld, 0).sum(axis=1)
    unused = None
    if not (limits >= UNLIMITED).any():
        unused = np.maximum(limits - np.maximum(-unheld, 0), 0).sum(axis=1)
    lines = lines_of(run.plan, free)
    undrawn = np.maximum(tables.loans.limit[:, lines] - projection.owed[:, lines], 0).sum(axis=1)
    return {
        "book": book.sum(axis=1),
        "credit_balances": credit,
        "tied_cash": credit - free_credit,
        "overdrawn": overdrawn,
        "unused_overdrafts": unused,
        "drawn_lines": projection.owed[:, lines_of(run.plan, mine)].sum(axis=1),
        "undrawn_lines": undrawn,
        "headroom": None if unused is None else free_credit + unused + undrawn,
    }


def columns_of(run: Run) -> tuple[Column, ...]:
    """The columns of amounts, with deposits and investments where the scenario has any."""
    scenario = run.plan.scenario
    placed = ON_DEPOSIT if scenario.deposits else ()
    return (*AMOUNTS, *placed, *(INVESTED if scenario.money_market_sweeps else ()))


def deposit_columns(run: Run, currency: str) -> dict[str, Amounts | None]:
    """What is on notice and on time deposits of one currency by day, shape (day,); nothing where
    the scenario has none."""
    plan = run.plan
    if not plan.scenario.deposits:
        return {}
    own = np.array([plan.names.currencies[at] for at in plan.tables.deposits.rows.account.tolist()])
    products = {each.id: each.product for each in plan.scenario.deposits}
    term = np.array([products[name] == "time" for name in plan.names.deposits], dtype=np.bool_)
    mine = own == currency if len(own) else np.zeros(0, dtype=np.bool_)
    there = run.projection.deposited
    return {
        "on_notice": there[:, mine & ~term].sum(axis=1),
        "on_term": there[:, mine & term].sum(axis=1),
    }


def invested_columns(run: Run, currency: str) -> dict[str, Amounts | None]:
    """What money market sweeps have invested of one currency by day, shape (day,); nothing where
    the scenario has none."""
    if not run.plan.scenario.money_market_sweeps:
        return {}
    return {"invested": invested_by_day(run.plan, run.projection, currency)}


def tied(plan: Plan) -> npt.NDArray[np.bool_]:
    """For each account, whether its cash may not be pooled: restricted, margin or capital."""
    accounts = plan.scenario.accounts
    return np.array([accounts[at].kind in MAY_NOT_POOL for at in plan.names.account_records])


def lines_of(plan: Plan, chosen: npt.NDArray[np.bool_]) -> Amounts:
    """The revolving credit lines of the chosen accounts, as rows of the loans."""
    lines = plan.tables.accounts.line[chosen]
    found: Amounts = lines[lines >= 0]
    return found


def liquidity(run: Run) -> Table:
    """One row a day and currency."""
    days = [str(day) for day in run.plan.names.days]
    rows: list[tuple[Any, ...]] = []
    for currency in currencies_of(run):
        found = liquidity_columns(run, currency) | deposit_columns(run, currency)
        found |= invested_columns(run, currency)
        measures = found.values()
        lists = [[None] * len(days) if values is None else values.tolist() for values in measures]
        rows.extend((day, currency, *amounts) for day, *amounts in zip(days, *lists, strict=True))
    rows.sort(key=lambda row: row[0])
    return Table(
        name="liquidity",
        title="Liquidity by day",
        columns=DAILY + columns_of(run),
        data=by_column(tuple(column.name for column in DAILY + columns_of(run)), rows),
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
