"""Notional pools inside the day loop: balances set off at close, results shared at settlement.

Units: minor units; what is in a pool is signed as the account's value balance, what the pool has on
either side after its offset is not negative. No cash moves: a pool changes only what interest bears
on, and whose it is. Source: the banking day, section 7; `pooling.notional`.
"""

from treasury.arrays import Amounts, inner
from treasury.pooling.allocation import multiply_divide
from treasury.pooling.notional import cancelled, covered, set_off, translated
from treasury.pooling.packed import Packed
from treasury.pooling.state import State


@inner
def set_off_pools(tables: Packed, state: State, day: int, value: Amounts) -> None:
    """Put every participant's balance into its pool, up to its cap, and let k x M cancel out; what
    a pool has left goes into the one it is in, before that sets off.

    `value` (account,) is the day-end value balance.
    """
    members, pools, notional = tables.members, tables.notional, state.notional
    for member in range(len(members.pool)):
        state.accounts.pooled[members.account[member]] = 0
    for pool in range(len(pools.offset)):
        notional.credit[pool] = 0
        notional.debit[pool] = 0
        notional.base_credit[pool] = 0
        notional.base_debit[pool] = 0
    for member in range(len(members.pool)):
        if members.inner[member] >= 0:
            continue
        account = members.account[member]
        cap = tables.member_days.cap[day, member]
        part = max(value[account], -cap) if cap >= 0 else 0
        state.part[member] = part
        put_in(tables, state, day, members.pool[member], part)
        if cap >= 0 and pools.replaces[members.pool[member]] == 1:
            state.accounts.pooled[account] = part
    for step in range(len(pools.offset)):
        pool = pools.order[step]
        cancel_out(tables, state, pool)
        if pools.outer[pool] >= 0:
            put_rest_in(tables, state, day, pool)


@inner
def put_rest_in(tables: Packed, state: State, day: int, pool: int) -> None:
    """Let what a pool has left after its offset take part in the pool it is in, up to its cap."""
    member = tables.notional.outer[pool]
    cap = tables.member_days.cap[day, member]
    rest = state.notional.credit[pool] - state.notional.debit[pool]
    state.part[member] = max(rest, -cap) if cap >= 0 else 0
    put_in(tables, state, day, tables.members.pool[member], state.part[member])


@inner
def put_in(tables: Packed, state: State, day: int, pool: int, part: int) -> None:
    """Add what a participant has in a pool to its currency, and translated to the pool's base."""
    notional, base = state.notional, tables.notional.together[pool]
    notional.credit[pool] += max(0, part)
    notional.debit[pool] += max(0, -part)
    worth, worth_of = tables.pool_days.worth[day, pool], tables.pool_days.worth_of[day, pool]
    in_base = translated(part, worth, worth_of)
    notional.base_credit[base] += max(0, in_base)
    notional.base_debit[base] += max(0, -in_base)


@inner
def cancel_out(tables: Packed, state: State, pool: int) -> None:
    """Take off both sides of one currency of a pool its part of what cancels out in the base."""
    notional, base = state.notional, tables.notional.together[pool]
    credit, debit = notional.base_credit[base], notional.base_debit[base]
    taken = set_off(credit, debit, tables.notional.offset[base], tables.notional.offset_of[base])
    header = tables.notional.register[pool]
    if header >= 0:
        taken = covered(state.part[header], credit, debit)
        state.accounts.pooled[tables.members.account[header]] = -taken
    notional.credit_taken[pool] = cancelled(notional.credit[pool], taken, credit)
    notional.debit_taken[pool] = cancelled(notional.debit[pool], taken, debit)
    notional.credit[pool] -= notional.credit_taken[pool]
    notional.debit[pool] -= notional.debit_taken[pool]


@inner
def by_register(tables: Packed, state: State, day: int, header: int, free: int) -> int:
    """What the credit line of a register's header sees of `free`, the header's available balance:
    that, or the balance of the whole pool, whichever is more. `header` is a row of members."""
    members, total = tables.members, free
    if tables.member_days.cap[day, header] < 0:
        return free
    for other in range(len(members.pool)):
        within = members.pool[other] == members.pool[header]
        if within and other != header and tables.member_days.cap[day, other] >= 0:
            total += state.accounts.book[members.account[other]]
    return max(free, total)


@inner
def weight_in_pool(tables: Packed, state: State, day: int, member: int) -> int:
    """By what the participant shares in its pool's result for this day; not negative.

    A header that is no participant (-1) has none; who is not in the pool has nothing in it, and no
    share on that day.
    """
    if member < 0:
        return 0
    pools, pool, part = tables.notional, tables.members.pool[member], state.part[member]
    weight = pools.by_credit[pool] * max(0, part) + pools.by_debit[pool] * max(0, -part)
    if pools.in_credit[pool] == 0 or part > 0:
        weight += pools.by_share[pool] * tables.member_days.share[day, member]
    return weight


@inner
def share(tables: Packed, state: State, row: int, amount: int) -> int:
    """The sum of the weights by which the rows before a result share an amount of it.

    Their parts are left in their `whole` of the state, which bears nothing else; they sum to the
    amount: by largest remainder as in `pooling.allocation`, here without an array, the same for
    both signs, ties to the lower account. Without any weight all of it is the last one's, the
    header's.
    """
    held, first = state.accruals, row - tables.accruals.shares[row]
    weights, left = 0, abs(amount)
    for place in range(first, row):
        weights += state.number[place, 0]
    if weights == 0:
        held.whole[row - 1] = amount
        return 0
    for place in range(first, row):
        part, rest = multiply_divide(abs(amount), state.number[place, 0], weights)
        held.whole[place], held.rest[place] = part, rest
        left -= part
    for _ in range(left):
        best = largest_remainder(tables, state, first, row)
        held.whole[best] += 1
        held.rest[best] = -1
    for place in range(first, row):
        held.rest[place] = 0
        if amount < 0:
            held.whole[place] = -held.whole[place]
    return weights


@inner
def largest_remainder(tables: Packed, state: State, first: int, row: int) -> int:
    """The row from `first` to before `row` with the largest remainder, the lower account's."""
    held, accruals, best = state.accruals, tables.accruals, first
    for place in range(first + 1, row):
        ahead = held.rest[place] - held.rest[best]
        if ahead > 0 or (ahead == 0 and accruals.account[place] < accruals.account[best]):
            best = place
    return best


@inner
def take_part(state: State, row: int) -> int:
    """The part that `share` left for the row; it is taken, once."""
    part = state.accruals.whole[row]
    state.accruals.whole[row] = 0
    return part
