"""What each notional pool of a run had, bore and was worth, from the plan and the day-end balances.

Amounts are minor units; days are rows. Exact sums are fractions, rounded once, half up. Source: the
banking day, section 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.set_off import flat_rates
from treasury.interest import SCALE, slice_of
from treasury.money import round_fraction
from treasury.plan.notional import pools_of
from treasury.plan.plan import Plan
from treasury.plan.translation import Applied, ways_used
from treasury.pooling.notional import NotionalPool, cancelled, covered, set_off, translated
from treasury.tables import (
    AFTER_OFFSET,
    AMOUNT,
    KIND,
    OWN_TERMS,
    POOL_RESULT,
    POOL_SHARE,
    REF,
    SETTLED,
    AccrualTable,
    Projection,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolDays:
    """One pool day by day, in one of its currencies; shape (day,) each but `part` (day,
    participant).

    `members` are the rows of the plan's members, `part` what each has in the pool, signed.
    `credit` and `debit` are the sums of both sides, `credit_taken` and `debit_taken` what of each
    cancels out.
    """

    members: tuple[int, ...]
    part: Amounts
    credit: Amounts
    debit: Amounts
    credit_taken: Amounts
    debit_taken: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseDays:
    """A pool in its base currency, translated and summed over its currencies; shape (day,).

    `taken` is k x M, which cancels out of both C and D.
    """

    credit: Amounts
    debit: Amounts
    taken: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolWorth:
    """What a pool earned (> 0) or owed over the run, accrued included, and what that is worth.

    `alone` is what the balances in the pool bear at their accounts' own terms (of a register what
    it bears on in their place), `benefit` what the result is worth beyond it: under `net` and in a
    register they bear nothing of their own, else they do. `worth` is
    k x (debit rate - credit rate) x the sum of min(C, D) / basis, rounded once; None where the pool
    and its participants have not one flat rate on either side, or several currencies.
    """

    result: int
    alone: int
    benefit: int
    worth: int | None


def pool_days(plan: Plan, value: Amounts, pool: int) -> PoolDays:
    """What was in the pool on each day; `value` (day, account) are day-end value balances."""
    members, part = parts_of(plan, value, pool)
    credit = np.maximum(part, 0).sum(axis=1)
    debit = np.maximum(-part, 0).sum(axis=1)
    base = base_days(plan, value, pool)
    return PoolDays(
        members=members, part=part, credit=credit, debit=debit,
        credit_taken=taken_of(credit, base.taken, base.credit),
        debit_taken=taken_of(debit, base.taken, base.debit),
    )  # fmt: skip


def parts_of(plan: Plan, value: Amounts, pool: int) -> tuple[tuple[int, ...], Amounts]:
    """The participants of a pool in one currency, and what each has in it; (day, participant)."""
    placed = plan.tables.members
    members = tuple(np.flatnonzero(placed.pool == pool).tolist())
    cap = placed.cap[:, members]
    held = np.zeros((len(value), len(members)), dtype=np.int64)
    for place, member in enumerate(members):
        held[:, place] = what_takes_part(plan, value, member)
    return members, np.where(cap >= 0, np.maximum(held, -cap), 0)


def what_takes_part(plan: Plan, value: Amounts, member: int) -> Amounts:
    """The account's own balance, or what the pool within has left, that it heads; (day,)."""
    placed = plan.tables.members
    if placed.inner[member] < 0:
        return value[:, placed.account[member]]
    lower = pool_days(plan, value, int(placed.inner[member]))
    left: Amounts = lower.credit - lower.credit_taken - lower.debit + lower.debit_taken
    return left


def base_days(plan: Plan, value: Amounts, pool: int) -> BaseDays:
    """What the pool of this row had in its base currency on each day."""
    table = plan.tables.notional
    base = int(table.together[pool])
    sides = np.zeros((2, len(value)), dtype=np.int64)
    for row in np.flatnonzero(table.together == base).tolist():
        sides += translated_days(plan, value, row)
    ratio = int(table.offset[base]), int(table.offset_of[base])
    taken = [
        set_off(credit, debit, *ratio)
        for credit, debit in zip(sides[0].tolist(), sides[1].tolist(), strict=True)
    ]
    if table.register[base] >= 0:
        taken = covered_days(plan, value, base, sides)
    return BaseDays(credit=sides[0], debit=sides[1], taken=np.array(taken, dtype=np.int64))


def covered_days(plan: Plan, value: Amounts, pool: int, sides: Amounts) -> list[int]:
    """What of a register's header's overdraft the others cover on each day."""
    members, part = parts_of(plan, value, pool)
    header = part[:, members.index(int(plan.tables.notional.register[pool]))]
    days = zip(header.tolist(), *sides.tolist(), strict=True)
    return [covered(*day) for day in days]


def translated_days(plan: Plan, value: Amounts, row: int) -> Amounts:
    """Both sums of a pool in one currency, in its base currency: credit, debit; (2, day)."""
    in_base = translated_parts(plan, row, parts_of(plan, value, row)[1])
    return np.stack((np.maximum(in_base, 0).sum(axis=1), np.maximum(-in_base, 0).sum(axis=1)))


def rates_used(plan: Plan, pool: int) -> tuple[Applied, ...]:
    """The pairs by which the currency of a row becomes its pool's base; none for that itself."""
    names, pools = plan.names, pools_of(plan.scenario, plan.structure)
    base = int(plan.tables.notional.together[pool])
    ends = [names.currencies[names.accounts.index(pools[at].header)] for at in (pool, base)]
    return ways_used(plan.scenario, ends[0], ends[1], pools[pool].fx_side)


def translated_parts(plan: Plan, row: int, part: Amounts) -> Amounts:
    """What is in a pool in one currency, in its base currency; (day, participant)."""
    table = plan.tables.notional
    if table.together[row] == row:
        return part
    worth = zip(table.worth[:, row].tolist(), table.worth_of[:, row].tolist(), strict=True)
    found = [
        [translated(amount, *at) for amount in day]
        for day, at in zip(part.tolist(), worth, strict=True)
    ]
    return np.array(found, dtype=np.int64).reshape(part.shape)


def taken_of(own: Amounts, taken: Amounts, whole: Amounts) -> Amounts:
    """What cancels out of one side of a currency, by what does of the whole; (day,)."""
    days = zip(own.tolist(), taken.tolist(), whole.tolist(), strict=True)
    return np.array([cancelled(*day) for day in days], dtype=np.int64)


def pool_worth(plan: Plan, projection: Projection, pool: int) -> PoolWorth:
    """What the pool earned and what it is worth."""
    accruals = plan.tables.accruals
    days = pool_days(plan, projection.value, pool)
    shares = share_rows(plan, pool)
    last = accruals.settles[-1, shares] == 1
    events = projection.events[projection.events[:, KIND] == SETTLED]
    settled = int(events[np.isin(events[:, REF], shares), AMOUNT].sum())
    result = settled + int(projection.accrued[shares][~last].sum())
    alone = sum((borne_alone(plan, *each) for each in borne_instead(plan, pool, days)), Fraction(0))
    own = round_fraction(alone.numerator, alone.denominator)
    replaces = record_of(plan, pool).method in ("net", "register")
    worth = set_off_worth(plan, pool, days)
    return PoolWorth(
        result=result,
        alone=own,
        benefit=result - own if replaces else result,
        worth=None if worth is None else round_fraction(worth.numerator, worth.denominator),
    )


def borne_instead(plan: Plan, pool: int, days: PoolDays) -> Iterator[tuple[int, Amounts]]:
    """The balances on which the pool bears in place of their own terms, or beside them, with whose
    they are: of a register what of the header's overdraft the others cover."""
    header = int(plan.tables.notional.register[pool])
    if header >= 0:
        yield header, -days.debit_taken
        return
    for place, member in enumerate(days.members):
        yield member, days.part[:, place]


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
    """What a participant's balances in the pool bear at its own terms, or those of the pool within,
    exactly; signed."""
    accruals, members = plan.tables.accruals, plan.tables.members
    nested, total = members.inner[member] >= 0, Fraction(0)
    kinds = AFTER_OFFSET if nested else OWN_TERMS
    subject = int((members.inner if nested else members.account)[member])
    bearing = np.isin(accruals.kind, kinds) & (accruals.subject == subject)
    for row in np.flatnonzero(bearing).tolist():
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
    if flat is None or is_overlay(plan, pool):
        return None
    accruals, row = plan.tables.accruals, result_row(plan, pool)
    weight, basis = accruals.weight[:, row].tolist(), accruals.basis[:, row].tolist()
    exact = Fraction(0)
    for taken, each, year in zip(days.credit_taken.tolist(), weight, basis, strict=True):
        exact += Fraction(taken * each, SCALE * year)
    return (flat.debit - flat.credit) * exact


def record_of(plan: Plan, pool: int) -> NotionalPool:
    """The pool as the treasurer wrote it, in the currency of this row."""
    return pools_of(plan.scenario, plan.structure)[pool]


def is_overlay(plan: Plan, pool: int) -> bool:
    """Whether the pool of this row has several currencies."""
    together = plan.tables.notional.together
    return int((together == together[pool]).sum()) > 1
