"""Check of overdraft nights: what becomes overdue, on which close, and how it is repaid.

Number 32 of a run's checks. It counts the nights again from day-end balances: what the ledger holds
at a close, before what became overdue at it, is what was overdrawn. What was there to repay with
is the balance before the line moved and deposits were placed. Amounts are minor units. Source:
`docs/decisions/0057-overdraft-nights.md`; the banking day, section 3.
"""

from dataclasses import dataclass

import numpy as np

from treasury.checking.closed import counts_on
from treasury.checking.evenings import before_investing, waiting_before_investing
from treasury.checking.evidence import Evidence, Finding, failed, passed
from treasury.checking.lines import frozen, movements, of_overdue, placed
from treasury.checking.payers import money_terms
from treasury.checking.rules import reserve
from treasury.credit import OverdraftAgreement
from treasury.money import to_minor
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    DAY,
    KIND,
    OVERDUE,
    OVERDUE_REPAID,
    REF,
    SEEN,
)

COLUMNS = (DAY, KIND, ACCOUNT, REF, AMOUNT, SEEN, BASE, AUX)
Row = tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Standing:
    """An agreement at one moment: nights counted, what is overdue, whether it is closed."""

    count: int
    owed: int
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evenings:
    """What the records say of one account's evenings, shape (day,) each: what is `overdrawn` at
    the close, what is `available` to repay with above the reserve."""

    overdrawn: list[int]
    available: list[int]
    kept: int


def nights_are_counted(evidence: Evidence) -> Finding:
    """32: nights overdrawn are counted, become overdue on the agreed one, and are repaid first."""
    agreements = evidence.plan.scenario.overdraft_agreements
    wanted = sorted(row for one in agreements for row in due(evidence, one))
    events = evidence.projection.events[evidence.rows(OVERDUE, OVERDUE_REPAID)]
    told = sorted(map(tuple, events[:, COLUMNS].tolist()))
    examined = len(agreements) * evidence.plan.tables.days
    if wanted != told:
        return failed(examined, difference(evidence, wanted, told))
    return passed(examined, "closes of overdrafts by agreement", "there is no agreement")


def due(evidence: Evidence, agreement: OverdraftAgreement) -> list[Row]:
    """The events that the agreement leads to, in time, as rows of COLUMNS."""
    names = evidence.plan.names
    account, loan = names.accounts.index(agreement.account), names.loans.index(agreement.id)
    owed = to_minor(agreement.overdue, names.currencies[account])
    now = Standing(count=agreement.nights_before, owed=owed, closed=owed > 0)
    evenings = evenings_of(evidence, account)
    found: list[Row] = []
    for day in range(evidence.plan.tables.days):
        told = repayment(agreement, now, evenings, day)
        if told:
            found.append((day, OVERDUE_REPAID, account, loan, *told))
        told = night(agreement, now, evenings.overdrawn[day], counts_on(agreement, names.days[day]))
        if told:
            found.append((day, OVERDUE, account, loan, *told))
    return found


def repayment(
    agreement: OverdraftAgreement, now: Standing, evenings: Evenings, day: int
) -> Row | None:
    """What is repaid of an evening: amount, available before, left owed, whether it opens."""
    there = evenings.available[day]
    amount = min(now.owed, there - evenings.kept)
    if amount <= 0:
        return None
    now.owed -= amount
    opens = agreement.reopens and now.owed == 0
    now.closed = now.closed and not opens
    return amount, there, now.owed, int(opens)


def night(agreement: OverdraftAgreement, now: Standing, overdrawn: int, counts: bool) -> Row | None:
    """What becomes overdue at a close: amount, nights before, nights agreed, whether it was closed
    already."""
    was_closed = now.closed
    before = 0 if was_closed else now.count
    passes = overdrawn > 0 and counts and before == agreement.nights and not was_closed
    now.count = before + 1 if overdrawn > 0 and counts and not (passes or was_closed) else 0
    if not passes and not (was_closed and overdrawn > 0 and agreement.unpaid == "overdue"):
        return None
    now.owed += overdrawn
    now.closed = True
    return overdrawn, before, agreement.nights, int(was_closed)


def evenings_of(evidence: Evidence, account: int) -> Evenings:
    """What was overdrawn and available of one account each evening, from ledger and records."""
    lowest, _, _, line, _ = money_terms(evidence, account)
    repaid = of_overdue(evidence, OVERDUE_REPAID)[account]
    close = evidence.booked[:, account] - of_overdue(evidence, OVERDUE)[account]
    drawn = movements(evidence)[line] if line >= 0 else np.zeros_like(close)
    book = before_investing(evidence)[:, account] - drawn + placed(evidence)[account] + repaid
    unheld = book - evidence.held[:, account]
    available = unheld - reserve(unheld, waiting_before_investing(evidence)[account])
    available = np.where(frozen(evidence)[account], 0, available)
    return Evenings(
        overdrawn=np.maximum(-close, 0).tolist(),
        available=available.tolist(),
        kept=max(0, lowest),
    )


def difference(evidence: Evidence, wanted: list[Row], told: list[Row]) -> str:
    """The first row that stands in one list alone, as text."""
    both = set(wanted) & set(told)
    row = min(one for one in (*wanted, *told) if one not in both)
    day, kind, account, loan, amount = row[:5]
    what = "becomes overdue" if kind == OVERDUE else "is repaid of what is overdue"
    not_told = "but the run does not say so" if row in wanted else "which is not due"
    name = evidence.plan.names.loans[loan]
    return f"{name} on {evidence.day(day)}: {evidence.money(account, amount)} {what}, {not_told}"
