"""Sentences for money market sweeps: placed, redeemed, ordered or not, why, and what is invested.

Amounts are written in major units of the account's currency. Source: the banking day, section 3.
"""

from collections.abc import Callable

import numpy as np

from treasury.plan.plan import Plan
from treasury.reporting.explaining.day_view import DayView, Row
from treasury.reporting.explaining.hold_words import added
from treasury.reporting.explaining.posting_words import accrual_words
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    BOUND_CAPACITY,
    BOUND_MAXIMUM,
    BOUND_MINIMUM,
    BOUND_MULTIPLE,
    DAY,
    DIVESTED,
    GIVES,
    INVESTED,
    NOTHING_LEAVES,
    ON_THE_LAST_DAY,
    RAISED_TO_MINIMUM,
    REASON,
    REF,
    REINVESTED,
    SEEN,
)


def sweep_words(plan: Plan, sweep: int) -> str:
    """The sweep: `Money market sweep FUND-1`."""
    return f"Money market sweep {one_line(plan.names.investments[sweep])}"


def evening(plan: Plan, row: Row) -> str:
    """The sentence of an evening: what was placed, redeemed or ordered, or why nothing was."""
    return f"{sweep_words(plan, row[REF])}: {moved_words(plan, row)}; {why_words(plan, row)}."


def moved_words(plan: Plan, row: Row) -> str:
    """What the evening moved, as a clause."""
    who = plan.names.accounts[row[ACCOUNT]]

    def say(minor: int) -> str:
        return money(plan, row[ACCOUNT], minor)

    if row[AUX]:
        return f"{say(row[AUX])} was ordered back to {who} for the next business day's opening"
    if row[AMOUNT] > 0:
        return f"{say(row[AMOUNT])} was redeemed to {who}"
    if row[AMOUNT] < 0:
        return f"{say(-row[AMOUNT])} left {who} and was invested"
    return "nothing was placed"


def why_words(plan: Plan, row: Row) -> str:
    """What the evening saw and what limited it, as a clause."""
    if row[REASON] & ON_THE_LAST_DAY:
        return "it was its last day, on which everything comes back"
    return f"{seen_words(plan, row)}{limit_words(plan, row)}"


def seen_words(plan: Plan, row: Row) -> str:
    """What was there, what stays of it, and what was over or lacking."""
    account = row[ACCOUNT]

    def say(minor: int) -> str:
        return money(plan, account, minor)

    parts = [f"{say(row[SEEN])} was free"]
    if row[SEEN] < 0:
        parts = [f"it was short by {say(-row[SEEN])}, any waiting payments counted"]
    parts[0] += added(plan, account, row[DAY])
    if row[GIVES]:
        parts.append(f"{say(row[GIVES])} stays")
    drawn = row[SEEN] - row[GIVES] - row[BASE]
    if drawn:
        parts.append(f"{say(drawn)} was {owed_words(plan, account)}")
    way = f"{say(row[BASE])} was over" if row[BASE] > 0 else f"{say(-row[BASE])} was lacking"
    return ", ".join([*parts, f"so {way}"])


def owed_words(plan: Plan, account: int) -> str:
    """What the account may owe its bank, a drawn line, an overdue loan, or both."""
    line = "drawn on its credit line" if plan.tables.accounts.line[account] >= 0 else ""
    overdue = "overdue on its overdraft" if account in plan.tables.overdrafts.account else ""
    return " or ".join(filter(None, (line, overdue)))


def limit_words(plan: Plan, row: Row) -> str:
    """What limited or raised the amount, to be added; empty where nothing did."""
    table, account, sweep = plan.tables.investments.rows, row[ACCOUNT], row[REF]

    def say(column: str) -> str:
        return money(plan, account, int(getattr(table, column)[sweep]))

    placed = row[BASE] > 0
    unit = say("multiple" if placed else "redemption_multiple")
    told = {
        NOTHING_LEAVES: "no money may leave the account",
        BOUND_MAXIMUM: f"at most {say('maximum')} is invested",
        BOUND_MINIMUM: f"less than {say('minimum')} is not placed",
        RAISED_TO_MINIMUM: f"at least {say('redemption_minimum')} is redeemed",
        BOUND_MULTIPLE: f"in whole {unit}" + ("" if placed else ", rounded up"),
        BOUND_CAPACITY: "no more was invested",
    }
    found = [words for bit, words in told.items() if row[REASON] & bit]
    return f" ({', '.join(found)})" if found else ""


def paid(plan: Plan, row: Row) -> str:
    """The sentence of a redemption that arrives."""
    amount, day = money(plan, row[ACCOUNT], row[AMOUNT]), plan.names.days[row[AUX]]
    who = plan.names.accounts[row[ACCOUNT]]
    return f"{sweep_words(plan, row[REF])}: {amount}, ordered on {day}, came back to {who}."


def reinvested(plan: Plan, row: Row) -> str:
    """The sentence of what is distributed and stays invested."""
    amount = money(plan, row[ACCOUNT], row[AMOUNT])
    return f"{accrual_words(plan, row[REF])}: {amount} was distributed and stays invested."


def invested_words(view: DayView) -> list[str]:
    """What the account's sweeps have invested at the close, a sentence each."""
    table, words = view.plan.tables.investments.rows, []
    for at in np.flatnonzero(table.account == view.account).tolist():
        there = int(view.projection.invested[view.day, at])
        if there:
            amount = money(view.plan, view.account, there)
            words.append(f"{sweep_words(view.plan, at)}: {amount} is invested.")
    return words


SENTENCES: dict[int, Callable[[Plan, Row], str]] = {
    INVESTED: evening,
    DIVESTED: paid,
    REINVESTED: reinvested,
}
"""The sentence of each kind of event that is told here."""
