"""Account analyses inside the day loop: balances are collected, fees gathered, periods settled.

Units as in `analyses`. Source: `docs/decisions/0062-account-analysis.md`.
"""

import numpy as np

from treasury.analyses import CARRIED_ON, PASSED_ON, UNSETTLED
from treasury.arrays import Amounts, inner
from treasury.exact import add_share, round_part
from treasury.pooling.packed import Packed
from treasury.pooling.state import Event, Log, State, emit
from treasury.rates import RATE_ONE
from treasury.tables import ANALYSIS_CHARGED, ANALYSIS_CLOSED, FEE, FEE_ANALYSED, UNTIMED


@inner
def charge_flat(tables: Packed, state: State, log: Log, day: int, analysed: bool) -> None:
    """Take the day's flat fees, whether or not there is money: those that leave their accounts, or
    those that go to an analysis."""
    charges = tables.charges
    for row in range(tables.dates.first_charge[day], tables.dates.first_charge[day + 1]):
        account, amount = charges.account[row], charges.amount[row]
        analysis = charges.analysis[row]
        if (analysis >= 0) != analysed:
            continue
        if analysed:
            state.analyses.fees[analysis] += amount
            emit(
                log,
                Event(
                    day, UNTIMED, FEE_ANALYSED, account, -1, charges.fee[row], amount,
                    0, 0, 0, 0, analysis,
                ),
            )  # fmt: skip
        else:
            state.accounts.book[account] -= amount
            emit(
                log,
                Event(day, UNTIMED, FEE, account, -1, charges.fee[row], -amount, 0, 0, 0, 0, 0),
            )


@inner
def collect(tables: Packed, state: State, day: int) -> None:
    """Count the day's collected balances, at the rate of the day."""
    analyses, own, days = state.analyses, tables.analyses.accounts, tables.analyses.days
    rows = tables.analyses.rows
    for at in range(len(rows.account)):
        analyses.today[at] = 0
    for row in range(len(own.account)):
        account, at = own.account[row], own.analysis[row]
        value = state.accounts.book[account] - state.accounts.deferred[account]
        analyses.today[at] += value if rows.offset[at] == 1 else max(0, value)
    for at in range(len(rows.account)):
        if days.held[day, at] == 0:
            continue
        collected = max(0, analyses.today[at])
        analyses.number[at] += collected
        analyses.units[at], analyses.rest[at] = add_share(
            analyses.units[at],
            analyses.rest[at],
            collected * days.weight[day, at],
            days.share[day, at],
            days.whole[day, at],
            rows.common[at],
        )


@inner
def close_analyses(tables: Packed, state: State, log: Log, day: int) -> None:
    """At opening: close the periods that ended last evening, and charge what is due today."""
    for at in range(len(tables.analyses.rows.account)):
        if day > 0 and tables.analyses.days.closes[day - 1, at] == 1:
            close_period(tables, state, log, day, at)
        due = state.analyses.due[at]
        if due > 0 and tables.analyses.days.charges[day, at] == 1:
            account = tables.analyses.rows.account[at]
            state.accounts.book[account] -= due
            state.analyses.due[at] = 0
            emit(
                log,
                Event(day, UNTIMED, ANALYSIS_CHARGED, account, -1, at, -due, 0, 0, 0, 0, 0),
            )


@inner
def close_period(tables: Packed, state: State, log: Log, day: int, at: int) -> None:
    """Close a period, and settle it where a settlement period ends."""
    analyses, settles = state.analyses, tables.analyses.days.settles[day - 1, at]
    credit = credit_of(tables, state, at)
    fees, number = analyses.fees[at], analyses.number[at]
    analyses.earned[at] += credit
    analyses.owed[at] += fees
    due, left = 0, 0
    if settles != UNSETTLED:
        covered = analyses.carried[at] + analyses.earned[at]
        due = max(0, analyses.owed[at] - covered)
        left = max(0, covered - analyses.owed[at])
        analyses.due[at] += due
        analyses.carried[at] = left if settles == CARRIED_ON else 0
        if settles == PASSED_ON:
            analyses.carried[tables.analyses.rows.follower[at]] = left
        analyses.earned[at] = 0
        analyses.owed[at] = 0
    emit(
        log,
        Event(
            day, UNTIMED, ANALYSIS_CLOSED, tables.analyses.rows.account[at], -1, at, credit,
            fees, number, settles, due, left,
        ),
    )  # fmt: skip
    analyses.number[at] = 0
    analyses.units[at] = 0
    analyses.rest[at] = 0
    analyses.fees[at] = 0


@inner
def credit_of(tables: Packed, state: State, at: int) -> int:
    """The earnings credit of the open period, rounded once, half up."""
    rows = tables.analyses.rows
    return round_part(
        state.analyses.units[at],
        state.analyses.rest[at],
        rows.common[at],
        rows.invested[at],
        RATE_ONE,
    )


def analysed_at_end(tables: Packed, state: State, levied: Amounts) -> Amounts:
    """What is due and not charged, and what the open period would make due if it were settled on
    the day after the last, signed as ANALYSIS_CHARGED (<= 0); shape (analysis,).

    `levied` (levy,) are the fees by terms that would be charged then.
    """
    analyses = state.analyses
    found = -analyses.due
    fees = (analyses.owed + analyses.fees).tolist()
    through = tables.analyses.through[tables.days - 1, tables.levies.way]
    for levy in np.flatnonzero(levied).tolist():
        if through[levy] >= 0:
            fees[through[levy]] -= int(levied[levy])
    for at, owed in enumerate(fees):
        before = int(analyses.carried[at]) + int(analyses.earned[at])
        found[at] -= max(0, owed - before - open_credit(tables, state, at))
    return found


def open_credit(tables: Packed, state: State, at: int) -> int:
    """What `credit_of` says, asked from outside the loop; 0 where no period is open at the end."""
    rows, analyses = tables.analyses.rows, state.analyses
    if not tables.analyses.days.held[tables.days - 1, at]:
        return 0
    exact = int(analyses.units[at]), int(analyses.rest[at]), int(rows.common[at])
    return int(round_part(*exact, int(rows.invested[at]), RATE_ONE))
