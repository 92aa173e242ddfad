"""Notional pools as tables: what each bore and was worth, its days, and who had its result.

A pool moves no cash: its tables tell what interest bore on. Amounts are minor units.
"""

from typing import Any

from treasury.comparing.notional import (
    is_overlay,
    pool_days,
    pool_worth,
    record_of,
    share_rows,
)
from treasury.comparison import Run
from treasury.pooling.notional import NOTHING_SET_OFF
from treasury.reporting.explaining.notional_words import ALLOCATIONS, METHODS, is_register
from treasury.reporting.interest_statement import settlements_of
from treasury.reporting.table import Column, Table, by_column

TOTALS = (
    Column(name="pool", heading="Pool"),
    Column(name="header", heading="Header"),
    Column(name="method", heading="Method"),
    Column(name="offset", heading="Offset", meaning="How much of the smaller side cancels out"),
    Column(name="shared", heading="Whose result"),
    Column(name="currency", heading="Currency"),
    Column(
        name="result",
        heading="Result",
        kind="money",
        meaning="What the bank pays (below zero: charges) for the pool over the run, accrued too",
    ),
    Column(
        name="alone",
        heading="At own terms",
        kind="money",
        meaning="What the balances in the pool bear at their accounts' own terms",
    ),
    Column(
        name="benefit",
        heading="Benefit of pooling",
        kind="money",
        meaning="The result beyond that; where participants bear their own terms, the result",
    ),
    Column(
        name="worth",
        heading="By the formula",
        kind="money",
        empty="no one rate",
        meaning=(
            "What cancels out x (debit rate - credit rate) / basis, rounded once, where the pool "
            "and all participants have one currency, one flat credit rate and one flat debit rate"
        ),
    ),
)
DAYS = (
    Column(name="date", heading="Date", kind="date"),
    Column(name="pool", heading="Pool"),
    Column(name="currency", heading="Currency"),
    Column(name="credit", heading="In credit", kind="money", meaning="C: the credit balances"),
    Column(
        name="debit",
        heading="Overdrawn",
        kind="money",
        meaning="D: the overdrafts, each up to its cap",
    ),
    Column(
        name="taken",
        heading="Cancels out",
        kind="money",
        empty="by side",
        meaning=(
            "Of both sides; in several currencies what each side has beyond what is left; in a "
            "register what of the header's overdraft the others cover"
        ),
    ),
    Column(name="credit_left", heading="Bears credit rate", kind="money", empty="own terms"),
    Column(name="debit_left", heading="Bears debit rate", kind="money", empty="own terms"),
)
SHARES = (
    Column(name="pool", heading="Pool"),
    Column(name="account", heading="Account"),
    Column(name="settled_on", heading="Settled on", kind="date", empty="open"),
    Column(name="currency", heading="Currency"),
    Column(
        name="share",
        heading="Share",
        kind="money",
        meaning="Of the pool's result; what is open stands as if the last day settled it",
    ),
)


def pool_totals(run: Run) -> Table:
    """One line a pool of the run's structure; no rows where there is none."""
    plan, rows = run.plan, []
    for at, name in enumerate(plan.names.pools):
        record, worth = record_of(plan, at), pool_worth(plan, run.projection, at)
        rows.append(
            (
                name,
                record.header,
                METHODS[record.method],
                "none" if record.method in NOTHING_SET_OFF else record.offset or "100%",
                ALLOCATIONS[record.allocation],
                currency_of(run, at),
                worth.result,
                worth.alone,
                worth.benefit,
                worth.worth,
            )
        )
    return table("notional_pools", "Notional pools", TOTALS, rows)


def pool_day_table(run: Run) -> Table:
    """What each pool had and what cancelled out, day by day."""
    plan, rows = run.plan, []
    for at, name in enumerate(plan.names.pools):
        days, currency = pool_days(plan, run.projection.value, at), currency_of(run, at)
        left = (days.credit - days.credit_taken, days.debit - days.debit_taken)
        overlay = is_overlay(plan, at)
        taken = [None] * len(days.credit) if overlay else days.credit_taken.tolist()
        columns = (
            days.credit.tolist(),
            days.debit.tolist(),
            taken,
            *([None] * len(each) if is_register(plan, at) else each.tolist() for each in left),
        )
        for date, *amounts in zip(plan.names.days, *columns, strict=True):
            rows.append((str(date), name, currency, *amounts))
    return table("notional_days", "Notional pools, day by day", DAYS, rows)


def pool_shares(run: Run) -> Table:
    """Who had how much of each settled result, and of what is open on the last day."""
    plan, rows = run.plan, []
    settlements = settlements_of(run) if plan.names.pools else ()
    for at, name in enumerate(plan.names.pools):
        own = set(share_rows(plan, at).tolist())
        for one in settlements:
            if one.accrual in own:
                account = plan.names.accounts[int(plan.tables.accruals.account[one.accrual])]
                day = str(plan.names.days[one.day]) if one.day >= 0 else None
                rows.append((name, account, day, currency_of(run, at), one.rounded))
    return table("notional_shares", "Results of notional pools, and whose they are", SHARES, rows)


def currency_of(run: Run, pool: int) -> str:
    """The pool's currency."""
    names = run.plan.names
    return names.currencies[names.accounts.index(record_of(run.plan, pool).header)]


def table(name: str, title: str, columns: tuple[Column, ...], rows: list[tuple[Any, ...]]) -> Table:
    """The rows as a table."""
    data = by_column(tuple(column.name for column in columns), rows)
    return Table(name=name, title=title, columns=columns, data=data)
