"""Late items: known on a day of the run, with a value date on that day or before it.

They are booked on the day on which they became known. Amounts are minor units, days rows. Source:
the banking day, section 9.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.flows.items import Item
from treasury.money import to_minor
from treasury.plan.plan import Plan
from treasury.plan.virtual import ledger_places, ledgers_named
from treasury.tables import UNTIMED


class Late(NamedTuple):
    """Shape (item,) each, as written: signed amounts, the days from which they count, and the
    virtual ledger that each belongs to, -1 where its account has none."""

    account: Amounts
    amount: Amounts
    value_day: Amounts
    ledger: Amounts


def late_items(plan: Plan, items: Sequence[Item]) -> Late:
    """The late items as numbers. Each has a value date within the run and an account of it."""
    names = plan.names
    account = [names.accounts.index(item.account) for item in items]
    amount = [
        to_minor(item.amount, names.currencies[at]) for item, at in zip(items, account, strict=True)
    ]
    value_day = [((item.value_date or item.date) - names.days[0]).days for item in items]
    at, of, day = (np.array(each, dtype=np.int64) for each in (account, amount, value_day))
    ledger = ledgers_named(ledger_places(plan), at, lambda row: items[row].ledger)
    return Late(at, of, day, ledger)


def both(one: Late, other: Late) -> Late:
    """The late items of both, in their order."""
    return Late(*(np.concatenate(columns) for columns in zip(one, other, strict=True)))


def added(late: Late, days: int, accounts: int) -> Amounts:
    """What the late items add to the value balance of each day; shape (day, account).

    >>> one = np.array([1])
    >>> added(Late(0 * one, 20 * one, one, -one), 3, 2).tolist()
    [[0, 0], [20, 0], [20, 0]]
    """
    moved = np.zeros((days, accounts), dtype=np.int64)
    inside = late.value_day < days
    np.add.at(moved, (late.value_day[inside], late.account[inside]), late.amount[inside])
    return np.cumsum(moved, axis=0)


def with_late(plan: Plan, late: Late, items: Sequence[Item], today: int) -> Plan:
    """The plan with the late items behind its own, to book and to name them by.

    It is not to be simulated: nothing that was decided is decided again.
    """
    table, count = plan.tables.items, len(items)
    first, scenario = len(plan.scenario.items), plan.scenario
    behind = table._replace(
        day=np.full(count, today),
        minute=np.full(count, UNTIMED),
        account=late.account,
        amount=late.amount,
        value_day=late.value_day,
        priority=np.zeros(count, dtype=np.int64),
        queues=np.zeros(count, dtype=np.int64),
        loan=np.full(count, -1),
        source=np.arange(first, first + count),
        refund=np.zeros(count, dtype=np.int64),
        channel=np.full(count, -1),
        first=table.first[:0],
    )
    columns = (np.concatenate(each) for each in zip(table, behind, strict=True))
    return replace(
        plan,
        scenario=replace(scenario, items=(*scenario.items, *items)),
        names=replace(plan.names, items=(*plan.names.items, *(item.id for item in items))),
        tables=plan.tables._replace(items=type(table)(*columns)),
    )
