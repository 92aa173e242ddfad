"""Payments not made, and those that fare otherwise than alone, each with its first cause."""

from dataclasses import replace
from itertools import compress
from typing import Any

from treasury.comparison import Payment, Run
from treasury.flows.items import Item
from treasury.money import written
from treasury.plan.plan import Plan
from treasury.reporting.explaining.causes import cause_words
from treasury.reporting.labels import labels_of, time_text
from treasury.reporting.table import Column, Table, by_column

COLUMNS = (
    Column(
        name="effect",
        heading="Effect",
        meaning="Not made: refused or rejected here, whatever becomes of it alone; disturbed: "
        "worse than alone; enabled: better. A disturbed payment that is not made stands under both",
    ),
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
STAYS = "; the repayment of a term loan, which stays outstanding"


def payment_table(run: Run) -> Table:
    """Payments not made, then disturbed ones, then enabled, each in the order they fall due."""
    rows: list[tuple[Any, ...]] = []
    groups = ((NEVER, run.not_made), ("disturbed", run.disturbed), ("enabled", run.enabled))
    for effect, payments in groups:
        due = sorted(payments, key=lambda one: one.item)
        rows.extend((effect, *payment_row(run.plan, payment)) for payment in due)
    return Table(
        name="payments",
        title="Payments not made, disturbed and enabled",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def with_effect(table: Table, *effects: str) -> Table:
    """The table's rows with one of these effects."""
    kept = [effect in effects for effect in table.data["effect"]]
    data = {name: list(compress(values, kept)) for name, values in table.data.items()}
    return replace(table, data=data)


def unpaid_loans(run: Run) -> list[str]:
    """For each term loan whose repayment was not made, a sentence that says so."""
    items, names = run.plan.tables.items, run.plan.names
    told = []
    for payment in run.not_made:
        if (loan := int(items.loan[payment.item])) < 0:
            continue
        currency = names.currencies[items.account[payment.item]]
        amount = written(-int(items.amount[payment.item]), currency, grouped=True)
        due = names.days[items.day[payment.item]]
        told.append(
            f"Term loan {names.loans[loan]} was not repaid: {currency} {amount} were due on {due} "
            "and the loan stays outstanding."
        )
    return told


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
        why_words(plan, payment),
    )


def why_words(plan: Plan, payment: Payment) -> str:
    """What first stopped the payment, whose overdraft was closed then, and what follows of it."""
    own = int(plan.tables.items.account[payment.item])
    shut = "".join(
        f"; {'its overdraft' if one == own else f'the overdraft of {plan.names.accounts[one]}'} "
        "was closed"
        for one in payment.closed
    )
    return cause_words(payment.cause) + shut + (STAYS if stays_outstanding(plan, payment) else "")


def stays_outstanding(plan: Plan, payment: Payment) -> bool:
    """Whether the payment repays a term loan and was not made."""
    return payment.here_day < 0 and int(plan.tables.items.loan[payment.item]) >= 0


def item_record(plan: Plan, index: int) -> Item | None:
    """The scenario's item of this index of the plan; None for a term loan's own item."""
    source = int(plan.tables.items.source[index])
    return plan.scenario.items[source] if source < len(plan.scenario.items) else None


def moment(plan: Plan, day: int, minute: int) -> str:
    """A day and time of the run, or that the payment was not made."""
    if day < 0:
        return NEVER
    return f"{plan.names.days[day]} {time_text(minute)}".rstrip()
