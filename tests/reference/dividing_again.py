"""Virtual ledgers of a run that is corrected, restated with exact fractions (section 9).

Facts are frozen: a ledger keeps its opening, the items that were made and its adjustments; late
amounts that belong to it count from their value days, and by the terms that are right it bears
interest once more. The unassigned ledger (待清分) is what the others leave of the account as it is
right. What corrects a posting of the past is what is right less what was posted, with the value
day of that posting; what is not posted yet is left open. Amounts are ints of minor units.
"""

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.reference.days import days_of, settles_by
from tests.reference.dividing import Key, adjustments_of, bearings, items_of
from tests.reference.units import minor
from tests.reference.world import Outcome
from treasury.accounts.virtual import VirtualLedger
from treasury.scenario import Scenario


class LateOfLedger(NamedTuple):
    """What becomes known of an account late; `ledger` is empty where it names none."""

    account: str
    ledger: str
    amount: int
    value_day: datetime.date


@dataclass
class DividedAgain:
    """What is right up to a day: value balances by day, account and ledger; what a ledger was
    posted, by ledger, day and side; and what each bears open, by ledger and side."""

    value: dict[Key, list[int]] = field(default_factory=dict)
    posted: dict[tuple[str, datetime.date, int], int] = field(default_factory=dict)
    open: dict[tuple[str, int], int] = field(default_factory=dict)


def divide_again(
    right: Scenario,
    lived: Outcome,
    late: list[LateOfLedger],
    of_accounts: dict[str, list[int]],
    today: datetime.date,
) -> DividedAgain:
    """The ledgers up to today; `of_accounts` are the value balances of accounts as they are
    right."""
    found = DividedAgain()
    for ledger in right.ledgers:
        live_once_more(right, lived, (ledger, late), found, today)
    for account in {ledger.account for ledger in right.ledgers}:
        own = [held for (where, _), held in found.value.items() if where == account]
        found.value[account, "unassigned"] = [
            total - sum(held) for total, *held in zip(of_accounts[account], *own, strict=True)
        ]
    return found


def live_once_more(
    right: Scenario,
    lived: Outcome,
    what: tuple[VirtualLedger, list[LateOfLedger]],
    found: DividedAgain,
    today: datetime.date,
) -> None:
    """One ledger's days up to today, with what is late of it."""
    ledger, late = what
    currency = {one.id: one.currency for one in right.accounts}[ledger.account]
    moves = [
        *((day, amount) for _, day, amount in items_of(right, lived, ledger, currency)),
        *((day, amount) for _, day, amount in adjustments_of(right, ledger, currency)),
        *((one.value_day, one.amount) for one in late if one.ledger == ledger.id),
    ]
    bearing = bearings(right, ledger, currency)
    value = minor(ledger.opening, currency)
    for day in days_of(right.first_day, today):
        for side, one in enumerate(bearing):
            if one.due:
                found.posted[ledger.id, day, side] = one.due
            value, one.due = value + (one.due or 0), None
        value += sum(amount for valued, amount in moves if valued == day)
        for side, one in enumerate(bearing):
            one.accrue(value, day)
            found.open[ledger.id, side] = one.would_post()
            if settles_by(right, one.terms, day):
                one.settle()
        found.value.setdefault((ledger.account, ledger.id), []).append(value)


def corrections(was: DividedAgain, is_: DividedAgain) -> dict[tuple[str, datetime.date, int], int]:
    """What is posted on each ledger by the value day of what it corrects, without noughts."""
    keys = {*was.posted, *is_.posted}
    found = {key: is_.posted.get(key, 0) - was.posted.get(key, 0) for key in keys}
    return {key: amount for key, amount in found.items() if amount}
