"""The tables of a correction: its entries, what they correct, value balances as known twice.

`entries` is what would be posted; its columns are kept. Amounts are signed as on the account.
"""

from typing import Any

import numpy as np

from treasury.correction.correcting import Books, Correction, Line
from treasury.correction.postings import OPEN, Difference, money_at
from treasury.flows.items import Item
from treasury.plan.plan import Plan
from treasury.reporting.correcting.analysis_words import Settled, periods_anew
from treasury.reporting.correcting.words import reason, what
from treasury.reporting.explaining.analysis_periods import AnalysedPeriod
from treasury.reporting.explaining.interest_words import finely
from treasury.reporting.table import Column, Table, by_column
from treasury.tables import (
    ANALYSIS_CHARGED,
    INTEREST,
    INTERNAL_INTEREST,
    PAYMENT,
    RECEIPT,
    TAX,
    TERM_FEE,
)

KINDS = {
    RECEIPT: "item", PAYMENT: "item", INTEREST: "interest", TERM_FEE: "fee", TAX: "tax",
    INTERNAL_INTEREST: "internal interest", ANALYSIS_CHARGED: "account analysis",
}  # fmt: skip

ENTRY_COLUMNS = (
    Column(name="entry", heading="Entry", kind="count"),
    Column(name="booking_date", heading="Booked", kind="date"),
    Column(name="value_date", heading="Value", kind="date"),
    Column(name="account", heading="Account"),
    Column(name="amount", heading="Amount", kind="money"),
    Column(name="currency", heading="Currency"),
    Column(name="kind", heading="Kind"),
    Column(name="step", heading="Step"),
    Column(name="debit", heading="Debit"),
    Column(name="credit", heading="Credit"),
    Column(name="why", heading="Why"),
)
TOUCHED_COLUMNS = (
    Column(name="account", heading="Account"),
    Column(name="currency", heading="Currency"),
    Column(name="kind", heading="Kind"),
    Column(name="what", heading="What"),
    Column(name="posted_on", heading="Posted on", kind="date", empty="open"),
    Column(name="posted", heading="Posted", kind="money"),
    Column(name="right", heading="Right", kind="money"),
    Column(name="difference", heading="Difference", kind="money"),
    Column(name="exact", heading="Exact", kind="fraction"),
    Column(name="why", heading="Why"),
)
PERIOD_COLUMNS = (
    Column(name="analysis", heading="Analysis"),
    Column(name="first", heading="From", kind="date"),
    Column(name="last", heading="To", kind="date"),
    Column(name="charged_on", heading="Charged on", kind="date", empty="open"),
    Column(name="currency", heading="Currency"),
    Column(name="brought_as_known", heading="Brought then", kind="money"),
    Column(name="brought_right", heading="Brought right", kind="money"),
    Column(name="average_as_known", heading="Average then", kind="money"),
    Column(name="average_right", heading="Average right", kind="money"),
    Column(name="credit_as_known", heading="Credit then", kind="money"),
    Column(name="credit_right", heading="Credit right", kind="money"),
    Column(name="fees_as_known", heading="Fees then", kind="money"),
    Column(name="fees_right", heading="Fees right", kind="money"),
    Column(name="due_as_known", heading="Due then", kind="money"),
    Column(name="due_right", heading="Due right", kind="money"),
    Column(name="carried_as_known", heading="Carried then", kind="money"),
    Column(name="carried_right", heading="Carried right", kind="money"),
    Column(name="lost_as_known", heading="Lost then", kind="money"),
    Column(name="lost_right", heading="Lost right", kind="money"),
)
BALANCE_COLUMNS = (
    Column(name="date", heading="Date", kind="date"),
    Column(name="account", heading="Account"),
    Column(name="currency", heading="Currency"),
    Column(name="value_as_known", heading="Value balance as known then", kind="money"),
    Column(name="value_corrected", heading="Value balance corrected", kind="money"),
)


def entry_table(correction: Correction, found: Books) -> Table:
    """What would be posted today, an entry a line.

    Interest on a position is a line in the books of each of the two companies, of the account
    whose position it is there.
    """
    plan, ledger = correction.plan, found.ledger
    days, accounts = plan.names.days, ledger.accounts
    rows: list[tuple[Any, ...]] = []
    for number, at in enumerate(ledger.event.tolist()):
        line = found.lines[at]
        account, sign = side_of(plan, line, accounts[ledger.debit[number]].legal_entity)
        rows.append(
            (
                number + 1,
                days[correction.today].isoformat(),
                days[line.value_day].isoformat(),
                plan.names.accounts[account],
                sign * int(ledger.amount[number]),
                plan.names.currencies[money_at(plan, line.kind, line.ref, account)],
                KINDS[line.kind],
                line.step,
                accounts[ledger.debit[number]].name,
                accounts[ledger.credit[number]].name,
                why(correction, line),
            )
        )
    return Table(
        name="entries",
        title="What would be posted today",
        columns=ENTRY_COLUMNS,
        data=by_column(tuple(column.name for column in ENTRY_COLUMNS), rows),
    )


def side_of(plan: Plan, line: Line, legal_entity: str) -> tuple[int, int]:
    """The account that a line of the books is about, and 1 or -1: whether it has more by it."""
    sign = 1 if line.amount > 0 else -1
    if line.kind != INTERNAL_INTEREST or plan.names.legal_entity[line.account] == legal_entity:
        return line.account, sign
    return int(plan.tables.links.header[plan.tables.accruals.subject[line.ref]]), -sign


def why(correction: Correction, line: Line) -> str:
    """Why the entry is posted."""
    if line.step == "late":
        item = late_item(correction, line.of)
        return f"late item {item.id}" + (f": {item.text}" if item.text else "")
    one = correction.touched[line.of]
    if line.step == "reversal":
        return f"{what(correction, one)}: as it was posted, taken back"
    head = "what is right less what was posted" if line.step == "difference" else "as it is right"
    return f"{what(correction, one)}: {head} ({reason(correction, one)})"


def late_item(correction: Correction, at: int) -> Item:
    """The late item of this number."""
    items = correction.plan.scenario.items
    return items[len(items) - len(correction.late.amount) + at]


def differing(correction: Correction) -> tuple[Difference, ...]:
    """The postings whose amount is another one. Other numbers may come to the same amount; what
    moves to another day or account differs on both."""
    return tuple(one for one in correction.touched if one.right != one.posted)


def touched_table(correction: Correction) -> Table:
    """Every posting whose amount is another one, those still to come last."""
    plan = correction.plan
    rows: list[tuple[Any, ...]] = []
    for one in differing(correction):
        posted_on = None if one.day == OPEN else plan.names.days[one.day].isoformat()
        money = money_at(plan, one.kind, one.ref, one.account)
        exact = None if one.exact is None else finely(plan, money, one.exact).replace(",", "")
        rows.append(
            (
                plan.names.accounts[one.account],
                plan.names.currencies[money],
                KINDS[one.kind],
                what(correction, one),
                posted_on,
                one.posted,
                one.right,
                one.right - one.posted,
                exact,
                reason(correction, one),
            )
        )
    return Table(
        name="corrections",
        title=f"{what_is_posted(plan).capitalize()} corrected",
        columns=TOUCHED_COLUMNS,
        data=by_column(tuple(column.name for column in TOUCHED_COLUMNS), rows),
    )


def what_is_posted(plan: Plan) -> str:
    """What a run posts in cash and a correction works out anew."""
    if plan.scenario.account_analyses:
        return "interest, fees, taxes and charges of account analyses"
    return "interest, fees and taxes"


def period_table(correction: Correction) -> Table:
    """The periods of account analyses that come to something else, by analysis and day; of an open
    one what would be due and left if today ended it."""
    plan, days = correction.plan, correction.plan.names.days
    accounts = plan.tables.levies.analyses.rows.account
    rows: list[tuple[Any, ...]] = []
    for each in periods_anew(correction):
        known, now = map(period_amounts, (each.was, each.right))
        if known == now and each.was.number == each.right.number:
            continue
        at = each.right.analysis
        rows.append(
            (
                plan.names.analyses[at],
                days[each.right.first].isoformat(),
                days[each.right.last].isoformat(),
                charged_on(correction, each),
                plan.names.currencies[accounts[at]],
                *(amount for pair in zip(known, now, strict=True) for amount in pair),
            )
        )
    return Table(
        name="analysis_periods",
        title="Periods of account analyses as known then, and corrected",
        columns=PERIOD_COLUMNS,
        data=by_column(tuple(column.name for column in PERIOD_COLUMNS), rows),
    )


def period_amounts(one: AnalysedPeriod) -> tuple[int, ...]:
    """The amounts of a period, in the order of the columns."""
    return one.brought, one.average, one.credit, one.fees, one.due, one.carried, one.lost


def charged_on(correction: Correction, each: Settled) -> str | None:
    """The day on which what the period made due is charged: none where that is nothing, as known
    and right; None where that is still to come."""
    if each.right.closed is not None and not each.was.due and not each.right.due:
        return ""
    return None if each.charge == OPEN else correction.plan.names.days[each.charge].isoformat()


def balance_table(correction: Correction) -> Table:
    """The value balances that are corrected, day by day, as known then and as known now."""
    names, before, now = correction.plan.names, correction.before.value, correction.now.value
    day, account = np.nonzero(before != now)
    at = list(zip(day.tolist(), account.tolist(), strict=True))
    rows = [
        (
            names.days[row].isoformat(),
            names.accounts[place],
            names.currencies[place],
            int(before[row, place]),
            int(now[row, place]),
        )
        for row, place in at
    ]
    return Table(
        name="value_balances",
        title="Value balances as known then, and corrected",
        columns=BALANCE_COLUMNS,
        data=by_column(tuple(column.name for column in BALANCE_COLUMNS), rows),
    )


LEDGER = (Column(name="ledger", heading="Ledger"),)


def ledger_name(correction: Correction, ledger: int) -> str:
    """The id of a virtual ledger by its place; empty where the account has none."""
    assert correction.ledgers, "the run has virtual ledgers"
    return correction.ledgers.now.table.ids[ledger] if ledger >= 0 else ""


def late_table(correction: Correction) -> Table:
    """The late items, with how many days late each is known, and the virtual ledgers that they
    belong to if the run has any."""
    plan, days = correction.plan, correction.plan.names.days
    columns = (
        Column(name="item", heading="Late item"),
        Column(name="account", heading="Account"),
        *LEDGER[: bool(correction.ledgers)],
        Column(name="value_date", heading="Value date", kind="date"),
        Column(name="days", heading="Days late", kind="count"),
        Column(name="amount", heading="Amount", kind="money"),
        Column(name="currency", heading="Currency"),
    )
    rows = [
        (
            late_item(correction, at).id,
            plan.names.accounts[account],
            *(ledger_name(correction, ledger) for _ in LEDGER[: bool(correction.ledgers)]),
            days[value_day].isoformat(),
            correction.today - value_day,
            amount,
            plan.names.currencies[account],
        )
        for at, (account, amount, value_day, ledger) in enumerate(
            zip(*(column.tolist() for column in correction.late), strict=True)
        )
    ]
    names = tuple(column.name for column in columns)
    return Table(
        name="late_items", title="Late items", columns=columns, data=by_column(names, rows)
    )
