"""What the checks look at, gathered once for a run, and how they say what they found."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from treasury.accounts.ledger import Ledger, balances
from treasury.ages import Age, ages
from treasury.arrays import Amounts, Flags
from treasury.checking.closed import closed_days
from treasury.checking.holds import held_days
from treasury.checking.notional import Pooled, pooled
from treasury.checking.replay import Effects, Replayed, effects, link_positions, replay
from treasury.money import written
from treasury.plan.plan import Plan
from treasury.tables import ACCOUNT, DAY, END_OF_DAY, KIND, UNTIMED, Projection
from treasury.virtual_ledgers import VirtualLedgers, virtual_ledgers

Truths = npt.NDArray[np.bool_]


class Finding(NamedTuple):
    """What a check found: `passed` is None where it does not apply; `detail` says why, or what."""

    passed: bool | None
    examined: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A run and what was rebuilt from its events and its ledger alone.

    `kinds` are those of the events. `booked` and `valued` (day, ledger account) are the ledger's
    balances on both bases; `effects`, `positions` (day, link) and `replayed` come from the events;
    `slow` (link,) is true where a link's record says that a transfer takes days, `converts` (link,)
    where its ends have two currencies; `held` (day, account) is what the records hold of an
    account, `closed` true where its overdraft is closed. `alone` is the stand-alone run, `virtual`
    what is reported of virtual ledgers, `ages` of how long positions have stood, `pooled` what is
    in notional pools.
    """

    plan: Plan
    projection: Projection
    ledger: Ledger
    alone: tuple[Plan, Projection]
    kinds: Amounts
    booked: Amounts
    valued: Amounts
    slow: Truths
    converts: Truths
    held: Amounts
    closed: Truths
    effects: Effects
    positions: Amounts
    replayed: Replayed
    virtual: VirtualLedgers
    pooled: Pooled
    ages: tuple[Age, ...]

    def rows(self, *kinds: int) -> Amounts:
        """The rows of the events of these kinds."""
        return np.flatnonzero(np.logical_or.reduce([self.kinds == kind for kind in kinds]))

    def held_at(self, rows: Amounts, column: int = ACCOUNT) -> Amounts:
        """What is held of each event's account, or of its other one, on the event's day."""
        events = self.projection.events[rows]
        return np.asarray(self.held[events[:, DAY], events[:, column]], dtype=np.int64)

    def lowest_at(self, rows: Amounts, column: int) -> Amounts:
        """The lowest balance of each event's account, or other one, as a header on its day."""
        events = self.projection.events[rows]
        lowest = self.plan.tables.accounts.lowest[events[:, column]]
        closed = self.closed[events[:, DAY], events[:, column]]
        return np.where(closed, np.maximum(lowest, 0), lowest)

    def day(self, row: int) -> str:
        """The day as text; before the first day, beyond the last, by its number."""
        days = self.plan.names.days
        return days[row].isoformat() if 0 <= row < len(days) else f"day {row}"

    def moment(self, row: int, minute: int) -> str:
        """The day and the time as text."""
        if minute == END_OF_DAY:
            return f"{self.day(row)} at end of day"
        if minute == UNTIMED:
            return self.day(row)
        return f"{self.day(row)} at {minute // 60:02d}:{minute % 60:02d}"

    def money(self, account: int, amount: int) -> str:
        """The amount as text, in the account's currency."""
        currency = self.plan.names.currencies[account]
        return f"{written(amount, currency, grouped=True)} {currency}"

    def link(self, link: int) -> str:
        """The link as text."""
        links, accounts = self.plan.tables.links, self.plan.names.accounts
        return f"{accounts[links.participant[link]]} -> {accounts[links.header[link]]}"


def gather(
    plan: Plan,
    projection: Projection,
    ledger: Ledger,
    alone: tuple[Plan, Projection],
    virtual: VirtualLedgers | None = None,
) -> Evidence:
    """The evidence of a run; `virtual` are its virtual ledgers, where they are not what the ledger
    and the events make by themselves."""
    events, links = projection.events, plan.scenario.links
    slow = np.array([links[at].delay > 0 for at in plan.names.link_records], dtype=np.bool_)
    valued = balances(ledger, plan.tables.days, "value")
    money, ends = np.array(plan.names.currencies), plan.tables.links
    converts = np.asarray(money[ends.participant] != money[ends.header], dtype=np.bool_)
    effect = effects(events, slow, converts, plan.tables.links.participant)
    return Evidence(
        plan=plan,
        projection=projection,
        ledger=ledger,
        alone=alone,
        kinds=events[:, KIND].copy(),
        booked=balances(ledger, plan.tables.days),
        valued=valued,
        slow=slow,
        converts=converts,
        held=held_days(plan),
        closed=closed_days(plan, events),
        effects=effect,
        positions=link_positions(plan.tables, events, effect),
        replayed=replay(plan.tables, events, effect),
        virtual=virtual or virtual_ledgers(plan, projection.events, ledger),
        pooled=pooled(plan, valued),
        ages=ages(plan, projection.position),
    )


def first(wrong: Flags | Truths) -> tuple[int, ...]:
    """The indices of the first place that is true; there is one."""
    return tuple(int(at) for at in np.unravel_index(int(np.argmax(wrong)), wrong.shape))


def passed(examined: int, what: str, nothing: str) -> Finding:
    """A pass that says what was examined; null with the reason where nothing was."""
    if examined == 0:
        return Finding(None, 0, nothing)
    return Finding(True, examined, f"{examined:,} {what}")


def failed(examined: int, detail: str) -> Finding:
    """A failure with its first offender."""
    return Finding(False, examined, detail)
