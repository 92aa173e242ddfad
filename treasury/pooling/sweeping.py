"""One pass of sweeps, in the order of its profile.

`concentrate then fund`: all concentration from the deepest level up, then all funding from the
top down. `by level`: header by header from the deepest level up, both directions. Links stand by
level, header, priority, participant, which is the order of the pass within a level. A level is
complete before the next begins. Source: the banking day, sections 3, 4 and 6.
"""

import numpy as np

from treasury.arrays import Amounts, allocating, compiled, inner
from treasury.pooling.packed import Packed
from treasury.pooling.state import Log, Moment, State
from treasury.pooling.turns import Demand, Group, Sweep, concentrate, find_need, fund
from treasury.pooling.windows import takes_now


@allocating
def sweep_pass(tables: Packed, state: State, log: Log, moment: Moment, index: int) -> None:
    """Run pass `index` of the day.

    A link takes part where its rule has this time, the day is open for it, and so is the clearing
    system by which its sweeps go.
    """
    links = tables.links
    count = len(links.participant)
    active = np.zeros(count, dtype=np.int64)
    for link in range(count):
        active[link] = tables.link_days.open_days[moment.day, link] * tables.passes[index, link]
        active[link] *= takes_now(tables, moment, links.channel[link])
    if active.sum() == 0:
        return
    sweep = Sweep(moment, active)
    demand = Demand(
        np.zeros(len(state.accounts.book), dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
    )
    end = count
    while end > 0:
        start = block_start(links.level, end)
        if tables.by_level == 1:
            serve_level(tables, state, log, sweep, demand, Group(start, end))
        else:
            send_level(tables, state, log, sweep, demand, Group(start, end))
        end = start
    if tables.by_level == 0:
        fund_level(tables, state, log, sweep, demand, Group(0, count))


@inner
def send_level(
    tables: Packed, state: State, log: Log, sweep: Sweep, demand: Demand, level: Group
) -> None:
    """All concentration of a level or of a header, then what its links ask for."""
    start, end = level
    for link in range(start, end):
        concentrate(tables, state, log, sweep, demand, link)
    for link in range(start, end):
        find_need(tables, state, sweep, demand, link)


@allocating
def fund_level(
    tables: Packed, state: State, log: Log, sweep: Sweep, demand: Demand, level: Group
) -> None:
    """The funding of these links, header by header."""
    links = tables.links
    start, end = level
    while start < end:
        group = Group(start, group_end(links.level, links.header, start))
        fund(tables, state, log, sweep, demand, group)
        start = group.end


@allocating
def serve_level(
    tables: Packed, state: State, log: Log, sweep: Sweep, demand: Demand, level: Group
) -> None:
    """Each header of a level at once: its concentration and its funding.

    All its concentration comes first where that was chosen; else strictly by priority, so that a
    deficit can go unfunded although a later participant's surplus would have covered it.
    """
    links = tables.links
    start, end = level
    while start < end:
        stop = group_end(links.level, links.header, start)
        if tables.credit_first == 1:
            send_level(tables, state, log, sweep, demand, Group(start, stop))
            fund(tables, state, log, sweep, demand, Group(start, stop))
        else:
            for link in range(start, stop):
                send_level(tables, state, log, sweep, demand, Group(link, link + 1))
                fund(tables, state, log, sweep, demand, Group(link, link + 1))
        start = stop


@compiled
def block_start(levels: Amounts, end: int) -> int:
    """The first link of the level that ends before `end`."""
    start = end - 1
    while start > 0 and levels[start - 1] == levels[start]:
        start -= 1
    return start


@inner
def group_end(levels: Amounts, headers: Amounts, start: int) -> int:
    """The end of the links that share the level and header of the link at `start`."""
    end = start + 1
    while end < len(levels) and levels[end] == levels[start] and headers[end] == headers[start]:
        end += 1
    return end
