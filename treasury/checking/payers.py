"""What each account's records say about its payments: header, mode, limits, overdraft, line.

Read from the scenario, not from the plan's tables, so that a mistake in resolving would show.
Amounts are minor units. Source: the banking day, section 5.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.evidence import Evidence
from treasury.checking.timetable import structure_of
from treasury.money import to_minor
from treasury.tables import (
    BUDGET,
    FULL,
    OWN_DEPOSITS,
    OWN_PLUS_LIMIT,
    RECEIVE_ONLY,
    STANDALONE,
)

MODES = {
    "standalone": STANDALONE,
    "full": FULL,
    "own_deposits": OWN_DEPOSITS,
    "own_plus_limit": OWN_PLUS_LIMIT,
    "budget": BUDGET,
    "receive_only": RECEIVE_ONLY,
}


class Payers(NamedTuple):
    """Each account's terms, shape (account,); -1 where it has no header or no credit line.

    `mode` is its payment mode by number, `intraday` its overdraft limit before the day's end,
    `internal` its internal limit, `limit` that of its credit line. `begins` is the first place of
    its payments among all items by account, priority and arrival.
    """

    header: Amounts
    mode: Amounts
    internal: Amounts
    protected: Amounts
    lowest: Amounts
    overdraft: Amounts
    intraday: Amounts
    line: Amounts
    limit: Amounts
    begins: Amounts


def payers(evidence: Evidence) -> Payers:
    """The accounts' terms of payment, from the scenario's records."""
    names, items = evidence.plan.names, evidence.plan.tables.items
    count = len(names.accounts)
    first = np.searchsorted(np.sort(items.account), np.arange(count))
    rows = np.array([money_terms(evidence, at) for at in range(count)], dtype=np.int64)
    lowest, overdraft, intraday, line, limit = rows.T
    return Payers(*control(evidence), lowest, overdraft, intraday, line, limit, first)


def control(evidence: Evidence) -> tuple[Amounts, Amounts, Amounts, Amounts]:
    """Each account's header, payment mode and internal limit, and whether participants are
    protected from it."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    count = len(names.accounts)
    header, mode = np.full(count, -1, dtype=np.int64), np.full(count, STANDALONE, dtype=np.int64)
    internal, protected = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    if evidence.plan.structure is None:
        return header, mode, internal, protected
    structure = structure_of(evidence)
    protected[:] = structure.protect_participants
    at = {name: index for index, name in enumerate(names.accounts)}
    links = [link for link in scenario.links if link.structure == structure.id]
    for link in links:
        mode[at[link.header]] = MODES[structure.root_payment_mode or structure.payment_mode]
    for link in links:
        account = at[link.participant]
        header[account] = at[link.header]
        mode[account] = MODES[link.payment_mode or structure.payment_mode]
        if link.internal_limit is not None:
            internal[account] = to_minor(link.internal_limit, names.currencies[account])
    return header, mode, internal, protected


def money_terms(evidence: Evidence, account: int) -> tuple[int, ...]:
    """The account's lowest balance as a header, overdraft overnight and during the day, credit
    line (a loan) and its limit."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    record = scenario.accounts[names.account_records[account]]
    given = record.overdraft
    overdraft = UNLIMITED if given == "unlimited" else to_minor(given, record.currency)
    kept = 0 if record.reserve is None else to_minor(record.reserve, record.currency)
    lowest = -overdraft if record.overdraft_may_fund else kept
    larger = record.intraday_overdraft
    intraday = overdraft if larger is None else max(overdraft, to_minor(larger, record.currency))
    for line in scenario.credit_lines:
        if line.account == record.id:
            limit = to_minor(line.limit, record.currency)
            return lowest, overdraft, intraday, names.loans.index(line.id), limit
    return lowest, overdraft, intraday, -1, 0
