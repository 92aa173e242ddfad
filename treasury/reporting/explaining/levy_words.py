"""Sentences for fees by terms: what they are charged on, the calculation, the bound that held.

Amounts are written in major units of the payer's currency. Source: the banking day, section 8.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from treasury.fees import FeeTerm
from treasury.levies import COUNT
from treasury.plan.levies import in_force, versions_of
from treasury.plan.plan import Plan
from treasury.rates import written_rate
from treasury.reporting.explaining.day_view import DayView, Row
from treasury.reporting.explaining.interest_words import finely
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    BASE,
    BOUND_MAXIMUM,
    BOUND_MINIMUM,
    DAY,
    KIND,
    LEVIED_ON,
    REASON,
    REF,
    SEEN,
    TERM_FEE,
)

BASES = {
    "loan_balance": "a year on what {about} owe each other",
    "sweep_amount": "of every amount swept at {about}",
    "sweep_count": "for every sweep at {about}",
    "credit_line": "on the limit of credit line {about}",
}


def term_of(plan: Plan, levy: int, day: int) -> FeeTerm:
    """The version of the levy's fee in force on a day of the run, the first one before it."""
    versions = versions_of(plan.scenario)[plan.names.levies[levy][0]]
    return in_force(versions, plan.names.days[day]) or versions[0]


def levy_words(plan: Plan, levy: int, day: int) -> str:
    """Which fee it is: `Fee agent (entrusted loans), a year on what Sub and HQ owe each other`."""
    term = term_of(plan, levy, day)
    text = f" ({one_line(term.text)})" if term.text else ""
    return f"Fee {one_line(term.fee)}{text}, {about_words(plan, levy, day)}"


def about_words(plan: Plan, levy: int, day: int) -> str:
    """What the levy is charged on: `a year on what Sub and HQ owe each other`."""
    about = " and ".join(plan.names.levies[levy][1])
    return BASES[term_of(plan, levy, day).base].format(about=about)


def term_fee(plan: Plan, row: Row) -> str:
    """The sentence of a fee by terms."""
    amount = money(plan, row[ACCOUNT], -row[AMOUNT])
    fee = levy_words(plan, row[REF], row[DAY])
    return f"{fee}: {amount} left {plan.names.accounts[row[ACCOUNT]]}{bound_words(plan, row)}."


def bound_words(plan: Plan, row: Row) -> str:
    """The minimum or maximum that the fee was raised to or cut at, as a clause."""
    if row[REASON] not in (BOUND_MINIMUM, BOUND_MAXIMUM):
        return ""
    exact = money(plan, row[ACCOUNT], row[BASE])
    if row[REASON] == BOUND_MINIMUM:
        return f", the minimum of a period, in place of {exact}"
    return f", the maximum of a period, in place of {exact}"


def levied_on(plan: Plan, row: Row) -> str:
    """The sentence of a number that is closed because its tariff, or the run, ends."""
    fee = levy_words(plan, row[REF], row[DAY])
    return f"{fee}: counted so far {number_words(plan, row)}, to be charged when it is due."


def charge_words(view: DayView, charged: Row) -> str:
    """The TERM_FEE event with the calculation that led to it, as one sentence."""
    plan, levy, account = view.plan, charged[REF], charged[ACCOUNT]
    events = view.projection.events
    mine = np.isin(events[:, KIND], (LEVIED_ON, TERM_FEE)) & (events[:, REF] == levy)
    rows: list[Row] = events[mine & (events[:, DAY] <= charged[DAY])].tolist()
    earlier = [place for place, row in enumerate(rows[:-1]) if row[KIND] == TERM_FEE]
    numbers = rows[earlier[-1] + 1 if earlier else 0 : -1]
    exact = sum((Fraction(row[AMOUNT] * row[SEEN], row[BASE]) for row in numbers), Fraction(0))
    return (
        f"{levy_words(plan, levy, charged[DAY])}: "
        f"{' + '.join(number_words(plan, row) for row in numbers)} = "
        f"{finely(plan, account, exact)}, rounded half up; {money(plan, account, -charged[AMOUNT])}"
        f" left {plan.names.accounts[account]}{bound_words(plan, charged)}."
    )


def number_words(plan: Plan, row: Row) -> str:
    """One term of the sum: `60,000,000.00 CNY-days x 0.10 % / 360`, or `14 sweeps x 5.00`."""
    account, whole = row[ACCOUNT], row[BASE]
    if counts_sweeps(plan, row[REF]):
        count = f"{row[AMOUNT]} sweep" + ("s" if row[AMOUNT] != 1 else "")
        return f"{count} x {money(plan, account, row[SEEN])}"
    basis = whole // 10**8
    number = money(plan, account, row[AMOUNT])
    if basis == 1:
        return f"{number} x {written_rate(row[SEEN])}"
    currency = plan.names.currencies[account]
    return f"{number} {currency}-days x {written_rate(row[SEEN])} / {basis}"


def counts_sweeps(plan: Plan, levy: int) -> bool:
    """Whether the levy is a fee for each sweep."""
    watches = plan.tables.levies.watches
    return bool((watches.kind[watches.levy == levy] == COUNT).any())


SENTENCES: dict[int, Callable[[Plan, Row], str]] = {TERM_FEE: term_fee, LEVIED_ON: levied_on}
"""The sentence of each kind of event that is told here."""
