"""Sentences for fees by terms and taxes: what they are charged on, calculation, bound that held.

Amounts are written in major units of the payer's currency. Source: the banking day, section 8.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

import numpy as np

from treasury.fees import FeeTerm
from treasury.levies import COUNT
from treasury.plan.plan import Plan
from treasury.plan.tariffs import fee_versions, in_force
from treasury.plan.taxes import tax_versions
from treasury.rates import RATE_ONE, written_rate
from treasury.reporting.explaining.day_view import DayView, Row
from treasury.reporting.explaining.interest_words import finely
from treasury.reporting.explaining.netting_words import netted_between
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    BOUND_MAXIMUM,
    BOUND_MINIMUM,
    DAY,
    FEE_ANALYSED,
    KIND,
    LEVIED_ON,
    REASON,
    REF,
    SEEN,
    TAX,
    TERM_FEE,
    TERM_FEE_ANALYSED,
)
from treasury.tax import TaxTerm

BASES = {
    "loan_balance": "a year on what {about} owe each other",
    "sweep_amount": "of every amount swept at {about}",
    "sweep_count": "for every sweep at {about}",
    "credit_line": "on the limit of credit line {about}",
    "undrawn_line": "a year on what is not drawn of credit line {about}",
    "undrawn_overdraft": "a year on what is not used of the overdraft of {about}",
    "bank_interest": "on what its bank pays on {about}",
    "pool_result": "on what {about} gets of a notional pool's result",
    "fund_income": "on what money market sweep {about} earns",
    "internal_interest": "on the interest on money that {about}",
    "loan_drawn": "on money newly lent that {about}",
    "agreed_limit": "on the internal limit up to which {about}",
}
PLACED = {"bank_interest": "deposit {1} of {0}", "fund_income": "{1} of {0}"}
"""What an account has placed, as the base of a tax names it."""
WAYS = {"up": "{} sent up to {}", "down": "{} fetched down from {}"}
AGREED = "{} may fetch money down from {}"


def term_of(plan: Plan, levy: int, day: int) -> FeeTerm | TaxTerm:
    """The version of the levy's term in force on a day of the run, the first one before it."""
    name, date = plan.names.levies[levy][0], plan.names.days[day]
    if plan.tables.levies.rows.tax[levy]:
        taxes = tax_versions(plan.scenario)[name]
        return in_force(taxes, date) or taxes[0]
    fees = fee_versions(plan.scenario)[name]
    return in_force(fees, date) or fees[0]


def levy_words(plan: Plan, levy: int, day: int, counted: Iterable[int] = ()) -> str:
    """Which levy it is: `Fee agent (entrusted loans), a year on what Sub and HQ owe each other`.

    That it is not confirmed stands beside its name, also where that is so only of a version by
    which something is `counted`, on one of these days.
    """
    term = term_of(plan, levy, day)
    told = [one_line(term.text)] if term.text else []
    told += [] if confirmed_on(plan, levy, (day, *counted)) else ["NOT CONFIRMED"]
    text = f" ({'; '.join(told)})" if told else ""
    what = "Tax" if plan.tables.levies.rows.tax[levy] else "Fee"
    return f"{what} {one_line(plan.names.levies[levy][0])}{text}, {about_words(plan, levy, day)}"


def confirmed_on(plan: Plan, levy: int, days: Iterable[int]) -> bool:
    """Whether all versions of the levy in force on these days are confirmed."""
    return all(term_of(plan, levy, day).confirmed for day in dict.fromkeys(days))


def about_words(plan: Plan, levy: int, day: int) -> str:
    """What the levy is charged on: `a year on what Sub and HQ owe each other`."""
    term = term_of(plan, levy, day)
    if term.base != "tax":
        about = plan.names.levies[levy][1]
        told = told_of(about, term) + (" as it accrues" if accrues_on(plan, levy, day) else "")
        if isinstance(term, TaxTerm) and len(about) == len(("low", "high", "way")):
            told += netted_between(plan, about[0], about[1]) if term.base != "agreed_limit" else ""
        return BASES[term.base].format(about=told)
    watches = plan.tables.levies.watches
    other = int(watches.subject[watches.levy == levy][0])
    base = about_words(plan, other, day)
    return f"on the tax {one_line(plan.names.levies[other][0])} {base}"


def up_to_words(plan: Plan, levy: int, day: int) -> str:
    """Of a tax of interest as it accrues the evening up to which what is charged on a day is."""
    accrues = day > 0 and accrues_on(plan, levy, day)
    return f", up to {plan.names.days[day - 1]} and not taxed before" if accrues else ""


def accrues_on(plan: Plan, levy: int, day: int) -> bool:
    """Whether what is charged on a day is interest as it accrues; not where that waits until it is
    posted, as of a deposit. Where a part of it waits, as of a pool's result, it is at ends alone.
    """
    levies = plan.tables.levies
    ahead = levies.watches.ahead[levies.watches.levy == levy] >= 0
    at_end = bool(levies.tariffs.looks[day, levies.rows.tariff[levy]])
    return bool(ahead.any()) and (bool(ahead.all()) or at_end)


def told_of(about: tuple[str, ...], term: FeeTerm | TaxTerm) -> str:
    """What the levy is between: two legal persons, a loan's ends and way, an account, perhaps with
    what it has placed, or a credit line."""
    if isinstance(term, TaxTerm) and len(about) == len(("low", "high", "way")):
        return (AGREED if term.base == "agreed_limit" else WAYS[about[2]]).format(*about)
    if isinstance(term, TaxTerm) and len(about) == len(("account", "placed")):
        return PLACED[term.base].format(*about)
    return " and ".join(about)


def term_fee(plan: Plan, row: Row) -> str:
    """The sentence of a fee by terms, or a tax."""
    fee = levy_words(plan, row[REF], row[DAY])
    return f"{fee}: {went_words(plan, row)}{bound_words(plan, row)}."


def bound_words(plan: Plan, row: Row) -> str:
    """The minimum or maximum that the fee was raised to or cut at, as a clause."""
    if row[REASON] not in (BOUND_MINIMUM, BOUND_MAXIMUM):
        return ""
    exact = money(plan, row[ACCOUNT], row[BASE])
    bound = "minimum" if row[REASON] == BOUND_MINIMUM else "maximum"
    mate = int(plan.tables.levies.rows.mate[row[REF]])
    shared = ""
    if mate != row[REF]:
        other = plan.names.accounts[int(plan.tables.levies.rows.account[mate])]
        shared = f" for it and {other} together, by what each has lent (amount times days)"
    return f", the {bound} of a period{shared}, in place of {exact}"


def levied_on(plan: Plan, row: Row) -> str:
    """The sentence of a number that is closed because its tariff, or the run, ends."""
    fee = levy_words(plan, row[REF], row[DAY])
    return f"{fee}: counted so far {number_words(plan, row)}, to be charged when it is due."


def charge_words(view: DayView, charged: Row) -> str:
    """The TERM_FEE, TERM_FEE_ANALYSED or TAX event with the calculation that led to it."""
    plan, levy, account = view.plan, charged[REF], charged[ACCOUNT]
    events = view.projection.events
    kinds = (LEVIED_ON, TERM_FEE, TERM_FEE_ANALYSED, TAX)
    mine = np.isin(events[:, KIND], kinds) & (events[:, REF] == levy)
    rows: list[Row] = events[mine & (events[:, DAY] <= charged[DAY])].tolist()
    earlier = [place for place, row in enumerate(rows[:-1]) if row[KIND] != LEVIED_ON]
    numbers = rows[earlier[-1] + 1 if earlier else 0 : -1]
    exact = sum((Fraction(row[AMOUNT] * row[SEEN], row[BASE]) for row in numbers), Fraction(0))
    return (
        f"{levy_words(plan, levy, charged[DAY], (row[DAY] for row in numbers))}"
        f"{up_to_words(plan, levy, charged[DAY])}: "
        f"{' + '.join(number_words(plan, row) for row in numbers)} = "
        f"{finely(plan, account, exact)}, rounded half up; {went_words(plan, charged)}"
        f"{bound_words(plan, charged)}."
    )


def went_words(plan: Plan, row: Row) -> str:
    """How much left the account, or goes to an account analysis, as a clause."""
    who, amount = plan.names.accounts[row[ACCOUNT]], money(plan, row[ACCOUNT], abs(row[AMOUNT]))
    if row[KIND] not in (FEE_ANALYSED, TERM_FEE_ANALYSED):
        return f"{amount} left {who}" if row[AMOUNT] <= 0 else f"{amount} came back to {who}"
    named = one_line(plan.names.analyses[row[AUX]])
    return f"{amount} goes to account analysis {named}, and nothing leaves {who} for it"


def number_words(plan: Plan, row: Row) -> str:
    """One term of the sum: `60,000,000.00 CNY-days x 0.10 % / 360`, or `14 sweeps x 5.00`."""
    account, whole = row[ACCOUNT], row[BASE]
    if counts_sweeps(plan, row[REF]):
        count = f"{row[AMOUNT]} sweep" + ("s" if row[AMOUNT] != 1 else "")
        return f"{count} x {money(plan, account, row[SEEN])}"
    number, rate = money(plan, account, row[AMOUNT]), written_rate(row[SEEN])
    if whole == RATE_ONE:
        return f"{number} x {rate}"
    if whole == RATE_ONE + row[SEEN]:
        return f"{number} x {rate} / {written_rate(whole)}"
    currency = plan.names.currencies[account]
    return f"{number} {currency}-days x {rate} / {whole // RATE_ONE}"


def counts_sweeps(plan: Plan, levy: int) -> bool:
    """Whether the levy is a fee for each sweep."""
    watches = plan.tables.levies.watches
    return bool((watches.kind[watches.levy == levy] == COUNT).any())


SENTENCES: dict[int, Callable[[Plan, Row], str]] = {
    TERM_FEE: term_fee,
    TERM_FEE_ANALYSED: term_fee,
    TAX: term_fee,
    LEVIED_ON: levied_on,
}
"""The sentence of each kind of event that is told here."""
