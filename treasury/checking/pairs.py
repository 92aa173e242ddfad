"""Which links are netted by pair of legal persons (日终轧差), restated from the scenario's records.

Shapes (day, link); amounts are minor units. Source: Chinese practice, section 5; the banking day,
section 8.
"""

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence


def first_links(evidence: Evidence) -> list[int]:
    """For each link, in whose row the position of its two legal persons stands: where they are
    netted the link that the scenario gives first, else its own."""
    plan = evidence.plan
    own = [one.netting for one in plan.scenario.structures if one.id == plan.structure]
    every = list(range(len(plan.names.link_records)))
    if own != ["pair"]:
        return every
    person = {one.id: one.branch_of or one.id for one in plan.scenario.entities}
    owner = {one.id: (person[one.entity], one.currency) for one in plan.scenario.accounts}
    found: dict[tuple[str, str, str], int] = {}
    for at in sorted(every, key=plan.names.link_records.__getitem__):
        link = plan.scenario.links[plan.names.link_records[at]]
        ends = (owner[link.participant][0], *owner[link.header])
        if ends[0] != ends[1]:
            every[at] = found.setdefault(ends, at)
    return every


def netted(evidence: Evidence, position: Amounts) -> Amounts:
    """The positions as they stand at each day's end: the sum of a pair in the row of its first
    link, nothing in those of the others."""
    firsts = first_links(evidence)
    found = np.zeros_like(position)
    for at, first in enumerate(firsts):
        found[:, first] += position[:, at]
    return found
