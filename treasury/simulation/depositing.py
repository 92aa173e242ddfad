"""Deposits inside the day loop: paid out at the opening, placed at the end of the day.

What comes back on an agreed day is there in the morning, for the day's payments; what is placed
is what the sweeps and the credit lines have left. Amounts are minor units. Source: the banking
day, section 3, step 2, and `docs/decisions/0054-deposits.md`.
"""

from treasury.arrays import inner
from treasury.pooling.packed import Packed
from treasury.pooling.state import Event, Log, Moment, State, available, emit
from treasury.tables import CAUSE_STOPPED, DEPOSIT_INTEREST, END_OF_DAY, FROZEN, PLACED, REDEEMED


@inner
def pay_out_deposits(tables: Packed, state: State, log: Log, moment: Moment) -> None:
    """Credit what comes back today of deposits that were placed, and its interest, also if none."""
    payouts = tables.deposits.payouts
    for row in range(len(payouts.day)):
        deposit = payouts.deposit[row]
        if payouts.day[row] != moment.day or state.deposited[deposit] == 0:
            continue
        account = tables.deposits.rows.account[deposit]
        principal, interest = payouts.principal[row], payouts.interest[row]
        state.deposited[deposit] -= principal
        state.accounts.book[account] += principal + interest
        if principal != 0:
            emit(
                log,
                Event(
                    moment.day, moment.minute, REDEEMED, account, -1, row, principal,
                    0, 0, 0, 0, deposit,
                ),
            )  # fmt: skip
        emit(
            log,
            Event(
                moment.day, moment.minute, DEPOSIT_INTEREST, account, -1, row, interest,
                0, 0, 0, 0, deposit,
            ),
        )  # fmt: skip


@inner
def place_deposits(tables: Packed, state: State, log: Log, day: int) -> None:
    """Place the deposits of today, each as a whole, where so much is there above the reserve."""
    deposits = tables.deposits.rows
    for deposit in range(len(deposits.day)):
        if deposits.day[deposit] != day:
            continue
        account, wanted = deposits.account[deposit], deposits.amount[deposit]
        free, reason = available(state, account), 0
        kept = max(0, state.accounts.lowest[account])
        if state.accounts.stopped[account] >= FROZEN:
            reason = CAUSE_STOPPED
        placed = wanted if free - kept >= wanted and reason == 0 else 0
        state.deposited[deposit] += placed
        state.accounts.book[account] -= placed
        emit(
            log,
            Event(
                day, END_OF_DAY, PLACED, account, -1, deposit, -placed,
                free, wanted, reason, kept, 0,
            ),
        )  # fmt: skip
