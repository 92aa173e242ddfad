"""Plan -> Projection: drives the day loop, in stretches that can be stopped and resumed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from treasury.plan.plan import Plan
from treasury.pooling.opening import first_state
from treasury.pooling.packed import Packed, packed
from treasury.pooling.state import Log, State, empty_log
from treasury.simulation.accrual import fill_accrued
from treasury.simulation.analysing import analysed_at_end
from treasury.simulation.day import Observed, events_at_most, run_days
from treasury.simulation.unlevied import levied_at_end
from treasury.tables import Projection

Arrays = TypeVar("Arrays", bound=tuple[Any, ...])
Progress = Callable[[float], None]
STRETCH_CELLS = 200_000
"""Account-days between two reports of progress; each stretch has to enter the kernel anew."""
FIRST_ROOM = 2**16


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A run after `day` days: everything needed to resume it. The arrays are its own."""

    tables: Packed
    day: int
    state: State
    log: Log
    observed: Observed


def begin(plan: Plan) -> Checkpoint:
    """The run before its first day."""
    tables = plan.tables
    days, accounts = tables.days, len(tables.accounts.opening)
    observed = Observed(
        book=np.zeros((days, accounts), dtype=np.int64),
        value=np.zeros((days, accounts), dtype=np.int64),
        transit=np.zeros((days, accounts), dtype=np.int64),
        position=np.zeros((days, len(tables.links.participant)), dtype=np.int64),
        owed=np.zeros((days, len(tables.loans.account)), dtype=np.int64),
        deposited=np.zeros((days, len(tables.deposits.rows.account)), dtype=np.int64),
        invested=np.zeros((days, len(tables.investments.rows.account)), dtype=np.int64),
    )
    return Checkpoint(
        tables=packed(tables),
        day=0,
        state=opened(plan, first_state(tables)),
        log=empty_log(FIRST_ROOM),
        observed=observed,
    )


def opened(plan: Plan, state: State) -> State:
    """The state with what was open on the links before the first day."""
    links, open_ = plan.tables.links, plan.opening_positions
    state.links.position[:] = open_
    np.add.at(state.lent.closed, links.pair, open_)
    np.add.at(state.accounts.held, links.header, open_)
    own = state.places.link[links.participant] == np.arange(len(open_))
    np.add.at(state.accounts.position, links.participant[own], open_[own])
    np.add.at(state.accounts.left, links.participant[~own], open_[~own])
    return state


def advance(checkpoint: Checkpoint, until: int) -> Checkpoint:
    """The run after `until` days; the checkpoint it came from is left as it was."""
    own = replace(
        checkpoint,
        state=copied(checkpoint.state),
        log=copied(checkpoint.log),
        observed=copied(checkpoint.observed),
    )
    return carried_on(own, until)


def carried_on(checkpoint: Checkpoint, until: int) -> Checkpoint:
    """The run after `until` days in the checkpoint's own arrays: it cannot be resumed again."""
    assert checkpoint.day <= until <= checkpoint.tables.days
    tables, state, observed = checkpoint.tables, checkpoint.state, checkpoint.observed
    log, day = checkpoint.log, checkpoint.day
    while day < until:
        log = roomy(tables, state, log, day)
        day = run_days(tables, state, log, observed, day, until)
    return replace(checkpoint, day=day, log=log)


def copied(arrays: Arrays) -> Arrays:
    """The same named tuple with arrays of its own."""
    return type(arrays)(
        *(copied(each) if isinstance(each, tuple) else each.copy() for each in arrays)
    )


def roomy(tables: Packed, state: State, log: Log, day: int) -> Log:
    """The log with room for at least the next day, doubled when it is too small."""
    used = int(log.used[0])
    needed = used + int(events_at_most(tables, state, day))
    capacity = len(log.rows)
    if needed <= capacity:
        return log
    larger = empty_log(max(2 * capacity, needed))
    larger.rows[:used] = log.rows[:used]
    larger.used[0] = used
    return larger


def finish(checkpoint: Checkpoint) -> Projection:
    """What was simulated, once the last day has closed."""
    assert checkpoint.day == checkpoint.tables.days
    state, observed, deposits = checkpoint.state, checkpoint.observed, checkpoint.tables.deposits
    accrued = np.zeros(len(checkpoint.tables.accruals.kind), dtype=np.int64)
    fill_accrued(checkpoint.tables, state, accrued)
    of_deposits = np.where(state.deposited, deposits.rows.accrued, 0)
    levied = levied_at_end(checkpoint.tables, state, accrued, of_deposits)
    return Projection(
        book=observed.book,
        value=observed.value,
        transit=observed.transit,
        position=observed.position,
        owed=observed.owed,
        deposited=observed.deposited,
        invested=observed.invested,
        events=checkpoint.log.rows[: int(checkpoint.log.used[0])].copy(),
        fate=state.items.fate.copy(),
        made_day=state.items.made_day.copy(),
        made_minute=state.items.made_minute.copy(),
        cause=state.items.cause.copy(),
        accrued=accrued,
        levied=levied,
        analysed=analysed_at_end(checkpoint.tables, state, levied),
    )


def simulate(plan: Plan, progress: Progress | None = None) -> Projection:
    """The whole run. `progress` is called with the share of days done, from 0 to 1."""
    checkpoint = begin(plan)
    days, accounts = plan.tables.days, len(plan.names.accounts)
    stretch = 1 + STRETCH_CELLS // accounts
    while checkpoint.day < days:
        checkpoint = carried_on(checkpoint, min(days, checkpoint.day + stretch))
        if progress:
            progress(checkpoint.day / days)
    return finish(checkpoint)
