"""What conversions cost: what sweeps between currencies brought less, or took more, than at mid.

In the participant's currency, which was sold or bought: at the mid rate of its day, what went up
less the worth of what arrived, and the worth of what the header gave less what came down. Spread,
side of the rate and rounding are all in it. The sum over the run of an entity is rounded once,
half up. What a currency gains or loses while money lies in it is no cost and stands in no benefit.
Amounts are minor units. Source: the banking day, section 10; decision 0061.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from treasury.fx import rounded
from treasury.plan.plan import Plan
from treasury.plan.translation import factors
from treasury.tables import (
    ACCOUNT,
    ACROSS,
    AMOUNT,
    CONCENTRATION,
    CONVERTED,
    DAY,
    FUNDING,
    KIND,
    OTHER,
    REASON,
    Projection,
)


def conversion_costs(plan: Plan, projection: Projection) -> dict[tuple[str, str], int]:
    """The cost (> 0) by entity and currency, of those whose links converted something."""
    found: dict[tuple[str, str], Fraction] = {}
    for account, cost in costs(plan, projection):
        owner = plan.names.entities[account], plan.names.currencies[account]
        found[owner] = found.get(owner, Fraction(0)) + cost
    return {owner: rounded(cost) for owner, cost in found.items()}


def costs(plan: Plan, projection: Projection) -> Iterator[tuple[int, Fraction]]:
    """The participant and the exact cost of every sweep that was converted."""
    events = projection.events
    swept = np.isin(events[:, KIND], (CONCENTRATION, FUNDING))
    rows = events[swept & (events[:, REASON] & CONVERTED > 0)]
    mid: dict[tuple[str, str], tuple[Fraction, ...]] = {}
    for row in rows.tolist():
        pair = plan.names.currencies[row[ACCOUNT]], plan.names.currencies[row[OTHER]]
        if pair not in mid:
            mid[pair] = factors(plan.scenario, *pair, "mid")
        yield row[ACCOUNT], cost_of(row, mid[pair][row[DAY]])


def cost_of(row: list[int], mid: Fraction) -> Fraction:
    """The exact cost of one sweep, at a mid of so many header's units for one participant's.

    >>> up = [0] * 17
    >>> up[KIND], up[AMOUNT], up[ACROSS] = CONCENTRATION, 10_000, 9_000
    >>> cost_of(up, Fraction(23, 25))           # 92.00 at mid, 90.00 arrived: 2.00 / 0.92
    Fraction(5000, 23)
    """
    here = row[ACROSS] * Fraction(mid.denominator, mid.numerator)
    return row[AMOUNT] - here if row[KIND] == CONCENTRATION else here - row[AMOUNT]
