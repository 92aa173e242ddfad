"""Money market sweeps inside the day loop: redemptions paid at the opening, the evening's order.

What is over in the evening is what the sweeps, the credit lines and the deposits have left. Money
that is ordered for the next business day stays invested until then, and bears. Amounts are minor
units. Source: the banking day, section 3, step 2; `docs/decisions/0058-money-market-sweeps.md`.
"""

from treasury.arrays import UNLIMITED, inner
from treasury.money_market import placing, redeeming
from treasury.placements import ENDS, RESTS
from treasury.pooling.packed import Packed
from treasury.pooling.state import Event, Log, State, emit, unblocked
from treasury.tables import (
    BOUND_CAPACITY,
    BOUND_MAXIMUM,
    BOUND_MINIMUM,
    BOUND_MULTIPLE,
    DIVESTED,
    END_OF_DAY,
    FROZEN,
    INVESTED,
    NOTHING_LEAVES,
    ON_THE_LAST_DAY,
    RAISED_TO_MINIMUM,
    UNTIMED,
)


@inner
def pay_redemptions(tables: Packed, state: State, log: Log, day: int) -> None:
    """Credit what was ordered on an earlier evening and is paid on this business day."""
    held = state.investments
    for sweep in range(len(tables.investments.account)):
        amount = held.ordered[sweep]
        if amount == 0 or tables.investment_days.pays[day, sweep] == 0:
            continue
        account = tables.investments.account[sweep]
        held.ordered[sweep] = 0
        held.invested[sweep] -= amount
        state.accounts.book[account] += amount
        emit(
            log,
            Event(
                day, UNTIMED, DIVESTED, account, -1, sweep, amount, 0, 0, 0, 0, held.since[sweep]
            ),
        )


@inner
def invest(tables: Packed, state: State, log: Log, day: int) -> int:
    """Place what is over and redeem what is lacking, by sweep; what came to accounts in all."""
    came = 0
    for sweep in range(len(tables.investments.account)):
        if tables.investment_days.stage[day, sweep] != RESTS:
            came += one_evening(tables, state, log, day, sweep)
    return came


@inner
def one_evening(tables: Packed, state: State, log: Log, day: int, sweep: int) -> int:
    """One sweep's evening; what came to its account, 0 where it is ordered for the next opening."""
    account, ends = tables.investments.account[sweep], tables.investment_days.stage[day, sweep]
    seen = seen_in_the_evening(state, account)
    level = max(tables.investments.keep[sweep], state.accounts.lowest[account])
    over = seen - level - owed_to_the_bank(tables, state, account)
    there = state.investments.invested[sweep]
    if ends == ENDS:
        order, reason = there, ON_THE_LAST_DAY
    elif over > 0:
        order, reason = placed(tables, state, sweep, over)
    else:
        order, reason = redeemed(tables, sweep, -over, there)
    if order == 0 and (over <= 0 or ends == ENDS):
        return 0
    later = max(0, order) * tables.investments.next_day[sweep]
    now = order - later
    if later > 0:
        state.investments.ordered[sweep] = later
        state.investments.since[sweep] = day
    state.investments.invested[sweep] -= now
    state.accounts.book[account] += now
    emit(
        log,
        Event(day, END_OF_DAY, INVESTED, account, -1, sweep, now, seen, over, reason, level, later),
    )
    return max(0, now)


@inner
def seen_in_the_evening(state: State, account: int) -> int:
    """The account's balance less its holds and its queue; what a hold lacks is not redeemed for."""
    free = max(unblocked(state, account), min(0, state.accounts.book[account]))
    return free - state.accounts.queued[account]


@inner
def owed_to_the_bank(tables: Packed, state: State, account: int) -> int:
    """What is owed on the account's credit line and overdue on its overdraft; 0 without them."""
    line = tables.accounts.line[account]
    owed = state.owed[line] if line >= 0 else 0
    for row in range(len(tables.overdrafts.account)):
        if tables.overdrafts.account[row] == account:
            owed += state.owed[tables.overdrafts.loan[row]]
    return owed


@inner
def placed(tables: Packed, state: State, sweep: int, over: int) -> tuple[int, int]:
    """What leaves the account, not above zero, and the bits of what limits it."""
    rows = tables.investments
    if state.accounts.stopped[rows.account[sweep]] >= FROZEN:
        return 0, NOTHING_LEAVES
    room, multiple = rows.maximum[sweep] - state.investments.invested[sweep], rows.multiple[sweep]
    amount = placing(over, room, multiple, rows.minimum[sweep])
    wanted = max(0, min(over, room))
    reason = BOUND_MAXIMUM if room < over else 0
    if amount < wanted:
        reason += BOUND_MINIMUM if amount < wanted - wanted % multiple else BOUND_MULTIPLE
    return -amount, reason


@inner
def redeemed(tables: Packed, sweep: int, lacking: int, there: int) -> tuple[int, int]:
    """What comes back for what is lacking, not negative, and the bits of what limits or raises it.

    Nothing is redeemed where nothing is lacking.
    """
    if lacking == 0:
        return 0, 0
    rows = tables.investments
    minimum = rows.redemption_minimum[sweep]
    multiple = rows.redemption_multiple[sweep]
    amount = redeeming(lacking, there, multiple, minimum)
    if amount < redeeming(lacking, UNLIMITED, multiple, minimum):
        return amount, BOUND_CAPACITY
    reason = RAISED_TO_MINIMUM if lacking < minimum <= amount else 0
    if amount > max(lacking, minimum):
        reason += BOUND_MULTIPLE
    return amount, reason
