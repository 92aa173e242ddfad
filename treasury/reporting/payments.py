"""Payments that fare differently than if every account stood alone, each with its first cause."""

from typing import Any

from treasury.comparison import Payment, Run
from treasury.flows.items import Item
from treasury.plan.plan import Plan
from treasury.reporting.explaining.sentences import cause_words
from treasury.reporting.labels import labels_of, time_text
from treasury.reporting.table import Column, Table, by_column

COLUMNS = (
    Column(name="effect", heading="Effect", meaning="Disturbed: worse than alone; enabled: better"),
    Column(name="payment", heading="Payment"),
    Column(name="account", heading="Account"),
    Column(name="entity", heading="Entity"),
    Column(name="counterparty", heading="To"),
    Column(name="currency", heading="Currency"),
    Column(name="amount", heading="Amount", kind="money"),
    Column(name="due", heading="Due", kind="date"),
    Column(name="alone", heading="Alone", meaning="When it is made if every account stands alone"),
    Column(name="here", heading="In this structure"),
    Column(name="cause", heading="First cause"),
)
NEVER = "not made"


def changed_payments(run: Run) -> Table:
    """Disturbed payments, then enabled ones, each in the order they fall due."""
    rows: list[tuple[Any, ...]] = []
    for effect, payments in (("disturbed", run.disturbed), ("enabled", run.enabled)):
        due = sorted(payments, key=lambda one: one.item)
        rows.extend((effect, *payment_row(run.plan, payment)) for payment in due)
    return Table(
        name="payments",
        title="Payments disturbed and enabled",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def payment_row(plan: Plan, payment: Payment) -> tuple[Any, ...]:
    """The cells of one payment, from its id to its cause."""
    items, names, labels = plan.tables.items, plan.names, labels_of(plan)
    index = payment.item
    account = int(items.account[index])
    record = item_record(plan, index)
    return (
        names.items[index],
        names.accounts[account],
        labels.entity[account],
        record.counterparty if record else "",
        labels.currency[account],
        -int(items.amount[index]),
        moment(plan, int(items.day[index]), int(items.minute[index])),
        moment(plan, payment.alone_day, payment.alone_minute),
        moment(plan, payment.here_day, payment.here_minute),
        cause_words(payment.cause),
    )


def item_record(plan: Plan, index: int) -> Item | None:
    """The scenario's item of this index of the plan; None for a term loan's own item."""
    source = int(plan.tables.items.source[index])
    return plan.scenario.items[source] if source < len(plan.scenario.items) else None


def moment(plan: Plan, day: int, minute: int) -> str:
    """A day and time of the run, or that the payment was not made."""
    if day < 0:
        return NEVER
    return f"{plan.names.days[day]} {time_text(minute)}".rstrip()
