"""Money from outside that is lent on inside the group (统借统还): how much of a debt it covers.

What a loan from outside covers at the end of a day is spread over what is lent on of it in
proportion, largest remainder, ties to the lower account. Balance-days add up from one settlement
of interest to the next. Amounts are minor units. Source: Chinese practice, section 5.
"""

from treasury.arrays import compiled, inner
from treasury.pooling.allocation import multiply_divide
from treasury.pooling.packed import Packed
from treasury.pooling.state import State


@inner
def see_on_lent(tables: Packed, state: State, day: int) -> None:
    """Add the day's balances, and what is lent on of them, to the balance-days of the period."""
    for row in range(len(tables.on_lent.rows.accrual)):
        accrual, loan = tables.on_lent.rows.accrual[row], tables.on_lent.days.loan[day, row]
        if day > 0 and tables.terms.settles[day - 1, accrual] == 1:
            state.on_lent.owed[row] = 0
            state.on_lent.covered[row] = 0
        if loan < 0:
            state.on_lent.part[row] = 0
        elif first_of(tables, day, row):
            spread(tables, state, day, loan)
        weight = tables.terms.weight[day, accrual]
        state.on_lent.owed[row] += weight * owed_on(tables, state, row)
        state.on_lent.covered[row] += weight * state.on_lent.part[row]


@inner
def owed_on(tables: Packed, state: State, row: int) -> int:
    """What the participant of the row's link owes its header, not negative."""
    return max(0, -state.lent.stands[tables.on_lent.rows.link[row]])


@inner
def first_of(tables: Packed, day: int, row: int) -> bool:
    """Whether no row before it is lent on of the same loan."""
    loan, other = tables.on_lent.days.loan, 0
    while loan[day, other] != loan[day, row]:
        other += 1
    return other == row


@inner
def spread(tables: Packed, state: State, day: int, loan: int) -> None:
    """Spread what is owed of the loan over what is lent on of it, at most that."""
    total = 0
    for row in range(len(tables.on_lent.rows.accrual)):
        if tables.on_lent.days.loan[day, row] == loan:
            total += owed_on(tables, state, row)
    amount = min(total, state.owed[loan])
    left = amount
    for row in range(len(tables.on_lent.rows.accrual)):
        if tables.on_lent.days.loan[day, row] == loan:
            part, rest = 0, -1
            if total > 0:
                part, rest = multiply_divide(amount, owed_on(tables, state, row), total)
            state.on_lent.part[row] = part
            state.on_lent.rest[row] = rest
            left -= part
    for _ in range(left):
        best = largest_rest(tables, state, day, loan)
        state.on_lent.part[best] += 1
        state.on_lent.rest[best] = -1


@inner
def largest_rest(tables: Packed, state: State, day: int, loan: int) -> int:
    """The row of the loan with the largest remainder, of equal ones that of the lower account."""
    best = -1
    for row in range(len(tables.on_lent.rows.accrual)):
        if tables.on_lent.days.loan[day, row] != loan:
            continue
        more = state.on_lent.rest[row] - state.on_lent.rest[best] if best >= 0 else 1
        accounts = tables.on_lent.rows.account
        if more > 0 or (more == 0 and accounts[row] < accounts[best]):
            best = row
    return best


@compiled
def part_spared(amount: int, covered: int, owed: int) -> int:
    """Of the interest of a period the part on balance-days that are covered, rounded half up.

    >>> part_spared(100_00, 20, 30), part_spared(5, 1, 2), part_spared(100_00, 0, 0)
    (6667, 3, 0)
    """
    if owed == 0:
        return 0
    part, rest = multiply_divide(amount, covered, owed)
    return part + 1 if 2 * rest >= owed else part


@inner
def spared(state: State, row: int, amount: int) -> int:
    """What of interest that is posted is on money lent on, by the balance-days of its period."""
    return part_spared(amount, state.on_lent.covered[row], state.on_lent.owed[row])
