"""What the check of payments keeps while it walks through a run, and what it finds out.

Record arrays are told by the type of their columns. Amounts are minor units.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts, inner
from treasury.checking.budgets import Budgets
from treasury.checking.ceilings import Ceilings


class Balances(NamedTuple):
    """Book balances, what is on its way there, n of the own link, what is open on own links that
    ended, sums of the participants' positions, and of queued payments; shape (account,).
    `refused` is what was cancelled at the close of day `close`."""

    book: Amounts
    coming: Amounts
    position: Amounts
    left: Amounts
    held: Amounts
    queued: Amounts
    refused: Amounts
    close: Amounts


class Waiting(NamedTuple):
    """Each item's account, its place as in `Payers.begins`, and what of it waits; shape (item,)."""

    account: Amounts
    place: Amounts
    waits: Amounts


class Standing(NamedTuple):
    """What changes from event to event: record arrays of balances and items, `owed` (loan,).

    `stopped` (day, account) is how strongly accounts are stopped, `blocked` (day, account) what is
    held of them; `now` (3,) are the day and minute of the event, and the day
    after the latest evening on which a money market sweep gave money back.

    `tree` (item + 1,) keeps running sums of what waits, by place (a Fenwick tree). `links`
    (link,) is n of every link, `owner` (link,) its participant; `ceilings` are position limits.
    `claims` (event,) is what n of the account brings where that is in another currency, else -1.
    """

    accounts: Balances
    items: Waiting
    owed: Amounts
    tree: Amounts
    budgets: Budgets
    stopped: Amounts
    blocked: Amounts
    now: Amounts
    links: Amounts
    owner: Amounts
    ceilings: Ceilings
    claims: Amounts


class Judged(NamedTuple):
    """At each event that decides about a payment, shape (event,): what waits before it, the cash
    it may use, the same with overdraft and line, what its mode lets it draw, what its header can
    give, what is not its participants' money (overdraft and line included), what is left of its
    budget, and what may be paid. UNLIMITED where a term does not bind. `used` is what any event
    used of its account's budget, or what a receipt restored. `covered` is 1 where every header
    above could give all that its participants have sent up to it. `ceiling` is the position limit
    that kept back what would have been drawn (-1: none), `room` what it left; `lets` is what the
    mode lets it draw, `right` the same within the position limits.

    At close the queues are cancelled and nothing more is paid: a refusal is judged with all
    queues as they stood before.
    """

    ahead: Amounts
    usable: Amounts
    own: Amounts
    right: Amounts
    gives: Amounts
    spendable: Amounts
    budget: Amounts
    payable: Amounts
    covered: Amounts
    used: Amounts
    room: Amounts
    ceiling: Amounts
    lets: Amounts

    @property
    def help(self) -> Amounts:
        """What a payment may draw from above."""
        return np.minimum(self.right, self.gives)


@inner
def not_held(standing: Standing, account: int) -> int:
    """The account's balance less what is held of it today; below zero where more is held."""
    return int(standing.accounts.book[account] - standing.blocked[standing.now[0], account])


@inner
def refused(standing: Standing, account: int, close: int) -> int:
    """What of the account's queue was cancelled before, at the close of this day."""
    if standing.accounts.close[account] != close:
        return 0
    return int(standing.accounts.refused[account])
