"""Notional pools of several currencies as a table: every rate, what it makes of the balances of
each currency, and what cancels out of them.

Amounts are minor units, of the currency of their column.
"""

from typing import Any

from treasury.comparing.notional import (
    base_days,
    is_overlay,
    pool_days,
    rates_used,
    translated_days,
)
from treasury.comparison import Run
from treasury.reporting.explaining.notional_words import rate_words
from treasury.reporting.notional_pools import currency_of, table
from treasury.reporting.table import Column, Table

BASE = "base"
DAYS = (
    Column(name="date", heading="Date", kind="date"),
    Column(name="pool", heading="Pool"),
    Column(name="currency", heading="Currency"),
    Column(name="rate", heading="At the rate", empty="1", meaning="The side of each pair as it "
           "is quoted, of which day, and whose"),
    Column(name=BASE, heading="Base currency"),
    Column(name="credit", heading="In credit", kind="money"),
    Column(name="credit_in_base", heading="Translated", kind="money", money_of=BASE,
           meaning="Account by account, each rounded half up"),
    Column(name="debit", heading="Overdrawn", kind="money", meaning="Each up to its cap"),
    Column(name="debit_in_base", heading="Translated", kind="money", money_of=BASE,
           meaning="Account by account, each rounded half up"),
    Column(name="all_credit", heading="C", kind="money", money_of=BASE,
           meaning="What all currencies of the pool have in credit"),
    Column(name="all_debit", heading="D", kind="money", money_of=BASE,
           meaning="What all currencies of the pool have overdrawn"),
    Column(name="taken", heading="Cancels out", kind="money", money_of=BASE,
           meaning="k x the smaller of C and D"),
    Column(name="credit_taken", heading="Of this credit", kind="money",
           meaning="Of this currency the same part as of C, rounded down"),
    Column(name="debit_taken", heading="Of these overdrafts", kind="money",
           meaning="Of this currency the same part as of D, rounded down"),
)  # fmt: skip


def overlay_days(run: Run) -> Table:
    """What each pool of several currencies had in each of them on each day; no rows without one."""
    plan, rows = run.plan, []
    for at, name in enumerate(plan.names.pools):
        if not is_overlay(plan, at):
            continue
        base, value = int(plan.tables.notional.together[at]), run.projection.value
        own, whole = pool_days(plan, value, at), base_days(plan, value, at)
        in_base = translated_days(plan, value, at)
        columns: list[list[Any]] = [
            each.tolist() for each in (
                own.credit, in_base[0], own.debit, in_base[1],
                whole.credit, whole.debit, whole.taken, own.credit_taken, own.debit_taken,
            )
        ]  # fmt: skip
        ends = currency_of(run, at), currency_of(run, base)
        used = rates_used(plan, at)
        for day, (date, *amounts) in enumerate(zip(plan.names.days, *columns, strict=True)):
            words = rate_words(used, day) or None
            rows.append((str(date), name, ends[0], words, ends[1], *amounts))
    return table("notional_overlays", "Notional pools of several currencies", DAYS, rows)
