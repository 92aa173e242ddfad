"""The headroom a root lacked: how much more it should have been able to give.

The smallest extra amount, in minor units, added to what the root may give (its lowest balance
lowered, its overdraft raised by it), so that no payment below it is disturbed. Found by trying:
the run is simulated again with more until nothing is disturbed, then with less. Each step adds
the largest shortfall of a disturbed payment, below which it cannot be paid. Where more headroom
does not help in between, the answer is the upper end of that gap. Source: the banking day,
section 5.
"""

from dataclasses import dataclass, replace

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.payments import fared
from treasury.plan.plan import Plan
from treasury.simulation.simulate import simulate
from treasury.tables import AMOUNT, BASE, KIND, QUEUED, REF, REJECTED, Projection

PATIENCE = 12
"""Steps by shortfall before the steps begin to double."""


@dataclass(slots=True, kw_only=True)
class Search:
    """The search at one root: disturbed with `low` more, undisturbed with `high` more."""

    low: int = 0
    high: int | None = None
    tried: int = 0
    step: int = 0

    def next(self) -> int:
        """The extra amount to try next."""
        if self.high is None:
            return self.low + self.step
        return self.high - 1 if self.tried == 0 else (self.low + self.high) // 2

    @property
    def done(self) -> bool:
        """Whether one unit less than the answer disturbs a payment."""
        return self.high is not None and self.high - self.low == 1

    def learn(self, shortfall: int) -> None:
        """Take in what the next amount gave: the largest shortfall left, 0 if undisturbed."""
        extra = self.next()
        self.tried += 1
        if shortfall == 0:
            self.tried = 0 if self.high is None else self.tried
            self.high = extra
            return
        self.low = extra
        if self.high is None:
            self.step = max(shortfall, self.step * 2 if self.tried > PATIENCE else 0)


def headroom_to_clear(
    plan: Plan, projection: Projection, alone: tuple[Plan, Projection]
) -> tuple[tuple[int, int | None], ...]:
    """For each root (account) above a disturbed payment, the extra amount; None: none helps."""
    searches = {
        root: Search(step=shortfall)
        for root, shortfall in shortfalls(plan, projection, alone).items()
    }
    if not searches:
        return ()
    boundless = dict.fromkeys(searches, UNLIMITED)
    stuck = try_with(plan, boundless, alone)
    answers: dict[int, int | None] = dict.fromkeys(stuck)
    open_searches = {root: found for root, found in searches.items() if root not in stuck}
    while open_searches:
        left = try_with(plan, {root: found.next() for root, found in open_searches.items()}, alone)
        for root, found in open_searches.items():
            found.learn(left.get(root, 0))
        answers |= {root: found.high for root, found in open_searches.items() if found.done}
        open_searches = {root: f for root, f in open_searches.items() if not f.done}
    return tuple((root, answers[root]) for root in sorted(answers))


def try_with(plan: Plan, extra: dict[int, int], alone: tuple[Plan, Projection]) -> dict[int, int]:
    """The shortfalls that remain when each of these roots can give so much more."""
    accounts = plan.tables.accounts
    overdraft, lowest = accounts.overdraft.copy(), accounts.lowest.copy()
    intraday = accounts.intraday.copy()
    for root, amount in extra.items():
        overdraft[root] = min(UNLIMITED, int(overdraft[root]) + amount)
        intraday[root] = min(UNLIMITED, int(intraday[root]) + amount)
        lowest[root] = max(-UNLIMITED, int(lowest[root]) - amount)
    accounts = accounts._replace(overdraft=overdraft, intraday=intraday, lowest=lowest)
    richer = replace(plan, tables=plan.tables._replace(accounts=accounts))
    left = shortfalls(richer, simulate(richer), alone)
    return {root: amount for root, amount in left.items() if root in extra}


def shortfalls(
    plan: Plan, projection: Projection, alone: tuple[Plan, Projection]
) -> dict[int, int]:
    """For each root above a disturbed payment, the largest shortfall of one of them, at least 1."""
    disturbed = fared(plan, projection, alone).disturbed
    if len(disturbed) == 0:
        return {}
    lacked = lacking(plan, projection)
    root = roots(plan)
    found: dict[int, int] = {}
    for item in disturbed.tolist():
        above = int(root[plan.tables.items.account[item]])
        if above >= 0:
            found[above] = max(found.get(above, 1), int(lacked[item]))
    return found


def lacking(plan: Plan, projection: Projection) -> Amounts:
    """By how much each payment exceeded what could be paid when it first waited; shape (item,)."""
    events = projection.events
    rows = np.flatnonzero(np.isin(events[:, KIND], (QUEUED, REJECTED)))
    lacked = np.zeros(len(plan.tables.items.day), dtype=np.int64)
    np.maximum.at(lacked, events[rows, REF], -events[rows, AMOUNT] - events[rows, BASE])
    return lacked


def roots(plan: Plan) -> Amounts:
    """The root above each account, itself if it is one; -1 outside the structure; (account,)."""
    links = plan.tables.links
    found = np.full(len(plan.tables.accounts.opening), -1, dtype=np.int64)
    found[np.array(plan.names.roots, dtype=np.int64)] = plan.names.roots
    for level in range(1, int(links.level.max(initial=0)) + 1):
        below = np.flatnonzero(links.level == level)
        found[links.participant[below]] = found[links.header[below]]
    return found
