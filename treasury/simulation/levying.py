"""Levies inside the day loop: numbers grow with what is watched, and are charged when they are due.

Units as in `levies`. At the close of a day its sweeps and day-end balances are seen, once, at the
tariff of that day; what is due is charged at the opening of its day. Source: the banking day,
section 8.
"""

from treasury.arrays import compiled, inner
from treasury.exact import add_share, round_share
from treasury.levies import (
    AFTER_INTEREST,
    AT_OPENING,
    BALANCE_DOWN,
    COUNT,
    DRAWN_DOWN,
    DRAWN_UP,
    LIMIT,
    NOT_LENT_ON,
    UNDRAWN_LINE,
    UNDRAWN_OVERDRAFT,
    bounded,
)
from treasury.pooling.allocation import multiply_divide
from treasury.pooling.packed import Packed
from treasury.pooling.state import Event, Log, State, emit
from treasury.simulation.accrual import would_settle
from treasury.simulation.lending_on import see_on_lent, spared
from treasury.tables import (
    AMOUNT,
    AUX,
    BOUND_MAXIMUM,
    BOUND_MINIMUM,
    CONCENTRATION,
    DEPOSIT_INTEREST,
    END_OF_DAY,
    FUNDING,
    INTEREST,
    INTERNAL_INTEREST,
    KIND,
    LEVIED_ON,
    REF,
    REINVESTED,
    RETURN,
    TAX,
    TERM_FEE,
    TERM_FEE_ANALYSED,
    UNTIMED,
)


@inner
def watch_day(tables: Packed, state: State, log: Log, day: int) -> None:
    """See what the day's events and its end add to the levies; close numbers whose tariff ends."""
    see_events(tables, state, log, day)
    see_on_lent(tables, state, day)
    end = len(tables.first_watch) - 2
    for watch in range(tables.first_watch[end], tables.first_watch[end + 1]):
        amount = standing(tables, state, watch)
        add_seen(tables, state, day, tables.watches.levy[watch], amount)
    for link in range(len(tables.links.participant)):
        state.lent.closed[link] = state.lent.stands[link]
        state.lent.added[link] = 0
    for levy in range(len(tables.levies.account)):
        if day == tables.days - 1 or tariff_ends(tables, day, tables.levies.tariff[levy]):
            close_number(tables, state, log, (day, END_OF_DAY), levy)


@inner
def see_events(tables: Packed, state: State, log: Log, day: int) -> None:
    """See what the events since the last look add to the levies: sweeps, and interest posted, also
    if it is invested again, or paid by deposits."""
    links = len(tables.links.participant)
    before_deposits = links + len(tables.accruals.kind)
    for row in range(state.watched[0], log.used[0]):
        kind, amount, ref = log.rows[row, KIND], log.rows[row, AMOUNT], log.rows[row, REF]
        if kind in (CONCENTRATION, FUNDING, RETURN) and amount > 0:
            add_moved(tables, state, day, ref, amount)
        elif kind == DEPOSIT_INTEREST:
            deposit = log.rows[row, AUX]
            add_moved(tables, state, day, before_deposits + deposit, max(0, amount))
        elif kind in (INTEREST, INTERNAL_INTEREST, REINVESTED):
            add_moved(tables, state, day, links + ref, max(0, tables.accruals.sign[ref] * amount))
            if kind == INTERNAL_INTEREST:
                state.lent.added[log.rows[row, AUX]] += amount
    state.watched[0] = log.used[0]


@inner
def add_moved(tables: Packed, state: State, day: int, place: int, amount: int) -> None:
    """Let the watches of a place see an amount that moved there, less what they saw of it ahead."""
    for watch in range(tables.first_watch[place], tables.first_watch[place + 1]):
        seen = 1 if tables.watches.kind[watch] == COUNT else amount
        if tables.watches.kind[watch] == NOT_LENT_ON:
            seen -= spared(state, tables.watches.subject[watch], amount)
        add_seen(tables, state, day, tables.watches.levy[watch], seen - state.ahead[watch])
        state.ahead[watch] = 0


@inner
def look_ahead(tables: Packed, state: State, day: int) -> None:
    """See what has accrued by last evening of interest that is not posted yet, where that is looked
    at today, less what was seen before; nothing is given back as long as it is not posted.

    Of what was settled last evening and came to nothing, so that it is not posted, all is. A tax
    that spares what is lent on looks at nothing ahead.
    """
    for watch in range(len(tables.watches.ahead) if day > 0 else 0):
        accrual, levy = tables.watches.ahead[watch], tables.watches.levy[watch]
        if accrual < 0:
            continue
        more = 0
        if tables.terms.settles[day - 1, accrual] == 1:
            more = -state.ahead[watch]
        elif tables.tariffs.looks[day, tables.levies.tariff[levy]] == 1:
            amount = max(0, would_settle(tables, state, day - 1, accrual))
            more = max(0, amount - state.ahead[watch])
        state.ahead[watch] += more
        add_seen(tables, state, day, levy, more)


@inner
def standing(tables: Packed, state: State, watch: int) -> int:
    """What a watch sees at the end of a day, not negative."""
    kind, subject = tables.watches.kind[watch], tables.watches.subject[watch]
    if kind == LIMIT:
        return state.limit[subject]
    if kind == UNDRAWN_LINE:
        return max(0, state.limit[subject] - state.owed[subject])
    if kind == UNDRAWN_OVERDRAFT:
        value = state.accounts.book[subject] - state.accounts.deferred[subject]
        return max(0, tables.watches.limit[watch] + min(0, value))
    position = state.lent.stands[subject]
    if kind in (DRAWN_UP, DRAWN_DOWN):
        sign = -1 if kind == DRAWN_DOWN else 1
        before = state.lent.closed[subject] + state.lent.added[subject]
        return max(0, max(0, sign * position) - max(0, sign * before))
    return max(0, -position if kind == BALANCE_DOWN else position)


@inner
def add_seen(tables: Packed, state: State, day: int, levy: int, amount: int) -> None:
    """Add what was seen to the levy's number, as often as it counts on the day."""
    counted = amount * tables.tariffs.weight[day, tables.levies.tariff[levy]]
    state.levies.number[levy] += counted
    state.levies.seen[levy] += counted


@inner
def tariff_ends(tables: Packed, day: int, tariff: int) -> bool:
    """Whether the next day is levied at another share."""
    share, whole = tables.tariffs.share, tables.tariffs.whole
    return (
        share[day + 1, tariff] != share[day, tariff] or whole[day + 1, tariff] != whole[day, tariff]
    )


@inner
def close_number(
    tables: Packed, state: State, log: Log, moment: tuple[int, int], levy: int
) -> None:
    """Turn the levy's number into its exact amount at the tariff of the day, and log it."""
    number, tariff = state.levies.number[levy], tables.levies.tariff[levy]
    if number == 0:
        return
    share, whole = tables.tariffs.share[moment[0], tariff], tables.tariffs.whole[moment[0], tariff]
    state.levies.units[levy], state.levies.rest[levy] = add_share(
        state.levies.units[levy],
        state.levies.rest[levy],
        number,
        share,
        whole,
        tables.tariffs.common[moment[0], tariff],
    )
    state.levies.number[levy] = 0
    emit(
        log,
        Event(
            moment[0], moment[1], LEVIED_ON, tables.levies.account[levy], -1, levy, number,
            share, whole, 0, 0, 0,
        ),
    )  # fmt: skip


@inner
def charge_levies(tables: Packed, state: State, log: Log, day: int) -> None:
    """Charge every levy that is due today and has seen anything, whatever the account has.

    Those of the evening before come first, then those of the interest that was posted this morning
    or has accrued.
    """
    charge_due(tables, state, log, day, AT_OPENING)
    see_events(tables, state, log, day)
    look_ahead(tables, state, day)
    charge_due(tables, state, log, day, AFTER_INTEREST)


@inner
def charge_due(tables: Packed, state: State, log: Log, day: int, when: int) -> None:
    """Charge what is due at this moment of the opening; a levy on another sees it charged. What is
    charged as one with its mate is charged where the first of the two stands."""
    for levy in range(len(tables.levies.account)):
        mate = tables.levies.mate[levy]
        if tables.tariffs.due[day, tables.levies.tariff[levy]] != when or mate < levy:
            continue
        seen = state.levies.seen[levy]
        others = state.levies.seen[mate] if mate != levy else 0
        if seen == 0 and others == 0:
            continue
        exact = closed_exactly(tables, state, log, day, levy)
        other = closed_exactly(tables, state, log, day, mate) if mate != levy else 0
        tariff = tables.levies.tariff[levy]
        bounds = tables.tariffs.least[day, tariff], tables.tariffs.most[day, tariff]
        amount, rest = bounded_together((exact, other), (seen, others), bounds)
        more = amount + rest - exact - other
        bound = BOUND_MINIMUM if more > 0 else BOUND_MAXIMUM if more < 0 else 0
        if seen != 0:
            charge(tables, state, log, day, levy, (amount, exact, bound))
        if others != 0:
            charge(tables, state, log, day, mate, (rest, other, bound))


@compiled
def bounded_together(
    exact: tuple[int, int], seen: tuple[int, int], bounds: tuple[int, int]
) -> tuple[int, int]:
    """What each of two is charged who have one minimum and one maximum: its own amount, or where
    a bound holds of both its part of that by what each has seen, the first one's rounded half up.

    Of a minimum of 50.00 who lent a third of the balance-days pays a third:

    >>> bounded_together((12_00, 24_00), (100, 200), (50_00, 900_00))
    (1667, 3333)
    >>> bounded_together((12_00, 24_00), (100, 200), (0, 900_00))
    (1200, 2400)
    """
    total = exact[0] + exact[1]
    amount = bounded(total, bounds[0], bounds[1])
    if amount == total:
        return exact
    if seen[0] == 0 or seen[1] == 0:
        return (0, amount) if seen[0] == 0 else (amount, 0)
    whole = seen[0] + seen[1]
    part, rest = multiply_divide(amount, seen[0], whole)
    part += 1 if 2 * rest >= whole else 0
    return part, amount - part


@inner
def closed_exactly(tables: Packed, state: State, log: Log, day: int, levy: int) -> int:
    """What the levy has come to, rounded once, before its bounds; its number is closed."""
    close_number(tables, state, log, (day, UNTIMED), levy)
    common = tables.tariffs.common[day, tables.levies.tariff[levy]]
    return round_share(state.levies.units[levy], state.levies.rest[levy], common, 0)


@inner
def charge(
    tables: Packed, state: State, log: Log, day: int, levy: int, due: tuple[int, int, int]
) -> None:
    """Charge an amount, which was so much exactly before a bound, and begin anew."""
    before = len(tables.links.participant) + len(tables.accruals.kind)
    before += len(tables.deposits.rows.account)
    take(tables, state, log, (day, levy), due)
    state.levies.units[levy] = 0
    state.levies.rest[levy] = 0
    state.levies.seen[levy] = 0
    add_moved(tables, state, day, before + levy, due[0])


@inner
def take(
    tables: Packed, state: State, log: Log, due: tuple[int, int], worth: tuple[int, int, int]
) -> None:
    """Let a charge leave its account, or go to the account analysis that was in force last evening.

    `due` is the day and the levy, `worth` what is charged, the exact amount, rounded, and which
    bound held.
    """
    (day, levy), (amount, exact, bound) = due, worth
    account, way = tables.levies.account[levy], tables.levies.way[levy]
    analysis = tables.analyses.through[day - 1, way] if day > 0 else -1
    kind, moved = TAX if tables.levies.tax[levy] == 1 else TERM_FEE, -amount
    if analysis >= 0:
        kind, moved = TERM_FEE_ANALYSED, amount
        state.analyses.fees[analysis] += amount
    else:
        analysis = 0
        state.accounts.book[account] -= amount
    emit(
        log,
        Event(
            day, UNTIMED, kind, account, -1, levy, moved, state.levies.seen[levy], exact, bound,
            0, analysis,
        ),
    )  # fmt: skip
