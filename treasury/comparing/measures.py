"""Measures of a run in one currency: idle cash, debt, overdrafts, sweeps, positions.

Amounts are minor units; averages are over calendar days, rounded once, half up.
"""

import numpy as np

from treasury.ages import standing
from treasury.arrays import Amounts
from treasury.money import round_fraction
from treasury.plan.plan import Plan
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    CONCENTRATION,
    FUNDING,
    KIND,
    OVERDUE,
    RETURN,
    Projection,
)


def accounts_in(plan: Plan, currency: str) -> Amounts:
    """The accounts held in the currency."""
    return np.flatnonzero(np.array(plan.names.currencies) == currency)


def average(by_day: Amounts) -> int:
    """The average of daily sums, rounded half up.

    >>> average(np.array([1, 2]))
    2
    """
    return round_fraction(sum(by_day.tolist()), len(by_day))


def idle_cash(plan: Plan, projection: Projection, currency: str) -> int:
    """Average of the day-end credit book balances of all accounts but a structure's roots."""
    return credit_on(projection, not_roots(plan, currency))


def root_cash(plan: Plan, projection: Projection, currency: str) -> int:
    """The same average of the accounts that idle cash leaves out: the structure's roots."""
    return credit_on(projection, roots_in(plan, currency))


def roots_in(plan: Plan, currency: str) -> Amounts:
    """The accounts held in the currency that are roots of the plan's structure."""
    return np.setdiff1d(accounts_in(plan, currency), not_roots(plan, currency))


def not_roots(plan: Plan, currency: str) -> Amounts:
    """The accounts held in the currency that are no root of the plan's structure."""
    return np.setdiff1d(accounts_in(plan, currency), np.array(plan.names.roots, dtype=np.int64))


def credit_on(projection: Projection, accounts: Amounts) -> int:
    """Average of the accounts' day-end credit book balances."""
    return average(credit_by_day(projection, accounts))


def credit_by_day(projection: Projection, accounts: Amounts) -> Amounts:
    """The sum of the accounts' day-end credit book balances; shape (day,)."""
    found: Amounts = np.maximum(0, projection.book[:, accounts]).sum(axis=1)
    return found


def external_debt(plan: Plan, projection: Projection, currency: str) -> int:
    """Average of day-end overdrafts and of what is owed on loans, positive."""
    return average(debt_by_day(plan, projection, currency))


def debt_by_day(plan: Plan, projection: Projection, currency: str) -> Amounts:
    """Day-end overdrafts and what is owed on loans, positive; shape (day,)."""
    own = accounts_in(plan, currency)
    loans = np.flatnonzero(np.isin(plan.tables.loans.account, own))
    overdrawn = np.maximum(0, -projection.book[:, own]).sum(axis=1)
    found: Amounts = overdrawn + projection.owed[:, loans].sum(axis=1)
    return found


def deposited_by_day(plan: Plan, projection: Projection, currency: str) -> Amounts:
    """What is placed on deposits with a principal at each close; shape (day,)."""
    own = np.flatnonzero(np.isin(plan.tables.deposits.rows.account, accounts_in(plan, currency)))
    found: Amounts = projection.deposited[:, own].sum(axis=1)
    return found


def invested_by_day(plan: Plan, projection: Projection, currency: str) -> Amounts:
    """What money market sweeps have invested at each close; shape (day,)."""
    owner = plan.tables.investments.rows.account
    own = np.flatnonzero(np.isin(owner, accounts_in(plan, currency)))
    found: Amounts = projection.invested[:, own].sum(axis=1)
    return found


def overdraft_conversions(plan: Plan, projection: Projection, currency: str) -> int | None:
    """How often an overdraft passed its agreed nights and became overdue; None without any
    agreement."""
    if not plan.scenario.overdraft_agreements:
        return None
    events, mine = projection.events, accounts_in(plan, currency)
    passed = (events[:, KIND] == OVERDUE) & (events[:, AUX] == 0)
    return int(np.isin(events[passed, ACCOUNT], mine).sum())


def overdraft_nights(plan: Plan, projection: Projection, currency: str) -> int:
    """How many day-end book balances are negative."""
    return int((projection.book[:, accounts_in(plan, currency)] < 0).sum())


def sweeps(plan: Plan, projection: Projection, currency: str) -> tuple[int, int]:
    """How many sweeps moved money, up, down or returned, and how much in all.

    Linked draws are none."""
    events = projection.events
    kinds = (CONCENTRATION, FUNDING, RETURN)
    chosen = np.isin(events[:, KIND], kinds) & (events[:, AMOUNT] > 0)
    amounts = events[chosen][np.isin(events[chosen, ACCOUNT], accounts_in(plan, currency)), AMOUNT]
    return len(amounts), sum(amounts.tolist())


def intercompany(
    plan: Plan, projection: Projection, currency: str
) -> tuple[tuple[str, str, int], ...]:
    """Closing positions between legal persons, (creditor, debtor, amount > 0), sorted.

    Gross, unless links are netted by pair: what is sent up and what is fetched down by the same
    two stand apart.
    """
    names, links = plan.names, plan.tables.links
    closing = standing(links.pair, projection.position[-1:])[0].tolist()
    found: dict[tuple[str, str], int] = {}
    for low, high, position in zip(
        links.participant.tolist(), links.header.tolist(), closing, strict=True
    ):
        owner, holder = names.legal_entity[low], names.legal_entity[high]
        if owner == holder or position == 0 or names.currencies[high] != currency:
            continue
        pair = (owner, holder) if position > 0 else (holder, owner)
        found[pair] = found.get(pair, 0) + abs(position)
    return tuple((creditor, debtor, found[creditor, debtor]) for creditor, debtor in sorted(found))
