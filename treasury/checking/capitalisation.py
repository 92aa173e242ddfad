"""Check of interest: numbers, settlements and postings recomputed exactly.

Number 10 of the banking day, section 12. Interest numbers come from the ledger's value balances,
its loans and investments, and the links' positions as the events make them; interest is added up
in whole units of 1 / (1e8 x common basis), in Python's integers. Amounts are minor units.
"""

from collections.abc import Mapping
from math import lcm
from typing import NamedTuple, TypeVar

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Finding, failed, first, passed
from treasury.checking.pairs import netted
from treasury.checking.shares import Settlement, pool_of, settling_together, shared
from treasury.checking.terms import terms_differ
from treasury.interest import ROUNDING_CODES, SCALE
from treasury.money import round_fraction
from treasury.tables import (
    AFTER_OFFSET,
    AMOUNT,
    AT_INTERNAL_RATES,
    AUX,
    BASE,
    DAY,
    INTEREST,
    INTERNAL_INTEREST,
    INVESTMENT,
    LOAN,
    NUMBER,
    OFFSET_DEBIT,
    ON_POSITIONS,
    OWN_TERMS,
    POOL_CREDIT,
    POOL_RESULT,
    POOL_SHARE,
    REF,
    REINVESTED,
    SEEN,
    SET_OFF,
    SETTLED,
    TAKEN_OFF,
    TAKEN_OFF_WITHIN,
    AccrualTable,
)

ROUNDINGS = {code: name for name, code in ROUNDING_CODES.items()}
TOO_LARGE = 2**62
Key = TypeVar("Key", bound=tuple[int, ...])
Number = tuple[int, int, int]
"""Of an interest number: the day, accrual and tier it belongs to; or amount, version, basis."""


class Periods(NamedTuple):
    """The rate periods of all accruals, by accrual, then day; shape (period,) each.

    A period ends at the close of `day`, in `version` and `basis`. `numbers` (period, tier) are
    its interest numbers, minor units x days.
    """

    accrual: Amounts
    day: Amounts
    version: Amounts
    basis: Amounts
    numbers: Amounts


def interest_is_exact(evidence: Evidence) -> Finding:
    """10: interest = round(exact + carried), once per account, side and capitalisation.

    The plan's terms are held against the scenario's records before anything is computed by them.
    """
    accruals = evidence.plan.tables.accruals
    wrong = terms_differ(evidence)
    if wrong:
        return failed(len(accruals.kind), wrong)
    if len(accruals.kind) == 0:
        return Finding(None, 0, "nothing bears interest")
    periods = rate_periods(accruals, observed(evidence), evidence.plan.tables.days)
    wrong = numbers_differ(evidence, periods)
    if wrong:
        return failed(len(periods.day), wrong)
    commons = common_bases(accruals)
    exact = settling_together(by_accrual(periods, accruals, commons), accruals, commons)
    settlements = [settle(accruals, row, found, commons[row]) for row, found in enumerate(exact)]
    results = np.flatnonzero(accruals.kind == POOL_RESULT).tolist()
    for row in results:
        for share, parts in shared(evidence, row, settlements).items():
            settlements[share] = parts
    settled = {
        (day, row): amount
        for row, settlement in enumerate(settlements)
        for day, amount in settlement.settled
    }
    examined = len(settled) + len(settlements)
    posted = {at: amount for at, amount in settled.items() if at[1] not in results}
    wrong = settled_differ(evidence, settled) or posted_differ(evidence, posted)
    wrong = wrong or accrued_differ(evidence, settlements)
    if wrong:
        return failed(examined, wrong)
    return passed(examined, "settlements and accrued amounts, to the unit", "no interest")


def observed(evidence: Evidence) -> Amounts:
    """The balance each accrual bears on, never negative; shape (day, accrual)."""
    accruals, banks = evidence.plan.tables.accruals, len(evidence.plan.names.accounts)
    seen = np.zeros((evidence.plan.tables.days, len(accruals.kind)), dtype=np.int64)
    pooled = evidence.pooled
    own, part = left_to_own_terms(evidence), pooled.part
    taken = pooled.credit_taken, pooled.debit_taken
    stands = netted(evidence, evidence.positions)
    for kinds, sources, signs in (
        (OWN_TERMS, (own, own), (1, -1)),
        ((LOAN, INVESTMENT), (evidence.booked[:, banks:], invested(evidence)), (-1, 1)),
        (ON_POSITIONS, (stands, stands), (1, -1)),
        (AFTER_OFFSET, (pooled.credit - taken[0], pooled.debit - taken[1]), (1, 1)),
        (SET_OFF, taken, (1, 1)),
        (TAKEN_OFF, (part, part), (1, -1)),
        (TAKEN_OFF_WITHIN, (part, part), (1, -1)),
        (AT_INTERNAL_RATES, (part, part), (1, -1)),
    ):
        for kind, source, sign in zip(kinds, sources, signs, strict=True):
            rows = np.flatnonzero(accruals.kind == kind)
            seen[:, rows] = np.maximum(0, sign * source[:, accruals.subject[rows]])
    return seen


def invested(evidence: Evidence) -> Amounts:
    """What each money market sweep has invested, by the books; shape (day, sweep)."""
    accounts, ids = evidence.ledger.accounts, evidence.plan.names.investments
    place = {each.subject: at for at, each in enumerate(accounts) if each.kind == "investment"}
    return np.asarray(evidence.booked[:, [place[name] for name in ids]])


def left_to_own_terms(evidence: Evidence) -> Amounts:
    """What of the value balances bears at the accounts' own terms; shape (day, account)."""
    left = evidence.valued[:, : len(evidence.plan.names.accounts)].copy()
    for row, member in enumerate(evidence.pooled.members):
        if evidence.pooled.pools[member.pool].method == "net":
            left[:, member.account] -= evidence.pooled.part[:, row]
    for at, pool in enumerate(evidence.pooled.pools):
        if pool.method == "register":
            header = evidence.plan.names.accounts.index(pool.header)
            left[:, header] += evidence.pooled.debit_taken[:, at]
    return left


def rate_periods(accruals: AccrualTable, balance: Amounts, days: int) -> Periods:
    """Every rate period's interest numbers, from the day-end balances (day, accrual)."""
    version = accruals.version
    ends = accruals.settles == 1
    ends[-1] = True
    ends[:-1] |= (np.diff(version, axis=0) != 0) | (np.diff(accruals.basis, axis=0) != 0)
    accrual, day = np.nonzero((ends & (version >= 0)).T)
    start = np.flatnonzero(np.diff(accrual, prepend=-1))
    tiers = range(accruals.upper.shape[1])
    numbers = [tier_numbers(accruals, balance, tier)[day, accrual] for tier in tiers]
    for tier, total in enumerate(numbers):
        before = np.roll(total, 1)
        before[start] = -accruals.opening[accrual[start], tier]
        numbers[tier] = total - before
    return Periods(
        accrual=accrual,
        day=day,
        version=version[day, accrual],
        basis=accruals.basis[day, accrual],
        numbers=np.stack(numbers, axis=1),
    )


def tier_numbers(accruals: AccrualTable, balance: Amounts, tier: int) -> Amounts:
    """The tier's interest numbers summed from the first day to each day; shape (day, accrual).

    Where the sums might not fit 64 bits they are Python's integers.
    """
    part = slices(accruals, balance, tier)
    part = part - left_over(accruals, part, tier)
    if tier + 1 < accruals.upper.shape[1]:
        part = part + left_over(accruals, slices(accruals, balance, tier + 1), tier + 1)
    days = int(np.abs(accruals.weight).sum(axis=0).max())
    if int(part.max()) * days >= TOO_LARGE:
        part = part.astype(object)
    return np.cumsum(part * accruals.weight, axis=0)


def slices(accruals: AccrualTable, balance: Amounts, tier: int) -> Amounts:
    """The balance's slice in the tier on each day; shape (day, accrual)."""
    upper = accruals.upper[accruals.version, tier]
    lower = accruals.upper[accruals.version, tier - 1] if tier else np.zeros_like(upper)
    marginal = np.minimum(balance, upper) - lower
    whole = np.where(balance <= upper, balance, 0)
    part = np.where(accruals.whole_balance == 1, whole, marginal)
    return np.where((balance > lower) & (accruals.version >= 0), part, 0)


def left_over(accruals: AccrualTable, part: Amounts, tier: int) -> Amounts:
    """What of the slice makes no whole unit of the tier, and bears the rate of the tier below."""
    unit = accruals.unit[accruals.version, tier]
    return np.where(unit > 0, part % np.maximum(unit, 1), 0)


def numbers_differ(evidence: Evidence, periods: Periods) -> str:
    """The first interest number that the events give differently, as text; "" if none."""
    rows, tiers = np.nonzero(periods.numbers)
    expected: dict[Number, Number] = {
        (day, accrual, tier): (number, version, basis)
        for day, accrual, tier, number, version, basis in zip(
            periods.day[rows].tolist(),
            periods.accrual[rows].tolist(),
            tiers.tolist(),
            periods.numbers[rows, tiers].tolist(),
            periods.version[rows].tolist(),
            periods.basis[rows].tolist(),
            strict=True,
        )
    }
    events = evidence.projection.events[evidence.rows(NUMBER)]
    found: dict[Number, Number] = {
        (day, accrual, tier): (number, version, basis)
        for day, accrual, tier, number, version, basis in events[
            :, [DAY, REF, BASE, AMOUNT, AUX, SEEN]
        ].tolist()
    }
    if found == expected and len(events) == len(expected):
        return ""
    at = first_difference(expected, found)
    if at is None:
        return "an interest number was recorded twice"
    day, accrual, tier = at
    ours, theirs = expected.get(at, (0, 0, 0))[0], found.get(at, (0, 0, 0))[0]
    where = f"{subject(evidence, accrual)}, tier {tier + 1}, up to {evidence.day(day)}"
    return f"interest number of {where}: recomputed {ours:,}, recorded {theirs:,}"


def first_difference(ours: Mapping[Key, object], theirs: Mapping[Key, object]) -> Key | None:
    """The smallest key under which the two differ, None where they agree."""
    return min(
        (key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)),
        default=None,
    )


def by_accrual(
    periods: Periods, accruals: AccrualTable, commons: list[int]
) -> list[list[tuple[int, int]]]:
    """For each accrual its periods as (day, exact interest in units of 1 / (1e8 x common))."""
    found: list[list[tuple[int, int]]] = [[] for _ in commons]
    rates = accruals.rate[periods.version].tolist()
    for accrual, day, basis, numbers, rate in zip(
        periods.accrual.tolist(),
        periods.day.tolist(),
        periods.basis.tolist(),
        periods.numbers.tolist(),
        rates,
        strict=True,
    ):
        exact = sum(number * per for number, per in zip(numbers, rate, strict=True))
        found[accrual].append((day, exact * (commons[accrual] // basis)))
    return found


def common_bases(accruals: AccrualTable) -> list[int]:
    """The least common multiple of the bases each accrual meets, those of what settles into it
    too; (accrual,)."""
    commons = [int(common) for common in np.lcm.reduce(accruals.basis, axis=0)]
    for row, into in enumerate(accruals.into.tolist()):
        commons[into] = lcm(commons[into], commons[row])
    return commons


def settle(
    accruals: AccrualTable, row: int, periods: list[tuple[int, int]], common: int
) -> Settlement:
    """The accrual's settlements in order, each rounded once, the remainder carried or dropped."""
    denominator = SCALE * common
    rounding = ROUNDINGS[int(accruals.rounding[row])]
    sign, carries = int(accruals.sign[row]), bool(accruals.carry[row])
    last = len(accruals.settles) - 1
    exact_by_day = dict(periods)
    closes = np.flatnonzero(accruals.settles[:, row]).tolist()
    exact, settled, accrued = 0, [], 0
    for day in sorted({*exact_by_day, *closes}):
        exact += exact_by_day.get(day, 0)
        if not accruals.settles[day, row]:
            continue
        amount = round_fraction(exact, denominator, rounding)
        if exact:
            settled.append((day, sign * amount))
        exact = exact - amount * denominator if carries else 0
        if day == last:
            return Settlement(settled, sign * amount)
    accrued = sign * round_fraction(exact, denominator, rounding)
    return Settlement(settled, accrued)


def settled_differ(evidence: Evidence, settled: dict[tuple[int, int], int]) -> str:
    """The first settlement that the events give differently, as text; "" if none."""
    events = evidence.projection.events[evidence.rows(SETTLED)]
    return compare(evidence, "settled", settled, events)


def posted_differ(evidence: Evidence, settled: dict[tuple[int, int], int]) -> str:
    """The first settlement that was not posted once, the next morning, as text; "" if none."""
    last = evidence.plan.tables.days - 1
    due = {
        (day + 1, accrual): amount
        for (day, accrual), amount in settled.items()
        if amount and day < last
    }
    events = evidence.projection.events[evidence.rows(INTEREST, INTERNAL_INTEREST, REINVESTED)]
    return compare(evidence, "posted", due, events)


def compare(
    evidence: Evidence, what: str, expected: dict[tuple[int, int], int], events: Amounts
) -> str:
    """The first (day, accrual) at which the events' amounts differ, as text; "" if none."""
    found: dict[tuple[int, int], int] = {}
    for day, accrual, amount in events[:, [DAY, REF, AMOUNT]].tolist():
        if (day, accrual) in found:
            where = f"{subject(evidence, accrual)} on {evidence.day(day)}"
            return f"interest of {where} was {what} twice"
        found[day, accrual] = amount
    at = first_difference(expected, found)
    if at is None:
        return ""
    day, accrual = at
    account = evidence.plan.money_of(accrual)
    ours, theirs = (evidence.money(account, side.get(at, 0)) for side in (expected, found))
    where = f"{subject(evidence, accrual)} on {evidence.day(day)}"
    return f"interest of {where}: recomputed {ours}, {what} {theirs}"


def accrued_differ(evidence: Evidence, settlements: list[Settlement]) -> str:
    """The first accrual whose interest not yet posted differs, as text; "" if none."""
    ours = np.array([settlement.accrued for settlement in settlements], dtype=np.int64)
    theirs = evidence.projection.accrued
    if np.array_equal(ours, theirs):
        return ""
    (row,) = first(ours != theirs)
    account = evidence.plan.money_of(row)
    return (
        f"interest of {subject(evidence, row)} accrued at the end: recomputed "
        f"{evidence.money(account, int(ours[row]))}, reported "
        f"{evidence.money(account, int(theirs[row]))}"
    )


def subject(evidence: Evidence, accrual: int) -> str:
    """What the accrual bears on, as text."""
    accruals, names = evidence.plan.tables.accruals, evidence.plan.names
    at, kind = int(accruals.subject[accrual]), int(accruals.kind[accrual])
    if kind == LOAN:
        return f"loan {names.loans[at]}"
    if kind == INVESTMENT:
        return f"money market sweep {names.investments[at]}"
    if kind in ON_POSITIONS:
        return f"position {evidence.link(at)} ({names.accrual_sides[accrual]})"
    account = names.accounts[int(accruals.account[accrual])]
    if POOL_CREDIT <= kind <= OFFSET_DEBIT or kind == POOL_RESULT:
        side = f" ({names.accrual_sides[accrual]})" if kind != POOL_RESULT else ""
        set_off = ", set off" if kind in SET_OFF else ""
        return f"notional pool {names.pools[at]}{side}{set_off}"
    if OFFSET_DEBIT < kind < POOL_RESULT:
        pool = names.pools[pool_of(accruals, accrual)]
        what = f" ({names.accrual_sides[accrual]})" if kind != POOL_SHARE else "'s share"
        return f"{account}{what} in notional pool {pool}"
    return f"{account} ({names.accrual_sides[accrual]})"
