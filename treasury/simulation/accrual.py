"""Interest inside the day loop: numbers grow at close, are settled, and posted next morning.

Units as in `interest`: numbers are minor units x days, rates whole 1e-8 a year; an exact amount
is whole minor units plus a remainder over 1e8 x the row's common denominator. Source: the
banking day, sections 1 and 8.
"""

from treasury.arrays import Amounts, compiled
from treasury.interest import add_exact, round_exact, slice_of
from treasury.pooling.state import Log, Moment, State, emit
from treasury.tables import (
    BORROWED,
    DEBIT_SIDE,
    END_OF_DAY,
    INTEREST,
    INTERNAL_INTEREST,
    LOAN,
    NUMBER,
    SETTLED,
    UPSTREAMED,
    Tables,
)


@compiled
def accrue(tables: Tables, state: State, log: Log, day: int, value: Amounts) -> None:
    """Add this day's slices to every interest number; settle what is settled at this close.

    `value` (account,) is the day-end value balance.
    """
    accruals = tables.accruals
    last = day == tables.days - 1
    for row in range(len(accruals.kind)):
        version = accruals.version[day, row]
        if version >= 0:
            add_slices(tables, state, day, row, observed(tables, state, row, value))
            if last or accruals.settles[day, row] == 1 or period_ends(tables, day, row):
                close_period(tables, state, log, day, row)
        if accruals.settles[day, row] == 1:
            settle(tables, state, log, day, row)


@compiled
def observed(tables: Tables, state: State, row: int, value: Amounts) -> int:
    """The balance the accrual bears on, as a positive number; 0 where it is on the other side."""
    kind, subject = tables.accruals.kind[row], tables.accruals.subject[row]
    if kind == LOAN:
        return state.owed[subject]
    if kind == UPSTREAMED or kind == BORROWED:
        position = state.position[tables.links.participant[subject]]
        return max(0, -position if kind == BORROWED else position)
    return max(0, -value[subject] if kind == DEBIT_SIDE else value[subject])


@compiled
def add_slices(tables: Tables, state: State, day: int, row: int, balance: int) -> None:
    """Add the balance's slice in each tier x the day's weight to the row's numbers."""
    accruals = tables.accruals
    version = accruals.version[day, row]
    weight = accruals.weight[day, row]
    whole = accruals.whole_balance[row] == 1
    lower = 0
    for tier in range(accruals.upper.shape[1]):
        upper = accruals.upper[version, tier]
        if balance <= lower:
            break
        state.number[row, tier] += weight * slice_of(balance, lower, upper, whole)
        lower = upper


@compiled
def period_ends(tables: Tables, day: int, row: int) -> bool:
    """Whether the next day has other rates or another basis."""
    accruals = tables.accruals
    return (
        accruals.version[day + 1, row] != accruals.version[day, row]
        or accruals.basis[day + 1, row] != accruals.basis[day, row]
    )


@compiled
def close_period(tables: Tables, state: State, log: Log, day: int, row: int) -> None:
    """Turn the numbers of this rate period into exact interest, and log each number."""
    accruals = tables.accruals
    version, basis = accruals.version[day, row], accruals.basis[day, row]
    for tier in range(accruals.upper.shape[1]):
        number = state.number[row, tier]
        if number == 0:
            continue
        state.whole[row], state.rest[row] = add_exact(
            state.whole[row],
            state.rest[row],
            number,
            accruals.rate[version, tier],
            basis,
            accruals.common[row],
        )
        state.number[row, tier] = 0
        emit(
            log,
            (
                day, END_OF_DAY, NUMBER, accruals.account[row], -1, row, number,
                basis, tier, 0, 0, version,
            ),
        )  # fmt: skip


@compiled
def settle(tables: Tables, state: State, log: Log, day: int, row: int) -> None:
    """Round what has accrued, once; it is due tomorrow. The remainder is carried or dropped."""
    accruals = tables.accruals
    whole, rest, common = state.whole[row], state.rest[row], accruals.common[row]
    if whole == 0 and rest == 0:
        return
    amount = round_exact(whole, rest, common, accruals.rounding[row])
    carries = accruals.carry[row] == 1
    state.whole[row] = whole - amount if carries else 0
    state.rest[row] = rest if carries else 0
    state.due[row] += accruals.sign[row] * amount
    emit(
        log,
        (
            day, END_OF_DAY, SETTLED, accruals.account[row], -1, row,
            accruals.sign[row] * amount, 0, 0, 0, 0, 0,
        ),
    )  # fmt: skip


@compiled
def post_due(tables: Tables, state: State, log: Log, moment: Moment) -> None:
    """Post the interest settled the evening before.

    Interest of accounts and loans moves cash. Internal interest is added to the position of
    its link: it moves no cash.
    """
    accruals = tables.accruals
    for row in range(len(accruals.kind)):
        amount = state.due[row]
        if amount == 0:
            continue
        state.due[row] = 0
        account, link, kind = accruals.account[row], -1, INTEREST
        header = -1
        if accruals.kind[row] == UPSTREAMED or accruals.kind[row] == BORROWED:
            link, kind = accruals.subject[row], INTERNAL_INTEREST
            header = tables.links.header[link]
            state.position[account] += amount
            state.held[header] += amount
        else:
            state.book[account] += amount
        emit(
            log,
            (
                moment.day, moment.minute, kind, account, header, row, amount,
                0, 0, 0, 0, link,
            ),
        )  # fmt: skip


@compiled
def accrued_now(tables: Tables, state: State, row: int) -> int:
    """Interest not posted yet, as if settled now: signed, rounded once, and what is due."""
    accruals = tables.accruals
    amount = round_exact(
        state.whole[row], state.rest[row], accruals.common[row], accruals.rounding[row]
    )
    return accruals.sign[row] * amount + state.due[row]


