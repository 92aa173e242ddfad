"""What each notional pool of a run had, bore and was worth, from the plan and the day-end balances.

Amounts are minor units; days are rows. Exact sums are fractions, rounded once, half up. Source: the
banking day, section 7.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.set_off import flat_rates
from treasury.interest import SCALE, slice_of
from treasury.money import round_fraction
from treasury.plan.plan import Plan
from treasury.pooling.notional import NotionalPool, set_off
from treasury.tables import (
    AMOUNT,
    CREDIT_SIDE,
    DEBIT_SIDE,
    KIND,
    POOL_RESULT,
    POOL_SHARE,
    REF,
    SETTLED,
    AccrualTable,
    Projection,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolDays:
    """One pool day by day; shape (day,) each but `part` (day, participant).

    `members` are the rows of the plan's members, `part` what each has in the pool, signed.
    `credit` and `debit` are the sums of both sides, `taken` what of both cancels out.
    """

    members: tuple[int, ...]
    part: Amounts
    credit: Amounts
    debit: Amounts
    taken: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolWorth:
    """What a pool earned (> 0) or owed over the run, accrued included, and what that is worth.

    `alone` is what the balances in the pool bear at their accounts' own terms, `benefit` what the
    result is worth beyond it: under `net` they bear nothing of their own, else they do. `worth` is
    k x (debit rate - credit rate) x the sum of min(C, D) / basis, rounded once; None where the pool
    and its participants have not one flat rate on either side.
    """

    result: int
    alone: int
    benefit: int
    worth: int | None


def pool_days(plan: Plan, value: Amounts, pool: int) -> PoolDays:
    """What was in the pool on each day; `value` (day, account) are day-end value balances."""
    table, placed = plan.tables.notional, plan.tables.members
    members = tuple(np.flatnonzero(placed.pool == pool).tolist())
    cap = placed.cap[:, members]
    part = np.where(cap >= 0, np.maximum(value[:, placed.account[list(members)]], -cap), 0)
    credit = np.maximum(part, 0).sum(axis=1)
    debit = np.maximum(-part, 0).sum(axis=1)
    ratio = int(table.offset[pool]), int(table.offset_of[pool])
    taken = [set_off(*pair, *ratio) for pair in zip(credit.tolist(), debit.tolist(), strict=True)]
    return PoolDays(
        members=members, part=part, credit=credit, debit=debit,
        taken=np.array(taken, dtype=np.int64),
    )  # fmt: skip


def pool_worth(plan: Plan, projection: Projection, pool: int) -> PoolWorth:
    """What the pool earned and what it is worth."""
    accruals = plan.tables.accruals
    days = pool_days(plan, projection.value, pool)
    shares = share_rows(plan, pool)
    last = accruals.settles[-1, shares] == 1
    events = projection.events[projection.events[:, KIND] == SETTLED]
    settled = int(events[np.isin(events[:, REF], shares), AMOUNT].sum())
    result = settled + int(projection.accrued[shares][~last].sum())
    alone = sum(
        (borne_alone(plan, member, days.part[:, place]) for place, member in
         enumerate(days.members)), Fraction(0),
    )  # fmt: skip
    own = round_fraction(alone.numerator, alone.denominator)
    replaces = plan.tables.notional.replaces[pool] == 1
    worth = set_off_worth(plan, pool, days)
    return PoolWorth(
        result=result,
        alone=own,
        benefit=result - own if replaces else result,
        worth=None if worth is None else round_fraction(worth.numerator, worth.denominator),
    )


def share_rows(plan: Plan, pool: int) -> Amounts:
    """The rows of those who share the pool's result."""
    accruals = plan.tables.accruals
    shares = accruals.kind == POOL_SHARE
    return np.flatnonzero(shares & (accruals.subject[accruals.into] == pool))


def result_row(plan: Plan, pool: int) -> int:
    """The row of the pool's result."""
    accruals = plan.tables.accruals
    return int(np.flatnonzero((accruals.kind == POOL_RESULT) & (accruals.subject == pool))[0])


def borne_alone(plan: Plan, member: int, part: Amounts) -> Fraction:
    """What a participant's balances in the pool bear at its own terms, exactly; signed."""
    accruals, account = plan.tables.accruals, int(plan.tables.members.account[member])
    total = Fraction(0)
    of_accounts = np.isin(accruals.kind, (CREDIT_SIDE, DEBIT_SIDE))
    for row in np.flatnonzero(of_accounts & (accruals.subject == account)).tolist():
        sign = int(accruals.sign[row])
        total += sign * borne(accruals, row, np.maximum(0, sign * part))
    return total


def borne(accruals: AccrualTable, row: int, balance: Amounts) -> Fraction:
    """What balances (day,), not negative, bear by the rates of a row, exactly."""
    total = Fraction(0)
    whole = bool(accruals.whole_balance[row])
    for day in np.flatnonzero((balance > 0) & (accruals.version[:, row] >= 0)).tolist():
        version, lower, below, interest = int(accruals.version[day, row]), 0, 0, 0
        columns = (accruals.upper, accruals.rate, accruals.unit)
        for upper, rate, unit in zip(*(each[version].tolist() for each in columns), strict=True):
            part = slice_of(int(balance[day]), lower, upper, whole)
            left_over = part % unit if unit else 0
            interest += (part - left_over) * rate + left_over * below
            lower, below = upper, rate
        weight, basis = int(accruals.weight[day, row]), int(accruals.basis[day, row])
        total += Fraction(interest * weight, SCALE * basis)
    return total


def set_off_worth(plan: Plan, pool: int, days: PoolDays) -> Fraction | None:
    """The exact worth of what cancels out, None where section 7 gives none."""
    flat = flat_rates(plan.scenario, record_of(plan, pool))
    if flat is None:
        return None
    accruals, row = plan.tables.accruals, result_row(plan, pool)
    weight, basis = accruals.weight[:, row].tolist(), accruals.basis[:, row].tolist()
    exact = Fraction(0)
    for taken, each, year in zip(days.taken.tolist(), weight, basis, strict=True):
        exact += Fraction(taken * each, SCALE * year)
    return (flat.debit - flat.credit) * exact


def record_of(plan: Plan, pool: int) -> NotionalPool:
    """The pool as the treasurer wrote it."""
    name = plan.names.pools[pool]
    return next(one for one in plan.scenario.notional_pools if one.id == name)
