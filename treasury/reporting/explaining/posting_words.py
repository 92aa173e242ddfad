"""Sentences for interest, fees, credit lines and budgets: events that are no items and no sweeps.

Amounts are written in major units of the account's currency, unsigned where the verb says the
direction. A row is the list of an event's columns, explained in `tables`.
"""

from collections.abc import Callable
from datetime import timedelta

from treasury.money import to_minor
from treasury.plan.plan import Plan
from treasury.reporting.explaining.hold_words import after_held
from treasury.reporting.explaining.netting_words import netted_with
from treasury.reporting.explaining.notional_words import row_words
from treasury.reporting.explaining.rate_words import rate_words
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    BUDGETED,
    DAY,
    FEE,
    INTEREST,
    INTERNAL_INTEREST,
    INVESTMENT,
    LINE_DRAW,
    LINE_REPAY,
    LOAN,
    NUMBER,
    ON_POSITIONS,
    OVERNIGHT,
    POOL_CREDIT,
    REF,
    SEEN,
    SETTLED,
    UPSTREAMED,
)

INTEREST_OF = ("Credit interest", "Debit interest", "Loan interest")


def accrual_words(plan: Plan, accrual: int) -> str:
    """What bears interest: `Credit interest of SUB-001 (terms CN)`."""
    names, table = plan.names, plan.tables.accruals
    kind, subject = int(table.kind[accrual]), int(table.subject[accrual])
    if kind >= POOL_CREDIT:
        return row_words(plan, accrual)
    terms = one_line(names.accrual_terms[accrual])
    if kind in ON_POSITIONS:
        link = plan.tables.links
        participant = names.accounts[int(link.participant[subject])]
        header = names.accounts[int(link.header[subject])]
        way = "money sent up to" if kind == UPSTREAMED else "money fetched down from"
        netted = netted_with(plan, subject)
        return f"Internal interest of {participant} on {way} {header}{netted} (terms {terms})"
    if kind == INVESTMENT:
        sweep = one_line(names.investments[subject])
        return f"Earnings of money market sweep {sweep} (terms {terms})"
    about = one_line(names.loans[subject]) if kind == LOAN else names.accounts[subject]
    return f"{INTEREST_OF[kind]} of {about} (terms {terms})"


def accrual_money(plan: Plan, accrual: int, minor: int) -> str:
    """An amount of an accrual; with its currency where that is not its posting account's."""
    own, account = int(plan.tables.accruals.account[accrual]), plan.money_of(accrual)
    codes, text = plan.names.currencies, money(plan, account, minor)
    return text if codes[own] == codes[account] else f"{text} {codes[account]}"


def interest(plan: Plan, row: list[int]) -> str:
    """The sentence of interest posted in cash."""
    amount = money(plan, row[ACCOUNT], abs(row[AMOUNT]))
    way = "was credited to" if row[AMOUNT] >= 0 else "was charged to"
    who, due = plan.names.accounts[row[ACCOUNT]], due_with_it(plan, row[REF], row[DAY])
    return f"{accrual_words(plan, row[REF])}: {amount} {way} {who}{due}."


def due_with_it(plan: Plan, accrual: int, day: int) -> str:
    """The principal of a term loan that is due on the day, as a clause; empty for all else."""
    table = plan.tables.accruals
    name = plan.names.loans[int(table.subject[accrual])] if table.kind[accrual] == LOAN else None
    for loan in plan.scenario.term_loans:
        if loan.id == name and loan.repaid_on == plan.scenario.first_day + timedelta(days=day):
            account = int(table.account[accrual])
            principal = to_minor(loan.principal, plan.names.currencies[account])
            return f"; its principal of {money(plan, account, principal)} is due the same day"
    return ""


def internal_interest(plan: Plan, row: list[int]) -> str:
    """The sentence of interest added to a position between two legal persons."""
    amount = accrual_money(plan, row[REF], abs(row[AMOUNT]))
    who = plan.names.accounts[row[ACCOUNT]]
    way = f"to the position, {who} earns it" if row[AMOUNT] >= 0 else f"to what {who} owes"
    return f"{accrual_words(plan, row[REF])}: {amount} was added {way}; no cash moved."


def fee(plan: Plan, row: list[int]) -> str:
    """The sentence of a fee."""
    record = plan.scenario.fees[row[REF]]
    text = f" ({one_line(record.text)})" if record.text else ""
    amount = money(plan, row[ACCOUNT], abs(row[AMOUNT]))
    return f"Fee {one_line(record.id)}{text}: {amount} left {plan.names.accounts[row[ACCOUNT]]}."


def line_draw(plan: Plan, row: list[int]) -> str:
    """The sentence of money borrowed on a credit line at the end of a day."""
    account, line = row[ACCOUNT], plan.names.loans[row[REF]]
    return (
        f"Credit line {one_line(line)}: {money(plan, account, row[AMOUNT])} drawn into "
        f"{plan.names.accounts[account]}, because {money(plan, account, row[SEEN])} was there"
        f"{by_register(plan, row)}{after_held(plan, row)}."
    )


def by_register(plan: Plan, row: list[int]) -> str:
    """By which register pool so much was there, as a clause; empty where the account has none."""
    header = int(plan.tables.loans.register[row[REF]])
    if header < 0:
        return ""
    pool = one_line(plan.names.pools[int(plan.tables.members.pool[header])])
    return f" by the register of pool {pool} (the account's balance, or the pool's where more)"


def line_repay(plan: Plan, row: list[int]) -> str:
    """The sentence of money repaid on a credit line at the end of a day."""
    account, line = row[ACCOUNT], plan.names.loans[row[REF]]
    return (
        f"Credit line {one_line(line)}: {money(plan, account, row[AMOUNT])} repaid from "
        f"{plan.names.accounts[account]}, because {money(plan, account, row[SEEN])} was there"
        f"{by_register(plan, row)}{after_held(plan, row)}."
    )


def number(plan: Plan, row: list[int]) -> str:
    """The sentence of an interest number: balance x days of one tier in one rate version."""
    days = accrual_money(plan, row[REF], row[AMOUNT])
    return (
        f"{accrual_words(plan, row[REF])}: interest number {days} x days in tier "
        f"{row[BASE] + 1} at {rate_words(plan, row)}, divided by {row[SEEN]} "
        "days a year."
    )


def settled(plan: Plan, row: list[int]) -> str:
    """The sentence of interest settled at a close, to be posted the next morning."""
    amount = accrual_money(plan, row[REF], abs(row[AMOUNT]))
    way = "earned" if row[AMOUNT] >= 0 else "owed"
    due = due_with_it(plan, row[REF], row[DAY] + 1)
    return (
        f"{accrual_words(plan, row[REF])}: {amount} {way}, settled at the close, posted next day"
        f"{due}."
    )


def budgeted(plan: Plan, row: list[int]) -> str:
    """The sentence of a budget that begins a period, or changes within one."""
    account, who = row[ACCOUNT], plan.names.accounts[row[ACCOUNT]]
    left = money(plan, account, max(0, row[AMOUNT]))
    amount = money(plan, account, abs(row[BASE]))
    if row[AUX] == 0:
        way = "raised" if row[BASE] >= 0 else "lowered"
        return f"Budget of {who}: {way} by {amount}; {left} is left for the period."
    carried = ""
    if row[SEEN]:
        before = money(plan, account, row[SEEN])
        carried = f" and {before} carried over from the period before, {left} in all"
    return f"Budget of {who}: a new period begins with {amount}{carried}."


def overnight(plan: Plan, row: list[int]) -> str:
    """The sentence of what funding left uncovered of an intraday overdraft."""
    account = row[ACCOUNT]
    who, left = plan.names.accounts[account], money(plan, account, row[AMOUNT])
    return (
        f"Intraday overdraft of {who}: {left} was not covered by the end of the day and becomes an "
        f"overnight overdraft (overnight limit: {money(plan, account, row[BASE])})."
    )


SENTENCES: dict[int, Callable[[Plan, list[int]], str]] = {
    INTEREST: interest,
    INTERNAL_INTEREST: internal_interest,
    FEE: fee,
    LINE_DRAW: line_draw,
    LINE_REPAY: line_repay,
    NUMBER: number,
    SETTLED: settled,
    BUDGETED: budgeted,
    OVERNIGHT: overnight,
}
"""The sentence of each kind of event that is told here."""
