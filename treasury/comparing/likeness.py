"""Whether two runs make the same payments on the same days: only then is a benefit like for like.

A payment that is not made leaves money on an account, where it earns interest; so does one that
is made on a later day. Amounts are minor units. Source: the banking day, sections 5 and 10.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from treasury.arrays import Amounts
from treasury.plan.plan import Plan
from treasury.tables import MADE, MADE_LATE, Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many, and how much in all (positive)."""

    count: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Payments made otherwise than as-is; all zero where the same are made on the same days.

    `missing`: made as-is, never here; `added`: never as-is, made here. `later`, `earlier`: made
    in both, here on a later or an earlier day. `repayments`: the term loans' among `missing`.
    """

    missing: Tally = Tally()
    added: Tally = Tally()
    later: Tally = Tally()
    earlier: Tally = Tally()
    repayments: Tally = Tally()

    @property
    def amount(self) -> int:
        """How much more is paid here than as-is; less is negative."""
        return self.added.amount - self.missing.amount

    @property
    def count(self) -> int:
        """How many more payments are made here than as-is."""
        return self.added.count - self.missing.count


class Otherwise(NamedTuple):
    """Rows of the run's item table for each part of a difference; shape (payment,) each."""

    missing: Amounts
    added: Amounts
    later: Amounts
    earlier: Amounts
    repayments: Amounts


def made(plan: Plan, projection: Projection) -> Amounts:
    """The payments that were made, late ones included: rows of the item table."""
    return np.flatnonzero(outward(plan) & np.isin(projection.fate, (MADE, MADE_LATE)))


def not_made(plan: Plan, projection: Projection) -> Amounts:
    """The payments that were refused or rejected: rows of the item table."""
    return np.flatnonzero(outward(plan) & ~np.isin(projection.fate, (MADE, MADE_LATE)))


def repayments(plan: Plan, rows: Amounts) -> Amounts:
    """Those of the rows that repay a term loan."""
    return rows[plan.tables.items.loan[rows] >= 0]


def outward(plan: Plan) -> npt.NDArray[np.bool_]:
    """For each item, whether it is a payment."""
    found: npt.NDArray[np.bool_] = plan.tables.items.amount < 0
    return found


def twins(plan: Plan, other: Plan) -> Amounts:
    """For each item of the plan, the row of the same item in another plan of the scenario."""
    items, others = plan.tables.items, other.tables.items
    place = np.zeros(len(items.source), dtype=np.int64)
    place[others.source] = np.arange(len(others.source))
    found: Amounts = place[items.source]
    return found


def otherwise(plan: Plan, projection: Projection, as_is: tuple[Plan, Projection]) -> Otherwise:
    """The payments that are made here and not as-is, the reverse, or on another day."""
    here, there = projection.made_day, as_is[1].made_day[twins(plan, as_is[0])]
    payment = outward(plan)
    missing = np.flatnonzero(payment & (here < 0) & (there >= 0))
    both = payment & (here >= 0) & (there >= 0)
    return Otherwise(
        missing=missing,
        added=np.flatnonzero(payment & (here >= 0) & (there < 0)),
        later=np.flatnonzero(both & (here > there)),
        earlier=np.flatnonzero(both & (here < there)),
        repayments=repayments(plan, missing),
    )


def difference(plan: Plan, rows: Otherwise, accounts: Amounts) -> Difference:
    """The difference on these accounts, which have one currency."""
    return Difference(
        missing=tally(plan, accounts, rows.missing),
        added=tally(plan, accounts, rows.added),
        later=tally(plan, accounts, rows.later),
        earlier=tally(plan, accounts, rows.earlier),
        repayments=tally(plan, accounts, rows.repayments),
    )


def tally(plan: Plan, accounts: Amounts, chosen: Amounts) -> Tally:
    """How many of the chosen items are on the accounts, and their amount, positive."""
    if len(chosen) == 0:
        return Tally()
    items = plan.tables.items
    own = chosen[np.isin(items.account[chosen], accounts)]
    return Tally(count=len(own), amount=sum(np.abs(items.amount[own]).tolist()))
