"""With which other accounts the position of a link is netted by pair (日终轧差), in words."""

import numpy as np

from treasury.plan.plan import Plan

NAMED = 3
"""So many accounts are named; of more it is said how many there are."""


def netted_with(plan: Plan, link: int) -> str:
    """The participants of the other links of the pair, as a clause; empty where there are none."""
    links, names = plan.tables.links, plan.names.accounts
    own = int(links.participant[link])
    found = np.unique(links.participant[links.pair == links.pair[link]]).tolist()
    others = [names[each] for each in found if each != own]
    return f", netted with {listed(others)}" if others else ""


def stands_with(plan: Plan, link: int) -> str:
    """With which others the position of a link is one loan, and with whom that stands, as a clause;
    empty where it is netted with none."""
    others, first = netted_with(plan, link), int(plan.tables.links.pair[link])
    if not others:
        return ""
    where = plan.names.accounts[int(plan.tables.links.participant[first])]
    return f"{others}: interest, fees and taxes of the one loan stand with {where}"


def listed(names: list[str]) -> str:
    """The names, of many the first.

    >>> listed(["S-2"]), listed(["S-2", "S-3", "S-4", "S-5"])
    ('S-2', 'S-2, S-3, S-4 and 1 more')
    """
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def netted_between(plan: Plan, participant: str, header: str) -> str:
    """The same of the link that joins two accounts and in whose row a pair's position stands."""
    links, names = plan.tables.links, plan.names.accounts
    low, high = names.index(participant), names.index(header)
    found = np.flatnonzero((links.participant == low) & (links.header == high))
    return netted_with(plan, int(found[0])) if len(found) else ""
