"""Interest, fees by terms, taxes and account analyses worked out anew, day by day, while everything
else stays.

What was decided stays as it was: items, sweeps, draws, flat fees. They come as day-end balances;
the loop adds what its own postings change. The functions are those of the day loop, in its order:
post what is due, charge, settle analyses, see the day's sweeps, let interest grow, collect. Units
and shapes as in a projection. Source: the banking day, section 9.
"""

from typing import NamedTuple

from treasury.arrays import Amounts, compiled, inner
from treasury.pooling.packed import Packed
from treasury.pooling.state import Log, Moment, State
from treasury.simulation.accrual import accrue, post_due
from treasury.simulation.analysing import charge_flat, close_analyses, collect
from treasury.simulation.day import events_at_most
from treasury.simulation.levying import charge_levies, watch_day
from treasury.simulation.lines import limit_lines
from treasury.tables import DEPOSIT_INTEREST, KIND, RETURN, UNTIMED


class Facts(NamedTuple):
    """What stays as it was, without the postings that are worked out anew.

    `value` (day, account) is added to as days pass, and whole afterwards; `position` (day, link),
    `owed` (day, loan) and `invested` (day, money market sweep) are read. `moved` (event, 17) is
    what levies see, sweeps and interest of deposits, by day; that of a day is
    `moved[first[day] : first[day + 1]]`.
    """

    value: Amounts
    position: Amounts
    owed: Amounts
    invested: Amounts
    moved: Amounts
    first: Amounts


@compiled
def replay_days(tables: Packed, state: State, log: Log, facts: Facts, start: int, stop: int) -> int:
    """Work out the days from `start` up to `stop`; the day reached.

    In this state an account's `book` is what was posted anew since the first day, its `deferred`
    what takes it to the value balance, and a link's `position` the interest added to it. Stops
    early as `run_days` does.
    """
    for day in range(start, stop):
        if log.used[0] + events_at_most(tables, state, day) > len(log.rows):
            return day
        open_again(tables, state, log, facts, day)
        close_again(tables, state, log, facts, day)
    return stop


@inner
def open_again(tables: Packed, state: State, log: Log, facts: Facts, day: int) -> None:
    """Post the interest due, charge what is due and settle account analyses, which gather their
    flat fees again; what the day's opening moved is seen before."""
    if day > 0:
        for link in range(len(tables.links.participant)):
            state.links.position[link] -= facts.position[day - 1, link]
    tell_moved(log, facts, day, at_opening=True)
    post_due(tables, state, log, Moment(day, UNTIMED))
    if len(tables.levies.account) > 0:
        charge_levies(tables, state, log, day)
    if len(tables.analyses.rows.account) > 0:
        close_analyses(tables, state, log, day)
        charge_flat(tables, state, log, day, True)


@inner
def close_again(tables: Packed, state: State, log: Log, facts: Facts, day: int) -> None:
    """Fix the day's balances with what was posted anew, let interest grow, see what is levied, and
    count what is collected."""
    tell_moved(log, facts, day, at_opening=False)
    for account in range(len(state.accounts.book)):
        state.accounts.deferred[account] = -facts.value[day, account]
        facts.value[day, account] += state.accounts.book[account]
    for link in range(len(tables.links.participant)):
        state.links.position[link] += facts.position[day, link]
    limit_lines(tables, state, day)
    for loan in range(len(state.owed)):
        state.owed[loan] = facts.owed[day, loan]
    for sweep in range(len(tables.investments.account)):
        state.investments.invested[sweep] = facts.invested[day, sweep]
    accrue(tables, state, log, day, facts.value[day])
    if len(tables.levies.account) > 0:
        watch_day(tables, state, log, day)
    collect(tables, state, day)


@inner
def tell_moved(log: Log, facts: Facts, day: int, at_opening: bool) -> None:
    """Write down again what moved on the day: at its opening, sweeps that came back and interest
    of deposits, or the other sweeps."""
    for row in range(facts.first[day], facts.first[day + 1]):
        kind = facts.moved[row, KIND]
        if (kind in (RETURN, DEPOSIT_INTEREST)) == at_opening:
            at = log.used[0]
            for column in range(facts.moved.shape[1]):
                log.rows[at, column] = facts.moved[row, column]
            log.used[0] = at + 1
