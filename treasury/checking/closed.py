"""On which days an account's overdraft is closed, and nights counted, read off a run's records.

It is closed from the close at which what was overdrawn became overdue, to the close of the day on
which the overdue loan is repaid where the agreement lets it open again then, else to the account's
next agreement, or the end; from the first day where something was overdue before. Source:
`docs/decisions/0057-overdraft-nights.md` and `docs/decisions/0066-agreements-in-turn.md`.
"""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from treasury.arrays import Amounts
from treasury.credit import OverdraftAgreement
from treasury.plan.plan import Plan
from treasury.scenario import Scenario
from treasury.tables import AMOUNT, DAY, KIND, OVERDUE, OVERDUE_REPAID, REF, Projection

ONE_DAY = timedelta(days=1)
Truths = npt.NDArray[np.bool_]


def closures(plan: Plan, events: Amounts) -> Truths:
    """Whether each account's overdraft is closed before the first day, and at each close.

    Shape (day + 1, account): row d holds during day d, row d + 1 at its close.
    """
    days, accounts = plan.tables.days, plan.names.accounts
    closed = np.zeros((days + 1, len(accounts)), dtype=np.bool_)
    for agreement in plan.scenario.overdraft_agreements:
        closed[:, accounts.index(agreement.account)] |= closed_under(plan, events, agreement)
    return closed


def closed_under(plan: Plan, events: Amounts, agreement: OverdraftAgreement) -> Truths:
    """Whether the overdraft is closed by what became overdue under the agreement, as above; shape
    (day + 1,). Once the account's next agreement has begun, as long as that is owed."""
    loan, days = plan.names.loans.index(agreement.id), plan.tables.days
    owed = owed_by_day(events, loan, int(plan.tables.loans.drawn[loan]), days) > 0
    closed: Truths = owed if agreement.reopens else np.maximum.accumulate(owed)
    later = following(plan.scenario, agreement)
    if later is not None and later.valid_from is not None:
        begins = max(0, (later.valid_from - plan.names.days[0]).days)
        closed = np.where(np.arange(days + 1) >= begins, owed, closed)
    return closed


def following(scenario: Scenario, agreement: OverdraftAgreement) -> OverdraftAgreement | None:
    """The account's next agreement, None after the last."""
    begins = agreement.valid_from or date.min
    own = [one for one in scenario.overdraft_agreements if one.account == agreement.account]
    later = [one for one in own if one.valid_from is not None and one.valid_from > begins]
    return min(later, key=lambda one: one.valid_from or date.min, default=None)


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
    """The nights overdrawn in a row at each close under the agreement, those of agreements included
    that it follows on the next day; 0 where the account is not overdrawn, or its overdraft closed.
    """
    account, row_of = plan.names.accounts.index(agreement.account), in_a_row(plan, agreement)
    closed = closures(plan, projection.events)[1:, account].tolist()
    found, count = [], row_of[0].nights_before
    for row, day in enumerate(plan.names.days):
        overdrawn = int(projection.book[row, account]) < 0
        counts = any(counts_on(one, day) for one in row_of)
        count = count + 1 if overdrawn and not closed[row] and counts else 0
        found.append(count if counts_on(agreement, day) else 0)
    return found


def in_a_row(plan: Plan, agreement: OverdraftAgreement) -> list[OverdraftAgreement]:
    """The agreement behind those of its account that lead up to it without a day between."""
    found = [agreement]
    for _ in plan.scenario.overdraft_agreements:
        found = [
            one
            for one in plan.scenario.overdraft_agreements
            if one.account == agreement.account
            and one.valid_until is not None
            and one.valid_until + ONE_DAY == found[0].valid_from
        ] + found
    return found
