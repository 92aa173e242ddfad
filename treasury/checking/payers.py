"""What each account's records say about its payments: header, mode, limits, overdraft, line.

Read from the scenario, not from the plan's tables, so that a mistake in resolving would show.
Amounts are minor units. Source: the banking day, section 5.
"""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.evidence import Evidence
from treasury.checking.limits import limits_by_account
from treasury.checking.timetable import in_force, structure_of
from treasury.money import to_minor
from treasury.pooling.structure import Link
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
    """Each account's terms in each phase; -1 where it has no header or no credit line.

    A phase is a stretch of days with the same links and limits of credit lines, and the same
    overdrafts open; shape (phase, account). `link` is the account's link among the plan's, `slow` 1
    where no payment draws over it, `pays` 0 where it only receives, `mode` its payment mode by
    number, `intraday` its overdraft limit before the day's end, `internal` its internal limit,
    `limit` that of its credit line. `begins` is the first place of its payments among all items by
    account, priority and arrival.
    """

    header: Amounts
    link: Amounts
    slow: Amounts
    pays: Amounts
    mode: Amounts
    internal: Amounts
    protected: Amounts
    lowest: Amounts
    overdraft: Amounts
    intraday: Amounts
    line: Amounts
    limit: Amounts
    begins: Amounts


def payers(evidence: Evidence) -> tuple[Payers, Amounts]:
    """The accounts' terms of payment from the scenario's records, and the phase of each day."""
    days = evidence.plan.names.days
    turns = turning_points(evidence) | days_of_closing(evidence)
    turns |= {one.valid_from for one in evidence.plan.scenario.credit_limits}
    begins = sorted({days[0], *(day for day in turns if day in set(days))})
    phase = np.searchsorted(np.array(begins), np.array(days), side="right") - 1
    terms = [payers_on(evidence, day) for day in begins]
    return Payers(*(np.stack(columns) for columns in zip(*terms, strict=True))), phase


def turning_points(evidence: Evidence) -> set[date]:
    """The days on which links begin, and those of the run after which they end."""
    links, last = links_of(evidence), evidence.plan.names.days[-1]
    begun = {link.valid_from for _, link in links if link.valid_from}
    ended = {link.valid_until for _, link in links if link.valid_until and link.valid_until < last}
    return begun | {day + timedelta(days=1) for day in ended}


def days_of_closing(evidence: Evidence) -> set[date]:
    """The days from which an overdraft is closed, or open again."""
    turns = np.flatnonzero((evidence.closed[1:] != evidence.closed[:-1]).any(axis=1))
    return {evidence.plan.names.days[row + 1] for row in turns.tolist()}


def links_of(evidence: Evidence) -> list[tuple[int, Link]]:
    """The records of the run's links, with their place among the plan's."""
    records = evidence.plan.names.link_records
    return [(at, evidence.plan.scenario.links[record]) for at, record in enumerate(records)]


def payers_on(evidence: Evidence, day: date) -> Payers:
    """The accounts' terms of payment on a day, shape (account,)."""
    names, items = evidence.plan.names, evidence.plan.tables.items
    count = len(names.accounts)
    first = np.searchsorted(np.sort(items.account), np.arange(count))
    closed = evidence.closed[names.days.index(day)]
    rows = np.array(
        [
            while_closed(evidence, at) if closed[at] else money_terms(evidence, at)
            for at in range(count)
        ],
        dtype=np.int64,
    )
    lowest, overdraft, intraday, line = rows.T
    limit = limits_by_account(evidence)[names.days.index(day)]
    return Payers(*control(evidence, day), lowest, overdraft, intraday, line, limit, first)


Control = tuple[Amounts, Amounts, Amounts, Amounts, Amounts, Amounts, Amounts]


def control(evidence: Evidence, day: date) -> Control:
    """Each account's header, link, whether that takes days, whether the account pays, its payment
    mode and internal limit, and whether participants are protected from it."""
    names = evidence.plan.names
    count = len(names.accounts)
    header, link_at = np.full((2, count), -1, dtype=np.int64)
    mode, pays = np.full(count, STANDALONE, dtype=np.int64), np.ones(count, dtype=np.int64)
    internal, protected = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    slow = np.zeros(count, dtype=np.int64)
    if evidence.plan.structure is None:
        return header, link_at, slow, pays, mode, internal, protected
    rules = {rule.id: rule.preset for rule in evidence.plan.scenario.rules}
    structure = structure_of(evidence)
    protected[:] = structure.protect_participants
    at = {name: index for index, name in enumerate(names.accounts)}
    links = [(place, link) for place, link in links_of(evidence) if in_force(link, day)]
    for _, link in links:
        mode[at[link.header]] = MODES[structure.root_payment_mode or structure.payment_mode]
    for place, link in links:
        account = at[link.participant]
        header[account], link_at[account] = at[link.header], place
        slow[account] = (
            link.delay > 0 or link.clearing is not None or bool(evidence.converts[place])
        )
        mode[account] = MODES[link.payment_mode or structure.payment_mode]
        pays[account] = rules[link.rule] != "receive_only"
        if link.internal_limit is not None:
            internal[account] = to_minor(link.internal_limit, names.currencies[account])
    pays[mode == RECEIVE_ONLY] = 0
    return header, link_at, slow, pays, mode, internal, protected


def while_closed(evidence: Evidence, account: int) -> tuple[int, ...]:
    """The same as `money_terms` while the account's overdraft is closed: no limit overnight, and
    during the day its own intraday limit where its agreements, all alike, let it have that."""
    lowest, _, _, line = money_terms(evidence, account)
    scenario, name = evidence.plan.scenario, evidence.plan.names.accounts[account]
    agreement = next(one for one in scenario.overdraft_agreements if one.account == name)
    record = scenario.accounts[evidence.plan.names.account_records[account]]
    given = record.intraday_overdraft
    by_day = 0 if given is None else to_minor(given, record.currency)
    return max(lowest, 0), 0, 0 if agreement.closes_intraday else by_day, line


def money_terms(evidence: Evidence, account: int) -> tuple[int, ...]:
    """The account's lowest balance as a header, overdraft overnight and during the day, and its
    credit line (a loan, -1 without one)."""
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
            return lowest, overdraft, intraday, names.loans.index(line.id)
    return lowest, overdraft, intraday, -1
