"""What is lent on (统借统还), period by period, and in words why interest on it is taxed or not.

Amounts are minor units, rows those of `levies.OnLentTable`. Source: Chinese practice, section 5.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.levies import (
    LENT_AGAIN,
    NO_LAW,
    NOT_IN_FORCE,
    NOT_PUBLISHED,
    OTHER_FUNDS,
    RATE_ABOVE,
)
from treasury.money import split
from treasury.plan.on_lending import highest, in_force, lowest, periods
from treasury.plan.plan import Plan
from treasury.rates import written_rate
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.simulation.lending_on import part_spared
from treasury.tables import AMOUNT, DAY, INTERNAL_INTEREST, KIND, REF, Projection


class Balances(NamedTuple):
    """What is owed over each row's link at the end of each day, and what of it is lent on; shape
    (day, row) each."""

    owed: Amounts
    covered: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class LentPeriod:
    """An interest period of what may be lent on: rows of its first and last day, balance-days owed,
    of them lent on, and `beyond` what the loan covers; its interest; `posted` where it was."""

    row: int
    first: int
    last: int
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
                    owed=int(owed.sum()), covered=int(covered.sum()),
                    beyond=int((owed - covered)[meant].sum()),
                )  # fmt: skip


def verdict(plan: Plan, period: LentPeriod) -> str:
    """Why the period's interest is exempt, or is not, as a clause for each reason."""
    why = plan.tables.levies.on_lent.days.why[period.first : period.last + 1, period.row]
    told = []
    if period.covered:
        loan = loans_of(plan, period)[0]
        told.append(f"lent on of {loan} at no more than its rate")
        if period.beyond:
            told.append("more is owed than it covers")
    elif period.beyond:
        told.append(f"nothing is owed outside on {loans_of(plan, period)[0]}")
    for code, say in WHY.items():
        days = np.flatnonzero(why == code)
        if len(days):
            some = f" ({len(days)} of {len(why)} days)" if len(days) < len(why) else ""
            told.append(say(plan, period, period.first + int(days[0])) + some)
    return "; ".join(told)


def loans_of(plan: Plan, period: LentPeriod) -> list[str]:
    """The loans of which the row is lent on by an agreement in the period."""
    levies, scenario = plan.tables.levies, plan.scenario
    link = scenario.links[plan.names.link_records[int(levies.on_lent.rows.link[period.row])]]
    days = list(plan.names.days[period.first : period.last + 1])
    own = [
        one
        for one in scenario.on_lending
        if one.structure == plan.structure and one.participant in (None, link.participant)
    ]
    return [one_line(one.loan) for one in own if in_force(one, days).any()]


def rate_above(plan: Plan, period: LentPeriod, day: int) -> str:
    """That the internal rate was above the one outside, on the first such day."""
    levies, accruals, days = plan.tables.levies, plan.tables.accruals, plan.tables.days
    accrual = int(levies.on_lent.rows.accrual[period.row])
    name = loans_of(plan, period)[0]
    inside = highest(accruals, accrual, days)
    outside = lowest(accruals, plan.names.loans.index(name), days)
    above = inside[day : period.last + 1] > outside[day : period.last + 1]
    at = day + int(np.flatnonzero(above)[0])
    rates = written_rate(int(inside[at])), written_rate(int(outside[at]))
    return (
        f"taxed whole: on {plan.names.days[at]} the internal rate, {rates[0]}, is above the "
        f"{rates[1]} of {name}"
    )


WHY: dict[int, Callable[[Plan, LentPeriod, int], str]] = {
    RATE_ABOVE: rate_above,
    NOT_IN_FORCE: lambda *_: "taxed: no on-lending agreement is in force",
    OTHER_FUNDS: lambda plan, period, _: (
        f"taxed: {loans_of(plan, period)[0]} is neither of a financial institution nor of bonds"
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
            return [f"On-lending (统借统还): {told}: {verdict(plan, period)}."]
    return []


def spared_at_end(plan: Plan, projection: Projection, row: int) -> int:
    """What of the interest that has accrued at the end is spared."""
    last = [one for one in lent_periods(plan, projection) if one.row == row and not one.posted]
    return last[0].spared if last else 0
