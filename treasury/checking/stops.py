"""On which days the scenario's records stop accounts, and with them links.

Axes (day, account) and (day, link). Source: the banking day, section 6.
"""

from datetime import date

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Truths
from treasury.pooling.structure import Link

STRENGTH = ("", "no_sweeps", "frozen", "closed")
"""From `frozen` on no money leaves an account, and nothing comes to one that is closed."""


def stopped_days(evidence: Evidence) -> Amounts:
    """How strongly each account is stopped on each day, 0 where it is not."""
    names = evidence.plan.names
    days = np.array([day.toordinal() for day in names.days])
    table = np.zeros((len(days), len(names.accounts)), dtype=np.int64)
    for stop in evidence.plan.scenario.stops:
        last = days[-1] if stop.valid_until is None else stop.valid_until.toordinal()
        during = (days >= stop.valid_from.toordinal()) & (days <= last)
        account = names.accounts.index(stop.account)
        strength = STRENGTH.index(stop.kind)
        table[during, account] = np.maximum(table[during, account], strength)
    return table


def free_days(evidence: Evidence, links: list[Link]) -> Truths:
    """True on days when nothing stops the link: not its participant, nor any header above."""
    stopped = stopped_days(evidence) > 0
    names = evidence.plan.names

    def held(account: str) -> Truths:
        """Whether the account or one above it is stopped, by day."""
        found = stopped[:, names.accounts.index(account)]
        for link in links:
            if link.participant == account:
                found = found | (during(link, names.days) & held(link.header))
        return found

    return np.stack([~held(link.participant) for link in links], axis=1)


def during(link: Link, days: tuple[date, ...]) -> Truths:
    """True on days when the link is in force."""
    begins, ends = link.valid_from or date.min, link.valid_until or date.max
    return np.array([begins <= day <= ends for day in days])
