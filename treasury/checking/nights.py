"""Check of overdraft nights: what becomes overdue, on which close, and how it is repaid.

Number 32 of a run's checks. It counts the nights again from day-end balances: what the ledger holds
at a close, before what became overdue at it, is what was overdrawn. What was there to repay with
is the balance before the line moved and deposits were placed. Amounts are minor units. Source:
`docs/decisions/0057-overdraft-nights.md` and `0066-agreements-in-turn.md`; the banking day,
section 3.
"""

from dataclasses import dataclass
from datetime import date, timedelta

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
Told = tuple[str, int, int, int, int]
"""An agreement, and what an event says of it."""
ONE_DAY = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Standing:
    """An account's overdraft at one moment: nights counted in a row, under whichever agreement;
    what is overdue, by agreement; the agreement under which it is `closed`, None while it is
    open."""

    count: int
    owed: dict[str, int]
    closed: OverdraftAgreement | None


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
    own: dict[str, list[OverdraftAgreement]] = {}
    for one in agreements:
        own.setdefault(one.account, []).append(one)
    wanted = sorted(row for name, found in own.items() for row in due(evidence, name, found))
    events = evidence.projection.events[evidence.rows(OVERDUE, OVERDUE_REPAID)]
    told = sorted(map(tuple, events[:, COLUMNS].tolist()))
    examined = len(agreements) * evidence.plan.tables.days
    if wanted != told:
        return failed(examined, difference(evidence, wanted, told))
    return passed(examined, "closes of overdrafts by agreement", "there is no agreement")


def due(evidence: Evidence, name: str, agreements: list[OverdraftAgreement]) -> list[Row]:
    """The events that an account's agreements lead to, in time, as rows of COLUMNS."""
    names = evidence.plan.names
    account = names.accounts.index(name)
    now = standing_before(agreements, names.currencies[account])
    evenings = evenings_of(evidence, account)
    found: list[Row] = []
    for day, date_ in enumerate(names.days):
        told = repayment(agreements, now, evenings, (day, date_))
        if told:
            found.append((day, OVERDUE_REPAID, account, names.loans.index(told[0]), *told[1:]))
        told = night(agreements, now, evenings.overdrawn[day], date_)
        if told:
            found.append((day, OVERDUE, account, names.loans.index(told[0]), *told[1:]))
    return found


def standing_before(agreements: list[OverdraftAgreement], currency: str) -> Standing:
    """The account's overdraft before the first day."""
    owed = {one.id: to_minor(one.overdue, currency) for one in agreements}
    return Standing(
        count=sum(one.nights_before for one in agreements),
        owed=owed,
        closed=next((one for one in agreements if owed[one.id]), None),
    )


def renewed_by(agreements: list[OverdraftAgreement], closed: OverdraftAgreement, day: date) -> bool:
    """Whether a later agreement of the account is in force, or has been, after a day's close."""
    begins = closed.valid_from or date.min
    return any(begins < (one.valid_from or date.min) <= day + ONE_DAY for one in agreements)


def repayment(
    agreements: list[OverdraftAgreement], now: Standing, evenings: Evenings, at: tuple[int, date]
) -> Told | None:
    """What is repaid of an evening: the agreement, amount, available before, left owed, whether the
    overdraft opens."""
    if now.closed is None:
        return None
    closed, there = now.closed, evenings.available[at[0]]
    amount = min(now.owed[closed.id], there - evenings.kept)
    if amount <= 0:
        return None
    now.owed[closed.id] -= amount
    left = now.owed[closed.id]
    opens = left == 0 and (closed.reopens or renewed_by(agreements, closed, at[1]))
    now.closed = None if opens else closed
    return closed.id, amount, there, left, int(opens)


def night(
    agreements: list[OverdraftAgreement], now: Standing, overdrawn: int, day: date
) -> Told | None:
    """What becomes overdue at a close: the agreement, amount, nights before, nights agreed, whether
    the overdraft was closed already."""
    if now.closed is not None:
        return while_closed(agreements, now, overdrawn, day)
    agreed = next((one for one in agreements if counts_on(one, day)), None)
    if agreed is None or overdrawn == 0:
        now.count = 0
        return None
    if now.count < agreed.nights:
        now.count += 1
        return None
    before, now.count, now.closed = now.count, 0, agreed
    now.owed[agreed.id] += overdrawn
    return agreed.id, overdrawn, before, agreed.nights, 0


def while_closed(
    agreements: list[OverdraftAgreement], now: Standing, overdrawn: int, day: date
) -> Told | None:
    """A close of an overdraft that is closed: what it is overdrawn by may become overdue, too."""
    closed, now.count = now.closed, 0
    assert closed is not None
    adds = overdrawn > 0 and closed.unpaid == "overdue"
    now.owed[closed.id] += overdrawn if adds else 0
    if now.owed[closed.id] == 0 and renewed_by(agreements, closed, day):
        now.closed = None
    return (closed.id, overdrawn, 0, closed.nights, 1) if adds else None


def evenings_of(evidence: Evidence, account: int) -> Evenings:
    """What was overdrawn and available of one account each evening, from ledger and records."""
    lowest, _, _, line = money_terms(evidence, account)
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
