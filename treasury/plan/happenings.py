"""What happens to the accounts from outside, in order: items, loans' dates, fees."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from treasury.arrays import Amounts
from treasury.dates import day_list
from treasury.fees import charged_on
from treasury.flows.items import Item
from treasury.money import to_minor
from treasury.plan.analyses import Turns
from treasury.plan.channels import (
    Channels,
    channels_of,
    earliest_minutes,
    entry_of,
    latest_minutes,
    minute_of,
    waits,
)
from treasury.plan.group import Group
from treasury.scenario import Scenario
from treasury.tables import UNTIMED, ChargeTable, ItemTable

ITEM_COLUMNS = 11
(DAY_AT, MINUTE_AT, ACCOUNT_AT, AMOUNT_AT, VALUE_AT, PRIORITY_AT, QUEUES_AT, LOAN_AT, SOURCE_AT,
 REFUND_AT, CHANNEL_AT) = range(ITEM_COLUMNS)  # fmt: skip


def loan_items(scenario: Scenario, group: Group) -> list[tuple[Item, int]]:
    """The receipts and repayments of term loans that fall into the run, with the loan's index.

    The ids are the loan's with `:drawn` and `:repaid`.
    """
    found: list[tuple[Item, int]] = []
    for index, loan in enumerate(group.loans, start=len(group.lines)):
        for day, amount, what in (
            (loan.drawn_on, loan.principal, "drawn"),
            (loan.repaid_on, -loan.principal, "repaid"),
        ):
            if scenario.first_day <= day <= scenario.last_day:
                item = Item(
                    id=f"{loan.id}:{what}",
                    date=day,
                    account=loan.account,
                    amount=amount,
                    counterparty=loan.lender,
                    text=f"term loan {loan.id} {what}",
                    category="loan",
                )
                found.append((item, index))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Happenings:
    """The items in the order they happen: the item table's columns, which all plans share, and ids.

    `earliest` and `latest` (day, channel) are the first and last minute at which money may leave
    by a channel; `openings` are the times of day at which any opens for payments; `of_sweeps` is
    the channel of sweeps by a clearing system.
    """

    columns: tuple[Amounts, ...]
    ids: tuple[str, ...]
    earliest: Amounts
    latest: Amounts
    openings: set[int]
    of_sweeps: dict[str | None, int]


def happenings(scenario: Scenario, group: Group) -> Happenings:
    """The scenario's items and its term loans' own, in the order they happen."""
    every = [(item, -1) for item in scenario.items] + loan_items(scenario, group)
    found = channels_of(scenario)
    days = day_list(scenario.first_day, scenario.last_day)
    earliest = earliest_minutes(found, days)
    of_payments = earliest[:, : len(found.index)]
    items = item_columns(group, days, found, every)
    untimed_payment = (items[MINUTE_AT] == UNTIMED) & (items[AMOUNT_AT] < 0)
    later = untimed_payment & (scenario.untimed == "receipts_first")
    order = np.lexsort((items[SOURCE_AT], later, items[MINUTE_AT], items[DAY_AT]))
    return Happenings(
        columns=tuple(items[:, order]),
        ids=tuple(every[at][0].id for at in order),
        earliest=earliest,
        latest=latest_minutes(found, days),
        openings=set(of_payments[of_payments > 0].tolist()),
        of_sweeps=found.of_sweeps,
    )


def item_table(happening: Happenings, days: int, minutes: Amounts) -> ItemTable:
    """The items as a table, grouped by the passes they come before."""
    first = first_of_groups(happening.columns, days, minutes)
    return ItemTable(*happening.columns, first)  # type: ignore[call-arg]


def columns(rows: Amounts) -> list[Amounts]:
    """The columns of the rows, each contiguous."""
    return [np.ascontiguousarray(rows[:, at]) for at in range(rows.shape[1])]


def item_columns(
    group: Group, days: list[date], found: Channels, every: list[tuple[Item, int]]
) -> Amounts:
    """The items as numbers; shape (column, item), in the order of the item table's columns.

    Each comes with the loan it belongs to (-1: none); a loan's own bank takes its repayment at any
    time.
    """
    items, first = [item for item, _ in every], days[0].toordinal()
    accounts = [group.account[item.account] for item in items]
    currencies = [group.accounts[account].currency for account in accounts]
    value_days = [(item.value_date or item.date).toordinal() for item in items]
    table = np.empty((ITEM_COLUMNS, len(every)), dtype=np.int64)
    table[DAY_AT] = [item.date.toordinal() for item in items]
    table[MINUTE_AT] = [minute_of(item) for item in items]
    table[ACCOUNT_AT] = accounts
    table[AMOUNT_AT] = [
        to_minor(item.amount, currency) for item, currency in zip(items, currencies, strict=True)
    ]
    table[PRIORITY_AT] = [item.priority for item in items]
    table[QUEUES_AT] = [waits(item) for item in items]
    table[LOAN_AT] = [loan for _, loan in every]
    table[SOURCE_AT] = np.arange(len(every))
    table[REFUND_AT] = [item.refund for item in items]
    table[CHANNEL_AT] = [found.of(item) if loan < 0 else -1 for item, loan in every]
    for at in np.flatnonzero(table[CHANNEL_AT] >= 0).tolist():
        entry = entry_of(found, items[at], int(table[CHANNEL_AT, at]), days[-1])
        table[(DAY_AT, MINUTE_AT, QUEUES_AT), at] = entry.day.toordinal(), entry.minute, entry.waits
    table[DAY_AT] -= first
    table[VALUE_AT] = np.maximum(table[DAY_AT], np.array(value_days, dtype=np.int64) - first)
    return table


def first_of_groups(items: tuple[Amounts, ...], days: int, minutes: Amounts) -> Amounts:
    """Where the items before each pass begin; shape (day, pass + 1).

    An item comes before the first pass at or after its time; those after the last timed pass
    come before the end of the day.
    """
    passes = len(minutes)
    before = np.searchsorted(minutes, items[MINUTE_AT])
    place = items[DAY_AT] * passes + before
    starts = np.searchsorted(place, np.arange(days * passes + 1))
    table = np.zeros((days, passes + 1), dtype=np.int64)
    table[:, :-1] = starts[:-1].reshape(days, passes)
    table[:, -1] = starts[passes::passes]
    return table


def charge_table(
    scenario: Scenario, structure: str | None, group: Group, days: list[date]
) -> ChargeTable:
    """The fees of the run by day, on one day by fee id."""
    order = sorted(range(len(scenario.fees)), key=lambda at: scenario.fees[at].id)
    turns = Turns(scenario)
    rows: list[tuple[int, int, int, int]] = []
    first = [0]
    for day in days:
        for at in order:
            fee = scenario.fees[at]
            if fee.structure in (None, structure) and charged_on(fee, day):
                amount = to_minor(fee.amount, group.currency(fee.account))
                into = turns.taking(fee.analysis, fee.account, day)
                rows.append((group.account[fee.account], amount, at, into))
        first.append(len(rows))
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    account, amounts, fees, through = columns(table)
    return ChargeTable(
        account=account, amount=amounts, fee=fees, analysis=through,
        first=np.array(first, dtype=np.int64),
    )  # fmt: skip
