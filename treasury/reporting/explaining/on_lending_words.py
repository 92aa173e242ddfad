"""What is lent on (统借统还), period by period, and in words why interest on it is taxed or not.

Amounts are minor units, rows those of `levies.OnLentTable`. Source: Chinese practice, section 5.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.credit import Borrowing, OnLending
from treasury.levies import (
    LENT_AGAIN,
    LENT_ON,
    NO_LAW,
    NOT_IN_FORCE,
    NOT_PUBLISHED,
    OTHER_FUNDS,
    PAST_DUE,
    RATE_ABOVE,
)
from treasury.money import split
from treasury.plan.on_lending import (
    Price,
    days_of_loan,
    in_force,
    periods,
    price_inside,
    price_outside,
)
from treasury.plan.plan import Plan
from treasury.rates import written_rate
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.simulation.lending_on import part_spared
from treasury.tables import AMOUNT, DAY, INTERNAL_INTEREST, KIND, LOAN, REF, Projection


class Balances(NamedTuple):
    """What is owed over each row's link at the end of each day, and what of it is lent on; shape
    (day, row) each."""

    owed: Amounts
    covered: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class LentPeriod:
    """An interest period of what may be lent on: rows of its first and last day, balance-days owed,
    of them lent on, and `beyond` what the loan covers; its interest; `posted` where it was. `days`
    are those that its day count makes of them."""

    row: int
    first: int
    last: int
    days: int
    owed: int
    covered: int
    beyond: int
    interest: int
    posted: bool

    @property
    def spared(self) -> int:
        """What of the interest no tax is due on."""
        return part_spared(self.interest, self.covered, self.owed)


def balances_lent_on(plan: Plan, projection: Projection) -> Balances:
    """What is owed and what of it is lent on, from positions and what is owed outside."""
    levies = plan.tables.levies
    table, loans = levies.on_lent.rows, levies.on_lent.days.loan
    owed = np.maximum(0, -projection.position[:, table.link])
    covered = np.zeros_like(owed)
    order = np.argsort(table.account, kind="stable")
    for day, loan in zip(*np.nonzero(distinct(loans)), strict=True):
        own = [at for at in order.tolist() if loans[day, at] == loan]
        debts = owed[day, own].tolist()
        if sum(debts):
            outside = int(projection.owed[day, loan])
            covered[day, own] = split(min(outside, sum(debts)), debts)
    return Balances(owed, covered)


def distinct(loans: Amounts) -> Amounts:
    """1 for each day and loan of which something is lent on; shape (day, loan)."""
    found = np.zeros((len(loans), int(loans.max(initial=-1)) + 1), dtype=np.int64)
    for day, row in zip(*np.nonzero(loans >= 0), strict=True):
        found[day, loans[day, row]] = 1
    return found


def lent_periods(plan: Plan, projection: Projection) -> Iterator[LentPeriod]:
    """Every interest period in which something was owed that may be lent on, by row and day."""
    tables, events = plan.tables, projection.events
    balances = balances_lent_on(plan, projection)
    for row, accrual in enumerate(tables.levies.on_lent.rows.accrual.tolist()):
        mine = events[(events[:, KIND] == INTERNAL_INTEREST) & (events[:, REF] == accrual)]
        posted = {day: max(0, -amount) for day, amount in mine[:, [DAY, AMOUNT]].tolist()}
        for first, last in periods(tables.accruals.settles[:, accrual].astype(np.int64)):
            weights = tables.accruals.weight[first : last + 1, accrual]
            owed, covered = (weights * balance[first : last + 1, row] for balance in balances)
            meant = tables.levies.on_lent.days.loan[first : last + 1, row] >= 0
            at_end = last == tables.days - 1
            accrued = max(0, -int(projection.accrued[accrual]))
            interest = accrued if at_end else posted.get(last + 1, 0)
            if owed.any() or interest:
                yield LentPeriod(
                    row=row, first=first, last=last, interest=interest, posted=not at_end,
                    days=int(weights.sum()),
                    owed=int(owed.sum()), covered=int(covered.sum()),
                    beyond=int((owed - covered)[meant].sum()),
                )  # fmt: skip


def verdict(plan: Plan, period: LentPeriod) -> str:
    """Why the period's interest is exempt, or is not, as a clause for each reason and loan."""
    days = range(period.first, period.last + 1)
    why = plan.tables.levies.on_lent.days.why[:, period.row].tolist()
    meant = [day for day in days if why[day] == LENT_ON]
    names = " and ".join(dict.fromkeys(loan_on(plan, period, day) for day in meant))
    told = []
    if period.covered:
        told.append(f"lent on of {names} at no more than its rate")
        if period.beyond:
            told.append("more is owed than it covers")
    elif period.beyond:
        told.append(f"nothing is owed outside on {names}")
    for code, say in WHY.items():
        own = [day for day in days if why[day] == code]
        named = [loan_on(plan, period, day) if code in OF_A_LOAN else "" for day in own]
        for loan in dict.fromkeys(named):
            mine = [day for day, name in zip(own, named, strict=True) if name == loan]
            some = f" ({len(mine)} of {len(days)} days)" if len(mine) < len(days) else ""
            told.append(say(plan, period, mine) + some)
    return "; ".join(told)


def lines_lent_on(plan: Plan, period: LentPeriod) -> list[OnLending]:
    """The agreements by which the row may be lent on."""
    levies, scenario, names = plan.tables.levies, plan.scenario, plan.names
    link = scenario.links[names.link_records[int(levies.on_lent.rows.link[period.row])]]
    accounts = {one.id: one.account for one in scenario.credit_lines}
    accounts |= {one.id: one.account for one in scenario.term_loans}
    people = zip(names.legal_entity, names.currencies, strict=True)
    whose = dict(zip(names.accounts, people, strict=True))
    return [
        one
        for one in scenario.on_lending
        if one.structure == plan.structure
        and one.participant in (None, link.participant)
        and whose[accounts[one.loan]] == whose[link.header]
    ]


def loans_of(plan: Plan, period: LentPeriod) -> list[str]:
    """The loans of which the row is lent on by an agreement in the period, each once."""
    days = list(plan.names.days[period.first : period.last + 1])
    own = [one for one in lines_lent_on(plan, period) if in_force(one, days).any()]
    return list(dict.fromkeys(one_line(one.loan) for one in own))


def sure_words(plan: Plan, period: LentPeriod) -> str:
    """That an agreement of the period is not confirmed, beside its name; else nothing."""
    days = list(plan.names.days[period.first : period.last + 1])
    own = [one for one in lines_lent_on(plan, period) if in_force(one, days).any()]
    return "" if all(one.confirmed for one in own) else "; NOT CONFIRMED"


def loan_on(plan: Plan, period: LentPeriod, day: int) -> str:
    """The loan of the agreement in force on the day, "" where none is."""
    for one in lines_lent_on(plan, period):
        if in_force(one, [plan.names.days[day]]).any():
            return one_line(one.loan)
    return ""


def rate_above(plan: Plan, period: LentPeriod, mine: list[int]) -> str:
    """That a day at the internal rate cost more than at the one outside, on the first such day."""
    name, days = loan_on(plan, period, mine[0]), range(period.first, period.last + 1)
    prices = prices_beside(plan, period, name)
    borrowed: tuple[Borrowing, ...] = (*plan.scenario.credit_lines, *plan.scenario.term_loans)
    loan = next(one for one in borrowed if one_line(one.id) == name)
    above = prices[0].above(prices[1]) & days_of_loan(loan, list(plan.names.days))[0]
    at = next(day for day in days if above[day] and loan_on(plan, period, day) == name)
    rates = [written_rate(int(price.rate[at])) for price in prices]
    counts = [price.day_count for price in prices]
    if len({*counts} - {""}) > 1:
        rates = [f"{rate} ({one})" for rate, one in zip(rates, counts, strict=True)]
    tiers = [
        f" ({word} tier)" if price.tiers[at] > 1 else ""
        for word, price in zip(("dearest", "cheapest"), prices, strict=True)
    ]
    whole = "taxed whole" if len(mine) == len(days) else "taxed on every day of its agreement"
    return (
        f"{whole}: on {plan.names.days[at]} the internal rate, {rates[0]}{tiers[0]}, is above the "
        f"{rates[1]}{tiers[1]} of {name}"
    )


def past_due(plan: Plan, period: LentPeriod, mine: list[int]) -> str:
    """That the loan is no longer there by its dates, and what is lent on dearer than it was."""
    name = loan_on(plan, period, mine[0])
    due = next(one.repaid_on for one in plan.scenario.term_loans if one_line(one.id) == name)
    return f"taxed: {name} is due on {due}, and the internal rate is above its rate after that"


def prices_beside(plan: Plan, period: LentPeriod, name: str) -> tuple[Price, Price]:
    """What a day costs inside and of the loan."""
    table, names, days = plan.tables.accruals, plan.names, list(plan.names.days)
    known = {one.id: one for one in plan.scenario.terms}
    row = int(plan.tables.levies.on_lent.rows.accrual[period.row])
    loan = [one_line(one) for one in names.loans].index(name)
    own = np.flatnonzero((table.kind == LOAN) & (table.subject == loan)).tolist()
    outside = known[names.accrual_terms[own[0]]] if own else None
    inside = price_inside(table, row, days, known[names.accrual_terms[row]])
    return inside, price_outside(table, loan, days, outside)


OF_A_LOAN = (RATE_ABOVE, PAST_DUE, OTHER_FUNDS)
WHY: dict[int, Callable[[Plan, LentPeriod, list[int]], str]] = {
    RATE_ABOVE: rate_above,
    PAST_DUE: past_due,
    NOT_IN_FORCE: lambda *_: "taxed: no on-lending agreement is in force",
    OTHER_FUNDS: lambda plan, period, mine: (
        f"taxed: {loan_on(plan, period, mine[0])} is neither of a financial institution nor of "
        "bonds"
    ),
    NOT_PUBLISHED: lambda *_: "taxed: it is not published that they are one group of companies",
    LENT_AGAIN: lambda *_: "taxed: the member may lend it to a third legal person",
    NO_LAW: lambda *_: "taxed: no exemption is in force",
}


def posted_words(plan: Plan, projection: Projection, accrual: int, day: int) -> list[str]:
    """What of the interest posted on a day is exempt and why, as one sentence; none elsewhere."""
    table = plan.tables.levies.on_lent.rows
    for period in lent_periods(plan, projection) if accrual in table.accrual else ():
        if int(table.accrual[period.row]) == accrual and period.last + 1 == day and period.posted:
            account = int(table.account[period.row])
            amounts = [
                money(plan, account, amount)
                for amount in (period.spared, period.interest - period.spared)
            ]
            told = f"{amounts[0]} of this interest is exempt, {amounts[1]} is taxed"
            sure = sure_words(plan, period)
            return [f"On-lending (统借统还{sure}): {told}: {verdict(plan, period)}."]
    return []


def spared_at_end(plan: Plan, projection: Projection, row: int) -> int:
    """What of the interest that has accrued at the end is spared."""
    last = [one for one in lent_periods(plan, projection) if one.row == row and not one.posted]
    return last[0].spared if last else 0
