"""Virtual ledgers as tables: what each held, day by day; its postings; its internal interest.

An account's ledgers sum to it on every day: postings of the bank, sweeps included, that belong to
no other ledger are the unassigned one's. Amounts are minor units, positive = the holder's asset.
"""

from datetime import timedelta
from typing import Any

import numpy as np

from treasury.plan.plan import Plan
from treasury.rates import RATE_ONE
from treasury.reporting.explaining.ledger_words import METHODS, UNASSIGNED_NAME
from treasury.reporting.explaining.rule_words import one_line
from treasury.reporting.interest_statement import exact_text, posted_on
from treasury.reporting.ledger_lines import KINDS, Line
from treasury.reporting.table import Column, Table, by_column
from treasury.virtual_ledgers import LedgerNumber, VirtualLedgers

ACCOUNT = Column(name="account", heading="Account")
LEDGER = Column(name="ledger", heading="Ledger")
NAME = Column(name="name", heading="Name")
CURRENCY = Column(name="currency", heading="Currency")
TOTALS = (
    ACCOUNT,
    LEDGER,
    NAME,
    Column(name="interest", heading="Interest", meaning="Which interest numbers count (积数)"),
    CURRENCY,
    Column(name="opening", heading="Opening", kind="money"),
    Column(name="receipts", heading="Receipts", kind="money"),
    Column(name="payments", heading="Payments", kind="money"),
    Column(
        name="other",
        heading="Bank's own",
        kind="money",
        meaning="Sweeps, bank interest, fees, loans: no items, so the unassigned ledger's",
    ),
    Column(
        name="adjustments",
        heading="Adjustments",
        kind="money",
        meaning="调账: moved between ledgers of the account; the bank knows nothing of it",
    ),
    Column(
        name="internal",
        heading="Internal interest",
        kind="money",
        meaning="Posted to the ledgers against the unassigned one",
    ),
    Column(name="closing", heading="Closing", kind="money"),
    Column(
        name="accrued",
        heading="Accrued",
        kind="money",
        meaning="Internal interest not posted by the last day, as if that were a settlement day",
    ),
)
DAYS = (
    Column(name="date", heading="Date", kind="date"),
    ACCOUNT,
    LEDGER,
    Column(name="book", heading="Book", kind="money"),
    Column(name="value", heading="Value", kind="money"),
    CURRENCY,
)
ENTRIES = (
    ACCOUNT,
    LEDGER,
    Column(name="date", heading="Date", kind="date"),
    Column(name="value_date", heading="Value date", kind="date"),
    Column(name="kind", heading="Kind"),
    Column(name="amount", heading="Amount", kind="money"),
    CURRENCY,
    Column(name="text", heading="Text"),
)
INTEREST = (
    ACCOUNT,
    LEDGER,
    Column(name="method", heading="Interest"),
    Column(name="side", heading="Side"),
    Column(name="to", heading="To", kind="date"),
    Column(name="tier", heading="Tier", kind="count"),
    Column(
        name="interest_number",
        heading="Interest number",
        kind="money",
        meaning="积数: the ledger's day-end value balances on this side and tier, times days",
    ),
    Column(
        name="bears",
        heading="Of which bears interest",
        kind="money",
        meaning="Under net (轧差): what it has more than the other side's number",
    ),
    Column(name="rate", heading="Rate % a year", kind="rate"),
    Column(name="basis", heading="Basis", kind="count", meaning="Days of the year"),
    Column(name="exact", heading="Exact interest", kind="fraction"),
    Column(
        name="rounded",
        heading="Rounded",
        kind="money",
        meaning="Rounded once a settlement; stands on its last line",
    ),
    Column(name="posted_on", heading="Posted on", kind="date"),
    CURRENCY,
)


def ledger_days(virtual: VirtualLedgers, plan: Plan) -> Table:
    """`ledgers.csv`: the day-end book and value balance of every ledger, day by day."""
    names, table = plan.names, virtual.table
    count, days = len(table.ids), len(names.days)
    accounts = [names.accounts[index] for index in table.account]
    return Table(
        name="ledgers",
        title="Virtual ledgers day by day",
        columns=DAYS,
        data={
            "date": [str(day) for day in names.days for _ in range(count)],
            "account": accounts * days,
            "ledger": list(table.ids) * days,
            "book": virtual.book.ravel().tolist(),
            "value": virtual.value.ravel().tolist(),
            "currency": [names.currencies[index] for index in table.account] * days,
        },
    )


def ledger_totals(virtual: VirtualLedgers, plan: Plan, lines: list[Line]) -> Table:
    """What moved each ledger over the run, with a line that sums up each account."""
    rows: list[tuple[Any, ...]] = []
    table = virtual.table
    figures = figures_by_ledger(virtual, lines)
    for account in np.unique(table.account).tolist():
        own = np.flatnonzero(table.account == account).tolist()
        name, currency = plan.names.accounts[account], plan.names.currencies[account]
        for ledger in own:
            record = table.records[ledger]
            method = METHODS[record.interest] if record else ""
            title = one_line(record.name) if record else UNASSIGNED_NAME
            rows.append((name, table.ids[ledger], title, method, currency, *figures[ledger]))
        sums = (sum(column) for column in zip(*(figures[ledger] for ledger in own), strict=True))
        rows.append((name, "all", "the account", "", currency, *sums))
    return Table(
        name="ledger_totals",
        title="Virtual ledgers",
        columns=TOTALS,
        data=by_column(tuple(column.name for column in TOTALS), rows),
    )


def figures_by_ledger(virtual: VirtualLedgers, lines: list[Line]) -> list[tuple[int, ...]]:
    """The money columns of the totals, from opening to accrued, for each ledger."""
    table = virtual.table
    moved = [dict.fromkeys(KINDS, 0) for _ in table.ids]
    for line in lines:
        moved[line.ledger][line.kind] += line.amount
    accrued = [0] * len(table.ids)
    for bearing, amount in zip(table.bearings, virtual.accrued, strict=True):
        accrued[bearing.ledger] += amount
        accrued[int(table.unassigned[table.account[bearing.ledger]])] -= amount
    closing = virtual.book[-1].tolist()
    return [
        (*moved[ledger].values(), closing[ledger], accrued[ledger])
        for ledger in range(len(table.ids))
    ]


def ledger_entries(virtual: VirtualLedgers, plan: Plan, lines: list[Line]) -> Table:
    """Every posting of every ledger within the run: the ledgers' own statements, in one list."""
    names, table = plan.names, virtual.table
    rows = [
        (
            names.accounts[table.account[line.ledger]],
            table.ids[line.ledger],
            str(names.days[0] + timedelta(days=line.day)),
            str(names.days[0] + timedelta(days=line.value_day)),
            line.kind,
            line.amount,
            names.currencies[table.account[line.ledger]],
            line.text,
        )
        for line in lines
    ]
    return Table(
        name="ledger_entries",
        title="Postings of virtual ledgers",
        columns=ENTRIES,
        data=by_column(tuple(column.name for column in ENTRIES), rows),
    )


def ledger_interest(virtual: VirtualLedgers, plan: Plan) -> Table:
    """One line a tier and rate period of each ledger's interest; a settlement's amount last."""
    amounts = {(one.bearing, one.day): one.amount for one in virtual.settled}
    groups: dict[tuple[int, int], list[LedgerNumber]] = {key: [] for key in amounts}
    for number in virtual.numbers:
        groups.setdefault((number.bearing, number.settled), []).append(number)
    rows: list[tuple[Any, ...]] = []
    for bearing, day in sorted(groups, key=lambda key: (key[0], key[1] < 0, key[1])):
        own = virtual.table.bearings[bearing]
        record, account = virtual.table.records[own.ledger], int(virtual.table.account[own.ledger])
        assert record is not None, "the unassigned ledger bears no internal interest"
        who = plan.names.accounts[account], record.id, METHODS[record.interest]
        lines = [number_line(virtual, plan, one) for one in groups[bearing, day]]
        lines = lines or [("", str(plan.names.days[day]), None, 0, 0, None, None, "")]
        amount = amounts.get((bearing, day), 0) if day >= 0 else left_open(virtual, bearing)
        for place, line in enumerate(lines):
            last = amount if place == len(lines) - 1 else None
            rows.append((*who, *line, last, posted_on(plan, day), plan.names.currencies[account]))
    return Table(
        name="ledger_interest",
        title="Interest of virtual ledgers",
        columns=INTEREST,
        data=by_column(tuple(column.name for column in INTEREST), rows),
    )


def number_line(virtual: VirtualLedgers, plan: Plan, number: LedgerNumber) -> tuple[Any, ...]:
    """Side, last day, tier, number, what of it bears, rate, basis and exact interest."""
    bearing = virtual.table.bearings[number.bearing]
    side = bearing.sides[number.side]
    currency = plan.names.currencies[int(virtual.table.account[bearing.ledger])]
    exact = side.sign * number.borne * number.rate
    return (
        side.side,
        str(plan.names.days[number.day]),
        number.tier + 1,
        number.number,
        number.borne,
        number.rate,
        number.basis,
        exact_text(exact, RATE_ONE * number.basis, currency),
    )


def left_open(virtual: VirtualLedgers, bearing: int) -> int:
    """What is accrued at the end and was not settled on the last day."""
    days = len(virtual.book) - 1
    due = sum(one.amount for one in virtual.settled if one.bearing == bearing and one.day == days)
    return virtual.accrued[bearing] - due
