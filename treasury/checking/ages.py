"""The part of check 7 about ages: the layers that are told of a position are what still stands.

Where the oldest is repaid first, what stands is the youngest: everything that came after the
oldest layer still stands whole. Restated from the positions that the events make and from the
records of links; nothing here calls what found the layers. Source: the banking day, section 8.
"""

from collections.abc import Iterator

import numpy as np

from treasury.ages import Age
from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence
from treasury.checking.pairs import netted

Ends = tuple[str, str, str]
QUARTER, HALF_YEAR, YEAR = 90, 180, 365


def wrong_age(evidence: Evidence) -> str:
    """What is wrong with the ages that are told of positions, as a sentence; "" if nothing is."""
    owed = owed_by_ends(evidence)
    told = {(age.creditor, age.debtor, age.currency): age for age in evidence.ages}
    standing = [ends for ends, days in owed.items() if days[-1]]
    if sorted(standing) != sorted(
        (age.creditor, age.debtor, age.currency) for age in told.values()
    ):
        return f"ages are told of {len(told)} positions, {len(standing)} stand at the end"
    for ends in sorted(standing):
        for words in wrong_with(told[ends], owed[ends]):
            return f"{ends[1]} owes {ends[0]} money in {ends[2]}: {words}"
    return ""


def owed_by_ends(evidence: Evidence) -> dict[Ends, Amounts]:
    """What is owed by creditor, debtor and currency, shape (day,)."""
    plan, found = evidence.plan, dict[Ends, Amounts]()
    stands = netted(evidence, evidence.positions)
    person = dict(zip(plan.names.accounts, plan.names.legal_entity, strict=True))
    currency = {one.id: one.currency for one in plan.scenario.accounts}
    for at, record in enumerate(plan.names.link_records):
        link, sent = plan.scenario.links[record], stands[:, at]
        low, high, money = person[link.participant], person[link.header], currency[link.header]
        for ends, part in (((low, high, money), sent), ((high, low, money), -sent)):
            if low != high:
                found[ends] = found.get(ends, np.zeros_like(part)) + np.where(part > 0, part, 0)
    return found


def wrong_with(age: Age, owed: Amounts) -> Iterator[str]:
    """What is wrong with one age; `owed` by day."""
    told = sum(layer.amount for layer in age.layers)
    if told != owed[-1]:
        yield f"layers sum to {told}, the position is {owed[-1]} (minor units)"
    came = np.diff(owed, prepend=0)
    oldest, *younger = age.layers
    after = np.flatnonzero(came > 0)
    after = after[after > oldest.since]
    whole = list(zip(after.tolist(), came[after].tolist(), strict=True))
    if younger != whole or not 0 < oldest.amount <= came[oldest.since]:
        yield "what came after its oldest layer does not stand whole"
    smallest = [
        int(owed[len(owed) - window :].min()) if len(owed) >= window else None
        for window in (QUARTER, HALF_YEAR, YEAR)
    ]
    if (*smallest, int(owed.min())) != (*age.smallest, age.smallest_of_run):
        yield "its smallest balances are others"
    back = np.flatnonzero(owed[::-1] == 0)
    since = int(back[0]) if len(back) else len(owed)
    if (since, len(owed)) != (age.days_since_zero, age.days):
        yield "it was zero on another day"
    zeros = [sum(amount == 0 for amount in owed.tolist()[-window:]) for window in
             (QUARTER, HALF_YEAR, YEAR, len(owed))]  # fmt: skip
    began = next(day for day, amount in enumerate(owed.tolist()) if amount)
    if (tuple(zeros), began) != (age.zeros, age.began):
        yield "it was zero on other days"
