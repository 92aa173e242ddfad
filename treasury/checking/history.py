"""The history run: everything the statements say, no structure, must end on the bank's balances.

The entries are simulated and booked as any scenario's items are, each account with an overdraft
that reaches its historical low, without terms, fees and loans. Then every closing balance that a
statement says is held against the simulated day-end balance. Amounts are minor units.
"""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from treasury.accounts.ledger import balances
from treasury.arrays import Amounts
from treasury.booking import book
from treasury.checking.evidence import Finding, failed, passed
from treasury.dates import day_list
from treasury.flows.items import Item
from treasury.importing.assumptions import Imported
from treasury.money import to_decimal
from treasury.plan.group import Group, group_of
from treasury.plan.happenings import (
    ACCOUNT_AT,
    AMOUNT_AT,
    DAY_AT,
    MINUTE_AT,
    SOURCE_AT,
    VALUE_AT,
    Happenings,
    item_row,
)
from treasury.plan.plan import Plan
from treasury.plan.resolve import Shared, resolve
from treasury.simulation.simulate import simulate
from treasury.tables import UNTIMED, Projection

NAME = "history run: every closing balance of the statements"
LEDGER = "history run: the ledger equals the projection"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The history run of an import."""

    imported: Imported
    group: Group
    plan: Plan
    projection: Projection


def history_run(imported: Imported) -> History:
    """The statements' entries simulated, all of them kept, without any structure."""
    scenario = replace(
        imported.scenario, rules=(), structures=(), links=(), notices=(), as_is=None,
        accounts=tuple(
            replace(
                account, terms=None,
                overdraft=to_decimal(max(0, -low.amount), account.currency),
            )
            for account, low in zip(imported.scenario.accounts, by_id(imported), strict=True)
        ),
    )  # fmt: skip
    group = group_of(scenario)
    days = day_list(scenario.first_day, scenario.last_day)
    shared = Shared(group=group, days=days, happening=happened(imported, group))
    plan = resolve(scenario, None, "standalone", shared)
    return History(imported=imported, group=group, plan=plan, projection=simulate(plan))


def by_id(imported: Imported) -> list:  # type: ignore[type-arg]
    """The accounts' lows in the order of the scenario's accounts."""
    found = dict(zip(imported.ids, imported.lows, strict=True))
    return [found[account.id] for account in imported.scenario.accounts]


def happened(imported: Imported, group: Group) -> Happenings:
    """Every entry that counts, as the rows of an item table."""
    found, first = imported.found, imported.scenario.first_day
    at = found.numbers
    entries, count = found.entries, len(at)
    index = np.array([group.account[name] for name in imported.ids], dtype=np.int64)
    sample = Item(id="-", date=first, account=imported.ids[0], amount=Decimal(1))
    rows = np.tile(np.array(item_row(group, first, sample, -1, 0), dtype=np.int64), (count, 1))
    rows[:, DAY_AT] = entries["day"][at] - first.toordinal()
    rows[:, MINUTE_AT] = UNTIMED
    rows[:, ACCOUNT_AT] = index[found.account[at]]
    rows[:, AMOUNT_AT] = entries["minor"][at]
    rows[:, VALUE_AT] = rows[:, DAY_AT]
    rows[:, SOURCE_AT] = np.arange(count)
    order = np.lexsort((rows[:, SOURCE_AT], rows[:, AMOUNT_AT] < 0, rows[:, DAY_AT]))
    return Happenings(rows=rows[order], ids=("",) * count)


def closings_hold(history: History) -> Finding:
    """Every closing balance equals the simulated one plus what the statements leave unexplained.

    An account without flags has nothing unexplained. Every payment of history must be made.
    """
    imported, first = history.imported, history.imported.scenario.first_day.toordinal()
    examined = 0
    unmade = int(np.count_nonzero(history.projection.made_day < 0))
    if unmade:
        return failed(unmade, f"{unmade:,} payments of history are not made")
    for index, (name, one) in enumerate(zip(imported.ids, imported.accounts, strict=True)):
        column = history.projection.book[:, history.group.account[name]]
        last = {closing.day: closing for closing in one.closings}
        for closing in last.values():
            missing = sum(each.amount for each in one.differences if each.day <= closing.day)
            simulated = int(column[closing.day - first])
            examined += 1
            if simulated + missing != closing.amount:
                day = datetime.date.fromordinal(closing.day)
                told = (
                    f"{name} on {day}: the statement closes at "
                    f"{imported.money(index, closing.amount)}, the run at "
                    f"{imported.money(index, simulated)}"
                )
                more = f", of which {imported.money(index, missing)} is unexplained"
                return failed(examined, told + (more if missing else ""))
    flagged = [name for name, one in zip(imported.ids, imported.accounts, strict=True)
               if one.differences]  # fmt: skip
    what = "closing balances, to the unit"
    if flagged:
        what += f"; of {', '.join(flagged)} only with what is flagged as unexplained"
    return passed(examined, what, "no statement says a closing balance")


def ledger_holds(history: History) -> Finding:
    """The books of the history run equal its balances on every day, on both bases."""
    plan, projection = history.plan, history.projection
    ledger = book(plan, projection.events)
    accounts = len(plan.names.accounts)
    examined = 0
    bases: tuple[tuple[str, Amounts], ...] = (
        ("booking", projection.book), ("value", projection.value),
    )  # fmt: skip
    for basis, simulated in bases:
        booked = balances(ledger, plan.tables.days, basis)[:, :accounts]  # type: ignore[arg-type]
        examined += booked.size
        wrong = np.argwhere(booked != simulated)
        if len(wrong):
            day, account = (int(each) for each in wrong[0])
            told = f"{plan.names.accounts[account]} on {plan.names.days[day]} ({basis} balance)"
            return failed(examined, f"books and projection differ for {told}")
    return passed(examined, "day-end balances", "the run has no days")
