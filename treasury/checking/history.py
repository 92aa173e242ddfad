"""The history run: everything the statements say, no structure, must end on the bank's balances.

The entries are simulated and booked as any scenario's items are, each account with an overdraft
that reaches its historical low, without terms, fees and loans. Then every closing balance that a
statement says is held against the simulated day-end balance. Amounts are minor units.
"""

import datetime
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from treasury.accounts.ledger import Basis, balances
from treasury.arrays import Amounts
from treasury.booking import book
from treasury.checking.evidence import Finding, failed, passed
from treasury.dates import day_list
from treasury.flows.items import Item
from treasury.importing.assumptions import Imported
from treasury.money import to_decimal
from treasury.plan.channels import NO_CHANNELS
from treasury.plan.group import Group, group_of
from treasury.plan.happenings import (
    ACCOUNT_AT,
    AMOUNT_AT,
    DAY_AT,
    MINUTE_AT,
    SOURCE_AT,
    VALUE_AT,
    Happenings,
    item_columns,
)
from treasury.plan.plan import Plan
from treasury.plan.resolve import Shared, resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import UNTIMED, Projection

Told = Callable[[float], None]
"""To be told the share of the days that are done."""


def nobody(share: float) -> None:
    """Nothing: nobody wants to be told."""


NAME = "history run: every closing balance of the statements"
LEDGER = "history run: the ledger equals the projection"


ENTRIES_AT_ONCE = 25_000
"""So many entries are simulated at once, at most; this bounds memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The history run of an import: day-end balances (day, account), account by `names`.

    `unmade` counts payments that were refused; `books` is where the ledger first differs from
    the balances, "" where it nowhere does.
    """

    imported: Imported
    names: tuple[str, ...]
    book: Amounts
    unmade: int
    books: str


class Stretch(NamedTuple):
    """Some days of the history, and the entries on them by number, as the loop takes them.

    A day of too many entries is several stretches of that day.
    """

    first: int
    last: int
    numbers: Amounts


def stretches(imported: Imported) -> Iterator[Stretch]:
    """The days of the history in stretches of not too many entries, one after the other."""
    found, scenario = imported.found, imported.scenario
    first, last = scenario.first_day.toordinal(), scenario.last_day.toordinal()
    at, entries = found.numbers, found.entries
    at = at[np.lexsort((entries["minor"][at] < 0, entries["day"][at]))]
    begin = np.searchsorted(entries["day"][at], np.arange(first, last + 2)).tolist()
    day, place = first, 0
    while day <= last:
        room = place + ENTRIES_AT_ONCE
        until = max(day + 1, first + bisect_right(begin, room) - 1)
        end = min(begin[until - first], room)
        yield Stretch(day, until - 1, at[place:end])
        day, place = until - (end < begin[until - first]), end


def history_run(imported: Imported, told: Told = nobody) -> History:
    """The statements' entries simulated, all of them kept, without any structure.

    Each stretch of days begins with the balances at which the one before ended.
    """
    scenario = alone(imported)
    group = group_of(scenario)
    first = scenario.first_day.toordinal()
    count = (scenario.last_day - scenario.first_day).days + 1
    day_ends = np.zeros((count, len(group.accounts)), dtype=np.int64)
    unmade, wrong, done = 0, "", 0
    before: Amounts | None = None
    for stretch in stretches(imported):
        part = replace(
            scenario,
            first_day=datetime.date.fromordinal(stretch.first),
            last_day=datetime.date.fromordinal(stretch.last),
        )
        if before is not None:
            part = opened(part, group, before)
        plan = plan_of(imported, part, stretch.numbers)
        projection = simulate(plan)
        day_ends[stretch.first - first : stretch.last + 1 - first] = projection.book
        before = projection.book[-1]
        unmade += int(np.count_nonzero(projection.made_day < 0))
        wrong = wrong or books_of(plan, projection)
        done += len(stretch.numbers)
        told(done / max(1, len(imported.found.numbers)))
    return History(
        imported=imported, names=tuple(each.id for each in group.accounts), book=day_ends,
        unmade=unmade, books=wrong,
    )  # fmt: skip


def alone(imported: Imported) -> Scenario:
    """The scenario with nothing but accounts, whose overdrafts reach their historical lows."""
    low = dict(zip(imported.ids, imported.lows, strict=True))
    accounts = tuple(
        replace(
            account, terms=None,
            overdraft=to_decimal(max(0, -low[account.id].amount), account.currency),
        )
        for account in imported.scenario.accounts
    )  # fmt: skip
    return replace(
        imported.scenario, rules=(), structures=(), links=(), notices=(), accounts=accounts
    )


def opened(scenario: Scenario, group: Group, balances_: Amounts) -> Scenario:
    """The scenario whose accounts open at these balances, by index of the group."""
    balance = {
        account.id: to_decimal(int(balances_[at]), account.currency)
        for at, account in enumerate(group.accounts)
    }
    accounts = tuple(replace(each, opening=balance[each.id]) for each in scenario.accounts)
    return replace(scenario, accounts=accounts)


def plan_of(imported: Imported, scenario: Scenario, numbers: Amounts) -> Plan:
    """The plan of a stretch."""
    group = group_of(scenario)
    shared = Shared(
        group=group,
        days=day_list(scenario.first_day, scenario.last_day),
        happening=happened(imported, scenario, group, numbers),
    )
    return resolve(scenario, None, "standalone", shared)


def happened(imported: Imported, scenario: Scenario, group: Group, numbers: Amounts) -> Happenings:
    """These entries as the columns of an item table."""
    found, first, count = imported.found, scenario.first_day, len(numbers)
    index = np.array([group.account[name] for name in imported.ids], dtype=np.int64)
    sample = Item(id="-", date=first, account=imported.ids[0], amount=Decimal(1))
    items = np.repeat(item_columns(group, [first], NO_CHANNELS, [(sample, -1)]), count, axis=1)
    items[DAY_AT] = found.entries["day"][numbers] - first.toordinal()
    items[MINUTE_AT] = UNTIMED
    items[ACCOUNT_AT] = index[found.account[numbers]]
    items[AMOUNT_AT] = found.entries["minor"][numbers]
    items[VALUE_AT] = items[DAY_AT]
    items[SOURCE_AT] = np.arange(count)
    latest = np.zeros(((imported.scenario.last_day - first).days + 1, 0), dtype=np.int64)
    return Happenings(
        columns=tuple(items),
        ids=("",) * count,
        earliest=latest,
        latest=latest,
        openings=set(),
        of_sweeps={},
    )


def books_of(plan: Plan, projection: Projection) -> str:
    """Where the ledger first differs from the projection; "": nowhere.

    Compared are the balances of every account and day, on booking and on value basis.
    """
    ledger = book(plan, projection.events)
    accounts = len(plan.names.accounts)
    bases: tuple[tuple[Basis, Amounts], ...] = (
        ("booking", projection.book), ("value", projection.value),
    )  # fmt: skip
    for basis, simulated in bases:
        booked = balances(ledger, plan.tables.days, basis)[:, :accounts]
        wrong = np.argwhere(booked != simulated)
        if len(wrong):
            day, account = (int(each) for each in wrong[0])
            return f"{plan.names.accounts[account]} on {plan.names.days[day]}, {basis} balance"
    return ""


def closings_hold(history: History) -> Finding:
    """Every closing balance equals the simulated one plus what the statements leave unexplained.

    An account without flags has nothing unexplained. Every payment of history must be made.
    """
    imported, first = history.imported, history.imported.scenario.first_day.toordinal()
    examined = 0
    if history.unmade:
        return failed(history.unmade, f"{history.unmade:,} payments of history are not made")
    for index, (name, one) in enumerate(zip(imported.ids, imported.accounts, strict=True)):
        column = history.book[:, history.names.index(name)]
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
    examined = 2 * history.book.size
    if history.books:
        return failed(examined, f"books and balances differ: {history.books}")
    return passed(examined, "day-end balances", "the run has no days")
