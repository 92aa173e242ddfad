"""What rules look at beside the balance, from the events alone.

Receipts since the last run of the link, whether or not that run moved anything, and the link's
net position (sent up > 0). Amounts are minor units; axes (link, turn), a turn being a pass of a
day. Source: the banking day, section 4.
"""

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Truths
from treasury.checking.rules import PRESETS, RuleColumns
from treasury.checking.timetable import Timetable, taken_at
from treasury.tables import ACCOUNT, AMOUNT, DAY, RECEIPT, REF

RECEIPTS, POSITION, HEADER = (
    PRESETS.index(name) for name in ("share_of_receipts", "cumulative_cap", "cover_overdraft")
)


def looked_at(evidence: Evidence, rules: RuleColumns, times: Timetable, begins: Amounts) -> Amounts:
    """What each link's rule looks at in each turn; 0 for rules that look at nothing more.

    A link that takes another's place goes on where that one ran last. `begins` (turn,) are the
    rows of the events before which the turns began. Not the header's balance, which
    changes within a turn.
    """
    found = np.zeros((len(times.up), len(begins)), dtype=np.int64)
    preset = rules.preset[: len(times.up)]
    links = np.flatnonzero(preset == RECEIPTS)
    accounts = evidence.plan.tables.links.participant[links]
    so_far = grown(evidence, (RECEIPT,), (accounts, ACCOUNT), begins)
    participant = evidence.plan.tables.links.participant
    opened = times.open()
    runs = [opened[participant == account].any(axis=0) for account in accounts.tolist()]
    counted = at_last_run(so_far, np.array(runs).reshape(so_far.shape))
    for place, link in enumerate(links.tolist()):
        if times.at_once[link]:
            counted[place] = np.maximum(counted[place], fired(evidence, times, link, begins))
    found[links] = so_far - counted
    links = np.flatnonzero(preset == POSITION)
    found[links] = positions_before(evidence, begins)[links]
    return found


def not_yet_valued(evidence: Evidence, rules: RuleColumns, rows: Amounts) -> Amounts:
    """What of each event's account its rule, on value basis, does not see yet; else 0."""
    link = evidence.projection.events[rows, REF]
    return np.asarray(rules.on_value[link] * evidence.replayed.later[rows], dtype=np.int64)


def positions_before(evidence: Evidence, begins: Amounts) -> Amounts:
    """N of every link before each turn; shape (link, turn)."""
    effect = evidence.effects
    rows = np.flatnonzero(effect.link >= 0)
    table = np.zeros((len(evidence.slow), len(begins) + 1), dtype=np.int64)
    seen_by = np.searchsorted(begins, rows, side="right")
    np.add.at(table, (effect.link[rows], seen_by), effect.position[rows])
    return np.asarray(np.cumsum(table, axis=1)[:, :-1], dtype=np.int64)


def fired(evidence: Evidence, times: Timetable, link: int, begins: Amounts) -> Amounts:
    """What the account had received when its link last fired on a receipt before each turn."""
    events, account = evidence.projection.events, evidence.plan.tables.links.participant[link]
    rows = evidence.rows(RECEIPT)
    rows = rows[events[rows, ACCOUNT] == account]
    received = np.cumsum(events[rows, AMOUNT])
    on = times.works[events[rows, DAY], link]
    on = on & taken_at(evidence, times, np.full(len(rows), link), events[rows])
    found = np.zeros(len(begins) + 1, dtype=np.int64)
    np.maximum.at(found, np.searchsorted(begins, rows[on], side="right"), received[on])
    return np.asarray(np.maximum.accumulate(found)[:-1], dtype=np.int64)


def grown(
    evidence: Evidence, kinds: tuple[int, ...], whose: tuple[Amounts, int], begins: Amounts
) -> Amounts:
    """The sum of the amounts of these events before each turn; shape (one of `whose`, turn).

    `whose` are accounts or links, and the column of an event that names them.
    """
    wanted, column = whose
    events = evidence.projection.events
    table = np.zeros((len(wanted), len(begins) + 1), dtype=np.int64)
    rows = evidence.rows(*kinds)
    for place, one in enumerate(wanted.tolist()):
        own = rows[events[rows, column] == one]
        np.add.at(table[place], np.searchsorted(begins, own, side="right"), events[own, AMOUNT])
    return np.asarray(np.cumsum(table, axis=1)[:, :-1], dtype=np.int64)


def at_last_run(so_far: Amounts, opened: Truths) -> Amounts:
    """What stood at the last turn before each in which the link ran, 0 before the first.

    It never falls, so the latest is the largest.
    """
    at_runs = np.where(opened, so_far, 0)
    before = np.zeros_like(so_far)
    before[:, 1:] = np.maximum.accumulate(at_runs, axis=1)[:, :-1]
    return before
