"""Payments here and alone: which fared worse, which better.

Disturbed: clears in the stand-alone run of the same items but is refused, or made on a later
date or at a later time of the same date, here. Enabled: the reverse. Source: the banking day,
section 5.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.plan.plan import Plan
from treasury.tables import UNTIMED, Projection

NEVER = 2**40


class Fared(NamedTuple):
    """Payments that fared differently; rows of the run's item table, and the same items' alone.

    Shape (payment,) each, in the order of the run's items.
    """

    disturbed: Amounts
    disturbed_alone: Amounts
    enabled: Amounts
    enabled_alone: Amounts


def fared(plan: Plan, projection: Projection, alone: tuple[Plan, Projection]) -> Fared:
    """The payments that fared worse here than in the stand-alone run, and better."""
    items, before = plan.tables.items, alone[0].tables.items
    place = np.zeros(len(items.source), dtype=np.int64)
    place[before.source] = np.arange(len(before.source))
    twin = place[items.source]
    here, there = made_at(projection), made_at(alone[1])[twin]
    payment = items.amount < 0
    disturbed = np.flatnonzero(payment & (here > there))
    enabled = np.flatnonzero(payment & (here < there))
    return Fared(disturbed, twin[disturbed], enabled, twin[enabled])


def made_at(projection: Projection) -> Amounts:
    """When each item was made, as minutes of the run; NEVER for those that were not."""
    at = projection.made_day * 2000 + projection.made_minute - UNTIMED
    return np.where(projection.made_day < 0, NEVER, at)
