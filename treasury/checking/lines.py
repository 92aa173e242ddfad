"""Checks of what is borrowed at the end of a day: credit lines, and what intraday overdrafts leave.

Numbers 20 and 21 of a run's checks. Amounts are minor units; axes (account or line, day).
Source: the banking day, section 3: a line draws min(undrawn, max(0, max(0, lowest) - available)),
or repays min(drawn, max(0, available - max(0, lowest))). The line of a register's header sees what
the whole pool has where that is more. What a hold lacks is not drawn for: where
less than nothing is available, what the balance itself lacks counts.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evenings import before_investing, waiting_before_investing
from treasury.checking.evidence import Evidence, Finding, Truths, failed, first, passed
from treasury.checking.limits import limits_by_account
from treasury.checking.payers import money_terms
from treasury.checking.rules import reserve
from treasury.checking.stops import STRENGTH, stopped_days
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    DAY,
    KIND,
    LINE_DRAW,
    LINE_REPAY,
    OVERDUE_REPAID,
    OVERNIGHT,
    PLACED,
    REF,
)


def lines_are_used(evidence: Evidence) -> Finding:
    """20: a credit line lifts its account before the overdraft does, and is repaid first."""
    terms = terms_of(evidence)
    at = np.flatnonzero(terms.line >= 0)
    if len(at) == 0:
        return Finding(None, 0, "there is no credit line")
    moved = movements(evidence)[terms.line[at]]
    drawn = evidence.plan.tables.loans.drawn[terms.line[at]][:, np.newaxis]
    owed = drawn + np.cumsum(moved, axis=1) - moved
    book = before_investing(evidence)[:, at].T - moved
    unheld = book - evidence.held[:, at].T
    available = unheld - reserve(unheld, waiting_before_investing(evidence)[at])
    wanted = np.maximum(terms.lowest[at], 0)[:, np.newaxis]
    undrawn = np.maximum(limits_by_account(evidence)[:, at].T - owed, 0)
    there = np.where(available < 0, np.minimum(book, 0), available)
    there = np.maximum(there, there + elsewhere(evidence, at))
    draws = np.minimum(undrawn, np.maximum(wanted - there, 0))
    repays = np.minimum(owed, np.maximum(there - wanted, 0))
    draws, repays = (np.where(frozen(evidence)[at], 0, amounts) for amounts in (draws, repays))
    wrong = moved != draws - repays
    if wrong.any():
        row, day = first(wrong)
        account = int(at[row])
        ours, theirs = (
            evidence.money(account, int(table[row, day])) for table in (draws - repays, moved)
        )
        name = evidence.plan.names.loans[terms.line[account]]
        return failed(
            wrong.size, f"line {name} on {evidence.day(day)}: should move {ours}, moved {theirs}"
        )
    return passed(wrong.size, "evenings of a credit line", "there is no credit line")


def elsewhere(evidence: Evidence, at: Amounts) -> Amounts:
    """What the participants of each account's register have beside it before any is placed on
    deposit or invested that evening, 0 where the account is no header of one; shape (account of
    `at`, day)."""
    before = before_investing(evidence)
    pooled, accounts = evidence.pooled, evidence.plan.names.accounts
    found = np.zeros((len(at), evidence.plan.tables.days), dtype=np.int64)
    inside = evidence.plan.tables.members.cap.T >= 0
    for pool, record in enumerate(pooled.pools):
        rows = np.flatnonzero(at == accounts.index(record.header))
        if record.method != "register" or len(rows) == 0:
            continue
        own = {one.account: row for row, one in enumerate(pooled.members) if one.pool == pool}
        header = own.pop(int(at[rows[0]]))
        for account, row in own.items():
            there = before[:, account] + placed(evidence)[account]
            found[rows[0]] += np.where(inside[row] & inside[header], there, 0)
    return found


def placed(evidence: Evidence) -> Amounts:
    """What each account put on deposit at the end of each day; shape (account, day)."""
    events = evidence.projection.events[evidence.rows(PLACED)]
    table = np.zeros((len(evidence.plan.names.accounts), evidence.plan.tables.days), dtype=np.int64)
    np.add.at(table, (events[:, ACCOUNT], events[:, DAY]), -events[:, AMOUNT])
    return table


def frozen(evidence: Evidence) -> Truths:
    """Whether no money leaves an account on a day; shape (account, day)."""
    return np.asarray(STRENGTH.index("frozen") <= stopped_days(evidence).T, dtype=np.bool_)


def intraday_is_settled(evidence: Evidence) -> Finding:
    """21: what funding left of an intraday overdraft is reported as overnight, to the unit."""
    terms = terms_of(evidence)
    at = np.flatnonzero(terms.intraday > terms.overdraft)
    if len(at) == 0:
        return Finding(None, 0, "no account has an intraday overdraft")
    moved = np.zeros((len(terms.line), evidence.plan.tables.days), dtype=np.int64)
    with_line = np.flatnonzero(terms.line >= 0)
    moved[with_line] = movements(evidence)[terms.line[with_line]]
    moved -= of_overdue(evidence, OVERDUE_REPAID)
    left = np.maximum(moved[at] - before_investing(evidence)[:, at].T, 0)
    told = np.zeros_like(moved)
    events = evidence.projection.events[evidence.rows(OVERNIGHT)]
    np.add.at(told, (events[:, ACCOUNT], events[:, DAY]), events[:, AMOUNT])
    wrong = told[at] != left
    others = np.delete(told, at, axis=0)
    if wrong.any() or others.any():
        row, day = first(wrong) if wrong.any() else (0, 0)
        account = int(at[row])
        name = f"{evidence.plan.names.accounts[account]} on {evidence.day(day)}"
        ours = evidence.money(account, int(left[row, day]))
        return failed(left.size, f"{name}: {ours} of its intraday overdraft stays overnight")
    return passed(left.size, "evenings of an intraday overdraft", "there are none")


class Terms(NamedTuple):
    """What each account's records say of its overdrafts and its line; shape (account,)."""

    lowest: Amounts
    overdraft: Amounts
    intraday: Amounts
    line: Amounts


def terms_of(evidence: Evidence) -> Terms:
    """The accounts' overdrafts, as agreed, and lines."""
    accounts = range(len(evidence.plan.names.accounts))
    rows = np.array([money_terms(evidence, at) for at in accounts], dtype=np.int64)
    return Terms(*rows.T)


def of_overdue(evidence: Evidence, kind: int) -> Amounts:
    """What became overdue (OVERDUE), or was repaid of it (OVERDUE_REPAID); shape (account, day)."""
    events = evidence.projection.events[evidence.rows(kind)]
    shape = len(evidence.plan.names.accounts), evidence.plan.tables.days
    found = np.zeros(shape, dtype=np.int64)
    np.add.at(found, (events[:, ACCOUNT], events[:, DAY]), events[:, AMOUNT])
    return found


def movements(evidence: Evidence) -> Amounts:
    """What every loan's line moved each day, drawn > 0; shape (loan, day)."""
    events = evidence.projection.events[evidence.rows(LINE_DRAW, LINE_REPAY)]
    table = np.zeros((len(evidence.plan.names.loans), evidence.plan.tables.days), dtype=np.int64)
    amount = np.where(events[:, KIND] == LINE_DRAW, events[:, AMOUNT], -events[:, AMOUNT])
    np.add.at(table, (events[:, REF], events[:, DAY]), amount)
    return table
