"""A run's interest, fees, taxes and account analyses worked out anew on corrected value balances,
facts frozen.

Nothing else is done again: what was paid, swept, drawn and borrowed stays. Amounts are minor
units, days rows. Source: the banking day, section 9.
"""

from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.plan.deposits import accrued as accrued_on
from treasury.plan.deposits import lives
from treasury.plan.fixings import NoFixing
from treasury.plan.plan import Plan
from treasury.pooling.opening import first_state
from treasury.pooling.packed import packed
from treasury.pooling.state import State, empty_log
from treasury.simulation.accrual import fill_accrued
from treasury.simulation.analysing import analysed_at_end
from treasury.simulation.replaying import Facts, replay_days
from treasury.simulation.simulate import FIRST_ROOM, roomy
from treasury.simulation.unlevied import levied_at_end
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ANALYSIS_CHARGED,
    ANALYSIS_CLOSED,
    AUX,
    CONCENTRATION,
    DAY,
    DEPOSIT_INTEREST,
    FEE_ANALYSED,
    FUNDING,
    INTEREST,
    INTERNAL_INTEREST,
    KIND,
    LEVIED_ON,
    NUMBER,
    RETURN,
    SETTLED,
    TAX,
    TERM_FEE,
    TERM_FEE_ANALYSED,
    Projection,
)

IN_CASH = (INTEREST, TERM_FEE, TAX, ANALYSIS_CHARGED)
"""The postings to bank accounts that are worked out anew."""
POSTED = (*IN_CASH, INTERNAL_INTEREST)
"""All postings that are, those to positions too."""
IN_ANALYSES = (FEE_ANALYSED, TERM_FEE_ANALYSED, ANALYSIS_CLOSED)
"""What account analyses gather and settle, which moves no cash."""
ANEW = (*POSTED, *IN_ANALYSES, NUMBER, SETTLED, LEVIED_ON)
"""The kinds of event that a replay writes instead of the run."""
SWEPT = (CONCENTRATION, FUNDING, RETURN)
SEEN_BY_LEVIES = (*SWEPT, DEPOSIT_INTEREST)
"""What stays as it was and levies see."""


class Replay(NamedTuple):
    """What was worked out anew for the days up to one of them.

    `events` (event, 17) of the kinds ANEW; `value` (day, account) the day-end value balances;
    `position` (day, link) with the interest added to it; `accrued` (accrual,), `levied` (levy,) and
    `analysed` (analysis,) as in a projection that ends on that day.
    """

    events: Amounts
    value: Amounts
    position: Amounts
    accrued: Amounts
    levied: Amounts
    analysed: Amounts


def replayed(plan: Plan, projection: Projection, late: Amounts, days: int) -> Replay:
    """The run's first `days` days anew, with `late` (day, account) added to its value balances.

    The plan has the facts of the run, and its own terms. Postings bear interest from their own day
    on, so what a corrected one changes later is in it.
    """
    tables, facts = packed(plan.tables)._replace(days=days), frozen(plan, projection, late, days)
    state, log, day = nothing_posted(plan), empty_log(FIRST_ROOM), 0
    while day < days:
        log = roomy(tables, state, log, day)
        day = int(replay_days(tables, state, log, facts, day, days))
    accrued = np.zeros(len(plan.tables.accruals.kind), dtype=np.int64)
    fill_accrued(tables, state, accrued)
    logged = log.rows[: int(log.used[0])]
    events = logged[np.isin(logged[:, KIND], ANEW)]
    of_deposits = earned_by_deposits(plan, projection, days)
    levied = levied_at_end(tables, state, accrued, of_deposits)
    return Replay(
        events=events,
        value=facts.value,
        position=facts.position + added_to_positions(events, days, facts.position.shape[1]),
        accrued=accrued,
        levied=levied,
        analysed=analysed_at_end(tables, state, levied),
    )


def earned_by_deposits(plan: Plan, projection: Projection, days: int) -> Amounts:
    """What each deposit that stands at the close of the last of these days has earned by then and
    not been paid, shape (deposit,); nothing where its rate is not fixed yet."""
    scenario = replace(plan.scenario, last_day=plan.names.days[days - 1])
    found = np.zeros(projection.deposited.shape[1], dtype=np.int64)
    if projection.deposited[days - 1].any():
        for at, life in enumerate(lives(scenario, plan.structure)):
            with suppress(NoFixing):
                found[at] = accrued_on(life)[0] if projection.deposited[days - 1, at] else 0
    return found


def nothing_posted(plan: Plan) -> State:
    """The state before the first day, in which balances hold only what is posted anew."""
    state = first_state(plan.tables)
    state.accounts.book[:] = 0
    state.lent.closed[:] = plan.opening_positions
    return state


def frozen(plan: Plan, projection: Projection, late: Amounts, days: int) -> Facts:
    """What stays as it was on these days, with the late items in the value balances."""
    events = projection.events[projection.events[:, DAY] < days]
    links, accounts = len(plan.tables.links.participant), len(plan.names.accounts)
    moved = events[np.isin(events[:, KIND], SEEN_BY_LEVIES) & (events[:, AMOUNT] > 0)]
    return Facts(
        value=projection.value[:days] - posted(events, days, accounts) + late[:days],
        position=projection.position[:days] - added_to_positions(events, days, links),
        owed=projection.owed[:days].copy(),
        invested=projection.invested[:days].copy(),
        moved=np.ascontiguousarray(moved),
        first=np.searchsorted(moved[:, DAY], np.arange(days + 1)).astype(np.int64),
    )


def posted(events: Amounts, days: int, accounts: int) -> Amounts:
    """What interest, fees by terms, taxes and analyses have moved up to each day; shape (day,
    account)."""
    return by_day(events[np.isin(events[:, KIND], IN_CASH)], ACCOUNT, days, accounts)


def added_to_positions(events: Amounts, days: int, links: int) -> Amounts:
    """What internal interest has added to each position up to each day; shape (day, link)."""
    return by_day(events[events[:, KIND] == INTERNAL_INTEREST], AUX, days, links)


def by_day(events: Amounts, column: int, days: int, width: int) -> Amounts:
    """The events' amounts summed up to each day, by what a column names; shape (day, width)."""
    moved = np.zeros((days, width), dtype=np.int64)
    np.add.at(moved, (events[:, DAY], events[:, column]), events[:, AMOUNT])
    return np.cumsum(moved, axis=0)
