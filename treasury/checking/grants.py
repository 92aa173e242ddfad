"""Checks of what headers gave: every grant covered, every shared one whole.

Numbers 6 and 9 of the banking day, section 12, from replayed balances. Amounts are minor units.
"""

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.books import no_links
from treasury.checking.conversions import across
from treasury.checking.evidence import Evidence, Finding, failed, first, passed
from treasury.checking.limits import limits_by_account
from treasury.checking.passes import rules_and_times
from treasury.checking.rules import after_limits_down, of_events, reserve
from treasury.checking.shares import results_shared
from treasury.checking.sweeps import transfer
from treasury.money import split
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    BOUND_PRO_RATA,
    DAY,
    DRAW,
    END_OF_DAY,
    FUNDING,
    GIVES,
    KIND,
    MINUTE,
    OTHER,
    REASON,
)


def grants_are_covered(evidence: Evidence) -> Finding:
    """6: no grant leaves a header below its lowest balance (a root: less its undrawn line).

    What a header could give to each funding is recomputed from running balances; a root's
    undrawn line counts at the end of the day, for linked draws always. What is held of the header
    and cash reserved for its own queued payments is not given. Headers that may be overdrawn in
    passing are exempt.
    """
    if not evidence.plan.names.link_records:
        return Finding(None, 0, no_links(evidence))
    events, replayed = evidence.projection.events, evidence.replayed
    funded, drawn = evidence.rows(FUNDING), evidence.rows(DRAW)
    funded = funded[~np.isin(events[funded, OTHER], overdrawn_in_passing(evidence))]
    unheld = replayed.other[funded] - evidence.held_at(funded, OTHER)
    line = np.where(events[funded, MINUTE] == END_OF_DAY, undrawn(evidence, funded), 0)
    free = unheld - reserve(unheld, replayed.other_waiting[funded])
    free = free - evidence.lowest_at(funded, OTHER) + line
    gives = np.clip(free, 0, UNLIMITED)
    given = across(events[funded], evidence.converts)
    examined = int((given > 0).sum()) + len(drawn)
    wrong = (given > gives) | (events[funded, GIVES] != gives)
    if wrong.any():
        return failed(examined, transfer(evidence, int(funded[first(wrong)]), "was not covered"))
    left = replayed.other[drawn] - events[drawn, AMOUNT]
    before = replayed.other[drawn] - passed_through(events, drawn)
    held = evidence.held_at(drawn, OTHER)
    kept = evidence.lowest_at(drawn, OTHER) + held
    kept = kept + reserve(before - held, replayed.other_waiting[drawn])
    wrong = left < np.minimum(kept - undrawn(evidence, drawn), before)
    if wrong.any():
        return failed(examined, transfer(evidence, int(drawn[first(wrong)]), "was not covered"))
    return passed(examined, "grants and linked draws", "nothing was granted")


def overdrawn_in_passing(evidence: Evidence) -> list[int]:
    """The headers whose own link lets them pass down what they do not have yet."""
    names, links = evidence.plan.names, evidence.plan.scenario.links
    chosen = [links[record] for record in names.link_records]
    return [names.accounts.index(one.participant) for one in chosen if one.overdraw_in_passing]


def passed_through(events: Amounts, drawn: Amounts) -> Amounts:
    """What each draw's header had itself just drawn for it: not its own cash to count with."""
    above = events[np.maximum(drawn - 1, 0)]
    helped = (above[:, KIND] == DRAW) & (above[:, ACCOUNT] == events[drawn, OTHER])
    helped &= above[:, AUX] == events[drawn, AUX]
    return np.where(helped, above[:, AMOUNT], 0)


def undrawn(evidence: Evidence, rows: Amounts) -> Amounts:
    """What is left of the line of each event's header, a root's only; before the day's own draw."""
    events, tables = evidence.projection.events[rows], evidence.plan.tables
    banks, header = len(evidence.plan.names.accounts), events[:, OTHER]
    line = tables.accounts.line[header]
    root = tables.places.link[tables.phase[events[:, DAY]], header] < 0
    at = np.flatnonzero((line >= 0) & root)
    owed = np.vstack(
        [tables.loans.drawn, -evidence.booked[:, banks : banks + len(tables.loans.drawn)]]
    )
    left = np.zeros(len(rows), dtype=np.int64)
    left[at] = limits_by_account(evidence)[events[at, DAY], header[at]]
    left[at] -= owed[events[at, DAY], line[at]]
    return np.maximum(left, 0)


def allocations_are_whole(evidence: Evidence) -> Finding:
    """9: parts of a pro-rata grant, or of a notional pool's result, sum to it, each exactly.

    Of a share that a position limit leaves no room for, only what there is room for is moved.
    """
    events = evidence.projection.events
    results, wrong = results_shared(evidence)
    if wrong:
        return failed(results, wrong)
    rows = evidence.rows(FUNDING)
    rows = rows[events[rows, REASON] & BOUND_PRO_RATA > 0]
    if len(rows) == 0:
        return passed(results, "shared results of notional pools", "no grant was shared pro rata")
    return grants_are_whole(evidence, rows, results)


def grants_are_whole(evidence: Evidence, rows: Amounts, results: int) -> Finding:
    """What is found of the pro-rata grants; so many shared results of pools are right."""
    events = evidence.projection.events
    rules = rules_and_times(evidence)[0]
    asked = rules.rooms.asked[rows]
    row = of_events(rules, events[rows])
    requests = after_limits_down(rules, row, events[rows, BASE], asked)[0]
    groups = events[rows][:, [DAY, MINUTE, OTHER]]
    starts = np.flatnonzero((np.diff(groups, axis=0, prepend=-2) != 0).any(axis=1)).tolist()
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        chosen = rows[start:end]
        order = np.argsort(events[chosen, ACCOUNT], kind="stable")
        whole = int(events[chosen[0], GIVES])
        wanted = requests[start:end][order].tolist()
        if sum(wanted) <= whole:
            what = "was shared although there was enough"
            return failed(len(starts), transfer(evidence, int(chosen[0]), what))
        parts = np.minimum(split(whole, wanted), rules.rooms.room[chosen[order]])
        wrong = events[chosen[order], AMOUNT] != parts
        if wrong.any():
            at = first(wrong)
            share = evidence.money(int(events[chosen[0], ACCOUNT]), int(parts[at[0]]))
            what = f"is not its share of {share}"
            return failed(len(starts), transfer(evidence, int(chosen[order][at]), what))
    what = "shared grants and results of notional pools" if results else "shared grants"
    return passed(len(starts) + results, what, no_links(evidence))
