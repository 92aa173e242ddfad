"""Notional pools restated from the scenario's records and the ledger's value balances.

What is in each pool on each day, what cancels out, by what its result is shared; the plan's tables
are held against it. Amounts are minor units; days are rows. Source: the banking day,
section 7; the docstrings of `NotionalPool`, `NotionalCurrency` and `NotionalMember`. A pool of
several currencies is a pool in each of them, its base currency's first.
"""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.exchange import worth_by_day
from treasury.fx import rounded
from treasury.money import to_minor
from treasury.plan.plan import Plan
from treasury.pooling.notional import NotionalMember, NotionalPool

Truths = npt.NDArray[np.bool_]
SHARE_UNITS = 10**9
OUTSIDE = -1


class Member(NamedTuple):
    """An account in a pool, both by index, with its lines; the caps and shares by day follow."""

    pool: int
    account: int
    lines: tuple[NotionalMember, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """The pools of a run by id, in each of their currencies; participants by pool and account.

    `part`, `weight` (day, member): what is in the pool, signed, and by what it shares in the
    result for the day. `credit`, `debit`, `credit_taken`, `debit_taken` (day, pool): the sums of
    both sides, not negative, and what of each cancels out.
    """

    pools: tuple[NotionalPool, ...]
    members: tuple[Member, ...]
    part: Amounts
    weight: Amounts
    credit: Amounts
    debit: Amounts
    credit_taken: Amounts
    debit_taken: Amounts


def pooled(plan: Plan, valued: Amounts) -> Pooled:
    """The run's pools, from the records and value balances (day, account)."""
    pools, members, days = pools_of(plan), members_of(plan), plan.names.days
    part = np.zeros((len(days), len(members)), dtype=np.int64)
    weight = np.zeros_like(part)
    sides = np.zeros((4, len(days), len(pools)), dtype=np.int64)
    for name in inside_first(plan):
        rows = [at for at, pool in enumerate(pools) if pool.id == name]
        for row, member in enumerate(members):
            if member.pool in rows:
                inside, cap, share = by_day(plan, member)
                lower = within(plan, member)
                rest = sides[0] - sides[2] - sides[1] + sides[3]
                balance = valued[:, member.account] if lower == OUTSIDE else rest[:, lower]
                part[:, row] = np.where(inside, np.maximum(balance, -cap), 0)
                weight[:, row] = weights(pools[member.pool], part[:, row], share)
        own = [[row for row, member in enumerate(members) if member.pool == at] for at in rows]
        sides[:, :, rows] = set_off(plan, pools, rows, [part[:, each] for each in own])
        if pools[rows[0]].method == "register":
            sides[2:, :, rows[0]] = demanded(pools[rows[0]], plan, members, part)
    return Pooled(
        pools=pools, members=members, part=part, weight=weight,
        credit=sides[0], debit=sides[1], credit_taken=sides[2], debit_taken=sides[3],
    )  # fmt: skip


def within(plan: Plan, member: Member) -> int:
    """The pool that takes part in the member's place with what it has left, by its row: one whose
    header the account is; OUTSIDE where there is none."""
    pools, account = pools_of(plan), plan.names.accounts[member.account]
    rows = (row for row, pool in enumerate(pools) if pool.header == account)
    return next((row for row in rows if pools[row].id != pools[member.pool].id), OUTSIDE)


def inside_first(plan: Plan) -> list[str]:
    """The pools by id, each after those that are within it."""
    pools = pools_of(plan)
    around = {
        (pools[within(plan, one)].id, pools[one.pool].id)
        for one in members_of(plan) if within(plan, one) != OUTSIDE
    }  # fmt: skip
    waiting = list(dict.fromkeys(pool.id for pool in pools))
    found: list[str] = []
    while waiting:
        held = {up for lower, up in around if lower in waiting}
        free = [one for one in waiting if one not in held]
        found += free
        waiting = [one for one in waiting if one not in free]
    return found


def set_off(
    plan: Plan, pools: tuple[NotionalPool, ...], rows: list[int], parts: list[Amounts]
) -> Amounts:
    """Both sums of a pool in each of its currencies, and what of each cancels out; (4, day, row).

    `parts` (day, member) are what is in the pool in each row. C and D are sums of the parts, each
    translated into the base currency and rounded; of all credit balances, and of all overdrafts,
    the same part cancels out.
    """
    base, side = currency_of(plan, pools[rows[0]]), pools[rows[0]].fx_side
    k, days = ratio(pools[rows[0]]), range(len(plan.names.days))
    worth = [worth_by_day(plan, currency_of(plan, pools[at]), base, side) for at in rows]
    found = np.zeros((4, len(days), len(rows)), dtype=np.int64)
    for day in days:
        own = [each[day].tolist() for each in parts]
        in_base = [
            each if by[day] == 1 else [rounded(part * by[day]) for part in each]
            for each, by in zip(own, worth, strict=True)
        ]
        for place, sign in enumerate((1, -1)):
            found[place, day] = [above(each, sign) for each in own]
        whole = [sum(above(each, sign) for each in in_base) for sign in (1, -1)]
        cancelled = k * min(whole)
        taken = cancelled.numerator // cancelled.denominator
        for place, total in enumerate(whole):
            if total:
                found[place + 2, day] = found[place, day].astype(object) * taken // total
    return found


def demanded(pool: NotionalPool, plan: Plan, members: tuple[Member, ...], part: Amounts) -> Amounts:
    """What of the overdraft of a register's header the others have money for; (day,)."""
    at = next(row for row, one in enumerate(pools_of(plan)) if one.id == pool.id)
    header = plan.names.accounts.index(pool.header)
    others = [row for row, one in enumerate(members) if one.pool == at and one.account != header]
    own = [row for row, one in enumerate(members) if one.pool == at and one.account == header]
    overdrawn = -np.minimum(part[:, own].sum(axis=1), 0)
    covered: Amounts = np.minimum(overdrawn, np.maximum(part[:, others].sum(axis=1), 0))
    return covered


def above(parts: list[int], sign: int) -> int:
    """The sum of the parts on the side, not negative."""
    return sum(max(0, sign * part) for part in parts)


def pools_of(plan: Plan) -> tuple[NotionalPool, ...]:
    """The pools of the run's structure by id, each in its base currency, then in the others."""
    scenario, found = plan.scenario, []
    own = [pool for pool in scenario.notional_pools if pool.structure == plan.structure]
    for pool in sorted(own, key=lambda pool: pool.id):
        others = {line.header: line for line in scenario.notional_currencies
                  if line.pool == pool.id}  # fmt: skip
        found.append(pool)
        for header in sorted(others):
            line = others[header]
            found.append(replace(
                pool, header=header, terms=line.terms, offset_terms=line.offset_terms,
                internal_terms=line.internal_terms,
            ))  # fmt: skip
    return tuple(found)


def currency_of(plan: Plan, pool: NotionalPool) -> str:
    """The currency of the pool, or of this row of it."""
    return plan.names.currencies[plan.names.accounts.index(pool.header)]


def members_of(plan: Plan) -> tuple[Member, ...]:
    """The participants of the run's pools, by pool and account."""
    names = plan.names
    at = {(pool.id, currency_of(plan, pool)): row for row, pool in enumerate(pools_of(plan))}
    place = {name: row for row, name in enumerate(names.accounts)}
    found: dict[tuple[int, int], list[NotionalMember]] = {}
    for line in plan.scenario.notional_members:
        account = place[line.account]
        pool = at.get((line.pool, names.currencies[account]))
        if pool is not None:
            found.setdefault((pool, account), []).append(line)
    return tuple(Member(*key, tuple(found[key])) for key in sorted(found))


def by_day(plan: Plan, member: Member) -> tuple[Truths, Amounts, Amounts]:
    """Whether the participant is in its pool, its cap, and its agreed share; (day,) each."""
    days, currency = plan.names.days, plan.names.currencies[member.account]
    inside = np.zeros(len(days), dtype=np.bool_)
    cap, share = np.zeros(len(days), dtype=np.int64), np.zeros(len(days), dtype=np.int64)
    for line in member.lines:
        for row, day in enumerate(days):
            if (line.valid_from or date.min) <= day <= (line.valid_until or date.max):
                inside[row] = True
                cap[row] = UNLIMITED if line.debit_cap is None else to_minor(line.debit_cap,
                                                                             currency)  # fmt: skip
                share[row] = agreed(line)
    return inside, cap, share


def agreed(line: NotionalMember) -> int:
    """The agreed share in whole 1e-9, 1 where none is agreed."""
    if line.share is None:
        return 1
    part = percentage(line.share) * SHARE_UNITS
    assert part.denominator == 1, "finer shares are refused"
    return part.numerator


def percentage(text: str) -> Fraction:
    """The percentage as a fraction."""
    return Fraction(text.strip().removesuffix("%").strip()) / 100


def ratio(pool: NotionalPool) -> Fraction:
    """Of what both sides have, how much cancels out."""
    if pool.method in ("enhance", "register"):
        return Fraction(0)
    return percentage(pool.offset or "100%")


def weights(pool: NotionalPool, part: Amounts, share: Amounts) -> Amounts:
    """By what a participant shares in the result for each day; (day,)."""
    credit, debit = np.maximum(part, 0), np.maximum(-part, 0)
    every = {
        "central": 0 * part,
        "rate_based": 0 * part,
        "even": share,
        "agreed": share,
        "even_to_positive": np.where(part > 0, share, 0),
        "fair_share": credit,
        "reverse_fair_share": debit,
        "absolute_pro_rata": credit + debit,
    }
    return np.asarray(every[pool.allocation], dtype=np.int64)


# --- the plan's tables ------------------------------------------------------------------------


def pools_differ(plan: Plan) -> str:
    """What of the pools in the plan is not as the records have it, as text; "" if nothing."""
    pools, members = pools_of(plan), members_of(plan)
    if plan.names.pools != tuple(pool.id for pool in pools):
        return "the plan and the records disagree on the notional pools"
    placed = plan.tables.members
    for at in range(len(pools)):
        other = pool_differs(plan, pools, at)
        if other:
            return other
    ends = list(zip(
        placed.pool.tolist(), placed.account.tolist(), placed.inner.tolist(), strict=True
    ))  # fmt: skip
    if ends != [(member.pool, member.account, within(plan, member)) for member in members]:
        return "the plan and the records disagree on who is in which notional pool"
    for row, member in enumerate(members):
        inside, cap, share = by_day(plan, member)
        wrong = placed.cap[:, row] != np.where(inside, cap, OUTSIDE)
        wrong |= inside & (placed.share[:, row] != share)
        if wrong.any():
            day, name = plan.names.days[int(np.argmax(wrong))], plan.names.accounts[member.account]
            return f"{name} on {day}: another cap, share or participation is planned"
    return ""


def pool_differs(plan: Plan, pools: tuple[NotionalPool, ...], at: int) -> str:
    """What of a pool in one currency is planned otherwise, as text; "" if nothing."""
    table, pool = plan.tables.notional, pools[at]
    planned = Fraction(int(table.offset[at]), int(table.offset_of[at]))
    if planned != ratio(pool):
        return f"{pool.id}: by the records {ratio(pool)} of M cancels out, planned {planned}"
    if int(table.replaces[at]) != (pool.method == "net"):
        return f"{pool.id}: what participants bear themselves is planned otherwise"
    if int(table.outer[at]) != outer_row(plan, at) or not comes_after(plan, at):
        return f"{pool.id}: in which pool it is, or when it sets off, is planned otherwise"
    if int(table.register[at]) != register_row(plan, pools, at):
        return f"{pool.id}: whose overdraft bears the demand rate is planned otherwise"
    base = next(row for row, other in enumerate(pools) if other.id == pool.id)
    if int(table.together[at]) != base:
        return f"{pool.id}: its currencies are not planned to set off together"
    return worth_differs(plan, pool, pools[base], at)


def outer_row(plan: Plan, at: int) -> int:
    """The row among the participants by which what a pool has left is in another one, OUTSIDE where
    it is in none."""
    rows = (row for row, one in enumerate(members_of(plan)) if within(plan, one) == at)
    return next(rows, OUTSIDE)


def comes_after(plan: Plan, at: int) -> bool:
    """Whether the pool is planned once, after all pools that are within it."""
    order = plan.tables.notional.order.tolist()
    inner = [within(plan, one) for one in members_of(plan) if one.pool == at]
    return order.count(at) == 1 and all(
        order.index(one) < order.index(at) for one in inner if one in order
    )


def register_row(plan: Plan, pools: tuple[NotionalPool, ...], at: int) -> int:
    """The row of a register's header among the participants, -1 where the pool is none."""
    if pools[at].method != "register":
        return OUTSIDE
    ends = [(one.pool, plan.names.accounts[one.account]) for one in members_of(plan)]
    return ends.index((at, pools[at].header))


def worth_differs(plan: Plan, pool: NotionalPool, base: NotionalPool, at: int) -> str:
    """The first day on which a currency is planned to be worth other than the records say."""
    table, ends = plan.tables.notional, (currency_of(plan, pool), currency_of(plan, base))
    columns = (table.worth[:, at].tolist(), table.worth_of[:, at].tolist())
    planned = [Fraction(*pair) for pair in zip(*columns, strict=True)]
    right = worth_by_day(plan, *ends, pool.fx_side)
    for day, one, other in zip(plan.names.days, planned, right, strict=True):
        if one != other:
            return f"{pool.id}: {ends[0]} on {day} is not translated at the rate in force"
    return ""
