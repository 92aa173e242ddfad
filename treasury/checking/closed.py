"""On which days an account's overdraft is closed, and nights counted, read off a run's records.

It is closed from the close at which what was overdrawn became overdue, to the close of the day on
which the overdue loan is repaid where the agreement lets it open again then, else to the end; from
the first day where something was overdue before. Source: `docs/decisions/0057-overdraft-nights.md`.
"""

from datetime import date

import numpy as np
import numpy.typing as npt

from treasury.arrays import Amounts
from treasury.credit import OverdraftAgreement
from treasury.plan.plan import Plan
from treasury.tables import AMOUNT, DAY, KIND, OVERDUE, OVERDUE_REPAID, REF, Projection

Truths = npt.NDArray[np.bool_]


def closures(plan: Plan, events: Amounts) -> Truths:
    """Whether each account's overdraft is closed before the first day, and at each close.

    Shape (day + 1, account): row d holds during day d, row d + 1 at its close.
    """
    days, accounts = plan.tables.days, plan.names.accounts
    closed = np.zeros((days + 1, len(accounts)), dtype=np.bool_)
    for agreement in plan.scenario.overdraft_agreements:
        loan = plan.names.loans.index(agreement.id)
        owed = owed_by_day(events, loan, int(plan.tables.loans.drawn[loan]), days)
        mine = owed > 0 if agreement.reopens else np.maximum.accumulate(owed > 0)
        closed[:, accounts.index(agreement.account)] |= mine
    return closed


def closed_days(plan: Plan, events: Amounts) -> Truths:
    """Whether each account's overdraft is closed during a day; shape (day, account)."""
    return closures(plan, events)[:-1]


def owed_by_day(events: Amounts, loan: int, before: int, days: int) -> Amounts:
    """What is owed on an overdue loan before the first day, and at each close; shape (day + 1,)."""
    of_it = events[np.isin(events[:, KIND], (OVERDUE, OVERDUE_REPAID)) & (events[:, REF] == loan)]
    owed = np.zeros(days + 1, dtype=np.int64)
    owed[0] = before
    sign = np.where(of_it[:, KIND] == OVERDUE, 1, -1)
    np.add.at(owed, of_it[:, DAY] + 1, sign * of_it[:, AMOUNT])
    return np.cumsum(owed)


def counts_on(agreement: OverdraftAgreement, day: date) -> bool:
    """Whether a night that begins on the day counts."""
    begins, ends = agreement.valid_from or date.min, agreement.valid_until or date.max
    return begins <= day <= ends


def nights_in_a_row(plan: Plan, projection: Projection, agreement: OverdraftAgreement) -> list[int]:
    """The nights overdrawn in a row at each close, 0 where the account is not, or closed."""
    account = plan.names.accounts.index(agreement.account)
    closed = closures(plan, projection.events)[1:, account].tolist()
    found, count = [], agreement.nights_before
    for row, day in enumerate(plan.names.days):
        overdrawn = int(projection.book[row, account]) < 0
        count = count + 1 if overdrawn and not closed[row] and counts_on(agreement, day) else 0
        found.append(count)
    return found
