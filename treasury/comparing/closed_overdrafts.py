"""Whose overdraft was closed when a payment was first stopped for want of money, if anybody's.

Limits are minor units. Source: `docs/decisions/0057-overdraft-nights.md`.
"""

from collections.abc import Iterator

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.closed import closures
from treasury.plan.plan import Plan
from treasury.tables import (
    CAUSE_BUDGET,
    CAUSE_HEADER,
    CAUSE_OWN_CASH,
    CAUSE_POSITION,
    CAUSE_RIGHT,
    DAY,
    END_OF_DAY,
    KIND,
    MINUTE,
    QUEUED,
    REASON,
    REF,
    REFUSED,
    REJECTED,
    Projection,
    link_on,
)

OWN_SHORT = (CAUSE_OWN_CASH, CAUSE_HEADER, CAUSE_RIGHT, CAUSE_BUDGET, CAUSE_POSITION)
"""Causes with which the account's own money and overdraft did not do."""


def closed_at_first(plan: Plan, projection: Projection, items: Amounts) -> list[tuple[int, ...]]:
    """For each payment the accounts whose overdraft was closed, its own first, then headers'; empty
    where that stopped nothing. `items` are rows of the plan's items."""
    events = projection.events
    if not plan.scenario.overdraft_agreements:
        return [() for _ in items]
    closed = closures(plan, events)
    stops = events[np.isin(events[:, KIND], (QUEUED, REJECTED, REFUSED))]
    refs, first = np.unique(stops[:, REF], return_index=True)
    at = dict(zip(refs.tolist(), stops[first].tolist(), strict=True))
    return [
        tuple(found_closed(plan, item, at[item], closed[at[item][DAY]])) if item in at else ()
        for item in items.tolist()
    ]


def found_closed(plan: Plan, item: int, stop: list[int], closed: Amounts) -> Iterator[int]:
    """The accounts with a closed overdraft that would have helped a payment, at its first stop."""
    tables, cause = plan.tables, stop[REASON]
    account = int(tables.items.account[item])
    if cause in OWN_SHORT and closed[account] and loses(plan, account, stop[MINUTE]):
        yield account
    while cause == CAUSE_HEADER and (link := link_on(tables, stop[DAY], account)) >= 0:
        account = int(tables.links.header[link])
        if closed[account] and tables.accounts.lowest[account] < 0:
            yield account


def loses(plan: Plan, account: int, minute: int) -> bool:
    """Whether the account may overdraw less at the time than if its overdraft were open."""
    accounts, agreed = plan.tables.accounts, plan.tables.overdrafts
    if minute >= END_OF_DAY:
        return bool(accounts.overdraft[account] > 0)
    return bool(accounts.intraday[account] > agreed.intraday[agreed.account == account][0])
