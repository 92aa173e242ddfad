"""Interest inside the day loop: numbers grow at close, are settled, and posted next morning.

Units as in `interest`: numbers are minor units x days, rates whole 1e-8 a year; an exact amount
is whole minor units plus a remainder over 1e8 x the row's common denominator. Source: the
banking day, sections 1 and 8.
"""

from treasury.arrays import Amounts, compiled, inner
from treasury.interest import add_exact, round_exact, slice_of
from treasury.pooling.packed import Packed
from treasury.pooling.state import Event, Log, Moment, State, add_position, emit
from treasury.simulation.setting_off import set_off_pools, share, take_part, weight_in_pool
from treasury.tables import (
    BORROWED,
    DEBIT_SIDE,
    END_OF_DAY,
    INNER_DEBIT,
    INTEREST,
    INTERNAL_INTEREST,
    INVESTMENT,
    LOAN,
    NUMBER,
    OFFSET_CREDIT,
    OFFSET_DEBIT,
    OWN_DEBIT,
    POOL_CREDIT,
    POOL_DEBIT,
    POOL_SHARE,
    PRICED_DEBIT,
    REINVESTED,
    SETTLED,
    UPSTREAMED,
)


@inner
def accrue(tables: Packed, state: State, log: Log, day: int, value: Amounts) -> None:
    """Add this day's slices to every interest number; settle what is settled at this close.

    `value` (account,) is the day-end value balance.
    """
    accruals = tables.accruals
    last = day == tables.days - 1
    stand_in_pairs(tables, state)
    set_off_pools(tables, state, day, value)
    for row in range(len(accruals.kind)):
        version = tables.terms.version[day, row]
        if accruals.kind[row] == POOL_SHARE:
            weight = weight_in_pool(tables, state, day, accruals.subject[row])
            state.number[row, 0] += tables.terms.weight[day, row] * weight
        elif version >= 0:
            add_slices(tables, state, day, row, observed(tables, state, row, value))
            if last or tables.terms.settles[day, row] == 1 or period_ends(tables, day, row):
                close_period(tables, state, log, day, row)
        if tables.terms.settles[day, row] == 1:
            settle(tables, state, log, day, row)


@inner
def stand_in_pairs(tables: Packed, state: State) -> None:
    """Net what stands on the links of each pair of legal persons at this close (日终轧差)."""
    for link in range(len(tables.links.pair)):
        state.lent.stands[link] = 0
    for link in range(len(tables.links.pair)):
        state.lent.stands[tables.links.pair[link]] += state.links.position[link]


@inner
def observed(tables: Packed, state: State, row: int, value: Amounts) -> int:
    """The balance the accrual bears on, as a positive number; 0 where it is on the other side."""
    kind, subject = tables.accruals.kind[row], tables.accruals.subject[row]
    if kind == LOAN:
        return state.owed[subject]
    if kind == INVESTMENT:
        return state.investments.invested[subject]
    if kind in (UPSTREAMED, BORROWED):
        position = state.lent.stands[subject]
        return max(0, -position if kind == BORROWED else position)
    if kind <= DEBIT_SIDE:
        own = value[subject] - state.accounts.pooled[subject]
        return max(0, -own if kind == DEBIT_SIDE else own)
    return in_pool(state, kind, subject)


@inner
def in_pool(state: State, kind: int, subject: int) -> int:
    """What of a notional pool, or of a participant in it, the accrual bears on; not negative."""
    if kind == POOL_CREDIT:
        return state.notional.credit[subject]
    if kind == POOL_DEBIT:
        return state.notional.debit[subject]
    if kind == OFFSET_CREDIT:
        return state.notional.credit_taken[subject]
    if kind == OFFSET_DEBIT:
        return state.notional.debit_taken[subject]
    part = state.part[subject]
    return max(0, -part if kind in (OWN_DEBIT, INNER_DEBIT, PRICED_DEBIT) else part)


@inner
def add_slices(tables: Packed, state: State, day: int, row: int, balance: int) -> None:
    """Add the balance's slice in each tier x the day's weight to the row's numbers.

    What a tier with a unit leaves over goes to the tier below it.
    """
    accruals = tables.accruals
    version = tables.terms.version[day, row]
    weight = tables.terms.weight[day, row]
    whole = accruals.whole_balance[row] == 1
    lower = 0
    for tier in range(tables.tiers.upper.shape[1]):
        upper = tables.tiers.upper[version, tier]
        if balance <= lower:
            break
        part = slice_of(balance, lower, upper, whole)
        unit = tables.tiers.unit[version, tier]
        if unit > 0:
            left_over = part % unit
            state.number[row, tier - 1] += weight * left_over
            part -= left_over
        state.number[row, tier] += weight * part
        lower = upper


@inner
def period_ends(tables: Packed, day: int, row: int) -> bool:
    """Whether the next day has other rates or another basis."""
    return (
        tables.terms.version[day + 1, row] != tables.terms.version[day, row]
        or tables.terms.basis[day + 1, row] != tables.terms.basis[day, row]
    )


@inner
def close_period(tables: Packed, state: State, log: Log, day: int, row: int) -> None:
    """Turn the numbers of this rate period into exact interest, and log each number.

    It is added up where the row settles.
    """
    accruals = tables.accruals
    into = accruals.into[row]
    version, basis = tables.terms.version[day, row], tables.terms.basis[day, row]
    for tier in range(tables.tiers.upper.shape[1]):
        number = state.number[row, tier]
        if number == 0:
            continue
        state.accruals.whole[into], state.accruals.rest[into] = add_exact(
            state.accruals.whole[into],
            state.accruals.rest[into],
            number,
            accruals.factor[row] * tables.tiers.rate[version, tier],
            basis,
            accruals.common[into],
        )
        state.number[row, tier] = 0
        emit(
            log,
            Event(
                day, END_OF_DAY, NUMBER, accruals.account[row], -1, row, number,
                basis, tier, 0, 0, version,
            ),
        )  # fmt: skip


@inner
def settle(tables: Packed, state: State, log: Log, day: int, row: int) -> None:
    """Round what has accrued, once; it is due tomorrow. The remainder is carried or dropped.

    What is shared is due to those who share it.
    """
    accruals = tables.accruals
    whole, rest, common = state.accruals.whole[row], state.accruals.rest[row], accruals.common[row]
    if whole == 0 and rest == 0 and settled_by_shares(tables, state, row) == 0:
        forget_weights(tables, state, row)
        return
    amount = round_exact(whole, rest, common, accruals.rounding[row])
    carries = accruals.carry[row] == 1
    state.accruals.whole[row] = whole - amount if carries else 0
    state.accruals.rest[row] = rest if carries else 0
    emit(
        log,
        Event(
            day, END_OF_DAY, SETTLED, accruals.account[row], -1, row,
            accruals.sign[row] * amount, 0, 0, 0, 0, 0,
        ),
    )  # fmt: skip
    if accruals.shares[row] > 0:
        settle_shares(tables, state, log, day, row, amount)
    else:
        state.accruals.due[row] += accruals.sign[row] * amount


@inner
def settle_shares(tables: Packed, state: State, log: Log, day: int, row: int, amount: int) -> None:
    """Let the rows that share a settled result have their parts; their weights begin anew.

    What they have settled themselves at this close is taken off before.
    """
    accruals = tables.accruals
    weights = share(tables, state, row, amount - settled_by_shares(tables, state, row))
    for place in range(row - accruals.shares[row] if weights > 0 else row - 1, row):
        part = take_part(state, place)
        if part != 0:
            state.accruals.due[place] += part
            emit(
                log,
                Event(
                    day, END_OF_DAY, SETTLED, accruals.account[place], -1, place, part,
                    state.number[place, 0], weights, 0, 0, 0,
                ),
            )  # fmt: skip
    forget_weights(tables, state, row)


@inner
def settled_by_shares(tables: Packed, state: State, row: int) -> int:
    """What the rows that share a result have settled at this close, by rates of their own."""
    total = 0
    for place in range(row - tables.accruals.shares[row], row):
        total += state.accruals.due[place]
    return total


@inner
def forget_weights(tables: Packed, state: State, row: int) -> None:
    """The weights by which a result was shared begin anew."""
    for place in range(row - tables.accruals.shares[row], row):
        state.number[place, 0] = 0


@inner
def post_due(tables: Packed, state: State, log: Log, moment: Moment) -> None:
    """Post the interest settled the evening before.

    Interest of accounts, loans and investments moves cash. Internal interest is added to the
    position of its link, and what is reinvested to the investment: they move no cash.
    """
    accruals = tables.accruals
    for row in range(len(accruals.kind)):
        amount = state.accruals.due[row]
        if amount == 0:
            continue
        state.accruals.due[row] = 0
        account, link, kind = accruals.account[row], -1, INTEREST
        header = -1
        if accruals.kind[row] in (UPSTREAMED, BORROWED):
            link, kind = accruals.subject[row], INTERNAL_INTEREST
            header = tables.links.header[link]
            add_position(tables.links, state, link, amount)
        elif stays_invested(tables, moment.day, row, amount):
            link, kind = accruals.subject[row], REINVESTED
            state.investments.invested[link] += amount
        else:
            state.accounts.book[account] += amount
        emit(
            log,
            Event(
                moment.day, moment.minute, kind, account, header, row, amount,
                0, 0, 0, 0, link,
            ),
        )  # fmt: skip


@inner
def stays_invested(tables: Packed, day: int, row: int, amount: int) -> bool:
    """Whether what a money market sweep earned is added to what it has invested."""
    if tables.accruals.kind[row] != INVESTMENT or amount < 0:
        return False
    return tables.investment_days.reinvests[day, tables.accruals.subject[row]] == 1


@inner
def would_settle(tables: Packed, state: State, day: int, row: int) -> int:
    """What would be settled if the day, which has closed, were a settlement day; rounded once."""
    accruals, version = tables.accruals, tables.terms.version[day, row]
    whole, rest = state.accruals.whole[row], state.accruals.rest[row]
    for tier in range(tables.tiers.upper.shape[1] if version >= 0 else 0):
        whole, rest = add_exact(
            whole,
            rest,
            state.number[row, tier],
            accruals.factor[row] * tables.tiers.rate[version, tier],
            tables.terms.basis[day, row],
            accruals.common[row],
        )
    return round_exact(whole, rest, accruals.common[row], accruals.rounding[row])


@compiled
def fill_accrued(tables: Packed, state: State, accrued: Amounts) -> None:
    """Fill in interest not posted by the last day, (accrual,), as if that were a settlement day.

    Signed, rounded once. Where the last day is one, that is what was settled; a carried remainder
    stays carried. A shared result is its sharers'.
    """
    accruals = tables.accruals
    for row in range(len(accrued)):
        accrued[row] = state.accruals.due[row]
        if tables.terms.settles[tables.days - 1, row] == 1:
            continue
        amount = would_settle(tables, state, tables.days - 1, row)
        if accruals.shares[row] == 0:
            accrued[row] += accruals.sign[row] * amount
            continue
        for place in range(row - accruals.shares[row], row):
            amount -= accrued[place]
        weights = share(tables, state, row, amount)
        for place in range(row - accruals.shares[row] if weights > 0 else row - 1, row):
            accrued[place] += take_part(state, place)
