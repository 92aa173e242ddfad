"""THE banking day: the order in which things happen, written once.

0 open: what was on its way arrives, positions are taken over, budgets begin, reversed sweeps come
back, interest due is posted, deposits and redemptions are paid out, fees charged, account analyses
closed and charged, queues retried ·
1 for each timed pass: the items before it, then its sweeps, then all queues (where a clearing
window opens, the queues alone) · 2 end of day: the rest of the items, end-of-day sweeps, links that
ended settled, intraday overdrafts, overdue loans repaid, credit lines, deposits placed, money
market sweeps · 3 close: queues carried or cancelled, overdraft nights counted, balances fixed,
interest numbers grow · 4 observe. Source: the banking day, section 3.
"""

from typing import NamedTuple

from treasury.arrays import UNLIMITED, Amounts, compiled, inner
from treasury.credit import line_movement
from treasury.pooling.ceilings import take_ceilings
from treasury.pooling.leaving import novate_ended, settle_ended
from treasury.pooling.packed import Packed
from treasury.pooling.payments import book_item, budget_left, restore_budget
from treasury.pooling.places import take_places
from treasury.pooling.queues import arrive, refuse_waiting, retry_all, retry_branch
from treasury.pooling.returning import return_sweeps
from treasury.pooling.state import Event, Log, Moment, State, available, emit
from treasury.pooling.sweeping import sweep_pass
from treasury.pooling.transit import let_arrive, may_arrive
from treasury.pooling.turns import send_at_once
from treasury.simulation.accrual import accrue, post_due
from treasury.simulation.analysing import charge_flat, close_analyses, collect
from treasury.simulation.depositing import pay_out_deposits, place_deposits
from treasury.simulation.investing import invest, pay_redemptions
from treasury.simulation.levying import charge_levies, watch_day
from treasury.simulation.lines import limit_lines
from treasury.simulation.nights import (
    count_nights,
    limit_the_day,
    limit_the_night,
    repay_overdue,
)
from treasury.simulation.setting_off import by_register
from treasury.tables import (
    BUDGETED,
    CAUSE_STOPPED,
    CLOSED,
    END_OF_DAY,
    FROZEN,
    LINE_DRAW,
    LINE_REPAY,
    MADE,
    OVERNIGHT,
    RECEIPT,
    REJECTED,
    UNTIMED,
    WAS_REJECTED,
)


class Observed(NamedTuple):
    """What the run records: day-end balances, shapes as in a projection."""

    book: Amounts
    value: Amounts
    transit: Amounts
    position: Amounts
    owed: Amounts
    deposited: Amounts
    invested: Amounts


@compiled
def run_days(tables: Packed, state: State, log: Log, seen: Observed, start: int, stop: int) -> int:
    """Run days from `start` up to `stop`; the day reached.

    Stops early before a day whose events might not fit into the log.
    """
    for day in range(start, stop):
        if log.used[0] + events_at_most(tables, state, day) > len(log.rows):
            return day
        open_day(tables, state, log, day)
        for index in range(len(tables.minute)):
            run_items(tables, state, log, day, index)
            moment = Moment(day, tables.minute[index])
            if moment.minute == END_OF_DAY:
                limit_the_night(tables, state)
            sweep_pass(tables, state, log, moment, index)
            retry_all(tables, state, log, moment)
        settle_ended(tables, state, log, day)
        retry_all(tables, state, log, Moment(day, END_OF_DAY))
        settle_intraday(tables, state, log, day)
        repay_overdue(tables, state, log, day)
        use_lines(tables, state, log, day)
        place_deposits(tables, state, log, day)
        if invest(tables, state, log, day) > 0:
            state.redeemed[0] = 1
            retry_all(tables, state, log, Moment(day, END_OF_DAY))
        close_day(tables, state, log, seen, day)
    return stop


@compiled
def events_at_most(tables: Packed, state: State, day: int) -> int:
    """An upper bound of the events of one day."""
    items = tables.first_item[day, -1] - tables.first_item[day, 0] + state.waiting[0]
    depth = 0
    for level in tables.links.level:
        depth = max(depth, level)
    tiers = tables.tiers.upper.shape[1]
    return (
        items * (4 + 2 * depth)
        + 2 * len(tables.links.level) * len(tables.minute)
        + len(tables.links.level) * (4 + 2 * depth)
        + len(tables.accruals.kind) * (tiers + 2)
        + 3 * len(tables.levies.account)
        + 2 * len(tables.analyses.rows.account)
        + tables.dates.first_charge[day + 1]
        - tables.dates.first_charge[day]
        + tables.dates.first_budget[day + 1]
        - tables.dates.first_budget[day]
        + len(tables.loans.account)
        + 2 * len(tables.overdrafts.account)
        + len(tables.deposits.rows.account)
        + 2 * len(tables.deposits.payouts.day)
        + 2 * len(tables.investments.account)
        + len(state.accounts.book)
        + may_arrive(tables, state, day)
    )


@inner
def open_day(tables: Packed, state: State, log: Log, day: int) -> None:
    """Let what is due arrive, terms take effect and sweeps come back, post interest due, charge
    fees, try every queue."""
    moment = Moment(day, UNTIMED)
    state.redeemed[0] = 0
    take_places(tables, state, day)
    take_ceilings(tables, state, day)
    limit_the_day(tables, state)
    limit_lines(tables, state, day)
    for account in range(len(state.accounts.book)):
        state.accounts.stopped[account] = tables.account_days.stopped[day, account]
        state.accounts.blocked[account] = tables.account_days.blocked[day, account]
        state.accounts.deferred[account] -= state.release[day, account]
    let_arrive(tables, state, log, day)
    novate_ended(tables, state, log, day)
    open_budgets(tables, state, log, day)
    return_sweeps(tables, state, log, moment)
    post_due(tables, state, log, moment)
    pay_out_deposits(tables, state, log, moment)
    pay_redemptions(tables, state, log, day)
    charge_flat(tables, state, log, day, False)
    if len(tables.levies.account) > 0:
        charge_levies(tables, state, log, day)
    if len(tables.analyses.rows.account) > 0:
        close_analyses(tables, state, log, day)
        charge_flat(tables, state, log, day, True)
    retry_all(tables, state, log, moment)


@inner
def open_budgets(tables: Packed, state: State, log: Log, day: int) -> None:
    """Begin the budget periods of the day, and change the budgets that change."""
    budgets = tables.budgets
    for row in range(tables.dates.first_budget[day], tables.dates.first_budget[day + 1]):
        account, amount = budgets.account[row], budgets.amount[row]
        carried = 0
        if budgets.begins[row] == 1:
            carried = budgets.carries[row] * budget_left(state, account)
            state.accounts.granted[account] = min(amount + carried, UNLIMITED)
            state.accounts.spent[account] = 0
        else:
            state.accounts.granted[account] += amount
        state.accounts.scope[account] = budgets.scope[row]
        state.accounts.restores[account] = budgets.restores[row]
        rest = state.accounts.granted[account] - state.accounts.spent[account]
        emit(
            log,
            Event(
                day, UNTIMED, BUDGETED, account, -1, row, rest,
                carried, amount, budgets.scope[row], 0, budgets.begins[row],
            ),
        )  # fmt: skip


@inner
def run_items(tables: Packed, state: State, log: Log, day: int, index: int) -> None:
    """The external items of the day that come before pass `index`, in their order."""
    items = tables.items
    for item in range(tables.first_item[day, index], tables.first_item[day, index + 1]):
        moment = Moment(day, items.minute[item])
        if items.amount[item] > 0 and state.accounts.stopped[items.account[item]] == CLOSED:
            send_back(tables, state, log, moment, item)
        elif items.amount[item] > 0:
            receive(tables, state, log, moment, item)
            retry_branch(tables, state, log, moment, items.account[item])
            header = send_at_once(tables, state, log, moment, items.account[item])
            if header >= 0:
                retry_branch(tables, state, log, moment, header)
        else:
            arrive(tables, state, log, moment, item)


@inner
def receive(tables: Packed, state: State, log: Log, moment: Moment, item: int) -> None:
    """Credit a receipt."""
    account, amount = tables.items.account[item], tables.items.amount[item]
    before = state.accounts.book[account]
    state.accounts.receipts[account] += amount
    book_item(tables, state, item, moment.day)
    restored = restore_budget(tables, state, item)
    state.items.fate[item] = MADE
    state.items.made_day[item] = moment.day
    state.items.made_minute[item] = moment.minute
    emit(
        log,
        Event(
            moment.day, moment.minute, RECEIPT, account, -1, item, amount, before, restored, 0, 0, 0
        ),
    )


@inner
def send_back(tables: Packed, state: State, log: Log, moment: Moment, item: int) -> None:
    """Reject a receipt of a closed account: it goes back to whoever sent it."""
    account, amount = tables.items.account[item], tables.items.amount[item]
    state.items.fate[item] = WAS_REJECTED
    state.items.cause[item] = CAUSE_STOPPED
    emit(
        log,
        Event(
            moment.day, moment.minute, REJECTED, account, -1, item, amount,
            state.accounts.book[account], 0, CAUSE_STOPPED, CAUSE_STOPPED, 0,
        ),
    )  # fmt: skip


@inner
def settle_intraday(tables: Packed, state: State, log: Log, day: int) -> None:
    """Report what funding left uncovered of intraday overdrafts: it stays overnight."""
    accounts = tables.accounts
    for account in range(len(state.accounts.book)):
        book = state.accounts.book[account]
        if book < 0 and accounts.intraday[account] > accounts.overdraft[account]:
            emit(
                log,
                Event(
                    day, END_OF_DAY, OVERNIGHT, account, -1, -1, -book,
                    book, state.accounts.overdraft[account], 0, 0, 0,
                ),
            )  # fmt: skip


@inner
def use_lines(tables: Packed, state: State, log: Log, day: int) -> None:
    """Draw or repay every credit line at the end of the day, by loan; those of registers last,
    which see what the others have drawn."""
    for last in range(2):
        for loan in range(len(tables.loans.account)):
            account = tables.loans.account[loan]
            own = tables.accounts.line[account] == loan
            stands = state.accounts.stopped[account] >= FROZEN
            if own and not stands and (tables.loans.register[loan] >= 0) == (last == 1):
                use_line(tables, state, log, day, loan)


@inner
def use_line(tables: Packed, state: State, log: Log, day: int, loan: int) -> None:
    """Draw or repay a credit line.

    What is held is not there to repay with, but what a hold lacks is not drawn. The line of a
    register's header is drawn for no more than the pool lacks.
    """
    loans = tables.loans
    account = loans.account[loan]
    free = max(available(state, account), min(0, state.accounts.book[account]))
    if loans.register[loan] >= 0:
        free = by_register(tables, state, day, loans.register[loan], free)
    amount = line_movement(
        free, state.accounts.lowest[account], state.limit[loan], state.owed[loan]
    )
    if amount == 0:
        return
    state.accounts.book[account] += amount
    state.owed[loan] += amount
    kind = LINE_DRAW if amount > 0 else LINE_REPAY
    emit(log, Event(day, END_OF_DAY, kind, account, -1, loan, abs(amount), free, 0, 0, 0, 0))


@inner
def close_day(tables: Packed, state: State, log: Log, seen: Observed, day: int) -> None:
    """Carry or cancel the queues, fix the balances, let interest grow, record."""
    everywhere = tables.queue_carries == 0 or day == tables.days - 1
    refuse_waiting(tables, state, log, Moment(day, END_OF_DAY), everywhere)
    count_nights(tables, state, log, day)
    for account in range(len(state.accounts.book)):
        seen.book[day, account] = state.accounts.book[account]
        seen.value[day, account] = state.accounts.book[account] - state.accounts.deferred[account]
        seen.transit[day, account] = state.accounts.coming[account]
    accrue(tables, state, log, day, seen.value[day])
    if len(tables.levies.account) > 0:
        watch_day(tables, state, log, day)
    collect(tables, state, day)
    for link in range(len(tables.links.participant)):
        seen.position[day, link] = state.links.position[link]
    for loan in range(len(state.owed)):
        seen.owed[day, loan] = state.owed[loan]
    for deposit in range(len(state.deposited)):
        seen.deposited[day, deposit] = state.deposited[deposit]
    for sweep in range(len(tables.investments.account)):
        seen.invested[day, sweep] = state.investments.invested[sweep]
