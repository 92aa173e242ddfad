"""Payments here and alone: which fared worse, which better; and the check of the guarantee.

Disturbed: clears in the stand-alone run of the same items but is refused, or made on a later
date or at a later time of the same date, here. Enabled: the reverse. Source: the banking day,
section 5; the check is number 17 of section 12.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.books import NO_STRUCTURE
from treasury.checking.evidence import Evidence, Finding, failed, passed
from treasury.plan.plan import Plan
from treasury.tables import FULL, UNTIMED, Projection

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


def guarantee_holds(evidence: Evidence) -> Finding:
    """17: no payment is disturbed, where every account is in `full` and no root has a bound.

    The other case of the guarantee speaks of `own_deposits`, which no account here is in.
    """
    tables, names = evidence.plan.tables, evidence.plan.names
    if not names.link_records:
        return Finding(None, 0, NO_STRUCTURE)
    pooled = np.union1d(tables.links.participant, tables.links.header)
    bounded = pooled[(tables.places.mode[:, pooled] != FULL).any(axis=0)]
    if len(bounded):
        name = names.accounts[bounded[0]]
        return Finding(None, 0, f"it speaks of accounts in payment mode full; {name} is not")
    roots = np.array(names.roots)
    bounded = roots[tables.accounts.lowest[roots] > -UNLIMITED]
    if len(bounded):
        name = names.accounts[bounded[0]]
        return Finding(None, 0, f"it needs a root that gives without bound; {name} has one")
    inside = np.isin(tables.items.account, pooled)
    disturbed = fared(evidence.plan, evidence.projection, evidence.alone).disturbed
    disturbed = disturbed[inside[disturbed]]
    examined = int((inside & (tables.items.amount < 0)).sum())
    if len(disturbed):
        item = int(disturbed[0])
        account = int(tables.items.account[item])
        return failed(
            examined,
            f"payment {names.items[item]} of {names.accounts[account]}, "
            f"{evidence.money(account, -int(tables.items.amount[item]))} on "
            f"{evidence.day(int(tables.items.day[item]))}, is disturbed",
        )
    return passed(examined, "payments of pooled accounts", "there are no payments")
